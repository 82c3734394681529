"""Proofs of changed statements that follow from the theorem they were made from, and from little else.

The theorem's steps are taken up; each of its hypotheses that the changed statement lacks is proved from those it has;
then the changed conclusion is proved from the theorem's.  Only simple facts are tried: a weaker relation, a slack of
1 per mille times a quantity of known sign, an element of a smaller set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from tailbound.proofs import checker
from tailbound.proofs.audit.contradiction import Contradiction
from tailbound.proofs.audit.facts import FAILURES
from tailbound.proofs.audit.instances import Substitution, candidates
from tailbound.proofs.audit.mutants import Mutant
from tailbound.proofs.audit.relations import Relations
from tailbound.proofs.audit.replay import replayed
from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Checked, Term, instantiate, make, number, obligations
from tailbound.proofs.tactics.counting import at_least_one


class Derivation(Relations):
    """A proof of the mutant in which the steps of the original theorem's certificate are at hand."""

    def __init__(self, mutant: Mutant, original: Checked, data: bytes, known: Mapping[str, Checked]) -> None:
        super().__init__(mutant, dict(known))
        self.original, self.data = original, data

    def run(self, sub: Substitution) -> bytes:
        """The certificate, by an instance of the theorem.  Raises ProofError where it does not go through."""
        final, guards = replayed(self.proof, self.data)
        known = self.short(self.original.hyps, depth=6)[:30]
        self.settle()
        self.rows()
        needed = [final, *guards, *known]
        empty = self.lost_count()
        if empty is not None:
            return self.proof.qed(self.on_members(empty, final, guards))
        if sub:
            needed = [self.instance(s, sub) for s in needed]
        given = frozenset(self.mutant.statement.hyps)
        for h in [h for s in needed for h in s.hyps]:
            if h not in given and any(h in s.hyps for s in needed):
                step = self.lacking(h)
                needed = [self.proof.discharge(s, step) for s in needed]
        facts = [needed[0], *self.lemmas(), *self.proof.hyp]
        last = self.prove(self.mutant.statement.concl, facts)
        self.guard_change()
        return self.proof.qed(last)

    def without(self) -> bytes:
        """The certificate of a statement that admits an empty set where the theorem asks for elements."""
        count, after, goal = self.mutant.before, self.mutant.after, self.mutant.statement.concl
        if not (count.op == "<" and count.args[0] is ZERO and count.args[1].op == "card"):
            raise ProofError("no count of elements")
        final, _ = replayed(self.proof, self.data)
        self.settle()
        self.rows()
        none = self.proof.negation(count)
        last = self.goal_without(none, goal)
        self.guard_change()
        return self.proof.qed(last if after is none.concl else self.proof.cases(count, final, last))

    def lost_count(self) -> Term | None:
        """The set of which the original assumes that it has elements, where the mutant does not."""
        h = self.mutant.before
        given = self.mutant.statement.hyps
        lost = h not in given and h.op == "<" and h.args[0] is ZERO and h.args[1].op == "card"
        goal = self.mutant.statement.concl
        return h.args[1].args[0] if lost and goal.op == "all" and goal.args[0] is h.args[1].args[0] else None

    def on_members(self, over: Term, final: Step, guards: list[Step]) -> Step:
        """A conclusion for all members of a set: if there is one, the set has elements."""
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        one = make("sing", x)
        rest = make("\\", over, one)
        parts = self.proof.split_card(over, [one, rest], inside)
        least = self.proof.card_nonnegative(rest)
        count = make("<", ZERO, make("card", over))
        some = self.proof.identity(count, pos=[(1, [], []), (1, [least], [])], eq=[(parts, number(-1))])

        def anyway(step: Step) -> Step:
            here = self.proof.at(self.proof.discharge(step, some), x, using=[inside])
            return self.proof.gen(here, x, over)

        for g in guards:
            if count in g.hyps and g.concl.op == "all" and g.concl.args[0] is over:
                anyway(g)
        return anyway(final)

    def guard_change(self) -> None:
        """The denominators that no step proves not to vanish: positive, if bounds of their variables say so."""
        hyps = self.mutant.statement.hyps
        for i, formula in enumerate([*hyps, self.mutant.statement.concl]):
            before = frozenset(hyps[:i])
            for g in obligations(formula):
                try:
                    self.proof.guard(g, before)
                except FAILURES:
                    self._guarded(g, before)

    def _guarded(self, g: Term, before: frozenset[Term]) -> None:
        with suppress(*FAILURES):
            if g.op == "all":
                self._guarded_on_set(g, before)
            elif g.op == "!=":
                self.least(g.args[0], before, strict=True)
            elif g.op in ("<", "<=") and g.args[0] is ZERO:
                self.least(g.args[1], before, g.op == "<")
            elif g.op in ("<", "<="):
                self.compared(g)

    def _guarded_on_set(self, g: Term, before: frozenset[Term]) -> None:
        """A guard for all elements of a set: each lies between the ends of a range, or shows that there is one."""
        over, body = g.args
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        guard = instantiate(body, x)
        if over.op == "rng":
            ends = [self.proof.schema(name, x, *over.args, prem=[inside]) for name in ("range_lo", "range_hi")]
            self.proof.gen(self.proof.have(guard, *ends), x, over)
            return
        some = at_least_one(self.proof, over, inside)
        self.proof.identity(make("<", ZERO, make("card", over)), pos=[(1, [some], []), (1, [], [])])
        value = guard.args[0] if guard.op == "!=" else guard.args[1]
        sign = self.least(value, before | inside.hyps, strict=guard.op != "<=")
        self.proof.gen(self.proof.identity(guard, pos=[(1, [sign], [])]), x, over)

    def instance(self, step: Step, sub: Substitution) -> Step:
        """The step at the substitution, as far as its variables occur in it."""
        names = frozenset().union(step.concl.names, *(h.names for h in step.hyps))
        mine = {name: value for name, value in sub.items() if name in names}
        return self.proof.add("use", of=step, prem=[], sub=mine, sort={}) if mine else step

    def lacking(self, h: Term) -> Step:
        """A hypothesis of the original, from those up to the changed one if possible: guards may need it."""
        place = self.mutant.place
        if 0 <= place < len(self.proof.hyp):
            changed = self.proof.hyp[place]
            try:
                return self.prove(h, [changed, *self.proof.hyp[:place]], self.mutant.statement.hyps[: place + 1])
            except FAILURES:
                pass
        return self.prove(h, list(self.proof.hyp))


def derived(mutant: Mutant, original: Checked, data: bytes, known: Mapping[str, Checked]) -> bytes | None:
    """A certificate of the mutant made from the theorem's, if the checker accepts one."""
    attempts: list[Callable[[], bytes]] = [
        lambda sub=sub: Derivation(mutant, original, data, known).run(sub)  # type: ignore[misc]
        for sub in candidates(mutant, original.hyps)
    ]
    attempts.append(lambda: Derivation(mutant, original, data, known).without())
    attempts.append(lambda: Contradiction(mutant, data, dict(known)).run())
    for attempt in attempts:
        try:
            made = attempt()
            if checker.check(made, known).statement_sha256 == mutant.statement.sha256:
                return made
        except FAILURES:
            continue
    return None
