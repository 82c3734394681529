"""A polynomial as a sum of factors times sums of squares: Gram matrices guessed in floats, rounded to rationals.

Parrilo (2003), Math. Program. 96, 293-320; rounding after Peyrl and Parrilo (2008), Theor. Comput. Sci. 409, 269-281.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from scipy.linalg import qr

from tailbound.proofs.prover.clock import Clock
from tailbound.proofs.prover.floats import Array
from tailbound.proofs.prover.squares.semidefinite import Centre, centre

Polynomial = dict[Any, Any]  # monomial -> flint rational
DENOMINATORS = (1, 2, 3, 4, 6, 12, 60, 2**8, 2**12, 2**16, 2**22, 2**30, 2**40)
MOST_ROWS, MOST_COLUMNS = 400, 3000


@dataclass(frozen=True)
class Block:
    """factor * (sum of squares of combinations of the basis); `norm`: the trace of its matrix is 1."""

    factor: Any
    basis: tuple[Any, ...]
    norm: bool = False


@dataclass(frozen=True)
class Sum:
    """The target: for each block, (weight, combination) with positive weights; and the factors' weights >= 0."""

    squares: list[list[tuple[Fraction, Any]]]
    weights: list[Fraction]


@dataclass(frozen=True)
class Form:
    """target = sum of blocks + sum of weights * columns, after `reduce` (which puts the squares of roots in)."""

    target: Any
    blocks: tuple[Block, ...]
    columns: tuple[Any, ...]
    reduce: Callable[[Any], Any]
    normed: frozenset[int] = frozenset()  # columns whose weights, with the traces of normed blocks, add up to 1
    needed: frozenset[int] = frozenset()  # columns of which one at least has to have a positive weight


