"""The simplest rational of an interval: what is tried when a number near some float is wanted."""

from __future__ import annotations

from fractions import Fraction
from math import ceil


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The rational of least denominator (then least size) in the closed interval.

    >>> simplest_between(Fraction(31, 100), Fraction(34, 100)), simplest_between(Fraction(-5, 2), Fraction(-1, 3))
    (Fraction(1, 3), Fraction(-1, 1))
    """
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest_between(-high, -low)
    whole = ceil(low)
    if whole <= high:
        return Fraction(whole)
    below = whole - 1
    return below + 1 / simplest_between(1 / (high - below), 1 / (low - below))
