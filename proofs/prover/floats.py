"""Terms as float functions, to see at sample points what is worth trying to prove."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

from tailbound.proofs.checker import Term

Array = NDArray[np.float64]
UNARY: dict[str, Any] = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "erf": erf, "abs": np.abs}
ROUNDOFF = 1e-12


def values(t: Term, at: Mapping[Term, Array]) -> tuple[Array, Array]:
    """The term at each point, and the size of what was added up on the way; NaN where it is undefined.

    >>> from tailbound.proofs.checker import make
    >>> x = make("v", data=("x", "real"))
    >>> value, size = values(make("-", x, x), {x: np.array([3.0])})
    >>> float(value[0]), float(size[0])
    (0.0, 6.0)
    """
    memo: dict[Term, tuple[Any, Any]] = {}
    with np.errstate(all="ignore"):
        value, size = _value(t, at, memo)
    shape = next((a.shape for a in at.values()), (1,))
    return np.broadcast_to(value, shape), np.broadcast_to(size, shape)


def _value(t: Term, at: Mapping[Term, Array], memo: dict[Term, tuple[Any, Any]]) -> tuple[Any, Any]:
    if t not in memo:
        memo[t] = _computed(t, at, memo)
    return memo[t]


def _computed(t: Term, at: Mapping[Term, Array], memo: dict[Term, tuple[Any, Any]]) -> tuple[Any, Any]:
    """Sizes follow the condition of each operation: |f'| times the argument's size, and at least |f|."""
    if t in at:
        return at[t], np.abs(at[t])
    if t.op == "q":
        return (value := _number(t)), abs(value)
    if t.op == "pi":
        return math.pi, math.pi
    parts = [_value(a, at, memo) for a in t.args]
    v, s = parts[0]
    if t.op in ("+", "-"):
        total = v + sum(p[0] for p in parts[1:]) if t.op == "+" else v - parts[1][0]
        return total, sum((p[1] for p in parts[1:]), s)
    if t.op == "*":
        for w, r in parts[1:]:
            v, s = v * w, np.maximum(s * abs(w), abs(v) * r)
        return v, s
    if t.op == "/":
        w, r = parts[1]
        out = np.where(w == 0, np.nan, v / np.where(w == 0, 1.0, w))
        return out, np.maximum(s, abs(out) * r) / np.abs(w)
    if t.op == "^":
        k = t.data[0]
        return v**k, np.maximum(abs(v) ** k, k * abs(v) ** (k - 1) * s)
    if t.op == "max":
        return np.maximum(v, parts[1][0]), np.maximum(s, parts[1][1])
    if t.op not in UNARY:
        return np.nan, 1.0
    if t.op == "log":
        v = np.where(np.asarray(v) > 0, v, np.nan)
    out = UNARY[t.op](v)
    slope = {"exp": lambda: out, "log": lambda: 1 / v, "sqrt": lambda: 0.5 / np.maximum(out, 1e-150)}.get(
        t.op, lambda: 1.0
    )()
    return out, np.maximum(np.abs(out), np.abs(slope) * s)


def _number(t: Term) -> float:
    try:
        return float(t.data[0])
    except OverflowError:
        return math.inf if t.data[0] > 0 else -math.inf


def worst(t: Term, at: Mapping[Term, Array]) -> float:
    """The least value of t over the points, relative to its roundoff size; undefined points are passed over."""
    value, size = values(t, at)
    with np.errstate(all="ignore"):
        ratio = value / np.maximum(size, 1e-300)
    ratio = ratio[np.isfinite(ratio)]
    return float(ratio.min()) if ratio.size else 0.0


def vanishes_somewhere(t: Term, at: Mapping[Term, Array]) -> bool:
    """Whether t is exactly zero at a point with simple coordinates, where that is no accident of roundoff."""
    if not at:
        return False
    value, _ = values(t, at)
    simple = np.all([(a * 8 == np.round(a * 8)) & (np.abs(a) <= 4) for a in at.values()], axis=0)
    return bool((simple & (value == 0)).any())


def may_be_nonnegative(t: Term, at: Mapping[Term, Array]) -> bool:
    """False if t is clearly negative at one of the points."""
    return worst(t, at) >= -ROUNDOFF
