"""Coverage in 10^6 simulated rows per phase (b = sigma/sqrt(2 ln n) below 1/2, below 1, 1, above 1).

Slow: about 5 minutes.  Expectation: no bound fails more often than its failure probability allows (exact binomial
test, false alarm 10^-6), and the same test catches bounds that were moved towards the quantile, by as much as
Chernoff's inequality costs at this length.  (5% is caught at n = 32768 in test_gaussian.py.)
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from gaussian_rows import discarded_masses, refuted, sigma_of

from tailbound.gaussian import discarded_mass_bound

ROWS = 1_000_000
N = 512
BUDGETS = (16, 64, 256)
PHASES = {0.3: 0.9, 0.7: 0.75, 1.0: 0.62, 1.3: 0.52}
"""b, and what an upper bound is multiplied by to be caught."""
FAILURES = ("1/10", "1/100", "1/1000")


@pytest.fixture(scope="module")
def masses():
    cases = [(sigma_of(b, N), k) for b in PHASES for k in BUDGETS]
    return discarded_masses(N, cases, ROWS, seed=8)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["sharp", "quick"])
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("b", PHASES)
def test_no_bound_fails_more_often_than_stated(masses, b, failure, method):
    for k in BUDGETS:
        bound, taus = discarded_mass_bound(N, k, sigma_of(b, N), failure, method), masses[sigma_of(b, N), k]
        assert not refuted(int((taus > bound.upper_float).sum()), ROWS, float(bound.failure))
        assert not refuted(int((taus < bound.lower_float).sum()), ROWS, float(bound.failure))


@pytest.mark.slow
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("b", PHASES)
def test_shaved_bounds_are_caught(masses, b, failure):
    for k in BUDGETS:
        bound, taus = discarded_mass_bound(N, k, sigma_of(b, N), failure), masses[sigma_of(b, N), k]
        assert refuted(int((taus > PHASES[b] * bound.upper_float).sum()), ROWS, float(bound.failure))
