"""Three evaluators on random expressions: float intervals and mpmath must not contradict Arb, on points and boxes.

The reference at points is Arb at 80 bits; mpmath at 50 digits is the independent library that Arb is held to.
"""

import math
import random
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpz

from tailbound.numerics.arb import enclose
from tailbound.numerics.enclosure import compare, to_fmpq
from tailbound.numerics.expression import Expression, UndecidedHere, UndefinedHere
from tailbound.numerics.high_precision import high_precision
from tailbound.numerics.intervals import evaluate_intervals

UNARY = ("exp", "log", "sqrt", "erf", "abs")


def random_expression(rng: random.Random) -> Expression:
    rows = [
        ["v", "x", "real", []],
        ["v", "n", "int", []],
        ["q", str(Fraction(rng.randint(-5, 5), rng.randint(1, 7)))],
    ]
    rows.append(["pi"])
    for _ in range(rng.randint(2, 8)):
        op = rng.choice(["+", "*", "-", "/", "^", "max", "+", "*", "-", "/", *UNARY])
        operands = [rng.choice([rng.randrange(len(rows)), len(rows) - 1]) for _ in range(rng.randint(2, 4))]
        if op == "^":
            rows.append([op, operands[0], rng.randint(1, 5)])
        else:
            rows.append([op, *(operands if op in "+*" else operands[: 1 if op in UNARY else 2])])
    return Expression(rows, len(rows) - 1)


def random_value(rng: random.Random) -> float:
    return rng.choice(
        [0.0, 1.0, -1.0, 0.5, 700.0, 1e-30, rng.uniform(-3, 3), rng.uniform(0, 1), rng.uniform(-800, 800),
         10.0 ** rng.uniform(-300, 300), math.ldexp(1.0, rng.randint(-1074, 1000))]
    )  # fmt: skip


def contradicts(low: float, high: float, enclosure) -> bool:
    """Whether [low, high] certainly misses the number that the enclosure contains."""
    above = low != -math.inf and compare(to_fmpq(Fraction(low)), enclosure.high) > 0
    return above or (high != math.inf and compare(enclosure.low, to_fmpq(Fraction(high))) > 0)


def mpmath_contradicts(expression, values, enclosure) -> bool:
    found = high_precision(expression, values)
    with ctx.workprec(4000):
        value, slack = (arb((fmpz(m), fmpz(e))) for m, e in (found.exact_value, found.exact_slack))
        return value + slack < arb(enclosure.low) or value - slack > arb(enclosure.high)


def check(seed: int, expressions: int) -> tuple[int, int]:
    """(points compared, undefined points agreed on)."""
    rng = random.Random(seed)
    compared = undefined = 0
    for _ in range(expressions):
        expression = random_expression(rng)
        x, n = (
            [random_value(rng) for _ in range(6)],
            [rng.choice([1, 2, 10**6, rng.randint(-5, 50)]) for _ in range(6)],
        )
        ends = evaluate_intervals(expression, {"x": np.array(x), "n": np.array(n)})
        for values, low, high in zip(
            ({"x": a, "n": b} for a, b in zip(x, n, strict=True)),
            *(np.broadcast_to(end, 6).tolist() for end in ends),
            strict=True,
        ):
            assert not math.isnan(low) and not math.isnan(high)
            try:
                exact = enclose(expression, values, bits=80)
            except UndecidedHere:
                continue
            except UndefinedHere:
                assert (low, high) == (-math.inf, math.inf), (str(expression), values)
                with pytest.raises(UndefinedHere):
                    high_precision(expression, values)
                undefined += 1
                continue
            assert not contradicts(low, high, exact), (str(expression), values, low, high)
            try:
                assert not mpmath_contradicts(expression, values, exact), (str(expression), values)
            except UndefinedHere:
                continue  # mpmath gives up on numbers beyond exp(10^2000)
            compared += 1
        check_box(expression, rng, sorted(rng.sample(x, 2)), n[0])
    return compared, undefined


def check_box(expression: Expression, rng: random.Random, ends: list[float], n: int) -> None:
    box = {"x": (ends[0], ends[1]), "n": n}
    low, high = (float(end) for end in evaluate_intervals(expression, box))
    try:
        whole = enclose(expression, box)
    except UndecidedHere:
        whole = None
    except UndefinedHere:
        whole = "undefined everywhere"
    for _ in range(3):
        width = Fraction(ends[1]) - Fraction(ends[0])
        values = {"x": Fraction(ends[0]) + width * Fraction(rng.randint(0, 8), 8), "n": n}
        try:
            exact = enclose(expression, values, bits=80)
        except UndecidedHere:
            continue
        except UndefinedHere:
            assert whole is None or whole == "undefined everywhere", (str(expression), box)
            continue
        assert whole != "undefined everywhere", (str(expression), box)
        assert not contradicts(low, high, exact), (str(expression), box, values)
        if whole is not None:
            assert compare(exact.low, whole.high) <= 0 <= compare(exact.high, whole.low), (str(expression), box)


def test_random_expressions():
    compared, undefined = check(seed=1, expressions=80)
    assert compared >= 200 and undefined >= 20  # the test did compare something


@pytest.mark.slow
def test_many_random_expressions():
    compared, undefined = check(seed=2, expressions=4000)
    assert compared >= 10_000 and undefined >= 1000
