"""Sample points that satisfy the facts, as floats: they tell true subgoals from false ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tailbound.proofs.checker import UNIT, Reject, Term, gap, make, term
from tailbound.proofs.prover.ends import End, ends_of
from tailbound.proofs.prover.floats import Array, values

DRAWN, KEPT = 4000, 600
TIES = 1e-9


def sample(variables: Sequence[Term], facts: Sequence[Term], seed: int = 0) -> dict[Term, Array]:
    """Points (one array for each variable) at which all facts hold, up to roundoff in equations; perhaps none."""
    rng = np.random.default_rng(seed)
    at: dict[Term, Array] = {}
    equations = [f for f in facts if f.op == "="]
    for x in _ordered(variables, facts):
        low, high = np.full(DRAWN, -np.inf), np.full(DRAWN, np.inf)
        for end in [*ends_of(x, facts), *(e for f in equations for e in solution(x, f))]:
            if all(v in at for v in variables if v.data[0] in end.value.names):
                value = values(end.value, at)[0] if at else np.broadcast_to(values(end.value, {})[0], (DRAWN,))
                if end.lower:
                    low = np.fmax(low, value)
                else:
                    high = np.fmin(high, value)
        at[x] = _draw(rng, low, high)
        if x.is_int:
            at[x] = np.clip(np.round(at[x]), np.ceil(low), np.floor(high))
    return kept(at, facts)


def solution(x: Term, equation: Term) -> list[End]:
    """Both ends of x, where the equation is linear in x.

    >>> from tailbound.proofs.checker import number
    >>> x, y = make("v", data=("x", "real")), make("v", data=("y", "real"))
    >>> [e.lower for e in solution(x, make("=", make("*", x, y), number(1)))]
    [True, False]
    """
    try:
        p = gap(equation)
        top = {m: -c for m, c in p.items() if not any(x.data[0] in t.names for t, _ in m)}
        slope = {m - {(x, 1)}: c for m, c in p.items() if (x, 1) in m}
        if not slope or len(top) + len(slope) < len(p) or any(x.data[0] in t.names for m in slope for t, _ in m):
            return []
        value = (
            make("/", term(top), term(slope)) if any(slope) else term({m: c / slope[UNIT] for m, c in top.items()})
        )
        return [End(value, lower, False, equation) for lower in (True, False)]
    except Reject:
        return []


def kept(at: dict[Term, Array], facts: Sequence[Term]) -> dict[Term, Array]:
    """The points at which the facts hold."""
    if not at:
        return at
    good = np.ones(len(next(iter(at.values()))), dtype=bool)
    for f in facts:
        good &= _holds(f, at)
    chosen = np.flatnonzero(good)[:KEPT]
    return {x: a[chosen] for x, a in at.items()}


def _holds(f: Term, at: dict[Term, Array]) -> NDArray[np.bool_]:
    value, size = values(make("-", f.args[1], f.args[0]), at)
    with np.errstate(all="ignore"):
        slack = TIES * np.maximum(size, 1e-300)
        if f.op == "=":
            return np.asarray(np.abs(value) <= slack)
        if f.op == "!=":
            return np.asarray(value != 0)
        return np.asarray(value >= 0 if f.op == "<=" else value > 0)


def _ordered(variables: Sequence[Term], facts: Sequence[Term]) -> list[Term]:
    """Variables whose ends are numbers first."""

    def symbolic(x: Term) -> int:
        return sum(1 for e in ends_of(x, facts) if e.value.names)

    return sorted(variables, key=symbolic)


def _draw(rng: np.random.Generator, low: Array, high: Array) -> Array:
    """Between the ends: near them, in the middle, and far out where there is no end."""
    n = len(low)
    kind = rng.integers(0, 4, n)
    near = np.where(rng.uniform(size=n) < 0.1, 0.0, 10.0 ** rng.uniform(-7, 0, n))
    uniform, far = rng.uniform(0, 1, n), 10.0 ** rng.uniform(-4, 2.5, n)
    with np.errstate(all="ignore"):
        share = np.where(kind == 0, near, np.where(kind == 1, 1 - near, uniform))
        width = high - low
        inside = low + np.clip(share, 0, 1) * width
        whole = rng.uniform(size=n) < 0.1
        inside = np.where(whole, np.clip(np.round(inside), low, high), inside)
        near, far = np.where(whole, np.round(near), near), np.where(whole, np.round(far), far)
        above, below = low + np.where(kind == 0, near, far), high - np.where(kind == 0, near, far)
        free = np.where(kind == 0, rng.normal(0, 1, n), np.where(rng.uniform(size=n) < 0.5, far, -far))
    finite = np.isfinite(low) & np.isfinite(high)
    return np.where(finite, inside, np.where(np.isfinite(low), above, np.where(np.isfinite(high), below, free)))


__all__ = ["End", "kept", "sample"]
