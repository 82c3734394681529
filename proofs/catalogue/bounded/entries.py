"""D1: at bounded range every probability is of order 1/n."""

from sympy import Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.row import E, J, given, j, meaning, n, p
from tailbound.proofs.checker import Term
from tailbound.proofs.language import ForAll
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

GIVEN = given("weights", "n", "Z", "p", "range")
LOWER = Statement.from_sympy(where=GIVEN, claim=ForAll(j, J, Le(1 / (1 + (n - 1) * E), p(j))))
UPPER = Statement.from_sympy(where=GIVEN, claim=ForAll(j, J, Le(p(j), E / (E + n - 1))))


def others(row: RangeFacts, e: Term, below: bool) -> Step:
    """Z - a_e against the n - 1 other weights: at most (n - 1) E a_e (below), or at least (n - 1) a_e/E."""
    proof = row.proof
    whole = proof.split("J", ["{e}", "J - {e}"], "sum(a[i] for i in J)")
    count = proof.split_card("J", ["{e}", "J - {e}"])
    x = proof.fresh("J")
    pair = proof.at(row.range, x, e) if below else proof.at(row.range, e, x)
    total = proof.sum_compare("J - {e}", x, pair)
    goal = "Z <= (1 + (n - 1)*E)*a[e]" if below else "(E + n - 1)*a[e] <= E*Z"
    return proof.have(goal, total, whole, count, row.n, row.Z, multipliers=["E", "E*a[e]"])


def at_least_one_key(row: RangeFacts) -> Step:
    """1 <= n."""
    proof = row.proof
    least = proof.schema("discrete", "0", "card(J)", prem=[proof.positive("card(J)")])
    return proof.have("1 <= n", least, row.n)


def prove_side(proof: Proof, below: bool) -> bytes:
    """Each of the other n - 1 weights is between a_e/E and E a_e."""
    row = RangeFacts(proof)
    e = proof.declare("e", "J")
    mass = others(row, e, below)
    one = at_least_one_key(row)
    denominator = "1 + (n - 1)*E" if below else "E + n - 1"
    _ = row.Z_positive, proof.have(f"0 < {denominator}", row.E_positive, one, degree=2)
    here = proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), e)
    return proof.qed(proof.gen(proof.have(row.claim(e), mass, lets=[here]), e, "J"))


SYMBOLS = meaning("J", "a", "n", "Z", "p", "Delta", "E")
THEOREMS = (
    Theorem(
        id="D1.lower",
        title="Smallest probability at bounded logit range",
        statement=LOWER,
        prove=lambda proof: prove_side(proof, below=True),
        source="tailbound theorem book, D1",
        symbols=SYMBOLS,
        witness=Example({"J": 3}, {"a": (4, 2, 1), "Delta": 2}),
        extremal=Example({"J": 4}, {"a": (1, 3, 3, 3), "Delta": "log(3)"}),
        reading=Reading(quantity="p_min", side="right", given={"n": "n", "Delta": "delta"}),
        remark="Attained where one weight is 1 and the others are E.",
    ),
    Theorem(
        id="D1.upper",
        title="Largest probability at bounded logit range",
        statement=UPPER,
        prove=lambda proof: prove_side(proof, below=False),
        source="tailbound theorem book, D1",
        symbols=SYMBOLS,
        witness=Example({"J": 3}, {"a": (4, 2, 1), "Delta": 2}),
        extremal=Example({"J": 4}, {"a": (3, 1, 1, 1), "Delta": "log(3)"}),
        reading=Reading(quantity="p_max", side="left", given={"n": "n", "Delta": "delta"}),
        remark="Attained where one weight is E and the others are 1.",
    ),
)
