"""B4: for values uncorrelated from key to key the mean squared output error is tr(Sigma) |p - p^S|^2, exactly."""

from typing import Any

from sympy import Eq, Le, exp, sqrt

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded import euclidean
from tailbound.proofs.catalogue.entry import Example, Theorem, Value
from tailbound.proofs.catalogue.identities.outputs import dense_mean, sparse_mean
from tailbound.proofs.catalogue.row import C, Delta, J, c, given, i, j, k, meaning, p, ps, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import ZERO, Term, make
from tailbound.proofs.language import Complement, Element, Family, ForAll, Singleton, SumOver, Universe
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.double_sums import swapped
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.roots import root_at_most

SOURCE = "tailbound theorem book, B4"
W = Universe("W")
w = Element("w", "W")
weight, m, sigma2 = Family("weight", "W"), Family("m", "C"), Family("sigma2", "C")
v, o, o_S = Family("v", "W", "J", "C"), Family("o", "W", "C"), Family("o_S", "W", "C")


def moment(x: Element, y: Element) -> Any:
    """The second moment about m of the coordinate c of two keys' values."""
    return SumOver(w, W, weight(w) * (v(w, x, c) - m(c)) * (v(w, y, c) - m(c)))


VALUES = [
    ForAll(w, W, ForAll(c, C, Eq(o(w, c), SumOver(i, J, p(i) * v(w, i, c))))),
    ForAll(w, W, ForAll(c, C, Eq(o_S(w, c), SumOver(i, J, ps(i) * v(w, i, c))))),
    ForAll(i, J, ForAll(j, Complement(Singleton(i)), ForAll(c, C, Eq(moment(i, j), 0)))),
    ForAll(j, J, ForAll(c, C, Eq(SumOver(w, W, weight(w) * (v(w, j, c) - m(c)) ** 2), sigma2(c)))),
]
MEAN_SQUARE = SumOver(w, W, weight(w) * SumOver(c, C, (o(w, c) - o_S(w, c)) ** 2))

OUTPUTS = [
    f"all(all({x}[i, j] == sum({q}[l]*v[i, l, j] for l in J) for j in C) for i in W)"
    for x, q in (("o", "p"), ("o_S", "ps"))
]

EXACT = Statement.from_sympy(
    where=[*given("weights", "kept", "H", "Z", "p", "ps"), *VALUES],
    claim=Eq(MEAN_SQUARE, SumOver(c, C, sigma2(c)) * SumOver(j, J, (p(j) - ps(j)) ** 2)),
)

RANGE = ("weights", "kept", "k", "H", "T", "Z", "tau", "p", "ps", "range")
AT_RANGE = Statement.from_sympy(
    where=[*given(*RANGE), ForAll(w, W, Le(0, weight(w))), *VALUES],
    claim=Le(MEAN_SQUARE, SumOver(c, C, sigma2(c)) * tau * exp(Delta) / k),
)

RATE = Statement.from_sympy(
    where=[*given(*(name for name in RANGE if name not in ("T", "tau"))), ForAll(w, W, Le(0, weight(w))), *VALUES],
    claim=Le(sqrt(MEAN_SQUARE), sqrt(SumOver(c, C, sigma2(c))) * exp(Delta / 2) / sqrt(k)),
)

ERROR = "sum((p[j] - ps[j])*(v[w, j, d] - m[d]) for j in J)"
SECOND = "sigma2[d]*sum((p[j] - ps[j])**2 for j in J)"


