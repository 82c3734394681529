"""Without loss of generality, written out: the cases of an order of two variables."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Term, gap, make
from tailbound.proofs.prover.algebra.linear import by_combination
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST = 4


def by_ordering(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal for x <= y and for y < x, for the first two variables that no fact compares."""
    names = [x for x in scene.variables if x.data[0] in goal.names]
    if not 2 <= len(names) <= MOST or any(t.op not in ("v",) for m in gap(goal) for t, _ in m):
        raise NoProof("no polynomial in a few variables")
    pair = next((p for p in combinations(names, 2) if not compared(scene, *p)), None)
    if pair is None:
        try:
            return by_combination(scene, goal, 3)
        except NoProof:
            return by_combination(scene, goal, 4)
    split = make("<=", *pair)
    yes, no = scene.proof.assume(split), scene.proof.negation(split)
    base = scene.deeper("order")
    try:
        return scene.proof.cases(split, *(by_ordering(search, base.given(s), goal) for s in (yes, no)))
    except ProofError as error:
        raise NoProof(str(error)) from None


def compared(scene: Scene, x: Term, y: Term) -> bool:
    """Whether the order of x and y follows from the facts, at all sample points."""
    if not scene.count():
        return True
    d = scene.points[x] - scene.points[y]
    return bool((d >= 0).all() or (d <= 0).all())
