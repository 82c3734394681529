"""Monotone functions: 0 <= f(u) at an end of the domain, and a derivative of one sign from there on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Reject, Term, derivative, make, normal, number, replace, term
from tailbound.proofs.prover.algebra.factors import negative, nonzero_denominators
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.ends import End
from tailbound.proofs.prover.floats import values, worst
from tailbound.proofs.prover.rewriting.forms import Form, forms
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_slope(search: Search, scene: Scene, goal: Term, x: Term) -> Step:
    """0 <= g from the sign of the derivative in x of g, or of an equivalent form of it."""
    if goal.op not in ("<=", "<") or x.is_int or x.data[0] not in goal.names:
        raise NoProof("slopes decide inequalities in a real variable")
    strict = goal.op == "<"
    for form in forms(scene, gap_of(goal), x):
        for move in moves(scene, form, x, strict):
            try:
                if move.plausible(scene):
                    return unformed(search, scene, goal, form, move.prove(search, scene))
            except NoProof:
                continue
    raise NoProof("no slope of one sign")


def moves(scene: Scene, form: Form, x: Term, strict: bool) -> list[Move]:
    """From each end, those ends first at which the form vanishes by its normal form."""
    ends = [(rising, *e) for rising in (True, False) for e in usable_ends(scene, x, rising)]
    known = [e for e in ends if e[1].value.names <= form.value.names]
    out = [Move(form.value, x, rising, end, step, strict) for rising, end, step in known or ends]
    return sorted(out, key=lambda move: move.at_end is not ZERO) if len(scene.variables) > 1 else out


def unformed(search: Search, scene: Scene, goal: Term, form: Form, inner: Step) -> Step:
    """The goal from 0 <= value, where its gap is multiplier * value."""
    if form.multiplier is ONE:
        return scene.converted(goal, inner)
    multiplier = search.prove(scene.deeper("multiplier"), positive(True, form.multiplier))
    clear = nonzero_denominators(search, scene, gap_of(goal), form.value, form.multiplier)
    return concluded(search, scene, goal, [(1, [multiplier, inner], [])], clear)


def usable_ends(scene: Scene, x: Term, lower: bool) -> list[tuple[End, Step]]:
    """The tightest rational end on this side, and every symbolic one."""
    found = [(e, f) for e, f in scene.ends(x) if e.lower == lower]
    numbers = [(e, f) for e, f in found if e.number is not None]
    symbolic = [(e, f) for e, f in found if e.number is None]
    sign = 1 if lower else -1
    best = sorted(numbers, key=lambda ef: (sign * ef[0].value.data[0], ef[0].strict))[-1:]
    return best + symbolic


@dataclass
class Move:
    """f(x) >= f(u) >= 0, with f rising from the end u below x, or falling to the end u above x."""

    f: Term
    x: Term
    rising: bool
    end: End
    step: Step
    strict: bool

    @property
    def at_end(self) -> Term:
        return term(normal(replace(self.f, self.x, self.end.value)))

    def slope(self, y: Term) -> tuple[Term, list[Term]]:
        try:
            d, guards = derivative(replace(self.f, self.x, y), y)
            return term(normal(d if self.rising else make("-", ZERO, d))), list(dict.fromkeys(guards))
        except Reject as error:
            raise NoProof(str(error)) from None

    def plausible(self, scene: Scene) -> bool:
        d, _ = self.slope(self.x)
        if not scene.plausible(positive(False, d)):
            return False
        try:
            value = values(self.at_end, scene.points)[0]
        except Reject:
            return False
        return bool((value == value).all()) and scene.plausible(positive(False, self.at_end))

    def prove(self, search: Search, scene: Scene) -> Step:
        """0 <= f(x), or < where that is asked for."""
        base = scene.deeper("slope")
        if not self.strict:
            start = search.prove(base, positive(False, self.at_end))
            return self.joined(scene, start, self.grown(search, base, False))
        try:
            start = search.prove(base, positive(True, self.at_end))
            strictly = False
        except NoProof:
            start, strictly = search.prove(base, positive(False, self.at_end)), True
        if not strictly:
            return self.joined(scene, start, self.grown(search, base, False))
        return self.joined(scene, start, self.strictly_grown(search, base))

    def joined(self, scene: Scene, *steps: Step) -> Step:
        try:
            goal = positive(self.strict, self.f)
            return scene.proof.identity(goal, pos=[(1, [s], []) for s in steps])
        except ProofError as error:
            raise NoProof(str(error)) from None

    def domain(self, scene: Scene, y: Term, inner: bool) -> list[Term]:
        """The relations of an interval in y: the end, and the other side's ends; all strict for the inner part."""
        u = self.end.value
        out = [(u, y, inner) if self.rising else (y, u, inner)]
        for e, _ in usable_ends(scene, self.x, not self.rising):
            strict = e.strict or inner
            out.append((y, e.value, strict) if self.rising else (e.value, y, strict))
        return [make("<" if strict else "<=", a, b) for a, b, strict in out]

    def grown(
        self,
        search: Search,
        scene: Scene,
        strict: bool,
        inner: bool = False,
        between: tuple[Term, Term] | None = None,
    ) -> Step:
        """f(u) <= f(x) (or <) by the mono rule, or the same for two places between u and x."""
        proof = scene.proof
        y = bound_variable(scene, self.f)
        dom = self.domain(scene, y, inner)
        rest = [f for f in scene.facts if self.x.data[0] not in f.concl.names]
        inside = scene.over(
            [v for v in scene.variables if v is not self.x and self.keeps(v, rest, dom)] + [y],
            [*rest, *map(proof.assume, dom)],
        )
        d, guards = self.slope(y)
        slope = search.prove(inside, positive(strict, d))
        premises = [slope, *(search.prove(inside, g) for g in guards)]
        f = self.f if self.rising else make("-", ZERO, self.f)
        near, far = between or (self.end.value, self.x)
        u, w = (near, far) if self.rising else (far, near)
        try:
            step = proof.mono(premises, y, dom, replace(f, self.x, y), u, w)
        except (ProofError, Reject) as error:
            raise NoProof(str(error)) from None
        conditions = [make(h.op, *(replace(t, y, v) for t in h.args)) for h in dom for v in (u, w)]
        return self.discharged(scene, step, conditions, u, w, strict)

    def keeps(self, v: Term, rest: list[Step], dom: list[Term]) -> bool:
        """Whether a variable is still of use once x is gone."""
        return any(v.data[0] in t.names for t in [self.f, *(r.concl for r in rest), *dom])

    def discharged(self, scene: Scene, step: Step, conditions: list[Term], u: Term, w: Term, strict: bool) -> Step:
        wanted = dict.fromkeys([*conditions, make("<" if strict else "<=", u, w)])
        proofs = []
        for h in wanted:
            if h in step.hyps and h not in scene.allowed:
                proofs.append(search_linear(scene, h))
        return scene.proof.discharge(step, *proofs)

    def strictly_grown(self, search: Search, scene: Scene) -> Step:
        """f(u) < f(x): by a slope that is positive at the end too, or only beyond it, by way of the middle."""
        proof, u = scene.proof, self.end.value
        if not self.end.strict:
            raise NoProof("the end itself is in the domain")
        at_end = term(normal(replace(self.slope(self.x)[0], self.x, u)))
        try:
            if worst(at_end, scene.points) > 1e-9:
                return self.grown(search, scene, True)
        except (NoProof, Reject):
            pass
        first, second = (
            term(normal(make("/", make("+", make("*", number(j), u), make("*", number(3 - j), self.x)), number(3))))
            for j in (2, 1)
        )
        chain = [
            self.grown(search, scene, False, between=(u, first)),
            self.grown(search, scene, True, inner=True, between=(first, second)),
            self.grown(search, scene, False, between=(second, self.x)),
        ]
        goal = make("<", replace(self.f, self.x, u), self.f)
        return proof.identity(goal, pos=[(1, [s], []) for s in chain])


def bound_variable(scene: Scene, *terms: Term) -> Term:
    """A real variable that occurs in no fact of the scene: the same one each time, so that subgoals recur."""
    taken = frozenset().union(*(t.names for t in (*scene.relations, *terms, *scene.variables)))
    name = next(f"y{i}" for i in range(10_000) if f"y{i}" not in taken)
    return scene.proof.declare(name, "real")


def search_linear(scene: Scene, goal: Term) -> Step:
    """A condition of a rule, as a linear combination of the facts."""
    return scene.linear(goal, *[f for f in scene.facts if f.concl.op != "!="])


__all__ = ["by_slope", "negative"]
