"""The torch engine: any device, the sums of ``reference`` with torch operations. Importing it imports torch.

Logits are computed in the tensors' own precision and device (float16 and bfloat16 products in float32): this is
what a kernel under test would see, and as computed they define the row. All that follows is float64, so the
errors of ``enclosures`` hold with u = 2^-53 whatever the input's dtype. A device without float64 is refused.
The sums' order differs from numpy's, which the error analysis allows.

>>> block = RowBlock(torch.tensor([[0.0, 0.0, 0.0, 0.0]]))
>>> block.kept_sums(block.top_k(np.array([1]))).l1.tolist()
[1.5]
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .reference import CHI2_FLOOR, DEEP_TAIL
from .sums import ExactSums, KeptOutputSums, KeptSums, MeanGapSums, OutputSums

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

DTYPES = (torch.float64, torch.float32, torch.bfloat16, torch.float16)


def as_array(name: str, data: Any) -> Tensor:
    """``data`` as a detached floating-point tensor; ValueError for any other dtype or device."""
    try:
        tensor = data.detach() if isinstance(data, Tensor) else torch.from_numpy(np.array(data))
    except (TypeError, ValueError) as why:
        raise ValueError(f"{name} cannot be read as a tensor: {why}") from None
    if tensor.dtype not in DTYPES:
        raise ValueError(f"{name} has dtype {tensor.dtype}; the torch engine takes float16 to float64, bfloat16")
    if tensor.device.type == "mps":
        raise ValueError(f"{name} is on a device without float64")
    return tensor


def all_finite(tensor: Tensor) -> bool:
    """Whether no entry is NaN or infinite."""
    return bool(torch.isfinite(tensor).all())


def clean(tensor: Tensor, used: Mask | None) -> Tensor:
    """Rows (keys) that nobody sees, replaced by zeros."""
    return tensor if used is None else where_seen(tensor, used[:, None])


def where_seen(tensor: Tensor, seen: Mask) -> Tensor:
    """``tensor`` with zeros where ``seen`` is False."""
    return torch.where(to_device(seen, tensor), tensor, torch.zeros((), dtype=tensor.dtype, device=tensor.device))


def to_device(array: NDArray[Any], like: Tensor) -> Tensor:
    """A numpy array (perhaps a read-only broadcast view) on ``like``'s device."""
    return torch.from_numpy(np.array(array)).to(like.device)


def logits(q: Tensor, k: Tensor, scale: float) -> Tensor:
    """Logits (R, n) in the tensors' precision, returned as float64: these *are* the rows from here on."""
    if q.dtype != k.dtype or q.device != k.device:
        raise ValueError(f"q is {q.dtype} on {q.device}, but k is {k.dtype} on {k.device}")
    if q.dtype in (torch.bfloat16, torch.float16):
        q, k = q.float(), k.float()
    return ((q @ k.T) * scale).double()


def block_elements(tensor: Tensor) -> int:
    """Logits per block: small enough for a CPU's cache, large enough to fill a GPU (with D_v = 64 and
    ``spectral`` the covariance takes 2 GiB there)."""
    return 2**16 if tensor.device.type == "cpu" else 2**22


class Values:
    """As ``reference.Values``: v, |v|, v - c and ||v - c||_2^2 side by side, zero where nobody looks."""

    def __init__(self, vectors: Tensor, used: Mask | None = None) -> None:
        v = vectors.double()
        low, high = v, v
        if used is not None:
            seen = to_device(used[..., None], v)
            v = torch.where(seen, v, 0.0)
            low, high = torch.where(seen, v, torch.inf), torch.where(seen, v, -torch.inf)
        centre = low.amin(dim=-2, keepdim=True) / 2 + high.amax(dim=-2, keepdim=True) / 2
        w = v - centre
        if used is not None:
            w = torch.where(seen, w, 0.0)
        squares = (w * w).sum(dim=-1)
        self.per_row = v.ndim == 3
        self.dimension = v.shape[-1]
        self.v, self.w = v, w
        self.radius_l2, self.radius_linf = squares.sqrt(), w.abs().amax(dim=-1)
        self.table = torch.cat([v, v.abs(), w, squares[..., None]], dim=-1)
        self.largest = v.abs().amax(dim=(-2, -1))

    def average(self, p: Tensor, columns: int | None = None) -> Tensor:
        """Sum over keys of p times the first columns of ``table``: (R, columns)."""
        table = self.table[..., :columns]
        return (p[:, None, :] @ table)[:, 0, :] if self.per_row else p @ table


