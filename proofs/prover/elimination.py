"""Equations among the facts that are linear in a variable: the variable goes, everything else stays."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Reject, Term, gap, make, number, term
from tailbound.proofs.prover.case_splits import instantiated, unrewritten
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.tactics.sums import occurs

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_elimination(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal with a variable replaced by what an equation says it is."""
    equation = next((e for f in scene.facts for e in solved(scene, f)), None)
    if equation is None:
        raise NoProof("no equation gives a variable")
    x, value = equation.concl.args
    proof, facts = scene.proof, list[Step]()
    for f in scene.facts:
        moved = proof.rewrite(equation, f) if occurs(x, f.concl) else f
        facts += [moved] if moved.concl.op != "=" or any(gap(moved.concl)) else []
    inside = scene.deeper("elimination").over([v for v in scene.variables if v is not x], facts)
    return unrewritten(scene, equation, goal, search.prove(inside, instantiated(goal, x, value)))


def solved(scene: Scene, fact: Step) -> list[Step]:
    """x = value, for the first variable in which the equation is linear with a constant coefficient."""
    if fact.concl.op != "=":
        return []
    try:
        p = gap(fact.concl)
        for x in reversed(scene.variables):
            alone = frozenset([(x, 1)])
            c = p.get(alone, Fraction(0))
            rest = {m: d for m, d in p.items() if m != alone}
            if not c or any(x.data[0] in t.names for m in rest for t, _ in m):
                continue
            value = term({m: -d / c for m, d in rest.items()})
            if x.is_int and not value.is_int:
                continue
            return [scene.proof.identity(make("=", x, value), eq=[(fact, number(-1 / c))])]
    except (ProofError, Reject):
        return []
    return []


__all__ = ["ONE", "ZERO", "by_elimination"]
