"""mu_T - mu_H, the means of the dropped and the kept values.

Expectations come from Arb at 1200 bits, from fractions, and from theorem A5: ||o - o_S|| = tau ||mu_T - mu_H||.
"""

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from exact_row import exact_mean_gap, within
from row_strategies import rows_with_sets, value_tables

from tailbound.kernels import causal_mask, measure, measure_rows

ENGINES = ["numpy", "torch"]
UNIT = 2.0**-53
NAMES = ("mean_gap_l2", "mean_gap_linf")


def assert_enclosed(found, exact, row=0):
    for name, truth in exact.items():
        x = getattr(found, name)
        assert np.isfinite(x.error[row]), name
        assert within(truth, x.value[row], x.error[row]), f"{name}: {x.value[row]!r} +- {x.error[row]!r}"


def intervals_meet(x, y):
    return (np.abs(x.value - y.value) <= x.error + y.error).all()


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mean_gap_contains_the_exact_one(engine, data):
    logits, keep = data.draw(rows_with_sets())
    values = data.draw(value_tables(len(logits)))
    found = measure_rows(logits[None], keep[None], values, engine=engine, means=True)
    if keep.all():
        assert all(getattr(found, name).value[0] == 0 and getattr(found, name).error[0] == np.inf for name in NAMES)
    else:
        assert_enclosed(found, exact_mean_gap(logits, keep, values))


@pytest.mark.parametrize("engine", ENGINES)
def test_long_rows(engine):
    """700 keys, values per row and shared, tails near 1e-30, 1e-300 and below every float64."""
    rng = np.random.default_rng(21)
    keep = rng.random((4, 700)) < 0.2
    logits = rng.normal(0, 4, (4, 700)) - np.where(keep, 0.0, np.array([[0.0], [69.0], [690.0], [9e3]]))
    own, shared = rng.standard_normal((4, 700, 3)), rng.standard_normal((700, 3)) + 2
    for values in (own, shared):
        found = measure_rows(logits, keep, values, engine=engine, means=True)
        for r in range(4):
            assert_enclosed(found, exact_mean_gap(logits[r], keep[r], values[r] if values.ndim == 3 else values), r)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("depth", [-2000.0, 0.0, 1.0, 690.0, 708.5, 745.5, 760.0, 2e4])
def test_two_levels_give_plain_means_whatever_tau(engine, depth):
    """Equal weights within S and within the rest: mu_H = 3/8 and mu_T = 3 exactly, also where tau underflows.

    A negative depth puts the kept keys far below: the kept mass underflows instead.
    """
    values = [[Fraction(1, 4)], [Fraction(1, 2)], [Fraction(2)], [Fraction(3)], [Fraction(4)]]
    keep = np.array([[True, True, False, False, False]])
    found = measure_rows(np.where(keep, 0.0, -depth), keep, np.array(values, dtype=float), engine=engine, means=True)
    for name in NAMES:
        x = getattr(found, name)
        assert abs(Fraction(float(x.value[0])) - Fraction(21, 8)) <= Fraction(float(x.error[0])), name
        # each mean: two weights' errors of at most (9 + 746)u, and at most 3n + 4 roundings, of a mean below 4;
        # once more as much for the last subtraction and norm
        assert x.error[0] <= 3 * 4 * (2 * 755 + 3 * 5 + 4) * UNIT, name


@pytest.mark.parametrize("engine", ENGINES)
def test_weights_of_a_rational_row(engine):
    """Weights (8, 4 | 2, 1, 1): mu_H = 1/3, mu_T = (2*2 + 3 + 4)/4 in the first coordinate, squares in the second.

    The logits, at most ln 8 < 2.1, are logarithms to within 8u relatively: each weight errs by less than 17u
    relatively, each mean by twice that times its largest value 16.
    """
    weights, values = [8, 4, 2, 1, 1], [[Fraction(j), Fraction(j * j)] for j in range(5)]
    means = []
    for side in (range(2), range(2, 5)):
        mass = sum(weights[j] for j in side)
        means.append([sum(weights[j] * values[j][c] for j in side) / mass for c in range(2)])
    gap = [x - y for x, y in zip(*means, strict=True)]
    logits, table = np.log([[8.0, 4.0, 2.0, 1.0, 1.0]]), np.array(values, dtype=float)
    found = measure_rows(logits, 2, table, engine=engine, means=True)
    slack = Fraction(2 * 2 * 2 * 17 * 16 * UNIT)  # two means, two coordinates
    truth, x = max(map(abs, gap)), found.mean_gap_linf
    assert abs(Fraction(float(x.value[0])) - truth) <= Fraction(float(x.error[0])) + slack
    squared, y = sum(x * x for x in gap), found.mean_gap_l2
    reach = Fraction(float(y.error[0])) + slack
    value = Fraction(float(y.value[0]))
    assert (value - reach) ** 2 <= squared <= (value + reach) ** 2


