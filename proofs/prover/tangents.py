"""Tangent lines: log w >= 1 - 1/w for each logarithm of the gap, exp a >= exp c (1 + a - c) for two exponentials."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Monomial, Polynomial, Reject, Term, add, gap, make, normal, term
from tailbound.proofs.prover.case_splits import instantiated
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.factors import seen_sign
from tailbound.proofs.prover.root_identities import concluded
from tailbound.proofs.prover.scene import Scene, gap_of, positive
from tailbound.proofs.prover.simplify import equations, inner_terms

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_log_tangents(search: Search, scene: Scene, goal: Term) -> Step:
    """0 <= sum of m*T + rest, T sums of logarithms, from T >= 1 - exp(-T), where exp(-T) has no logarithm."""
    if goal.op != "<=":
        raise NoProof("tangents touch")
    groups, rest = log_groups(normal(gap_of(goal)))
    if not groups:
        raise NoProof("no logarithms")
    proof, steps, clear = scene.proof, list[tuple[int, list[Step], list[Term]]](), list[Step]()
    total = rest
    for m, part in groups.items():
        multiplier = term({m: part[0]})
        side = seen_sign(scene, multiplier)
        if not side:
            raise NoProof("a coefficient changes its sign")
        sum_of_logs = term(part[1]) if side > 0 else term(add({}, part[1], -1))
        weight = multiplier if side > 0 else term(add({}, normal(multiplier), -1))
        sign = search.prove(scene.deeper("tangent"), positive(False, weight))
        line = without_logs(search, scene.deeper("tangent"), proof.exp_tangent(make("-", ZERO, sum_of_logs)))
        steps.append((1, [sign, line], []))
        total = add(total, normal(make("*", weight, term(add(normal(sum_of_logs), gap(line.concl), -1)))))
    last = search.prove(scene.deeper("tangent"), make("<=", ZERO, term(total)))
    return concluded(search, scene, goal, [*steps, (1, [last], [])], clear)


def log_groups(p: Polynomial) -> tuple[dict[Monomial, tuple[int, Polynomial]], Polynomial]:
    """The logarithms (to the first power) by what multiplies them; and the rest."""
    groups: dict[Monomial, tuple[int, Polynomial]] = {}
    rest: Polynomial = {}
    for m, c in p.items():
        logs = [(t, k) for t, k in m if t.op == "log" and t.names]
        if len(logs) == 1 and logs[0][1] == 1:
            key = m - set(logs)
            _, part = groups.setdefault(key, (1, {}))
            part[frozenset(logs)] = c
        elif logs:
            raise NoProof("products of logarithms")
        else:
            rest[m] = c
    return groups, rest


def without_logs(search: Search, scene: Scene, line: Step) -> Step:
    """1 - T <= exp(-T) with the exponential written as a product."""
    left, right = line.concl.args
    for _ in range(8):
        found = next((e for t in inner_terms(right) if t.op == "exp" for e in equations(search, scene, t)), None)
        if found is None:
            break
        new = instantiated(right, *found.concl.args)
        body = make("<=", left, new)
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
