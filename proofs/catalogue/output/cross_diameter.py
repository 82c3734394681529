"""B1, first form: the output moves by at most tau times the largest distance between a kept and a dropped value."""

from sympy import Abs, Expr, Le, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem, Value
from tailbound.proofs.catalogue.identities.outputs import dense_mean, sparse_mean
from tailbound.proofs.catalogue.row import C, J, S, c, given, i, j, meaning, o, o_S, p, ps, tail, tau, v
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import make
from tailbound.proofs.language import Family, ForAll, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.absolute import abs_at_least, abs_at_least_opposite
from tailbound.proofs.tactics.cauchy_schwarz import abs_from_square, cauchy_schwarz
from tailbound.proofs.tactics.double_sums import swapped
from tailbound.proofs.tactics.guards import Proof

D, u = Symbol("D", real=True), Family("u", "J")
NAMES = ("H", "T", "Z", "tau", "p", "ps")
ROW = given("weights", "kept", *NAMES)
OUTPUTS = [*ROW, *given("o", "o_S")]
SOURCE = "arXiv:2512.07647; tailbound theorem book, B1"
SYMBOLS = meaning("J", "C", "S", "a", "v", *NAMES, "o", "o_S")


def across(claim: Boolean) -> Boolean:
    """The claim for every kept key i and every dropped key j."""
    return ForAll(i, S, ForAll(j, tail, claim))


def norm(entry: Expr) -> Expr:
    """The 2-norm over the coordinates c."""
    return sqrt(SumOver(c, C, entry**2))


FUNCTIONAL = Statement.from_sympy(
    where=[*ROW, across(Le(Abs(u(i) - u(j)), D))],
    claim=Le(Abs(SumOver(i, J, p(i) * u(i)) - SumOver(i, J, ps(i) * u(i))), tau * D),
)
MAX_NORM = Statement.from_sympy(
    where=[*OUTPUTS, across(ForAll(c, C, Le(Abs(v(i, c) - v(j, c)), D)))],
    claim=ForAll(c, C, Le(Abs(o(c) - o_S(c)), tau * D)),
)
TWO_NORM = Statement.from_sympy(
    where=[*OUTPUTS, across(Le(norm(v(i, c) - v(j, c)), D))],
    claim=Le(norm(o(c) - o_S(c)), tau * D),
)
KEPT, DROPPED = "sum(a[i]*u[i] for i in S)", "sum(a[i]*u[i] for i in J - S)"


def prove_functional(proof: Proof) -> bytes:
    """H Z (P^S u - P u) is the sum over kept i and dropped j of a_i a_j (u_i - u_j)."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    x, inside = proof.fix("x", "S")
    y, outside = proof.fix("y", "J - S")
    pair = proof.at(proof.hyp[-1], x, y, using=[inside, outside])
    sides = (abs_at_least(proof, "u[x] - u[y]"), abs_at_least_opposite(proof, "u[x] - u[y]"))
    dense, sparse = dense_mean(proof, row, "u[i]"), sparse_mean(proof, row, "u[i]")
    change, bounds = "sum(p[i]*u[i] for i in J) - sum(ps[i]*u[i] for i in J)", []
    for side, sign in zip(sides, ("", "-"), strict=True):
        near = proof.have(f"{sign}(u[x] - u[y]) <= D", side, pair)
        total = sum_of_pairs(proof, row, near, sign)
        share = f"({DROPPED} + {KEPT})/Z - {KEPT}/H"
        means = proof.have(f"-({sign}({share})) <= D*(T/Z)", total, row.parts, row.H_positive, multipliers=[KEPT])
        bounds.append(proof.have(f"-({sign}({change})) <= D*tau", means, dense, sparse, row.tau, multipliers=["D"]))
    return proof.qed(proof.abs_at_most(change, "D*tau", bounds[1], bounds[0]))


def sum_of_pairs(proof: Proof, row: RowFacts, near: Step, sign: str) -> Step:
    """+-(u_x - u_y) <= D for kept x and dropped y, weighted by a_x a_y and summed."""
    each = proof.have(f"a[y]*{sign}(u[x] - u[y]) <= a[y]*D", products=[[near, row.a_positive("y")]])
    inner = proof.have(f"{sign}(T*u[x] - {DROPPED}) <= T*D", proof.sum_compare("J - S", proof.t("y"), each), row.T)
    outer = proof.have(f"a[x]*{sign}(T*u[x] - {DROPPED}) <= a[x]*(T*D)", products=[[inner, row.a_positive("x")]])
    total = proof.sum_compare("S", proof.t("x"), outer)
    return proof.have(f"{sign}(T*{KEPT} - H*{DROPPED}) <= H*(T*D)", total, row.H, multipliers=["T*D", DROPPED])


def prove_max_norm(proof: Proof) -> bytes:
    """B1 for the functional that picks a coordinate."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    e = proof.declare("e", "C")
    x, inside = proof.fix("x", "S")
    y, outside = proof.fix("y", "J - S")
    pair = proof.at(proof.hyp[-1], x, y, e, using=[inside, outside])
    near = proof.gen(proof.gen(pair, y, "J - S"), x, "S")
    bound = proof.use(proof.cite(FUNCTIONAL.sha256), sub={"u": (["j"], "v[j, e]")}, prem=[near])
    means = [proof.at(h, e) for h in proof.hyp[-3:-1]]
    same = proof.have("o[e] - o_S[e] == sum(p[i]*v[i, e] for i in J) - sum(ps[i]*v[i, e] for i in J)", *means)
    return proof.qed(proof.gen(proof.rewrite(proof.flip(same), bound), e, "C"))


