"""Domains of named parameters: where they may lie, which points are corners, and how to draw exact points."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tailbound.numerics.arb import enclose
from tailbound.numerics.expression import Expression
from tailbound.numerics.rounding import exact

End = int | Fraction | str | Expression
Values = Mapping[str, Fraction]

# Open ends are approached to this fraction of the width: tau in (0, 1) has the corners 1e-30 and 1 - 1e-30.
_TINY = Fraction(1, 10**30)
# Denominators of random positions: dyadic and not, so that no literal that is not a double goes untested.
_DENOMINATORS = (2**20, 2**52, 3, 7, 10, 997, 10**6)


def _end(end: End, earlier: Values, upward: bool) -> Fraction:
    """An end as an exact number; an irrational one is rounded into the domain."""
    if not isinstance(end, Expression):
        return exact(end, "the end of a domain")
    enclosure = enclose(end, earlier)
    return enclosure.upper if upward else enclosure.lower


@dataclass(frozen=True, slots=True)
class Integers:
    """Integers low..high, drawn uniformly and log-spaced from both ends.

    low, high: int, text, or an `Expression` of parameters named earlier (k in 1..n-1).
    corners: extra corner values; those outside the domain are dropped.

    >>> Integers(1, Expression.apply("-", Expression.variable("n", "int"), Expression.number(1))).corner_points(
    ...     {"n": Fraction(10)})
    [Fraction(1, 1), Fraction(9, 1), Fraction(2, 1)]
    """

    low: End
    high: End
    corners: tuple[int, ...] = ()

    def ends(self, earlier: Values) -> tuple[Fraction, Fraction]:
        """Least and greatest integer of the domain (least > greatest if it is empty)."""
        low, high = _end(self.low, earlier, True), _end(self.high, earlier, False)
        return Fraction(math.ceil(low)), Fraction(math.floor(high))

    def corner_points(self, earlier: Values) -> list[Fraction]:
        """Both ends, the second integer, and the extra corners, without repetition."""
        low, high = self.ends(earlier)
        return _distinct([low, high, low + 1, *map(Fraction, self.corners)], low, high)

    def contains(self, value: Fraction, earlier: Values) -> bool:
        """Whether the value is an integer of the domain."""
        low, high = self.ends(earlier)
        return value.denominator == 1 and low <= value <= high

    def draw(self, rng: random.Random, earlier: Values) -> Fraction:
        """A random integer of the (non-empty) domain."""
        low, high = self.ends(earlier)
        return min(high, Fraction(math.floor(_position(rng, low, high + 1, math.log10(high - low + 1)))))

    def nearest(self, value: Fraction, earlier: Values) -> Fraction:
        """The integer of the domain nearest to `value`."""
        low, high = self.ends(earlier)
        return min(max(Fraction(round(value)), low), high)


@dataclass(frozen=True, slots=True)
class Reals:
    """The reals between low and high, drawn as exact rationals: uniformly, and down to 1e-30 from both ends.

    low, high: int, Fraction, text, or an `Expression` of parameters named earlier.  open_low, open_high: the end
    itself is excluded.  corners: extra corner values (text such as "1/3" is exact).

    >>> [float(x) for x in Reals(0, 1, open_low=True).corner_points({})]
    [1e-30, 1.0, 0.5]
    """

    low: End
    high: End
    open_low: bool = False
    open_high: bool = False
    corners: tuple[int | Fraction | str, ...] = ()

    def ends(self, earlier: Values) -> tuple[Fraction, Fraction]:
        """Least and greatest point used (an open end is moved in by 1e-30 of the width)."""
        low, high = _end(self.low, earlier, True), _end(self.high, earlier, False)
        inset = (high - low) * _TINY
        return low + inset * self.open_low, high - inset * self.open_high

    def corner_points(self, earlier: Values) -> list[Fraction]:
        """Both ends, the middle, and the extra corners, without repetition."""
        low, high = self.ends(earlier)
        middle = (_end(self.low, earlier, True) + _end(self.high, earlier, False)) / 2
        return _distinct([low, high, middle, *(exact(c, "a corner") for c in self.corners)], low, high)

    def contains(self, value: Fraction, earlier: Values) -> bool:
        """Whether the value lies in the domain (open ends excluded, however near)."""
        low, high = _end(self.low, earlier, True), _end(self.high, earlier, False)
        above = low < value if self.open_low else low <= value
        return above and (value < high if self.open_high else value <= high)

    def draw(self, rng: random.Random, earlier: Values) -> Fraction:
        """A random rational of the (non-empty) domain."""
        low, high = self.ends(earlier)
        return min(max(_position(rng, low, high, 30.0), low), high)

    def nearest(self, value: Fraction, earlier: Values) -> Fraction:
        """The point of the domain nearest to `value`."""
        low, high = self.ends(earlier)
        return min(max(value, low), high)


Domain = Integers | Reals


def _distinct(points: list[Fraction], low: Fraction, high: Fraction) -> list[Fraction]:
    return [p for p in dict.fromkeys(points) if low <= p <= high]


def _position(rng: random.Random, low: Fraction, high: Fraction, decades: float) -> Fraction:
    """Uniform, or at a log-uniform distance of 1 to 10^-decades of the width from one of the ends."""
    denominator = rng.choice(_DENOMINATORS)
    uniform = Fraction(rng.randint(0, denominator), denominator)
    near = uniform if decades <= 0 else Fraction(10.0 ** -rng.uniform(0.0, decades)).limit_denominator(10**40)
    distance = (high - low) * rng.choice((uniform, near, near))
    return low + distance if rng.random() < 0.5 else high - distance
