"""The float filter: every row contains the exact value (fractions, or Arb at 80 bits), unknown stays unknown."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, ctx

from tailbound.numerics.arb import enclose
from tailbound.numerics.enclosure import compare, to_fmpq
from tailbound.numerics.expression import Expression, UndefinedHere
from tailbound.numerics.intervals import evaluate_intervals

x, y = Expression.variable("x"), Expression.variable("y")
LARGEST = np.finfo(np.float64).max


def assert_contains_arb(expression, columns, low, high):
    """Row by row Arb (80 bits) does not show the value outside [low, high]; undefined rows must be unknown."""
    for row in range(low.size):
        values = {name: float(column[row]) for name, column in columns.items()}
        try:
            exact = enclose(expression, values, bits=80)
        except UndefinedHere:
            assert (low[row], high[row]) == (-math.inf, math.inf)
            continue
        assert low[row] == -math.inf or compare(to_fmpq(Fraction(low[row])), exact.high) <= 0, values
        assert high[row] == math.inf or compare(exact.low, to_fmpq(Fraction(high[row]))) <= 0, values


def awkward(rng, count):
    """Floats of all magnitudes and signs, integers, zeros, subnormals and the ends of the range."""
    special = [0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0, 2.0**53, 1 - 2.0**-53, 1 + 2.0**-52]
    special += [5e-324, -5e-324, 2.0**-1022, 1e-310, LARGEST, -LARGEST]
    special += [709.782712893384, math.nextafter(709.782712893384, 1e3), -708.0, -745.13, -750.0]
    scaled = rng.standard_normal(count) * np.exp2(rng.integers(-1060, 1000, count).astype(float))
    ordinary = rng.standard_normal(count) * 10
    return rng.permutation(np.concatenate([special, scaled, ordinary, rng.integers(-9, 10, count)]))


@pytest.mark.parametrize("operation", ["+", "-", "*", "/", "max"])
def test_binary_operations_contain_the_exact_result(op, operation):
    rng = np.random.default_rng(11)
    a, b = awkward(rng, 150), awkward(rng, 150)
    low, high = evaluate_intervals(op(operation, x, y), {"x": a, "y": b})
    exact = {"+": lambda s, t: s + t, "-": lambda s, t: s - t, "*": lambda s, t: s * t, "max": max,
             "/": lambda s, t: s / t}[operation]  # fmt: skip
    for s, t, lo, hi in zip(a, b, low, high, strict=True):
        if operation == "/" and t == 0:
            assert (lo, hi) == (-math.inf, math.inf)
            continue
        value = exact(Fraction(s), Fraction(t))
        assert (lo == -math.inf or Fraction(lo) <= value) and (hi == math.inf or value <= Fraction(hi))
        assert lo < math.inf and hi > -math.inf


@pytest.mark.parametrize("operation", ["exp", "log", "sqrt", "erf", "abs"])
def test_functions_contain_arb(op, operation):
    points = awkward(np.random.default_rng(12), 1500)
    f = op(operation, x)
    low, high = evaluate_intervals(f, {"x": points})
    assert_contains_arb(f, {"x": points}, low, high)


@pytest.mark.parametrize(("mantissa", "exponent"), [(3132213625276507, -58), (2651903414980362, -52)])
def test_exp_at_dyadics_that_mpmath_iv_misses(op, mantissa, exponent):
    low, high = evaluate_intervals(op("exp", x), {"x": math.ldexp(mantissa, exponent)})
    with mpmath.workdps(60):
        assert mpmath.mpf(float(low)) < mpmath.exp(mpmath.ldexp(mantissa, exponent)) < mpmath.mpf(float(high))


@pytest.mark.parametrize("exponent", [1, 2, 3, 7, 64])
def test_powers_contain_the_exact_result(exponent):
    points = awkward(np.random.default_rng(13), 100)
    power = Expression.apply("^", x, exponent=exponent)
    low, high = evaluate_intervals(power, {"x": points})
    for s, lo, hi in zip(points, low, high, strict=True):
        value = Fraction(s) ** exponent
        assert (lo == -math.inf or Fraction(lo) <= value) and (hi == math.inf or value <= Fraction(hi))


@pytest.mark.parametrize("form", ["+", "-", "*", "/", "max", "abs", "square", "cube"])
def test_boxes_contain_the_exact_image_of_inner_points(op, form):
    """Boxes of small integers around and beside 0; images of inner rational points by exact fractions."""
    f = {"abs": op("abs", x), "square": Expression.apply("^", x, exponent=2)}.get(form)
    f = f or (Expression.apply("^", x, exponent=3) if form == "cube" else op(form, x, y))
    image = {
        "+": lambda s, t: s + t,
        "-": lambda s, t: s - t,
        "*": lambda s, t: s * t,
        "/": lambda s, t: s / t,
        "max": max,
        "abs": lambda s, t: abs(s),
        "square": lambda s, t: s**2,
        "cube": lambda s, t: s**3,
    }[form]
    ends = [(a, b) for a in range(-3, 4) for b in range(a, 4)]
    boxes = [
        (first, second) for first in ends for second in ends if not (form == "/" and second[0] <= 0 <= second[1])
    ]
    columns = np.array(boxes, dtype=float)
    low, high = evaluate_intervals(
        f, {"x": (columns[:, 0, 0], columns[:, 0, 1]), "y": (columns[:, 1, 0], columns[:, 1, 1])}
    )
    for (a, b), (c, d), lo, hi in zip(*zip(*boxes, strict=True), low.tolist(), high.tolist(), strict=True):
        points = [(Fraction(b - a, 4) * i + a, Fraction(d - c, 4) * j + c) for i in range(5) for j in range(5)]
        images = [image(s, t) for s, t in points]
        assert Fraction(lo) <= min(images) and max(images) <= Fraction(hi)
        # Every operation here takes its extremes on this grid (corners, and 0 where the box holds it).
        if form in ("abs", "square") and a <= 0 <= b:
            assert lo == 0.0
        elif form not in ("/",):
            assert (lo, hi) == (min(images), max(images))


def test_products_beyond_53_bits_are_not_taken_for_exact(op):
    a, b = 2.0**27 + 1, 2.0**26 + 1  # the product is odd and has 54 bits
    low, high = evaluate_intervals(op("*", x, y), {"x": a, "y": b})
    assert int(low) < (2**27 + 1) * (2**26 + 1) < int(high)


@pytest.mark.parametrize(("name", "point"), [("exp", 1.5), ("exp", -300.25), ("log", 3.5), ("log", 1e-200)])
@pytest.mark.parametrize("ulps", [-3, 3])
def test_a_library_as_bad_as_assumed_is_still_enclosed(op, monkeypatch, name, point, ulps):
    """np.exp and np.log replaced by versions 3 ulp off (their own error is below 1)."""
    honest = getattr(np, name)

    def shifted(values, *args, **kwargs):
        result = honest(values, *args, **kwargs)
        return result + ulps * np.spacing(np.abs(result))

    exact = enclose(op(name, x), {"x": point}, bits=80)
    monkeypatch.setattr(np, name, shifted)
    low, high = evaluate_intervals(op(name, x), {"x": point})
    assert Fraction(float(low)) <= exact.lower and exact.upper <= Fraction(float(high))


@pytest.mark.parametrize("wrong", [0.0, 2.0**-1022])
def test_subnormal_results_and_arguments_of_a_library_are_not_believed(op, monkeypatch, wrong):
    """np.exp flushing subnormal results (to 0 or to the least normal), np.log taking subnormals for the latter."""
    honest_exp, honest_log = np.exp, np.log
    monkeypatch.setattr(np, "exp", lambda v: np.where(honest_exp(v) < 2.0**-1022, wrong, honest_exp(v)))
    monkeypatch.setattr(np, "log", lambda v: honest_log(np.maximum(v, 2.0**-1022)))
    for name, point in (("exp", -708.5), ("exp", -740.0), ("exp", -800.0), ("log", 1e-310), ("log", 5e-324)):
        low, high = evaluate_intervals(op(name, x), {"x": point})
        exact = enclose(op(name, x), {"x": point}, bits=80)
        assert Fraction(float(low)) <= exact.lower and exact.upper <= Fraction(float(high))


def test_the_assumed_library_accuracy_holds_on_a_sample():
    """exp and log within 4 ulp, erf within 16, measured against Arb on 4000 seeded points each."""
    from scipy.special import erf

    rng = np.random.default_rng(14)
    cases = [
        (np.exp, "exp", 4, rng.uniform(-700, 709, 4000)),
        (np.log, "log", 4, np.exp(rng.uniform(-700, 700, 4000))),
        (np.log, "log", 4, 1 + rng.uniform(-0.01, 0.01, 4000)),
        (erf, "erf", 16, rng.choice([-1, 1], 4000) * np.exp(rng.uniform(-30, 2, 4000))),
    ]
    for function, name, allowed, points in cases:
        computed = function(points)
        with ctx.workprec(100):
            for point, value in zip(points.tolist(), computed.tolist(), strict=True):
                error = abs(getattr(arb(point), name)() - arb(value)) / math.ulp(value)
                assert error < allowed


def test_integers_and_zeros_stay_exact(op):
    """k - 1 at k = 1 must be 0, not an interval around it: sqrt and division depend on it."""
    k = Expression.variable("k", "int")
    for f, value in ((op("-", k, 1), 0.0), (op("*", k, 7), 7.0), (op("/", op("+", k, 5), 3), 2.0)):
        assert [end.tolist() for end in evaluate_intervals(f, {"k": np.array([1])})] == [[value], [value]]
    assert [end.item() for end in evaluate_intervals(op("sqrt", op("-", k, 1)), {"k": 1})] == [0.0, 0.0]


def test_overflow_is_infinite_on_the_outside_only(op):
    E = op("exp", x)
    low, high = evaluate_intervals(op("*", E, E), {"x": np.array([300.0, 360.0, 720.0])})
    assert low.tolist()[1:] == [LARGEST] * 2 and high.tolist()[1:] == [math.inf] * 2
    low, high = evaluate_intervals(op("-", 0, E), {"x": 720.0})
    assert (low.item(), high.item()) == (-math.inf, -LARGEST)


@pytest.mark.parametrize(
    "form",
    [("/", "E", "E"), ("-", "E", "E"), ("*", ("/", 1, "E"), "E")],
)
def test_overflow_over_overflow_is_never_a_wrong_tight_answer(op, form):
    """E/E = 1, E - E = 0, (1/E) E = 1: with E beyond the float range the interval must contain it."""

    def build(term):
        if term == "E":
            return op("exp", x)
        return op(*(build(t) if not (i == 0 or isinstance(t, int)) else t for i, t in enumerate(term)))

    low, high = evaluate_intervals(build(form), {"x": 800.0})
    value = 0.0 if form[0] == "-" else 1.0
    assert low.item() <= value <= high.item()
    assert not math.isnan(low.item()) and not math.isnan(high.item())


@pytest.mark.parametrize("outer", [("*", 0), ("max", 3), ("erf",), ("abs",), ("exp",), ("/", 1), ("+", 1)])
def test_an_undefined_part_makes_the_whole_row_unknown(op, outer):
    undefined = op("/", 1, x)
    name, *left = outer
    low, high = evaluate_intervals(op(name, *left, undefined), {"x": (-1.0, 1.0)})
    assert (low.item(), high.item()) == (-math.inf, math.inf)
    squared = Expression.apply("^", undefined, exponent=2)
    assert evaluate_intervals(squared, {"x": 0.0})[0].item() == -math.inf


def test_softmax_of_a_box_reaches_one(op):
    """auto_LiRPA's softmax interval claims 0.086 on [-60,0] x [-40,-30]; 1/(1+exp(-40)) is reached."""
    box = {"x": (np.array([-60.0]), np.array([0.0])), "y": (np.array([-40.0]), np.array([-30.0]))}
    for form in (
        op("/", 1, op("+", 1, op("exp", op("-", y, x)))),
        op("/", op("exp", x), op("+", op("exp", x), op("exp", y))),
    ):
        low, high = evaluate_intervals(form, box)
        with mpmath.workdps(60):
            assert mpmath.mpf(high.item()) >= 1 / (1 + mpmath.exp(-40))
            assert mpmath.mpf(low.item()) <= 1 / (1 + mpmath.exp(30))


