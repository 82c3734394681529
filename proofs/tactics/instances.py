"""Instances of earlier theorems: hypotheses that read t = t, or that some step proves, are taken away."""

from tailbound.proofs.builder import Step
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.text import show


def settled(proof: Proof, instance: Step) -> Step:
    """The instance without trivial hypotheses, and those that an earlier step proves from the statement."""
    premises: list[Step] = []
    for h in sorted(instance.hyps, key=show):
        found = proof.find(h)
        if h.op == "=" and h.args[0] is h.args[1]:
            premises.append(proof.identity(h))
        elif found is not None and found.hyps != {h}:
            premises.append(found)
    return proof.discharge(instance, *premises)
