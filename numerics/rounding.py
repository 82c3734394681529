"""Where an exact number meets a float: conversions that say in which direction they round.

A parameter is exact (int, Fraction, text such as "1/3", or a float taken as the dyadic number that it is).
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any

LARGEST = math.nextafter(math.inf, 0.0)
SMALLEST = math.nextafter(0.0, 1.0)


def exact(value: Any, name: str = "value") -> Fraction:
    """The exact rational that `value` denotes.

    value: int, Fraction, text ("1/3", "0.1", "1e-30": decimal, not binary), a finite float (its exact dyadic
    value), or a numpy scalar of these kinds.  Errors: ValueError for anything else, NaN and infinities.

    >>> exact("0.1"), exact(0.5), exact(0.1) == exact("0.1")
    (Fraction(1, 10), Fraction(1, 2), False)
    """
    if isinstance(value, bool):
        raise ValueError(f"{name} is a truth value, not a number")
    if hasattr(value, "item") and getattr(value, "shape", None) == ():
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{name} is {value}, a finite number is needed")
    if isinstance(value, (int, Fraction, float)):
        return Fraction(value)
    if isinstance(value, str):
        power_of_ten = re.search(r"[eE]([+-]?[0-9]+)", value)
        if len(value) > 4000 or (power_of_ten and abs(int(power_of_ten[1])) > 10_000):
            raise ValueError(f"{name} is a number of more than 10000 digits")
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{name} is {value!r}, which is no rational number") from None
    raise ValueError(f"{name} is a {type(value).__name__}; give an int, a Fraction, a float or text like '1/3'")


def _nearest(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def float_below(value: Fraction) -> float:
    """The largest float <= value (-inf if there is none finite; never +inf).

    >>> from fractions import Fraction
    >>> float_below(Fraction(1, 3)) < Fraction(1, 3) < float_above(Fraction(1, 3))
    True
    >>> float_below(Fraction(10) ** 400)
    1.7976931348623157e+308
    """
    near = _nearest(value)
    if math.isinf(near):
        return LARGEST if near > 0 else -math.inf
    return near if Fraction(near) <= value else math.nextafter(near, -math.inf)


def float_above(value: Fraction) -> float:
    """The smallest float >= value (+inf if there is none finite; never -inf).

    >>> from fractions import Fraction
    >>> float_above(Fraction(1, 2)), float_above(-Fraction(10) ** 400)
    (0.5, -1.7976931348623157e+308)
    """
    return -float_below(-value)
