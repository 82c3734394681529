"""Which points of a batch deserve the judge: by floats with error bounds, hypotheses and claim together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tailbound.proofs.problem import Problem
from tailbound.proofs.refuter.faces import Face
from tailbound.proofs.refuter.floats import UNIT, Array, FloatValues

MARGIN = 4.0  # the error bounds are first order
SURE, CLOSE, UNKNOWN = 24, 20, 12  # suspects of each kind taken from one batch

NEAT_DENOMINATOR, MOST_NEAT = 840, 40


@dataclass(frozen=True)
class Screened:
    """Per point: how far the hypotheses are violated (relative, 0 if not), the claim's gap and its error bound."""

    violation: Array
    gap: Array
    error: Array

    @property
    def relative(self) -> Array:
        """The gap in units of the numbers it was computed from."""
        with np.errstate(all="ignore"):
            return np.clip(np.nan_to_num(self.gap / (self.error / UNIT), nan=2.0, posinf=2.0, neginf=-2.0), -2, 2)


def screened(problem: Problem, face: Face, points: Array) -> Screened:
    """Floats of all relations at points of a face; points without a value violate the hypotheses by 1."""
    at = FloatValues(face.columns(points) or {"": np.zeros(len(points))})
    violation = np.zeros(len(points))
    with np.errstate(all="ignore"):
        for h in problem.hyps:
            gap, error = at.gap(h)
            amount = {"<=": -gap, "<": -gap, "=": abs(gap)}.get(h.op, np.zeros(len(points)))
            part = np.clip(amount * UNIT / error, 0, 1)
            violation += np.where(amount > MARGIN * error, np.nan_to_num(part, nan=0.0), 0.0)
        gap, error = at.gap(problem.claim)
    violation = violation + at.undefined
    return Screened(violation, gap, error)


def suspects(problem: Problem, seen: Screened) -> list[int]:
    """Indices of the points to judge: sure failures, then near equalities, then what floats cannot say."""
    op = problem.claim.op
    with np.errstate(all="ignore"):
        allowed = seen.violation == 0
        known = np.isfinite(seen.gap) & np.isfinite(seen.error)
        ratio = np.where(known, seen.gap / seen.error, 0.0)
    size = abs(ratio)
    fails = {"<=": ratio < -MARGIN, "<": ratio < -MARGIN, "=": size > MARGIN, "!=": np.zeros(len(ratio), bool)}[op]
    order = np.argsort(-size, kind="stable")
    sure = [int(i) for i in order if allowed[i] and known[i] and fails[i]][:SURE]
    close = np.flatnonzero(allowed & known & (size <= MARGIN))
    close = close[np.argsort(seen.gap[close], kind="stable")] if len(close) <= SURE else close
    unknown = np.flatnonzero(allowed & ~known)
    return sure + [int(i) for i in _spread(close, CLOSE)] + [int(i) for i in _spread(unknown, UNKNOWN)]


def neat(face: Face, points: Array, seen: Screened) -> list[int]:
    """Points of a face inside the hypotheses whose solved coordinates look like short fractions.

    Square roots are seldom rational; where they are, an equality may hold exactly.
    """
    solved = [v.name for v, _ in face.definitions]
    if not solved or not len(points):
        return []
    columns = face.columns(points)
    good = seen.violation == 0
    with np.errstate(all="ignore"):
        for name in solved:
            scaled = columns[name] * NEAT_DENOMINATOR
            good = good & (abs(scaled - np.round(scaled)) < 2.0**-30) & (abs(scaled) < 2.0**20)
    return [int(i) for i in np.flatnonzero(good)[:MOST_NEAT]]


def _spread(indices: Any, count: int) -> Any:
    """At most `count` of them: the first half from the front, the others spread over the rest."""
    if len(indices) <= count:
        return indices
    front = count // 2
    rest = np.linspace(front, len(indices) - 1, count - front).astype(int)
    return np.concatenate([indices[:front], indices[rest]])
