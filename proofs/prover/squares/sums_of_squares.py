"""Inequalities between polynomials by sums of squares times facts.

The gap p itself (Putinar 1993, Indiana Univ. Math. J. 42, 969-984), or a multiple of p by a positive sum of squares
(Stengle 1974, Math. Ann. 207, 87-97), which proves for example Motzkin's polynomial to be non-negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ZERO, Term, gap, make, number
from tailbound.proofs.prover.algebra.factors import seen_sign
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, positive
from tailbound.proofs.prover.squares.ansatz import Ansatz, Combination
from tailbound.proofs.prover.squares.positivstellensatz import Factor, Setting

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

Entry = tuple[Any, list[Step], list[Term]]
FALSE = make("<", ZERO, ZERO)


def by_sums_of_squares(search: Search, scene: Scene, goal: Term, higher: bool = True) -> Step:
    """0 <= p (or <): p as a combination of squares and facts; `higher`: of a higher degree than p's too."""
    return direct(search, scene, setting_of(search, scene, goal), higher)


def by_multipliers(search: Search, scene: Scene, goal: Term) -> Step:
    """0 <= p (or <): a positive multiple of p as such a combination."""
    setting = setting_of(search, scene, goal)
    if setting.homogeneous and not setting.strict:
        return by_form(search, scene, setting)
    return by_multiple(search, scene, setting)


def setting_of(search: Search, scene: Scene, goal: Term) -> Setting:
    if goal.op not in ("<=", "<"):
        raise NoProof("squares prove inequalities")
    return Setting(scene, goal, *ordered_roots(search, scene, goal))


def ordered_roots(search: Search, scene: Scene, goal: Term) -> list[Step]:
    """Which of two square roots is larger, where that is so everywhere."""
    roots = sorted({t for m in gap(goal) for t, _ in m if t.op == "sqrt" and t.names}, key=lambda t: t.serial)
    out = list[Step]()
    for u, v in combinations(roots[:4], 2):
        side = seen_sign(scene, make("-", v, u))
        if side:
            try:
                larger = make("-", v, u) if side > 0 else make("-", u, v)
                out.append(search.prove(scene.deeper("roots"), positive(False, larger)))
            except NoProof:
                continue
    return out


def direct(search: Search, scene: Scene, setting: Setting, higher: bool = True) -> Step:
    """p as a combination of squares, products of facts, and squares times facts."""
    for ansatz in direct_plans(setting, higher):
        found = ansatz.found(setting.p.value, scene.clock, strict=setting.strict)
        if found is None:
            continue
        pos = [(k / setting.p.scale, steps, squares) for k, steps, squares in found.pos]
        eq = [(e, make("*", number(1 / setting.p.scale), m)) for e, m in found.eq]
        return concluded(search, scene, setting.goal, pos, eq=eq)
    raise NoProof("the gap is no such sum")


def direct_plans(setting: Setting, higher: bool) -> Iterator[Ansatz]:
    """Squares with more and more facts, then of higher degree."""
    even = setting.degree if setting.homogeneous else setting.degree + setting.degree % 2
    constant = [setting.one] if setting.strict else []
    yield Ansatz(setting, even).alone().products(*constant)
    for degree, count in ((even, 0), (even, 1), (even, 2), (even + 2, 2)):
        if (degree > even and (setting.homogeneous or not higher)) or len(setting.support) == 1:
            return
        inside = [f for f in setting.products(count, degree - 2) if f.degree() <= degree - 2]
        if not inside and count and degree == even:
            continue
        ansatz = Ansatz(setting, degree).squares(setting.one, *inside).products(*constant)
        if setting.strict:
            ansatz.products(*setting.powers(degree))
        yield ansatz.products(*setting.products(3, degree)).equations()


def by_multiple(search: Search, scene: Scene, setting: Setting) -> Step:
    """From -p > 0 (or >= 0) to 0 < 0: something positive, plus squares and so on, plus -p times such, is 0.

    What is positive is -p times a product of positive facts, or such a product alone where -p may be 0.
    """
    against = scene.proof.negation(setting.goal)
    opposite = Factor(-setting.p.value, (against,), setting.p.scale)
    even = setting.degree + setting.degree % 2
    for degree, count in ((even, 1), (even + 2, 1), (even + 4, 2)):
        more = setting.products(2, degree - setting.degree)
        ansatz = Ansatz(setting, degree).squares(opposite, lowest=0 if setting.strict else 1)
        if setting.strict:
            ansatz.times(setting.one, setting.one, *setting.powers(degree)).products(*map(opposite.times, more))
        else:
            ansatz.times(opposite, setting.one, *(f for f in more if f.strict))
            ansatz.products(*(opposite.times(f) for f in more if not f.strict))
        if not ansatz.blocks and len(ansatz.columns) < 2:
            continue
        ansatz.squares(setting.one, *setting.products(count, degree - 2)).products(*setting.products(3, degree))
        found = ansatz.equations().found(setting.one.value * 0, scene.clock, norm=True)
        if found is not None:
            return refuting(scene, setting.goal, concluded(search, scene, FALSE, found.pos, eq=found.eq))
    raise NoProof("no multiple of the gap is such a sum")


def by_form(search: Search, scene: Scene, setting: Setting) -> Step:
    """p*s = squares + ... for homogeneous polynomials: s, not negative, is found along; s > 0, then s <= 0."""
    proof, against = scene.proof, scene.proof.negation(setting.goal)
    opposite = Factor(-setting.p.value, (against,), setting.p.scale)
    found = next(forms(scene, setting, opposite), None)
    if found is None:
        raise NoProof("no multiple of the form is such a sum")
    split = positive(True, setting.generators.term(found.multiplier))
    yes, no = proof.assume(split), proof.negation(split)
    kept = [entry for entry in found.pos if against not in entry[1]]
    last: Entry = (setting.p.scale, [against, yes], [])
    false = concluded(search, scene, FALSE, [*kept, last], eq=found.eq)
    inside = scene.given(no)
    other = direct(search, inside, Setting(inside, setting.goal))
    return proof.cases(split, refuting(scene, setting.goal, false), other)


def forms(scene: Scene, setting: Setting, opposite: Factor) -> Iterator[Combination]:
    """Multiples by linear facts, by squares and products, and by fourth powers."""
    zero = setting.one.value * 0
    for more in (1, 2, 4):
        degree = setting.degree + more
        ansatz = Ansatz(setting, degree).squares(opposite, norm=True)
        ansatz.times(opposite, *setting.products(2, more))
        if not ansatz.blocks and not ansatz.columns:
            continue
        ansatz.squares(setting.one, *setting.products(1 if more < 4 else 2, degree - 2))
        found = ansatz.products(*setting.products(3, degree)).equations().found(zero, scene.clock, norm=True)
        if found is not None:
            yield found


def refuting(scene: Scene, goal: Term, false: Step) -> Step:
    """The goal, from a contradiction with its negation."""
    proof = scene.proof
    return proof.cases(goal, proof.assume(goal), proof.absurd(goal, false))