ERROR, ALONG = "sum((o[c] - o_S[c])**2 for c in C)", "sum(v[{}, c]*(o[c] - o_S[c]) for c in C)"


def prove_two_norm(proof: Proof) -> bytes:
    """B1 for the functional v -> (v, o - o_S), which takes the values N^2 on o - o_S and at most D N on v_i - v_j."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    square = proof.schema("sqrt_square", ERROR, prem=[proof.nonnegative(ERROR)])
    root = proof.nonnegative(f"sqrt({ERROR})")
    near = pairs_along(proof, square)
    sub = {"u": (["j"], ALONG.format("j")), "D": f"D*sqrt({ERROR})"}
    bound = proof.use(proof.cite(FUNCTIONAL.sha256), sub=sub, prem=[near])
    above = abs_at_least(proof, bound.concl.args[0].args[0])
    means = [mean_along(proof, output, weight) for output, weight in (("o", "p"), ("o_S", "ps"))]
    energy = proof.have(f"sqrt({ERROR})**2 <= D*sqrt({ERROR})*tau", bound, above, *means, square)
    positive = proof.assume(f"0 < sqrt({ERROR})")
    inverse = proof.schema("inv_pos", f"sqrt({ERROR})", prem=[positive])
    some = proof.identity(proof.goal, pos=[(1, [energy, inverse], [])], clear=[positive])
    none = proof.have(proof.goal, proof.negation(positive.concl), bound_nonnegative(proof, row), root)
    return proof.qed(proof.cases(positive.concl, some, none))


def pairs_along(proof: Proof, square: Step) -> Step:
    """|(v_i - v_j, o - o_S)| <= D N for kept i and dropped j, by Cauchy-Schwarz."""
    x, inside = proof.fix("x", "S")
    y, outside = proof.fix("y", "J - S")
    near = proof.at(proof.hyp[-1], x, y, using=[inside, outside])
    radicand = near.concl.args[0].args[0]
    distance = proof.schema("sqrt_square", radicand, prem=[proof.nonnegative(radicand)])
    low = proof.nonnegative(near.concl.args[0])
    D_sign = proof.have("0 <= D", near, low)
    wide = proof.have(make("<=", radicand, proof.t("D**2")), distance, products=[[near, low], [near, D_sign]])
    mixed = cauchy_schwarz(proof, "sum(v[x, c] - v[y, c] for c in C)", "sum(o[c] - o_S[c] for c in C)")
    size, bound = f"{ALONG.format('x')} - {ALONG.format('y')}", f"D*sqrt({ERROR})"
    below = proof.have(
        f"({size})**2 <= ({bound})**2",
        mixed,
        square,
        products=[[wide, proof.nonnegative(ERROR)]],
        multipliers=["D**2"],
    )
    sign = proof.identity(f"0 <= {bound}", pos=[(1, [D_sign, proof.nonnegative(f"sqrt({ERROR})")], [])])
    return proof.gen(proof.gen(abs_from_square(proof, size, bound, below, sign), y, "J - S"), x, "S")


def mean_along(proof: Proof, output: str, weight: str) -> Step:
    """sum_i p_i (v_i, o - o_S) == (o, o - o_S), and the same for the sparse row."""
    e = proof.fresh("C")
    name = e.data[0]
    definition = proof.at(proof.hyp[-3 if output == "o" else -2], e)
    factor = f"(o[{name}] - o_S[{name}])"
    each = proof.have(
        f"sum({weight}[i]*v[i, {name}] for i in J)*{factor} == {output}[{name}]*{factor}",
        definition,
        multipliers=[factor],
    )
    order = swapped(proof, f"sum(sum({weight}[i]*v[i, c]*(o[c] - o_S[c]) for c in C) for i in J)")
    goal = f"sum({weight}[i]*{ALONG.format('i')} for i in J) == sum({output}[c]*(o[c] - o_S[c]) for c in C)"
    return proof.have(goal, proof.sum_compare("C", e, each), order)


def bound_nonnegative(proof: Proof, row: RowFacts) -> Step:
    """0 <= D tau: a sum over the pairs of a kept and a dropped key (D < 0 is possible where nothing is dropped)."""
    x, inside = proof.fix("l", "S")
    y, outside = proof.fix("m", "J - S")
    near = proof.at(proof.hyp[-1], x, y, using=[inside, outside])
    D_sign = proof.have("0 <= D", near, proof.nonnegative(near.concl.args[0]))
    each = proof.have("0 <= a[m]*D", products=[[D_sign, row.a_positive(y)]])
    inner = proof.have("0 <= T*D", proof.sum_compare("J - S", y, each), row.T)
    outer = proof.have("0 <= a[l]*(T*D)", products=[[inner, row.a_positive(x)]])
    total = proof.have("0 <= H*(T*D)", proof.sum_compare("S", x, outer), row.H, multipliers=["T*D"])
    inverses = [proof.schema("inv_pos", m, prem=[s]) for m, s in (("H", row.H_positive), ("Z", row.Z_positive))]
    scaled = proof.have("0 <= D*(T/Z)", products=[[total, *inverses]])
    return proof.have("0 <= D*tau", scaled, row.tau, multipliers=["D"])


VALUES: dict[str, Value] = {"a": (4, 2, 1), "S": frozenset({0, 1}), "v": ((1, 0), (0, 2), (-1, 3))}
APART: dict[str, Value] = {"a": (4, 2, 1), "S": frozenset({0, 1}), "v": ((1,), (1,), (-1,)), "D": 2}
THEOREMS = (
    Theorem(
        id="B1.functional",
        title="A linear functional of the output moves by at most tau times its largest gap between kept and dropped",
        statement=FUNCTIONAL,
        prove=prove_functional,
        source=SOURCE,
        symbols={
            **meaning("J", "S", "a", *NAMES),
            "u": "the functional's value at each key's value, u_j = l(v_j)",
            "D": "a bound on |u_i - u_j| for kept i and dropped j",
        },
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "u": (1, 2, -1), "D": 3}),
        extremal=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "u": (1, 1, -1), "D": 2}),
        remark="For any norm some functional l with l(x) <= |x| for all x has l(o - o_S) = |o - o_S|: the error "
        "in any norm is at most tau times the largest |v_i - v_j|, i kept and j dropped.",
    ),
    Theorem(
        id="B1.linf",
        title="Each coordinate of the output moves by at most tau times the largest gap between kept and dropped",
        statement=MAX_NORM,
        prove=prove_max_norm,
        source=SOURCE,
        symbols={**SYMBOLS, "D": "a bound on |v_ic - v_jc| for kept i and dropped j"},
        witness=Example({"J": 3, "C": 2}, {**VALUES, "D": 3}),
        extremal=Example({"J": 3, "C": 1}, APART),
        reading=Reading(quantity="output_linf", side="left", given={"tau": "tau", "D": "cross_diameter_linf"}),
        uses=("B1.functional",),
    ),
    Theorem(
        id="B1.l2",
        title="The output moves by at most tau times the largest distance between a kept and a dropped value",
        statement=TWO_NORM,
        prove=prove_two_norm,
        source=SOURCE,
        symbols={**SYMBOLS, "D": "a bound on the distance of a kept and a dropped value"},
        witness=Example({"J": 3, "C": 2}, {**VALUES, "D": 4}),
        extremal=Example({"J": 3, "C": 1}, APART),
        reading=Reading(quantity="output_l2", side="left", given={"tau": "tau", "D": "cross_diameter_l2"}),
        uses=("B1.functional",),
    ),
)
