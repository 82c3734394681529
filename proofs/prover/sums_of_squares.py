"""Inequalities between polynomials by sums of squares times facts.

The gap p itself (Putinar 1993, Indiana Univ. Math. J. 42, 969-984), or a multiple of p by a positive sum of squares
(Stengle 1974, Math. Ann. 207, 87-97), which proves for example Motzkin's polynomial to be non-negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Reject, Term, make
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.gram import Block, Form, decomposed
from tailbound.proofs.prover.positivstellensatz import Factor, Setting
from tailbound.proofs.prover.root_identities import Products, concluded
from tailbound.proofs.prover.scene import Scene, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

FALSE = make("<", ZERO, ZERO)
Plan = list[tuple[Factor, list[Block]]]


def by_sums_of_squares(search: Search, scene: Scene, goal: Term, multipliers: bool = True) -> Step:
    """0 <= p (or <) by a certificate for p, or for a multiple of it."""
    if goal.op not in ("<=", "<"):
        raise NoProof("squares prove inequalities")
    setting = Setting(scene, goal)
    try:
        return direct(search, scene, setting)
    except (NoProof, ProofError, Reject):
        if not multipliers:
            raise
    if setting.homogeneous and not setting.strict:
        return by_form(search, scene, setting)
    return by_multiple(search, scene, setting)


def direct(search: Search, scene: Scene, setting: Setting) -> Step:
    """p as a combination of squares, products of facts, and squares times facts."""
    for plan, columns in direct_plans(setting):
        scene.clock.check()
        blocks = [(f, b) for f, bs in plan for b in bs]
        form = Form(setting.p.value, tuple(b for _, b in blocks), tuple(c.value for c in columns), setting.reduce)
        found = decomposed(form, scene.clock)
        if found is None:
            continue
        if setting.strict and not any(w and c.strict for w, c in zip(found.weights, columns, strict=True)):
            continue
        entries = setting.entries([(f, []) for f, _ in blocks], found, columns)
        scaled = [(k / setting.p.scale, steps, squares) for k, steps, squares in entries]
        return concluded(search, scene, setting.goal, scaled)
    raise NoProof("the gap is no such sum")


def direct_plans(setting: Setting) -> Iterator[tuple[Plan, list[Factor]]]:
    """Squares with more and more facts, then of higher degree."""
    even = setting.degree if setting.homogeneous else setting.degree + setting.degree % 2
    constant = [setting.one] if setting.strict and not setting.homogeneous else []
    for degree, count in ((even, 3), (even, 1), (even, 2), (even + 2, 2)):
        if not setting.facts and (degree, count) != (even, 3):
            return
        if setting.homogeneous and degree > even:
            return
        products = setting.products(3, degree)
        inside = [] if count == 3 else [f for f in setting.products(count, degree) if f.degree() <= degree - 2]
        if not inside and count != 3:
            continue
        support = [setting.p.value, *(f.value for f in setting.facts)] if products else [setting.p.value]
        plan = [(f, setting.blocks(f, degree, support)) for f in (setting.one, *inside)]
        if setting.homogeneous:
            products = [f for f in products if f.degree() == degree]
        yield plan, [*constant, *products]


def by_multiple(search: Search, scene: Scene, setting: Setting) -> Step:
    """From -p > 0 (or >= 0) to 0 < 0: p + p*squares = squares + ..., or p*squares = 1 + squares + ...."""
    against = scene.proof.negation(setting.goal)
    opposite = Factor(-setting.p.value, (against,), setting.p.scale)
    even = setting.degree + setting.degree % 2
    for degree in (even, even + 2):
        scene.clock.check()
        support = [setting.p.value, *(f.value for f in setting.facts)]
        own = setting.blocks(opposite, degree, support, lowest=0 if setting.strict else 1)
        if not any(b.basis for b in own):
            continue
        plan = [(f, setting.blocks(f, degree, support)) for f in (setting.one, *setting.facts)] + [(opposite, own)]
        columns = setting.products(2, degree) + [opposite.times(f) for f in setting.facts]
        blocks = [(f, b) for f, bs in plan for b in bs]
        target = -setting.one.value if setting.strict else setting.p.value
        form = Form(target, tuple(b for _, b in blocks), tuple(c.value for c in columns), setting.reduce)
        found = decomposed(form, scene.clock)
        if found is None:
            continue
        entries = list(setting.entries([(f, []) for f, _ in blocks], found, columns))
        entries.append((1, [], []) if setting.strict else (setting.p.scale, [against], []))
        return refuting(search, scene, setting.goal, concluded(search, scene, FALSE, entries))
    raise NoProof("no multiple of the gap is such a sum")


def by_form(search: Search, scene: Scene, setting: Setting) -> Step:
    """p*s = squares + ... for homogeneous polynomials: s is a sum of squares, found along; s > 0, then s <= 0."""
    proof, against = scene.proof, scene.proof.negation(setting.goal)
    support = [setting.p.value, *(f.value for f in setting.facts)]
    opposite = Factor(-setting.p.value, (against,), setting.p.scale)
    degree = setting.degree + 2
    scene.clock.check()
    own = [replace(b, norm=True) for b in setting.blocks(opposite, degree, support)]
    plan = [(f, setting.blocks(f, degree, support)) for f in (setting.one, *setting.facts)] + [(opposite, own)]
    blocks = [(f, b) for f, bs in plan for b in bs]
    columns = [f for f in setting.products(3, degree) if f.degree() == degree]
    zero = setting.one.value * 0
    found = decomposed(
        Form(zero, tuple(b for _, b in blocks), tuple(c.value for c in columns), setting.reduce), scene.clock
    )
    if found is None:
        raise NoProof("no multiple of the form is such a sum")
    multiplier = zero
    for (f, _), squares in zip(blocks, found.squares, strict=True):
        if f is opposite:
            multiplier += sum((setting.generators.constant(w) * q * q for w, q in squares), zero)
    s = setting.generators.term(multiplier)
    split = positive(True, s)
    yes, no = proof.assume(split), proof.negation(split)
    kept: Products = [
        entry for entry in setting.entries([(f, []) for f, _ in blocks], found, columns) if against not in entry[1]
    ]
    false = concluded(search, scene, FALSE, [*kept, (setting.p.scale, [against, yes], [])])
    inside = scene.given(no)
    other = direct(search, inside, Setting(inside, setting.goal))
    return proof.cases(split, refuting(search, scene, setting.goal, false), other)


def refuting(search: Search, scene: Scene, goal: Term, false: Step) -> Step:
    """The goal, from a contradiction with its negation."""
    proof = scene.proof
    return proof.cases(goal, proof.assume(goal), proof.absurd(goal, false))