def prove_exact(proof: Proof) -> bytes:
    """The error is the sum of (p_j - ps_j)(v_j - m): its square has the diagonal terms only."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    coordinate, outcome = proof.declare("d", "C"), proof.declare("w", "W")
    move = "(o[w, d] - o_S[w, d])"
    factors = [f"weight[w]*({move} + {ERROR})"]
    square = proof.have(f"weight[w]*{move}**2 == weight[w]*({ERROR})**2", error(row), multipliers=factors)
    squares = proof.sum_compare("W", outcome, square)
    one = proof.have(f"sum(weight[w]*{move}**2 for w in W) == {SECOND}", squares, second_moment(proof))
    total = proof.sum_compare("C", coordinate, one)
    order = swapped(proof, "sum(sum(weight[w]*(o[w, c] - o_S[w, c])**2 for w in W) for c in C)")
    return proof.qed(proof.have(proof.goal, total, order))


def error(row: RowFacts) -> Step:
    """o_wd - o_S_wd == sum_j (p_j - ps_j)(v_wjd - m_d), as p and ps have the same sum."""
    proof = row.proof
    averages = dense_mean(proof, row, "1"), sparse_mean(proof, row, "1")
    scales = ["1/H", "1/Z"]
    parts = proof.split("J", ["S", "J - S"], "sum(a[i] for i in S)")
    same = proof.have(
        "sum(p[i] for i in J) == sum(ps[i] for i in J)", *averages, parts, row.Z, row.H, multipliers=scales
    )
    outputs = [proof.at(row.hypothesis(text), "w", "d") for text in OUTPUTS]
    return proof.have(f"o[w, d] - o_S[w, d] == {ERROR}", *outputs, same, multipliers=["m[d]"])


def second_moment(proof: Proof) -> Step:
    """sum_w weight_w (sum_j q_j y_wj)^2 == sigma2_d sum_j q_j^2, for q = p - ps and y = v - m."""
    x = proof.declare("x", "J")
    order, diagonal = row_of_moments(proof, x)
    term = "weight[w]*(p[x] - ps[x])*(v[w, x, d] - m[d])"
    each = proof.have(f"sum({term}*{ERROR} for w in W) == sigma2[d]*(p[x] - ps[x])**2", order, diagonal)
    total = proof.sum_compare("J", x, each)
    back = swapped(proof, f"sum(sum(weight[w]*(p[i] - ps[i])*(v[w, i, d] - m[d])*{ERROR} for w in W) for i in J)")
    return proof.have(f"sum(weight[w]*({ERROR})**2 for w in W) == {SECOND}", total, back)


def row_of_moments(proof: Proof, x: Term) -> tuple[Step, Step]:
    """sum_j of the moments of x and j, with w outside; and that only j = x contributes: q_x^2 sigma2_d."""
    uncorrelated, variance = proof.hyp[-2:]
    y, other = proof.fix("y", "J - {x}")
    none, own = proof.at(uncorrelated, x, y, "d", using=[other]), proof.at(variance, x, "d")
    shifts, moves = "(p[x] - ps[x])*(p[{0}] - ps[{0}])", "(v[w, x, d] - m[d])*(v[w, {0}, d] - m[d])"
    moment = f"sum(weight[w]*{shifts}*{moves} for w in W)"
    zero = proof.have(f"{moment.format('y')} == 0", none, multipliers=[shifts.format("y")])
    double = f"sum({moment.format('j')} for j in J)"
    parts = proof.split("J", ["{x}", "J - {x}"], double)
    rest = proof.sum_compare("J - {x}", y, zero)
    goal = f"{double} == sigma2[d]*(p[x] - ps[x])**2"
    return swapped(proof, double), proof.have(goal, parts, rest, own, multipliers=["(p[x] - ps[x])**2"])


def prove_at_range(proof: Proof) -> bytes:
    """B4 and D5; the trace is not negative, as a sum of variances."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    proof.have("0 < k", row.k_at_least_one)
    exact, size = proof.cite(EXACT.sha256), proof.cite(euclidean.ANY.sha256)
    return proof.qed(proof.have(proof.goal, exact, products=[[size, trace(proof)]]))


def prove_rate(proof: Proof) -> bytes:
    """The root of B4.rms, with tau <= 1."""
    row = RowFacts(proof)
    total, spread, count = "sum(sigma2[c] for c in C)", trace(proof), proof.have("0 < k", row.k_at_least_one)
    product, (mean_square, room) = proof.nonnegative(f"{total}*exp(Delta)/k"), at_most_tau(row)
    size, bound = proof.goal.args[0].args[0], proof.goal.args[1]
    crude = proof.have(make("<=", size, proof.t(f"{total}*exp(Delta)/k")), mean_square, products=[[room, product]])
    of_total = proof.schema("sqrt_square", total, prem=[spread])
    of_k = proof.schema("sqrt_square", "k", prem=[proof.have("0 <= k", count)])
    sqrt_positive(proof, "k", count, of_k)
    share = proof.have("1/k == (1/sqrt(k))**2", of_k)
    scales = [f"{total}*exp(Delta)", "exp(Delta)*(1/sqrt(k))**2"]
    below = proof.have(make("<=", size, make("^", bound, data=(2,))), crude, of_total, share, multipliers=scales)
    chances = proof.at(proof.hyp[-5], "w")
    energy = proof.nonnegative("weight[w]*sum((o[w, c] - o_S[w, c])**2 for c in C)", chances)
    radicand = proof.have(make("<=", ZERO, size), proof.sum_compare("W", proof.t("w"), energy))
    return proof.qed(root_at_most(proof, size, bound, below, radicand, proof.nonnegative(bound)))


