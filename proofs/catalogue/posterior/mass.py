"""What the certificates of this family share: from a bound on the dropped weights to one on the discarded mass."""

from sympy import Eq, Symbol
from sympy.logic.boolalg import Boolean

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.row import tail
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import Term
from tailbound.proofs.language import Cardinality
from tailbound.proofs.tactics.guards import Proof

n_d = Symbol("n_d", integer=True)
DROPPED: list[Boolean] = [Eq(n_d, Cardinality(tail))]
MEANING = {"n_d": "number of dropped keys"}


def kept_mass(proof: Proof, row: RowFacts) -> Step:
    """The kept weights sum to Z - T: H need not be a name of the statement."""
    parts = proof.split("J", ["S", "J - S"], "sum(a[i] for i in S)")
    return proof.have("sum(a[i] for i in S) == Z - T", parts, row.Z, row.T)


def at_most_kept_mass(proof: Proof, row: RowFacts, e: str, inside: Step) -> Step:
    """a_e <= Z - T, from e in S."""
    parts = proof.split("S", [f"{{{e}}}", f"S - {{{e}}}"], "sum(a[i] for i in S)", inside)
    _ = row.weights
    others = proof.nonnegative(f"sum(a[i] for i in S - {{{e}}})")
    return proof.have(f"a[{e}] <= Z - T", parts, others, kept_mass(proof, row))


def discarded_mass(proof: Proof, row: RowFacts, light: Step, y: Term, x: str) -> bytes:
    """tau <= n_d x/(1 + n_d x), from a_y <= x (Z - T) for a generic dropped key y."""
    total = proof.sum_compare("J - S", y, light)
    bound = defined(proof, row, x)
    count = row.hypothesis("n_d == card(J - S)")
    mass = proof.have(f"T <= n_d*({x})*(Z - T)", total, count, row.T, multipliers=[f"({x})*(Z - T)"])
    share = proof.have(f"T/Z <= {bound}", mass)
    return proof.qed(proof.have(proof.goal, share, row.tau))


def defined(proof: Proof, row: RowFacts, x: str) -> str:
    """The bound n_d x/(1 + n_d x) as text, with the steps that make it and tau defined."""
    many = proof.have("0 <= n_d", proof.nonnegative("card(J - S)"), row.hypothesis("n_d == card(J - S)"))
    proof.have(f"0 < 1 + n_d*({x})", many, proof.positive(x), degree=2)
    _ = row.Z_positive
    return f"n_d*({x})/(1 + n_d*({x}))"
