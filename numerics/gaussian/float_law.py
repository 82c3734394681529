"""Float quantiles of the (k+1)-th largest of n normals, for the searches.  Untrusted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_POINTS = 6001
_TINY = 1e-300


class FloatOrderStatistic:
    """The law of y = logit Q(V) on a fine grid, relative to its middle."""

    def __init__(self, n: int, k: int) -> None:
        middle = math.log((k + 1) / (n - k))
        sd = math.sqrt((n + 1) / ((k + 1) * (n - k)))
        grid = np.linspace(-12 * sd - 30 / (k + 1), 12 * sd + 30 / (n - k), _POINTS)
        # ln q and ln(1-q) relative to the middle, without cancellation; q' = e^y q/(1 - q + e^y q).
        q = (k + 1) / (n + 1)
        log_ratio = np.log1p(q * np.expm1(grid))
        density = np.exp((k + 1) * (grid - log_ratio) - (n - k) * log_ratio)
        weight = density / density.sum()
        self._y, self._middle = grid, middle
        self._cdf = np.cumsum(weight) - weight / 2
        self._upper = np.cumsum(weight[::-1])[::-1] - weight / 2

    def thresholds(self, probabilities: Array) -> Array:
        """t with P(V <= t) = p for every p in (0, 1)."""
        from scipy.special import ndtri

        # V is small where y is large; tails are read from their own side.
        small = probabilities < 0.5
        y = np.where(
            small,
            np.interp(np.log(probabilities), np.log(np.maximum(self._upper[::-1], _TINY)), self._y[::-1]),
            np.interp(np.log1p(-probabilities), np.log(np.maximum(self._cdf, _TINY)), self._y),
        )
        y = y + self._middle
        smaller = 1 / (1 + np.exp(np.abs(y)))  # the smaller of Q(V) and Phi(V)
        t = -np.asarray(ndtri(smaller), dtype=np.float64)
        return np.where(y < 0, t, -t)


def normal_scores(low: float, high: float, count: int) -> Array:
    """`count` probabilities from `low` to 1 - `high`, equally spaced as normal quantiles."""
    from scipy.special import ndtr, ndtri

    return np.asarray(ndtr(np.linspace(ndtri(low), -ndtri(high), count)), dtype=np.float64)
