"""Faces of a problem's domain: some variables free, the others solved from equations or from boundaries.

A hypothesis that is an equation leaves a face of lower dimension as the whole domain.  A hypothesis that is an
inequality has its boundary as a face, and so has the claim: subtle violations sit there or just beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import ceil, floor

from tailbound.proofs.checker import ZERO, Reject, Term, make
from tailbound.proofs.problem import Problem, Variable
from tailbound.proofs.refuter.balls import BallValues, middle_of, rational_of
from tailbound.proofs.refuter.floats import Array, FloatValues
from tailbound.proofs.refuter.rationals import relatively_rounded
from tailbound.proofs.refuter.solving import solutions
from tailbound.proofs.scalar import substituted

Definitions = tuple[tuple[Variable, Term], ...]
MOST_BASES = 6
MOST_FACES = 24
MOST_BENDS = 8
SHIFT_BITS = (8, 20, 40, 64, 200)
POINT_BITS = 320


@dataclass(frozen=True)
class Face:
    """free variables; `boundary`: values at or near which a variable lies; `solved`: values it must have exactly.

    Each definition speaks of the free variables and of those defined before it, boundary first.
    """

    free: tuple[Variable, ...]
    boundary: Definitions = ()
    solved: Definitions = ()
    label: str = "interior"

    @property
    def definitions(self) -> Definitions:
        return self.boundary + self.solved

    def columns(self, points: Array) -> dict[str, Array]:
        """Float columns of all variables from an array (points, free variables)."""
        columns = {v.name: points[:, i] for i, v in enumerate(self.free)}
        for v, t in self.definitions:
            columns[v.name] = FloatValues(columns or {"": points[:, :0].sum(axis=1)}).value(t)
        return columns

    def points(self, free: dict[str, Fraction]) -> Iterator[dict[str, Fraction]]:
        """Exact points with these free coordinates: on the boundary and at several distances beside it."""
        for start in self._near(dict(free), self.boundary):
            whole = self._solve(start)
            if whole is not None:
                yield whole

    def _near(self, point: dict[str, Fraction], todo: Definitions) -> Iterator[dict[str, Fraction]]:
        if not todo:
            yield point
            return
        (v, t), rest = todo[0], todo[1:]
        ball = BallValues(point, POINT_BITS).at(t)
        exact, middle = rational_of(ball), middle_of(ball)
        if middle is None:
            return
        for value in beside(v, exact, middle):
            yield from self._near({**point, v.name: value}, rest)

    def _solve(self, point: dict[str, Fraction]) -> dict[str, Fraction] | None:
        for v, t in self.solved:
            value = rational_of(BallValues(point, POINT_BITS).at(t))
            if value is None:
                return None
            point = {**point, v.name: value}
        return point


def beside(v: Variable, exact: Fraction | None, middle: Fraction) -> Iterator[Fraction]:
    """Values at a boundary (if rational) and on both sides of it."""
    if v.integer:
        yield from map(Fraction, dict.fromkeys((floor(middle), ceil(middle), floor(middle) - 1, ceil(middle) + 1)))
        return
    if exact is not None:
        yield exact
    size = max(abs(middle), Fraction(1, 2**40))
    for bits in SHIFT_BITS:
        for side in (1, -1):
            yield relatively_rounded(middle + side * size / 2**bits, bits + 4)


def whole_domains(problem: Problem) -> list[Face]:
    """The alternatives of solving all equations that can be solved; the domain itself where there are none."""
    equations = [h for h in problem.where if h.op == "="]
    return _distinct(_eliminated(problem.variables, equations, (), False))[:MOST_BASES]


def linear_domains(problem: Problem) -> list[Face]:
    """As `whole_domains`, but only by solutions that are rational at rational points; other equations stay."""
    equations = [h for h in problem.where if h.op == "="]
    return _distinct(_eliminated(problem.variables, equations, (), True))[:MOST_BASES]


def _distinct(faces: Iterator[Face]) -> list[Face]:
    return list(dict.fromkeys(islice(faces, 8 * MOST_BASES)))


def boundaries(problem: Problem, bases: list[Face]) -> list[Face]:
    """Faces of one dimension less, and corners: where a relation is an equality, a function ends or bends."""
    found: list[Face] = []
    relations = [(h, "boundary of a hypothesis") for h in problem.where if h.op != "="]
    relations += [(problem.claim, "boundary of the claim")]
    relations += [(make("=", a, b), "bend or end of a function") for a, b in _bends((problem.claim, *problem.where))]
    for base in bases:
        for relation, label in relations:
            found += _edges(base, relation, label)
    hyps = [r for r, label in relations if label == "boundary of a hypothesis"]
    corners = [c for e in found[:6] for r in hyps[:4] for c in _edges(e, r, "corner of hypotheses")]
    return list(dict.fromkeys([*found[:MOST_FACES], *corners[:MOST_FACES]]))


def _bends(formulas: tuple[Term, ...]) -> list[tuple[Term, Term]]:
    pairs: dict[tuple[Term, Term], None] = {}
    seen: set[Term] = set()

    def walk(t: Term) -> None:
        if t in seen:
            return
        seen.add(t)
        for a in t.args:
            walk(a)
        if t.op in ("abs", "log", "sqrt", "/") and t.args[-1].names:
            pairs[t.args[-1], ZERO] = None
        elif t.op == "max":
            pairs[t.args[0], t.args[1]] = None

    for f in formulas:
        walk(f)
    return list(pairs)[:MOST_BENDS]


def _eliminated(
    free: tuple[Variable, ...], equations: list[Term], solved: Definitions, linear: bool
) -> Iterator[Face]:
    """Solve the equations one by one, in several orders; an equation that no variable solves stays a constraint."""
    any_solved = False
    for i, equation in enumerate(equations):
        rest = equations[:i] + equations[i + 1 :]
        for v in reversed(free):
            values = solutions(equation.args[0], equation.args[1], v.name)[:4] if v.name in equation.names else []
            for value in values:
                others = None if linear and not is_rational(value) else _replaced(rest, v.name, value)
                if others is not None:
                    any_solved = True
                    left = tuple(w for w in free if w is not v)
                    yield from _eliminated(left, others, ((v, value), *solved), linear)
        if any_solved:
            return
    yield Face(free, (), solved)


def is_rational(t: Term) -> bool:
    """Whether a term is a quotient of polynomials with rational coefficients."""
    return t.op in ("q", "v", "+", "-", "*", "/", "^") and all(map(is_rational, t.args))


def _replaced(formulas: list[Term], name: str, value: Term) -> list[Term] | None:
    try:
        return [substituted(f, name, value) for f in formulas]
    except Reject:
        return None


def _edges(base: Face, relation: Term, label: str) -> Iterator[Face]:
    for v, value in reversed(base.definitions):
        replaced = _replaced([relation], v.name, value)
        if replaced is None:
            return
        relation = replaced[0]
    for v in reversed(base.free):
        if v.name in relation.names:
            for value in solutions(relation.args[0], relation.args[1], v.name)[:4]:
                left = tuple(w for w in base.free if w is not v)
                yield Face(left, ((v, value), *base.boundary), base.solved, label)
