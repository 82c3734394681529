"""Square roots and absolute values against a number: the comparison is one of squares."""

from collections.abc import Sequence
from typing import Any

from tailbound.proofs.builder import Formula, Step
from tailbound.proofs.checker import ONE, ZERO, make, number
from tailbound.proofs.tactics.guards import Proof

Products = list[tuple[Any, Sequence[Step], Sequence[Formula]]]


def root_at_most(proof: Proof, x: Formula, y: Formula, below: Step, radicand: Step, bound: Step) -> Step:
    """sqrt x <= y from x <= y^2 (any relation with this gap), 0 <= x and 0 <= y: else (sqrt x)^2 > y^2."""
    a, b = proof.t(x), proof.t(y)
    root = make("sqrt", a)
    goal = make("<=", root, b)
    yes, no = proof.assume(goal), proof.negation(goal)
    square = proof.schema("sqrt_square", a, prem=[radicand])
    pos: Products = [(1, [no, no], []), (2, [no, bound], []), (1, [below], [])]
    false = proof.identity(make("<", ZERO, ZERO), pos=pos, eq=[(square, ONE)])
    return proof.cases(goal, yes, proof.absurd(goal, false))


def root_at_least(proof: Proof, x: Formula, y: Formula, above: Step, radicand: Step) -> Step:
    """y <= sqrt x from y^2 <= x (any relation with this gap) and 0 <= x."""
    a, b = proof.t(x), proof.t(y)
    root = make("sqrt", a)
    goal = make("<=", b, root)
    yes, no = proof.assume(goal), proof.negation(goal)
    square, low = proof.schema("sqrt_square", a, prem=[radicand]), proof.schema("sqrt_nonneg", a)
    pos: Products = [(1, [no, no], []), (2, [no, low], []), (1, [above], [])]
    false = proof.identity(make("<", ZERO, ZERO), pos=pos, eq=[(square, number(-1))])
    return proof.cases(goal, yes, proof.absurd(goal, false))


def root_equals(proof: Proof, x: Formula, y: Formula, equation: Step, radicand: Step, value: Step) -> Step:
    """sqrt x == y from x == y^2 (left minus right), 0 <= x and 0 <= y."""
    a, b = proof.t(x), proof.t(y)
    square = make("^", b, data=(2,))
    up = proof.identity(make("<=", a, square), eq=[(equation, ONE)])
    down = proof.identity(make("<=", square, a), eq=[(equation, number(-1))])
    low, high = root_at_most(proof, a, b, up, radicand, value), root_at_least(proof, a, b, down, radicand)
    return proof.schema("antisym", make("sqrt", a), b, prem=[low, high])


def abs_scaled(proof: Proof, equation: Step, factor: Formula, y: Formula, sign: Step) -> Step:
    """|x| == factor*|y| from x == factor*y (any equation with this gap, x on its left) and 0 <= factor."""
    a, b, k = equation.concl.args[0], proof.t(y), proof.t(factor)
    goal, right = make("=", make("abs", a), make("*", k, make("abs", b))), make("<=", ZERO, b)
    yes, no = proof.assume(right), proof.negation(right)
    rises = proof.identity(make("<=", ZERO, a), pos=[(1, [sign, yes], [])], eq=[(equation, number(-1))])
    flat = proof.schema("abs_nonneg", a, prem=[rises])
    own = proof.schema("abs_nonneg", b, prem=[yes])
    up = proof.identity(goal, eq=[(flat, ONE), (own, make("-", ZERO, k)), (equation, ONE)])
    weak = proof.identity(make("<=", b, ZERO), pos=[(1, [no], [])])
    falls = proof.identity(make("<=", a, ZERO), pos=[(1, [sign, weak], [])], eq=[(equation, ONE)])
    flat = proof.schema("abs_nonpos", a, prem=[falls])
    own = proof.schema("abs_nonpos", b, prem=[weak])
    down = proof.identity(goal, eq=[(flat, ONE), (own, make("-", ZERO, k)), (equation, number(-1))])
    return proof.cases(right, up, down)
