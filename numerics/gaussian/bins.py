"""Truncated moment generating functions of a log-normal weight, bounded from above and rigorously (Arb).

For z ~ N(0, 1) and v(z) = e^{sigma (z - r)}, r a fixed reference, the certificates need upper bounds of

    E[e^{theta v}; z in a union of bins],     theta of either sign,

that are sharp enough to be raised to the power n = 10^12.

The bound.  Let psi(u) = (e^u - 1 - u)/u^2, psi(0) = 1/2.  As psi(u) = int_0^1 (1-y) e^{uy} dy, it is convex on the
whole line.  On a bin (a, b] put d = v - v(a), which lies in [0, D], D = v(b) - v(a).  With U = theta D,

    e^{theta v} = e^{theta v(a)} (1 + theta d + (theta d)^2 psi(theta d)),
    psi(theta d) <= 1/2 + (psi(U) - 1/2) d/D                         (the chord of a convex function),

so with m_r = E[d^r; bin]

    E[e^{theta v}; bin] <= e^{theta v(a)} (m_0 + theta m_1 + theta^2 (m_2/2 + (psi(U) - 1/2) m_3/D)).

For |U| > 2 the chord of e^{theta v} itself, E[e^{theta v}; bin] <= e^{theta v(a)} (m_0 + (e^U - 1) m_1/D), may be
smaller; the smaller of the two counts.  The first bin is (-inf, e_0], where v(a) = 0.  On the last one, (e_m, inf),
only theta <= 0 is allowed, and e^{theta v} <= e^{theta v(e_m)}.  The moments are exact in Phi, by E0:

    E[v^r; a < z <= b] = e^{r^2 sigma^2/2 - r sigma r_0} (Phi(b - r sigma) - Phi(a - r sigma)),  r_0 the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

WIDE = 2
"""The |theta| (v(b) - v(a)) beyond which a bin is also bounded by the plain chord."""


def ball(value: Fraction | int | float) -> Any:
    """The exact number as a ball at the current precision."""
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return arb(value)


class LogNormalBins:
    """Centred moments of v over the bins (-inf, e_0], (e_0, e_1], ..., (e_m, inf), as balls.

    sigma > 0 exact; edges e_0 < ... < e_m finite floats (exact dyadics); reference: a float.  The numbers are
    enclosures at the precision of the caller's flint context.

    >>> from flint import arb
    >>> bins = LogNormalBins(Fraction(1), [-1.0, 0.0, 1.0], 0.0)
    >>> top = bins.mgf_above(arb(-1), 2) + bins.mgf_below(arb(-1), 2)
    >>> bool(arb("0.38176") < top) and bool(top < arb("0.39"))  # E[exp(-e^z)] = 0.3817564...
    True
    """

    def __init__(self, sigma: Fraction, edges: Sequence[float], reference: float) -> None:
        self.sigma, self.reference = ball(sigma), ball(reference)
        self.edges = [ball(e) for e in edges]
        self.values = [(self.sigma * (e - self.reference)).exp() for e in self.edges]
        tails = [[_Tail(e - r * self.sigma) for e in self.edges] for r in range(4)]
        self._tails = tails[0]
        self.below = [t.lower for t in tails[0]]
        self.above = [t.upper for t in tails[0]]
        self._left = [arb(0), *self.values]
        self._bins = [self._centred(b, tails) for b in range(len(self.edges))]

    def _centred(self, b: int, tails: list[list[_Tail]]) -> tuple[Any, Any, Any, Any, Any]:
        """(D, m_0, m_1, m_2/2, m_3/D) of bin b."""
        raw = []
        for r in range(4):
            mass = tails[r][0].lower if b == 0 else _between(tails[r][b - 1], tails[r][b])
            raw.append(mass * (r * r * self.sigma**2 / 2 - r * self.sigma * self.reference).exp())
        a = self._left[b]
        width = self.values[b] - a
        m1 = raw[1] - a * raw[0]
        m2 = raw[2] - a * (2 * raw[1] - a * raw[0])
        m3 = raw[3] - a * (3 * raw[2] - a * (3 * raw[1] - a * raw[0]))
        return width, raw[0], m1, m2 / 2, m3 / width

    def mass(self, low: int, high: int) -> Any:
        """P(e_low < z <= e_high)."""
        return _between(self._tails[low], self._tails[high])

    def _sum(self, theta: Any, first: int, last: int) -> Any:
        """The bound above for E[e^{theta v}; bins first..last], theta != 0."""
        factor = (theta * self._left[first]).exp()
        total = arb(0)
        for width, m0, m1, half_m2, m3_slope in self._bins[first : last + 1]:
            u = theta * width
            growth = u.expm1()
            excess = (growth - u) / (u * u) - 0.5  # psi(U) - 1/2
            rise = theta * (m1 + theta * (half_m2 + excess * m3_slope))
            if abs(u) > WIDE:
                rise = rise.min(growth * m1 / width)
            total += factor * (m0 + rise)
            factor *= 1 + growth
        return total

    def mgf_below(self, theta: Any, edge: int) -> Any:
        """A ball whose upper end is at least E[e^{theta v}; z <= e_edge], theta != 0."""
        return self._sum(theta, 0, edge)

    def mgf_between(self, theta: Any, low: int, high: int) -> Any:
        """A ball whose upper end is at least E[e^{theta v}; e_low < z <= e_high], theta != 0."""
        return self._sum(theta, low + 1, high)

    def mgf_above(self, theta: Any, edge: int) -> Any:
        """A ball whose upper end is at least E[e^{theta v}; z > e_edge], theta < 0."""
        last = len(self.edges) - 1
        return self._sum(theta, edge + 1, last) + (theta * self.values[last]).exp() * self.above[last]


class _Tail:
    """Phi(x) and Q(x) with relative accuracy in both tails, and which of them is the small one."""

    def __init__(self, x: Any) -> None:
        root = x / arb(2).sqrt()
        self.positive = bool(x.mid() > 0)
        small = (root if self.positive else -root).erfc() / 2
        self.upper, self.lower = (small, 1 - small) if self.positive else (1 - small, small)


def _between(low: _Tail, high: _Tail) -> Any:
    if low.positive:
        return low.upper - high.upper
    return high.lower - low.lower
