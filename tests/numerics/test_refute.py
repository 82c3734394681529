"""The search finds false claims; each refutation is checked here again by fractions or by mpmath at 60 digits."""

from fractions import Fraction

import mpmath
import pytest

from tailbound.numerics.domains import Integers, Reals
from tailbound.numerics.expression import Expression
from tailbound.numerics.inequality import Inequality
from tailbound.numerics.parameter_space import ParameterSpace
from tailbound.numerics.refute import refute

x, y = Expression.variable("x"), Expression.variable("y")
n, k = Expression.variable("n", "int"), Expression.variable("k", "int")
UNIT_BOX = ParameterSpace({"x": Reals(0, 1), "y": Reals(0, 1)})


def test_a_violation_in_a_narrow_gap_is_found_by_local_search(op):
    """(x - 1/3)^2 + (y - 5/7)^2 >= 10^-12 fails only within 10^-6 of one point."""
    squares = [Expression.apply("^", op("-", v, c), exponent=2) for v, c in ((x, "1/3"), (y, "5/7"))]
    found = refute(Inequality(Expression.number("1/1000000000000"), op("+", *squares)), UNIT_BOX)
    a, b = found.point["x"], found.point["y"]
    assert (a - Fraction(1, 3)) ** 2 + (b - Fraction(5, 7)) ** 2 < Fraction(1, 10**12)
    assert found.lhs.lower > found.rhs.upper and found.found_by == "local search"


def test_a_strict_claim_that_fails_only_at_a_tie(op):
    """2xy < x^2 + y^2 fails exactly where x = y."""
    claim = Inequality(op("*", 2, x, y), op("+", op("*", x, x), op("*", y, y)), strict=True)
    found = refute(claim, ParameterSpace({"x": Reals("1/3", "1/2"), "y": Reals("2/5", 1)}))
    assert found.point["x"] == found.point["y"] and found.found_by == "tie"
    assert refute(Inequality(claim.lhs, claim.rhs), UNIT_BOX, tries=400) is None


def test_a_corner_of_integers(op):
    """k <= n - 2 fails for k = n - 1 only."""
    space = ParameterSpace({"n": Integers(2, 10**12), "k": Integers(1, op("-", n, 1))})
    found = refute(Inequality(k, op("-", n, 2)), space)
    assert found.point["k"] == found.point["n"] - 1 and found.found_by == "corner"
    assert refute(Inequality(k, op("-", n, 1)), space, tries=400) is None


def test_an_interior_integer(op):
    """log n <= 73/100 sqrt n fails for n = 7 and 8 only (2/e = 0.7357..., by mpmath here)."""
    claim = Inequality(op("log", n), op("*", "73/100", op("sqrt", n)))
    found = refute(claim, ParameterSpace({"n": Integers(2, 10**12)}))
    with mpmath.workdps(60):
        failing = [i for i in range(2, 200) if mpmath.log(i) > mpmath.mpf(73) / 100 * mpmath.sqrt(i)]
    assert int(found.point["n"]) in failing


def test_the_published_constant_of_g1_is_not_refuted_but_a_smaller_one_is(op):
    """tanh(eta/2) <= tanh(eta) holds; tanh(eta/2) <= eta/2 - eta^3/20 fails for small eta (x - x^3/3 at x=eta/2)."""
    eta = Expression.variable("eta")

    def tanh(argument):
        return op("-", 1, op("/", 2, op("+", op("exp", op("*", 2, argument)), 1)))

    space = ParameterSpace({"eta": Reals(0, 5)})
    half = op("/", eta, 2)
    assert refute(Inequality(tanh(half), tanh(eta)), space, tries=400) is None
    cubic = op("-", half, op("/", Expression.apply("^", eta, exponent=3), 20))
    found = refute(Inequality(tanh(half), cubic), space)
    with mpmath.workdps(60):
        e = mpmath.mpf(found.point["eta"].numerator) / found.point["eta"].denominator
        assert mpmath.tanh(e / 2) > e / 2 - e**3 / 20


def test_hypotheses_are_respected(op):
    """x <= x^2 fails on (0, 1), not under the hypothesis 1 <= x."""
    claim = Inequality(x, op("*", x, x))
    hypothesis = Inequality(Expression.number(1), x)
    assert refute(claim, ParameterSpace({"x": Reals(0, 3)})) is not None
    assert refute(claim, ParameterSpace({"x": Reals(0, 3)}, [hypothesis]), tries=400) is None


def test_refutations_are_simple_and_deterministic(op):
    claim = Inequality(x, op("*", x, x))
    space = ParameterSpace({"x": Reals(0, 3)})
    found = refute(claim, space, seed=1)
    assert found == refute(claim, space, seed=1)
    assert found.point["x"].denominator <= 2**8


def test_d3_is_sharp_and_its_improvements_are_refuted(op):
    """D3's bound on a row with one spike: p_1 tau/(1-tau) with k = 1 is (n-1)/(E+n-1) <= 1; 99/100 is too small."""
    E = op("exp", Expression.variable("Delta"))
    term = op("/", op("-", n, 1), op("-", op("+", E, n), 1))
    space = ParameterSpace({"n": Integers(2, 10**12), "Delta": Reals(0, 700)})
    assert refute(Inequality(term, Expression.number(1)), space, tries=400) is None
    found = refute(Inequality(term, Expression.number("99/100")), space)
    value = Fraction(int(found.point["n"]) - 1)
    with mpmath.workdps(60):
        Delta = mpmath.mpf(found.point["Delta"].numerator) / found.point["Delta"].denominator
        assert int(value) / (mpmath.exp(Delta) + int(value)) > mpmath.mpf(99) / 100


def test_undefined_points_refute_nothing(op):
    claim = Inequality(op("/", 1, x), Expression.number(0))  # junk value 1/0 = 0 would not refute it either
    assert refute(claim, ParameterSpace({"x": Reals(-1, 0)}), tries=400) is None


def test_a_space_that_misses_a_variable():
    with pytest.raises(ValueError, match="does not name y"):
        refute(Inequality(x, y), ParameterSpace({"x": Reals(0, 1)}))
