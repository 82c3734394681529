"""Each step of each certificate, tried in random small finite models; and no hypothesis without a use.

The models share no code with the checker's rules: a step that a model refutes would be an unsoundness.
"""

import json

import pytest

from tailbound.proofs.catalogue import find, theorems
from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.checker import Sequent, make
from tailbound.proofs.model_oracle import oracle
from tailbound.proofs.text import show

IDS = [t.id for t in theorems()]


def distinct(derived, names=IDS):
    """The sequents of all steps, each once, without those that only assume: id -> sequents."""
    seen, out = set(), {name: [] for name in names}
    for name in names:
        for s in derived[name]:
            if s.concl not in s.hyps and (s.hyps, s.concl) not in seen:
                seen.add((s.hyps, s.concl))
                out[name].append(s)
    return out


@pytest.fixture(scope="session")
def to_try(derived):
    return distinct(derived)


def refuted(sequents, tries, seed=0):
    """(sequents that a model refutes, how many were true in some model that satisfies their hypotheses)."""
    wrong, confirmed = [], 0
    for place, s in enumerate(sequents):
        report = oracle(s, tries, seed=seed + place)
        wrong += [show(s.concl)] if report.refutations else []
        confirmed += report.confirmed > 0
    return wrong, confirmed


def test_there_are_thousands_of_steps(derived, to_try):
    assert sum(map(len, derived.values())) > 5000
    assert sum(map(len, to_try.values())) > 2000


@pytest.mark.parametrize("name", IDS)
def test_no_step_is_refuted_in_a_small_model(name, to_try):
    wrong, _ = refuted(to_try[name], tries=1)
    assert wrong == []


@pytest.mark.parametrize("name", IDS)
def test_the_statement_itself_is_true_in_small_models(name):
    """More models than for a step; every other one aims at a false conclusion."""
    statement = find(name).statement
    report = oracle(Sequent(frozenset(statement.hyps), statement.concl), tries=6)
    assert report.refutations == ()


def test_the_models_satisfy_most_of_the_steps_hypotheses(to_try):
    """Otherwise the tests above would say little.  One theorem of each family."""
    sequents = [s for name in ("A3", "B1.l2", "C4", "D3.tail", "F1") for s in to_try[name]]
    _, confirmed = refuted(sequents, tries=2)
    assert confirmed > len(sequents) / 2


@pytest.mark.parametrize("name", ["D2.lower", "D3", "A5", "C1", "F1", "I1.lower"])
def test_the_models_refute_what_is_false(name):
    """The statement's claim with its sides exchanged, made strict: false wherever the claim is true."""
    statement = find(name).statement
    opposite = flipped(statement.concl)
    report = oracle(Sequent(frozenset(statement.hyps), opposite), tries=20)
    assert report.refutations


def flipped(f):
    if f.op == "all":
        return make("all", f.args[0], flipped(f.args[1]))
    return make("!=" if f.op == "=" else "<", *(f.args if f.op == "=" else f.args[::-1]))


@pytest.mark.slow
@pytest.mark.parametrize("name", IDS)
def test_no_step_is_refuted_in_many_small_models(name, to_try):
    wrong, _ = refuted(to_try[name], tries=20, seed=10_000)
    assert wrong == []


@pytest.mark.parametrize("name", IDS)
def test_every_hypothesis_is_used_by_the_proof_or_by_a_guard(name, derived):
    theorem = json.loads(path_of(name).read_bytes())["theorem"]
    steps = derived[name]
    used = steps[theorem["step"]].hyps.union(*(steps[d].hyps for d in theorem["defined"]))
    assert [show(h) for h in find(name).statement.hyps if h not in used] == []


@pytest.mark.parametrize("name", IDS)
def test_every_step_is_needed(name):
    """A certificate holds no step that the theorem does not rest on."""
    tree = json.loads(path_of(name).read_bytes())
    needed, todo = set(), [tree["theorem"]["step"], *tree["theorem"]["defined"]]
    while todo:
        number = todo.pop()
        if number not in needed:
            needed.add(number)
            step = tree["steps"][number]
            given = step.get("prem", [])
            todo += [*([given] if isinstance(given, int) else given), *([step["of"]] if "of" in step else [])]
    assert needed == set(range(len(tree["steps"])))
