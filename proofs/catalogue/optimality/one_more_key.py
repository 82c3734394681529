"""C4: each further key takes its own probability off the discarded mass, so tau_k decreases and is convex in k."""

from sympy import Eq, Le, Lt, Symbol

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.row import S, Z, a, given, i, meaning, p, tail, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import Complement, Element, Member, Singleton, SumOver, Union
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

e, f = Element("e", "J"), Element("f", "J")
tau1, tau2 = Symbol("tau1", real=True), Symbol("tau2", real=True)
one_more = Union(S, Singleton(e))
FIRST = [Member(e, tail), Eq(tau1, SumOver(i, Complement(one_more), a(i)) / Z)]
SECOND = [
    Member(f, Complement(one_more)),
    Eq(tau2, SumOver(i, Complement(Union(one_more, Singleton(f))), a(i)) / Z),
    Le(a(f), a(e)),
]

STEP = Statement.from_sympy(where=[*given("weights", "T", "Z", "tau", "p"), *FIRST], claim=Eq(tau - tau1, p(e)))
DECREASING = Statement.from_sympy(where=[*given("weights", "T", "Z", "tau"), *FIRST], claim=Lt(tau1, tau))
CONVEX = Statement.from_sympy(
    where=[*given("weights", "T", "Z", "tau"), *FIRST, *SECOND], claim=Le(tau1 - tau2, tau - tau1)
)
LESS1 = "sum(a[i] for i in J - (S | {e}))"
LESS2 = "sum(a[i] for i in J - (S | {e} | {f}))"


def first_step(proof: Proof, row: RowFacts) -> Step:
    """tau - tau1 = a_e/Z."""
    moved = proof.split("J - S", ["{e}", "J - (S | {e})"], LESS1, row.hypothesis("e in J - S"))
    _ = row.Z_positive
    defined = row.hypothesis("tau == T/Z"), row.hypothesis(f"tau1 == {LESS1}/Z")
    return proof.have("tau - tau1 == a[e]/Z", moved, row.T, *defined)


def prove_step(proof: Proof) -> bytes:
    """T loses the summand a_e."""
    row = RowFacts(proof)
    at_p = proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), "e")
    return proof.qed(proof.have("tau - tau1 == p[e]", first_step(proof, row), at_p))


def prove_decreasing(proof: Proof) -> bytes:
    """a_e/Z is positive."""
    row = RowFacts(proof)
    lost = first_step(proof, row)
    _ = row.a_positive("e")
    return proof.qed(proof.have("tau1 < tau", lost, proof.positive("a[e]/Z")))


def prove_convex(proof: Proof) -> bytes:
    """The second key takes off a_f/Z, which is at most a_e/Z."""
    row = RowFacts(proof)
    lost = first_step(proof, row)
    inside = row.hypothesis("f in J - (S | {e})")
    moved = proof.split("J - (S | {e})", ["{f}", "J - (S | {e} | {f})"], LESS1, inside)
    defined = row.hypothesis(f"tau1 == {LESS1}/Z"), row.hypothesis(f"tau2 == {LESS2}/Z")
    lost2 = proof.have("tau1 - tau2 == a[f]/Z", moved, *defined)
    inverse = proof.schema("inv_pos", "Z", prem=[row.Z_positive])
    less = proof.have("a[f]/Z <= a[e]/Z", products=[[row.hypothesis("a[f] <= a[e]"), inverse]])
    return proof.qed(proof.have("tau1 - tau2 <= tau - tau1", lost, lost2, less))


SYMBOLS = meaning("J", "S", "a", "T", "Z", "tau") | {
    "e": "the next key to keep",
    "tau1": "discarded mass of the keys S and e",
}

C4 = Theorem(
    id="C4",
    title="One more key takes its own probability off the discarded mass",
    statement=STEP,
    prove=prove_step,
    source="tailbound theorem book, C4",
    symbols=SYMBOLS | meaning("p"),
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0}), "e": 1}),
    reading=Reading(quantity="p_next", side="right", given={"tau": "tau", "tau1": "tau_next"}, rows="top-k"),
    remark="For a top-k row e is the next largest key: tau_k - tau_(k+1) = p_(k+1).",
)

C4_DECREASING = Theorem(
    id="C4.decreasing",
    title="The discarded mass decreases with every further key",
    statement=DECREASING,
    prove=prove_decreasing,
    source="tailbound theorem book, C4",
    symbols=SYMBOLS,
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0}), "e": 1}),
    reading=Reading(quantity="tau", side="right", given={"tau1": "tau_next"}, rows="top-k"),
)

C4_CONVEX = Theorem(
    id="C4.convex",
    title="The discarded mass of top-k is convex in k",
    statement=CONVEX,
    prove=prove_convex,
    source="tailbound theorem book, C4",
    symbols=SYMBOLS | {"f": "the key to keep after e, no larger than e", "tau2": "discarded mass of S, e and f"},
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0}), "e": 1, "f": 2}),
    extremal=Example({"J": 3}, {"a": (4, 1, 1), "S": frozenset({0}), "e": 1, "f": 2}),
    reading=Reading(
        quantity="p_next", side="right", given={"tau": "tau", "tau1": "tau_next", "tau2": "tau_next2"}, rows="top-k"
    ),
    remark="Top-k sets are chains in which each key is no larger than the one before.",
)

THEOREMS = (C4, C4_DECREASING, C4_CONVEX)
