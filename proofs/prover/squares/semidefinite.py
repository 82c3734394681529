"""Semidefinite feasibility by a primal-dual interior-point method, in floats.

Helmberg, Rendl, Vanderbei and Wolkowicz (1996), SIAM J. Optim. 6, 342-361: the direction named after them.
What comes out is a guess; exact arithmetic decides later what it is worth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from tailbound.proofs.prover.clock import Clock
from tailbound.proofs.prover.floats import Array

STEPS = 70
LARGEST = 50.0  # the mean of all eigenvalues and numbers
SMALL = 24  # rows of a matrix for which Kronecker products are quicker
BOUNDARY = 1e-6  # a margin this small is zero


@dataclass(frozen=True)
class Centre:
    """Matrices and non-negative numbers in the middle of the feasible set, and the least eigenvalue of all."""

    matrices: list[Array]
    numbers: Array
    margin: float


def centre(rows: Array, right: Array, sizes: list[int], numbers: int, clock: Clock) -> Centre | None:
    """The point of largest margin (at most 1) with rows @ x = right, or None if there is none up to roundoff.

    x holds symmetric matrices, row by row, of the given sizes, and then so many non-negative numbers.
    The trace is bounded, so that there is a middle.  With x = y + (1 - s) I and y >= 0, s >= 0 the problem is to
    make s small, which always has a solution.
    """
    places = diagonal(sizes, numbers)
    trace = np.zeros((1, rows.shape[1]))
    trace[0, places] = 1 / (LARGEST * len(places))
    bounded = np.block([[rows, np.zeros((len(rows), 1))], [trace, np.ones((1, 1))]])
    shift = bounded[:, [*places, rows.shape[1]]].sum(axis=1)
    right = np.append(right, 1.0)
    whole = np.column_stack([bounded, -shift])
    found = _Path(whole, right - shift, sizes, numbers + 2, clock).run()
    if found is None:
        return None
    matrices, values = found
    margin = 1 - values[-1]
    if margin < -BOUNDARY:
        return None
    return Centre([x + margin * np.eye(len(x)) for x in matrices], values[:-2] + margin, margin)


def diagonal(sizes: list[int], numbers: int) -> list[int]:
    """The places of diagonal entries and numbers in x."""
    out, start = list[int](), 0
    for n in sizes:
        out += [start + k * (n + 1) for k in range(n)]
        start += n * n
    return out + list(range(start, start + numbers))


class _Path:
    """The central path of: the last number is to be small, rows @ x = right, x >= 0."""

    def __init__(self, rows: Array, right: Array, sizes: list[int], numbers: int, clock: Clock) -> None:
        self.clock, self.rows, self.right, self.sizes = clock, rows, right, sizes
        ends = np.cumsum([0, *(n * n for n in sizes)])
        pairs = zip(sizes, ends, strict=False)
        self.parts = [rows[:, e : e + n * n].reshape(len(rows), n, n) for n, e in pairs]
        self.line = rows[:, ends[-1] :]
        self.cost = np.zeros(numbers)
        self.cost[-1] = 1.0
        self.order = sum(sizes) + numbers
        size = 1 + float(np.abs(right).max(initial=0))
        self.x = [10 * size * np.eye(n) for n in sizes]
        self.s = [np.eye(n) for n in sizes]
        self.u, self.z = np.full(numbers, 10 * size), np.ones(numbers)
        self.y = np.zeros(len(right))

    def run(self) -> tuple[list[Array], Array] | None:
        best: tuple[float, list[Array], Array] | None = None
        for _ in range(STEPS):
            self.clock.check()
            missing = self.right - self.image(self.x, self.u)
            dual = [-s - np.tensordot(self.y, a, 1) for s, a in zip(self.s, self.parts, strict=True)]
            dual_line = self.cost - self.z - self.line.T @ self.y
            gap = sum(float((x * s).sum()) for x, s in zip(self.x, self.s, strict=True)) + float(self.u @ self.z)
            mu = gap / self.order
            feasible = np.abs(missing).max(initial=0) < 1e-6 * (1 + np.abs(self.right).max(initial=0))
            exact = max([np.abs(d).max(initial=0) for d in dual] + [np.abs(dual_line).max(initial=0)]) < 1e-8
            margin = 1 - self.u[-1]
            if exact and float(self.right @ self.y) > 1 + 1e-4:
                return None
            if feasible and (best is None or gap < best[0]):
                best = gap, self.x, self.u
            if feasible and exact and gap < 0.2 * margin:
                return self.x, self.u
            if best is not None and (gap < 1e-8 or gap > 1e3 * best[0]):
                break
            if not self.step(missing, dual, dual_line, mu):
                break
        return None if best is None or best[0] > 1e-3 else best[1:]

    def image(self, x: list[Array], u: Array) -> Array:
        out: Array = self.line @ u
        for a, m in zip(self.parts, x, strict=True):
            out = out + a.reshape(len(out), -1) @ m.ravel()
        return out

    def step(self, missing: Array, dual: list[Array], dual_line: Array, mu: float) -> bool:
        """One predictor and corrector step; False when roundoff stops it."""
        try:
            inverses = [cho_solve(cho_factor(s), np.eye(len(s))) for s in self.s]
            schur = (self.line * (self.u / self.z)) @ self.line.T
            for a, x, inverse in zip(self.parts, self.x, inverses, strict=True):
                flat = a.reshape(len(a), -1)
                if len(x) <= SMALL:
                    schur += flat @ np.kron(x, inverse) @ flat.T
                else:
                    schur += flat @ (x @ a @ inverse).reshape(len(a), -1).T
            schur = (schur + schur.T) / 2
            safe = schur.copy()
            safe[np.diag_indices_from(safe)] *= 1 + 1e-13
            factor = cho_factor(safe), schur
            plain = self.direction(factor, missing, dual, dual_line, inverses, 0.0, None)
            reach = self.reach(plain, 1.0)
            after = sum(
                float(((x + reach[0] * dx) * (s + reach[1] * ds)).sum())
                for x, dx, s, ds in zip(self.x, plain[0], self.s, plain[2], strict=True)
            ) + float((self.u + reach[0] * plain[1]) @ (self.z + reach[1] * plain[3]))
            sigma = min(1.0, max(1e-4, (after / (mu * self.order)) ** 2))
            move = self.direction(factor, missing, dual, dual_line, inverses, sigma * mu, plain)
            primal, back = self.reach(move, 0.95)
        except (LinAlgError, np.linalg.LinAlgError, ValueError, FloatingPointError):
            return False
        if max(primal, back) < 1e-7 or not np.isfinite(move[4]).all():
            return False
        self.x = [x + primal * dx for x, dx in zip(self.x, move[0], strict=True)]
        self.u = self.u + primal * move[1]
        self.s = [s + back * ds for s, ds in zip(self.s, move[2], strict=True)]
        self.z = self.z + back * move[3]
        self.y = self.y + back * move[4]
        return True

    def direction(
        self,
        factor: tuple[tuple[Array, bool], Array],
        missing: Array,
        dual: list[Array],
        dual_line: Array,
        inverses: list[Array],
        target: float,
        plain: tuple[list[Array], Array, list[Array], Array, Array] | None,
    ) -> tuple[list[Array], Array, list[Array], Array, Array]:
        """Towards x s = target, with the second-order part of the plain direction taken off."""
        second = (
            [x * 0 for x in self.x] if plain is None else [a @ b for a, b in zip(plain[0], plain[2], strict=True)]
        )
        second_line = self.u * 0 if plain is None else plain[1] * plain[3]
        free = [target * i - x - (x @ d + q) @ i for i, x, d, q in zip(inverses, self.x, dual, second, strict=True)]
        free_line = (target - second_line) / self.z - self.u - self.u / self.z * dual_line
        right = missing - self.image(free, free_line)
        dy = cho_solve(factor[0], right)
        dy = dy + cho_solve(factor[0], right - factor[1] @ dy)
        ds = [d - np.tensordot(dy, a, 1) for d, a in zip(dual, self.parts, strict=True)]
        dz = dual_line - self.line.T @ dy
        dx = []
        for i, x, d, q in zip(inverses, self.x, ds, second, strict=True):
            raw = target * i - x - (x @ d + q) @ i
            dx.append((raw + raw.T) / 2)
        du = (target - second_line) / self.z - self.u - self.u / self.z * dz
        return dx, du, ds, dz, dy

    def reach(self, move: tuple[list[Array], Array, list[Array], Array, Array], share: float) -> tuple[float, float]:
        """How far x and s may go and stay positive."""
        out = []
        for ms, line, dms, dline in ((self.x, self.u, move[0], move[1]), (self.s, self.z, move[2], move[3])):
            with np.errstate(divide="ignore", invalid="ignore"):
                low = float(np.where(dline < 0, line / -dline, np.inf).min(initial=np.inf))
            for m, d in zip(ms, dms, strict=True):
                root = np.linalg.cholesky(m)
                half = np.linalg.solve(root, np.linalg.solve(root, d).T)
                worst = float(np.linalg.eigvalsh((half + half.T) / 2)[0])
                low = min(low, -1 / worst if worst < 0 else np.inf)
            out.append(min(1.0, share * low))
        return out[0], out[1]
