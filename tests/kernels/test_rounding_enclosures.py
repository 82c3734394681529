"""Every measured value +- its error contains the exact quantity, recomputed in Arb at 1200 bits.

Expectations come from Arb (tests/kernels/exact_row.py), never from the package.
"""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from exact_row import exact_row, largest_eigenvalue_within, relative_error_within, within
from row_strategies import rows_with_sets, value_tables

from tailbound.kernels import measure_rows

ENGINES = ["numpy", "torch"]


def torch_function(name):
    return lambda x: getattr(torch, name)(torch.from_numpy(x)).numpy()


def assert_enclosed(measurements, exact, row=0):
    for name, truth in exact.items():
        if name == "covariance":
            found = measurements.covariance_norm
            assert largest_eigenvalue_within(truth, found.value[row], found.error[row])
            continue
        found = getattr(measurements, name)
        assert within(truth, found.value[row], found.error[row]), (
            f"{name}: {found.value[row]!r} +- {found.error[row]!r} misses {truth.str(20)}"
        )


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=400, deadline=None)
@given(rows_with_sets())
def test_distances_contain_the_exact_row(engine, case):
    logits, keep = case
    found = measure_rows(logits[None], keep[None], engine=engine)
    assert_enclosed(found, exact_row(logits, keep))


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_outputs_contain_the_exact_row(engine, data):
    logits, keep = data.draw(rows_with_sets())
    values = data.draw(value_tables(len(logits)))
    found = measure_rows(logits[None], keep[None], values, engine=engine, pairs=True, spectral=True)
    exact = exact_row(logits, keep, values)
    assert_enclosed(found, exact)


@pytest.mark.parametrize("engine", ENGINES)
def test_long_rows_contain_the_exact_row(engine):
    rng = np.random.default_rng(5)
    logits = rng.normal(0, 4, (3, 700))
    keep = rng.random((3, 700)) < 0.1
    values = rng.standard_normal((3, 700, 3))
    found = measure_rows(logits, keep, values, engine=engine)
    for r in range(3):
        assert_enclosed(found, exact_row(logits[r], keep[r]), r)


@pytest.mark.parametrize("engine", ENGINES)
def test_outputs_of_a_long_row_with_shared_values(engine):
    rng = np.random.default_rng(6)
    logits, values = rng.normal(0, 3, (4, 300)), rng.standard_normal((300, 5)) + 3
    keep = rng.random((4, 300)) < 0.1
    found = measure_rows(logits, keep, values, engine=engine, pairs=True, spectral=True)
    assert_enclosed(found, exact_row(logits[3], keep[3], values), 3)


def test_covariance_in_pieces(monkeypatch):
    """The table of outer products cut into pieces of keys: still within the error of Arb's matrix."""
    monkeypatch.setattr("tailbound.kernels.reference.OUTER_ELEMENTS", 30)
    rng = np.random.default_rng(7)
    logits, values = rng.normal(0, 2, (2, 50)), rng.standard_normal((50, 4))
    keep = rng.random((2, 50)) < 0.5
    found = measure_rows(logits, keep, values, spectral=True)
    truth = exact_row(logits[1], keep[1], values)["covariance"]
    assert largest_eigenvalue_within(truth, found.covariance_norm.value[1], found.covariance_norm.error[1])


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_do_not_depend_on_their_block(engine):
    """Rows of many blocks against the same rows alone: both intervals contain the exact quantity, so they meet."""
    rng = np.random.default_rng(8)
    logits, values = rng.normal(0, 3, (700, 400)), rng.standard_normal((400, 2))
    many = measure_rows(logits, 30, values, engine=engine, spectral=True)
    for r in (0, 163, 164, 699):
        one = measure_rows(logits[r : r + 1], 30, values, engine=engine, spectral=True)
        for name in ("tau", "l1", "l2", "kl", "output_l2", "variance", "covariance_norm", "spread_l2"):
            x, y = getattr(many, name), getattr(one, name)
            assert abs(x.value[r] - y.value[0]) <= x.error[r] + y.error[0], name


@pytest.mark.parametrize(("exp", "log"), [(np.exp, np.log), (torch_function("exp"), torch_function("log"))])
def test_exp_and_log_keep_the_assumed_accuracy(exp, log):
    """The model of ``rounding`` assumes 4 ulp, 8u relatively: tried at 4,000 arguments against Arb."""
    rng = np.random.default_rng(9)
    x = -np.concatenate([rng.uniform(0, 708, 1500), 2.0 ** rng.uniform(-60, 9, 500)])
    y = np.concatenate([1 + rng.random(1000) * 2.0 ** rng.uniform(-50, 0, 1000), 2.0 ** rng.uniform(0, 24, 1000)])
    for argument, value in zip(x, exp(x), strict=True):
        assert relative_error_within(argument, value, "exp", 8 * 2.0**-53)
    for argument, value in zip(y, log(y), strict=True):
        assert relative_error_within(argument, value, "log", 8 * 2.0**-53)


@pytest.mark.parametrize("depth", [69.0, 345.0, 690.0, 700.0, 9000.0])
def test_log_tau_is_sharp_however_deep_the_tail(depth):
    """ln tau of the row (0, -depth), k = 1, is -depth - ln(1 + e^-depth): relative accuracy at every depth."""
    found = measure_rows(np.array([[0.0, -depth]]), 1)
    exact = exact_row([0.0, -depth], [True, False])
    assert_enclosed(found, exact)
    assert found.log_tau.error[0] < 20 * depth * 2.0**-53


def test_errors_are_small_where_they_should_be():
    """A bound that never fails may be vacuous: on an ordinary row every relative error is below n^(3/2) 100 u."""
    logits = np.random.default_rng(1).normal(0, 2, (1, 400))
    found = measure_rows(logits, 20, np.random.default_rng(2).normal(0, 1, (400, 8)), spectral=True)
    for name in ["tau", "l1", "l2", "linf", "kl", "chi2", "output_l2", "variance", "covariance_norm", "Z"]:
        x = getattr(found, name)
        assert 0 < x.error[0] < 100 * 400**1.5 * 2.0**-53 * max(1.0, x.value[0]), name
