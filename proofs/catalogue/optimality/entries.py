"""C3.identity: the r-th power of the r-norm of p - p^S, from the kept probabilities and the odds alone."""

from sympy import Abs, Eq, Expr, Symbol, exp, log

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Theorem
from tailbound.proofs.catalogue.optimality.moves import Moves, probabilities_positive
from tailbound.proofs.catalogue.row import J, S, given, i, meaning, odds, p, ps, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.powers import power_product, put_equal

r = Symbol("r", real=True)


def power(x: Expr) -> Expr:
    """x^r."""
    return exp(r * log(x))


STATEMENT = Statement.from_sympy(
    where=given("weights", "kept", "dropped", "H", "T", "Z", "tau", "p", "ps"),
    claim=Eq(
        SumOver(i, J, power(Abs(p(i) - ps(i)))),
        SumOver(i, J, power(p(i))) - SumOver(i, S, power(p(i))) * (1 - power(odds(tau))),
    ),
)


def same_odds(proof: Proof, moves: Moves, tau: str, *mass: Step) -> Step:
    """T/H = tau/(1 - tau), from tau = T/Z; on the way 0 < 1 - tau and 0 < tau/(1 - tau)."""
    proof.have(f"0 < {tau}", proof.positive(f"{moves.T}/Z"), *mass)
    kept = proof.have(f"1 - {tau} == {moves.H}/Z", moves.parts, *mass)
    proof.have(f"0 < 1 - {tau}", proof.positive(f"{moves.H}/Z"), kept)
    proof.positive(f"{tau}/(1 - {tau})")
    return proof.have(f"{moves.odds} == {tau}/(1 - {tau})", moves.parts, *mass)


def prove(proof: Proof) -> bytes:
    """Kept entries move by p_i times the odds, dropped ones by p_i (A3); take powers and sum."""
    row = RowFacts(proof)
    probabilities_positive(proof, row)
    moves = Moves(proof, row)
    x, inside = proof.fix("x", "S")
    y, outside = proof.fix("y", "J - S")
    kept, dropped = moves.on(x, inside), moves.off(y, outside)
    moved_positive(proof, moves)
    scaled = power_product(proof, "p[x]", "T/H", "r", proof.positive("p[x]"), proof.positive("T/H"))
    ratio = put_equal(proof, same_odds(proof, moves, "tau", row.hypothesis("tau == T/Z")), "z", "exp(r*log(z))")
    on = proof.chain(put_equal(proof, kept, "z", "exp(r*log(z))"), scaled)
    off = put_equal(proof, dropped, "z", "exp(r*log(z))")
    sums = [proof.sum_compare("S", x, on), proof.sum_compare("J - S", y, off)]
    bodies = ("exp(r*log(abs(p[i] - ps[i])))", "exp(r*log(p[i]))")
    whole = [proof.split("J", ["S", "J - S"], f"sum({body} for i in S)") for body in bodies]
    return proof.qed(proof.have(proof.goal, ratio, *sums, *whole))


def moved_positive(proof: Proof, moves: Moves) -> Step:
    """0 < |p_i - ps_i| for every i: nothing stays where it was."""
    e = proof.fresh("J")
    p = f"p[{e.data[0]}]"
    goal = f"0 < abs({p} - {moves.ps}[{e.data[0]}])"
    inside, outside = proof.assume(f"{e.data[0]} in {moves.S}"), proof.assume(f"{e.data[0]} in J - {moves.S}")
    yes = proof.have(goal, moves.on(e, inside), proof.positive(f"{p}*{moves.odds}"))
    no = proof.have(goal, moves.off(e, outside), proof.positive(p))
    return proof.gen(proof.cases(inside.concl, yes, no), e, "J")


THEOREM = Theorem(
    id="C3.identity",
    title="The r-norm of the error, from the kept probabilities and the odds",
    statement=STATEMENT,
    prove=prove,
    source="tailbound theorem book, C3",
    symbols=meaning("J", "S", "a", "H", "T", "Z", "tau", "p", "ps") | {"r": "a real exponent"},
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "r": 2}),
    remark="For every real r; the norm itself is the 1/r-th power of both sides.",
)
