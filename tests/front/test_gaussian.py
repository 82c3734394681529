"""The front door for Gaussian rows.

Expectations: simulated rows under exact binomial tests (which catch bounds shaved by 5%), monotonicity of tau_k in k
and sigma (theorems), closed forms at sigma = 0, and the stated times (processor time, best of three).
"""

import dataclasses
import itertools
import math
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from gaussian_rows import discarded_masses, refuted, sigma_of

from tailbound.gaussian import METHODS, budget, critical_exponent, discarded_mass_bound


@pytest.fixture(scope="module")
def simulated():
    """1500 rows of 32768 keys; b = 0.3, 0.5, 1 and k = 180, 1800, 11000."""
    n = 2**15
    cases = list(itertools.product([sigma_of(b, n) for b in (0.3, 0.5, 1.0)], (180, 1800, 11_000)))
    return n, discarded_masses(n, cases, 1500, seed=4)


@pytest.mark.parametrize("method", METHODS)
def test_bounds_hold_in_simulated_rows(simulated, method):
    n, masses = simulated
    for (sigma, k), taus in masses.items():
        for failure in (0.1, 0.01):
            bound = discarded_mass_bound(n, k, sigma, failure, method)
            assert not refuted(int((taus > bound.upper_float).sum()), len(taus), failure)
            assert not refuted(int((taus < bound.lower_float).sum()), len(taus), failure)


@pytest.mark.parametrize(("b", "failure"), [(0.3, 0.1), (0.3, 0.01), (0.5, 0.01)])
def test_the_same_test_catches_bounds_shaved_by_five_per_cent(simulated, b, failure):
    n, masses = simulated
    for k in (180, 1800):
        sigma = sigma_of(b, n)
        bound, taus = discarded_mass_bound(n, k, sigma, failure), masses[sigma, k]
        assert refuted(int((taus > 0.95 * bound.upper_float).sum()), len(taus), failure)
        if b < 0.5:  # below, 5% is less than the bound's own distance from the quantile at b = 0.5
            assert refuted(int((taus < 1.05 * bound.lower_float).sum()), len(taus), failure)


def test_methods_are_ordered_and_verified():
    for n, k, sigma in ((10**5, 316, 2), (1000, 900, 3), (64, 5, "3/2")):
        by = {m: discarded_mass_bound(n, k, sigma, method=m) for m in METHODS}
        assert all(b.verify() and 0 <= b.lower < b.upper <= Fraction(n - k, n) for b in by.values())
        assert by["best"].upper == min(by["sharp"].upper, by["quick"].upper)
        assert by["best"].lower == max(by["sharp"].lower, by["quick"].lower)


def test_curves_decrease_as_discarded_masses_do():
    """tau_k decreases in k in every row; steps of 40% in k change the odds by more than the search's noise, 10^-3."""
    ks = [int(10 * 1.4**i) for i in range(32)]
    curve = discarded_mass_bound(10**6, ks, 3)
    assert curve.k.tolist() == ks and len(curve) == 32
    assert (np.diff(curve.upper) < 0).all() and (np.diff(curve.lower) < 0).all() and (curve.lower < curve.upper).all()
    assert all(curve[i].verify() for i in (0, 20, 31))
    alone = discarded_mass_bound(10**6, ks[20], 3)
    # The certificate found along the curve and the one found alone agree to the search's tolerance.
    assert abs(math.log(curve.upper[20] / alone.upper_float)) < 1e-3


def test_bounds_fall_with_sigma():
    """tau_k falls as sigma rises, for every z; steps of 20% in sigma are far above the search's noise."""
    bounds = [discarded_mass_bound(10**4, 100, Fraction(6, 5) ** i) for i in range(10)]
    assert all(a.upper > b.upper and a.lower > b.lower for a, b in itertools.pairwise(bounds))


def test_order_of_budgets_is_the_callers():
    curve = discarded_mass_bound(1000, [100, 10, 100], 2, method="quick")
    assert curve.k.tolist() == [100, 10, 100] and curve[0] == curve[2] and curve.upper[1] > curve.upper[0]
    assert len(discarded_mass_bound(1000, [], 2)) == 0
    for one in ("10", np.int64(10), np.array(10)):
        assert discarded_mass_bound(1000, one, 2, method="quick") == curve[1]


def test_no_spread_is_exact():
    """sigma = 0: all weights are equal and tau_k = 1 - k/n."""
    bound = discarded_mass_bound(7, 3, 0)
    assert bound.lower == bound.upper == Fraction(4, 7) and bound.trust == "exact" and bound.verify()
    assert int(budget(1000, 0, "1/10")) == 900


@pytest.mark.parametrize(
    ("n", "k", "sigma"),
    [
        (2, 1, 1), (16, 1, 4), (16, 15, 3), (16, 3, 1000), (16, 5, "1e-9"), (16, 5, "1e-40"), (5, 2, "1/2"),
        (10**12, 1, 5), (10**12, 10**12 - 1, 5), (10**12, 10**6, 12), (10**12, 10**9, 70), (10**12, 10**6, "1/1000"),
        (10**12, 5 * 10**11, "1/10"), (10**13, 10**4, 8),
    ],
)  # fmt: skip
def test_extreme_rows(n, k, sigma):
    bound = discarded_mass_bound(n, k, sigma)
    assert 0 <= bound.lower <= bound.upper <= Fraction(n - k, n) and bound.verify()


