"""The per-row sums that an engine delivers, before their rounding errors are known.

An engine (numpy or torch) reduces a block of rows to these arrays of shape (R,); ``enclosures`` turns them into
``RowMeasurements``. So the error analysis exists once, and two engines cannot disagree about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(slots=True)
class OutputSums:
    """Moments of the values under p."""

    dimension: Floats
    """D_v."""
    value_max: Floats
    """max |v_jc|."""
    absolute_l2: Floats
    """2-norm over c of sum_j p_j |v_jc|."""
    absolute_linf: Floats
    radius_l2: Floats
    """max_j ||v_j - c||_2."""
    radius_linf: Floats
    second_moment: Floats
    """Sum of p_j ||v_j - c||_2^2."""
    mean_square: Floats
    """||sum p_j (v_j - c)||_2^2."""
    eigenvalue: Floats | None
    """Largest eigenvalue of the computed Cov_p."""


@dataclass(slots=True)
class MeanGapSums:
    """mu_T - mu_H, the means of the dropped and the kept values, each from weights of its own."""

    l2: Floats
    linf: Floats
    absolute_l2: Floats
    """2-norm over c of sum_j (a_j/T) |v_jc| over the dropped keys."""
    absolute_linf: Floats


@dataclass(slots=True)
class KeptOutputSums:
    """The output under p^S, and how far it is from the output under p."""

    output_l2: Floats
    output_linf: Floats
    absolute_l2: Floats
    """2-norm over c of sum_j p^S_j |v_jc|."""
    absolute_linf: Floats
    cross_diameter_l2: Floats | None
    cross_diameter_linf: Floats | None
    mean_gap: MeanGapSums | None = None


@dataclass(slots=True)
class ExactSums:
    """Sums over all visible keys of a row; the same for every kept set."""

    n: Floats
    logit_max: Floats
    logit_min: Floats
    Z: Floats
    """Sum of exp(s - logit_max)."""
    output: OutputSums | None = None


@dataclass(slots=True)
class KeptSums:
    """Sums that depend on the kept set."""

    k: Floats
    kept_max: Floats
    kept_min: Floats
    dropped_max: Floats
    next_logit: Floats
    """s_(k+1), -inf if k = n."""
    H: Floats
    """Sum of exp(s - logit_max) over S."""
    H_own: Floats
    """Sum of exp(s - kept_max) over S: at least 1, so p^S never divides by an underflowed sum."""
    T: Floats
    T_own: Floats
    """Sum of exp(s - tail_scale) over the dropped keys."""
    tail_scale: Floats
    l1: Floats
    l2: Floats
    linf: Floats
    kl: Floats
    kl_distance: Floats
    """Sum over S of p^S_j (kept_max - s_j): what the rounding of the logarithms is multiplied by."""
    chi2: Floats
    bhattacharyya: Floats
    kept_sum_squares: Floats
    dropped_sum_squares: Floats
    output: KeptOutputSums | None = None


SomeSums = TypeVar("SomeSums", ExactSums, KeptSums, OutputSums, KeptOutputSums, MeanGapSums)


def join(parts: Sequence[SomeSums]) -> SomeSums:
    """Concatenate blocks of rows (fields that are None stay None).

    >>> one = ExactSums(*[np.ones(2)] * 4)
    >>> join([one, one]).Z.tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    columns: dict[str, Any] = {}
    for field in fields(parts[0]):
        pieces = [getattr(part, field.name) for part in parts]
        if pieces[0] is None:
            columns[field.name] = None
        else:
            columns[field.name] = join(pieces) if is_dataclass(pieces[0]) else np.concatenate(pieces)
    return type(parts[0])(**columns)
