"""Witnesses, extremal rows and counterexamples of the catalogue, evaluated exactly by the models.

Expectations: each example must do what the catalogue says it does; the two rows of C2 are recomputed
here by fractions from theorems.md, section 4; and examples that do not do it must be seen not to.
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from tailbound.proofs.catalogue import find, refutations, theorems
from tailbound.proofs.catalogue.entry import Example
from tailbound.proofs.catalogue.examples import equality, exact, is_attained, is_refuted, is_witness, model_of
from tailbound.proofs.checker import make
from tailbound.proofs.model import evaluate, refutes, truth
from tailbound.proofs.scalar import relation_of
from tailbound.proofs.text import parse, show

SHARP = [t.id for t in theorems() if t.extremal is not None]
STRICT = {"<=": "<", "<": "<"}


def strict(formula):
    """The formula with its relation made strict: false where the bound is attained."""
    if formula.op == "all":
        return make("all", formula.args[0], strict(formula.args[1]))
    return make(STRICT[formula.op], *formula.args)


@pytest.mark.parametrize("name", [t.id for t in theorems()])
def test_the_hypotheses_hold_exactly_at_the_witness_and_so_does_the_claim(name):
    theorem = find(name)
    statement, model = theorem.statement, model_of(theorem.witness, theorem.statement)
    assert is_witness(theorem.witness, statement)
    assert all(truth(h, model) is True for h in statement.hyps)
    assert truth(statement.concl, model) is True


@pytest.mark.parametrize("name", SHARP)
def test_the_extremal_example_attains_equality(name):
    theorem = find(name)
    assert is_attained(theorem) is True
    assert is_witness(theorem.extremal, theorem.statement)


@pytest.mark.parametrize("name", [i for i in SHARP if relation_of(find(i).statement.concl).op == "<="])
def test_a_strict_claim_is_refuted_by_the_extremal_example(name):
    """So the bound cannot be lowered there, by any amount: an attained bound is a sharp one."""
    theorem = find(name)
    statement = theorem.statement
    assert refutes(statement.hyps, strict(statement.concl), model_of(theorem.extremal, statement))


def test_most_bounds_are_sharp():
    bounds = [t for t in theorems() if relation_of(t.statement.concl).op != "="]
    assert len([t for t in bounds if t.extremal is not None]) > 2 * len(bounds) / 3


def test_without_an_extremal_example_no_sharpness_is_claimed():
    assert find("A1").extremal is None and is_attained(find("A1")) is None


@pytest.mark.parametrize("name", [r.id for r in refutations()])
def test_the_counterexample_refutes_the_claim(name):
    claim = find(name)
    model = model_of(claim.counterexample, claim.statement)
    assert is_refuted(claim)
    assert all(truth(h, model) is True for h in claim.statement.hyps)
    assert truth(claim.statement.concl, model) is False


def errors(weights, kept):
    """(largest entry, squared 2-norm) of p - p^S by fractions."""
    Z, H = sum(weights), sum(weights[i] for i in kept)
    gaps = [Fraction(a, Z) - (Fraction(a, H) if i in kept else 0) for i, a in enumerate(weights)]
    return max(map(abs, gaps)), sum(g * g for g in gaps)


def best_pair(weights, which):
    from itertools import combinations

    return min(errors(weights, pair)[which] for pair in combinations(range(len(weights)), 2))


def test_the_row_of_c2_in_the_largest_entry_is_the_one_of_the_book():
    """theorems.md C2: a = (3,2,2,2,2), k = 2: top-k gives 18/55, another pair 7/22."""
    example = find("C2.inf").counterexample
    assert example.values["a"] == (3, 2, 2, 2, 2)
    assert errors(example.values["a"], {0, 1})[0] == Fraction(18, 55)
    assert best_pair(example.values["a"], 0) == Fraction(7, 22) < Fraction(18, 55)


def test_the_row_of_c2_in_the_two_norm_is_the_one_of_the_book():
    """theorems.md C2: a = (3, then 22 ones), k = 2."""
    weights = find("C2.two").counterexample.values["a"]
    assert weights == (3, *[1] * 22)
    assert best_pair(weights, 1) < errors(weights, {0, 1})[1]


def test_an_example_that_breaks_a_hypothesis_is_no_witness():
    theorem = find("D2.lower")
    broken = replace(theorem.witness, values={**theorem.witness.values, "a": (4, 0, 1)})
    assert not is_witness(broken, theorem.statement)  # a weight exp(s) is positive
    assert not is_attained(replace(theorem, extremal=broken))


def test_an_example_off_the_extremal_row_does_not_attain():
    """D2.lower is attained where kept weights are E and dropped ones 1 (theorems.md D2); a flat row has E = 1 < 2."""
    theorem = find("D2.lower")
    flat = Example({"J": 4}, {"a": (1, 1, 1, 1), "S": frozenset({0}), "Delta": "log(2)"})
    assert is_witness(flat, theorem.statement)
    assert is_attained(replace(theorem, extremal=flat)) is False


def test_a_row_that_obeys_the_claim_is_no_counterexample():
    claim = find("C2.inf")
    flat = replace(claim.counterexample, values={**claim.counterexample.values, "a": (1, 1, 1, 1, 1)})
    assert not is_refuted(replace(claim, counterexample=flat))


def test_closed_terms_in_examples_are_exact():
    assert exact("1/3") == Fraction(1, 3) and exact(2) == 2 and exact(frozenset({1})) == frozenset({1})
    assert exact(((1, "1/2"), (0, 3))) == ((1, Fraction(1, 2)), (0, 3))
    minus = make("-", parse("exp(log(2))", {}), parse("2", {}))
    assert truth(make("=", minus, parse("0", {})), model_of(Example({}, {}), find("A1").statement)) is True


def test_equality_replaces_the_relation_below_quantifiers():
    scope = {"a": ("real", ("J",)), "b": ("real", ())}
    assert show(equality(parse("all(a[i] <= b for i in J)", scope))) == "all(a[i] == b for i in J)"
    assert show(equality(parse("b < 2", scope))) == "b == 2"


def test_a_variable_without_value_is_an_error():
    statement = find("D2.lower").statement
    with pytest.raises(ValueError, match="gives S a value"):
        evaluate(statement.concl, model_of(Example({"J": 2}, {}), statement))