def test_book_bounds_contain_arb_and_stay_tight(bounds):
    rng = np.random.default_rng(15)
    rows = 400
    n = rng.integers(2, 10**12, rows)
    columns = {
        "n": n,
        "k": 1 + (rng.random(rows) * (n - 1)).astype(np.int64),
        "Delta": rng.uniform(0, 700, rows),
        "tau": np.concatenate([10.0 ** rng.uniform(-300, 0, rows - 2), [1e-30, 1 - 2.0**-53]]),
        "g": rng.uniform(0, 700, rows),
        "eta": rng.uniform(0, 50, rows),
    }
    for name, bound in bounds.items():
        low, high = evaluate_intervals(bound, columns)
        assert_contains_arb(bound, {v: columns[v] for v in bound.variables}, low, high)
        assert np.isfinite(low).all() and np.isfinite(high).all(), name
        if name in ("D1 upper", "D2 lower", "D3", "B2", "F1"):  # the others subtract nearly equal numbers
            # At most 10 steps, each at most 9 ulp outward on both sides, doubled at a power of two.
            ordinary = columns["Delta"] < 600  # beyond, k E overflows
            assert ((high - low) <= 360 * np.spacing(high))[ordinary].all(), name


def test_exact_parameters_of_other_kinds_are_rounded_outward(op):
    for value, exact in (
        ("1/3", Fraction(1, 3)),
        (10**30 + 1, Fraction(10**30 + 1)),
        (Fraction(-1, 3), Fraction(-1, 3)),
    ):
        low, high = evaluate_intervals(x, {"x": value})
        assert Fraction(low.item()) < exact < Fraction(high.item())
    big = np.array([2**53 + 1, 7], dtype=np.int64)
    low, high = evaluate_intervals(x, {"x": big})
    assert low[0] < high[0] and low[1] == high[1] == 7
    assert int(low[0]) <= 2**53 + 1 <= int(high[0])


