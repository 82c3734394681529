"""An interval with exact ends that is known to contain a number."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from tailbound.numerics.rounding import exact, float_above, float_below

# Beyond 2^(+-20000) an end is not written out as a Fraction: exp(10^12) would need 10^12 bits.
_MAX_FRACTION_EXPONENT = 20_000


def to_fmpq(value: Fraction) -> Any:
    """The same rational as an exact flint number."""
    return fmpq(value.numerator, value.denominator)


def lower_end(number: Any) -> Any:
    """Exact lower end (fmpq or exact arb) of an fmpq or a ball."""
    return number if isinstance(number, fmpq) or number.is_exact() else number.lower()


def upper_end(number: Any) -> Any:
    """Exact upper end (fmpq or exact arb) of an fmpq or a ball."""
    return number if isinstance(number, fmpq) or number.is_exact() else number.upper()


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The closed interval [low, high], ends exact: flint `fmpq`, or `arb` of radius 0.

    Made by `enclose`, `between` and the special functions.  It has no truth value and no order: ask
    `contains`, `certainly_at_most`, `certainly_exceeds`.

    >>> e = between("1/3", "1/3")
    >>> e.lower, e.upper_float() > 1/3 >= e.lower_float(), e.contains("1/3"), e.contains(1/3)
    (Fraction(1, 3), True, True, False)
    """

    low: Any
    high: Any

    def __post_init__(self) -> None:
        if not (_finite(self.low) and _finite(self.high)):
            raise ValueError("an enclosure has finite ends")
        if compare(self.low, self.high) > 0:
            raise ValueError(f"the lower end {self.low} lies above the upper end {self.high}")

    def __bool__(self) -> bool:
        raise TypeError("an enclosure has no truth value")

    @property
    def lower(self) -> Fraction:
        """The lower end.  Errors: ValueError if it is beyond 2^(+-20000) and so is not written out."""
        return _fraction(self.low)

    @property
    def upper(self) -> Fraction:
        """The upper end.  Errors: as `lower`."""
        return _fraction(self.high)

    @property
    def is_exact(self) -> bool:
        """Whether the number itself is known (both ends agree)."""
        return compare(self.low, self.high) == 0

    def lower_float(self) -> float:
        """The largest float <= the lower end (never +inf: an overflow gives the largest finite float)."""
        return _float_below(self.low)

    def upper_float(self) -> float:
        """The smallest float >= the upper end (+inf on overflow)."""
        return _float_above(self.high)

    def contains(self, value: Any) -> bool:
        """Whether the exact `value` (int, Fraction, float, text) lies in the interval."""
        point = to_fmpq(exact(value))
        return compare(self.low, point) <= 0 <= compare(self.high, point)

    def certainly_at_most(self, other: Enclosure) -> bool:
        """Whether every number of this interval is <= every number of the other."""
        return compare(self.high, other.low) <= 0

    def certainly_exceeds(self, other: Enclosure) -> bool:
        """Whether every number of this interval is > every number of the other."""
        return compare(self.low, other.high) > 0

    def relative_width(self) -> float:
        """(high - low)/max(|low|, |high|) as a float, rounded up; 0.0 for an exact number.

        >>> between(1, "3/2").relative_width()
        0.33333333333333337
        """
        if self.is_exact:
            return 0.0
        with ctx.workprec(64):
            width = (arb(self.high) - arb(self.low)) / abs(arb(self.low)).max(abs(arb(self.high)))
            return _float_above(width.upper())

    def __str__(self) -> str:
        if self.is_exact:
            return str(self.low) if isinstance(self.low, fmpq) else str(arb(self.low).str(17, radius=False))
        return f"[{self.lower_float()!r}, {self.upper_float()!r}]"


def between(low: Any, high: Any) -> Enclosure:
    """The interval between two exact numbers (int, Fraction, float, text).

    Errors: ValueError if an end is no finite number or low > high.
    """
    return Enclosure(to_fmpq(exact(low, "the lower end")), to_fmpq(exact(high, "the upper end")))


def from_ball(ball: Any) -> Enclosure:
    """The enclosure of an fmpq or a finite Arb ball (ends rounded outward at the current precision)."""
    return Enclosure(lower_end(ball), upper_end(ball))


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1: the exact order of two exact numbers (fmpq or arb of radius 0).

    >>> from flint import arb, fmpq
    >>> compare(fmpq(1, 3), arb(1) / 4), compare(arb(2), fmpq(2))
    (1, 0)
    """
    if isinstance(left, fmpq) == isinstance(right, fmpq):  # Arb compares two exact numbers exactly
        return bool(left > right) - bool(left < right)
    precision = 64
    while True:
        # The difference of two exact numbers has finitely many bits after multiplying by the denominators,
        # so a ball that still contains 0 is settled exactly or by more bits.
        with ctx.workprec(precision):
            difference = _cross(left, right) - _cross(right, left)
            if difference.is_exact() or not difference.contains(0):
                return bool(difference > 0) - bool(difference < 0)
        precision *= 4


def _cross(number: Any, other: Any) -> Any:
    numerator = arb(number.p) if isinstance(number, fmpq) else number
    return numerator * (arb(other.q) if isinstance(other, fmpq) else 1)


def _finite(end: Any) -> bool:
    return isinstance(end, fmpq) or bool(end.is_finite() and end.is_exact())


def _fraction(end: Any) -> Fraction:
    if isinstance(end, fmpq):
        return Fraction(int(end.p), int(end.q))
    mantissa, exponent = (int(x) for x in end.man_exp())
    if abs(exponent) > _MAX_FRACTION_EXPONENT:
        raise ValueError(f"the end {end} is beyond 2^(+-{_MAX_FRACTION_EXPONENT}): use lower_float, upper_float")
    return Fraction(mantissa) * (Fraction(2) ** exponent)


def _float_below(end: Any) -> float:
    return float_below(_same_side(end))


def _float_above(end: Any) -> float:
    return float_above(_same_side(end))


def _same_side(end: Any) -> Fraction:
    """A Fraction between the same two neighbouring floats as the exact end, however large its exponent is.

    (Negating an arb would round it to the current precision, so nothing here computes with one.)
    """
    if isinstance(end, fmpq):
        return _fraction(end)
    mantissa, exponent = (int(x) for x in end.man_exp())
    size = exponent + mantissa.bit_length()
    if abs(size) > 1100:
        return (1 if mantissa > 0 else -1) * Fraction(2) ** (1100 if size > 0 else -1100) * bool(mantissa)
    return Fraction(mantissa) * Fraction(2) ** exponent
