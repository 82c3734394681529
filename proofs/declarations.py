"""What the variables of a SymPy statement declare: sorts, and the hypotheses that assumptions stand for."""

from __future__ import annotations

from typing import Any

import sympy
from sympy import Basic, Symbol

from tailbound.proofs import language as lang
from tailbound.proofs.binders import Binder
from tailbound.proofs.checker import Term, make, number
from tailbound.proofs.refusals import ConversionError

SIGNS = ("positive", "negative", "nonnegative", "nonpositive", "nonzero")


def symbol_facts(symbol: Symbol) -> tuple[str, list[str]]:
    """The sort of a SymPy symbol and the signs it declares.

    Raises ConversionError for any other assumption, and for none: such a symbol is complex for SymPy.
    """
    facts = {f: True for f in ("real", "integer", *SIGNS) if getattr(symbol, "is_" + f)}
    if type(symbol) is not Symbol or "real" not in facts:
        raise ConversionError(
            f"{symbol} is complex for SymPy: write Symbol({symbol.name!r}, real=True) or integer=True"
        )
    if Symbol(symbol.name, **facts) != symbol:
        raise ConversionError(f"{symbol}: only the assumptions real, integer and {', '.join(SIGNS)} can be used")
    signs = [f for f in SIGNS if f in facts]
    if "positive" in signs or "negative" in signs:
        signs = signs[:1]
    return ("int" if "integer" in facts else "real"), signs


def accepted(value: Any) -> Basic:
    """The value as a SymPy object.  ConversionError for text, and for what SymPy does not know."""
    if isinstance(value, str):
        raise ConversionError("text is parsed by tailbound.proofs.text, never by SymPy, which evaluates it as code")
    try:
        return sympy.sympify(value, strict=True)
    except sympy.SympifyError:
        raise ConversionError(f"{value!r} is no SymPy object") from None


def declarations(*expressions: Basic) -> dict[str, Basic]:
    """The free variables and families by name.  ConversionError if one name is declared in two ways.

    Two symbols of one name and different assumptions are two variables for SymPy, and would be one in a term.
    """
    found: dict[str, Basic] = {}

    def visit(expr: Basic, scope: tuple[Basic, ...]) -> None:
        named = isinstance(expr, Symbol | lang.Element | lang.Family | lang.SetVariable | lang.SetFamily)
        if named and expr not in scope and found.setdefault(expr.name, expr) != expr:
            raise ConversionError(f"{expr.name} is declared twice, with other sorts or assumptions: declare it once")
        if isinstance(expr, Binder):
            visit(expr.over, scope)
            visit(expr.body, (*scope, expr.variable))
        else:
            for a in expr.args:
                visit(a, scope)

    for expr in expressions:
        visit(expr, ())
    return dict(sorted(found.items()))


def assumption_hypotheses(*expressions: Any) -> list[Term]:
    """What the assumptions of the free symbols say, by name: positive is 0 < x, nonzero is x != 0, and so on.

    >>> k = Symbol("k", integer=True, positive=True)
    >>> [h.op for h in assumption_hypotheses(k + 1)]
    ['<']
    """
    found = declarations(*[accepted(e) for e in expressions])
    zero, out = number(0), list[Term]()
    for symbol in [s for s in found.values() if isinstance(s, Symbol)]:
        sort, signs = symbol_facts(symbol)
        x = make("v", data=(symbol.name, sort))
        for sign in signs:
            op = {"positive": "<", "negative": "<", "nonzero": "!="}.get(sign, "<=")
            out.append(make(op, *((zero, x) if sign in ("positive", "nonnegative") else (x, zero))))
    return out
