"""Theorems D: rows of bounded logit range."""

from tailbound.proofs.catalogue.bounded import (
    counting,
    entries,
    entrywise,
    euclidean,
    head,
    lower,
    mass,
    needed_range,
    next_key,
    rate,
    refuted,
    spread,
    top,
    vanish,
)
from tailbound.proofs.catalogue.entry import Refutation, Theorem

THEOREMS: tuple[Theorem, ...] = (
    *entries.THEOREMS,
    *mass.THEOREMS,
    *vanish.THEOREMS,
    entrywise.THEOREM,
    *rate.THEOREMS,
    *head.THEOREMS,
    *top.THEOREMS,
    *lower.THEOREMS,
    *euclidean.THEOREMS,
    *spread.THEOREMS,
    *counting.THEOREMS,
    next_key.THEOREM,
    *needed_range.THEOREMS,
)
REFUTATIONS: tuple[Refutation, ...] = refuted.REFUTATIONS
