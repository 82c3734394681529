"""A theorem's executable reading: its measured quantity, its bound, and whether rows keep to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tailbound.bounds import expression_of
from tailbound.numerics.decisions import Decision, decide_below
from tailbound.numerics.expression import Expression
from tailbound.numerics.intervals import evaluate_intervals
from tailbound.proofs.catalogue.entry import Theorem
from tailbound.proofs.scalar import relation_of, scalar_hypotheses, unfolded
from tailbound.proofs.text import parse
from tailbound.verify.batches import Batch, Ends

REAL = ("real", ())
RESOLUTION = 2.0**-20
"""Relative width up to which two enclosures that meet count as equal."""


class AnyName(dict[str, tuple[str, tuple[str, ...]]]):
    """A scope in which every name that is no function is a real number: the fields of a row's measurements."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name not in ("exp", "log", "sqrt", "erf", "abs", "max", "min", "pi")

    def __getitem__(self, name: str) -> tuple[str, tuple[str, ...]]:
        return REAL


def field_expression(text: str) -> Expression:
    """Text over the fields of a row's measurements.

    >>> str(field_expression("2*tau"))
    '2*tau'
    """
    return expression_of(parse(text, AnyName()))


@dataclass(frozen=True)
class Held:
    """How one theorem is held against rows: quantity <= bound, >= bound or = bound, where the regime holds."""

    theorem: Theorem
    quantity: Expression
    bound: Expression
    upper: bool
    lower: bool
    regime: tuple[tuple[str, Expression], ...]

    @property
    def needs(self) -> set[str]:
        """The measurement fields that must be there."""
        every = [self.quantity, self.bound, *(e for _, e in self.regime)]
        return set().union(*(e.variables for e in every))


def held(theorem: Theorem) -> Held | None:
    """The executable reading of a theorem, taken from its statement; None if it has no reading.

    Raises ValueError if the reading does not fit the statement.
    """
    reading = theorem.reading
    if reading is None:
        return None
    statement = theorem.statement
    relation = relation_of(statement.concl)
    if relation.op not in ("<=", "<", "="):
        raise ValueError(f"{theorem.id}: a reading needs <=, < or =")
    left = reading.side == "left"
    bound = unfolded(relation.args[1 if left else 0], statement.hyps, reading.given)
    if bound.loose or not bound.names <= set(reading.given):
        raise ValueError(
            f"{theorem.id}: the bound needs {sorted(bound.names - set(reading.given))}, which are not given"
        )
    given = {name: field_expression(text) for name, text in reading.given.items()}
    regime = []
    for h in scalar_hypotheses(statement.hyps, set(reading.given)):
        small, large = (expression_of(side).substitute(given) for side in h.args)
        regime.append((h.op, Expression.apply("-", large, small)))
    return Held(
        theorem,
        field_expression(reading.quantity),
        expression_of(bound).substitute(given),
        upper=relation.op == "=" or left,
        lower=relation.op == "=" or not left,
        regime=tuple(regime),
    )


@dataclass(frozen=True)
class Outcome:
    """What became of one theorem on one batch; the arrays are over the batch's rows."""

    tried: NDArray[np.bool_]
    violated: NDArray[np.bool_]
    undecided: NDArray[np.bool_]
    tightness: NDArray[np.float64]


def applies(item: Held, batch: Batch) -> bool:
    """Whether the batch's kept sets are of the kind that the theorem is about, and its fields are there."""
    reading = item.theorem.reading
    assert_rule = "any" if reading is None else reading.rows
    return assert_rule in ("any", batch.rule) and item.needs <= set(batch.fields)


def within_regime(item: Held, batch: Batch) -> NDArray[np.bool_]:
    """Rows at which every scalar hypothesis certainly holds."""
    inside = np.ones(batch.rows, dtype=bool)
    for op, gap in item.regime:
        low, high = _ends(gap, batch.fields, batch.rows)
        inside &= {"<=": low >= 0, "<": low > 0, "=": (low == 0) & (high == 0), "!=": (low > 0) | (high < 0)}[op]
    return inside


