"""A fast filter: outward-rounded float64 intervals for an expression on whole arrays of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tailbound.numerics import float_rounding as rounding
from tailbound.numerics.expression import Expression, Node
from tailbound.numerics.float_rounding import Array
from tailbound.numerics.rounding import exact, float_above, float_below

FloatInterval = tuple[Array, Array]
# Rows are done in blocks: the intermediate arrays stay in cache and memory does not grow with their number.
_BLOCK = 16_384


def evaluate_intervals(expression: Expression, parameters: Mapping[str, Any]) -> tuple[Array, Array]:
    """Float64 arrays (low, high) with low <= value <= high in every row.

    parameters: name -> array or scalar (floats and integers exactly as they are; Fraction and text rounded
    outward), or a pair (low, high) of such for values known only to lie between.  Shapes broadcast; further
    names are ignored.  Rows where nothing can be said (possible division by zero, log or sqrt outside the
    domain, inf/inf, 0*inf) give the unknown interval [-inf, inf], which every operation passes on; there is
    never a NaN.  An overflowing value has low <= the largest finite float, high = inf.
    Accuracy assumed of numpy and scipy: see `float_rounding`.

    Errors: ValueError for a missing parameter, NaN, low > high, or shapes that do not broadcast; RuntimeError
    if subnormal floats are flushed to zero.

    >>> odds = Expression([["v", "tau", "real", []], ["q", "1"], ["-", 1, 0], ["/", 0, 2]], 3)
    >>> low, high = evaluate_intervals(odds, {"tau": np.array([0.0, 0.5, 1.0])})
    >>> low.tolist(), high.tolist()
    ([0.0, 0.9999999999999999, -inf], [0.0, 1.0000000000000002, inf])
    """
    rounding.require_gradual_underflow()
    ends = {name: parameter_interval(parameters, name) for name in expression.variables}
    shape = _common_shape(ends)
    rows = int(np.prod(shape))
    flat = {name: tuple(_flattened(end, shape) for end in pair) for name, pair in ends.items()}
    low, high = np.empty(rows), np.empty(rows)
    with np.errstate(all="ignore"):
        for start in range(0, rows, _BLOCK):
            block = slice(start, start + _BLOCK)
            values = {n: (lo if lo.ndim == 0 else lo[block], hi if hi.ndim == 0 else hi[block])
                      for n, (lo, hi) in flat.items()}  # fmt: skip
            low[block], high[block] = _evaluate(expression, values)
    return low.reshape(shape), high.reshape(shape)


def parameter_interval(parameters: Mapping[str, Any], name: str) -> FloatInterval:
    """Float64 ends of the parameter `name`, rounded outward where a float cannot hold it.

    Errors: ValueError if it is missing, NaN, or its lower end lies above its upper end.
    """
    if name not in parameters:
        raise ValueError(f"the parameter {name} is missing")
    value = parameters[name]
    low, high = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    ends = _rounded(low, name, downward=True), _rounded(high, name, downward=False)
    if np.isnan(ends[0]).any() or np.isnan(ends[1]).any():
        raise ValueError(f"the parameter {name} contains NaN")
    if np.any(ends[0] > ends[1]) or np.any(ends[0] == np.inf) or np.any(ends[1] == -np.inf):
        raise ValueError(f"the parameter {name} has a lower end above its upper end, or is infinite")
    return ends


def _rounded(value: Any, name: str, downward: bool) -> Array:
    if not hasattr(value, "dtype") and not isinstance(value, (list, tuple)):
        if isinstance(value, float):
            return np.asarray(value, dtype=np.float64)
        number = exact(value, f"the parameter {name}")
        return np.asarray(float_below(number) if downward else float_above(number))
    array = np.asarray(value)
    if array.dtype.kind == "f" and array.dtype.itemsize <= 8:
        return array.astype(np.float64)
    if array.dtype.kind in "iu" and not np.any((array > 2**53) | (array < -(2**53))):
        return array.astype(np.float64)
    convert = float_below if downward else float_above
    rounded = [convert(exact(entry, f"the parameter {name}")) for entry in array.ravel().tolist()]
    return np.array(rounded, dtype=np.float64).reshape(array.shape)


def _common_shape(ends: Mapping[str, FloatInterval]) -> tuple[int, ...]:
    shapes = {name: np.broadcast_shapes(low.shape, high.shape) for name, (low, high) in ends.items()}
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        listed = ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        raise ValueError(f"the shapes of the parameters do not broadcast: {listed}") from None


def _flattened(end: Array, shape: tuple[int, ...]) -> Array:
    return end if end.ndim == 0 else np.broadcast_to(end, shape).reshape(-1)


def _evaluate(expression: Expression, values: Mapping[str, Any]) -> FloatInterval:
    found: list[FloatInterval] = []
    for node in expression.table:
        operands = [found[a] for a in node.args]
        if node.op == "v":
            found.append(values[node.name])
        elif node.op == "q":
            found.append((np.asarray(float_below(node.rational)), np.asarray(float_above(node.rational))))
        elif node.op == "pi":
            found.append((np.asarray(np.pi), np.nextafter(np.asarray(np.pi), np.inf)))
        else:
            found.append(_absorb_unknown(_apply(node, operands), operands))
    return found[-1]


def _absorb_unknown(result: FloatInterval, operands: list[FloatInterval]) -> FloatInterval:
    """NaN or an unknown operand makes the row unknown: erf of an undefined part has no value either."""
    unknown = np.isnan(result[0]) | np.isnan(result[1])
    for low, high in operands:
        unknown = unknown | (np.isneginf(low) & np.isposinf(high))
    return np.where(unknown, -np.inf, result[0]), np.where(unknown, np.inf, result[1])


def _apply(node: Node, operands: list[FloatInterval]) -> FloatInterval:
    if node.op in _VARIADIC:
        total = operands[0]
        for term in operands[1:]:
            total = _VARIADIC[node.op](total, term)
        return total
    if node.op == "^":
        return _power(operands[0], node.exponent)
    return _UNARY[node.op](operands[0])


def _add(a: FloatInterval, b: FloatInterval) -> FloatInterval:
    return rounding.sum_bounds(a[0], b[0])[0], rounding.sum_bounds(a[1], b[1])[1]


def _subtract(a: FloatInterval, b: FloatInterval) -> FloatInterval:
    return rounding.sum_bounds(a[0], -b[1])[0], rounding.sum_bounds(a[1], -b[0])[1]


def _multiply(a: FloatInterval, b: FloatInterval) -> FloatInterval:
    # np.minimum and np.maximum pass NaN on, so a product 0 * inf makes the row unknown.
    corners = [rounding.product_bounds(x, y) for x in a for y in b]
    return _hull(corners)


def _divide(a: FloatInterval, b: FloatInterval) -> FloatInterval:
    low, high = _hull([rounding.quotient_bounds(x, y) for x in a for y in b])
    return _where_defined((b[0] > 0.0) | (b[1] < 0.0), (low, high))


def _maximum(a: FloatInterval, b: FloatInterval) -> FloatInterval:
    return np.maximum(a[0], b[0]), np.maximum(a[1], b[1])


def _exp(a: FloatInterval) -> FloatInterval:
    return rounding.exp_bounds(a[0])[0], rounding.exp_bounds(a[1])[1]


def _log(a: FloatInterval) -> FloatInterval:
    return _where_defined(a[0] > 0.0, (rounding.log_bounds(a[0])[0], rounding.log_bounds(a[1])[1]))


def _sqrt(a: FloatInterval) -> FloatInterval:
    return _where_defined(a[0] >= 0.0, (rounding.sqrt_bounds(a[0])[0], rounding.sqrt_bounds(a[1])[1]))


def _erf(a: FloatInterval) -> FloatInterval:
    return rounding.erf_bounds(a[0])[0], rounding.erf_bounds(a[1])[1]


def _absolute(a: FloatInterval) -> FloatInterval:
    smallest = np.where((a[0] <= 0.0) & (a[1] >= 0.0), 0.0, np.minimum(np.abs(a[0]), np.abs(a[1])))
    return smallest, np.maximum(np.abs(a[0]), np.abs(a[1]))


def _power(a: FloatInterval, exponent: int) -> FloatInterval:
    if exponent % 2 == 0:
        smallest, largest = _absolute(a)
        return rounding.power_bounds(smallest, exponent)[0], rounding.power_bounds(largest, exponent)[1]
    low, high = (rounding.power_bounds(np.abs(end), exponent) for end in a)
    return np.where(a[0] < 0.0, -low[1], low[0]), np.where(a[1] < 0.0, -high[0], high[1])


def _hull(corners: list[tuple[Array, Array]]) -> FloatInterval:
    low, high = corners[0]
    for other_low, other_high in corners[1:]:
        low, high = np.minimum(low, other_low), np.maximum(high, other_high)
    return low, high


def _where_defined(defined: NDArray[np.bool_], result: FloatInterval) -> FloatInterval:
    return np.where(defined, result[0], -np.inf), np.where(defined, result[1], np.inf)


_VARIADIC = {"+": _add, "*": _multiply, "-": _subtract, "/": _divide, "max": _maximum}
_UNARY = {"exp": _exp, "log": _log, "sqrt": _sqrt, "erf": _erf, "abs": _absolute}
