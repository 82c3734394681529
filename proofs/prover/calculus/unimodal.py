"""Functions that first rise and then fall: 0 <= f between two ends, or an end and infinity, as at these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Reject, Term, make
from tailbound.proofs.prover.calculus.limits import Fall
from tailbound.proofs.prover.calculus.sign_patterns import rows
from tailbound.proofs.prover.calculus.single_crossing import Range, falls, law_of, rises
from tailbound.proofs.prover.calculus.slopes import unformed, usable_ends
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.floats import worst
from tailbound.proofs.prover.rewriting.forms import Form, forms
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_unimodality(search: Search, scene: Scene, goal: Term, x: Term, most: int = 3) -> Step:
    """0 <= f (or <), where f's slope is first nonnegative and then negative; in `most` forms of the goal."""
    if goal.op not in ("<=", "<") or x.is_int:
        raise NoProof("inequalities in a real variable")
    both = (usable_ends(scene, x, side) for side in (True, False))
    lower, upper = ([(e, f) for e, f in ends if e.value.names <= goal.names] for ends in both)
    if not lower or len(upper) > 1 or not scene.count():
        raise NoProof("no lower end, or several upper ones")
    ends = [e for e, _ in lower + upper]
    for start, _ in lower:
        r = Range(search, scene, x, start.value, ends, rows(scene, x, ends))
        for form in forms(scene, gap_of(goal), x)[:most]:
            try:
                hill = Hill(r, form, goal.op == "<", upper[0][0].value if upper else None)
                if hill.plausible():
                    return unformed(search, scene, goal, form, hill.proved())
            except (NoProof, ProofError, Reject):
                continue
    raise NoProof("no function that rises and then falls")


@dataclass
class Hill:
    """f(x) >= 0 (or >), from f(u) >= 0 on the left of the top, and f(v) >= 0 or a limit on its right."""

    r: Range
    form: Form
    strict: bool
    v: Term | None

    @property
    def f(self) -> Term:
        return self.form.value

    def plausible(self) -> bool:
        r = self.r
        d = r.slope(self.f)[0]
        if r.rows.sign(d) or not r.rows.falls_once(d):
            return False
        return all(worst(r.at(self.f, p), r.rows.points) > -1e-9 for p in (r.u, self.v) if p is not None)

    def proved(self) -> Step:
        r, proof = self.r, self.r.scene.proof
        base = r.scene.deeper("unimodal")
        d, x = r.slope(self.f)[0], r.x
        law = law_of(r, d, False, 0)
        split = positive(False, r.at(d, x))
        yes = proof.assume(split)
        no = proof.identity(make("<", d, ZERO), pos=[(1, [proof.negation(split)], [])])
        weak = [r.scene.linear(h, *[f for f in r.scene.facts if f.concl.op != "!="]) for h in r.relations(x)]
        known = [*r.scene.facts, *weak]
        start = self.at_start(base)
        strictly = self.strict and start.concl.op == "<="
        up = rises(r, self.f, law, x, [*known, yes], strictly)
        goal = positive(self.strict, self.f)
        left = proof.identity(goal, pos=[(1, [start], []), (1, [up], [])])
        return proof.cases(split, left, self.right(base, law, [*known, no]))

    def at_start(self, base: Scene) -> Step:
        """0 < f(u), or 0 <= f(u)."""
        r = self.r
        scene = base.over(r.others, r.rest)
        for strict in (True, False) if self.strict else (False,):
            try:
                return r.search.prove(scene, positive(strict, r.at(self.f, r.u)))
            except NoProof:
                continue
        raise NoProof("the start is negative")

    def right(self, base: Scene, law: Step, known: Sequence[Step]) -> Step:
        """The goal where the slope is negative at x."""
        r, proof = self.r, self.r.scene.proof
        goal = positive(self.strict, self.f)
        if self.v is not None:
            last = r.search.prove(base.over(r.others, r.rest), positive(False, r.at(self.f, self.v)))
            down = falls(r, self.f, law, r.x, self.v, known, self.strict and self.is_before(known))
            if down.concl.op == "<=" and self.strict:
                last = r.search.prove(base.over(r.others, r.rest), positive(True, r.at(self.f, self.v)))
            return proof.identity(goal, pos=[(1, [last], []), (1, [down], [])])
        no = known[-1]
        fall = LateFall(r, self.f, law, known)
        weak = fall.weak(r.search, base.given(*known), r.x)
        if not self.strict:
            return weak
        later = make("+", r.x, ONE)
        d = r.slope(self.f)[0]
        down = falls(r, self.f, law, r.x, later, known, True)
        back = r.applied(law, r.x, later, [*known, proof.assume(positive(False, r.at(d, later)))])
        false = proof.identity(make("<", ZERO, ZERO), pos=[(1, [back], []), (1, [no], [])])
        below = make("<", r.at(d, later), ZERO)
        split = positive(False, r.at(d, later))
        other = proof.identity(below, pos=[(1, [proof.negation(split)], [])])
        slope = proof.cases(split, proof.absurd(below, false), other)
        negation = proof.identity(make("<", r.at(d, later), ZERO), pos=[(1, [slope], [])])
        moved = proof.use(weak, sub={r.x.data[0]: later})
        moved = r.settled(moved, [*known, negation])
        return proof.identity(goal, pos=[(1, [moved], []), (1, [down], [])])

    def is_before(self, known: Sequence[Step]) -> bool:
        """Whether the facts say x < v."""
        return any(k.concl.op == "<" and k.concl.args == (self.r.x, self.v) for k in known)


class LateFall(Fall):
    """A fall that begins at x, because the slope is negative there."""

    def __init__(self, r: Range, f: Term, law: Step, known: Sequence[Step]) -> None:
        super().__init__(f, r.x, False)
        self.r, self.law, self.known = r, law, known

    def fallen(self, search: Search, scene: Scene, x: Term, z: Term, strict: bool = False) -> Step:
        order = self.r.scene.proof.assume(make("<=", x, z))
        return falls(self.r, self.f, self.law, x, z, [*self.known, order])


__all__ = ["by_unimodality"]
