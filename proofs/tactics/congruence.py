"""Equals for equals inside a term."""

from tailbound.proofs.builder import Formula, ProofError, Step
from tailbound.proofs.checker import instantiate, make
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.sums import hole, occurs
from tailbound.proofs.text import show


def replaced(proof: Proof, term: Formula, *equations: Step) -> Step:
    """term == the term with the left side of each equation, in order, replaced by its right side.

    ProofError if a left side does not stand in the term.
    """
    whole = proof.t(term)
    step = proof.identity(make("=", whole, whole))
    for equation in equations:
        s, t = equation.concl.args
        current = step.concl.args[1]
        if not occurs(s, current):
            raise ProofError(f"{show(s)} does not stand in {show(current)}")
        here = hole(current, s)
        step = proof.schema("rewrite", s, t, make("=", whole, here), prem=[equation, step])
        if step.concl.args[1] is not instantiate(here, t):
            raise ProofError("the rewritten term is not the one expected")
    return step
