"""What facts say once their denominators are cleared, and their roots squared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Reject, Term, add, gap, make, normal, number, term
from tailbound.proofs.prover.algebra.factors import negative, nonzero_denominators, seen_sign
from tailbound.proofs.prover.algebra.rational_forms import factored
from tailbound.proofs.prover.algebra.root_identities import Products, concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def derived_facts(search: Search, scene: Scene) -> list[Step]:
    """Polynomial consequences of the facts that have denominators or roots."""
    out = []
    for fact in scene.facts:
        for derive in (without_denominators, without_root):
            try:
                step = derive(search, scene.deeper("facts"), fact)
                if step is not None:
                    out.append(step)
            except (NoProof, ProofError, Reject):
                continue
    return out


def without_denominators(search: Search, scene: Scene, fact: Step) -> Step | None:
    """0 R numerator, from 0 R numerator/denominator."""
    if fact.concl.op not in ("<=", "<") or not any(t.op == "/" for m in gap(fact.concl) for t, _ in m):
        return None
    g = term(gap(fact.concl))
    parts = factored(g)
    top: Term = number(abs(parts.constant))
    sign, below = (1 if parts.constant > 0 else -1), list[Step]()
    for f, k in parts.factors:
        if k > 0:
            top = make("*", top, f if k == 1 else make("^", f, data=(k,)))
            continue
        side = seen_sign(scene, f)
        if not side:
            return None
        sign *= side if k % 2 else 1
        below += [search.prove(scene, positive(True, f if side > 0 else negative(f)))] * -k
    if parts.exponent is not ZERO:
        top = make("*", top, make("exp", parts.exponent))
    goal = make(fact.concl.op, ZERO, term(normal(top if sign > 0 else make("-", ZERO, top))))
    clear = [*below, *nonzero_denominators(search, scene, g)]
    return concluded(search, scene, goal, [(1, [fact, *below], [])], clear)


def without_root(search: Search, scene: Scene, fact: Step) -> Step | None:
    """c^2 u R v^2 from c sqrt(u) R v, for a positive number c; v^2 R c^2 u from 0 <= v R c sqrt(u)."""
    p = gap(fact.concl) if fact.concl.op in ("<=", "<") else {}
    roots = [(m, c) for m, c in p.items() if any(t.op == "sqrt" for t, _ in m)]
    if len(roots) != 1 or len(roots[0][0]) != 1:
        return None
    ((root, power),) = roots[0][0]
    c = roots[0][1]
    if power != 1 or root.op != "sqrt":
        return None
    rest = term({m: d for m, d in p.items() if m != roots[0][0]})
    inside = search.prove(scene, make("<=", ZERO, root.args[0]))
    square = scene.proof.schema("sqrt_square", root.args[0], prem=[inside])
    low = scene.proof.schema("sqrt_nonneg", root.args[0])
    other = rest if c < 0 else term(add({}, normal(rest), -1))
    squares = make("*", number(c * c), root.args[0]), make("^", other, data=(2,))
    goal = make(fact.concl.op, *(squares if c < 0 else reversed(squares)))
    if c < 0:
        # v - cs and v + cs = (v - cs) + 2cs: their product is v^2 - c^2 s^2.
        pos: Products = [(1, [fact, fact], []), (-2 * c, [fact, low], [])]
        return scene.proof.identity(goal, pos=pos, eq=[(square, number(-c * c))])
    above = search.prove(scene, positive(False, other))
    pos = [(1, [fact, fact], []), (2, [fact, above], [])]
    return scene.proof.identity(goal, pos=pos, eq=[(square, number(c * c))])


__all__ = ["derived_facts"]
