"""C3.inf: where top-k discards at most half of the mass it minimises the largest error of an entry."""

from sympy import Abs, Eq, Le, Rational, Symbol

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.optimality.duel import both, odds_at_most_one, odds_grow, ordered
from tailbound.proofs.catalogue.optimality.moves import Moves
from tailbound.proofs.catalogue.optimality.rival import meanings, ps2, rival
from tailbound.proofs.catalogue.row import J, given, i, p, ps, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import SupOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.counting import at_least_one
from tailbound.proofs.tactics.guards import Proof

error = Symbol("error", real=True)
LARGEST, RIVAL = SupOver(i, J, Abs(p(i) - ps(i))), SupOver(i, J, Abs(p(i) - ps2(i)))
ERROR = {"error": "the largest error of an entry of the top-k row"}

STATEMENT = Statement.from_sympy(
    where=[
        *given("weights"),
        *rival("kept", "no more"),
        *given("H", "T", "Z", "tau", "p", "ps", "top-k"),
        *rival("H2", "ps2"),
        Eq(error, LARGEST),
        Le(tau, Rational(1, 2)),
    ],
    claim=Le(error, RIVAL),
)
OWN, WORST = "sup(abs(p[i] - ps[i]) for i in J)", "sup(abs(p[i] - ps2[i]) for i in J)"


def prove(proof: Proof) -> bytes:
    """What S moves by p_i or by less the rival moves by more, unless it keeps it instead of a larger one."""
    row = RowFacts(proof)
    own, other = both(proof, row)
    grow, one = odds_grow(proof, row, own, other), odds_at_most_one(proof, row, own)
    e = proof.declare("e", "J")
    goal = f"abs(p[e] - ps[e]) <= {WORST}"
    in_s, off_s = proof.assume("e in S"), proof.assume("e in J - S")
    in_2, off_2 = proof.assume("e in S2"), proof.assume("e in J - S2")
    at_e, share = proof.sup_ge(WORST, "e"), proof.positive("p[e]")
    kept, lost = own.on(e, in_s), own.off(e, off_s)
    kept2, lost2 = other.on(e, in_2), other.off(e, off_2)
    on_on = proof.have(goal, at_e, kept, kept2, products=[[grow, share]])
    on_off = proof.have(goal, at_e, kept, lost2, products=[[one, share]])
    off_on = proof.have(goal, lost, taken_instead(proof, row, other, off_s, in_2))
    off_off = proof.have(goal, at_e, lost, lost2)
    on, off = proof.cases(in_2.concl, on_on, on_off), proof.cases(in_2.concl, off_on, off_off)
    step = proof.cases(in_s.concl, on, off)
    some = proof.positive("card(J)")
    return proof.qed(proof.have(proof.goal, proof.sup_le("J", e, step, some), row.hypothesis(f"error == {OWN}")))


def taken_instead(proof: Proof, row: RowFacts, other: Moves, off_s: Step, in_2: Step) -> Step:
    """e not in S, e in S2 |- p_e is at most the rival's worst: it drops some key of S, which is no smaller."""
    order = ordered(proof, row)
    counts = [
        proof.split_card(whole, parts) for whole, parts in (("S", ["S & S2", "S - S2"]), ("S2", ["S & S2", "S2 - S"]))
    ]
    taken = at_least_one(proof, "S2 - S", proof.member("e", "S2 - S", off_s, in_2))
    some = proof.have("0 < card(S - S2)", taken, row.hypothesis("card(S2) <= card(S)"), *counts)
    left = proof.assume("x in S - S2")
    larger = proof.use(order, [proof.member("x", "S", left), off_s], sub={"y": "e"})
    lost = other.off(proof.t("x"), proof.member("x", "J - S2", left))
    below = proof.have(f"p[e] <= {WORST}", larger, lost, proof.sup_ge(WORST, "x"))
    every = proof.gen(below, proof.t("x"), "S - S2")
    return proof.schema("inhabited", "S - S2", below.concl, prem=[some, every])


THEOREM = Theorem(
    id="C3.inf",
    title="Where top-k discards at most half of the mass it minimises the largest error of an entry",
    statement=STATEMENT,
    prove=prove,
    source="tailbound theorem book, C3",
    symbols=meanings("J", "S", "S2", "a", "H", "H2", "T", "Z", "tau", "p", "ps", "ps2") | ERROR,
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2})}),
    extremal=Example({"J": 3}, {"a": (2, 1, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2})}),
    reading=Reading(quantity="linf", side="right", given={"tau": "tau_top", "error": "linf_top"}),
    uses=("C1.exchange",),
    remark="Not so without the bound 1/2: C2.inf.",
)
