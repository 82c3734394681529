"""Where a gap is least, guessed in floats: the point at which tangent lines should touch."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tailbound.proofs.checker import Term
from tailbound.proofs.prover.floats import Array, values
from tailbound.proofs.prover.sampling import kept
from tailbound.proofs.prover.scene import Scene

ROUNDS, DRAWN = 20, 200


def least_point(scene: Scene, g: Term) -> dict[Term, float] | None:
    """A point at which the facts hold and g is about as small as anywhere, by ever narrower random search."""
    if not scene.count():
        return None
    best, value = lowest(scene.points, g)
    if best is None:
        return None
    rng, step = np.random.default_rng(0), 0.5
    for _ in range(ROUNDS):
        near = {x: c + step * max(1.0, abs(c)) * rng.normal(size=DRAWN) for x, c in best.items()}
        found, low = lowest(kept(near, scene.relations), g)
        if found is not None and low < value:
            far = any(abs(found[x] - best[x]) > step * max(1.0, abs(best[x])) for x in best)
            best, value, step = found, low, step * (1.0 if far else 0.5)
        else:
            step *= 0.3
    return best


def lowest(points: dict[Term, Array], g: Term) -> tuple[dict[Term, float] | None, float]:
    """The point with the least value of g, and that value."""
    value, _ = values(g, points)
    value = np.where(np.isfinite(value), value, np.inf)
    if not value.size or not np.isfinite(value).any():
        return None, np.inf
    i = int(np.argmin(value))
    return {x: float(a[i]) for x, a in points.items()}, float(value[i])


def simple(value: float) -> Fraction | None:
    """The simple fraction that a float is meant to be, if there is one."""
    for limit in (1, 2, 12):
        guess = Fraction(value).limit_denominator(limit)
        if abs(float(guess) - value) < 3e-3 * max(1.0, abs(value)):
            return guess
    return None


__all__ = ["least_point", "simple"]
