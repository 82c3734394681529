"""E10: a lower bound for the discarded mass of a Gaussian row.

Claim: P(tau_k < x) <= failure, 0 < x < 1.

Proof of the bound that `verify` evaluates.  Let v_j = e^{sigma (z_j - r)} for a constant r (a common factor cancels
in tau) and c = v(e) for any level e.  As sum_{top k} v_j <= sum_j max(v_j - c, 0) + k c, the dropped mass is
T_k >= sum_j min(v_j, c) - k c.  Put f(v) = x v - min(v, c).  Then

    tau_k < x,  i.e. T_k < x Z,   implies   D := sum_j f(v_j) + k c > 0.

f is the larger of the two lines (x-1) v and x v - c: convex in v, falling up to c and rising after it.  Let M be the
largest z_j and e < m_0 < ... < m_J.

1. M <= m_0 and D > 0: Markov for e^{l D} on the event gives at most e^{l k c} E[e^{l f}; z <= m_0]^n.
2. m_{j-1} < M <= m_j and D > 0: this is the disjoint union over i of {z_i = M}; on it z_i is in the cell,
   f(v_i) <= F_j := x v(m_j) - c (f rises after the cut), and the other n-1 are at most m_j.  Markov for e^{l D},
   the z independent: at most n P(m_{j-1} < z <= m_j) e^{l (F_j + k c)} E[e^{l f}; z <= m_j]^{n-1}.
   It is also at most P(m_{j-1} < M <= m_j) <= n P(m_{j-1} < z <= m_j) (union bound).
3. M > m_J: at most n Q(m_J) (union bound).

P(tau_k < x) is at most the sum, for any levels and any rates l > 0.  E[e^{l f}] splits at e into two truncated moment
generating functions of v, bounded from above by `bins` (chords are allowed: e^{l f} is convex in v on both sides).
Axioms: Markov (Chernoff), union bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flint import arb

from tailbound.numerics.gaussian.bins import LogNormalBins, ball
from tailbound.numerics.gaussian.certificate import RowCertificate, capped, increasing


@dataclass(frozen=True)
class LowerCertificate(RowCertificate):
    """P(tau_k < bound) <= failure by E10.

    edges: the bins' edges (exact floats, increasing); cut: position in `edges` of e; cells: positions of
    m_0 < ... < m_J, all after the cut; rates: l for M <= m_0 and for each of the J cells; reference: r.
    """

    side: ClassVar[str] = "lower"
    method: ClassVar[str] = "E10"
    axioms: ClassVar[tuple[str, ...]] = ("Markov (Chernoff)", "union bound")

    edges: tuple[float, ...]
    cut: int
    cells: tuple[int, ...]
    rates: tuple[float, ...]
    reference: float

    def _well_formed(self) -> bool:
        return (
            super()._well_formed()
            and 0 < self.bound < 1
            and increasing(self.edges)
            and increasing(self.cells)
            and len(self.cells) == len(self.rates) >= 1
            and 0 <= self.cut < self.cells[0]
            and self.cells[-1] < len(self.edges)
            and all(rate > 0 for rate in self.rates)
        )

    def _failure_ball(self) -> Any:
        bins = LogNormalBins(self.sigma, self.edges, self.reference)
        x, total = ball(self.bound), self.n * bins.above[self.cells[-1]]
        cut_value = bins.values[self.cut]
        for number, (top, rate) in enumerate(zip(self.cells, map(ball, self.rates), strict=True)):
            spent = rate * self.k * cut_value
            if number == 0:
                total += capped(spent + self._log_others(bins, top, rate, self.n))
            else:
                largest_f = x * bins.values[top] - cut_value
                others = self._log_others(bins, top, rate, self.n - 1)
                maximum_here = self.n * bins.mass(self.cells[number - 1], top)
                total += maximum_here * capped(spent + rate * largest_f + others)
        return total

    def _log_others(self, bins: LogNormalBins, top: int, rate: Any, count: int) -> Any:
        """count ln E[e^{l f}; z <= m_j], m_j the edge `top`."""
        x = ball(self.bound)
        small = bins.mgf_below(-rate * (1 - x), self.cut)
        large = (-rate * bins.values[self.cut]).exp() * bins.mgf_between(rate * x, self.cut, top)
        log_others = count * (small + large).log()
        return log_others if log_others.is_finite() else arb("inf")
