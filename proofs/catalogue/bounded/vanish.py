"""D2's consequence: at bounded range a sublinear budget discards all of the mass in the limit."""

from sympy import Le, Symbol, exp, log

from tailbound.proofs.catalogue.bounded.facts import RangeFacts, over_pairs
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem
from tailbound.proofs.catalogue.row import Delta, given, k, meaning, n, tau
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

C = Symbol("C", real=True)
power = exp(C * log(n))
GIVEN = given("weights", "n", "k", "T", "Z", "tau", "range")
VANISH = Statement.from_sympy(where=GIVEN, claim=Le(1 - exp(Delta) * k / n, tau))
RATE = Statement.from_sympy(where=[*GIVEN, Le(k, power + 1)], claim=Le(1 - exp(Delta) * (power + 1) / n, tau))


def prove_vanish(proof: Proof) -> bytes:
    """The pairs a_x <= E a_y, x kept and y any key, give n H <= k E Z."""
    row = RangeFacts(proof)
    x, y = proof.fresh("J"), proof.fresh("J")
    pairs = over_pairs(row, "S", "J", x, y, proof.at(row.range, x, y))
    definition = row.hypothesis("E == exp(Delta)")
    goal, factors = "n*sum(a[i] for i in S) <= exp(Delta)*k*Z", ["exp(Delta)*k", "exp(Delta)*sum(a[i] for i in J)"]
    factors += ["sum(a[i] for i in J)*card(S)", "sum(a[i] for i in S)"]
    kept = proof.have(goal, pairs, row.Z, row.k, row.n, definition, multipliers=factors)
    _ = row.Z_positive, row.n_positive
    return proof.qed(proof.have(proof.goal, kept, row.whole, lets=[row.tau]))


def prove_rate(proof: Proof) -> bytes:
    """D2.vanish at k <= n^C + 1."""
    row = RangeFacts(proof)
    _ = row.n_positive, row.Z_positive
    vanish = proof.cite(VANISH.sha256)
    budget = proof.hyp[-1]
    weight = proof.positive("exp(Delta)/n")
    return proof.qed(proof.have(proof.goal, vanish, products=[[budget, weight]]))


SYMBOLS = meaning("J", "S", "a", "n", "k", "T", "Z", "tau", "Delta", "E")
FALSE_IN = "Thm 6.1 fails for the discarded mass (total variation) at bounded range"
THEOREMS = (
    Theorem(
        id="D2.vanish",
        title="At bounded logit range any k keys hold at most e^Delta k/n of the mass",
        statement=VANISH,
        prove=prove_vanish,
        source="tailbound theorem book, D2",
        symbols=SYMBOLS,
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "Delta": 2}),
        extremal=Example({"J": 4}, {"a": (1, 1, 1, 1), "S": frozenset({2}), "Delta": 0}),
        reading=Reading(quantity="tau", side="right", given={"n": "n", "k": "k", "Delta": "delta"}),
        remark="So tau tends to 1 where k/n tends to 0: the mass is never concentrated at bounded range.",
    ),
    Theorem(
        id="D2.rate",
        title="At bounded logit range a budget of n^C keys, C < 1, discards all of the mass in the limit",
        statement=RATE,
        prove=prove_rate,
        source=f"{PAPER}, {FALSE_IN} ({RECONSTRUCTED})",
        symbols=SYMBOLS | {"C": "exponent of the budget, k = ceil(n^C)"},
        witness=Example({"J": 9}, {"a": (1,) * 9, "S": frozenset({0, 1, 2}), "Delta": 0, "C": "1/2"}),
        extremal=Example({"J": 4}, {"a": (1,) * 4, "S": frozenset({0, 1, 2}), "Delta": 0, "C": "1/2"}),
        reading=Reading(
            quantity="tau", side="right", given={"n": "n", "k": "k", "Delta": "delta", "C": "log(k)/log(n)"}
        ),
        uses=("D2.vanish",),
        remark="1 - tau is at most e^Delta (n^(C-1) + 1/n): the counterpart of the refuted P-6.1.mass.",
    ),
)
