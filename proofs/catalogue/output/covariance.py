"""B2: the output error is bounded by the odds of the discarded mass and the spread of the values about the output."""

from collections.abc import Callable

from sympy import Eq, Le, Symbol

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem, Value
from tailbound.proofs.catalogue.output.scalar import ROW, SCALAR, SCALAR_THEOREM, SOURCE, variance
from tailbound.proofs.catalogue.row import C, J, c, given, i, meaning, o, o_S, odds, p, r, tau, v
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import ZERO, make
from tailbound.proofs.language import Family, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.cauchy_schwarz import cauchy_schwarz
from tailbound.proofs.tactics.double_sums import swapped
from tailbound.proofs.tactics.guards import Proof

u = Family("u", "C")
lam = Symbol("lam", real=True)
VECTORS, WITH_ODDS = given(*ROW, "o", "o_S"), given(*ROW, "r", "o", "o_S")
OF_VARIANCE = Eq(variance, SumOver(i, J, p(i) * SumOver(c, C, (v(i, c) - o(c)) ** 2)))
ERROR = SumOver(c, C, (o(c) - o_S(c)) ** 2)
OF_ODDS = "r == tau/(1 - tau)"
OF_O, OF_O_S = (f"all({x}[i] == sum({q}[j]*v[j, i] for j in J) for i in C)" for x, q in (("o", "p"), ("o_S", "ps")))

DIRECTION = Statement.from_sympy(
    where=VECTORS,
    claim=Le(
        SumOver(c, C, u(c) * (o(c) - o_S(c))) ** 2,
        odds(tau) * SumOver(i, J, p(i) * SumOver(c, C, u(c) * (v(i, c) - o(c))) ** 2),
    ),
)

TRACE = Statement.from_sympy(
    where=[*WITH_ODDS, OF_VARIANCE],
    claim=Le(ERROR, r * variance),
)

NORM = Statement.from_sympy(
    where=[
        *WITH_ODDS,
        Le(0, lam),
        Le(
            SumOver(i, J, p(i) * SumOver(c, C, (o(c) - o_S(c)) * (v(i, c) - o(c))) ** 2),
            lam * ERROR,
        ),
    ],
    claim=Le(ERROR, r * lam),
)

ORDER = Statement.from_sympy(
    where=[
        *given("weights", "Z", "p"),
        OF_VARIANCE,
    ],
    claim=Le(SumOver(i, J, p(i) * SumOver(c, C, u(c) * (v(i, c) - o(c))) ** 2), variance * SumOver(c, C, u(c) ** 2)),
)


def rooted(statement: Statement) -> Statement:
    """x <= y as sqrt x <= sqrt y."""
    return Statement(statement.hyps, make("<=", *(make("sqrt", side) for side in statement.concl.args)))


ROOT, NORM_ROOT = rooted(TRACE), rooted(NORM)


def prove_direction(proof: Proof) -> bytes:
    """B2.scalar for the numbers x_j = sum_c u_c v_jc."""
    row = RowFacts(proof)
    along = {x: f"sum(u[c]*{x}[c] for c in C)" for x in ("o", "o_S")}
    value = "sum(u[c]*v[j, c] for c in C)"
    spread = f"sum(({value} - {along['o']})**2*p[j] for j in J)"
    sub = {"x": (["j"], value), "m": along["o"], "m_S": along["o_S"], "variance": spread}
    means = [mean_along(row, "o", "p"), mean_along(row, "o_S", "ps")]
    same = proof.identity(f"{spread} == {spread}")
    bound = proof.use(proof.cite(SCALAR.sha256), sub=sub, prem=[*means, same])
    _ = row.kept_mass_positive
    return proof.qed(proof.have(proof.goal, bound))


def mean_along(row: RowFacts, output: str, weight: str) -> Step:
    """sum_c u_c o_c == sum_j p_j sum_c u_c v_jc, and the same for the sparse row."""
    proof = row.proof
    d = proof.fresh("C")
    e = d.data[0]
    of = proof.at(row.hypothesis(f"all({output}[i] == sum({weight}[j]*v[j, i] for j in J) for i in C)"), d)
    each = proof.have(
        f"u[{e}]*{output}[{e}] == sum({weight}[j]*u[{e}]*v[j, {e}] for j in J)", of, multipliers=[f"u[{e}]"]
    )
    order = swapped(proof, f"sum(sum({weight}[j]*u[c]*v[j, c] for j in J) for c in C)")
    goal = f"sum(u[c]*{output}[c] for c in C) == sum({weight}[j]*sum(u[c]*v[j, c] for c in C) for j in J)"
    return proof.have(goal, proof.sum_compare("C", d, each), order)


