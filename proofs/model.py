"""Finite models: the value of any term and the truth of any formula of the logic, exactly or not at all.

A model gives every index sort a size, every outcome sort finitely many outcomes with rational probabilities, and
every variable a value.  Numbers are exact (`tailbound.proofs.model_numbers`); relations are decided by exact
arithmetic or by rigorous enclosures, and what neither decides is None, never a guess.  Only the term data (`op`,
`data`, `args`, `sort`, `is_int`, `loose`) is shared with the checker, so that the two can disagree.

Values: an element of an index or outcome sort of size m is one of the integers 0 .. m-1; a number is a `Fraction` or
an `Irrational`; a set is a frozenset of elements.  Junk values: 1/0 = 0, log x = 0 for x <= 0, sqrt x = 0 for x < 0,
the supremum of the empty set is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tailbound.proofs import model_functions as functions
from tailbound.proofs import model_numbers as numbers
from tailbound.proofs.model_enclosures import Undecided
from tailbound.proofs.model_numbers import Irrational, Number
from tailbound.proofs.model_structure import Family, Model, Signature, as_number, same, signature

if TYPE_CHECKING:
    from tailbound.proofs.checker import Term

__all__ = ["Family", "Model", "Signature", "Undecided", "elements", "evaluate", "holds", "member", "refutes"]
__all__ += ["satisfies", "signature", "truth"]

Environment = tuple[Any, ...]

MOST_WORK = 400_000  # subterms visited in one formula
TEST_POINTS = tuple(map(Fraction, ("0", "1", "-1", "1/2", "-1/2", "1/3", "2", "-2", "3", "10", "-10", "1000")))


# ---------------------------------------------------------------- numbers


def evaluate(t: Term, model: Model, env: Environment = ()) -> Any:
    """The value of a term, or the truth value (None: undecided) of a formula; env[i] is the value of loose index i.

    Raises:
        Undecided: the value depends on a comparison that the enclosures do not settle.
        ValueError: the model lacks a value that the term needs.

    Example:
        >>> from tailbound.proofs.checker import make, number
        >>> evaluate(make("/", number(1), number(0)), Model())
        Fraction(0, 1)
    """
    model.work += 1
    if model.work > MOST_WORK:
        raise Undecided("too much work for one formula")
    known = model.keeps and not t.loose and t.args
    if known and t in model.cache:
        return model.cache[t]
    value: Any
    if t.sort == "prop":
        value = _truth(t, model, env)
    elif t.op == "v":
        value = _variable(t, model, env)
    elif t.op == "b":
        value = env[t.data[0]]
    elif t.sort == "real":
        value = _numeric(t, model, env)
    else:
        value = frozenset(elements(t, model, env))
    if known:
        model.cache[t] = value
    return value


def _variable(v: Term, model: Model, env: Environment) -> Any:
    value = model.lookup(v, tuple(evaluate(a, model, env) for a in v.args))
    if hasattr(value, "op"):
        value = evaluate(value, model)
    if v.sort in ("set int", "set real"):
        return frozenset(map(as_number, value))
    if v.sort != "real":
        return value
    x = as_number(value)
    if v.is_int and not (isinstance(x, Fraction) and x.denominator == 1):
        raise ValueError(f"{v.data[0]} is an integer variable, its value is not an integer")
    return x


def _numeric(t: Term, model: Model, env: Environment) -> Number:
    op = t.op
    if op == "q":
        return Fraction(t.data[0])
    if op == "pi":
        return numbers.PI
    if op in ("card", "sum", "sup"):
        return _over_set(t, model, env)
    if op == "ind":
        truth = evaluate(t.args[0], model, env)
        if truth is None:
            raise Undecided("an indicator of an undecided formula")
        return Fraction(int(truth))
    if op in ("pr", "mean"):
        return _expectation(t, model, env)
    return _arithmetic(op, t, [evaluate(a, model, env) for a in t.args])


def _arithmetic(op: str, t: Term, values: list[Number]) -> Number:
    x = values[0]
    if op in ("+", "*"):
        for y in values[1:]:
            x = numbers.plus(x, y) if op == "+" else numbers.times(x, y)
        return x
    if op == "-":
        return numbers.minus(x, values[1])
    if op == "/":
        return numbers.times(x, numbers.inverse(values[1]))
    if op == "^":
        return numbers.power(x, t.data[0])
    if op == "max":
        return numbers.maximum(x, values[1])
    unary = {"exp": functions.exp, "log": functions.log, "sqrt": functions.sqrt, "erf": functions.erf}
    return numbers.absolute(x) if op == "abs" else unary[op](x)


def _over_set(t: Term, model: Model, env: Environment) -> Number:
    members = elements(t.args[0], model, env)
    if t.op == "card":
        return Fraction(len(members))
    values: list[Number] = [evaluate(t.args[1], model, (e, *env)) for e in members]
    if not values:
        return Fraction(0)
    total = values[0]
    for x in values[1:]:
        total = numbers.plus(total, x) if t.op == "sum" else numbers.maximum(total, x)
    return total


def _expectation(t: Term, model: Model, env: Environment) -> Number:
    sort = t.data[0] if t.op == "mean" else t.args[0].sort[4:]
    if sort not in model.weights:
        raise ValueError(f"the model gives no probabilities to {sort}")
    weights = model.weights[sort]
    if t.op == "pr":
        return sum((weights[w] for w in elements(t.args[0], model, env)), Fraction(0))
    total: Number = Fraction(0)
    for w, weight in enumerate(weights):
        total = numbers.plus(total, numbers.times(weight, evaluate(t.args[0], model, (w, *env))))
    return total


# ---------------------------------------------------------------- sets


def elements(a: Term, model: Model, env: Environment = ()) -> list[Any]:
    """The elements of a set term, sorted where they are not irrational.

    Raises:
        Undecided: membership is undecided, or the set is infinite (a set of reals) or a range too long.
    """
    op, sort = a.op, a.sort[4:]
    if op == "univ" and sort != "real":
        return list(range(model.size(sort)))
    if op == "v":
        return sorted(evaluate(a, model, env), key=_order)
    if op == "sing":
        return [evaluate(a.args[0], model, env)]
    if op == "rng":
        low, high = (int(evaluate(x, model, env)) for x in a.args)
        if high - low > model.longest:
            raise Undecided(f"a range of more than {model.longest} integers")
        return [Fraction(i) for i in range(low, high + 1)]
    if op == "|":
        return sorted({*elements(a.args[0], model, env), *elements(a.args[1], model, env)}, key=_order)
    if op in ("\\", "&", "sep"):
        return [e for e in elements(a.args[0], model, env) if _certain(member(e, a, model, env))]
    raise Undecided("the reals cannot be listed")


def _order(e: Any) -> tuple[bool, Any]:
    return (True, repr(e)) if isinstance(e, Irrational) else (False, e)


def _certain(truth: bool | None) -> bool:
    if truth is None:
        raise Undecided("membership is undecided")
    return truth


def _not(a: bool | None) -> bool | None:
    return None if a is None else not a


def _all(truths: Iterable[bool | None]) -> bool | None:
    """Three-valued conjunction; stops at the first False."""
    out: bool | None = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            out = None
    return out


def member(e: Any, a: Term, model: Model, env: Environment = ()) -> bool | None:
    """Whether the value e is in the set term a; None if undecided."""
    try:
        if a.op == "univ":
            return True
        if a.op in ("\\", "&", "|"):
            left, right = (member(e, s, model, env) for s in a.args)
            if a.op == "|":
                return _not(_all([_not(left), _not(right)]))
            return _all([left, right if a.op == "&" else _not(right)])
        if a.op == "sep":
            return _all(truth for truth in (member(e, a.args[0], model, env), evaluate(a.args[1], model, (e, *env))))
        return _not(_all(_not(_equal(e, d)) for d in elements(a, model, env)))
    except Undecided:
        return None


def _equal(e: Any, d: Any) -> bool | None:
    try:
        return same(e, d)
    except Undecided:
        return None


# ---------------------------------------------------------------- formulas


def _truth(f: Term, model: Model, env: Environment) -> bool | None:
    try:
        if f.op in ("<=", "<", "=", "!="):
            s, t = (evaluate(a, model, env) for a in f.args)
            order = numbers.sign(numbers.minus(t, s))
            return {"<=": order >= 0, "<": order > 0, "=": order == 0, "!=": order != 0}[f.op]
        if f.op == "in":
            return member(evaluate(f.args[0], model, env), f.args[1], model, env)
        if f.op == "all":
            return _universal(f, model, env)
        if f.op == "pred" and f.data[0] in model.predicates and not f.data[1]:
            return model.predicates[f.data[0]](*(evaluate(a, model, env) for a in f.args))
    except Undecided:
        pass
    return None


def _universal(f: Term, model: Model, env: Environment) -> bool | None:
    """`all A x.p`; over infinitely many reals it can only be refuted, at a test point, never confirmed."""
    a, body = f.args
    try:
        members = elements(a, model, env)
    except Undecided:
        if a.sort != "set real":
            raise
        points = (x for x in TEST_POINTS if member(x, a, model, env))
        return False if any(evaluate(body, model, (x, *env)) is False for x in points) else None
    return _all(evaluate(body, model, (e, *env)) for e in members)


def truth(formula: Term, model: Model) -> bool | None:
    """Whether a closed formula is true in the model: True, False, or None where it cannot be decided rigorously.

    Example:
        >>> from tailbound.proofs.checker import make, number
        >>> truth(make("<", number(2), make("exp", number(1))), Model())
        True
    """
    model.work = 0
    value = evaluate(formula, model)
    return None if value is None else bool(value)


def satisfies(hyps: Iterable[Term], model: Model) -> bool:
    """Whether every hypothesis is rigorously true in the model: a witness of non-vacuity."""
    return all(truth(h, model) is True for h in hyps)


def holds(hyps: Iterable[Term], concl: Term, model: Model) -> bool | None:
    """Whether the sequent holds in this model: True, False (refuted), or None (undecided)."""
    goal = truth(concl, model)
    if goal is True:
        return True
    given = _all(truth(h, model) for h in hyps)
    if given is False:
        return True
    return False if given is True and goal is False else None


def refutes(hyps: Iterable[Term], concl: Term, model: Model) -> bool:
    """Whether the model is a counterexample: every hypothesis rigorously true, the conclusion rigorously false.

    Example:
        >>> from tailbound.proofs.checker import make, number
        >>> x = make("v", data=("x", "real"))
        >>> refutes([], make("=", make("/", x, x), number(1)), Model(values={"x": 0}))
        True
    """
    return holds(hyps, concl, model) is False
