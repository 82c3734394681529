"""Equations among the facts that are linear in a variable: the variable goes, everything else stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Polynomial, Reject, Term, add, gap, make, number, term
from tailbound.proofs.prover.algebra.factors import seen_sign
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.rewriting.case_splits import instantiated, unrewritten
from tailbound.proofs.prover.scene import Scene, positive
from tailbound.proofs.tactics.sums import occurs

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_elimination(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal with a variable replaced by what an equation says it is."""
    equation = solved(search, scene)
    x, value = equation.concl.args
    proof, facts = scene.proof, list[Step]()
    for f in scene.facts:
        moved = proof.rewrite(equation, f) if occurs(x, f.concl) else f
        facts += [moved] if moved.concl.op != "=" or any(gap(moved.concl)) else []
    inside = scene.deeper("elimination").over([v for v in scene.variables if v is not x], facts)
    return unrewritten(scene, equation, goal, search.prove(inside, instantiated(goal, x, value)))


def solved(search: Search, scene: Scene) -> Step:
    """x = value from a fact c*x + rest = 0: a number c if possible, else a c whose sign can be proved."""
    candidates = [(f, x, c) for f in scene.facts if f.concl.op == "=" for x, c in slopes(scene, f)]
    for f, x, c in sorted(candidates, key=lambda fxc: any(fxc[2])):
        try:
            rest = {m: d for m, d in gap(f.concl).items() if not any(t is x for t, _ in m)}
            slope = term(c)
            value = make("/", term(add({}, rest, -1)), slope) if any(c) else term(add({}, rest, -1 / c[frozenset()]))
            if x.is_int and not value.is_int:
                continue
            clear = [] if not any(c) else [signed(search, scene, slope)]
            by = make("/", number(-1), slope)
            return scene.proof.identity(make("=", x, value), eq=[(f, by)], clear=clear)
        except (NoProof, ProofError, Reject):
            continue
    raise NoProof("no equation gives a variable")


def slopes(scene: Scene, fact: Step) -> list[tuple[Term, Polynomial]]:
    """The variables in which the equation is linear, last ones first, with what multiplies them."""
    out, p = list[tuple[Term, Polynomial]](), gap(fact.concl)
    for x in reversed(scene.variables):
        slope = {m - {(x, 1)}: c for m, c in p.items() if (x, 1) in m}
        rest = [m for m in p if (x, 1) not in m]
        if slope and not any(x.data[0] in t.names for m in [*slope, *rest] for t, _ in m):
            out.append((x, slope))
    return out


def signed(search: Search, scene: Scene, slope: Term) -> Step:
    """0 < c or 0 < -c."""
    side = seen_sign(scene, slope)
    if not side:
        raise NoProof("no sign is seen")
    others = tuple(f for f in scene.facts if f.concl.op != "=")
    inside = scene.deeper("elimination").over(scene.variables, others)
    return search.prove(inside, positive(True, slope if side > 0 else make("-", ZERO, slope)))
