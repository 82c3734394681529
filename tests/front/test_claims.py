"""The verdict table: computed from what is proved, and the shares of rows in each claim's regime.

Expectations: theorems.md, section 11; shares counted by hand on rows whose regime is plain (n = 100, k = 10).
"""

import math

import numpy as np
import pytest

from tailbound.proofs.catalogue import refutations, theorems
from tailbound.verify import claims, run
from tailbound.verify.batches import Batch
from tailbound.verify.claims import CLAIMS, count_shares, verdicts

EVERY = {name: True for claim in CLAIMS for name in claim.by}
GAUSSIAN = {"E2", "E4", "E6", "E7", "I3", "I4"}  # chapters that this catalogue does not have yet


def rows(*deltas, n=100.0, k=10.0, width=0.0, **extra):
    """A batch of rows of these ranges, known up to `width`."""
    delta = np.array(deltas)
    same = {name: (np.full(len(deltas), x),) * 2 for name, x in {"n": n, "k": k, **extra}.items()}
    return Batch("top-k, k = n^0.5", "top-k", {"delta": (delta, delta + width), **same})


def test_what_is_proved_decides():
    for verdict in verdicts(EVERY):
        assert verdict.verdict == ("true" if verdict.claim.holds else "false") and verdict.missing == ()


@pytest.mark.parametrize("value", [None, False])
@pytest.mark.parametrize("name", sorted(EVERY))
def test_one_theorem_that_is_missing_opens_the_claims_that_need_it_and_no_other(name, value):
    established = {k: v for k, v in EVERY.items() if k != name} | ({} if value is None else {name: False})
    for before, after in zip(verdicts(EVERY), verdicts(established), strict=True):
        if name in after.claim.by:
            assert (after.verdict, after.missing, after.measured) == ("open", (name,), "")
        else:
            assert after.verdict == before.verdict


def test_nothing_proved_leaves_everything_open():
    assert {v.verdict for v in verdicts({})} == {"open"}


def test_claims_name_entries_of_the_catalogue_or_of_chapters_to_come():
    there = {t.id for t in theorems()} | {r.id for r in refutations()}
    named = {name for claim in CLAIMS for name in claim.by}
    assert named - there == GAUSSIAN
    assert all(claim.by for claim in CLAIMS)


def test_refuted_claims_are_false_only():
    """A claim that rests on a counterexample cannot be called true."""
    refuted = {r.id for r in refutations()}
    for claim in CLAIMS:
        assert not (claim.holds and refuted & set(claim.by))


BOOK = {  # theorems.md, section 11, as far as the deterministic chapters decide it: (claim, norm begins, verdict)
    ("P-6.1", "entrywise", "true"),
    ("P-6.1", "RMS output", "true"),
    ("P-6.1", "mass, TV", "false"),
    ("P-6.2", "l1, TV", "true"),
    ("P-6.2", "entrywise", "false"),
    ("P-5.1", "number of entries", "true"),
    ("P-7", "entrywise", "true"),
}


@pytest.mark.parametrize(("claim", "norm", "verdict"), sorted(BOOK))
def test_the_verdicts_of_the_book(claim, norm, verdict):
    found = verdicts(dict.fromkeys([*(t.id for t in theorems()), *(r.id for r in refutations())], True))
    assert any((v.claim.claim, v.verdict) == (claim, verdict) and v.claim.norm.startswith(norm) for v in found)


@pytest.mark.parametrize(
    ("share", "edge", "why"),
    [
        (claims.at_bounded_range, math.log(9), "k E <= n - k: E <= 9"),
        (claims.entrywise_bound_below_one, math.log(10), "E < k = 10"),
        (claims.long_enough, math.log(9), "n > k (1 + E): E < 9"),
    ],
)
def test_shares_at_the_edge_of_the_regime(share, edge, why):
    below, above = edge - 1e-9, edge + 1e-9
    assert share(rows(0.0, below, above, 700.0, 1e5)).tolist() == [True, True, False, False, False], why


def test_a_row_counts_only_if_it_certainly_lies_inside():
    for share in (claims.at_bounded_range, claims.entrywise_bound_below_one, claims.long_enough):
        assert share(rows(2.0, 2.0, width=0.0)).all() and not share(rows(2.0, 2.0, width=1.0)).any()


def test_the_share_without_a_heavy_entry():
    """n >= 1 + E (1 - eps)/eps: at n = 100, eps = 1/100 up to E = 1; at eps = 1/2 up to E = 99."""
    assert claims.no_heavy_entry(rows(0.0, 1e-9, 3.0)).tolist() == [True, False, False]
    assert claims.no_heavy_entry(rows(0.0, 4.5, 4.6, eps=0.5)).tolist() == [True, True, False]


def test_the_share_of_small_budgets():
    assert claims.at_most_half(rows(9.0, k=50.0)).all() and not claims.at_most_half(rows(9.0, k=51.0)).any()


def test_shares_add_up_over_batches():
    table = verdicts(EVERY)
    count_shares(table, rows(0.0, 5.0, 5.0))
    count_shares(table, rows(0.0))
    for verdict in table:
        if verdict.claim.share is claims.at_bounded_range:
            assert (verdict.inside, verdict.rows) == (2, 4)
            assert verdict.measured == "50.0% of 4 real rows (k = ceil(sqrt n))"
        elif verdict.claim.share is None:
            assert (verdict.inside, verdict.rows) == (0, 0)


def test_without_rows_no_share_is_told():
    assert {v.measured for v in verdicts(EVERY)} == {"", "every row"}


def test_only_one_budget_is_counted(cut):
    """The shares are those of k = ceil(sqrt n), each row once: not of every kept set that is measured."""
    report = run.Report(table=verdicts(EVERY))
    run.real_rows(report, cut)
    assert {v.rows for v in report.table if v.claim.share is not None} == {cut.rows}
    assert report.real_kept_sets > cut.rows
