"""Simulated Gaussian rows, and the exact binomial test that holds a bound against them."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import binom

FALSE_ALARM = 1e-6


def sigma_of(b: float, n: int) -> float:
    """b = sigma/sqrt(2 ln n)."""
    return b * math.sqrt(2 * math.log(n))


def discarded_masses(
    n: int, cases: list[tuple[float, int]], rows: int, seed: int
) -> dict[tuple[float, int], np.ndarray]:
    """tau_k of `rows` rows of n keys for each (sigma, k), all cases on the same normals.

    The normals are drawn in float32: 2^-24 relative to a logit of 30 moves a mass by less than 10^-5 of itself.
    """
    generator = np.random.default_rng(seed)
    found = {case: np.empty(rows) for case in cases}
    cuts = sorted({n - k for _, k in cases})
    done = 0
    while done < rows:
        z = generator.standard_normal((min(rows - done, max(1, 2**22 // n)), n), dtype=np.float32)
        z.partition([*cuts, n - 1], axis=1)
        top = z[:, -1:].astype(np.float64)
        for sigma in {s for s, _ in cases}:
            weights = np.exp(sigma * (z - top))
            sums = np.add.reduceat(weights, [0, *cuts], axis=1)
            total = sums.sum(axis=1)
            below = np.cumsum(sums, axis=1)
            for s, k in cases:
                if s == sigma:
                    found[s, k][done : done + len(z)] = below[:, cuts.index(n - k)] / total
        done += len(z)
    return found


def refuted(violations: int, rows: int, failure: float) -> bool:
    """Whether so many violations have probability below 10^-6 if each has at most `failure`."""
    return bool(binom.sf(violations - 1, rows, failure) < FALSE_ALARM)
