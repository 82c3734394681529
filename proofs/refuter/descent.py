"""Local descent in floats: pattern search from many starts at once, hypotheses first, then the claim's gap."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import numpy as np

from tailbound.proofs.problem import Problem
from tailbound.proofs.refuter.faces import Face
from tailbound.proofs.refuter.floats import Array
from tailbound.proofs.refuter.sampling import clipped
from tailbound.proofs.refuter.screen import Screened, screened

ROUNDS = 110
SMALLEST_STEP = 2.0**-54
Objective = Callable[[Array], Array]


def objective(problem: Problem, face: Face, raw: bool) -> Objective:
    """What is minimised: the gap (raw, or relative to the numbers it comes from); 10 or more outside the hypotheses.

    For an equation the gap's size is maximised, for != minimised.
    """

    def relative(points: Array) -> Array:
        seen = screened(problem, face, points)
        value = _shaped(problem.claim.op, seen, raw)
        return np.where(seen.violation > 0, 10 + seen.violation, value)

    return relative


def _shaped(op: str, seen: Screened, raw: bool) -> Array:
    value = np.arctan(np.nan_to_num(seen.gap, nan=1e9)) / 2 if raw and op in ("<=", "<") else seen.relative
    if op == "=":
        return -abs(value)
    return abs(value) if op == "!=" else value


def descend(start: Array, face: Face, value_of: Objective, rng: np.random.Generator, deadline: float) -> Array:
    """The points that the starts (points, free variables) lead to, best first."""
    here = clipped(start, face.free)
    if not here.size:
        return here
    value, step = value_of(here), np.full(len(here), 0.5)
    last = np.zeros_like(here)
    for _ in range(ROUNDS):
        active = np.flatnonzero(step > SMALLEST_STEP)
        if not len(active) or monotonic() > deadline:
            break
        with np.errstate(over="ignore", invalid="ignore"):  # clipped afterwards
            moves = _moves(here[active], step[active], last[active], rng)
        count = moves.shape[1]
        flat = clipped(_whole_steps(moves, here[active], face).reshape(-1, here.shape[1]), face.free)
        scores = value_of(flat).reshape(len(active), count)
        best = np.argmin(scores, axis=1)
        rows = np.arange(len(active))
        better = scores[rows, best] < value[active]
        found = flat.reshape(len(active), count, -1)[rows, best]
        last[active] = np.where(better[:, None], found - here[active], 0.0)
        here[active] = np.where(better[:, None], found, here[active])
        value[active] = np.where(better, scores[rows, best], value[active])
        step[active] = np.where(better, step[active] * 1.5, step[active] / 3)
    return here[np.argsort(value, kind="stable")]


def _moves(here: Array, step: Array, last: Array, rng: np.random.Generator) -> Array:
    """Along each axis and a few random directions, absolutely and relative to each coordinate's size, and onwards."""
    width = here.shape[1]
    axes = np.eye(width)
    mixed = rng.choice([-1.0, 0.0, 1.0], size=(2 * width if width > 1 else 0, width))
    directions = np.vstack([axes, -axes, mixed])
    size = abs(here)[:, None, :]
    absolute = here[:, None, :] + directions[None] * step[:, None, None]
    relative = here[:, None, :] + directions[None] * (size * step[:, None, None])
    onward = here[:, None, :] + last[:, None, :] * np.array([1.0, 2.0])[None, :, None]
    return np.concatenate([absolute, relative, onward], axis=1)


def _whole_steps(moves: Array, here: Array, face: Face) -> Array:
    """Integer coordinates move by at least one where they move at all."""
    for i, v in enumerate(face.free):
        if v.integer:
            shift = moves[:, :, i] - here[:, None, i]
            moves[:, :, i] = here[:, None, i] + np.sign(shift) * np.ceil(abs(shift))
    return moves
