"""The search for counterexamples at boundaries, and derivations by shape.

Expectations: roots and simplest fractions by hand; what is true or false from the theorem itself (a larger
denominator, a supremum below a sum) or from a model written down here.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailbound.proofs.audit.boundaries import boundary, simplest
from tailbound.proofs.audit.judging import REFUTED, STRONGER, Judge
from tailbound.proofs.audit.mutants import mutants_of
from tailbound.proofs.audit.refuting import confirms
from tailbound.proofs.catalogue import find, theorems
from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.catalogue.entry import Example
from tailbound.proofs.catalogue.examples import model_of
from tailbound.proofs.catalogue.ledger import Proved, judge_all
from tailbound.proofs.checker import check
from tailbound.proofs.model import refutes
from tailbound.proofs.text import show

fractions = st.fractions(min_value=-50, max_value=50, max_denominator=60)


@given(fractions, fractions)
def test_the_simplest_fraction_has_the_least_denominator(a, b):
    low, high = min(a, b), max(a, b)
    found = simplest(low, high)
    assert low <= found <= high
    for d in range(1, found.denominator):
        assert -(-low * d // 1) > high * d  # no integer between low d and high d


@pytest.mark.parametrize(
    ("value", "start", "whole", "root"),
    [
        (lambda x: float(x * x - 2), Fraction(1), False, None),
        (lambda x: float(3 - x), Fraction(1), False, 3),
        (lambda x: float(x - Fraction(4, 9)), Fraction(1), False, Fraction(4, 9)),
        (lambda x: float(1000 - x), Fraction(5), True, 1000),
    ],
)
def test_a_boundary_is_bracketed(value, start, whole, root):
    good, bad = boundary(value, start, whole)
    assert value(good) >= 0 > value(bad)
    if whole:
        assert (good, bad) == (root, root + 1)
    elif root is not None:
        assert simplest(good, bad) == root
    else:  # the square root of 2: the bracket holds it
        assert min(good, bad) ** 2 <= 2 <= max(good, bad) ** 2


def test_no_boundary_where_the_sign_never_changes():
    assert boundary(lambda x: 1.0, Fraction(1), False) is None
    assert boundary(lambda x: None, Fraction(1), False) is None


@pytest.fixture(scope="module")
def judges():
    proved = {n: o.checked for n, o in judge_all(theorems()).items() if isinstance(o, Proved)}

    def judge(name):
        theorem = find(name)
        known = {proved[u].statement_sha256: proved[u] for u in theorem.uses}
        return Judge(theorem, proved[name], path_of(name).read_bytes(), known)

    return judge


def mutant(name, place, after):
    """The mutant of a theorem with this text at this place (from 0; -1: the conclusion)."""
    found = [m for m in mutants_of(find(name)) if m.place == place and m.after and show(m.after) == after]
    assert len(found) >= 1, sorted(show(m.after) for m in mutants_of(find(name)) if m.place == place and m.after)
    return found[0]


FALSE = [  # theorem, place, changed formula, and a model in which the changed statement is false
    (
        "I2.threshold",
        4,
        "max(k*(1 + E), exp(log(999/500*E*k/alpha)/C)) < n",
        # both hypotheses nearly tight: 2*0.999 < alpha n < 2, and n only a little over k (1 + E) = 2
        {"k": 1, "E": 1, "C": 1, "n": "20001/10000", "alpha": "19985/20001"},
    ),
    (
        "D3.top",
        13,
        "E**2 <= (k - 999/1000)*(n - 1)",
        # the row's own ratio is 2 = sqrt((k-1)(n-1)), where the bound is largest, but the bound is taken at 2.0001
        {"a": (2, 1, 1, 1, 1), "S": frozenset({0, 1}), "Delta": "log(20001/10000)"},
    ),
    (
        "F1",
        -1,
        "tau <= (n - k)*exp(-(1/2*g))/(k + (n - k)*exp(-(1/2*g)))",
        {"s": (-1, 0, 0), "S": frozenset({0}), "g": -1},
    ),
    (
        "D3",
        9,
        "all(all(a[i] <= (2*E)*a[j] for j in J) for i in J)",
        # 2/3 - 2/13 > 1/2 = E/(E + k - 1): only a long row shows it
        {"a": (2, *(1,) * 11), "S": frozenset({0, 1}), "Delta": 0},
    ),
]


@pytest.mark.parametrize(("name", "place", "after", "values"), FALSE)
def test_what_fails_only_in_a_corner_is_refuted(judges, name, place, after, values):
    m = mutant(name, place, after)
    size = max((len(v) for v in values.values() if isinstance(v, tuple)), default=0)
    witness = model_of(Example({"J": size} if size else {}, values), m.statement)
    assert refutes(m.statement.hyps, m.statement.concl, witness)  # it is false indeed
    verdict = judges(name)(m)
    assert verdict.outcome == REFUTED
    assert confirms(verdict.counterexample, m.statement)


TRUE = [  # theorem, place, changed formula: a weaker conclusion, a stronger hypothesis, or hypotheses that clash
    # a supremum of squares is at most their sum
    ("B5.sum", -1, "sup(sum(e[j, i] for j in G)**2 for i in C) <= sum(r[i] for i in G)**2"),
    ("C2.one", 11, "H2 == sup(a[i] for i in S2)"),  # S2 has one element
    ("D3", 7, "all(ps[i] == 0 for i in S)"),  # but they are a_i/H > 0, and S has an element
    ("C3", 13, "all(ps2[i] == a[i]/H2 for i in J - S2)"),  # but they are 0 there, and card S2 < card J
    ("D6.range", -1, "n*(n - k)/(k*(n + (2*E)*k - k)**2) <= sum((p[i] - ps[i])**2 for i in J)"),  # larger denominator
    ("B5.squared", 0, "all(norm_W[i] < 0 for i in G)"),  # only squares of norm_W count: -norm_W does as well
    ("F1", 1, "card(S) <= 0"),  # without kept keys tau = 1, and so is the bound
    ("D6.range", 2, "card(J - S) <= 0"),  # n = k, and the bound is 0
    ("D3.growth", 11, "exp((2*C)*log(n)) <= k"),  # n^C <= n^(2C) for 0 <= C, and n^C <= 1 <= k else
    ("I2.threshold", 4, "k*(1 + E) + exp(log(2*E*k/alpha)/C) < n"),  # a sum of positive numbers for their maximum
    ("I1.aligned", 2, "1 <= 2*L"),  # L is whole
    ("D3.tail", -1, "all(p[i] <= E/(n + E*(1 + k) - 1001/1000 - k) for i in J - S)"),  # smaller denominator
    ("I1.ceilings", 3, "all(b[i] <= 1 + alpha*exp(C*log(i)) for i in rng(1, 2*L))"),  # asked of more integers
]


@pytest.mark.parametrize(("name", "place", "after"), TRUE)
def test_what_follows_by_shape_is_proved(judges, name, place, after):
    m, judge = mutant(name, place, after), judges(name)
    verdict = judge(m)
    assert verdict.outcome == STRONGER
    assert check(verdict.certificate, judge.known).statement_sha256 == m.statement.sha256


def test_a_hypothesis_that_follows_from_later_ones_is_found_superfluous(judges):
    # E^2 <= (k - 1)(n - 1) with 0 < E and 1 <= n excludes k = 0
    dropped = next(m for m in mutants_of(find("D3.top")) if m.place == 1 and m.after is None)
    assert show(dropped.before) == "0 < card(S)"
    assert judges("D3.top")(dropped).outcome == STRONGER
