"""k (erf z - 1) <= f(z): what is left of f(z) where erf tends to 1, its place z being beyond all others.

All erf(t) of z count, if t >= z: erf is between erf(z) and 1 there.  k is the slope of f in their common value at 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import (
    ONE,
    ZERO,
    Monomial,
    Polynomial,
    Reject,
    Term,
    add,
    derivative,
    make,
    normal,
    number,
    term,
)
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST_ERFS = 4
ROUND = (1, 4)  # multiples of 1 - erf(z) that are tried where the exact one depends on z


def erf_bounds(search: Search, scene: Scene, f: Term, z: Term) -> Iterator[tuple[Term, Step, Step]]:
    """(k, 0 < k, k*(erf z - 1) <= f) for constants k, in a scene in which z is large."""
    found = erfs(f, z)
    if not found or len(found) > MOST_ERFS:
        raise NoProof("no erf that tends to 1")
    for k in multiples(f, found, z):
        try:
            above = search.prove(scene, positive(True, k))
            below = make("*", k, make("-", make("erf", z), ONE))
            rest = term(add(normal(f), normal(below), -1))
            goal = positive(False, rest)
            if scene.plausible(goal):
                yield k, above, nonnegative(search, scene, goal)
        except (NoProof, ProofError, Reject):
            continue


def erfs(f: Term, z: Term) -> list[Term]:
    return sorted(
        {t for m in normal(f) for t, _ in m if t.op == "erf" and z.data[0] in t.names}, key=lambda t: t.serial
    )


def multiples(f: Term, found: list[Term], z: Term) -> Iterator[Term]:
    """The slope of f in all the erfs together, at 1, where it is free of z; then numbers."""
    total: Polynomial = {}
    for m, c in normal(f).items():
        degree = sum(k for t, k in m if t in found)
        if degree:
            rest = frozenset(a for a in m if a[0] not in found)
            total = add(total, {rest: c * degree})
    if not any(z.data[0] in t.names for m in total for t, _ in m):
        yield term(total)
    if len(found) > 1:
        yield from map(number, ROUND)


def above_limit(f: Term, z: Term) -> Polynomial:
    """f less what it is with 1 for each erf of z."""
    found, out = set(erfs(f, z)), dict[Monomial, Fraction]()
    for m, c in normal(f).items():
        rest = frozenset(a for a in m if a[0] not in found)
        out = add(out, add({m: c}, {rest: -c})) if rest != m else out
    return out


def nonnegative(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal from erf <= 1, erf(s) <= erf(t) for s <= t, the signs of erf and exp, their products and squares."""
    atoms = sorted({t for m in normal(goal.args[1]) for t, _ in m if t.op in ("erf", "exp")}, key=lambda t: t.serial)
    found = [t for t in atoms if t.op == "erf"][:MOST_ERFS]
    proof = scene.proof
    facts = [proof.schema("erf_le_one", t.args[0]) for t in found]
    facts += [proof.schema("exp_pos", t.args[0]) for t in atoms if t.op == "exp" and t.names]
    for a, b in [*permutations([t.args[0] for t in found], 2), *((ZERO, t.args[0]) for t in found)]:
        if scene.plausible(make("<=", a, b)):
            try:
                facts.append(rising_erf(search, scene, a, b))
            except (NoProof, ProofError):
                continue
    squares = [make("-", ONE, t) for t in found]
    try:
        return scene.linear(goal, *facts, degree=2, squares=squares)
    except NoProof:
        return search.prove(scene, goal)


def rising_erf(search: Search, scene: Scene, a: Term, b: Term) -> Step:
    """erf(a) <= erf(b) from a <= b; 0 <= erf(b) for a = 0."""
    proof, y = scene.proof, scene.proof.fresh("real", "y")
    slope = proof.sign(term(normal(derivative(make("erf", y), y)[0])), False, scene.allowed)
    if slope is None:
        raise NoProof("no sign of the slope")
    step = proof.mono([slope], y, [], make("erf", y), a, b)
    step = proof.discharge(step, search.prove(scene.deeper("order"), make("<=", a, b)))
    if a is ZERO:
        return proof.identity(
            positive(False, make("erf", b)), pos=[(1, [step], [])], eq=[(proof.schema("erf_zero"), ONE)]
        )
    return step


__all__ = ["above_limit", "erf_bounds", "nonnegative"]
