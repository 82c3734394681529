"""Exact against sparse attention for query, key and value tensors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .engine import Accumulator, Engine, blocks, check_logit_range, check_values, engine_named
from .kept_sets import Request, check_kept, checked_budgets, fit_budgets
from .layout import Layout, as_mask, checked_scale, layout_of, visibility
from .measurements import RowMeasurements

Mask = NDArray[np.bool_]


def measure(
    q: Any,
    k: Any,
    v: Any,
    keep: Any = None,
    top_k: Any = None,
    scale: float | None = None,
    causal: str | None = None,
    mask: Any = None,
    *,
    engine: str = "numpy",
    spectral: bool = False,
    pairs: bool = False,
    means: bool = False,
) -> Any:
    """Per-row measurement of softmax attention restricted to kept keys, against exact attention.

    Parameters
    ----------
    q: (B, H, L, D); k: (B, H_kv, S, D); v: (B, H_kv, S, D_v), H a multiple of H_kv: query head h uses key-value
        head h // (H / H_kv) (grouped queries). float16, float32 or float64 (torch: also bfloat16).
    keep: boolean, broadcasts to (B, H, L, S), intersected with what is visible; or
    top_k: budget, an int or an integer array that broadcasts to (B, H, L): the k largest logits, ties by lowest
        index. Exactly one of the two; each may be a list or tuple, which shares the work between several sets.
    scale: logits are scale <q, k>; None is 1/sqrt(D).
    causal: None, "top-left" (torch SDPA) or "bottom-right" (flash-attention); see ``layout.causal_mask``.
        A causal row with m visible keys keeps min(k, m) of them; k > S is an error. Without ``causal`` a budget
        above a row's visible keys is an error.
    mask: boolean, broadcasts to (B, H, L, S), True = visible; combined with ``causal``.
    engine: "numpy" (logits in float64) or "torch" (logits in the tensors' own precision, on their device; all
        that follows in float64). Either way the logits as computed define the row, and errors are counted from
        there; the error of the logits themselves is another theorem (G3).
    spectral, pairs, means: see ``measure_rows``.

    Returns ``RowMeasurements`` with fields of shape (B, H, L); a list of them for several sets. Keys and values
    that no query can see are never read: NaN there changes no bit of the result.

    Raises ValueError: NaN or inf in q, or in k or v at a visible key; k < 1 or k > n; a row that keeps no
    visible key; a row with every key masked; shapes that do not match; H not a multiple of H_kv; an unknown
    causal name; a wrong dtype; logits that overflow.

    >>> rng = np.random.default_rng(0)
    >>> q, k, v = (rng.standard_normal((1, heads, 6, 4)) for heads in (4, 2, 2))
    >>> rows = measure(q, k, v, top_k=2, causal="top-left")
    >>> rows.tau.value.shape, rows.k[0, 0].tolist()
    ((1, 4, 6), [1, 2, 2, 2, 2, 2])
    """
    chosen = engine_named(engine)
    q, k, v = (chosen.as_array(name, x) for name, x in (("q", q), ("k", k), ("v", v)))
    layout = layout_of(q, k, v)
    factor = checked_scale(scale, layout.D)
    visible = visibility(layout, causal, mask)
    if (keep is None) == (top_k is None):
        raise ValueError("give exactly one of keep and top_k")
    wanted = top_k if keep is None else keep
    several = isinstance(wanted, list | tuple)
    requests = [
        attention_request(x, keep is not None, layout, visible, causal is not None)
        for x in (wanted if several else [wanted])
    ]
    if not chosen.all_finite(q):
        raise ValueError("q contains NaN or inf")
    found = Accumulator(len(requests))
    for group in groups(layout):
        measure_group(chosen, group, layout, (q, k, v), factor, visible, requests, found, spectral, pairs, means)
    results: list[RowMeasurements] = [rows.reshape(*layout.rows) for rows in found.measurements()]
    return results if several else results[0]


def groups(layout: Layout) -> Iterator[tuple[int, int, slice]]:
    """(batch, key-value head, its query heads), in the order of the rows of (B, H, L)."""
    size = layout.heads_per_group
    for b in range(layout.B):
        for head in range(layout.H_kv):
            yield b, head, slice(head * size, (head + 1) * size)


def attention_request(wanted: Any, is_mask: bool, layout: Layout, visible: Mask | None, capped: bool) -> Request:
    """A mask (B, H, L, S) or budgets (B, H, L), checked."""

    def name(r: int) -> str:
        b, h, row = (int(x) for x in np.unravel_index(r, layout.rows))
        return f"row (b={b}, h={h}, l={row})"

    flat = (-1, layout.S)
    if is_mask:
        keep = as_mask("keep", wanted, (*layout.rows, layout.S))
        check_kept(keep.reshape(flat), None if visible is None else visible.reshape(flat), name)
        return keep
    n = np.full(layout.rows, layout.S) if visible is None else visible.sum(axis=3)
    plain = wanted.cpu() if hasattr(wanted, "cpu") else wanted
    budgets = checked_budgets(plain, layout.rows)
    return fit_budgets(budgets.ravel(), n.ravel(), layout.S, capped, name).reshape(layout.rows)


def measure_group(
    engine: Engine,
    group: tuple[int, int, slice],
    layout: Layout,
    tensors: tuple[Any, Any, Any],
    scale: float,
    visible: Mask | None,
    requests: list[Request],
    found: Accumulator,
    spectral: bool,
    pairs: bool,
    means: bool,
) -> None:
    """All query rows that share one key-value head."""
    b, head, heads = group
    q, keys, vectors = tensors[0][b, heads].reshape(-1, layout.D), tensors[1][b, head], tensors[2][b, head]
    flat = (-1, layout.S)
    seen = None if visible is None else visible[b, heads].reshape(flat)
    used = None if seen is None else np.any(seen, axis=0)
    keys, vectors = engine.clean(keys, used), engine.clean(vectors, used)
    if not engine.all_finite(keys):
        raise ValueError("k contains NaN or inf at a visible key")
    check_values(engine, vectors)
    values = engine.Values(vectors, used)
    cut = [x[b, heads].reshape(flat if x.dtype == np.bool_ else -1) for x in requests]
    for part in blocks(len(q), layout.S, engine.block_elements(q)):
        logits = engine.logits(q[part], keys, scale)
        block = engine.RowBlock(logits, None if seen is None else seen[part], values, spectral)
        check_logit_range(engine, block)
        found.add(block, [x[part] for x in cut], pairs, means)


def attention_logits(q: Any, k: Any, scale: float | None = None) -> NDArray[np.float64]:
    """The logits (B, H, L, S) that ``measure`` with the numpy engine takes as the rows, all keys visible.

    >>> attention_logits(np.ones((1, 2, 1, 4)), np.ones((1, 1, 3, 4))).tolist()
    [[[[2.0, 2.0, 2.0]], [[2.0, 2.0, 2.0]]]]
    """
    chosen = engine_named("numpy")
    q, k = chosen.as_array("q", q), chosen.as_array("k", k)
    layout = layout_of(q, k, k)
    factor = checked_scale(scale, layout.D)
    rows = np.empty((*layout.rows, layout.S))
    for b, head, heads in groups(layout):
        logits = chosen.logits(q[b, heads].reshape(-1, layout.D), k[b, head], factor)
        rows[b, heads] = logits.reshape(-1, layout.L, layout.S)
    return rows
