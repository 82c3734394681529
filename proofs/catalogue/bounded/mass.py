"""D2: the discarded mass at bounded range lies between two values that do not depend on the row."""

from sympy import Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts, over_pairs
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.row import E, given, k, meaning, n, tau
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

ANY_SET = given("weights", "n", "k", "T", "Z", "tau", "range")
LOWER = Statement.from_sympy(where=ANY_SET, claim=Le((n - k) / (n - k + k * E), tau))
ANY = Statement.from_sympy(where=ANY_SET, claim=Le(tau, (n - k) * E / ((n - k) * E + k)))
UPPER = Statement.from_sympy(where=given("weights", "n", "k", "T", "Z", "tau", "top-k"), claim=Le(tau, 1 - k / n))


def kept_against_dropped(row: RangeFacts) -> Step:
    """(n - k) sum_S a <= k E T: the pairs a_x <= E a_y, x kept, y dropped."""
    proof = row.proof
    x, y = proof.fresh("J"), proof.fresh("J")
    pairs = over_pairs(row, "S", "J - S", x, y, proof.at(row.range, x, y))
    goal, factors = "(n - k)*sum(a[i] for i in S) <= k*E*T", ["k*E", "E*sum(a[i] for i in J - S)"]
    return proof.have(goal, pairs, row.T, row.k, row.dropped, multipliers=factors)


def prove_lower(proof: Proof) -> bytes:
    """tau = T/(H + T) grows with T/H, and the pairs (kept, dropped) give (n - k) H <= k E T."""
    row = RangeFacts(proof)
    pairs = kept_against_dropped(row)
    _ = row.Z_positive, row.spread
    mass = proof.have("(n - k)*Z <= (n - k + k*E)*T", pairs, row.whole)
    return proof.qed(proof.have(proof.goal, mass, lets=[row.tau]))


def prove_any(proof: Proof) -> bytes:
    """The same pairs in the other order: k T <= (n - k) E H."""
    row = RangeFacts(proof)
    x, y = proof.fresh("J"), proof.fresh("J")
    pairs = over_pairs(row, "J - S", "S", x, y, proof.at(row.range, x, y))
    goal, factors = "k*T <= (n - k)*E*sum(a[i] for i in S)", ["E*sum(a[i] for i in S)"]
    kept = proof.have(goal, pairs, row.T, row.k, row.dropped, multipliers=factors)
    _ = row.Z_positive, row.reverse_spread
    mass = proof.have("((n - k)*E + k)*T <= (n - k)*E*Z", kept, row.whole, multipliers=["(n - k)*E"])
    return proof.qed(proof.have(proof.goal, mass, lets=[row.tau]))


def prove_upper(proof: Proof) -> bytes:
    """Every kept weight is at least every dropped one: k T <= (n - k) H."""
    row = RangeFacts(proof)
    x, inside = proof.fix("x", "S")
    y, outside = proof.fix("y", "J - S")
    pairs = over_pairs(row, "S", "J - S", x, y, proof.at(row.top, x, y, using=[inside, outside]))
    mass = proof.have("n*T <= (n - k)*Z", pairs, row.whole, row.T, row.k, row.dropped)
    _ = row.Z_positive, row.n_positive
    return proof.qed(proof.have(proof.goal, mass, lets=[row.tau]))


SYMBOLS = meaning("J", "S", "a", "n", "k", "T", "Z", "tau", "Delta", "E")
THEOREMS = (
    Theorem(
        id="D2.lower",
        title="Discarded mass at bounded logit range, from below, for any kept set",
        statement=LOWER,
        prove=prove_lower,
        source="tailbound theorem book, D2",
        symbols=SYMBOLS,
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "Delta": 2}),
        extremal=Example({"J": 5}, {"a": (3, 3, 1, 1, 1), "S": frozenset({0, 1}), "Delta": "log(3)"}),
        reading=Reading(quantity="tau", side="right", given={"n": "n", "k": "k", "Delta": "delta"}),
        remark="Attained where the kept weights are E and the dropped ones 1.  Tends to 1 if k/n tends to 0.",
    ),
    Theorem(
        id="D2.upper",
        title="Discarded mass of the k largest keys, from above",
        statement=UPPER,
        prove=prove_upper,
        source="tailbound theorem book, D2",
        symbols=meaning("J", "S", "a", "n", "k", "T", "Z", "tau"),
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1})}),
        extremal=Example({"J": 4}, {"a": (1, 1, 1, 1), "S": frozenset({2})}),
        reading=Reading(quantity="tau", side="left", given={"n": "n", "k": "k"}, rows="top-k"),
        remark="No hypothesis on the logits.  Attained by constant rows.",
    ),
    Theorem(
        id="D2.any",
        title="Discarded mass at bounded logit range, from above, for any kept set",
        statement=ANY,
        prove=prove_any,
        source="tailbound theorem book, D2",
        symbols=SYMBOLS,
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({1, 2}), "Delta": 2}),
        extremal=Example({"J": 5}, {"a": (1, 1, 3, 3, 3), "S": frozenset({0, 1}), "Delta": "log(3)"}),
        reading=Reading(quantity="tau", side="left", given={"n": "n", "k": "k", "Delta": "delta"}),
        remark="Attained where the kept weights are 1 and the dropped ones E.",
    ),
)
