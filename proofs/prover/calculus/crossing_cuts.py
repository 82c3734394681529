"""Functions that fall until they are negative, and stay so however they move later: one crossing, before a cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ZERO, Term, make, normal, number, term
from tailbound.proofs.prover.calculus.splitting import simple_between
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.calculus.single_crossing import Range


def law_by_cut(r: Range, k: Term, strict: bool, known: Sequence[Step]) -> Step:
    """The law of k, which falls below a cut c and is negative beyond it: if 0 <= k(z), then z < c."""
    proof, goal, d = r.scene.proof, positive(strict, r.at(k, r.y)), r.slope(k)[0]
    c = cut_beyond(r, k, d)
    above, below = make("<=", c, r.t), make("<=", r.t, c)
    opposite = term(normal(make("-", ZERO, r.at(k, r.t))))
    negative = r.search.prove(r.inside(r.t, more=r.assumed(above)), positive(True, opposite))
    first = [make("<", r.u, r.t)] if strict else []
    down = term(normal(make("-", ZERO, r.at(d, r.t))))
    slope = r.search.prove(r.inside(r.t, more=r.assumed(*first, below)), positive(strict, down))
    last, split = proof.assume(positive(False, r.at(k, r.z))), make("<=", c, r.z)
    yes, no = proof.assume(split), proof.negation(split)
    at_z = r.placed(negative, r.z, [*known, yes])
    false = proof.identity(make("<", ZERO, ZERO), pos=[(1, [at_z], []), (1, [last], [])])
    fall = r.monotone(make("-", ZERO, k), slope, [*first, *r.relations(r.t), below], r.y, r.z, [*known, no])
    step = proof.identity(goal, pos=[(1, [fall], []), (1, [last], [])])
    return proof.cases(split, proof.absurd(goal, false), step)


def cut_beyond(r: Range, k: Term, d: Term) -> Term:
    """A simple place at which k is negative, before which its slope is."""
    if r.rows.shape[0] != 1:
        raise NoProof("a cut may depend on the other variables")
    xs, signs, slopes = r.rows.points[r.x], r.rows.signs(k)[0], r.rows.signs(d)[0]
    below = np.flatnonzero(signs < 0)
    rising = np.flatnonzero(slopes > 0)
    if not below.size or not rising.size or rising[0] <= below[0] + 1:
        raise NoProof("the slope changes its sign too soon")
    return number(simple_between(float(xs[below[0]]), float(xs[rising[0] - 1])))


__all__ = ["law_by_cut"]
