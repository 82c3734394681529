"""Exact numbers for finite models: quotients of polynomials over exp, log, sqrt, erf and pi.

A number is a `Fraction` or an `Irrational`: a quotient of two polynomials with rational coefficients over atoms such
as exp(1), log(2), sqrt(3), pi, erf(1/2).  Equal quotients are recognised formally (exp a exp b = exp(a + b),
log(6) = log(2) + log(3), sqrt(6) = sqrt(2) sqrt(3), log(exp x) = x, sqrt(x)^2 = x); everything else is compared by
enclosures of growing precision, and what the last of them does not separate is `Undecided`, never guessed.

Junk values are those of the logic's standard model: 1/0 = 0, log x = 0 for x <= 0, sqrt x = 0 for x < 0.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Union

from tailbound.proofs import model_enclosures as decimals
from tailbound.proofs.model_enclosures import Span, Undecided

Number = Union[Fraction, "Irrational"]
Atom = tuple[str, Number]
Monomial = frozenset[tuple[Atom, int]]
Polynomial = dict[Monomial, Fraction]

PRECISIONS = (25, 60, 125)  # decimal digits tried in turn; 125 digits are 415 bits
LARGEST_POLYNOMIAL = 40  # longer quotients become one opaque atom: still rigorous, no longer compared formally
UNIT: Monomial = frozenset()
ZERO, ONE, TWO = Fraction(0), Fraction(1), Fraction(2)


@dataclass(frozen=True, eq=False)
class Irrational:
    """top / bottom, two polynomials over irrational atoms; bottom is not zero.  Made by the functions below only."""

    top: Polynomial
    bottom: Polynomial

    @cached_property
    def key(self) -> tuple[frozenset[tuple[Monomial, Fraction]], frozenset[tuple[Monomial, Fraction]]]:
        return frozenset(self.top.items()), frozenset(self.bottom.items())

    @cached_property
    def _hash(self) -> int:
        return hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        """Formal identity; `sign(minus(x, y)) == 0` is the question about values."""
        return isinstance(other, Irrational) and self.key == other.key

    def __repr__(self) -> str:
        top, bottom = _show(self.top), _show(self.bottom)
        return top if self.bottom == {UNIT: ONE} else f"({top})/({bottom})"


def _show(p: Polynomial) -> str:
    def factor(x: Atom, k: int) -> str:
        name = "pi" if x[0] == "pi" else f"{x[0]}({x[1]})"
        return name if k == 1 else f"{name}^{k}"

    def part(m: Monomial, c: Fraction) -> str:
        factors = sorted(factor(a, k) for a, k in m)
        return "*".join(factors if c == 1 and factors else [str(c), *factors])

    return " + ".join(sorted(part(m, c) for m, c in p.items()))


def atom(kind: str, argument: Number) -> Number:
    """The irrational kind(argument); the argument must be inside the function's domain, and not give a rational."""
    return Irrational({frozenset([((kind, argument), 1)]): ONE}, {UNIT: ONE})


PI: Number = atom("pi", ZERO)


# ---------------------------------------------------------------- polynomials


def _sum(p: Polynomial, q: Polynomial) -> Polynomial:
    out = dict(p)
    for m, c in q.items():
        out[m] = out.get(m, ZERO) + c
        if not out[m]:
            del out[m]
    return out


