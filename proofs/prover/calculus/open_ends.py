"""An end of the range at which the factor of an erf or a log vanishes: proved apart, so that one may divide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Polynomial, Reject, Term, gap, make, normal, replace, term
from tailbound.proofs.prover.algebra.equations import sharpened
from tailbound.proofs.prover.calculus.slopes import usable_ends
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.rewriting.case_splits import instantiated, unrewritten
from tailbound.proofs.prover.scene import Scene

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_open_end(search: Search, scene: Scene, goal: Term, x: Term) -> Step:
    """The goal at an end of x, and beyond it."""
    if goal.op not in ("<=", "<"):
        raise NoProof("ends belong to inequalities")
    for lower in (True, False):
        for end, _ in usable_ends(scene, x, lower):
            if (
                end.number is not None
                and not end.strict
                and any(vanishes(c, x, end.value) for c in coefficients(gap(goal), x))
            ):
                return split_off(search, scene, goal, x, end.value, lower)
    raise NoProof("no factor vanishes at an end")


def split_off(search: Search, scene: Scene, goal: Term, x: Term, u: Term, lower: bool) -> Step:
    """The goal for x = u, and for x beyond u."""
    proof, split = scene.proof, make("<", u, x) if lower else make("<", x, u)
    beyond, not_beyond = proof.assume(split), proof.negation(split)
    base = scene.deeper("open end")
    ends = [scene.linear(make("<=", *pair), not_beyond, *weak_ends(scene, x)) for pair in ((x, u), (u, x))]
    equation = proof.schema("antisym", x, u, prem=ends)
    at_end = base.over([v for v in scene.variables if v is not x], free_of(scene, x))
    step = unrewritten(scene, equation, goal, search.prove(at_end, instantiated(goal, x, u)))
    inside = base.given(beyond)
    try:
        return proof.cases(split, search.prove(inside.given(*sharpened(inside)), goal), step)
    except ProofError as error:
        raise NoProof(str(error)) from None


def weak_ends(scene: Scene, x: Term) -> list[Step]:
    return [f for _, f in scene.ends(x)]


def free_of(scene: Scene, x: Term) -> list[Step]:
    return [f for f in scene.facts if x.data[0] not in f.concl.names]


def coefficients(p: Polynomial, x: Term) -> list[Polynomial]:
    """What multiplies each erf or log of x, where that is more than a number."""
    groups: dict[Term, Polynomial] = {}
    for m, c in p.items():
        for t, _ in m:
            if t.op in ("erf", "log") and x.data[0] in t.names:
                groups.setdefault(t, {})[frozenset(a for a in m if a[0] is not t)] = c
    return [c for c in groups.values() if any(x.data[0] in t.names for m in c for t, _ in m)]


def vanishes(c: Polynomial, x: Term, u: Term) -> bool:
    """Whether the coefficient is zero at the end, by its normal form."""
    try:
        return not normal(replace(term(c), x, u))
    except Reject:
        return False


__all__ = ["by_open_end"]
