"""Equations, both ways; and inequations, by one side or the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Term, make
from tailbound.proofs.prover.algebra.factors import negative, nonzero_denominators, seen_sign
from tailbound.proofs.prover.algebra.rational_forms import factored
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_cleared_denominators(search: Search, scene: Scene, goal: Term) -> Step:
    """An equation that is an identity of quotients of polynomials."""
    if goal.op != "=" or factored(gap_of(goal)).constant != 0:
        raise NoProof("no identity of quotients")
    clear = nonzero_denominators(search, scene, gap_of(goal))
    return concluded(search, scene, goal, [], clear)


def by_both_sides(search: Search, scene: Scene, goal: Term) -> Step:
    """s = t from s <= t and t <= s."""
    if goal.op != "=":
        raise NoProof("no equation")
    s, t = goal.args
    sides = [search.prove(scene.deeper("side"), make("<=", *pair)) for pair in ((s, t), (t, s))]
    return scene.proof.schema("antisym", s, t, prem=sides)


def by_one_side(search: Search, scene: Scene, goal: Term) -> Step:
    """s != t from s < t or t < s, or from the factors of the difference."""
    if goal.op != "!=":
        raise NoProof("no inequation")
    g = gap_of(goal)
    side = seen_sign(scene, g)
    if side:
        step = search.prove(scene.deeper("side"), positive(True, g if side > 0 else negative(g)))
        return scene.converted(goal, step) if side > 0 else _flipped(scene, goal, step)
    return _by_facts(scene, goal)


def _flipped(scene: Scene, goal: Term, step: Step) -> Step:
    try:
        return scene.proof.identity(goal, pos=[(1, [step], [])])
    except ProofError as error:
        raise NoProof(str(error)) from None


def _by_facts(scene: Scene, goal: Term) -> Step:
    """From a fact s' != t' whose difference is a multiple of this one: if s = t then s' = t'."""
    proof = scene.proof
    for fact in scene.facts:
        if fact.concl.op != "!=":
            continue
        try:
            equal = proof.negation(goal)
            same = proof.have(make("=", *fact.concl.args), equal)
            return refuted_by(scene, goal, equal, same, fact)
        except ProofError:
            continue
    raise NoProof("no fact excludes equality")


def refuted_by(scene: Scene, goal: Term, assumed: Step, equation: Step, fact: Step) -> Step:
    """The goal, whose negation was assumed, from an equation s = t and a fact s != t."""
    proof = scene.proof
    s, t = equation.concl.args
    body = make("!=", make("b", data=(0, "real")), t)
    false = proof.schema("rewrite", s, t, body, prem=[equation, fact])
    return proof.cases(goal, proof.assume(goal), proof.absurd(goal, false))


def sharpened(scene: Scene) -> list[Step]:
    """x < t from x <= t and x != t, wherever two facts say so."""
    proof, out = scene.proof, list[Step]()
    differ = [f for f in scene.facts if f.concl.op == "!="]
    for fact in scene.facts:
        if fact.concl.op != "<=" or not differ:
            continue
        a, b = fact.concl.args
        for other in differ:
            if not fact.concl.names & other.concl.names:
                continue
            goal = make("<", a, b)
            if any(f.concl is goal for f in scene.facts):
                break
            try:
                above = proof.negation(goal)
                s, t = other.concl.args
                low, high = (proof.have(make("<=", *pair), fact, above) for pair in ((s, t), (t, s)))
                equal = proof.schema("antisym", s, t, prem=[low, high])
                out.append(refuted_by(scene, goal, above, equal, other))
                break
            except ProofError:
                continue
    return out


__all__ = ["ZERO", "by_both_sides", "by_cleared_denominators", "by_one_side", "sharpened"]
