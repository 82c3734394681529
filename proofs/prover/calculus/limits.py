"""Functions that fall to a limit: erf tends to 1, and -C/z tends to 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import (
    ONE,
    ZERO,
    Polynomial,
    Reject,
    Term,
    add,
    derivative,
    make,
    normal,
    number,
    replace,
    term,
)
from tailbound.proofs.prover.algebra.factors import seen_sign
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.calculus.erf_limits import above_limit, erf_bounds, nonnegative
from tailbound.proofs.prover.calculus.slopes import bound_variable, search_linear, unformed, usable_ends
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.rewriting.forms import forms
from tailbound.proofs.prover.scene import Scene, gap_of, positive

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
        first, second = make("+", self.x, ONE), make("+", self.x, number(2))
        later = proof.use(self.weak(search, base, self.x), sub={self.x.data[0]: second})
        later = proof.discharge(later, *[search_linear(scene, h) for h in later.hyps if h not in scene.allowed])
        chain = [
            later,
            self.fallen(search, base, self.x, first),
            self.fallen(search, base, first, second, strict=True),
        ]
        return proof.identity(positive(True, self.f), pos=[(1, [s], []) for s in chain])

    def fallen(self, search: Search, scene: Scene, x: Term, z: Term, strict: bool = False) -> Step:
        """f(z) <= f(x) for two places (or <, beyond the range's end), under x <= z where z is a variable."""
        proof = scene.proof
        y = bound_variable(scene, self.f, z)
        ends = usable_ends(scene, self.x, True)
        dom = [make("<" if e.strict or strict else "<=", e.value, y) for e, _ in ends]
        rest = [f for f in scene.facts if self.x.data[0] not in f.concl.names]
        inside = scene.over([*(v for v in scene.variables if v is not self.x), y], [*rest, *map(proof.assume, dom)])
        d, guards = self.slope(y)
        prem = [search.prove(inside, positive(strict, d)), *(search.prove(inside, g) for g in guards)]
        f = make("-", ZERO, replace(self.f, self.x, y))
        step = proof.mono(prem, y, dom, f, x, z)
        order = proof.assume(make("<=", x, z)) if z.op == "v" else None
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
        """f(z) >= k (erf z - 1) for z >= x, hence erf z <= 1 + f(x)/k for all z >= x, hence 1 <= 1 + f(x)/k."""
        proof = scene.proof
        z = proof.fresh("real", "z")
        inside = self.scene_beyond(scene, z)
        for k, positive_k, low in erf_bounds(search, inside, replace(self.f, self.x, z), z):
            grown = self.fallen(search, scene, self.x, z)
            bound = make("+", ONE, make("/", self.f, k))
            inverse = proof.schema("inv_pos", k, prem=[positive_k])
            top = concluded(
                search,
                scene,
                make("<=", make("erf", z), bound),
                [(1, [inverse, low], []), (1, [inverse, grown], [])],
                [positive_k],
            )
            limit = proof.add("erf_sup", prem=top, var=z)
            return concluded(search, scene, positive(False, self.f), [(1, [positive_k, limit], [])], [positive_k])
        raise NoProof("no bound by 1 - erf")

    def above_inverse(self, search: Search, scene: Scene, z: Term) -> Step:
        """-1/z <= f(z), with what falls away in f counted as little as possible.

        erf(t) is replaced by 1 where f falls in it; summands seen to be nonnegative are dropped.
        """
        goal = make("<=", make("-", ZERO, make("/", ONE, z)), replace(self.f, self.x, z))
        pos: list[tuple[int, list[Step], list[Term]]] = []
        simpler = normal(goal.args[1])
        excess = above_limit(goal.args[1], z)
        if excess and scene.plausible(positive(False, term(excess))):
            pos.append((1, [nonnegative(search, scene, positive(False, term(excess)))], []))
            simpler = add(simpler, excess, -1)
        for part in transcendental_parts(simpler):
            if seen_sign(scene, term(part)) > 0 and len(part) < len(simpler):
                try:
                    step = search.prove(scene, positive(False, term(part)))
                except NoProof:
                    continue
                simpler = add(simpler, part, -1)
                pos.append((1, [step], []))
        less = search.prove(scene, make("<=", goal.args[0], term(simpler)))
        return concluded(search, scene, goal, [(1, [less], []), *pos])

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
        grown = self.fallen(search, scene, self.x, z)
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


def transcendental_parts(p: Polynomial) -> list[Polynomial]:
    """The summands with logarithms, and those that hold one and the same set of exponentials."""
    groups: dict[frozenset[Term | str], Polynomial] = {}
    for m, c in p.items():
        atoms = [t for t, _ in m if t.op in ("log", "exp", "erf") and t.names]
        key = frozenset("log" if t.op == "log" else t for t in atoms)
        groups.setdefault(key, {})[m] = c
    return [part for key, part in groups.items() if key]


__all__ = ["by_limit"]
