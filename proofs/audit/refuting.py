"""The search for an exact model that refutes a changed statement, from models of the statement it was made from.

A statement is refuted by a model in which its hypotheses hold and its conclusion is false, or in which the
hypotheses before some formula hold and the formula has no meaning (it divides by zero, say): a theorem must be
defined wherever its hypotheses hold.  Whatever the search finds is decided again, from plain tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from random import Random
from typing import Any

from tailbound.proofs.audit.corners import Corners
from tailbound.proofs.audit.moves import in_turn, joint, moves_of, random_move, resized
from tailbound.proofs.audit.points import Point, Settled, frozen, model_at, variables_of
from tailbound.proofs.audit.slack import slack
from tailbound.proofs.checker import Reject, Term, obligations
from tailbound.proofs.model import Model, satisfies, truth
from tailbound.proofs.model_definitions import Definitions
from tailbound.proofs.model_enclosures import Undecided
from tailbound.proofs.model_sampling import sample_models
from tailbound.proofs.statement import Statement, subterms

NEAREST, SYSTEMATIC, WALKS, STEPS, SAMPLES = 60, 260, 6, 60, 40
ALIVE, SECOND, SMALL, ROUNDS = 15, 80, 12, (24, 60)
UNUSABLE = (Undecided, ValueError, OverflowError, ZeroDivisionError, RecursionError)


@dataclass(frozen=True)
class Counterexample:
    """A model that refutes a statement; `how`: "false", or "undefined" with the number of the formula."""

    point: Point
    how: str

    def model(self) -> Model:
        """The model as plain tables."""
        return model_at(self.point, Definitions(()))

    def as_text(self) -> dict[str, Any]:
        """Sizes, and every value as text."""
        values = {}
        for name, table in self.point.tables.items():
            shown = {",".join(map(str, k)): _text(x) for k, x in table.items()}
            values[name] = shown.get("", shown) if set(shown) == {""} else shown
        return {"sizes": dict(self.point.sizes), "values": values, "how": self.how}


def _text(x: Any) -> Any:
    return sorted(map(str, x)) if isinstance(x, frozenset) else str(x)


def confirms(found: Counterexample, statement: Statement) -> bool:
    """Whether the plain tables refute the statement rigorously: the one judge of what the search found."""
    model = found.model()
    formulas = [*statement.hyps, statement.concl]
    for i, f in enumerate(formulas):
        if found.how == f"undefined {i}":
            return any(truth(g, model) is False for g in obligations(f)) and satisfies(statement.hyps[:i], model)
    return satisfies(statement.hyps, model) and truth(statement.concl, model) is False


class Search:
    """One search: `starts`: models of the statement before the change; `changed`: the formula there and its place."""

    def __init__(self, statement: Statement, starts: Iterable[Point], changed: tuple[Term, ...], seed: str) -> None:
        self.statement, self.random = statement, Random(seed)
        self.variables = variables_of(statement)
        self.starts = [Point(p.sizes, {n: t for n, t in p.tables.items() if n in self.variables}) for p in starts]
        self.definitions = Definitions(statement.hyps)
        self.formulas = [(f, _guards(f)) for f in (*statement.hyps, statement.concl)]
        cone = self.definitions.names_behind(frozenset().union(*(f.names for f in changed)))
        free = [v for v in self.variables.values() if not self._is_defined(v)]
        self.movable = {v.data[0]: v for v in sorted(free, key=lambda v: v.data[0] not in cone)}
        self.focused = {name: v for name, v in self.movable.items() if name in cone} or self.movable
        found = {s.data[0] for f in (*statement.hyps, statement.concl) for s in subterms(f) if s.op == "q"}
        self.stock = tuple(sorted({-x for x in found} | {x / 2 for x in found} | found))
        self.best: tuple[float, Point] | None = None
        self.alive: list[Point] = []
        self.corners = Corners(statement, self.definitions, self.movable, changed[-1], self.random)

    def _is_defined(self, v: Term) -> bool:
        """Whether a definition gives the variable at all arguments."""
        mine = [d for ds in self.definitions.of.values() for d in ds if d.variable.data == v.data]
        return any(all(layer.op == "univ" for layer in d.layers) for d in mine)

    def found(self, point: Point) -> Counterexample | None:
        """The counterexample that the point is, if it is one."""
        model = model_at(point, self.definitions)
        try:
            how = self._verdict(model, point)
            if how is None:
                return None
            found = Counterexample(frozen(model, self.statement), how)
            return found if confirms(found, self.statement) else None
        except UNUSABLE:
            return None

    def _verdict(self, model: Settled, point: Point) -> str | None:
        last = len(self.formulas) - 1
        for i, (f, guards) in enumerate(self.formulas):
            if any(truth(g, model) is False for g in guards):
                return f"undefined {i}"
            if i < last and f not in self.definitions.hypotheses and truth(f, model) is not True:
                return None
        verdict = truth(self.statement.concl, model)
        if verdict is True:
            self.alive.append(point)
            self._remember(point, slack(self.statement.concl, model))
        return "false" if verdict is False else None

    def _remember(self, point: Point, gap: float) -> None:
        if self.best is None or gap < self.best[0]:
            self.best = gap, point

    def neighbours(self, point: Point) -> Iterator[Point]:
        """The systematic neighbours, those of the focus first."""
        parts = [moves_of(point, v, self.stock) for v in self.movable.values() if v.data[0] in point.tables]
        yield from in_turn([resized(point, self.variables), joint(point, self.movable), *parts])

    def systematic(self, first: int = 0, last: int = SYSTEMATIC) -> Iterator[Point]:
        """The starts, then the neighbours of each from the first to the last."""
        yield from self.starts if first == 0 else ()
        for start in self.starts:
            try:
                share = 1 if sum(start.sizes.values()) <= SMALL else 3  # large models cost more
                yield from islice(self.neighbours(start), first // share, last // share)
            except UNUSABLE:
                continue

    def second(self) -> Iterator[Point]:
        """Neighbours of neighbours that satisfy the hypotheses."""
        alive = [p for p in self.alive[len(self.starts) :] if sum(p.sizes.values()) <= SMALL]
        for point in self.random.sample(alive, min(ALIVE, len(alive))):
            try:
                yield from islice(self.neighbours(point), SECOND)
            except UNUSABLE:
                continue

    def walks(self) -> Iterator[Point]:
        """Random walks, every other one from the model with the least slack so far."""
        for w in range(WALKS if self.starts else 0):
            here = self.best[1] if self.best is not None and w % 2 == 0 else self.random.choice(self.starts)
            for _ in range(STEPS):
                there: Point | None = here
                for _ in range(self.random.choice((1, 1, 2, 3))):
                    movable = self.random.choice((self.movable, self.focused))
                    there = there and random_move(there, movable, self.variables, self.random)
                if there is None:
                    continue
                before = self.best
                yield there
                if self.best is not before:
                    here = there

    def near(self) -> Counterexample | None:
        """The first counterexample among the starts, some neighbours, corners, and further neighbours."""
        small = [p for p in self.starts if sum(p.sizes.values()) <= SMALL] or self.starts
        corners = [self.corners.of(small, self.shaken, rounds) for rounds in ROUNDS]
        points = chain(self.systematic(0, NEAREST), corners[0], self.second(), self.systematic(NEAREST), corners[1])
        return next(filter(None, map(self.found, points)), None)

    def far(self) -> Counterexample | None:
        """The first counterexample among random walks and random models."""
        return next(filter(None, map(self.found, self.walks())), None) or self.sampled()

    def shaken(self, point: Point) -> Point:
        """The point after up to two random moves."""
        for _ in range(self.random.choice((0, 0, 1, 2))):
            point = (
                random_move(point, self.random.choice((self.movable, self.focused)), self.variables, self.random)
                or point
            )
        return point

    def sampled(self) -> Counterexample | None:
        """A counterexample among random models."""
        hyps, concl = self.statement.hyps, self.statement.concl
        for model in sample_models(hyps, concl, self.random.randrange(1 << 30), SAMPLES):
            try:
                if satisfies(hyps, model) and truth(concl, model) is False:
                    found = Counterexample(frozen(model, self.statement), "false")
                    if confirms(found, self.statement):
                        return found
            except UNUSABLE:
                continue
        return None


def _guards(f: Term) -> list[Term]:
    try:
        return obligations(f)
    except Reject:
        return []
