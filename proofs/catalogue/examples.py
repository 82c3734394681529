"""Examples as finite models: witnesses that hypotheses can hold, extremal rows, counterexamples."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tailbound.proofs.catalogue.entry import Example, Refutation, Theorem, Value
from tailbound.proofs.checker import Term, make, obligations
from tailbound.proofs.model import evaluate, refutes, satisfies, truth
from tailbound.proofs.model_definitions import completed, table
from tailbound.proofs.model_structure import Model
from tailbound.proofs.scalar import relation_of
from tailbound.proofs.statement import Statement
from tailbound.proofs.text import parse


def exact(value: Value) -> Any:
    """A value of an example as the model takes it: closed terms are evaluated, tuples become tables."""
    if isinstance(value, tuple):
        return tuple(exact(v) for v in value)
    if isinstance(value, str):
        return evaluate(parse(value, {}), Model())
    return value if isinstance(value, frozenset) else Fraction(value)


def model_of(example: Example, statement: Statement) -> Model:
    """The example as a model in which the statement's defining hypotheses are solved."""
    values: Mapping[str, Any] = {name: table(exact(value)) for name, value in example.values.items()}
    return completed(Model(sizes=dict(example.sizes), values=dict(values)), statement.hyps)


def is_witness(example: Example, statement: Statement) -> bool:
    """Whether all hypotheses are rigorously true there: the statement is not vacuous."""
    return satisfies(statement.hyps, model_of(example, statement))


def equality(formula: Term) -> Term:
    """The formula with its relation replaced by equality."""
    relation = relation_of(formula)
    if formula is relation:
        return make("=", *relation.args)
    return make("all", formula.args[0], equality(formula.args[1]))


def is_attained(theorem: Theorem) -> bool | None:
    """Whether the extremal example meets the hypotheses and the claim holds there with equality (for some element).

    None if the theorem claims no sharpness.
    """
    if theorem.extremal is None:
        return None
    statement = theorem.statement
    model = model_of(theorem.extremal, statement)
    return satisfies(statement.hyps, model) and attains(statement.concl, model, ())


def attains(formula: Term, model: Model, env: tuple[Any, ...]) -> bool:
    """Whether some choice of the quantified elements makes the relation an equality."""
    from tailbound.proofs.model import elements

    if formula.op == "all":
        return any(attains(formula.args[1], model, (e, *env)) for e in elements(formula.args[0], model, env))
    return evaluate(make("=", *formula.args), model, env) is True


def is_refuted(refutation: Refutation) -> bool:
    """Whether the counterexample makes every hypothesis true and the conclusion false, rigorously, and all of them
    defined: x/x = 1 is not refuted by 0/0."""
    statement = refutation.statement
    model = model_of(refutation.counterexample, statement)
    guards = [g for f in (*statement.hyps, statement.concl) for g in obligations(f)]
    return satisfies(guards, model) and refutes(statement.hyps, statement.concl, model)


__all__ = ["is_attained", "is_refuted", "is_witness", "model_of", "truth"]
