"""The search as a tactic: one scalar step of a longer proof."""

from __future__ import annotations

import time

from tailbound.proofs.builder import Formula, ProofError, Step
from tailbound.proofs.checker import Fuel, Reject, Term
from tailbound.proofs.prover.algebra.equations import sharpened
from tailbound.proofs.prover.clock import Clock, NoProof, OutOfTime
from tailbound.proofs.prover.derived_facts import derived_facts
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.prover.search import FUEL_PER_SECOND, Search
from tailbound.proofs.statement import subterms
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.text import show

RELATIONS = ("<=", "<", "=", "!=")
SCALAR = frozenset(("v", "q", "pi", "+", "-", "*", "/", "^", "exp", "log", "sqrt", "erf", "abs", "max", "min"))


def searched(proof: Proof, goal: Formula, *facts: Step, time_limit: float = 10.0) -> Step:
    """A step of the goal, a relation between scalars, searched for from the facts (all hypotheses if none is given).

    time_limit: seconds.  Raises ProofError where the goal is no relation between scalar variables, or where no proof
    is found; that says nothing about its truth.

    >>> from tailbound.proofs.problem import parse_problem
    >>> problem = parse_problem("exp(-x) <= 1/(1 + x)", ["0 <= x"])
    >>> proof = Proof(problem.hyps, problem.claim)
    >>> show(searched(proof, proof.goal).concl)
    'exp(-x) <= 1/(1 + x)'
    """
    wanted = proof.t(goal)
    if not is_scalar(wanted):
        raise ProofError(f"not a relation between scalar variables: {show(wanted)}")
    known = [f for f in facts or proof.hyp if is_scalar(f.concl)]
    names = {t: None for s in (wanted, *(f.concl for f in known)) for t in subterms(s) if t.op == "v"}
    clock = Clock(time.monotonic() + time_limit)
    unlimited = Fuel.left
    Fuel.left = int(FUEL_PER_SECOND * time_limit)
    search = Search(clock)
    try:
        scene = Scene(proof, clock, tuple(names), tuple(known)).sampled()
        scene = scene.given(*sharpened(scene))
        return search.prove_by_levels(scene.given(*derived_facts(search, scene)), wanted)
    except (NoProof, OutOfTime, Reject) as error:
        raise ProofError(f"no proof of {show(wanted)} was found: {error or 'out of time'}") from None
    finally:
        Fuel.left = unlimited


def is_scalar(formula: Term) -> bool:
    """Whether a formula is a relation between scalar variables."""
    return formula.op in RELATIONS and all(
        t.op in SCALAR and (t.op != "v" or (t.sort == "real" and not t.args))
        for side in formula.args
        for t in subterms(side)
    )
