"""I: what budgets cost, and what a window that adapts to the length buys."""

from tailbound.proofs.catalogue.budgets import adaptive, aligned, ceilings, power_sums, windows
from tailbound.proofs.catalogue.entry import Refutation, Theorem

THEOREMS: tuple[Theorem, ...] = (
    *power_sums.THEOREMS,
    *ceilings.THEOREMS,
    *aligned.THEOREMS,
    *windows.THEOREMS,
    *adaptive.THEOREMS,
)
REFUTATIONS: tuple[Refutation, ...] = ()
