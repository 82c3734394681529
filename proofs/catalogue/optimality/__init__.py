"""C: what top-k is optimal for, and what it is not."""

from tailbound.proofs.catalogue.entry import Refutation, Theorem
from tailbound.proofs.catalogue.optimality import exchange, mass

THEOREMS: tuple[Theorem, ...] = (exchange.THEOREM, *mass.THEOREMS)
REFUTATIONS: tuple[Refutation, ...] = ()
