"""Outward rounding of float64 arrays: the steps from which the vectorised interval evaluator is built.

Assumptions, all stated here.  Each of + - * / sqrt is correctly rounded (IEEE 754, gradual underflow: checked
by `require_gradual_underflow`), so one step of `nextafter` outward is enough.  numpy's exp and log are taken
to be within 4 units in the last place of the true value, scipy's erf within 16; they are widened by twice
that.  An overflow is infinite on the outer side only: `nextafter(inf, -inf)` is the largest finite float.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_EXACT_INTEGERS = 2.0**53
EXP_LOG_ULPS = 8.0
ERF_ULPS = 32.0
# exp(x) > the largest float beyond this double, and is a normal float above the other.
_EXP_OVERFLOW = 709.782712893384
_EXP_NORMAL = -708.0


def require_gradual_underflow() -> None:
    """Errors: RuntimeError if this thread flushes subnormal numbers to zero, which voids every bound here."""
    if np.float64(2.0**-1022) * np.float64(0.5) == 0.0:
        raise RuntimeError("this thread flushes subnormal floats to zero: float intervals would not be rigorous")


def step_down(x: Array) -> Array:
    """The next float below each entry."""
    return np.nextafter(x, -np.inf)


def step_up(x: Array) -> Array:
    """The next float above each entry."""
    return np.nextafter(x, np.inf)


def sum_bounds(a: Array, b: Array) -> tuple[Array, Array]:
    """Floats (low, high) around a + b, equal where the float sum is exact.  NaN (inf - inf) stays NaN.

    >>> low, high = sum_bounds(np.float64(10.0), np.float64(-9.0))
    >>> float(low), float(high)
    (1.0, 1.0)
    """
    total = a + b
    # Knuth's two-sum: the rounding error itself, exactly.  It is NaN where something overflowed.
    shadow = total - a
    error = (a - (total - shadow)) + (b - shadow)
    return _bounds(total, error == 0.0)


def product_bounds(a: Array, b: Array) -> tuple[Array, Array]:
    """Floats (low, high) around a * b, equal for zeros and small integers.  NaN (0 * inf) stays NaN."""
    product = a * b
    exact = (_integers(a) & _integers(b) & (np.abs(product) < _EXACT_INTEGERS)) | (
        ((a == 0.0) | (b == 0.0)) & (product == 0.0)
    )
    return _sign_kept(a, b, _bounds(product, exact))


def quotient_bounds(a: Array, b: Array) -> tuple[Array, Array]:
    """Floats (low, high) around a / b (b != 0), equal where integers divide.  NaN (inf / inf) stays NaN."""
    quotient = a / b
    exact = _integers(a) & _integers(b) & _integers(quotient) & (quotient * b == a)
    return _sign_kept(a, b, _bounds(quotient, exact & (np.abs(a) < _EXACT_INTEGERS)))


def sqrt_bounds(x: Array) -> tuple[Array, Array]:
    """Floats (low, high) around sqrt(x), x >= 0, equal for the squares of integers."""
    root = np.sqrt(x)
    low, high = _bounds(root, _integers(root) & (root * root == x) & (x < _EXACT_INTEGERS))
    return np.maximum(low, 0.0), high


def exp_bounds(x: Array) -> tuple[Array, Array]:
    """Floats (low, high) around exp(x), low >= 0, low never inf; exp 0 = 1 exactly."""
    y = np.exp(np.minimum(x, _EXP_OVERFLOW))
    low, high = _widened(np.where(np.isinf(y), np.finfo(np.float64).max, y), EXP_LOG_ULPS)
    overflow, tiny = x > _EXP_OVERFLOW, x < _EXP_NORMAL
    low = np.where(overflow, np.finfo(np.float64).max, np.maximum(low, 0.0))
    high = np.where(overflow | np.isinf(y), np.inf, high)
    # Libraries differ on subnormal results, so none is believed: exp(x) < exp(-708) there.
    low = np.where(tiny, 0.0, low)
    high = np.where(tiny, math.exp(_EXP_NORMAL) * (1.0 + 2.0**-40), high)
    return np.where(x == 0.0, 1.0, low), np.where(x == 0.0, 1.0, high)


def log_bounds(x: Array) -> tuple[Array, Array]:
    """Floats (low, high) around log(x), x > 0; log 1 = 0 exactly."""
    y = np.log(x)
    low, high = _widened(y, EXP_LOG_ULPS)
    infinite, subnormal = np.isinf(y), x < 2.0**-1022  # infinite: x = inf, an upper end
    low = np.where(infinite, np.finfo(np.float64).max, np.where(subnormal, -745.0, low))
    high = np.where(infinite, np.inf, np.where(subnormal, -708.0, high))
    return np.where(x == 1.0, 0.0, low), np.where(x == 1.0, 0.0, high)


def erf_bounds(x: Array) -> tuple[Array, Array]:
    """Floats (low, high) around erf(x), within [-1, 1]; erf 0 = 0 exactly."""
    from scipy.special import erf  # scipy is slow to import and few bounds need it

    y: Array = np.asarray(erf(x), dtype=np.float64)
    low, high = _widened(y, ERF_ULPS)
    # Below the normal range erf x = 2x/sqrt(pi) loses bits to underflow: x < erf x < 2x there.
    small = np.abs(x) < 2.0**-1000
    low = np.where(small, np.minimum(x, 2.0 * x), low)
    high = np.where(small, np.maximum(x, 2.0 * x), high)
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def power_bounds(base: Array, exponent: int) -> tuple[Array, Array]:
    """Floats (low, high) around base^exponent for base >= 0 (repeated squaring, rounded outward)."""
    low = high = np.ones_like(base)
    square_low = square_high = base
    while exponent:
        if exponent & 1:
            low, high = product_bounds(low, square_low)[0], product_bounds(high, square_high)[1]
        exponent >>= 1
        if exponent:
            square_low = np.maximum(product_bounds(square_low, square_low)[0], 0.0)
            square_high = product_bounds(square_high, square_high)[1]
    return np.maximum(low, 0.0), high


def _integers(x: Array) -> NDArray[np.bool_]:
    integers: NDArray[np.bool_] = np.isfinite(x) & (np.trunc(x) == x)
    return integers


def _bounds(rounded: Array, exact: NDArray[np.bool_]) -> tuple[Array, Array]:
    return np.where(exact, rounded, step_down(rounded)), np.where(exact, rounded, step_up(rounded))


def _sign_kept(a: Array, b: Array, bounds: tuple[Array, Array]) -> tuple[Array, Array]:
    """An underflow to 0 must not make a non-negative product or quotient look possibly negative."""
    low, high = bounds
    same_sign = ((a >= 0.0) & (b >= 0.0)) | ((a <= 0.0) & (b <= 0.0))
    other_sign = ((a >= 0.0) & (b <= 0.0)) | ((a <= 0.0) & (b >= 0.0))
    return np.where(same_sign, np.maximum(low, 0.0), low), np.where(other_sign, np.minimum(high, 0.0), high)


def _widened(y: Array, ulps: float) -> tuple[Array, Array]:
    """y -+ ulps units in its last place: twice the error, as the true value's unit may be twice y's."""
    margin = ulps * np.spacing(np.abs(np.where(np.isfinite(y), y, 1.0)))
    return step_down(y - margin), step_up(y + margin)
