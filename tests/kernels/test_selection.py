"""Kept sets against brute force: a stable sort, plain loops over rows and tiles."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailbound.kernels import (
    count_above,
    measure_rows,
    random_mask,
    tile_skipping_mask,
    top_k_mask,
    within_gap_mask,
)

TIED = st.lists(st.sampled_from([-1.0, -0.0, 0.0, 1.0, 1e4, 2.5]), min_size=2, max_size=30)


@settings(max_examples=300, deadline=None)
@given(TIED, st.data())
def test_top_k_is_a_stable_sort(row, data):
    """Python's sort is stable, so sorting by -s lists ties by index."""
    k = data.draw(st.integers(1, len(row)))
    first = sorted(range(len(row)), key=lambda j: -row[j])[:k]
    assert np.flatnonzero(top_k_mask([row], k)[0]).tolist() == sorted(first)
    kept = measure_rows(np.array([row]), [k, top_k_mask([row], k)], np.arange(len(row))[:, None] * 1.0)
    assert kept[0].output_l2.value[0] == kept[1].output_l2.value[0]
    other = measure_rows(np.array([row]), k, np.arange(len(row))[:, None] * 1.0, engine="torch")
    assert abs(other.output_l2.value - kept[1].output_l2.value) <= other.output_l2.error + kept[1].output_l2.error


@settings(max_examples=100, deadline=None)
@given(TIED, st.data())
def test_top_k_with_hidden_keys(row, data):
    visible = np.array(data.draw(st.lists(st.booleans(), min_size=len(row), max_size=len(row))))
    visible[0] = True
    k = data.draw(st.integers(1, int(visible.sum())))
    hidden = np.where(visible, row, np.nan)
    seen = [j for j in range(len(row)) if visible[j]]
    first = sorted(seen, key=lambda j: -row[j])[:k]
    assert np.flatnonzero(top_k_mask([hidden], k, visible)[0]).tolist() == sorted(first)


def test_top_k_takes_one_budget_per_row():
    keep = top_k_mask(np.zeros((3, 4)), [1, 2, 4])
    assert keep.astype(int).tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 1]]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.floats(-50, 50), min_size=2, max_size=20),
    st.floats(0, 60, allow_subnormal=False),
)
def test_dropped_keys_of_the_threshold_rule_lie_below_the_gap_exactly(row, G):
    keep = within_gap_mask([row], G)[0]
    top = max(Fraction(x) for x in row)
    assert keep[int(np.argmax(row))]
    for x, kept in zip(row, keep, strict=True):
        distance = top - Fraction(x)
        assert distance <= Fraction(G) * (1 + Fraction(1, 2**52)) if kept else distance > Fraction(G)


def test_threshold_rule_certifies_f4():
    """F4: tau <= n_d e^-G / (1 + n_d e^-G) with n_d dropped keys."""
    logits = np.random.default_rng(2).normal(0, 3, (50, 40))
    G = 4.0
    found = measure_rows(logits, within_gap_mask(logits, G))
    odds = found.n_dropped * math.exp(-G)
    assert (found.tau.lower <= odds / (1 + odds) * (1 + 2.0**-50)).all()
    assert (found.n_dropped > 0).all()


def skipped_tiles_brute_force(row, tile, level, visible):
    """Which tiles F5 skips, with exact differences; a margin of 1e-9 marks what rounding may decide."""
    running, kept = None, []
    for start in range(0, len(row), tile):
        seen = [Fraction(row[j]) for j in range(start, min(start + tile, len(row))) if visible[j]]
        if not seen:
            kept.append(False)
            continue
        skip = running is not None and float(max(seen) - running) <= math.log(level) - 1e-9
        kept.append(not skip)
        if not skip:
            running = max(seen) if running is None else max(running, *seen)
    return kept


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_tile_skipping_against_brute_force(data):
    n = data.draw(st.integers(1, 24))
    row = data.draw(st.lists(st.integers(-12, 12).map(float), min_size=n, max_size=n))
    visible = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    visible[-1] = True
    tile = data.draw(st.integers(1, 7))
    level = data.draw(st.sampled_from([0.5, 0.01, 1e-4]))
    keep = tile_skipping_mask(np.where(visible, [row], np.nan), tile, level, visible[None])[0]
    kept = skipped_tiles_brute_force(row, tile, level, visible)
    expected = np.repeat(kept, tile)[:n] & visible
    assert (keep == expected).all()


