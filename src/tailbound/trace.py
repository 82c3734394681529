"""A trace: the queries, keys and values of real attention heads, with where they came from.

A trace file is a safetensors file; ``docs/trace-format.md`` says what must be in it. Whatever is wrong with
a file is reported as one line (``ValueError``), because a trace that is read wrongly would give wrong
measurements in silence.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tailbound.tensor_file import from_bytes, narrowest, to_bytes, write_whole

FORMAT = "tailbound-trace/1"
SHIPPED = "smollm2_kjv.safetensors"

_PARTS = ("q", "k", "v", "positions")
_TENSOR_NAME = re.compile(r"layers\.(0|[1-9][0-9]{0,8})\.(q|k|v|positions)")
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True, eq=False)
class LayerTrace:
    """Attention inputs of one layer: ``q (H, R, D)``, ``k, v (H_kv, S, D)``, ``positions (R,)``.

    ``q`` and ``k`` are taken after rotary embedding; query head ``h`` reads key-value head
    ``h // (H // H_kv)``. Row ``r`` is the token at ``positions[r]`` and sees the keys ``0..positions[r]``.
    Half, single and double precision are accepted and held as float64 (an exact widening), so that nothing
    downstream computes in half precision by accident.

    Raises:
        ValueError: a shape, a head count, a position, a dtype does not fit, or a value is NaN or infinite.

    >>> one = np.ones((1, 3, 2))
    >>> LayerTrace(0, one[:, :1], one, one, np.array([2])).rows
    1
    """

    layer: int
    q: NDArray[np.float64] = field(repr=False)
    k: NDArray[np.float64] = field(repr=False)
    v: NDArray[np.float64] = field(repr=False)
    positions: NDArray[np.int64] = field(repr=False)

    def __post_init__(self) -> None:
        if isinstance(self.layer, bool) or not isinstance(self.layer, int) or self.layer < 0:
            raise ValueError(f"a layer number must be an integer >= 0, got {self.layer!r}")
        for name in ("q", "k", "v"):
            object.__setattr__(self, name, _finite_float64(getattr(self, name), f"layers.{self.layer}.{name}"))
        self._check_shapes()
        object.__setattr__(self, "positions", self._checked_positions())

    def _check_shapes(self) -> None:
        where = f"layer {self.layer}"
        (heads, _, width), (kv_heads, _, _) = self.q.shape, self.k.shape
        if self.k.shape != self.v.shape:
            raise ValueError(f"{where}: k has shape {self.k.shape} but v has shape {self.v.shape}")
        if self.k.shape[2] != width:
            raise ValueError(f"{where}: q has head size {width} but k has head size {self.k.shape[2]}")
        if heads % kv_heads:
            raise ValueError(f"{where}: {heads} query heads are not a multiple of {kv_heads} key-value heads")

    def _checked_positions(self) -> NDArray[np.int64]:
        where = f"layers.{self.layer}.positions"
        positions = np.asarray(self.positions)
        if positions.dtype not in (np.int32, np.int64):
            raise ValueError(f"{where}: positions must be int32 or int64, got {positions.dtype}")
        if positions.shape != (self.q.shape[1],):
            raise ValueError(f"{where}: shape {positions.shape}, but q has {self.q.shape[1]} rows")
        outside = (positions < 0) | (positions >= self.k.shape[1])
        if outside.any():
            bad = int(positions[outside][0])
            raise ValueError(f"{where}: position {bad} is outside 0..{self.k.shape[1] - 1}, the keys stored")
        if (np.diff(positions) <= 0).any():
            raise ValueError(f"{where}: positions must increase strictly, so that no row is counted twice")
        return positions.astype(np.int64)

    @property
    def rows(self) -> int:
        """Number of attention rows, ``H * R``."""
        return int(self.q.shape[0] * self.q.shape[1])

    @property
    def visible(self) -> NDArray[np.int64]:
        """``(R,)``: n, the number of keys that each row sees, ``positions + 1``."""
        return self.positions + 1


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """Layers of one run of a model, the logit ``scale`` (logits are ``scale * q . k``), and the provenance.

    Raises:
        ValueError: no layer, a layer twice, a scale that is not finite and positive, provenance that is not
            text, or logits that could overflow a float64.

    >>> one = np.ones((1, 3, 2))
    >>> trace = Trace((LayerTrace(0, one[:, :1], one, one, np.array([2])),), 0.5, {"model": "toy"})
    >>> trace.rows, trace.source
    (1, 'toy')
    """

    layers: tuple[LayerTrace, ...]
    scale: float
    provenance: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", tuple(self.layers))
        object.__setattr__(self, "scale", float(self.scale))
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))
        numbers = [layer.layer for layer in self.layers]
        if not numbers:
            raise ValueError("a trace needs at least one layer")
        if len(set(numbers)) != len(numbers):
            raise ValueError(f"a layer occurs twice: {numbers}")
        if not (math.isfinite(self.scale) and self.scale > 0):
            raise ValueError(f"scale must be finite and positive, got {self.scale!r}")
        for key, value in self.provenance.items():
            if not (isinstance(key, str) and isinstance(value, str)) or key in ("format", "scale"):
                raise ValueError(f"provenance must map text to text, without 'format' and 'scale': {key!r}")
        for layer in self.layers:
            self._check_logits(layer)

    def _check_logits(self, layer: LayerTrace) -> None:
        with np.errstate(over="ignore"):
            largest = self.scale * (layer.q.shape[2] * np.abs(layer.q).max() * np.abs(layer.k).max())
        if not np.isfinite(largest):
            raise ValueError(f"layer {layer.layer}: q and k are so large that a logit may overflow a float64")

    @property
    def rows(self) -> int:
        """Number of attention rows over all layers and heads."""
        return sum(layer.rows for layer in self.layers)

    @property
    def source(self) -> str:
        """One line for reports: the model, its quantisation, the text, as far as the file says."""
        parts = [self.provenance[key] for key in ("model", "quantisation", "text") if key in self.provenance]
        return "; ".join(parts) or "source not stated"


def load_trace(path: str | os.PathLike[str]) -> Trace:
    """Read and validate the trace file at ``path``.

    Raises:
        ValueError: one line that names the file and what is wrong: unreadable, cut short, not safetensors,
            another format version, a tensor missing, unknown or of a dtype or shape that does not fit, NaN
            or infinity, a position out of range.

    >>> import tempfile
    >>> one = np.ones((1, 3, 2))
    >>> trace = Trace((LayerTrace(7, one[:, :1], one, one, np.array([2])),), 0.5, {"model": "toy"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_trace(trace, Path(folder) / "toy.safetensors")
    ...     load_trace(Path(folder) / "toy.safetensors").layers[0].layer
    7
    """
    try:
        return _parse(Path(path).read_bytes())
    except OSError as error:
        raise ValueError(f"trace {path}: {error.strerror or error}") from None
    except ValueError as error:
        raise ValueError(f"trace {path}: {error}") from None


def shipped_trace() -> Trace:
    """Read the trace that ships with the package: SmolLM2-135M (Q4_1) on the King James Bible.

    >>> shipped_trace().rows >= 10_000
    True
    """
    with resources.as_file(resources.files("tailbound") / "data" / SHIPPED) as path:
        return load_trace(path)


def save_trace(trace: Trace, path: str | os.PathLike[str]) -> None:
    """Write ``trace`` to ``path``, whole or not at all (a temporary file beside it, then a rename).

    Each array is stored in the narrowest of float16, float32, float64 that holds all its values exactly, so
    reading the file back gives the same numbers. See :func:`load_trace` for an example.

    Raises:
        ValueError: the file cannot be written there.
    """
    tensors: dict[str, NDArray[Any]] = {}
    for layer in trace.layers:
        for part in ("q", "k", "v"):
            tensors[f"layers.{layer.layer}.{part}"] = narrowest(getattr(layer, part))
        tensors[f"layers.{layer.layer}.positions"] = layer.positions
    metadata = {**trace.provenance, "format": FORMAT, "scale": repr(trace.scale)}
    write_whole(Path(path), to_bytes(tensors, metadata))


def _parse(content: bytes) -> Trace:
    tensors, metadata = from_bytes(content)
    version = metadata.pop("format", None)
    if version != FORMAT:
        raise ValueError(f"format is {version!r}, this version reads {FORMAT!r}")
    scale = metadata.pop("scale", None)
    if scale is None:
        raise ValueError("the metadata has no 'scale'")
    if not _DECIMAL.fullmatch(scale):
        raise ValueError(f"scale must be a positive decimal number, got {scale!r}")
    layers: dict[int, dict[str, NDArray[Any]]] = {}
    for name, array in tensors.items():
        match = _TENSOR_NAME.fullmatch(name)
        if not match:
            raise ValueError(f"unknown tensor {name!r}: names are layers.N.q, .k, .v and .positions")
        layers.setdefault(int(match[1]), {})[match[2]] = array
    for number, parts in layers.items():
        for part in _PARTS:
            if part not in parts:
                raise ValueError(f"the tensor layers.{number}.{part} is missing")
    return Trace(tuple(LayerTrace(n, **layers[n]) for n in sorted(layers)), float(scale), metadata)


def _finite_float64(array: NDArray[Any], name: str) -> NDArray[np.float64]:
    array = np.asarray(array)
    if array.dtype not in (np.float16, np.float32, np.float64):
        raise ValueError(f"{name}: expected a float of 16, 32 or 64 bits, got {array.dtype}")
    if array.ndim != 3 or 0 in array.shape:
        raise ValueError(f"{name}: expected (heads, tokens, head size), none of them 0, got {array.shape}")
    finite = np.isfinite(array)
    if not finite.all():
        where = tuple(int(i) for i in np.argwhere(~finite)[0])
        raise ValueError(f"{name}: the value at {where} is {array[where]}; every value must be finite")
    return array.astype(np.float64)
