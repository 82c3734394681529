"""Theorems held against rows made by hand: directions, regimes, kept sets, tightness.

Expectations: the rows' quantities by fractions, put between the nearest floats.
"""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from tailbound.proofs.catalogue import find
from tailbound.proofs.catalogue.entry import Reading
from tailbound.verify.batches import Batch
from tailbound.verify.holding import applies, field_expression, held, hold, within_regime


def ends(*pairs):
    low, high = zip(*pairs, strict=True)
    return np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)


def exactly(*values):
    return ends(*((x, x) for x in values))


def batch(rule="any", **fields):
    return Batch("by hand", rule, fields, {"kind": np.zeros(len(fields["n"][0]), dtype=np.int64)}, ("by hand",))


def row(weights, kept):
    """The fields of one row by fractions: n, k, tau, l1, linf, l2^2, odds, log-free."""
    Z, H = sum(weights), sum(weights[i] for i in kept)
    gaps = [Fraction(a, Z) - (Fraction(a, H) if i in kept else 0) for i, a in enumerate(weights)]
    return {
        "n": Fraction(len(weights)),
        "k": Fraction(len(kept)),
        "tau": 1 - Fraction(H, Z),
        "l1": sum(map(abs, gaps)),
        "linf": max(map(abs, gaps)),
        "odds": Fraction(Z - H, H),
        "T": Fraction(Z - H),
        "H": Fraction(H),
    }


def enclosed(x):
    """The narrowest pair of floats around a fraction."""
    near = float(x)
    if Fraction(near) == x:
        return near, near
    return (near, math.nextafter(near, math.inf)) if Fraction(near) < x else (math.nextafter(near, -math.inf), near)


def rows_batch(*rows, rule="any", **extra):
    names = rows[0].keys()
    return batch(rule, **{name: ends(*(enclosed(r[name]) for r in rows)) for name in names}, **extra)


ROWS = [row((4, 2, 1), {0}), row((3, 2, 2, 2, 2), {0, 1}), row((1, 1, 5, 9, 9, 7), {2, 5}), row((1, 1), {1})]


@pytest.mark.parametrize("name", ["A1", "A6.odds"])
def test_an_identity_holds_on_exact_rows_and_both_directions_are_looked_at(name):
    item = held(find(name))
    assert item.upper and item.lower
    good = rows_batch(*ROWS)
    outcome = hold(item, good)
    assert outcome.tried.all() and not outcome.violated.any() and not outcome.undecided.any()
    quantity = str(item.quantity)
    for factor in (Fraction(99, 100), Fraction(101, 100)):
        wrong = [{**r, quantity: r[quantity] * factor} for r in ROWS]
        assert hold(item, rows_batch(*wrong)).violated.all()


def test_a_lower_bound_is_violated_from_below_only():
    """D4.entrywise: tau/min(k, n - k) <= the largest change of an entry."""
    item = held(find("D4.entrywise"))
    assert item.lower and not item.upper
    assert not hold(item, rows_batch(*ROWS)).violated.any()
    half = [{**r, "linf": r["tau"] / min(r["k"], r["n"] - r["k"]) * Fraction(99, 100)} for r in ROWS]
    assert hold(item, rows_batch(*half)).violated.all()
    more = [{**r, "linf": 100 * r["linf"]} for r in ROWS]
    assert not hold(item, rows_batch(*more)).violated.any()


def test_an_upper_bound_is_violated_from_above_only():
    """D2.upper: tau <= 1 - k/n for a top-k set."""
    item = held(find("D2.upper"))
    assert item.upper and not item.lower
    top = [row((4, 2, 1), {0}), row((1, 1, 1, 1), {0, 1})]  # the second attains it
    assert not hold(item, rows_batch(*top, rule="top-k")).violated.any()
    beyond = [{**r, "tau": 1 - r["k"] / r["n"] + Fraction(1, 10**9)} for r in top]
    assert hold(item, rows_batch(*beyond, rule="top-k")).violated.all()
    less = [{**r, "tau": Fraction(1, 10**30)} for r in top]
    assert not hold(item, rows_batch(*less, rule="top-k")).violated.any()