@dataclass(frozen=True)
class System:
    """The linear equations between the entries of the matrices (upper halves) and the weights."""

    form: Form
    entries: list[tuple[int, int, int]]  # block, row, column
    polynomials: list[Polynomial]  # of each entry (off the diagonal counted twice), then of each column
    target: Polynomial
    rows: dict[Any, int]

    @classmethod
    def of(cls, form: Form) -> System | None:
        if sum(len(b.basis) ** 2 for b in form.blocks) + len(form.columns) > MOST_COLUMNS:
            return None
        entries, polynomials = list[tuple[int, int, int]](), list[Polynomial]()
        for n, b in enumerate(form.blocks):
            for i, p in enumerate(b.basis):
                q = b.factor * p
                for k in range(i, len(b.basis)):
                    entries.append((n, i, k))
                    value = form.reduce(q * b.basis[k] * (1 if i == k else 2)).to_dict()
                    if b.norm and i == k:
                        value["norm"] = flint.fmpq(1)
                    polynomials.append(value)
        for i, c in enumerate(form.columns):
            value = form.reduce(c).to_dict()
            polynomials.append({**value, "norm": flint.fmpq(1)} if i in form.normed else value)
        target = form.reduce(form.target).to_dict()
        if form.normed or any(b.norm for b in form.blocks):
            target["norm"] = flint.fmpq(1)
        rows: dict[Any, int] = {}
        for p in polynomials:
            for m in p:
                rows.setdefault(m, len(rows))
        if not rows or len(rows) > MOST_ROWS or any(m not in rows for m in target):
            return None
        return cls(form, entries, polynomials, target, rows)

    def centre(self, clock: Clock) -> Centre | None:
        half = self._floats()
        independent = _independent_rows(half)
        sizes = [len(b.basis) for b in self.form.blocks]
        starts = np.cumsum([0, *(n * n for n in sizes)])
        full = np.zeros((len(half), int(starts[-1]) + len(self.form.columns)))
        for j, (n, i, k) in enumerate(self.entries):
            share = half[:, j] if i == k else half[:, j] / 2
            full[:, starts[n] + i * sizes[n] + k] = share
            full[:, starts[n] + k * sizes[n] + i] = share
        full[:, starts[-1] :] = half[:, len(self.entries) :]
        right = np.zeros(len(half))
        for m, c in self.target.items():
            right[self.rows[m]] = _float(c)
        found = centre(full[independent], right[independent], [n for n in sizes if n], len(self.form.columns), clock)
        if found is None:
            return None
        matrices = iter(found.matrices)
        return replace(found, matrices=[next(matrices) if n else np.zeros((0, 0)) for n in sizes])

    def _floats(self) -> Array:
        half = np.zeros((len(self.rows), len(self.polynomials)))
        for j, p in enumerate(self.polynomials):
            for m, c in p.items():
                half[self.rows[m], j] = _float(c)
        return half

    def rounded(self, found: Centre, clock: Clock) -> Sum | None:
        """The centre, rounded and put back on the equations exactly; None if it is not positive then."""
        guess = [float(found.matrices[n][i, k]) for n, i, k in self.entries] + list(map(float, found.numbers))
        half = self._floats()
        lines = _independent_rows(half)
        chosen = _independent_rows(half[lines].T)
        square = self._exact(lines, chosen)
        if len(lines) != len(chosen) or square.det() == 0:
            return None
        inverse = square.inv()
        others = [j for j in range(len(guess)) if j not in set(chosen)]
        rest, names = self._exact(lines, others), {i: m for m, i in self.rows.items()}
        right = flint.fmpq_mat(len(lines), 1, [self.target.get(names[i], flint.fmpq(0)) for i in lines])
        for d in DENOMINATORS:
            clock.check()
            free = flint.fmpq_mat(len(others), 1, [flint.fmpq(round(guess[j] * d), d) for j in others])
            solved = inverse * (right - rest * free)
            values = {j: free[i, 0] for i, j in enumerate(others)} | {j: solved[i, 0] for i, j in enumerate(chosen)}
            exact = [values[j] for j in range(len(guess))]
            out = self._positive(exact)
            if out is not None:
                return out if self._solves(exact) else None
        return None

    def _solves(self, exact: list[Any]) -> bool:
        """Whether all equations hold, those too that seemed to follow from the others."""
        left = dict(self.target)
        for v, p in zip(exact, self.polynomials, strict=True):
            for m, c in p.items():
                left[m] = left.get(m, flint.fmpq(0)) - v * c
        return all(v == 0 for v in left.values())

    def _exact(self, lines: list[int], places: list[int]) -> Any:
        """The equations' coefficients in these rows and columns."""
        where = {i: r for r, i in enumerate(lines)}
        out = flint.fmpq_mat(len(lines), len(places))
        for k, j in enumerate(places):
            for m, c in self.polynomials[j].items():
                if self.rows[m] in where:
                    out[where[self.rows[m]], k] = c
        return out

    def _positive(self, exact: list[Any]) -> Sum | None:
        """Squares from the matrices, where they are positive."""
        weights = [_fraction(v) for v in exact[len(self.entries) :]]
        needed = self.form.needed
        if any(w < 0 for w in weights) or (needed and not any(weights[i] for i in needed)):
            return None
        matrices = [flint.fmpq_mat(len(b.basis), len(b.basis)) for b in self.form.blocks]
        for v, (n, i, k) in zip(exact, self.entries, strict=False):
            matrices[n][i, k] = matrices[n][k, i] = v
        squares = []
        for b, m in zip(self.form.blocks, matrices, strict=True):
            floats = np.array([[_float(m[i, k]) for k in range(m.ncols())] for i in range(m.nrows())])
            if floats.size and np.linalg.eigvalsh(floats)[0] < -1e-9:
                return None
            parts = squares_of(m, b.basis)
            if parts is None:
                return None
            squares.append(parts)
        return Sum(squares, weights)


def squares_of(m: Any, basis: tuple[Any, ...]) -> list[tuple[Fraction, Any]] | None:
    """basis^T m basis as positive multiples of squares, by elimination; None if m is not positive semidefinite."""
    n, out = len(basis), list[tuple[Fraction, Any]]()
    rows = [[m[i, k] for k in range(n)] for i in range(n)]
    for i in range(n):
        pivot = rows[i][i]
        if pivot < 0 or (pivot == 0 and any(rows[i][k] != 0 for k in range(i, n))):
            return None
        if pivot == 0:
            continue
        line = [rows[i][k] / pivot for k in range(n)]
        out.append((_fraction(pivot), sum((basis[k] * line[k] for k in range(i + 1, n)), basis[i])))
        for k in range(i + 1, n):
            if line[k] != 0:
                for j in range(k, n):
                    rows[k][j] = rows[j][k] = rows[k][j] - line[k] * rows[i][j]
    return out


def _independent_rows(a: Array) -> list[int]:
    """A largest set of independent rows."""
    if not a.size:
        return []
    _, r, order = qr(a.T, mode="economic", pivoting=True)
    size = np.abs(np.diag(r))
    return sorted(int(i) for i in order[: int((size > 1e-9 * size[0]).sum())])


def _float(c: Any) -> float:
    return int(c.p) / int(c.q)


def _fraction(c: Any) -> Fraction:
    return Fraction(int(c.p), int(c.q))
