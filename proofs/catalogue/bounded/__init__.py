"""Theorems D: rows of bounded logit range."""

from tailbound.proofs.catalogue.bounded import entries, entrywise, mass, rate, refuted, vanish
from tailbound.proofs.catalogue.entry import Refutation, Theorem

THEOREMS: tuple[Theorem, ...] = (
    *entries.THEOREMS,
    *mass.THEOREMS,
    *vanish.THEOREMS,
    entrywise.THEOREM,
    *rate.THEOREMS,
)
REFUTATIONS: tuple[Refutation, ...] = refuted.REFUTATIONS
