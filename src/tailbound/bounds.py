"""The rigorous evaluator of a proved bound: the same object that the certificate is about, as a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tailbound.numerics.arb import enclose
from tailbound.numerics.expression import Expression
from tailbound.proofs.checker import Term
from tailbound.proofs.scalar import is_scalar, node_table, relation_of, scalar_hypotheses, unfolded

if TYPE_CHECKING:
    from tailbound.numerics.enclosure import Enclosure
    from tailbound.proofs.catalogue.entry import Theorem


def expression_of(t: Term) -> Expression:
    """A scalar term as numerics evaluates it: the same node table that is in the certificate."""
    return Expression(*node_table(t))


@dataclass(frozen=True)
class Bound:
    """One side of a theorem's conclusion that is a number in a few variables, and the hypotheses on these.

    `side`: "left" or "right"; `regime`: pairs (relation, left side, right side).
    """

    theorem_id: str
    side: str
    expression: Expression
    regime: tuple[tuple[str, Expression, Expression], ...]

    @property
    def variables(self) -> dict[str, str]:
        """The variables with their sorts, those of the regime included."""
        out = dict(self.expression.variables)
        for _, left, right in self.regime:
            out |= left.variables | right.variables
        return out

    def enclose(self, values: Mapping[str, Any], bits: int = 64) -> Enclosure:
        """A rigorous enclosure at exact parameters (int, Fraction, "1/3", or a float taken as the dyadic it is).

        Raises UndefinedHere where the bound has no value, ValueError for a missing parameter.

        >>> from tailbound.proofs.catalogue import find
        >>> (bound,) = bounds_of(find("D3"))
        >>> bound.enclose({"k": 1, "Delta": 0}).upper
        Fraction(1, 1)
        """
        return enclose(self.expression, values, bits)


def bounds_of(theorem: Theorem) -> tuple[Bound, ...]:
    """The evaluable sides of a theorem's conclusion, definitions unfolded.

    The measured side of a reading is no bound; a side that is one variable or a constant is none either.
    """
    statement, reading = theorem.statement, theorem.reading
    try:
        relation = relation_of(statement.concl)
    except ValueError:
        return ()
    out = []
    for side, t in zip(("left", "right"), relation.args, strict=True):
        if reading is not None and side == reading.side:
            continue
        keep = set(reading.given) if reading is not None else set()
        bound = unfolded_scalars(t, statement.hyps, keep)
        if bound.loose or not is_scalar(bound) or bound.op in ("v", "q"):
            continue
        regime = []
        for h in scalar_hypotheses(statement.hyps, bound.names):
            if all(is_scalar(a) for a in h.args):
                regime.append((h.op, expression_of(h.args[0]), expression_of(h.args[1])))
        out.append(Bound(theorem.id, side, expression_of(bound), tuple(regime)))
    return tuple(out)


def unfolded_scalars(t: Term, hyps: tuple[Term, ...], keep: set[str]) -> Term:
    """t with the variables unfolded that a hypothesis defines by a scalar (E = exp Delta, not n = card J)."""
    scalar = [h for h in hyps if h.op == "=" and all(is_scalar(a) for a in h.args)]
    return unfolded(t, scalar, keep)
