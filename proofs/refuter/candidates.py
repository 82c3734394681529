"""Special values of each variable: ends of its range and points near them, small numbers, powers of two, and the
numbers that the problem itself mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from tailbound.proofs.checker import Term
from tailbound.proofs.problem import Problem, Variable

SMALL = """0 1 -1 2 1/2 -2 -1/2 3 1/3 1/4 3/4 2/3 -3 3/2 4 5 10 1/10 -1/3 9/10 -10 1/100 99/100 100 7 3/5 4/5
    5/13 12/13 -4 6 8 9 20 50 1000"""
# Convergents of e, pi, sqrt 2, log 2, 1/e, the golden ratio: minimisers of textbook claims lie at such numbers.
FAMOUS = "19/7 2721/1001 22/7 355/113 7/5 99/70 7/10 9/13 7/19 1001/2721 8/5 89/55"
NEAR_BITS = (1, 2, 3, 5, 8, 12, 16, 24, 32, 48, 64, 100, 200)
SIZE_BITS = (2, 3, 4, 5, 6, 7, 8, 10, 13, 16, 20, 24, 32, 48, 64, 100, 200, 500, 1000, 2000, 5000)
MOST_MENTIONED = 24


def mentioned(formulas: Iterable[Term]) -> list[Fraction]:
    """The numbers in the formulas, the first ones first.

    >>> from tailbound.proofs.text import parse
    >>> mentioned([parse("3*x <= 1/2", {"x": ("real", ())})])
    [Fraction(3, 1), Fraction(1, 2)]
    """
    found: dict[Fraction, None] = {}
    seen: set[Term] = set()

    def walk(t: Term) -> None:
        if t in seen:
            return
        seen.add(t)
        if t.op == "q":
            found[t.data[0]] = None
        for a in t.args:
            walk(a)

    for f in formulas:
        walk(f)
    return list(found)


def special_values(v: Variable, problem: Problem) -> list[Fraction]:
    """Exact values of one variable inside its range, the most telling first.

    >>> from tailbound.proofs.problem import parse_problem
    >>> p = parse_problem("x <= 1", variables={"x": {"domain": "integer", "range": ["0", "4"]}})
    >>> [int(x) for x in special_values(p.variables[0], p)]
    [0, 4, 1, 2, 3]
    """
    kept: dict[Fraction, None] = {}
    for x in _proposed(v, mentioned([problem.claim, *problem.where])[:MOST_MENTIONED]):
        inside = (v.low is None or v.low <= x) and (v.high is None or x <= v.high)
        if inside and (x.denominator == 1 or not v.integer):
            kept[x] = None
    return list(kept)


def _proposed(v: Variable, constants: list[Fraction]) -> Iterator[Fraction]:
    ends = [x for x in (v.low, v.high) if x is not None]
    yield from ends
    small = list(map(Fraction, SMALL.split()))
    yield from small[:10]
    if v.integer:
        start = v.low if v.low is not None else -v.high if v.high is not None else Fraction(-30)
        yield from (start + i for i in range(80))
        yield from (v.high - i for i in range(20) if v.high is not None)
    for c in constants:
        yield from (c, -c)
    yield from small[10:]
    if len(ends) == 2:
        yield from (ends[0] + (ends[1] - ends[0]) * Fraction(i, 12) for i in (6, 4, 3, 8, 9, 1, 11))
    for bits in NEAR_BITS:
        yield from (x + Fraction(side, 2**bits) for x in ends for side in (1, -1))
    for c in constants:
        yield from (c + 1, c - 1, c / 2, 2 * c, c * c, -c / 2)
        if c:
            yield from (1 / c, -1 / c, 1 + 1 / c, 1 - 1 / c)
    yield from map(Fraction, FAMOUS.split())
    for bits in SIZE_BITS:
        yield from (Fraction(side) * Fraction(2) ** b for b in (bits, -bits) for side in (1, -1))
        yield from (Fraction(side * 2**bits + off) for side in (1, -1) for off in (1, -1))
    for bits in NEAR_BITS[4:]:
        yield from (
            c + Fraction(side, 2**bits) for c in (*constants[:6], Fraction(1), Fraction(-1)) for side in (1, -1)
        )
