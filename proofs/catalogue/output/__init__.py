"""Chapter B: what pruning does to the output, for any kept set."""

from tailbound.proofs.catalogue.entry import Refutation, Theorem
from tailbound.proofs.catalogue.output import cross_diameter, radius, worst_case
from tailbound.proofs.catalogue.output.covariance import COVARIANCE_THEOREMS
from tailbound.proofs.catalogue.output.heads import HEADS_THEOREMS
from tailbound.proofs.catalogue.output.incoherent import INCOHERENT_THEOREMS

THEOREMS: tuple[Theorem, ...] = (
    *cross_diameter.THEOREMS,
    *radius.THEOREMS,
    *COVARIANCE_THEOREMS,
    *worst_case.THEOREMS,
    *INCOHERENT_THEOREMS,
    *HEADS_THEOREMS,
)
REFUTATIONS: tuple[Refutation, ...] = ()
