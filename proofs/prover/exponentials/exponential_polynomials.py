"""Sums of polynomials times exponentials: each exponential's polynomial is differentiated away in turn.

With g = sum of p_q(x)*exp(q(x)), the derivative of exp(-q)*g has a p_q of lower degree.  Where all derivatives start
at the end of the range with a value of the right sign, the last one, of one exponential or of one sign, decides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Monomial, Polynomial, Reject, Term, add, make, normal, term, times
from tailbound.proofs.checker import replace as substituted
from tailbound.proofs.prover.calculus.slopes import Move, usable_ends
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.ends import End
from tailbound.proofs.prover.floats import ROUNDOFF, Array, values
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

Exponent = frozenset[tuple[Monomial, Fraction]]  # a polynomial, as its summands
Parts = dict[Exponent, list[Polynomial]]  # exponent: coefficients of 1, x, x^2, ...
NONE: Exponent = frozenset()
MOST_STEPS, MOST_STATES = 24, 300


def by_exponential_polynomial(search: Search, scene: Scene, goal: Term, x: Term) -> Step:
    """0 <= g (or <) for x beyond one end of its range."""
    if goal.op not in ("<=", "<") or x.is_int:
        raise NoProof("an inequality in a real variable is wanted")
    parts = parts_of(normal(gap_of(goal)), x)
    if len(parts) < 2 or not scene.count():
        raise NoProof("no sum of exponentials")
    ends = [(rising, end) for rising in (True, False) for end, _ in usable_ends(scene, x, rising)]
    whole = sum_of(parts, x)
    for rising, end in sorted(ends, key=lambda e: bool(normal(substituted(whole, x, e[1].value)))):
        try:
            plan = Planner(scene, x, end, rising).plan(parts)
            return Chain(search, x, rising, end.value, plan, scene.depth + 1).moved(scene, goal, x)
        except (NoProof, ProofError):
            continue
    raise NoProof("no order of differentiations fits")


def parts_of(p: Polynomial, x: Term) -> Parts:
    """p sorted by exponentials of x, and by powers of x."""
    out: Parts = {}
    name = x.data[0]
    for m, c in p.items():
        power, exponent, rest = 0, NONE, {frozenset[tuple[Term, int]](): c}
        for t, k in m:
            if t is x:
                power = k
            elif name not in t.names:
                rest = times(rest, {frozenset([(t, k)]): Fraction(1)})
            elif t.op == "exp":
                inner = normal(t.args[0])
                exponent = frozenset((n, d) for n, d in inner.items() if any(a is x for a, _ in n))
                still = {n: d for n, d in inner.items() if not any(a is x for a, _ in n)}
                rest = times(rest, normal(make("exp", term(still)))) if still else rest
            else:
                raise NoProof("more than polynomials and exponentials")
        row = out.setdefault(exponent, [])
        row += [{} for _ in range(power + 1 - len(row))]
        row[power] = add(row[power], rest)
    for exponent in out:
        if any(name in a.names and a is not x for n, _ in exponent for a, _ in n):
            raise NoProof("an exponent that is no polynomial")
    return tidy(out)


def tidy(parts: Parts) -> Parts:
    out = {}
    for q, row in parts.items():
        while row and not row[-1]:
            row = row[:-1]
        if row:
            out[q] = row
    return out


def derived(parts: Parts, by: Exponent, sign: int, x: Term) -> Parts:
    """sign times the derivative of exp(-by) times the sum, that exponential taken into the exponents."""
    out: Parts = {}
    for q, row in parts.items():
        less = add(dict(q), dict(by), -1)
        new = [{m: c * sign * k for m, c in p.items()} for k, p in enumerate(row)][1:]
        for j, slope in enumerate(slope_of(less, x)):
            for k, p in enumerate(row):
                new += [{} for _ in range(j + k + 1 - len(new))]
                new[j + k] = add(new[j + k], times(p, slope), sign)
        out[frozenset(less.items())] = new
    return tidy(out)


def slope_of(q: Polynomial, x: Term) -> list[Polynomial]:
    """The derivative of a polynomial, by powers of x."""
    out: list[Polynomial] = []
    for m, c in q.items():
        k = dict(m)[x]
        out += [{} for _ in range(k - len(out))]
        out[k - 1] = add(out[k - 1], {m - {(x, k)}: c * k})
    return out


def sum_of(parts: Parts, x: Term) -> Term:
    """The sum as a term."""
    total: Polynomial = {}
    for q, row in parts.items():
        for k, p in enumerate(row):
            factor = normal(make("exp", term(dict(q))))
            if k:
                factor = times(factor, {frozenset([(x, k)]): Fraction(1)})
            total = add(total, times(p, factor))
    return term(total)


@dataclass
class Planner:
    """The order in which exponentials are differentiated away, found with floats at the sample points."""

    scene: Scene
    x: Term
    end: End
    rising: bool

    def plan(self, parts: Parts) -> list[Exponent]:
        self.left, self.failed = MOST_STATES, set[object]()
        self.sign = 1 if self.rising else -1
        found = self.search(parts, 0)
        if found is None:
            raise NoProof("no order of differentiations fits")
        return found

    def search(self, parts: Parts, depth: int) -> list[Exponent] | None:
        self.left -= 1
        self.scene.clock.check()
        if self.left < 0 or depth > MOST_STEPS:
            return None
        if self.is_plain(parts):
            return []
        key = frozenset((q, tuple(frozenset(p.items()) for p in row)) for q, row in parts.items())
        if key in self.failed or not self.starts_well(parts):
            self.failed.add(key)
            return None
        for by in sorted(parts, key=lambda q: (len(parts[q]), self.size(q))):
            after = derived(parts, by, self.sign, self.x)
            if not self.seen_nonnegative(sum_of(after, self.x), self.scene.points):
                continue
            rest = self.search(after, depth + 1)
            if rest is not None:
                return [by, *rest]
        self.failed.add(key)
        return None

    def size(self, q: Exponent) -> float:
        """The exponent's value far out, or at a middle point."""
        value = values(term(dict(q)), self.scene.points)[0]
        return float(np.median(value))

    def starts_well(self, parts: Parts) -> bool:
        return self.seen_nonnegative(substituted(sum_of(parts, self.x), self.x, self.end.value), self.scene.points)

    def is_plain(self, parts: Parts) -> bool:
        """Whether there is one exponential at most, or every summand is seen to be nonnegative."""
        return len(parts) < 2 or all(
            self.seen_nonnegative(sum_of({NONE: row}, self.x), self.scene.points) for row in parts.values()
        )

    def seen_nonnegative(self, t: Term, points: dict[Term, Array]) -> bool:
        try:
            value, size = values(t, points)
        except Reject:
            return False
        good = np.isfinite(value) & np.isfinite(size)
        return bool((value[good] >= -ROUNDOFF * size[good]).all())


