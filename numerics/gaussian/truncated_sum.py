"""Bernstein's inequalities for S = sum of w(z_j) 1{z_j <= t} over n i.i.d. standard normals, as Arb balls."""

from __future__ import annotations

from typing import Any

from flint import arb


class TruncatedSum:
    """w = e^{sigma (z - r)}, r the reference; sigma > 0, t and r balls."""

    def __init__(self, n: int, sigma: Any, level: Any, reference: Any) -> None:
        self.n, self.largest = n, (sigma * (level - reference)).exp()
        self.below, self.above = _phi(level), _phi(-level)
        self.mean = n * (sigma**2 / 2 - sigma * reference).exp() * _phi(level - sigma)
        self.square = n * (2 * sigma**2 - 2 * sigma * reference).exp() * _phi(level - 2 * sigma)

    def log_reaches(self, s: Any) -> Any:
        """A ball whose upper end bounds ln P(S >= s): Bernstein for variables in [0, w(t)]; 0 unless s > E S."""
        above = s - self.mean
        if not above > 0:
            return arb(0)
        variance = self.square - self.mean**2 / self.n
        return -(above**2) / (2 * (variance + self.largest * above / 3))

    def log_stays_at(self, s: Any) -> Any:
        """A ball whose upper end bounds ln P(S <= s): one-sided Bernstein for terms >= 0; 0 unless s < E S."""
        missing = self.mean - s
        return -(missing**2) / (2 * self.square) if missing > 0 else arb(0)


def _phi(x: Any) -> Any:
    return (-x / arb(2).sqrt()).erfc() / 2
