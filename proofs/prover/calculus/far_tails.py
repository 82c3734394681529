"""Unbounded ranges with room to spare: a box in the middle, and what is left beyond it on either side."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Fuel, Term, make, number
from tailbound.proofs.prover.calculus.boxes import by_box
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.floats import worst
from tailbound.proofs.prover.scene import Scene, gap_of

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

REACHES = (4, 12)  # how far the box reaches beyond 0 and the end, in units of the largest finite end
BOX_FUEL = 400_000  # units of the checker's work: what a certificate may spend, most of it on this box
ROOM = 1e-7  # the least gap, relative to what is added up, that a box can be expected to prove


def by_far_tails(search: Search, scene: Scene, goal: Term, x: Term, seconds: float = 4.0) -> Step:
    """The goal for |x| <= L by a box, and for x <= -L and L <= x, where the range has no end, by the search."""
    low, high = scene.number_end(x, True), scene.number_end(x, False)
    if goal.op not in ("<=", "<") or "tail" in scene.trail or (low and high) or not scene.count():
        raise NoProof("no unbounded range")
    if any(e.number is None for e, _ in scene.ends(x)) or worst(gap_of(goal), scene.points) < ROOM:
        raise NoProof("symbolic ends, or no room")
    size = max([Fraction(1)] + [abs(e[0]) for e in (low, high) if e])
    for reach in REACHES:
        cuts = [(lower, number((-1 if lower else 1) * reach * size)) for lower in (True, False)]
        cuts = [(lower, m) for lower, m in cuts if not (low if lower else high)]
        try:
            return with_tails(search, scene, goal, x, cuts, seconds)
        except NoProof:
            continue
    raise NoProof("the middle or a tail was not proved")


def with_tails(
    search: Search, scene: Scene, goal: Term, x: Term, cuts: list[tuple[bool, Term]], seconds: float
) -> Step:
    proof, base = scene.proof, scene.deeper("tail")
    bare = base.over([x], [f for _, f in scene.ends(x)])
    base = bare if bare.plausible(goal) else base  # without facts that hold in the middle only
    splits = [make("<=", m, x) if lower else make("<=", x, m) for lower, m in cuts]
    inside = base.given(*map(proof.assume, splits))
    Fuel.left += BOX_FUEL
    step = by_box(inside, goal, seconds)
    for split in splits:
        beyond = search.prove(base.given(proof.negation(split)), goal)
        try:
            step = proof.cases(split, step, beyond)
        except ProofError as error:
            raise NoProof(str(error)) from None
    return step


__all__ = ["by_far_tails"]
