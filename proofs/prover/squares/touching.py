"""Polynomials that touch zero at one inner point: cut every variable there, and prove the goal in each part.

Between two variables on known sides of the point, products such as (x - 1)*(y - 1) have known signs.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Reject, Term, decided, make, number, replace
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.floats import values
from tailbound.proofs.prover.sampling import kept
from tailbound.proofs.prover.scene import Scene, gap_of
from tailbound.proofs.prover.squares.sums_of_squares import by_sums_of_squares

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST_VARIABLES, ROUNDS, HERD, DRAWN, NEAR = 4, 40, 12, 25, 5.0


def by_touching(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal in the parts into which the planes through the point of equality cut the domain."""
    names = [x for x in scene.variables if x.data[0] in goal.names]
    if goal.op != "<=" or not 2 <= len(names) <= MOST_VARIABLES or not scene.count() or "touching" in scene.trail:
        raise NoProof("no few variables")
    point = touching_point(scene, gap_of(goal))
    cuts = [make("<=", x, number(point[x])) for x in names if is_inner(scene, x, point[x])]
    if len(cuts) < 2:
        raise NoProof("no inner point of equality")
    return parted(search, scene.deeper("touching"), goal, cuts)


def parted(search: Search, scene: Scene, goal: Term, cuts: list[Term]) -> Step:
    """The goal on both sides of each cut."""
    if not cuts:
        return by_sums_of_squares(search, scene, goal, higher=False)
    proof = scene.proof
    sides = (proof.assume(cuts[0]), proof.negation(cuts[0]))
    done = [parted(search, scene.given(s), goal, cuts[1:]) for s in sides]
    try:
        return proof.cases(cuts[0], *done)
    except ProofError as error:
        raise NoProof(str(error)) from None


def is_inner(scene: Scene, x: Term, value: Fraction) -> bool:
    """Whether x may be smaller and larger than the value."""
    at, here = scene.points[x], float(value)
    return bool((at < here).any() and (at > here).any())


def touching_point(scene: Scene, g: Term) -> dict[Term, Fraction]:
    """A rational point not far out at which g is zero exactly, found by going down from the lowest sample points."""
    rng, names = np.random.default_rng(0), list(scene.points)
    near = np.abs(np.array([scene.points[x] for x in names])).max(axis=0) <= NEAR
    herd = np.array([scene.points[x][near] for x in names])
    if not herd.size:
        raise NoProof("no sample point is near")
    width = 1.0
    for _ in range(ROUNDS):
        scene.clock.check()
        value, size = values(g, dict(zip(names, herd, strict=True)))
        with np.errstate(all="ignore"):
            ratio = np.where(np.isfinite(value), value / np.maximum(size, 1e-300), np.inf)
        herd = herd[:, np.argsort(ratio)[:HERD]]
        moved = herd[:, :, None] + width * rng.normal(size=(*herd.shape, DRAWN))
        moved = np.clip(moved.reshape(len(names), -1), -NEAR, NEAR)
        allowed = kept(dict(zip(names, moved, strict=True)), scene.relations)
        herd = np.column_stack([herd, np.array([allowed[x] for x in names])])
        width /= 1.6
    centre = dict(zip(names, map(float, herd[:, 0]), strict=True))
    for limit in (1, 2, 3, 12):
        point = {x: Fraction(c).limit_denominator(limit) for x, c in centre.items()}
        try:
            there = g
            for x, q in point.items():
                there = replace(there, x, number(q))
            if decided(make("=", there, number(0))):
                return point
        except (Reject, ZeroDivisionError):
            continue
    raise NoProof("no point of equality found")
