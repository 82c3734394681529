"""Square roots compared by their squares: A >= B >= 0 from A^2 >= B^2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ZERO, Polynomial, Reject, Term, add, make, normal, term, times
from tailbound.proofs.prover.algebra.factors import seen_sign
from tailbound.proofs.prover.algebra.root_identities import Products, concluded, divided
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_squaring(search: Search, scene: Scene, goal: Term) -> Step:
    """0 <= a*sqrt(u) + b from the comparison of a^2 u with b^2: the positive part is the larger one."""
    if goal.op not in ("<=", "<"):
        raise NoProof("squares compare")
    whole = normal(gap_of(goal))
    p = reduced(whole)
    if p != whole:
        step = search.prove(scene.deeper("square"), make(goal.op, ZERO, term(p)))
        return concluded(search, scene, goal, [(1, [step], [])])
    roots = {t for m in p for t, _ in m if t.op == "sqrt"}
    for root in sorted(roots, key=lambda t: (not t.names, -t.depth, t.serial)):
        try:
            return compared(search, scene, goal, p, root)
        except (NoProof, Reject):
            continue
    raise NoProof("no root to square")


def compared(search: Search, scene: Scene, goal: Term, p: Polynomial, root: Term) -> Step:
    """The goal, with the gap p = a*root + b."""
    with_root = {m: c for m, c in p.items() if (root, 1) in m}
    rest = {m: c for m, c in p.items() if (root, 1) not in m}
    if any(any(t is root for t, _ in m) for m in rest):
        raise NoProof("the root occurs in both parts")
    first, second = seen_sign(scene, term(with_root)), seen_sign(scene, term(rest)) if rest else -1
    if first < 0 < second:
        large, small = rest, with_root
    elif first > 0 >= second:
        large, small = with_root, rest
    else:
        raise NoProof("the two parts have no opposite signs")
    small = add({}, small, -1)
    if second == 0 and not scene.plausible(make(goal.op, ZERO, term(reduced_difference(large, small)))):
        return where_positive(search, scene, goal, p, term(small))
    base = scene.deeper("square")
    step = search.prove(base, make(goal.op, ZERO, term(reduced_difference(large, small))))
    above = search.prove(base, positive(False, term(large)))
    target = make(goal.op, term(small), term(large))
    proof = scene.proof
    yes, no = proof.assume(target), proof.negation(target)
    pos: Products = [(1, [no, no], []), (2, [no, above], []), (1, [step], [])]
    false = concluded(search, scene, make("<", ZERO, ZERO), pos)
    whole = proof.cases(target, yes, proof.absurd(target, false))
    return concluded(search, scene, goal, [(1, [whole], [])])


def where_positive(search: Search, scene: Scene, goal: Term, p: Polynomial, small: Term) -> Step:
    """The goal small R a*root in two cases: small <= 0, where it is plain, and 0 < small."""
    proof, base = scene.proof, scene.deeper("square")
    split = positive(True, small)
    yes, no = proof.assume(split), proof.negation(split)
    target = make(goal.op, ZERO, term(p))
    sides = [search.prove(base.given(s), target) for s in (no, yes)]
    return concluded(search, scene, goal, [(1, [proof.cases(split, sides[1], sides[0])], [])])


def reduced_difference(large: Polynomial, small: Polynomial) -> Polynomial:
    """large^2 - small^2, with the squares of roots put in."""
    return reduced(add(times(large, large), times(small, small), -1))


def reduced(p: Polynomial) -> Polynomial:
    """p with the square of each root replaced by its radicand, outer roots first."""
    for root in sorted({t for m in p for t, _ in m if t.op == "sqrt"}, key=lambda t: -t.depth):
        p = divided(p, root)[1]
    return p