def prove_trace(proof: Proof) -> bytes:
    """B2.scalar for each coordinate, summed."""
    row = RowFacts(proof)
    d = proof.declare("d", "C")
    spread = "sum((v[j, d] - o[d])**2*p[j] for j in J)"
    sub = {"x": (["j"], "v[j, d]"), "m": "o[d]", "m_S": "o_S[d]", "variance": spread}
    means = [proof.at(row.hypothesis(text), d) for text in (OF_O, OF_O_S)]
    bound = proof.use(proof.cite(SCALAR.sha256), sub=sub, prem=[*means, proof.identity(f"{spread} == {spread}")])
    total = proof.sum_compare("C", d, bound)
    order = swapped(proof, "sum(sum((v[j, c] - o[c])**2*p[j] for j in J) for c in C)")
    _ = row.kept_mass_positive
    facts = (total, order, proof.hyp[-1], row.hypothesis(OF_ODDS))
    return proof.qed(proof.have(proof.goal, *facts, multipliers=["tau/(1 - tau)", "variance"]))


def prove_norm(proof: Proof) -> bytes:
    """B2.direction at u = o - o_S says |u|^4 <= odds lam |u|^2; divide by |u|^2 where it is not 0."""
    row = RowFacts(proof)
    _ = row.kept_mass_positive, row.tau_nonnegative
    size, of_odds = "sum((o[c] - o_S[c])**2 for c in C)", row.hypothesis(OF_ODDS)
    along = proof.use(proof.cite(DIRECTION.sha256), sub={"u": (["c"], "o[c] - o_S[c]")})
    factor, room = proof.have("0 <= r", proof.nonnegative("tau/(1 - tau)"), of_odds), proof.assume("0 <= lam")
    spread = "sum(sum((v[i, c] - o[c])*(o[c] - o_S[c]) for c in C)**2*p[i] for i in J)"
    square = proof.have(f"({size})**2 <= r*{spread}", along, of_odds, multipliers=[spread])
    bound = proof.have(f"({size})**2 <= r*(lam*{size})", square, products=[[proof.hyp[-1], factor]])
    product = proof.have("0 <= r*lam", products=[[factor, room]])
    none = proof.assume(f"{size} <= 0")
    flat = proof.have(proof.goal, none, product)
    some = proof.negation(none.concl)
    divided = proof.have(proof.goal, products=[[bound, proof.schema("inv_pos", size, prem=[some])]])
    return proof.qed(proof.cases(none.concl, flat, divided))


def prove_root(squares: Statement) -> Callable[[Proof], bytes]:
    """The script that proves rooted(squares)."""

    def script(proof: Proof) -> bytes:
        row = RowFacts(proof)
        _ = row.kept_mass_positive
        bound = proof.cite(squares.sha256)
        below, above = squares.concl.args
        size = proof.nonnegative(below)
        proof.have(make("<=", ZERO, above), size, bound)
        return proof.qed(proof.sqrt_compare(bound, size))

    return script


def prove_order(proof: Proof) -> bytes:
    """Cauchy-Schwarz for each key."""
    row = RowFacts(proof)
    _ = row.Z_positive
    e = proof.declare("e", "J")
    move = "(v[e, c] - o[c])"
    squares = [f"sum({body} for c in C)" for body in (f"{move}*u[c]", f"{move}**2", "u[c]**2")]
    each = cauchy_schwarz(proof, f"sum({move} for c in C)", "sum(u[c] for c in C)")
    share = proof.have("0 <= p[e]", proof.nonnegative("a[e]/Z", row.a_positive(e)), row.p_at(e))
    weighted = proof.have(f"p[e]*({squares[0]})**2 <= p[e]*({squares[1]})*({squares[2]})", products=[[each, share]])
    total = proof.sum_compare("J", e, weighted)
    return proof.qed(proof.have(proof.goal, total, proof.hyp[-1], multipliers=[squares[2]]))


VECTOR_SYMBOLS = meaning("J", "C", "S", "a", "H", "T", "Z", "tau", "p", "ps", "v", "o", "o_S")
VARIANCE = "Var_p, the mean of |v_j - o|^2"
LAMBDA = "lambda_max(Cov_p), or any number that bounds the covariance in the direction o - o_S"
ONE_DIRECTION = (
    "lambda_max(Cov_p) bounds the covariance in every direction; the hypothesis asks it for o - o_S only, "
    "so the theorem says more than the book's."
)
EXAMPLE: dict[str, Value] = {"a": (4, 2, 1), "v": ((1, 0), (0, 1), (2, -1)), "S": frozenset({0, 1})}
SHARP: dict[str, Value] = {"a": (2, 1), "v": ((1,), (-1,)), "S": frozenset({0})}

