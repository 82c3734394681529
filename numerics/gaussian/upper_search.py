"""The search for E9's data: cells of V, bins of z, a rate per cell and the smallest x that they certify.

Nothing here is trusted: whatever comes out is judged by `UpperCertificate.verify`.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tailbound.numerics.gaussian.float_bins import FloatBins, edges_above, edges_below, merged
from tailbound.numerics.gaussian.float_law import FloatOrderStatistic, normal_scores
from tailbound.numerics.gaussian.rate_search import STEP, Found, RateSearch
from tailbound.numerics.gaussian.root import exact_x, logit
from tailbound.numerics.gaussian.upper_certificate import UpperCertificate

Array = NDArray[np.float64]

_END_SHARE = 0.02  # of the failure probability, for each of V <= t_0 and V >= t_J


class UpperSearch(RateSearch):
    """Cells of V for (n, k, sigma, failure), and the float value of E9's failure probability at any x."""

    try_all_cells = True
    outward = 1.0

    def __init__(self, n: int, k: int, sigma: float, failure: float, cells: int) -> None:
        self.n, self.k, self.sigma, self.failure = n, k, sigma, failure
        levels = normal_scores(_END_SHARE * failure, _END_SHARE * failure, cells + 1)
        self.t = FloatOrderStatistic(n, k).thresholds(levels)
        self.masses = np.diff(levels)
        self.reference = float(self.t[cells // 2])
        self.rates = np.ones(cells)
        self.use_first_edges()

    def coarser(self) -> UpperSearch:
        return UpperSearch(self.n, self.k, self.sigma, self.failure, (len(self.rates) + 1) // 3)

    def places(self) -> Array:
        result: Array = (self.t[1:] + self.t[:-1]) / 2
        return result

    def _use(self, edges: Array) -> None:
        self.bins = FloatBins(self.sigma, edges, self.reference)
        self.cells = np.searchsorted(edges, self.t)

    def use_first_edges(self) -> None:
        highest = max(self.t[-1] + 2, math.sqrt(2 * math.log(self.n) + 12))
        gap = min(max(0.35 / self.sigma, (highest - self.t[0]) / 150), 1.0)
        down, up = self.t[-1] - gap * np.arange(41), np.arange(self.t[0], highest, gap)
        self._use(merged(self.t, down[down > -9.0], up, [highest]))

    def use_last_edges(self, x: float, rest: float) -> None:
        weights = self.weights(x, rest)
        matters = weights >= 1e-3 * weights.max()
        rates, values = self.rates[matters], np.exp(self.sigma * (self.t - self.reference))

        def rare(z: float) -> float:
            return self.n * 0.5 * math.erfc(z / math.sqrt(2))

        below = edges_below(self.sigma, values[1:][matters], self.t[1:][matters], rates * rest, STEP)
        above = edges_above(self.sigma, values[:-1][matters], self.t[:-1][matters], rates * x, STEP, rare)
        self._use(merged(self.t, below, above))

    def log_chernoff(self, rates: Array, x: float, rest: float) -> Array:
        """ln C_i."""
        bins, low, high = self.bins, self.cells[:-1], self.cells[1:]
        push, pull = rates * rest, -rates * x
        smaller = bins.log_below(push, high) if self.n - self.k > 1 else np.zeros(len(rates))
        result: Array = (
            push * bins.values[high] + (self.n - self.k - 1) * smaller + self.k * bins.log_above(pull, low)
        )
        return np.nan_to_num(result, nan=1e300, posinf=1e300, neginf=-1e300)

    def weights(self, x: float, rest: float) -> Array:
        result: Array = self.masses * np.exp(np.minimum(self.log_chernoff(self.rates, x, rest), 0.0))
        return result

    def rest_of_failure(self) -> float:
        return 2 * _END_SHARE * self.failure

    def certificate(self, x: Fraction, sigma: Fraction, failure: Fraction) -> UpperCertificate:
        """The present grid and rates as data for the claim at x."""
        return UpperCertificate(
            n=self.n,
            k=self.k,
            sigma=sigma,
            failure=failure,
            bound=x,
            edges=tuple(map(float, self.bins.edges)),
            cells=tuple(map(int, self.cells)),
            rates=tuple(map(float, self.rates)),
            reference=self.reference,
        )

    def start(self) -> float:
        """Where the means of T and of H, cut at the level that one key in n exceeds, put tau."""
        from scipy.special import log_ndtr, ndtri

        middle, highest = float(self.t[len(self.t) // 2]), -float(ndtri(1 / self.n))
        log_t = float(log_ndtr(middle - self.sigma))
        log_all = float(log_ndtr(max(highest, middle + 0.1) - self.sigma))
        return min(log_t - log_all - math.log(-math.expm1(log_t - log_all)), self.stop() - 1e-3)

    def stop(self) -> float:
        return logit(Fraction(self.n - self.k, self.n))


def default_cells(k: int) -> int:
    """Cells that are narrow next to the noise of the k largest keys."""
    return 32 if k >= 30 else 40


def find_upper(
    n: int,
    k: int,
    sigma: Fraction,
    failure: Fraction,
    cells: int | None = None,
    near: Found[UpperCertificate] | None = None,
) -> Found[UpperCertificate] | None:
    """A verified certificate for the smallest x that the search finds, or None if it finds none below 1 - k/n.

    n > k >= 1, 0 < failure < 1, sigma between about 10^-6 and 60.  near: what was found for a neighbouring k.
    """
    search = UpperSearch(n, k, float(sigma), float(failure), cells or default_cells(k))
    at = search.run(near)
    if at is None:
        return None
    for bump in (0.0, 1e-4, 1e-3, 1e-2, 0.1):
        x = exact_x(at + bump)
        if not 0 < x < Fraction(n - k, n):
            return None
        made = search.certificate(x, sigma, failure)
        if made.verify():
            return Found(made, at - search.start(), search.rates)
    return None
