"""Rows given directly by their logits: what synthetic rows and counterexamples use."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .engine import Accumulator, Engine, blocks, check_logit_range, check_values, engine_named
from .kept_sets import Request, check_kept, checked_budgets, fit_budgets
from .layout import as_mask
from .measurements import RowMeasurements
from .rounding import MAX_KEYS

Mask = NDArray[np.bool_]


def row_name(r: int) -> str:
    """How an error message names row r."""
    return f"row {r}"


def measure_rows(
    logits: Any,
    keep_or_k: Any,
    values: Any = None,
    visible: Any = None,
    *,
    engine: str = "numpy",
    cap: bool = False,
    spectral: bool = False,
    pairs: bool = False,
    means: bool = False,
) -> Any:
    """Exact against sparse softmax attention for rows of logits.

    Parameters
    ----------
    logits: (R, n), float16 to float64, finite where visible; converted to float64 exactly. They define the row.
    keep_or_k: the kept set S of each row: a boolean mask that broadcasts to (R, n) (intersected with
        ``visible``), or a budget for top-k with ties by lowest index, an int or an integer array (R,).
        A list or tuple of these measures several sets at the price of one exponential and one sort.
    values: None, (n, m) shared by all rows, or (R, n, m).
    visible: boolean, broadcasts to (R, n); invisible keys are not part of the row and may hold NaN.
    engine: "numpy" or "torch".
    cap: a row with fewer than k visible keys keeps them all, instead of an error.
    spectral: also the largest eigenvalue of Cov_p (O(n m^2) per row).
    pairs: also the exact largest distance between a kept and a dropped value (O(n^2 m) per row).
    means: also the distance of the mean of the dropped values from that of the kept ones, ``mean_gap_l2`` and
        ``mean_gap_linf`` (A5; O(n m) per row): 0 with error inf where nothing is dropped.

    Returns ``RowMeasurements`` with fields of shape (R,), a list of them if ``keep_or_k`` is a list or tuple.

    Raises ValueError: NaN or inf in visible logits or values, k < 1 or k > n, a row that keeps no visible key,
    a row with no visible key (it has no softmax), shapes that do not match, a wrong dtype.

    >>> row = measure_rows(np.zeros((1, 4)), 2, values=np.eye(4))
    >>> float(row.tau.value[0]), float(row.l1.value[0]), bool(row.output_linf.error[0] < 1e-14)
    (0.5, 1.0, True)
    """
    chosen = engine_named(engine)
    rows = chosen.as_array("logits", logits)
    if len(rows.shape) != 2 or 0 in tuple(rows.shape):
        raise ValueError(f"logits must have shape (R, n) with R, n >= 1, not {tuple(rows.shape)}")
    R, n = rows.shape
    if n > MAX_KEYS:
        raise ValueError(f"{n} keys: the error analysis covers at most {MAX_KEYS}")
    seen = None if visible is None else as_mask("visible", visible, (R, n))
    check_visible_logits(chosen, rows, seen)
    several = isinstance(keep_or_k, list | tuple)
    requests = [row_request(x, seen, R, n, cap) for x in (keep_or_k if several else [keep_or_k])]
    vectors = None if values is None else checked_row_values(chosen, values, seen, R, n)
    shared = None if vectors is None or len(vectors.shape) == 3 else chosen.Values(vectors, used_keys(seen))
    found = Accumulator(len(requests))
    for part in blocks(R, n, chosen.block_elements(rows)):
        mask = None if seen is None else seen[part]
        block_values = shared
        if vectors is not None and shared is None:
            block_values = chosen.Values(vectors[part], mask)
        block = chosen.RowBlock(rows[part], mask, block_values, spectral)
        check_logit_range(chosen, block)
        found.add(block, [request[part] for request in requests], pairs, means)
    results: list[RowMeasurements] = found.measurements()
    return results if several else results[0]


def used_keys(seen: Mask | None) -> Mask | None:
    """Keys that at least one row sees."""
    return None if seen is None else np.any(seen, axis=0)


def check_visible_logits(engine: Engine, rows: Any, seen: Mask | None) -> None:
    """ValueError for NaN or inf at a visible key, and for a row that sees nothing."""
    if seen is not None:
        empty = np.flatnonzero(~seen.any(axis=1))
        if empty.size:
            raise ValueError(f"{row_name(int(empty[0]))} has no visible key: it has no softmax")
    visible_logits = rows if seen is None else engine.where_seen(rows, seen)
    if not engine.all_finite(visible_logits):
        raise ValueError("logits of visible keys contain NaN or inf")


def row_request(keep_or_k: Any, seen: Mask | None, R: int, n: int, cap: bool) -> Request:
    """A mask (R, n) or budgets (R,), checked."""
    plain = np.asarray(keep_or_k.cpu()) if hasattr(keep_or_k, "cpu") else np.asarray(keep_or_k)
    if plain.dtype == np.bool_:
        keep = as_mask("keep", plain, (R, n))
        check_kept(keep, seen, row_name)
        return keep
    counts = np.full(R, n) if seen is None else seen.sum(axis=1)
    return fit_budgets(checked_budgets(plain, (R,)), counts, n, cap, row_name)


def checked_row_values(engine: Engine, values: Any, seen: Mask | None, R: int, n: int) -> Any:
    """(n, m) or (R, n, m), finite where some row looks."""
    vectors = engine.as_array("values", values)
    shape = tuple(vectors.shape)
    if shape[:-1] not in ((n,), (R, n)) or shape[-1] < 1:
        raise ValueError(f"values have shape {shape}; expected ({n}, m) or ({R}, {n}, m)")
    looked_at = vectors
    if seen is not None:
        looked_at = engine.where_seen(vectors, (seen if len(shape) == 3 else np.any(seen, axis=0))[..., None])
    check_values(engine, looked_at)
    return vectors
