"""D5: the squared 2-norm of the error at bounded range is at most tau e^Delta/k, whichever k keys are kept."""

from sympy import Le, exp

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem
from tailbound.proofs.catalogue.row import Delta, E, J, given, j, k, meaning, p, ps, tau
from tailbound.proofs.checker import make
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

square = SumOver(j, J, (p(j) - ps(j)) ** 2)
ROW = ("weights", "kept", "k", "H", "T", "Z", "tau", "p", "ps", "range")
ANY = Statement.from_sympy(where=given(*ROW), claim=Le(square, tau * exp(Delta) / k))
TOP = Statement.from_sympy(where=given(*ROW, "top-k"), claim=Le(square, tau * E / (E + k - 1)))


def on_kept(row: RangeFacts, b: str, step: Step) -> Step:
    """x in S |- (p_x - ps_x)^2 <= tau^2 b a_x/H, from a_x <= b H: the entry grows by the factor 1/(1 - tau)."""
    proof, inside = row.proof, row.proof.assume("x in S")
    shift = proof.have("a[x]/Z - a[x]/H == -tau*(a[x]/H)", row.tau, row.parts, multipliers=["a[x]/H", "a[x]/(H*Z)"])
    shift = proof.fold("p[x] - ps[x] == -tau*(a[x]/H)", shift, row.p_at("x"), row.ps_on("x", inside))
    square = proof.have(
        "(p[x] - ps[x])**2 == tau**2*(a[x]/H)**2", shift, multipliers=["p[x] - ps[x]", "tau*(a[x]/H)"]
    )
    share = proof.positive("a[x]/(H*H)")
    smaller = proof.have(f"tau**2*(a[x]/H)**2 <= tau**2*{b}*(a[x]/H)", products=[[step, share]], squares=["tau"])
    return proof.chain(square, smaller)


def off_kept(row: RangeFacts, b: str, step: Step) -> Step:
    """y not in S |- (p_y - ps_y)^2 <= b (1 - tau) a_y/Z, from a_y <= b H: the entry is lost."""
    proof, outside = row.proof, row.proof.assume("y in J - S")
    lost = proof.have("p[y] - ps[y] == a[y]/Z", row.p_at("y"), row.ps_off("y", outside))
    square = proof.have("(p[y] - ps[y])**2 == (a[y]/Z)**2", lost, multipliers=["p[y] - ps[y]", "a[y]/Z"])
    share = proof.positive("a[y]/(Z*Z)")
    smaller = proof.have(f"(a[y]/Z)**2 <= {b}*(H/Z)*(a[y]/Z)", products=[[step, share]])
    goal, factors = f"(p[y] - ps[y])**2 <= {b}*(1 - tau)*(a[y]/Z)", [f"{b}*(a[y]/Z)"]
    return proof.have(goal, proof.chain(square, smaller), row.kept_mass, multipliers=factors)


def squares(row: RangeFacts, b: str, on: Step, off: Step) -> Step:
    """sum (p - ps)^2 <= tau b, from x in S |- a_x <= b H and y not in S |- a_y <= b H."""
    proof = row.proof
    kept = proof.sum_compare("S", proof.t("x"), on_kept(row, b, on))
    dropped = proof.sum_compare("J - S", proof.t("y"), off_kept(row, b, off))
    kept = proof.have(
        make("<=", kept.concl.args[0], proof.t(f"tau**2*{b}")), kept, row.H, multipliers=[f"tau**2*{b}/H"]
    )
    most = proof.t(f"{b}*(1 - tau)*tau")
    factors = [f"{b}*(1 - tau)", f"{b}*(1 - tau)/Z"]
    dropped = proof.have(make("<=", dropped.concl.args[0], most), dropped, row.T, row.tau, multipliers=factors)
    whole = proof.split("J", ["S", "J - S"], kept.concl.args[0])
    return proof.have(make("<=", proof.goal.args[0], proof.t(f"tau*{b}")), kept, dropped, whole)


def start(proof: Proof) -> RangeFacts:
    """A generic kept x and a generic dropped y, and the signs of the denominators."""
    row = RangeFacts(proof)
    proof.declare("x", "J"), proof.declare("y", "J")
    _ = row.H_positive, row.Z_positive, row.E_positive
    _ = proof.have("0 < k", row.k_at_least_one), proof.have("0 < E + k - 1", row.E_positive, row.k_at_least_one)
    return row


