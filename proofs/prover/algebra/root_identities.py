"""Identities that hold because sqrt(u)^2 = u: the multipliers of these equations by division."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import (
    ONE,
    Polynomial,
    Reject,
    Term,
    add,
    cleared,
    constant,
    gap,
    make,
    normal,
    power,
    term,
    times,
)
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.tactics.arithmetic import inverse_atoms

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

Products = Sequence[tuple[Any, Sequence[Step], Sequence[Term]]]


def concluded(
    search: Search, scene: Scene, goal: Term, pos: Products, clear: Sequence[Step] = (), eq: Sequence[Any] = ()
) -> Step:
    """The goal by one arith step, with equations sqrt(u)^2 = u added where they are needed."""
    clear = sorted(dict.fromkeys(clear), key=lambda s: -s.concl.depth)
    try:
        return scene.proof.identity(goal, pos=pos, eq=eq, clear=clear)
    except ProofError as error:
        reason = str(error)
    try:
        more = root_equations(search, scene, goal, pos, clear, eq)
        return scene.proof.identity(goal, pos=pos, eq=[*eq, *more], clear=clear)
    except (ProofError, Reject) as error:
        raise NoProof(f"{reason}; {error}") from None


def root_equations(
    search: Search, scene: Scene, goal: Term, pos: Products, clear: Sequence[Step], eq: Sequence[Any]
) -> list[tuple[Step, Term]]:
    """(sqrt(u)^2 = u, multiplier) for each root, so that the identity holds after clearing."""
    rest = gap(goal)
    for k, steps, squares in pos:
        part = constant(Fraction(k))
        for s in steps:
            part = times(part, gap(s.concl))
        for t in squares:
            part = times(part, power(normal(t), 2))
        rest = add(rest, part, -1)
    for e, m in eq:
        rest = add(rest, times(normal(m), gap(e.concl)), -1)
    below: Polynomial = constant(1)
    for c in clear:
        rest, below = _cleared(rest, below, gap(c.concl))
    out = []
    for root in roots_in(rest):
        quotient, rest = divided(rest, root)
        if quotient:
            inside = search.prove(scene.deeper("radicand"), make("<=", make("q", data=(Fraction(0),)), root.args[0]))
            square = scene.proof.schema("sqrt_square", root.args[0], prem=[inside])
            out.append((square, term(times(quotient, below))))
    if rest:
        raise NoProof("no identity, even with the roots' squares")
    return out


def _cleared(rest: Polynomial, below: Polynomial, d: Polynomial) -> tuple[Polynomial, Polynomial]:
    """The cleared polynomial, and the product of inverses by which the clearing may be undone."""
    own = [t for m in d for t, _ in m if t.op == "/"] if len(d) == 1 else []
    for x in [*own, *inverse_atoms(normal(make("/", ONE, term(d))))]:
        degree = max((dict(m).get(x, 0) for m in rest), default=0)
        if degree:
            below = times(below, {frozenset([(x, degree)]): Fraction(1)})
    return cleared(rest, d), below


def roots_in(p: Polynomial) -> list[Term]:
    """The square roots that occur at least squared, outer ones first."""
    found = {t for m in p for t, k in m if t.op == "sqrt" and k >= 2}
    inner = {t for m in p for t, _ in m if t.op == "sqrt"}
    return sorted(found | inner, key=lambda t: (-t.depth, t.serial))


def divided(p: Polynomial, root: Term) -> tuple[Polynomial, Polynomial]:
    """(q, r) with p = q (u - root^2) + r and r of degree at most 1 in the root (u = root^2 put in)."""
    u = normal(root.args[0])
    quotient: Polynomial = {}
    while True:
        high = {m: c for m, c in p.items() if dict(m).get(root, 0) >= 2}
        if not high:
            return quotient, p
        less = {_lowered(m, root): c for m, c in high.items()}
        quotient = add(quotient, less, -1)
        p = add(add(p, high, -1), times(less, u))


def _lowered(m: frozenset[tuple[Term, int]], root: Term) -> frozenset[tuple[Term, int]]:
    k = dict(m)[root] - 2
    rest = m - {(root, k + 2)}
    return rest | {(root, k)} if k else rest
