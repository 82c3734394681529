"""Synthetic rows of every kind at which bounds are attained, or at which careless code fails."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tailbound.kernels import count_above, measure_rows, random_mask, tile_skipping_mask, within_gap_mask
from tailbound.verify.batches import Batch, batch_of, merged, with_fields

Floats = NDArray[np.float64]
LENGTHS = (2, 3, 5, 9, 33, 128, 400)
ROWS = 1350
VALUE_WIDTH = 3
PAIRS_UP_TO = 33
TILE = 4
LEVEL = 2.0**-10


def flat(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """Constant rows: Delta = 0."""
    return np.asarray(np.repeat(rng.normal(size=(rows, 1)), n, axis=1), dtype=np.float64)


def spiked(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """One key up to 60 above a flat row."""
    s = np.zeros((rows, n))
    s[np.arange(rows), rng.integers(n, size=rows)] = rng.uniform(0, 60, size=rows)
    return s


def gaussian(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """Standard deviations from 0.1 to 10, log-uniform."""
    sigma: Floats = np.exp(rng.uniform(math.log(0.1), math.log(10), size=(rows, 1)))
    return np.asarray(rng.normal(size=(rows, n)) * sigma, dtype=np.float64)


def two_level(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """Two values, Delta up to 700: where the bounds at bounded range are attained."""
    high = rng.random((rows, n)) < rng.random((rows, 1))
    top: Floats = np.exp(rng.uniform(math.log(1e-3), math.log(700), size=(rows, 1)))
    return np.asarray(high * top, dtype=np.float64)


def tied(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """A few integer levels: ties at the cut."""
    return rng.integers(0, 3, size=(rows, n)).astype(np.float64)


def nearly_tied(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """Differences of 1e-13."""
    return np.asarray(1.0 + 1e-13 * rng.integers(-3, 4, size=(rows, n)), dtype=np.float64)


def extreme(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """Logits up to +-1e4."""
    return rng.uniform(-1e4, 1e4, size=(rows, n))


def decaying(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """Linear decay in random order: discarded masses near 1e-30 and far below."""
    order = np.argsort(rng.random((rows, n)), axis=1).astype(np.float64)
    slope: Floats = np.exp(rng.uniform(math.log(0.01), math.log(60), size=(rows, 1)))
    return np.asarray(-order * slope, dtype=np.float64)


def sunk(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """A Gaussian row with a sink on the first key."""
    s = rng.normal(size=(rows, n)) * 2
    s[:, 0] += rng.uniform(5, 30, size=rows)
    return s


KINDS: dict[str, Callable[[np.random.Generator, int, int], Floats]] = {
    "flat": flat,
    "spiked": spiked,
    "Gaussian": gaussian,
    "two-level": two_level,
    "tied": tied,
    "nearly tied": nearly_tied,
    "extreme": extreme,
    "decaying": decaying,
    "sink": sunk,
}
RULES = ("top-k", "random", "threshold", "tiles")


def budgets(rng: np.random.Generator, rows: int, n: int) -> NDArray[np.int64]:
    """1, n - 1, and log-uniform between."""
    k = np.exp(rng.uniform(0, math.log(n), size=rows)).astype(np.int64)
    k[: rows // 8], k[rows // 8 : rows // 4] = 1, n - 1
    return np.clip(k, 1, n - 1)


def values(rng: np.random.Generator, rows: int, n: int) -> Floats:
    """Values in [-1, 1], some rows with one outlier, some all positive; the first key's value is 0 (a sink)."""
    v = rng.uniform(-1, 1, size=(rows, n, VALUE_WIDTH))
    v[: rows // 4] = np.abs(v[: rows // 4])
    v[rows // 4 : rows // 2, -1] *= 1e6
    v[:, 0] = 0.0
    return v


def batch(kind: str, rule: str, n: int, rows: int, rng: np.random.Generator) -> Batch:
    """`rows` rows of one kind and length, each with keys kept by one rule, measured in float64."""
    s = KINDS[kind](rng, rows, n)
    extra: dict[str, Any] = {"eps": np.exp(rng.uniform(math.log(1e-3), 0, size=rows)) * 0.999}
    others: dict[str, Any] = {}
    kept: Any
    if rule == "top-k":
        kept = budgets(rng, rows, n)
        others = {"next": np.minimum(kept + 1, n), "next2": np.minimum(kept + 2, n)}
    elif rule == "random":
        k = budgets(rng, rows, n)
        kept, others = random_mask(rng, (rows, n), k), {"top": k}
    elif rule == "threshold":
        extra["threshold_G"] = np.exp(rng.uniform(math.log(0.1), math.log(50), size=rows))
        kept = within_gap_mask(s, extra["threshold_G"])
    else:
        extra["tile_lambda"] = LEVEL
        kept = tile_skipping_mask(s, TILE, LEVEL)
    short = n <= PAIRS_UP_TO
    v = values(rng, rows, n)
    measured, *rest = measure_rows(s, [kept, *others.values()], v, spectral=short, pairs=short, means=True)
    beside = dict(zip(others, rest, strict=True))
    certain, possible = count_above(s, extra["eps"])
    dropped = measured.n_dropped > 0
    above = (certain[dropped].astype(np.float64), possible[dropped].astype(np.float64))
    return with_fields(batch_of(kind, rule, measured, extra, beside=beside), {"n_above_eps": above})


def plan() -> list[list[tuple[str, str, int]]]:
    """Kind, rule and length of each batch, in groups that are held against the theorems at once."""
    lengths = [[n for n in LENGTHS if (n <= PAIRS_UP_TO) == short] for short in (True, False)]
    return [[(kind, rule, n) for kind in KINDS for n in some] for rule in RULES for some in lengths]


def batches(rows: int = ROWS, seed: int = 0) -> Iterator[Batch]:
    """All groups of the plan; the same seed gives the same rows.  Extreme rows, which only Arb can decide, are fewer.

    >>> first = next(batches(rows=16))
    >>> first.rule, first.labels[0], first.rows == 5 * (8 * 16 + 8)
    ('top-k', 'flat', True)
    """
    for number, group in enumerate(plan()):
        parts = []
        for place, (kind, rule, n) in enumerate(group):
            count = max(8, rows // 8) if kind == "extreme" else rows
            parts.append(batch(kind, rule, n, count, np.random.default_rng([seed, number, place])))
        yield merged(parts)
