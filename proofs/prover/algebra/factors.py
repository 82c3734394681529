"""The sign of a product: factor the gap, and prove the sign of each factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ONE, ZERO, Reject, Term, add, make, normal, term
from tailbound.proofs.prover.algebra.rational_forms import Factored, factored
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.floats import ROUNDOFF, values
from tailbound.proofs.prover.scene import Scene, gap_of, positive
from tailbound.proofs.tactics.arithmetic import inverse_atoms

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_factors(search: Search, scene: Scene, goal: Term) -> Step:
    """0 <= g (or <) from the signs of g's factors."""
    if goal.op not in ("<=", "<"):
        raise NoProof("factors decide inequalities")
    g = gap_of(goal)
    parts = factored(g)
    if parts.constant == 0 and goal.op == "<=":
        return concluded(search, scene, goal, [], nonzero_denominators(search, scene, g))
    if parts.constant == 0 or not is_progress(parts, g):
        raise NoProof("the gap does not factor")
    strict = goal.op == "<"
    steps, squares, clear = list[Step](), list[Term](), list[Step]()
    sign = 1 if parts.constant > 0 else -1
    plan = []
    for f, k in sorted(parts.factors, key=lambda fk: fk[0].depth):
        side = seen_sign(scene, f)
        if k > 0 and k % 2 == 0 and not strict:
            squares += [f] * (k // 2)
            continue
        if side == 0:
            raise NoProof("a factor changes its sign")
        sign *= side if k % 2 else 1
        plan.append((f, k, side))
    if sign < 0:
        raise NoProof("the factors' signs do not fit")
    for f, k, side in plan:
        signed = f if side > 0 else negative(f)
        step = search.prove(scene.deeper("factors"), positive(strict or k < 0, signed))
        if k < 0:
            clear.append(step)
            step = scene.proof.schema("inv_pos", signed, prem=[step])
        steps += [step] * abs(k)
    if parts.exponent is not ZERO:
        steps.append(scene.proof.schema("exp_pos", parts.exponent))
    clear += nonzero_denominators(search, scene, g)
    return concluded(search, scene, goal, [(abs(parts.constant), steps, squares)], clear)


def ordered(clear: list[Step]) -> list[Step]:
    """Nested denominators first: clearing 1/(1 - x/z) brings 1/z back."""
    return sorted(dict.fromkeys(clear), key=lambda s: -s.concl.depth)


def is_progress(parts: Factored, g: Term) -> bool:
    """Whether the factors are simpler than g.

    A gap linear in erf is best left as it is: what multiplies erf is divided out later, and its derivative is simple.
    """
    upper = [f for f, k in parts.factors if k > 0]
    if len(upper) == 1 and any(t.op == "erf" and t.names for m in normal(g) for t, _ in m):
        return False
    if parts.exponent is not ZERO or len(parts.factors) != 1:
        return True
    ((f, k),) = parts.factors
    return k != 1 or len(normal(f)) < len(normal(g)) or any(t.op == "/" for m in normal(g) for t, _ in m)


def negative(f: Term) -> Term:
    return term(add({}, normal(f), -1))


def seen_sign(scene: Scene, f: Term) -> int:
    """1 or -1 where the sample points show one sign of f, 0 where they show both."""
    if not f.names:
        value, size = values(f, {})
    elif not scene.count():
        return 0
    else:
        value, size = values(f, scene.points)
    with np.errstate(all="ignore"):
        ratio = value / np.maximum(size, 1e-300)
    ratio = ratio[np.isfinite(ratio)]
    if not ratio.size:
        return 0
    if ratio.min() >= -ROUNDOFF:
        return 1
    return -1 if ratio.max() <= ROUNDOFF else 0


def nonzero_denominators(search: Search, scene: Scene, *terms: Term) -> list[Step]:
    """For each atom 1/e of the terms, a step that shows e to be not zero."""
    out = []
    for x in inverse_atoms(*(normal(t) for t in terms)):
        out.append(nonzero(search, scene, x.args[1]))
    return out


def nonzero(search: Search, scene: Scene, e: Term) -> Step:
    """0 < e, 0 < -e or e != 0."""
    side = seen_sign(scene, e)
    try:
        if side:
            return search.prove(scene.deeper("denominator"), positive(True, e if side > 0 else negative(e)))
    except NoProof:
        pass
    return search.prove(scene.deeper("denominator"), make("!=", e, ZERO))


__all__ = ["ONE", "Reject", "by_factors", "nonzero_denominators"]
