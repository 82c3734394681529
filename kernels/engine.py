"""What an engine must offer, and the loop that drives it over blocks of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .enclosures import enclose
from .kept_sets import Request
from .measurements import RowMeasurements
from .rounding import LARGEST_VALUE
from .sums import ExactSums, KeptSums, join

Mask = NDArray[np.bool_]

ENGINES = {"numpy": ".reference", "torch": ".torch_attention"}


class Engine(Protocol):
    """The module-level names of ``reference`` and ``torch_attention``."""

    block_elements: Callable[[Any], int]
    as_array: Callable[[str, Any], Any]
    all_finite: Callable[[Any], bool]
    clean: Callable[[Any, Mask | None], Any]
    where_seen: Callable[[Any, Mask], Any]
    logits: Callable[[Any, Any, float], Any]
    Values: Callable[..., Any]
    RowBlock: Callable[..., Any]


def engine_named(name: str) -> Engine:
    """The engine's module; torch is imported only when asked for.

    >>> engine_named("numpy").__name__
    'tailbound.kernels.reference'
    """
    if name not in ENGINES:
        raise ValueError(f'engine must be "numpy" or "torch", not {name!r}')
    return import_module(ENGINES[name], __package__)


class Accumulator:
    """Collects the sums of consecutive blocks for several kept sets, and encloses them at the end."""

    def __init__(self, sets: int) -> None:
        self.exact: list[ExactSums] = []
        self.kept: list[list[KeptSums]] = [[] for _ in range(sets)]

    def add(self, block: Any, requests: Sequence[Request], pairs: bool, means: bool) -> None:
        """Measure one block for every requested kept set."""
        self.exact.append(block.exact_sums())
        for request, kept in zip(requests, self.kept, strict=True):
            keep = block.keep(request) if request.dtype == np.bool_ else block.top_k(request)
            kept.append(block.kept_sums(keep, pairs, means))

    def measurements(self) -> list[RowMeasurements]:
        """One result per kept set, rows in the order they were added."""
        exact = join(self.exact)
        return [enclose(exact, join(kept)) for kept in self.kept]


def check_values(engine: Engine, values: Any) -> None:
    """ValueError for NaN, inf or magnitudes whose squares could overflow."""
    if not engine.all_finite(values):
        raise ValueError("v contains NaN or inf at a visible key")
    if float(abs(values).max()) > LARGEST_VALUE:
        raise ValueError("v exceeds 2^400 in magnitude: squared distances would overflow")


def check_logit_range(engine: Engine, block: Any) -> None:
    """ValueError if q and k are finite but their product, or the range of a row, is not."""
    sums_finite = engine.all_finite(block.maximum) and engine.all_finite(block.below)
    if not sums_finite:
        raise ValueError("logits overflow: the range of a row exceeds float64")


def blocks(rows: int, keys: int, elements: int) -> list[slice]:
    """Consecutive slices of rows with about ``elements`` logits each.

    >>> blocks(5, 10, 20)
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    step = max(1, elements // keys)
    return [slice(start, min(start + step, rows)) for start in range(0, rows, step)]
