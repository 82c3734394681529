"""High precision: each bound's Arb enclosure against an independent mpmath value of 50 digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tailbound.bounds import Bound, bounds_of
from tailbound.numerics.crosscheck import CrosscheckReport, crosscheck
from tailbound.numerics.domains import Domain, Integers, Reals
from tailbound.numerics.expression import Expression
from tailbound.numerics.inequality import Inequality
from tailbound.numerics.parameter_space import ParameterSpace

if TYPE_CHECKING:
    from tailbound.proofs.catalogue.entry import Theorem

POINTS = 240
LONGEST = 10**12


def less_one(name: str) -> Expression:
    return Expression.apply("-", Expression.variable(name, "int"), Expression.number(1))


LONG = Integers(2, LONGEST)
BELOW_N = Integers(1, less_one("n"))
COUNT = Integers(1, LONGEST)
RANGE = Reals(0, 700)
SHARE = Reals(0, 1, open_low=True, open_high=True, corners=("1/1000000000000000000000000000000",))
POSITIVE = Reals(0, 10**9, open_low=True)
NONNEGATIVE = Reals(0, 10**9)
ANY = Reals(-700, 700)

# In this order: a later domain may speak of an earlier parameter.
DOMAINS: dict[str, Domain] = {
    "n": LONG,
    "k": BELOW_N,
    "k0": BELOW_N,
    "n_d": COUNT,
    "L": COUNT,
    "Delta": RANGE,
    "G": RANGE,
    "g": ANY,
    "m": ANY,
    "x": ANY,
    "tau": SHARE,
    "h": SHARE,
    "eps": SHARE,
    "lam": SHARE,
    "C": SHARE,
    "alpha": POSITIVE,
    "c": POSITIVE,
    "K": POSITIVE,
    "Z": POSITIVE,
    "H": POSITIVE,
    "T": POSITIVE,
}
"""Named parameters of the book; a parameter that is not named here is a non-negative real."""


def domain_of(name: str, sort: str) -> Domain:
    """Where a parameter of this name lives."""
    named = DOMAINS.get(name)
    if sort == "int":
        return named if isinstance(named, Integers) else COUNT
    return NONNEGATIVE if named is None else named


def space_of(bound: Bound) -> ParameterSpace:
    """The parameters of a bound, with the statement's scalar hypotheses as constraints."""
    variables = bound.variables
    wanted = set(variables)
    if "k" in wanted or "k0" in wanted:
        variables = {"n": "int", **variables}
    names = [*(n for n in DOMAINS if n in variables), *sorted(n for n in variables if n not in DOMAINS)]
    domains = {name: domain_of(name, variables[name]) for name in names}
    if {"T", "Z"} <= set(names):
        domains["T"] = Reals(0, Expression.variable("Z"), open_low=True, open_high=True)
    constraints = [Inequality(left, right, op == "<") for op, left, right in bound.regime if op in ("<=", "<")]
    return ParameterSpace(domains, constraints)


@dataclass(frozen=True)
class Precision:
    """The cross-check of one bound."""

    bound: Bound
    report: CrosscheckReport


def cross_checks(theorems: tuple[Theorem, ...], points: int = POINTS) -> Iterator[Precision]:
    """Every evaluable bound of the catalogue, Arb against mpmath, corners included."""
    for theorem in theorems:
        for bound in bounds_of(theorem):
            yield Precision(bound, crosscheck(bound.expression, space_of(bound), points))