def test_tightness_is_the_ratio_that_the_fractions_give():
    upper, lower = held(find("D2.upper")), held(find("D4.entrywise"))
    r = row((4, 2, 1), {0})
    assert hold(upper, rows_batch(r, rule="top-k")).tightness == pytest.approx(
        [float(r["tau"] / (1 - r["k"] / r["n"]))]
    )
    assert hold(lower, rows_batch(r)).tightness == pytest.approx([float(r["tau"] / (1 * r["linf"]))])


def test_tightness_of_what_is_hardly_known_is_not_told():
    item = held(find("D2.upper"))
    fields = rows_batch(row((4, 2, 1), {0}), rule="top-k").fields
    assert np.isnan(hold(item, batch("top-k", **{**fields, "tau": ends((0.1, 0.4))})).tightness).all()


def test_rows_outside_the_regime_are_not_tried():
    """D4.one speaks of rows with k e^Delta <= n - k: l1 >= 1 there.  n = 10, k = 2: Delta <= log 4 = 1.386..."""
    item = held(find("D4.one"))
    n, k, l1 = exactly(*[10.0] * 4), exactly(*[2.0] * 4), exactly(*[0.5] * 4)
    delta = ends((1.0, 1.0), (1.4, 1.4), (1.38, 1.39), (0.0, 0.0))
    b = batch(n=n, k=k, l1=l1, delta=delta)
    assert within_regime(item, b).tolist() == [True, False, False, True]  # the third may lie on either side
    outcome = hold(item, b)
    assert outcome.tried.tolist() == outcome.violated.tolist() == [True, False, False, True]
    assert np.isnan(outcome.tightness[1])


def test_a_batch_with_no_row_in_the_regime():
    item = held(find("D4.one"))
    outcome = hold(item, batch(n=exactly(10.0), k=exactly(9.0), l1=exactly(0.0), delta=exactly(0.0)))
    assert not (outcome.tried | outcome.violated | outcome.undecided).any()


def test_a_theorem_is_applied_to_the_kept_sets_it_is_about_and_where_its_fields_are():
    any_set, top = held(find("D2.lower")), held(find("D2.upper"))
    fields = rows_batch(*ROWS).fields
    with_delta = {**fields, "delta": exactly(*[3.0] * len(ROWS))}
    for rule in ("top-k", "random", "threshold", "tiles"):
        assert applies(any_set, batch(rule, **with_delta))
        assert not applies(any_set, batch(rule, **fields))  # Delta is not measured
        assert applies(top, batch(rule, **fields)) == (rule == "top-k")


def test_needs_are_the_fields_of_quantity_bound_and_regime():
    assert held(find("D4.one")).needs == {"n", "k", "delta", "l1"}
    assert held(find("D2.upper")).needs == {"n", "k", "tau"}


def test_a_theorem_without_reading_is_not_held():
    assert held(find("A3.kept")) is None


def test_a_reading_that_does_not_fit_its_statement_is_an_error():
    theorem = find("D2.upper")
    short = replace(theorem, reading=Reading("tau", "left", {"n": "n"}, "top-k"))
    with pytest.raises(ValueError, match=r"D2\.upper: the bound needs \['S'\], which are not given"):  # k = card S
        held(short)
    other_side = replace(theorem, reading=Reading("tau", "right", {"n": "n", "k": "k"}, "top-k"))
    with pytest.raises(ValueError, match=r"D2\.upper: the bound needs \['S', 'a'\]"):
        held(other_side)


def test_fields_are_any_names_and_functions_stay_functions():
    assert str(field_expression("log(k/2)*max(tau, 1/3)")) == "log(k/2)*max(tau, 1/3)"
    with pytest.raises(ValueError):
        field_expression("tau <= 1")
    with pytest.raises(ValueError):
        field_expression("__import__('os')")
