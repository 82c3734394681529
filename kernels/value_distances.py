"""Norms of values, and distances between them, as numpy computes them.

>>> [x.tolist() for x in norms(np.array([[3.0, -4.0]]))]
[[5.0], [4.0]]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def norms(vectors: Floats) -> tuple[Floats, Floats]:
    """2-norm and inf-norm of each row of (R, m)."""
    return np.sqrt(np.vecdot(vectors, vectors)), np.abs(vectors).max(axis=1)


def cross_diameters(v: Floats, keep: Mask, dropped: Mask) -> tuple[Floats, Floats]:
    """Largest 2-norm and inf-norm distance between a kept and a dropped value, 0 if nothing is dropped.

    ``v`` is (n, m) or (R, n, m); the sets are (R, n). One key at a time against
    all others: O(n^2 m) operations per row, O(R n m) memory.
    """
    l2, linf = np.zeros(len(keep)), np.zeros(len(keep))
    for i in range(keep.shape[1]):
        apart = v - v[..., i : i + 1, :]
        across = dropped & keep[:, i : i + 1]
        l2 = np.maximum(l2, np.where(across, np.vecdot(apart, apart), 0.0).max(axis=1))
        linf = np.maximum(linf, np.where(across, np.abs(apart).max(axis=-1), 0.0).max(axis=1))
    return np.sqrt(l2), linf
