"""An evaluator of the benchmark's language, independent of the prover and of the numerics room.

Exact fractions where a value is rational, otherwise balls of python-flint's Arb (an independent library); a relation
is decided rigorously or not at all.
"""

import ast
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq, fmpz

PRECISIONS = (256, 1024, 4096)
EXACT_BITS = 20_000  # beyond this a power is enclosed, not written out

Value = Fraction | arb
Point = dict[str, Fraction]


class Undefined(ArithmeticError):
    """The expression has no real value at the point."""


class Unknown(ArithmeticError):
    """Not decided at this precision."""


def ball(value: Value) -> arb:
    return arb(fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else value


def sign(value: Value) -> int:
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if not value.is_finite() or value.contains(0):
        raise Unknown
    return 1 if value > 0 else -1


def exact_root(value: Fraction, degree: int) -> Fraction | None:
    """The root of a number >= 0 if it is rational."""
    top, bottom = (int(fmpz(part).root(degree)) for part in (value.numerator, value.denominator))
    found = Fraction(top, bottom)
    return found if found**degree == value else None


def root(value: Value) -> Value:
    if sign(value) < 0:
        raise Undefined("root of a negative number")
    exact = exact_root(value, 2) if isinstance(value, Fraction) else None
    return ball(value).sqrt() if exact is None else exact


def natural_log(value: Value) -> Value:
    if sign(value) <= 0:
        raise Undefined("logarithm of a number that is not positive")
    return Fraction(0) if value == 1 and isinstance(value, Fraction) else ball(value).log()


def power(base: Value, exponent: Value) -> Value:
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        n = int(exponent)
        if n < 0 and sign(base) == 0:
            raise Undefined("division by zero")
        if isinstance(base, Fraction):
            size = max(base.numerator.bit_length(), base.denominator.bit_length())
            return base**n if size * abs(n) <= EXACT_BITS else ball(base) ** n
        return base**n
    if isinstance(base, Fraction) and base == 0 and sign(exponent) > 0:
        return Fraction(0)
    if base == 1 and isinstance(base, Fraction):
        return base
    if isinstance(base, Fraction) and base > 0 and isinstance(exponent, Fraction) and exponent.denominator <= 64:
        exact = exact_root(base, exponent.denominator)
        if exact is not None:
            return power(exact, Fraction(exponent.numerator))
    return arb.exp(ball(exponent) * ball(natural_log(base)))


def absolute(value: Value) -> Value:
    return abs(value)


def larger(*values: Value) -> Value:
    if all(isinstance(v, Fraction) for v in values):
        return max(values)
    result = ball(values[0])
    for v in values[1:]:
        result = result.max(ball(v))
    return result


def at_zero(exact: Fraction, function: Callable[[arb], arb]) -> Callable[[Value], Value]:
    """A transcendental function whose only rational value that we use is the one at 0."""
    return lambda v: exact if isinstance(v, Fraction) and v == 0 else function(ball(v))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "exp": at_zero(Fraction(1), arb.exp),
    "log": natural_log,
    "ln": natural_log,
    "sqrt": root,
    "erf": at_zero(Fraction(0), arb.erf),
    "erfc": at_zero(Fraction(1), arb.erfc),
    "Phi": at_zero(Fraction(1, 2), lambda v: (-v / arb(2).sqrt()).erfc() / 2),
    "Abs": absolute,
    "Max": larger,
    "Min": lambda *values: -larger(*[-v for v in values]),
}
ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "Eq", ast.NotEq: "Ne"}
NAMED = {"Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">=", "Eq": "Eq", "Ne": "Ne"}


def evaluate(node: ast.expr, point: Point, source: str) -> Value:
    match node:
        case ast.Constant():
            return Fraction(ast.get_source_segment(source, node) or "")
        case ast.Name(id=name):
            if name in point:
                return point[name]
            return {"pi": arb.pi, "E": lambda: arb(1).exp()}[name]()
        case ast.UnaryOp(op=ast.USub()):
            return -evaluate(node.operand, point, source)
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name](*[evaluate(a, point, source) for a in node.args])
        case ast.BinOp():
            return combine(node.op, evaluate(node.left, point, source), evaluate(node.right, point, source))
    raise ValueError(f"not in the benchmark's language: {ast.dump(node)}")


def combine(op: ast.operator, left: Value, right: Value) -> Value:
    if isinstance(op, ast.Pow):
        return power(left, right)
    if isinstance(op, ast.Div) and sign(right) == 0:
        raise Undefined("division by zero")
    if isinstance(op, ast.Mult) and Fraction(0) in (left, right):
        return Fraction(0)
    action = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}[
        type(op)
    ]
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return action(left, right)
    return action(ball(left), ball(right))


def split(relation: str) -> tuple[str, ast.expr, ast.expr]:
    node = ast.parse(relation, mode="eval").body
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return ORDER[type(node.ops[0])], node.left, node.comparators[0]
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name), relation
    return NAMED[node.func.id], node.args[0], node.args[1]


def decide(relation: str, point: Point) -> bool | None:
    """Whether the relation holds at the point; None if no precision here decides it."""
    name, left, right = split(relation)
    for precision in PRECISIONS:
        ctx.prec = precision
        try:
            s = sign(combine(ast.Sub(), evaluate(left, point, relation), evaluate(right, point, relation)))
        except Unknown:
            continue
        finally:
            ctx.prec = 53
        return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "Eq": s == 0, "Ne": s != 0}[name]
    return None


def ends(variable: dict[str, Any]) -> tuple[Fraction | None, Fraction | None]:
    low, high = variable["range"]
    return (None if low == "-oo" else Fraction(low)), (None if high == "oo" else Fraction(high))


def in_ranges(problem: dict[str, Any], point: Point) -> bool:
    for name, variable in problem["vars"].items():
        low, high = ends(variable)
        value = point[name]
        if variable["domain"] == "integer" and value.denominator != 1:
            return False
        if (low is not None and value < low) or (high is not None and value > high):
            return False
    return True
