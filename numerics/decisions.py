"""Is a measured value within its proved bound?  Floats settle most rows, Arb the rest."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tailbound.numerics.arb import MAX_BITS, enclose
from tailbound.numerics.enclosure import Enclosure, compare, to_fmpq
from tailbound.numerics.expression import Expression, UndefinedHere
from tailbound.numerics.intervals import evaluate_intervals


class Decision(IntEnum):
    """The outcome for one row (an entry of the int8 array that `decide_below` returns)."""

    VIOLATED = -1
    UNDECIDED = 0
    HOLDS = 1


def decide_below(
    measured_low: Any, expression: Expression, parameters: Mapping[str, Any], bits: int = 64
) -> NDArray[np.int8]:
    """Per row, whether measured <= bound, given the measured value's lower end and the bound's parameters.

    measured_low: array of floats, a lower bound of what was measured.  parameters: name -> array or scalar,
    or a pair (low, high) of such (enclosures); a float is the dyadic number that it is.  Shapes broadcast.

    HOLDS     measured_low <= the bound's lower end by float intervals; failing that, measured_low <= the
              bound's upper end in Arb: consistent with the bound on the parameters' enclosures.
    VIOLATED  measured_low > the bound's upper end, shown in Arb; never on the word of a float library.
    UNDECIDED the bound has, or may have, no value there; or measured_low is -inf, which says nothing.

    Errors: ValueError for NaN, a missing parameter, or shapes that do not broadcast.

    >>> third = Expression.number("1/3")
    >>> [Decision(d).name for d in decide_below([0.3, 1 / 3, 0.3333333333333334], third, {})]
    ['HOLDS', 'HOLDS', 'VIOLATED']
    """
    measured = np.asarray(measured_low, dtype=np.float64)
    if np.isnan(measured).any():
        raise ValueError("the measured values contain NaN")
    low, high = evaluate_intervals(expression, parameters)
    try:
        measured, low, high = np.broadcast_arrays(measured, low, high)
    except ValueError:
        raise ValueError(
            f"the measured values {measured.shape} do not broadcast with the bound {low.shape}"
        ) from None
    known = ~(np.isneginf(low) & np.isposinf(high)) & ~np.isneginf(measured)
    decided = np.where(known & (measured <= low), Decision.HOLDS, Decision.UNDECIDED).astype(np.int8)
    rows = np.argwhere((decided == Decision.UNDECIDED) & ~np.isneginf(measured))
    columns = {name: _columns(parameters[name], measured.shape) for name in expression.variables}
    for row in map(tuple, rows):
        values = {name: _entry(column, row) for name, column in columns.items()}
        decided[row] = _decide_row(float(measured[row]), expression, values, bits)
    return decided


def decide_above(
    measured_high: Any, expression: Expression, parameters: Mapping[str, Any], bits: int = 64
) -> NDArray[np.int8]:
    """As `decide_below` for a lower bound: measured >= bound, given the measured value's upper end per row.

    >>> [Decision(d).name for d in decide_above([0.3, 0.4], Expression.number("1/3"), {})]
    ['VIOLATED', 'HOLDS']
    """
    negated = Expression.apply("-", Expression.number(0), expression)
    return decide_below(-np.asarray(measured_high, dtype=np.float64), negated, parameters, bits)


def _decide_row(measured: float, expression: Expression, values: Mapping[str, Any], bits: int) -> Decision:
    try:
        bound = enclose(expression, values, bits)
        # A near tie is settled by more bits, unless uncertain parameters keep the enclosure wide.
        while measured != np.inf and _near_tie(measured, bound, bits) and bits < MAX_BITS:
            bits = min(4 * bits, MAX_BITS)
            bound = enclose(expression, values, bits)
    except UndefinedHere:
        return Decision.UNDECIDED
    if measured == np.inf:
        return Decision.VIOLATED
    return Decision.HOLDS if compare(to_fmpq(Fraction(measured)), bound.high) <= 0 else Decision.VIOLATED


def _near_tie(measured: float, bound: Enclosure, bits: int) -> bool:
    return bound.contains(measured) and 0.0 < bound.relative_width() <= 2.0**-bits


def _columns(value: Any, shape: tuple[int, ...]) -> Any:
    """Arrays broadcast to the rows; a scalar (or a pair of them) stays what it is, exact."""
    if isinstance(value, tuple) and len(value) == 2:
        return tuple(_columns(end, shape) for end in value)
    if hasattr(value, "dtype") or isinstance(value, (list, tuple)):
        return np.broadcast_to(np.asarray(value), shape)
    return value


def _entry(column: Any, row: tuple[int, ...]) -> Any:
    if isinstance(column, tuple):
        return tuple(_entry(end, row) for end in column)
    return column[row] if isinstance(column, np.ndarray) else column
