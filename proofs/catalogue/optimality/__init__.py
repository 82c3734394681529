"""C: what top-k is optimal for, and what it is not."""

from tailbound.proofs.catalogue.entry import Refutation, Theorem
from tailbound.proofs.catalogue.optimality import (
    always,
    entries,
    exchange,
    largest,
    mass,
    norms,
    one_more_key,
    refuted,
    two_norm,
)

THEOREMS: tuple[Theorem, ...] = (
    exchange.THEOREM,
    *mass.THEOREMS,
    always.C2_ONE,
    always.C2_HALF,
    norms.THEOREM,
    entries.THEOREM,
    two_norm.THEOREM,
    largest.THEOREM,
    *one_more_key.THEOREMS,
)
REFUTATIONS: tuple[Refutation, ...] = refuted.REFUTATIONS
