"""Interval arithmetic in floats, after the checker's own: quick and not rigorous, to see what is worth enclosing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from tailbound.proofs.checker import Term

FloatInterval = tuple[float, float]
FUNCTIONS = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "erf": math.erf}
SLACK = 1e-11


def float_range(t: Term, box: Mapping[Term, tuple[Fraction, Fraction]]) -> FloatInterval | None:
    """About the interval that `enclose` would give at high precision; None where that is undefined or too large.

    >>> from tailbound.proofs.checker import make
    >>> x = make("v", data=("x", "real"))
    >>> float_range(make("-", x, make("^", x, data=(2,))), {x: (Fraction(0), Fraction(1))})
    (-1.0, 1.0)
    """
    try:
        return _range(t, {x: (float(a), float(b)) for x, (a, b) in box.items()})
    except (ValueError, OverflowError, ZeroDivisionError):
        return None


def clearly_below_zero(found: FloatInterval | None) -> bool:
    """Whether the lower end is negative by more than roundoff would explain."""
    return found is not None and found[0] < -SLACK * (1 + max(abs(found[0]), abs(found[1])))


def _range(t: Term, box: Mapping[Term, FloatInterval]) -> FloatInterval:
    if t in box:
        return box[t]
    if t.op == "q":
        value = float(t.data[0])
        return value, value
    if t.op == "pi":
        return math.pi, math.pi
    parts = [_range(a, box) for a in t.args]
    lo, hi = parts[0]
    if t.op == "+":
        return sum(p[0] for p in parts), sum(p[1] for p in parts)
    if t.op == "-":
        return lo - parts[1][1], hi - parts[1][0]
    if t.op in ("*", "/"):
        for a, b in parts[1:]:
            if t.op == "/":
                if a <= 0 <= b:
                    raise ZeroDivisionError
                a, b = 1 / b, 1 / a
            ends = lo * a, lo * b, hi * a, hi * b
            lo, hi = min(ends), max(ends)
        return lo, hi
    straddles = lo <= 0 <= hi
    if t.op == "^":
        k = t.data[0]
        low, high = sorted((lo**k, hi**k))
        return (0.0 if straddles and k % 2 == 0 else low), high
    if t.op == "abs":
        return (0.0 if straddles else min(abs(lo), abs(hi))), max(abs(lo), abs(hi))
    if t.op == "max":
        return max(lo, parts[1][0]), max(hi, parts[1][1])
    if t.op not in FUNCTIONS:
        raise ValueError(f"no enclosure of {t.op}")
    at = FUNCTIONS[t.op]
    return at(lo), at(hi)


__all__ = ["clearly_below_zero", "float_range"]
