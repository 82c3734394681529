"""Verdicts at points whose answer is known from exact arithmetic or published digits."""

import pytest

from tailbound.numerics.expression import Expression
from tailbound.numerics.inequality import Inequality, Verdict

x = Expression.variable("x")


@pytest.mark.parametrize(
    ("value", "strict", "expected"),
    [
        ("1/3", False, Verdict.HOLDS),
        ("1/3", True, Verdict.VIOLATED),
        (1 / 3, True, Verdict.HOLDS),  # the double 1/3 is below 1/3
        ("0.33333333333333333333333333333333333333334", False, Verdict.VIOLATED),
        ((0, 1), False, Verdict.UNDECIDED),
        ((0, "1/3"), False, Verdict.HOLDS),
        (("1/3", 1), True, Verdict.VIOLATED),
    ],
)
def test_against_one_third(value, strict, expected):
    assert Inequality(x, Expression.number("1/3"), strict).verdict({"x": value}) is expected


def test_a_difference_of_a_thousand_bits_is_seen(op):
    """1/(1 + e^-700) < 1 by e^-700 ~ 2^-1010."""
    sigmoid = op("/", 1, op("+", 1, op("exp", op("-", 0, x))))
    assert Inequality(sigmoid, Expression.number(1), strict=True).verdict({"x": 700}) is Verdict.HOLDS
    assert Inequality(Expression.number(1), sigmoid).verdict({"x": 700}) is Verdict.VIOLATED


def test_equal_but_not_rational_is_undecided(op):
    claim = Inequality(op("sqrt", op("*", 2, x)), op("*", op("sqrt", 2), op("sqrt", x)))
    assert claim.verdict({"x": 3}) is Verdict.UNDECIDED


def test_no_value_is_undecided(op):
    assert Inequality(op("log", x), Expression.number(0)).verdict({"x": 0}) is Verdict.UNDECIDED


def test_a_verdict_has_no_truth_value():
    with pytest.raises(TypeError):
        bool(Verdict.HOLDS)
