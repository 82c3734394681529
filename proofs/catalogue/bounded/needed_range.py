"""D10: a small discarded mass needs a large logit range."""

from sympy import Le, Lt, Symbol, exp, log

from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.bounded.mass import LOWER
from tailbound.proofs.catalogue.bounded.vanish import VANISH
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem, Value
from tailbound.proofs.catalogue.row import Delta, eps, given, k, meaning, n, tau
from tailbound.proofs.checker import make
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

C, K = Symbol("C", real=True), Symbol("K", real=True)
ROW = ("weights", "kept", "n", "k", "T", "Z", "tau", "range")
SMALL = Statement.from_sympy(
    where=[*given(*ROW, "dropped"), Lt(0, eps), Lt(eps, 1), Lt(Delta, log((n - k) * (1 - eps) / (k * eps)))],
    claim=Lt(eps, tau),
)
NEEDED = Statement.from_sympy(where=given(*ROW, "dropped"), claim=Le(log((n - k) * (1 - tau) / (k * tau)), Delta))
RATE = Statement.from_sympy(
    where=[*given(*ROW), Le(k, K * exp(C * log(n)))], claim=Le((1 - C) * log(n) + log((1 - tau) / K), Delta)
)


def signs(proof: Proof) -> RangeFacts:
    """0 < k, 0 < Z, 0 < n - k + k E and 0 < 1 - tau."""
    row = RangeFacts(proof)
    _ = row.Z_positive, row.spread, proof.have("0 < k", row.k_at_least_one)
    less = proof.have("0 < Z - T", row.whole, proof.positive("sum(a[i] for i in S)"))
    share = proof.positive("(Z - T)/Z", less)
    _ = proof.have("0 < 1 - tau", share, row.tau)
    return row


def prove_small(proof: Proof) -> bytes:
    """eps (n - k + k E) < n - k, and D2.lower."""
    row = signs(proof)
    below, narrow = proof.hyp[-2:]
    _ = proof.have("0 < n - k", row.rest_at_least_one)
    _ = proof.have("0 < 1 - eps", below)
    argument = narrow.concl.args[1].args[0]
    known = proof.positive(argument)
    small = proof.rewrite(proof.schema("exp_log", argument, prem=[known]), proof.exp_compare(narrow))
    small = proof.have(
        "eps*(n - k + k*E) < n - k",
        row.hypothesis("E == exp(Delta)"),
        products=[[small, proof.positive("k*eps")]],
        multipliers=["k*eps"],
    )
    small = proof.have("eps < (n - k)/(n - k + k*E)", small)
    return proof.qed(proof.have(proof.goal, small, proof.cite(LOWER.sha256)))


def prove_needed(proof: Proof) -> bytes:
    """D2.lower, solved for E."""
    row = signs(proof)
    _ = (
        row.T_positive,
        proof.have("0 < tau", proof.positive("T/Z"), row.tau),
        proof.have("0 < n - k", row.rest_at_least_one),
    )
    lower = proof.have("n - k <= tau*(n - k + k*E)", products=[[proof.cite(LOWER.sha256), row.spread]])
    argument = proof.goal.args[0].args[0]
    goal = make("<=", argument, proof.t("exp(Delta)"))
    small = proof.have(goal, row.hypothesis("E == exp(Delta)"), lower)
    compared = proof.log_compare(small, proof.positive(argument))
    return proof.qed(proof.have(proof.goal, compared, proof.schema("log_exp", "Delta")))


def prove_rate(proof: Proof) -> bytes:
    """D2.vanish: (1 - tau) n <= e^Delta k <= K e^Delta n^C; take logarithms."""
    row = signs(proof)
    budget = proof.hyp[-1]
    _ = row.n_positive
    power = proof.positive("exp(C*log(n))")
    inverse = proof.schema("inv_pos", power.concl.args[1], prem=[power])
    _ = proof.have("0 < K", products=[[budget, inverse], [proof.have("0 < k", row.k_at_least_one), inverse]])
    vanish = proof.have("(1 - tau)*n <= exp(Delta)*k", products=[[proof.cite(VANISH.sha256), row.n_positive]])
    mass = proof.have(
        "(1 - tau)*n <= exp(Delta)*K*exp(C*log(n))", vanish, products=[[budget, proof.positive("exp(Delta)")]]
    )
    length = proof.schema("exp_log", "n", prem=[row.n_positive])
    goal = "(1 - tau)/K <= exp(Delta + C*log(n) - log(n))"
    share = proof.have(
        goal, length, products=[[mass, proof.positive("exp(-log(n))/K")]], multipliers=["(1 - tau)/K*exp(-log(n))"]
    )
    compared = proof.log_compare(share, proof.positive("(1 - tau)/K"))
    inverse = proof.schema("log_exp", "Delta + C*log(n) - log(n)")
    return proof.qed(proof.have(proof.goal, compared, inverse))


SYMBOLS = meaning("J", "S", "a", "n", "k", "T", "Z", "tau", "Delta", "E")
ROWS: dict[str, Value] = {"a": (2, 2, 1), "S": frozenset({0, 1}), "Delta": "log(2)"}
THEOREMS = (
    Theorem(
        id="D10",
        title="At a small logit range no k keys leave a discarded mass of at most eps",
        statement=SMALL,
        prove=prove_small,
        source=f"{PAPER}, Thm 6.1 in mass ({RECONSTRUCTED})",
        symbols=SYMBOLS | meaning("eps"),
        witness=Example({"J": 4}, {"a": (1, 1, 1, 1), "S": frozenset({0}), "Delta": 0, "eps": "1/2"}),
        reading=Reading(quantity="tau", side="right", given={"n": "n", "k": "k", "Delta": "delta", "eps": "1/10"}),
        uses=("D2.lower",),
        remark="A necessary range, not a sufficient one.",
    ),
    Theorem(
        id="D10.range",
        title="The logit range that a discarded mass tau needs",
        statement=NEEDED,
        prove=prove_needed,
        source="tailbound theorem book, D10",
        symbols=SYMBOLS,
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0}), "Delta": 2}),
        extremal=Example({"J": 3}, ROWS),
        reading=Reading(quantity="delta", side="right", given={"n": "n", "k": "k", "tau": "tau"}),
        uses=("D2.lower",),
        remark="Attained where the kept weights are E and the dropped ones 1.",
    ),
    Theorem(
        id="D10.rate",
        title="K n^C kept keys need a logit range of (1 - C) ln n less a constant",
        statement=RATE,
        prove=prove_rate,
        source=f"{PAPER}, Thm 6.1 in mass ({RECONSTRUCTED})",
        symbols=SYMBOLS | {"C": "exponent of the budget", "K": "factor of the budget, k <= K n^C"},
        witness=Example({"J": 3}, ROWS | {"C": "1/2", "K": 2}),
        extremal=Example({"J": 4}, {"a": (1,) * 4, "S": frozenset({0, 1}), "Delta": 0, "C": "1/2", "K": 1}),
        reading=Reading(
            quantity="delta",
            side="right",
            given={"n": "n", "k": "k", "tau": "tau", "C": "log(k)/log(n)", "K": "2"},
        ),
        uses=("D2.vanish",),
        remark="tau <= 1/2 with n^C keys (K = 1) needs Delta >= (1 - C) ln n - ln 2.  Attained by constant rows.",
    ),
)
