"""B1, second form: 2 tau times the largest distance of a value from any centre, found in one pass over the values."""

from sympy import Abs, Le, Symbol

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem, Value
from tailbound.proofs.catalogue.output import cross_diameter as first
from tailbound.proofs.catalogue.output.cross_diameter import across, norm
from tailbound.proofs.catalogue.row import C, J, c, i, j, meaning, o, o_S, tau, v
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import Term, make
from tailbound.proofs.language import Family, ForAll
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.absolute import abs_at_least, abs_at_least_opposite
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.roots import root_at_most

R, z = Symbol("R", real=True), Family("z", "C")
WITHIN_MAX = ForAll(j, J, ForAll(c, C, Le(Abs(v(j, c) - z(c)), R)))
WITHIN = ForAll(j, J, Le(norm(v(j, c) - z(c)), R))

APART_MAX = Statement.from_sympy(where=[WITHIN_MAX], claim=across(ForAll(c, C, Le(Abs(v(i, c) - v(j, c)), 2 * R))))
APART = Statement.from_sympy(where=[WITHIN], claim=across(Le(norm(v(i, c) - v(j, c)), 2 * R)))
MAX_NORM = Statement.from_sympy(
    where=[*first.OUTPUTS, WITHIN_MAX], claim=ForAll(c, C, Le(Abs(o(c) - o_S(c)), 2 * tau * R))
)
TWO_NORM = Statement.from_sympy(where=[*first.OUTPUTS, WITHIN], claim=Le(norm(o(c) - o_S(c)), 2 * tau * R))


def prove_apart_max(proof: Proof) -> bytes:
    """|v_i - v_j| <= |v_i - z| + |v_j - z| in each coordinate."""
    x, y, e = proof.fix("x", "S")[0], proof.fix("y", "J - S")[0], proof.declare("e", "C")
    near = [proof.at(proof.hyp[0], key, e) for key in (x, y)]
    sizes = [side for step in near for side in both_sides(proof, step)]
    change = "v[x, e] - v[y, e]"
    up, down = (proof.have(f"{sign}({change}) <= 2*R", *near, *sizes) for sign in ("", "-"))
    step = proof.gen(proof.abs_at_most(change, "2*R", up, down), e, "C")
    return proof.qed(proof.gen(proof.gen(step, y, "J - S"), x, "S"))


def both_sides(proof: Proof, step: Step) -> list[Step]:
    """t <= |t| and -t <= |t| for the t of |t| <= R."""
    t = step.concl.args[0].args[0]
    return [abs_at_least(proof, t), abs_at_least_opposite(proof, t)]


def prove_apart(proof: Proof) -> bytes:
    """|v_i - v_j|^2 <= 2 |v_i - z|^2 + 2 |v_j - z|^2: the difference is |v_i + v_j - 2 z|^2."""
    x, y = proof.fix("x", "S")[0], proof.fix("y", "J - S")[0]
    near = [proof.at(proof.hyp[0], key) for key in (x, y)]
    squares = [squared(proof, step) for step in near]
    rest = proof.nonnegative("sum((v[x, c] + v[y, c] - 2*z[c])**2 for c in C)")
    apart = "sum((v[x, c] - v[y, c])**2 for c in C)"
    below = proof.have(f"{apart} <= (2*R)**2", *squares, rest)
    bound = proof.have("0 <= 2*R", near[0], proof.nonnegative(near[0].concl.args[0]))
    step = root_at_most(proof, apart, "2*R", below, proof.nonnegative(apart), bound)
    return proof.qed(proof.gen(proof.gen(step, y, "J - S"), x, "S"))


def squared(proof: Proof, step: Step) -> Step:
    """x <= R^2 from sqrt x <= R, x a sum of squares."""
    root: Term = step.concl.args[0]
    low, own = (
        proof.nonnegative(root),
        proof.schema("sqrt_square", root.args[0], prem=[proof.nonnegative(root.args[0])]),
    )
    bound = proof.have("0 <= R", step, low)
    return proof.have(make("<=", root.args[0], proof.t("R**2")), own, products=[[step, low], [step, bound]])


