"""Interval arithmetic with Arb ends, for parameters that are themselves known only to lie in an interval.

A ball (midpoint and radius) loses a small positive lower end, as in tau in [0, 1e-300]; two exact ends do
not.  Each operation is done on ends by `arb_operations` and rounded outward at the current precision.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from tailbound.numerics.arb_operations import apply_node
from tailbound.numerics.enclosure import compare, lower_end, upper_end
from tailbound.numerics.expression import Node, UndecidedHere, UndefinedHere

Ends = tuple[Any, Any]
_INCREASING = ("exp", "log", "sqrt", "erf")


def apply_to_intervals(node: Node, args: list[Ends]) -> Ends:
    """The image of the operand intervals under one row of the table, ends exact, rounded outward.

    Errors: UndefinedHere if the operation has a value nowhere there, UndecidedHere if not everywhere.

    >>> from flint import fmpq
    >>> apply_to_intervals(Node("-", (0, 1)), [(fmpq(1), fmpq(2)), (fmpq(1, 2), fmpq(3, 4))])
    (1/4, 3/2)
    """
    if node.op in ("q", "pi"):
        return _outward([apply_node(node, [])])
    if node.op in ("+", "*"):
        total = args[0]
        for term in args[1:]:
            total = _two(Node(node.op), total, term)
        return total
    if node.op in ("-", "/", "max"):
        return _two(node, args[0], args[1])
    if node.op in _INCREASING:
        return _increasing(node, args[0])
    return _even_or_odd(node, args[0])


def _two(node: Node, a: Ends, b: Ends) -> Ends:
    if node.op == "/":
        _refuse_zero(b)
    if node.op == "-":
        pairs = [(a[0], b[1]), (a[1], b[0])]
    elif node.op in ("+", "max"):
        pairs = [(a[0], b[0]), (a[1], b[1])]
    else:
        pairs = [(x, y) for x in a for y in b]
    return _outward([apply_node(node, [x, y]) for x, y in pairs])


def _refuse_zero(divisor: Ends) -> None:
    low, high = (_sign(end) for end in divisor)
    if low == high == 0:
        raise UndefinedHere("division by zero")
    if low <= 0 <= high:
        raise UndecidedHere("the denominator's enclosure contains zero")


def _increasing(node: Node, a: Ends) -> Ends:
    high = apply_node(node, [a[1]])  # raises UndefinedHere if even the upper end lies outside the domain
    try:
        low = apply_node(node, [a[0]])
    except UndefinedHere as error:
        raise UndecidedHere(f"not everywhere on the parameters' enclosures: {error}") from None
    return _outward([low, high])


def _even_or_odd(node: Node, a: Ends) -> Ends:
    """abs and integer powers: even ones have their least value at 0."""
    images = [apply_node(node, [end]) for end in a]
    even = node.op == "abs" or node.exponent % 2 == 0
    if even and _sign(a[0]) < 0 < _sign(a[1]):
        images.append(fmpq(0))
    return _outward(images)


def _sign(end: Any) -> int:
    return compare(end, fmpq(0))


def _outward(images: list[Any]) -> Ends:
    lows, highs = [lower_end(x) for x in images], [upper_end(x) for x in images]
    low, high = lows[0], highs[0]
    for other in lows[1:]:
        low = other if compare(other, low) < 0 else low
    for other in highs[1:]:
        high = other if compare(other, high) > 0 else high
    return low, high


def ends_as_ball(ends: Ends) -> Any:
    """A ball that contains the interval (for functions that exist only for balls)."""
    return arb(ends[0]).union(arb(ends[1]))
