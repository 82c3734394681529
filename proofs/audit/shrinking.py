"""Smaller and larger models of the same hypotheses.

Searches from small ones are quicker; a bound that is attained in the limit of long rows only shows in large ones.
"""

from __future__ import annotations

from tailbound.proofs.audit.moves import cloned, without
from tailbound.proofs.audit.points import Point, frozen, model_at, variables_of
from tailbound.proofs.model import satisfies
from tailbound.proofs.model_definitions import Definitions
from tailbound.proofs.model_enclosures import Undecided
from tailbound.proofs.statement import Statement

LARGE = 20  # elements


def settled(point: Point, statement: Statement) -> Point | None:
    """The point with what the hypotheses define computed anew, if they all hold."""
    model = model_at(point, Definitions(statement.hyps))
    try:
        return frozen(model, statement) if satisfies(statement.hyps, model) else None
    except (Undecided, ValueError, ZeroDivisionError):
        return None


def enlarged(point: Point, statement: Statement) -> Point | None:
    """The point with one element copied until there are 20, if it has one sort of elements only."""
    variables = variables_of(statement)
    for sort, n in point.sizes.items() if len(point.sizes) == 1 else ():
        for e in range(n - 1, -1, -1):
            found = settled(cloned(point, variables, sort, e, max(LARGE - n, 1)), statement)
            if found is not None:
                return found
    return None


def shrunk(point: Point, statement: Statement) -> Point:
    """The point with as few elements as taking away one after another leaves, the last ones first."""
    variables = variables_of(statement)

    def smaller() -> Point | None:
        for sort, n in sorted(point.sizes.items()):
            for e in range(n - 1, -1, -1) if n > 1 else ():
                found = settled(without(point, variables, sort, e), statement)
                if found is not None:
                    return found
        return None

    while (found := smaller()) is not None:
        point = found
    return point
