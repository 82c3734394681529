"""D4: no kept set of k keys does better than this, entrywise and in total variation."""

from sympy import Abs, Le, Min

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.bounded.mass import LOWER
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem
from tailbound.proofs.catalogue.row import E, J, given, j, k, meaning, n, p, ps, tau
from tailbound.proofs.checker import ZERO, Term, make
from tailbound.proofs.language import SumOver, SupOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.absolute import abs_at_least, abs_at_least_opposite
from tailbound.proofs.tactics.guards import Proof

error = Abs(p(j) - ps(j))
ROW = ("weights", "kept", "n", "k", "H", "T", "Z", "tau", "p", "ps")
ENTRYWISE = Statement.from_sympy(where=given(*ROW, "dropped"), claim=Le(tau / Min(k, n - k), SupOver(j, J, error)))
L1 = Statement.from_sympy(where=given(*ROW, "range"), claim=Le((n - k) / (n - k + k * E) * 2, SumOver(j, J, error)))
ONE = Statement.from_sympy(where=[*given(*ROW, "range"), Le(k * E, n - k)], claim=Le(1, SumOver(j, J, error)))


def moves(row: RangeFacts) -> tuple[Step, Step]:
    """x in S |- a_x/H - a_x/Z <= |p_x - ps_x| and y not in S |- a_y/Z <= |p_y - ps_y|."""
    proof = row.proof
    x, inside = proof.fix("x", "S")
    y, outside = proof.fix("y", "J - S")
    above, below = abs_at_least_opposite(proof, "p[x] - ps[x]"), abs_at_least(proof, "p[y] - ps[y]")
    on = proof.have("a[x]/H - a[x]/Z <= abs(p[x] - ps[x])", above, row.p_at(x), row.ps_on(x, inside))
    off = proof.have("a[y]/Z <= abs(p[y] - ps[y])", below, row.p_at(y), row.ps_off(y, outside))
    return on, off


def totals(row: RangeFacts, on: Step, off: Step) -> tuple[Step, Step]:
    """tau <= sum over S and tau <= sum over the rest of what bounds the moves, from `moves`-like steps."""
    proof = row.proof
    _ = row.H_positive, row.Z_positive
    kept, dropped = proof.sum_compare("S", proof.t("x"), on), proof.sum_compare("J - S", proof.t("y"), off)
    first = make("<=", proof.t("tau"), kept.concl.args[1])
    second = make("<=", proof.t("tau"), dropped.concl.args[1])
    share = proof.have("tau == 1 - H/Z", row.tau, row.parts)
    high = proof.have(first, kept, share, row.H, multipliers=["1/H", "1/Z"])
    return high, proof.have(second, dropped, row.tau, row.T, multipliers=["1/Z"])


def twice_tau(row: RangeFacts) -> Step:
    """2 tau <= sum |p - ps|."""
    proof = row.proof
    high, low = totals(row, *moves(row))
    whole = proof.split("J", ["S", "J - S"], "sum(abs(p[j] - ps[j]) for j in J)")
    return proof.have("2*tau <= sum(abs(p[j] - ps[j]) for j in J)", high, low, whole)


def prove_l1(proof: Proof) -> bytes:
    """The kept entries gain tau, the dropped ones lose tau; then D2.lower."""
    row = RangeFacts(proof)
    _ = row.spread
    return proof.qed(proof.have(proof.goal, twice_tau(row), proof.cite(LOWER.sha256)))


def prove_one(proof: Proof) -> bytes:
    """Then D2.lower's bound is at least 1/2."""
    row = RangeFacts(proof)
    half = proof.have(
        "1/2 <= (n - k)/(n - k + k*E)",
        proof.hyp[-1],
        products=[[proof.hyp[-1], proof.positive("1/(n - k + k*E)", row.spread)]],
    )
    return proof.qed(proof.have(proof.goal, twice_tau(row), proof.cite(LOWER.sha256), half))


