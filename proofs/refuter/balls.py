"""Rigorous values of terms at an exact point: rationals where they are rational, Arb balls elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from tailbound.numerics.arb_operations import apply_node
from tailbound.numerics.enclosure import to_fmpq
from tailbound.numerics.expression import Node, UndecidedHere, UndefinedHere
from tailbound.proofs.checker import Term
from tailbound.proofs.refuter.walk import Walk, tail_argument


def node_of(t: Term) -> Node:
    """The operation of a term as a row of the numerical evaluator; its operands are given separately."""
    if t.op == "q":
        return Node("q", rational=t.data[0])
    if t.op == "^":
        return Node("^", exponent=t.data[0])
    return Node(t.op)


class BallValues(Walk[Any]):
    """term -> fmpq or arb at one point, at one precision; an UndefinedHere stands for a value that is none.

    point: variable -> Fraction, fmpq or arb.

    >>> from tailbound.proofs.text import parse
    >>> at = BallValues({"x": Fraction(4)}, 64)
    >>> scope = {"x": ("real", ())}
    >>> at.sign(parse("sqrt(x) - 2", scope)), at.sign(parse("exp(1) - x", scope)), at.sign(parse("log(x - 5)", scope))
    (0, -1, None)
    """

    def __init__(self, point: Mapping[str, Any], bits: int) -> None:
        super().__init__()
        self.point = {n: to_fmpq(x) if isinstance(x, Fraction) else x for n, x in point.items()}
        self.bits = bits

    def at(self, t: Term) -> Any:
        """The value, or the UndefinedHere that there is instead."""
        with ctx.workprec(self.bits):
            return self(t)

    def difference(self, a: Term, b: Term) -> Any:
        """a - b, or the UndefinedHere that there is instead."""
        with ctx.workprec(self.bits):
            x, y = self(a), self(b)
            return x if isinstance(x, UndefinedHere) else y if isinstance(y, UndefinedHere) else x - y

    def sign(self, t: Term) -> int | None:
        """-1, 0, 1; None where the ball does not tell or there is no value."""
        return sign_of(self.at(t))

    def apply(self, t: Term, args: list[Any]) -> Any:
        if t.op == "v":
            return self.point[t.data[0]]
        for a in args:
            if isinstance(a, UndefinedHere):
                return a
        try:
            tail = tail_argument(t)
            if tail is not None:
                x = self(tail[0])
                return fmpq(1) if isinstance(x, fmpq) and x == 0 else (tail[1] * arb(x)).erfc()
            return apply_node(node_of(t), args)
        except UndefinedHere as error:
            return error
        except (OverflowError, MemoryError, ValueError):
            return UndecidedHere("a value is too large to enclose")


def sign_of(value: Any) -> int | None:
    """The sign of an fmpq or ball where it is certain, else None."""
    if isinstance(value, UndefinedHere):
        return None
    if isinstance(value, fmpq):
        return bool(value > 0) - bool(value < 0)
    if value > 0 or value < 0:
        return 1 if value > 0 else -1
    return 0 if value.is_zero() else None


def rational_of(value: Any) -> Fraction | None:
    """The value as a Fraction if it is known exactly.

    >>> rational_of(fmpq(1, 3)), rational_of(arb(2).sqrt())
    (Fraction(1, 3), None)
    """
    return Fraction(int(value.p), int(value.q)) if isinstance(value, fmpq) else None


def middle_of(value: Any) -> Fraction | None:
    """The middle of a ball, or the rational itself; None beyond 2^(+-5000)."""
    if isinstance(value, UndefinedHere):
        return None
    if isinstance(value, fmpq):
        return Fraction(int(value.p), int(value.q))
    if not value.is_finite():
        return None
    mantissa, exponent = (int(x) for x in arb(value.mid()).man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent if abs(exponent) < 5000 else None
