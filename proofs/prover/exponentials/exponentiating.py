"""Logarithms removed: 0 <= g from 1 <= exp(g), where exp(g) is a product of powers."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Term, make, normal, number, term
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.rewriting.simplify import by_simplifying
from tailbound.proofs.prover.scene import Scene, gap_of

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_exponentiating(search: Search, scene: Scene, goal: Term) -> Step:
    """0 <= g from 1 <= exp(m*g), where g has logs with rational coefficients of denominator m."""
    if goal.op not in ("<=", "<"):
        raise NoProof("exponentials compare")
    p = normal(gap_of(goal))
    logs = {t: c for m, c in p.items() for t, k in m if t.op == "log" and len(m) == 1 and k == 1 and t.names}
    if not logs or any(t.op == "log" for m in p for t, _ in m if len(m) > 1 and t.names):
        raise NoProof("no logarithms with constant coefficients")
    scale = lcm(*(c.denominator for c in logs.values()))
    if scale * max(abs(c) for c in logs.values()) > 12:
        raise NoProof("powers too high")
    exponent = term({m: c * scale for m, c in p.items()})
    whole = make("exp", exponent)
    proof = scene.proof
    step = by_simplifying(search, scene.deeper("exponential"), make(goal.op, ONE, whole))
    try:
        one = proof.identity(make("<", ZERO, ONE), pos=[(1, [], [])])
        grown = proof.log_compare(step, one)
        back = proof.schema("log_exp", exponent)
        start = proof.schema("log_exp", ZERO)
        share = Fraction(1, scale)
        eq = [(back, number(share)), (start, number(-share))]
        return proof.identity(goal, pos=[(share, [grown], [])], eq=eq)
    except ProofError as error:
        raise NoProof(str(error)) from None
