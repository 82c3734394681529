"""A request for kept sets (masks or budgets), checked and cut into rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Budgets = NDArray[np.int64]
Request = Mask | Budgets
"""A boolean array (rows, keys), or one budget k per row: an integer array (rows,)."""

RowName = Callable[[int], str]


def checked_budgets(k: Any, shape: tuple[int, ...]) -> Budgets:
    """Budgets broadcast to the rows' shape; ValueError unless integers."""
    array = np.asarray(k)
    if not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"k must be an integer, not {array.dtype}")
    try:
        return np.broadcast_to(array, shape).astype(np.int64)
    except ValueError:
        raise ValueError(f"budgets have shape {array.shape}, which does not broadcast to {shape}") from None


def fit_budgets(k: Budgets, n: NDArray[np.int64], keys: int, cap: bool, name: RowName) -> Budgets:
    """1 <= k <= n for every row; with ``cap`` a row with fewer than k visible keys keeps them all.

    Even then k may not exceed ``keys``, the number of keys there are.

    >>> fit_budgets(np.array([3, 3]), np.array([2, 5]), 5, True, str).tolist()
    [2, 3]
    """
    limit = np.full_like(n, keys) if cap else n
    wrong = np.flatnonzero((k < 1) | (k > limit))
    if wrong.size:
        r = int(wrong[0])
        raise ValueError(f"{name(r)}: k = {int(k[r])} is not between 1 and n = {int(limit[r])}")
    return np.minimum(k, n)


def check_kept(keep: Mask, visible: Mask | None, name: RowName) -> None:
    """ValueError for a row whose mask keeps no visible key."""
    kept = keep if visible is None else keep & visible
    empty = np.flatnonzero(~kept.any(axis=1))
    if empty.size:
        raise ValueError(f"{name(int(empty[0]))} keeps no visible key")
