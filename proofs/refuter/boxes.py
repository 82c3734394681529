"""Subdivision: boxes in which the claim may fail, by interval arithmetic in floats, and the points they suggest.

Not rigorous and not meant to be: a box dropped wrongly costs a counterexample, never a wrong verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Any

import numpy as np
from scipy import special

from tailbound.proofs.checker import Term
from tailbound.proofs.problem import Problem
from tailbound.proofs.refuter.faces import Face
from tailbound.proofs.refuter.floats import Array, as_float
from tailbound.proofs.refuter.sampling import Batch, ends_of, of_floats
from tailbound.proofs.refuter.walk import Walk, tail_argument

LEVELS, MOST_BOXES = 90, 3000
FAR = 2.0**200
SLACK = 2.0**-50
Interval = tuple[Any, Any]


class BoxValues(Walk[Interval]):
    """term -> (low, high) over many boxes at once, a little widened; unknown is (-inf, inf).

    >>> from tailbound.proofs.text import parse
    >>> at = BoxValues({"x": (np.array([-1.0]), np.array([2.0]))})
    >>> low, high = at(parse("x**2", {"x": ("real", ())}))
    >>> float(low[0]) <= 0, float(high[0]) >= 4
    (True, True)
    """

    def __init__(self, columns: Mapping[str, Interval]) -> None:
        super().__init__()
        self.columns = columns

    def apply(self, t: Term, args: list[Interval]) -> Interval:
        op = t.op
        if op == "v":
            return self.columns[t.data[0]]
        if op in ("q", "pi"):
            value = np.float64(np.pi if op == "pi" else as_float(t.data[0]))
            return value, value
        tail = tail_argument(t)
        if tail is not None:
            low, high = self(tail[0])
            return (
                _known(special.erfc(high), special.erfc(low))
                if tail[1] > 0
                else _known(special.erfc(-low), special.erfc(-high))
            )
        low, high = args[0]
        if op in ("+", "*", "-", "/", "max"):
            for other in args[1:]:
                low, high = _known(*BINARY[op](low, high, *other))
            return low, high
        if op == "^":
            return _known(*_power(low, high, t.data[0]))
        return _known(*UNARY[op](low, high))


def _known(low: Any, high: Any) -> Interval:
    bad = np.isnan(low) | np.isnan(high)
    low, high = np.where(bad, -np.inf, low), np.where(bad, np.inf, high)
    return low - SLACK * abs(low), high + SLACK * abs(high)


def _product(a: Any, b: Any, c: Any, d: Any) -> Interval:
    corners = [np.where((x == 0) | (y == 0), 0.0, x * y) for x in (a, b) for y in (c, d)]
    return np.minimum.reduce(corners), np.maximum.reduce(corners)


def _quotient(a: Any, b: Any, c: Any, d: Any) -> Interval:
    # A denominator that ends at 0 gives one unbounded side; inside it only defined values count.
    low = np.where(c == 0, np.inf, 1 / d)
    high = np.where(d == 0, -np.inf, 1 / c)
    low = np.where((c == 0) & (d > 0), 1 / d, np.where((d == 0) & (c < 0), -np.inf, low))
    high = np.where((c == 0) & (d > 0), np.inf, np.where((d == 0) & (c < 0), 1 / c, high))
    crosses = (c < 0) & (d > 0) | ((c == 0) & (d == 0))
    return _product(a, b, np.where(crosses, -np.inf, low), np.where(crosses, np.inf, high))


def _power(a: Any, b: Any, k: int) -> Interval:
    low, high = a**k, b**k
    if k % 2:
        return low, high
    return np.where((a <= 0) & (b >= 0), 0.0, np.minimum(low, high)), np.maximum(low, high)


def _log(a: Any, b: Any) -> Interval:
    return np.where(a > 0, np.log(np.maximum(a, 0)), -np.inf), np.where(b > 0, np.log(np.maximum(b, 0)), -np.inf)


def _absolute(a: Any, b: Any) -> Interval:
    return np.where((a <= 0) & (b >= 0), 0.0, np.minimum(abs(a), abs(b))), np.maximum(abs(a), abs(b))


BINARY: dict[str, Callable[..., Interval]] = {
    "+": lambda a, b, c, d: (a + c, b + d),
    "-": lambda a, b, c, d: (a - d, b - c),
    "*": _product,
    "/": _quotient,
    "max": lambda a, b, c, d: (np.maximum(a, c), np.maximum(b, d)),
}
UNARY: dict[str, Callable[..., Interval]] = {
    "exp": lambda a, b: (np.exp(a), np.exp(b)),
    "log": _log,
    "sqrt": lambda a, b: (np.sqrt(np.maximum(a, 0)), np.sqrt(np.maximum(b, 0))),
    "erf": lambda a, b: (special.erf(a), special.erf(b)),
    "abs": _absolute,
}


def middles(low: Array, high: Array) -> Array:
    """Where boxes are halved: at 0, geometrically where the ends differ much in size, else in the middle."""
    with np.errstate(all="ignore"):
        even = low / 2 + high / 2
        small, large = np.minimum(abs(low), abs(high)), np.maximum(abs(low), abs(high))
        sign = np.where(high > 0, 1.0, -1.0)
        geometric = sign * np.sqrt(np.maximum(small, np.minimum(large * 2.0**-8, large * large)) * large)
        geometric = np.where(small == 0, np.where(large > 4, sign, sign * large / 2**4), geometric)
        crossing = (low < 0) & (high > 0)
        lopsided = large > 8 * small
        return np.where(
            crossing & (small > large / 64), 0.0, np.where(crossing, even, np.where(lopsided, geometric, even))
        )


def promising_points(problem: Problem, face: Face, deadline: float) -> Iterator[Batch]:
    """The middles of the boxes that are left, level by level."""
    if not face.free:
        return
    ends = np.array([[max(low, -FAR), min(high, FAR)] for low, high in map(ends_of, face.free)])
    if np.any(ends[:, 0] > ends[:, 1]):
        return
    low, high = ends[None, :, 0], ends[None, :, 1]
    for level in range(LEVELS):
        if not len(low) or monotonic() > deadline:
            return
        widest = _widest(low, high, level)
        rows = np.arange(len(low))
        cut = middles(low[rows, widest], high[rows, widest])
        left_high, right_low = high.copy(), low.copy()
        left_high[rows, widest] = cut
        right_low[rows, widest] = cut
        _to_integers(face, left_high, right_low, widest)
        low, high = np.vstack([low, right_low]), np.vstack([left_high, high])
        keep = np.all(low <= high, axis=1) & np.any(high - low > SLACK * abs(high), axis=1)
        low, high = low[keep], high[keep]
        low, high = _open(problem, face, low, high)
        if len(low):
            yield of_floats(_inside(face, low, high), "subdivision")


def _inside(face: Face, low: Array, high: Array) -> Array:
    points = np.column_stack([middles(low[:, i], high[:, i]) for i in range(low.shape[1])])
    for i, v in enumerate(face.free):
        if v.integer:
            points[:, i] = np.floor(points[:, i])
    return np.clip(points, low, high)


def _to_integers(face: Face, left_high: Array, right_low: Array, cut: Any) -> None:
    for i, v in enumerate(face.free):
        if v.integer:
            rows = np.flatnonzero(cut == i)
            left_high[rows, i] = np.floor(left_high[rows, i])
            right_low[rows, i] = left_high[rows, i] + 1


def _widest(low: Array, high: Array, level: int) -> Any:
    """Turn about, skipping coordinates that are points."""
    width = high - low
    order = (np.arange(low.shape[1]) + level) % low.shape[1]
    sizes = np.where(width[:, order] > 0, np.arange(low.shape[1], 0, -1)[None], 0)
    return order[np.argmax(sizes, axis=1)]


def _open(problem: Problem, face: Face, low: Array, high: Array) -> tuple[Array, Array]:
    """The boxes where no hypothesis certainly fails and the claim does not certainly hold, the likeliest first."""
    columns: dict[str, Interval] = {v.name: (low[:, i], high[:, i]) for i, v in enumerate(face.free)}
    with np.errstate(all="ignore"):
        for v, t in face.definitions:
            columns[v.name] = BoxValues(columns)(t)
        at = BoxValues(columns)
        keep = np.ones(len(low), dtype=bool)
        for h in problem.where:
            (a, b), (c, d) = at(h.args[0]), at(h.args[1])
            fails = {"<=": d < a, "<": d <= a, "=": (d < a) | (c > b), "!=": False & (d < a)}[h.op]
            keep &= ~fails
        (a, b), (c, d) = at(problem.claim.args[0]), at(problem.claim.args[1])
        holds = {"<=": c >= b, "<": c > b, "=": (a == b) & (c == d) & (a == c), "!=": (d < a) | (c > b)}
        keep = np.broadcast_to(keep & ~holds[problem.claim.op], (len(low),))
        score = np.nan_to_num((c - b) / (abs(c) + abs(b) + 1e-300), nan=-1.0)
    score = np.broadcast_to(score, (len(low),))
    chosen = np.flatnonzero(keep)
    if len(chosen) > MOST_BOXES:
        ranked = chosen[np.argsort(score[chosen], kind="stable")]
        stride = max(1, (len(ranked) - MOST_BOXES // 2) // (MOST_BOXES // 2))
        chosen = np.sort(np.concatenate([ranked[: MOST_BOXES // 2], ranked[MOST_BOXES // 2 :: stride]]))
    return low[chosen], high[chosen]
