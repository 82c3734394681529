"""The numpy float64 engine: the definition of every measured quantity, vectorised over a block of rows.

It computes sums only; what their rounding errors are is derived in ``enclosures``. Two rules make it safe for
logits of +-1e4. Exponentials are taken relative to a maximum: the row's for p, the kept set's own for p^S.
Invisible keys have logit -inf, weight 0 and value 0, so that what they contained cannot matter.

>>> block = RowBlock(np.zeros((1, 4)))
>>> block.kept_sums(block.top_k(np.array([1]))).l1.tolist()
[1.5]
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .selection import top_k_of_sorted
from .sums import ExactSums, KeptOutputSums, KeptSums, MeanGapSums, OutputSums
from .value_distances import cross_diameters, norms

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

OUTER_ELEMENTS = 2**23
"""Largest table of outer products that is kept for the covariances of many blocks (64 MiB)."""

DEEP_TAIL = -600.0
"""Below this distance from the maximum the tail is summed at its own scale, else T would underflow."""

CHI2_FLOOR = 2.0**-900
"""Smallest denominator of (p - p^S)^2/p, see ``enclosures``."""


def as_array(name: str, data: Any) -> NDArray[np.floating]:
    """``data`` as a float16, float32 or float64 numpy array; ValueError for any other dtype."""
    try:
        array = np.asarray(data)
    except (TypeError, ValueError, RuntimeError) as why:
        raise ValueError(f"{name} cannot be read as a numpy array: {why}") from None
    if array.dtype not in (np.float16, np.float32, np.float64):
        raise ValueError(f"{name} has dtype {array.dtype}; the numpy engine takes float16, float32 or float64")
    return array


def all_finite(array: NDArray[np.floating]) -> bool:
    """Whether no entry is NaN or infinite."""
    return bool(np.isfinite(array).all())


def clean(array: NDArray[np.floating], used: Mask | None) -> NDArray[np.floating]:
    """Rows (keys) that nobody sees, replaced by zeros."""
    return array if used is None else np.where(used[:, None], array, 0.0)


def where_seen(array: NDArray[np.floating], seen: Mask) -> NDArray[np.floating]:
    """``array`` with zeros where ``seen`` is False."""
    return np.where(seen, array, 0.0)


def logits(q: NDArray[np.floating], k: NDArray[np.floating], scale: float) -> Floats:
    """Logits (R, n) of queries (R, D) and keys (n, D), in float64: these *are* the rows from here on."""
    return (q.astype(np.float64) @ k.astype(np.float64).T) * scale


def block_elements(array: NDArray[np.floating]) -> int:
    """Logits per block: about ten arrays of this size are alive at once, and should fit in the cache."""
    return 2**16


class Values:
    """Value vectors, shared by all rows (n, m) or one set per row (R, n, m), zero where nobody looks.

    ``table`` holds, side by side, v, |v|, v - c and ||v - c||_2^2, so that one product with p gives all moments.
    """

    def __init__(self, vectors: NDArray[np.floating], used: Mask | None = None) -> None:
        v = vectors.astype(np.float64)
        if used is not None:
            v = np.where(used[..., None], v, 0.0)
            low = np.where(used[..., None], v, np.inf).min(axis=-2, keepdims=True)
            high = np.where(used[..., None], v, -np.inf).max(axis=-2, keepdims=True)
        else:
            low, high = v.min(axis=-2, keepdims=True), v.max(axis=-2, keepdims=True)
        self.per_row = v.ndim == 3
        self.dimension = v.shape[-1]
        # any centre is valid in B1 and B2, so its own rounding does not matter
        w = v - (low / 2 + high / 2)
        if used is not None:
            w = np.where(used[..., None], w, 0.0)
        squares = np.vecdot(w, w)
        self.v, self.w = v, w
        self.radius_l2, self.radius_linf = np.sqrt(squares), np.abs(w).max(axis=-1)
        self.table = np.concatenate([v, np.abs(v), w, squares[..., None]], axis=-1)
        self.largest = np.abs(v).max(axis=(-2, -1))
        self.triangles: Floats | None = None

    def outer_products(self) -> Iterator[tuple[slice, Floats]]:
        """Keys and the triangles w_c w_d (c <= d) of their outer products, made once if they fit."""
        i, j = np.triu_indices(self.dimension)
        step = max(1, OUTER_ELEMENTS // len(i))
        parts = [slice(start, start + step) for start in range(0, len(self.w), step)]
        if len(parts) > 1:
            yield from ((part, self.w[part][:, i] * self.w[part][:, j]) for part in parts)
            return
        if self.triangles is None:
            self.triangles = self.w[:, i] * self.w[:, j]
        yield parts[0], self.triangles

    def average(self, p: Floats, columns: int | None = None) -> Floats:
        """Sum over keys of p times the first columns of ``table``: (R, columns)."""
        table = self.table[..., :columns]
        moments: Floats = (p[:, None, :] @ table)[:, 0, :] if self.per_row else p @ table
        return moments


class RowBlock:
    """A block of rows: logits (R, n), visible mask or None, values or None."""

    def __init__(
        self, logits: Floats, visible: Mask | None = None, values: Values | None = None, spectral: bool = False
    ) -> None:
        self.values, self.spectral, self.visible = values, spectral, visible
        logits = logits.astype(np.float64, copy=False)
        self.logits = logits if visible is None else np.where(visible, logits, -np.inf)
        self.n = (self.logits > -np.inf).sum(axis=1)
        self.maximum = self.logits.max(axis=1)
        self.below = self.logits - self.maximum[:, None]
        self.a = np.exp(self.below)
        if visible is not None:
            self.below[~visible] = 0.0
        self.Z = self.a.sum(axis=1)
        self.p = self.a / self.Z[:, None]

    @cached_property
    def ascending(self) -> Floats:
        """The logits sorted; one sort serves every budget."""
        return np.sort(self.logits, axis=1)

    def top_k(self, k: NDArray[np.integer]) -> Mask:
        """Exact top-k sets, ties by lowest index."""
        return top_k_of_sorted(self.logits, self.ascending, k)

    def keep(self, mask: Mask) -> Mask:
        """A caller's mask, restricted to visible keys."""
        return mask if self.visible is None else mask & self.visible

    def exact_sums(self) -> ExactSums:
        """Everything that does not depend on the kept set."""
        lowest = self.logits if self.visible is None else np.where(self.visible, self.logits, np.inf)
        output = None if self.values is None else self._output_sums(self.values)
        return ExactSums(self.n.astype(np.float64), self.maximum, lowest.min(axis=1), self.Z, output)

    def _output_sums(self, values: Values) -> OutputSums:
        m, rows = values.dimension, len(self.n)
        average = values.average(self.p)
        self.output = average[:, :m]
        mean = average[:, 2 * m : 3 * m]
        absolute_l2, absolute_linf = norms(average[:, m : 2 * m])
        return OutputSums(
            dimension=np.full(rows, float(m)),
            value_max=np.broadcast_to(values.largest, (rows,)),
            absolute_l2=absolute_l2,
            absolute_linf=absolute_linf,
            radius_l2=self._largest_visible(values.radius_l2),
            radius_linf=self._largest_visible(values.radius_linf),
            second_moment=average[:, 3 * m],
            mean_square=np.vecdot(mean, mean),
            eigenvalue=self._eigenvalue(values, mean) if self.spectral else None,
        )

    def _eigenvalue(self, values: Values, mean: Floats) -> Floats:
        covariance = self._second_moments(values) - mean[:, :, None] * mean[:, None, :]
        return np.linalg.eigvalsh(covariance)[:, -1].astype(np.float64, copy=False)

    def _second_moments(self, values: Values) -> Floats:
        """Sum_j p_j w_j w_j^T, (R, m, m); shared values as one product with the outer products' triangle."""
        w, m = values.w, values.dimension
        full: Floats = np.empty((len(self.n), m, m))
        if values.per_row:
            return np.matmul(np.swapaxes(w * self.p[:, :, None], 1, 2), w, out=full)
        i, j = np.triu_indices(m)
        packed = np.zeros((len(self.n), len(i)))
        for part, products in values.outer_products():
            packed += self.p[:, part] @ products
        full[:, i, j] = packed
        full[:, j, i] = packed
        return full

    def _largest_visible(self, radii: Floats) -> Floats:
        largest: Floats = (radii if self.visible is None else np.where(self.visible, radii, 0.0)).max(axis=-1)
        return np.broadcast_to(largest, self.n.shape)

    def kept_sums(self, keep: Mask, pairs: bool = False, means: bool = False) -> KeptSums:
        """Everything that depends on the kept set ``keep`` (R, n), a subset of the visible keys."""
        kept_logits = np.where(keep, self.logits, -np.inf)
        dropped_logits = np.where(keep, -np.inf, self.logits)
        k, kept_max, dropped_max = keep.sum(axis=1), kept_logits.max(axis=1), dropped_logits.max(axis=1)
        a_kept = np.where(keep, self.a, 0.0)
        a_dropped = self.a - a_kept  # exact: one of the two is zero or equal
        own, below = self._at_own_scale(a_kept, kept_logits, kept_max)
        H_own = own.sum(axis=1)
        p_S = own / H_own[:, None]
        difference = self.p - p_S
        size = np.abs(difference)
        # ln(p^S/p): zero weight where not kept, and finite everywhere
        log_ratio = (below - np.log(H_own)[:, None]) - (self.below - np.log(self.Z)[:, None])
        p_kept = np.where(keep, self.p, 0.0)
        p_dropped = self.p - p_kept
        T = a_dropped.sum(axis=1)
        T_own, tail_scale = self._tail(T, dropped_logits, dropped_max)
        sums = KeptSums(
            k=k.astype(np.float64),
            kept_max=kept_max,
            kept_min=np.where(keep, self.logits, np.inf).min(axis=1),
            dropped_max=dropped_max,
            next_logit=self._next_logit(k),
            H=a_kept.sum(axis=1),
            H_own=H_own,
            T=T,
            T_own=T_own,
            tail_scale=tail_scale,
            l1=size.sum(axis=1),
            l2=np.sqrt(np.vecdot(difference, difference)),
            linf=size.max(axis=1),
            kl=np.vecdot(p_S, log_ratio),
            kl_distance=-np.vecdot(p_S, below),
            chi2=np.vecdot(difference, difference / np.maximum(self.p, CHI2_FLOOR)),
            bhattacharyya=np.sqrt(self.p * p_S).sum(axis=1),
            kept_sum_squares=np.vecdot(p_kept, p_kept),
            dropped_sum_squares=np.vecdot(p_dropped, p_dropped),
        )
        if self.values is not None:
            p_T = self._dropped_weights(dropped_logits, dropped_max) if means else None
            sums.output = self._kept_output(self.values, p_S, p_T, keep, pairs)
        return sums

    def _at_own_scale(self, a_kept: Floats, kept_logits: Floats, kept_max: Floats) -> tuple[Floats, Floats]:
        """exp(s - kept_max) on S, 0 elsewhere, and s - kept_max on S (anything finite elsewhere)."""
        low = np.flatnonzero(kept_max < self.maximum)
        if not low.size:
            return a_kept, self.below
        own, below = a_kept.copy(), self.below.copy()
        distance = kept_logits[low] - kept_max[low, None]
        own[low] = np.exp(distance)
        below[low] = np.where(distance > -np.inf, distance, 0.0)
        return own, below

    def _tail(self, T: Floats, dropped_logits: Floats, dropped_max: Floats) -> tuple[Floats, Floats]:
        """The dropped sum and the logit it is relative to: the tail's own maximum where T may underflow."""
        scale, total = self.maximum.copy(), T.copy()
        deep = np.flatnonzero((dropped_max > -np.inf) & (dropped_max - self.maximum < DEEP_TAIL))
        if deep.size:
            scale[deep] = dropped_max[deep]
            total[deep] = np.exp(dropped_logits[deep] - scale[deep, None]).sum(axis=1)
        return total, scale

    def _next_logit(self, k: NDArray[np.integer]) -> Floats:
        """s_(k+1); -inf if there is none (invisible keys, at -inf, come last)."""
        position = self.logits.shape[1] - 1 - k
        found = np.take_along_axis(self.ascending, np.maximum(position, 0)[:, None], axis=1)[:, 0]
        return np.where(position >= 0, found, -np.inf)

    def _dropped_weights(self, dropped_logits: Floats, dropped_max: Floats) -> Floats:
        """a_j/T off S, 0 on S: at the dropped keys' own scale and over a sum of their own, so tau may underflow."""
        scale = np.where(dropped_max > -np.inf, dropped_max, 0.0)
        weights = np.exp(dropped_logits - scale[:, None])
        total = np.maximum(weights.sum(axis=1), 1.0)  # the exact sum is at least 1, unless nothing is dropped
        p_T: Floats = weights / total[:, None]
        return p_T

    def _kept_output(
        self, values: Values, p_S: Floats, p_T: Floats | None, keep: Mask, pairs: bool
    ) -> KeptOutputSums:
        m = values.dimension
        average = values.average(p_S, 2 * m)
        across: tuple[Floats | None, Floats | None] = (None, None)
        if pairs:
            dropped = ~keep if self.visible is None else self.visible & ~keep
            across = cross_diameters(values.v, keep, dropped)
        mean_gap = None
        if p_T is not None:
            tail = values.average(p_T, 2 * m)
            mean_gap = MeanGapSums(*norms(tail[:, :m] - average[:, :m]), *norms(tail[:, m:]))
        return KeptOutputSums(*norms(self.output - average[:, :m]), *norms(average[:, m:]), *across, mean_gap)
