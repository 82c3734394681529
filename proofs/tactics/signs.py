"""Signs read off the shape of a term: 0 < t and 0 <= t."""

from tailbound.proofs.builder import Formula, ProofError, Step
from tailbound.proofs.checker import ZERO, Reject, Term, instantiate, make, normal, number
from tailbound.proofs.tactics.sums import SumTactics
from tailbound.proofs.text import show


class SignTactics(SumTactics):
    """Positivity by structure, from what has been proved so far."""

    def positive(self, t: Formula, *using: Step) -> Step:
        """0 < t, or ProofError; from earlier steps that rest on the statement's hypotheses and those of `using`."""
        return self._demand(self.t(t), True, using)

    def nonnegative(self, t: Formula, *using: Step) -> Step:
        """0 <= t, or ProofError."""
        return self._demand(self.t(t), False, using)

    def nonzero(self, t: Formula, *using: Step) -> Step:
        """t != 0, from 0 < t."""
        x = self.t(t)
        allowed = self._allowed(using)
        found = self.find(make("!=", x, ZERO), allowed)
        if found:
            return found
        return self.identity(make("!=", x, ZERO), pos=[(1, [self.positive(x, *using)], [])])

    def _allowed(self, using: tuple[Step, ...]) -> frozenset[Term]:
        return frozenset(self.statement).union(*(u.hyps for u in using))

    def _demand(self, t: Term, strict: bool, using: tuple[Step, ...]) -> Step:
        step = self.sign(t, strict, self._allowed(using))
        if step is None:
            raise ProofError(f"cannot see the sign: 0 {'<' if strict else '<='} {show(t)}")
        return step

    def sign(self, t: Term, strict: bool, allowed: frozenset[Term]) -> Step | None:
        """A step 0 < t (or 0 <= t) with hypotheses among the allowed ones, or None."""
        concl = make("<" if strict else "<=", ZERO, t)
        found = self.find(concl, allowed) or self._from_facts(concl, allowed) or self._by_shape(t, strict, allowed)
        if found is not None or strict:
            return found
        stronger = self.sign(t, True, allowed)
        return None if stronger is None else self.identity(concl, pos=[(1, [stronger], [])])

    def _from_facts(self, concl: Term, allowed: frozenset[Term]) -> Step | None:
        """An earlier relation with the same gap, or a universal one at an argument of the term."""
        p = normal(concl.args[1])
        for step in list(self.steps):
            f = step.concl
            if not step.hyps <= allowed:
                continue
            if f.op in ("<", concl.op) and f.op in ("<", "<=") and not f.loose:
                gap = make("-", f.args[1], f.args[0])
                if f.names == concl.names and normal(gap) == p:
                    return self.identity(concl, pos=[(1, [step], [])])
            elif f.op == "all" and f.args[1].op in ("<", "<="):
                found = self._at_an_argument(step, concl, allowed)
                if found:
                    return found
        return None

    def _at_an_argument(self, step: Step, concl: Term, allowed: frozenset[Term]) -> Step | None:
        over, body = step.concl.args
        for e in concl.args[1].args:
            try:
                instance = instantiate(body, e)
            except Reject:
                continue
            if instance.op == concl.op or instance.op == "<":
                gap = make("-", instance.args[1], instance.args[0])
                if not gap.loose and normal(gap) == normal(concl.args[1]):
                    inside = self._membership(e, over, allowed)
                    if inside is not None:
                        found = self.schema("spec", over, body, e, prem=[step, inside])
                        return found if found.concl is concl else self.identity(concl, pos=[(1, [found], [])])
        return None

    def _membership(self, e: Term, over: Term, allowed: frozenset[Term]) -> Step | None:
        concl = make("in", e, over)
        known = [s for s in self.steps if s.hyps <= allowed and s.concl.op == "in" and s.concl.args[0] is e]
        try:
            return self.find(concl, allowed) or self.subset(concl, *known[:4])
        except ProofError:
            return None

    def _by_shape(self, t: Term, strict: bool, allowed: frozenset[Term]) -> Step | None:
        concl = make("<" if strict else "<=", ZERO, t)
        op, args = t.op, t.args
        if op == "q":
            good = t.data[0] > 0 or (t.data[0] == 0 and not strict)
            return self.identity(concl, pos=[(t.data[0], [], [])] if t.data[0] > 0 else []) if good else None
        if op == "exp":
            return self.weaken(concl, self.schema("exp_pos", args[0]))
        if op == "pi":
            return self.weaken(concl, self.schema("pi_pos"))
        if op == "sqrt" and not strict:
            return self.schema("sqrt_nonneg", args[0])
        if op == "abs" and not strict:
            return self.abs_nonnegative(args[0])
        if op == "^" and not strict and t.data[0] % 2 == 0:
            half = args[0] if t.data[0] == 2 else make("^", args[0], data=(t.data[0] // 2,))
            return self.identity(concl, pos=[(1, [], [half])])
        if op in ("*", "^"):
            factors = list(args) if op == "*" else [args[0]] * t.data[0]
            signs = {a: self.sign(a, strict, allowed) for a in dict.fromkeys(factors)}
            steps = [s for s in (signs[a] for a in factors) if s is not None]
            return self.identity(concl, pos=[(1, steps, [])]) if len(steps) == len(factors) else None
        if op == "/":
            below, above = self.sign(args[1], True, allowed), self.sign(args[0], strict, allowed)
            if below is None or above is None:
                return None
            return self.identity(concl, pos=[(1, [above, self.schema("inv_pos", args[1], prem=[below])], [])])
        if op == "+":
            return self._sign_of_sum(concl, strict, allowed)
        if op == "card" and not strict:
            return self.card_nonnegative(args[0])
        if op == "card":
            return self._nonempty(args[0], allowed)
        if op == "sum":
            return self._sign_of_sigma(t, strict, allowed)
        if op == "max":
            return self._sign_of_max(concl, strict, allowed)
        return None

    def _sign_of_sum(self, concl: Term, strict: bool, allowed: frozenset[Term]) -> Step | None:
        weak, strong = [], None
        for a in concl.args[1].args:
            step = (self.sign(a, True, allowed) if strict and strong is None else None) or self.sign(
                a, False, allowed
            )
            if step is None:
                return None
            strong = step if step.concl.op == "<" else strong
            weak.append(step)
        return None if strict and strong is None else self.identity(concl, pos=[(1, [s], []) for s in weak])

    def _sign_of_max(self, concl: Term, strict: bool, allowed: frozenset[Term]) -> Step | None:
        x, y = concl.args[1].args
        for side in (x, y):
            step = self.sign(side, strict, allowed)
            if step is not None:
                above = self.max_at_least(x, y, side)
                return self.identity(concl, pos=[(1, [step], []), (1, [above], [])])
        return None

    def _sign_of_sigma(self, t: Term, strict: bool, allowed: frozenset[Term]) -> Step | None:
        over, body = t.args
        x = self.fresh(over.sort[4:], "y")
        inside = self.assume(make("in", x, over))
        term = self.sign(instantiate(body, x), strict, allowed | inside.hyps)
        nonempty = self._nonempty(over, allowed) if strict else None
        if term is None or (strict and nonempty is None):
            return None
        total = self.sum_strict(over, x, term, nonempty) if nonempty else self.sum_compare(over, x, term)
        return self.identity(make("<" if strict else "<=", ZERO, t), pos=[(1, [total], [])])

    def _nonempty(self, over: Term, allowed: frozenset[Term]) -> Step | None:
        concl = make("<", ZERO, make("card", over))
        found = self.find(concl, allowed)
        if found or over.op not in ("univ", "sing"):
            return found
        e = self.fresh(over.sort[4:], "y") if over.op == "univ" else over.args[0]
        one, rest = make("sing", e), make("\\", over, make("sing", e))
        parts = self.split_card(over, [one, rest])
        return self.identity(
            concl, pos=[(1, [], []), (1, [self.card_nonnegative(rest)], [])], eq=[(parts, number(-1))]
        )

    def weaken(self, concl: Term, step: Step) -> Step:
        """0 <= t from 0 < t, or any relation with the same gap."""
        return step if step.concl is concl else self.identity(concl, pos=[(1, [step], [])])

    def card_nonnegative(self, over: Formula) -> Step:
        """0 <= card A."""
        a = self.t(over)
        x = self.fresh(a.sort[4:], "y")
        one = self.identity(make("<=", ZERO, number(1)), pos=[(1, [], [])])
        total = self.sum_compare(a, x, one)
        return self.identity(make("<=", ZERO, make("card", a)), pos=[(1, [total], [])])

    def abs_nonnegative(self, t: Formula) -> Step:
        """0 <= |t|."""
        x = self.t(t)
        right = make("<=", ZERO, x)
        goal = make("<=", ZERO, make("abs", x))
        yes, no = self.assume(right), self.negation(right)
        up = self.identity(goal, pos=[(1, [yes], [])], eq=[(self.schema("abs_nonneg", x, prem=[yes]), number(-1))])
        below = self.identity(make("<=", x, ZERO), pos=[(1, [no], [])])
        down = self.identity(goal, pos=[(1, [no], [])], eq=[(self.schema("abs_nonpos", x, prem=[below]), number(-1))])
        return self.cases(right, up, down)

    def abs_at_most(self, t: Formula, c: Formula, above: Step, below: Step) -> Step:
        """|t| <= c from t <= c and -t <= c (any two relations with these gaps)."""
        x, bound = self.t(t), self.t(c)
        goal, right = make("<=", make("abs", x), bound), make("<=", ZERO, x)
        yes, no = self.assume(right), self.negation(right)
        up = self.identity(goal, pos=[(1, [above], [])], eq=[(self.schema("abs_nonneg", x, prem=[yes]), number(1))])
        weak = self.identity(make("<=", x, ZERO), pos=[(1, [no], [])])
        down = self.identity(
            goal, pos=[(1, [below], [])], eq=[(self.schema("abs_nonpos", x, prem=[weak]), number(1))]
        )
        return self.cases(right, up, down)

    def max_at_least(self, x: Formula, y: Formula, side: Formula) -> Step:
        """side <= max(x, y), where side is x or y."""
        a, b, e = self.t(x), self.t(y), self.t(side)
        goal, order = make("<=", e, make("max", a, b)), make("<=", a, b)
        yes, no = self.assume(order), self.negation(order)
        up = self.schema("max_right", a, b, prem=[yes])
        weak = self.identity(make("<=", b, a), pos=[(1, [no], [])])
        down = self.schema("max_left", a, b, prem=[weak])
        steps = []
        for given, value, case in ((up, b, yes), (down, a, no)):
            extra: list[tuple[int, list[Step], list[Formula]]] = [] if value is e else [(1, [case], [])]
            steps.append(self.identity(goal, pos=extra, eq=[(given, number(-1))]))
        return self.cases(order, *steps)

    def max_at_most(self, x: Formula, y: Formula, c: Formula, first: Step, second: Step) -> Step:
        """max(x, y) <= c from x <= c and y <= c."""
        a, b, bound = self.t(x), self.t(y), self.t(c)
        goal, order = make("<=", make("max", a, b), bound), make("<=", a, b)
        yes, no = self.assume(order), self.negation(order)
        weak = self.identity(make("<=", b, a), pos=[(1, [no], [])])
        up = self.identity(
            goal, pos=[(1, [second], [])], eq=[(self.schema("max_right", a, b, prem=[yes]), number(1))]
        )
        down = self.identity(
            goal, pos=[(1, [first], [])], eq=[(self.schema("max_left", a, b, prem=[weak]), number(1))]
        )
        return self.cases(order, up, down)
