"""C1: a top-k set discards the least mass, and is the nearest of all rows with k non-zero entries in TV and in KL."""

from sympy import Abs, Eq, Le, Lt, Rational, log

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.optimality.exchange import THEOREM as EXCHANGE
from tailbound.proofs.catalogue.optimality.rival import S2, meanings, rival, tail2, tau2
from tailbound.proofs.catalogue.row import J, given, i, p, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import Family, ForAll, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.absolute import abs_at_least, abs_at_least_opposite
from tailbound.proofs.tactics.counting import empty_sum
from tailbound.proofs.tactics.guards import Proof

q = Family("q", "J")
ROW = ("weights", "T", "Z", "tau", "top-k")
SYMBOLS = meanings("J", "S", "S2", "a", "T", "Z", "tau")

MASS = Statement.from_sympy(where=[*given(*ROW), *rival("no more", "T2", "tau2")], claim=Le(tau, tau2))

VARIATION = Statement.from_sympy(
    where=[
        *given(*ROW, "p"),
        *rival("no more"),
        ForAll(i, tail2, Eq(q(i), 0)),
        Eq(SumOver(i, J, q(i)), 1),
    ],
    claim=Le(tau, Rational(1, 2) * SumOver(i, J, Abs(p(i) - q(i)))),
)

DIVERGENCE = Statement.from_sympy(
    where=[*given(*ROW, "p"), *rival("no more"), ForAll(i, S2, Lt(0, q(i))), Eq(SumOver(i, S2, q(i)), 1)],
    claim=Le(-log(1 - tau), SumOver(i, S2, q(i) * log(q(i) / p(i)))),
)


def larger_mass(proof: Proof, row: RowFacts) -> Step:
    """sum of a over S2 <= sum of a over S."""
    weak = proof.gen(proof.have("0 <= a[u]", row.a_positive(proof.declare("u", "J"))), proof.t("u"), "J")
    fewer = row.hypothesis("card(S2) <= card(S)")
    lemma = proof.cite(EXCHANGE.statement.sha256)
    return proof.use(lemma, [weak, row.top, fewer], sub={"w": (["e"], "a[e]")})


def less_dropped(proof: Proof, row: RowFacts, dropped: str = "T") -> Step:
    """T <= sum of a over J - S2; `dropped`: T or the sum that it stands for."""
    whole = [proof.split("J", [A, f"J - {A}"], "sum(a[i] for i in S)") for A in ("S", "S2")]
    meant = [row.T] if dropped == "T" else []
    return proof.have(f"{dropped} <= sum(a[i] for i in J - S2)", larger_mass(proof, row), *whole, *meant)


def prove_mass(proof: Proof) -> bytes:
    """C1.exchange for the weights."""
    row = RowFacts(proof)
    less = less_dropped(proof, row)
    rival_mass = row.hypothesis("tau2 == T2/Z"), row.hypothesis("T2 == sum(a[i] for i in J - S2)")
    inverse = proof.schema("inv_pos", "Z", prem=[row.Z_positive])
    below = proof.have("T/Z <= T2/Z", less, rival_mass[1], products=[[less, inverse]])
    return proof.qed(proof.have("tau <= tau2", below, row.hypothesis("tau == T/Z"), rival_mass[0]))


def share(proof: Proof, row: RowFacts, over: str) -> Step:
    """sum of p over A = (sum of a over A)/Z."""
    x, _ = proof.fix(proof.fresh("J").data[0], over)
    at_p = proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), x)
    return proof.sum_compare(over, x, at_p)


def prove_variation(proof: Proof) -> bytes:
    """Off S2 |p - q| is p, on S2 it is at least q - p; both sums are the mass that S2 drops."""
    row = RowFacts(proof)
    _ = row.Z_positive
    x, outside = proof.fix("x", "J - S2")
    zero = proof.at(proof.hyp[-2], x, using=[outside])
    moved = proof.sum_compare(
        "J - S2", x, proof.have("p[x] <= abs(p[x] - q[x])", abs_at_least(proof, "p[x] - q[x]"), zero)
    )
    nothing = proof.sum_compare("J - S2", x, zero)
    y, _ = proof.fix("y", "S2")
    gained = proof.sum_compare(
        "S2", y, proof.have("q[y] - p[y] <= abs(p[y] - q[y])", abs_at_least_opposite(proof, "p[y] - q[y]"))
    )
    parts = ["S2", "J - S2"]
    split = [proof.split("J", parts, f"sum({body} for i in S)") for body in ("a[i]", "q[i]", "abs(p[i] - q[i])")]
    less = less_dropped(proof, row)
    least = proof.have("T/Z <= sum(a[i] for i in J - S2)/Z", less)
    whole = proof.have("sum(a[i] for i in S2)/Z + sum(a[i] for i in J - S2)/Z == 1", split[0], row.Z)
    facts = [
        moved,
        nothing,
        gained,
        *split[1:],
        proof.hyp[-1],
        whole,
        share(proof, row, "S2"),
        share(proof, row, "J - S2"),
    ]
    return proof.qed(proof.have(proof.goal, least, row.hypothesis("tau == T/Z"), *facts))


