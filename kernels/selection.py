"""Which keys are kept: exact top-k, threshold (F4), tile skipping (F5), random sets.

Every function takes logits of shape (R, n) and an optional boolean ``visible`` mask of the same shape, and
returns a boolean keep mask (R, n) that is False on invisible keys. Logits of invisible keys are never read as
numbers and may be NaN.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def hidden_as_minus_infinity(logits: ArrayLike, visible: ArrayLike | None) -> Floats:
    """Logits with -inf at the invisible keys."""
    rows = np.asarray(logits, dtype=np.float64)
    return rows if visible is None else np.where(np.asarray(visible), rows, -np.inf)


def checked_logits(logits: ArrayLike, visible: ArrayLike | None) -> Floats:
    """As ``hidden_as_minus_infinity``; ValueError unless (R, n), visible logits finite, no row without any."""
    rows = hidden_as_minus_infinity(logits, visible)
    if rows.ndim != 2 or 0 in rows.shape:
        raise ValueError(f"logits must have shape (R, n) with R, n >= 1, not {rows.shape}")
    if visible is None:
        finite = np.isfinite(rows).all()
    else:
        finite = np.isfinite(rows[np.broadcast_to(np.asarray(visible), rows.shape)]).all()
    if not finite:
        raise ValueError("logits of visible keys contain NaN or inf")
    empty = np.flatnonzero((rows == -np.inf).all(axis=1))
    if empty.size:
        raise ValueError(f"row {int(empty[0])} has no visible key: it has no softmax")
    return rows


def top_k_mask(logits: ArrayLike, k: int | ArrayLike, visible: ArrayLike | None = None) -> Mask:
    """The k largest logits of each row, ties by lowest index: exactly k keys (k an int or one per row).

    Raises ValueError if k < 1 or k exceeds a row's visible keys.

    >>> top_k_mask([[0.0, 2.0, 2.0, 2.0, 3.0]], 3).astype(int).tolist()
    [[0, 1, 1, 0, 1]]
    """
    rows = checked_logits(logits, visible)
    budgets = np.broadcast_to(np.asarray(k), rows.shape[:1])
    if not np.issubdtype(budgets.dtype, np.integer):
        raise ValueError(f"k must be an integer, not {budgets.dtype}")
    n = (rows > -np.inf).sum(axis=1)
    if (budgets < 1).any() or (budgets > n).any():
        bad = int(np.flatnonzero((budgets < 1) | (budgets > n))[0])
        raise ValueError(f"row {bad}: k = {int(budgets[bad])} is not between 1 and n = {int(n[bad])}")
    return top_k_of_sorted(rows, np.sort(rows, axis=1), budgets)


def top_k_of_sorted(rows: Floats, ascending: Floats, k: NDArray[np.integer]) -> Mask:
    """Top-k from rows (-inf where invisible) and the same rows sorted; one sort serves several budgets.

    The k-th largest value is the threshold. Where it is tied beyond the budget, the first ones are kept:
    np.partition's order among ties is not specified, so ties are resolved by counting them.
    """
    threshold = np.take_along_axis(ascending, (rows.shape[1] - k)[:, None], axis=1)
    keep = rows >= threshold
    tied = np.flatnonzero(keep.sum(axis=1) > k)
    if tied.size:
        above = rows[tied] > threshold[tied]
        level = rows[tied] == threshold[tied]
        room = k[tied] - above.sum(axis=1)
        keep[tied] = above | (level & (np.cumsum(level, axis=1) <= room[:, None]))
    return keep


def within_gap_mask(logits: ArrayLike, G: float | ArrayLike, visible: ArrayLike | None = None) -> Mask:
    """F4's rule: keep s_j >= s_(1) - G, G >= 0 (a float or one per row).

    Sound in floating point: rounding is monotone and G is a float64, so a key whose *rounded* distance to the
    largest logit exceeds G lies more than G below it exactly. Raises ValueError if G is negative or NaN.

    >>> within_gap_mask([[0.0, -1.0, -2.0]], 1.0).tolist()
    [[True, True, False]]
    """
    rows = checked_logits(logits, visible)
    gaps = np.broadcast_to(np.asarray(G, dtype=np.float64), rows.shape[:1])
    if not (gaps >= 0).all():
        raise ValueError("G must be >= 0")
    near = rows.max(axis=1, keepdims=True) - rows <= gaps[:, None]
    kept: Mask = near & (rows > -np.inf)
    return kept


def log_rounded_down(level: float) -> float:
    """A float64 t with t <= ln(level) (1 - 2u) for 0 < level < 1, and t = 0 for level = 1.

    numpy's and libm's log err by at most 8u relatively; 16u more leaves room for the rounding of the difference
    that is compared with t.
    """
    if not 0 < level <= 1:
        raise ValueError("the tile-skipping level lambda must be in (0, 1]")
    return math.log(level) * (1 + 16 * 2.0**-53)


def tile_skipping_mask(
    logits: ArrayLike, tile: int, level: float, visible: ArrayLike | None = None, query_tile: int = 1
) -> Mask:
    """F5's rule (BLASST, arXiv:2512.12087): key tiles are visited from left to right, and one is skipped if for
    every row of the query tile  tile max - (running max over kept tiles) <= ln(level),  0 < level <= 1.

    A tile that a row cannot see never stops its skipping; a tile that no row of the query tile can see is no
    tile. ``query_tile`` consecutive rows decide together. The comparison is rounded so that the real-number
    condition holds for every skipped tile.

    Raises ValueError for tile < 1, query_tile < 1 or not dividing R, level outside (0, 1].

    >>> tile_skipping_mask([[0.0, 0.0, -9.0, -9.0, 1.0, 1.0]], 2, 0.01).astype(int).tolist()
    [[1, 1, 0, 0, 1, 1]]
    """
    rows = checked_logits(logits, visible)
    count, n = rows.shape
    if tile < 1 or query_tile < 1 or count % query_tile:
        raise ValueError("tile and query_tile must be >= 1, and query_tile must divide the number of rows")
    limit = log_rounded_down(level)
    keep = np.zeros(rows.shape, dtype=bool)
    running = np.full(count, -np.inf)
    for start in range(0, n, tile):
        peak = rows[:, start : start + tile].max(axis=1)
        seen = peak > -np.inf
        # running = -inf with a visible key gives +inf, which is kept; an unseen tile is negligible for its row
        distance = np.where(seen, peak, 0.0) - np.where(seen, running, 0.0)
        negligible = ~seen | (distance <= limit)
        kept = np.repeat(~negligible.reshape(-1, query_tile).all(axis=1), query_tile)
        keep[:, start : start + tile] = kept[:, None]
        running = np.where(kept, np.maximum(running, peak), running)
    return keep & (rows > -np.inf)


def random_mask(
    rng: np.random.Generator, shape: tuple[int, int], k: int | ArrayLike, visible: ArrayLike | None = None
) -> Mask:
    """A uniformly random set of k visible keys per row (k an int or one per row).

    >>> random_mask(np.random.default_rng(0), (3, 10), [1, 5, 10]).sum(axis=1).tolist()
    [1, 5, 10]
    """
    return top_k_mask(rng.random(shape), k, visible)