def hold(item: Held, batch: Batch) -> Outcome:
    """Compare the measured quantity with the proved bound on every row of the regime.

    A row is violated only if Arb shows it so for all values inside the enclosures of measurement and parameters; it
    is undecided where these are too wide to tell (`at_most`).
    """
    tried = within_regime(item, batch)
    index = np.flatnonzero(tried)
    fields = {name: (lo[index], hi[index]) for name, (lo, hi) in batch.fields.items() if name in item.needs}
    low, high = _ends(item.quantity, fields, len(index))
    worst = np.full(len(index), Decision.HOLDS, dtype=np.int8)
    if item.upper:
        worst = np.minimum(worst, at_most((low, high), item.bound, fields))
    if item.lower:
        opposite = Expression.apply("-", Expression.number(0), item.bound)
        worst = np.minimum(worst, at_most((-high, -low), opposite, fields))
    violated, undecided = np.zeros(batch.rows, dtype=bool), np.zeros(batch.rows, dtype=bool)
    violated[index] = worst == Decision.VIOLATED
    undecided[index] = worst == Decision.UNDECIDED
    ratio = np.full(batch.rows, np.nan)
    ratio[index] = _tightness(item, fields, low, high, len(index))
    return Outcome(tried, violated, undecided, ratio)


def at_most(measured: Ends, bound: Expression, fields: Mapping[str, Ends]) -> NDArray[np.int8]:
    """Decision per row on measured <= bound, where both are enclosures (outward-rounded floats).

    HOLDS      the measured upper end is at most the bound's lower end: certain; or the enclosures meet, and each is
               narrower than RESOLUTION times the larger of the two: equal as far as can be told.
    UNDECIDED  they meet, but one of them is wide: a rounding error is as large as what is compared.
    VIOLATED   the measured lower end lies above the bound's upper end, shown in Arb.
    Where the floats of the bound overflow, Arb decides.
    """
    low, high = measured
    below, above = _ends(bound, fields, len(low))
    with np.errstate(all="ignore"):
        size = RESOLUTION * np.maximum(np.maximum(np.abs(low), np.abs(high)), np.abs(above))
        narrow = np.isfinite(size) & (high - low <= size) & (above - below <= size)
    meets = (low <= above) & np.isfinite(above)
    decisions = np.where((high <= below) | (meets & narrow), Decision.HOLDS, Decision.UNDECIDED).astype(np.int8)
    open_rows = np.flatnonzero(~(high <= below) & ~meets)
    known = np.isfinite(low[open_rows])
    for name in bound.variables:
        known &= np.isfinite(fields[name][0][open_rows]) & np.isfinite(fields[name][1][open_rows])
    open_rows = open_rows[known]
    if len(open_rows):
        some = {name: (lo[open_rows], hi[open_rows]) for name, (lo, hi) in fields.items()}
        decisions[open_rows] = decide_below(low[open_rows], bound, some)
    return decisions


def _ends(expression: Expression, fields: Mapping[str, Ends], rows: int) -> Ends:
    low, high = evaluate_intervals(expression, fields)
    return np.broadcast_to(low, (rows,)), np.broadcast_to(high, (rows,))


def _tightness(
    item: Held, fields: Mapping[str, Ends], low: NDArray[np.float64], high: NDArray[np.float64], rows: int
) -> NDArray[np.float64]:
    """measured/bound for an upper bound, bound/measured for a lower one: 1 is as tight as can be.

    0 where a lower bound is not positive; NaN where either side is not known to 1 in 1000: a ratio of rounding errors
    says nothing.
    """
    below, above = _ends(item.bound, fields, rows)
    with np.errstate(all="ignore"):
        measured, bound = low / 2 + high / 2, below / 2 + above / 2
        known = (high - low <= 1e-3 * np.abs(measured)) & (above - below <= 1e-3 * np.abs(bound))
        ratio = measured / bound if item.upper else np.maximum(bound, 0.0) / measured
    return np.where(known & np.isfinite(ratio), ratio, np.nan)
