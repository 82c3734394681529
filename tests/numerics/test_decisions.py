"""Measured against bound: the expected decisions come from exact fractions."""

import math
from fractions import Fraction

import numpy as np
import pytest

from tailbound.numerics.decisions import Decision, decide_above, decide_below
from tailbound.numerics.expression import Expression

x = Expression.variable("x")
H, V, U = Decision.HOLDS, Decision.VIOLATED, Decision.UNDECIDED


def test_rational_bound_row_by_row_against_fractions(bounds):
    """D2's lower bound at Delta = 0 is (n-k)/n: measured values at, one ulp below and one ulp above it."""
    rng = np.random.default_rng(21)
    n = rng.integers(2, 10**6, 500)
    k = 1 + (rng.random(500) * (n - 1)).astype(np.int64)
    near = (n - k) / n
    measured = np.concatenate([near, np.nextafter(near, 0), np.nextafter(near, 2)])
    expected = [
        H if Fraction(m) <= Fraction(int(b - a), int(b)) else V
        for m, a, b in zip(measured, np.tile(k, 3), np.tile(n, 3), strict=True)
    ]
    assert V in expected and H in expected
    parameters = {"n": np.tile(n, 3), "k": np.tile(k, 3), "Delta": 0}
    assert decide_below(measured, bounds["D2 lower"], parameters).tolist() == expected


def test_irrational_bound_to_the_last_bit(op):
    """exp(x) <= m: the floats around math.e decide, e = 2.71828182845904523536 (published digits)."""
    e = Fraction("2.71828182845904523536028747135266249")
    below = math.nextafter(math.e, 0) if Fraction(math.e) > e else math.e
    assert decide_below([below, math.nextafter(below, 3)], op("exp", x), {"x": 1}).tolist() == [H, V]


def test_a_violation_needs_the_whole_enclosure(op):
    square = Expression.apply("^", x, exponent=2)
    measured = [0.9, 2.0, 4.0, 4.5]
    box = {"x": (np.full(4, 1.0), np.full(4, 2.0))}  # x^2 in [1, 4]
    assert decide_below(measured, square, box).tolist() == [H, H, H, V]


def test_nothing_passes_because_nothing_is_known(op):
    quotient = op("/", 1, x)
    assert decide_below([0.5, 0.5], quotient, {"x": np.array([0.0, 1.0])}).tolist() == [U, H]
    assert decide_below([0.5], op("log", x), {"x": (np.array([-1.0]), np.array([9.0]))}).tolist() == [U]
    assert decide_below([-math.inf, math.inf], x, {"x": np.array([1.0, 1.0])}).tolist() == [U, V]


def test_overflow_beyond_floats_is_settled_by_arb(op):
    """E/(E + k - 1) with E = e^800: floats know nothing (inf/inf), Arb knows it is just below 1."""
    E, k = op("exp", x), Expression.variable("k", "int")
    ratio = op("/", E, op("-", op("+", E, k), 1))
    measured, parameters = [1 - 2.0**-53, 1.0, 1.0, 1 + 2.0**-52], {"x": 800, "k": np.array([9, 1, 2, 9])}
    assert decide_below(measured, ratio, parameters).tolist() == [H, H, V, V]


def test_parameters_are_taken_exactly(op):
    """1/10 as text is not the double 0.1: 0.1 <= 1/10 is false, 0.1 <= double(0.1) is true."""
    assert decide_below([0.1], x, {"x": "1/10"}).tolist() == [V]
    assert decide_below([0.1], x, {"x": 0.1}).tolist() == [H]
    assert decide_below([0.1], x, {"x": np.array([Fraction(1, 10)], dtype=object)}).tolist() == [V]


def test_lower_bounds(bounds, op):
    """(n-k)/n <= measured, row by row against fractions; an undefined bound decides nothing."""
    n = np.arange(2, 60)
    measured = np.concatenate([(n - 1) / n, np.nextafter((n - 1) / n, 0)])
    expected = [
        H if Fraction(m) >= Fraction(int(b) - 1, int(b)) else V for m, b in zip(measured, np.tile(n, 2), strict=True)
    ]
    assert V in expected and H in expected
    assert decide_above(measured, bounds["D2 lower"], {"n": np.tile(n, 2), "k": 1, "Delta": 0}).tolist() == expected
    assert decide_above([math.inf, 1.0], op("/", 1, x), {"x": np.array([1.0, 0.0])}).tolist() == [U, U]


def test_shapes(op):
    assert decide_below(np.zeros((2, 3)), x, {"x": np.ones(3)}).shape == (2, 3)
    assert decide_below(0.5, x, {"x": 1.0}).shape == ()
    assert decide_below(2.0, x, {"x": 1.0}).item() == V


@pytest.mark.parametrize(
    ("measured", "values", "message"),
    [
        ([math.nan], {"x": 1.0}, "NaN"),
        ([1.0], {}, "missing"),
        ([1.0, 2.0], {"x": np.ones(3)}, "broadcast"),
    ],
)
def test_bad_input(measured, values, message):
    with pytest.raises(ValueError, match=message):
        decide_below(measured, x, values)
