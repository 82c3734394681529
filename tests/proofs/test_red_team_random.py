"""Generative attacks: what random valid applications of the rules derive is tried in random finite models.

The expectation is that of `oracle`, which evaluates both sides of a sequent exactly and shares no rule with the
checker.  That the attack can find a hole is tested as well: with one check switched off it must find a false sequent.
"""

import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from random_rules import Rules
from random_terms import Terms

from tailbound.proofs import checker
from tailbound.proofs.checker import Reject, Sequent, make, normal, term
from tailbound.proofs.model_oracle import oracle
from tailbound.proofs.text import show


def attack(seed: int, steps: int, tries: int = 6) -> tuple[Counter[str], list[Sequent]]:
    """How much was derived and tried, by rule as well, up to the first sequent that a model refutes."""
    rules, counts, seen, refuted = Rules(seed), Counter[str](), set(), list[Sequent]()
    for i in range(steps):
        out = rules.step()
        counts["steps"] += 1
        if out is None or (out.hyps, out.concl) in seen:
            continue
        seen.add((out.hyps, out.concl))
        report = oracle(out, tries, seed=seed * 1_000_003 + i)
        counts += Counter(sequents=1, models=report.satisfying, confirmed=report.confirmed)
        if report.refutations:
            refuted.append(out)
            break
    return counts + rules.succeeded, refuted


def told(refuted: list[Sequent]) -> list[str]:
    return [f"{[show(h) for h in s.hyps]} |- {show(s.concl)}" for s in refuted]


@pytest.mark.parametrize("seed", range(3))
def test_random_derivations_hold_in_random_models(seed):
    counts, refuted = attack(seed, 400)
    assert not told(refuted)
    assert counts["sequents"] > 100 and counts["confirmed"] > 300  # the attack did try something


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 108))
def test_many_more_random_derivations(seed):
    counts, refuted = attack(seed, 8_000)
    assert not told(refuted)
    assert all(counts[rule.__name__] for rule in Rules(0).rules)  # each rule went through


def test_the_attack_finds_a_generalisation_over_a_variable_in_use(monkeypatch):
    monkeypatch.setattr(checker, "fresh", lambda *_: None)
    assert any(attack(seed, 600)[1] for seed in range(4))


def test_the_attack_finds_a_strict_sum_over_an_empty_set(monkeypatch):
    def forged(a, s, t):
        return [checker.each(a, "<", s, t)], checker.sums("<", a, s, t)

    monkeypatch.setitem(checker.SCHEMAS, "sum_lt", forged)
    monkeypatch.setattr(checker, "SCHEMAS", {k: v for k, v in checker.SCHEMAS.items() if k in ("sum_lt", "sum_le")})
    assert any(attack(seed, 600)[1] for seed in range(4))


def test_the_attack_finds_a_hypothesis_lost_in_a_case(monkeypatch):
    def forged(split, prem):
        yes, no = prem
        checker.need(yes.concl is no.concl, "the two cases conclude different things")
        return Sequent(yes.hyps - {split}, yes.concl)

    monkeypatch.setattr(checker, "rule_cases", forged)
    assert any(attack(seed, 600)[1] for seed in range(4))


@pytest.mark.parametrize("seed", range(3))
def test_normal_forms_of_random_terms_are_equal_to_them_and_to_their_own(seed):
    """t = normal(t) in every model, junk values included, and under binders."""
    terms, tried = Terms(Random(seed)), 0
    for i in range(250):
        t = terms.number((), 4)
        if i % 2:
            t = make("sum", terms.set_of((), 1, "J"), make("exp", terms.number(("J",), 2)))
        try:
            p = normal(t)
        except Reject:  # over a limit, or a set of reals that would become one of integers
            continue
        u = term(p)
        assert normal(u) == p, show(t)
        claim = Sequent(frozenset(), make("=", t, u))
        assert not oracle(claim, 4, seed=i).refutations, show(t)
        tried += 1
    assert tried > 200
