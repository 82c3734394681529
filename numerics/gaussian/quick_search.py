"""The choice of E8's levels.  Untrusted: `QuickCertificate.verify` judges."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from tailbound.numerics.gaussian.float_law import FloatOrderStatistic
from tailbound.numerics.gaussian.quick_certificate import QuickLowerCertificate, QuickUpperCertificate

Array = NDArray[np.float64]

_SHARE = 0.32  # of the failure probability for each of the upper claim's three events
_LOWER_SHARE = 0.24  # the lower claim has four
_SLACK = 1e-9


def find_quick_upper(n: int, k: int, sigma: Fraction, failure: Fraction) -> QuickUpperCertificate | None:
    """A verified E8 certificate for an upper bound below 1 - k/n, or None."""
    share, s = _SHARE * float(failure), float(sigma)
    cut = _level(n, k, 1 - share)
    reach, room = _moments(n, s, np.array([cut]), cut), math.log(1 / share)
    largest_sum = float(_bernstein(reach, np.ones(1), room)[0])
    levels = cut + np.linspace(0.0, 6.0, 121)
    mean, _, square = _moments(n, s, levels, cut)
    sums = mean - np.sqrt(2 * square * room)
    best = int(np.argmax(sums))
    if not (sums[best] > 0 and math.isfinite(largest_sum)):
        return None
    y, x = float(sums[best]), largest_sum / float(sums[best]) * (1 + _SLACK)
    if not 0 < x < (n - k) / n:
        return None
    made = QuickUpperCertificate(
        n=n,
        k=k,
        sigma=sigma,
        failure=failure,
        bound=Fraction(x),
        cut=cut,
        top=float(levels[best]),
        normaliser=Fraction(y) / n,
    )
    return made if made.verify() else None


def find_quick_lower(n: int, k: int, sigma: Fraction, failure: Fraction) -> QuickLowerCertificate | None:
    """A verified E8 certificate for a positive lower bound, or None."""
    share, s = _LOWER_SHARE * float(failure), float(sigma)
    cut = _level(n, k, share)
    mean, _, square = _moments(n, s, np.array([cut]), cut)
    room = math.log(1 / share)
    smallest_sum = float(mean[0] - math.sqrt(2 * float(square[0]) * room))
    from scipy.special import ndtri

    levels = -np.asarray(ndtri(share * np.geomspace(0.02, 0.9, 12) / n), dtype=np.float64)
    rooms = -np.log(2 * share - n * _upper_tail(levels))
    sums = _bernstein(_moments(n, s, levels, cut), np.exp(s * (levels - cut)), rooms)
    best = int(np.argmin(sums))
    y = float(sums[best])
    if not (smallest_sum > 0 and math.isfinite(y)):
        return None
    x = smallest_sum / y * (1 - _SLACK)
    if not 0 < x < 1:
        return None
    made = QuickLowerCertificate(
        n=n,
        k=k,
        sigma=sigma,
        failure=failure,
        bound=Fraction(x),
        cut=cut,
        top=float(levels[best]),
        normaliser=Fraction(y) / n,
    )
    return made if made.verify() else None


def _level(n: int, k: int, probability: float) -> float:
    return float(FloatOrderStatistic(n, k).thresholds(np.array([probability]))[0])


def _upper_tail(x: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr(-x), dtype=np.float64)


def _moments(n: int, sigma: float, levels: Array, reference: float) -> tuple[Array, Array, Array]:
    """Mean, variance and sum of squares of the sum up to each level, w in units of its value at the reference."""
    from scipy.special import log_ndtr

    with np.errstate(over="ignore"):
        mean = n * np.exp(sigma**2 / 2 - sigma * reference + log_ndtr(levels - sigma))
        square = n * np.exp(2 * sigma**2 - 2 * sigma * reference + log_ndtr(levels - 2 * sigma))
    return mean, np.maximum(square - mean * mean / n, 0.0), square


def _bernstein(moments: tuple[Array, Array, Array], largest: Array, room: float | Array) -> Array:
    """The s that the sum reaches with probability at most e^-room."""
    mean, variance, _ = moments
    half = largest * room / 3
    result: Array = mean + half + np.sqrt(half * half + 2 * variance * room)
    return result
