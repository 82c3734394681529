"""Real rows: queries, keys and values of a language model, measured at several budgets and rules."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tailbound.kernels import Measured, attention_logits, count_above, measure, random_mask, within_gap_mask
from tailbound.kernels.measurements import RowMeasurements
from tailbound.trace import LayerTrace, Trace
from tailbound.verify.batches import Batch, batch_of

EPS = 0.01
EXPONENTS = (0.3, 0.5, 0.7)
SPECTRAL_ROWS = 8


def budget(n: NDArray[np.int64], exponent: float) -> NDArray[np.int64]:
    """k = ceil(n^C), kept below n.

    >>> budget(np.array([2048]), 0.5).tolist()
    [46]
    """
    return np.minimum(np.ceil(n.astype(np.float64) ** exponent).astype(np.int64), n - 1)


def rules(layer: LayerTrace, scale: float, seed: int) -> list[tuple[str, str, object, dict[str, object]]]:
    """(label, rule, kept sets, exact extra fields) for the rows of a layer."""
    heads, rows, keys = layer.q.shape[0], layer.q.shape[1], layer.k.shape[1]
    n = layer.visible
    logits = attention_logits(layer.q[None], layer.k[None], scale)[0]
    visible = np.arange(keys) <= layer.positions[:, None]
    seen = np.broadcast_to(visible, (heads, rows, keys))
    flat, flat_seen = logits.reshape(heads * rows, keys), seen.reshape(heads * rows, keys)
    G = np.log(n) + math.log((1 - EPS) / EPS)
    near = within_gap_mask(flat, np.tile(G, heads), flat_seen).reshape(1, heads, rows, keys)
    root = np.tile(budget(n, 0.5), heads)
    chance = random_mask(np.random.default_rng(seed), flat.shape, root, flat_seen).reshape(1, heads, rows, keys)
    out: list[tuple[str, str, object, dict[str, object]]] = [
        (f"top-k, k = n^{C}", "top-k", np.broadcast_to(budget(n, C), (1, heads, rows)), {}) for C in EXPONENTS
    ]
    out.append(("threshold", "threshold", near, {"threshold_G": np.broadcast_to(G, (1, heads, rows))}))
    out.append(("random, k = n^0.5", "random", chance, {}))
    return out


def measured_layer(layer: LayerTrace, scale: float, seed: int = 0) -> Iterator[tuple[Batch, RowMeasurements]]:
    """One batch for each rule on all rows of a layer, then one with the spectral quantities on a few rows."""
    heads, rows, keys = layer.q.shape[0], layer.q.shape[1], layer.k.shape[1]
    mask = np.arange(keys) <= layer.positions[:, None]
    asked = rules(layer, scale, seed)
    sets = [kept for _, _, kept, _ in asked]
    top = [s for s, (_, rule, _, _) in zip(sets, asked, strict=True) if rule == "top-k"]
    keep = [s for s, (_, rule, _, _) in zip(sets, asked, strict=True) if rule != "top-k"]
    q, k, v = layer.q[None], layer.k[None], layer.v[None]
    found = measure(q, k, v, top_k=top, scale=scale, mask=mask) + measure(q, k, v, keep=keep, scale=scale, mask=mask)
    head = np.broadcast_to(np.arange(heads)[None, :, None], (1, heads, rows))
    position = np.broadcast_to(layer.positions, (1, heads, rows))
    where = {"layer": layer.layer, "head": head, "position": position}
    logits = attention_logits(q, k, scale).reshape(heads * rows, keys)
    seen = np.broadcast_to(mask, (heads, rows, keys)).reshape(heads * rows, keys)
    certain, possible = (x.astype(np.float64) for x in count_above(logits, EPS, seen))
    for (label, rule, _, extra), measurements in zip(asked, found, strict=True):
        batch = batch_of(label, rule, measurements, {**extra, "eps": EPS}, where)
        dropped = np.ravel(measurements.n_dropped) > 0
        fields = {**batch.fields, "n_above_eps": (certain[dropped], possible[dropped])}
        yield Batch(label, rule, fields, batch.where), measurements
    some = slice(0, rows, max(1, rows // SPECTRAL_ROWS))
    few = measure(q[:, :, some], k, v, top_k=top[1][..., some], scale=scale, mask=mask[some], spectral=True)
    places = {"layer": layer.layer, "head": head[..., some], "position": position[..., some]}
    yield batch_of("top-k, k = n^0.5, spectral", "top-k", few, {}, places), few


def distinct_rows(trace: Trace) -> int:
    """Query rows in the trace: each is measured with several kept sets, and counted once here."""
    return trace.rows


__all__ = ["EPS", "Measured", "budget", "distinct_rows", "measured_layer", "rules"]
