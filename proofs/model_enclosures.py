"""Rigorous decimal intervals for exp, log, sqrt, erf and pi, made independently of the checker's.

The finite-model oracle (`tailbound.proofs.model`) judges the checker, so it must not borrow the checker's enclosures.
Here intervals are pairs of `decimal.Decimal`; sums, products and quotients are rounded outwards, and `exp`, `ln` and
`sqrt`, which the General Decimal Arithmetic Specification makes correctly rounded, are widened by one unit on each
side.  pi is Machin's formula, erf its alternating Taylor series (the checker sums a positive one).
"""

from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_CEILING,
    ROUND_FLOOR,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from functools import lru_cache

Span = tuple[Decimal, Decimal]
LARGEST_EXPONENT = 10**5  # exp of more is refused: its digits would not help to decide anything
ERF_SERIES_END = 16  # beyond, erf is bracketed by its asymptotic expansion


class Undecided(Exception):
    """The value or the truth value cannot be settled at the precision allowed."""


@lru_cache(maxsize=64)
def contexts(digits: int) -> tuple[Context, Context]:
    """Decimal contexts of the given precision that round down and up."""
    traps = [InvalidOperation, DivisionByZero, Overflow]
    down = Context(prec=digits, rounding=ROUND_FLOOR, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=traps)
    up = Context(prec=digits, rounding=ROUND_CEILING, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=traps)
    return down, up


def of_rational(x: Fraction, digits: int) -> Span:
    """The rational x between two decimals.

    >>> of_rational(Fraction(1, 3), 3)
    (Decimal('0.333'), Decimal('0.334'))
    """
    down, up = contexts(digits)
    top, bottom = Decimal(x.numerator), Decimal(x.denominator)
    return down.divide(top, bottom), up.divide(top, bottom)


def plus(a: Span, b: Span, digits: int) -> Span:
    """The sum of two intervals."""
    down, up = contexts(digits)
    return down.add(a[0], b[0]), up.add(a[1], b[1])


def times(a: Span, b: Span, digits: int) -> Span:
    """The product of two intervals."""
    down, up = contexts(digits)
    pairs = [(x, y) for x in a for y in b]
    return min(down.multiply(x, y) for x, y in pairs), max(up.multiply(x, y) for x, y in pairs)


def negative(a: Span) -> Span:
    """The interval of -x for x in a."""
    return a[1].copy_negate(), a[0].copy_negate()


def over(a: Span, b: Span, digits: int) -> Span:
    """The quotient of two intervals; Undecided where the divisor may be zero."""
    if b[0] <= 0 <= b[1]:
        raise Undecided("a divisor is not separated from zero")
    down, up = contexts(digits)
    pairs = [(x, y) for x in a for y in b]
    return min(down.divide(x, y) for x, y in pairs), max(up.divide(x, y) for x, y in pairs)


def exp(a: Span, digits: int) -> Span:
    """The interval of exp over a.

    >>> exp((Decimal(1), Decimal(1)), 5)
    (Decimal('2.7182'), Decimal('2.7184'))
    """
    if max(abs(a[0]), abs(a[1])) > LARGEST_EXPONENT:
        raise Undecided("exp of more than 10^5")
    down, up = contexts(digits)
    return down.next_minus(down.exp(a[0])), up.next_plus(up.exp(a[1]))


def log(a: Span, digits: int) -> Span:
    """The interval of the natural logarithm over a; Undecided where a is not known to be positive."""
    if a[0] <= 0:
        raise Undecided("log of what is not known to be positive")
    down, up = contexts(digits)
    low, high = down.ln(a[0]), up.ln(a[1])  # log 1 = 0 is exact, and has no neighbours worth having
    return low and down.next_minus(low), high and up.next_plus(high)


