"""Comparisons of terms that differ in one part: monotone operations, and sums against suprema."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from tailbound.proofs.audit.facts import FAILURES, Facts
from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Term, add, instantiate, make, normal, term
from tailbound.proofs.statement import subterms
from tailbound.proofs.tactics.counting import at_least_one

Allowed = frozenset[Term]


class Monotone(Facts):
    """s <= t by the shape of the two terms."""

    _partitions: list[Step] | None = None

    def at_most(self, s: Term, t: Term, allowed: Allowed) -> Step:
        """s <= t, from the allowed hypotheses.  Raises ProofError where it is not seen."""
        goal = make("<=", s, t)
        known = self.proof.find(goal, allowed)
        if known is not None:
            return known
        if s is t or normal(s) == normal(t):
            return self.proof.identity(goal)
        if s.op == "sup" and t.op == "sum":
            return self.sup_below_sum(s, t, allowed)
        if s.op == "sum" and t.op == "*" and any(a.op == "sup" for a in t.args):
            return self.sum_below_count(s, t, allowed)
        if t.op == "max" and s in t.args:
            left, right = t.args
            return self.proof.max_at_least(left, right, s)
        if s.op == t.op and len(s.args) == len(t.args):
            try:
                return self._by_shape(goal, allowed)
            except FAILURES:
                pass
        return self.by_bounds(goal, allowed)

    def _by_shape(self, goal: Term, allowed: Allowed) -> Step:
        s, t = goal.args
        if s.op in ("+", "*", "^"):
            return self._termwise(goal, allowed)
        if s.op in ("-", "/"):
            return self._two_sided(goal, allowed)
        if s.op in ("sum", "sup") and s.args[0] is t.args[0]:
            return self._over_a_set(goal, allowed)
        if s.op in ("exp", "log", "sqrt"):
            return self._function(goal, allowed)
        raise ProofError("not the same shape")

    def by_bounds(self, goal: Term, allowed: Allowed) -> Step:
        """A relation between terms in a few scalars, from bounds of these."""
        if any(a.op in ("sum", "sup", "card") or a.loose for a in subterms(goal)):
            raise ProofError("not between scalars")
        return self.compared(goal)

    def sign_of(self, t: Term, strict: bool, allowed: Allowed) -> Step | None:
        """As for all facts, and for suprema."""
        found = self.proof.sign(t, strict, allowed)
        if found is None and t.op == "sup":
            return self.sup_above(make("<" if strict else "<=", ZERO, t), allowed)
        return found

    def least(self, t: Term, allowed: Allowed, strict: bool = False) -> Step:
        """0 <= t, or 0 < t."""
        found = self.proof.sign(t, strict, allowed)
        if found is not None:
            return found
        goal = make("<" if strict else "<=", ZERO, t)
        attempts: list[Callable[[Term, Allowed], Step]] = [self._by_parts]
        if t.op == "sup":
            attempts = [self.sup_above]
        elif t.is_int or t.op == "-":
            attempts = [self.counted, self._by_parts] if t.is_int else [self._difference, self.by_bounds]
        for attempt in attempts[:-1]:
            with suppress(*FAILURES):
                return attempt(goal, allowed)
        return attempts[-1](goal, allowed)

    def _difference(self, goal: Term, allowed: Allowed) -> Step:
        larger, smaller = goal.args[1].args
        if goal.op == "<":
            raise ProofError("no strict comparison by shape")
        return self.proof.identity(goal, pos=[(1, [self.at_most(smaller, larger, allowed)], [])])

    def _by_parts(self, goal: Term, allowed: Allowed) -> Step:
        """The sign of a sum, product or quotient by those of its parts, else from bounds of the variables."""
        t, strict = goal.args[1], goal.op == "<"
        try:
            if t.op == "+":
                return self._sum_above(goal, allowed)
            if t.op in ("*", "^"):
                factors = list(t.args) if t.op == "*" else [t.args[0]] * t.data[0]
                signs = {a: self.least(a, allowed, strict) for a in dict.fromkeys(factors)}
                return self.proof.identity(goal, pos=[(1, [signs[a] for a in factors], [])])
            if t.op == "sum" and not strict:
                return self._total_above(goal, allowed)
            if t.op == "sqrt":
                return self._root_above(goal, self.least(t.args[0], allowed, strict))
        except FAILURES:
            pass
        return self.by_bounds(goal, allowed)

    def _total_above(self, goal: Term, allowed: Allowed) -> Step:
        over, body = goal.args[1].args
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        value = self.least(instantiate(body, x), allowed | inside.hyps)
        return self.proof.identity(goal, pos=[(1, [self.proof.sum_compare(over, x, value)], [])])

    def _root_above(self, goal: Term, radicand: Step) -> Step:
        """0 < sqrt x from 0 < x: else x = (sqrt x)^2 <= 0."""
        root = goal.args[1]
        yes, no = self.proof.assume(goal), self.proof.negation(goal)
        square = self.proof.schema(
            "sqrt_square", root.args[0], prem=[self.proof.weaken(make("<=", ZERO, root.args[0]), radicand)]
        )
        least = self.proof.schema("sqrt_nonneg", root.args[0])
        entries: list[tuple[int, list[Step], list[Term]]] = [(1, [no, least], []), (1, [radicand], [])]
        false = self.proof.identity(make("<", ZERO, ZERO), pos=entries, eq=[(square, make("-", ZERO, ONE))])
        return self.proof.cases(goal, yes, self.proof.absurd(goal, false))

    def _sum_above(self, goal: Term, allowed: Allowed) -> Step:
        strict, steps = goal.op == "<", list[Step]()
        for a in goal.args[1].args:
            try:
                steps.append(self.least(a, allowed, strict))
                strict = strict and steps[-1].concl.op != "<"
            except FAILURES:
                if not strict:
                    raise
                steps.append(self.least(a, allowed))
        return self.proof.identity(goal, pos=[(1, [s], []) for s in steps])

    def sup_above(self, goal: Term, allowed: Allowed) -> Step:
        """0 < sup A f or 0 <= sup A f, from the sign of f on A and an element of A."""
        over, body = goal.args[1].args
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        value = self.least(instantiate(body, x), allowed | inside.hyps, goal.op == "<")
        step = self.proof.chain(value, self.proof.sup_ge(goal.args[1], x, inside))
        return self.proof.schema(
            "inhabited", over, goal, prem=[self.nonempty(over, allowed), self.proof.gen(step, x, over)]
        )

    def _termwise(self, goal: Term, allowed: Allowed) -> Step:
        (s, t), op = goal.args, goal.args[0].op
        olds, news = list(s.args), list(t.args)
        if op == "^":
            if s.data != t.data:
                raise ProofError("different exponents")
            olds, news = olds * s.data[0], news * s.data[0]
        entries: list[tuple[int, list[Step], list[Term]]] = []
        for i, (a, b) in enumerate(zip(olds, news, strict=True)):
            if a is not b:
                others = [] if op == "+" else [self.least(x, allowed) for x in (*news[:i], *olds[i + 1 :])]
                entries.append((1, [self.at_most(a, b, allowed), *others], []))
        return self.proof.identity(goal, pos=entries)

    def _two_sided(self, goal: Term, allowed: Allowed) -> Step:
        (a, b), (c, d) = (x.args for x in goal.args)
        first = self.at_most(a, c, allowed)
        if goal.args[0].op == "-":
            return self.proof.identity(goal, pos=[(1, [first], []), (1, [self.at_most(d, b, allowed)], [])])
        below, larger = (self.least(x, allowed, strict=True) for x in (d, b))
        inverses = [self.proof.schema("inv_pos", x, prem=[s]) for x, s in ((d, below), (b, larger))]
        clear = [*self.factors(b, allowed), *self.factors(d, allowed)]
        rest = term(add(normal(b), normal(a), -1))
        if b is not d and normal(d) == add(normal(c), normal(rest)):  # x/(x + r) grows with x
            steps = [first, self.rest_of(rest, b, a, allowed), *inverses]
            return self.proof.identity(goal, pos=[(1, steps, [])], clear=clear)
        entries: list[tuple[int, list[Step], list[Term]]] = [(1, [first, inverses[0]], [])]
        if b is d:
            return self.proof.identity(goal, pos=entries)
        entries.append((1, [self.at_most(d, b, allowed), self.least(a, allowed), *inverses], []))
        return self.proof.identity(goal, pos=entries, clear=clear)

    def factors(self, t: Term, allowed: Allowed) -> list[Step]:
        """That each factor of a denominator is positive: a product in a denominator is cleared factor by factor."""
        if t.op == "*":
            return [s for a in t.args for s in self.factors(a, allowed)]
        return self.factors(t.args[0], allowed) if t.op == "^" else [self.least(t, allowed, strict=True)]

    def rest_of(self, rest: Term, b: Term, a: Term, allowed: Allowed) -> Step:
        """0 <= rest, where b = a + rest: from the part of b that is not a, if it is a sum."""
        parts = [x for x in b.args if x is not a] if b.op == "+" else []
        if len(parts) == 1 and normal(parts[0]) == normal(rest):
            return self.least(parts[0], allowed)
        return self.least(rest, allowed)

    def _over_a_set(self, goal: Term, allowed: Allowed) -> Step:
        s, t = goal.args
        over = s.args[0]
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        a, b = (instantiate(side.args[1], x) for side in (s, t))
        step = self.at_most(a, b, allowed | inside.hyps)
        if s.op == "sum":
            return self.proof.sum_compare(over, x, step)
        reached = self.proof.sup_ge(t, x, inside)
        return self.proof.sup_le(over, x, self.proof.chain(step, reached), self.nonempty(over, allowed))

    def _function(self, goal: Term, allowed: Allowed) -> Step:
        (u, w), op = (side.args[0] for side in goal.args), goal.args[0].op
        step = self.at_most(u, w, allowed)
        if op == "exp":
            return self.proof.exp_compare(step)
        if op == "log":
            return self.proof.log_compare(step, self.least(u, allowed, strict=True))
        return self.proof.sqrt_compare(step, self.least(u, allowed))

    def sup_below_sum(self, s: Term, t: Term, allowed: Allowed) -> Step:
        """sup A f <= sum A g where 0 <= g and f <= g: each value is one of the sum's terms."""
        over, body = t.args
        if s.args[0] is not over:
            raise ProofError("not over one set")
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        one = make("sing", x)
        rest = make("\\", over, one)
        y = self.proof.fresh(over.sort[4:], "y")
        there = self.proof.assume(make("in", y, rest))
        self.proof.subset(make("in", y, over), there)
        kept = self.least(instantiate(body, y), allowed | there.hyps)
        others = self.proof.sum_compare(rest, y, kept)
        parts = self.proof.split(over, [one, rest], body, inside)
        value = instantiate(body, x)
        below = self.proof.identity(make("<=", value, t), pos=[(1, [others], [])], eq=[(parts, make("-", ZERO, ONE))])
        first = instantiate(s.args[1], x)
        step = self.at_most(first, value, allowed | inside.hyps)
        return self.proof.sup_le(over, x, self.proof.chain(step, below), self.nonempty(over, allowed))

    def sum_below_count(self, s: Term, t: Term, allowed: Allowed) -> Step:
        """sum A f <= card A * sup A f: no term is larger than the largest."""
        over = s.args[0]
        largest = make("sup", *s.args)
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        total = self.proof.sum_compare(over, x, self.proof.sup_ge(largest, x, inside))
        return self.proof.identity(make("<=", s, t), pos=[(1, [total], [])])

    def nonempty(self, over: Term, allowed: Allowed) -> Step:
        """0 < card A: at hand, by an element, or by counting."""
        goal = make("<", ZERO, make("card", over))
        found = self.proof.sign(goal.args[1], True, allowed)
        if found is not None:
            return found
        for h in allowed:
            if h.op == "in" and h.args[1] is over:
                step = at_least_one(self.proof, over, self.proof.assume(h))
                return self.proof.identity(goal, pos=[(1, [step], []), (1, [], [])])
        return self.counted(goal, allowed)

    def counted(self, goal: Term, allowed: Allowed) -> Step:
        """A relation about numbers of elements, from the hypotheses about such numbers."""
        facts = self.partitions()
        scalars = [h for h in self.proof.hyp if h.hyps <= allowed and h.concl.op in ("<", "<=", "=")]
        counts = [h for h in scalars if all(a.is_int for a in h.concl.args)]
        try:
            return self.proof.have(goal, *facts, *counts[:8])
        except FAILURES:
            known = [s for s in self.lemmas() if s.hyps <= allowed]
            return self.proof.have(goal, *facts, *scalars[:10], *known[:6], degree=2)

    def partitions(self) -> list[Step]:
        """For the set variables: card J = card A + card(J - A), and that neither is negative."""
        if self._partitions is None:
            every = [s for h in self.mutant.statement.hyps for s in subterms(h) if s.op == "v" and not s.args]
            named = [s for s in dict.fromkeys(every) if s.sort.startswith("set ") and s.sort[4].isupper()]
            self._partitions = []
            for a in named[:3]:
                whole = make("univ", data=(a.sort[4:],))
                parts = [a, make("\\", whole, a)]
                self._partitions += [self.proof.split_card(whole, parts), *map(self.proof.card_nonnegative, parts)]
        return self._partitions

    def of_one_element(self, over: Term, body: Term, allowed: Allowed) -> Step:
        """sup A f = sum A f, where A has one element and f is not negative."""
        largest, total, count = make("sup", over, body), make("sum", over, body), make("card", over)
        least = self.proof.schema("discrete", ZERO, count, prem=[self.nonempty(over, allowed)])
        most = self.counted(make("<=", count, ONE), allowed)
        least = self.proof.identity(make("<=", ONE, count), pos=[(1, [least], [])])
        one = self.proof.schema("antisym", count, ONE, prem=[most, least])
        many = self.sum_below_count(total, make("*", count, largest), allowed)
        below = self.proof.identity(make("<=", total, largest), pos=[(1, [many], [])], eq=[(one, largest)])
        return self.proof.schema("antisym", largest, total, prem=[self.at_most(largest, total, allowed), below])
