"""A4: the squared 2-norm of the change."""

from sympy import Eq, Symbol

from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.identities.entries import shift
from tailbound.proofs.catalogue.row import J, S, given, j, meaning, p, ps, r, tail
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

q_S, q_T = Symbol("q_S", real=True), Symbol("q_T", real=True)

STATEMENT = Statement.from_sympy(
    where=[
        *given("weights", "kept", "H", "T", "Z", "tau", "p", "ps", "r"),
        Eq(q_S, SumOver(j, S, p(j) ** 2)),
        Eq(q_T, SumOver(j, tail, p(j) ** 2)),
    ],
    claim=Eq(SumOver(j, J, (p(j) - ps(j)) ** 2), r**2 * q_S + q_T),
)


def prove(proof: Proof) -> bytes:
    """(p - ps)^2 is (r p)^2 on S and p^2 off S."""
    row = RowFacts(proof)
    x, inside = proof.fix("x", "S")
    change = proof.have("p[x] - ps[x] == -r*p[x]", shift(proof, row, x, inside), row.hypothesis("r == tau/(1 - tau)"))
    square = "(p[x] - ps[x])**2"
    on = proof.sum_compare("S", x, proof.identity(f"{square} == (r*p[x])**2", eq=[(change, "p[x] - ps[x] - r*p[x]")]))
    y, outside = proof.fix("y", "J - S")
    lost = proof.have("(p[y] - ps[y])**2 == p[y]**2", row.ps_off(y, outside))
    off = proof.sum_compare("J - S", y, lost)
    whole = proof.split("J", ["S", "J - S"], "sum((p[j] - ps[j])**2 for j in S)")
    sums = [
        row.hypothesis(f"q_{name} == sum(p[j]**2 for j in {over})") for name, over in (("S", "S"), ("T", "J - S"))
    ]
    return proof.qed(proof.have(proof.goal, whole, on, off, *sums, multipliers=["r**2"]))


THEOREM = Theorem(
    id="A4",
    title="The squared 2-norm of the change",
    statement=STATEMENT,
    prove=prove,
    source="tailbound theorem book, A4",
    symbols={
        **meaning("J", "S", "a", "H", "T", "Z", "tau", "p", "ps", "r"),
        "q_S": "sum of the squares of the kept probabilities",
        "q_T": "sum of the squares of the dropped probabilities",
    },
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1})}),
    reading=Reading(
        quantity="l2**2",
        side="left",
        given={"r": "odds", "q_S": "kept_sum_squares", "q_T": "dropped_sum_squares"},
    ),
)
THEOREMS = (THEOREM,)
