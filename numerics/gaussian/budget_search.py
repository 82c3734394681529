"""The smallest budget k whose discarded mass E9 certifies to be at most eps."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from tailbound.numerics.gaussian.root import logit
from tailbound.numerics.gaussian.upper_certificate import UpperCertificate
from tailbound.numerics.gaussian.upper_search import UpperSearch, default_cells


def certify_at(n: int, k: int, sigma: Fraction, failure: Fraction, x: Fraction) -> UpperCertificate | None:
    """A verified certificate for P(tau_k > x) <= failure, or None if the search finds none."""
    search = UpperSearch(n, k, float(sigma), float(failure), default_cells(k))
    at = logit(x)
    if search.scanned(at, first=True) > 0.1:  # the first bins are good to a few per cent
        return None
    search.refit(at)
    made = search.certificate(x, sigma, failure)
    return made if made.verify() else None


def find_budget(n: int, sigma: Fraction, eps: Fraction, failure: Fraction) -> tuple[int, UpperCertificate | None]:
    """(k, certificate): k in 1..n-1 certified though the search fails at k-1; no certificate where 1 - k/n <= eps.

    0 < eps < 1.  k = n, which drops nothing, if no smaller k is certified.
    """
    surely = min(n, math.ceil((1 - eps) * n))  # tau_k <= 1 - k/n in every row
    made: dict[int, UpperCertificate] = {}

    def certified(k: int) -> bool:
        if k >= surely:
            return True
        found = certify_at(n, k, sigma, failure, eps)
        if found is not None:
            made[k] = found
        return found is not None

    k = smallest(certified, surely, guess(n, float(sigma), float(eps)))
    return k, made.get(k)


def guess(n: int, sigma: float, eps: float) -> int:
    """E5: k/n is about Q(sigma + Phi^{-1}(eps))."""
    from scipy.special import ndtr, ndtri

    return max(1, round(n * float(ndtr(-sigma - ndtri(eps)))))


def smallest(certified: Callable[[int], bool], surely: int, near: int) -> int:
    """A k <= surely with certified(k) and not certified(k-1) (or k = 1), looked for around `near`."""
    low, high, k, factor = 0, surely, min(near, surely), 1.05
    while low < k < high:
        if certified(k):
            high, k = k, int(k / factor)
        else:
            low, k = k, max(k + 1, math.ceil(k * factor))
        factor **= 2
    while high - low > 1:
        middle = math.isqrt(low * high) if high > 2 * low > 0 else (low + high) // 2
        middle = min(max(middle, low + 1), high - 1)
        if certified(middle):
            high = middle
        else:
            low = middle
    return high
