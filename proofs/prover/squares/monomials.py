"""Which monomials a sum of squares can use: by degree, by Newton polytope, and split by sign symmetries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import numpy as np

Exponents = tuple[int, ...]
MOST_DIRECTIONS = 800


def up_to_degree(n: int, degree: int, lowest: int = 0) -> list[Exponents]:
    """The exponents of n variables with lowest <= degree of the monomial <= degree.

    >>> up_to_degree(2, 1)
    [(0, 0), (0, 1), (1, 0)]
    """
    out: list[Exponents] = []

    def extend(start: Exponents, left: int) -> None:
        if len(start) == n:
            if sum(start) >= lowest:
                out.append(start)
            return
        for k in range(left + 1):
            extend((*start, k), left - k)

    extend((), degree)
    return out


def halves(candidates: Sequence[Exponents], target: Iterable[Exponents]) -> list[Exponents]:
    """The candidates whose doubles lie in the target's Newton polytope, as far as integer directions show it.

    Reznick (1978), Duke Math. J. 45, 363-374: only these occur in sums of squares that equal the target.
    """
    points = np.array(list(target), dtype=float)
    if not len(points) or not candidates:
        return list(candidates)
    n = points.shape[1]
    span = next((range(-k, k + 1) for k in (3, 2, 1) if (2 * k + 1) ** n <= MOST_DIRECTIONS), range(0))
    directions = np.array(
        [d for d in product(span, repeat=n) if any(d)] if span else np.vstack([np.eye(n), -np.eye(n)])
    )
    limits = (points @ directions.T).max(axis=0)
    good = (2 * np.array(candidates) @ directions.T <= limits + 1e-9).all(axis=1)
    return [c for c, g in zip(candidates, good, strict=True) if g]


def parity_classes(candidates: Iterable[Exponents], support: Iterable[Exponents]) -> Iterator[list[Exponents]]:
    """The candidates, split so that products across classes never meet the support's sign symmetries."""
    signs = _symmetries(list(support))
    classes: dict[Exponents, list[Exponents]] = {}
    for c in candidates:
        classes.setdefault(tuple(sum(a * b for a, b in zip(c, s, strict=True)) % 2 for s in signs), []).append(c)
    yield from classes.values()


def _symmetries(support: list[Exponents]) -> list[Exponents]:
    """A basis of the sign changes of variables that leave every monomial of the support alone (over two elements)."""
    n = len(support[0]) if support else 0
    rows: list[list[int]] = []
    for m in support:
        row = [k % 2 for k in m]
        for r in rows:
            if row[next(i for i, v in enumerate(r) if v)]:
                row = [(a + b) % 2 for a, b in zip(row, r, strict=True)]
        if any(row):
            place = row.index(1)
            rows = [[(a + b) % 2 for a, b in zip(r, row, strict=True)] if r[place] else r for r in rows] + [row]
    places = [r.index(1) for r in rows]
    out = []
    for free in (j for j in range(n) if j not in places):
        sign = [int(j == free) for j in range(n)]
        for r, place in zip(rows, places, strict=True):
            sign[place] = r[free]
        out.append(tuple(sign))
    return out
