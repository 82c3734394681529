"""F: certificates that a row yields after the fact, from its kept logits, a threshold or a skipping rule."""

from tailbound.proofs.catalogue.entry import Refutation, Theorem
from tailbound.proofs.catalogue.posterior.gap import GAP_THEOREMS
from tailbound.proofs.catalogue.posterior.threshold import THRESHOLD_THEOREMS
from tailbound.proofs.catalogue.posterior.tiles import TILES_THEOREMS

THEOREMS: tuple[Theorem, ...] = (*GAP_THEOREMS, *THRESHOLD_THEOREMS, *TILES_THEOREMS)
REFUTATIONS: tuple[Refutation, ...] = ()
