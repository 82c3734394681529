"""C3.two: where top-k discards at most half of the mass it minimises the 2-norm of the error."""

from sympy import Eq, Le, Rational, Symbol

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.optimality.duel import both, more_kept, odds_at_most_one, odds_grow, ordered
from tailbound.proofs.catalogue.optimality.moves import Moves
from tailbound.proofs.catalogue.optimality.rival import meanings, ps2, rival
from tailbound.proofs.catalogue.row import J, given, i, p, ps, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

error = Symbol("error", real=True)

STATEMENT = Statement.from_sympy(
    where=[
        *given("weights"),
        *rival("kept", "no more"),
        *given("H", "T", "Z", "tau", "p", "ps", "top-k"),
        *rival("H2", "ps2"),
        Eq(error, SumOver(i, J, (p(i) - ps(i)) ** 2)),
        Le(tau, Rational(1, 2)),
    ],
    claim=Le(error, SumOver(i, J, (p(i) - ps2(i)) ** 2)),
)


def prove(proof: Proof) -> bytes:
    """The squared norm is sum p^2 - q (1 - odds^2), q the kept sum of squares: q is largest, the odds least for S."""
    row = RowFacts(proof)
    own, other = both(proof, row)
    grow, one = odds_grow(proof, row, own, other), odds_at_most_one(proof, row, own)
    order = ordered(proof, row)
    signs = [proof.positive("p[x]"), proof.positive("p[y]")]
    squares = more_kept(proof, row, "p[e]**2", proof.have("p[y]**2 <= p[x]**2", products=[[order, s] for s in signs]))
    errors = [square_error(proof, moves) for moves in (own, other)]
    odds, odds2, kept2 = own.odds, other.odds, "sum(p[i]**2 for i in S2)"
    positive = [proof.nonnegative(t) for t in (odds, odds2, kept2)]
    room = proof.have(f"0 <= 1 - {odds}**2", one, products=[[one, positive[0]]])
    worse = proof.have(f"{odds}**2 <= {odds2}**2", products=[[grow, positive[0]], [grow, positive[1]]])
    return proof.qed(proof.have(proof.goal, *errors, proof.hyp[-2], products=[[squares, room], [worse, positive[2]]]))


def square_error(proof: Proof, moves: Moves) -> Step:
    """sum (p - ps)^2 = sum p^2 - (sum over S of p^2) (1 - (T/H)^2)."""
    x, inside = proof.fix(proof.fresh("J").data[0], moves.S)
    y, outside = proof.fix(proof.fresh("J").data[0], f"J - {moves.S}")
    (px, py), (qx, qy) = [[f"{f}[{e.data[0]}]" for e in (x, y)] for f in ("p", moves.ps)]
    shift, zero = moves.shift(x, inside), moves.zero(y, outside)
    on = proof.have(
        f"({px} - {qx})**2 == {px}**2*{moves.odds}**2", shift, multipliers=[f"{qx} - {px} + {px}*{moves.odds}"]
    )
    off = proof.have(f"({py} - {qy})**2 == {py}**2", zero)
    sums = [proof.sum_compare(moves.S, x, on), proof.sum_compare(f"J - {moves.S}", y, off)]
    bodies = (f"(p[i] - {moves.ps}[i])**2", "p[i]**2")
    parts = [moves.S, f"J - {moves.S}"]
    whole = [proof.split("J", parts, f"sum({body} for i in S)") for body in bodies]
    goal = f"sum((p[i] - {moves.ps}[i])**2 for i in J) == "
    return proof.have(
        goal + f"sum(p[i]**2 for i in J) - sum(p[i]**2 for i in {moves.S})*(1 - {moves.odds}**2)", *sums, *whole
    )


THEOREM = Theorem(
    id="C3.two",
    title="Where top-k discards at most half of the mass it minimises the 2-norm of the error",
    statement=STATEMENT,
    prove=prove,
    source="tailbound theorem book, C3",
    symbols=meanings("J", "S", "S2", "a", "H", "H2", "T", "Z", "tau", "p", "ps", "ps2")
    | {"error": "the squared 2-norm of the top-k row's error"},
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2})}),
    extremal=Example({"J": 3}, {"a": (2, 1, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2})}),
    reading=Reading(quantity="l2**2", side="right", given={"tau": "tau_top", "error": "l2_top**2"}),
    uses=("C1.exchange",),
    remark="The bound 1/2 cannot be dropped: C2.two.",
)
