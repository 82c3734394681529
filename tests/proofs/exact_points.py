"""An evaluator of claims at exact points that shares nothing with the refuter: fractions, and Arb at 4096 bits.

It reads the text of a claim with Python's `ast` (the refuter reads terms), and knows of no rounding but Arb's.
"""

import ast
import operator
from fractions import Fraction

from flint import arb, ctx, fmpq, fmpz

BITS = 4096
HIGHEST = 20_000  # bits that a power may have and still be written out
Value = Fraction | arb


class Undefined(ArithmeticError):
    """The expression has no value at the point, or this evaluator cannot tell."""


def ball(x: Value) -> arb:
    """x as an Arb ball."""
    return arb(fmpq(x.numerator, x.denominator)) if isinstance(x, Fraction) else x


def certain_sign(x: Value) -> int | None:
    """-1, 0, 1, or None where the ball contains 0 and more."""
    if isinstance(x, Fraction):
        return (x > 0) - (x < 0)
    return 1 if x > 0 else -1 if x < 0 else 0 if x == 0 else None


def binary(op: ast.operator, a: Value, b: Value) -> Value:
    """One operator of Python's syntax."""
    if isinstance(op, ast.Pow):
        assert isinstance(b, Fraction) and b.denominator == 1, "only integer powers occur in the cases"
        if isinstance(a, Fraction) and max(a.numerator.bit_length(), a.denominator.bit_length()) * abs(b) <= HIGHEST:
            return a ** int(b)
        return ball(a) ** int(b)
    if isinstance(op, ast.Div) and certain_sign(b) in (0, None):
        raise Undefined("division by what may be zero")
    table = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return table[type(op)](a, b)
    return table[type(op)](ball(a), ball(b))


def call(name: str, args: list[Value]) -> Value:
    """One function of the cases."""
    x = args[0]
    if name in ("Max", "Min"):
        if all(isinstance(a, Fraction) for a in args):
            return max(args) if name == "Max" else min(args)
        return ball(x).max(ball(args[1])) if name == "Max" else ball(x).min(ball(args[1]))
    if name == "Abs":
        return abs(x)
    if (name == "log" and certain_sign(x) != 1) or (name == "sqrt" and certain_sign(x) not in (0, 1)):
        raise Undefined(f"{name} outside its domain")
    if name == "sqrt" and isinstance(x, Fraction):
        top, bottom = fmpz(x.numerator).isqrt(), fmpz(x.denominator).isqrt()
        if top * top == x.numerator and bottom * bottom == x.denominator:
            return Fraction(int(top), int(bottom))
    return {"exp": arb.exp, "log": arb.log, "sqrt": arb.sqrt, "erf": arb.erf}[name](ball(x))


def value(node: ast.expr, point: dict[str, Fraction], text: str) -> Value:
    """The value of an expression at a point."""
    if isinstance(node, ast.Constant):
        return Fraction(ast.get_source_segment(text, node))
    if isinstance(node, ast.Name):
        return arb.pi() if node.id == "pi" else point[node.id]
    if isinstance(node, ast.UnaryOp):
        inner = value(node.operand, point, text)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.BinOp):
        left = value(node.left, point, text)
        if isinstance(node.op, ast.Pow) and left == 2 and isinstance(node.right, ast.Name):
            return binary(node.op, left, point[node.right.id])
        return binary(node.op, left, value(node.right, point, text))
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    return call(node.func.id, [value(a, point, text) for a in node.args])


def gap_sign(relation: str, point: dict[str, Fraction]) -> tuple[int | None, Value, type[ast.cmpop]]:
    """(sign of right - left, right - left, the comparison) of a relation's text at a point."""
    node = ast.parse(relation, mode="eval").body
    assert isinstance(node, ast.Compare) and len(node.ops) == 1
    with ctx.workprec(BITS):
        left, right = (value(side, point, relation) for side in (node.left, node.comparators[0]))
        gap = binary(ast.Sub(), right, left)
        return certain_sign(gap), gap, type(node.ops[0])


def truth(relation: str, point: dict[str, Fraction]) -> bool | None:
    """Whether the relation certainly holds (True) or fails (False) at the point; None where the balls do not tell.

    Raises Undefined where a side has no value.
    """
    sign, _, op = gap_sign(relation, point)
    if sign is None:
        return None
    table = {ast.LtE: sign >= 0, ast.Lt: sign > 0, ast.GtE: sign <= 0, ast.Gt: sign < 0}
    return {**table, ast.Eq: sign == 0, ast.NotEq: sign != 0}[op]


def equal_to_4000_bits(relation: str, point: dict[str, Fraction]) -> bool:
    """Whether both sides agree as far as 4096 bits can tell: |right - left| < 2^-4000."""
    with ctx.workprec(BITS):
        return bool(abs(ball(gap_sign(relation, point)[1])) < arb(2) ** -4000)
