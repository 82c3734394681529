"""The mutants: what is changed, and what is left out because it says the same.  Expectations by hand."""

from __future__ import annotations

import pytest

from tailbound.proofs.audit.changes import changed, form, is_trivial
from tailbound.proofs.audit.mutants import CONCLUSION, mutants, mutants_of, spread
from tailbound.proofs.audit.sites import put, sites
from tailbound.proofs.catalogue import find, theorems
from tailbound.proofs.checker import Reject
from tailbound.proofs.text import parse, show

SCOPE = {
    "a": ("real", ("J",)),
    "p": ("real", ("J",)),
    "S": ("set J", ()),
    "n": ("int", ()),
    "k": ("int", ()),
    "x": ("real", ()),
    "Delta": ("real", ()),
    "E": ("real", ()),
}


def term(text):
    return parse(text, SCOPE)


def made(text, hypothesis):
    return {show(f) for _, f in changed(term(text), hypothesis)}


@pytest.mark.parametrize(
    ("text", "hypothesis", "expected"),
    [
        ("x <= 2*k/n", False, "2*k/n <= x"),  # reversed
        ("x <= 2*k/n", False, "x < 2*k/n"),  # strict for non-strict
        ("x <= 2*k/n", False, "999/1000*x <= 2*k/n"),
        ("x <= 2*k/n", False, "1001/1000*x <= 2*k/n"),
        ("x <= 2*k/n", False, "x <= 999/500*k/n"),  # a constant shaved by 1 per mille
        ("x <= 2*k/n", False, "x <= 2*(k + 1)/n"),
        ("x <= 2*k/n", False, "x <= 2*k/(n - 1)"),
        ("x <= 2*k/n", False, "1/2*x <= 2*k/n"),
        ("all(0 < a[i] for i in J)", True, "all(a[i] <= 0 for i in J)"),  # denied
        ("all(0 < a[i] for i in J)", True, "all(0 <= a[i] for i in J)"),
        ("all(0 < a[i] for i in J)", True, "all(-1/1000 < a[i] for i in J)"),
        ("all(p[i] == 0 for i in J - S)", True, "all(p[i] == 0 for i in S)"),  # complement
        ("x == sum(a[i] for i in S)", True, "x == sup(a[i] for i in S)"),
        ("x == sum(a[i] for i in S)", True, "x == sum(a[i] for i in J - S)"),
        ("E == exp(Delta)", True, "E == exp(1/2*Delta)"),
        ("k == card(S)", True, "k == card(S) + 1"),
    ],
)
def test_a_change_is_made(text, hypothesis, expected):
    assert show(term(expected)) in made(text, hypothesis)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0 < x", "0 < 2*x"),
        ("x*k <= n", "k*x <= n"),
        ("x <= 1/2", "2*x <= 1"),
        ("abs(x - n) <= 1", "abs(n - x) <= 1"),
        ("0 < card(S)", "1 <= card(S)"),  # whole numbers
        ("x == n", "n == x"),
    ],
)
def test_forms_of_one_meaning_agree(one, other):
    assert form(term(one)) == form(term(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0 < x", "0 <= x"),
        ("x <= n", "n <= x"),
        ("0 < card(S)", "0 <= card(S)"),
        ("x <= n", "x == n"),
        ("0 < x", "x < 0"),
    ],
)
def test_forms_of_two_meanings_differ(one, other):
    assert form(term(one)) != form(term(other))


def test_a_count_at_least_zero_is_a_dropped_hypothesis():
    assert is_trivial(term("0 <= card(S)"))
    assert is_trivial(term("0 < card(S) + 1"))
    assert not is_trivial(term("0 < card(S)"))
    assert not is_trivial(term("1 <= card(S)"))


def test_no_mutant_of_a_formula_has_its_form():
    for hypothesis in (False, True):
        for text in ("x <= 2*k/n", "all(0 < a[i] for i in J)", "0 < card(S)"):
            assert all(form(f) != form(term(text)) for _, f in changed(term(text), hypothesis))


def test_put_replaces_one_place_and_checks_sorts():
    f = term("x + x <= n")
    path = next(p for p, s in sites(f) if show(s) == "x")
    assert show(put(f, path, term("k"))) == "k + x <= n"
    with pytest.raises(Reject):
        put(f, path, term("S"))


def test_every_hypothesis_of_a_theorem_is_dropped_once():
    theorem = find("D3")
    dropped = [m for m in mutants_of(theorem) if m.after is None]
    assert [m.before for m in dropped] == list(theorem.statement.hyps)
    assert all(m.statement.concl is theorem.statement.concl for m in dropped)
    assert all(len(m.statement.hyps) == len(theorem.statement.hyps) - 1 for m in dropped)


def test_a_mutant_differs_in_the_place_it_names_only():
    theorem = find("D2.lower")
    for m in mutants_of(theorem):
        if m.place == CONCLUSION:
            assert m.statement.hyps == theorem.statement.hyps
            assert m.statement.concl is m.after
        elif m.after is not None:
            differing = [
                i for i, (a, b) in enumerate(zip(m.statement.hyps, theorem.statement.hyps, strict=True)) if a is not b
            ]
            assert differing in ([m.place], [])


def test_mutants_are_distinct_deterministic_and_no_theorems():
    chosen = [t for t in theorems() if t.id.startswith(("C4", "D8"))]
    first, again = mutants(chosen), mutants(chosen)
    shas = [m.statement.sha256 for m in first]
    assert shas == [m.statement.sha256 for m in again]
    assert len(set(shas)) == len(shas)
    assert not set(shas) & {t.statement.sha256 for t in chosen}


def test_a_limit_spreads_over_all_theorems():
    chosen = [t for t in theorems() if t.id.startswith("C4")]
    every = mutants(chosen)
    some = spread(every, 12)
    assert len(some) == 12
    assert {m.theorem for m in some} == {t.id for t in chosen}
    assert spread(every, None) == every


@pytest.mark.slow
def test_the_catalogue_has_more_than_a_thousand_mutants():
    assert len(mutants(theorems())) >= 1000
