"""Abbreviations: functions that statements may use and that terms write out, so that no rule has to know them.

>>> x = make("v", data=("x", "real"))
>>> tanh(x) is make("-", ONE, make("/", TWO, make("+", make("exp", make("*", TWO, x)), ONE)))
True
"""

from tailbound.proofs.checker import Term, make, number

ZERO, ONE, TWO = number(0), number(1), number(2)


def opposite(t: Term) -> Term:
    return make("-", ZERO, t)


def maximum(*parts: Term) -> Term:
    """The maximum of one or more numbers, nested to the left."""
    out = parts[0]
    for part in parts[1:]:
        out = make("max", out, part)
    return out


def minimum(*parts: Term) -> Term:
    """min(a, b) = -max(-a, -b)."""
    return opposite(maximum(*map(opposite, parts)))


def logarithm(x: Term, base: Term | None = None) -> Term:
    """log x, or log x / log base."""
    return make("log", x) if base is None else make("/", make("log", x), make("log", base))


def tanh(x: Term) -> Term:
    """tanh x = 1 - 2/(exp(2x) + 1)."""
    return make("-", ONE, make("/", TWO, make("+", make("exp", make("*", TWO, x)), ONE)))


def erfc(x: Term) -> Term:
    return make("-", ONE, make("erf", x))


def normal_cdf(x: Term) -> Term:
    """Phi(x) = (1 + erf(x / sqrt 2)) / 2."""
    return make("/", make("+", ONE, make("erf", make("/", x, make("sqrt", TWO)))), TWO)


def normal_tail(x: Term) -> Term:
    """Q(x) = (1 - erf(x / sqrt 2)) / 2."""
    return make("/", erfc(make("/", x, make("sqrt", TWO))), TWO)


def normal_density(x: Term) -> Term:
    """phi(x) = exp(-(x^2 / 2)) / (sqrt 2 sqrt pi): the root of pi alone, as in the derivative of erf."""
    bell = make("exp", opposite(make("/", make("^", x, data=(2,)), TWO)))
    return make("/", bell, make("*", make("sqrt", TWO), make("sqrt", make("pi"))))
