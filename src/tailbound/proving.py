"""`tailbound.prove`: one claim, answered by a certificate, an exact counterexample, or the reason for neither."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from tailbound.proofs.outcomes import Outcome, Proved, Undecided
from tailbound.proofs.problem import Problem, Unsupported, parse_problem
from tailbound.proofs.problem_text import free_names
from tailbound.proofs.prover.driver import empty_range, search_proof
from tailbound.proofs.refuter import find_counterexample

FIRST_LOOK = 0.08  # share of the time for a first look at counterexamples
PROOF_SHARE = 0.75


def prove(claim: Any, *, where: Any = (), vars: Mapping[str, Any] | None = None, time_limit: float = 10.0) -> Outcome:
    """Prove or refute that the hypotheses `where` imply the claim, for all values of the variables.

    claim, where: relations as text (SymPy's names, Python's operators; never evaluated) or as SymPy relations.
    vars: name -> "real", "integer", or {"domain": ..., "range": [low, high]} with exact ends; what is not named is
    a real variable, or what a SymPy symbol's assumptions say.  time_limit: seconds.

    Returns Proved (with the certificate that the checker accepted), Refuted (with an exact witness) or Undecided
    (with the reason).  Raises ValueError, in one line, for what is no problem in the language.

    >>> prove("exp(x) >= 1 + x", where="x >= 0").checked.trust
    frozenset()
    >>> prove("n**2 <= 2**n", vars={"n": {"domain": "integer", "range": [0, 10]}}).witness
    {'n': Fraction(3, 1)}
    """
    if not 0 < time_limit < 1e6:
        raise ValueError(f"time_limit is a positive number of seconds, not {time_limit!r}")
    start = time.monotonic()
    problem = problem_of(claim, where, vars)
    return decide(problem, max(time_limit / 2, time_limit - (time.monotonic() - start)))


def decide(problem: Problem, time_limit: float) -> Outcome:
    """The outcome of a problem: a first look for counterexamples, then proof, then a long look."""
    start = time.monotonic()
    deadline = start + time_limit
    empty = empty_range(problem)
    if empty:
        return Undecided(empty)
    found = find_counterexample(problem, start + FIRST_LOOK * time_limit)
    if found is not None:
        return found
    outcome = search_proof(problem, time.monotonic() + PROOF_SHARE * (deadline - time.monotonic()))
    if isinstance(outcome, Proved) or (isinstance(outcome, Undecided) and outcome.vacuous):
        return outcome
    if time.monotonic() >= deadline:
        return outcome
    found = find_counterexample(problem, deadline, seed=1)
    return outcome if found is None else found


def problem_of(claim: Any, where: Any, variables: Mapping[str, Any] | None) -> Problem:
    """The problem that text or SymPy relations state.  Raises Unsupported, a ValueError."""
    if variables is not None and not isinstance(variables, Mapping):
        raise Unsupported('vars is a mapping from names, such as {"n": "integer"}')
    given = [where] if isinstance(where, str) or not isinstance(where, Iterable) else list(where)
    specs = {name: {"domain": s} if isinstance(s, str) else s for name, s in (variables or {}).items()}
    if all(isinstance(s, str) for s in (claim, *given)):
        names = free_names([claim, *given])
        return parse_problem(claim, given, {**specs, **{n: {} for n in names if n not in specs}})
    if any(isinstance(s, str) for s in (claim, *given)):
        raise Unsupported("give the claim and the hypotheses all as text, or all as SymPy relations")
    return from_sympy(claim, given, specs)


def from_sympy(claim: Any, where: list[Any], specs: Mapping[str, Any]) -> Problem:
    """The problem that SymPy relations state; their symbols are real or integer."""
    from tailbound.proofs.statement import Statement

    statement = Statement.from_sympy(where=where, claim=claim)
    sorts = {name: sort for name, (sort, _) in statement.free_variables().items()}
    declared = {n: {"domain": "integer" if sorts.get(n) == "int" else "real", **s} for n, s in specs.items()}
    for name, sort in sorts.items():
        domain = "integer" if sort == "int" else "real"
        if declared.setdefault(name, {"domain": domain})["domain"] != domain:
            raise Unsupported(f"{name} is declared {declared[name]['domain']}, but its symbol is {domain}")
    return parse_problem(statement.concl, statement.hyps, declared)
