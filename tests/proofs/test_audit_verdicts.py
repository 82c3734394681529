"""The verdicts: false mutants get exact counterexamples, true ones certificates, and nothing false is accepted.

Which mutants are false is known from exact models written down here (checked by proofs.model), which are true from
the theorem itself: a weaker conclusion, a stronger hypothesis.
"""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from tailbound.proofs.audit import judging, transplant
from tailbound.proofs.audit.edits import REJECTED, SAME, WRONG, Edit, edits, judged
from tailbound.proofs.audit.judging import ACCEPTED_WRONGLY, REFUTED, STRONGER, Judge
from tailbound.proofs.audit.mutants import mutants_of
from tailbound.proofs.audit.points import Point
from tailbound.proofs.audit.refuting import Counterexample, confirms
from tailbound.proofs.builder import canonical
from tailbound.proofs.catalogue import find, theorems
from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.catalogue.entry import Example
from tailbound.proofs.catalogue.examples import model_of
from tailbound.proofs.catalogue.ledger import Proved, judge_all
from tailbound.proofs.checker import Checked, check
from tailbound.proofs.model import refutes
from tailbound.proofs.statement import Statement
from tailbound.proofs.text import show


@pytest.fixture(scope="module")
def judges():
    proved = {n: o.checked for n, o in judge_all(theorems()).items() if isinstance(o, Proved)}

    def judge(name):
        theorem = find(name)
        known = {proved[u].statement_sha256: proved[u] for u in theorem.uses}
        return Judge(theorem, proved[name], path_of(name).read_bytes(), known)

    return judge


def mutant(name, place, after):
    """The mutant of a theorem with this text at this place (from 0; -1: the conclusion; None: dropped)."""
    found = [m for m in mutants_of(find(name)) if m.place == place and (show(m.after) if m.after else None) == after]
    assert len(found) >= 1, sorted(show(m.after) for m in mutants_of(find(name)) if m.place == place and m.after)
    return found[0]


FALSE = [  # theorem, place, changed formula, and a model in which the changed statement is false
    ("A1", -1, "sum(abs(p[i] - ps[i]) for i in J) == 999/500*tau", {"a": (4, 2, 1), "S": frozenset({0, 1})}),
    ("D2.upper", -1, "tau < 1 - k/n", {"a": (1, 1, 1), "S": frozenset({2})}),
    ("D2.upper", -1, "tau <= 1 - (k + 1)/n", {"a": (1, 1, 1), "S": frozenset({2})}),
    ("D2.upper", -1, "1001/1000*tau <= 1 - k/n", {"a": (1, 1, 1), "S": frozenset({2})}),
    ("D2.upper", 6, None, {"a": (1, 2, 2), "S": frozenset({0})}),
    ("D8.next", -1, "all(p[i] <= 1/(1 + (k + 1)) for i in J - S)", {"a": (1, 1, 1), "S": frozenset({0, 1})}),
    (
        "C1.exchange",
        0,
        "all(-1/1000 <= w[i] for i in J)",
        {"w": (0, "-1/1000"), "S": frozenset({0, 1}), "S2": frozenset({0})},
    ),
    ("C1.exchange", 2, None, {"w": (2, 1, 1), "S": frozenset({0}), "S2": frozenset({0, 1})}),
    ("C4.convex", 8, None, {"a": (4, 1, 2), "S": frozenset({0}), "e": 1, "f": 2}),
]


@pytest.mark.parametrize(("name", "place", "after", "values"), FALSE)
def test_a_false_mutant_is_refuted_exactly(judges, name, place, after, values):
    m = mutant(name, place, after)
    size = max(len(v) for v in values.values() if isinstance(v, tuple))
    witness = model_of(Example({"J": size}, values), m.statement)
    assert refutes(m.statement.hyps, m.statement.concl, witness)  # it is false indeed
    verdict = judges(name)(m)
    assert verdict.outcome == REFUTED
    assert verdict.certificate is None
    found = verdict.counterexample
    if found.how == "false":
        assert refutes(m.statement.hyps, m.statement.concl, found.model())
    assert confirms(found, m.statement)


TRUE = [  # theorem, place, changed formula: a weaker conclusion or a stronger hypothesis
    ("A1", -1, "sum(abs(p[i] - ps[i]) for i in J) <= 2*tau"),
    ("D2.upper", -1, "999/1000*tau <= 1 - k/n"),
    ("D2.upper", -1, "tau <= 1 - (k - 1)/n"),
    ("D2.upper", 0, "all(1/1000 < a[i] for i in J)"),
    ("C1.exchange", 2, "card(S2) < card(S)"),
    ("D2.lower", 6, "E == exp(1/2*Delta)"),
    ("D2.lower", -1, "(n - k)/(n + (2*E)*k - k) <= tau"),
]


