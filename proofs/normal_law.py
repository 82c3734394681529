"""The standard normal law as SymPy functions: cdf Phi, tail Q = 1 - Phi, density phi.

They are abbreviations: conversion to a term writes them out by erf and exp, so no rule has to know them.
"""

from __future__ import annotations

from typing import Any

from sympy import Function, Rational, erf, exp, pi, sqrt


class NormalFunction(Function):  # type: ignore[misc]
    nargs = 1
    symbol: str

    def _eval_is_real(self) -> bool | None:
        return True if self.args[0].is_real else None

    def _latex(self, printer: Any, exp: Any = None) -> str:
        text = rf"{self.symbol}\left({printer._print(self.args[0])}\right)"
        return text if exp is None else rf"{text}^{{{exp}}}"


class NormalCdf(NormalFunction):
    """Phi(x), the probability that a standard normal variable is at most x.

    >>> NormalCdf(0), NormalCdf(0).doit()
    (NormalCdf(0), 1/2)
    """

    symbol = r"\Phi"

    def doit(self, **hints: Any) -> Any:
        return (1 + erf(self.args[0] / sqrt(2))) / 2

    def fdiff(self, argindex: int = 1) -> Any:
        return NormalDensity(self.args[0])


class NormalTail(NormalFunction):
    """Q(x) = 1 - Phi(x), the probability that a standard normal variable exceeds x."""

    symbol = "Q"

    def doit(self, **hints: Any) -> Any:
        return (1 - erf(self.args[0] / sqrt(2))) / 2

    def fdiff(self, argindex: int = 1) -> Any:
        return -NormalDensity(self.args[0])


class NormalDensity(NormalFunction):
    """phi(x) = exp(-x^2/2) / sqrt(2 pi)."""

    symbol = r"\varphi"

    def doit(self, **hints: Any) -> Any:
        return exp(-(self.args[0] ** 2) * Rational(1, 2)) / (sqrt(2) * sqrt(pi))

    def fdiff(self, argindex: int = 1) -> Any:
        return -self.args[0] * self
