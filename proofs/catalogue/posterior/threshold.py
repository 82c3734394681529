"""F4: a threshold on the logits, G below a kept one, certifies the discarded mass of every row."""

from sympy import Le, Lt, Symbol, exp, log

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.posterior.mass import (
    DROPPED,
    MEANING,
    at_most_kept_mass,
    defined,
    discarded_mass,
    n_d,
)
from tailbound.proofs.catalogue.row import S, eps, given, j, meaning, n, s, tail, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import Element, ForAll, Member
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

G = Symbol("G", real=True)
e = Element("e", "J")
SOURCE = "tailbound theorem book, F4"
BOUND = n_d * exp(-G) / (1 + n_d * exp(-G))
SYMBOLS = {
    **meaning("J", "S", "s", "a", "T", "Z", "tau"),
    **MEANING,
    "G": "the threshold lies G below the logit of key e",
    "e": "a key of largest logit",
}

RULE = Statement.from_sympy(
    where=[*given("logits", "T", "Z", "tau"), *DROPPED, Le(0, G), ForAll(j, tail, Lt(s(j), s(e) - G))],
    claim=Le(tau, BOUND),
)

KEPT = Statement.from_sympy(
    where=[*given("logits", "T", "Z", "tau"), *DROPPED, Member(e, S), ForAll(j, tail, Le(s(j), s(e) - G))],
    claim=Le(tau, BOUND),
)

CERTIFY = Statement.from_sympy(
    where=[
        *given("logits", "n", "T", "Z", "tau"),
        Le(2, n),
        Lt(0, eps),
        Lt(eps, 1),
        Le(0, G),
        Le(log(n - 1) + log((1 - eps) / eps), G),
        ForAll(j, tail, Lt(s(j), s(e) - G)),
    ],
    claim=Le(tau, eps),
)


def prove_kept(proof: Proof) -> bytes:
    """Each dropped weight is at most e^-G a_e, and a_e at most H."""
    row = RowFacts(proof)
    y, dropped = proof.fix("y", "J - S")
    below = proof.at(proof.hyp[-1], y, using=[dropped])
    least = dropped_weight(proof, row, below)
    largest = at_most_kept_mass(proof, row, "e", row.hypothesis("e in S"))
    light = proof.have("a[y] <= exp(-G)*(Z - T)", least, products=[[largest, proof.positive("exp(-G)")]])
    return discarded_mass(proof, row, light, y, "exp(-G)")


def prove_rule(proof: Proof) -> bytes:
    """Key e is kept, as 0 <= G; then F4.kept."""
    row = RowFacts(proof)
    y, dropped = proof.fix("y", "J - S")
    weak = proof.have("s[y] <= s[e] - G", proof.at(proof.hyp[-1], y, using=[dropped]))
    kept = proof.cite(KEPT.sha256)
    defined(proof, row, "exp(-G)")
    return proof.qed(proof.discharge(kept, e_is_kept(proof), proof.gen(weak, y, "J - S")))


def e_is_kept(proof: Proof) -> Step:
    """e in S: a dropped e would lie below itself."""
    outside = proof.assume("e in J - S")
    itself = proof.at(proof.hyp[-1], "e", using=[outside])
    false = proof.have("0 < 0", itself, proof.assume("0 <= G"))
    return proof.cases("e in S", proof.assume("e in S"), proof.absurd("e in S", false))


def dropped_weight(proof: Proof, row: RowFacts, below: Step) -> Step:
    """a_y <= e^-G a_e from s_y <= s_e - G."""
    logits = row.hypothesis("all(a[i] == exp(s[i]) for i in J)")
    powers = proof.exp_compare(below)
    return proof.have(
        "a[y] <= exp(-G)*a[e]", powers, proof.at(logits, "y"), proof.at(logits, "e"), multipliers=["exp(-G)"]
    )


