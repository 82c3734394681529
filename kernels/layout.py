"""Shapes, causal masks and the checks that both engines share. Nothing here reads a tensor's values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .rounding import MAX_KEYS

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Layout:
    """q (B, H, L, D), k (B, H_kv, S, D), v (B, H_kv, S, D_v); query head h uses kv head h // (H / H_kv)."""

    B: int
    H: int
    H_kv: int
    L: int
    S: int
    D: int

    @property
    def heads_per_group(self) -> int:
        """Query heads that share one kv head."""
        return self.H // self.H_kv

    @property
    def rows(self) -> tuple[int, int, int]:
        """(B, H, L): one row per query."""
        return self.B, self.H, self.L


def layout_of(q: Any, k: Any, v: Any) -> Layout:
    """Check the shapes of q, k, v; ValueError with one line if they do not match.

    >>> layout_of(np.zeros((1, 4, 5, 8)), np.zeros((1, 2, 6, 8)), np.zeros((1, 2, 6, 3))).heads_per_group
    2
    """
    shapes = f"q {tuple(q.shape)}, k {tuple(k.shape)}, v {tuple(v.shape)}"
    if not len(q.shape) == len(k.shape) == len(v.shape) == 4:
        raise ValueError(f"q, k, v must have shapes (B, H, L, D), (B, H_kv, S, D), (B, H_kv, S, D_v): {shapes}")
    B, H, L, D = q.shape
    _, H_kv, S, _ = k.shape
    if k.shape[0] != B or v.shape[0] != B or k.shape[3] != D or v.shape[1] != H_kv or v.shape[2] != S:
        raise ValueError(f"shapes do not match: {shapes}")
    if min(B, H, H_kv, L, S, D, v.shape[3]) < 1:
        raise ValueError(f"every dimension must be at least 1: {shapes}")
    if H % H_kv:
        raise ValueError(f"{H} query heads are not a multiple of {H_kv} key-value heads")
    if S > MAX_KEYS:
        raise ValueError(f"{S} keys: the error analysis covers at most {MAX_KEYS}")
    return Layout(B, H, H_kv, L, S, D)


def checked_scale(scale: float | None, D: int) -> float:
    """1/sqrt(D) by default; ValueError unless finite."""
    value = 1.0 / math.sqrt(D) if scale is None else float(scale)
    if not math.isfinite(value):
        raise ValueError(f"scale must be finite, not {value}")
    return value


def causal_mask(L: int, S: int, causal: str) -> Mask:
    """Which keys each query may see, (L, S).

    "top-left" (torch SDPA's ``is_causal``): query l sees keys 0..l. "bottom-right" (flash-attention): the last
    query sees every key, query l sees 0..l + S - L; with L > S the first L - S queries see nothing.

    >>> causal_mask(2, 3, "top-left").astype(int).tolist()
    [[1, 0, 0], [1, 1, 0]]
    >>> causal_mask(2, 3, "bottom-right").astype(int).tolist()
    [[1, 1, 0], [1, 1, 1]]
    """
    if causal == "top-left":
        offset = 0
    elif causal == "bottom-right":
        offset = S - L
    else:
        raise ValueError(f'causal must be None, "top-left" or "bottom-right", not {causal!r}')
    return np.arange(S)[None, :] <= np.arange(L)[:, None] + offset


def as_mask(name: str, mask: Any, shape: tuple[int, ...]) -> Mask:
    """A boolean array broadcast (not copied) to ``shape``; ValueError for another dtype or shape."""
    if type(mask).__module__.split(".")[0] == "torch":
        mask = mask.cpu()
    array = np.asarray(mask)
    if array.dtype != np.bool_:
        raise ValueError(f"{name} must be boolean, not {array.dtype}")
    try:
        return np.broadcast_to(array, shape)
    except ValueError:
        raise ValueError(f"{name} has shape {array.shape}, which does not broadcast to {shape}") from None


def visibility(layout: Layout, causal: str | None, mask: Any) -> Mask | None:
    """Visible keys (B, H, L, S), None if all are; ValueError for a row that sees nothing."""
    shape = (*layout.rows, layout.S)
    visible = None if mask is None else as_mask("mask", mask, shape)
    if causal is not None:
        triangle = causal_mask(layout.L, layout.S, causal)
        visible = np.broadcast_to(triangle, shape) if visible is None else visible & triangle
    if visible is not None:
        empty = np.argwhere(~visible.any(axis=3))
        if len(empty):
            b, h, row = empty[0]
            raise ValueError(f"row (b={b}, h={h}, l={row}) has no visible key: it has no softmax")
    return visible