def mean_bound(row: RangeFacts, e: str) -> Step:
    """a_e <= E/k H: each kept weight is at least a_e/E."""
    proof = row.proof
    z = proof.fresh("J")
    total = proof.sum_compare("S", z, proof.at(row.range, e, z))
    mass = proof.have(f"k*a[{e}] <= E*H", total, row.H, row.k, multipliers=["E", f"a[{e}]"])
    return proof.have(f"a[{e}] <= E/k*H", products=[[mass, proof.positive("1/k")]])


def prove_any(proof: Proof) -> bytes:
    """tau^2 E/k from the kept entries and tau (1 - tau) E/k from the dropped ones."""
    row = start(proof)
    error = squares(row, "(E/k)", mean_bound(row, "x"), mean_bound(row, "y"))
    return proof.qed(proof.have(proof.goal, error, row.hypothesis("E == exp(Delta)"), multipliers=["tau/k"]))


def head_bound(row: RangeFacts) -> Step:
    """x in S |- a_x <= E/(E + k - 1) H: the k - 1 other kept weights are at least a_x/E."""
    proof, inside = row.proof, row.proof.assume("x in S")
    z = proof.fresh("J")
    others = proof.sum_compare("S - {x}", z, proof.at(row.range, "x", z))
    total = proof.split("S", ["{x}", "S - {x}"], "sum(a[i] for i in S)", inside)
    count = proof.split_card("S", ["{x}", "S - {x}"], inside)
    mass = proof.have("(E + k - 1)*a[x] <= E*H", others, total, count, row.H, row.k, multipliers=["E", "a[x]"])
    return proof.have("a[x] <= E/(E + k - 1)*H", products=[[mass, proof.positive("1/(E + k - 1)")]])


def tail_bound(row: RangeFacts) -> Step:
    """y not in S |- a_y <= E/(E + k - 1) H: even a_y <= H/k, as every kept weight is at least a_y."""
    proof, outside = row.proof, row.proof.assume("y in J - S")
    z, kept = proof.fix("z", "S")
    below = proof.sum_compare("S", z, proof.at(row.top, z, "y", using=[kept, outside]))
    below = proof.have("k*a[y] <= H", below, row.H, row.k, multipliers=["a[y]"])
    slack = [row.E_at_least_one("y"), row.k_at_least_one, row.a_positive("y")]
    mass = proof.have("(E + k - 1)*a[y] <= E*H", products=[[below, row.E_positive], slack])
    return proof.have("a[y] <= E/(E + k - 1)*H", products=[[mass, proof.positive("1/(E + k - 1)")]])


def prove_top(proof: Proof) -> bytes:
    """A kept entry is at most E/(E + k - 1) of H; a dropped one is at most H/k, which is less."""
    row = start(proof)
    return proof.qed(proof.have(proof.goal, squares(row, "(E/(E + k - 1))", head_bound(row), tail_bound(row))))


SYMBOLS = meaning("J", "S", "a", "k", "H", "T", "Z", "tau", "p", "ps", "Delta", "E")
WITNESS = Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0}), "Delta": 2})
CONSTANT = Example({"J": 5}, {"a": (1, 1, 1, 1, 1), "S": frozenset({0, 1}), "Delta": 0})
SOURCE = f"{PAPER}, Thm 6.1 ({RECONSTRUCTED})"
GIVEN = {"tau": "tau", "k": "k", "Delta": "delta"}
THEOREMS = (
    Theorem(
        id="D5",
        title="Squared 2-norm of the error at bounded logit range, for any kept set",
        statement=ANY,
        prove=prove_any,
        source=SOURCE,
        symbols=SYMBOLS,
        witness=WITNESS,
        extremal=CONSTANT,
        reading=Reading(quantity="l2**2", side="left", given=GIVEN),
        remark="Attained by constant rows.  Times tr(Sigma), the mean squared output error of incoherent values.",
    ),
    Theorem(
        id="D5.top",
        title="Squared 2-norm of the error of the k largest keys at bounded logit range",
        statement=TOP,
        prove=prove_top,
        source=SOURCE,
        symbols=SYMBOLS,
        witness=WITNESS,
        extremal=CONSTANT,
        reading=Reading(quantity="l2**2", side="left", given=GIVEN, rows="top-k"),
        remark="Attained by constant rows.",
    ),
)
