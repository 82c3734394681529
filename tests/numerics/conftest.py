"""Bounds of the theorem book written by hand as expressions, for the tests of this room."""

from __future__ import annotations

import pytest

from tailbound.numerics.expression import Expression


def apply(op: str, *operands: Expression | int | str) -> Expression:
    """`Expression.apply` that also takes integers and texts such as "1/3"."""
    return Expression.apply(op, *(x if isinstance(x, Expression) else Expression.number(x) for x in operands))


def book_bounds() -> dict[str, Expression]:
    """D1-D5, F1, G1 of the theorem book, in n, k (int), Delta, tau, g, eta (real)."""
    n, k = Expression.variable("n", "int"), Expression.variable("k", "int")
    Delta, tau, gap, eta = (Expression.variable(name) for name in ("Delta", "tau", "g", "eta"))
    E, dropped = apply("exp", Delta), apply("-", n, k)
    leak = apply("*", dropped, apply("exp", apply("-", 0, gap)))
    return {
        "D1 upper": apply("/", E, apply("-", apply("+", E, n), 1)),
        "D2 lower": apply("/", dropped, apply("+", dropped, apply("*", k, E))),
        "D3": apply("/", E, apply("-", apply("+", E, k), 1)),
        "D3 sharp": apply(
            "/",
            apply("-", apply("sqrt", apply("-", n, 1)), apply("sqrt", apply("-", k, 1))),
            apply("+", apply("sqrt", apply("-", n, 1)), apply("sqrt", apply("-", k, 1))),
        ),
        "A2": apply("-", 0, apply("log", apply("-", 1, tau))),
        "B2": apply("sqrt", apply("/", tau, apply("-", 1, tau))),
        "F1": apply("/", leak, apply("+", k, leak)),
        "G1": apply("-", 1, apply("/", 2, apply("+", apply("exp", eta), 1))),
    }


@pytest.fixture
def bounds() -> dict[str, Expression]:
    return book_bounds()


@pytest.fixture
def op():
    """The shorthand `op("+", x, 1)`."""
    return apply
