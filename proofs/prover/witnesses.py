"""Whether some point satisfies the hypotheses: sampled, or found by minimising how far they are violated."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from tailbound.proofs.checker import Term, make
from tailbound.proofs.problem import Problem
from tailbound.proofs.prover.floats import values
from tailbound.proofs.prover.sampling import sample

STARTS, CLOSE = 12, 1e-9


def is_inhabited(problem: Problem) -> bool:
    """Whether a point was found at which the hypotheses hold, equations up to roundoff.

    >>> from tailbound.proofs.problem import parse_problem
    >>> is_inhabited(parse_problem("x <= 1", ["Eq(x**2 + y**2, 1)"]))
    True
    >>> is_inhabited(parse_problem("x <= 1", ["x**2 < 0"]))
    False
    """
    variables = [v.term for v in problem.variables]
    if not variables:
        return all(violation(h, {}) == 0 for h in problem.hyps)
    at = sample(variables, [h for h in problem.hyps if h.op != "="])
    starts = np.array([at[x][:STARTS] for x in variables]).T if at else np.zeros((0, len(variables)))
    starts = np.vstack([starts, np.random.default_rng(0).normal(0, 1, (STARTS, len(variables)))])

    def total(x: np.ndarray) -> float:
        point = {v: np.array([c]) for v, c in zip(variables, x, strict=True)}
        return sum(violation(h, point) ** 2 for h in problem.hyps)

    for start in starts:
        if any(v.is_int for v in variables):
            start = np.round(start)
            if total(start) <= CLOSE**2:
                return True
            continue
        with np.errstate(all="ignore"):
            found = minimize(
                total, start, method="Nelder-Mead", options={"maxiter": 800, "xatol": 1e-13, "fatol": 1e-26}
            )
        if found.fun <= CLOSE**2:
            return True
    return False


def violation(h: Term, point: dict[Term, np.ndarray]) -> float:
    """How far a relation is from holding at one point; strict ones want a little room."""
    value, _ = values(make("-", h.args[1], h.args[0]), point)
    gap = float(value[0])
    if gap != gap:
        return 1e3
    if h.op == "=":
        return abs(gap)
    if h.op == "!=":
        return float(gap == 0)
    return max(0.0, (1e-7 if h.op == "<" else 0.0) - gap)
