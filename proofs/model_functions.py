"""exp, log, sqrt and erf of exact numbers, with the identities that keep equal values formally equal.

exp(k log u) = u^k, log(exp x) = x, log and sqrt of rationals split over small primes, sqrt(c exp a) = sqrt(c)
exp(a/2), erf odd.  Junk values: log x = 0 for x <= 0, sqrt x = 0 for x < 0.
"""

from fractions import Fraction
from functools import lru_cache
from math import isqrt

from tailbound.proofs.model_numbers import (
    ONE,
    UNIT,
    ZERO,
    Number,
    absolute,
    atom,
    inverse,
    plus,
    power,
    product,
    quotient,
    sign,
    times,
)

LARGEST_PRIME = 1000  # trial division for log and sqrt of rationals stops here


@lru_cache(maxsize=4096)
def _factors(n: int) -> tuple[tuple[int, int], ...]:
    """n >= 1 as a product of powers; all but perhaps the last base are primes up to LARGEST_PRIME."""
    out, p = [], 2
    while p <= LARGEST_PRIME and p * p <= n:
        k = 0
        while n % p == 0:
            n, k = n // p, k + 1
        if k:
            out.append((p, k))
        p += 1
    return (*out, (n, 1)) if n > 1 else tuple(out)


def exp(x: Number) -> Number:
    """exp x; exp 0 = 1 and exp(k log u) = u^k are exact.

    >>> exp(log(Fraction(6)))
    Fraction(6, 1)
    """
    if isinstance(x, Fraction):
        return atom("exp", x) if x else ONE
    if x.bottom != {UNIT: ONE}:
        return atom("exp", x)
    rest = dict(x.top)
    out: Number = ONE
    for m, c in x.top.items():
        if len(m) == 1 and c.denominator == 1:
            (((kind, argument), k),) = m
            if kind == "log" and k == 1 and abs(c) <= 64:
                del rest[m]
                u = power(argument, abs(c.numerator))
                out = times(out, u if c > 0 else inverse(u))
    left = quotient(rest, x.bottom)
    if left == ZERO:
        return out
    return times(out, atom("exp", left))


def log(x: Number) -> Number:
    """log x, and 0 for x <= 0; log(exp x) = x and log of products of small primes are exact.

    >>> log(Fraction(-1)), log(Fraction(4, 3))
    (Fraction(0, 1), -1*log(3) + 2*log(2))
    """
    if sign(x) <= 0:
        return ZERO
    if isinstance(x, Fraction):
        out: Number = ZERO
        for s, n in ((1, x.numerator), (-1, x.denominator)):
            for p, k in _factors(n):
                out = plus(out, times(Fraction(s * k), atom("log", Fraction(p))))
        return out
    split = _scaled_exp(x)
    return plus(log(split[0]), split[1]) if split else atom("log", x)


def _scaled_exp(x: Number) -> tuple[Fraction, Number] | None:
    """(c, a) if x is c exp(a) with a rational c > 0."""
    if isinstance(x, Fraction) or x.bottom != {UNIT: ONE} or len(x.top) > 1:
        return None
    ((m, c),) = x.top.items()
    if c > 0 and len(m) == 1:
        ((x_atom, _),) = m
        if x_atom[0] == "exp":
            return c, x_atom[1]
    return None


def sqrt(x: Number) -> Number:
    """sqrt x, and 0 for x < 0.

    >>> sqrt(Fraction(-4)), sqrt(Fraction(9, 4)), times(sqrt(Fraction(2)), sqrt(Fraction(8)))
    (Fraction(0, 1), Fraction(3, 2), Fraction(4, 1))
    """
    if sign(x) <= 0:
        return ZERO
    if isinstance(x, Fraction):
        n, d = isqrt(x.numerator), isqrt(x.denominator)
        if n * n == x.numerator and d * d == x.denominator:
            return Fraction(n, d)
        out: Number = Fraction(1, x.denominator)
        for p, k in _factors(x.numerator * x.denominator):
            out = times(out, Fraction(p) ** (k // 2))
            if k % 2:
                out = times(out, atom("sqrt", Fraction(p)))
        return out
    split = _scaled_exp(x)
    if split:
        return times(sqrt(split[0]), exp(times(Fraction(1, 2), split[1])))
    if x.bottom == {UNIT: ONE}:
        return atom("sqrt", x)
    bottom = absolute(quotient(x.bottom, {UNIT: ONE}))
    return times(sqrt(quotient(product(x.top, x.bottom), {UNIT: ONE})), inverse(bottom))


def erf(x: Number) -> Number:
    """The error function; odd, and 0 at 0, exactly."""
    s = sign(x)
    if s < 0:
        return times(-ONE, atom("erf", times(-ONE, x)))
    return atom("erf", x) if s else ZERO
