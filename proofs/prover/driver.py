"""From a problem to an outcome: search, then let the checker judge the bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import (
    ZERO,
    Checked,
    Fuel,
    Reject,
    Term,
    check,
    gap,
    make,
    negation,
    obligations,
    statement_hash,
)
from tailbound.proofs.outcomes import Outcome, Proved, Undecided
from tailbound.proofs.problem import Problem
from tailbound.proofs.prover.algebra.equations import sharpened
from tailbound.proofs.prover.clock import Clock, NoProof, OutOfTime
from tailbound.proofs.prover.derived_facts import derived_facts
from tailbound.proofs.prover.scene import Scene, gap_of
from tailbound.proofs.prover.search import FUEL_PER_SECOND, Search
from tailbound.proofs.prover.witnesses import is_inhabited
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.text import show

FALSE = make("<", ZERO, ZERO)


def search_proof(problem: Problem, deadline: float) -> Outcome:
    """Proved, or Undecided with the reason; later than the deadline by no more than one step of an engine.

    >>> import time
    >>> from tailbound.proofs.problem import parse_problem
    >>> type(search_proof(parse_problem("2*x*y <= x**2 + y**2"), time.monotonic() + 5)).__name__
    'Proved'
    """
    clock = Clock(deadline)
    search = Search(clock)
    unlimited = Fuel.left
    try:
        Fuel.left = int(FUEL_PER_SECOND * clock.left() / 2)
        for formula in (*problem.hyps, problem.claim):
            gap(formula)
        Fuel.left = unlimited
        proof = Proof(problem.hyps, problem.claim)
        scene = Scene(proof, clock, tuple(v.term for v in problem.variables), tuple(proof.hyp)).sampled()
        empty = vacuous(search, scene, problem)
        Fuel.left = unlimited
        if empty:
            return Undecided(empty)
        undefined = guard_failure(search, scene)
        if undefined:
            return Undecided(undefined, tuple(search.tried))
        Fuel.left = unlimited
        known = scene.given(*sharpened(scene))
        known = known.given(*derived_facts(search, known))
        last = search.prove_by_levels(known, problem.claim)
        data = proof.qed(last)
    except OutOfTime:
        return Undecided("out of time", tuple(search.tried), search.hardest())
    except (NoProof, ProofError, Reject, ArithmeticError) as error:
        return Undecided(f"no proof found: {error}", tuple(search.tried), search.hardest())
    finally:
        Fuel.left = unlimited
    return judged(problem, data, search.winner)


def judged(problem: Problem, data: bytes, how: str) -> Outcome:
    """What the checker says of the certificate."""
    try:
        checked: Checked = check(data, {})
    except Reject as error:
        return Undecided(f"the checker rejects the proof found: {error}")
    if checked.statement_sha256 != statement_hash(problem.hyps, problem.claim):
        return Undecided("the proof found is of another statement")
    return Proved(data, checked, how)


def vacuous(search: Search, scene: Scene, problem: Problem) -> str:
    """Why nothing may be claimed of an empty domain; "" where the domain has a point."""
    if empty_range(problem) or not problem.hyps:
        return empty_range(problem)
    quick = replace(scene, clock=scene.clock.slice(0.5), depth=1, points={})
    names = ("linear combination",) if scene.count() else ("linear combination", "products", "box", "squares")
    try:
        search.contradiction(quick, FALSE, names)
    except (NoProof, OutOfTime):
        if scene.count():
            return ""
        if contradicted(search, quick):
            return "vacuous: the hypotheses contradict each other"
        if is_inhabited(problem):
            return ""
        return "no point was found at which the hypotheses hold: the claim may be vacuous"
    return "vacuous: the hypotheses contradict each other"


def empty_range(problem: Problem) -> str:
    """Why a variable has no value at all, or ""."""
    for v in problem.variables:
        if v.low is not None and v.high is not None and v.low > v.high:
            return f"vacuous: no {v.name} with {v.low} <= {v.name} <= {v.high}"
    return ""


def contradicted(search: Search, scene: Scene) -> bool:
    """Whether the negation of some hypothesis follows from the others."""
    for fact in scene.facts:
        others = replace(scene, facts=tuple(f for f in scene.facts if f is not fact)).sampled()
        try:
            search.prove(others, negation(fact.concl))
            return True
        except (NoProof, OutOfTime):
            continue
    return False


def guard_failure(search: Search, scene: Scene) -> str:
    """Prove the guards that the checker will demand; why that fails, or ""."""
    statement = [*scene.proof.statement, scene.proof.goal]
    for i, formula in enumerate(statement):
        facts = scene.proof.hyp[:i]
        for guard in obligations(formula):
            known = scene if i == len(statement) - 1 else restricted(scene, facts)
            try:
                proved = search.prove(replace(known, depth=1), guard)
                if not proved.hyps <= frozenset(scene.proof.statement[:i]):
                    return f"the guard {show(guard)} needs a hypothesis that comes later"
            except (NoProof, ArithmeticError):
                what = f"not {show(guard)}" if guard.op == "all" else show(negation(guard))
                if not known.plausible(guard) or (guard.op == "!=" and known.vanishes(gap_of(guard))):
                    return f"undefined where {what}"
                return f"perhaps undefined: no proof that {show(guard)} on the domain"
    return ""


def restricted(scene: Scene, facts: Iterable[Step]) -> Scene:
    """The scene with these facts only."""
    return scene.over(scene.variables, facts)


__all__ = ["Term", "search_proof"]