class RowBlock:
    """A block of rows: logits (R, n), visible mask or None, values or None."""

    def __init__(
        self, logits: Tensor, visible: Mask | None = None, values: Values | None = None, spectral: bool = False
    ) -> None:
        self.values, self.spectral = values, spectral
        self.logits = logits.double()
        self.visible = None if visible is None else to_device(visible, logits)
        if self.visible is not None:
            self.logits = torch.where(self.visible, self.logits, -torch.inf)
        self.n = (self.logits > -torch.inf).sum(dim=1)
        self.maximum = self.logits.amax(dim=1)
        self.below = self.logits - self.maximum[:, None]
        self.a = self.below.exp()
        if self.visible is not None:
            self.below = torch.where(self.visible, self.below, 0.0)
        self.Z = self.a.sum(dim=1)
        self.p = self.a / self.Z[:, None]

    @cached_property
    def ascending(self) -> Tensor:
        """The logits sorted; one sort serves every budget."""
        return self.logits.sort(dim=1).values

    def top_k(self, k: NDArray[np.integer]) -> Tensor:
        """Exact top-k sets, ties by lowest index: as ``selection.top_k_of_sorted``."""
        budgets = to_device(k, self.logits)[:, None]
        threshold = self.ascending.gather(1, self.logits.shape[1] - budgets)
        above, level = self.logits > threshold, self.logits == threshold
        room = budgets - above.sum(dim=1, keepdim=True)
        return above | (level & (level.cumsum(dim=1) <= room))

    def keep(self, mask: Mask) -> Tensor:
        """A caller's mask, restricted to visible keys."""
        kept = to_device(mask, self.logits)
        return kept if self.visible is None else kept & self.visible

    def exact_sums(self) -> ExactSums:
        """Everything that does not depend on the kept set."""
        lowest = self.logits if self.visible is None else torch.where(self.visible, self.logits, torch.inf)
        output = None if self.values is None else self._output_sums(self.values)
        return ExactSums(numpy(self.n), numpy(self.maximum), numpy(lowest.amin(dim=1)), numpy(self.Z), output)

    def _output_sums(self, values: Values) -> OutputSums:
        m, rows = values.dimension, len(self.n)
        average = values.average(self.p)
        self.output = average[:, :m]
        mean = average[:, 2 * m : 3 * m]
        absolute_l2, absolute_linf = norms(average[:, m : 2 * m])
        return OutputSums(
            dimension=np.full(rows, float(m)),
            value_max=numpy(values.largest.expand(rows)),
            absolute_l2=absolute_l2,
            absolute_linf=absolute_linf,
            radius_l2=self._largest_visible(values.radius_l2),
            radius_linf=self._largest_visible(values.radius_linf),
            second_moment=numpy(average[:, 3 * m]),
            mean_square=numpy((mean * mean).sum(dim=1)),
            eigenvalue=self._eigenvalue(values, mean) if self.spectral else None,
        )

    def _eigenvalue(self, values: Values, mean: Tensor) -> Floats:
        weighted = (values.w * self.p[:, :, None]).transpose(1, 2)
        covariance = weighted @ values.w - mean[:, :, None] * mean[:, None, :]
        return numpy(torch.linalg.eigvalsh(covariance)[:, -1])

    def _largest_visible(self, radii: Tensor) -> Floats:
        if self.visible is None:
            return numpy(radii.amax(dim=-1).expand(len(self.n)))
        return numpy(torch.where(self.visible, radii, 0.0).amax(dim=1))

    def kept_sums(self, keep: Tensor, pairs: bool = False, means: bool = False) -> KeptSums:
        """Everything that depends on the kept set ``keep`` (R, n), a subset of the visible keys."""
        kept_logits = torch.where(keep, self.logits, -torch.inf)
        dropped_logits = torch.where(keep, -torch.inf, self.logits)
        k, kept_max, dropped_max = keep.sum(dim=1), kept_logits.amax(dim=1), dropped_logits.amax(dim=1)
        a_kept = torch.where(keep, self.a, 0.0)
        # the kept set at its own scale, so that p^S never divides by an underflowed sum
        below = torch.where(keep, self.logits - kept_max[:, None], 0.0)
        own = torch.where(keep, below.exp(), 0.0)
        H_own = own.sum(dim=1)
        p_S = own / H_own[:, None]
        difference = self.p - p_S
        log_ratio = (below - H_own.log()[:, None]) - (self.below - self.Z.log()[:, None])
        p_kept = torch.where(keep, self.p, 0.0)
        p_dropped = self.p - p_kept
        T = (self.a - a_kept).sum(dim=1)
        T_own, tail_scale = self._tail(T, dropped_logits, dropped_max)
        sums = KeptSums(
            k=numpy(k),
            kept_max=numpy(kept_max),
            kept_min=numpy(torch.where(keep, self.logits, torch.inf).amin(dim=1)),
            dropped_max=numpy(dropped_max),
            next_logit=self._next_logit(k),
            H=numpy(a_kept.sum(dim=1)),
            H_own=numpy(H_own),
            T=numpy(T),
            T_own=numpy(T_own),
            tail_scale=numpy(tail_scale),
            l1=numpy(difference.abs().sum(dim=1)),
            l2=numpy((difference * difference).sum(dim=1).sqrt()),
            linf=numpy(difference.abs().amax(dim=1)),
            kl=numpy((p_S * log_ratio).sum(dim=1)),
            kl_distance=numpy(-(p_S * below).sum(dim=1)),
            chi2=numpy((difference * (difference / self.p.clamp(min=CHI2_FLOOR))).sum(dim=1)),
            bhattacharyya=numpy((self.p * p_S).sqrt().sum(dim=1)),
            kept_sum_squares=numpy((p_kept * p_kept).sum(dim=1)),
            dropped_sum_squares=numpy((p_dropped * p_dropped).sum(dim=1)),
        )
        if self.values is not None:
            p_T = self._dropped_weights(dropped_logits, dropped_max) if means else None
            sums.output = self._kept_output(self.values, p_S, p_T, keep, pairs)
        return sums

    def _tail(self, T: Tensor, dropped_logits: Tensor, dropped_max: Tensor) -> tuple[Tensor, Tensor]:
        """The dropped sum and the logit it is relative to: the tail's own maximum where T may underflow."""
        deep = (dropped_max > -torch.inf) & (dropped_max - self.maximum < DEEP_TAIL)
        scale = torch.where(deep, dropped_max, self.maximum)
        total = (dropped_logits - scale[:, None]).exp().sum(dim=1)
        return torch.where(deep, total, T), scale

    def _next_logit(self, k: Tensor) -> Floats:
        """s_(k+1); -inf if there is none (invisible keys, at -inf, come last)."""
        position = self.logits.shape[1] - 1 - k
        found = self.ascending.gather(1, position.clamp(min=0)[:, None])[:, 0]
        return numpy(torch.where(position >= 0, found, -torch.inf))

    def _dropped_weights(self, dropped_logits: Tensor, dropped_max: Tensor) -> Tensor:
        """a_j/T off S, 0 on S: at the dropped keys' own scale and over a sum of their own, so tau may underflow."""
        scale = torch.where(dropped_max > -torch.inf, dropped_max, 0.0)
        weights = (dropped_logits - scale[:, None]).exp()
        total = weights.sum(dim=1).clamp(min=1.0)  # the exact sum is at least 1, unless nothing is dropped
        return weights / total[:, None]

    def _kept_output(
        self, values: Values, p_S: Tensor, p_T: Tensor | None, keep: Tensor, pairs: bool
    ) -> KeptOutputSums:
        m = values.dimension
        average = values.average(p_S, 2 * m)
        across: tuple[Floats | None, Floats | None] = (None, None)
        if pairs:
            dropped = ~keep if self.visible is None else self.visible & ~keep
            across = cross_diameters(values, keep, dropped)
        mean_gap = None
        if p_T is not None:
            tail = values.average(p_T, 2 * m)
            mean_gap = MeanGapSums(*norms(tail[:, :m] - average[:, :m]), *norms(tail[:, m:]))
        return KeptOutputSums(*norms(self.output - average[:, :m]), *norms(average[:, m:]), *across, mean_gap)


def numpy(tensor: Tensor) -> Floats:
    """A per-row result as a float64 numpy array."""
    return tensor.double().cpu().numpy().copy()


def norms(vectors: Tensor) -> tuple[Floats, Floats]:
    """2-norm and inf-norm of each row of (R, m)."""
    return numpy((vectors * vectors).sum(dim=1).sqrt()), numpy(vectors.abs().amax(dim=1))


def cross_diameters(values: Values, keep: Tensor, dropped: Tensor) -> tuple[Floats, Floats]:
    """Largest 2-norm and inf-norm distance between a kept and a dropped value, 0 if nothing is dropped."""
    l2 = torch.zeros(len(keep), dtype=torch.float64, device=keep.device)
    linf = l2.clone()
    for i in range(keep.shape[1]):
        apart = values.v - values.v[..., i : i + 1, :]
        across = dropped & keep[:, i : i + 1]
        l2 = torch.maximum(l2, torch.where(across, (apart * apart).sum(dim=-1), 0.0).amax(dim=1))
        linf = torch.maximum(linf, torch.where(across, apart.abs().amax(dim=-1), 0.0).amax(dim=1))
    return numpy(l2.sqrt()), numpy(linf)