def prove_max_norm(proof: Proof) -> bytes:
    """The first form with the distance 2R."""
    return from_first_form(proof, APART_MAX, first.MAX_NORM)


def prove_two_norm(proof: Proof) -> bytes:
    """The first form with the distance 2R."""
    return from_first_form(proof, APART, first.TWO_NORM)


def from_first_form(proof: Proof, apart: Statement, form: Statement) -> bytes:
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    bound = proof.use(proof.cite(form.sha256), sub={"D": "2*R"}, prem=[proof.cite(apart.sha256)])
    if bound.concl.op != "all":
        return proof.qed(proof.identity(proof.goal, pos=[(1, [bound], [])]))
    e = proof.declare("e", "C")
    entry = proof.at(bound, e)
    step = proof.identity(make("<=", entry.concl.args[0], proof.goal.args[1].args[1]), pos=[(1, [entry], [])])
    return proof.qed(proof.gen(step, e, "C"))


RADIUS = {"z": "any centre", "R": "a bound on the distance of every value from z"}
CENTRE: dict[str, Value] = {"v": ((1,), (1,), (-1,)), "z": (0,), "R": 1, "S": frozenset({0, 1})}
SHARP = Example({"J": 3, "C": 1}, {**CENTRE, "a": (4, 2, 1)})
PLANE: dict[str, Value] = {"v": ((1, 0), (0, 2), (-1, 3)), "z": (0, 1), "R": 3, "S": frozenset({0, 1})}
THEOREMS = (
    Theorem(
        id="B1.apart.linf",
        title="Values within R of a centre are within 2R of each other, in each coordinate",
        statement=APART_MAX,
        prove=prove_apart_max,
        source=first.SOURCE,
        symbols={**meaning("J", "C", "S", "v"), **RADIUS},
        witness=Example({"J": 3, "C": 2}, PLANE),
        extremal=Example({"J": 2, "C": 1}, {"v": ((1,), (-1,)), "z": (0,), "R": 1, "S": frozenset({0})}),
        reading=Reading(quantity="cross_diameter_linf", side="left", given={"R": "spread_linf/2"}),
    ),
    Theorem(
        id="B1.apart.l2",
        title="Values within R of a centre are within 2R of each other",
        statement=APART,
        prove=prove_apart,
        source=first.SOURCE,
        symbols={**meaning("J", "C", "S", "v"), **RADIUS},
        witness=Example({"J": 3, "C": 2}, PLANE),
        extremal=Example({"J": 2, "C": 1}, {"v": ((1,), (-1,)), "z": (0,), "R": 1, "S": frozenset({0})}),
        reading=Reading(quantity="cross_diameter_l2", side="left", given={"R": "spread_l2/2"}),
    ),
    Theorem(
        id="B1.radius.linf",
        title="Each coordinate of the output moves by at most 2 tau times the radius of the values",
        statement=MAX_NORM,
        prove=prove_max_norm,
        source=first.SOURCE,
        symbols={**first.SYMBOLS, **RADIUS},
        witness=Example({"J": 3, "C": 2}, {**PLANE, "a": (4, 2, 1)}),
        extremal=SHARP,
        reading=Reading(quantity="output_linf", side="left", given={"tau": "tau", "R": "spread_linf/2"}),
        uses=("B1.linf", "B1.apart.linf"),
    ),
    Theorem(
        id="B1.radius.l2",
        title="The output moves by at most 2 tau times the radius of the values",
        statement=TWO_NORM,
        prove=prove_two_norm,
        source=first.SOURCE,
        symbols={**first.SYMBOLS, **RADIUS},
        witness=Example({"J": 3, "C": 2}, {**PLANE, "a": (4, 2, 1)}),
        extremal=SHARP,
        reading=Reading(quantity="output_l2", side="left", given={"tau": "tau", "R": "spread_l2/2"}),
        uses=("B1.l2", "B1.apart.l2"),
    ),
)