def at_the_minimum(row: RangeFacts, claim: Term, with_k: Step, with_rest: Step) -> Step:
    """A claim about min(k, n - k) (the goal's denominator), from steps for k and for n - k."""
    proof = row.proof
    first, second = proof.goal.args[0].args[1].args[1].args
    order = make("<=", first, second)
    yes, no = proof.assume(order), proof.negation(order)
    weak = proof.have(make("<=", second, first), no)
    right, left = (
        proof.schema(f"max_{side}", first, second, prem=[s]) for side, s in (("right", yes), ("left", weak))
    )
    factors = [claim.args[1].args[1]] if claim.args[1].op == "*" else []
    ends = [proof.have(claim, s, e, multipliers=factors) for s, e in ((with_rest, right), (with_k, left))]
    return proof.cases(order, *ends)


def prove_entrywise(proof: Proof) -> bytes:
    """tau is a sum of k moves, and of n - k moves, each at most the largest."""
    row = RangeFacts(proof)
    on, off = moves(row)
    supremum = "sup(abs(p[j] - ps[j]) for j in J)"
    at = [proof.chain(step, proof.sup_ge(supremum, e)) for step, e in ((on, "x"), (off, "y"))]
    high, low = totals(row, *at)
    high = proof.have(f"tau <= k*{supremum}", high, row.k, multipliers=[supremum])
    low = proof.have(f"tau <= (n - k)*{supremum}", low, row.dropped, multipliers=[supremum])
    least = proof.goal.args[0].args[1]
    positive = make("<", ZERO, least)
    _ = at_the_minimum(row, positive, row.k_at_least_one, row.rest_at_least_one)
    mass = at_the_minimum(row, make("<=", proof.t("tau"), make("*", least, proof.t(supremum))), high, low)
    return proof.qed(proof.have(proof.goal, mass))


SYMBOLS = meaning("J", "S", "a", "n", "k", "H", "T", "Z", "tau", "p", "ps")
SOURCE = f"{PAPER}, Thm 6.2 ({RECONSTRUCTED})"
GIVEN = {"n": "n", "k": "k", "Delta": "delta"}
TWO_LEVELS = Example({"J": 4}, {"a": (2, 2, 1, 1), "S": frozenset({0, 1}), "Delta": "log(2)"})
HALF = Example({"J": 6}, {"a": (2, 2, 1, 1, 1, 1), "S": frozenset({0, 1}), "Delta": "log(2)"})
THEOREMS = (
    Theorem(
        id="D4.entrywise",
        title="Entrywise error from below, for any kept set",
        statement=ENTRYWISE,
        prove=prove_entrywise,
        source="tailbound theorem book, D4",
        symbols=SYMBOLS,
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0})}),
        extremal=Example({"J": 3}, {"a": (2, 1, 1), "S": frozenset({0})}),
        reading=Reading(quantity="linf", side="right", given={"tau": "tau", "n": "n", "k": "k"}),
        remark="Attained where the smaller of the two sets of keys has equal weights and is moved the most.",
    ),
    Theorem(
        id="D4.l1",
        title="Total error at bounded logit range, from below, for any kept set",
        statement=L1,
        prove=prove_l1,
        source=SOURCE,
        symbols=SYMBOLS | meaning("Delta", "E"),
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0}), "Delta": 2}),
        extremal=TWO_LEVELS,
        reading=Reading(quantity="l1", side="right", given=GIVEN),
        uses=("D2.lower",),
        remark="Attained where the kept weights are E and the dropped ones 1.",
    ),
    Theorem(
        id="D4.one",
        title="At most e^-Delta (n - k) kept keys have a total error of at least 1",
        statement=ONE,
        prove=prove_one,
        source=SOURCE,
        symbols=SYMBOLS | meaning("Delta", "E"),
        witness=Example({"J": 5}, {"a": (2, 1, 1, 1, 1), "S": frozenset({0}), "Delta": "log(2)"}),
        extremal=HALF,
        reading=Reading(quantity="l1", side="right", given=GIVEN),
        uses=("D2.lower",),
        remark="P-6.2 in total variation: k = o(n) keys at bounded range, not only o(log n), never suffice.",
    ),
)
