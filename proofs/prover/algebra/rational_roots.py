"""Roots of rationals in denominators: 1/sqrt(q) = sqrt(q)/q, so that sqrt(2)*(1/sqrt(2)) is seen to be 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ZERO, Polynomial, Term, add, gap, make, normal, term, times
from tailbound.proofs.prover.algebra.root_identities import concluded, divided
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_rational_roots(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal with 1/sqrt(q) replaced by sqrt(q)/q, and sqrt(q)^2 by q."""
    if goal.op not in ("<=", "<"):
        raise NoProof("an equation is proved otherwise")
    p = gap(goal)
    inverses = sorted({t for m in p for t, _ in m if is_inverse_root(t)}, key=lambda t: t.serial)
    if not inverses:
        raise NoProof("no root in a denominator")
    roots = [t.args[1] for t in inverses]
    for inverse, root in zip(inverses, roots, strict=True):
        p = replaced(p, inverse, normal(make("/", root, root.args[0])))
        p = divided(p, root)[1]
    step = search.prove(scene.deeper("rational roots"), make(goal.op, ZERO, term(p)))
    clear = [search.prove(scene.deeper("denominator"), positive(True, root)) for root in roots]
    return concluded(search, scene, goal, [(1, [step], [])], clear)


def is_inverse_root(t: Term) -> bool:
    """Whether t is 1/sqrt(q)."""
    return t.op == "/" and t.args[1].op == "sqrt" and t.args[1].args[0].op == "q" and t.args[1].args[0].data[0] > 0


def replaced(p: Polynomial, atom: Term, value: Polynomial) -> Polynomial:
    """p with a polynomial in place of an atom."""
    out: Polynomial = {}
    for m, c in p.items():
        powers = dict(m)
        part: Polynomial = {frozenset((t, k) for t, k in powers.items() if t is not atom): c}
        for _ in range(powers.get(atom, 0)):
            part = times(part, value)
        out = add(out, part)
    return out


__all__ = ["by_rational_roots"]
