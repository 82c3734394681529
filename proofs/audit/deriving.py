"""Proofs of changed statements that follow from the theorem they were made from, and from little else.

The theorem's steps are taken up; each of its hypotheses that the changed statement lacks is proved from those it has;
then the changed conclusion is proved from the theorem's.  Only simple facts are tried: a weaker relation, a slack of
1 per mille times a quantity of known sign, an element of a smaller set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from tailbound.proofs import checker
from tailbound.proofs.audit.instances import Substitution, candidates
from tailbound.proofs.audit.mutants import Mutant
from tailbound.proofs.audit.replay import replayed
from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.checker import (
    UNIT,
    ZERO,
    Checked,
    Reject,
    Term,
    add,
    gap,
    instantiate,
    make,
    normal,
    number,
    obligations,
    term,
)
from tailbound.proofs.statement import subterms
from tailbound.proofs.tactics.arithmetic import inverse_atoms
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.text import TextError

FAILURES = (ProofError, Reject, TextError, ValueError, KeyError, IndexError)
MOST_SIGNS = 8
ROW_FACTS: tuple[str, ...] = (
    "Z_positive",
    "H_positive",
    "T_nonnegative",
    "n_positive",
    "k_nonnegative",
    "rest_nonnegative",
)
ROW_FACTS += ("k_at_least_one", "rest_at_least_one", "tau_nonnegative", "kept_mass_positive")


class Derivation:
    """A proof of the mutant in which the steps of the original theorem's certificate are at hand."""

    def __init__(self, mutant: Mutant, original: Checked, data: bytes, known: Mapping[str, Checked]) -> None:
        self.mutant, self.original, self.data = mutant, original, data
        statement = mutant.statement
        self.proof = Proof(statement.hyps, statement.concl, known=known)

    def run(self, sub: Substitution) -> bytes:
        """The certificate, by an instance of the theorem.  Raises ProofError where it does not go through."""
        final, guards = replayed(self.proof, self.data)
        known = self.short(self.original.hyps)
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
        """The denominators of the changed formula: positive, if that follows from bounds of their variables."""
        after = self.mutant.after
        for g in obligations(after) if after is not None else []:
            try:
                if g.op == "!=":
                    self.compared(make("<", ZERO, g.args[0]))
                elif g.op in ("<", "<="):
                    self.compared(g)
            except FAILURES:
                continue

    def instance(self, step: Step, sub: Substitution) -> Step:
        """The step at the substitution, as far as its variables occur in it."""
        names = frozenset().union(step.concl.names, *(h.names for h in step.hyps))
        mine = {name: value for name, value in sub.items() if name in names}
        return self.proof.add("use", of=step, prem=[], sub=mine, sort={}) if mine else step

    def lemmas(self) -> list[Step]:
        """Short inequalities that hold under the mutant's hypotheses, about its scalar variables."""
        return self.short(self.mutant.statement.hyps)

    def short(self, hyps: tuple[Term, ...]) -> list[Step]:
        """Short inequalities between scalars so far that need no more than these hypotheses."""
        given, scope = frozenset(hyps), self.mutant.statement.free_variables()
        out: dict[Term, Step] = {}
        for s in self.proof.steps:
            f = s.concl
            short = f.op in ("<", "<=") and f.depth <= 4 and f.names and all(n in scope for n in f.names)
            if short and s.hyps <= given and all(not scope[n][1] for n in f.names):
                out.setdefault(f, s)
        return sorted(out.values(), key=lambda s: (s.concl.depth, s.number))

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

    def settle(self) -> None:
        """The signs of defined quantities, as steps that the guards find."""
        for i, h in enumerate(self.mutant.statement.hyps):
            if h.op == "=" and h.args[0].op == "v" and not h.args[0].args:
                before = frozenset(self.mutant.statement.hyps[:i])
                for op in ("<", "<="):
                    try:
                        step = self.proof.sign(h.args[1], op == "<", before)
                        if step is not None:
                            sign = make(op, ZERO, h.args[0])
                            self.proof.identity(sign, pos=[(1, [step], [])], eq=[(self.proof.hyp[i], number(-1))])
                            break
                    except FAILURES:
                        continue

    def prove(self, goal: Term, facts: list[Step], allowed: tuple[Term, ...] | None = None) -> Step:
        """The goal from the facts: at hand, for each element, or by one combination of facts and signs.

        `allowed`: the hypotheses that signs may use, all by default.
        """
        given = self.mutant.statement.hyps if allowed is None else allowed
        for f in facts:
            if f.concl is goal:
                return f
        if goal.op == "all":
            return self._each(goal, facts, given)
        if goal.op == "in":
            return self.proof.subset(goal, *[f for f in facts if f.concl.op in ("in", "all")][:4])
        return self._relation(goal, facts, given)

    def _each(self, goal: Term, facts: list[Step], given: tuple[Term, ...]) -> Step:
        over, body = goal.args
        x = self.proof.fresh(over.sort[4:], "y")
        inside = self.proof.assume(make("in", x, over))
        here = [inside]
        for f in facts:
            if f.concl.op == "all" and f.concl.args[0].sort == over.sort:
                try:
                    here.append(self.proof.at(f, x, using=[inside]))
                except FAILURES:
                    continue
        return self.proof.gen(self.prove(instantiate(body, x), [*here, *facts], given), x, over)

    def _relation(self, goal: Term, facts: list[Step], given: tuple[Term, ...]) -> Step:
        relations = [f for f in facts if f.concl.op in ("<=", "<", "=", "!=")]
        relations += [s for s in self.proof.steps if s.concl.op == "=" and s.concl.args[0].op == "exp"][:2]
        near = [f for f in relations if f.concl.names & goal.names or not f.concl.names]
        signs = self.signs(goal, frozenset(given).union(*(f.hyps for f in facts)))
        lets = [h for h in self.proof.hyp if self.is_let(h) and h.hyps <= frozenset(given)][::-1]
        inside = [f for f in near if f.concl.names <= goal.names]
        attempts: list[Callable[[], Step]] = [
            lambda: self.proof.have(goal, *signs),
            lambda: self.proof.have(goal, *near[:1], *signs),
            lambda: self.proof.have(goal, *near[:2], *signs),
            lambda: self.proof.have(goal, *near[:12], *signs),
            lambda: self.proof.have(goal, *inside[:8], degree=2),
            lambda: self.proof.have(goal, *near[:1], *signs, lets=lets),
            lambda: self.by_ends(goal, near[0]),
        ]
        for attempt in attempts:
            try:
                return attempt()
            except FAILURES:
                continue
        raise ProofError("no simple derivation")

    def by_ends(self, goal: Term, main: Step) -> Step:
        """s' R t' from s R t, with s' <= s and t <= t' proved apart."""
        (new_left, new_right), (left, right) = goal.args, main.concl.args
        steps = [main]
        if new_left is not left:
            steps.insert(0, self.compared(make("<=", new_left, left)))
        if new_right is not right:
            steps.append(self.compared(make("<=", right, new_right)))
        return self.proof.weaken(goal, self.proof.chain(*steps))

    def compared(self, goal: Term) -> Step:
        """A relation between two terms in a few scalars, from products of what is known of these."""
        facts = self.linear(goal)
        self.clear_denominators(goal, facts)
        for degree in (1, 2, 3, 4)[: 4 if len(facts) <= 4 else 3]:
            try:
                return self.proof.have(goal, *facts, degree=degree)
            except FAILURES:
                continue
        raise ProofError("no combination of bounds of the variables")

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

    def rows(self) -> None:
        """The usual facts about a row, those that the changed hypotheses still give: signs, 1 <= E, counts."""
        facts = RangeFacts(self.proof)
        for name in ROW_FACTS:
            try:
                getattr(facts, name)
            except FAILURES:
                continue
        try:
            above = facts.E_at_least_one(self.proof.fresh("J", "y"))
            self.proof.schema("exp_log", "E", prem=[self.proof.have("0 < E", above)])
        except FAILURES:
            return

    def is_let(self, step: Step) -> bool:
        """Whether a hypothesis defines a scalar."""
        return step.concl.op == "=" and step.concl.args[0].op == "v" and not step.concl.args[0].args

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


