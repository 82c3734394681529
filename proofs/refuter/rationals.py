"""Short rationals near a number: continued fractions, dyadics at many precisions, the simplest in an interval."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor

TELLING_QUOTIENT = 2**24  # a partial quotient this large says that the convergent before it was meant
DYADIC_BITS = (0, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 30, 36, 44, 52, 64, 80, 110, 160)
DENOMINATORS = (5, 10, 12, 30, 60, 100, 360, 1000, 10**4, 10**6, 10**9, 10**12)


def convergents(x: Fraction, most: int = 60) -> Iterator[tuple[Fraction, int]]:
    """The convergents of x, each with the partial quotient that follows it (0 after the last).

    >>> [(str(c), q) for c, q in convergents(Fraction(314159, 100000))][:3]
    [('3', 7), ('22/7', 15), ('333/106', 1)]
    """
    h, k, before_h, before_k = floor(x), 1, 1, 0
    rest = x - floor(x)
    for _ in range(most):
        quotient = floor(1 / rest) if rest else 0
        yield Fraction(h, k), quotient
        if not rest:
            return
        rest = 1 / rest - quotient
        h, k, before_h, before_k = quotient * h + before_h, quotient * k + before_k, h, k


def meant(x: Fraction, telling: int = TELLING_QUOTIENT) -> Fraction | None:
    """The rational that a numerical approximation x of it betrays, by a huge partial quotient; None if there is none.

    >>> meant(Fraction(round(Fraction(7, 13) * 10**40), 10**40)), meant(Fraction(1414213562373095, 10**15))
    (Fraction(7, 13), None)
    """
    for c, quotient in convergents(x):
        if quotient >= telling:
            return c
        if c.denominator > 2**200:
            return None
    return None


def rounded(x: Fraction, bits: int) -> Fraction:
    """x to the nearest multiple of 2^-bits.

    >>> rounded(Fraction(1, 3), 4)
    Fraction(5, 16)
    """
    return Fraction(round(x * 2**bits), 2**bits)


def relatively_rounded(x: Fraction, bits: int) -> Fraction:
    """x to about `bits` significant bits.

    >>> relatively_rounded(Fraction(10**6 + 1), 4)
    Fraction(1015808, 1)
    """
    if not x:
        return x
    size = abs(x.numerator).bit_length() - x.denominator.bit_length()
    unit = Fraction(2) ** (size - bits)
    return round(x / unit) * unit
