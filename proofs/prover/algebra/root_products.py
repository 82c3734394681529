"""The root of a product as the product of roots: fewer kinds of roots where factors recur."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ZERO, Term, add, gap, make, normal, number, term
from tailbound.proofs.prover.algebra.factors import seen_sign
from tailbound.proofs.prover.algebra.rational_forms import factored
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.rewriting.case_splits import instantiated, unrewritten
from tailbound.proofs.prover.scene import Scene, positive
from tailbound.proofs.prover.squares.sums_of_squares import by_sums_of_squares
from tailbound.proofs.tactics.roots import root_equals

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_root_products(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal with sqrt(u)*sqrt(v) for each sqrt(u*v), as a sum of squares."""
    plain = make(goal.op, ZERO, term(gap(goal)))
    target, equations = plain, list[Step]()
    roots = {t for m in gap(goal) for t, _ in m if t.op == "sqrt" and t.names}
    for root in sorted(roots, key=lambda t: t.serial):
        try:
            equations.append(product_of_roots(search, scene.deeper("roots"), root))
            target = instantiated(target, *equations[-1].concl.args)
        except NoProof:
            continue
    if not equations:
        raise NoProof("no root of a product")
    step = by_sums_of_squares(search, scene.deeper("roots"), target)
    for equation, before in zip(reversed(equations), reversed(stages(plain, equations)), strict=True):
        step = unrewritten(scene, equation, before, step)
    return scene.converted(goal, step)


def stages(goal: Term, equations: list[Step]) -> list[Term]:
    """The goal before each of the equations is put in."""
    out = [goal]
    for e in equations[:-1]:
        out.append(instantiated(out[-1], *e.concl.args))
    return out


def product_of_roots(search: Search, scene: Scene, root: Term) -> Step:
    """sqrt(c*u*v) = sqrt(c)*sqrt(u)*sqrt(v), for factors that are not negative."""
    inside, parts = root.args[0], factored(root.args[0])
    if len(parts.factors) < 2 or any(k != 1 for _, k in parts.factors) or parts.exponent is not ZERO:
        raise NoProof("no product")
    signed = [(f, seen_sign(scene, f)) for f, _ in parts.factors]
    constant = parts.constant
    for _, side in signed:
        constant *= side
    if constant <= 0:
        raise NoProof("factors of no fixed sign")
    factors = [f if side > 0 else term(add({}, normal(f), -1)) for f, side in signed]
    for f in factors:
        search.prove(scene, positive(False, f))
    pieces = [make("sqrt", f) for f in factors] + ([] if constant == 1 else [make("sqrt", number(constant))])
    value = make("*", *pieces)
    low, high = search.prove(scene, positive(False, inside)), search.prove(scene, positive(False, value))
    equation = concluded(search, scene, make("=", inside, make("^", value, data=(2,))), [])
    return root_equals(scene.proof, inside, value, equation, low, high)
