"""The checker's enclosures, and the oracle's own, against Arb (python-flint): an independent ball arithmetic."""

from fractions import Fraction
from math import pi as machine_pi
from random import Random

import pytest
from flint import arb, ctx, fmpq

from tailbound.proofs import model_enclosures as decimals
from tailbound.proofs.checker import Reject, enclose, make, number

F = Fraction
ARB_BITS = 640  # Arb's balls are then narrower than the gap of every 400-bit enclosure tested
PRECISIONS = (8, 16, 24, 53, 64, 100, 128, 200, 256, 333, 400)
CORNERS = [
    F(0),
    F(1),
    F(1, 2),
    F(2),
    F(3, 4),
    F(4, 3),
    F(9, 4),
    F(1, 1 << 40),
    F(1 << 40, (1 << 40) + 1),
    F(1, 3),
    F(8),
]
CORNERS += [F(10) ** k for k in (-12, -3, 2)] + [
    F(7999, 1000),
    F(8001, 1000),
    F(5, 4),
    F(2, 3),
    F(50),
    F(51),
    F(255, 256),
]


def exact(x: arb) -> tuple[Fraction, Fraction]:
    """The ends of Arb's ball as rationals."""

    def rational(y: arb) -> Fraction:
        m, e = y.man_exp()
        return F(int(m)) * F(2) ** int(e)

    return rational(x.lower()), rational(x.upper())


def by_arb(op: str, x: Fraction) -> tuple[Fraction, Fraction]:
    point = arb(fmpq(x.numerator, x.denominator))
    low, high = exact({"exp": point.exp, "log": point.log, "sqrt": point.sqrt, "erf": point.erf}[op]())
    return (max(low, F(-1)), min(high, F(1))) if op == "erf" else (low, high)  # |erf| < 1; Arb's ball may stick out


def arguments(op: str, count: int) -> list[Fraction]:
    """Corners, short rationals, dyadics, long rationals, and values near the function's zero."""
    random = Random(f"enclosures of {op}")
    out = list(CORNERS)
    while len(out) < count:
        kind = random.randrange(5)
        if kind == 0:
            x = F(random.randint(0, 60), random.randint(1, 12))
        elif kind == 1:
            x = F(random.randint(0, 1 << 60), 1 << random.randint(40, 70))
        elif kind == 2:
            x = F(random.getrandbits(300) + 1, random.getrandbits(298) + 1)
        elif kind == 3:
            x = F(random.randint(1, 99), 1 << random.randint(7, 200))
        else:
            x = 1 + F(random.randint(-9, 9), 1 << random.randint(5, 150))
        out.append(x)
    if op in ("exp", "erf"):
        out = [x if random.random() < 0.5 else -x for x in out]
        out += [F(s * n) for s in (1, -1) for n in ((700, 2999, 3000) if op == "exp" else (30, 1000))]
    if op == "exp":
        return [x for x in out if abs(x) <= 3000]  # the checker refuses more
    return [x for x in out if (x > 0 or op == "erf" or (op == "sqrt" and x == 0))]


@pytest.fixture(autouse=True)
def arb_precision() -> object:
    old, ctx.prec = ctx.prec, ARB_BITS
    yield
    ctx.prec = old


@pytest.mark.parametrize("op", ["exp", "log", "sqrt", "erf"])
def test_enclosures_of_points_contain_the_value(op: str) -> None:
    """2,600 values a function and more: Arb's ball lies in the enclosure, whose width is that of its precision."""
    random = Random(op)
    checked = 0
    for x in arguments(op, 2800):
        bits = random.choice(PRECISIONS)
        lo, hi = enclose(make(op, number(x)), {}, bits)
        low, high = by_arb(op, x)
        assert lo <= high and low <= hi, (op, x, bits)  # necessary whatever Arb's radius
        assert (lo <= low and high <= hi) or (lo == hi and low <= lo <= high), (op, x, bits)
        # Rounding outwards to `bits` digits widens by at most 2^(1 - bits) |f| on each side, and the functions work
        # with at least 8 bits more than that: 2^(3 - bits) is twice the sum.  erf from 8 on is bracketed by e^(-x^2).
        slack = by_arb("exp", -min(x * x, F(2500)))[1] if op == "erf" and abs(x) >= 8 else F(0)
        assert hi - lo <= F(8, 2**bits) * max(1, abs(low), abs(high)) + slack, (op, x, bits)
        checked += 1
    assert checked >= 2600


