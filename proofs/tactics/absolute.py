"""Absolute values from below: t <= |t| and -t <= |t|."""

from tailbound.proofs.builder import Formula, Step
from tailbound.proofs.checker import ZERO, make, number
from tailbound.proofs.tactics.guards import Proof


def abs_at_least(proof: Proof, t: Formula) -> Step:
    """t <= |t|."""
    x = proof.t(t)
    goal, right = make("<=", x, make("abs", x)), make("<=", ZERO, x)
    yes, no = proof.assume(right), proof.negation(right)
    up = proof.identity(goal, eq=[(proof.schema("abs_nonneg", x, prem=[yes]), number(-1))])
    weak = proof.identity(make("<=", x, ZERO), pos=[(1, [no], [])])
    down = proof.identity(goal, pos=[(2, [no], [])], eq=[(proof.schema("abs_nonpos", x, prem=[weak]), number(-1))])
    return proof.cases(right, up, down)


def abs_at_least_opposite(proof: Proof, t: Formula) -> Step:
    """-t <= |t|."""
    x = proof.t(t)
    goal, right = make("<=", make("-", ZERO, x), make("abs", x)), make("<=", ZERO, x)
    yes, no = proof.assume(right), proof.negation(right)
    up = proof.identity(goal, pos=[(2, [yes], [])], eq=[(proof.schema("abs_nonneg", x, prem=[yes]), number(-1))])
    weak = proof.identity(make("<=", x, ZERO), pos=[(1, [no], [])])
    down = proof.identity(goal, eq=[(proof.schema("abs_nonpos", x, prem=[weak]), number(-1))])
    return proof.cases(right, up, down)
