"""How far a formula is from being false in a model: a guide of searches, in floating point, and no judge."""

from __future__ import annotations

from typing import Any

from tailbound.proofs import model_numbers
from tailbound.proofs.checker import Term
from tailbound.proofs.model import Model, elements, evaluate


def slack(formula: Term, model: Model, env: tuple[Any, ...] = ()) -> float:
    """How far the formula is from being false: the least right side less left side, in floating point."""
    if formula.op == "all":
        values = [slack(formula.args[1], model, (e, *env)) for e in elements(formula.args[0], model, env)]
        return min(values, default=float("inf"))
    if formula.op not in ("<=", "<"):
        return float("inf")
    left, right = (number_near(evaluate(a, model, env)) for a in formula.args)
    return (right - left) / (abs(right) + abs(left) + 1e-300)


def number_near(x: model_numbers.Number) -> float:
    """The number to about 16 digits."""
    low, high = model_numbers.enclose(x, 25)
    return (float(low) + float(high)) / 2
