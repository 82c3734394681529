"""The refuter: an exact point at which every hypothesis holds and the claim fails, both rigorously, or nothing.

Floats and high precision only suggest points; `judge` decides each one by rational arithmetic, Arb balls of up to
4096 bits and the exact models.
"""

from __future__ import annotations

from math import inf
from time import monotonic

from tailbound.proofs.outcomes import Refuted
from tailbound.proofs.problem import Problem
from tailbound.proofs.refuter.clock import Clock
from tailbound.proofs.refuter.judge import Judge
from tailbound.proofs.refuter.search import Search
from tailbound.proofs.refuter.simplify import simplified

SIMPLIFYING = 0.3  # seconds


def find_counterexample(problem: Problem, deadline: float, seed: int = 0) -> Refuted | None:
    """Search until `deadline` (of time.monotonic) for rational values of all variables that refute the problem.

    None says only that none was found.  The same seed gives the same search as far as time allows.

    >>> from tailbound.proofs.problem import parse_problem
    >>> problem = parse_problem("x**2 >= 2*x - 1 + 1/10**12", ["x >= 0"])
    >>> find_counterexample(problem, monotonic() + 5).witness
    {'x': Fraction(1, 1)}
    >>> find_counterexample(parse_problem("x**2 >= 2*x - 1"), monotonic() + 1) is None
    True
    """
    found = Search(problem, deadline, seed).run()
    if found is None:
        return None
    until = min(deadline, monotonic() + SIMPLIFYING)
    judge = Judge(problem, Clock(inf))  # each point is a matter of milliseconds
    return Refuted(simplified(dict(found.witness), judge.refutes, until), found.how)


__all__ = ["Refuted", "find_counterexample"]
