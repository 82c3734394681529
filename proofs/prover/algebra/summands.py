"""Sums of terms that are all nonnegative: each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import Term, gap, term
from tailbound.proofs.prover.algebra.factors import nonzero_denominators, seen_sign
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST = 8


def by_summands(search: Search, scene: Scene, goal: Term) -> Step:
    """0 <= g (or <) where no term of g's normal form is negative at a sample point."""
    p = gap(goal)
    if (
        goal.op not in ("<=", "<")
        or not 1 < len(p) <= MOST
        or not all(seen_sign(scene, term({m: c})) > 0 for m, c in p.items())
    ):
        raise NoProof("terms of both signs")
    base, strict, steps = scene.deeper("summands"), goal.op == "<", list[Step]()
    for m, c in sorted(p.items(), key=lambda item: len(item[0])):
        t = term({m: c})
        if strict and not any(s.concl.op == "<" for s in steps) and scene.plausible(positive(True, t)):
            try:
                steps.append(search.prove(base, positive(True, t)))
                continue
            except NoProof:
                pass
        steps.append(search.prove(base, positive(False, t)))
    clear = nonzero_denominators(search, scene, term(p))
    return concluded(search, scene, goal, [(1, [s], []) for s in steps], clear)


__all__ = ["by_summands"]
