"""A gap that is linear in a variable between two ends: nonnegative at both ends, hence everywhere between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Reject, Term, make, normal, number, replace, term
from tailbound.proofs.prover.calculus.slopes import usable_ends
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_affine(search: Search, scene: Scene, goal: Term, x: Term) -> Step:
    """(b - a) g(x) = (b - x) g(a) + (x - a) g(b) for rational ends a < b of x."""
    if goal.op not in ("<=", "<") or not is_affine(goal, x):
        raise NoProof("not linear in the variable")
    low, high = (
        next((e.number for e, _ in usable_ends(scene, x, side) if e.number is not None), None)
        for side in (True, False)
    )
    if low is None or high is None or low >= high:
        raise NoProof("no two ends")
    proof, base, strict = scene.proof, scene.deeper("affine"), goal.op == "<"
    g = gap_of(goal)
    rest = [f for f in scene.facts if x.data[0] not in f.concl.names]
    inside = base.over([v for v in scene.variables if v is not x], rest)
    sides = []
    for value in (low, high):
        claim = positive(strict, term(normal(replace(g, x, number(value)))))
        if not inside.plausible(claim):
            raise NoProof("not so at an end")
        sides.append(claim)
    at = [search.prove(inside, claim) for claim in sides]
    above, below = scene.end_step(x, low, True), scene.end_step(x, high, False)
    share = 1 / (high - low)
    try:
        if not strict:
            return proof.identity(goal, pos=[(share, [below, at[0]], []), (share, [above, at[1]], [])])
        middle = number((low + high) / 2)
        yes, no = proof.assume(make("<=", x, middle)), proof.negation(make("<=", x, middle))
        apart = proof.have(make("<", x, number(high)), yes), proof.have(make("<", number(low), x), no)
        left = proof.identity(goal, pos=[(share, [apart[0], at[0]], []), (share, [above, at[1]], [])])
        right = proof.identity(goal, pos=[(share, [below, at[0]], []), (share, [apart[1], at[1]], [])])
        return proof.cases(yes.concl, left, right)
    except (ProofError, Reject) as error:
        raise NoProof(str(error)) from None


def is_affine(goal: Term, x: Term) -> bool:
    """Whether x stands in the gap's normal form to the first power, and nowhere inside an atom."""
    p = normal(gap_of(goal))
    return all(x.data[0] not in t.names or (t is x and k == 1) for m in p for t, k in m)


__all__ = ["by_affine"]