def _join(a: Monomial, b: Monomial) -> Polynomial:
    """The product of two monomials: one exp at most, and no square of a square root, is left."""
    powers = dict(a)
    for x, k in b:
        powers[x] = powers.get(x, 0) + k
    factors: list[Polynomial] = []
    exponents = [x for x in powers if x[0] == "exp"]
    if len(exponents) > 1 or any(powers[e] > 1 for e in exponents):
        total: Number = ZERO
        for e in exponents:
            total = plus(total, times(Fraction(powers.pop(e)), e[1]))
        factors.append(polynomial(atom("exp", total)) if total != ZERO else {UNIT: ONE})
    for x in [x for x in powers if x[0] == "sqrt" and powers[x] > 1]:
        k = powers.pop(x)
        if k % 2:
            powers[x] = 1
        factors += [polynomial(x[1])] * (k // 2)
    out: Polynomial = {frozenset(powers.items()): ONE}
    for f in factors:
        out = product(out, f)
    return out


def polynomial(x: Number) -> Polynomial:
    """x without its bottom if that is 1, else the empty polynomial."""
    if isinstance(x, Fraction):
        return {UNIT: x} if x else {}
    return x.top if x.bottom == {UNIT: ONE} else {}


def product(p: Polynomial, q: Polynomial) -> Polynomial:
    """p q, with exponentials merged and squares of square roots resolved."""
    out: Polynomial = {}
    for a, c in p.items():
        for b, d in q.items():
            if a and b:
                out = _sum(out, {m: e * c * d for m, e in _join(a, b).items()})
            else:
                out = _sum(out, {a or b: c * d})
    return out


def quotient(top: Polynomial, bottom: Polynomial) -> Number:
    """top / bottom in lowest visible terms; bottom is not zero."""
    if not top:
        return ZERO
    if len(bottom) == 1:
        ((m, c),) = bottom.items()
        exponents = [x for x, _ in m if x[0] == "exp"]
        for e in exponents:
            top = product(top, polynomial(atom("exp", times(-ONE, e[1]))))
        rest = frozenset((x, k) for x, k in m if x[0] != "exp")
        top, bottom = {n: d / c for n, d in top.items()}, {rest: ONE}
    if top.keys() == bottom.keys():
        ratios = {top[m] / bottom[m] for m in top}
        if len(ratios) == 1:
            return ratios.pop()
    out = Irrational(top, bottom)
    return atom("opaque", out) if len(top) + len(bottom) > LARGEST_POLYNOMIAL else out


def _parts(x: Number) -> tuple[Polynomial, Polynomial]:
    return (polynomial(x), {UNIT: ONE}) if isinstance(x, Fraction) else (x.top, x.bottom)


# ---------------------------------------------------------------- arithmetic


def plus(x: Number, y: Number) -> Number:
    """x + y."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x + y
    (a, b), (c, d) = _parts(x), _parts(y)
    if b == d:
        return quotient(_sum(a, c), b)
    return quotient(_sum(product(a, d), product(c, b)), product(b, d))


def times(x: Number, y: Number) -> Number:
    """x * y."""
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x * y
    (a, b), (c, d) = _parts(x), _parts(y)
    if a == d:
        return quotient(c, b)
    if c == b:
        return quotient(a, d)
    return quotient(product(a, c), product(b, d))


def minus(x: Number, y: Number) -> Number:
    """x - y."""
    return plus(x, times(-ONE, y))


def inverse(x: Number) -> Number:
    """1/x, and 0 for x = 0.

    >>> inverse(Fraction(0)), inverse(Fraction(3, 2))
    (Fraction(0, 1), Fraction(2, 3))
    """
    if sign(x) == 0:
        return ZERO
    return 1 / x if isinstance(x, Fraction) else quotient(x.bottom, x.top)


def power(x: Number, k: int) -> Number:
    """x^k for k >= 1."""
    if isinstance(x, Fraction):
        return x**k
    out: Number = ONE
    for _ in range(k):
        out = times(out, x)
    return out


# ---------------------------------------------------------------- enclosures and sign


@lru_cache(maxsize=20_000)
def _enclose_atom(x: Atom, digits: int) -> Span:
    kind, argument = x
    if kind == "pi":
        return decimals.pi(digits)
    inside = enclose(argument, digits)
    if kind == "opaque":
        return inside
    return {"exp": decimals.exp, "log": decimals.log, "sqrt": decimals.sqrt, "erf": decimals.erf}[kind](
        inside, digits
    )


def _enclose_polynomial(p: Polynomial, digits: int) -> Span:
    total: Span = decimals.of_rational(ZERO, digits)
    for m, c in p.items():
        part = decimals.of_rational(c, digits)
        for x, k in m:
            for _ in range(k):
                part = decimals.times(part, _enclose_atom(x, digits), digits)
        total = decimals.plus(total, part, digits)
    return total


def enclose(x: Number, digits: int) -> Span:
    """Decimals lo <= x <= hi of the given number of significant digits; Undecided where a divisor may be zero.

    >>> enclose(atom("exp", ONE), 5)
    (Decimal('2.7182'), Decimal('2.7184'))
    """
    if isinstance(x, Fraction):
        return decimals.of_rational(x, digits)
    top = _enclose_polynomial(x.top, digits)
    if x.bottom == {UNIT: ONE}:
        return top
    return decimals.over(top, _enclose_polynomial(x.bottom, digits), digits)


@lru_cache(maxsize=20_000)
def sign(x: Number) -> int:
    """-1, 0 or 1; 0 only for what is zero formally.

    Raises:
        Undecided: 125 digits do not tell x from 0.
    """
    if isinstance(x, Fraction):
        return (x > 0) - (x < 0)
    for digits in PRECISIONS:
        try:
            low, high = enclose(x, digits)
        except Undecided:
            continue
        if low > 0 or high < 0:
            return 1 if low > 0 else -1
    raise Undecided("125 digits do not tell a number from 0")


def absolute(x: Number) -> Number:
    """|x|."""
    return times(-ONE, x) if sign(x) < 0 else x


def maximum(x: Number, y: Number) -> Number:
    """The larger of x and y."""
    return y if sign(minus(y, x)) > 0 else x