def at_most_tau(row: RowFacts) -> tuple[Step, Step]:
    """B4.rms with T/Z for tau, and 0 <= 1 - T/Z, where T is the sum over the dropped keys."""
    proof, mass = row.proof, "sum(a[i] for i in J - S)"
    _ = row.H_positive, row.Z_positive
    same = [proof.identity(f"{x} == {x}") for x in (mass, f"{mass}/Z")]
    mean_square = proof.use(proof.cite(AT_RANGE.sha256), sub={"T": mass, "tau": f"{mass}/Z"}, prem=same)
    parts = proof.split("J", ["S", "J - S"], mass)
    smaller = proof.have(f"{mass} <= Z", parts, row.Z, row.H, row.H_positive)
    return mean_square, proof.have(f"0 <= 1 - {mass}/Z", smaller)


def sqrt_positive(proof: Proof, x: str, positive: Step, square: Step) -> Step:
    """0 < sqrt x, from 0 < x and (sqrt x)^2 == x: else the square is at most 0."""
    goal = proof.assume(f"0 < sqrt({x})")
    no, root = proof.negation(goal.concl), proof.schema("sqrt_nonneg", x)
    false = proof.have("0 < 0", positive, square, products=[[no, root]])
    return proof.cases(goal.concl, goal, proof.absurd(goal.concl, false))


def trace(proof: Proof) -> Step:
    """0 <= sum sigma2: each is a variance of the value of some key."""
    x, d = proof.declare("x", "J"), proof.declare("d", "C")
    outcome = proof.declare("w", "W")
    chance = proof.at(proof.hyp[-5], outcome)
    square = proof.have("0 <= weight[w]*(v[w, x, d] - m[d])**2", products=[[chance]], squares=["v[w, x, d] - m[d]"])
    variance = proof.at(proof.hyp[-1], x, d)
    each = proof.have("0 <= sigma2[d]", proof.sum_compare("W", outcome, square), variance)
    some = proof.schema("inhabited", "J", each.concl, prem=[proof.positive("card(J)"), proof.gen(each, x, "J")])
    return proof.have("0 <= sum(sigma2[c] for c in C)", proof.sum_compare("C", d, some))


SYMBOLS = {
    **meaning("J", "C", "S", "a", "H", "Z", "p", "ps"),
    "W": "the outcomes of a finite probability space",
    "weight": "the probability of an outcome",
    "v": "values, v_wjc the coordinate c of key j's value at the outcome w",
    "o": "output of the row at an outcome, sum of p_j v_wj",
    "o_S": "output of the sparse row at an outcome, sum of ps_j v_wj",
    "m": "the common mean of the values",
    "sigma2": "sigma2_c is the variance of the coordinate c, the diagonal of Sigma",
}
SIGNS = tuple((x, y) for x in (1, -1) for y in (1, -1))
VALUES_AT = tuple(((x, 2 * y), (y, -2 * x * y), (x * y, 2 * x)) for x, y in SIGNS)
SPACE: dict[str, Value] = {
    "a": (4, 2, 1),
    "S": frozenset({0, 1}),
    "weight": ("1/4", "1/4", "1/4", "1/4"),
    "v": VALUES_AT,
    "m": (0, 0),
    "sigma2": (1, 4),
}
REMARK = (
    "Logits and kept set are fixed: independent of the values.  That the weights are probabilities, and m the mean, "
    "is not used: the moments about m are enough.  Not so where values and keys come from the same tokens."
)

EXACT_THEOREM = Theorem(
    id="B4",
    title="Mean squared output error of values that are uncorrelated from key to key",
    statement=EXACT,
    prove=prove_exact,
    source=SOURCE,
    symbols=SYMBOLS,
    witness=Example({"J": 3, "C": 2, "W": 4}, SPACE),
    remark=REMARK,
)

AT_RANGE_THEOREM = Theorem(
    id="B4.rms",
    title="Mean squared output error of uncorrelated values at bounded logit range, for any kept set",
    statement=AT_RANGE,
    prove=prove_at_range,
    source=SOURCE,
    symbols={**SYMBOLS, **meaning("k", "T", "tau", "Delta", "E")},
    witness=Example({"J": 3, "C": 2, "W": 4}, {**SPACE, "Delta": 2}),
    extremal=Example({"J": 3, "C": 2, "W": 4}, {**SPACE, "a": (1, 1, 1), "Delta": 0}),
    uses=("B4", "D5"),
)

RATE_THEOREM = Theorem(
    id="B4.rate",
    title="Root mean square output error of uncorrelated values at bounded logit range, for any kept set",
    statement=RATE,
    prove=prove_rate,
    source=SOURCE,
    symbols={**SYMBOLS, **meaning("k", "Delta", "E")},
    witness=Example({"J": 3, "C": 2, "W": 4}, {**SPACE, "Delta": 2}),
    uses=("B4.rms",),
    remark="With k = ceil(n^C) and Delta bounded: of order n^(-C/2), for any k keys.",
)

INCOHERENT_THEOREMS = (EXACT_THEOREM, AT_RANGE_THEOREM, RATE_THEOREM)
