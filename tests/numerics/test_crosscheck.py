"""The two engines agree on the book's bounds, and the cross-check fails when it must."""

from fractions import Fraction

import pytest

from tailbound.numerics.crosscheck import crosscheck
from tailbound.numerics.domains import Integers, Reals
from tailbound.numerics.expression import Expression
from tailbound.numerics.inequality import Inequality
from tailbound.numerics.parameter_space import ParameterSpace

x, n, k = Expression.variable("x"), Expression.variable("n", "int"), Expression.variable("k", "int")
N_MINUS_1 = Expression.apply("-", n, Expression.number(1))
BOOK = ParameterSpace(
    {
        "n": Integers(2, 10**12),
        "k": Integers(1, N_MINUS_1),
        "Delta": Reals(0, 700),
        "tau": Reals(0, 1, open_low=True, open_high=True),
        "g": Reals(0, 700),
        "eta": Reals(0, 700, open_low=True),
    }
)


def test_book_bounds_agree_at_240_points_corners_included(bounds):
    for name, bound in bounds.items():
        domains = {v: BOOK.domains[v] for v in BOOK.domains if v in bound.variables or v == "n"}
        report = crosscheck(bound, ParameterSpace(domains))
        assert report.agrees, (name, report.mismatches[:2])
        assert report.points == 240 and report.corners >= 3
        # Arb at 200 bits and mpmath at 50 digits: the gap is at most mpmath's slack, 20 units of 10^-50.
        assert report.worst_relative_gap < 2e-49, name


def test_the_corners_asked_for_are_there():
    values = [p.values for p in BOOK.points(240)]
    for wanted in (
        {"n": 2, "k": 1},
        {"n": 10**12, "k": 1},
        {"n": 10**12, "k": 10**12 - 1},
        {"Delta": 0},
        {"Delta": 700},
        {"tau": Fraction(1, 10**30)},
        {"tau": 1 - Fraction(1, 10**30)},
    ):
        assert any(all(v[name] == value for name, value in wanted.items()) for v in values), wanted


def test_a_double_in_place_of_one_third_is_caught(op):
    """SymPy's lambdify prints Rational(1, 3) as a double; the cross-check of that printer must fail."""
    right = op("*", Expression.number("1/3"), op("exp", x))
    wrong = op("*", Expression.number(Fraction(1 / 3)), op("exp", x))
    space = ParameterSpace({"x": Reals(0, 700)})
    assert crosscheck(right, space, points=40).agrees
    report = crosscheck(wrong, space, points=40, reference=right)
    assert len(report.mismatches) == report.points == 40
    # relative distance of the double from 1/3, exactly: 2^-54
    assert abs(report.worst_relative_gap - 2.0**-54) < 1e-20


def test_an_error_in_the_45th_digit_is_caught(op):
    space = ParameterSpace({"x": Reals(1, 2)})
    shifted = op("*", op("exp", x), Expression.number(1 + Fraction(1, 10**45)))
    assert not crosscheck(op("exp", x), space, points=20, reference=shifted).agrees


def test_an_error_at_a_single_corner_is_caught(op):
    """max(Delta, 10^-20) differs from Delta only at the corner 0."""
    Delta = Expression.variable("Delta")
    report = crosscheck(Delta, ParameterSpace({"Delta": Reals(0, 700)}), reference=op("max", Delta, "1/10000000000"))
    assert any(m.values == {"Delta": 0} for m in report.mismatches)


def test_a_point_without_a_value_is_a_mismatch(op):
    report = crosscheck(op("/", 1, x), ParameterSpace({"x": Reals(0, 1)}), points=20)
    assert [m.values["x"] for m in report.mismatches] == [0]
    assert "division by zero" in report.mismatches[0].reason


def test_constraints_are_hypotheses(op):
    """k e^Delta <= n - k: every point used satisfies it, checked here with floats well inside the range."""
    Delta = Expression.variable("Delta")
    hypothesis = Inequality(op("*", k, op("exp", Delta)), op("-", n, k))
    space = ParameterSpace(
        {"n": Integers(2, 10**12), "k": Integers(1, N_MINUS_1), "Delta": Reals(0, 20)}, [hypothesis]
    )
    points = space.points(60, seed=3)
    import math

    for p in points:
        assert float(p.values["k"]) * math.exp(float(p.values["Delta"])) <= float(p.values["n"] - p.values["k"]) * (
            1 + 1e-9
        )
    assert any(p.is_corner for p in points) and not all(p.is_corner for p in points)


def test_a_constraint_that_is_not_decided_does_not_count_as_holding(op):
    """0 <= 1/x says nothing at x = 0, so the corner 0 is not used."""
    space = ParameterSpace({"x": Reals(0, 1)}, [Inequality(Expression.number(0), op("/", 1, x))])
    values = [p.values["x"] for p in space.points(20)]
    assert 1 in values and 0 not in values


def test_points_are_deterministic_exact_distinct_and_inside():
    first, second = BOOK.points(240, seed=5), BOOK.points(240, seed=5)
    assert first == second != BOOK.points(240, seed=6)
    assert len({tuple(p.values.items()) for p in first}) == 240
    for p in first:
        assert 2 <= p.values["n"] <= 10**12 and 1 <= p.values["k"] <= p.values["n"] - 1
        assert 0 < p.values["tau"] < 1 and 0 <= p.values["Delta"] <= 700
        assert all(isinstance(v, Fraction) for v in p.values.values())
    # Log-spaced draws reach all sizes, and some positions are not dyadic.
    sizes = {len(str(p.values["n"])) for p in first}
    assert len(sizes) >= 8
    assert any(p.values["Delta"].denominator % 2 for p in first if p.values["Delta"].denominator > 1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ParameterSpace({"x": Reals(0, 1)}, [lambda v: v["x"] > 2]).points(5), "only 0 of 5"),
        (lambda: ParameterSpace({"x": Reals(0, 1)}, corners=[{"x": 2}]).points(5), "outside"),
        (lambda: ParameterSpace({"x": Reals(0, 1)}, corners=[{"y": 2}]).points(5), "exactly x"),
        (lambda: ParameterSpace({"k": Integers(3, 2)}).points(5), "only 0 of 5"),
        (lambda: ParameterSpace({"k": Integers(1, 3)}).points(5), "only 3 of 5"),
        (lambda: crosscheck(x, ParameterSpace({"y": Reals(0, 1)})), "does not name x"),
        (lambda: Reals(0, float("nan")).ends({}), "finite"),
    ],
)
def test_a_space_that_cannot_serve_says_so(make, message):
    with pytest.raises(ValueError, match=message):
        make()
