"""The operations of a scalar expression on numbers of the Arb engine.

A number is an `fmpq` (known exactly) or an `arb` ball (known to contain the value).  Rational parts stay
exact, so `1 - 3*(1/3)` is 0 and not a ball around 0, and no literal ever passes through a double.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb, fmpq

from tailbound.numerics.enclosure import to_fmpq
from tailbound.numerics.expression import Node, UndecidedHere, UndefinedHere

# A rational whose numerator or denominator outgrows this many bits goes on as a ball: exactness has a price.
_MAX_EXACT_BITS = 16_384


def apply_node(node: Node, args: list[Any]) -> Any:
    """The value of one row of the table (no variable) from its operands' values, at the current precision.

    Errors: UndefinedHere if the operation certainly has no value, UndecidedHere if the ball does not tell.

    >>> from flint import fmpq
    >>> apply_node(Node("/", (0, 1)), [fmpq(1), fmpq(3)])
    1/3
    """
    if node.op == "q":
        return to_fmpq(node.rational)
    if node.op == "pi":
        return arb.pi()
    if node.op == "^":
        return _bounded(_power(args[0], node.exponent))
    if node.op in ("+", "*"):
        total = args[0]
        for term in args[1:]:
            total = _bounded(total + term if node.op == "+" else _product(total, term))
        return total
    if node.op == "-":
        return _bounded(args[0] - args[1])
    return _bounded(_OTHERS[node.op](*args))


def _bounded(number: Any) -> Any:
    """A huge rational becomes a ball; a ball that lost all meaning is refused."""
    if isinstance(number, fmpq):
        return number if number.height_bits() <= _MAX_EXACT_BITS else arb(number)
    if not number.is_finite():
        raise UndecidedHere("a value is too large to enclose")
    return number


def _product(a: Any, b: Any) -> Any:
    # An exact 0 stays exact: the other factor is a finite number.
    if (isinstance(a, fmpq) and a == 0) or (isinstance(b, fmpq) and b == 0):
        return fmpq(0)
    return a * b


def _power(base: Any, exponent: int) -> Any:
    if isinstance(base, fmpq) and base.height_bits() * exponent > 2 * _MAX_EXACT_BITS:
        base = arb(base)
    return base**exponent


def _quotient(a: Any, b: Any) -> Any:
    if isinstance(b, fmpq):
        if b == 0:
            raise UndefinedHere("division by zero")
    elif b.contains(0):
        raise UndecidedHere("the denominator is not told apart from zero")
    return fmpq(0) if isinstance(a, fmpq) and a == 0 else a / b


def _log(x: Any) -> Any:
    if isinstance(x, fmpq):
        if x <= 0:
            raise UndefinedHere("log of a number <= 0")
        return fmpq(0) if x == 1 else arb(x).log()
    if x <= 0:
        raise UndefinedHere("log of a number <= 0")
    if not x > 0:
        raise UndecidedHere("the argument of log is not told apart from zero")
    return x.log()


def _sqrt(x: Any) -> Any:
    if isinstance(x, fmpq):
        if x < 0:
            raise UndefinedHere("sqrt of a negative number")
        return fmpq(x.p.isqrt(), x.q.isqrt()) if x.p.is_square() and x.q.is_square() else arb(x).sqrt()
    if x < 0:
        raise UndefinedHere("sqrt of a negative number")
    if not x >= 0:
        raise UndecidedHere("the argument of sqrt is not told apart from zero")
    return x.sqrt()


def _exp(x: Any) -> Any:
    return fmpq(1) if isinstance(x, fmpq) and x == 0 else arb(x).exp()


def _erf(x: Any) -> Any:
    return fmpq(0) if isinstance(x, fmpq) and x == 0 else arb(x).erf()


def _maximum(a: Any, b: Any) -> Any:
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return max(a, b)
    return arb(a).max(arb(b))


_OTHERS: dict[str, Callable[..., Any]] = {
    "/": _quotient,
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "erf": _erf,
    "abs": abs,
    "max": _maximum,
}
