"""Special functions against mpmath at 50 digits and, for the binomial, exact fractions."""

import math
from fractions import Fraction

import mpmath
import pytest
from flint import arb

from tailbound.numerics.enclosure import between
from tailbound.numerics.expression import UndecidedHere, UndefinedHere
from tailbound.numerics.special import (
    binomial_cdf,
    binomial_upper_tail,
    normal_cdf,
    normal_quantile,
    normal_upper_tail,
)

POINTS = ["-30", "-8.5", "-3", "-1", "-1/3", "-1e-30", "0", "1e-30", "1/7", "1", "2.5", "5", "12", "37"]


def holds_value(enclosure, value, digits=48) -> bool:
    """Whether an mpmath value good to `digits` relative digits can lie in the enclosure."""
    sign, mantissa, exponent, _ = value._mpf_
    exact = Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** exponent
    slack = abs(exact) / 10**digits
    return enclosure.lower - slack <= exact <= enclosure.upper + slack


def mp(text):
    value = Fraction(text)
    return mpmath.mpf(value.numerator) / value.denominator


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("bits", [20, 64, 150])
def test_normal_cdf_and_tail_against_mpmath(point, bits):
    with mpmath.workdps(60):
        lower, upper = normal_cdf(point, bits), normal_upper_tail(point, bits)
        assert holds_value(lower, mpmath.erfc(-mp(point) / mpmath.sqrt(2)) / 2)
        assert holds_value(upper, mpmath.erfc(mp(point) / mpmath.sqrt(2)) / 2)
    for e in (lower, upper):
        assert (e.upper - e.lower) <= e.upper / 2 ** (bits - 1)


@pytest.mark.parametrize(
    "p", ["1e-300", "1e-30", "1/1000", "1/3", "0.4999999999", "0.75", "0.999", Fraction(1) - Fraction(1, 10**30)]
)
def test_quantile_inverts_the_cdf(p):
    """Monotone: Phi(lower end) <= p <= Phi(upper end), with Phi evaluated by mpmath at 60 digits."""
    e = normal_quantile(p, bits=100)
    with mpmath.workdps(400):
        for end, side in ((e.lower, -1), (e.upper, 1)):
            probability = mpmath.erfc(-mp(end) / mpmath.sqrt(2)) / 2
            assert side * (probability - mp(p)) >= -mp(p) * mpmath.mpf(10) ** -390
    assert e.upper - e.lower <= abs(e.upper) / 2**99


def test_quantile_against_mpmath_erfinv():
    with mpmath.workdps(60):
        for p in ("1/1000", "1/10", "9/10"):
            assert holds_value(normal_quantile(p, 120), mpmath.sqrt(2) * mpmath.erfinv(2 * mp(p) - 1), 45)
    assert (normal_quantile("1/2").lower, normal_quantile("1/2").upper) == (0, 0)


@pytest.mark.parametrize("p", [0, 1, -1, "1.5", (2, 3)])
def test_quantile_outside(p):
    with pytest.raises(UndefinedHere):
        normal_quantile(p)


def test_quantile_partly_outside_is_undecided():
    with pytest.raises(UndecidedHere):
        normal_quantile((0, "1/2"))


def exact_cdf(k: int, n: int, p: Fraction) -> Fraction:
    return sum((math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k + 1)), Fraction(0))


@pytest.mark.parametrize("n", [1, 2, 7, 40])
@pytest.mark.parametrize("p", ["1/3", "1/2", "1e-30", Fraction(1) - Fraction(1, 10**30), "0", "1"])
def test_binomial_against_exact_fractions(n, p):
    for k in {-1, 0, n // 3, n // 2, n - 1, n, n + 5}:
        cdf = exact_cdf(min(k, n), n, Fraction(p))
        below, above = binomial_cdf(k, n, p), binomial_upper_tail(k, n, p)
        assert below.contains(cdf) and above.contains(1 - cdf)
        assert below.upper - below.lower <= cdf / 2**63
        assert above.upper - above.lower <= (1 - cdf) / 2**63


@pytest.mark.parametrize(
    ("n", "k", "p"),
    [(10**4, 3500, "1/3"), (10**6, 1100, "1/1000"), (10**6, 999_900, "999/1000"), (10**12, 10**6 + 20_000, "1e-6")],
)
def test_large_binomial_tail_against_a_summed_series(n, k, p):
    """P(X > k) summed term by term in mpmath, from k+1 until the ratio bound leaves under 10^-45 of it."""
    with mpmath.workdps(70):
        q = mp(p)
        term = mpmath.exp(
            mpmath.loggamma(n + 1) - mpmath.loggamma(k + 2) - mpmath.loggamma(n - k)
            + (k + 1) * mpmath.log(q) + (n - k - 1) * mpmath.log1p(-q)
        )  # fmt: skip
        total, j, tiny = term, k + 1, mpmath.mpf(10) ** -48
        while True:
            ratio = mpmath.mpf(n - j) / (j + 1) * q / (1 - q)
            if ratio < 1 and term * ratio / (1 - ratio) < total * tiny:
                break
            term, j = term * ratio, j + 1
            total += term
        # n^2 bits of cancellation in loggamma at n = 10^12 cost about 14 of the 70 digits.
        assert holds_value(binomial_upper_tail(k, n, p), total, 40)
        assert holds_value(binomial_cdf(k, n, p), 1 - total, 40)


def test_uncertain_arguments_are_monotone_hulls():
    box = normal_cdf((-1, 1))
    assert box.certainly_at_most(between(box.upper, 1)) and box.contains("1/2")
    assert box.lower <= normal_cdf(-1).lower and normal_cdf(1).upper <= box.upper
    wide = binomial_cdf(3, 10, ("1/4", "1/2"))
    assert wide.contains(exact_cdf(3, 10, Fraction(1, 3)))
    assert wide.contains(exact_cdf(3, 10, Fraction(1, 4))) and wide.contains(exact_cdf(3, 10, Fraction(1, 2)))
    assert not wide.contains(exact_cdf(3, 10, Fraction(1, 5)))
    tail = binomial_upper_tail(3, 10, normal_upper_tail("1/2"))
    assert tail.relative_width() < 2.0**-55
    assert not normal_cdf(arb("0.5 +/- 0.1")).is_exact


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: normal_cdf(math.nan), "finite"),
        (lambda: binomial_cdf(1.5, 2, "1/2"), "integer"),
        (lambda: binomial_cdf(1, -2, "1/2"), "at least 0"),
        (lambda: binomial_cdf(1, 2, "3/2"), "probability"),
        (lambda: binomial_upper_tail(1, 2, (-1, "1/2")), "probability"),
    ],
)
def test_bad_arguments(call, message):
    with pytest.raises(ValueError, match=message):
        call()
