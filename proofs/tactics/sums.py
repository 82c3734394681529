"""Quantifiers, membership, finite sums and suprema."""

from collections.abc import Sequence

from tailbound.proofs.builder import Core, Formula, ProofError, Step
from tailbound.proofs.checker import Term, abstract, instantiate, make, number
from tailbound.proofs.text import show


class SumTactics(Core):
    """Steps about `all`, `in`, `sum`, `sup`."""

    def find(self, concl: Formula, allowed: frozenset[Term] | None = None) -> Step | None:
        """An earlier step with this conclusion, whose hypotheses are among the statement's (or the allowed ones)."""
        given = frozenset(self.statement) if allowed is None else allowed
        for step in self.by_conclusion.get(self.t(concl), []):
            if step.hyps <= given:
                return step
        return None

    def member(self, e: Formula, a: Formula, *prem: Step) -> Step:
        """e in A, from memberships and inclusions by truth table (always, where A is a whole sort)."""
        concl = make("in", self.t(e), self.t(a))
        for p in prem:
            if p.concl is concl:
                return p
        return self.subset(concl, *prem)

    def at(self, every: Step, *elements: Formula, using: Sequence[Step] = ()) -> Step:
        """The instance of `all A x.phi` at an element; several elements for nested `all`.

        `using`: memberships from which `e in A` follows (not needed for a whole sort).
        """
        step = every
        for e in map(self.t, elements):
            if step.concl.op != "all":
                raise ProofError(f"not a universal statement: {show(step.concl)}")
            over, body = step.concl.args
            relevant = [u for u in using if u.concl.op in ("in", "all")]
            inside = self.member(e, over, *([] if over.op == "univ" else relevant))
            step = self.schema("spec", over, body, e, prem=[step, inside])
        return step

    def every(self, step: Step, var: Term, over: Formula) -> Step:
        """all A x.phi, from phi for a variable with the only hypothesis that it is in A."""
        return self.gen(step, var, over)

    def fix(self, name: str, over: Formula) -> tuple[Term, Step]:
        """A variable of the members' sort, and the hypothesis that it is in A."""
        a = self.t(over)
        x = self.declare(name, a.sort[4:])
        return x, self.assume(make("in", x, a))

    def sum_compare(self, over: Formula, var: Term, step: Step) -> Step:
        """sum A s R sum A t, from s R t for a generic member (R is <= or ==)."""
        a, op = self.t(over), step.concl.op
        s, t = (abstract(side, var) for side in step.concl.args)
        name = {"<=": "sum_le", "=": "sum_eq"}[op]
        return self.schema(name, a, s, t, prem=[self.gen(step, var, a)])

    def sum_strict(self, over: Formula, var: Term, step: Step, nonempty: Step) -> Step:
        """sum A s < sum A t, from s < t for a generic member and 0 < card A."""
        a = self.t(over)
        s, t = (abstract(side, var) for side in step.concl.args)
        return self.schema("sum_lt", a, s, t, prem=[nonempty, self.gen(step, var, a)])

    def split(self, whole: Formula, parts: Sequence[Formula], body: Formula, *prem: Step) -> Step:
        """sum whole f = sum of the sums over disjoint parts.  `body`: f with the bound variable as loose index,
        or any sum over the same sort, whose body is taken, as text."""
        f = self.t(body)
        if f.op == "sum":
            f = f.args[1]
        a, pieces = self.t(whole), [self.t(p) for p in parts]
        sums = [make("sum", p, f) for p in pieces]
        right = sums[0] if len(sums) == 1 else make("+", *sums)
        concl = make("=", make("sum", a, f), right)
        return self.sets(concl, [(-1, a), *((1, p) for p in pieces)], f, *prem)

    def split_card(self, whole: Formula, parts: Sequence[Formula], *prem: Step) -> Step:
        """card whole = sum of the cards of disjoint parts."""
        a, pieces = self.t(whole), [self.t(p) for p in parts]
        cards = [make("card", p) for p in pieces]
        right = cards[0] if len(cards) == 1 else make("+", *cards)
        concl = make("=", make("card", a), right)
        return self.sets(concl, [(-1, a), *((1, p) for p in pieces)], number(1), *prem)

    def sup_ge(self, supremum: Formula, e: Formula, *using: Step) -> Step:
        """f(e) <= sup A f."""
        a, f = self.t(supremum).args
        return self.schema("sup_ge", a, f, e, prem=[self.member(e, a, *using)])

    def sup_le(self, over: Formula, var: Term, step: Step, nonempty: Step) -> Step:
        """sup A f <= c, from f <= c for a generic member."""
        a = self.t(over)
        f, c = abstract(step.concl.args[0], var), step.concl.args[1]
        return self.schema("sup_le", a, f, c, prem=[nonempty, self.gen(step, var, a)])

    def rewrite(self, equation: Step, step: Step) -> Step:
        """The step with the left side of the equation replaced by the right side wherever it stands free."""
        s, t = equation.concl.args
        body = hole(step.concl, s)
        if instantiate(body, s) is not step.concl or not body.loose:
            raise ProofError(f"{show(s)} does not stand in {show(step.concl)}")
        return self.schema("rewrite", s, t, body, prem=[equation, step])

    def flip(self, equation: Step) -> Step:
        """t = s from s = t."""
        s, t = equation.concl.args
        return self.identity(make("=", t, s), eq=[(equation, number(-1))])

    def unfold(self, step: Step, *lets: Step) -> Step:
        """The step with the left sides of the equations replaced by their right sides, in order, where they occur."""
        for let in lets:
            if occurs(let.concl.args[0], step.concl):
                step = self.rewrite(let, step)
        return step

    def fold(self, goal: Formula, step: Step, *lets: Step) -> Step:
        """The goal, from a step that proves it with the lets (applied in order) unfolded."""
        target = self.t(goal)
        stages = [target]
        for let in lets:
            s, t = let.concl.args
            stages.append(instantiate(hole(stages[-1], s), t) if occurs(s, stages[-1]) else stages[-1])
        if stages[-1] is not step.concl:
            raise ProofError(f"unfolded goal {show(stages[-1])} is not {show(step.concl)}")
        for let, before in zip(reversed(lets), reversed(stages[:-1]), strict=True):
            s, t = let.concl.args
            if occurs(s, before):
                step = self.schema("rewrite", t, s, hole(before, s), prem=[self.flip(let), step])
        return step


def occurs(part: Term, whole: Term) -> bool:
    """Whether a closed term stands somewhere in another."""
    return part is whole or (part.names <= whole.names and any(occurs(part, a) for a in whole.args))


def hole(whole: Term, part: Term) -> Term:
    """A closed term with its occurrences of a closed part made the bound variable of index 0."""
    from tailbound.proofs.checker import element_sort, rebuild

    sort = element_sort(part)
    return rebuild(whole, lambda s, depth: make("b", data=(depth, sort)) if s is part else None)