@pytest.mark.parametrize("op", ["exp", "log", "sqrt", "erf"])
def test_enclosures_of_intervals_contain_the_values_at_both_ends(op: str) -> None:
    random = Random(f"intervals {op}")
    x = make("v", data=("x", "real"))
    points = sorted(arguments(op, 300))
    for _ in range(200):
        a, b = sorted(random.sample(points, 2))
        lo, hi = enclose(make(op, x), {x: (a, b)}, random.choice(PRECISIONS))
        assert lo <= by_arb(op, a)[1] and by_arb(op, b)[0] <= hi


def test_pi_at_every_precision() -> None:
    low, high = exact(arb.pi())
    for bits in range(8, 401):
        lo, hi = enclose(make("pi"), {}, bits)
        assert lo <= low and high <= hi and hi - lo <= F(8, 2**bits) * 4
    assert abs(F(machine_pi) - low) < F(1, 2**50)  # Arb itself, against the double of libm


def test_attained_bounds_stay_exact() -> None:
    """exp 0 = 1, log 1 = 0, sqrt(9/4) = 3/2, erf 0 = 0: where a bound is attained, an ulp would lose the proof."""
    for op, x, y in [("exp", F(0), F(1)), ("log", F(1), F(0)), ("sqrt", F(9, 4), F(3, 2)), ("erf", F(0), F(0))]:
        for bits in PRECISIONS:
            assert enclose(make(op, number(x)), {}, bits) == (y, y)


def test_arguments_outside_the_domain_are_refused() -> None:
    for t in (make("log", number(0)), make("log", number(-1)), make("sqrt", number(-1)), make("exp", number(3001))):
        with pytest.raises(Reject):
            enclose(t, {}, 53)
    x = make("v", data=("x", "real"))
    with pytest.raises(Reject):
        enclose(make("/", number(1), x), {x: (F(-1), F(1))}, 53)
    with pytest.raises(Reject):
        enclose(make("log", x), {x: (F(0), F(1))}, 53)


def test_random_expressions_contain_the_value() -> None:
    """500 random trees over + - * / ^ exp log sqrt erf abs max at rational points, evaluated by Arb as well."""
    random = Random("expressions")

    def grow(depth: int) -> tuple[object, arb]:
        if depth == 0:
            x = F(random.randint(-40, 40), random.randint(1, 9))
            return number(x), arb(fmpq(x.numerator, x.denominator))
        op = random.choice(["+", "-", "*", "/", "^", "exp", "log", "sqrt", "erf", "abs", "max"])
        s, a = grow(depth - 1)
        if op in ("+", "-", "*", "/", "max"):
            t, b = grow(depth - 1)
            value = {"+": a + b, "-": a - b, "*": a * b, "/": a / b, "max": a.max(b)}[op]
            return make(op, s, t), value
        if op == "^":
            k = random.randint(1, 4)
            return make("^", s, data=(k,)), a**k
        value = {"exp": a.exp, "log": a.log, "sqrt": a.sqrt, "erf": a.erf, "abs": a.__abs__}[op]()
        return make(op, s), value

    decided = 0
    for _ in range(500):
        t, value = grow(random.randint(1, 4))
        try:
            lo, hi = enclose(t, {}, random.choice(PRECISIONS))
        except Reject:
            continue  # an argument outside its domain, or not separated from it
        low, high = exact(value)
        assert lo <= high and low <= hi
        decided += 1
    assert decided >= 200


@pytest.mark.parametrize("op", ["exp", "log", "sqrt", "erf"])
def test_the_oracles_own_enclosures_contain_the_value(op: str) -> None:
    """700 values a function at 10 to 125 decimal digits: the other side of the oracle must not be wrong either."""
    random = Random(f"decimals {op}")
    compute = {"exp": decimals.exp, "log": decimals.log, "sqrt": decimals.sqrt, "erf": decimals.erf}[op]
    for x in arguments(op, 700):
        digits = random.choice((10, 25, 60, 125))
        try:
            lo, hi = compute(decimals.of_rational(x, digits), digits)
        except decimals.Undecided:
            continue
        low, high = by_arb(op, x)
        assert F(lo) <= low and high <= F(hi), (op, x, digits)


def test_the_oracles_pi() -> None:
    low, high = exact(arb.pi())
    for digits in range(5, 150):
        lo, hi = decimals.pi(digits)
        assert F(lo) <= low and high <= F(hi) and F(hi) - F(lo) <= F(10) ** (2 - digits)
