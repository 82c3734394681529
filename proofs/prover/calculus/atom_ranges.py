"""Bounds by numbers for each function in the gap, and the goal as a combination of these."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import Term, gap, make, number
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.floats import values
from tailbound.proofs.prover.scene import Scene, gap_of
from tailbound.proofs.simplest import simplest_between

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST = 4


def by_atom_ranges(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal from numbers between which its functions lie: those that the sample shows, widened within the gap."""
    if goal.op not in ("<=", "<") or not scene.count():
        raise NoProof("inequalities")
    p = gap(goal)
    atoms = sorted({t for m in p for t, _ in m if t.op != "v" and t.names}, key=lambda t: t.serial)
    slack = float(np.nanmin(values(gap_of(goal), scene.points)[0]))
    if not 0 < len(atoms) <= MOST or any(t.op == "v" for m in p for t, _ in m) or not slack > 0:
        raise NoProof("not a combination of a few functions with room")
    facts: list[Step] = []
    for t in atoms:
        weight = float(sum(abs(c) * sum(k for a, k in m if a is t) for m, c in p.items()))
        for bound in bounds(scene, t, slack / (4 * len(atoms) * max(weight, 1e-6))):
            facts.append(search.prove(scene.deeper("range"), bound))
    for degree in (1, 2):
        try:
            return scene.linear(goal, *facts, degree=degree)
        except NoProof:
            continue
    raise NoProof("the ranges do not suffice")


def bounds(scene: Scene, t: Term, pad: float) -> list[Term]:
    """q <= t and t <= r, for simple rationals a little outside the values that t has at the sample points."""
    value = values(t, scene.points)[0]
    low, high = float(np.nanmin(value)), float(np.nanmax(value))
    if not np.isfinite([low, high]).all():
        raise NoProof("unbounded")
    below = simplest_between(Fraction(low - pad), Fraction(low - pad / 2))
    above = simplest_between(Fraction(high + pad / 2), Fraction(high + pad))
    return [make("<=", number(below), t), make("<=", t, number(above))]


__all__ = ["by_atom_ranges"]
