"""The search for a counterexample: cheap and likely places first, then the same more thoroughly until time is up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from random import Random
from time import monotonic

import numpy as np

from tailbound.proofs.outcomes import Refuted
from tailbound.proofs.problem import Problem
from tailbound.proofs.refuter.boxes import promising_points
from tailbound.proofs.refuter.candidates import special_values
from tailbound.proofs.refuter.clock import Clock, OutOfTime
from tailbound.proofs.refuter.descent import descend, objective
from tailbound.proofs.refuter.faces import Face, boundaries, is_rational, linear_domains, whole_domains
from tailbound.proofs.refuter.floats import Array
from tailbound.proofs.refuter.judge import Judge
from tailbound.proofs.refuter.lines import LARGEST_BASE, SMALLEST_BASE, Lines
from tailbound.proofs.refuter.polishing import Gap, Point, along_valley, near, root, stationary
from tailbound.proofs.refuter.ranges import tightened
from tailbound.proofs.refuter.rationals import relatively_rounded
from tailbound.proofs.refuter.sampling import Batch, ends_of, of_floats, random_batch, special_batch
from tailbound.proofs.refuter.screen import neat, screened, suspects

ROUNDS = 4
STARTS = 12  # of a descent
MOST_TARGETS = 8
POLISHED = 4  # minimisers looked at in high precision
SUSPECTS_ON_A_BOUNDARY = 14

Witness = dict[str, Fraction]


class Search:
    """One problem's search; `run` returns the first counterexample, or None."""

    def __init__(self, problem: Problem, deadline: float, seed: int) -> None:
        self.problem, self.clock = tightened(problem), Clock(deadline)
        self.judge = Judge(problem, self.clock)
        self.rng = np.random.default_rng(seed)
        self.random = Random(seed)
        self.best: dict[Face, list[tuple[float, tuple[float, ...]]]] = {}
        self.targets: list[tuple[float, Witness]] = []
        kinds = {v: replace(v, name="") for v in self.problem.variables}
        values = {kind: special_values(kind, self.problem) for kind in kinds.values()}
        self.specials = {v.name: values[kind] for v, kind in kinds.items()}

    def run(self) -> Refuted | None:
        """Raises nothing: time that runs out is None."""
        if any(v.low is not None and v.high is not None and v.low > v.high for v in self.problem.variables):
            return None
        try:
            for how, candidates in self._stages():
                for point in candidates:
                    if self._refutes(point):
                        return Refuted(point, how)
        except OutOfTime:
            pass
        return None

    def _refutes(self, point: Witness) -> bool:
        self.clock.check()
        return self.judge.refutes(point)

    def _stages(self) -> Iterator[tuple[str, Iterable[Witness]]]:
        bases, linear = whole_domains(self.problem), linear_domains(self.problem)
        for face in bases:
            yield "special values", self._batch(face, self._special(face))
        for face in bases[:1]:
            yield "random points", self._batch(face, random_batch(face.free, 3000, self.rng))
            yield "local descent", self._descent(face)
        for face in linear:
            yield "exact roots on a line", self._lines(face, 6)
        for face in linear[:2]:
            yield "rational points of an equation", self._through_anchors(face)
        for face in bases[1:]:
            yield "random points", self._batch(face, random_batch(face.free, 3000, self.rng))
            yield "local descent", self._descent(face, few=True)
        edges = boundaries(self.problem, bases)
        for face in edges:
            yield face.label, self._batch(face, self._special(face), SUSPECTS_ON_A_BOUNDARY)
        for face in linear:
            yield "rational points of an equation", self._through_anchors(face)
        for face in edges:
            yield face.label, self._batch(face, random_batch(face.free, 500, self.rng), SUSPECTS_ON_A_BOUNDARY)
        for face in edges:
            yield face.label, self._descent(face, few=True)
        for face in (*bases[:2], *edges[:4]):
            yield "subdivision", self._subdivision(face)
            yield "local descent", self._descent(face)
        for _ in range(ROUNDS):
            for face in bases:
                yield "random points", self._batch(face, random_batch(face.free, 12_000, self.rng))
                yield "local descent", self._descent(face)
            for face in linear:
                yield "exact roots on a line", self._lines(face, 40)
                yield "rational points of an equation", self._through_anchors(face)

    # ------------------------------------------------------------ batches

    def _special(self, face: Face) -> Batch:
        return special_batch([self.specials[v.name] for v in face.free], self.rng)

    def _batch(self, face: Face, batch: Batch, most: int = 1000) -> Iterator[Witness]:
        """Exact points for the suspects of a batch; the best points are kept as starts of descents."""
        if not len(batch.floats):
            return
        self.clock.check()
        seen = screened(self.problem, face, batch.floats)
        chosen = suspects(self.problem, seen)
        self._keep_starts(face, batch.floats, np.where(seen.violation > 0, 10 + seen.violation, seen.relative))
        if len(chosen) > most:
            chosen = [chosen[i] for i in np.linspace(0, len(chosen) - 1, most).astype(int)]
        chosen = list(dict.fromkeys([*chosen, *neat(face, batch.floats, seen)]))
        for i in chosen:
            exact = {v.name: x for v, x in zip(face.free, batch.exact(i), strict=True)}
            points = list(face.points(exact))
            yield from points
            if not points and face.solved:
                self._aim_at(face, batch.floats[i : i + 1], float(seen.relative[i]))

    def _aim_at(self, face: Face, floats: Array, relative: float) -> None:
        """Keep a point whose exact coordinates are irrational, the claim's clearest failures first."""
        columns = face.columns(floats)
        if all(np.isfinite(c[0]) and abs(c[0]) < LARGEST_BASE for c in columns.values()):
            depth = -abs(relative) if self.problem.claim.op == "=" else relative
            self.targets.append((depth, {name: Fraction(float(c[0])) for name, c in columns.items()}))
            self.targets = sorted(self.targets, key=lambda t: t[0])[:MOST_TARGETS]

    def _keep_starts(self, face: Face, floats: Array, value: Array) -> None:
        if self.problem.claim.op == "=":
            value = -abs(value)
        elif self.problem.claim.op == "!=":
            value = abs(value)
        order = np.argsort(value, kind="stable")[:STARTS]
        kept = {(float(value[i]), tuple(map(float, floats[i]))) for i in order}
        self.best[face] = sorted({*self.best.get(face, []), *kept})[: 2 * STARTS]

    # ------------------------------------------------------------ local search

    def _starts(self, face: Face) -> Array:
        """Half of the best points so far, spread over them, and as many random ones."""
        kept = [x for _, x in self.best.get(face, [])]
        kept = kept[:2] + self.random.sample(kept[2:], min(len(kept[2:]), STARTS // 2 - 2))
        fresh = random_batch(face.free, STARTS - len(kept), self.rng).floats
        return np.vstack([np.array(kept).reshape(len(kept), len(face.free)), fresh])

    def _descent(self, face: Face, few: bool = False) -> Iterator[Witness]:
        if not face.free:
            return
        for raw in (False, True):
            value_of = objective(self.problem, face, raw)
            starts = self._starts(face)
            reached = descend(starts[: STARTS // 3] if few else starts, face, value_of, self.rng, self.clock.deadline)
            yield from self._batch(face, of_floats(reached, "local descent"))
            ends = list(dict.fromkeys(tuple(Fraction(float(c)) for c in x) for x in reached))
            for x in ends[: POLISHED // 2 if few else POLISHED]:
                yield from self._around(face, x)

    def _around(self, face: Face, x: Point) -> Iterator[Witness]:
        for free in self._polished(face, x):
            inside = all(
                (v.low is None or v.low <= c) and (v.high is None or c <= v.high)
                for v, c in zip(face.free, free, strict=True)
            )
            if inside:
                yield from face.points({v.name: c for v, c in zip(face.free, free, strict=True)})

    def _polished(self, face: Face, x: Point) -> Iterator[Point]:
        x = tuple(self._snapped(face, i, c) for i, c in enumerate(x))
        yield from near(x)
        movable = [i for i, v in enumerate(face.free) if not v.integer and x[i] not in (v.low, v.high)]
        self.clock.check()
        gap = Gap(face, self.problem.claim, self.clock)
        if self.problem.claim.op == "!=":
            for i in movable:
                exact = root(gap, x, i)
                if exact is not None:
                    yield from near(exact)
            return
        minimum = stationary(gap, x, movable) if movable else None
        if minimum is not None:
            yield from near(minimum)
            if len(movable) > 1:
                yield from along_valley(gap, minimum, movable)

    def _snapped(self, face: Face, i: int, c: Fraction) -> Fraction:
        """A coordinate at the float end of its range goes to the exact end."""
        v, (low, high) = face.free[i], ends_of(face.free[i])
        if v.low is not None and c == low:
            return v.low
        return v.high if v.high is not None and c == high else c

    def _subdivision(self, face: Face) -> Iterator[Witness]:
        if len(face.free) <= 4:
            until = min(self.clock.deadline, monotonic() + 2.0)
            for batch in promising_points(self.problem, face, until):
                yield from self._batch(face, batch)

    # ------------------------------------------------------------ exact search on lines

    def _lines(self, face: Face, count: int) -> Iterator[Witness]:
        if not face.free or not all(is_rational(t) for _, t in face.definitions):
            return
        lines = Lines(self.problem, face)
        kept = [x for _, x in self.best.get(face, []) if all(map(_ordinary, x))]
        starts = [tuple(map(Fraction, x)) for x in kept[:4]]
        for n in range(count):
            if n < len(starts):
                base = [relatively_rounded(c, 10) for c in starts[n]]
            else:
                base = [self.random.choice(self.specials[v.name][:30] or [Fraction(0)]) for v in face.free]
            for direction in self._directions(len(face.free)):
                yield from lines.points(base, direction)
                self.clock.check()

    def _directions(self, width: int) -> list[list[Fraction]]:
        axes = [[Fraction(int(i == j)) for j in range(width)] for i in range(width)]
        if width == 1:
            return axes
        mixed = [[Fraction(self.random.randint(-4, 4)) for _ in range(width)] for _ in range(2)]
        return [*axes, [Fraction(1)] * width, *(d for d in mixed if any(d))]

    def _through_anchors(self, face: Face) -> Iterator[Witness]:
        """Lines through a rational point of an equation that no variable solves rationally, towards the targets."""
        equations = [h for h in self.problem.where if h.op == "="]
        rational = all(map(is_rational, (t for h in equations for t in h.args)))
        if not equations or not rational or not all(is_rational(t) for _, t in face.definitions):
            return
        lines, names = Lines(self.problem, face), [v.name for v in face.free]
        anchors = self._anchors(lines, face)
        goals = [[t[n] for n in names] for _, t in self.targets]
        for anchor in anchors:
            for goal in goals:
                for bits in (4, 8, 14, 24, 40):
                    direction = [relatively_rounded(g - a, bits) for g, a in zip(goal, anchor, strict=True)]
                    yield from lines.points(anchor, direction)
            for _ in range(30):
                yield from lines.points(anchor, [Fraction(self.random.randint(-9, 9)) for _ in names])

    def _anchors(self, lines: Lines, face: Face) -> list[list[Fraction]]:
        found: list[list[Fraction]] = []
        for _ in range(60):
            base = [self.random.choice(self.specials[v.name][:14] or [Fraction(0)]) for v in face.free]
            for direction in self._directions(len(face.free)):
                for point in lines.points(base, direction):
                    anchor = [point[v.name] for v in face.free]
                    if anchor not in found:
                        found.append(anchor)
            if len(found) >= 4 or self.clock.over:
                break
        return found[:4]


def _ordinary(c: float) -> bool:
    """Neither so large nor so small that polynomials through it become long."""
    return c == 0 or SMALLEST_BASE < abs(c) < LARGEST_BASE
