"""A relation, for some or for all elements, from facts at hand: by combination, by its ends, by cases."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from tailbound.proofs.audit.emptiness import Emptiness
from tailbound.proofs.audit.facts import FAILURES
from tailbound.proofs.audit.mutants import CONCLUSION
from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Term, instantiate, make, number
from tailbound.proofs.statement import subterms


class Relations(Emptiness):
    """Goals that follow from a few facts by one of several simple steps."""

    def prove(self, goal: Term, facts: list[Step], allowed: tuple[Term, ...] | None = None) -> Step:
        """The goal from the facts: at hand, for each element, or by one combination of facts and signs.

        `allowed`: the hypotheses that signs may use, all by default.
        """
        given = self.mutant.statement.hyps if allowed is None else allowed
        for f in facts:
            if f.concl is goal:
                return f
        if goal.op == "all":
            return self._each(goal, facts, given)
        if goal.op == "in":
            return self.proof.subset(goal, *[f for f in facts if f.concl.op in ("in", "all")][:4])
        return self._relation(goal, facts, given)

    def _each(self, goal: Term, facts: list[Step], given: tuple[Term, ...]) -> Step:
        over, body = goal.args
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        here = [inside]
        for f in facts:
            if f.concl.op == "all" and f.concl.args[0].sort == over.sort:
                try:
                    here.append(self.proof.at(f, x, using=[*self.within_range(inside, f.concl.args[0]), inside]))
                except FAILURES:
                    continue
        if over.op == "rng":
            here += [self.proof.schema(name, x, *over.args, prem=[inside]) for name in ("range_lo", "range_hi")]
        return self.proof.gen(self.prove(instantiate(body, x), [*here, *facts], given), x, over)

    def within_range(self, inside: Step, larger: Term) -> list[Step]:
        """e in rng(c, d) from e in rng(a, b), where c <= a and b <= d; nothing where these are no ranges."""
        e, over = inside.concl.args
        if over.op != "rng" or larger.op != "rng" or over is larger:
            return []
        (a, b), (c, d) = over.args, larger.args
        given = frozenset(self.mutant.statement.hyps)
        low = self.proof.schema("range_lo", e, a, b, prem=[inside])
        high = self.proof.schema("range_hi", e, a, b, prem=[inside])
        ends = [self.proof.chain(self.at_most(c, a, given), low), self.proof.chain(high, self.at_most(b, d, given))]
        return [self.proof.schema("range_in", e, c, d, prem=ends)]

    def _relation(self, goal: Term, facts: list[Step], given: tuple[Term, ...]) -> Step:
        relations = [f for f in facts if f.concl.op in ("<=", "<", "=", "!=")]
        relations += [s for s in self.proof.steps if s.concl.op == "=" and s.concl.args[0].op == "exp"][:2]
        near = [f for f in relations if f.concl.names & goal.names or not f.concl.names]
        linked = frozenset().union(goal.names, *(f.concl.names for f in near if self.is_let(f)))
        further = [f for f in relations if f.concl.names & linked and f.concl.op != "!="][:8]
        further += [s for f in further for s in self.atoms(f.concl)][:3]
        allowed = frozenset(given).union(*(f.hyps for f in facts))
        signs = self.signs(goal, allowed)
        lets = [h for h in self.proof.hyp if self.is_let(h) and h.hyps <= frozenset(given)][::-1]
        inside = [f for f in near if f.concl.names <= goal.names]
        attempts: list[Callable[[], Step]] = [
            lambda: self.proof.have(goal, *signs),
            lambda: self.proof.have(goal, *near[:1], *signs),
            lambda: self.proof.have(goal, *near[:2], *signs),
            lambda: self.proof.have(goal, *near[:12], *signs),
            lambda: self.proof.have(goal, *inside[:8], degree=2),
            lambda: self.proof.have(goal, *near[:1], *signs, lets=lets),
            lambda: self.by_ends(goal, near[0], allowed),
            lambda: self.by_one_element(goal, allowed),
            lambda: self.proof.have(goal, *further),
            lambda: self.by_whole_numbers(goal, near[:8]),
            lambda: self.by_sign(goal, near[:1], allowed),
            lambda: self.by_refutation(goal, allowed),
        ]
        for attempt in attempts:
            try:
                return attempt()
            except FAILURES:
                continue
        raise ProofError("no simple derivation")

    def by_ends(self, goal: Term, main: Step, given: frozenset[Term]) -> Step:
        """s' R t' from s R t, with s' <= s and t <= t' proved apart."""
        (new_left, new_right), (left, right) = goal.args, main.concl.args
        steps = [main]
        if new_left is not left:
            steps.insert(0, self.ordered(new_left, left, given))
        if new_right is not right:
            steps.append(self.ordered(right, new_right, given))
        return self.proof.weaken(goal, self.proof.chain(*steps))

    def ordered(self, s: Term, t: Term, given: frozenset[Term]) -> Step:
        """s <= t, by shape or from bounds of the variables."""
        try:
            return self.at_most(s, t, given)
        except FAILURES:
            return self.compared(make("<=", s, t))

    def by_refutation(self, goal: Term, given: frozenset[Term]) -> Step:
        """A relation between scalars whose negation the other relations between scalars exclude."""
        if self.mutant.place == CONCLUSION or any(t.op in ("sum", "sup") for t in subterms(goal)):
            raise ProofError("not between scalars")
        yes, no = self.proof.assume(goal), self.proof.negation(goal)
        scalars = [h for h in self.proof.hyp if h.hyps <= given and h.concl.op in ("<", "<=", "=")]
        plain = [h for h in scalars if not any(t.op in ("sum", "sup") for t in subterms(h.concl))]
        known = [*plain[:8], *self.atoms(goal), *[s for s in self.lemmas() if s.hyps <= given][:8]]
        squares = [s for h in plain for s in self.signs(h.concl, given)][:4]
        false = self.proof.have(make("<", ZERO, ZERO), no, *self.partitions(), *known, *squares, degree=2)
        return self.proof.cases(goal, yes, self.proof.absurd(goal, false))

    def by_sign(self, goal: Term, main: list[Step], given: frozenset[Term]) -> Step:
        """s R t' from s' R t in two cases: 0 <= x, and x < 0, for a variable x in an exponent."""
        powers = [t for t in subterms(goal) if t.op == "exp" and t.args[0].op == "*" and not t.loose]
        found = [x for t in powers for x in t.args[0].args if x.op == "v" and not x.args]
        if self.assumed or not found or self.proof.sign(found[0], False, given) is not None:
            raise ProofError("no exponent of unknown sign")
        split, sides = make("<=", ZERO, found[0]), list[Step]()
        for case in (self.proof.assume(split), self.proof.negation(split)):
            self.assumed = case.hyps
            try:
                sides.append(self._by_sign(goal, main, given | case.hyps))
            finally:
                self.assumed = frozenset()
        return self.proof.cases(split, *sides)

    def _by_sign(self, goal: Term, main: list[Step], given: frozenset[Term]) -> Step:
        for fact in main:
            with suppress(*FAILURES):
                return self.by_ends(goal, fact, given)
        if goal.op != "<=":
            raise ProofError("a strict relation")
        left, right = goal.args
        return self.at_most(left, right, given)

    def by_whole_numbers(self, goal: Term, facts: list[Step]) -> Step:
        """b <= t from b - 1 < t, for whole numbers."""
        left, right = goal.args
        if goal.op != "<=" or not (left.is_int and right.is_int):
            raise ProofError("no whole numbers")
        below = number(left.data[0] - 1) if left.op == "q" else make("-", left, ONE)
        step = self.proof.have(make("<", below, right), *facts)
        return self.proof.weaken(goal, self.proof.schema("discrete", below, right, prem=[step]))

    def by_one_element(self, goal: Term, given: frozenset[Term]) -> Step:
        """x = sum A f from x = sup A f, or the other way round, where A has one element."""
        left, right = goal.args
        if goal.op != "=" or right.op not in ("sum", "sup"):
            raise ProofError("no sum")
        over, body = right.args
        equal = self.of_one_element(over, body, given)
        other = equal.concl.args[0 if right.op == "sum" else 1]
        value = self.proof.assume(make("=", left, other))
        return self.proof.have(goal, value, equal)

    def is_let(self, step: Step) -> bool:
        """Whether a hypothesis defines a scalar."""
        return step.concl.op == "=" and step.concl.args[0].op == "v" and not step.concl.args[0].args
