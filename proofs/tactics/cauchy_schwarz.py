"""The Cauchy-Schwarz inequality for sums over a set, and how it bounds an absolute value."""

from tailbound.proofs.builder import Formula, Step
from tailbound.proofs.checker import ZERO, Term, abstract, instantiate, make
from tailbound.proofs.tactics.guards import Proof


def cauchy_schwarz(proof: Proof, first: Formula, second: Formula) -> Step:
    """(sum A f g)^2 <= sum A f^2 * sum A g^2, from 0 <= sum sum (f_i g_j - f_j g_i)^2.

    `first` and `second`: the sums over A of f and of g, from which set and bodies are taken.
    """
    over, f = proof.t(first).args
    _, g = proof.t(second).args
    x, y = proof.fresh(over.sort[4:]), proof.fresh(over.sort[4:], "y")
    cross = make("-", *(make("*", instantiate(f, i), instantiate(g, j)) for i, j in ((x, y), (y, x))))
    square = make("sum", over, abstract(make("sum", over, abstract(make("^", cross, data=(2,)), y)), x))
    mixed = make("sum", over, make("*", f, g))
    norms = [make("sum", over, make("^", body, data=(2,))) for body in (f, g)]
    goal = make("<=", make("^", mixed, data=(2,)), make("*", *norms))
    return proof.identity(goal, pos=[("1/2", [proof.nonnegative(square)], [])])


def abs_from_square(proof: Proof, t: Formula, b: Formula, below: Step, bound: Step) -> Step:
    """|t| <= b from t^2 <= b^2 (any relation with this gap) and 0 <= b."""
    x, c = proof.t(t), proof.t(b)
    return proof.abs_at_most(x, c, *(side_from_square(proof, s, c, below, bound) for s in (x, make("-", ZERO, x))))


def side_from_square(proof: Proof, x: Term, c: Term, below: Step, bound: Step) -> Step:
    """x <= c from x^2 <= c^2 and 0 <= c: else x^2 > c^2."""
    goal = make("<=", x, c)
    yes, no = proof.assume(goal), proof.negation(goal)
    false = proof.identity(make("<", ZERO, ZERO), pos=[(1, [no, no], []), (2, [no, bound], []), (1, [below], [])])
    return proof.cases(goal, yes, proof.absurd(goal, false))
