"""Functions that are first nonnegative and then negative: h(z) >= 0 implies h(y) >= 0 for all y <= z in the range.

A falling h is one; so is an h that starts with h(u) >= 0 and whose slope is one; and positive multiples of these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Reject, Term, derivative, make, normal, number, replace, term
from tailbound.proofs.prover.algebra.factors import negative, nonzero_denominators, seen_sign
from tailbound.proofs.prover.algebra.rational_forms import factored
from tailbound.proofs.prover.algebra.root_identities import Products, concluded
from tailbound.proofs.prover.calculus.crossing_cuts import law_by_cut
from tailbound.proofs.prover.calculus.sign_patterns import Rows
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.ends import End
from tailbound.proofs.prover.rewriting.case_splits import unrewritten
from tailbound.proofs.prover.rewriting.forms import forms
from tailbound.proofs.prover.scene import Scene, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

DEEPEST = 3


@dataclass
class Range:
    """The closed range of x, which starts at u, with places y, z and t in it."""

    search: Search
    scene: Scene
    x: Term
    u: Term
    ends: Sequence[End]
    rows: Rows
    y: Term = field(init=False)
    z: Term = field(init=False)
    t: Term = field(init=False)

    def __post_init__(self) -> None:
        fresh = self.scene.proof.fresh
        self.y, self.z, self.t = fresh("real", "y"), fresh("real", "z"), fresh("real", "t")
        self.rest = [f for f in self.scene.facts if self.x.data[0] not in f.concl.names]
        self.others = [v for v in self.scene.variables if v is not self.x]

    def at(self, f: Term, place: Term) -> Term:
        return replace(f, self.x, place)

    def relations(self, place: Term) -> list[Term]:
        """What it says that a place is in the range."""
        pairs = [(e.value, place) if e.lower else (place, e.value) for e in self.ends]
        return [make("<=", *p) for p in pairs]

    def assumed(self, *relations: Term) -> list[Step]:
        return [*map(self.scene.proof.assume, relations), *self.rest]

    def inside(self, *places: Term, more: Sequence[Step] = ()) -> Scene:
        """The scene of places in the range."""
        known = [r for p in places for r in self.relations(p)]
        deeper = self.scene.deeper("crossing")
        return deeper.over([*self.others, *places], [*self.assumed(*known), *more])

    def slope(self, f: Term) -> tuple[Term, list[Term]]:
        """df/dx in normal form, and its guards."""
        try:
            d, guards = derivative(f, self.x)
            return term(normal(d)), list(dict.fromkeys(guards))
        except Reject as error:
            raise NoProof(str(error)) from None

    def settled(self, step: Step, known: Sequence[Step]) -> Step:
        """The step with its other hypotheses proved from these facts."""
        allowed = frozenset().union(*(k.hyps for k in known))
        proofs = [self.scene.linear(h, *[k for k in known if k.concl.op != "!="]) for h in step.hyps - allowed]
        return self.scene.proof.discharge(step, *proofs)

    def applied(self, law: Step, y: Term, z: Term, known: Sequence[Step]) -> Step:
        """The law at two places, where the facts show that it applies."""
        step = self.scene.proof.use(law, sub={self.y.data[0]: y, self.z.data[0]: z})
        return self.settled(step, known)

    def everywhere(self, relation: Term, opened: bool) -> Step:
        """The relation for t in the range, perhaps without u."""
        more = [self.scene.proof.assume(make("<", self.u, self.t))] if opened else []
        return self.search.prove(self.inside(self.t, more=more), self.at(relation, self.t))

    def nonzero(self, *terms: Term, opened: bool) -> list[Step]:
        """For t in the range, that no denominator of the terms is zero."""
        more = [self.scene.proof.assume(make("<", self.u, self.t))] if opened else []
        return nonzero_denominators(self.search, self.inside(self.t, more=more), *(self.at(f, self.t) for f in terms))

    def placed(self, step: Step, place: Term, known: Sequence[Step]) -> Step:
        """What holds at t, at another place of which the facts say that it is in the range."""
        return self.settled(self.scene.proof.use(step, sub={self.t.data[0]: place}), known)

    def guards(self, f: Term, known: Sequence[Step]) -> list[Step]:
        """The guards of f's slope at t, from facts about t."""
        inside = self.inside(self.t)
        proved = [self.search.prove(inside, self.at(g, self.t)) for g in self.slope(f)[1]]
        return [self.settled(g, known) for g in proved]

    def monotone(
        self, f: Term, slope: Step, dom: Sequence[Term], low: Term, high: Term, known: Sequence[Step]
    ) -> Step:
        """f(low) R f(high) from the sign of the slope at t in dom."""
        try:
            guards = self.guards(f, [*self.assumed(*dom), *known])
            step = self.scene.proof.mono([slope, *guards], self.t, dom, self.at(f, self.t), low, high)
            return self.settled(step, known)
        except (ProofError, Reject) as error:
            raise NoProof(str(error)) from None


