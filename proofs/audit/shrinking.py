"""Smaller models: elements taken away as long as the hypotheses hold.  Searches from them are quicker."""

from __future__ import annotations

from tailbound.proofs.audit.moves import without
from tailbound.proofs.audit.points import Point, frozen, model_at, variables_of
from tailbound.proofs.model import satisfies
from tailbound.proofs.model_definitions import Definitions
from tailbound.proofs.model_enclosures import Undecided
from tailbound.proofs.statement import Statement


def shrunk(point: Point, statement: Statement) -> Point:
    """The point with as few elements as taking away one after another leaves, the last ones first."""
    variables, definitions = variables_of(statement), Definitions(statement.hyps)

    def smaller() -> Point | None:
        for sort, n in sorted(point.sizes.items()):
            for e in range(n - 1, -1, -1) if n > 1 else ():
                model = model_at(without(point, variables, sort, e), definitions)
                try:
                    if satisfies(statement.hyps, model):
                        return frozen(model, statement)
                except (Undecided, ValueError, ZeroDivisionError):
                    continue
        return None

    while (found := smaller()) is not None:
        point = found
    return point
