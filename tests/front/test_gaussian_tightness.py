"""How close the sharp bounds come to the true quantiles at n = 10^5: the table of docs/gaussian.md and its targets.

Slow: about 2 minutes.  10^5 rows are drawn by their 5000 largest keys (exactly: uniform order statistics by
exponential spacings) and the sum of the others, given the 5001st, by its mean and variance (95,000 bounded terms: the
normal approximation moves tau by far less than the widths below).  "Within a factor 1.04 of the quantile" is tested
as: the mass exceeds bound/1.04 more often than `failure`, beyond doubt (false alarm 10^-6).
"""

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

sys.path.insert(0, str(Path(__file__).parent))
from gaussian_rows import refuted, sigma_of

from tailbound.gaussian import discarded_mass_bound

N, ROWS, TOP = 10**5, 10**5, 5000
BUDGETS = (316, 3162)


@pytest.fixture(scope="module")
def masses():
    generator = np.random.default_rng(12)
    sigmas = {b: sigma_of(b, N) for b in (0.3, 0.5, 0.7, 1.0, 1.5)}
    found = {(b, k): np.empty(ROWS) for b in sigmas for k in BUDGETS}
    for start in range(0, ROWS, 400):
        sums = np.cumsum(generator.standard_exponential((400, TOP + 1)), axis=1)
        uniform = sums / (sums[:, -1:] + generator.standard_gamma(N - TOP, size=(400, 1)))
        z, noise = -ndtri(uniform), generator.standard_normal(400)
        for b, sigma in sigmas.items():
            kept = np.cumsum(np.exp(sigma * z - sigma**2 / 2), axis=1)
            last, count = z[:, -1], N - TOP - 1
            mean = ndtr(last - sigma) / ndtr(last)
            variance = np.exp(sigma**2) * ndtr(last - 2 * sigma) / ndtr(last) - mean**2
            total = kept[:, -1] + count * mean + np.sqrt(count * variance) * noise
            for k in BUDGETS:
                found[b, k][start : start + 400] = 1 - kept[:, k - 1] / total
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("b", "failure", "factor"),
    [
        (0.3, "1/1000", 1.03), (0.5, "1/1000", 1.03), (0.3, "1/100", 1.04), (0.5, "1/100", 1.04),
        (0.7, "1/100", 1.09), (1.0, "1/100", 1.5), (1.5, "1/100", 1.5), (1.0, "1/1000", 1.5), (1.5, "1/1000", 1.5),
    ],
)  # fmt: skip
def test_upper_bounds_are_near_the_quantile(masses, b, failure, factor):
    for k in BUDGETS:
        bound, taus = discarded_mass_bound(N, k, sigma_of(b, N), failure), masses[b, k]
        assert refuted(int((taus > bound.upper_float / factor).sum()), ROWS, float(bound.failure))
        assert not refuted(int((taus > bound.upper_float).sum()), ROWS, float(bound.failure))


@pytest.mark.slow
@pytest.mark.parametrize(("b", "factor"), [(0.3, 0.98), (0.5, 0.9), (0.7, 0.7)])
def test_lower_bounds_are_near_the_quantile(masses, b, factor):
    for k in BUDGETS:
        bound, taus = discarded_mass_bound(N, k, sigma_of(b, N), "1/100"), masses[b, k]
        assert refuted(int((taus < bound.lower_float / factor).sum()), ROWS, float(bound.failure))
        assert not refuted(int((taus < bound.lower_float).sum()), ROWS, float(bound.failure))
