"""E8: certificates that cost a millisecond, by cutting at a fixed level and Bernstein's inequality.

Notation: w(z) = e^{sigma z - sigma^2/2}, so by E0 E[w; z <= t] = Phi(t - sigma) and
E[w^2; z <= t] = e^{sigma^2} Phi(t - 2 sigma); V the (k+1)-th largest z_j, T the dropped sum of w, Z the sum of all;
t, u levels and y a number, fixed beforehand.

Upper claim, P(tau_k > x) <= failure.  Put S = sum w(z_j) 1{z_j <= t}.
  d1: V > t has probability P(Bin(n, Q(t)) > k).  If V <= t, every dropped key is at most t, so T <= S.
  d2: S >= x y has, by Bernstein for variables in [0, w(t)] with variance at most v, a = x y - E S > 0, probability at
      most exp(-a^2/(2 (n v + w(t) a/3))).
  d3: Z <= y: Z >= sum w 1{z_j <= u}, whose terms are non-negative; by the one-sided Bernstein inequality, with
      a = n Phi(u - sigma) - y > 0, at most exp(-a^2/(2 n e^{sigma^2} Phi(u - 2 sigma))).
  Otherwise T < x y and Z > y, so tau_k < x.  The failure probability is at most d1 + d2 + d3.

Lower claim, P(tau_k < x) <= failure: the same in mirror image.
  d1: V < t.  If V >= t, every key below t is dropped, so T >= S.
  d2: S <= x y, one-sided Bernstein.
  d3: Z >= y: some z_j > u, at most n Q(u), or sum w 1{z_j <= u} >= y, Bernstein with bound w(u).

d1 is bounded by the tail of a Beta law (`order_statistic`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from flint import arb

from tailbound.numerics.gaussian.bins import ball
from tailbound.numerics.gaussian.certificate import RowCertificate, capped
from tailbound.numerics.gaussian.order_statistic import TopOrderStatistic
from tailbound.numerics.gaussian.truncated_sum import TruncatedSum


@dataclass(frozen=True)
class QuickCertificate(RowCertificate):
    """E8.  cut: t; top: u (exact floats); normaliser: y in units of n w(t), exact, > 0."""

    method: ClassVar[str] = "E8"
    axioms: ClassVar[tuple[str, ...]] = (
        "Bernstein",
        "one-sided Bernstein for non-negative variables",
        "order statistics of uniforms are Beta",
        "union bound",
    )

    cut: float
    top: float
    normaliser: Fraction

    def _well_formed(self) -> bool:
        return super()._well_formed() and self.normaliser > 0

    def _sums(self) -> tuple[TopOrderStatistic, TruncatedSum, TruncatedSum, Any]:
        """The law of V, S, the sum up to u, and y, all in units of w(t)."""
        sigma, cut = ball(self.sigma), ball(self.cut)
        small = TruncatedSum(self.n, sigma, cut, cut)
        return (
            TopOrderStatistic(self.n, self.k),
            small,
            TruncatedSum(self.n, sigma, ball(self.top), cut),
            self.n * ball(self.normaliser),
        )


@dataclass(frozen=True)
class QuickUpperCertificate(QuickCertificate):
    """P(tau_k > bound) <= failure by E8."""

    side: ClassVar[str] = "upper"

    def _failure_ball(self) -> Any:
        law, small, everything, y = self._sums()
        d1 = law.above(small.above, small.below)
        d2 = capped(small.log_reaches(ball(self.bound) * y))
        d3 = capped(everything.log_stays_at(y))
        return d1 + d2 + d3


@dataclass(frozen=True)
class QuickLowerCertificate(QuickCertificate):
    """P(tau_k < bound) <= failure by E8."""

    side: ClassVar[str] = "lower"

    def _failure_ball(self) -> Any:
        law, small, everything, y = self._sums()
        d1 = law.below(small.above, small.below)
        d2 = capped(small.log_stays_at(ball(self.bound) * y))
        d3 = capped(everything.log_reaches(y)) + self.n * everything.above
        return d1 + d2 + d3 if d3 < 1 else arb(1)
