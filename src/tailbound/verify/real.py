"""Real rows: queries, keys and values of a language model, measured at several budgets and rules."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tailbound.kernels import attention_logits, count_above, measure, random_mask, within_gap_mask
from tailbound.kernels.measurements import RowMeasurements
from tailbound.trace import LayerTrace
from tailbound.verify.batches import Batch, batch_of, with_fields

EPS = 0.01
EXPONENTS = (0.3, 0.5, 0.7)
SPECTRAL_ROWS = 8


def budget(n: NDArray[np.int64], exponent: float) -> NDArray[np.int64]:
    """k = ceil(n^C), kept below n.

    >>> budget(np.array([2048]), 0.5).tolist()
    [46]
    """
    return np.minimum(np.ceil(n.astype(np.float64) ** exponent).astype(np.int64), n - 1)


def with_a_choice(layer: LayerTrace) -> LayerTrace | None:
    """The rows that see at least two keys, None if there are none: a row of one key has nothing to drop.

    >>> one = np.ones((1, 3, 2))
    >>> layer = with_a_choice(LayerTrace(0, one, one, one, np.arange(3)))
    >>> layer.visible.tolist() if layer else None
    [2, 3]
    """
    some = layer.visible >= 2
    if some.all():
        return layer
    return LayerTrace(layer.layer, layer.q[:, some], layer.k, layer.v, layer.positions[some]) if some.any() else None


def sets_per_layer() -> int:
    """Batches that `measured_layer` yields."""
    return len(EXPONENTS) + 3


@dataclass(frozen=True)
class Rule:
    """One way to choose the kept keys of every row of a layer: a budget for top-k, or a mask."""

    label: str
    name: str
    budget: NDArray[np.int64] | None = None
    mask: NDArray[np.bool_] | None = None
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LayerRows:
    """The rows of a layer with their logits, flattened to (heads * rows, keys) where that is asked for."""

    layer: LayerTrace
    scale: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """Heads, rows per head, keys."""
        return self.layer.q.shape[0], self.layer.q.shape[1], self.layer.k.shape[1]

    @property
    def visible(self) -> NDArray[np.bool_]:
        """Which keys a row sees, (rows, keys)."""
        return np.arange(self.shape[2]) <= self.layer.positions[:, None]

    def flat(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Logits and visibility, (heads * rows, keys)."""
        heads, rows, keys = self.shape
        logits = attention_logits(self.layer.q[None], self.layer.k[None], self.scale)
        seen = np.broadcast_to(self.visible, self.shape)
        return logits.reshape(heads * rows, keys), seen.reshape(heads * rows, keys)

    def measure(self, rows: slice, **how: Any) -> Any:
        """The kernels' measurement of some rows of every head."""
        layer = self.layer
        q, k, v = layer.q[None, :, rows], layer.k[None], layer.v[None]
        return measure(q, k, v, scale=self.scale, mask=self.visible[rows], means=True, **how)

    def places(self, rows: slice) -> dict[str, Any]:
        """Layer, head and position of each row."""
        heads = self.shape[0]
        positions = self.layer.positions[rows]
        shape = (1, heads, len(positions))
        head = np.broadcast_to(np.arange(heads)[None, :, None], shape)
        return {"layer": self.layer.layer, "head": head, "position": np.broadcast_to(positions, shape)}


def rules(own: LayerRows, logits: NDArray[np.float64], seen: NDArray[np.bool_], seed: int) -> list[Rule]:
    """Top-k at three exponents, F4's threshold that certifies EPS, and a random set of ceil(sqrt n) keys."""
    heads, rows, _ = own.shape
    n, shape = own.layer.visible, (1, *own.shape)
    G = np.log(n) + math.log((1 - EPS) / EPS)
    near = within_gap_mask(logits, np.tile(G, heads), seen).reshape(shape)
    root = np.tile(budget(n, 0.5), heads)
    chance = random_mask(np.random.default_rng(seed), logits.shape, root, seen).reshape(shape)
    every = (1, heads, rows)
    top = [Rule(f"top-k, k = n^{C}", "top-k", budget=np.broadcast_to(budget(n, C), every)) for C in EXPONENTS]
    threshold = Rule("threshold", "threshold", mask=near, extra={"threshold_G": np.broadcast_to(G, every)})
    return [*top, threshold, Rule("random, k = n^0.5", "random", mask=chance)]


def measured_layer(layer: LayerTrace, scale: float, seed: int = 0) -> Iterator[Batch]:
    """One batch for each rule on all rows of a layer, then one with the spectral quantities on a few rows."""
    own = LayerRows(layer, scale)
    logits, seen = own.flat()
    asked = rules(own, logits, seen, seed)
    certain, possible = (x.astype(np.float64) for x in count_above(logits, EPS, seen))
    del logits, seen
    every = slice(None)
    budgets = [r.budget for r in asked if r.budget is not None]
    masks = [r.mask for r in asked if r.mask is not None]
    found: list[RowMeasurements] = [*own.measure(every, top_k=budgets), *own.measure(every, keep=masks)]
    at_root = found[EXPONENTS.index(0.5)]
    for rule, measured in zip(asked, found, strict=True):
        beside = {"top": at_root} if rule.name == "random" else {}
        batch = batch_of(rule.label, rule.name, measured, {**rule.extra, "eps": EPS}, own.places(every), beside)
        dropped = np.ravel(measured.n_dropped) > 0
        yield with_fields(batch, {"n_above_eps": (certain[dropped], possible[dropped])})
    rows = layer.q.shape[1]
    some = slice(0, rows, max(1, rows // SPECTRAL_ROWS))
    root = np.broadcast_to(budget(layer.visible[some], 0.5), (1, own.shape[0], len(layer.positions[some])))
    few = own.measure(some, top_k=root, spectral=True)
    yield batch_of("top-k, k = n^0.5, spectral", "top-k", few, {"eps": EPS}, own.places(some))
