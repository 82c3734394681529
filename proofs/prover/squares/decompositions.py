"""Sums of squares where every Gram matrix is singular: the common kernel is taken out of the basis first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import flint
import numpy as np

from tailbound.proofs.prover.clock import Clock
from tailbound.proofs.prover.floats import Array
from tailbound.proofs.prover.squares.gram import Block, Form, Sum, System
from tailbound.proofs.prover.squares.one_thread import one_thread
from tailbound.proofs.prover.squares.semidefinite import Centre

MOST_ROUNDS = 9
INNER = 2e-7  # a margin that is no roundoff
WIDEST = 1e-3  # of the largest eigenvalue: what is larger is not zero
KERNELS = (1e-7, 1e-6, 1e-5, 1e-4)  # eigenvalues this small, in terms of the largest one, are zero: the surest first


def decomposed(form: Form, clock: Clock) -> Sum | None:
    """The exact sum, or None where none was found."""
    with one_thread():
        return _Reduction(form, clock).solved(list(form.blocks), list(range(len(form.columns))))


class _Reduction:
    """A form whose blocks and columns become fewer, until there is an inner point."""

    def __init__(self, form: Form, clock: Clock) -> None:
        self.form, self.clock, self.rounds = form, clock, MOST_ROUNDS

    def solved(self, blocks: list[Block], kept: list[int]) -> Sum | None:
        """The sum with these blocks and columns."""
        self.clock.check()
        self.rounds -= 1
        form = self.form
        normed, needed = (frozenset(n for n, i in enumerate(kept) if i in s) for s in (form.normed, form.needed))
        columns = tuple(form.columns[i] for i in kept)
        system = System.of(replace(form, blocks=tuple(blocks), columns=columns, normed=normed, needed=needed))
        if system is None or (form.needed and not needed):
            return None
        found = system.centre(self.clock)
        if found is None:
            return None
        if found.margin > INNER:
            exact = system.rounded(found, self.clock)
            if exact is not None:
                weights = [Fraction(0)] * len(form.columns)
                for i, w in zip(kept, exact.weights, strict=True):
                    weights[i] = w
                return Sum(exact.squares, weights)
        for fewer, still in smaller(found, blocks, kept):
            out = self.solved(fewer, still) if self.rounds > 0 else None
            if out is not None:
                return out
        return None


def smaller(found: Centre, blocks: list[Block], kept: list[int]) -> Iterator[tuple[list[Block], list[int]]]:
    """Without the common kernel: what is small by the widest gap of eigenvalues, then only what surely is 0."""
    spectrum = [np.linalg.eigvalsh(x) for x in found.matrices if len(x)]
    every = np.sort(np.abs(np.concatenate([*spectrum, found.numbers]))) + 1e-10
    low = np.flatnonzero(every[:-1] < WIDEST * every[-1])
    if not len(low):
        return
    place = low[int(np.argmax(every[low + 1] / every[low]))]
    seen = set()
    for small in (float(np.sqrt(every[place] * every[place + 1])), *(k * float(every[-1]) for k in KERNELS)):
        fewer = [_without_kernel(b, x, small) for b, x in zip(blocks, found.matrices, strict=True)]
        still = [i for i, w in zip(kept, found.numbers, strict=True) if w > small]
        size = (len(still), *(len(b.basis) for b in fewer))
        if size not in seen and size != (len(kept), *(len(b.basis) for b in blocks)):
            yield fewer, still
            seen.add(size)
            if len(seen) == 2:
                return


def _without_kernel(block: Block, x: Array, small: float) -> Block:
    """The block in the basis of what its kernel leaves, where that is rational."""
    if not block.basis:
        return block
    values, vectors = np.linalg.eigh(x)
    low = int((values < small).sum())
    if not low:
        return block
    if low == len(values):
        return replace(block, basis=())
    kernel = _echelon(vectors[:, :low].T)
    free = [j for j in range(len(values)) if j not in kernel]
    basis = []
    for j in free:
        shares = [(block.basis[i], -Fraction(float(row[j])).limit_denominator(50)) for i, row in kernel.items()]
        terms = [p * flint.fmpq(c.numerator, c.denominator) for p, c in shares if c]
        basis.append(sum(terms, block.basis[j]))
    return replace(block, basis=tuple(basis))


def _echelon(rows: Array) -> dict[int, Array]:
    """Reduced row echelon form, each row by its pivot's place."""
    rows, out = rows.copy(), dict[int, int]()
    for r in range(len(rows)):
        i, j = np.unravel_index(int(np.abs(rows[r:]).argmax()), rows[r:].shape)
        rows[[r, r + int(i)]] = rows[[r + int(i), r]]
        rows[r] /= rows[r, j]
        for k in range(len(rows)):
            if k != r:
                rows[k] -= rows[k, j] * rows[r]
        out[int(j)] = r
    return {j: rows[r] for j, r in out.items()}
