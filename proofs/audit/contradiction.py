"""Proofs of changed statements whose hypotheses exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from tailbound.proofs.audit.facts import FAILURES
from tailbound.proofs.audit.monotone import Monotone
from tailbound.proofs.audit.mutants import Mutant
from tailbound.proofs.audit.replay import replayed
from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Checked, Term, make, obligations


class Contradiction(Monotone):
    """A proof from hypotheses that exclude each other.  `data`: the theorem's certificate, for its guards."""

    def __init__(self, mutant: Mutant, data: bytes, known: dict[str, Checked]) -> None:
        super().__init__(mutant, known)
        self.data = data

    def run(self) -> bytes:
        """The certificate.  Raises ProofError where no contradiction is seen."""
        replayed(self.proof, self.data)
        self.settle()
        self.rows()
        for false in self.falsehoods():
            self.guards_from(false)
            return self.proof.qed(self.proof.absurd(self.mutant.statement.concl, false))
        raise ProofError("no contradiction seen")

    def guards_from(self, false: Step) -> None:
        """The guards of the formulas after the contradiction."""
        statement = self.mutant.statement
        for i, formula in enumerate([*statement.hyps, statement.concl]):
            if false.hyps <= frozenset(statement.hyps[:i]):
                for guard in obligations(formula):
                    self.proof.absurd(guard, false)

    def falsehoods(self) -> Iterator[Step]:
        """Steps 0 < 0: a relation against a sign, or two values of one family on a set that has elements."""
        with suppress(*FAILURES):
            yield self.all_together()
        for h in self.proof.hyp:
            try:
                if h.concl.op in ("<", "<="):
                    yield self.against(h, self.signs_of(h.concl))
                elif h.concl.op == "all":
                    yield self.on_elements(h)
            except FAILURES:
                continue

    def all_together(self) -> Step:
        """0 < 0 from the relations between scalars and the signs of exponentials in them."""
        scalars = [
            h for h in self.proof.hyp if h.concl.op in ("<", "<=", "=") and not h.concl.names & self.families()
        ]
        signs = [s for h in scalars for s in self.atoms(h.concl)]
        return self.against(*scalars[:10], *signs[:4])

    def families(self) -> frozenset[str]:
        """The variables with arguments."""
        return frozenset(n for n, (_, kinds) in self.mutant.statement.free_variables().items() if kinds)

    def signs_of(self, relation: Term) -> Step:
        left, right = relation.args
        given = frozenset(self.mutant.statement.hyps)
        other = self.proof.sign(make("-", left, right), relation.op == "<=", given)
        other = other or self.proof.sign(left if right is ZERO else ZERO, relation.op == "<=", given)
        if other is None:
            raise ProofError("no sign")
        return other

    def against(self, *facts: Step) -> Step:
        """0 < 0 from facts that exclude each other."""
        return self.proof.have(make("<", ZERO, ZERO), *facts)

    def on_elements(self, h: Step) -> Step:
        """0 < 0 from a statement for all elements and the others for the same elements."""
        over = h.concl.args[0]
        given = frozenset(self.mutant.statement.hyps)
        nonempty = self.nonempty(over, given)
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        here = self.proof.at(h, x, using=[inside])
        others = [here]
        for f in self.proof.hyp:
            if f is not h and f.concl.op == "all" and f.concl.args[0].sort == over.sort:
                try:
                    others.append(self.proof.at(f, x, using=[inside]))
                except FAILURES:
                    continue
        false = self.proof.gen(self.at_element(others, given | inside.hyps), x, over)
        return self.proof.schema("inhabited", over, false.concl.args[1], prem=[nonempty, false])

    def at_element(self, facts: list[Step], allowed: frozenset[Term]) -> Step:
        """0 < 0 from the first fact about an element: it gives a second value to something, or all facts together."""
        first = facts[0].concl
        for other in facts[1:]:
            if first.op == other.concl.op == "=" and first.args[0] is other.concl.args[0]:
                for value in (first.args[1], other.concl.args[1]):
                    with suppress(*FAILURES):
                        return self.against(facts[0], other, self.least(value, allowed, strict=True))
        relations = [f for f in facts if f.concl.op in ("=", "<=", "<")]
        for side in dict.fromkeys(t for f in relations for t in f.concl.args):
            sign = self.proof.sign(side, True, allowed)
            if sign is not None:
                relations.append(sign)
        return self.against(*relations[:8])