def test_tile_skipping_certifies_f5():
    """F5: tau <= n_skip lambda / (1 + n_skip lambda), also when several query rows decide together."""
    logits = np.random.default_rng(3).normal(0, 3, (40, 64))
    level = 0.05
    for query_tile in (1, 4, 40):
        found = measure_rows(logits, tile_skipping_mask(logits, 8, level, query_tile=query_tile))
        odds = found.n_dropped * level
        assert (found.tau.lower <= odds / (1 + odds) * (1 + 2.0**-50)).all()
    alone = tile_skipping_mask(logits, 8, level)
    assert (~alone).any()


def test_query_tile_skips_only_what_every_row_may_skip():
    logits = np.array([[0.0, 0.0, -9.0, -9.0], [0.0, 0.0, 3.0, -9.0]])
    assert tile_skipping_mask(logits, 2, 0.01, query_tile=2).all()
    assert tile_skipping_mask(logits, 2, 0.01)[0].tolist() == [True, True, False, False]


def test_level_one_skips_ties():
    """lambda = 1, ln lambda = 0 exactly: a tile whose maximum equals the running maximum is skipped."""
    assert tile_skipping_mask([[1.0, 1.0, 1.0 + 2**-52]], 1, 1.0)[0].tolist() == [True, False, True]


def test_random_sets_have_the_size_and_reach_every_key():
    rng = np.random.default_rng(4)
    visible = np.broadcast_to(np.arange(6) != 3, (500, 6))
    keep = random_mask(rng, (500, 6), 2, visible)
    assert (keep.sum(axis=1) == 2).all()
    # each of the 10 pairs of 5 visible keys has probability 1/10: P(one missing in 500 draws) < 10 * .9^500 < 1e-21
    pairs = {tuple(np.flatnonzero(row)) for row in keep}
    assert len(pairs) == 10
    assert not keep[:, 3].any()


@pytest.mark.parametrize(
    "call",
    [
        lambda: tile_skipping_mask([[0.0]], 0, 0.5),
        lambda: tile_skipping_mask([[0.0]], 1, 0.0),
        lambda: tile_skipping_mask([[0.0]], 1, 1.5),
        lambda: tile_skipping_mask([[0.0]], 1, 0.5, query_tile=2),
        lambda: within_gap_mask([[0.0]], -1.0),
        lambda: within_gap_mask([[0.0]], float("nan")),
        lambda: within_gap_mask([[float("nan")]], 1.0),
        lambda: top_k_mask([[1.0, 2.0]], 1, [[False, False]]),
        lambda: top_k_mask([[1.0, 2.0]], 1.5),
    ],
)
def test_bad_selection_input(call):
    with pytest.raises(ValueError) as caught:
        call()
    assert "\n" not in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=15), st.integers(1, 40))
def test_heavy_entries_enclose_the_exact_count(exponents, inverse):
    """Weights e^(m ln 2): the row of these float64 logits is within 64u of rational, eps is 1/inverse.

    Where p_j is farther from eps than that, the count is known exactly.
    """
    weights = [2**m for m in exponents]
    p = [Fraction(w, sum(weights)) for w in weights]
    eps = Fraction(1, inverse)
    certain, possible = count_above([np.log(2.0) * np.array(exponents)], float(eps))
    near = sum(abs(x - eps) <= Fraction(1, 2**40) for x in p)
    above = sum(x > eps for x in p if abs(x - eps) > Fraction(1, 2**40))
    assert above <= certain[0] + near
    assert certain[0] <= above + near
    assert above <= possible[0] <= above + near
