"""The rigorous evaluator of a proved bound: the same object that the certificate is about, as a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tailbound.numerics.arb import enclose
from tailbound.numerics.expression import Expression
from tailbound.numerics.inequality import Inequality, Verdict
from tailbound.numerics.rounding import exact
from tailbound.proofs.checker import Term
from tailbound.proofs.scalar import is_scalar, node_table, relation_of, scalar_hypotheses, unfolded

if TYPE_CHECKING:
    from tailbound.numerics.enclosure import Enclosure
    from tailbound.proofs.catalogue.entry import Theorem


def expression_of(t: Term) -> Expression:
    """A scalar term as numerics evaluates it: the same node table that is in the certificate."""
    return Expression(*node_table(t))


RANGES: dict[str, tuple[int, int | None]] = {
    "n": (1, None),
    "k": (1, None),
    "n_d": (0, None),
    "Delta": (0, None),
    **dict.fromkeys(("tau", "tau1", "tau2", "h"), (0, 1)),
    **dict.fromkeys(("H", "T", "Z", "KL", "variance"), (0, None)),
}
"""What the letters of the book can be: counts, a range of logits, masses, sums of weights."""


def outside_range(values: Mapping[str, Any]) -> str:
    """Why no row has these parameters, as text; empty if nothing is wrong with them.

    >>> outside_range({"k": 0, "Delta": "1/2"}), outside_range({"n": 4, "k": 5}), outside_range({"n": 4, "k": 4})
    ('k is 0, and must be at least 1', 'k is 5, and n is 4', '')
    """
    exactly = {name: exact(x, name) for name, x in values.items()}
    for name, x in exactly.items():
        low, high = RANGES.get(name, (None, None))
        if low is not None and x < low:
            return f"{name} is {x}, and must be at least {low}"
        if high is not None and x > high:
            return f"{name} is {x}, and must be at most {high}"
    if {"n", "k"} <= exactly.keys() and exactly["k"] > exactly["n"]:
        return f"k is {exactly['k']}, and n is {exactly['n']}"
    return ""


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

        Raises UndefinedHere where the bound has no value; ValueError for a parameter that is missing or that the
        bound does not have, and outside the theorem's hypotheses, where the number would bound nothing.

        >>> from tailbound.proofs.catalogue import find
        >>> (bound,) = bounds_of(find("D3"))
        >>> bound.enclose({"k": 1, "Delta": 0}).upper
        Fraction(1, 1)
        """
        for name in values:
            if name not in self.variables:
                known = ", ".join(sorted(self.variables))
                raise ValueError(f"{self.theorem_id} has no parameter {name}: its bound is in {known}")
        enclosure = enclose(self.expression, values, bits)
        reason = outside_range(values) or self.broken_hypothesis(values)
        if reason:
            raise ValueError(f"{self.theorem_id} says nothing there: {reason}")
        return enclosure

    def broken_hypothesis(self, values: Mapping[str, Any]) -> str:
        """A hypothesis on the parameters that is certainly false there, as text; empty if there is none."""
        for op, left, right in self.regime:
            ways = {"<=": [(left, right)], "<": [(left, right)], "=": [(left, right), (right, left)]}.get(op, [])
            if not left.variables.keys() | right.variables.keys() <= values.keys():
                continue
            if any(Inequality(a, b, op == "<").verdict(values) is Verdict.VIOLATED for a, b in ways):
                return f"{left} {op} {right} is false"
        return ""


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
