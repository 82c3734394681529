"""Ranges of variables as the hypotheses tighten them: where to look, not what is true."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

from tailbound.proofs.checker import ONE, Reject, Term, make
from tailbound.proofs.problem import Problem, Variable
from tailbound.proofs.refuter.solving import fraction_in


def tightened(problem: Problem) -> Problem:
    """The problem with closed ranges that take hypotheses a + b x >= 0 (> 0, = 0) into account.

    >>> from tailbound.proofs.problem import parse_problem
    >>> where = ["3*x < 2", "0 < x", "2*n > 5"]
    >>> x, n = tightened(parse_problem("x <= n", where, {"x": {}, "n": {"domain": "integer"}})).variables
    >>> str(x.low), str(x.high), str(n.low), n.high
    ('0', '2/3', '3', None)
    """
    variables = {v.name: v for v in problem.variables}
    for h in problem.where:
        if len(h.names) == 1 and h.op != "!=":
            (name,) = h.names
            variables[name] = _cut(variables[name], h)
    return Problem(tuple(variables.values()), problem.where, problem.claim)


def _cut(v: Variable, relation: Term) -> Variable:
    try:
        quotient = fraction_in(make("-", relation.args[1], relation.args[0]), v.name)
    except Reject:
        return v
    if quotient is None or len(quotient[0]) != 2 or quotient[1] != [ONE] or any(c.op != "q" for c in quotient[0]):
        return v
    start, slope = (c.data[0] for c in quotient[0])
    if slope == 0:
        return v
    end = -start / slope
    if relation.op == "=" or slope > 0:
        low = Fraction(ceil(end)) if v.integer else end
        v = replace(v, low=low if v.low is None else max(v.low, low))
    if relation.op == "=" or slope < 0:
        high = Fraction(floor(end)) if v.integer else end
        v = replace(v, high=high if v.high is None else min(v.high, high))
    return v
