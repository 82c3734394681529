"""What every certificate about a Gaussian row is: exact data, and a rigorous failure probability computed from it.

The row: s_j = sigma z_j, z_1, ..., z_n i.i.d. N(0, 1), sigma > 0; k keys with the largest logits are kept (ties have
probability 0); tau_k is the softmax mass of the n - k dropped keys.  A certificate claims

    P(tau_k > bound) <= failure     (side "upper"),     or     P(tau_k < bound) <= failure     (side "lower").

Its `verify()` trusts no field: every grid, rate and threshold that the search chose is data for which the inequality
in the module's docstring holds as it stands; a bad choice can only make the failure probability too large.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, ClassVar

from flint import arb, ctx

from tailbound.numerics.enclosure import from_ball

_PRECISIONS = (128, 256, 512, 1024, 2048, 4096)
# A failure probability is known well enough when its ball is this narrow, relative to it.
_ACCURACY_BITS = 24
# A smaller probability is reported as this one: an end is written out as a fraction.
_NEGLIGIBLE = arb(2) ** -1000


@dataclass(frozen=True)
class RowCertificate(ABC):
    """n, k: 1 <= k <= n-1; sigma > 0, failure in (0, 1) and bound in [0, 1] exact."""

    side: ClassVar[str]
    method: ClassVar[str]
    axioms: ClassVar[tuple[str, ...]]

    n: int
    k: int
    sigma: Fraction
    failure: Fraction
    bound: Fraction

    @abstractmethod
    def _failure_ball(self) -> Any:
        """A ball whose upper end is at least the failure probability, at the current precision."""

    def _well_formed(self) -> bool:
        return 1 <= self.k < self.n and self.sigma > 0 and 0 < self.failure < 1 and 0 <= self.bound <= 1

    def failure_probability(self) -> Fraction:
        """A rigorous upper bound, at most 1, for the probability that the claim is false."""
        if not self._well_formed():
            return Fraction(1)
        best = Fraction(1)
        for precision in _PRECISIONS:
            with ctx.workprec(precision):
                found = self._failure_ball()
                if found.is_finite():
                    best = min(best, from_ball(found.max(_NEGLIGIBLE).min(arb(1))).upper)
                    if found.rel_accuracy_bits() >= _ACCURACY_BITS:
                        break
        return best

    def verify(self) -> bool:
        """Whether the claim holds with probability at least 1 - failure, recomputed from the data alone."""
        return self.failure_probability() <= self.failure


def capped(log_probability: Any) -> Any:
    """min(1, e^x) as a ball; 1 where x is not known to be negative."""
    return log_probability.exp() if log_probability < 0 else 1


def increasing(numbers: tuple[float, ...]) -> bool:
    """Whether the numbers are finite and increase strictly."""
    return all(map(math.isfinite, numbers)) and all(a < b for a, b in pairwise(numbers))