def test_a_small_spread_keeps_both_sides_close():
    """All weights are nearly equal: E8's cut leaves k and 7 standard deviations of the number above it."""
    bound = discarded_mass_bound(10**6, 1000, "1e-7")
    assert bound.upper == 1 - Fraction(1000, 10**6)
    assert bound.lower > 1 - Fraction(1000 + math.ceil(7 * math.sqrt(1000)), 10**6)


def test_tampered_bounds_do_not_verify():
    bound = discarded_mass_bound(10**4, 100, 2)
    for change in (
        {"upper": bound.upper * Fraction(99, 100)},
        {"lower": bound.lower * Fraction(101, 100)},
        {"k": 99, "upper": bound.upper},
        {"n": 10**4 + 1},
        {"sigma": Fraction(19, 10)},
        {"sigma": Fraction(21, 10)},
        {"failure": bound.failure / 2},
        {"upper_certificate": None},
        {"upper_certificate": bound.lower_certificate},
    ):
        assert not dataclasses.replace(bound, **change).verify()


@pytest.mark.parametrize(
    ("n", "sigma", "eps"), [(10**5, 2, "1/10"), (10**12, 5, "1/100"), (300, 1, "1/2"), (10**6, 6, "1/1000")]
)
def test_budgets(n, sigma, eps):
    """Certified at k, and at k - 1 the bound is above eps (up to the search's tolerance of 10^-3 in the odds)."""
    enough = budget(n, sigma, eps)
    assert enough.certificate.verify() and enough.certificate.bound == Fraction(eps)
    assert (enough.certificate.k, enough.certificate.failure) == (enough.k, enough.failure)
    fewer = discarded_mass_bound(n, max(1, int(enough.k * 0.98) - 1), sigma)
    assert fewer.upper > Fraction(eps)


def test_budget_where_every_row_does():
    assert int(budget(16, 1, "99/100")) == 1 and budget(16, 1, "1/1000").k <= 16
    assert "Beta" in budget(10**5, 2, "1/10").trust


def test_budget_holds_in_simulated_rows(simulated):
    n, _ = simulated
    sigma = sigma_of(0.5, n)
    k = int(budget(n, sigma, "1/10", "1/100"))
    taus = discarded_masses(n, [(sigma, k), (sigma, int(0.9 * k))], 600, seed=5)
    assert not refuted(int((taus[sigma, k] > 0.1).sum()), 600, 0.01)
    assert refuted(int((taus[sigma, int(0.9 * k)] > 0.1).sum()), 600, 0.01)


def test_critical_exponent():
    assert critical_exponent(10**6, 0) == 1.0 and critical_exponent(10**6, 100) == 0.0
    # C* = 1 - b^2.  With u = 2^-53: log is within 2u, its root within 2u, times b within 3u; sigma's square is within
    # 6.1u of b^2 <= 0.81, that is 5u; the result and 1 - b*b are rounded by at most 2u in all: 7u < 8u.
    for b in (0.1, 0.5, 0.9):
        assert critical_exponent(10**6, sigma_of(b, 10**6)) == pytest.approx(1 - b * b, rel=0, abs=8 * 2**-53)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: discarded_mass_bound(1, 1, 1), "n is 1"),
        (lambda: discarded_mass_bound(10**14, 1, 1), "n is"),
        (lambda: discarded_mass_bound(10.5, 1, 1), "whole"),
        (lambda: discarded_mass_bound(10, 0, 1), "k is 0"),
        (lambda: discarded_mass_bound(10, 10, 1), "k is 10"),
        (lambda: discarded_mass_bound(10, [1, 10], 1), "k is 10"),
        (lambda: discarded_mass_bound(10, 1, -1), "sigma is -1"),
        (lambda: discarded_mass_bound(10, 1, float("nan")), "finite"),
        (lambda: discarded_mass_bound(10, 1, 1, 0), "failure is 0"),
        (lambda: discarded_mass_bound(10, 1, 1, 1), "failure is 1"),
        (lambda: discarded_mass_bound(10, 1, 1, method="exact"), "method"),
        (lambda: budget(10, 1, 0), "eps is 0"),
        (lambda: budget(10, 1, 1), "eps is 1"),
        (lambda: critical_exponent(1, 1), "n is 1"),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def quickest(run, times=3):
    """Processor seconds of the best of several runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def test_one_value_is_quick():
    """Targets: both sides within 0.3 s, `quick` within 10 ms."""
    discarded_mass_bound(10**5, 316, 2)  # imports
    assert quickest(lambda: discarded_mass_bound(10**5, 316, 2)) < 0.3
    assert quickest(lambda: discarded_mass_bound(10**12, 10**6, 4)) < 0.3
    assert quickest(lambda: discarded_mass_bound(10**5, 316, 2, method="quick"), 5) < 0.01


@pytest.mark.slow
def test_a_curve_of_200_budgets():
    """Along a curve a budget costs under half of one alone (the target: 10 s for 200 on a free core)."""
    ks = np.unique(np.geomspace(10, 9e5, 208).astype(int))
    assert len(ks) >= 200
    alone = quickest(lambda: discarded_mass_bound(10**6, 1234, 3))
    assert quickest(lambda: discarded_mass_bound(10**6, ks[:200], 3), 1) < 200 * alone / 2
