"""What a measurement returns: every quantity with a derived bound on its rounding error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measured:
    """A computed quantity and a proved bound on its distance to the exact one: |exact - value| <= error.

    Both arrays have the rows' shape. ``error`` may be inf (nothing is known), never NaN.

    >>> x = Measured(np.array([1.0]), np.array([0.25]))
    >>> bool(x.lower[0] < 0.75 < 1.25 < x.upper[0])
    True
    """

    value: Floats
    error: Floats

    @property
    def lower(self) -> Floats:
        """A float64 below or at the exact quantity (rounded downwards)."""
        return np.nextafter(self.value - self.error, -np.inf)

    @property
    def upper(self) -> Floats:
        """A float64 above or at the exact quantity (rounded upwards)."""
        return np.nextafter(self.value + self.error, np.inf)

    def __getitem__(self, index: Any) -> Measured:
        return Measured(self.value[index], self.error[index])

    def reshape(self, *shape: int) -> Measured:
        """The same numbers in another shape of rows."""
        return Measured(self.value.reshape(*shape), self.error.reshape(*shape))


@dataclass(frozen=True, slots=True)
class RowMeasurements:
    """Exact against sparse attention, row by row; symbols as in the theorem book, section 1.

    Every field has the rows' shape, (R,) or (B, H, L). Integer counts and logits are exact; the rest is
    ``Measured``. Fields of the output are None when no values were given; ``cross_diameter_*``,
    ``covariance_norm`` and ``mean_gap_*`` are None unless asked for. p^S is p restricted to the kept set S and
    renormalised. ``k = n`` (nothing dropped) is allowed: then tau = 0 exactly, ``log_tau`` and ``dropped_max`` are
    -inf, ``gap`` is inf and ``mean_gap_*`` unknown.

    >>> from tailbound.kernels import measure_rows
    >>> row = measure_rows(np.log([[4.0, 2.0, 1.0, 1.0]]), 2)
    >>> row.n.tolist(), row.k.tolist(), row.tau.value.round(12).tolist()
    ([4], [2], [0.25])
    """

    n: Integers
    """Visible keys."""
    k: Integers
    """Kept keys, |S|."""
    n_dropped: Integers
    """n - k."""

    logit_max: Floats
    logit_min: Floats
    kept_max: Floats
    kept_min: Floats
    dropped_max: Floats

    delta: Measured
    """Delta = s_(1) - s_(n)."""
    gap: Measured
    """Smallest kept minus largest dropped logit; s_(k) - s_(k+1) for a top-k set, may be negative for others."""

    Z: Measured
    """Sum of exp(s_j - logit_max) over the visible keys."""
    H: Measured
    """The same sum over S."""
    T: Measured
    """The same sum over the dropped keys: a sum of its own, never Z - H."""
    log_Z: Measured
    """ln of the unscaled sum of exp(s_j)."""

    tau: Measured
    """Discarded mass T/Z, in [0, 1]."""
    log_tau: Measured
    """ln tau, finite even where tau underflows."""
    kept_mass: Measured
    """1 - tau, as H/Z."""
    log_kept_mass: Measured
    """ln(1 - tau), finite even where 1 - tau underflows."""
    odds: Measured
    """T/H = tau/(1 - tau); where it exceeds float64: the largest float64 with error inf."""

    l1: Measured
    """||p - p^S||_1, summed entry by entry from p and p^S."""
    l2: Measured
    linf: Measured
    kl: Measured
    """KL(p^S || p), as the sum of p^S ln(p^S/p)."""
    chi2: Measured
    """chi2(p^S || p), as the sum of (p - p^S)^2/p (where 1 - tau < 2^-200: from ln(1 - tau))."""
    bhattacharyya: Measured
    """Sum of sqrt(p_j p^S_j)."""

    p_max: Measured
    p_min: Measured
    p_kept_max: Measured
    p_dropped_max: Measured
    """Largest dropped probability; 0 if nothing is dropped."""
    p_next: Measured
    """p_(k+1), the (k+1)-th largest probability, whatever S is; 0 if k = n."""
    kept_sum_squares: Measured
    """Sum of p_j^2 over S."""
    dropped_sum_squares: Measured
    """Sum of p_j^2 over the dropped keys."""

    output_l2: Measured | None = None
    """||o - o_S||_2, the difference of two outputs computed separately."""
    output_linf: Measured | None = None
    spread_l2: Measured | None = None
    """2 max_j ||v_j - c||_2 over the visible keys, c the mid-range of the values (B1, second form)."""
    spread_linf: Measured | None = None
    variance: Measured | None = None
    """Var_p = sum p_j ||v_j - o||_2^2 (B2)."""
    cross_diameter_l2: Measured | None = None
    """max over i in S, j dropped of ||v_i - v_j||_2 (B1, first form); 0 if nothing is dropped."""
    cross_diameter_linf: Measured | None = None
    covariance_norm: Measured | None = None
    """Largest eigenvalue of Cov_p (B2)."""
    mean_gap_l2: Measured | None = None
    """||mu_T - mu_H||_2 of the a-weighted means of the dropped and the kept values (A5), computed separately, so it
    is right where tau underflows; undefined if nothing is dropped: then 0 with error inf."""
    mean_gap_linf: Measured | None = None

    @property
    def tv(self) -> Measured:
        """TV(p, p^S) = l1 / 2 (halving is exact)."""
        return Measured(self.l1.value / 2, self.l1.error / 2)

    def _map(self, change: Callable[[Any], Any]) -> RowMeasurements:
        content: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        changed: dict[str, Any] = {name: None if x is None else change(x) for name, x in content.items()}
        return RowMeasurements(**changed)

    def reshape(self, *shape: int) -> RowMeasurements:
        """The same rows in another shape, e.g. ``reshape(B, H, L)``."""
        return self._map(lambda x: x.reshape(*shape))

    def __getitem__(self, index: Any) -> RowMeasurements:
        """The selected rows, with numpy's indexing rules."""
        return self._map(lambda x: x[index])
