"""Points on the boundary of a relation: one number moved until a hypothesis, or the conclusion, is tight.

A statement with a constant a little off fails only where several relations are tight at once, and random moves rarely
meet such a corner.  The sign change is bracketed in floating point, but all points are exact: the simplest rational
in the bracket (the boundary itself, where that is a short fraction) and the bracket's ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isfinite
from typing import Any

from tailbound.proofs import model_functions as functions
from tailbound.proofs.audit.points import Point, model_at
from tailbound.proofs.audit.slack import number_near, slack
from tailbound.proofs.checker import Term
from tailbound.proofs.model_definitions import Definitions
from tailbound.proofs.model_enclosures import Undecided
from tailbound.proofs.model_numbers import Irrational
from tailbound.proofs.simplest import simplest_between

UNUSABLE = (Undecided, ValueError, OverflowError, ZeroDivisionError, RecursionError)
FACTORS = tuple(map(Fraction, ("1/2", "2", "1/8", "8", "1/100", "100", "1/4000", "4000")))
HALVINGS = 24
AROUND = 4096  # how much wider than the last bracket the short fractions at either side may lie


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of least denominator between the two, in either order, ends included.

    >>> simplest(Fraction(2, 5), Fraction(3, 10))
    Fraction(1, 3)
    """
    return simplest_between(min(low, high), max(low, high))


class Line:
    """One number of a point as the unknown (`name` and `key`: where it stands), and the slack of a relation in it.

    `logarithm`: the number is the logarithm of the unknown (Delta, where E = exp Delta is the better unknown).
    """

    def __init__(self, point: Point, name: str, key: Any, whole: bool = False, logarithm: bool = False) -> None:
        self.point, self.name, self.key, self.whole = point, name, key, whole
        start = point.tables[name].get(key)
        self.logarithm = logarithm or isinstance(start, Irrational)
        if self.logarithm and isinstance(start, (Fraction, Irrational)):
            u = functions.exp(start)
            start = u if isinstance(u, Fraction) else Fraction(number_near(u)).limit_denominator(1000)
        self.start = start if isinstance(start, Fraction) else None

    def at(self, x: Fraction) -> Point:
        """The point with the number, or the logarithm of it, put there."""
        value = functions.log(x) if self.logarithm else x
        return self.point.with_table(self.name, {**self.point.tables[self.name], self.key: value})

    def points(self, relation: Term, definitions: Definitions) -> Iterator[Point]:
        """Points on the relation's boundary and at both sides of it."""

        def value(x: Fraction) -> float | None:
            try:
                found = slack(relation, model_at(self.at(x), definitions))
            except UNUSABLE:
                return None
            return found if isfinite(found) else None

        if self.start is None:
            return
        found = boundary(value, self.start, self.whole)
        if found is None:
            return
        good, bad = found
        if self.whole:
            yield from (self.at(good), self.at(bad))
            return
        step = (good - bad) * AROUND
        values = (simplest(good, bad), simplest(good, good + step), good, simplest(bad, bad - step))
        yield from map(self.at, dict.fromkeys(values))


def bracket(value: Any, start: Fraction, whole: bool) -> tuple[Fraction, Fraction] | None:
    """Two numbers between which the value changes its sign, found on a coarse grid."""
    here = value(start)
    if here is None:
        return None
    base = start or Fraction(1)
    last = {True: (start, here), False: (start, here)}
    for f in FACTORS:
        x = Fraction(round(base * f)) if whole else base * f
        there = value(x)
        if there is None:
            continue
        near, before = last[f > 1]
        if (there < 0) != (before < 0):
            return near, x
        last[f > 1] = x, there
    return None


def boundary(value: Any, start: Fraction, whole: bool) -> tuple[Fraction, Fraction] | None:
    """A narrow bracket of a change of sign: first the end where the value is not negative."""
    found = bracket(value, start, whole)
    if found is None:
        return None
    good, bad = found
    if (value(good) or 0.0) < 0:
        good, bad = bad, good
    for _ in range(HALVINGS):
        middle = (good + bad) / 2
        if whole:
            middle = Fraction(middle.numerator // middle.denominator)
            if middle in (good, bad):
                break
        there = value(middle)
        if there is None:
            return None
        good, bad = (good, middle) if there < 0 else (middle, bad)
    return good, bad


__all__ = ["Line", "boundary", "simplest"]
