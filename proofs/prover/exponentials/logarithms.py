"""Logarithms of products, and comparing positive products by their logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Polynomial, Term, add, make, normal, number, term
from tailbound.proofs.prover.algebra.factors import negative, nonzero_denominators, seen_sign
from tailbound.proofs.prover.algebra.rational_forms import Factored, factored, quotient_form
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, gap_of

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def exponential_of(search: Search, scene: Scene, u: Term) -> Step:
    """exp(T) = u with T = sum of k log f over the factors of u, and u's exponents; for u > 0 by its factors."""
    proof = scene.proof
    parts = factored(u)
    constant, plan = parts.constant, list[tuple[Term, int]]()
    for f, k in parts.factors:
        side = seen_sign(scene, f)
        if not side:
            raise NoProof("a factor changes its sign")
        constant *= side if k % 2 else 1
        plan.append((f if side > 0 else negative(f), k))
    if constant <= 0:
        raise NoProof("not positive")
    if constant != 1:
        plan.append((number(constant), 1))
    total, value, equations, clear = parts.exponent, make("exp", parts.exponent), list[Step](), list[Step]()
    for f, k in plan:
        above = search.prove(scene.deeper("log"), make("<", ZERO, f))
        equations.append(proof.schema("exp_log", f, prem=[above]))
        total = make("+", total, make("*", number(k), make("log", f)))
        power = _power(make("exp", make("log", f)), abs(k))
        value = make("*", value, power) if k > 0 else make("/", value, power)
        clear.append(above)
    total = term(normal(total))
    whole = make("exp", total)
    step = proof.identity(make("=", whole, value))
    for e in equations:
        if e.concl.args[0] is not whole:
            step = proof.rewrite(e, step)
    clear += nonzero_denominators(search, scene, u)
    return concluded(search, scene, make("=", whole, u), [], clear, [(step, ONE)])


def _power(t: Term, k: int) -> Term:
    return t if k == 1 else make("^", t, data=(k,))


def log_of(search: Search, scene: Scene, u: Term) -> Step:
    """log u = sum of k log f."""
    proof = scene.proof
    equation = exponential_of(search, scene, u)
    whole = equation.concl.args[0]
    back = proof.schema("log_exp", whole.args[0])
    body = make("=", make("log", make("b", data=(0, "real"))), whole.args[0])
    return proof.schema("rewrite", whole, u, body, prem=[equation, back])


def by_logarithms(search: Search, scene: Scene, goal: Term) -> Step:
    """A R B for positive products A, B with exponentials, from log A R log B."""
    if goal.op not in ("<=", "<"):
        raise NoProof("logarithms compare")
    small, large = two_groups(scene, gap_of(goal))
    low, high = (exponential_of(search, scene.deeper("log"), t) for t in (small, large))
    inner = make(goal.op, *(e.concl.args[0].args[0] for e in (low, high)))
    proof = scene.proof
    grown = proof.exp_compare(search.prove(scene.deeper("log"), inner))
    try:
        eq = [(high, ONE), (low, number(-1))]
        return proof.identity(goal, pos=[(1, [grown], [])], eq=eq)
    except ProofError as error:
        raise NoProof(str(error)) from None


def compares_powers(goal: Term) -> bool:
    """Whether the goal is A R B for two products, with an exponent that holds a variable times a logarithm."""
    groups = by_exponential(normal(gap_of(goal))) if goal.op in ("<=", "<") else {}
    moving, known = False, set[Term]()
    for e in groups:
        for m in normal(e.args[0]) if e.op == "exp" else ():
            logs = [t.args[0] for t, _ in m if t.op == "log" and t.names]
            moving |= bool(logs) and len(m) > 1
            known |= {term(normal(u)) for u in logs}
    if len(groups) != 2 or not moving:
        return False
    try:
        factors = [f for p in groups.values() for f, _ in factored(quotient_form(term(p))).factors]
    except NoProof:
        return False
    return all(len(normal(f)) == 1 or f in known for f in factors)


def by_exponential(p: Polynomial) -> dict[Term, Polynomial]:
    """The parts of p by their exponential (ONE where there is none)."""
    groups: dict[Term, Polynomial] = {}
    for m, c in p.items():
        exps = [t for t, _ in m if t.op == "exp" and t.names]
        key = exps[0] if exps else ONE
        groups.setdefault(key, {})[m - {(key, 1)}] = c
    return groups


def two_groups(scene: Scene, g: Term) -> tuple[Term, Term]:
    """(A, B) with g = B - A, both positive, each with one exponential; NoProof where g is not of that form."""
    groups: dict[Term, Polynomial] = {}
    for m, c in normal(g).items():
        exps = [t for t, _ in m if t.op == "exp" and t.names]
        groups.setdefault(exps[0] if exps else ONE, {})[m] = c
    if len(groups) != 2:
        raise NoProof("not two products")
    sides = [(seen_sign(scene, term(p)), p) for p in groups.values()]
    signs = [s for s, _ in sides]
    if sorted(signs) != [-1, 1]:
        raise NoProof("the signs of the two products do not differ")
    by_sign = dict(sides)
    return term(add({}, by_sign[-1], -1)), term(by_sign[1])


__all__ = ["Factored", "by_logarithms", "compares_powers", "log_of"]
