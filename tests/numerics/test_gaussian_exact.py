"""The certificates' failure probabilities against exact ones, where the law of tau_k is known.

n = 2, k = 1: tau = 1/(1 + e^|D|), D ~ N(0, 2 sigma^2), so P(tau > x) = 2 Phi(logit(1-x)/(sigma sqrt 2)) - 1 for
x < 1/2: closed form.  n = 3: a double integral of normal densities, by scipy's adaptive quadrature (its error
estimate is added).  Whatever grid and rates a certificate holds, its failure probability is at least the exact one.
"""

import dataclasses
import math
import random
from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import binom

from tailbound.numerics.gaussian import QuickLowerCertificate, QuickUpperCertificate
from tailbound.numerics.gaussian.lower_search import LowerSearch, find_lower
from tailbound.numerics.gaussian.quick_search import find_quick_lower, find_quick_upper
from tailbound.numerics.gaussian.upper_search import UpperSearch, find_upper

HALF = Fraction(1, 2)


def two_keys_exceed(x, sigma):
    """P(tau_1 > x) for n = 2."""
    return 0.0 if x >= 0.5 else 2 * float(ndtr(math.log((1 - x) / x) / (sigma * math.sqrt(2)))) - 1


def three_keys_exceed(x, sigma, k):
    """(P(tau_k > x), error estimate) for n = 3."""
    density = lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi)  # noqa: E731
    ratio = x / (1 - x)

    def above_two(m, u):
        """k = 1: the largest is m, another is u <= m; probability that the third keeps the sum of the two above."""
        rest = ratio * math.exp(sigma * m) - math.exp(sigma * u)
        if rest <= 0:
            return float(ndtr(m))
        return max(0.0, float(ndtr(m) - ndtr(math.log(rest) / sigma)))

    def below_two(m, u):
        """k = 2: the smallest is m, another is u >= m; probability that the third is below what would break it."""
        most = math.exp(sigma * m) / ratio - math.exp(sigma * u)
        if most <= 0:
            return 0.0
        return max(0.0, float(ndtr(math.log(most) / sigma) - ndtr(m)))

    def given(m):
        low, high, of = (-10.0, m, above_two) if k == 1 else (m, 10.0, below_two)
        # k = 1: below the kink e^{sigma u} = ratio e^{sigma m} - e^{sigma m} the integrand vanishes.
        return quad(lambda u: density(u) * of(m, u), low, high, limit=200, epsabs=1e-10)[0]

    value, error = quad(lambda m: 3 * density(m) * given(m), -10, 10, limit=200, epsabs=1e-8)
    return value, error + 1e-7


def scrambled(certificate, rng):
    """The same claim with other rates: valid data, worse or better."""
    rates = tuple(r * rng.uniform(0.3, 3) for r in certificate.rates)
    return dataclasses.replace(certificate, rates=rates)


@pytest.mark.parametrize("sigma", ["1/4", "1", "4"])
@pytest.mark.parametrize("failure", ["1/2", "1/10"])
def test_two_keys(sigma, failure):
    rng = random.Random(1)
    sigma, failure = Fraction(sigma), Fraction(failure)
    upper = UpperSearch(2, 1, float(sigma), float(failure), 12)
    lower = LowerSearch(2, 1, float(sigma), float(failure), 8, 0.4)
    for x in (Fraction(1, 100), Fraction(1, 10), Fraction(3, 10), Fraction(45, 100)):
        above = two_keys_exceed(float(x), float(sigma))
        at = math.log(float(x / (1 - x)))
        upper.scanned(at, first=True)
        lower.scanned(at, first=True)
        for _ in range(3):
            assert scrambled(upper.certificate(x, sigma, failure), rng).failure_probability() >= above
            assert scrambled(lower.certificate(x, sigma, failure), rng).failure_probability() >= 1 - above


@pytest.mark.parametrize("find", [find_upper, find_lower, find_quick_upper, find_quick_lower])
@pytest.mark.parametrize("sigma", ["1/8", "1", "3"])
@pytest.mark.parametrize("failure", ["1/2", "9/10"])
def test_two_keys_found(find, sigma, failure):
    """Whatever is found for two keys holds in the closed form."""
    found = find(2, 1, Fraction(sigma), Fraction(failure))
    certificate = getattr(found, "certificate", found)
    if certificate is not None:
        above = two_keys_exceed(float(certificate.bound), float(Fraction(sigma)))
        exact = above if certificate.side == "upper" else 1 - above
        assert exact <= float(certificate.failure_probability()) <= float(Fraction(failure))


