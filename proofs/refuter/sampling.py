"""Batches of points on a face: products of special values with ties, and random points at every magnitude."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

import numpy as np

from tailbound.proofs.problem import Variable
from tailbound.proofs.refuter.floats import Array, as_float

MOST_POINTS = 9_000
LARGEST = 2.0**1000


@dataclass(frozen=True)
class Batch:
    """floats: (points, free variables); exact(i): the coordinates of point i as rationals."""

    floats: Array
    exact: Callable[[int], tuple[Fraction, ...]]
    label: str


def of_floats(points: Array, label: str) -> Batch:
    """Points that are exactly these floats.

    >>> of_floats(np.array([[0.5, 2.0]]), "random").exact(0)
    (Fraction(1, 2), Fraction(2, 1))
    """
    finite = points[np.isfinite(points).all(axis=1)]
    return Batch(finite, lambda i: tuple(Fraction(float(x)) for x in finite[i]), label)


def special_batch(lists: list[list[Fraction]], rng: np.random.Generator) -> Batch:
    """The product of the lists if it is small; else the product of their beginnings, and random choices with ties."""
    sizes = [len(values) for values in lists]
    if not lists or not all(sizes):
        return Batch(np.zeros((1 if not lists else 0, len(lists))), lambda i: (), "special values")
    total = float(np.prod([float(s) for s in sizes]))
    if total <= MOST_POINTS:
        index = np.array(list(product(*map(range, sizes))), dtype=int)
    else:
        each = max(2, int((MOST_POINTS / 2) ** (1 / len(lists))))
        beginnings = product(*(range(min(each, s)) for s in sizes))  # of many variables 2^n already is too much
        head = np.array(list(islice(beginnings, MOST_POINTS // 2)), dtype=int)
        drawn = (rng.random((MOST_POINTS // 2, len(lists))) ** 2 * np.array(sizes)).astype(int)
        _tie(drawn, rng, np.array(sizes))
        index = np.unique(np.vstack([head, drawn]), axis=0)
    table = [np.array([as_float(x) for x in values]) for values in lists]
    floats = np.column_stack([column[index[:, i]] for i, column in enumerate(table)])
    return Batch(
        floats, lambda i: tuple(values[j] for values, j in zip(lists, index[i], strict=True)), "special values"
    )


def _tie(points: Any, rng: np.random.Generator, sizes: Any = None) -> None:
    """Make random coordinates equal in a third of the points, all of them in a tenth."""
    count, width = points.shape
    if width < 2:
        return
    rows = np.flatnonzero(rng.random(count) < 1 / 3)
    first, second = rng.integers(width, size=(2, len(rows)))
    points[rows, first] = points[rows, second]
    rows = np.flatnonzero(rng.random(count) < 1 / 10)
    points[rows] = points[rows, :1]
    if sizes is not None:
        np.minimum(points, sizes - 1, out=points)


def random_batch(free: tuple[Variable, ...], count: int, rng: np.random.Generator) -> Batch:
    """Random points inside the ranges: uniform, close to the ends, of any magnitude, half of them short dyadics."""
    if not free:
        return of_floats(np.zeros((1, 0)), "random")
    points = np.column_stack([_column(v, count, rng) for v in free])
    _tie(points, rng)
    return of_floats(clipped(points, free), "random")


def clipped(points: Array, free: tuple[Variable, ...]) -> Array:
    """The points moved into the ranges, integer coordinates rounded."""
    out = np.nan_to_num(np.asarray(points, dtype=np.float64), nan=0.0, posinf=LARGEST, neginf=-LARGEST)
    for i, v in enumerate(free):
        low, high = ends_of(v)
        if v.integer:
            out[:, i] = np.round(out[:, i])
        out[:, i] = np.clip(out[:, i], max(low, -LARGEST), min(high, LARGEST))
    return out


def ends_of(v: Variable) -> tuple[float, float]:
    """Float ends of the range, infinite where it has none; never outside it.

    >>> ends_of(Variable("x", low=Fraction(1, 3)))
    (0.33333333333333337, inf)
    """
    low = -np.inf if v.low is None else as_float(v.low)
    high = np.inf if v.high is None else as_float(v.high)
    if v.low is not None and np.isfinite(low) and Fraction(low) < v.low:
        low = float(np.nextafter(low, np.inf))
    if v.high is not None and np.isfinite(high) and Fraction(high) > v.high:
        high = float(np.nextafter(high, -np.inf))
    return low, high


def _column(v: Variable, count: int, rng: np.random.Generator) -> Array:
    low, high = ends_of(v)
    low = low if v.low is None else float(np.clip(low, -LARGEST, LARGEST))
    high = high if v.high is None else float(np.clip(high, low, LARGEST))  # there may be no float between the ends
    style = rng.integers(5, size=count)
    far = np.exp2(rng.uniform(-40, 40, count)) if not v.integer else np.exp2(rng.uniform(0, 40, count))
    near = np.exp2(rng.uniform(-12, 6, count))
    sign = np.where(rng.random(count) < 0.5, -1.0, 1.0)
    inner_low = max(low, min(-4.0, high - 8.0))
    inner_high = min(high, max(4.0, low + 8.0))
    column = rng.uniform(inner_low, inner_high, count)
    if np.isfinite(low) and np.isfinite(high):
        column = np.where(style == 0, rng.uniform(low, high, count), column)
    size = np.where(style <= 2, near, far)
    from_low = (low if np.isfinite(low) else 0.0) + size * (1.0 if np.isfinite(low) else sign)
    from_high = high - size if np.isfinite(high) else sign * size
    column = np.where((style == 1) | (style == 3), from_low, np.where((style == 2) | (style == 4), from_high, column))
    bits = np.exp2(rng.choice([0.0, 1.0, 2.0, 3.0, 6.0, 10.0], size=count))
    short = rng.random(count) < 0.4
    return np.where(short, np.round(column * bits) / bits, column)
