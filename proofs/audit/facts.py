"""Simple facts under a changed statement's hypotheses: signs, counts, bounds, and what follows from them."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from tailbound.proofs.audit.mutants import Mutant
from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.checker import ONE, UNIT, ZERO, Checked, Reject, Term, add, gap, make, normal, number, term
from tailbound.proofs.statement import subterms
from tailbound.proofs.tactics.arithmetic import inverse_atoms
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.text import TextError

FAILURES = (ProofError, Reject, TextError, ValueError, KeyError, IndexError)
MOST_SIGNS, MOST_PAIRS = 8, 6
ROW_FACTS: tuple[str, ...] = ("Z_positive", "H_positive", "T_nonnegative", "n_positive", "k_nonnegative")
ROW_FACTS += ("rest_nonnegative", "k_at_least_one", "rest_at_least_one", "tau_nonnegative", "kept_mass_positive")


class Facts:
    """A proof of a mutant, and what it can see at once.  `assumed`: hypotheses of the present case."""

    assumed: frozenset[Term] = frozenset()

    def __init__(self, mutant: Mutant, known: dict[str, Checked]) -> None:
        self.mutant = mutant
        statement = mutant.statement
        self.proof = Proof(statement.hyps, statement.concl, known=known)

    def settle(self) -> None:
        """The signs of defined quantities, as steps that the guards find."""
        for i, h in enumerate(self.mutant.statement.hyps):
            if h.op == "=" and h.args[0].op == "v" and not h.args[0].args:
                before = frozenset(self.mutant.statement.hyps[:i])
                for op in ("<", "<="):
                    try:
                        step = self.sign_of(h.args[1], op == "<", before)
                        if step is not None:
                            sign = make(op, ZERO, h.args[0])
                            self.proof.identity(sign, pos=[(1, [step], [])], eq=[(self.proof.hyp[i], number(-1))])
                            break
                    except FAILURES:
                        continue

    def sign_of(self, t: Term, strict: bool, allowed: frozenset[Term]) -> Step | None:
        """0 < t or 0 <= t, or None where it is not seen at once."""
        return self.proof.sign(t, strict, allowed)

    def rows(self) -> None:
        """The usual facts about a row, those that the changed hypotheses still give: signs, 1 <= E, counts."""
        facts = RangeFacts(self.proof)
        for name in ROW_FACTS:
            try:
                getattr(facts, name)
            except FAILURES:
                continue
        for step in self.lemmas():
            count = step.concl.args[1]
            if step.concl.op == "<" and step.concl.args[0] is ZERO and count.is_int and count.op == "v":
                least = self.proof.schema("discrete", ZERO, count, prem=[step])
                self.proof.identity(make("<=", ONE, count), pos=[(1, [least], [])])
        try:
            above = facts.E_at_least_one(self.proof.fresh("J", "y"))
            self.proof.schema("exp_log", "E", prem=[self.proof.have("0 < E", above)])
            self.width(above)
        except FAILURES:
            return

    def lemmas(self) -> list[Step]:
        """Short inequalities that hold under the mutant's hypotheses, about its scalar variables."""
        return self.short(self.mutant.statement.hyps)

    def short(self, hyps: tuple[Term, ...], depth: int = 4) -> list[Step]:
        """Short inequalities between scalars so far that need no more than these hypotheses."""
        given, scope = frozenset(hyps) | self.assumed, self.mutant.statement.free_variables()
        out: dict[Term, Step] = {}
        for s in self.proof.steps:
            f = s.concl
            short = f.op in ("<", "<=") and f.depth <= depth and f.names and all(n in scope for n in f.names)
            if short and s.hyps <= given and all(not scope[n][1] for n in f.names):
                out.setdefault(f, s)
        return sorted(out.values(), key=lambda s: (s.concl.depth, s.number))

    def signs(self, goal: Term, allowed: frozenset[Term]) -> list[Step]:
        """Non-negativity of the goal's sides and of their parts, where it can be seen."""
        out: list[Step] = []
        for t in subterms(goal):
            if t.sort != "real" or t.loose or t.op == "q" or len(out) >= MOST_SIGNS:
                continue
            try:
                step = self.proof.sign(t, False, allowed)
            except FAILURES:
                continue
            if step is not None and step not in out:
                out.append(step)
        return out

    def linear(self, goal: Term) -> list[Step]:
        """The sharpest known bounds, linear in variables of the goal, half a dozen at most."""
        best: dict[Term, tuple[Fraction, Step]] = {}
        for s in self.lemmas():
            p = gap(s.concl)
            level = p.get(UNIT, Fraction(0))
            moving = add(p, {UNIT: Fraction(1)}, -level)
            plain = all(len(m) == 1 and all(t.op == "v" and k == 1 for t, k in m) for m in moving)
            if moving and plain and s.concl.names <= goal.names:
                key = term(moving)
                if key not in best or (level, s.concl.op == "<=") < (best[key][0], best[key][1].concl.op == "<="):
                    best[key] = level, s
        return [s for _, s in best.values()][:6]

    def clear_denominators(self, goal: Term, facts: list[Step]) -> None:
        """Try to make the goal's denominators known to be positive."""
        given = frozenset(self.mutant.statement.hyps)
        for x in inverse_atoms(gap(goal)):
            for e in (x.args[1], term(add({}, normal(x.args[1]), -1))):  # it is only fixed up to its sign
                try:
                    if self.proof.sign(e, True, given) is None:
                        self.proof.have(make("<", ZERO, e), *facts, degree=2)
                    break
                except FAILURES:
                    continue

    def compared(self, goal: Term) -> Step:
        """A relation between two terms in a few scalars, from products of what is known of these."""
        facts = [*self.linear(goal), *self.atoms(goal)]
        self.clear_denominators(goal, facts)
        facts += self.monotone(goal)
        for degree in (1, 2, 3, 4)[: 4 if len(facts) <= 4 else 3]:
            try:
                return self.proof.have(goal, *facts, degree=degree)
            except FAILURES:
                continue
        raise ProofError("no combination of bounds of the variables")

    def atoms(self, goal: Term) -> list[Step]:
        """The signs of exponentials and roots in the goal."""
        given = frozenset(self.mutant.statement.hyps)
        found = [
            self.proof.sign(t, t.op == "exp", given)
            for t in subterms(goal)
            if t.op in ("exp", "sqrt") and not t.loose
        ]
        return [s for s in dict.fromkeys(found) if s is not None][:2]

    def monotone(self, goal: Term) -> list[Step]:
        """exp u <= exp w, and so for log and sqrt, for pairs of them in the goal whose arguments can be compared."""
        out: list[Step] = []
        given = frozenset(self.mutant.statement.hyps)
        for op in ("exp", "log", "sqrt"):
            found = [t.args[0] for t in subterms(goal) if t.op == op and not t.loose]
            for u, w in list(permutations(found, 2))[:MOST_PAIRS]:
                try:
                    step = self.compared(make("<=", u, w))
                    if op == "exp":
                        out.append(self.proof.exp_compare(step))
                        continue
                    sign = self.proof.sign(u, op == "log", given) or self.compared(
                        make("<" if op == "log" else "<=", ZERO, u)
                    )
                    out.append(
                        self.proof.log_compare(step, sign) if op == "log" else self.proof.sqrt_compare(step, sign)
                    )
                except FAILURES:
                    continue
        return out

    def width(self, above: Step) -> None:
        """0 <= t, from 1 <= E and E = exp t."""
        for named in self.proof.hyp:
            if named.concl.op == "=" and named.concl.args[0] is self.proof.t("E") and named.concl.args[1].op == "exp":
                inner = named.concl.args[1].args[0]
                grown = self.proof.have(make("<=", ONE, named.concl.args[1]), above, named)
                logs = self.proof.log_compare(grown, self.proof.have("0 < 1"))
                equal = [self.proof.schema("log_exp", t) for t in (inner, ZERO)]
                self.proof.have(make("<=", ZERO, inner), logs, *equal)
