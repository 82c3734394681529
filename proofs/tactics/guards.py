"""The definedness gate: steps that prove each guard of a statement from the hypotheses before it."""

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Term, instantiate, make, obligations
from tailbound.proofs.tactics.functions import FunctionTactics
from tailbound.proofs.text import show


class Proof(FunctionTactics):
    """A proof of one statement: the rules, the tactics, and `qed`."""

    def qed(self, last: Step, lets: tuple[Step, ...] = ()) -> bytes:
        """The certificate of the goal; guards that no earlier step proves are proved by their signs."""
        step = self.fold(self.goal, last, *lets) if lets else last
        defined: list[Step] = []
        for i, formula in enumerate([*self.statement, self.goal]):
            before = frozenset(self.statement[:i])
            for guard in obligations(formula):
                defined.append(self.guard(guard, before))
        return self.certificate(step, list(dict.fromkeys(defined)))

    def guard(self, formula: Term, before: frozenset[Term]) -> Step:
        """A step that proves a guard from these hypotheses."""
        found = self.find(formula, before)
        if found:
            return found
        if formula.op == "all":
            over, body = formula.args
            x = self.fresh(over.sort[4:], "y")
            inside = self.assume(make("in", x, over))
            return self.gen(self.guard(instantiate(body, x), before | inside.hyps), x, over)
        left, right = formula.args
        if formula.op == "!=" and right is ZERO:
            step = self.sign(left, True, before)
            if step is not None:
                return self.identity(formula, pos=[(1, [step], [])])
        if formula.op in ("<", "<=") and left is ZERO:
            step = self.sign(right, formula.op == "<", before)
            if step is not None:
                return step
        step = self.sign(make("-", right, left), formula.op == "<", before) if formula.op in ("<", "<=") else None
        if step is None:
            raise ProofError(f"prove this guard first, from the hypotheses before it: {show(formula)}")
        return self.identity(formula, pos=[(1, [step], [])])