DIRECTION_THEOREM = Theorem(
    id="B2.direction",
    title="The output error in one direction",
    statement=DIRECTION,
    prove=prove_direction,
    source=SOURCE,
    symbols={**VECTOR_SYMBOLS, "u": "a direction"},
    witness=Example({"J": 3, "C": 2}, {**EXAMPLE, "u": (1, 3)}),
    extremal=Example({"J": 2, "C": 1}, {**SHARP, "u": (1,)}),
    uses=("B2.scalar",),
    remark="For all u: tau (1 - tau) (mu_T - mu_H)(mu_T - mu_H)^T is at most the covariance of the values.",
)
TRACE_THEOREM = Theorem(
    id="B2.trace",
    title="Squared output error against the variance of the values",
    statement=TRACE,
    prove=prove_trace,
    source=SOURCE,
    symbols={**VECTOR_SYMBOLS, **meaning("r"), "variance": VARIANCE},
    witness=Example({"J": 3, "C": 2}, EXAMPLE),
    extremal=Example({"J": 2, "C": 1}, SHARP),
    reading=Reading(quantity="output_l2**2", side="left", given={"r": "odds", "variance": "variance"}),
    uses=("B2.scalar",),
)

ROOT_THEOREM = Theorem(
    id="B2.root",
    title="Output error against the variance of the values",
    statement=ROOT,
    prove=prove_root(TRACE),
    source=SOURCE,
    symbols={**VECTOR_SYMBOLS, **meaning("r"), "variance": VARIANCE},
    witness=Example({"J": 3, "C": 2}, EXAMPLE),
    extremal=Example({"J": 2, "C": 1}, SHARP),
    reading=Reading(quantity="output_l2", side="left", given={"r": "odds", "variance": "variance"}),
    uses=("B2.trace",),
)

NORM_THEOREM = Theorem(
    id="B2.norm",
    title="Squared output error against the largest eigenvalue of the values' covariance",
    statement=NORM,
    prove=prove_norm,
    source=SOURCE,
    symbols={**VECTOR_SYMBOLS, **meaning("r"), "lam": LAMBDA},
    witness=Example({"J": 3, "C": 2}, {**EXAMPLE, "lam": 2}),
    extremal=Example({"J": 2, "C": 1}, {**SHARP, "lam": "8/9"}),
    reading=Reading(quantity="output_l2**2", side="left", given={"r": "odds", "lam": "covariance_norm"}),
    uses=("B2.direction",),
    remark=ONE_DIRECTION,
)

NORM_ROOT_THEOREM = Theorem(
    id="B2",
    title="Output error against the largest eigenvalue of the values' covariance",
    statement=NORM_ROOT,
    prove=prove_root(NORM),
    source=SOURCE,
    symbols={**VECTOR_SYMBOLS, **meaning("r"), "lam": LAMBDA},
    witness=Example({"J": 3, "C": 2}, {**EXAMPLE, "lam": 2}),
    extremal=Example({"J": 2, "C": 1}, {**SHARP, "lam": "8/9"}),
    reading=Reading(quantity="output_l2", side="left", given={"r": "odds", "lam": "covariance_norm"}),
    uses=("B2.norm",),
    remark=ONE_DIRECTION,
)

ORDER_THEOREM = Theorem(
    id="B2.order",
    title="The variance of the values bounds their covariance in every direction",
    statement=ORDER,
    prove=prove_order,
    source=SOURCE,
    symbols={**meaning("J", "C", "a", "Z", "p", "v", "o"), "u": "a direction", "variance": VARIANCE},
    witness=Example({"J": 3, "C": 2}, {"a": (4, 2, 1), "v": ((1, 0), (0, 1), (2, -1)), "o": (1, 0), "u": (1, 3)}),
    extremal=Example({"J": 2, "C": 1}, {"a": (2, 1), "v": ((1,), (-1,)), "o": (0,), "u": (1,)}),
    remark="So lam = variance meets the hypothesis of B2.norm, and lambda_max(Cov_p) <= Var_p.  About any point o.",
)

COVARIANCE_THEOREMS = (
    SCALAR_THEOREM,
    DIRECTION_THEOREM,
    TRACE_THEOREM,
    ROOT_THEOREM,
    NORM_THEOREM,
    NORM_ROOT_THEOREM,
    ORDER_THEOREM,
)
