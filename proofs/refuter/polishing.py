"""Minimisers to 60 digits by Newton's method, and the rationals that they are or lie near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from tailbound.numerics.expression import UndefinedHere
from tailbound.proofs.checker import Term
from tailbound.proofs.refuter.balls import BallValues
from tailbound.proofs.refuter.clock import Clock
from tailbound.proofs.refuter.faces import Face
from tailbound.proofs.refuter.rationals import DENOMINATORS, DYADIC_BITS, meant, relatively_rounded, rounded

BITS, STEP_BITS = 640, 130  # second differences of step 2^-130 keep 380 bits
NEWTON_STEPS = 7
Point = tuple[Fraction, ...]


class Gap:
    """The gap right - left of a relation on a face, as a function of the free coordinates, to about 600 bits."""

    def __init__(self, face: Face, relation: Term, clock: Clock) -> None:
        self.face, self.relation, self.clock = face, relation, clock

    def __call__(self, free: Sequence[Any]) -> Any:
        """An arb of radius 0, or None where there is no value.  Raises OutOfTime."""
        self.clock.check()
        point = {v.name: x for v, x in zip(self.face.free, free, strict=True)}
        for v, t in self.face.definitions:
            value = BallValues(point, BITS).at(t)
            if isinstance(value, UndefinedHere):
                return None
            point[v.name] = value
        found = BallValues(point, BITS).difference(self.relation.args[1], self.relation.args[0])
        return None if isinstance(found, UndefinedHere) else arb(arb(found).mid())


def stationary(gap: Gap, start: Point, movable: Sequence[int]) -> Point | None:
    """The stationary point of the gap that Newton's method reaches in the movable coordinates; None if it fails."""
    with ctx.workprec(BITS):
        here = [arb(x.numerator) / x.denominator for x in start]
        for _ in range(NEWTON_STEPS):
            step = _newton_step(gap, here, movable)
            if step is None:
                return None
            for i, s in zip(movable, step, strict=True):
                here[i] = arb((here[i] - s).mid())
        return tuple(x if i not in movable else _fraction(here[i]) for i, x in enumerate(start))


def root(gap: Gap, start: Point, i: int) -> Point | None:
    """The zero of the gap that Newton's method reaches in coordinate i; None if it fails."""
    with ctx.workprec(BITS):
        here = [arb(x.numerator) / x.denominator for x in start]
        for _ in range(NEWTON_STEPS + 3):
            h = _step_size(here[i])
            low, middle, high = (gap([*here[:i], here[i] + d, *here[i + 1 :]]) for d in (-h, arb(0), h))
            if low is None or middle is None or high is None or (high - low).contains(0):
                return None
            if middle == 0:
                break
            here[i] = arb((here[i] - middle * 2 * h / (high - low)).mid())
        return tuple(x if j != i else _fraction(here[i]) for j, x in enumerate(start))


def _step_size(x: Any) -> Any:
    size = abs(x) if x != 0 else arb(1)
    return arb((size.min(arb(1)) * arb(2) ** -STEP_BITS).mid())


def _newton_step(gap: Gap, here: list[Any], movable: Sequence[int]) -> list[Any] | None:
    h = {i: _step_size(here[i]) for i in movable}

    def at(*shifts: tuple[int, int]) -> Any:
        moved = list(here)
        for i, k in shifts:
            moved[i] = moved[i] + k * h[i]
        return gap(moved)

    middle = at()
    up, down = {i: at((i, 1)) for i in movable}, {i: at((i, -1)) for i in movable}
    if middle is None or any(x is None for x in (*up.values(), *down.values())):
        return None
    gradient = [(up[i] - down[i]) / (2 * h[i]) for i in movable]
    hessian = [[(up[i] - 2 * middle + down[i]) / h[i] ** 2 if i == j else arb(0) for j in movable] for i in movable]
    for a, i in enumerate(movable):
        for b, j in list(enumerate(movable))[:a]:
            corners = [at((i, s), (j, t)) for s, t in ((1, 1), (-1, -1), (1, -1), (-1, 1))]
            if any(c is None for c in corners):
                return None
            mixed = (corners[0] + corners[1] - corners[2] - corners[3]) / (4 * h[i] * h[j])
            hessian[a][b] = hessian[b][a] = mixed
    return _solved(hessian, gradient)


def _solved(matrix: list[list[Any]], right: list[Any]) -> list[Any]:
    """Gaussian elimination; a direction in which the matrix is singular (a valley) is not moved along."""
    size = len(right)
    rows = [[arb(x.mid()) for x in [*row, r]] for row, r in zip(matrix, right, strict=True)]
    largest = max((abs(x) for row in matrix for x in row), default=arb(0), key=_as_key)
    pivots: list[tuple[int, int]] = []
    left = list(range(size))
    for column in range(size):
        if not left:
            break
        best = max(left, key=lambda r: _as_key(abs(rows[r][column])))
        if _as_key(abs(rows[best][column])) <= _as_key(largest * arb(2) ** -60):
            continue
        left.remove(best)
        pivots.append((best, column))
        for r in range(size):
            if r != best:
                factor = rows[r][column] / rows[best][column]
                rows[r] = [arb((x - factor * y).mid()) for x, y in zip(rows[r], rows[best], strict=True)]
    out = [arb(0)] * size
    for r, column in pivots:
        out[column] = arb((rows[r][size] / rows[r][column]).mid())
    return out


def _as_key(x: Any) -> Fraction:
    return _fraction(x)


def _fraction(x: Any) -> Fraction:
    mantissa, exponent = (int(part) for part in arb(x.mid()).man_exp())
    if abs(exponent) > 20_000:
        return Fraction(0)
    return Fraction(mantissa) * Fraction(2) ** exponent


def near(x: Point) -> Iterator[Point]:
    """Rational points near x: what x betrays itself to be, short fractions, and dyadics at many precisions.

    >>> next(near((Fraction(10**30 // 3, 10**30),)))
    (Fraction(1, 3),)
    """
    if not x:
        return
    betrayed = [meant(c) for c in x]
    if any(b is not None for b in betrayed):
        yield tuple(c if b is None else b for c, b in zip(x, betrayed, strict=True))
    for bits in DYADIC_BITS:
        yield tuple(rounded(c, bits) if b is None or bits < 5 else b for c, b in zip(x, betrayed, strict=True))
    for most in DENOMINATORS:
        yield tuple(c.limit_denominator(most) for c in x)
    for bits in (2, 8, 20, 40, 100):
        yield tuple(relatively_rounded(c, bits) for c in x)


def along_valley(gap: Gap, start: Point, movable: Sequence[int]) -> Iterator[Point]:
    """One coordinate made short, the others minimised again: for a minimum that is attained on a curve."""
    for i in movable:
        rest = [j for j in movable if j != i]
        for short in dict.fromkeys((rounded(start[i], 0), rounded(start[i], 2), rounded(start[i], 8))):
            fixed = tuple(short if j == i else x for j, x in enumerate(start))
            found = stationary(gap, fixed, rest) if rest else fixed
            if found is not None:
                yield from near(found)
