"""The verdict on one exact point.  Floats only suggest points; this file alone decides that one is a counterexample.

A relation is decided by exact rational arithmetic or by Arb balls of up to 4096 bits; where two sides that are
irrational agree to 256 bits, by the formal equalities of the exact models (exp(log 6) = 6, sqrt(8) = 2 sqrt(2)).
Every denominator must be certainly non-zero, every argument of log certainly positive and of sqrt certainly not
negative: a point where the claim or a hypothesis has no value refutes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import lcm

from tailbound.numerics.expression import UndecidedHere, UndefinedHere
from tailbound.proofs import model_numbers as numbers
from tailbound.proofs.checker import Term
from tailbound.proofs.model import Model, Undecided, evaluate, holds
from tailbound.proofs.problem import Problem
from tailbound.proofs.refuter.balls import BallValues, sign_of
from tailbound.proofs.refuter.clock import Clock

PRECISIONS = (64, 256, 1024, 4096)
FORMAL_FROM = 256
LARGEST_POWER = 256  # the formal arithmetic multiplies out; beyond, Arb alone decides
LARGEST_HEIGHT = 4096  # bits of numbers that the formal arithmetic is given
OUTCOMES = {
    "<=": (True, True, False),
    "<": (True, False, False),
    "=": (False, True, False),
    "!=": (True, False, True),
}


def partial_subterms(t: Term) -> Iterator[tuple[str, Term]]:
    """The conditions under which t has a value: (op, operand), operands before what is built from them."""
    seen: set[Term] = set()

    def walk(s: Term) -> Iterator[tuple[str, Term]]:
        if s in seen:
            return
        seen.add(s)
        for a in s.args:
            yield from walk(a)
        if s.op in ("/", "log", "sqrt"):
            yield s.op, s.args[-1]

    return walk(t)


def expanded_power(t: Term) -> int:
    """An upper bound of the powers that multiplying t out makes."""
    own = t.data[0] if t.op == "^" else 1
    inner = [expanded_power(a) for a in t.args]
    return int(own * (max(inner, default=1) if t.op != "*" else min(sum(inner), 10**6)))


def truth_from_sign(op: str, sign: int) -> bool:
    """Whether left op right, from the sign of right - left.

    >>> truth_from_sign("<=", 0), truth_from_sign("<", 0), truth_from_sign("!=", -1)
    (True, False, True)
    """
    return OUTCOMES[op][1 - sign]


class Judge:
    """Decides points of one problem and counts them.

    >>> from tailbound.proofs.problem import parse_problem
    >>> from math import inf
    >>> judge = Judge(parse_problem("exp(x) > 1 + x", ["0 <= x"]), Clock(inf))
    >>> judge.refutes({"x": Fraction(0)}), judge.refutes({"x": Fraction(1)}), judge.refutes({"x": Fraction(-1)})
    (True, False, False)
    """

    def __init__(self, problem: Problem, clock: Clock) -> None:
        self.problem, self.clock = problem, clock
        self.hyps = problem.hyps
        self.claim = problem.claim
        self.integers = [v.name for v in problem.variables if v.integer]
        self.judged: dict[tuple[Fraction, ...], bool] = {}
        self.formal = {r: expanded_power(r) <= LARGEST_POWER for r in (*self.hyps, self.claim)}

    def refutes(self, point: dict[str, Fraction]) -> bool:
        """Whether every hypothesis certainly holds at the point and the claim certainly fails there."""
        key = tuple(point[v.name] for v in self.problem.variables)
        if key not in self.judged:
            self.judged[key] = self._refutes(point)
        return self.judged[key]

    def _refutes(self, point: dict[str, Fraction]) -> bool:
        if any(point[name].denominator != 1 for name in self.integers):
            return False
        decision = _Decision(point, self.formal, self.clock)
        # Cheap first: a hypothesis that a short ball refutes costs one evaluation.
        if any(decision.quick(h) is False for h in self.hyps) or decision.quick(self.claim) is True:
            return False
        if decision.truth(self.claim, strict_only=True) is not False:
            return False
        if not all(decision.truth(h) is True for h in self.hyps):
            return False
        return decision.confirmed(self.hyps, self.claim)


class _Decision:
    """One point: its balls at each precision, and its exact model."""

    def __init__(self, point: dict[str, Fraction], formal: dict[Term, bool], clock: Clock) -> None:
        self.point, self.formal, self.clock = point, formal, clock
        self.balls: dict[int, BallValues] = {}
        height = lcm(*(x.denominator for x in point.values())).bit_length() if point else 0
        height = max([height, *(abs(x.numerator).bit_length() for x in point.values())])
        self.short = height <= LARGEST_HEIGHT
        self.model = Model(values=dict(point))

    def at(self, bits: int) -> BallValues:
        if bits not in self.balls:
            self.balls[bits] = BallValues(self.point, bits)
        return self.balls[bits]

    def quick(self, relation: Term) -> bool | None:
        """The truth as far as 64 bits tell."""
        sign = sign_of(self.at(PRECISIONS[0]).difference(relation.args[1], relation.args[0]))
        return None if sign is None else truth_from_sign(relation.op, sign)

    def truth(self, relation: Term, strict_only: bool = False) -> bool | None:
        """The rigorous truth; None where undecided or where a side has no value.

        strict_only: equality is looked for only where it could make the relation false.
        """
        wants_equality = not strict_only or relation.op in ("<", "!=")
        for bits in PRECISIONS:
            self.clock.check()
            gap = self.at(bits).difference(relation.args[1], relation.args[0])
            if isinstance(gap, UndefinedHere) and not isinstance(gap, UndecidedHere):
                return None
            sign = sign_of(gap)
            if sign is not None:
                return truth_from_sign(relation.op, sign)
            if bits == FORMAL_FROM and wants_equality and self.formal[relation] and self.short:
                formal = self._formally(relation)
                if formal is not None:
                    return formal
        return None

    def _formally(self, relation: Term) -> bool | None:
        try:
            for op, operand in partial_subterms(relation):
                sign = self.at(FORMAL_FROM).sign(operand)
                if sign is None:
                    sign = numbers.sign(evaluate(operand, self.model))
                if sign < 0 if op == "sqrt" else sign == 0 if op == "/" else sign <= 0:
                    return None
            left, right = (evaluate(a, self.model) for a in relation.args)
            return truth_from_sign(relation.op, numbers.sign(numbers.minus(right, left)))
        except (Undecided, ArithmeticError):
            return None

    def confirmed(self, hyps: tuple[Term, ...], claim: Term) -> bool:
        """Whether the exact models, which share no enclosure with Arb, do not contradict the verdict."""
        if not self.short or not all(self.formal.values()):
            return True
        try:
            return holds(hyps, claim, self.model) is not True
        except (Undecided, ArithmeticError):
            return True
