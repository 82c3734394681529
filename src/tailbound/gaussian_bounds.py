"""What is certified about the discarded mass of a Gaussian row, as objects with exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tailbound.numerics.rounding import float_above, float_below

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tailbound.numerics.gaussian import RowCertificate


@dataclass(frozen=True)
class DiscardedMassBound:
    """Bounds for tau_k of a Gaussian row; each holds with probability at least 1 - failure.

    upper, lower: exact numbers in [0, 1].  The certificates may be for a sigma on the safe side of the row's; None
    stands for a bound that holds in every row (1 - k/n above, 0 below).
    """

    n: int
    k: int
    sigma: Fraction
    failure: Fraction
    upper: Fraction
    lower: Fraction
    upper_certificate: RowCertificate | None = field(repr=False)
    lower_certificate: RowCertificate | None = field(repr=False)

    @property
    def upper_float(self) -> float:
        """The smallest float that is at least `upper`."""
        return float_above(self.upper)

    @property
    def lower_float(self) -> float:
        """The largest float that is at most `lower`."""
        return float_below(self.lower)

    @property
    def method(self) -> str:
        """The theorem of the book behind each side."""
        return f"{_method(self.upper_certificate, 'D2')} above, {_method(self.lower_certificate, 'D2')} below"

    @property
    def trust(self) -> str:
        """On what the bounds rest besides Arb and the argument of docs/gaussian.md."""
        return trust_of(self.upper_certificate, self.lower_certificate)

    def verify(self) -> bool:
        """Whether both certificates, recomputed from their data alone, give these bounds for this row."""
        upper, lower = self.upper_certificate, self.lower_certificate
        highest, lowest = Fraction(self.n - self.k, self.n), highest_sure_lower(self.n, self.k, self.sigma)
        up = self.upper >= highest or (_speaks_of(upper, self, "upper") and upper.bound <= self.upper)  # type: ignore[union-attr]
        down = self.lower <= lowest or (_speaks_of(lower, self, "lower") and lower.bound >= self.lower)  # type: ignore[union-attr]
        return up and down


@dataclass(frozen=True)
class DiscardedMassCurve(Sequence[DiscardedMassBound]):
    """Bounds for several k, in the order in which they were asked for; each holds on its own.

    >>> from tailbound.gaussian import discarded_mass_bound
    >>> curve = discarded_mass_bound(1000, [10, 100], 2, method="quick")
    >>> curve.k.tolist(), bool(curve.upper[1] < curve.upper[0])
    ([10, 100], True)
    """

    bounds: tuple[DiscardedMassBound, ...]

    def __getitem__(self, index: Any) -> Any:
        return self.bounds[index]

    def __len__(self) -> int:
        return len(self.bounds)

    @property
    def k(self) -> NDArray[np.int64]:
        """The budgets, shape (number of budgets,)."""
        import numpy as np

        return np.array([b.k for b in self.bounds], dtype=np.int64)

    @property
    def upper(self) -> NDArray[np.float64]:
        """Upper bounds, rounded up to floats, shape (number of budgets,)."""
        import numpy as np

        return np.array([b.upper_float for b in self.bounds])

    @property
    def lower(self) -> NDArray[np.float64]:
        """Lower bounds, rounded down to floats, shape (number of budgets,)."""
        import numpy as np

        return np.array([b.lower_float for b in self.bounds])

    @property
    def method(self) -> tuple[str, ...]:
        """The method of every bound."""
        return tuple(b.method for b in self.bounds)

    @property
    def trust(self) -> str:
        """The trust of all the bounds together."""
        return trust_of(*(c for b in self.bounds for c in (b.upper_certificate, b.lower_certificate)))


@dataclass(frozen=True)
class Budget:
    """The smallest k that the search could certify: P(tau_k > eps) <= failure.  `int(budget)` is k.

    certificate: None where tau_k <= 1 - k/n <= eps holds in every row, or k = n (nothing is dropped).
    """

    n: int
    k: int
    sigma: Fraction
    eps: Fraction
    failure: Fraction
    certificate: RowCertificate | None = field(repr=False)

    def __int__(self) -> int:
        return self.k

    @property
    def trust(self) -> str:
        """On what the budget rests besides Arb and the argument of docs/gaussian.md."""
        return trust_of(self.certificate)


def trust_of(*certificates: RowCertificate | None) -> str:
    """The trust label of bounds that rest on these certificates.

    >>> trust_of(None)
    'exact'
    """
    axioms = sorted({axiom for c in certificates if c is not None for axiom in c.axioms})
    return f"enclosure + axioms: {', '.join(axioms)}" if axioms else "exact"


def highest_sure_lower(n: int, k: int, sigma: Fraction) -> Fraction:
    """What tau_k is at least in every row."""
    return Fraction(n - k, n) if sigma == 0 else Fraction(0)


def _speaks_of(certificate: RowCertificate | None, bound: DiscardedMassBound, side: str) -> bool:
    """Whether a certificate is verified and is about this row, or one with sigma on the safe side."""
    if certificate is None or certificate.side != side:
        return False
    safe = certificate.sigma <= bound.sigma if side == "upper" else certificate.sigma >= bound.sigma
    same = (certificate.n, certificate.k) == (bound.n, bound.k) and certificate.failure <= bound.failure
    return safe and same and certificate.verify()


def _method(certificate: RowCertificate | None, otherwise: str) -> str:
    return otherwise if certificate is None else certificate.method
