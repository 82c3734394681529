"""What is not equal is smaller or larger: the two sides of a fact s != t, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Term, make
from tailbound.proofs.prover.algebra.equations import sharpened
from tailbound.proofs.prover.algebra.integers import discrete
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST = 2


def by_sides(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal for s < t and for t < s, from the first fact s != t about the goal's variables."""
    fact = next((f for f in scene.facts if f.concl.op == "!=" and f.concl.names & goal.names), None)
    if fact is None or scene.trail.count("apart") >= MOST:
        raise NoProof("nothing is kept apart")
    proof, base = scene.proof, scene.deeper("apart")
    split = make("<", *fact.concl.args)
    yes, no = proof.assume(split), proof.negation(split)
    larger = next((s for s in sharpened(replace(base, facts=(no, fact))) if s.concl.op == "<"), None)
    if larger is None:
        raise NoProof("the other side is not strict")
    rest = replace(base, facts=tuple(f for f in scene.facts if f is not fact))
    done = [search.prove(rest.given(discrete(scene, s)), goal) for s in (yes, larger)]
    try:
        return proof.cases(split, *done)
    except ProofError as error:
        raise NoProof(str(error)) from None
