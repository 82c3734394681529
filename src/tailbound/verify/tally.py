"""Counting what became of each theorem over many batches of rows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tailbound.verify.batches import Batch
from tailbound.verify.holding import Held, Outcome, applies, hold


@dataclass
class Tally:
    """One theorem over all batches of one source.  Tightness is measured/bound (bound/measured for lower bounds)."""

    tried: int = 0
    outside: int = 0
    violations: int = 0
    undecided: int = 0
    ratios: list[NDArray[np.float32]] = field(default_factory=list)
    tightest: float = float("nan")
    where: str = ""
    first_violation: str = ""

    def add(self, batch: Batch, outcome: Outcome) -> None:
        """Count one batch."""
        self.tried += int(outcome.tried.sum())
        self.outside += int((~outcome.tried).sum())
        self.violations += int(outcome.violated.sum())
        self.undecided += int(outcome.undecided.sum())
        ratios = outcome.tightness[np.isfinite(outcome.tightness)]
        self.ratios.append(np.clip(ratios, -1e30, 1e30).astype(np.float32))
        if ratios.size and not ratios.max() <= self.tightest:
            row = int(np.nanargmax(outcome.tightness))
            self.tightest, self.where = float(ratios.max()), place(batch, row)
        if outcome.violated.any() and not self.first_violation:
            self.first_violation = place(batch, int(np.argmax(outcome.violated)))

    @property
    def median(self) -> float:
        """Median tightness over the rows where both sides are numbers; NaN if there is none."""
        every = np.concatenate(self.ratios) if self.ratios else np.empty(0, np.float32)
        return float(np.median(every)) if every.size else float("nan")


def place(batch: Batch, row: int) -> str:
    """Where a row of a batch comes from."""
    n, k = int(batch.fields["n"][0][row]), int(batch.fields["k"][0][row])
    source = "".join(f", {name} {int(index[row])}" for name, index in batch.where.items() if name != "kind")
    label = batch.labels[int(batch.where["kind"][row])] if batch.labels else batch.label
    return f"{label} ({batch.rule}), n = {n}, k = {k}{source}"


def count_batch(items: dict[str, Held], tallies: dict[str, Tally], batch: Batch) -> int:
    """Hold every applicable theorem against a batch; returns the number of rows that some theorem calls violated."""
    wrong = np.zeros(batch.rows, dtype=bool)
    for name, item in items.items():
        if applies(item, batch):
            outcome = hold(item, batch)
            tallies.setdefault(name, Tally()).add(batch, outcome)
            wrong |= outcome.violated
    return int(wrong.sum())