@pytest.mark.parametrize("engine", ENGINES)
def test_a5_within_the_enclosures(engine):
    """tau ||mu_T - mu_H|| and ||o - o_S|| are one number (A5): their intervals, multiplied exactly, meet."""
    rng = np.random.default_rng(22)
    spread = rng.choice([0.5, 3.0, 10.0, 60.0], (200, 1))
    logits, values = spread * rng.standard_normal((200, 60)), rng.standard_normal((200, 60, 4))
    keep = rng.random((200, 60)) < rng.choice([0.05, 0.5, 0.95], (200, 1))
    keep[:, 7], keep[:, 8] = True, False
    found = measure_rows(logits, keep, values, engine=engine, means=True)
    for gap, output in ((found.mean_gap_l2, found.output_l2), (found.mean_gap_linf, found.output_linf)):
        for r in range(200):
            tau, mean, direct = (
                (max(Fraction(float(x.lower[r])), Fraction(0)), Fraction(float(x.upper[r])))
                for x in (found.tau, gap, output)
            )
            assert tau[0] * mean[0] <= direct[1]
            assert direct[0] <= tau[1] * mean[1]
            assert mean[1] - mean[0] <= Fraction(1, 10**9) * mean[1]  # else the intervals could meet by width


def grouped_tensors():
    """Logits exact in float64 in any order (multiples of 1/8, scale 1/4): both engines see the same rows."""
    rng = np.random.default_rng(23)
    shapes = [(2, 4, 6, 16), (2, 2, 6, 16), (2, 2, 6, 3)]
    return [np.round(8 * rng.standard_normal(shape)) / 8 for shape in shapes]


def test_engines_agree_on_causal_grouped_heads():
    q, k, v = grouped_tensors()
    for one, other in zip(
        measure(q, k, v, top_k=[1, 3], causal="top-left", means=True),
        measure(q, k, v, top_k=[1, 3], causal="top-left", means=True, engine="torch"),
        strict=True,
    ):
        nothing = one.n_dropped == 0
        assert nothing.any()
        assert not nothing.all()
        for name in NAMES:
            x, y = getattr(one, name), getattr(other, name)
            for found in (x, y):
                assert (np.isinf(found.error) == nothing).all()
                assert (found.value[nothing] == 0).all()
                assert (found.lower[nothing] == -np.inf).all()
                assert (found.upper[nothing] == np.inf).all()
            assert intervals_meet(x[~nothing], y[~nothing]), name


@pytest.mark.parametrize("engine", ENGINES)
def test_tensors_against_arb(engine):
    q, k, v = grouped_tensors()
    found = measure(q, k, v, top_k=2, causal="top-left", means=True, engine=engine)
    logits, order = q[1, 3] @ k[1, 1].T / 4, causal_mask(6, 6, "top-left")
    for row in range(2, 6):
        seen = logits[row, order[row]]
        keep = np.zeros(row + 1, dtype=bool)
        keep[np.argsort(-seen, kind="stable")[:2]] = True
        assert_enclosed(found[1, 3], exact_mean_gap(seen, keep, v[1, 1, : row + 1]), row)


@pytest.mark.parametrize("engine", ENGINES)
def test_blocks_and_what_is_invisible(engine):
    """Rows of many blocks against the rows alone, with NaN where nobody looks: each encloses the exact gap."""
    rng = np.random.default_rng(24)
    logits, values = rng.normal(0, 3, (500, 400)), rng.standard_normal((400, 2))
    visible = np.broadcast_to(np.arange(400) < 390, (500, 400))
    logits[:, 390:], values[390:] = np.nan, np.nan
    many = measure_rows(logits, 30, values, visible, engine=engine, means=True)
    for r in (0, 163, 499):
        seen = logits[r, :390]
        keep = np.zeros(390, dtype=bool)
        keep[np.argsort(-seen, kind="stable")[:30]] = True
        assert_enclosed(many, exact_mean_gap(seen, keep, values[:390]), r)


@pytest.mark.parametrize("engine", ENGINES)
def test_only_when_asked_for_and_only_with_values(engine):
    logits = np.array([[1.0, 0.0, -1.0]])
    plain, asked = (measure_rows(logits, 1, np.eye(3), engine=engine, means=x) for x in (False, True))
    assert plain.mean_gap_l2 is plain.mean_gap_linf is None
    assert asked.mean_gap_l2.value.shape == (1,)
    assert asked.output_l2.value == plain.output_l2.value
    assert measure_rows(logits, 1, engine=engine, means=True).mean_gap_l2 is None


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_cuda_agrees_within_the_two_errors():
    q, k, v = (torch.from_numpy(x).cuda() for x in grouped_tensors())
    x = measure(q, k, v, top_k=3, engine="torch", means=True)
    y = measure(q.cpu(), k.cpu(), v.cpu(), top_k=3, engine="torch", means=True)
    assert all(intervals_meet(getattr(x, name), getattr(y, name)) for name in NAMES)