def rises(r: Range, f: Term, law: Step, y: Term, known: Sequence[Step], strict: bool = False) -> Step:
    """f(u) R f(y), where `law` is that of f's slope, which is not negative at y; `known` are facts about y."""
    proof, d = r.scene.proof, r.slope(f)[0]
    if strict:
        first, second = (third(r.u, y, j) for j in (1, 2))
        parts = [climb(r, f, d, law, y, pair, known, False) for pair in ((r.u, first), (second, y))]
        parts.append(climb(r, f, d, law, y, (first, second), known, True))
        return proof.identity(make("<", r.at(f, r.u), r.at(f, y)), pos=[(1, [s], []) for s in parts])
    return climb(r, f, d, law, y, (r.u, y), known, False)


def third(a: Term, b: Term, j: int) -> Term:
    """The place j thirds of the way from a to b."""
    total = make("+", make("*", number(3 - j), a), make("*", number(j), b))
    return term(normal(make("/", total, number(3))))


def climb(
    r: Range, f: Term, d: Term, laws: Step, y: Term, pair: tuple[Term, Term], known: Sequence[Step], strict: bool
) -> Step:
    """f(a) R f(b) for two places between u and y; strictly inside if strict."""
    op = "<" if strict else "<="
    dom = [make(op, r.u, r.t), make(op, r.t, y)]
    law = strict_law(r, d) if strict else laws
    facts = [*r.assumed(*dom), *known]
    slope = r.scene.converted(positive(strict, r.at(d, r.t)), r.applied(law, r.t, y, facts))
    return r.monotone(f, slope, dom, *pair, known)


def falls(r: Range, f: Term, law: Step, y: Term, z: Term, known: Sequence[Step], strict: bool = False) -> Step:
    """-f(y) R -f(z) for y <= z, where f's slope, of which `law` is, is negative at y."""
    proof, d = r.scene.proof, r.slope(f)[0]
    dom = [make("<=", y, r.t), make("<=", r.t, z)]
    split = positive(False, r.at(d, r.t))
    goal = make("<", r.at(d, r.t), ZERO)
    yes, no = proof.assume(split), proof.negation(split)
    facts = [*r.assumed(*dom), *known]
    back = r.applied(law, y, r.t, [*facts, yes])
    below = next(k for k in known if k.concl is make("<", r.at(d, y), ZERO))
    false = proof.identity(make("<", ZERO, ZERO), pos=[(1, [back], []), (1, [below], [])])
    sign = proof.cases(split, proof.absurd(goal, false), proof.identity(goal, pos=[(1, [no], [])]))
    down = term(normal(make("-", ZERO, r.at(d, r.t))))
    slope = proof.identity(positive(strict, down), pos=[(1, [sign], [])])
    return r.monotone(make("-", ZERO, f), slope, dom, y, z, known)


def strict_law(r: Range, h: Term) -> Step:
    return law_of(r, h, True, 0)


def law_of(r: Range, h: Term, strict: bool, depth: int) -> Step:
    """y <= z, 0 <= h(z) |- 0 <= h(y) for y, z in the range; strict: u < y < z, 0 <= h(z) |- 0 < h(y)."""
    key = (h, strict)
    if key not in r.rows.laws:
        if not r.rows.falls_once(h):
            raise NoProof("the sign changes otherwise")
        r.rows.laws[key] = None
        for multiplier, k in candidates(r, h):
            try:
                law = basic_law(r, k, strict, depth)
                r.rows.laws[key] = law if k is h else transferred(r, law, h, k, multiplier, strict)
                break
            except (NoProof, ProofError, Reject):
                continue
    found = r.rows.laws[key]
    if found is None:
        raise NoProof("no law of its sign")
    return found


def hypotheses(r: Range, h: Term, strict: bool) -> list[Step]:
    """The hypotheses of a law."""
    order = [make("<", r.u, r.y), make("<", r.y, r.z)] if strict else [make("<=", r.y, r.z)]
    return r.assumed(*r.relations(r.y), *r.relations(r.z), *order, positive(False, r.at(h, r.z)))


