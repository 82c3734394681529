"""D6: the squared 2-norm of the error from below: tau gained by k entries and lost by n - k is least if even."""

from sympy import Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.bounded.mass import LOWER
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem, Value
from tailbound.proofs.catalogue.row import E, J, given, j, k, meaning, n, p, ps, tau
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

square = SumOver(j, J, (p(j) - ps(j)) ** 2)
ROW = ("weights", "kept", "dropped", "n", "k", "H", "T", "Z", "tau", "p", "ps")
SPREAD = Statement.from_sympy(where=given(*ROW), claim=Le(tau**2 * (1 / k + 1 / (n - k)), square))
RATIO = Statement.from_sympy(where=given(*ROW, "range"), claim=Le(tau * n / (k * (n - k + k * E)), square))
RANGE = Statement.from_sympy(where=given(*ROW, "range"), claim=Le(n * (n - k) / (k * (n - k + k * E) ** 2), square))


def kept_square(row: RangeFacts) -> Step:
    """tau^2/k <= sum over S of (p - ps)^2: 0 <= (ps_x - p_x - tau/k)^2, summed."""
    proof = row.proof
    x, inside = proof.fix("x", "S")
    goal = "2*(tau/k)*(a[x]/H - a[x]/Z) - (tau/k)**2 <= (p[x] - ps[x])**2"
    lets = [row.p_at(x), row.ps_on(x, inside)]
    total = proof.sum_compare("S", x, proof.have(goal, squares=["a[x]/H - a[x]/Z - tau/k"], lets=lets))
    factors = ["tau/k/H", "tau/k/Z", "tau/k", "(tau/k)**2"]
    goal = "tau**2/k <= sum((p[i] - ps[i])**2 for i in S)"
    return proof.have(goal, total, row.H, row.kept_mass, row.k, multipliers=factors)


def dropped_square(row: RangeFacts) -> Step:
    """tau^2/(n - k) <= sum over the rest of (p - ps)^2: 0 <= (p_y - tau/(n - k))^2, summed."""
    proof = row.proof
    y, outside = proof.fix("y", "J - S")
    share = "tau/(n - k)"
    goal = f"2*({share})*(a[y]/Z) - ({share})**2 <= (p[y] - ps[y])**2"
    lets = [row.p_at(y), row.ps_off(y, outside)]
    total = proof.sum_compare("J - S", y, proof.have(goal, squares=[f"a[y]/Z - {share}"], lets=lets))
    factors = [f"{share}/Z", share, f"({share})**2"]
    goal = "tau**2/(n - k) <= sum((p[i] - ps[i])**2 for i in J - S)"
    return proof.have(goal, total, row.T, row.tau, row.dropped, multipliers=factors)


def signs(proof: Proof) -> RangeFacts:
    """The signs of the denominators."""
    row = RangeFacts(proof)
    _ = row.H_positive, row.Z_positive, row.tau_nonnegative
    _ = proof.have("0 < k", row.k_at_least_one), proof.have("0 < n - k", row.rest_at_least_one)
    return row


def prove_spread(proof: Proof) -> bytes:
    """Cauchy-Schwarz on the kept and on the dropped keys, whose moves add up to tau each."""
    row = signs(proof)
    whole = proof.split("J", ["S", "J - S"], "sum((p[i] - ps[i])**2 for i in S)")
    return proof.qed(proof.have(proof.goal, kept_square(row), dropped_square(row), whole))


def prove_ratio(proof: Proof) -> bytes:
    """tau^2 n/(k (n - k)), with D2.lower for one factor tau."""
    row = signs(proof)
    _ = row.spread, row.n_positive
    factor = proof.nonnegative("tau*n/(k*(n - k))")
    lower, spread = proof.cite(LOWER.sha256), proof.cite(SPREAD.sha256)
    return proof.qed(proof.have(proof.goal, spread, products=[[lower, factor]]))


def prove_range(proof: Proof) -> bytes:
    """D6.ratio, with D2.lower for the other factor tau."""
    row = signs(proof)
    _ = row.spread, row.n_positive
    factor = proof.positive("n/(k*(n - k + k*E))")
    lower, ratio = proof.cite(LOWER.sha256), proof.cite(RATIO.sha256)
    return proof.qed(proof.have(proof.goal, ratio, products=[[lower, factor]]))


SYMBOLS = meaning("J", "S", "a", "n", "k", "H", "T", "Z", "tau", "p", "ps")
WITNESS: dict[str, Value] = {"a": (4, 2, 1), "S": frozenset({0})}
TWO_LEVELS: dict[str, Value] = {"a": (2, 2, 1, 1), "S": frozenset({0, 1})}
THEOREMS = (
    Theorem(
        id="D6",
        title="Squared 2-norm of the error from below, for any kept set",
        statement=SPREAD,
        prove=prove_spread,
        source="tailbound theorem book, D6",
        symbols=SYMBOLS,
        witness=Example({"J": 3}, WITNESS),
        extremal=Example({"J": 4}, TWO_LEVELS),
        reading=Reading(quantity="l2**2", side="right", given={"tau": "tau", "n": "n", "k": "k"}),
        remark="Attained where the kept weights are equal and the dropped ones are equal.",
    ),
    Theorem(
        id="D6.ratio",
        title="Squared 2-norm of the error from below at bounded logit range: D5 is of the right order",
        statement=RATIO,
        prove=prove_ratio,
        source=f"{PAPER}, Thm 6.1 and 6.2 ({RECONSTRUCTED})",
        symbols=SYMBOLS | meaning("Delta", "E"),
        witness=Example({"J": 3}, WITNESS | {"Delta": 2}),
        extremal=Example({"J": 4}, TWO_LEVELS | {"Delta": "log(2)"}),
        reading=Reading(quantity="l2**2", side="right", given={"tau": "tau", "n": "n", "k": "k", "Delta": "delta"}),
        uses=("D2.lower", "D6"),
        remark=(
            "The bound of D5 over this one is E (1 + k (E - 1)/n): for k <= n/2 and bounded range the 2-norm of the "
            "error is of order sqrt(tau/k), no less.  Attained where the kept weights are E and the dropped ones 1."
        ),
    ),
    Theorem(
        id="D6.range",
        title="Squared 2-norm of the error from below at bounded logit range, without reference to the mass",
        statement=RANGE,
        prove=prove_range,
        source=f"{PAPER}, Thm 6.2 ({RECONSTRUCTED})",
        symbols=SYMBOLS | meaning("Delta", "E"),
        witness=Example({"J": 3}, WITNESS | {"Delta": 2}),
        extremal=Example({"J": 4}, TWO_LEVELS | {"Delta": "log(2)"}),
        reading=Reading(quantity="l2**2", side="right", given={"n": "n", "k": "k", "Delta": "delta"}),
        uses=("D2.lower", "D6.ratio"),
        remark="Tends to 1/k where k/n tends to 0: a fixed budget has an error that does not shrink with n.",
    ),
)
