"""Ways to read a sum as weights times sums of logarithms: each sum T has the tangent line T >= k - k exp(-T/k)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ONE, ZERO, Monomial, Polynomial, Term, add, make, normal, number, term, times
from tailbound.proofs.prover.algebra.factors import seen_sign
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.exponentials.centres import least_point, simple
from tailbound.proofs.prover.floats import values
from tailbound.proofs.prover.rewriting.simplify import prime_powers
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.tactics.roots import root_equals
from tailbound.proofs.tactics.sums import hole, occurs

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


@dataclass(frozen=True)
class Grouping:
    """sum of weight * logs + rest, the weights positive where a sign is seen; the lines are taken with this k."""

    parts: tuple[tuple[Term, Term], ...]
    rest: Polynomial
    k: int

    def below(self) -> Term:
        """What the lines leave of the sum: logarithms only inside exponentials."""
        k, out = number(self.k), [term(self.rest)]
        for weight, logs in self.parts:
            exponent = make("/", make("-", ZERO, logs), k)
            out.append(make("*", weight, k, make("-", ONE, make("exp", exponent))))
        return make("+", *out)


def groupings(scene: Scene, p: Polynomial) -> Iterator[Grouping]:
    """The logarithms by what multiplies them: monomial by monomial, or as a whole; lines with k = 1, then k = 2."""
    seen = set()
    for split in (by_monomials, by_coefficients):
        groups, rest = split(p)
        parts = []
        for weight, logs in groups:
            side = seen_sign(scene, term(weight))
            if not side:
                break
            parts.append((term(add({}, weight, side)), term(add({}, logs, side))))
        key = frozenset(parts)
        if len(parts) < len(groups) or not parts or key in seen:
            continue
        seen.add(key)
        yield Grouping(tuple(parts), rest, 1)
        if any(c.denominator == 1 and c % 2 for _, logs in parts for c in normal(logs).values()):
            yield Grouping(tuple(parts), rest, 2)


def coefficients(p: Polynomial) -> tuple[dict[Term, Polynomial], Polynomial]:
    """What multiplies each logarithm (all to the first power), and the rest."""
    found: dict[Term, Polynomial] = {}
    rest: Polynomial = {}
    for m, c in p.items():
        logs = [(t, k) for t, k in m if t.op == "log" and t.names]
        if len(logs) == 1 and logs[0][1] == 1:
            found.setdefault(logs[0][0], {})[m - set(logs)] = c
        elif logs:
            raise NoProof("products of logarithms")
        else:
            rest[m] = c
    return found, rest


def centred(scene: Scene, g: Term) -> Iterator[Grouping]:
    """Lines that touch where the gap is least: w*log(u/c) + w*log(c) with c the value of u there."""
    groups, rest = by_coefficients(normal(g))
    at = least_point(scene, g)
    if at is None:
        return
    parts = []
    for weight, logs in groups:
        side = seen_sign(scene, term(weight))
        (m, c), *more = logs.items()
        ((t, _),) = m
        centre = simple(float(values(t.args[0], {x: np.array([v]) for x, v in at.items()})[0][0]))
        powers = prime_powers(centre) if centre is not None and centre > 0 else {}
        if not side or more or not powers:
            return
        at_centre: Polynomial = {frozenset([(make("log", number(p)), 1)]): Fraction(k) for p, k in powers.items()}
        rest = add(rest, times(weight, at_centre), c)
        parts.append((term(add({}, weight, side)), term(add({m: c * side}, at_centre, -c * side))))
    if parts:
        yield Grouping(tuple(parts), rest, 1)


Groups = list[tuple[Polynomial, Polynomial]]


def by_monomials(p: Polynomial) -> tuple[Groups, Polynomial]:
    """One group for each monomial that multiplies logarithms."""
    found, rest = coefficients(p)
    groups: dict[Monomial, Polynomial] = {}
    for t, weight in found.items():
        for m, c in weight.items():
            groups.setdefault(m, {})[frozenset([(t, 1)])] = c
    return [({m: Fraction(1)}, logs) for m, logs in groups.items()], rest


def by_coefficients(p: Polynomial) -> tuple[Groups, Polynomial]:
    """One group for the logarithms whose coefficients are the same up to a number."""
    found, rest = coefficients(p)
    groups: dict[frozenset[tuple[Monomial, Fraction]], tuple[Polynomial, Polynomial]] = {}
    for t, weight in found.items():
        lead = weight[min(weight, key=lambda m: sorted((a.serial, k) for a, k in m))]
        scaled = {m: c / lead for m, c in weight.items()}
        groups.setdefault(frozenset(scaled.items()), (scaled, {}))[1][frozenset([(t, 1)])] = lead
    return list(groups.values()), rest


def rooted(search: Search, scene: Scene, line: Step) -> Step:
    """A line 1 - T <= exp(-T), T a sum of halves of logarithms, with one sqrt(u) and whole powers on its right."""
    proof, whole = scene.proof, line.concl.args[1]
    plan = doubled(whole.args[0])
    back = {}
    for u in plan:
        above = search.prove(scene.deeper("positive"), make("<", ZERO, u))
        back[u] = proof.schema("exp_log", u, prem=[above])
    odd = [u for u, c in plan.items() if c % 2]
    half = make("exp", make("/", total([make("log", u) for u in odd], "+"), number(2)))
    product = total([make("exp", make("log", u)) for u in odd], "*")
    square = proof.identity(make("=", product, make("^", half, data=(2,))))
    for u in odd:
        square = proof.rewrite(back[u], square)
    product = square.concl.args[0]
    low = proof.identity(make("<=", ZERO, product), pos=[(1, [], [half])], eq=[(square, number(-1))])
    above = proof.identity(make("<=", ZERO, half), pos=[(1, [proof.schema("exp_pos", half.args[0])], [])])
    root = proof.flip(root_equals(proof, product, half, square, low, above))
    value: Term = make("*", ONE, half)
    for u, c in plan.items():
        value = times_power(value, make("exp", make("log", u)), (c - c % 2) // 2)
    step = proof.identity(make("=", whole, value))
    for equation in (root, *back.values()):
        left, right = equation.concl.args
        old = step.concl.args[1]
        if occurs(left, old):
            body = make("=", step.concl.args[0], hole(old, left))
            step = proof.schema("rewrite", left, right, body, prem=[equation, step])
    return proof.identity(
        make(line.concl.op, line.concl.args[0], step.concl.args[1]), pos=[(1, [line], [])], eq=[(step, ONE)]
    )


def doubled(t: Term) -> dict[Term, int]:
    """{u: c} with 2t = sum of c*log(u), for whole c."""
    out: dict[Term, int] = {}
    for m, c in normal(t).items():
        ((a, k),) = m if len(m) == 1 else ((ONE, 0),)
        if a.op != "log" or k != 1 or (2 * c).denominator != 1:
            raise NoProof("no sum of halves of logarithms")
        out[a.args[0]] = int(2 * c)
    if not any(c % 2 for c in out.values()):
        raise NoProof("no root in it")
    return out


def total(parts: list[Term], op: str) -> Term:
    return parts[0] if len(parts) == 1 else make(op, *parts)


def times_power(value: Term, base: Term, k: int) -> Term:
    power = base if abs(k) == 1 else make("^", base, data=(abs(k),)) if k else ONE
    return make("*", value, power) if k > 0 else make("/", value, power) if k else value
