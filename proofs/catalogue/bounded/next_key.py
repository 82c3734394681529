"""D8: the largest dropped probability of the k largest keys is at most 1/(k + 1), whatever the logits."""

from sympy import Le

from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.row import given, j, k, meaning, p, tail
from tailbound.proofs.language import ForAll
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

STATEMENT = Statement.from_sympy(
    where=given("weights", "k", "Z", "p", "top-k"), claim=ForAll(j, tail, Le(p(j), 1 / (k + 1)))
)


def prove(proof: Proof) -> bytes:
    """Z counts the weight itself and k weights that are no smaller."""
    row = RangeFacts(proof)
    e, outside = proof.fix("e", "J - S")
    x, inside = proof.fix("x", "S")
    above = proof.sum_compare("S", x, proof.at(row.top, x, e, using=[inside, outside]))
    whole = proof.split("J", ["S", "{e}", "J - S - {e}"], "sum(a[i] for i in J)", outside)
    rest = proof.nonnegative("sum(a[i] for i in J - S - {e})")
    mass = proof.have("(k + 1)*a[e] <= Z", above, whole, rest, row.Z, row.k, multipliers=["a[e]"])
    _ = row.Z_positive, proof.have("0 < k + 1", row.k_nonnegative)
    return proof.qed(proof.gen(proof.have(row.claim(e), mass, lets=[row.p_at(e)]), e, "J - S"))


THEOREM = Theorem(
    id="D8.next",
    title="Largest probability outside the k largest keys, whatever the logits",
    statement=STATEMENT,
    prove=prove,
    source="tailbound theorem book, D8",
    symbols=meaning("J", "S", "a", "k", "Z", "p"),
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0})}),
    extremal=Example({"J": 3}, {"a": (1, 1, 1), "S": frozenset({0, 1})}),
    reading=Reading(quantity="p_dropped_max", side="left", given={"k": "k"}, rows="top-k"),
    remark="No hypothesis on the logits.  Attained where n = k + 1 and the row is constant.",
)
