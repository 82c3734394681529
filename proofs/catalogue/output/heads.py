"""B5 from the rows of all heads: B1 for each head, then the sum over the heads."""

from sympy import Le, sqrt

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Theorem, Value
from tailbound.proofs.catalogue.output import cross_diameter
from tailbound.proofs.catalogue.output.sum_of_heads import (
    LAYER,
    ONE_VECTOR,
    SOURCE,
    SUM_THEOREMS,
    SYMBOLS,
    C,
    D,
    G,
    W,
    c,
    d,
    diam,
    h,
    norm,
    tau,
)
from tailbound.proofs.catalogue.row import meaning
from tailbound.proofs.checker import ZERO, Term, abstract, make, substitute
from tailbound.proofs.convert import to_term
from tailbound.proofs.language import Family, ForAll, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.text import signatures_of

ROW = cross_diameter.TWO_NORM
HEAD = make("v", data=("h", "G"))
SORTS = {"C": "D"}  # the coordinates of a value are those of the head's output
NAMES = {"D": "diam"}  # B1's bound D on the distances is the diameter of the head
o, o_S = Family("o", "G", "D"), Family("o_S", "G", "D")
ERROR = o(h, d) - o_S(h, d)


def of_head(formula: Term) -> Term:
    """A formula about one row, said of the row of head h: every variable gets the head as its first argument."""
    sub = {}
    for name, (sort, kinds) in signatures_of(formula).items():
        mine = tuple(SORTS.get(kind, kind) for kind in kinds)
        bound = [make("b", data=(position, kind)) for position, kind in enumerate(mine)]
        sub[name] = (mine, make("v", HEAD, *bound, data=(NAMES.get(name, name), sort)))
    return substitute(formula, sub, SORTS)


def of_all_heads(formula: Term) -> Term:
    """The formula for the row of every head."""
    return make("all", to_term(G), abstract(of_head(formula), HEAD))


OPERATOR = ForAll(
    h, G, Le(SumOver(c, C, SumOver(d, D, W(h, c, d) * ERROR) ** 2), norm(h) ** 2 * SumOver(d, D, ERROR**2))
)
ROWS = Statement(
    (
        *map(of_all_heads, ROW.hyps),
        *(to_term(ForAll(h, G, Le(0, f(h)))) for f in (norm, diam)),
        to_term(OPERATOR),
    ),
    to_term(
        Le(
            sqrt(SumOver(c, C, SumOver(h, G, SumOver(d, D, W(h, c, d) * ERROR)) ** 2)),
            SumOver(h, G, norm(h) * tau(h) * diam(h)),
        )
    ),
)


def prove_rows(proof: Proof) -> bytes:
    """B1 at each head gives |o^h - o_S^h| <= tau_h diam_h; then B5.errors with these errors."""
    h = proof.declare("h", "G")
    share = proof.gen(masses(proof, h), h, "G")
    size = proof.gen(distance(proof, h), h, "G")
    errors = proof.use(
        proof.cite(LAYER.sha256),
        sub={"x": (["h", "d"], "o[h, d] - o_S[h, d]")},
        prem=[proof.hyp[-3], share, proof.hyp[-2], size, proof.hyp[-1]],
    )
    return proof.qed(errors)


def masses(proof: Proof, h: Term) -> Step:
    """0 <= tau_h; on the way, for the guards, that H and Z of every head are positive."""
    at_head = [proof.at(step, h) for step in proof.hyp[:6]]
    _, _, *definitions, of_tau = at_head
    signs = []
    for definition, strict in zip(definitions, (True, False, True), strict=True):
        mass, total = definition.concl.args
        sign = proof.positive(total) if strict else proof.nonnegative(total)
        signs.append(proof.have(make("<" if strict else "<=", ZERO, mass), sign, definition))
        proof.gen(signs[-1], h, "G")
    return proof.have("0 <= tau[h]", proof.nonnegative("T[h]/Z[h]"), of_tau)


def distance(proof: Proof, h: Term) -> Step:
    """sum_d (o_hd - o_S_hd)^2 <= (tau_h diam_h)^2, by B1 for the row of head h."""
    row = {name: of_head_text(name, kinds) for name, (_, kinds) in signatures_of(*ROW.hyps, ROW.concl).items()}
    premises = [proof.at(step, h) for step in proof.hyp[: len(ROW.hyps)]]
    bound = proof.use(proof.cite(ROW.sha256), sub=row, sort=SORTS, prem=premises)
    total = bound.concl.args[0].args[0]
    energy = proof.nonnegative(total)
    square, root = proof.schema("sqrt_square", total, prem=[energy]), proof.schema("sqrt_nonneg", total)
    limit = proof.have("0 <= tau[h]*diam[h]", bound, root)
    return proof.have(
        "sum((o[h, d] - o_S[h, d])**2 for d in D) <= diam[h]**2*tau[h]**2",
        square,
        products=[[bound, root], [bound, limit]],
    )


def of_head_text(name: str, kinds: tuple[str, ...]) -> tuple[list[str], str]:
    """The variable of B1 as a lambda over its own arguments, with head h before them."""
    bound = [f"x{position}" for position in range(len(kinds))]
    return bound, f"{NAMES.get(name, name)}[{', '.join(['h', *bound])}]"


EXAMPLE: dict[str, Value] = {
    "a": ((4, 2, 1), (1, 1, 2)),
    "S": (frozenset({0, 1}), frozenset({2})),
    "v": (((1, 0), (0, 2), (-1, 3)), ((2, 1), (2, 1), (0, 1))),
    "diam": (4, 2),
    "norm_W": (1, 2),
    "W": (((1, 0), (0, 1)), ((2, 0), (0, 0))),
}
SHARP: dict[str, Value] = {
    "a": ((2, 1), (1, 1)),
    "S": (frozenset({0}), frozenset({0})),
    "v": (((1,), (-1,)), ((3,), (2,))),
    "diam": (2, 1),
    "norm_W": (1, 2),
    "W": (((1,),), ((2,),)),
}

ROWS_THEOREM = Theorem(
    id="B5",
    title="Output error of a layer from the rows of its heads",
    statement=ROWS,
    prove=prove_rows,
    source=SOURCE,
    symbols={
        **{
            name: f"{text}, for each head"
            for name, text in meaning("a", "S", "H", "T", "Z", "p", "ps", "v", "o", "o_S").items()
        },
        **meaning("J"),
        **{name: text for name, text in SYMBOLS.items() if name != "x"},
    },
    witness=Example({"G": 2, "J": 3, "C": 2, "D": 2}, EXAMPLE),
    extremal=Example({"G": 2, "J": 2, "C": 1, "D": 1}, SHARP),
    uses=("B1.l2", "B5.errors"),
    remark=f"{ONE_VECTOR}  Heads may keep different keys.",
)
HEADS_THEOREMS = (*SUM_THEOREMS, ROWS_THEOREM)
