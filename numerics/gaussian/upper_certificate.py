"""E9: an upper bound for the discarded mass of a Gaussian row that is sharp at every length.

Claim: P(tau_k > x) <= failure, 0 < x < 1.

Proof of the bound that `verify` evaluates.  Let V be the (k+1)-th largest of z_1..z_n, and v(z) = e^{sigma (z - r)}
for a constant r (a common factor cancels in tau).  T = v(V) + the sum of v over the n-k-1 smaller z, H = the sum of v
over the k larger ones, tau_k = T/(T+H), so

    tau_k > x   iff   D := (1-x) T - x H > 0.

1. Given V = t, the n-k-1 smaller z are i.i.d. N(0,1) conditioned on z <= t, the k larger ones i.i.d. conditioned on
   z >= t, and the two groups are independent (order statistics of an i.i.d. sample with a density).
2. For t in [t_{i-1}, t_i]: by the quantile coupling there are z' >= z with z' of law (z | z <= t_i) for each of the
   smaller, and z'' <= z with z'' of law (z | z >= t_{i-1}) for each of the larger, all independent.  As v increases,
   D <= D' := (1-x) [v(t_i) + sum v(z')] - x sum v(z'').
3. Markov for e^{l D'}, l > 0 (Chernoff): P(D > 0 | V = t) <= E e^{l D'} = C_i,

       C_i = e^{l(1-x) v(t_i)} E[e^{l(1-x) v} | z <= t_i]^{n-k-1} E[e^{-l x v} | z >= t_{i-1}]^k,

   which no longer depends on t in the cell.
4. P(tau_k > x) <= P(V <= t_0) + P(V >= t_J) + sum_i P(t_{i-1} <= V <= t_i) min(1, C_i), for any t_0 < ... < t_J and
   any l_i > 0.

The two expectations are bounded from above by `bins`, the probabilities of V by `order_statistic`; v's exponents, the
powers and the sum are Arb balls.  Axioms: Markov (Chernoff), order statistics of uniforms are Beta.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flint import arb

from tailbound.numerics.gaussian.bins import LogNormalBins, ball
from tailbound.numerics.gaussian.certificate import RowCertificate, capped, increasing
from tailbound.numerics.gaussian.order_statistic import TopOrderStatistic


@dataclass(frozen=True)
class UpperCertificate(RowCertificate):
    """P(tau_k > bound) <= failure by E9.

    edges: the bins' edges (exact floats, increasing); cells: positions in `edges` of t_0 < ... < t_J; rates:
    l_1, ..., l_J > 0; reference: r.
    """

    side: ClassVar[str] = "upper"
    method: ClassVar[str] = "E9"
    axioms: ClassVar[tuple[str, ...]] = ("Markov (Chernoff)", "order statistics of uniforms are Beta")

    edges: tuple[float, ...]
    cells: tuple[int, ...]
    rates: tuple[float, ...]
    reference: float

    def _well_formed(self) -> bool:
        return (
            super()._well_formed()
            and 0 < self.bound < 1
            and increasing(self.edges)
            and increasing(self.cells)
            and len(self.cells) == len(self.rates) + 1 >= 2
            and self.cells[0] >= 0
            and self.cells[-1] < len(self.edges)
            and all(rate > 0 for rate in self.rates)
        )

    def _failure_ball(self) -> Any:
        bins = LogNormalBins(self.sigma, self.edges, self.reference)
        law = TopOrderStatistic(self.n, self.k)
        tails = [(bins.above[i], bins.below[i]) for i in self.cells]
        total = law.below(*tails[0]) + law.above(*tails[-1])
        for number, rate in enumerate(self.rates):
            given_cell = capped(self._log_chernoff(bins, self.cells[number], self.cells[number + 1], ball(rate)))
            total += law.between(tails[number], tails[number + 1]) * given_cell
        return total

    def _log_chernoff(self, bins: LogNormalBins, low: int, high: int, rate: Any) -> Any:
        """ln C_i for the cell between the edges `low` and `high`."""
        x = ball(self.bound)
        push, pull = rate * (1 - x), -rate * x
        log_c = push * bins.values[high]
        if self.n - self.k > 1:
            log_c += (self.n - self.k - 1) * (bins.mgf_below(push, high) / bins.below[high]).log()
        log_c += self.k * (bins.mgf_above(pull, low) / bins.above[low]).log()
        return log_c if log_c.is_finite() else arb(0)
