"""Bounded boxes: a subdivision tree found by the enclosures that the checker will judge it with.

A leaf is a box on which the enclosure decides; a cut halves the longest side; a mono node turns a box into its face
where a derivative has one sign, and nested ones prove tangency at corners.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import (
    Fuel,
    Interval,
    Reject,
    Term,
    derivative,
    enclose,
    make,
    normal,
    number,
    term,
)
from tailbound.proofs.prover.calculus.float_intervals import clearly_below_zero, float_range
from tailbound.proofs.prover.clock import Clock, NoProof
from tailbound.proofs.prover.floats import values
from tailbound.proofs.prover.scene import Scene, gap_of, positive

Box = dict[Term, Interval]
MOST_NODES, DEEPEST, MOST_NESTED = 1500, 48, 5
PRECISIONS = (24, 53)
FINE = 160
SEARCH_FUEL = 300_000  # units of the checker's work a second: what is enclosed in vain is no part of the certificate


def by_box(scene: Scene, goal: Term, seconds: float = 3.0) -> Step:
    """The goal on the box of the variables' rational ends."""
    if goal.op not in ("<=", "<"):
        raise NoProof("boxes decide inequalities")
    box: Box = {}
    for x in scene.variables:
        if x.data[0] in goal.names:
            low, high = scene.number_end(x, True), scene.number_end(x, False)
            if low is None or high is None:
                raise NoProof(f"{x.data[0]} is not bounded by numbers")
            if low[0] > high[0]:
                raise NoProof("an empty range")
            box[x] = (low[0], high[0])
    g = best_form(gap_of(goal), box)
    if hopeless(g, goal.op == "<", box):
        raise NoProof("zero or undefined at a corner of the closed box")
    seconds /= 5 if dips_inside(scene, g, box) else 1
    Fuel.left += int(SEARCH_FUEL * seconds)
    tree = _Builder(scene.clock.slice(seconds)).run(g, goal.op == "<", box)
    nodes = list(box)
    prem = [
        scene.end_step(x, v, lower) for x, ends in box.items() for v, lower in zip(ends, (True, False), strict=True)
    ]
    target = positive(goal.op == "<", g)
    try:
        step = scene.proof.add("box", concl=target, prem=prem, tree=indexed(tree, nodes), nodes=nodes)
    except ProofError as error:
        raise NoProof(str(error)) from None
    return scene.converted(goal, step)


def hopeless(g: Term, strict: bool, box: Box) -> bool:
    """Whether some corner rules every subdivision out: boxes are closed."""
    if len(box) > 3:
        return False
    for ends in product(*box.values()):
        corner = {x: (end, end) for x, end in zip(box, ends, strict=True)}
        found = float_range(g, corner) or _range(g, corner, 24)
        if found is None or (strict and found[0] == found[1] == 0):
            return True
    return False


def dips_inside(scene: Scene, g: Term, box: Box) -> bool:
    """Whether g seems to be zero, or nearly so, inside the box: then no subdivision will end there soon."""
    if not scene.count() or not box:
        return False
    value, _ = values(g, scene.points)
    value = np.where(np.isfinite(value), value, np.inf)
    i = int(np.argmin(value))
    for x, (low, high) in box.items():
        margin = float(high - low) / 50
        if not float(low) + margin < scene.points[x][i] < float(high) - margin:
            return False
    return bool(value[i] < 1e-4 * np.median(value))


def indexed(tree: list[Any], nodes: list[Term]) -> list[Any]:
    """The tree with variables by their place in the list of nodes."""
    if tree[0] == "leaf":
        return tree
    return [tree[0], nodes.index(tree[1]), tree[2], indexed(tree[3], nodes), indexed(tree[4], nodes)]


def best_form(g: Term, box: Box) -> Term:
    """g as written or in normal form, whichever has the narrower enclosure on the box."""
    try:
        other = term(normal(g))
    except Reject:
        return g
    a, b = _range(g, box, 40), _range(other, box, 40)
    if b is None or (a is not None and a[1] - a[0] <= b[1] - b[0]):
        return g
    return other


def _range(g: Term, box: Box, bits: int) -> Interval | None:
    try:
        return enclose(g, box, bits)
    except (Reject, ZeroDivisionError, OverflowError):
        return None


