"""Why a SymPy object has no term: one line each, with what to write instead."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic


class ConversionError(ValueError):
    """A SymPy object that the logic has no term for; the message is one line and says what to write instead."""


DECIDED = "SymPy has already decided this relation and dropped it: give it as text, or under evaluate(False)"
OVER_SETS = "write SumOver(i, A, body) over a set: SymPy takes Sum(1, (i, k+1, n)) for n - k also where n < k"
WITNESS = "take an integer m with its two defining inequalities as hypotheses"
CONNECTIVE = "the logic has no such connective: an implication is a hypothesis, two cases are two theorems"
REASONS: dict[Any, str] = {
    sympy.S.true: DECIDED,
    sympy.S.false: DECIDED,
    sympy.oo: "infinity is no number",
    -sympy.oo: "infinity is no number",
    sympy.zoo: "infinity is no number (SymPy made it, perhaps by dividing by 0)",
    sympy.nan: "not a number (SymPy made it, perhaps from 0/0)",
    sympy.I: "the logic has real numbers only",
    sympy.Sum: OVER_SETS,
    sympy.Product: "write exp(SumOver(i, A, log(...)))",
    sympy.Integral: "the logic has no integrals",
    sympy.Derivative: "compute the derivative (doit), or state it for the checker's derivative rule",
    sympy.Limit: "the logic has no limits: state the bound with explicit constants",
    sympy.Piecewise: "state one theorem for each case, or use Indicator",
    sympy.floor: WITNESS,
    sympy.ceiling: WITNESS,
    sympy.sign: "state one theorem for each sign, or use Indicator",
    sympy.Heaviside: "use Indicator of the relation",
    sympy.factorial: "the logic has no factorials",
    sympy.binomial: "the logic has no binomial coefficients",
    sympy.And: "list hypotheses one by one, and state each side of a two-sided claim as its own theorem",
    sympy.Or: CONNECTIVE,
    sympy.Not: "write the opposite relation; not being in A is Member(e, Complement(A))",
    sympy.Implies: CONNECTIVE,
    sympy.Dummy: "a Dummy has no name: use a Symbol",
}


def exact(value: Any) -> str:
    """The rational whose decimal digits a float shows: 0.1 -> Rational(1, 10)."""
    shown = Fraction(str(float(value)))
    return f"Rational({shown.numerator}, {shown.denominator})"


def refusal(expr: Basic) -> ConversionError:
    """The error that says why this object is refused."""
    if expr.is_Float:
        finite = abs(float(expr)) < float("inf")
        instead = f": write {exact(expr)}" if finite and expr.is_finite else ""
        return ConversionError(f"{float(expr)!r} is a binary float, not an exact number{instead}")
    reason = REASONS.get(expr) or REASONS.get(type(expr))
    return ConversionError(f"{expr}: {reason or f'{type(expr).__name__} is not part of the logic'}")
