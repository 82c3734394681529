"""C1.exchange: of all sets with no more keys, one that holds the largest values has the largest sum."""

from sympy import Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Theorem
from tailbound.proofs.catalogue.optimality.rival import MEANING, S2, rival
from tailbound.proofs.catalogue.row import J, S, i, j, meaning, tail
from tailbound.proofs.language import Family, ForAll, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.counting import empty_sum
from tailbound.proofs.tactics.guards import Proof

w = Family("w", "J")

STATEMENT = Statement.from_sympy(
    where=[ForAll(i, J, Le(0, w(i))), ForAll(i, S, ForAll(j, tail, Le(w(j), w(i)))), *rival("no more")],
    claim=Le(SumOver(i, S2, w(i)), SumOver(i, S, w(i))),
)


def prove(proof: Proof) -> bytes:
    """Every w_j of S2 - S is at most every w_i of S - S2; sum this over both, and S2 - S has no more members."""
    _, top, fewer = proof.hyp
    x, in_x = proof.fix("x", "S - S2")
    y, in_y = proof.fix("y", "S2 - S")
    below = proof.at(top, x, y, using=[in_x, in_y])
    double = proof.sum_compare("S - S2", x, proof.sum_compare("S2 - S", y, below))
    counts = [proof.split_card(whole, parts) for whole, parts in PARTS]
    sums = [proof.split(whole, parts, "sum(w[i] for i in S)") for whole, parts in PARTS]
    count = proof.have("card(S2 - S) <= card(S - S2)", fewer, *counts)
    gained = proof.nonnegative("sum(w[i] for i in S - S2)")
    product = proof.have(
        "card(S - S2)*sum(w[i] for i in S2 - S) <= card(S - S2)*sum(w[i] for i in S - S2)",
        double,
        products=[[count, gained]],
    )
    goal = "sum(w[i] for i in S2) <= sum(w[i] for i in S)"
    some = proof.assume("0 < card(S - S2)")
    inverse = proof.schema("inv_pos", "card(S - S2)", prem=[some])
    divided = proof.have(
        "sum(w[i] for i in S2 - S) <= sum(w[i] for i in S - S2)", some, products=[[product, inverse]]
    )
    many = proof.have(goal, divided, *sums)
    return proof.qed(proof.cases(some.concl, many, without_exchange(proof, goal, count, sums)))


PARTS = (("S", ["S & S2", "S - S2"]), ("S2", ["S & S2", "S2 - S"]))


def without_exchange(proof: Proof, goal: str, count: Step, sums: list[Step]) -> Step:
    """card(S - S2) <= 0 |- the goal: then S2 - S is empty, too."""
    none = proof.negation("0 < card(S - S2)")
    neither = proof.have("card(S2 - S) <= 0", none, count)
    left = empty_sum(proof, "sum(w[i] for i in S - S2)", none)
    right = empty_sum(proof, "sum(w[i] for i in S2 - S)", neither)
    return proof.have(goal, left, right, *sums)


THEOREM = Theorem(
    id="C1.exchange",
    title="A top-k set has the largest sum of all sets with at most k members",
    statement=STATEMENT,
    prove=prove,
    source="tailbound theorem book, C1",
    symbols={**meaning("J", "S"), "S2": MEANING["S2"], "w": "non-negative values, the largest of them on S"},
    witness=Example({"J": 4}, {"w": (4, 3, 1, 0), "S": frozenset({0, 1}), "S2": frozenset({1, 2})}),
    extremal=Example({"J": 3}, {"w": (2, 1, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2})}),
)
