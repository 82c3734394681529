"""What signs a function of one variable has along its range, as floats, for a few values of the other variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import Term
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.ends import End
from tailbound.proofs.prover.floats import Array, values
from tailbound.proofs.prover.scene import Scene

MOST_ROWS, PLACES = 16, 120
NOISE = 1e-11


@dataclass
class Rows:
    """Points in rows: along a row x rises from the lower to the upper end, and the other variables stay."""

    points: dict[Term, Array]
    shape: tuple[int, int]
    laws: dict[tuple[Term, bool], Step | None] = field(default_factory=dict)

    def signs(self, f: Term) -> Array:
        """-1, 0 (for noise too) or 1 at each point."""
        value, size = values(f, self.points)
        with np.errstate(all="ignore"):
            clear = np.isfinite(value) & np.isfinite(size) & (np.abs(value) > NOISE * size)
        return np.where(clear, np.sign(value), 0.0).reshape(self.shape)

    def falls_once(self, f: Term) -> bool:
        """Whether no row has a negative value before a positive one."""
        negative = np.maximum.accumulate(self.signs(f) < 0, axis=1)
        return not bool((negative & (self.signs(f) > 0)).any())

    def sign(self, f: Term) -> int:
        """1 or -1 where all values have one sign (or are noise), 0 where both occur."""
        s = self.signs(f)
        return 0 if (s > 0).any() and (s < 0).any() else -1 if (s < 0).any() else 1


def rows(scene: Scene, x: Term, ends: Sequence[End]) -> Rows:
    """Rows of points for the range with these ends."""
    if not scene.count():
        raise NoProof("no sample points")
    count = min(MOST_ROWS, scene.count()) if len(scene.points) > 1 else 1
    chosen = np.linspace(0, scene.count() - 1, count).astype(int)
    base = {v: a[chosen] for v, a in scene.points.items() if v is not x}
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    for e in ends:
        value = np.broadcast_to(values(e.value, base)[0], (count,))
        low, high = (np.fmax(low, value), high) if e.lower else (low, np.fmin(high, value))
    share = np.unique(np.concatenate([np.linspace(0, 1, PLACES), 10.0 ** np.linspace(-5, -1, PLACES // 3)]))
    share = np.unique(np.concatenate([share, 1 - share]))
    with np.errstate(all="ignore"):
        far = np.where(np.isfinite(high), high, low + 40.0)
        steps = np.where(np.isfinite(high)[:, None], share[None, :], (share**3)[None, :])
        grid = low[:, None] + steps * (far - low)[:, None]
    points = {v: np.repeat(a, grid.shape[1]) for v, a in base.items()}
    return Rows({**points, x: grid.ravel()}, (grid.shape[0], grid.shape[1]))