class _Builder:
    """One search for a tree."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.left = clock, MOST_NODES
        self.slopes: dict[tuple[Term, Term, int], tuple[Term, list[Term]] | None] = {}

    def run(self, g: Term, strict: bool, box: Box) -> list[Any]:
        return self.build(g, strict, box, [], 0, 0)

    def build(self, g: Term, strict: bool, box: Box, guards: list[Term], depth: int, nested: int) -> list[Any]:
        self.left -= 1
        self.clock.check()
        if self.left < 0 or depth > DEEPEST:
            raise NoProof("the box needs too many parts")
        leaf = self.leaf(g, strict, box, guards)
        if leaf:
            return leaf
        wide = [x for x, (low, high) in box.items() if low < high and x.data[0] in g.names]
        middle = {x: (sum(e, Fraction(0)) / 2,) * 2 for x, e in box.items()}
        at_middle = _range(g, middle, FINE) if depth % 4 == 3 else None
        if at_middle is not None and at_middle[1] < 0:
            raise NoProof("negative inside the box")
        if not wide:
            raise NoProof("a point at which the enclosure does not decide")
        found = self.by_sign(g, strict, box, guards, depth, nested, wide)
        return found or self.cut(g, strict, box, guards, depth, nested, wide)

    def leaf(self, g: Term, strict: bool, box: Box, guards: list[Term]) -> list[Any] | None:
        if clearly_below_zero(float_range(g, box)):
            return None
        for bits in PRECISIONS if any(a < b for a, b in box.values()) else (24, 53, 120, 400):
            bounds = _range(g, box, bits)
            if bounds is None:
                return None
            if bounds[0] > 0 or (bounds[0] == 0 and not strict):
                return ["leaf", bits] if all(self.guarded(h, box, bits) for h in guards) else None
            if bounds[1] < 0 or bounds[1] - bounds[0] > -bounds[0] * 2**12:
                continue
            if (bounds[1] - bounds[0]) * 4 > -bounds[0] and any(a < b for a, b in box.values()):
                return None
        return None

    def guarded(self, h: Term, box: Box, bits: int) -> bool:
        bounds = _range(make("-", h.args[1], h.args[0]), box, bits)
        return bounds is not None and (bounds[0] > 0 or (bounds[1] < 0 and h.op == "!="))

    def slope(self, g: Term, x: Term, sign: int) -> tuple[Term, list[Term]] | None:
        key = (g, x, sign)
        if key not in self.slopes:
            try:
                d, guards = derivative(g, x)
                self.slopes[key] = (term(normal(make("*", number(sign), d))), guards)
            except Reject:
                self.slopes[key] = None
        return self.slopes[key]

    def by_sign(
        self, g: Term, strict: bool, box: Box, guards: list[Term], depth: int, nested: int, wide: list[Term]
    ) -> list[Any] | None:
        """A mono node, where a derivative has one sign on the box: seen at once, or by a nested tree at a corner."""
        for x in wide:
            for sign in (1, -1):
                found = self.slope(g, x, sign)
                if found is None:
                    continue
                d, more = found
                below = self.leaf(d, False, box, guards + more)
                if below is None and self.touches(g, x, sign, box) and nested < MOST_NESTED and self.likely(d, box):
                    try:
                        below = self.build(d, False, box, guards + more, depth + 1, nested + 1)
                    except NoProof:
                        if self.left < 0:
                            raise
                if below is not None:
                    low, high = box[x]
                    face = {**box, x: (low, low) if sign == 1 else (high, high)}
                    return ["mono", x, str(sign), below, self.build(g, strict, face, [], depth + 1, nested)]
        return None

    def touches(self, g: Term, x: Term, sign: int, box: Box) -> bool:
        """Whether g is (nearly) zero at a corner of the face that a mono node would leave."""
        end = box[x][0] if sign == 1 else box[x][1]
        for side in (0, 1):
            corner = {v: (e[side], e[side]) for v, e in box.items()}
            seen = float_range(g, {**corner, x: (end, end)})
            if seen is not None and seen[0] > 1e-9:
                continue
            value = _range(g, {**corner, x: (end, end)}, FINE)
            if value is not None and value[1] < Fraction(1, 2**60):
                return True
        return False

    def likely(self, d: Term, box: Box) -> bool:
        """Whether d is not negative at a few points of the box."""
        for share in (Fraction(1, 64), Fraction(1, 3), Fraction(2, 3), Fraction(63, 64)):
            point = {x: (low + share * (high - low),) * 2 for x, (low, high) in box.items()}
            value = _range(d, point, 80)
            if value is None or value[1] < 0:
                return False
        return True

    def cut(
        self, g: Term, strict: bool, box: Box, guards: list[Term], depth: int, nested: int, wide: list[Term]
    ) -> list[Any]:
        x = wide[0] if len(wide) == 1 else max(wide, key=lambda v: self.weight(g, v, box))
        low, high = box[x]
        m = (low + high) / 2
        if m.denominator > 64:
            short = m.limit_denominator(max(64, int(8 / (high - low)) + 1))
            m = short if low < short < high else m
        parts = [self.build(g, strict, {**box, x: part}, guards, depth + 1, nested) for part in ((low, m), (m, high))]
        return ["cut", x, str(m), *parts]

    def weight(self, g: Term, x: Term, box: Box) -> float:
        """The width of x times the size of the slope there, where that is known."""
        width = box[x][1] - box[x][0]
        found = self.slope(g, x, 1)
        bounds = None if found is None else float_range(found[0], box)
        return float(width) * (1.0 if bounds is None else max(abs(bounds[0]), abs(bounds[1])))
