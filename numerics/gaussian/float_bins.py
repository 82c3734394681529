"""The searches' view of `bins`: the same bound in vectorised float64.  Untrusted: it proposes grids and rates."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tailbound.numerics.gaussian.bins import WIDE

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(10)
# Phi is below 1e-20 there, and e^{theta v} at most e^{theta v(t)}: the first bin holds nothing that matters.
_LOWEST = -9.3
_HUGE = 1e280  # larger sums have overflowed
_MOST = 200  # edges: steps are doubled beyond


def normal_below(x: Array) -> Array:
    """Phi."""
    from scipy.special import ndtr

    return np.asarray(ndtr(x), dtype=np.float64)


def _log_below(x: Array) -> Array:
    from scipy.special import log_ndtr

    return np.asarray(log_ndtr(x), dtype=np.float64)


class FloatBins:
    """Centred moments of v over (-inf, e_0], ..., (e_{m-1}, e_m], (e_m, inf), by quadrature (no cancellation)."""

    def __init__(self, sigma: float, edges: Array, reference: float) -> None:
        self.edges, self.values = edges, np.exp(sigma * (edges - reference))
        low = np.concatenate(([min(_LOWEST, edges[0] - 1.0)], edges[:-1]))
        half = (edges - low) / 2
        z = low[:, None] + half[:, None] * (1 + _NODES)
        weight = half[:, None] * _WEIGHTS * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        self.left = np.concatenate(([0.0], self.values[:-1]))
        rise = self.left[:, None] * np.expm1(sigma * (z - low[:, None]))
        self.below, self.above = normal_below(edges), normal_below(-edges)
        with np.errstate(over="ignore"):
            self.moments = np.stack([(weight * rise**r).sum(axis=1) for r in range(4)])
        # The first bin is wide and may hold the bulk: closed form instead of quadrature.
        orders = np.arange(4)
        self.moments[:, 0] = np.exp(
            orders**2 * sigma**2 / 2 - orders * sigma * reference + _log_below(edges[0] - orders * sigma)
        )
        self.moments[0] = np.diff(self.below, prepend=0.0)
        positive = edges > 0
        self.moments[0][positive] = -np.diff(self.above, prepend=1.0)[positive]
        self.width = self.values - self.left

    def _terms(self, theta: Array, bins: slice, minus_one: bool, shift: Array | float = 0.0) -> Array:
        """Bounds for E[e^{theta v + shift}; bin], or E[e^{theta v + shift} - 1; bin]; theta and shift in rows."""
        width, (m0, m1, m2, m3) = self.width[bins], self.moments[:, bins]
        u, left = theta[:, None] * width, theta[:, None] * self.left[bins] + np.reshape(shift, (-1, 1))
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            growth, factor = np.expm1(u), np.exp(left)
            slope = np.where(np.abs(u) < 1e-2, u / 6 + u * u / 24, (growth - u) / (u * u) - 0.5)
            rise = theta[:, None] * (m1 + theta[:, None] * (m2 / 2 + slope * (m3 / width)))
            rise = np.where(np.abs(u) > WIDE, np.fmin(rise, growth * (m1 / width)), rise)
            terms: Array = m0 * np.expm1(left) + factor * rise if minus_one else factor * (m0 + rise)
        if not np.isfinite(terms).all():  # inf - inf: too large, or too far down to count
            terms = np.nan_to_num(terms, nan=1e290 if theta[0] > 0 else 0.0, posinf=1e290)
        return terms

    def log_below(self, theta: Array, edge: Indices) -> Array:
        """ln E[e^{theta v} | z <= e_edge], one edge for each theta > 0, edges increasing."""
        terms = self._terms(theta, slice(0, int(edge[-1]) + 1), True)
        excess = np.cumsum(terms, axis=1)[np.arange(len(theta)), edge]
        return np.where(excess < _HUGE, np.log1p(np.minimum(excess, _HUGE) / self.below[edge]), np.inf)

    def log_hinge(self, rates: Array, x: float, rest: float, cut: int, top: Indices) -> Array:
        """ln E[e^{l f}; z <= e_top], f(v) = x v - min(v, v(e_cut)), one edge after the cut for each rate l."""
        columns, rows = top - cut - 1, np.arange(len(rates))
        low, high = slice(0, cut + 1), slice(cut + 1, int(top[-1]) + 1)
        shift = -rates * self.values[cut]
        excess = self._terms(-rates * rest, low, True).sum(axis=1) - self.above[top]
        excess += np.cumsum(self._terms(rates * x, high, True, shift), axis=1)[rows, columns]
        result: Array = np.where(excess < _HUGE, np.log1p(np.clip(excess, -0.5, _HUGE)), np.inf)
        if (excess <= -0.5).any():
            direct = self._terms(-rates * rest, low, False).sum(axis=1)
            direct += np.cumsum(self._terms(rates * x, high, False, shift), axis=1)[rows, columns]
            result = np.where(excess > -0.5, result, np.log(np.maximum(direct, 1e-300)))
        return result

    def log_above(self, theta: Array, edge: Indices) -> Array:
        """ln E[e^{theta v} | z > e_edge], theta < 0, edges increasing."""
        mass, first, rows = self.above[edge], int(edge[0]) + 1, np.arange(len(theta))
        last, columns = theta * self.values[-1], edge - int(edge[0])
        lost = (
            _from_top(self._terms(theta, slice(first, None), True))[rows, columns] + np.expm1(last) * self.above[-1]
        )
        result: Array = np.log1p(np.maximum(lost / mass, -0.5))
        if (lost <= -mass / 2).any():
            kept = _from_top(self._terms(theta, slice(first, None), False))[rows, columns]
            kept = np.maximum(kept + np.exp(last) * self.above[-1], 1e-300)
            result = np.where(lost > -mass / 2, result, np.log(kept / mass))
        return result


def _from_top(terms: Array) -> Array:
    """Sums over a column and all to the right of it, with a column of zeros at the end."""
    with np.errstate(over="ignore"):
        sums = np.cumsum(terms[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate((sums, np.zeros((len(terms), 1))), axis=1)


def edges_below(sigma: float, values: Array, tops: Array, thetas: Array, step: float) -> list[float]:
    """Edges below the highest top for E[e^{theta_i v}; z <= top_i], theta_i > 0, values_i = v(top_i).

    Steps at most 1 in z and at most `step` in theta_i v for every i that sees them; the lowest edge has
    theta_i v <= step or no mass below it.
    """
    edges, last = [float(tops[-1])], len(tops) - 1
    log_u = np.log(thetas * values) - sigma * tops  # ln(theta_i v(z)) = log_u + sigma z
    while edges[-1] > _LOWEST + 0.3:
        seen = log_u[tops >= edges[-1] - 1e-12] if edges[-1] < tops[last] else log_u[-1:]
        u = math.exp(min(float(seen.max()) + sigma * edges[-1], 600.0))
        if u <= step:
            break
        edges.append(max(edges[-1] + math.log1p(-step / u) / sigma, edges[-1] - 1.0))
        if len(edges) > _MOST:
            return edges_below(sigma, values, tops, thetas, 2 * step)
    return edges[::-1]


def edges_above(
    sigma: float, values: Array, bottoms: Array, thetas: Array, step: float, rare: Callable[[float], float]
) -> list[float]:
    """Edges above the lowest bottom for E[e^{-theta_i v}; z > bottom_i], theta_i > 0, values_i = v(bottom_i).

    Steps at most 1 in z and `step` in theta_i v, growing where e^{-theta_i v} dies, until it is dead or rare(z) (how
    much it matters what is above z) is small for every i.
    """
    edges = [float(bottoms[0])]
    log_u = np.log(thetas * values) - sigma * bottoms
    while True:
        z = edges[-1]
        u = np.exp(np.minimum(log_u[bottoms <= z + 1e-12] + sigma * z, 600.0))
        alive = u[u < 40.0]
        if z > bottoms[-1] and (not len(alive) or rare(z) * min(float(alive.max()), 1.0) < 1e-4):
            return edges
        ratio = float((np.maximum(1.0, alive / 6.0) / alive).min()) if len(alive) else 1e9
        edges.append(min(z + math.log1p(step * ratio) / sigma, z + 1.0))
        if len(edges) > _MOST:
            return edges_above(sigma, values, bottoms, thetas, 2 * step, rare)


def merged(*groups: Sequence[float] | Array) -> Array:
    """All edges, increasing, without repetition."""
    return np.unique(np.concatenate([np.asarray(g, dtype=np.float64) for g in groups]))


def best_rates(objective: Callable[[Array], Array], rates: Array, sweeps: int) -> Array:
    """A rate per cell that roughly minimises a convex objective: Newton steps by differences, the best point kept."""
    best, lowest = rates, objective(rates)
    for _ in range(sweeps):
        low, high = objective(0.75 * best), objective(1.25 * best)
        slope, bend = 2.0 * (high - low), 16.0 * (high - 2.0 * lowest + low)  # times the rate and its square
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.nan_to_num(np.where(bend > 0, -slope / bend, -np.sign(slope)))
        candidates = ((0.75 * best, low), (1.25 * best, high))
        newton = best * (1.0 + np.clip(step, -0.8, 3.0))
        for rate, value in (*candidates, (newton, objective(newton))):
            better = value < lowest
            best, lowest = np.where(better, rate, best), np.where(better, value, lowest)
    return best
