"""Float values of terms on whole arrays of points, each with a bound of its rounding error: a hint, never a proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, erfc

from tailbound.proofs.checker import Term
from tailbound.proofs.refuter.walk import Walk, tail_argument

Array = NDArray[np.float64]
UNIT = 2.0**-52  # one operation and one rounded operand
SMALLEST = 2.0**-1070  # what underflow hides
SMALLEST_EXACT = 2.0**-1021  # below, a coordinate stands for anything that small


class FloatValues(Walk[tuple[Any, Any]]):
    """term -> (values, error bounds) to first order; `undefined` marks points outside a function's domain.

    columns: variable -> float64 array.  A point whose coordinates were rounded to floats has their error, too.

    >>> from tailbound.proofs.text import parse
    >>> at = FloatValues({"x": np.array([0.0, 1.0, -1.0])})
    >>> gap, error = at.gap(parse("x**2 <= sqrt(x)", {"x": ("real", ())}))
    >>> gap.tolist(), at.undefined.tolist(), bool(error[1] < 1e-14)
    ([0.0, 0.0, nan], [False, False, True], True)
    """

    def __init__(self, columns: Mapping[str, Array]) -> None:
        super().__init__()
        self.columns = columns
        self.undefined: Any = np.zeros(max((c.shape for c in columns.values()), default=(1,)), dtype=bool)

    def gap(self, relation: Term) -> tuple[Array, Array]:
        """right - left and the bound of its error, in every point."""
        with np.errstate(all="ignore"):
            (left, e), (right, f) = self(relation.args[0]), self(relation.args[1])
            shape = self.undefined.shape
            value = right - left
            error = e + f + UNIT * abs(value) + SMALLEST
        return np.broadcast_to(value, shape), np.broadcast_to(error, shape)

    def value(self, t: Term) -> Array:
        """The values of a scalar term."""
        with np.errstate(all="ignore"):
            return np.broadcast_to(self(t)[0], self.undefined.shape)

    def apply(self, t: Term, args: list[tuple[Any, Any]]) -> tuple[Any, Any]:
        op = t.op
        if op == "v":
            column = self.columns[t.data[0]]
            size = abs(column)
            return column, np.where((size < SMALLEST_EXACT) & (size > 0) | np.isinf(size), np.inf, UNIT * size)
        if op in ("q", "pi"):
            value = np.float64(np.pi if op == "pi" else as_float(t.data[0]))
            return value, (0.0 if op == "q" and value == t.data[0] else UNIT * abs(value))
        tail = tail_argument(t)
        if tail is not None:
            return _tail(*self(tail[0]), tail[1])
        value, error = args[0]
        if op in ("+", "*"):
            for other in args[1:]:
                value, error = _sum(value, error, *other) if op == "+" else _product(value, error, *other)
            return value, error
        if op == "-":
            return _sum(value, error, -args[1][0], args[1][1])
        if op == "max":
            return np.maximum(value, args[1][0]), np.maximum(error, args[1][1])
        if op == "/":
            return self._quotient(value, error, *args[1])
        if op == "^":
            k = t.data[0]
            out = value**k
            return out, k * abs(value) ** (k - 1) * error + k * UNIT * abs(out)
        return self._function(op, value, error)

    def _quotient(self, a: Any, e: Any, b: Any, f: Any) -> tuple[Any, Any]:
        self.undefined = self.undefined | ((b == 0) & (f == 0))
        out = a / b
        return out, (e + abs(out) * f) / abs(b) + UNIT * abs(out)

    def _function(self, op: str, x: Any, e: Any) -> tuple[Any, Any]:
        if op == "abs":
            return abs(x), e
        if op == "exp":
            out = np.exp(x)
            return out, out * np.minimum(e, 1e300) + UNIT * out
        if op == "erf":
            return erf(x), np.minimum(1.2 * e * np.exp(-np.minimum(x * x, 700.0)), 2.0) + UNIT * abs(erf(x))
        if op == "log":
            self.undefined = self.undefined | (x < -e) | ((x == 0) & (e == 0))
            out = np.log(x)
            return out, e / abs(x) + UNIT * abs(out)
        self.undefined = self.undefined | (x < -e)
        out = np.sqrt(np.where((x < 0) & (x >= -e), 0.0, x))
        return out, np.minimum(e / (2 * out), np.sqrt(e)) + UNIT * out


def _tail(x: Any, e: Any, sign: int) -> tuple[Any, Any]:
    """erfc(sign x): its relative condition is about 2 x^2 far out."""
    out, square = erfc(sign * x), np.minimum(x * x, 1e6)
    return out, np.minimum(1.2 * e * np.exp(-np.minimum(square, 700.0)), 2.0) + UNIT * out * (4 + 2 * square)


def _sum(a: Any, e: Any, b: Any, f: Any) -> tuple[Any, Any]:
    out = a + b
    return out, e + f + UNIT * abs(out)


def _product(a: Any, e: Any, b: Any, f: Any) -> tuple[Any, Any]:
    out = a * b
    return out, abs(a) * f + abs(b) * e + UNIT * abs(out)


def as_float(x: Any) -> float:
    """The nearest float of a rational; beyond the floats an infinity, or the least positive float.

    >>> from fractions import Fraction
    >>> as_float(Fraction(1, 4)), as_float(Fraction(10) ** 400), as_float(Fraction(1, 10**400))
    (0.25, inf, 5e-324)
    """
    try:
        near = float(x)
        return near if near or not x else 5e-324 if x > 0 else -5e-324
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")
