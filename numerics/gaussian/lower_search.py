"""The search for E10's data: the cut, cells of the largest key, bins, rates and the largest x that they certify.

Nothing here is trusted: whatever comes out is judged by `LowerCertificate.verify`.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tailbound.numerics.gaussian.float_bins import FloatBins, edges_below, merged
from tailbound.numerics.gaussian.float_law import FloatOrderStatistic
from tailbound.numerics.gaussian.lower_certificate import LowerCertificate
from tailbound.numerics.gaussian.rate_search import STEP, Found, RateSearch
from tailbound.numerics.gaussian.root import exact_x, logit

Array = NDArray[np.float64]

_TOP_SHARE = 0.03  # of the failure probability, for the largest key above m_J
_FLOOR = -600.0  # the logit of an x that is as good as 0


class LowerSearch(RateSearch):
    """Cells of the largest key for (n, k, sigma, failure); `level`: P(V <= e), where the cut e is put."""

    try_all_cells = False
    outward = -1.0

    def __init__(self, n: int, k: int, sigma: float, failure: float, cells: int, level: float) -> None:
        from scipy.special import ndtr, ndtri

        self.n, self.k, self.sigma, self.failure, self.level = n, k, sigma, failure, level
        self.cut_at = float(FloatOrderStatistic(n, k).thresholds(np.array([level]))[0])
        first = min(3.0 / n, 0.6 * float(ndtr(-self.cut_at)))
        self.m = -np.asarray(ndtri(np.geomspace(first, _TOP_SHARE * failure / n, cells)), dtype=np.float64)
        above = np.asarray(ndtr(-self.m), dtype=np.float64)
        self.masses = np.concatenate(([1.0], n * (above[:-1] - above[1:])))
        self.reference = self.cut_at
        self.rates = np.ones(cells)
        self.use_first_edges()

    def coarser(self) -> LowerSearch:
        return LowerSearch(self.n, self.k, self.sigma, self.failure, (len(self.rates) + 3) // 4, self.level)

    def places(self) -> Array:
        return self.m

    def _use(self, edges: Array) -> None:
        self.bins = FloatBins(self.sigma, edges, self.reference)
        self.cells, self.cut = np.searchsorted(edges, self.m), int(np.searchsorted(edges, self.cut_at))

    def use_first_edges(self) -> None:
        gap = min(max(0.35 / self.sigma, (self.m[-1] - self.cut_at) / 150), 1.0)
        down = self.cut_at - gap * np.arange(41)
        self._use(merged(self.m, down[down > -9.0], np.arange(self.cut_at, self.m[-1], gap)))

    def use_last_edges(self, x: float, rest: float) -> None:
        weights = self.weights(x, rest)
        matters = weights >= 1e-3 * weights.max()
        rates, tops = self.rates[matters], self.m[matters]
        values = np.exp(self.sigma * (tops - self.reference))
        low = edges_below(self.sigma, np.ones(1), np.array([self.cut_at]), rates.max(keepdims=True) * rest, STEP)
        high = edges_below(self.sigma, values, tops, rates * x, STEP)
        self._use(merged(self.m, low, [z for z in high if z > self.cut_at]))

    def log_chernoff(self, rates: Array, x: float, rest: float) -> Array:
        """The exponents of the cells of M, the first of which is M <= m_0."""
        bins = self.bins
        cut_value, counts = bins.values[self.cut], np.full(len(rates), self.n - 1.0)
        counts[0] = self.n
        result: Array = counts * bins.log_hinge(rates, x, rest, self.cut, self.cells) + rates * self.k * cut_value
        result[1:] += rates[1:] * (x * bins.values[self.cells[1:]] - cut_value)
        return np.nan_to_num(result, nan=1e300, posinf=1e300, neginf=-1e300)

    def weights(self, x: float, rest: float) -> Array:
        result: Array = self.masses * np.exp(np.minimum(self.log_chernoff(self.rates, x, rest), 0.0))
        return result

    def rest_of_failure(self) -> float:
        return _TOP_SHARE * self.failure

    def start(self) -> float:
        """Where the means of T and of all keys, cut at the level that one key in n exceeds, put tau."""
        from scipy.special import log_ndtr, ndtri

        highest = -float(ndtri(1 / self.n))
        log_t = float(log_ndtr(self.cut_at - self.sigma))
        log_all = float(log_ndtr(max(highest, self.cut_at + 0.1) - self.sigma))
        start = log_t - log_all - math.log(-math.expm1(log_t - log_all))
        return min(start, logit(Fraction(self.n - self.k, self.n)) - 1e-3)

    def stop(self) -> float:
        return _FLOOR

    def certificate(self, x: Fraction, sigma: Fraction, failure: Fraction) -> LowerCertificate:
        """The present grid and rates as data for the claim at x."""
        return LowerCertificate(
            n=self.n,
            k=self.k,
            sigma=sigma,
            failure=failure,
            bound=x,
            edges=tuple(map(float, self.bins.edges)),
            cut=self.cut,
            cells=tuple(map(int, self.cells)),
            rates=tuple(map(float, self.rates)),
            reference=self.reference,
        )


def find_lower(
    n: int,
    k: int,
    sigma: Fraction,
    failure: Fraction,
    cells: int = 40,
    near: Found[LowerCertificate] | None = None,
) -> Found[LowerCertificate] | None:
    """A verified certificate for the largest x that the search finds, or None if it finds none.

    n > k >= 1, 0 < failure < 1, sigma between about 10^-6 and 60.  near: what was found for a neighbouring k.
    """
    for level in (0.3 if k >= 100 else 0.03, float(failure) / 10):
        search = LowerSearch(n, k, float(sigma), float(failure), cells, level)
        at = search.run(near)
        if at is None:
            continue  # the cut is too high: too often fewer than k + 1 keys lie above it
        for bump in (0.0, 1e-4, 1e-3, 1e-2, 0.1):
            made = search.certificate(exact_x(at - bump), sigma, failure)
            if made.verify():
                return Found(made, at - search.start(), search.rates)
    return None
