"""Arb enclosures against exact fractions, and against mpmath evaluated by hand at 60 digits."""

import math
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx, fmpq

from tailbound.numerics.arb import enclose
from tailbound.numerics.enclosure import Enclosure, between
from tailbound.numerics.expression import Expression, UndecidedHere, UndefinedHere

x, y = Expression.variable("x"), Expression.variable("y")


def mp_fraction(value) -> Fraction:
    """The dyadic number an mpf is, exactly."""
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** exponent


def within(enclosure: Enclosure, value) -> bool:
    """Whether an mpmath value computed at 60 digits (error < 10^-55 relative) can lie in the enclosure."""
    exact, slack = mp_fraction(value), abs(mp_fraction(value)) / 10**55
    return enclosure.lower - slack <= exact <= enclosure.upper + slack


def test_rational_expressions_are_exact(bounds):
    third = op_third()
    assert (enclose(third, {"x": "1/7"}).lower, enclose(third, {"x": "1/7"}).upper) == (Fraction(1, 21),) * 2
    # D2's lower bound at Delta = 0: E = 1, so it is (n-k)/n exactly.
    assert enclose(bounds["D2 lower"], {"n": 10**12, "k": 1, "Delta": 0}).lower == Fraction(10**12 - 1, 10**12)


def op_third() -> Expression:
    return Expression([["v", "x", "real", []], ["q", "1/3"], ["*", 0, 1]], 2)


def test_one_third_never_passes_through_a_double(op):
    """SymPy's lambdify to Arb prints Rational(1, 3) as the double 1/3: its ball excludes the true value."""
    ball = enclose(op("exp", Expression.number("1/3")), {}, bits=100)
    with mpmath.workdps(60):
        assert within(ball, mpmath.exp(mpmath.mpf(1) / 3))
        assert not within(ball, mpmath.exp(mpmath.mpf(1 / 3)))


def test_a_float_parameter_is_its_dyadic_value_and_a_text_is_not():
    assert enclose(x, {"x": 0.1}).lower == Fraction(0.1) != Fraction(1, 10)
    assert enclose(x, {"x": "0.1"}).lower == Fraction(1, 10)


# Dyadics m * 2^e at which mpmath 1.3's iv.exp (prec 53) misses exp(x), found by a seeded search; here the same
# points must lie inside.
IV_EXP_MISSES = [
    (3132213625276507, -58),
    (2651903414980362, -52),
    (3892255105836904, -46),
    (2438386204514095, -52),
    (2873007965164847, -46),
]


@pytest.mark.parametrize(("mantissa", "exponent"), IV_EXP_MISSES)
@pytest.mark.parametrize("bits", [8, 53, 64, 200])
def test_exp_at_the_dyadics_that_mpmath_iv_misses(op, mantissa, exponent, bits):
    point = Fraction(mantissa) * Fraction(2) ** exponent
    ball = enclose(op("exp", x), {"x": point}, bits=bits)
    with mpmath.workdps(60 + 40):
        assert within(ball, mpmath.exp(mpmath.ldexp(mantissa, exponent)))


def test_softmax_of_a_box_reaches_one(op):
    """auto_LiRPA's softmax interval claims 0.086 on [-60,0] x [-40,-30], where exp(0)/(exp(0)+exp(-40)) ~ 1."""
    box = {"x": (-60, 0), "y": (-40, -30)}
    stable = op("/", 1, op("+", 1, op("exp", op("-", y, x))))
    naive = op("/", op("exp", x), op("+", op("exp", x), op("exp", y)))
    with mpmath.workdps(60):
        largest, smallest = 1 / (1 + mpmath.exp(-40)), 1 / (1 + mpmath.exp(30))
        for form in (stable, naive):
            assert within(enclose(form, box), largest)
            assert within(enclose(form, box), smallest)
        # Each variable occurs once in the stable form, so its enclosure is tight: nothing beyond these ends.
        assert enclose(stable, box).upper - mp_fraction(largest) < Fraction(1, 2**60)


@pytest.mark.parametrize("bits", [10, 53, 128, 1000])
def test_the_relative_accuracy_asked_for_is_reached(op, bits):
    # 1 - (1 - tau) style cancellation: log(1 - 1e-30) loses 100 bits before it is refined.
    lost = op("log", op("-", 1, op("exp", op("*", -30, op("log", 10)))))
    e = enclose(lost, {}, bits=bits)
    assert 0 < (e.upper - e.lower) / abs(e.upper) <= Fraction(1, 2**bits)
    with mpmath.workdps(400):
        reference = mpmath.log(1 - mpmath.mpf(10) ** -30)
        assert e.lower <= mp_fraction(reference) + Fraction(1, 10**390)
        assert e.upper >= mp_fraction(reference) - Fraction(1, 10**390)