def basic_law(r: Range, k: Term, strict: bool, depth: int) -> Step:
    """The law of k by its slope."""
    proof, known = r.scene.proof, hypotheses(r, k, strict)
    goal, last = positive(strict, r.at(k, r.y)), positive(False, r.at(k, r.z))
    d = r.slope(k)[0]
    if r.rows.sign(d) < 0:
        dom = [make("<", r.u, r.t), *r.relations(r.t)] if strict else r.relations(r.t)
        down = term(normal(make("-", ZERO, r.at(d, r.t))))
        slope = r.search.prove(r.inside(r.t, more=r.assumed(*dom)), positive(strict, down))
        fall = r.monotone(make("-", ZERO, k), slope, dom, r.y, r.z, known)
        return proof.identity(goal, pos=[(1, [fall], []), (1, [proof.assume(last)], [])])
    if depth >= DEEPEST or r.rows.sign(d) > 0:
        raise NoProof("too deep")
    if not r.rows.falls_once(d):
        return law_by_cut(r, k, strict, known)
    start = r.search.prove(r.scene.deeper("crossing").over(r.others, r.rest), positive(False, r.at(k, r.u)))
    law = law_of(r, d, False, depth + 1)
    split = positive(False, r.at(d, r.y))
    up = rises(r, k, law, r.y, [*known, proof.assume(split)], strict)
    negative_slope = proof.identity(make("<", r.at(d, r.y), ZERO), pos=[(1, [proof.negation(split)], [])])
    down_step = falls(r, k, law, r.y, r.z, [*known, negative_slope], strict)
    one = proof.identity(goal, pos=[(1, [start], []), (1, [up], [])])
    two = proof.identity(goal, pos=[(1, [down_step], []), (1, [proof.assume(last)], [])])
    return proof.cases(split, one, two)


def candidates(r: Range, h: Term) -> Iterator[tuple[Term, Term]]:
    """(m, k) with h = m*k and m positive, simple k first."""
    multiplier, core = stripped(r.scene, h)
    for form in forms(r.scene, core, r.x):
        both = [m for m in (multiplier, form.multiplier) if m is not ONE]
        yield (both[0] if len(both) == 1 else make("*", *both) if both else ONE), form.value


def stripped(scene: Scene, h: Term) -> tuple[Term, Term]:
    """(m, k) with h = m*k, where m holds the positive factors of h; k is the longest factor if all are positive."""
    parts = factored(h)
    sign, above, core = 1 if parts.constant > 0 else -1, [make("exp", parts.exponent)], list[tuple[Term, int]]()
    signs = {f: seen_sign(scene, f) for f, _ in parts.factors}
    if all(signs.values()):
        longest = max((f for f, k in parts.factors if k == 1), key=lambda f: len(normal(f)), default=None)
        signs = {f: 0 if f is longest else side for f, side in signs.items()}
    for f, k in parts.factors:
        if signs[f] == 0:
            core.append((f, k))
            continue
        sign *= signs[f] if k % 2 else 1
        above.append(raised(f if signs[f] > 0 else negative(f), k))
    if len(core) != 1 or core[0][1] != 1:
        return ONE, h
    size = term(normal(make("*", number(abs(parts.constant)), *above)))
    return size, core[0][0] if sign > 0 else negative(core[0][0])


def raised(f: Term, k: int) -> Term:
    power = f if abs(k) == 1 else make("^", f, data=(abs(k),))
    return power if k > 0 else make("/", ONE, power)


def transferred(r: Range, law: Step, h: Term, k: Term, multiplier: Term, strict: bool) -> Step:
    """The law of h = multiplier*k from that of k; the multiplier may vanish at u."""
    proof = r.scene.proof
    known = hypotheses(r, h, strict)
    try:
        return transfer(r, law, h, k, multiplier, strict, known)
    except NoProof:
        if strict:
            raise
    split = make("<", r.u, r.y)
    yes, no = proof.assume(split), proof.negation(split)
    one = transfer(r, law, h, k, multiplier, strict, [*known, yes])
    back = r.scene.linear(make("<=", r.u, r.y), *known)
    low = proof.identity(make("<=", r.y, r.u), pos=[(1, [no], [])])
    equation = proof.schema("antisym", r.y, r.u, prem=[low, back])
    start = r.search.prove(r.scene.deeper("crossing").over(r.others, r.rest), positive(False, r.at(h, r.u)))
    return proof.cases(split, one, unrewritten(r.scene, equation, positive(False, r.at(h, r.y)), start))


def transfer(r: Range, law: Step, h: Term, k: Term, multiplier: Term, strict: bool, known: Sequence[Step]) -> Step:
    """The law of h for y and z at which the multiplier is positive."""
    proof, opened = r.scene.proof, any(f.concl is make("<", r.u, r.y) for f in known)
    above = r.everywhere(positive(True, multiplier), opened)
    clear = r.nonzero(h, k, multiplier, opened=opened)
    at_y, at_z = ([r.placed(s, p, known) for s in (above, *clear)] for p in (r.y, r.z))
    inverse = proof.schema("inv_pos", r.at(multiplier, r.z), prem=at_z[:1])
    given = proof.assume(positive(False, r.at(h, r.z)))
    inside = r.inside(r.y, r.z, more=known)
    pair: Products = [(1, [given, inverse], [])]
    upper = concluded(r.search, inside, positive(False, r.at(k, r.z)), pair, at_z)
    lower = r.applied(law, r.y, r.z, [*known, upper])
    pair = [(1, [lower, at_y[0]], [])]
    return concluded(r.search, inside, positive(strict, r.at(h, r.y)), pair, at_y[1:])


__all__ = ["Range", "falls", "law_of", "rises"]