def prove_divergence(proof: Proof) -> bytes:
    """Log-sum inequality: log(p_i/(q_i h)) <= p_i/(q_i h) - 1, averaged with weights q_i; h = p(S2) <= 1 - tau."""
    row = RowFacts(proof)
    _, total = proof.hyp[-2:]
    some = nonempty(proof, total)
    u = proof.declare("u", "J")
    at_p = proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), u)
    _ = row.a_positive(u), row.Z_positive
    proof.gen(proof.have("0 < p[u]", proof.positive("a[u]/Z"), at_p), u, "J")
    h = "sum(p[i] for i in S2)"
    h_positive = proof.positive(h, some)
    x, inside = proof.fix("x", "S2")
    least = proof.sum_compare("S2", x, one_summand(proof, h, inside, h_positive))
    whole = proof.split("J", ["S2", "J - S2"], "sum(a[i] for i in S)")
    mass = proof.have(f"{h} <= 1 - T/Z", share(proof, row, "S2"), less_dropped(proof, row), whole, row.Z)
    kept = proof.have(f"{h} <= 1 - tau", mass, row.hypothesis("tau == T/Z"))
    proof.have("0 < 1 - tau", h_positive, kept)
    return proof.qed(proof.have(proof.goal, least, total, proof.log_compare(kept, h_positive), h_positive))


def one_summand(proof: Proof, h: str, inside: Step, h_positive: Step) -> Step:
    """x in S2 |- q_x - p_x/h - q_x log h <= q_x log(q_x/p_x)."""
    q_positive = proof.at(proof.hyp[-2], "x", using=[inside])
    p_positive, product = proof.positive("p[x]", inside), proof.positive(f"q[x]*{h}", inside, h_positive)
    ratio = f"p[x]/(q[x]*{h})"
    tangent = proof.log_tangent(ratio, proof.positive(ratio, inside, h_positive))
    logs = [
        proof.log_quotient("p[x]", f"q[x]*{h}", p_positive, product),
        proof.log_product("q[x]", h, q_positive, h_positive),
        proof.log_quotient("q[x]", "p[x]", q_positive, p_positive),
    ]
    goal = f"q[x] - p[x]/{h} - q[x]*log({h}) <= q[x]*log(q[x]/p[x])"
    return proof.have(goal, *logs, q_positive, h_positive, products=[[tangent, q_positive]])


def nonempty(proof: Proof, total: Step) -> Step:
    """0 < card S2, from sum of q over S2 = 1."""
    goal = "0 < card(S2)"
    none = proof.negation(goal)
    zero = empty_sum(proof, "sum(q[i] for i in S2)", none)
    false = proof.have("0 < 0", zero, total)
    return proof.cases(goal, proof.assume(goal), proof.absurd(goal, false))


C1 = Theorem(
    id="C1",
    title="A top-k set discards the least mass of all sets with at most k keys",
    statement=MASS,
    prove=prove_mass,
    source="tailbound theorem book, C1",
    symbols=SYMBOLS | meanings("T2", "tau2"),
    witness=Example({"J": 4}, {"a": (4, 3, 2, 1), "S": frozenset({0, 1}), "S2": frozenset({1, 2})}),
    extremal=Example({"J": 3}, {"a": (2, 1, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2})}),
    reading=Reading(quantity="tau", side="right", given={"tau": "tau_top"}),
    uses=("C1.exchange",),
)

C1_TV = Theorem(
    id="C1.tv",
    title="Of all rows with at most k non-zero entries the top-k row is the nearest in total variation",
    statement=VARIATION,
    prove=prove_variation,
    source="tailbound theorem book, C1",
    symbols=SYMBOLS | meanings("p") | {"q": "any row with sum 1 that is 0 off S2 (its entries may be negative)"},
    witness=Example(
        {"J": 3}, {"a": (4, 3, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2}), "q": ("1/3", 0, "2/3")}
    ),
    extremal=Example({"J": 2}, {"a": (2, 1), "S": frozenset({0}), "S2": frozenset({0}), "q": (1, 0)}),
    reading=Reading(quantity="tv", side="right", given={"tau": "tau_top"}),
    uses=("C1.exchange",),
    remark="The top-k row itself attains tau (A1).",
)

C1_KL = Theorem(
    id="C1.kl",
    title="Of all rows with at most k non-zero entries the top-k row is the nearest in KL divergence",
    statement=DIVERGENCE,
    prove=prove_divergence,
    source="tailbound theorem book, C1",
    symbols=SYMBOLS | meanings("p") | {"q": "any row with sum 1, positive on S2 and 0 elsewhere"},
    witness=Example(
        {"J": 3}, {"a": (4, 3, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2}), "q": ("1/3", 0, "2/3")}
    ),
    extremal=Example({"J": 2}, {"a": (2, 1), "S": frozenset({0}), "S2": frozenset({0}), "q": (1, 0)}),
    reading=Reading(quantity="kl", side="right", given={"tau": "tau_top"}),
    uses=("C1.exchange",),
    remark="The top-k row itself attains -log(1 - tau) (A2).",
)

THEOREMS = (C1, C1_TV, C1_KL)
