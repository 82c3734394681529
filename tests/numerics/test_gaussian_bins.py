"""Truncated moment generating functions and the law of V, against mpmath quadrature and exact binomial tails.

The expectations: the bound is never below the integral, and above it by no more than the remainder of its expansion.
The same comparisons reject the bounds with a constant shaved by 5%.
"""

import itertools
from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx

from tailbound.numerics.gaussian import bins as bins_module
from tailbound.numerics.gaussian.bins import LogNormalBins
from tailbound.numerics.gaussian.float_law import FloatOrderStatistic, normal_scores
from tailbound.numerics.gaussian.order_statistic import TopOrderStatistic
from tailbound.numerics.special import binomial_cdf, binomial_upper_tail, normal_upper_tail

SIGMAS = [Fraction(1, 100), Fraction(1, 2), Fraction(2), Fraction(6)]
COARSE = [-2.0, -0.5, 0.25, 1.5, 3.0]
FINE = [i / 16 for i in range(-64, 97)]


def to_mp(value):
    return mpmath.mpf(value.numerator) / value.denominator


def mgf(sigma, theta, low, high):
    """E[exp(theta e^{sigma z}); low < z <= high] by quadrature at 30 digits (the integrand is analytic)."""
    with mpmath.workdps(30):
        s = to_mp(sigma)
        points = [mpmath.mpf(low)]
        while points[-1] < high:
            points.append(min(mpmath.mpf(high), points[-1] + mpmath.mpf(1) / 4))
        return mpmath.quad(lambda z: mpmath.exp(theta * mpmath.exp(s * z)) * mpmath.npdf(z), points)


def ends(ball):
    with mpmath.workdps(30):
        middle, radius = mpmath.mpf(ball.mid().str(40, radius=False)), mpmath.mpf(ball.rad().str(10, radius=False))
        return middle - radius, middle + radius


def top(ball):
    return ends(ball)[1]


def chord_error(sigma, theta, edges):
    """What chords can add: psi'' <= e^{max(u,0)}/12, so P(bin) e^{theta v(a)} U^4 e^{max(U,0)}/96 on a bin."""
    with mpmath.workdps(30):
        total = mpmath.mpf(0)
        for a, b in itertools.pairwise([None, *edges]):
            v_a, v_b = (0 if z is None else mpmath.exp(to_mp(sigma) * z) for z in (a, b))
            mass = mpmath.ncdf(b) - (0 if a is None else mpmath.ncdf(a))
            u = theta * (v_b - v_a)
            total += mass * mpmath.exp(theta * v_a) * u**4 * mpmath.exp(max(u, 0)) / 96
        return total


# The tails beyond 14 hold less than 1e-43, times e^theta at most for the theta used below an upper edge.
FAR = 14


ROUNDING = 1 - mpmath.mpf(10) ** -20  # the quadrature is good to 25 digits, the tails cut off are below 1e-40


@pytest.mark.parametrize(("sigma", "theta"), list(itertools.product(SIGMAS, ["-3", "-1/8", "1/8", "2"])))
def test_below_an_edge(sigma, theta):
    theta = Fraction(theta)
    value = mgf(sigma, to_mp(theta), -FAR, COARSE[2])
    with ctx.workprec(128):
        for edges in (COARSE, FINE):
            last = edges.index(COARSE[2])
            bound = top(LogNormalBins(sigma, edges, 0.0).mgf_below(bins_module.ball(theta), last))
            assert bound >= value * ROUNDING
            assert bound <= value + chord_error(sigma, to_mp(theta), edges[: last + 1])


@pytest.mark.parametrize(("sigma", "theta"), list(itertools.product(SIGMAS, [-3, -1, -0.125])))
def test_above_an_edge(sigma, theta):
    value = mgf(sigma, theta, COARSE[1], FAR)
    with ctx.workprec(128):
        for edges in (COARSE, FINE):
            first = edges.index(COARSE[1])
            bound = top(LogNormalBins(sigma, edges, 0.0).mgf_above(arb(theta), first))
            assert bound >= value * ROUNDING
            # Above the last edge the bound is e^{theta v} there, and the truth is at least 0.
            last = mpmath.exp(theta * mpmath.exp(to_mp(sigma) * edges[-1])) * mpmath.ncdf(-edges[-1])
            assert bound <= value + last + chord_error(sigma, theta, edges)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_a_reference_only_rescales_theta(sigma):
    with ctx.workprec(256):
        rate = arb("0.375")
        plain = LogNormalBins(sigma, COARSE, 0.0).mgf_between(rate, 1, 3)
        scaled = LogNormalBins(sigma, COARSE, 1.0).mgf_between(rate * bins_module.ball(sigma).exp(), 1, 3)
        assert plain.overlaps(scaled)