@pytest.mark.parametrize("k", [1, 2])
@pytest.mark.parametrize(("sigma", "x"), [("1/2", "1/4"), ("1", "1/10"), ("2", "1/3"), ("2", "1/50")])
def test_three_keys(k, sigma, x):
    sigma, x, failure = Fraction(sigma), Fraction(x), Fraction(1, 10)
    above, error = three_keys_exceed(float(x), float(sigma), k)
    at = math.log(float(x / (1 - x)))
    upper, lower = UpperSearch(3, k, float(sigma), 0.1, 24), LowerSearch(3, k, float(sigma), 0.1, 12, 0.4)
    upper.scanned(at, first=True)
    lower.scanned(at, first=True)
    assert upper.certificate(x, sigma, failure).failure_probability() >= above - error
    assert lower.certificate(x, sigma, failure).failure_probability() >= 1 - above - error


@pytest.mark.parametrize(("k", "sigma", "x"), [(1, 1.0, 0.5), (1, 2.0, 0.2), (2, 1.0, 0.1), (2, 2.0, 0.05)])
def test_the_exact_law_of_three_keys_against_simulation(k, sigma, x):
    """The count among 10^5 rows has a binomial tail of at least 10^-6 on both sides."""
    weights = np.sort(np.exp(sigma * np.random.default_rng(7).standard_normal((100_000, 3))), axis=1)
    count = int((weights[:, : 3 - k].sum(axis=1) > x * weights.sum(axis=1)).sum())
    exact, error = three_keys_exceed(x, sigma, k)
    assert binom.cdf(count, 100_000, exact - error) > 1e-6 < binom.sf(count - 1, 100_000, exact + error)


@pytest.mark.parametrize("find", [find_upper, find_lower])
def test_certificates_are_found_for_two_keys(find):
    """So that the tests above are about something: at sigma = 3 both sides have room."""
    assert find(2, 1, Fraction(3), HALF) is not None


CLAIM = {"n": 100_000, "k": 1000, "sigma": Fraction(2), "failure": Fraction(1, 100)}


@pytest.mark.parametrize("find", [find_upper, find_lower, find_quick_upper, find_quick_lower])
def test_a_better_claim_than_found_is_not_verified(find):
    """The search stops where verification does: 5% more on the same data fails."""
    found = find(**CLAIM)
    certificate = getattr(found, "certificate", found)
    assert certificate.verify()
    factor = Fraction(95, 100) if certificate.side == "upper" else Fraction(105, 100)
    assert not dataclasses.replace(certificate, bound=certificate.bound * factor).verify()
    assert not dataclasses.replace(certificate, failure=certificate.failure / 2).verify()


def test_malformed_data_is_worth_nothing():
    upper, lower = find_upper(**CLAIM).certificate, find_lower(**CLAIM).certificate
    quick = find_quick_upper(**CLAIM)
    broken = [
        dataclasses.replace(upper, edges=upper.edges[::-1]),
        dataclasses.replace(upper, edges=(float("nan"), *upper.edges[1:])),
        dataclasses.replace(upper, edges=(*upper.edges[:-1], float("inf"))),
        dataclasses.replace(upper, rates=(-1.0, *upper.rates[1:])),
        dataclasses.replace(upper, rates=(float("nan"), *upper.rates[1:])),
        dataclasses.replace(upper, rates=upper.rates[1:]),
        dataclasses.replace(upper, cells=(-1, *upper.cells[1:])),
        dataclasses.replace(upper, cells=(*upper.cells[:-1], len(upper.edges))),
        dataclasses.replace(upper, k=100_000),
        dataclasses.replace(upper, k=0),
        dataclasses.replace(upper, bound=Fraction(2)),
        dataclasses.replace(upper, reference=float("nan")),
        dataclasses.replace(upper, sigma=Fraction(0)),
        dataclasses.replace(lower, cut=lower.cells[0]),
        dataclasses.replace(lower, cells=lower.cells[::-1]),
        dataclasses.replace(lower, rates=lower.rates[1:]),
        dataclasses.replace(quick, normaliser=Fraction(-1)),
        dataclasses.replace(quick, top=float("nan")),
        dataclasses.replace(quick, cut=float("inf")),
    ]
    assert all(c.failure_probability() == 1 and not c.verify() for c in broken)


def test_quick_certificates_of_nothing():
    """Levels that miss the rows altogether give no better than 1."""
    for kind in (QuickUpperCertificate, QuickLowerCertificate):
        for cut, top in ((-30.0, 0.0), (30.0, 31.0), (0.0, -30.0)):
            made = kind(**CLAIM, bound=HALF, cut=cut, top=top, normaliser=Fraction(1, 10))
            assert made.failure_probability() == 1
