"""Double sums: the order of two finite sums."""

from tailbound.proofs.builder import Formula, Step
from tailbound.proofs.checker import shift
from tailbound.proofs.tactics.guards import Proof


def swapped(proof: Proof, double: Formula) -> Step:
    """sum A sum B t == sum B sum A t; B does not depend on the outer variable."""
    outer, inner = proof.t(double).args
    return proof.schema("sum_swap", outer, shift(inner.args[0], -1), inner.args[1])
