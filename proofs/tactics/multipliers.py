"""Exact rational multipliers for a linear identity between polynomials: floats only guess, fractions decide."""

from collections.abc import Sequence
from fractions import Fraction

import flint
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_matrix

from tailbound.proofs.checker import Monomial, Polynomial, add


def find_multipliers(
    goal: Polynomial, nonnegative: Sequence[Polynomial], free: Sequence[Polynomial], strict: Sequence[int] = ()
) -> list[Fraction] | None:
    """c with goal = sum c_i column_i, c_i >= 0 on the first columns; `strict`: one of these must be positive.

    Returns None if the linear program has no solution or its support has no exact one.
    """
    columns = [*nonnegative, *free]
    rows: dict[Monomial, int] = {}
    for p in [goal, *columns]:
        for m in p:
            rows.setdefault(m, len(rows))
    if not rows or not columns:
        return [Fraction(0)] * len(columns) if not goal and not strict else None
    for cost_sign in (1.0, 0.0):
        guess = _guess(goal, columns, len(nonnegative), rows, strict, cost_sign)
        if guess is None:
            continue
        for tolerance in (1e-7, 1e-10, -1.0):
            support = [i for i, c in enumerate(guess) if abs(c) > tolerance]
            exact = _solve([columns[i] for i in support], goal, rows)
            if exact is None:
                continue
            out = [Fraction(0)] * len(columns)
            for i, c in zip(support, exact, strict=True):
                out[i] = c
            good = all(c >= 0 for c in out[: len(nonnegative)])
            if good and (not strict or any(out[i] > 0 for i in strict)):
                return out
    return _with_one_fixed(goal, nonnegative, free, strict, rows) if strict else None


def _with_one_fixed(
    goal: Polynomial,
    nonnegative: Sequence[Polynomial],
    free: Sequence[Polynomial],
    strict: Sequence[int],
    rows: dict[Monomial, int],
) -> list[Fraction] | None:
    """A solution with the likeliest strict coefficient fixed: the exact solver would set it to zero in `0 < 0`."""
    guess = _guess(goal, [*nonnegative, *free], len(nonnegative), rows, strict, 0.0)
    if guess is None:
        return None
    for s in sorted(strict, key=lambda i: -guess[i])[:3]:
        if guess[s] > 1e-7:
            share = min(Fraction(1), Fraction(guess[s]).limit_denominator(1000) / 2)
            found = find_multipliers(add(goal, nonnegative[s], -share), nonnegative, free)
            if found is not None:
                return [c + share if i == s else c for i, c in enumerate(found)]
    return None


def _guess(
    goal: Polynomial,
    columns: Sequence[Polynomial],
    signed: int,
    rows: dict[Monomial, int],
    strict: Sequence[int],
    weight: float,
) -> np.ndarray | None:
    try:
        entries = [(rows[m], j, float(c)) for j, p in enumerate(columns) for m, c in p.items()]
    except OverflowError:
        return None
    if not entries:
        return None
    i, j, c = zip(*entries, strict=True)
    matrix = csc_matrix((c, (i, j)), shape=(len(rows), len(columns)))
    right = np.zeros(len(rows))
    for m, value in goal.items():
        right[rows[m]] = float(value)
    cost = np.array([weight * (1 + 0.001 * len(p)) for p in columns[:signed]] + [0.0] * (len(columns) - signed))
    bounds: list[tuple[float | None, float | None]] = [(0, None)] * signed + [(None, None)] * (len(columns) - signed)
    if strict:
        cost[:] = 0
        for s in strict:
            cost[s], bounds[s] = -1.0, (0, 1000)
    result = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds")
    return result.x if result.status == 0 else None


def _solve(columns: Sequence[Polynomial], goal: Polynomial, rows: dict[Monomial, int]) -> list[Fraction] | None:
    """An exact solution of sum c_i column_i = goal, with the undetermined ones zero."""
    width = len(columns)
    matrix = flint.fmpq_mat(len(rows), width + 1)
    for j, p in enumerate([*columns, goal]):
        for m, c in p.items():
            matrix[rows[m], j] = flint.fmpq(c.numerator, c.denominator)
    reduced, rank = matrix.rref()
    out = [Fraction(0)] * width
    for r in range(rank):
        pivot = next(j for j in range(width + 1) if reduced[r, j] != 0)
        if pivot == width:
            return None
        value = reduced[r, width]
        out[pivot] = Fraction(int(value.p), int(value.q))
    return out