def test_blocks_and_broadcasting_give_what_single_rows_give(bounds):
    rng = np.random.default_rng(16)
    Delta, k = rng.uniform(0, 20, (40_000, 1)), np.array([[1, 5, 9]])
    low, high = evaluate_intervals(bounds["D3"], {"Delta": Delta, "k": k})
    assert low.shape == high.shape == (40_000, 3)
    for i, j in ((0, 0), (20_000, 1), (39_999, 2)):
        one = evaluate_intervals(bounds["D3"], {"Delta": Delta[i, 0], "k": int(k[0, j])})
        assert (low[i, j], high[i, j]) == (one[0].item(), one[1].item())


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"x": 1.0}, "y is missing"),
        ({"x": math.nan, "y": 1}, "NaN"),
        ({"x": np.array([1.0, math.nan]), "y": 1}, "NaN"),
        ({"x": (2.0, 1.0), "y": 1}, "lower end above"),
        ({"x": math.inf, "y": 1}, "infinite"),
        ({"x": np.zeros(2), "y": np.zeros(3)}, "do not broadcast"),
        ({"x": "abc", "y": 1}, "no rational"),
        ({"x": None, "y": 1}, "NoneType"),
    ],
)
def test_bad_parameters_get_one_clear_line(op, values, message):
    with pytest.raises(ValueError, match=message) as caught:
        evaluate_intervals(op("+", x, y), values)
    assert "\n" not in str(caught.value)
