"""From SymPy to terms: the audited converter.

What it accepts means, as a term, what it means in SymPy over the reals; everything else is refused with a reason.
What SymPy simplified before the conversion is gone (x/x has become 1): the statement is the term, and is shown from
it.
Convert once, at once: a SymPy object built with evaluation off is evaluated again by its next `subs`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy import Basic, Mul, Pow, S, Symbol, UnevaluatedExpr

from tailbound.proofs import abbreviations as short
from tailbound.proofs import language as lang
from tailbound.proofs.abbreviations import ONE, ZERO
from tailbound.proofs.binders import Held
from tailbound.proofs.checker import Reject, Term, make, number
from tailbound.proofs.declarations import accepted, assumption_hypotheses, declarations, symbol_facts
from tailbound.proofs.refusals import ConversionError, refusal
from tailbound.proofs.sets import SetValue
from tailbound.proofs.symbols import ElementValue, FamilyValue

Scope = tuple[Basic, ...]


def same_name(expr: Any, scope: Scope) -> None:
    for bound in scope:
        if bound.name == expr.name:
            raise ConversionError(f"{expr.name} is bound here with other assumptions: use the bound variable itself")


def variable(expr: Any, scope: Scope) -> Term:
    """A symbol or element: bound if an enclosing binder binds it, else free."""
    for index, bound in enumerate(reversed(scope)):
        if bound == expr:
            return make("b", data=(index, symbol_facts(expr)[0] if isinstance(expr, Symbol) else expr.element_sort))
    same_name(expr, scope)
    sort = symbol_facts(expr)[0] if isinstance(expr, Symbol) else expr.element_sort
    return make("v", data=(expr.name, sort))


def convert(expr: Basic, scope: Scope) -> Term:
    """The term of an expression under the given bound variables, outermost first."""
    if expr.is_Rational:
        return number(Fraction(int(expr.p), int(expr.q)))
    handler = HANDLERS.get(type(expr))
    if handler is None:
        raise refusal(expr)
    return handler(expr, scope)


def each(values: Sequence[Basic], scope: Scope) -> list[Term]:
    return [convert(v, scope) for v in values]


def fold(op: str, parts: list[Term]) -> Term:
    """One sum or product of the parts; over 64 of them nest to the left."""
    while len(parts) > 64:
        parts = [make(op, *parts[:64]), *parts[64:]]
    return parts[0] if len(parts) == 1 else make(op, *parts)


# ---------------------------------------------------------------- sums, products, powers


def divides(factor: Basic) -> bool:
    """Whether a factor is written in the denominator: b^-k or 1/sqrt(b)."""
    if type(factor) is not Pow or factor.base is S.Exp1:
        return False
    return bool(factor.exp == -S.Half or (factor.exp.is_Integer and factor.exp.is_negative))


def denominator(factor: Basic, scope: Scope) -> Term:
    base = convert(factor.args[0], scope)
    if not factor.args[1].is_Integer:
        return make("sqrt", base)
    return base if factor.args[1] == -1 else make("^", base, data=(-int(factor.args[1]),))


def quotient(factors: Sequence[Basic], scope: Scope) -> Term:
    """A product of factors as one fraction, if any factor is in the denominator; 1/2 then puts 2 there as well."""
    bottom = [denominator(f, scope) for f in factors if divides(f)]
    above = [f for f in factors if not divides(f)]
    if not bottom:
        return fold("*", each(above, scope))
    split = [f for f in above if f.is_Rational and not f.is_Integer]
    bottom = [number(int(f.q)) for f in split] + bottom
    top = [number(int(f.p)) if f in split else convert(f, scope) for f in above if f not in split or f.p != 1]
    return make("/", fold("*", top) if top else ONE, fold("*", bottom))


def negated(expr: Basic) -> list[Basic] | None:
    """The factors of -expr where expr is written with a minus sign; None where it is not."""
    if expr.is_Rational and expr.is_negative:
        return [-expr]
    if type(expr) is not Mul or not (expr.args[0].is_Rational and expr.args[0].is_negative):
        return None
    return [*([] if expr.args[0] == -1 else [-expr.args[0]]), *expr.args[1:]]


def product(expr: Basic, scope: Scope) -> Term:
    """-(...) where the first factor is -1, or where it is negative and there is a denominator; else as written."""
    factors = negated(expr)
    if factors and (expr.args[0] == -1 or any(divides(f) for f in factors)):
        return make("-", ZERO, quotient(factors, scope))
    return quotient(expr.args, scope)


def total(expr: Basic, scope: Scope) -> Term:
    """The summands without a minus sign, less the others one by one."""
    signed = [(a, negated(a)) for a in expr.args]
    plus = [convert(a, scope) for a, minus in signed if minus is None]
    minus = [quotient(factors, scope) for _, factors in signed if factors is not None]
    if plus:
        out = fold("+", plus)
    elif expr.args[0].is_Rational:
        out, minus = convert(expr.args[0], scope), minus[1:]
    else:
        out, minus = make("-", ZERO, minus[0]), minus[1:]
    for part in minus:
        out = make("-", out, part)
    return out


def power(expr: Basic, scope: Scope) -> Term:
    base, exponent = expr.args
    if base is S.Exp1:
        return make("exp", convert(exponent, scope))
    if divides(expr):
        return make("/", ONE, denominator(expr, scope))
    if exponent.is_Integer:
        if exponent == 0:
            raise ConversionError(f"{expr}: the exponent 0 is not part of the logic, write 1")
        return make("^", convert(base, scope), data=(int(exponent),))
    if exponent == S.Half:
        return make("sqrt", convert(base, scope))
    if base.is_positive is not True:
        raise ConversionError(
            f"{expr}: a power that is no integer needs a base declared positive; it means exp(y*log(x))"
        )
    return make("exp", make("*", convert(exponent, scope), make("log", convert(base, scope))))


# ---------------------------------------------------------------- functions and abbreviations


def plain(op: str) -> Callable[[Any, Scope], Term]:
    return lambda expr, scope: make(op, *each(expr.args, scope))


def flipped(op: str) -> Callable[[Any, Scope], Term]:
    return lambda expr, scope: make(op, *reversed(each(expr.args, scope)))


def expanded(abbreviation: Callable[..., Term]) -> Callable[[Any, Scope], Term]:
    return lambda expr, scope: abbreviation(*each(expr.args, scope))


# ---------------------------------------------------------------- families, sets, binders


def applied(expr: Any, scope: Scope) -> Term:
    family, *arguments = expr.args
    sort = "set " + family.of if isinstance(family, lang.SetFamily) else family.value
    return make("v", *each(arguments, scope), data=(family.name, sort))


def binder(op: str) -> Callable[[Any, Scope], Term]:
    def handler(expr: Any, scope: Scope) -> Term:
        return make(op, convert(expr.over, scope), convert(expr.body, (*scope, expr.variable)))

    return handler


def expectation(expr: Any, scope: Scope) -> Term:
    return make("mean", convert(expr.body, (*scope, expr.variable)), data=(expr.over.sort,))


HANDLERS: dict[Any, Callable[[Any, Scope], Term]] = {
    Symbol: variable,
    lang.Element: variable,
    UnevaluatedExpr: lambda expr, scope: convert(expr.args[0], scope),
    Held: lambda expr, scope: convert(expr.args[0], scope),
    type(sympy.pi): lambda expr, scope: make("pi"),
    type(sympy.E): lambda expr, scope: make("exp", ONE),
    sympy.Add: total,
    Mul: product,
    Pow: power,
    sympy.exp: plain("exp"),
    sympy.log: expanded(short.logarithm),
    sympy.erf: plain("erf"),
    sympy.erfc: expanded(short.erfc),
    sympy.Abs: plain("abs"),
    sympy.Max: expanded(short.maximum),
    sympy.Min: expanded(short.minimum),
    sympy.tanh: expanded(short.tanh),
    lang.Maximum: plain("max"),
    lang.NormalCdf: expanded(short.normal_cdf),
    lang.NormalTail: expanded(short.normal_tail),
    lang.NormalDensity: expanded(short.normal_density),
    sympy.Le: plain("<="),
    sympy.Lt: plain("<"),
    sympy.Ge: flipped("<="),
    sympy.Gt: flipped("<"),
    sympy.Eq: plain("="),
    sympy.Ne: plain("!="),
    FamilyValue: applied,
    ElementValue: applied,
    SetValue: applied,
    lang.SetVariable: lambda expr, scope: make("v", data=(expr.name, "set " + expr.sort)),
    lang.Universe: lambda expr, scope: make("univ", data=(expr.sort,)),
    lang.Complement: plain("\\"),
    lang.Union: plain("|"),
    lang.Intersection: plain("&"),
    lang.Singleton: plain("sing"),
    lang.IntegerRange: plain("rng"),
    lang.Separation: binder("sep"),
    lang.SumOver: binder("sum"),
    lang.SupOver: binder("sup"),
    lang.ForAll: binder("all"),
    lang.Expectation: expectation,
    lang.Member: plain("in"),
    lang.Cardinality: plain("card"),
    lang.Indicator: plain("ind"),
    lang.Probability: plain("pr"),
}


# ---------------------------------------------------------------- the door


def to_term(expr: Any) -> Term:
    """The term of a SymPy expression, set or formula over the vocabulary of `language`.

    Deterministic: equal expressions give the same term.  A symbol with integer=True is a variable of sort int; what
    its sign says is not in the term but in `assumption_hypotheses`.  Raises ConversionError, a ValueError with a
    one-line reason, for all that the logic has no term for.

    >>> from sympy import symbols
    >>> x, y = symbols("x y", real=True)
    >>> to_term(x - y / 2).op, to_term(x / (1 + y)).op, to_term(x >= y).op
    ('-', '/', '<=')
    >>> to_term(0.1 * x)
    Traceback (most recent call last):
    ...
    tailbound.proofs.refusals.ConversionError: 0.1 is a binary float, not an exact number: write Rational(1, 10)
    """
    value = accepted(expr)
    try:
        declarations(value)
        return convert(value, ())
    except Reject as error:
        raise ConversionError(f"{value}: {error}") from None
    except RecursionError:
        raise ConversionError("this expression is nested too deeply") from None


__all__ = ["ConversionError", "assumption_hypotheses", "to_term"]
