"""Tangent lines: log w >= k - k w^(-1/k) for sums of logarithms, exp a >= exp c (1 + a - c) for two exponentials."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, permutations
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import (
    ONE,
    ZERO,
    Reject,
    Term,
    add,
    gap,
    make,
    normal,
    number,
    term,
)
from tailbound.proofs.prover.algebra.factors import nonzero_denominators, seen_sign
from tailbound.proofs.prover.algebra.rational_forms import factored
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.exponentials.log_groups import Grouping, centred, groupings, rooted
from tailbound.proofs.prover.rewriting.case_splits import instantiated
from tailbound.proofs.prover.rewriting.simplify import equations, inner_terms
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_log_tangents(search: Search, scene: Scene, goal: Term) -> Step:
    """0 <= sum of w*T + rest, T sums of logarithms, from T >= k - k*exp(-T/k), which has no logarithm."""
    if goal.op not in ("<=", "<"):
        raise NoProof("tangents bound")
    g = gap_of(goal)
    for grouping in chain(groupings(scene, normal(g)), centred(scene, g)):
        if scene.plausible(positive(False, grouping.below())):
            try:
                return by_grouping(search, scene, goal, grouping)
            except NoProof:
                continue
    raise NoProof("no line is near enough")


def by_grouping(search: Search, scene: Scene, goal: Term, grouping: Grouping) -> Step:
    """The goal by the lines of these groups."""
    proof, steps, k = scene.proof, list[tuple[int, list[Step], list[Term]]](), number(grouping.k)
    total = grouping.rest
    for weight, sum_of_logs in grouping.parts:
        base = scene.deeper("tangent")
        exponent = make("/", make("-", ZERO, sum_of_logs), k) if grouping.k > 1 else make("-", ZERO, sum_of_logs)
        strict = goal.op == "<" and seen_sign(scene, sum_of_logs) != 0
        sign = search.prove(base, positive(strict, weight))
        line = strict_tangent(search, base, exponent) if strict else proof.exp_tangent(exponent)
        line = rooted(search, base, line) if grouping.k == 2 else without_logs(search, base, line)
        steps.append((grouping.k, [sign, line], []))
        left = add(normal(sum_of_logs), gap(line.concl), -grouping.k)
        total = add(total, normal(make("*", weight, term(left))))
    strict = any(all(s.concl.op == "<" for s in part) for _, part, _ in steps)
    last, clear = remainder(search, scene, positive(goal.op == "<" and not strict, term(total)))
    return concluded(search, scene, goal, [*steps, *((1, [s], []) for s in last)], clear)


def remainder(search: Search, scene: Scene, goal: Term) -> tuple[list[Step], list[Step]]:
    """A proof of 0 <= g, or nothing where g is zero once denominators are cleared; and these denominators."""
    if goal.op == "<=" and factored(goal.args[1]).constant == 0:
        return [], nonzero_denominators(search, scene, goal.args[1])
    return [search.prove(scene.deeper("tangent"), goal)], []


def strict_tangent(search: Search, scene: Scene, t: Term) -> Step:
    """1 + t < exp t, where t has a sign: (exp(t/2) - 1 - t/2)^2 >= 0 where 1 + t/2 >= 0, and 1 + t < 0 elsewhere."""
    proof = scene.proof
    side = seen_sign(scene, t)
    signed = term(normal(t if side > 0 else make("-", ZERO, t)))
    apart = search.prove(scene, positive(True, signed))
    half = make("/", t, number(2))
    line = proof.exp_tangent(half)
    goal, split = make("<", make("+", ONE, t), make("exp", t)), make("<=", ZERO, make("+", ONE, half))
    yes, no = proof.assume(split), proof.negation(split)
    pos: list[tuple[Fraction, list[Step], list[Term]]] = [
        (Fraction(1), [line, line], []),
        (Fraction(2), [yes, line], []),
        (Fraction(1, 4), [apart, apart], []),
    ]
    up = proof.identity(goal, pos=pos)
    down = proof.identity(goal, pos=[(1, [proof.schema("exp_pos", t)], []), (2, [no], []), (1, [], [])])
    return proof.cases(split, up, down)


def without_logs(search: Search, scene: Scene, line: Step) -> Step:
    """1 - T <= exp(-T) with the exponential written as a product."""
    left, right = line.concl.args
    for _ in range(8):
        found = next((e for t in inner_terms(right) if t.op == "exp" for e in equations(search, scene, t)), None)
        if found is None:
            break
        new = instantiated(right, *found.concl.args)
        body = make(line.concl.op, left, new)
        line = (
            scene.proof.identity(body, pos=[(1, [line], [])], eq=[(found, ONE)])
            if _linear(right, found)
            else (scene.proof.rewrite(found, line))
        )
        right = line.concl.args[1]
    return line


def _linear(right: Term, equation: Step) -> bool:
    return right is equation.concl.args[0]


def by_exp_tangents(search: Search, scene: Scene, goal: Term) -> Step:
    """A combination of the facts with tangent lines of the exponentials in the goal at each other's places."""
    if goal.op not in ("<=", "<"):
        raise NoProof("tangents bound")
    exps = sorted({t for m in gap(goal) for t, _ in m if t.op == "exp" and t.names}, key=lambda t: t.serial)[:4]
    if not exps:
        raise NoProof("no exponentials")
    proof, lines = scene.proof, list[Step]()
    for a, c in permutations([*exps, ONE], 2):
        if a is ONE:
            continue
        at = c.args[0] if c is not ONE else ZERO
        shift = term(normal(make("-", a.args[0], at)))
        line = proof.exp_tangent(shift)
        if c is not ONE:
            scaled = make("<=", make("*", c, make("+", ONE, shift)), a)
            line = proof.identity(scaled, pos=[(1, [line, proof.schema("exp_pos", at)], [])])
        lines.append(line)
    facts = [f for f in scene.facts if f.concl.op != "!=" and f.concl.names & goal.names]
    products = [[line, f] for line in lines for f in facts if f.concl.op != "="]
    try:
        return scene.linear(goal, *facts, *lines, products=products)
    except (ProofError, Reject) as error:
        raise NoProof(str(error)) from None
