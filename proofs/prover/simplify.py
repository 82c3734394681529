"""Inverse functions undone: log(exp t) = t, exp(k log u) = u^k, log of a product, sqrt of a square."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Reject, Term, make, normal, number, term
from tailbound.proofs.prover.case_splits import instantiated, rewritten, unrewritten
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.factors import nonzero_denominators
from tailbound.proofs.prover.logarithms import log_of
from tailbound.proofs.prover.rational_forms import factored
from tailbound.proofs.prover.root_identities import concluded
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.tactics.roots import root_equals
from tailbound.proofs.tactics.sums import occurs

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_simplifying(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal (and the facts) with one inverse function undone."""
    for t in inner_terms(goal):
        for equation in equations(search, scene, t):
            left, right = equation.concl.args
            if left is right:
                continue
            target = instantiated(goal, left, right)
            facts = [rewritten(scene, equation, f) if occurs(left, f.concl) else f for f in scene.facts]
            inside = scene.deeper("simplify")
            inside = inside.over(scene.variables, [*scene.facts, *facts])
            step = search.prove(inside, target)
            return unrewritten(scene, equation, goal, step)
    raise NoProof("nothing to simplify")


def inner_terms(t: Term) -> list[Term]:
    """Applications of log, exp and sqrt, inner ones first."""
    out: dict[Term, None] = {}

    def walk(s: Term) -> None:
        for a in s.args:
            walk(a)
        if s.op in ("log", "exp", "sqrt"):
            out[s] = None

    walk(t)
    return list(out)


def equations(search: Search, scene: Scene, t: Term) -> Iterator[Step]:
    """t = something simpler, if there is such an equation."""
    try:
        if t.op == "log":
            yield from _log(search, scene, t)
        elif t.op == "exp":
            yield from _exp(search, scene, t)
        else:
            yield from _sqrt(search, scene, t)
    except (NoProof, ProofError, Reject):
        return


def _log(search: Search, scene: Scene, t: Term) -> Iterator[Step]:
    u = t.args[0]
    if u.op == "exp":
        yield scene.proof.schema("log_exp", u.args[0])
        return
    if u is ONE or normal(u) == normal(ONE):
        zero = scene.proof.schema("log_exp", ZERO)
        yield scene.proof.identity(make("=", t, ZERO), eq=[(zero, ONE)])
        return
    parts = factored(u)
    single = len(parts.factors) + (parts.exponent is not ZERO) + (parts.constant != 1) == 1
    if not single or any(k != 1 for _, k in parts.factors):
        yield log_of(search, scene, u)


def _exp(search: Search, scene: Scene, t: Term) -> Iterator[Step]:
    """exp(a + k log u) = exp(a) u^k for whole k."""
    p = normal(t.args[0])
    for m, c in p.items():
        if len(m) == 1 and c.denominator == 1:
            ((a, power),) = m
            if a.op == "log" and power == 1:
                u = a.args[0]
                above = search.prove(scene.deeper("positive"), make("<", ZERO, u))
                yield _undone(scene, t, u, int(c), above, term({n: d for n, d in p.items() if n != m}))
                return


def _undone(scene: Scene, t: Term, u: Term, k: int, above: Step, rest: Term) -> Step:
    proof = scene.proof
    back = proof.schema("exp_log", u, prem=[above])
    inner = make("exp", make("log", u))
    if t is inner:
        return back
    power = inner if abs(k) == 1 else make("^", inner, data=(abs(k),))
    head = make("exp", rest)
    value = make("*", head, power) if k > 0 else make("/", head, power)
    step = proof.identity(make("=", t, value))
    return proof.rewrite(back, step)


def _sqrt(search: Search, scene: Scene, t: Term) -> Iterator[Step]:
    """sqrt(u) where u is the square of a product."""
    proof, parts = scene.proof, factored(t.args[0])
    root = _rational_root(parts.constant)
    if root is None or any(k % 2 for _, k in parts.factors):
        return
    value: Term = make("*", number(root), make("exp", make("/", parts.exponent, number(2))))
    clear = []
    for f, k in parts.factors:
        side = search.prove(scene.deeper("root"), make("<=" if k > 0 else "<", ZERO, f))
        clear += [side] if k < 0 else []
        power = f if abs(k) == 2 else make("^", f, data=(abs(k) // 2,))
        value = make("*", value, power) if k > 0 else make("/", value, power)
    value = term(normal(value))
    low = search.prove(scene.deeper("root"), make("<=", ZERO, t.args[0]))
    high = search.prove(scene.deeper("root"), make("<=", ZERO, value))
    clear += nonzero_denominators(search, scene, t.args[0])
    equation = concluded(search, scene, make("=", t.args[0], make("^", value, data=(2,))), [], clear)
    yield root_equals(proof, t.args[0], value, equation, low, high)


def _rational_root(c: Fraction) -> Fraction | None:
    if c < 0:
        return None
    p, q = isqrt(c.numerator), isqrt(c.denominator)
    return Fraction(p, q) if p * p == c.numerator and q * q == c.denominator else None
