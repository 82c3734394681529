"""Chapter A: exact identities that hold for any kept set."""

from tailbound.proofs.catalogue.entry import Refutation, Theorem
from tailbound.proofs.catalogue.identities import divergences, entries, odds, outputs, total_variation, two_norm

THEOREMS: tuple[Theorem, ...] = (
    *total_variation.THEOREMS,
    *divergences.THEOREMS,
    *entries.THEOREMS,
    *two_norm.THEOREMS,
    *outputs.THEOREMS,
    *odds.THEOREMS,
)
REFUTATIONS: tuple[Refutation, ...] = ()
