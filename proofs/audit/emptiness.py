"""Proofs of changed statements in which a set turns out to have no elements: its sums are 0, the others whole."""

from __future__ import annotations

from contextlib import suppress

from tailbound.proofs.audit.facts import FAILURES
from tailbound.proofs.audit.monotone import Monotone
from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ZERO, Term, instantiate, make, number
from tailbound.proofs.statement import subterms
from tailbound.proofs.tactics.counting import empty_sum


class Emptiness(Monotone):
    """The goal with all definitions unfolded and the sums over an empty set put in."""

    def goal_without(self, none: Step, goal: Term) -> Step:
        """The goal, from card A <= 0, for relations and for statements about all elements of a set."""
        equations = self.values_without(none)
        if goal.op != "all":
            return self._unfolded(goal, self.definitions([]) + equations)
        over, body = goal.args
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        here = self.definitions([(x, inside)])
        return self.proof.gen(self._unfolded(instantiate(body, x), here + equations), x, over)

    def _unfolded(self, goal: Term, lets: list[Step]) -> Step:
        given = frozenset(self.mutant.statement.hyps)
        signs = self.signs(goal.args[1], given)[:1] + self.signs(goal, given)
        with suppress(*FAILURES):
            return self.proof.have(goal, lets=lets)
        return self.proof.have(goal, *signs, lets=lets)

    def definitions(self, elements: list[tuple[Term, Step]]) -> list[Step]:
        """The equations for scalars, and those for families at the elements, later ones first."""
        out: list[Step] = []
        for h in self.proof.hyp[::-1]:
            if h.concl.op == "=" and h.concl.args[0].op == "v":
                out.append(h)
            for x, inside in elements:
                if h.concl.op == "all" and h.concl.args[0].sort[4:] == x.sort:
                    with suppress(*FAILURES):
                        step = self.proof.at(h, x, using=[inside])
                        if step.concl.op == "=" and step.concl.args[0].op == "v":
                            out.append(step)
        return out

    def values_without(self, none: Step) -> list[Step]:
        """card A = 0, sum A f = 0, and sum (J - A) f = sum J f, for the sums that the hypotheses mention."""
        empty = none.concl.args[0].args[0]
        whole = make("univ", data=(empty.sort[4:],))
        rest = empty.args[1] if empty.op == "\\" and empty.args[0] is whole else make("\\", whole, empty)
        least = self.proof.card_nonnegative(empty)
        zero = self.proof.schema("antisym", make("card", empty), ZERO, prem=[none, least])
        parts = self.proof.split_card(whole, [empty, rest])
        full = self.proof.identity(
            make("=", make("card", rest), make("card", whole)), eq=[(parts, number(-1)), (zero, number(-1))]
        )
        out = [zero, full]
        sums = [t for h in self.mutant.statement.hyps for t in subterms(h) if t.op == "sum" and not t.loose]
        for t in dict.fromkeys(sums):
            over, body = t.args
            if over is empty:
                out.append(empty_sum(self.proof, t, none))
            elif over is rest:
                nothing = empty_sum(self.proof, make("sum", empty, body), none)
                split = self.proof.split(whole, [empty, rest], body)
                value = make("=", t, make("sum", whole, body))
                out.append(self.proof.identity(value, eq=[(split, number(-1)), (nothing, number(-1))]))
        return out