class Contradiction(Derivation):
    """A proof from hypotheses that exclude each other."""

    def run(self, sub: Substitution) -> bytes:
        """The certificate.  Raises ProofError where no contradiction is seen."""
        self.settle()
        self.rows()
        for false in self.falsehoods():
            return self.proof.qed(self.proof.absurd(self.mutant.statement.concl, false))
        raise ProofError("no contradiction seen")

    def falsehoods(self) -> Iterator[Step]:
        """Steps 0 < 0: a relation against a sign, or two values of one family on a set that has elements."""
        for h in self.proof.hyp:
            try:
                if h.concl.op in ("<", "<="):
                    yield self.against(h, self.signs_of(h.concl))
                elif h.concl.op == "all":
                    yield self.on_elements(h)
            except FAILURES:
                continue

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
        nonempty = self.proof.sign(make("card", over), True, given)
        if nonempty is None:
            raise ProofError("not known to have elements")
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
        allowed = given | inside.hyps
        for side in dict.fromkeys(t for f in others for t in f.concl.args if f.concl.op in ("=", "<=", "<")):
            sign = self.proof.sign(side, True, allowed)
            if sign is not None:
                others.append(sign)
        relations = [f for f in others if f.concl.op in ("=", "<=", "<")]
        false = self.proof.gen(self.against(*relations[:8]), x, over)
        return self.proof.schema("inhabited", over, false.concl.args[1], prem=[nonempty, false])


def derived(mutant: Mutant, original: Checked, data: bytes, known: Mapping[str, Checked]) -> bytes | None:
    """A certificate of the mutant made from the theorem's, if the checker accepts one."""
    attempts: list[Callable[[], bytes]] = [
        lambda sub=sub: Derivation(mutant, original, data, known).run(sub)  # type: ignore[misc]
        for sub in candidates(mutant, original.hyps)
    ]
    attempts.append(lambda: Contradiction(mutant, original, data, known).run({}))
    for attempt in attempts:
        try:
            made = attempt()
            if checker.check(made, known).statement_sha256 == mutant.statement.sha256:
                return made
        except FAILURES:
            continue
    return None
