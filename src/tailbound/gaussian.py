"""Gaussian rows: how much mass does top-k drop when the logits are i.i.d. normal, and which k is enough?

The row has n visible keys with logits s_j = sigma z_j, z_j i.i.d. N(0, 1), sigma known; the k keys with the largest
logits are kept; tau_k is the softmax mass of the others.  Every number here is certified for every n, with no limit
taken: P(tau_k > upper) <= failure and P(tau_k < lower) <= failure, each on its own.  docs/gaussian.md has the proofs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import arb, ctx

from tailbound.gaussian_bounds import Budget, DiscardedMassBound, DiscardedMassCurve, highest_sure_lower
from tailbound.numerics.rounding import exact

if TYPE_CHECKING:
    from tailbound.numerics.gaussian import RowCertificate

METHODS = ("best", "sharp", "quick")
MOST_KEYS = 10**13
# Outside these the claim for the nearer end is used: tau_k falls as sigma rises, for every z (docs/gaussian.md).
_SMALLEST_SIGMA, _LARGEST_SIGMA = Fraction(1, 10**6), Fraction(60)


def discarded_mass_bound(
    n: int, k: int | Iterable[int], sigma: Any, failure: Any = 1e-3, method: str = "best"
) -> Any:
    """Certified bounds for the mass that top-k drops from a Gaussian row.

    n: keys, 2 to 10^13; k: kept keys, 1 to n-1, or several of them; sigma >= 0: standard deviation of the logits;
    failure in (0, 1): probability with which each bound may fail (sigma, failure: int, Fraction, float as the dyadic
    that it is, or text such as "1/3").  method: "sharp" (E9 and E10), "quick" (E8, a millisecond), "best" (the better
    of both on each side).
    Returns a `DiscardedMassBound`, or a `DiscardedMassCurve` if k is several.
    Errors: ValueError for anything outside these ranges.  Source: theorem book, E8-E10.

    >>> bound = discarded_mass_bound(100_000, 316, 2)
    >>> 0.61 < bound.lower < bound.upper < 0.85, bound.method, bound.verify()
    (True, 'E9 above, E10 below', True)
    """
    row = _row(n, sigma, failure)
    if method not in METHODS:
        raise ValueError(f"method is {method!r}, and must be one of {', '.join(METHODS)}")
    if isinstance(k, Iterable) and not isinstance(k, str) and getattr(k, "shape", None) != ():
        budgets = [_budget_of(one, row[0]) for one in k]
        found, near = {}, (None, None)
        for one in sorted(set(budgets)):
            found[one], near = _bound(*row, one, method, near)
        return DiscardedMassCurve(tuple(found[one] for one in budgets))
    return _bound(*row, _budget_of(k, row[0]), method, (None, None))[0]


def budget(n: int, sigma: Any, eps: Any, failure: Any = 1e-3) -> Budget:
    """The smallest k for which E9 certifies P(tau_k > eps) <= failure; the search fails at k - 1.

    n, sigma, failure: as in `discarded_mass_bound`; eps in (0, 1).  Errors: ValueError outside these ranges.

    >>> enough = budget(100_000, 2, "1/10")
    >>> int(enough) < 25_000, enough.certificate.verify(), enough.certificate.bound
    (True, True, Fraction(1, 10))
    """
    from tailbound.numerics.gaussian.budget_search import find_budget

    n, exact_sigma, exact_failure = _row(n, sigma, failure)
    exact_eps = _inside(eps, "eps")
    if exact_sigma < _SMALLEST_SIGMA:
        k, certificate = min(n, math.ceil((1 - exact_eps) * n)), None
    else:
        k, certificate = find_budget(n, min(exact_sigma, _LARGEST_SIGMA), exact_eps, exact_failure)
    return Budget(n, k, exact_sigma, exact_eps, exact_failure, certificate)


def critical_exponent(n: int, sigma: Any) -> float:
    """C* = max(0, 1 - sigma^2/(2 ln n)): with n^C keys, tau_k tends to 1 below C* and to 0 above it (E4).

    n >= 2; sigma >= 0.  A phase boundary, not a budget: at n^{C*} keys tau is about 1/2.
    Errors: ValueError outside these ranges.

    >>> critical_exponent(1000, 0), round(critical_exponent(1000, 2), 4), critical_exponent(1000, 9)
    (1.0, 0.7105, 0.0)
    """
    n, exact_sigma, _ = _row(n, sigma, "1/2")
    with ctx.workprec(128):
        square = arb(exact_sigma.numerator) ** 2 / arb(exact_sigma.denominator) ** 2
        return max(0.0, float((1 - square / (2 * arb(n).log())).mid()))


def _bound(
    n: int, sigma: Fraction, failure: Fraction, k: int, method: str, near: tuple[Any, Any]
) -> tuple[DiscardedMassBound, tuple[Any, Any]]:
    """The bound for one k, and what the searches for the next k may start from."""
    from tailbound.numerics.gaussian.lower_search import find_lower
    from tailbound.numerics.gaussian.quick_search import find_quick_lower, find_quick_upper
    from tailbound.numerics.gaussian.upper_search import find_upper

    # Above, a smaller sigma is the safe side; below, a larger one.
    above, below = min(sigma, _LARGEST_SIGMA), max(sigma, _SMALLEST_SIGMA)
    uppers: list[RowCertificate | None] = []
    lowers: list[RowCertificate | None] = []
    sharp_upper = sharp_lower = None
    if method != "sharp":
        uppers.append(find_quick_upper(n, k, above, failure) if above >= _SMALLEST_SIGMA else None)
        lowers.append(find_quick_lower(n, k, below, failure) if sigma > 0 and below <= _LARGEST_SIGMA else None)
    if method != "quick":
        if above >= _SMALLEST_SIGMA:
            sharp_upper = find_upper(n, k, above, failure, near=near[0])
        if sigma > 0 and below <= _LARGEST_SIGMA:
            sharp_lower = find_lower(n, k, below, failure, near=near[1])
        uppers.append(None if sharp_upper is None else sharp_upper.certificate)
        lowers.append(None if sharp_lower is None else sharp_lower.certificate)
    upper = min((c for c in uppers if c is not None), key=lambda c: c.bound, default=None)
    lower = max((c for c in lowers if c is not None), key=lambda c: c.bound, default=None)
    bound = DiscardedMassBound(
        n=n,
        k=k,
        sigma=sigma,
        failure=failure,
        upper=Fraction(n - k, n) if upper is None else upper.bound,
        lower=highest_sure_lower(n, k, sigma) if lower is None else lower.bound,
        upper_certificate=upper,
        lower_certificate=lower,
    )
    return bound, (sharp_upper, sharp_lower)


def _row(n: int, sigma: Any, failure: Any) -> tuple[int, Fraction, Fraction]:
    n = _integer(n, "n")
    if not 2 <= n <= MOST_KEYS:
        raise ValueError(f"n is {n}, and must be between 2 and {MOST_KEYS}")
    exact_sigma = exact(sigma, "sigma")
    if exact_sigma < 0:
        raise ValueError(f"sigma is {sigma}, and must be at least 0")
    return n, exact_sigma, _inside(failure, "failure")


def _inside(value: Any, name: str) -> Fraction:
    inside = exact(value, name)
    if not 0 < inside < 1:
        raise ValueError(f"{name} is {value}, and must lie strictly between 0 and 1")
    return inside


def _budget_of(value: Any, n: int) -> int:
    k = _integer(value, "k")
    if not 1 <= k < n:
        raise ValueError(f"k is {k}, and must be between 1 and n - 1 = {n - 1}")
    return k


def _integer(value: Any, name: str) -> int:
    number = exact(value, name)
    if number.denominator != 1:
        raise ValueError(f"{name} is {value}, and must be a whole number")
    return int(number.numerator)
