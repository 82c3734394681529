"""C3: where top-k discards at most half of the mass it minimises every r-norm of the error."""

from sympy import Abs, Le, Rational

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Theorem
from tailbound.proofs.catalogue.optimality.duel import both, more_kept, odds_at_most_one, odds_grow, ordered
from tailbound.proofs.catalogue.optimality.entries import THEOREM as IDENTITY
from tailbound.proofs.catalogue.optimality.entries import moved_positive, power, r, same_odds
from tailbound.proofs.catalogue.optimality.moves import DROPPED2, Moves, dropped_by_rival
from tailbound.proofs.catalogue.optimality.rival import meanings, ps2, rival
from tailbound.proofs.catalogue.row import J, given, i, p, ps, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.instances import settled
from tailbound.proofs.tactics.powers import power_compare, power_of_one

STATEMENT = Statement.from_sympy(
    where=[
        *given("weights"),
        *rival("kept", "no more"),
        *given("dropped", "H", "T", "Z", "tau", "p", "ps", "top-k"),
        *rival("H2", "ps2"),
        Le(tau, Rational(1, 2)),
        Le(0, r),
    ],
    claim=Le(SumOver(i, J, power(Abs(p(i) - ps(i)))), SumOver(i, J, power(Abs(p(i) - ps2(i))))),
)


def prove(proof: Proof) -> bytes:
    """C3.identity: the r-th power is sum p^r - q_r (1 - odds^r); q_r is largest, the odds are least for S."""
    row = RowFacts(proof)
    dropped_by_rival(proof, row)
    own, other = both(proof, row)
    grow, one = odds_grow(proof, row, own, other), odds_at_most_one(proof, row, own)
    for moves in (own, other):
        moved_positive(proof, moves)
    errors = [power_error(proof, moves, tau) for moves, tau in ((own, "tau"), (other, f"({DROPPED2}/Z)"))]
    exponent = row.hypothesis("0 <= r")
    order = ordered(proof, row)
    powers = more_kept(proof, row, "exp(r*log(p[e]))", power_compare(proof, order, proof.positive("p[y]"), exponent))
    equal = same_odds(proof, own, "tau", row.hypothesis("tau == T/Z"))
    equal2 = same_odds(proof, other, f"({DROPPED2}/Z)")
    at_most = proof.have("tau/(1 - tau) <= 1", one, equal)
    positive = proof.positive("tau/(1 - tau)")
    least = power_compare(proof, at_most, positive, exponent)
    worse = proof.have(f"tau/(1 - tau) <= {DROPPED2}/Z/(1 - ({DROPPED2}/Z))", grow, equal, equal2)
    higher = power_compare(proof, worse, positive, exponent)
    room = proof.have("0 <= 1 - exp(r*log(tau/(1 - tau)))", least, power_of_one(proof, "r"))
    kept2 = proof.nonnegative("sum(exp(r*log(p[i])) for i in S2)")
    return proof.qed(proof.have(proof.goal, *errors, products=[[powers, room], [higher, kept2]]))


def power_error(proof: Proof, moves: Moves, tau: str) -> Step:
    """C3.identity for one of the two kept sets."""
    cited = proof.cite(IDENTITY.statement.sha256)
    sub = {"S": moves.S, "H": moves.H, "T": moves.T, "tau": tau, "ps": (["e"], f"{moves.ps}[e]")}
    return settled(proof, proof.use(cited, sub=sub))


THEOREM = Theorem(
    id="C3",
    title="Where top-k discards at most half of the mass it minimises every r-norm of the error",
    statement=STATEMENT,
    prove=prove,
    source="tailbound theorem book, C3",
    symbols=meanings("J", "S", "S2", "a", "H", "H2", "T", "Z", "tau", "p", "ps", "ps2")
    | {"r": "the exponent: r >= 1 for norms, and any r >= 0 here"},
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2}), "r": 3}),
    extremal=Example({"J": 3}, {"a": (2, 1, 1), "S": frozenset({0, 1}), "S2": frozenset({0, 2}), "r": 1}),
    uses=("C1.exchange", "C3.identity"),
    remark="Both sides are r-th powers of the r-norms. The rival may keep fewer keys. C3.inf is r = infinity.",
)
