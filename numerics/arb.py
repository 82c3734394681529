"""Rigorous values of a bound: Arb balls printed straight from the node table, precision raised as needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import arb, ctx, fmpq

from tailbound.numerics.arb_intervals import Ends, apply_to_intervals
from tailbound.numerics.arb_operations import apply_node
from tailbound.numerics.enclosure import Enclosure, compare, from_ball, lower_end, to_fmpq, upper_end
from tailbound.numerics.expression import Expression, UndecidedHere, UndefinedHere
from tailbound.numerics.rounding import exact

MAX_BITS = 4096
_GUARD_BITS = 32


def enclose(expression: Expression, values: Mapping[str, Any], bits: int = 64, max_bits: int = MAX_BITS) -> Enclosure:
    """An interval that contains the expression's value (for interval parameters: all its values).

    values: name -> int, Fraction, text ("1/3"), finite float (its exact dyadic value), or for an uncertain
    parameter an `Enclosure`, an `arb` ball or a pair (low, high) of exact numbers.  Other names are ignored.
    bits: relative accuracy asked for, high - low <= 2^-bits |value|.  The working precision doubles until it
    is reached; at `max_bits` (or when uncertain parameters prevent more) the best enclosure is returned as it
    is.  Rational expressions of exact parameters come out exactly.

    Errors: UndefinedHere where the expression has no value; UndecidedHere (a subclass) where that could not
    be decided; ValueError for a parameter that is missing, not finite, or no integer though of sort int.

    >>> third_of = Expression([["v", "x", "real", []], ["q", "1/3"], ["*", 0, 1], ["exp", 2]], 3)
    >>> e = enclose(third_of, {"x": 3})
    >>> e.lower_float(), e.upper_float()
    (2.718281828459045, 2.7182818284590455)
    """
    if bits < 1 or max_bits < bits:
        raise ValueError(f"bits must be at least 1 and at most max_bits, not bits={bits}, max_bits={max_bits}")
    parameters = {name: parameter_ends(values, name, sort) for name, sort in expression.variables.items()}
    try:
        return _refine(expression, parameters, bits, max_bits)
    except UndefinedHere as error:
        raise type(error)(f"{error}, in {expression!s:.120} at {_describe(values, expression)}") from None


def parameter_ends(values: Mapping[str, Any], name: str, sort: str = "real") -> Ends:
    """The exact ends of the parameter `name` (equal for an exact one), as flint numbers.

    Errors: ValueError if it is missing, not finite, no number, or of sort int and no integer.

    >>> parameter_ends({"eps": ("1/10", "1/5")}, "eps")
    (1/10, 1/5)
    """
    if name not in values:
        raise ValueError(f"the parameter {name} is missing")
    value = values[name]
    if isinstance(value, Enclosure):
        ends = (value.low, value.high)
    elif isinstance(value, arb):
        if not value.is_finite():
            raise ValueError(f"the parameter {name} is no finite ball")
        with ctx.workprec(value.mid().bits() + _GUARD_BITS):
            ends = (lower_end(value), upper_end(value))
    elif isinstance(value, fmpq):
        ends = (value, value)
    elif isinstance(value, tuple) and len(value) == 2:
        ends = (parameter_ends({name: value[0]}, name)[0], parameter_ends({name: value[1]}, name)[1])
        if compare(ends[0], ends[1]) > 0:
            raise ValueError(f"the parameter {name} has its lower end above its upper end")
    else:
        point = to_fmpq(exact(value, name))
        ends = (point, point)
    if sort == "int" and compare(ends[0], ends[1]) == 0 and not _is_integer(ends[0]):
        raise ValueError(f"the parameter {name} is {ends[0]}, an integer is needed")
    return ends


def _is_integer(end: Any) -> bool:
    return bool(end.q == 1) if isinstance(end, fmpq) else bool(end.is_integer())


def _refine(expression: Expression, parameters: Mapping[str, Ends], bits: int, max_bits: int) -> Enclosure:
    uncertain = any(compare(low, high) != 0 for low, high in parameters.values())
    precision = min(bits + _GUARD_BITS, max_bits)
    best: Enclosure | None = None
    while True:
        try:
            found = _at_precision(expression, parameters, precision, uncertain)
        except UndecidedHere:
            # More bits separate two exact numbers; they do not make an uncertain parameter narrower.
            if precision >= (min(max_bits, 4 * bits) if uncertain else max_bits):
                raise
        else:
            stalled = uncertain and best is not None and found.relative_width() > best.relative_width() / 2
            best = found if best is None else _narrower(best, found)
            if stalled or precision >= max_bits or best.relative_width() <= 2.0**-bits:
                return best
        precision = min(2 * precision, max_bits)


def _narrower(first: Enclosure, second: Enclosure) -> Enclosure:
    low = first.low if compare(first.low, second.low) > 0 else second.low
    high = first.high if compare(first.high, second.high) < 0 else second.high
    return Enclosure(low, high)


def _at_precision(
    expression: Expression, parameters: Mapping[str, Ends], precision: int, uncertain: bool
) -> Enclosure:
    with ctx.workprec(precision):
        if uncertain:
            intervals: list[Ends] = []
            for node in expression.table:
                operands = [intervals[a] for a in node.args]
                intervals.append(parameters[node.name] if node.op == "v" else apply_to_intervals(node, operands))
            return Enclosure(*intervals[-1])
        numbers: list[Any] = []
        for node in expression.table:
            args = [numbers[a] for a in node.args]
            numbers.append(parameters[node.name][0] if node.op == "v" else apply_node(node, args))
        return from_ball(numbers[-1])


def _describe(values: Mapping[str, Any], expression: Expression) -> str:
    shown = ", ".join(f"{name} = {values[name]!s:.40}" for name in expression.variables)
    return shown[:200] or "no parameters"
