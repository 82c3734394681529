"""Two-level rows as models: one key, or a whole set of keys, twice as heavy as the others.

Most bounds on rows of bounded range are attained by such rows, or in the limit of long ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from tailbound.proofs import model_functions as functions
from tailbound.proofs.audit.points import Point, variables_of
from tailbound.proofs.audit.shrinking import enlarged, settled
from tailbound.proofs.checker import Term
from tailbound.proofs.model_definitions import Definitions
from tailbound.proofs.statement import Statement

HIGH, LOW = Fraction(2), Fraction(1)


def widths(definitions: Definitions) -> set[str]:
    """The variables whose exponential is defined, such as Delta in E = exp Delta."""
    values = [d.value for ds in definitions.of.values() for d in ds]
    return {v.args[0].data[0] for v in values if v.op == "exp" and v.args[0].op == "v"}


def two_level(point: Point, statement: Statement) -> Iterator[Point]:
    """Two-level rows of the point's size and long ones, as far as the hypotheses hold."""
    definitions = Definitions(statement.hyps)
    variables = variables_of(statement)
    defined = {d.variable.data for ds in definitions.of.values() for d in ds}
    rows = [v for v in variables.values() if v.sort == "real" and len(v.args) == 1 and v.data not in defined]
    sets = [v for v in variables.values() if v.sort.startswith("set ") and not v.args]
    large = enlarged(point, statement)
    for base in (point, large) if large is not None else (point,):
        for row in rows[:1]:
            for chosen in [s for s in sets if s.sort == f"set {row.args[0].sort}"][:1]:
                yield from _rows(base, row, base.tables[chosen.data[0]][()], statement, definitions)


def _rows(
    base: Point, row: Term, chosen: frozenset[int], statement: Statement, definitions: Definitions
) -> Iterator[Point]:
    for high in ({min(chosen)} if chosen else set(), set(chosen)):
        levels = {k: HIGH if k[0] in high else LOW for k in base.tables[row.data[0]]}
        point = base.with_table(row.data[0], levels)
        for name in sorted(widths(definitions)):
            point = point.with_table(name, {(): functions.log(HIGH)})
        found = settled(point, statement)
        if found is not None:
            yield found
