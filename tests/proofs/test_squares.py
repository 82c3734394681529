"""Semidefinite programs, Gram matrices and monomials: against closed forms and identities in exact arithmetic."""

import time
from fractions import Fraction

import flint
import numpy as np
import pytest

from tailbound.proofs.prover.clock import Clock, OutOfTime
from tailbound.proofs.prover.squares.decompositions import decomposed
from tailbound.proofs.prover.squares.gram import Block, Form, squares_of
from tailbound.proofs.prover.squares.monomials import halves, parity_classes, up_to_degree
from tailbound.proofs.prover.squares.semidefinite import centre

CONTEXT = flint.fmpq_mpoly_ctx.get(["x", "y"], "lex")
X, Y = CONTEXT.gens()
ONE = CONTEXT.constant(1)


def clock() -> Clock:
    return Clock(time.monotonic() + 20)


def total(form: Form, found: object) -> object:
    """The sum, multiplied out."""
    out = ONE * 0
    for b, squares in zip(form.blocks, found.squares, strict=True):
        for w, q in squares:
            assert w > 0
            out += b.factor * q * q * flint.fmpq(w.numerator, w.denominator)
    for w, c in zip(found.weights, form.columns, strict=True):
        assert w >= 0
        out += c * flint.fmpq(w.numerator, w.denominator)
    return out


def basis(degree: int) -> tuple[object, ...]:
    return tuple(CONTEXT.from_dict({m: 1}) for m in up_to_degree(2, degree))


@pytest.mark.parametrize(
    "target",
    [
        (X - 1) ** 4,  # one Gram matrix only, of rank one
        X**4 - 4 * X**3 + 6 * X**2 - 4 * X + 2,
        2 * X**4 + 2 * Y**4 - X**2 * Y - 4 * X * Y + 3,
        (X**2 + Y**2 + 1) * (X**4 * Y**2 + X**2 * Y**4 + 1 - 3 * X**2 * Y**2),  # Motzkin with a multiplier
    ],
)
def test_sums_of_squares_multiply_out_to_the_target(target: object) -> None:
    degree = int(target.total_degree()) // 2
    form = Form(target, (Block(ONE, basis(degree)),), (), lambda p: p)
    found = decomposed(form, clock())
    assert found is not None
    assert total(form, found) == target


@pytest.mark.parametrize("target", [X**2 - 1, -(X**2), X**4 * Y**2 + X**2 * Y**4 + 1 - 3 * X**2 * Y**2])
def test_what_is_no_sum_of_squares_has_none(target: object) -> None:
    """The first two are negative somewhere; the third is Motzkin's polynomial."""
    form = Form(target, (Block(ONE, basis(int(target.total_degree()) // 2)),), (), lambda p: p)
    assert decomposed(form, clock()) is None


def test_factors_and_columns_take_part() -> None:
    """x (1 - x) >= 0 gives 1/4 - ..: 1 - x^2 = 1*(1 - x) + x (1 - x), with the factors 1 - x and x (1 - x)."""
    form = Form(ONE - X**2, (Block(ONE, (X,)),), (ONE - X, X * (ONE - X)), lambda p: p)
    found = decomposed(form, clock())
    assert found is not None
    assert total(form, found) == ONE - X**2


def test_the_centre_knows_the_margin() -> None:
    """Trace 1, nothing else: the margin is largest at I/n.  Trace -1: nothing."""
    n = 3
    rows = np.eye(n).reshape(1, n * n)
    found = centre(rows, np.array([1.0]), [n], 0, clock())
    assert found is not None
    assert 0.8 / n < found.margin <= 1 / n + 1e-6
    assert np.allclose(np.trace(found.matrices[0]), 1)
    assert centre(rows, np.array([-1.0]), [n], 0, clock()) is None


def test_the_clock_stops_the_centre() -> None:
    with pytest.raises(OutOfTime):
        centre(np.eye(4).reshape(1, 16), np.array([1.0]), [4], 0, Clock(time.monotonic() - 1))


def test_squares_of_an_indefinite_matrix_are_refused() -> None:
    assert squares_of(flint.fmpq_mat(2, 2, [0, 1, 1, 0]), (X, Y)) is None
    assert squares_of(flint.fmpq_mat(2, 2, [1, 2, 2, 1]), (X, Y)) is None
    assert squares_of(flint.fmpq_mat(2, 2, [1, 1, 1, 1]), (X, Y)) == [(Fraction(1), X + Y)]


def test_halves_are_those_of_the_newton_polytope() -> None:
    """Motzkin's polynomial: its polytope is the triangle (0,0), (4,2), (2,4); half of it holds 1, xy, x^2y, xy^2."""
    target = [(4, 2), (2, 4), (0, 0), (2, 2)]
    assert set(halves(up_to_degree(2, 3), target)) == {(0, 0), (1, 1), (2, 1), (1, 2)}


def test_parity_classes_follow_the_sign_symmetries() -> None:
    """x^2 + x*y + y^2 is kept by (x, y) -> (-x, -y) only; x^2 + y^4 by each sign alone."""
    both = list(parity_classes(up_to_degree(2, 1), [(2, 0), (1, 1), (0, 2)]))
    assert sorted(map(sorted, both)) == [[(0, 0)], [(0, 1), (1, 0)]]
    assert len(list(parity_classes(up_to_degree(2, 1), [(2, 0), (0, 4)]))) == 3
    assert len(list(parity_classes(up_to_degree(2, 1), [(1, 0), (0, 1)]))) == 1
