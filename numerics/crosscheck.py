"""Arb and mpmath, two evaluators without common code, must agree on a bound at hundreds of points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpz

from tailbound.numerics.arb import enclose
from tailbound.numerics.enclosure import Enclosure
from tailbound.numerics.expression import Expression, UndefinedHere
from tailbound.numerics.high_precision import HighPrecisionValue, high_precision
from tailbound.numerics.parameter_space import ParameterSpace

DIGITS = 50
# The everyday accuracy, and one finer than 50 digits (166 bits), at which mpmath's slack is what is compared.
_BITS = (64, 200)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A point where the two evaluators disagree, or where the expression has no value although it should."""

    values: dict[str, Fraction]
    reason: str


@dataclass(frozen=True, slots=True)
class CrosscheckReport:
    """points: how many were compared; corners: how many of them were corners; worst_relative_gap: the largest
    |mpmath - Arb| / |mpmath| (farther end of the 200-bit enclosure); mismatches: none if all is well.
    """

    points: int
    corners: int
    worst_relative_gap: float
    mismatches: tuple[Mismatch, ...]

    @property
    def agrees(self) -> bool:
        """Whether every point agreed."""
        return not self.mismatches


def crosscheck(
    expression: Expression,
    space: ParameterSpace,
    points: int = 240,
    seed: int = 0,
    reference: Expression | None = None,
) -> CrosscheckReport:
    """Compare the Arb enclosure of `expression` with the mpmath value of it (or of `reference`, typed apart).

    At each point mpmath's value must lie within its own slack (`high_precision`: at least one unit of the 50th
    digit per operation) of the Arb enclosure, at 64 and at 200 bits.  A point of the space where the expression
    has no value is a mismatch too: the space is where the theorem says that it has one.

    Errors: ValueError if the space does not name every variable or its constraints leave too few points.

    >>> from tailbound.numerics.domains import Reals
    >>> tau = Expression.variable("tau")
    >>> odds = Expression.apply("/", tau, Expression.apply("-", Expression.number(1), tau))
    >>> report = crosscheck(odds, ParameterSpace({"tau": Reals(0, 1, open_high=True)}), points=20)
    >>> report.points, report.agrees, report.worst_relative_gap < 1e-45
    (20, True, True)
    """
    reference = expression if reference is None else reference
    missing = sorted({**expression.variables, **reference.variables}.keys() - space.domains.keys())
    if missing:
        raise ValueError(f"the parameter space does not name {', '.join(missing)}")
    tried = space.points(points, seed)
    mismatches: list[Mismatch] = []
    worst = 0.0
    for point in tried:
        reason, gap = _compare_at(expression, reference, point.values)
        worst = max(worst, gap)
        if reason:
            mismatches.append(Mismatch(point.values, reason))
    return CrosscheckReport(len(tried), sum(p.is_corner for p in tried), worst, tuple(mismatches))


def _compare_at(expression: Expression, reference: Expression, values: Mapping[str, Any]) -> tuple[str, float]:
    """(reason for a mismatch or "", relative gap)."""
    try:
        enclosures = [enclose(expression, values, bits) for bits in _BITS]
    except UndefinedHere as error:
        return f"no value by Arb: {error}", 0.0
    try:
        value = high_precision(reference, values, DIGITS)
    except UndefinedHere as error:
        return f"no value by mpmath: {error}", 0.0
    with ctx.workprec(400):
        centre, slack = _as_arb(*value.exact_value), _as_arb(*value.exact_slack)
        for bits, enclosure in zip(_BITS, enclosures, strict=True):
            if centre + slack < arb(enclosure.low) or centre - slack > arb(enclosure.high):
                return f"mpmath {_digits(value)} is outside Arb's {enclosure} ({bits} bits)", _gap(
                    centre, enclosures[-1]
                )
        return "", _gap(centre, enclosures[-1])


def _as_arb(mantissa: int, exponent: int) -> Any:
    return arb((fmpz(mantissa), fmpz(exponent)))


def _gap(centre: Any, enclosure: Enclosure) -> float:
    """max |mpmath - end| / |mpmath|, rounded; 0 where both are 0, infinite where only mpmath's is."""
    distance = abs(centre - arb(enclosure.low)).max(abs(centre - arb(enclosure.high)))
    if distance.contains(0) and distance.is_exact():
        return 0.0
    return float((distance / abs(centre)).mid()) if centre != 0 else float("inf")


def _digits(value: HighPrecisionValue) -> str:
    with ctx.workprec(200):
        return str(_as_arb(*value.exact_value).str(20, radius=False))
