"""D3 for the k largest keys: the largest dropped probability, and with the head the whole entrywise error."""

from sympy import Abs, Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.bounded.head import HEAD
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem
from tailbound.proofs.catalogue.row import E, J, given, j, k, meaning, n, p, ps, tail
from tailbound.proofs.checker import make
from tailbound.proofs.language import ForAll, Maximum
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

off = E / (E * (k + 1) + n - k - 1)
on = E * (n - k) / ((E + n - 1) * (E + k - 1))
TAIL = Statement.from_sympy(
    where=given("weights", "n", "k", "Z", "p", "top-k", "range"), claim=ForAll(j, tail, Le(p(j), off))
)
TOP = Statement.from_sympy(
    where=[
        *given("weights", "kept", "dropped", "n", "k", "H", "Z", "p", "ps", "top-k", "range"),
        Le(E**2, (n - 1) * (k - 1)),
    ],
    claim=ForAll(j, J, Le(Abs(p(j) - ps(j)), Maximum(off, on))),
)


def dropped_share(row: RangeFacts, outside: Step) -> Step:
    """e not in S |- (E (k + 1) + n - k - 1) a_e <= E Z: k weights >= a_e, n - k - 1 others >= a_e/E."""
    proof = row.proof
    x, inside = proof.fix("x", "S")
    y = proof.fresh("J")
    above = proof.sum_compare("S", x, proof.at(row.top, x, "e", using=[inside, outside]))
    beside = proof.sum_compare("J - S - {e}", y, proof.at(row.range, "e", y))
    parts = ["S", "{e}", "J - S - {e}"]
    whole = proof.split("J", parts, "sum(a[i] for i in J)", outside)
    count = proof.split_card("J", parts, outside)
    facts = (above, beside, whole, count, row.Z, row.n, row.k)
    goal, factors = "(E*(k + 1) + n - k - 1)*a[e] <= E*Z", ["E", "E*a[e]"]
    return proof.have(goal, *facts, products=[[above, row.E_positive]], multipliers=factors)


def prove_tail(proof: Proof) -> bytes:
    """Z counts a dropped weight k + 1 times and the other dropped ones at the least that the range allows."""
    row = RangeFacts(proof)
    e, outside = proof.fix("e", "J - S")
    mass = dropped_share(row, outside)
    facts = (row.E_at_least_one(e), row.k_nonnegative, row.n_positive)
    _ = row.Z_positive, proof.have("0 < E*(k + 1) + n - k - 1", *facts, degree=2)
    return proof.qed(proof.gen(proof.have(row.claim(e), mass, lets=[row.p_at(e)]), e, "J - S"))


def prove_top(proof: Proof) -> bytes:
    """|p - ps| is p off S, and ps - p >= 0 on S."""
    row = RangeFacts(proof)
    e = proof.declare("e", "J")
    bound = row.claim(e).args[1]
    least = (row.E_positive, row.k_at_least_one, row.rest_at_least_one)
    for text in ("E*(k + 1) + n - k - 1", "E + n - 1", "E + k - 1"):
        proof.have(f"0 < {text}", *least, degree=2)
    _ = row.H_positive, row.Z_positive
    first, second = bound.args
    off_fits, on_fits = (proof.max_at_least(first, second, side) for side in bound.args)
    low = proof.have("-p[e] <= 0", proof.positive("a[e]/Z"), row.p_at(e))

    outside = proof.assume("e in J - S")
    zero = row.ps_off(e, outside)
    here = proof.at(proof.cite(TAIL.sha256), e, using=[outside])
    up = proof.have(make("<=", proof.t("p[e] - ps[e]"), bound), here, off_fits, zero)
    down = proof.have(
        make("<=", proof.t("-(p[e] - ps[e])"), bound), low, proof.positive(bound.args[0]), off_fits, zero
    )
    dropped = proof.abs_at_most("p[e] - ps[e]", bound, up, down)

    inside = proof.assume("e in S")
    here = proof.at(proof.cite(HEAD.sha256), e, using=[inside])
    up = proof.have(
        make("<=", proof.t("p[e] - ps[e]"), bound), shrinks(row, inside), proof.positive(bound.args[0]), off_fits
    )
    down = proof.have(make("<=", proof.t("-(p[e] - ps[e])"), bound), here, on_fits)
    kept = proof.abs_at_most("p[e] - ps[e]", bound, up, down)
    return proof.qed(proof.gen(proof.cases("e in S", kept, dropped), e, "J"))


def shrinks(row: RangeFacts, inside: Step) -> Step:
    """e in S |- p_e <= ps_e, as H <= Z."""
    proof = row.proof
    whole = proof.split("J", ["S", "J - S"], "sum(a[i] for i in S)")
    larger = proof.have("H <= Z", whole, proof.nonnegative("sum(a[i] for i in J - S)"), row.H, row.Z)
    grows = proof.have("a[e]/Z <= a[e]/H", products=[[larger, proof.positive("a[e]/(H*Z)")]])
    return proof.have("p[e] <= ps[e]", grows, row.p_at("e"), row.ps_on("e", inside))


SYMBOLS = meaning("J", "S", "a", "n", "k", "Z", "p", "Delta", "E")
SOURCE = f"{PAPER}, Thm 6.1 ({RECONSTRUCTED})"
FLAT = Example({"J": 4}, {"a": (2, 2, 1, 1), "S": frozenset({0}), "Delta": "log(2)"})
ONE_HEAD = Example({"J": 5}, {"a": (2, 1, 1, 1, 1), "S": frozenset({0, 1}), "Delta": "log(2)"})
GIVEN = {"n": "n", "k": "k", "Delta": "delta"}
THEOREMS = (
    Theorem(
        id="D3.tail",
        title="Largest probability outside the k largest keys at bounded logit range",
        statement=TAIL,
        prove=prove_tail,
        source=SOURCE,
        symbols=SYMBOLS,
        witness=FLAT,
        extremal=FLAT,
        reading=Reading(quantity="p_dropped_max", side="left", given=GIVEN, rows="top-k"),
        remark="Attained where k + 1 weights are E and the others are 1.",
    ),
    Theorem(
        id="D3.top",
        title="Entrywise error of the k largest keys, at range with e^(2 Delta) <= (n - 1)(k - 1)",
        statement=TOP,
        prove=prove_top,
        source=SOURCE,
        symbols=SYMBOLS | meaning("H", "ps"),
        witness=ONE_HEAD,
        extremal=ONE_HEAD,
        reading=Reading(quantity="linf", side="left", given=GIVEN, rows="top-k"),
        uses=("D3.head", "D3.tail"),
        remark="Each of the two bounds is attained where it is the larger one.",
    ),
)
