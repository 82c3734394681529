"""Functions that fall to a limit: erf tends to 1, and -C/z tends to 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import (
    ONE,
    ZERO,
    Reject,
    Term,
    add,
    derivative,
    gap,
    make,
    normal,
    number,
    replace,
    term,
)
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.forms import forms
from tailbound.proofs.prover.scene import Scene, gap_of, positive
from tailbound.proofs.prover.slopes import Move, search_linear, unformed, usable_ends

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_limit(search: Search, scene: Scene, goal: Term, x: Term) -> Step:
    """0 <= f(x) where f falls on [x, oo) and is at least -1/z at z, or at least erf(z) - 1."""
    if goal.op not in ("<=", "<") or scene.number_end(x, False) is not None or not usable_ends(scene, x, True):
        raise NoProof("no unbounded range")
    if any(e.number is None for e, _ in usable_ends(scene, x, False)):
        raise NoProof("a symbolic upper end")
    for form in forms(scene, gap_of(goal), x):
        try:
            fall = Fall(form.value, x, goal.op == "<")
            if fall.plausible(scene):
                return unformed(search, scene, goal, form, fall.prove(search, scene))
        except (NoProof, ProofError, Reject):
            continue
    raise NoProof("nothing falls to a limit")


class Fall:
    """f falls from x to any z above it: f(z) <= f(x), and f(z) is nearly nonnegative for large z."""

    def __init__(self, f: Term, x: Term, strict: bool) -> None:
        self.f, self.x, self.strict = f, x, strict

    def slope(self, y: Term) -> tuple[Term, list[Term]]:
        d, guards = derivative(replace(self.f, self.x, y), y)
        return term(normal(make("-", ZERO, d))), list(dict.fromkeys(guards))

    def plausible(self, scene: Scene) -> bool:
        return scene.plausible(positive(False, self.slope(self.x)[0]))

    def prove(self, search: Search, scene: Scene) -> Step:
        base = scene.deeper("limit")
        proof = scene.proof
        if not self.strict:
            return self.weak(search, base, self.x)
        z = make("+", self.x, ONE)
        later = proof.use(self.weak(search, base, self.x), sub={self.x.data[0]: z})
        later = proof.discharge(later, *[search_linear(scene, h) for h in later.hyps if h not in scene.allowed])
        grown = self.fallen(search, base, z, strict=True)
        return proof.identity(positive(True, self.f), pos=[(1, [later], []), (1, [grown], [])])

    def fallen(self, search: Search, scene: Scene, z: Term, strict: bool = False) -> Step:
        """f(z) <= f(x) (or <), under x <= z (or <) where z is a variable."""
        proof = scene.proof
        y = proof.fresh("real", "y")
        ends = usable_ends(scene, self.x, True)
        dom = [make("<" if e.strict else "<=", e.value, y) for e, _ in ends]
        rest = [f for f in scene.facts if self.x.data[0] not in f.concl.names]
        inside = scene.over([*(v for v in scene.variables if v is not self.x), y], [*rest, *map(proof.assume, dom)])
        d, guards = self.slope(y)
        prem = [search.prove(inside, positive(strict, d)), *(search.prove(inside, g) for g in guards)]
        f = make("-", ZERO, replace(self.f, self.x, y))
        step = proof.mono(prem, y, dom, f, self.x, z)
        order = proof.assume(make("<" if strict else "<=", self.x, z)) if z.op == "v" else None
        known = [*scene.facts, *([order] if order else [])]
        proofs = []
        for h in step.hyps:
            if h not in scene.allowed and (order is None or h is not order.concl):
                proofs.append(scene.linear(h, *[k for k in known if k.concl.op != "!="]))
        return proof.discharge(step, *proofs)

    def weak(self, search: Search, scene: Scene, x: Term) -> Step:
        """0 <= f(x)."""
        if any(t.op == "erf" for m in normal(self.f) for t, _ in m):
            try:
                return self.by_erf(search, scene)
            except (NoProof, ProofError):
                pass
        return self.by_inverse(search, scene)

    def scene_beyond(self, scene: Scene, z: Term, *more: Step) -> Scene:
        """The facts of x for z, which are its own because z is at least x."""
        order = scene.proof.assume(make("<=", self.x, z))
        lower = []
        for e, f in usable_ends(scene, self.x, True):
            goal = make(f.concl.op, e.value, z)
            own = scene.linear(make(f.concl.op, e.value, self.x), f)
            lower.append(scene.proof.identity(goal, pos=[(1, [own], []), (1, [order], [])]))
        rest = [f for f in scene.facts if self.x.data[0] not in f.concl.names]
        return scene.over([*(v for v in scene.variables if v is not self.x), z], [*rest, *lower, *more])

    def by_erf(self, search: Search, scene: Scene) -> Step:
        """f(z) >= erf z - 1 for z >= x, hence erf z <= 1 + f(x) for all z >= x, hence 1 <= 1 + f(x)."""
        proof = scene.proof
        z = proof.fresh("real", "z")
        inside = self.scene_beyond(scene, z)
        low = search.prove(inside, make("<=", make("-", make("erf", z), ONE), replace(self.f, self.x, z)))
        grown = self.fallen(search, scene, z)
        bound = make("+", ONE, self.f)
        top = proof.identity(make("<=", make("erf", z), bound), pos=[(1, [low], []), (1, [grown], [])])
        limit = proof.add("erf_sup", prem=top, var=z)
        return proof.identity(positive(False, self.f), pos=[(1, [limit], [])])

    def above_inverse(self, search: Search, scene: Scene, z: Term) -> Step:
        """-1/z <= f(z), with every erf(t) of negative constant coefficient replaced by 1."""
        proof = scene.proof
        goal = make("<=", make("-", ZERO, make("/", ONE, z)), replace(self.f, self.x, z))
        bounds, simpler = [], normal(goal.args[1])
        for m, c in list(simpler.items()):
            if len(m) == 1 and next(iter(m))[0].op == "erf" and c < 0:
                bound = proof.schema("erf_le_one", next(iter(m))[0].args[0])
                bounds.append((-c, [bound], []))
                simpler = add(simpler, gap(bound.concl), c)
        if not bounds:
            return search.prove(scene, goal)
        less = search.prove(scene, make("<=", goal.args[0], term(simpler)))
        return proof.identity(goal, pos=[(1, [less], []), *bounds])

    def by_inverse(self, search: Search, scene: Scene) -> Step:
        """f(z) >= -1/z for z >= x, z >= 1; if f(x) < 0, take z = x + 1 - 2/f(x) or so for a contradiction."""
        proof, x = scene.proof, self.x
        ends = [e.number for e, _ in usable_ends(scene, x, True) if e.number is not None]
        if not ends or max(ends) < 0:
            raise NoProof("x may be negative")
        z = proof.fresh("real", "z")
        one = proof.assume(make("<=", ONE, z))
        inside = self.scene_beyond(scene, z, one)
        low = self.above_inverse(search, inside, z)
        grown = self.fallen(search, scene, z)
        joined = proof.identity(
            make("<=", make("-", ZERO, make("/", ONE, z)), self.f), pos=[(1, [low], []), (1, [grown], [])]
        )
        goal = positive(False, self.f)
        no = proof.negation(goal)
        size = make("-", ZERO, self.f)
        inverse = proof.schema("inv_pos", size, prem=[proof.identity(make("<", ZERO, size), pos=[(1, [no], [])])])
        far = make("+", x, ONE, make("/", ONE, size))
        at = proof.use(joined, sub={z.data[0]: far})
        known = [*[f for f in scene.facts if f.concl.op != "!="], inverse]
        at = proof.discharge(
            at, *[proof.have(h, *known) for h in at.hyps if h not in scene.allowed and h is not no.concl]
        )
        x_low = scene.end_step(x, max(ends), True)
        beyond = proof.have(make("<", ZERO, far), x_low, inverse)
        above = proof.identity(make("<", ZERO, size), pos=[(1, [no], [])])
        # size <= 1/far and 1/size < far give size * far <= 1 < size * far.
        product = proof.identity(make("<=", make("*", size, far), ONE), pos=[(1, [at, beyond], [])], clear=[beyond])
        one_below = proof.identity(
            make("<", ONE, make("*", size, far)),
            pos=[(1, [above], []), (1, [above, x_low], []), *([(max(ends), [above], [])] if max(ends) else [])],
            clear=[above],
        )
        false = proof.identity(make("<", ZERO, ZERO), pos=[(1, [product], []), (1, [one_below], [])])
        return proof.cases(goal, proof.assume(goal), proof.absurd(goal, false))


__all__ = ["Move", "by_limit", "number"]
