"""The verdict table: which claims of the paper hold, in which norm and regime, from what was proved and measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tailbound.verify.batches import Batch

Shares = Callable[[Batch], NDArray[np.bool_]]


def at_bounded_range(batch: Batch) -> NDArray[np.bool_]:
    """k e^Delta <= n - k: the regime of D4, where half of the l1 distance is certain."""
    with np.errstate(over="ignore"):
        k, n, delta = batch.fields["k"][0], batch.fields["n"][0], batch.fields["delta"][1]
        return np.asarray(k * np.exp(delta) <= n - k)


def at_most_half(batch: Batch) -> NDArray[np.bool_]:
    """k <= n/2: where k is the smaller of the two counts of D4.entrywise."""
    return np.asarray(2 * batch.fields["k"][0] <= batch.fields["n"][0])


def entrywise_bound_below_one(batch: Batch) -> NDArray[np.bool_]:
    """Delta < ln k: D3's simple bound e^Delta/k says something."""
    return np.asarray(batch.fields["delta"][1] < np.log(batch.fields["k"][0]))


def no_heavy_entry(batch: Batch) -> NDArray[np.bool_]:
    """n >= 1 + E(1 - eps)/eps at eps = 0.01: the regime of D7."""
    eps = batch.fields["eps"][0] if "eps" in batch.fields else np.array(0.01)
    with np.errstate(over="ignore"):
        return np.asarray(batch.fields["n"][0] >= 1 + np.exp(batch.fields["delta"][1]) * (1 - eps) / eps)


def long_enough(batch: Batch) -> NDArray[np.bool_]:
    """n > k (1 + E): I2's first condition for a fixed window of the row's own budget."""
    with np.errstate(over="ignore"):
        k, n = batch.fields["k"][0], batch.fields["n"][0]
        return np.asarray(n > k * (1 + np.exp(batch.fields["delta"][1])))


@dataclass(frozen=True)
class Claim:
    """One line of the table.  `holds`: what the verdict is if all of `by` is proved (refuted claims: confirmed)."""

    claim: str
    norm: str
    regime: str
    holds: bool
    by: tuple[str, ...]
    share: Shares | None = None
    note: str = ""


CLAIMS = (
    Claim(
        "P-6.1",
        "entrywise",
        "Delta <= (C - c) ln n, any k = ceil(n^C) keys",
        True,
        ("D3", "D3.rate", "D3.growth"),
        entrywise_bound_below_one,
        "not only for the largest keys",
    ),
    Claim(
        "P-6.1",
        "RMS output, incoherent values",
        "Delta = o(ln n), any k keys",
        True,
        ("D5", "B4.rms"),
        entrywise_bound_below_one,
        "of order 1/sqrt k",
    ),
    Claim(
        "P-6.1",
        "mass, TV, KL, worst-case output",
        "bounded Delta",
        False,
        ("D2.vanish", "P-6.1.mass", "P-6.1.mass.growing"),
        at_bounded_range,
        "tau_k tends to 1",
    ),
    Claim("P-6.1", "mass", "Gaussian logits, b^2 > 1 - C", True, ("E4",)),
    Claim("P-6.2", "l1, TV", "k e^Delta <= n - k", True, ("D4.one",), at_bounded_range),
    Claim(
        "P-6.2",
        "RMS output and entrywise",
        "k <= n/2",
        True,
        ("D4.entrywise", "D6"),
        at_most_half,
        "decay no faster than 1/sqrt k and 1/k",
    ),
    Claim(
        "P-6.2",
        "entrywise, 'at least O(1)'",
        "bounded Delta, k growing",
        False,
        ("D3.simple",),
        entrywise_bound_below_one,
        "at most e^Delta/k",
    ),
    Claim("P-6.2", "mass", "Gaussian logits, b > 1", False, ("E7",)),
    Claim(
        "P-5.1", "number of entries above eps", "n >= 1 + E(1 - eps)/eps", True, ("D7",), no_heavy_entry, "it is 0"
    ),
    Claim("P-5.1", "number of entries above eps", "every row", True, ("D8.count",), None, "it is below 1/eps"),
    Claim("P-5.1", "number of keys that carry the mass", "Gaussian logits, b > 1", True, ("E7",)),
    Claim("P-5.1", "number of keys that carry the mass", "Gaussian logits, b < 1", False, ("E4",)),
    Claim(
        "P-7", "entrywise", "n > n0, at higher cost", True, ("I2.adaptive",), long_enough, "it wins by spending more"
    ),
    Claim("P-7", "mass", "at equal total cost", False, ("I3", "I4")),
    Claim("P-G", "(eps, k)-sparsity", "Gaussian logits", True, ("E2",)),
    Claim("P-4.3", "number of entries above eps", "Gaussian logits", True, ("E6",)),
)


@dataclass
class Verdict:
    """A claim with what became of it: "true", "false", or "open" where a theorem it needs is not there yet."""

    claim: Claim
    verdict: str
    missing: tuple[str, ...]
    inside: int = 0
    rows: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def measured(self) -> str:
        """The share of real rows in the claim's regime, in words."""
        if self.claim.share is None:
            return "every row" if self.verdict != "open" else ""
        return f"{self.inside / self.rows:.1%} of {self.rows} real rows (k = ceil(sqrt n))" if self.rows else ""


def verdicts(established: Mapping[str, bool]) -> list[Verdict]:
    """The table; `established`: id -> whether the theorem is proved or the claim's counterexample confirmed."""
    out = []
    for claim in CLAIMS:
        missing = tuple(i for i in claim.by if not established.get(i, False))
        known = "true" if claim.holds else "false"
        out.append(Verdict(claim, "open" if missing else known, missing))
    return out


def count_shares(table: list[Verdict], batch: Batch) -> None:
    """Add a batch of real rows to the shares of the claims' regimes."""
    for verdict in table:
        if verdict.claim.share is not None:
            verdict.inside += int(verdict.claim.share(batch).sum())
            verdict.rows += batch.rows
