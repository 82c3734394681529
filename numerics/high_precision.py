"""The independent second opinion: the value of an expression by mpmath, sharing no evaluation code with Arb.

mpmath keeps no error bound, so the value is computed with guard digits at two precisions, the second twice
the first, until both agree to all the digits asked for.  (mpmath's interval context is not used: its exp and
erf are not rigorous.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from tailbound.numerics.expression import Expression, Node, UndecidedHere, UndefinedHere
from tailbound.numerics.rounding import exact

_GUARD_DIGITS = 15
_MAX_DIGITS = 4000
_MAX_SIZE = 1000
_MAX_EXPONENT_BITS = 6644  # exp(10^2000): beyond, mpmath would need as many digits of log 2
_MAX_EXACT_BITS = 16_384


@dataclass(frozen=True, slots=True)
class HighPrecisionValue:
    """`value` is within `slack` of the true value, as far as an evaluation without error bounds can tell.

    value, slack: mpmath.mpf.  Printing with mpmath needs `mpmath.workdps(50)`.
    """

    value: Any
    slack: Any

    @property
    def exact_value(self) -> tuple[int, int]:
        """(mantissa, exponent) with value = mantissa * 2^exponent."""
        return _mantissa_exponent(self.value)

    @property
    def exact_slack(self) -> tuple[int, int]:
        """(mantissa, exponent) of the slack."""
        return _mantissa_exponent(self.slack)


def high_precision(expression: Expression, values: Mapping[str, Any], digits: int = 50) -> HighPrecisionValue:
    """The value of the expression to `digits` significant decimal digits.

    values: name -> exact number (int, Fraction, text, finite float as its dyadic value).
    The slack is that of two evaluations, P digits and 2P digits: their difference, and one unit of the last
    digit asked for per operation (with the guard digits shown to suffice, no operation adds more):
    slack = max(|v_P - v_2P|, operations * 10^-digits * |v_2P|).  P is at least digits + 15 + the size in decimal
    digits (at most 1000) of what is added, subtracted or exponentiated: else 10^200 + pi would be 10^200 at
    both precisions, and exp of it wrong at both.

    Errors: UndefinedHere where the expression has no value; UndecidedHere if 4000 digits do not agree on one, or
    a number beyond exp(10^2000) arises; ValueError for a missing parameter or one that is no exact number.

    >>> e = Expression([["q", "700"], ["exp", 0]], 1)
    >>> with mpmath.workdps(50):
    ...     print(mpmath.nstr(high_precision(e, {}).value, 30))
    1.01423205473500450945532959523e+304
    """
    if digits < 1:
        raise ValueError(f"digits must be at least 1, not {digits}")
    exact_values = {name: _parameter(values, name, sort) for name, sort in expression.variables.items()}
    working = digits + _GUARD_DIGITS
    working += _sizes(expression, exact_values, working)
    undefined: UndefinedHere | None = None
    earlier: Any = None
    while working <= _MAX_DIGITS:
        try:
            value = _at_digits(expression, exact_values, working)
        except UndecidedHere as error:
            undefined, earlier = error, None
        else:
            with mpmath.workdps(working):
                if _agree(earlier, value, digits):
                    unit = len(expression.table) * abs(value) * mpmath.mpf(10) ** -digits
                    return HighPrecisionValue(value, max(abs(value - earlier), unit))
            earlier = value
        working *= 2
    if undefined is not None and earlier is None:
        raise undefined
    return _zero_or_undecided(earlier, working // 2)


def _sizes(expression: Expression, values: Mapping[str, Fraction], working: int) -> int:
    """Decimal digits, at most _MAX_SIZE, between 1 and the largest or smallest operand of + - exp."""
    sizes = [0]
    with suppress(UndefinedHere), mpmath.workdps(working):
        found: list[Any] = []
        for node in expression.table:
            args = [found[a] for a in node.args]
            if node.op in ("+", "-", "exp"):
                sizes += [abs(mpmath.mag(_mpf(x))) for x in args if x != 0]
            found.append(_step(node, args, values))
    return min(max(sizes) * 302 // 1000 + 1, _MAX_SIZE)


def _agree(earlier: Any, value: Any, digits: int) -> bool:
    # Two zeros are no agreement: 1 - erf(30) is 0 at 65 and at 130 digits, and is not 0.
    return earlier is not None and value != 0 and abs(value - earlier) <= abs(value) * mpmath.mpf(10) ** -digits


def _zero_or_undecided(value: Any, working: int) -> HighPrecisionValue:
    """A value that vanishes as the precision grows (a true zero never agrees in relative terms)."""
    with mpmath.workdps(working):
        half_of_the_digits = mpmath.mpf(10) ** (-working // 2)
        if abs(value) <= half_of_the_digits:
            return HighPrecisionValue(value, half_of_the_digits)
    raise UndecidedHere(f"mpmath does not settle on a value with {working} digits")


def _parameter(values: Mapping[str, Any], name: str, sort: str) -> Fraction:
    if name not in values:
        raise ValueError(f"the parameter {name} is missing")
    value = exact(values[name], f"the parameter {name}")
    if sort == "int" and value.denominator != 1:
        raise ValueError(f"the parameter {name} is {value}, an integer is needed")
    return value


def _at_digits(expression: Expression, values: Mapping[str, Fraction], working: int) -> Any:
    with mpmath.workdps(working):
        found: list[Any] = []  # Fraction while the part is rational and short, else mpf
        for node in expression.table:
            found.append(_step(node, [found[a] for a in node.args], values))
        return _mpf(found[-1])


def _step(node: Node, args: list[Any], values: Mapping[str, Fraction]) -> Any:
    if node.op == "v":
        return values[node.name]
    if node.op == "q":
        return node.rational
    if node.op == "pi":
        return +mpmath.pi
    if node.op == "^":
        return _settle(_short(args[0]) ** node.exponent)
    if node.op in _FUNCTIONS:
        return _FUNCTIONS[node.op](args[0])
    result = args[0]
    for other in args[1:]:
        left, right = (result, other) if _both_rational(result, other) else (_mpf(result), _mpf(other))
        result = _settle(_BINARY[node.op](left, right))
    return result


def _divide(a: Any, b: Any) -> Any:
    if b == 0:
        raise _undefined(b, "division by zero")
    return a / b


def _exp(x: Any) -> Any:
    if x != 0 and mpmath.mag(_mpf(x)) > _MAX_EXPONENT_BITS:
        raise UndecidedHere("exp of a number beyond 10^2000")
    return mpmath.exp(_mpf(x))


def _erf(x: Any) -> Any:
    # mpmath overflows for huge x; beyond 200, 1 - |erf x| <= exp(-x^2) < 10^-17000 is below every digit used.
    return mpmath.erf(_mpf(x)) if abs(x) <= 200 else mpmath.sign(_mpf(x))


def _log(x: Any) -> Any:
    if x <= 0:
        raise _undefined(x, "log of a number <= 0")
    return Fraction(0) if x == 1 and isinstance(x, Fraction) else mpmath.log(_mpf(x))


def _sqrt(x: Any) -> Any:
    if x < 0:
        raise _undefined(x, "sqrt of a negative number")
    return mpmath.sqrt(_mpf(x))


def _undefined(x: Any, reason: str) -> UndefinedHere:
    """Certain only if the offending operand is an exact rational: more digits may move a rounded one."""
    return UndefinedHere(reason) if isinstance(x, Fraction) else UndecidedHere(f"{reason}, up to rounding")


_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": _divide,
    "max": lambda a, b: max(a, b),
}
_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "erf": _erf,
    "abs": abs,
}


def _both_rational(a: Any, b: Any) -> bool:
    return isinstance(a, Fraction) and isinstance(b, Fraction)


def _mpf(x: Any) -> Any:
    return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x


def _short(x: Any) -> Any:
    bits = x.numerator.bit_length() + x.denominator.bit_length() if isinstance(x, Fraction) else 0
    return x if bits * 64 <= 4 * _MAX_EXACT_BITS else _mpf(x)


def _settle(x: Any) -> Any:
    if isinstance(x, Fraction) and x.numerator.bit_length() + x.denominator.bit_length() > _MAX_EXACT_BITS:
        return _mpf(x)
    return x


def _mantissa_exponent(x: Any) -> tuple[int, int]:
    sign, mantissa, exponent, _ = x._mpf_
    return (-int(mantissa) if sign else int(mantissa)), int(exponent)
