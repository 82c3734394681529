"""Theorems D: rows of bounded logit range."""

from tailbound.proofs.catalogue.bounded import entries, entrywise, head, mass, rate, refuted, top, vanish
from tailbound.proofs.catalogue.entry import Refutation, Theorem

THEOREMS: tuple[Theorem, ...] = (
    *entries.THEOREMS,
    *mass.THEOREMS,
    *vanish.THEOREMS,
    entrywise.THEOREM,
    *rate.THEOREMS,
    *head.THEOREMS,
    *top.THEOREMS,
)
REFUTATIONS: tuple[Refutation, ...] = refuted.REFUTATIONS