def test_huge_and_tiny_values(op):
    big = enclose(op("exp", x), {"x": 10**12})
    assert (big.lower_float(), big.upper_float()) == (math.nextafter(math.inf, 0), math.inf)
    with pytest.raises(ValueError, match="lower_float"):
        _ = big.lower
    tiny = enclose(op("exp", x), {"x": -(10**12)})
    assert (tiny.lower_float(), tiny.upper_float()) == (0.0, math.nextafter(0.0, 1.0))
    n_to_C = op("exp", op("*", x, op("log", Expression.variable("n", "int"))))
    assert enclose(n_to_C, {"x": "1/3", "n": 10**12}).contains(10_000)


def test_corners_of_the_domain(op, bounds):
    assert enclose(op("sqrt", op("-", op("*", 3, x), 1)), {"x": "1/3"}).upper == 0
    assert enclose(op("sqrt", x), {"x": "4/9"}).upper == Fraction(2, 3)
    assert enclose(op("log", x), {"x": 1}).upper == 0
    assert enclose(op("erf", x), {"x": 0}).upper == 0
    assert enclose(bounds["D3"], {"k": 1, "Delta": 700}).contains(1)  # E/(E + 1 - 1)
    assert enclose(bounds["D3 sharp"], {"n": 10**12, "k": 1}).contains(1)


@pytest.mark.parametrize(
    ("operation", "values", "certain"),
    [
        (("/", 1, x), {"x": 0}, True),
        (("log", x), {"x": 0}, True),
        (("log", x), {"x": -1}, True),
        (("sqrt", x), {"x": "-1/10"}, True),
        (("log", x), {"x": (-2, -1)}, True),
        (("sqrt", x), {"x": (-2, -1)}, True),
        (("/", y, x), {"x": 0, "y": (1, 2)}, True),
        (("/", 1, x), {"x": (-1, 1)}, False),
        (("/", 1, x), {"x": (0, 1)}, False),
        (("log", x), {"x": (0, 1)}, False),
        (("sqrt", x), {"x": (-1, 1)}, False),
    ],
)
def test_no_value_is_said_so(op, operation, values, certain):
    with pytest.raises(UndefinedHere) as caught:
        enclose(op(*operation), values)
    assert isinstance(caught.value, UndecidedHere) is not certain
    assert "\n" not in str(caught.value)


def test_a_zero_that_no_precision_separates_is_undecided(op):
    never = op("-", Expression.apply("^", op("sqrt", x), exponent=2), x)
    assert enclose(never, {"x": 2}).contains(0)
    with pytest.raises(UndecidedHere, match="zero"):
        enclose(op("/", 1, never), {"x": 2})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "missing"),
        ({"n": "1/2"}, "integer"),
        ({"n": 2.5}, "integer"),
        ({"n": math.nan}, "finite"),
        ({"n": math.inf}, "finite"),
        ({"n": True}, "truth value"),
        ({"n": "two"}, "no rational"),
        ({"n": "1/0"}, "no rational"),
        ({"n": "1e999999999"}, "digits"),
        ({"n": None}, "NoneType"),
        ({"n": (2, 1)}, "above"),
        ({"n": arb("nan")}, "finite"),
    ],
)
def test_bad_parameters_get_one_clear_line(values, message):
    with pytest.raises(ValueError, match=message) as caught:
        enclose(Expression.variable("n", "int"), values)
    assert "\n" not in str(caught.value)


def test_uncertain_parameters_keep_a_small_positive_lower_end(op):
    """sqrt of [0, 1e-300]: a ball around the middle would reach below zero."""
    root = enclose(op("sqrt", x), {"x": (0, "1e-300")})
    assert root.lower == 0 and root.contains("1e-150")


def test_uncertain_parameters_contain_every_value_between(op):
    """Exact fractions at points of the box lie in the enclosure of the box (sound), and its ends are tight."""
    f = op("/", Expression.apply("^", x, exponent=2), op("+", 1, op("abs", op("max", y, "-1/2"))))
    box = enclose(f, {"x": (-1, 2), "y": (-3, "1/4")})
    for i in range(-4, 9):
        for j in range(-12, 2):
            a, b = Fraction(i, 4), Fraction(j, 4)
            assert box.contains(a**2 / (1 + abs(max(b, Fraction(-1, 2)))))
    assert (box.lower, box.upper) == (0, 4)


def test_parameters_as_balls_and_enclosures(op):
    with ctx.workprec(80):
        ball = arb(fmpq(1, 3))
    for value in (ball, between("1/3", "34/100"), ("1/3", 0.34)):
        assert enclose(op("*", 3, x), {"x": value}).contains(1)


def test_enclosures_have_no_truth_value_and_compare_rigorously():
    small, large = between(0, 1), between("1", 2)
    with pytest.raises(TypeError):
        bool(small)
    assert small.certainly_at_most(large) and not small.certainly_exceeds(large)
    assert not large.certainly_exceeds(small) and between("1.0001", 2).certainly_exceeds(small)
    with pytest.raises(ValueError, match="above"):
        between(1, 0)
    with pytest.raises(ValueError, match="finite"):
        Enclosure(arb("-inf"), arb(0))
