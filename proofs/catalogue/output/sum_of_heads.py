"""B5 for given errors of the heads: a layer's error is at most the sum of |W_h| times the head's (Minkowski)."""

from sympy import Le, sqrt

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Theorem, Value
from tailbound.proofs.checker import ZERO, make
from tailbound.proofs.language import Element, Family, ForAll, SumOver, Universe
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.cauchy_schwarz import cauchy_schwarz, side_from_square
from tailbound.proofs.tactics.double_sums import swapped
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.roots import root_at_most

SOURCE = "tailbound theorem book, B5"
G, C, D = Universe("G"), Universe("C"), Universe("D")
h, c, d = Element("h", "G"), Element("c", "C"), Element("d", "D")
e, r = Family("e", "G", "C"), Family("r", "G")
W, x = Family("W", "G", "C", "D"), Family("x", "G", "D")
norm, tau, diam = Family("norm_W", "G"), Family("tau", "G"), Family("diam", "G")

SUM = Statement.from_sympy(
    where=[ForAll(h, G, Le(0, r(h))), ForAll(h, G, Le(SumOver(c, C, e(h, c) ** 2), r(h) ** 2))],
    claim=Le(SumOver(c, C, SumOver(h, G, e(h, c)) ** 2), SumOver(h, G, r(h)) ** 2),
)

LAYER_GIVEN = [
    *(ForAll(h, G, Le(0, f(h))) for f in (norm, tau, diam)),
    ForAll(h, G, Le(SumOver(d, D, x(h, d) ** 2), (tau(h) * diam(h)) ** 2)),
    ForAll(
        h,
        G,
        Le(SumOver(c, C, SumOver(d, D, W(h, c, d) * x(h, d)) ** 2), norm(h) ** 2 * SumOver(d, D, x(h, d) ** 2)),
    ),
]
LAYER_ERROR = SumOver(c, C, SumOver(h, G, SumOver(d, D, W(h, c, d) * x(h, d))) ** 2)
LAYER_BOUND = SumOver(h, G, norm(h) * tau(h) * diam(h))
SQUARED = Statement.from_sympy(where=LAYER_GIVEN, claim=Le(LAYER_ERROR, LAYER_BOUND**2))
LAYER = Statement.from_sympy(where=LAYER_GIVEN, claim=Le(sqrt(LAYER_ERROR), LAYER_BOUND))


def prove_sum(proof: Proof) -> bytes:
    """Two heads' errors have an inner product of at most r_g r_h; the square of the sum is the sum of these."""
    g = proof.declare("g", "G")
    h = proof.declare("h", "G")
    pairs = proof.sum_compare("G", g, proof.sum_compare("G", h, inner_product(proof)))
    order = swapped(proof, "sum(sum(e[g, c]*e[h, c] for c in C) for h in G)")
    inner = proof.sum_compare("G", g, order)
    outer = swapped(proof, "sum(sum(e[g, c]*sum(e[h, c] for h in G) for c in C) for g in G)")
    return proof.qed(proof.have(proof.goal, pairs, inner, outer))


def inner_product(proof: Proof) -> Step:
    """sum_c e_gc e_hc <= r_g r_h: by Cauchy-Schwarz."""
    signs, sizes = proof.hyp
    of_g, of_h = proof.at(sizes, "g"), proof.at(sizes, "h")
    at_g, at_h = proof.at(signs, "g"), proof.at(signs, "h")
    mixed = cauchy_schwarz(proof, "sum(e[g, c] for c in C)", "sum(e[h, c] for c in C)")
    product, size_g = "sum(e[g, c]*e[h, c] for c in C)", proof.nonnegative("sum(e[g, c]**2 for c in C)")
    square = proof.have(f"({product})**2 <= (r[g]*r[h])**2", mixed, products=[[of_g, at_h, at_h], [size_g, of_h]])
    room = proof.have("0 <= r[g]*r[h]", products=[[at_g, at_h]])
    return side_from_square(proof, proof.t(product), proof.t("r[g]*r[h]"), square, room)


