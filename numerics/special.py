"""Rigorous enclosures of the book's special functions: Phi, Q, the normal quantile and exact binomial tails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import arb, ctx, fmpq

from tailbound.numerics.arb import MAX_BITS, parameter_ends
from tailbound.numerics.enclosure import Enclosure, compare, from_ball
from tailbound.numerics.expression import UndecidedHere, UndefinedHere

_GUARD_BITS = 32
_HALF = fmpq(1, 2)


def normal_cdf(x: Any, bits: int = 64) -> Enclosure:
    """Phi(x) = P(N(0,1) <= x), x exact or uncertain as in `enclose`, relative accuracy 2^-bits in both tails.

    Errors: ValueError if x is no finite number.

    >>> normal_cdf(0).contains("1/2"), 4.906e-198 < normal_cdf(-30).upper_float() < 4.907e-198
    (True, True)
    """
    return _increasing(lambda t: (-arb(t) / arb(2).sqrt()).erfc() / 2, x, "x", bits)


def normal_upper_tail(x: Any, bits: int = 64) -> Enclosure:
    """Q(x) = 1 - Phi(x) = P(N(0,1) > x), relative accuracy 2^-bits in both tails.  Errors: as `normal_cdf`.

    >>> normal_upper_tail(3).lower_float() <= 0.0013498980316300946 <= normal_upper_tail(3).upper_float()
    True
    """
    return _decreasing(lambda t: (arb(t) / arb(2).sqrt()).erfc() / 2, x, "x", bits)


def normal_quantile(p: Any, bits: int = 64) -> Enclosure:
    """Phi^{-1}(p) for 0 < p < 1, p exact or uncertain as in `enclose`.

    Errors: UndefinedHere if p is outside (0, 1) (UndecidedHere if its enclosure is partly outside);
    ValueError if p is no finite number.

    >>> e = normal_quantile("1/40")
    >>> -1.96 < e.lower_float() <= e.upper_float() < -1.95
    True
    """
    low, high = parameter_ends({"p": p}, "p")
    _require_inside(compare(low, fmpq(0)) > 0, compare(high, fmpq(0)) > 0, "the quantile needs 0 < p")
    _require_inside(compare(high, fmpq(1)) < 0, compare(low, fmpq(1)) < 0, "the quantile needs p < 1")
    return _increasing(_quantile, p, "p", bits)


def binomial_cdf(k: int, n: int, p: Any, bits: int = 64) -> Enclosure:
    """P(Bin(n, p) <= k), exact law, 0 <= p <= 1 exact or uncertain, any integer k, n >= 0 (to 10^12 and beyond).

    Errors: ValueError if k or n is no integer or n < 0, or p not in [0, 1].
    Source: P(Bin(n, p) <= k) = I_{1-p}(n - k, k + 1), the regularised incomplete beta function (DLMF 8.17.5).

    >>> binomial_cdf(1, 2, "1/3").contains("8/9")
    True
    """
    low, high = _probability(k, n, p)
    if k < 0 or k >= n:
        return from_ball(fmpq(0 if k < 0 else 1))
    return _decreasing(lambda t: _binomial(k, n, t, bits, upper=False), (low, high), "p", bits)


def binomial_upper_tail(k: int, n: int, p: Any, bits: int = 64) -> Enclosure:
    """P(Bin(n, p) > k) = I_p(k + 1, n - k).  Arguments, errors and source: as `binomial_cdf`.

    >>> binomial_upper_tail(1, 2, "1/3").contains("1/9")
    True
    """
    low, high = _probability(k, n, p)
    if k < 0 or k >= n:
        return from_ball(fmpq(1 if k < 0 else 0))
    return _increasing(lambda t: _binomial(k, n, t, bits, upper=True), (low, high), "p", bits)


def _quantile(p: Any) -> Any:
    # erfcinv near 0 keeps the relative accuracy of both tails; at p = 1/2 the quantile is 0 exactly.
    side = compare(p, _HALF)
    if side == 0:
        return fmpq(0)
    tail = (2 * arb(p) if side < 0 else 2 * (1 - p)) if not isinstance(p, fmpq) else arb(2 * min(p, 1 - p))
    return side * arb(2).sqrt() * tail.erfcinv()


def _probability(k: int, n: int, p: Any) -> tuple[Any, Any]:
    for name, value in (("k", k), ("n", n)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{name} is {value!r}, an integer is needed")
    if n < 0:
        raise ValueError(f"n is {n}, a number of trials is at least 0")
    low, high = parameter_ends({"p": p}, "p")
    if compare(low, fmpq(0)) < 0 or compare(high, fmpq(1)) > 0:
        raise ValueError("p is a probability, it lies in [0, 1]")
    return low, high


def _binomial(k: int, n: int, p: Any, bits: int, upper: bool) -> Any:
    """A ball around P(X > k) if `upper`, else P(X <= k)."""
    if compare(p, fmpq(0)) == 0 or compare(p, fmpq(1)) == 0:
        return fmpq(int((compare(p, fmpq(1)) == 0) == upper))
    # I at an argument <= 1/2 is the fast one: first more bits for it (the caller doubles them), then the other.
    small_p = compare(p, _HALF) <= 0
    first = _incomplete_beta(k, n, p, small_p)
    found = first if small_p == upper else 1 - first
    if found.rel_accuracy_bits() >= bits or ctx.prec < 4 * bits + 256:
        return found
    second = _incomplete_beta(k, n, p, not small_p)
    other = second if small_p != upper else 1 - second
    return found if found.rel_accuracy_bits() >= other.rel_accuracy_bits() else other


def _incomplete_beta(k: int, n: int, p: Any, upper: bool) -> Any:
    if upper:
        return arb(p).beta_lower(arb(k + 1), arb(n - k), 1)
    return arb(1 - p).beta_lower(arb(n - k), arb(k + 1), 1)


def _increasing(ball_at: Callable[[Any], Any], argument: Any, name: str, bits: int) -> Enclosure:
    low, high = parameter_ends({name: argument}, name)
    at_low = _refined(ball_at, low, bits)
    return at_low if compare(low, high) == 0 else Enclosure(at_low.low, _refined(ball_at, high, bits).high)


def _decreasing(ball_at: Callable[[Any], Any], argument: Any, name: str, bits: int) -> Enclosure:
    low, high = parameter_ends({name: argument}, name)
    at_low = _refined(ball_at, low, bits)
    return at_low if compare(low, high) == 0 else Enclosure(_refined(ball_at, high, bits).low, at_low.high)


def _refined(ball_at: Callable[[Any], Any], point: Any, bits: int) -> Enclosure:
    """The ball at an exact point, at a precision that doubles until its relative accuracy is 2^-bits."""
    precision = bits + _GUARD_BITS
    while True:
        with ctx.workprec(precision):
            ball = ball_at(point)
            if isinstance(ball, fmpq) or (ball.is_finite() and ball.rel_accuracy_bits() >= bits):
                return from_ball(ball)
        if precision >= max(MAX_BITS, 4 * bits):
            raise UndecidedHere(f"{bits} bits are not reached with a precision of {precision}")
        precision *= 2


def _require_inside(everywhere: bool, somewhere: bool, reason: str) -> None:
    if not somewhere:
        raise UndefinedHere(reason)
    if not everywhere:
        raise UndecidedHere(f"{reason} on the whole enclosure of p")
