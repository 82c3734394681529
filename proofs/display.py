"""From terms to SymPy, unevaluated: for display and search, never for judging.

`to_term(from_term(t)) is t`.  Where SymPy has one shape for two terms (a * (1/b) and a/b, a + (-3) and a - 3), the
rarer one is kept apart by `Held`, which prints as its content.  The next `subs` evaluates the object again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Add, Eq, Integer, Le, Lt, Mul, Ne, Pow, Rational, S

from tailbound.proofs import language as lang
from tailbound.proofs.binders import Held
from tailbound.proofs.checker import Term
from tailbound.proofs.names import bound_name
from tailbound.proofs.refusals import ConversionError

Bound = tuple[Any, ...]


def is_negative_number(e: Any) -> bool:
    return bool(e.is_Rational and e.is_negative)


def is_reciprocal(e: Any) -> bool:
    return type(e) is Pow and e.args[1] == -1


def has_minus(e: Any) -> bool:
    return is_negative_number(e) or (type(e) is Mul and is_negative_number(e.args[0]))


def held(e: Any, hold: bool) -> Any:
    return Held(e) if hold else e


def summed(parts: list[Any]) -> Any:
    return Add(*[held(e, has_minus(e)) for e in parts], evaluate=False)


def difference(a: Any, b: Any) -> Any:
    minus = Mul(S.NegativeOne, b, evaluate=False)
    return minus if a is S.Zero else Add(held(a, has_minus(a)), minus, evaluate=False)


def multiplied(parts: list[Any]) -> Any:
    held_parts = [held(e, is_reciprocal(e)) for e in parts]
    held_parts[0] = held(held_parts[0], parts[0] is S.NegativeOne)
    return Mul(*held_parts, evaluate=False)


def divided(a: Any, b: Any) -> Any:
    below = Pow(b, S.NegativeOne, evaluate=False)
    if a is S.One:
        return below
    literal = a.is_Rational and not (a.is_Integer and a.is_nonnegative)
    return Mul(held(a, literal or is_reciprocal(a)), below, evaluate=False)


OPERATIONS: dict[str, Callable[..., Any]] = {
    "+": lambda *parts: summed(list(parts)),
    "*": lambda *parts: multiplied(list(parts)),
    "-": difference,
    "/": divided,
    "exp": lambda x: sympy.exp(x, evaluate=False),
    "log": lambda x: sympy.log(x, evaluate=False),
    "sqrt": lambda x: Pow(x, S.Half, evaluate=False),
    "erf": lambda x: sympy.erf(x, evaluate=False),
    "abs": lambda x: sympy.Abs(x, evaluate=False),
    "max": lang.Maximum,
    "<=": lambda a, b: Le(a, b, evaluate=False),
    "<": lambda a, b: Lt(a, b, evaluate=False),
    "=": lambda a, b: Eq(a, b, evaluate=False),
    "!=": lambda a, b: Ne(a, b, evaluate=False),
    "in": lang.Member,
    "\\": lang.Complement,
    "|": lang.Union,
    "&": lang.Intersection,
    "sing": lang.Singleton,
    "rng": lang.IntegerRange,
    "card": lang.Cardinality,
    "ind": lang.Indicator,
    "pr": lang.Probability,
}
BINDERS = {"sum": lang.SumOver, "sup": lang.SupOver, "sep": lang.Separation, "all": lang.ForAll}


def named(t: Term, arguments: list[Any]) -> Any:
    """A free variable, or the value of a family at the arguments.  Numeric arguments are declared real: f(2) and
    f(1/2) are values of one f."""
    name, sort = t.data
    kinds = [a.sort for a in t.args]
    if sort[:4] == "set ":
        if not kinds:
            return lang.SetVariable(name, sort[4:])
        return lang.SetFamily(name, *kinds, of=sort[4:])(*arguments)
    return lang.Family(name, *kinds, value=sort)(*arguments) if kinds else lang.Element(name, sort)


def rebuilt(t: Term, bound: Bound, used: frozenset[str]) -> Any:
    if t.op == "b":
        if t.data[0] >= len(bound):
            raise ConversionError("an index is not bound: only closed terms are displayed")
        return bound[-1 - t.data[0]]
    if t.op == "q":
        return Rational(t.data[0].numerator, t.data[0].denominator)
    if t.op in BINDERS or t.op == "mean":
        over = rebuilt(t.args[0], bound, used) if t.op in BINDERS else lang.Universe(t.data[0])
        variable = lang.Element(bound_name(over.sort, used | {b.name for b in bound}), over.sort)
        body = rebuilt(t.args[-1], (*bound, variable), used)
        return BINDERS.get(t.op, lang.Expectation)(variable, over, body)
    arguments = [rebuilt(a, bound, used) for a in t.args]
    if t.op == "v":
        return named(t, arguments)
    if t.op == "pi":
        return sympy.pi
    if t.op == "univ":
        return lang.Universe(t.data[0])
    if t.op == "^":
        return Pow(arguments[0], Integer(t.data[0]), evaluate=False)
    if t.op not in OPERATIONS:
        raise ConversionError(f"{t.op} has no SymPy form")
    return OPERATIONS[t.op](*arguments)


def from_term(t: Term) -> Any:
    """A closed term as an unevaluated SymPy object.  Raises ConversionError for `deriv`, `pred`, open terms,
    and sets whose elements SymPy takes for another sort ({2/2}).

    >>> from tailbound.proofs.checker import make, number
    >>> x = make("v", data=("x", "real"))
    >>> from_term(make("/", x, x)), from_term(make("<=", make("max", x, x), number(1)))
    (x/x, Maximum(x, x) <= 1)
    """
    try:
        with sympy.evaluate(False):
            return rebuilt(t, (), t.names)
    except ConversionError:
        raise
    except (TypeError, ValueError) as error:  # SymPy asks whether 2*(1/2) is an integer, and may fail to say
        raise ConversionError(f"SymPy cannot hold this term: {error}") from None
