"""One root of a monotone float function of ln(x/(1-x)), and x itself as an exact number."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction


def split(logit: float) -> tuple[float, float]:
    """x and 1 - x as floats, each with its own relative accuracy."""
    if logit > 0:
        y = math.exp(-logit)
        return 1 / (1 + y), y / (1 + y)
    y = math.exp(logit)
    return y / (1 + y), 1 / (1 + y)


def exact_x(logit: float) -> Fraction:
    """A dyadic x within a float's accuracy of both x and 1 - x."""
    x, rest = split(logit)
    return Fraction(x) if logit <= 0 else 1 - Fraction(rest)


def logit(x: Fraction) -> float:
    """ln(x/(1-x)), 0 < x < 1."""
    return math.log(x.numerator) - math.log(x.denominator - x.numerator)


def bracketed(
    f: Callable[[float], float], start: float, stop: float, first_step: float
) -> tuple[float, float] | None:
    """(a, b) with f(a) > 0 >= f(b), by growing steps from `start` to `stop`; None if f stays positive."""
    direction = 1.0 if stop > start else -1.0
    a, step = start, first_step
    while (stop - a) * direction > 0:
        b = a + direction * min(step, abs(stop - a))
        if f(b) <= 0:
            return a, b
        a, step = b, step * 1.8
    return None


def illinois(f: Callable[[float], float], a: float, b: float, tolerance: float) -> float:
    """An end b with f(b) <= 0 within `tolerance` of a sign change, f(a) > 0 >= f(b)."""
    fa, fb, last = f(a), f(b), 0
    for _ in range(60):
        if abs(b - a) <= tolerance:
            break
        c = (a * fb - b * fa) / (fb - fa) if fb != fa and math.isfinite(fa) and math.isfinite(fb) else (a + b) / 2
        # Stay off the ends, so that both of them move.
        margin = 0.02 * (b - a)
        c = min(max(c, min(a + margin, b - margin)), max(a + margin, b - margin))
        fc = f(c)
        if fc > 0:
            a, fa = c, fc
            fb = fb / 2 if last == 1 else fb
            last = 1
        else:
            b, fb = c, fc
            fa = fa / 2 if last == -1 else fa
            last = -1
    return b