@pytest.mark.parametrize(("name", "place", "after"), TRUE)
def test_a_true_mutant_is_proved_by_the_checker(judges, name, place, after):
    m, judge = mutant(name, place, after), judges(name)
    verdict = judge(m)
    assert verdict.outcome == STRONGER
    checked = check(verdict.certificate, judge.known)
    assert checked.statement_sha256 == m.statement.sha256


def test_the_range_is_all_that_D2_lower_needs(judges):
    # E = exp Delta only names the range: a_i <= E a_j for all pairs, with i = j, gives 1 <= E
    m = mutant("D2.lower", 6, None)
    assert judges("D2.lower")(m).outcome == STRONGER


def test_a_meaningless_mutant_is_refuted_by_a_model_in_which_it_divides_by_zero(judges):
    m = mutant("A1.attained", 0, None)  # without 0 < a_i, Z may be zero
    verdict = judges("A1.attained")(m)
    assert verdict.outcome == REFUTED
    assert verdict.counterexample.how.split()[0] in ("undefined", "false")
    assert confirms(verdict.counterexample, m.statement)


def test_an_accepted_false_statement_raises_the_alarm(judges, monkeypatch):
    m, judge = mutant("D2.upper", -1, "tau < 1 - k/n"), judges("D2.upper")
    monkeypatch.setattr(judging, "accepted", lambda data, mutant, known: data)  # a checker that accepts anything
    assert judge(m).outcome == ACCEPTED_WRONGLY


def test_no_transplant_of_a_false_mutant_is_accepted(judges):
    for name, place, after, _ in FALSE:
        m, judge = mutant(name, place, after), judges(name)
        assert len(list(transplant.transplants(judge.data, m))) >= 1
        assert transplant.accepted(judge.data, m, judge.known) is None
        assert transplant.script_rerun(judge.theorem, m, judge.known) is None


def test_the_unchanged_certificate_is_accepted_by_the_same_door(judges):
    # the theorem as its own mutant: the transplant is the certificate itself, up to unused nodes
    judge = judges("D2.upper")
    m = next(mutants_of(judge.theorem))
    same = type(m)(m.theorem, "none", -1, m.statement.concl, m.statement.concl, judge.theorem.statement)
    assert transplant.accepted(judge.data, same, judge.known) is not None


def test_a_model_that_does_not_refute_is_not_confirmed():
    statement = find("D2.upper").statement
    values = {"a": {(0,): Fraction(2), (1,): Fraction(1)}, "S": {(): frozenset({0})}, "n": {(): Fraction(2)}}
    values |= {"k": {(): Fraction(1)}, "T": {(): Fraction(1)}, "Z": {(): Fraction(3)}, "tau": {(): Fraction(1, 3)}}
    point = Point({"J": 2}, values)
    assert not confirms(Counterexample(point, "false"), statement)
    wrong = Statement(statement.hyps, mutant("D2.upper", -1, "1 - k/n <= tau").statement.concl)
    assert confirms(Counterexample(point, "false"), wrong)  # 1 - 1/2 <= 1/3 is false


def test_forgeries_are_rejected_or_prove_something_true(judges):
    judge = judges("D8.next")
    outcomes = [judged(e, judge.original, judge.known) for e in edits("D8.next", judge.data, 60)]
    assert WRONG not in outcomes
    assert outcomes.count(REJECTED) > 30


def test_a_forgery_that_changes_nothing_that_is_stated_proves_the_same(judges):
    judge = judges("D8.next")
    tree = json.loads(judge.data)
    tree["nodes"].append(["q", "41/7"])  # a node that no step uses
    assert judged(Edit("D8.next", "", "", canonical(tree)), judge.original, judge.known) == SAME


def test_a_checker_that_proves_a_false_statement_is_caught(judges, monkeypatch):
    from tailbound.proofs.audit import edits as module

    m, judge = mutant("D2.upper", -1, "tau < 1 - k/n"), judges("D2.upper")
    s = m.statement
    false = Checked(s.hyps, s.concl, frozenset(), s.sha256, "")
    monkeypatch.setattr(module.checker, "check", lambda data, known: false)
    assert judged(Edit("D2.upper", "", "", b""), judge.original, judge.known) == WRONG


def test_forgeries_are_determined_by_the_seed(judges):
    data = judges("D8.next").data
    assert [e.data for e in edits("D8.next", data, 10)] == [e.data for e in edits("D8.next", data, 10)]
