"""-1 <= erf <= 1, whatever its argument: combinations of facts with these."""

from __future__ import annotations

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Term, gap, make, number
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene

MOST = 4


def by_erf_ranges(scene: Scene, goal: Term) -> Step:
    """The goal as a combination of the facts with the range of each erf."""
    if goal.op not in ("<=", "<"):
        raise NoProof("ranges bound")
    found = sorted({t for m in gap(goal) for t, _ in m if t.op == "erf" and t.names}, key=lambda t: t.serial)
    if not 0 < len(found) <= MOST:
        raise NoProof("no erf, or many")
    facts = [f for f in scene.facts if f.concl.op != "!=" and f.concl.names & goal.names]
    try:
        return scene.linear(
            goal, *facts, *(s for t in found for s in erf_range(scene, t)), degree=1 + (len(facts) < 6)
        )
    except ProofError as error:
        raise NoProof(str(error)) from None


def erf_range(scene: Scene, t: Term) -> list[Step]:
    """erf(u) <= 1 and -1 <= erf(u)."""
    proof, u = scene.proof, t.args[0]
    opposite = make("-", number(0), u)
    top = proof.schema("erf_le_one", opposite)
    odd = proof.schema("erf_odd", u)
    low = proof.identity(make("<=", number(-1), t), pos=[(1, [top], [])], eq=[(odd, number(-1))])
    return [proof.schema("erf_le_one", u), low]


__all__ = ["by_erf_ranges", "erf_range"]
