"""Terms as quotients of polynomials in a few generators, and their factors: what a sign can be read from.

Generators are variables, the atoms log, sqrt, erf, abs, max, pi, and exponentials exp(c*m), one for each monomial m
that occurs in exponents, with c so that all exponents at hand are whole multiples.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import flint

from tailbound.proofs.checker import (
    MAX_EXPONENT,
    ONE,
    ZERO,
    Monomial,
    Polynomial,
    Reject,
    Term,
    make,
    normal,
    number,
    term,
)
from tailbound.proofs.prover.clock import NoProof

MOST_TERMS = 400  # of one numerator or denominator


@dataclass(frozen=True)
class Factored:
    """constant * product of factor^power: powers are negative in the denominator; exponentials have their own."""

    constant: Fraction
    factors: tuple[tuple[Term, int], ...]
    exponent: Term  # the product contains exp(exponent)


class Generators:
    """The generators of some polynomials, and the conversions to and from flint's multivariate polynomials."""

    def __init__(self, *polynomials: Polynomial) -> None:
        self.atoms: dict[Term, int] = {}
        self.units: dict[Monomial, Fraction] = {}
        for p in polynomials:
            self._collect(p)
        self.exponents = {m: len(self.atoms) + i for i, m in enumerate(self.units)}
        count = max(1, len(self.atoms) + len(self.units))
        self.context = flint.fmpq_mpoly_ctx.get([f"g{i}" for i in range(count)], "lex")
        self.gens = self.context.gens()

    def _collect(self, p: Polynomial) -> None:
        for m in p:
            for t, _ in sorted(m, key=lambda power: power[0].serial):  # sets have no order that is kept between runs
                if t.op == "exp":
                    for inner, c in normal(t.args[0]).items():
                        self.units[inner] = _common(self.units.get(inner), c)
                elif t.op == "/":
                    self._collect(normal(t.args[1]))
                elif t not in self.atoms:
                    self.atoms[t] = len(self.atoms)
                    if t.op == "sqrt":
                        self._collect(normal(t.args[0]))

    def constant(self, c: Fraction) -> Any:
        return self.context.constant(flint.fmpq(c.numerator, c.denominator))

    def unrooted(self, p: Any) -> Any:
        """p with the square of each root replaced by its radicand, where that is a polynomial."""
        for t in sorted((t for t in self.atoms if t.op == "sqrt"), key=lambda t: -t.depth):
            top, bottom = self.fraction(normal(t.args[0]))
            i = self.atoms[t]
            if bottom != 1 or all(m[i] < 2 for m in p.to_dict()):
                continue
            out = self.constant(Fraction(0))
            for m, c in p.to_dict().items():
                rest = tuple(k % 2 if j == i else k for j, k in enumerate(m))
                out += self.context.from_dict({rest: c}) * top ** (int(m[i]) // 2)
            p = out
        return p

    def fraction(self, p: Polynomial) -> tuple[Any, Any]:
        """p as numerator and denominator without a common factor."""
        top, bottom = self.constant(Fraction(0)), self.constant(Fraction(1))
        for m, c in p.items():
            a, b = self.constant(c), self.constant(Fraction(1))
            for t, k in m:
                x, y = self._atom(t)
                a, b = a * x**k, b * y**k
            top, bottom = _reduced(top * b + a * bottom, bottom * b)
        return top, bottom

    def _atom(self, t: Term) -> tuple[Any, Any]:
        one = self.constant(Fraction(1))
        if t.op == "exp":
            a, b = one, one
            for m, c in normal(t.args[0]).items():
                power = c / self.units[m]
                g = self.gens[self.exponents[m]]
                a, b = (a * g ** int(power), b) if power > 0 else (a, b * g ** int(-power))
            return a, b
        if t.op == "/":
            top, bottom = self.fraction(normal(t.args[1]))
            if top == 0:
                raise NoProof("division by zero")
            return bottom, top
        return self.gens[self.atoms[t]], one

    def monomial(self, powers: tuple[int, ...]) -> Term:
        """The product of the generators with these powers."""
        parts = [_power(t, powers[i]) for t, i in self.atoms.items() if powers[i]]
        exponent = self.exponent({m: powers[i] for m, i in self.exponents.items()})
        if exponent is not ZERO:
            parts.append(make("exp", exponent))
        return ONE if not parts else parts[0] if len(parts) == 1 else make("*", *parts)

    def exponent(self, powers: dict[Monomial, int]) -> Term:
        return term({m: self.units[m] * k for m, k in powers.items() if k})

    def term(self, p: Any) -> Term:
        """The polynomial as a term in normal form."""
        parts = [make("*", number(_fraction(c)), self.monomial(tuple(map(int, m)))) for m, c in p.to_dict().items()]
        if not parts:
            return ZERO
        while len(parts) > 64:
            parts = [make("+", *parts[:64]), *parts[64:]]
        return term(normal(parts[0] if len(parts) == 1 else make("+", *parts)))


def _common(old: Fraction | None, c: Fraction) -> Fraction:
    c = abs(c)
    if old is None:
        return c
    d = lcm(old.denominator, c.denominator)
    return Fraction(gcd(int(old * d), int(c * d)), d)


def _power(t: Term, k: int) -> Term:
    if k > MAX_EXPONENT:
        raise NoProof("an exponent over 64")
    return t if k == 1 else make("^", t, data=(k,))


def _fraction(c: Any) -> Fraction:
    return Fraction(int(c.p), int(c.q))


def _reduced(top: Any, bottom: Any) -> tuple[Any, Any]:
    if len(top) > MOST_TERMS or len(bottom) > MOST_TERMS:
        raise NoProof("the rational form is too large")
    if top == 0:
        return top, top + 1
    common = top.gcd(bottom)
    if common.is_constant():
        return top, bottom
    return _exact_quotient(top, common), _exact_quotient(bottom, common)


def _exact_quotient(a: Any, b: Any) -> Any:
    return divmod(a, b)[0]


def factored(t: Term) -> Factored:
    """The term as a product of powers of irreducible factors.  NoProof where that grows too large.

    >>> x = make("v", data=("x", "real"))
    >>> f = factored(make("-", make("/", make("^", x, data=(2,)), make("+", ONE, x)), x))
    >>> f.constant, [k for _, k in f.factors]
    (Fraction(-1, 1), [1, -1])
    """
    try:
        p = normal(t)
        generators = Generators(p)
        top, bottom = generators.fraction(p)
        top, bottom = generators.unrooted(top), generators.unrooted(bottom)
        if bottom == 0:
            raise NoProof("division by zero")
        top, bottom = _reduced(top, bottom)
        if top == 0:
            return Factored(Fraction(0), (), ZERO)
        constant, factors, powers = Fraction(1), list[tuple[Term, int]](), dict[Monomial, int]()
        for side, sign in ((top, 1), (bottom, -1)):
            c, found = side.factor()
            constant *= _fraction(c) ** sign
            for f, k in found:
                m = _exponential(generators, f)
                if m is not None:
                    powers[m] = powers.get(m, 0) + sign * int(k)
                else:
                    factors.append((generators.term(f), sign * int(k)))
        return Factored(constant, tuple(factors), generators.exponent(powers))
    except (Reject, OverflowError, ZeroDivisionError) as error:
        raise NoProof(str(error)) from None


def quotient_form(t: Term) -> Term:
    """The term as one polynomial, or one quotient of polynomials, in lowest terms; roots' squares put in."""
    try:
        p = normal(t)
        generators = Generators(p)
        top, bottom = generators.fraction(p)
        top, bottom = _reduced(generators.unrooted(top), generators.unrooted(bottom))
        if bottom.is_constant():
            return generators.term(top / _fraction_of(bottom))
        return term(normal(make("/", generators.term(top), generators.term(bottom))))
    except (Reject, OverflowError, ZeroDivisionError) as error:
        raise NoProof(str(error)) from None


def _fraction_of(constant: Any) -> Any:
    return constant.leading_coefficient()


def _exponential(generators: Generators, f: Any) -> Monomial | None:
    """Which exponential generator this factor is."""
    for m, i in generators.exponents.items():
        if f == generators.gens[i]:
            return m
    return None
