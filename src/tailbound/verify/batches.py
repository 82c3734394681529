"""Measured rows as arrays of enclosures, by the names that the theorems' readings use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tailbound.kernels.measurements import Measured, RowMeasurements

Floats = NDArray[np.float64]
Ends = tuple[Floats, Floats]
SIGNED = {"gap", "log_Z", "log_tau", "log_kept_mass"}
AT_MOST_ONE = {"tau", "kept_mass", "bhattacharyya", "p_max", "p_min", "p_kept_max", "p_dropped_max", "p_next"}
COMPARED = ("tau", "l1", "l2", "linf", "kl")


@dataclass(frozen=True)
class Batch:
    """Rows of one kind, kept by one rule.  `fields`: name -> (lower ends, upper ends), each of shape (rows,).

    `rule`: how the keys were kept ("top-k", "random", "threshold", "tiles"); `label`: the kind of row; `where`:
    indices that say where a row comes from.  A merged batch has `labels`, and where["kind"] says which of them.
    """

    label: str
    rule: str
    fields: Mapping[str, Ends]
    where: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.fields["n"][0])


def ends_of(name: str, measured: Measured) -> Ends:
    """The two ends of a measurement, cut where the quantity cannot be.

    >>> lo, hi = ends_of("tau", Measured(np.array([0.0]), np.array([1e-9])))
    >>> float(lo[0])
    0.0
    """
    lower, upper = measured.lower.ravel(), measured.upper.ravel()
    if name not in SIGNED:
        lower = np.maximum(lower, 0.0)
    if name in AT_MOST_ONE:
        upper = np.minimum(upper, 1.0)
    return lower, upper


def batch_of(
    label: str,
    rule: str,
    measurements: RowMeasurements,
    extra: Mapping[str, Any] | None = None,
    where: Mapping[str, Any] | None = None,
    beside: Mapping[str, RowMeasurements] | None = None,
) -> Batch:
    """A batch of the rows that drop at least one key (the theorems speak of proper subsets).

    `extra`: further exact fields, a number or an array of the rows' shape each; `where`: indices that say where a
    row comes from (layer, head, ...); `beside`: the same rows under other kept sets, whose tau, l1, l2, linf and kl
    get the name as a suffix (tau_top: the discarded mass of the top-k set of the same size).
    """
    shape = np.shape(measurements.n)
    dropped = np.ravel(measurements.n_dropped) > 0
    found: dict[str, Ends] = {}
    for entry in fields(measurements):
        value = getattr(measurements, entry.name)
        if isinstance(value, Measured):
            found[entry.name] = ends_of(entry.name, value)
        elif value is not None:
            exact = np.ravel(value).astype(np.float64)
            found[entry.name] = (exact, exact)
    found["tv"] = ends_of("tv", measurements.tv)
    for suffix, other in (beside or {}).items():
        for name in COMPARED:
            found[f"{name}_{suffix}"] = ends_of(name, getattr(other, name))
    for name, value in (extra or {}).items():
        exact = np.ravel(np.broadcast_to(np.asarray(value, dtype=np.float64), shape))
        found[name] = (exact, exact)
    kept = {name: (lower[dropped], upper[dropped]) for name, (lower, upper) in found.items()}
    places = {name: np.ravel(np.broadcast_to(x, shape))[dropped] for name, x in (where or {}).items()}
    return Batch(label, rule, kept, places)


def with_fields(batch: Batch, fields: Mapping[str, Ends]) -> Batch:
    """The batch with further fields, whose ends have the batch's rows."""
    return Batch(batch.label, batch.rule, {**batch.fields, **fields}, batch.where)


def merged(parts: Sequence[Batch]) -> Batch:
    """Batches of one rule as one, with the fields that all of them have.

    >>> part = Batch("flat", "top-k", {"n": (np.array([4.0]), np.array([4.0]))})
    >>> both = merged([part, part])
    >>> both.rows, both.labels, both.where["kind"].tolist()
    (2, ('flat', 'flat'), [0, 1])
    """
    names = set(parts[0].fields).intersection(*(p.fields for p in parts))
    fields_of_all = {
        name: tuple(np.concatenate([p.fields[name][end] for p in parts]) for end in (0, 1)) for name in names
    }
    kind = np.concatenate([np.full(p.rows, number) for number, p in enumerate(parts)])
    return Batch("", parts[0].rule, fields_of_all, {"kind": kind}, tuple(p.label for p in parts))  # type: ignore[arg-type]
