"""F1: what the gap below the kept logits, or the kept logits alone, certify about the discarded mass."""

from sympy import Le, Symbol, exp

from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.posterior.mass import kept_mass
from tailbound.proofs.catalogue.row import H, S, given, i, j, k, meaning, n, s, tail, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import ForAll
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

g, m = Symbol("g", real=True), Symbol("m", real=True)
SOURCE = "arXiv:2512.07647 (cited, not claimed); tailbound theorem book, F1"

GAP = Statement.from_sympy(
    where=[
        *given("logits", "kept", "n", "k", "T", "Z", "tau"),
        ForAll(i, S, ForAll(j, tail, Le(s(j) + g, s(i)))),
    ],
    claim=Le(tau, (n - k) * exp(-g) / (k + (n - k) * exp(-g))),
)

KEPT = Statement.from_sympy(
    where=[*given("logits", "n", "k", "H", "T", "Z", "tau"), ForAll(j, tail, Le(s(j), m))],
    claim=Le(tau, (n - k) * exp(m) / (H + (n - k) * exp(m))),
)


def prove_gap(proof: Proof) -> bytes:
    """a_j <= e^-g a_i for every dropped j and kept i; the sum over both is k T <= (n - k) e^-g H."""
    row = RowFacts(proof)
    x, kept = proof.fix("x", "S")
    y, dropped = proof.fix("y", "J - S")
    far = proof.at(proof.hyp[-1], x, y, using=[kept, dropped])
    below = proof.exp_compare(proof.have("s[y] <= s[x] - g", far))
    logits = row.hypothesis("all(a[i] == exp(s[i]) for i in J)")
    of_x, of_y = proof.at(logits, x), proof.at(logits, y)
    weight = proof.have("a[y] <= exp(-g)*a[x]", below, of_x, of_y, multipliers=["exp(-g)"])
    every = proof.sum_compare("S", x, proof.sum_compare("J - S", y, weight))
    count = proof.split_card("J", ["S", "J - S"])
    others = proof.have("card(J - S) == n - k", count, row.k, row.n)
    scales = ["exp(-g)*(n - k)", "exp(-g)*sum(a[i] for i in S)"]
    parts = kept_mass(proof, row)
    mass = proof.have("k*T <= (n - k)*exp(-g)*(Z - T)", every, parts, others, row.k, row.T, multipliers=scales)
    tail_count = proof.have("0 <= n - k", proof.nonnegative("card(J - S)"), others)
    proof.have("0 < k + (n - k)*exp(-g)", row.k_at_least_one, tail_count, proof.positive("exp(-g)"), degree=2)
    _ = row.Z_positive
    bound = proof.have("T/Z <= (n - k)*exp(-g)/(k + (n - k)*exp(-g))", mass)
    return proof.qed(proof.have(proof.goal, bound, row.tau))


def prove_kept(proof: Proof) -> bytes:
    """Each dropped weight is at most e^m, so T <= (n - k) e^m; and tau = T/(H + T) grows with T."""
    row = RowFacts(proof)
    y, dropped = proof.fix("y", "J - S")
    below = proof.exp_compare(proof.at(proof.hyp[-1], y, using=[dropped]))
    logits = row.hypothesis("all(a[i] == exp(s[i]) for i in J)")
    light = proof.have("a[y] <= exp(m)", below, proof.at(logits, y))
    count = proof.split_card("J", ["S", "J - S"])
    every = proof.sum_compare("J - S", y, light)
    mass = proof.have("T <= (n - k)*exp(m)", every, count, row.k, row.n, row.T, multipliers=["exp(m)"])
    proof.have("0 < H + (n - k)*exp(m)", mass, row.parts, row.Z_positive)
    heavy = proof.have("0 <= H", proof.nonnegative("sum(a[i] for i in S)"), row.H)
    share = proof.have("H*T <= H*((n - k)*exp(m))", products=[[mass, heavy]])
    bound = proof.have("T/Z <= (n - k)*exp(m)/(H + (n - k)*exp(m))", share, row.parts, multipliers=["(n - k)*exp(m)"])
    return proof.qed(proof.have(proof.goal, bound, row.tau))


GAP_THEOREM = Theorem(
    id="F1",
    title="Discarded mass from the gap between kept and dropped logits",
    statement=GAP,
    prove=prove_gap,
    source=SOURCE,
    symbols={
        **meaning("J", "S", "s", "a", "n", "k", "T", "Z", "tau"),
        "g": "each dropped logit is at least g below each kept one: s_(k) - s_(k+1) for a top-k set",
    },
    witness=Example({"J": 4}, {"s": (4, 3, 1, 0), "S": frozenset({0, 1}), "g": 1}),
    extremal=Example({"J": 3}, {"s": (1, 0, 0), "S": frozenset({0}), "g": 1}),
    reading=Reading(quantity="tau", side="left", given={"n": "n", "k": "k", "g": "gap"}, rows="top-k"),
    remark="Attained by every two-level row.  g < 0 is allowed: then the kept set need not be a top-k set.",
)

KEPT_THEOREM = Theorem(
    id="F1.kept",
    title="Discarded mass from the kept logits alone",
    statement=KEPT,
    prove=prove_kept,
    source=SOURCE,
    symbols={
        **meaning("J", "S", "s", "a", "n", "k", "H", "T", "Z", "tau"),
        "m": "a bound on the dropped logits: the smallest kept logit s_(k) for a top-k set",
    },
    witness=Example({"J": 4}, {"s": (4, 3, 1, 0), "S": frozenset({0, 1}), "m": 3}),
    extremal=Example({"J": 3}, {"s": (1, 0, 0), "S": frozenset({0}), "m": 0}),
    reading=Reading(
        quantity="tau",
        side="left",
        given={"n": "n", "k": "k", "H": "H", "m": "kept_min - logit_max"},
        rows="top-k",
    ),
    remark="The reading shifts all logits by their maximum, as the measured H is scaled.  Attained where "
    "every dropped logit equals m.",
)

GAP_THEOREMS = (GAP_THEOREM, KEPT_THEOREM)
