"""A bound that is wrong by a little must be found: mutation tests of the stages that measure.

Each bound is shaved by 1 in 100 on the side on which it bounds.  Where theorems.md says that a bound is attained,
some synthetic row attains it, and breaks the shaved one.
"""

import json
from dataclasses import replace

import pytest

from tailbound.numerics.expression import Expression
from tailbound.proofs.catalogue import find
from tailbound.verify import run, synthetic
from tailbound.verify.holding import applies, hold

ITEMS = run.readings()
# The extremal rows of these are not among the synthetic ones: no sharp rows at all (rates, thresholds), or rows whose
# length or tiling would have to be chosen for it.
NOT_ATTAINED = {"D3.rate", "D3.growth", "D4.one", "D7", "D10", "D10.rate", "F4", "F4.certify", "F5", "F5.choice"}


@pytest.fixture(scope="module")
def batches():
    """Rows of every kind, length and rule, eight of each."""
    return list(synthetic.batches(rows=8))


def scaled(item, factor):
    return replace(item, bound=Expression.apply("*", Expression.number(factor), item.bound))


def violations(item, batches):
    return sum(int(hold(item, b).violated.sum()) for b in batches if applies(item, b))


def shaved(item):
    """The wrong bounds, one for each side on which the theorem bounds."""
    ways = [("99/100", item.upper), ("101/100", item.lower)]
    return [scaled(item, factor) for factor, bounds in ways if bounds]


def test_no_bound_is_violated_as_it_is(batches):
    assert {name: violations(item, batches) for name, item in ITEMS.items()} == dict.fromkeys(ITEMS, 0)


@pytest.mark.parametrize("name", sorted(set(ITEMS) - NOT_ATTAINED))
def test_a_shaved_bound_is_violated(name, batches):
    for wrong in shaved(ITEMS[name]):
        assert violations(wrong, batches) > 0


def test_most_readings_are_tight_enough_to_be_tested():
    assert len(ITEMS) - len(NOT_ATTAINED) > 0.8 * len(ITEMS)
    assert set(ITEMS) > NOT_ATTAINED


FURTHER = {"D3.rate": "1/4", "D3.growth": "1/8", "D4.one": "6/5", "D10": "6/5", "D10.rate": "3/2"}
FURTHER |= {"F4": "9/10", "F4.certify": "9/10", "F5": "1/3", "F5.choice": "1/4"}


@pytest.mark.parametrize("name", FURTHER)
def test_a_bound_that_is_not_attained_is_violated_when_wrong_by_more(name, batches):
    assert violations(scaled(ITEMS[name], FURTHER[name]), batches) > 0


@pytest.mark.parametrize("name", ["D4.one", "D7", "D10"])
def test_a_hypothesis_that_is_forgotten_is_found(name, batches):
    """Outside their regimes these are false: theorems.md D4, D7, D10."""
    assert violations(replace(ITEMS[name], regime=()), batches) > 0


def test_an_exchanged_parameter_is_found(batches):
    """k - 1 for k, tau for kept mass, the wrong norm: slips of the pen in a reading."""
    minus = Expression.apply("-", Expression.variable("k"), Expression.number(1))
    # D2.lower falls as k grows: with k - 1 it asks for too much.
    assert violations(replace(ITEMS["D2.lower"], bound=ITEMS["D2.lower"].bound.substitute({"k": minus})), batches) > 0
    assert violations(replace(ITEMS["A1"], quantity=Expression.variable("tau")), batches) > 0
    assert violations(replace(ITEMS["D3"], quantity=Expression.variable("l1")), batches) > 0


def test_a_top_k_bound_is_false_for_other_kept_sets(batches):
    """D2.upper, tau <= 1 - k/n, speaks of the k largest keys: random sets of k keys break it."""
    theorem = find("D2.upper")
    for_all = replace(ITEMS["D2.upper"], theorem=replace(theorem, reading=replace(theorem.reading, rows="any")))
    others = [b for b in batches if b.rule == "random"]
    assert violations(ITEMS["D2.upper"], others) == 0  # not applied
    assert violations(for_all, others) > 0


@pytest.fixture
def with_wrong(monkeypatch):
    """Put a wrong bound in the place of a theorem's reading, for a whole run."""

    def put(name, factor):
        wrong = {**ITEMS, name: scaled(ITEMS[name], factor)}
        monkeypatch.setattr(run, "readings", lambda: wrong)

    return put


@pytest.mark.parametrize(("name", "factor"), [("D2.lower", "101/100"), ("D5", "99/100"), ("A1", "100001/100000")])
def test_verify_exits_with_1_and_says_where(name, factor, with_wrong, cli, small_trace, quick, tmp_path):
    """A lower bound, an upper bound, an identity."""
    with_wrong(name, factor)
    result = cli("verify", "--rows", 8, "--trace", small_trace, "--json", tmp_path / "r.json", "--quiet")
    assert result.exit_code == 1
    report = json.loads((tmp_path / "r.json").read_text())
    broken = {line["id"] for line in report["theorems"] for t in line["measured"].values() if t["violations"]}
    assert broken == {name}
    assert report["measurements"]["synthetic"]["violations"] > 0
    first = result.stdout.splitlines()[0]
    assert first.startswith(f"{name}: ") and " synthetic rows violate it, first " in first and "n = " in first
    assert report["failures"] == result.stdout.splitlines()


def test_real_rows_find_a_wrong_identity_too(with_wrong, cut):
    with_wrong("A1", "1000001/1000000")
    report = run.Report(table=run.verdicts({}))
    run.real_rows(report, cut)
    assert report.real_violations > 0.9 * report.real_kept_sets
    assert report.failures[0].startswith("A1: ") and "real rows violate it" in report.failures[0]
    assert "layer 0, head 0, position" in report.failures[0]