def shaved_sum(self, theta, first, last):
    """The bound with its quadratic coefficient shaved by 5%."""
    total = arb(0)
    for b in range(first, last + 1):
        width, m0, m1, half_m2, m3_slope = self._bins[b]
        u = theta * width
        excess = (u.expm1() - u) / (u * u) - 0.5
        total += (theta * self._left[b]).exp() * (
            m0 + theta * (m1 + theta * (arb("0.95") * half_m2 + excess * m3_slope))
        )
    return total


@pytest.mark.parametrize("sigma", SIGMAS[1:])
def test_the_comparison_catches_a_shaved_constant(sigma, monkeypatch):
    value = mgf(sigma, mpmath.mpf("-0.5"), COARSE[1], FAR)
    monkeypatch.setattr(LogNormalBins, "_sum", shaved_sum)
    with ctx.workprec(128):
        found = LogNormalBins(sigma, FINE, 0.0).mgf_above(arb("-0.5"), FINE.index(COARSE[1]))
    assert top(found) < value


CASES = [(2, 1), (16, 1), (16, 15), (1000, 30), (10**5, 20_000), (10**12, 10**6)]


def tail_at(t):
    """(Q(t), Phi(t)) as balls."""
    bins = LogNormalBins(Fraction(1), [t], 0.0)
    return bins.above[0], bins.below[0]


def levels(n, k):
    """Levels around the (k+1)-th largest, a third of its standard deviation apart (any would do)."""
    return [float(t) for t in FloatOrderStatistic(n, k).thresholds(normal_scores(1e-4, 1e-4, 25))]


@pytest.mark.parametrize(("n", "k"), CASES)
def test_law_of_v_against_exact_binomial_tails(n, k):
    """P(V > t) = P(Bin(n, Q(t)) > k), enclosed by the incomplete beta function."""
    t = levels(n, k)
    with ctx.workprec(128):
        law = TopOrderStatistic(n, k)
        for low, high in itertools.islice(itertools.pairwise(t), 0, None, 3):
            above = [binomial_upper_tail(k, n, normal_upper_tail(Fraction(x))) for x in (low, high)]
            bound = top(law.between(tail_at(low), tail_at(high)))
            assert bound >= to_mp(above[0].lower - above[1].upper)
            assert bound <= to_mp(above[0].upper - above[1].lower) * tangent_excess(n, low, high)
        outer = binomial_cdf(k, n, normal_upper_tail(Fraction(t[0])))
        inner = binomial_upper_tail(k, n, normal_upper_tail(Fraction(t[-1])))
        assert top(law.below(*tail_at(t[0]))) >= to_mp(outer.lower)
        assert top(law.above(*tail_at(t[-1]))) >= to_mp(inner.lower)
        if t[-1] > 0:  # ln g'' >= -c beyond t, so int e^{-su - cu^2/2} >= (1 - c/s^2)/s
            q = mpmath.ncdf(-t[-1])
            c, slope = (n + 1) * q * (1 - q), k + 1 - (n + 1) * q
            assert top(law.above(*tail_at(t[-1]))) * (1 - c / slope**2) <= to_mp(inner.upper)


def tangent_excess(n, low, high):
    """e^{c (y_b - y_a)^2/8}, c the largest -(ln g)'' = (n+1) q(1-q) on the cell: the tangent adds no more."""
    q_b, q_a = mpmath.ncdf(-low), mpmath.ncdf(-high)
    c = (n + 1) * (mpmath.mpf(1) / 4 if q_a < 0.5 < q_b else max(q_a * (1 - q_a), q_b * (1 - q_b)))
    width = mpmath.log(q_b / (1 - q_b)) - mpmath.log(q_a / (1 - q_a))
    return mpmath.exp(c * width**2 / 8)


def test_the_beta_comparison_catches_a_shaved_constant():
    n, k = 1000, 30
    t = levels(n, k)
    with ctx.workprec(128):
        law = TopOrderStatistic(n, k)
        law._log_beta -= arb("0.95").log()  # a density 5% too small
        exact = binomial_upper_tail(k, n, normal_upper_tail(Fraction(t[12]))).lower
        exact -= binomial_upper_tail(k, n, normal_upper_tail(Fraction(t[13]))).upper
        assert top(law.between(tail_at(t[12]), tail_at(t[13]))) < to_mp(exact)
