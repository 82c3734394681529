"""Every measured value +- its error contains the exact quantity, recomputed in Arb at 1200 bits.

Expectations come from Arb (tests/kernels/exact_row.py), never from the package.
"""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from exact_row import exact_row, largest_eigenvalue_within, within
from row_strategies import rows_with_sets, value_tables

from tailbound.kernels import measure_rows

ENGINES = ["numpy", "torch"]


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
        exact = exact_row(logits[r], keep[r], None)
        assert_enclosed(found, exact, r)


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
