"""Corners: points at which several relations of a statement are tight, reached by moving one number after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from random import Random

from tailbound.proofs.audit.boundaries import UNUSABLE, Line
from tailbound.proofs.audit.points import Point, model_at
from tailbound.proofs.audit.rows import widths
from tailbound.proofs.checker import ZERO, Term
from tailbound.proofs.model import evaluate, truth
from tailbound.proofs.model_definitions import Definitions, peel
from tailbound.proofs.model_functions import sqrt
from tailbound.proofs.model_numbers import inverse, minus, plus, times
from tailbound.proofs.statement import Statement

DEPTH, TRIES = 4, 3


class Corners:
    """The corners near some points.  `changed`: the formula that every other move makes tight."""

    def __init__(
        self,
        statement: Statement,
        definitions: Definitions,
        movable: Mapping[str, Term],
        changed: Term,
        random: Random,
    ) -> None:
        self.definitions, self.random, self.changed = definitions, random, changed
        free = [h for h in statement.hyps if h not in definitions.hypotheses]
        self.hypotheses = [h for h in free if is_inequality(h) or h.op == "="]
        self.relations = [f for f in (*free, statement.concl) if is_inequality(f)]
        self.exponents = widths(definitions)
        equations = [h for h in free if h.op == "="]
        self.numbers = {
            f: [
                movable[n]
                for n in sorted(definitions.names_behind(f.names) & movable.keys())
                if movable[n].sort == "real"
            ]
            for f in {*self.relations, *equations, changed}
        }

        reached = [f for f in self.relations if self.numbers[f] and peel(f)[1].args[0] is not ZERO]
        self.reached = reached or self.relations  # signs are not reached by other units

    def of(self, starts: list[Point], shaken: Callable[[Point], Point], rounds: int) -> Iterator[Point]:
        """Points on the way to corners, from the starts and from what `shaken` makes of them."""
        for r in range(rounds if starts and self.relations else 0):
            here = starts[r % len(starts)]
            if r >= len(starts):
                here = shaken(here)
            for _ in range(DEPTH):
                found = next(filter(None, (self.towards(here, self._next(here)) for _ in range(TRIES))), [])
                yield from found
                here = self.random.choice(found) if found else here

    def _next(self, point: Point) -> Term:
        """The relation to make tight: the first hypothesis that fails, else one at random."""
        model = model_at(point, self.definitions)
        for h in self.hypotheses:
            try:
                if truth(h, model) is False:
                    return h
            except UNUSABLE:
                continue
        if is_inequality(self.changed) and self.random.random() < 0.4:
            return self.changed
        return self.random.choice(self.reached)

    def towards(self, point: Point, relation: Term) -> list[Point]:
        """Points at which the relation is tight, by one number of it."""
        if not self.numbers[relation]:
            return []
        v = self.random.choice(self.numbers[relation])
        table = point.tables.get(v.data[0])
        if not table:
            return []
        if relation.op == "=":
            return self.solved(point, v.data[0], relation)
        key = self.random.choice(list(table))
        try:
            line = Line(point, v.data[0], key, v.is_int, logarithm=v.data[0] in self.exponents)
            return list(line.points(relation, self.definitions))
        except UNUSABLE:
            return []

    def solved(self, point: Point, name: str, equation: Term) -> list[Point]:
        """Points that solve an equation that is homogeneous in one variable's numbers, or linear in one of them."""
        table = point.tables[name]
        model = model_at(point, self.definitions)
        try:
            left, right = (evaluate(a, model) for a in equation.args)
            ratio, difference = times(right, inverse(left)), minus(right, left)
            factors = (ratio, inverse(ratio), sqrt(ratio), inverse(sqrt(ratio)))
            key = self.random.choice(list(table))
            tables = [{k: times(x, f) for k, x in table.items()} for f in factors]
            tables += [{**table, key: plus(table[key], times(difference, Fraction(s)))} for s in (1, -1)]
        except UNUSABLE:
            return []
        return [point.with_table(name, t) for t in tables]


def is_inequality(formula: Term) -> bool:
    """Whether the formula is an inequality, perhaps for all elements of some sets."""
    return peel(formula)[1].op in ("<=", "<")
