"""N_eps, the number of probabilities above a threshold (D7, D8; eps-sparsity of arXiv:2404.02690v2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .rounding import TINY, UNIT, gamma, inflate, weight_error
from .selection import checked_logits


def count_above(
    logits: ArrayLike, eps: ArrayLike, visible: ArrayLike | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Enclosure of N_eps = #{j : p_j > eps} per row: (certainly above, possibly above), each (R,).

    ``logits`` (R, n), ``eps`` a number or one per row. Entries whose rounding interval contains eps are counted
    as possible only. Raises ValueError for bad logits, see ``measure_rows``.

    >>> import math
    >>> certain, possible = count_above([[math.log(3.0), 0.0]], 0.5)
    >>> certain.tolist(), possible.tolist()
    ([1], [1])
    """
    rows = checked_logits(logits, visible)
    seen = rows > -np.inf
    levels = np.broadcast_to(np.asarray(eps, dtype=np.float64), rows.shape[:1])[:, None]
    largest = rows.max(axis=1, keepdims=True)
    delta = largest - np.where(seen, rows, np.inf).min(axis=1, keepdims=True)
    a = np.exp(rows - largest)
    p = a / a.sum(axis=1, keepdims=True)
    epsilon = weight_error(delta)
    relative = 2 * epsilon + gamma(seen.sum(axis=1, keepdims=True) - 1) + UNIT
    error = inflate(relative * p + 4 * TINY)
    certain = seen & (np.nextafter(p - error, -np.inf) > levels)
    possible = seen & (np.nextafter(p + error, np.inf) > levels)
    return certain.sum(axis=1), possible.sum(axis=1)