def prove_certify(proof: Proof) -> bytes:
    """(n - 1) e^-G <= eps/(1 - eps), and at most n - 1 keys are dropped; then F4."""
    row = RowFacts(proof)
    inside = e_is_kept(proof)
    same = proof.identity("card(J - S) == card(J - S)")
    rule = proof.use(proof.cite(RULE.sha256), sub={"n_d": "card(J - S)"}, prem=[same])
    count = proof.split_card("J", ["J - S", "{e}", "S - {e}"], inside)
    few = proof.have("card(J - S) <= n - 1", count, row.n, proof.card_nonnegative("S - {e}"))
    power, rest = proof.positive("exp(-G)"), proof.have("0 < 1 - eps", proof.assume("eps < 1"))
    light = proof.have("(n - 1)*(1 - eps)*exp(-G) <= eps", products=[[threshold(proof), power]])
    mass = proof.have("card(J - S)*exp(-G)*(1 - eps) <= eps", light, products=[[few, power, rest]])
    proof.have("0 < 1 + card(J - S)*exp(-G)", proof.nonnegative("card(J - S)*exp(-G)"))
    bound = proof.have("card(J - S)*exp(-G)/(1 + card(J - S)*exp(-G)) <= eps", mass)
    _ = row.Z_positive
    return proof.qed(proof.chain(rule, bound))


def threshold(proof: Proof) -> Step:
    """(n - 1)(1 - eps) <= eps e^G."""
    many = proof.have("0 < n - 1", proof.assume("2 <= n"))
    rest = proof.have("0 < 1 - eps", proof.assume("eps < 1"))
    odds = proof.positive("(1 - eps)/eps", rest)
    logs = proof.exp_compare(proof.hyp[-2])
    of_many, of_odds = (proof.schema("exp_log", s.concl.args[1], prem=[s]) for s in (many, odds))
    scales = ["exp(log(n - 1))", "(1 - eps)/eps"]
    power = proof.have("(n - 1)*((1 - eps)/eps) <= exp(G)", logs, of_many, of_odds, multipliers=scales)
    return proof.have("(n - 1)*(1 - eps) <= eps*exp(G)", products=[[power, proof.assume("0 < eps")]])


KEPT_THEOREM = Theorem(
    id="F4.kept",
    title="Discarded mass when every dropped logit lies G below some kept one",
    statement=KEPT,
    prove=prove_kept,
    source=SOURCE,
    symbols={**SYMBOLS, "e": "a kept key"},
    witness=Example({"J": 3}, {"s": (3, 1, 0), "S": frozenset({0}), "e": 0, "G": 1}),
    extremal=Example({"J": 3}, {"s": (1, 0, 0), "S": frozenset({0}), "e": 0, "G": 1}),
    reading=Reading(quantity="tau", side="left", given={"n_d": "n_dropped", "G": "kept_max - dropped_max"}),
    remark="Any kept set that holds a largest logit has such a G: the distance of the largest dropped logit from it.",
)

RULE_THEOREM = Theorem(
    id="F4",
    title="Discarded mass of a threshold rule: keep what lies at most G below the largest logit",
    statement=RULE,
    prove=prove_rule,
    source=SOURCE,
    symbols=SYMBOLS,
    witness=Example({"J": 3}, {"s": (3, 1, 0), "S": frozenset({0}), "e": 0, "G": 1}),
    reading=Reading(quantity="tau", side="left", given={"n_d": "n_dropped", "G": "threshold_G"}, rows="threshold"),
    uses=("F4.kept",),
    remark="That e has the largest logit is not used.  The bound is not attained, as the rule keeps "
    "what lies exactly at the threshold; F4.kept is its limit, and is attained.",
)

CERTIFY_THEOREM = Theorem(
    id="F4.certify",
    title="The threshold that certifies a discarded mass of at most eps on every row",
    statement=CERTIFY,
    prove=prove_certify,
    source=SOURCE,
    symbols={**meaning("n", "eps"), **{name: text for name, text in SYMBOLS.items() if name != "n_d"}},
    witness=Example({"J": 3}, {"s": (3, 1, 0), "S": frozenset({0}), "e": 0, "G": "log(3)", "eps": "1/2"}),
    reading=Reading(
        quantity="tau", side="left", given={"eps": "(n - 1)/(n - 1 + exp(threshold_G))"}, rows="threshold"
    ),
    uses=("F4",),
    remark="The book's G = ln n + ln((1 - eps)/eps) is one of these; n - 1 for n is the better "
    "constant, and the best.",
)

THRESHOLD_THEOREMS = (KEPT_THEOREM, RULE_THEOREM, CERTIFY_THEOREM)
