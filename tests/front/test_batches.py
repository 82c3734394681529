"""Batches of measured rows, and their tally.

Expectations: arrays written by hand; medians and counts by counting.
"""

import dataclasses

import numpy as np
import pytest

from tailbound.kernels import measure_rows
from tailbound.kernels.measurements import Measured
from tailbound.proofs.catalogue import find
from tailbound.verify import tally as tally_module
from tailbound.verify.batches import COMPARED, Batch, batch_of, ends_of, merged, with_fields
from tailbound.verify.holding import Outcome, held
from tailbound.verify.run import tally_json
from tailbound.verify.tally import Tally, count_batch, place

S = np.array([[1.0, 0.0, 0.0], [2.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
V = np.arange(18.0).reshape(3, 3, 2)


@pytest.fixture(scope="module")
def measured():
    """Three rows of three keys under two budgets; the third row keeps every key under the first."""
    return measure_rows(S, [np.array([1, 2, 3]), np.array([2, 2, 2])], V)


def test_rows_that_drop_no_key_are_left_out(measured):
    """The theorems speak of proper subsets."""
    batch = batch_of("kind", "top-k", measured[0], where={"head": np.array([7, 8, 9])})
    assert batch.rows == 2 and batch.where["head"].tolist() == [7, 8]
    assert batch.fields["k"][0].tolist() == [1.0, 2.0]


def test_every_measurement_is_a_field_with_ordered_ends(measured):
    batch = batch_of("kind", "top-k", measured[0], {"eps": 0.01})
    for name in (f.name for f in dataclasses.fields(measured[0])):
        if getattr(measured[0], name) is not None:
            low, high = batch.fields[name]
            assert low.shape == high.shape == (2,) and (low <= high).all(), name
    assert batch.fields["tv"][0].shape == (2,)
    assert batch.fields["eps"][0].tolist() == [0.01, 0.01]


def test_the_same_rows_under_another_kept_set_stand_beside(measured):
    batch = batch_of("kind", "random", measured[0], beside={"top": measured[1]})
    for name in COMPARED:
        other = getattr(measured[1], name)
        assert batch.fields[f"{name}_top"][1].tolist() == other.upper.ravel()[:2].tolist()


def ends(name, value, error):
    low, high = ends_of(name, Measured(np.array([value]), np.array([error])))
    return float(low[0]), float(high[0])


def test_ends_are_cut_where_the_quantity_cannot_be():
    """A mass lies in 0..1, a norm is not negative, a logarithm or a gap may be."""
    assert ends("tau", 0.0, 0.25)[0] == 0.0 and ends("tau", 1.0, 0.25)[1] == 1.0
    assert ends("l1", 0.0, 0.25)[0] == 0.0 and ends("l1", 1.0, 0.25)[1] >= 1.25
    for name in ("log_tau", "gap"):
        low, high = ends(name, 0.0, 0.25)
        assert low <= -0.25 and high >= 0.25


def ones(rows, **extra):
    fields = {"n": (np.full(rows, 4.0),) * 2, "k": (np.full(rows, 2.0),) * 2}
    return Batch("flat", "top-k", {**fields, **{k: (np.array(v),) * 2 for k, v in extra.items()}})


def test_merging_keeps_common_fields_in_order_and_says_where_rows_come_from():
    both = merged([ones(2, tau=[0.1, 0.2]), Batch("tied", "top-k", ones(1, tau=[0.3], l1=[0.6]).fields)])
    assert both.rows == 3 and "l1" not in both.fields
    assert both.fields["tau"][0].tolist() == [0.1, 0.2, 0.3]
    assert both.labels == ("flat", "tied") and both.where["kind"].tolist() == [0, 0, 1]
    assert place(both, 2) == "tied (top-k), n = 4, k = 2"


def test_further_fields(measured):
    batch = with_fields(ones(2), {"n_above_eps": (np.zeros(2), np.ones(2))})
    assert batch.fields["n_above_eps"][1].tolist() == [1.0, 1.0] and batch.rows == 2


def test_a_place_names_layer_head_and_position():
    batch = Batch("threshold", "threshold", ones(1).fields, {"layer": np.array([11]), "head": np.array([3])})
    assert place(batch, 0) == "threshold (threshold), n = 4, k = 2, layer 11, head 3"


def outcome(tried, violated, undecided, ratios):
    return Outcome(*(np.array(x, dtype=bool) for x in (tried, violated, undecided)), np.array(ratios, dtype=float))


def test_a_tally_counts():
    tally, batch = Tally(), ones(4)
    tally.add(batch, outcome([1, 1, 1, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0.5, 2.0, np.nan, np.nan]))
    tally.add(batch, outcome([1, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0], [0.25, 1.0, 1.0, 1.5]))
    assert (tally.tried, tally.outside, tally.violations, tally.undecided) == (7, 1, 2, 1)
    assert tally.median == 1.0  # of 1/4, 1/2, 1, 1, 3/2, 2
    assert tally.tightest == 2.0 and tally.where == tally.first_violation == "flat (top-k), n = 4, k = 2"


def test_a_tally_without_numbers_is_null_in_json():
    tally = Tally()
    tally.add(ones(1), outcome([1], [0], [0], [np.nan]))
    assert tally_json(tally)["tightness"] == {"median": None, "max": None, "where": ""}


@pytest.mark.filterwarnings("error")
def test_ratios_beyond_single_precision_stay_numbers():
    """A bound that is far from what was measured must not turn the median into an infinity, which is no JSON."""
    tally = Tally()
    tally.add(ones(2), outcome([1, 1], [0, 0], [0, 0], [1e300, -1e300]))
    tally.add(ones(2), outcome([1, 1], [0, 0], [0, 0], [-1e300, -1e300]))
    assert np.isfinite(tally.median) and tally.tightest == 1e300


def test_a_row_that_breaks_two_theorems_counts_once():
    items = {name: held(find(name)) for name in ("A1", "D2.upper", "D4.entrywise")}
    batch = ones(3, tau=[0.25, 0.75, 0.75], l1=[0.5, 1.0, 1.5])  # 2: l1 != 2 tau and tau > 1 - k/n; 3: tau > 1 - k/n
    tallies = {}
    assert count_batch(items, tallies, batch) == 2
    assert {name: t.violations for name, t in tallies.items()} == {"A1": 1, "D2.upper": 2}  # D4 lacks its field


def test_a_theorem_that_does_not_apply_is_not_tallied(monkeypatch):
    monkeypatch.setattr(tally_module, "applies", lambda item, batch: False)
    tallies = {}
    assert count_batch({"A1": held(find("A1"))}, tallies, ones(1)) == 0 and tallies == {}
