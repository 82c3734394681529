"""Signs of terms under a changed statement's hypotheses, by the parts of the terms, by counting and by comparison."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from tailbound.proofs.audit.facts import FAILURES, Facts
from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Term, instantiate, make
from tailbound.proofs.statement import subterms
from tailbound.proofs.tactics.counting import at_least_one

Allowed = frozenset[Term]


class Signs(Facts):
    """0 < t and 0 <= t."""

    _partitions: list[Step] | None = None

    def at_most(self, s: Term, t: Term, allowed: Allowed) -> Step:
        """s <= t, where a subclass sees it."""
        raise ProofError("no comparison")

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
        if t.op == "v":
            attempts = [self._by_value, self.by_bounds]
        if t.op == "sup":
            attempts = [self.sup_above]
        elif t.is_int:
            attempts = [self.counted, self._by_parts]
        elif t.op == "-":
            attempts = [self._difference, self.by_bounds]
        for attempt in attempts[:-1]:
            with suppress(*FAILURES):
                return attempt(goal, allowed)
        return attempts[-1](goal, allowed)

    def _by_value(self, goal: Term, allowed: Allowed) -> Step:
        """The sign of a variable by that of its value, where a hypothesis defines it."""
        for h in self.proof.hyp:
            if h.concl.op == "=" and h.concl.args[0] is goal.args[1] and h.hyps <= allowed:
                value = self.least(h.concl.args[1], allowed, goal.op == "<")
                return self.proof.identity(goal, pos=[(1, [value], [])], eq=[(h, make("-", ZERO, ONE))])
        raise ProofError("not defined")

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
            if t.op == "log" and not strict:
                return self._log_above(goal, allowed)
            if t.op == "sum" and not strict:
                return self._total_above(goal, allowed)
            if t.op == "sqrt":
                return self._root_above(goal, self.least(t.args[0], allowed, strict))
        except FAILURES:
            pass
        return self.by_bounds(goal, allowed)

    def _log_above(self, goal: Term, allowed: Allowed) -> Step:
        """0 <= log x from 1 <= x."""
        above = self.at_most(ONE, goal.args[1].args[0], allowed)
        step = self.proof.log_compare(above, self.proof.have("0 < 1"))
        return self.proof.identity(
            goal, pos=[(1, [step], [])], eq=[(self.proof.schema("log_exp", ZERO), make("-", ZERO, ONE))]
        )

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
