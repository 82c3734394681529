"""The 50-digit value against exact fractions, published digits and closed forms."""

from fractions import Fraction

import mpmath
import pytest

from tailbound.numerics.expression import Expression, UndecidedHere, UndefinedHere
from tailbound.numerics.high_precision import high_precision

x = Expression.variable("x")


def distance_is_within_slack(found, reference) -> bool:
    with mpmath.workdps(150):
        return abs(found.value - reference) <= found.slack


def test_known_digits(op):
    """pi and e^pi from their published decimal expansions (OEIS A000796, A039661)."""
    for expression, digits in (
        (Expression([["pi"]], 0), "3.14159265358979323846264338327950288419716939937510582097494"),
        (Expression([["pi"], ["exp", 0]], 1), "23.1406926327792690057290863679485473802661062426002119934450"),
    ):
        found = high_precision(expression, {})
        with mpmath.workdps(80):
            assert abs(found.value - mpmath.mpf(digits)) < mpmath.mpf(10) ** -55


@pytest.mark.parametrize(
    ("values", "exact"),
    [
        ({"n": 2, "k": 1}, Fraction(1, 2)),
        ({"n": 10**12, "k": 1}, Fraction(10**12 - 1, 10**12)),
        ({"n": 10**12, "k": 10**12 - 1}, Fraction(1, 10**12)),
    ],
)
def test_against_exact_fractions(bounds, values, exact):
    """At Delta = 0 D2's lower bound is (n-k)/n."""
    found = high_precision(bounds["D2 lower"], {**values, "Delta": 0})
    with mpmath.workdps(150):
        assert distance_is_within_slack(found, mpmath.mpf(exact.numerator) / exact.denominator)


def test_cancellation_is_noticed(op):
    """1 - erf(10) = erfc(10) ~ 2e-45 and 1 - erf(30) ~ 3e-393: 50 digits of the difference, not of the 1."""
    for point in (10, 30):
        found = high_precision(op("-", 1, op("erf", x)), {"x": point})
        with mpmath.workdps(450):
            reference = mpmath.erfc(point)
            assert abs(found.value - reference) <= found.slack <= reference * mpmath.mpf(10) ** -48


def test_a_small_summand_is_not_lost_in_a_huge_one(op):
    """exp(2^664 + pi): with 65 and with 130 digits the sum is 2^664, and exp of it is wrong by a factor 23."""
    found = high_precision(op("exp", op("+", x, Expression([["pi"]], 0))), {"x": 2**664})
    with mpmath.workdps(600):
        reference = mpmath.exp(mpmath.mpf(2) ** 664 + mpmath.pi)
        assert abs(found.value - reference) <= found.slack <= reference * mpmath.mpf(10) ** -48


@pytest.mark.parametrize("point", ["200", "201", "-1e300", "1e4000"])
def test_erf_of_large_numbers(op, point):
    found = high_precision(op("erf", x), {"x": point})
    assert abs(found.value - (-1 if point.startswith("-") else 1)) <= found.slack < mpmath.mpf(10) ** -48


def test_numbers_beyond_reach_are_refused_at_once(op):
    with pytest.raises(UndecidedHere, match="2000"):
        high_precision(op("exp", op("exp", x)), {"x": 10**6})


def test_ends_of_the_range(op):
    """exp(log 10 * x) is a power of ten."""
    for power in (-(10**9), -400, -30, 0, 400, 10**9):
        found = high_precision(op("exp", op("*", x, op("log", 10))), {"x": power})
        with mpmath.workdps(100):
            reference = mpmath.mpf(10) ** power
            assert abs(found.value - reference) <= found.slack < reference * mpmath.mpf(10) ** -45


def test_true_zeros_have_a_slack(op):
    rational = high_precision(op("-", op("*", 3, x), 1), {"x": "1/3"})
    assert rational.value == 0
    root = high_precision(op("-", op("sqrt", op("*", 2, x)), op("*", op("sqrt", 2), op("sqrt", x))), {"x": 3})
    assert abs(root.value) <= root.slack < mpmath.mpf(10) ** -400


@pytest.mark.parametrize(
    "operation", [("/", 1, x), ("log", x), ("sqrt", Expression.apply("-", x, Expression.number(1)))]
)
def test_no_value_is_said_so(op, operation):
    with pytest.raises(UndefinedHere) as caught:
        high_precision(op(*operation), {"x": 0})
    assert not isinstance(caught.value, UndecidedHere)


def test_a_hidden_zero_denominator_is_undecided(op):
    hidden = op("-", Expression.apply("^", op("sqrt", x), exponent=2), x)
    with pytest.raises(UndecidedHere):
        high_precision(op("/", 1, hidden), {"x": 2})


@pytest.mark.parametrize(("values", "message"), [({}, "missing"), ({"k": "1/2"}, "integer"), ({"k": [1]}, "list")])
def test_bad_parameters(values, message):
    with pytest.raises(ValueError, match=message):
        high_precision(Expression.variable("k", "int"), values)