def sqrt(a: Span, digits: int) -> Span:
    """The interval of the square root over a; Undecided where a may be negative."""
    if a[0] < 0:
        raise Undecided("sqrt of what may be negative")
    down, up = contexts(digits)
    low, high = down.sqrt(a[0]), up.sqrt(a[1])
    return low and down.next_minus(low), high and up.next_plus(high)


def _arctan_of_inverse(m: int, scale: int) -> tuple[int, int]:
    """Integers that bracket scale * arctan(1/m): an alternating series, each term cut off by less than one."""
    total, power, i = 0, scale // m, 0
    while power:
        total += (-1) ** i * (power // (2 * i + 1))
        power, i = power // (m * m), i + 1
    return total - 2 * i - 2, total + 2 * i + 2


@lru_cache(maxsize=64)
def pi(digits: int) -> Span:
    """pi = 16 arctan(1/5) - 4 arctan(1/239) (Machin 1706) between two decimals.

    >>> pi(6)
    (Decimal('3.14159'), Decimal('3.14160'))
    """
    places = digits + 8
    five, other = _arctan_of_inverse(5, 10**places), _arctan_of_inverse(239, 10**places)
    unit = Decimal(1).scaleb(-places)
    down, up = contexts(digits)
    low, high = 16 * five[0] - 4 * other[1], 16 * five[1] - 4 * other[0]
    return down.multiply(Decimal(low), unit), up.multiply(Decimal(high), unit)


def _erf_series(x: Decimal, digits: int) -> Span:
    """2/sqrt(pi) sum (-1)^n x^(2n+1) / (n! (2n+1)) at 0 <= x; extra digits pay for the cancellation, e^(x^2)."""
    work = digits + int(x * x) // 2 + 12
    square, power, total, n = times((x, x), (x, x), work), (x, x), (Decimal(0), Decimal(0)), 0
    small = Decimal(1).scaleb(-digits - 5)
    while n <= 2 * x * x or power[1] > small:
        part = over(power, (Decimal(2 * n + 1),) * 2, work)
        total = plus(total, part if n % 2 == 0 else negative(part), work)
        n += 1
        power = over(times(power, square, work), (Decimal(n),) * 2, work)
    tail = max(power[0].copy_abs(), power[1].copy_abs())  # the terms alternate and decrease from here on
    total = plus(total, (tail.copy_negate(), tail), work)
    return over(times((Decimal(2),) * 2, total, work), sqrt(pi(work), work), work)


def _erfc_bracket(x: Decimal, digits: int) -> Span:
    """e^(-x^2) / (x sqrt pi) times an element of [1 - 1/(2x^2), 1] (Abramowitz and Stegun 7.1.23), for 0 < x."""
    point, one = (x, x), (Decimal(1), Decimal(1))
    square = times(point, point, digits)
    if square[1] > LARGEST_EXPONENT:
        return Decimal(0), Decimal(1).scaleb(-LARGEST_EXPONENT // 10)
    front = over(exp(negative(square), digits), times(point, sqrt(pi(digits), digits), digits), digits)
    half = over(one, times((Decimal(2),) * 2, square, digits), digits)
    return times(front, plus(one, (half[1].copy_negate(), Decimal(0)), digits), digits)


@lru_cache(maxsize=4096)
def _erf_at(x: Decimal, digits: int) -> Span:
    if x < 0:
        return negative(_erf_at(x.copy_negate(), digits))  # unary minus would round
    down, up = contexts(digits)
    if x <= ERF_SERIES_END:
        low, high = _erf_series(x, digits)
    else:
        low, high = plus((Decimal(1),) * 2, negative(_erfc_bracket(x, digits)), digits)
    return down.plus(low), min(Decimal(1), up.plus(high))


def erf(a: Span, digits: int) -> Span:
    """The interval of the error function over a.

    >>> erf((Decimal(1), Decimal(1)), 6)
    (Decimal('0.842700'), Decimal('0.842701'))
    """
    return _erf_at(a[0], digits)[0], _erf_at(a[1], digits)[1]
