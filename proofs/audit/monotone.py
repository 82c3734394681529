"""Comparisons of terms that differ in one part: monotone operations, and sums against suprema."""

from __future__ import annotations

from contextlib import suppress

from tailbound.proofs.audit.facts import FAILURES
from tailbound.proofs.audit.signs import Allowed, Signs
from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Term, add, instantiate, make, normal, term


class Monotone(Signs):
    """s <= t by the shape of the two terms."""

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
        if t.op == "max" or s.op == "max":
            return self._maximum(goal, allowed)
        if t.op == "+" and s in t.args:
            others = [a for a in t.args if a is not s]
            return self.proof.identity(goal, pos=[(1, [self.least(a, allowed)], []) for a in others])
        if s.op == "exp" and t.op not in ("exp", "*", "/", "+") and t is not ONE:
            below, least = self.at_most(s, ONE, allowed), self.at_most(ONE, t, allowed)
            return self.proof.chain(below, least)
        if s.op == "exp" and t is ONE:
            step = self.proof.exp_compare(self.at_most(s.args[0], ZERO, allowed))
            return self.proof.identity(goal, pos=[(1, [step], [])])
        if s.op == "*" and len(s.args) == 2 and t is ZERO:
            factors = [self.at_most(s.args[0], ZERO, allowed), self.least(s.args[1], allowed)]
            return self.proof.identity(goal, pos=[(1, factors, [])])
        if (t.op == "*" and t.args[1] is s) or (s.op == "*" and s.args[1] is t):
            return self._scaled(goal, allowed)
        if s.op == "log" and t is ZERO:
            return self._log_below(goal, allowed)
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

    def _maximum(self, goal: Term, allowed: Allowed) -> Step:
        """max(x, y) <= t from both, or s <= max(x, y) from one of them."""
        s, t = goal.args
        if s.op == "max":
            x, y = s.args
            return self.proof.max_at_most(x, y, t, self.at_most(x, t, allowed), self.at_most(y, t, allowed))
        x, y = t.args
        for side in (x, y):
            with suppress(*FAILURES):
                reached = self.proof.max_at_least(x, y, side)
                return reached if s is side else self.proof.chain(self.at_most(s, side, allowed), reached)
        raise ProofError("below neither side")

    def _scaled(self, goal: Term, allowed: Allowed) -> Step:
        """c x <= x for c <= 1, or x <= c x for 1 <= c, where 0 <= x."""
        s, t = goal.args
        factor, x = (t.args[0], s) if t.op == "*" and t.args[1] is s else (s.args[0], t)
        gain = factor.data[0] - 1 if x is s else 1 - factor.data[0] if factor.op == "q" else -1
        if factor.op != "q" or gain < 0:
            return self.by_bounds(goal, allowed)
        return self.proof.identity(goal, pos=[(gain, [self.least(x, allowed)], [])])

    def _log_below(self, goal: Term, allowed: Allowed) -> Step:
        """log x <= 0 for x <= 1."""
        x = goal.args[0].args[0]
        step = self.proof.log_compare(self.at_most(x, ONE, allowed), self.least(x, allowed, strict=True))
        return self.proof.identity(goal, pos=[(1, [step], [])], eq=[(self.proof.schema("log_exp", ZERO), ONE)])

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
