"""An inequality between two expressions, decided rigorously at exact points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tailbound.numerics.arb import enclose
from tailbound.numerics.enclosure import Enclosure, compare
from tailbound.numerics.expression import Expression, UndefinedHere

_PRECISIONS = (64, 256, 1024, 4096)


class Verdict(Enum):
    """What is known of an inequality at a point (or on a box of uncertain parameters: everywhere on it)."""

    HOLDS = "holds"
    VIOLATED = "violated"
    UNDECIDED = "undecided"

    def __bool__(self) -> bool:
        raise TypeError("a verdict has three values: compare it with Verdict.HOLDS")


@dataclass(frozen=True, slots=True)
class Inequality:
    """lhs <= rhs, or lhs < rhs if `strict`.

    >>> x = Expression.variable("x")
    >>> claim = Inequality(Expression.apply("exp", x), Expression.number(3))
    >>> claim.verdict({"x": 1}), claim.verdict({"x": "11/10"})
    (<Verdict.HOLDS: 'holds'>, <Verdict.VIOLATED: 'violated'>)
    """

    lhs: Expression
    rhs: Expression
    strict: bool = False

    @property
    def variables(self) -> dict[str, str]:
        """Name -> sort of the variables of both sides."""
        return {**self.lhs.variables, **self.rhs.variables}

    def verdict(self, values: Mapping[str, Any]) -> Verdict:
        """Decide at exact (or uncertain) parameters, with up to 4096 bits.

        UNDECIDED where a side has no value, or the sides are equal up to 4096 bits without being rational.
        Errors: ValueError for a missing parameter or one that is no number.
        """
        for bits in _PRECISIONS:
            try:
                left, right = self.sides(values, bits)
            except UndefinedHere:
                return Verdict.UNDECIDED
            if compare(left.high, right.low) < (0 if self.strict else 1):
                return Verdict.HOLDS
            if compare(left.low, right.high) > (-1 if self.strict else 0):
                return Verdict.VIOLATED
            if max(left.relative_width(), right.relative_width()) > 2.0**-bits:
                break  # uncertain parameters: more bits would not separate the sides
        return Verdict.UNDECIDED

    def sides(self, values: Mapping[str, Any], bits: int = 64) -> tuple[Enclosure, Enclosure]:
        """Enclosures of both sides.  Errors: as `enclose`."""
        return enclose(self.lhs, values, bits), enclose(self.rhs, values, bits)

    def __str__(self) -> str:
        return f"{self.lhs} {'<' if self.strict else '<='} {self.rhs}"
