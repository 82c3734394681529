"""D3: at bounded range no entry moves by more than E/(E + k - 1), whichever k keys are kept."""

from sympy import Abs, Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem
from tailbound.proofs.catalogue.row import E, J, given, j, k, meaning, p, ps
from tailbound.proofs.language import ForAll
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

STATEMENT = Statement.from_sympy(
    where=given("weights", "kept", "k", "H", "Z", "p", "ps", "range"),
    claim=ForAll(j, J, Le(Abs(p(j) - ps(j)), E / (E + k - 1))),
)


def prove(proof: Proof) -> bytes:
    """Off S the entry is a_j/Z, on S it grows by at most a_j/H; both are at most E/(E + k - 1)."""
    row = RangeFacts(proof)
    proof.declare("T", "real")
    e = proof.declare("e", "J")
    a_positive = row.a_positive(e)
    proof.have("0 < E + k - 1", row.E_positive, row.k_at_least_one)
    bound = proof.positive("E/(E + k - 1)")
    kept = on_kept(proof, row, e)
    whole = proof.split("J", ["S", "J - S"], "sum(a[i] for i in S)")
    rest = proof.nonnegative("sum(a[i] for i in J - S)")
    larger = proof.have("H <= Z", whole, rest, row.H, row.Z)
    below = proof.have("a[e]/Z <= a[e]/H", larger, a_positive, row.H_positive, row.Z_positive, degree=2)
    share = proof.positive("a[e]/Z")
    at_p = proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), e)

    inside = proof.assume("e in S")
    at_ps = proof.at(row.hypothesis("all(ps[i] == a[i]/H for i in S)"), e, using=[inside])
    up = proof.have("p[e] - ps[e] <= E/(E + k - 1)", below, bound, at_p, at_ps)
    down = proof.have("-(p[e] - ps[e]) <= E/(E + k - 1)", kept, share, at_p, at_ps)
    on = proof.abs_at_most("p[e] - ps[e]", "E/(E + k - 1)", up, down)

    outside = proof.assume("e in J - S")
    at_zero = proof.at(row.hypothesis("all(ps[i] == 0 for i in J - S)"), e, using=[outside])
    up = proof.have("p[e] - ps[e] <= E/(E + k - 1)", off_kept(proof, row, e, outside), at_p, at_zero)
    down = proof.have("-(p[e] - ps[e]) <= E/(E + k - 1)", share, bound, at_p, at_zero)
    off = proof.abs_at_most("p[e] - ps[e]", "E/(E + k - 1)", up, down)
    return proof.qed(proof.gen(proof.cases("e in S", on, off), e, "J"))


def on_kept(proof: Proof, row: RangeFacts, e: object) -> Step:
    """e in S |- a_e/H <= E/(E + k - 1): H >= a_e + (k - 1) a_e/E."""
    inside = proof.assume("e in S")
    x, _ = proof.fix("x", "S - {e}")
    others = proof.sum_compare("S - {e}", x, proof.at(row.range, "e", x))
    total = proof.split("S", ["{e}", "S - {e}"], "sum(a[i] for i in S)", inside)
    count = proof.split_card("S", ["{e}", "S - {e}"], inside)
    mass = proof.have("(E + k - 1)*a[e] <= E*H", others, total, count, row.H, row.k)
    _ = row.H_positive
    return proof.have("a[e]/H <= E/(E + k - 1)", mass)


def off_kept(proof: Proof, row: RangeFacts, e: object, outside: Step) -> Step:
    """e not in S |- a_e/Z <= E/(E + k - 1): Z >= a_e + k a_e/E."""
    x, _ = proof.fix("x2", "S")
    many = proof.have("k*a[e] <= E*H", proof.sum_compare("S", x, proof.at(row.range, "e", x)), row.H, row.k)
    total = proof.split("J", ["S", "{e}", "J - S - {e}"], "sum(a[i] for i in S)", outside)
    rest = proof.nonnegative("sum(a[i] for i in J - S - {e})")
    larger = proof.have("a[e] + H <= Z", total, rest, row.H, row.Z)
    return proof.have("a[e]/Z <= E/(E + k - 1)", many, larger, row.a_positive("e"), row.E_at_least_one("e"), degree=2)


THEOREM = Theorem(
    id="D3",
    title="Entrywise error at bounded logit range, for any kept set",
    statement=STATEMENT,
    prove=prove,
    source=f"{PAPER}, Thm 6.1 ({RECONSTRUCTED})",
    symbols=meaning("J", "S", "a", "k", "H", "Z", "p", "ps", "Delta", "E"),
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "Delta": 2}),
    extremal=None,
    reading=Reading(quantity="linf", side="left", given={"k": "k", "Delta": "delta"}),
    remark=(
        "Approached, not attained: one kept and all dropped weights E, the k - 1 other kept ones 1, n growing.  "
        "k = ceil(n^C) gives at most e^Delta n^-C (D3.rate)."
    ),
)
