"""Exponentials against each other: exp(u) >= exp(v) where u >= v, and exp(u) >= exp(v)*(1 + u - v) everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Polynomial, Term, add, gap, make, normal, number, term, times
from tailbound.proofs.prover.algebra.factors import seen_sign
from tailbound.proofs.prover.algebra.rational_forms import factored
from tailbound.proofs.prover.calculus.splitting import cut_at, is_inside
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.ends import end_of
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST = 4  # exponentials


def by_dominance(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal with one exponential fewer; in two cases where the exponents' order changes once."""
    if goal.op not in ("<=", "<"):
        raise NoProof("exponentials are compared in inequalities")
    p = normal(gap_of(goal))
    parts = coefficients(p)
    if not 2 <= len(parts) <= MOST:
        raise NoProof("too few or too many exponentials")
    for u, v in permutations(parts, 2):
        for line in lines(search, scene, u, v):
            for bound in (line, None):
                try:
                    return replaced(search, scene, goal, p, parts, bound or line, u, v, bound is None)
                except (NoProof, ProofError):
                    continue
    return by_order_of_exponents(search, scene, goal, list(parts))


def coefficients(p: Polynomial) -> dict[Term, Polynomial]:
    """What multiplies each exponential (ONE: the rest)."""
    out: dict[Term, Polynomial] = {}
    for m, c in p.items():
        exps = [t for t, _ in m if t.op == "exp" and t.names]
        key = exps[0] if exps else ONE
        out.setdefault(key, {})[m - {(key, 1)}] = c
    return out


def exponent(e: Term) -> Term:
    return e.args[0] if e.op == "exp" else ZERO


def lines(search: Search, scene: Scene, u: Term, v: Term) -> Iterator[Step]:
    """exp(v)*(1 + u - v) <= exp(u), and exp(v) <= exp(u) where that is so."""
    proof, difference = scene.proof, term(normal(make("-", exponent(u), exponent(v))))
    line = proof.exp_tangent(difference)
    if v is not ONE:
        bound = make("<=", make("*", v, make("+", ONE, difference)), u)
        line = proof.identity(bound, pos=[(1, [line, proof.schema("exp_pos", exponent(v))], [])])
    yield line
    if seen_sign(scene, difference) > 0:
        order = search.prove(scene.deeper("order"), make("<=", exponent(v), exponent(u)))
        grown = proof.exp_compare(order)
        yield proof.identity(make("<=", v, u), pos=[(1, [grown], [])]) if v is ONE or u is ONE else grown


def replaced(
    search: Search,
    scene: Scene,
    goal: Term,
    p: Polynomial,
    parts: dict[Term, Polynomial],
    line: Step,
    u: Term,
    v: Term,
    upwards: bool,
) -> Step:
    """The goal from a line low(v) <= u: u is replaced by low(v), or (`upwards`) v by u where the line is v <= u."""
    old = v if upwards else u
    weight = term(parts[old] if not upwards else add({}, parts[old], -1))
    if old is ONE or (upwards and line.concl.args[0] is not v) or seen_sign(scene, weight) <= 0:
        raise NoProof("the coefficient has another sign")
    left = term(add(p, times(normal(weight), gap(line.concl)), -1))
    if not scene.plausible(positive(False, left)):
        raise NoProof("the line is too low")
    base = scene.deeper("dominance")
    sign = search.prove(base, positive(False, weight))
    rest = search.prove(base, positive(goal.op == "<", left))
    return scene.proof.identity(goal, pos=[(1, [sign, line], []), (1, [rest], [])])


def by_order_of_exponents(search: Search, scene: Scene, goal: Term, exps: list[Term]) -> Step:
    """The goal on both sides of a place where two exponents are the same."""
    if scene.trail.count("cut") >= 3 or len(scene.variables) != 1 or not scene.count():
        raise NoProof("no more cuts")
    (x,) = scene.variables
    for u, v in permutations(exps, 2):
        if u.serial > v.serial:
            continue
        for f, k in factored(make("-", exponent(u), exponent(v))).factors:
            end = end_of(x, make("<=", ZERO, f)) if k > 0 else None
            if end is not None and end.number is not None and is_inside(x, number(end.number), scene.points):
                return cut_at(search, scene, goal, x, number(end.number))
    raise NoProof("the exponents keep their order")


__all__ = ["by_dominance"]
