"""Square roots compared by their squares: A >= B >= 0 from A^2 >= B^2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ZERO, Polynomial, Reject, Term, add, make, normal, term, times
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.factors import seen_sign
from tailbound.proofs.prover.root_identities import Products, concluded, divided
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_squaring(search: Search, scene: Scene, goal: Term) -> Step:
    """0 <= a*sqrt(u) + b with opposite signs, from the comparison of a^2 u with b^2."""
    if goal.op not in ("<=", "<"):
        raise NoProof("squares compare")
    p = normal(gap_of(goal))
    for root in sorted({t for m in p for t, _ in m if t.op == "sqrt" and t.names}, key=lambda t: -t.depth):
        p = divided(p, root)[1]
    roots = {t for m in p for t, _ in m if t.op == "sqrt" and t.names}
    for root in sorted(roots, key=lambda t: (-t.depth, t.serial)):
        try:
            return compared(search, scene, goal, p, root)
        except (NoProof, Reject):
            continue
    raise NoProof("no root to square")


def compared(search: Search, scene: Scene, goal: Term, p: Polynomial, root: Term) -> Step:
    """The goal, with the gap p = a*root + b."""
    with_root = {m: c for m, c in p.items() if (root, 1) in m}
    rest = {m: c for m, c in p.items() if (root, 1) not in m}
    signs = seen_sign(scene, term(with_root)), seen_sign(scene, term(rest)) if rest else -1
    if signs[0] * signs[1] != -1 or any(any(t is root for t, _ in m) for m in rest):
        raise NoProof("the two parts have no opposite signs")
    large, small = (with_root, rest) if signs[0] > 0 else (rest, with_root)
    small = add({}, small, -1)
    squares = [reduced(times(q, q), root) for q in (large, small)]
    base = scene.deeper("square")
    step = search.prove(base, make(goal.op, ZERO, term(add(squares[0], squares[1], -1))))
    above = search.prove(base, positive(False, term(large)))
    target = make(goal.op, term(small), term(large))
    proof = scene.proof
    yes, no = proof.assume(target), proof.negation(target)
    pos: Products = [(1, [no, no], []), (2, [no, above], []), (1, [step], [])]
    false = concluded(search, scene, make("<", ZERO, ZERO), pos)
    whole = proof.cases(target, yes, proof.absurd(target, false))
    return concluded(search, scene, goal, [(1, [whole], [])])


def reduced(p: Polynomial, root: Term) -> Polynomial:
    """p with root^2 replaced by the radicand."""
    return divided(p, root)[1]
