"""abs and max: by the sign of what stands inside, in two cases where it has two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Term, make
from tailbound.proofs.prover.algebra.equations import sharpened
from tailbound.proofs.prover.algebra.factors import seen_sign
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.tactics.sums import hole, occurs

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_cases(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal with an innermost abs or max replaced by what it is in each case."""
    inner = innermost([goal, *scene.relations])
    if inner is None:
        raise NoProof("no abs, no max")
    left, right = (ZERO, inner.args[0]) if inner.op == "abs" else inner.args
    split = make("<=", left, right)
    side = seen_sign(scene, make("-", right, left))
    base = scene.deeper("cases")
    if side:
        try:
            return _decided(search, base, goal, inner, side, split)
        except NoProof:
            pass
    proof = scene.proof
    yes, no = proof.assume(split), proof.negation(split)
    done = [in_case(search, base, goal, inner, s) for s in (yes, no)]
    try:
        return proof.cases(split, *done)
    except ProofError as error:
        raise NoProof(str(error)) from None


def _decided(search: Search, scene: Scene, goal: Term, inner: Term, side: int, split: Term) -> Step:
    order = split if side > 0 else make("<=", *reversed(split.args))
    return in_case(search, scene, goal, inner, search.prove(scene, order), keep=False)


def in_case(search: Search, scene: Scene, goal: Term, inner: Term, order: Step, keep: bool = True) -> Step:
    """The goal where `order` decides the abs or max."""
    equation = value_of(scene, inner, order)
    facts = [rewritten(scene, equation, f) for f in scene.facts]
    left, right = equation.concl.args
    target = instantiated(goal, left, right)
    inside = scene.over(scene.variables, facts)
    inside = inside.given(order) if keep else inside
    step = search.prove(inside.given(*sharpened(inside)), target)
    return unrewritten(scene, equation, goal, step)


def value_of(scene: Scene, inner: Term, order: Step) -> Step:
    """|u| = u or -u, max(u, v) = v or u."""
    proof, args = scene.proof, inner.args
    try:
        low, high = order.concl.args
        weak = order if order.concl.op == "<=" else proof.identity(make("<=", low, high), pos=[(1, [order], [])])
        if inner.op == "abs":
            rising = low is ZERO and high is args[0]
            return proof.schema("abs_nonneg" if rising else "abs_nonpos", args[0], prem=[weak])
        return proof.schema("max_right" if low is args[0] and high is args[1] else "max_left", *args, prem=[weak])
    except ProofError as error:
        raise NoProof(str(error)) from None


def rewritten(scene: Scene, equation: Step, fact: Step) -> Step:
    """The fact with the left side of the equation replaced by its right side."""
    if not occurs(equation.concl.args[0], fact.concl):
        return fact
    return scene.proof.rewrite(equation, fact)


def instantiated(goal: Term, left: Term, right: Term) -> Term:
    from tailbound.proofs.checker import instantiate

    return instantiate(hole(goal, left), right) if occurs(left, goal) else goal


def unrewritten(scene: Scene, equation: Step, goal: Term, step: Step) -> Step:
    """The goal from its rewritten form."""
    try:
        return scene.proof.fold(goal, step, equation)
    except ProofError as error:
        raise NoProof(str(error)) from None


def innermost(formulas: list[Term]) -> Term | None:
    """An abs or max that has no other inside, if there is one: the plainest, whose sign may decide the others."""
    found = dict.fromkeys(t for f in formulas for t in _inner_first(f) if t.op in ("abs", "max"))
    inner = [t for t in found if not any(s.op in ("abs", "max") for a in t.args for s in _inner_first(a))]
    return min(inner, key=_size, default=None)


def _size(t: Term) -> int:
    return 1 + sum(map(_size, t.args))


def _inner_first(t: Term) -> Iterator[Term]:
    for a in t.args:
        yield from _inner_first(a)
    yield t