@dataclass
class Chain:
    """The moves of a plan; it stands in for the search inside each move, whose slope is the next move's claim."""

    search: Search
    x: Term
    rising: bool
    end: Term
    plan: list[Exponent]
    depth: int
    at: Term | None = None  # the variable of the last move begun

    def prove(self, scene: Scene, goal: Term) -> Step:
        """Of a slope by the next move; of anything else by the search."""
        y = scene.variables[-1] if scene.variables else None
        scene = replace(scene, depth=self.depth)
        if y is None or y is self.at or self.at in scene.variables or y.data[0] not in goal.names or goal.op == "!=":
            return self.search.prove(scene, goal)
        return replace(self, plan=self.plan[1:]).moved(scene, goal, y)

    def moved(self, scene: Scene, goal: Term, x: Term) -> Step:
        g = normal(gap_of(goal))
        if not self.plan:
            return self.last(scene, goal, parts_of(g, x), x)
        self.at = x
        rate = substituted(term(dict(self.plan[0])), self.x, x)
        f = term(times(g, normal(make("exp", make("-", ZERO, rate)))))
        found = [e for e in usable_ends(scene, x, self.rising) if e[0].value is self.end]
        if not found:
            raise NoProof("the end of the range is lost")
        end, step = found[0]
        move = Move(f, x, self.rising, end, step, goal.op == "<")
        inner = move.prove(cast("Search", self), scene)
        return scene.proof.identity(goal, pos=[(1, [inner, scene.proof.schema("exp_pos", rate)], [])])

    def last(self, scene: Scene, goal: Term, parts: Parts, x: Term) -> Step:
        """The sum of the signs of its summands."""
        strict, pos = goal.op == "<", list[tuple[int, list[Step], list[Term]]]()
        for q, row in parts.items():
            part = sum_of({NONE: row}, x)
            try:
                step = self.search.prove(scene, positive(strict, part))
                strict = False
            except NoProof:
                if not strict:
                    raise
                step = self.search.prove(scene, positive(False, part))
            pos.append((1, [step, scene.proof.schema("exp_pos", term(dict(q)))], []))
        return scene.proof.identity(goal, pos=pos)


__all__ = ["by_exponential_polynomial"]
