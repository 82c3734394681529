"""A scene: the variables, the facts at hand as steps, and sample points at which the facts hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import UNIT, ZERO, Term, add, decided, gap, make, number
from tailbound.proofs.prover.clock import Clock, NoProof
from tailbound.proofs.prover.ends import End, end_of
from tailbound.proofs.prover.floats import Array, may_be_nonnegative, values, vanishes_somewhere
from tailbound.proofs.prover.sampling import kept, sample
from tailbound.proofs.tactics.guards import Proof

FEWEST_POINTS = 60


@dataclass(frozen=True, eq=False)
class Scene:
    """What may be used to prove a goal; the goal's proof may rest on the hypotheses of these facts only."""

    proof: Proof
    clock: Clock
    variables: tuple[Term, ...]
    facts: tuple[Step, ...]
    points: dict[Term, Array] = field(default_factory=dict)
    depth: int = 0
    trail: tuple[str, ...] = ()

    @property
    def relations(self) -> tuple[Term, ...]:
        return tuple(f.concl for f in self.facts)

    @property
    def allowed(self) -> frozenset[Term]:
        return frozenset().union(*(f.hyps for f in self.facts)) if self.facts else frozenset()

    def deeper(self, name: str) -> Scene:
        return replace(self, depth=self.depth + 1, trail=(*self.trail, name))

    def given(self, *more: Step) -> Scene:
        """The scene with more facts."""
        new = tuple(dict.fromkeys([*self.facts, *more]))
        points = kept(self.points, [s.concl for s in more])
        scene = replace(self, facts=new, points=points)
        return scene if scene.count() >= FEWEST_POINTS else scene.sampled()

    def over(self, variables: Iterable[Term], facts: Iterable[Step]) -> Scene:
        """A scene of other variables and facts, sampled anew."""
        return replace(self, variables=tuple(variables), facts=tuple(dict.fromkeys(facts)), points={}).sampled()

    def count(self) -> int:
        return len(next(iter(self.points.values()))) if self.points else 0

    def sampled(self) -> Scene:
        return replace(self, points=sample(self.variables, self.relations)) if self.variables else self

    def plausible(self, goal: Term) -> bool:
        """Whether no sample point contradicts the goal."""
        gap = make("-", goal.args[1], goal.args[0])
        if goal.op == "=":
            return self.plausible(make("<=", *goal.args)) and self.plausible(make("<=", *reversed(goal.args)))
        if goal.op == "!=" or (self.variables and not self.count()):
            return True
        if goal.op == "<" and vanishes_somewhere(gap, self.points):
            return False
        return may_be_nonnegative(gap, self.points)

    def vanishes(self, g: Term) -> bool:
        """Whether g is zero at a sample point."""
        return bool((values(g, self.points)[0] == 0).any()) if self.count() else False

    def ends(self, x: Term) -> list[tuple[End, Step]]:
        """The ends of x with the facts that give them."""
        found = ((end_of(x, f.concl), f) for f in self.facts)
        return [(e, f) for e, f in found if e is not None]

    def number_end(self, x: Term, lower: bool) -> tuple[Fraction, bool] | None:
        """The tightest rational end of x and whether it is excluded."""
        numbers = [(e.number, e.strict) for e, _ in self.ends(x) if e.lower == lower and e.number is not None]
        if not numbers:
            return None
        return max(numbers, key=lambda n: (n[0], n[1])) if lower else min(numbers, key=lambda n: (n[0], not n[1]))

    def end_step(self, x: Term, value: Fraction, lower: bool) -> Step:
        """A step value <= x (or x <= value) where the rational ends of x give that."""
        for e, f in self.ends(x):
            if e.lower == lower and e.number is not None and (e.number >= value if lower else e.number <= value):
                goal = make("<=", number(value), x) if lower else make("<=", x, number(value))
                return self.linear(goal, f)
        raise NoProof("no such end")

    def linear(self, goal: Term, *facts: Step, **options: Any) -> Step:
        """The goal as a linear combination of facts."""
        step = by_one_fact(self.proof, goal, facts)
        if step is not None:
            return step
        try:
            return self.proof.have(goal, *facts, **options)
        except ProofError as error:
            raise NoProof(str(error)) from None

    def converted(self, goal: Term, step: Step) -> Step:
        """The goal from a step with the same gap (and at least its strength)."""
        if step.concl is goal:
            return step
        try:
            return self.proof.identity(goal, pos=[(1, [step], [])])
        except ProofError as error:
            raise NoProof(str(error)) from None


def gap_of(goal: Term) -> Term:
    """g with the goal 0 <= g, as written."""
    a, b = goal.args
    return b if a is ZERO else make("-", b, a)


def positive(strict: bool, g: Term) -> Term:
    """0 < g or 0 <= g."""
    return make("<" if strict else "<=", ZERO, g)


def by_one_fact(proof: Proof, goal: Term, facts: Iterable[Step]) -> Step | None:
    """The goal as a positive multiple of one inequality and a constant, found without floats."""
    if goal.op not in ("<=", "<"):
        return None
    target = gap(goal)
    names = [m for m in target if m]
    if not names and decided(goal):
        return proof.identity(goal, pos=[(target[UNIT], [], [])] if target else [])
    for fact in facts:
        p = gap(fact.concl)
        if not names or fact.concl.op == "=" or names[0] not in p:
            continue
        k = target[names[0]] / p[names[0]]
        rest = add(target, p, -k)
        c = rest.get(UNIT, Fraction(0))
        if k > 0 and not any(rest) and (c > 0 or (c == 0 and (fact.concl.op == "<" or goal.op == "<="))):
            pos: list[tuple[Fraction, list[Step], list[Term]]] = [(k, [fact], [])]
            return proof.identity(goal, pos=[*pos, (c, [], [])] if c else pos)
    return None