def prove_squared(proof: Proof) -> bytes:
    """B5.sum with e_h = W_h x_h and r_h = |W_h| tau_h diam_h."""
    h = proof.declare("h", "G")
    signs = [proof.at(step, h) for step in proof.hyp[:3]]
    room = proof.gen(proof.have("0 <= norm_W[h]*tau[h]*diam[h]", products=[signs]), h, "G")
    size, operator = (proof.at(step, h) for step in proof.hyp[3:])
    goal = "sum(sum(W[h, c, d]*x[h, d] for d in D)**2 for c in C) <= (norm_W[h]*tau[h]*diam[h])**2"
    error = proof.gen(proof.have(goal, operator, products=[[size, signs[0], signs[0]]]), h, "G")
    sub = {"e": (["h", "c"], "sum(W[h, c, d]*x[h, d] for d in D)"), "r": (["h"], "norm_W[h]*tau[h]*diam[h]")}
    return proof.qed(proof.have(proof.goal, proof.use(proof.cite(SUM.sha256), sub=sub, prem=[room, error])))


def prove_layer(proof: Proof) -> bytes:
    """The roots of both sides of B5.squared."""
    h = proof.declare("h", "G")
    signs = [proof.at(step, h) for step in proof.hyp[:3]]
    room = proof.have("0 <= norm_W[h]*tau[h]*diam[h]", products=[signs])
    bound = proof.cite(SQUARED.sha256)
    error, total = proof.goal.args[0].args[0], proof.goal.args[1]
    summed = proof.have(make("<=", ZERO, total), proof.sum_compare("G", h, room))
    return proof.qed(root_at_most(proof, error, total, bound, proof.nonnegative(error), summed))


SYMBOLS = {
    "G": "the heads of the layer",
    "C": "the coordinates of the layer's output",
    "D": "the coordinates of a head's output",
    "W": "W_h is the block of the output projection that head h feeds",
    "x": "x_h = o^h - o^h_S, the output error of head h",
    "norm_W": "the operator norm of W_h",
    "tau": "discarded mass of head h",
    "diam": "diameter of the values of head h, kept to dropped",
}
ONE_VECTOR = "The operator norm bounds |W_h x| for every x; the hypothesis asks it for the error of head h only."
WITNESS: dict[str, Value] = {
    "W": (((1, 0), (0, 1)), ((2, 0), (0, 0))),
    "x": ((3, 4), (1, 0)),
    "norm_W": (1, 2),
    "tau": ("1/2", "1/4"),
    "diam": (10, 4),
}
EXTREMAL: dict[str, Value] = {
    "W": (((1,),), ((2,),)),
    "x": ((3,), (1,)),
    "norm_W": (1, 2),
    "tau": ("1/2", "1/4"),
    "diam": (6, 4),
}

SUM_THEOREM = Theorem(
    id="B5.sum",
    title="The norm of a sum is at most the sum of the norms, squared",
    statement=SUM,
    prove=prove_sum,
    source="Minkowski's inequality",
    symbols={"G": SYMBOLS["G"], "C": SYMBOLS["C"], "e": "a vector e_h for each head", "r": "a bound on its norm"},
    witness=Example({"G": 2, "C": 2}, {"e": ((3, 4), (1, 0)), "r": (5, 1)}),
    extremal=Example({"G": 2, "C": 2}, {"e": ((3, 4), (6, 8)), "r": (5, 10)}),
)

SQUARED_THEOREM = Theorem(
    id="B5.squared",
    title="Squared output error of a layer from the output errors of its heads",
    statement=SQUARED,
    prove=prove_squared,
    source=SOURCE,
    symbols=SYMBOLS,
    witness=Example({"G": 2, "C": 2, "D": 2}, WITNESS),
    extremal=Example({"G": 2, "C": 1, "D": 1}, EXTREMAL),
    uses=("B5.sum",),
    remark=ONE_VECTOR,
)

LAYER_THEOREM = Theorem(
    id="B5.errors",
    title="Output error of a layer from the output errors of its heads",
    statement=LAYER,
    prove=prove_layer,
    source=SOURCE,
    symbols=SYMBOLS,
    witness=Example({"G": 2, "C": 2, "D": 2}, WITNESS),
    extremal=Example({"G": 2, "C": 1, "D": 1}, EXTREMAL),
    uses=("B5.squared",),
    remark=ONE_VECTOR,
)

SUM_THEOREMS = (SUM_THEOREM, SQUARED_THEOREM, LAYER_THEOREM)
