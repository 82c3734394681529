"""Rational functions on a rational line: their sign changes and rational roots, exactly.

On a line through a rational point every relation between rational functions becomes one polynomial in t.  Its
rational roots are the rational points of equations (of conics, too: a line through one rational point meets them in
another), and one number between each two neighbouring roots decides the relation on the whole line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from flint import acb_poly, ctx, fmpq, fmpq_poly

from tailbound.numerics.enclosure import to_fmpq
from tailbound.proofs.checker import Term
from tailbound.proofs.problem import Problem
from tailbound.proofs.refuter.faces import Face
from tailbound.proofs.refuter.walk import Walk
from tailbound.proofs.simplest import simplest_between

MOST_DEGREE = 80
MOST_WORK = 20_000  # degree times bits of a polynomial whose roots are isolated
MOST_PRECISION = 1024  # bits; roots closer than that are of no interest, and isolating them may take minutes
LARGEST_BASE = 2**40
SMALLEST_BASE = 2.0**-100
Quotient = tuple[Any, Any]
ONE = fmpq_poly([1])


class LineValues(Walk[Quotient | None]):
    """term -> (numerator, denominator) in t, or None where it is no rational function (or of degree over 80).

    >>> from tailbound.proofs.text import parse
    >>> at = LineValues({"x": fmpq_poly([1, 2])})
    >>> at(parse("x**2 - 1", {"x": ("real", ())}))[0]
    4*x^2 + 4*x
    """

    def __init__(self, line: Mapping[str, Any]) -> None:
        super().__init__()
        self.line = line

    def define(self, variable: Term, value: Term) -> None:
        """Give a solved variable its value on the line."""
        self.known[variable] = self(value)

    def apply(self, t: Term, args: list[Quotient | None]) -> Quotient | None:
        if t.op == "v":
            return self.line[t.data[0]], ONE
        if t.op == "q":
            return fmpq_poly([to_fmpq(t.data[0])]), ONE
        parts = [a for a in args if a is not None]
        if t.op not in ("+", "-", "*", "/", "^") or len(parts) < len(args):
            return None
        if t.op == "^":
            (top, bottom), k = parts[0], t.data[0]
            too_high = k * max(top.degree(), bottom.degree(), 1) > MOST_DEGREE
            return None if too_high else (top**k, bottom**k)
        whole: Quotient | None = parts[0]
        for part in parts[1:]:
            whole = whole and _combined(t.op, whole, part)
        return whole


def _combined(op: str, a: Quotient, b: Quotient) -> Quotient | None:
    if op == "*":
        out = a[0] * b[0], a[1] * b[1]
    elif op == "/":
        out = a[0] * b[1], a[1] * b[0]
    elif a[1] == b[1]:
        out = (a[0] + b[0] if op == "+" else a[0] - b[0]), a[1]
    else:
        left, right = a[0] * b[1], b[0] * a[1]
        out = (left + right if op == "+" else left - right), a[1] * b[1]
    return None if max(out[0].degree(), out[1].degree()) > MOST_DEGREE or not out[1] else out


def tractable(p: Any) -> bool:
    """Whether a polynomial's roots are isolated in a moment.

    >>> tractable(fmpq_poly([2**3000, 1] + [0] * 9 + [1])), tractable(fmpq_poly([-2, 0, 1]))
    (False, True)
    """
    return bool(p.numer().height_bits() * p.degree() <= MOST_WORK)


def rational_roots(p: Any) -> list[Fraction]:
    """The rational roots of a non-zero fmpq_poly, each once.

    >>> rational_roots(fmpq_poly([-1, 0, 4]))
    [Fraction(-1, 2), Fraction(1, 2)]
    """
    found = set()
    for factor, _ in p.numer().factor()[1] if tractable(p) else []:
        if factor.degree() == 1:
            root = -fmpq(factor[0], factor[1])
            found.add(Fraction(int(root.p), int(root.q)))
    return sorted(found)


def real_roots(p: Any) -> list[Any]:
    """Narrow balls around the real roots of a non-zero fmpq_poly, sorted; none of a factor with roots too close.

    >>> [float(r) for r in real_roots(fmpq_poly([4, -4, -1, 1]))]
    [-2.0, 1.0, 2.0]
    >>> real_roots(fmpq_poly([-2, 4 * 2**200, -2 * 4**200, 0, 0, 1]))  # two roots that 600 bits do not tell apart
    []
    """
    found = []
    for factor, _ in p.numer().factor()[1] if tractable(p) else []:
        try:
            with ctx.workprec(MOST_PRECISION):
                roots = acb_poly(factor).roots(maxprec=MOST_PRECISION)
        except ValueError:
            continue
        found += [r.real for r in roots if r.imag.contains(0)]
    return sorted(found, key=lambda r: r.mid())


def parameters(p: Any) -> list[Fraction]:
    """One number on each side of every real root of p, the simplest there is, and the rational roots themselves.

    >>> [str(x) for x in parameters(fmpq_poly([-2, 0, 1]))]
    ['-2', '0', '2']
    """
    exact = rational_roots(p)
    ends = [(_floor(r), _ceiling(r)) for r in real_roots(p)]
    if not ends:
        return [Fraction(0), *exact]
    out = [Fraction(int(ends[0][0]) - 1)]
    for (_, low), (high, _) in pairwise(ends):
        if low < high:
            gap = (high - low) / 8  # away from the roots themselves, which rational numbers may hit
            out.append(simplest_between(low + gap, high - gap))
    out.append(Fraction(int(ends[-1][1]) + 1))
    return sorted({*out, *exact})


def _floor(r: Any) -> Fraction:
    return _exact(r.lower())


def _ceiling(r: Any) -> Fraction:
    return _exact(r.upper())


def _exact(end: Any) -> Fraction:
    mantissa, exponent = (int(x) for x in end.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


class Lines:
    """Exact search along rational lines of one face whose solved variables are rational functions.

    >>> from tailbound.proofs.problem import parse_problem
    >>> p = parse_problem("x + y <= 7/5", ["x**2 + y**2 == 1"])
    >>> face = Face(p.variables)
    >>> points = Lines(p, face).points([Fraction(1), Fraction(0)], [Fraction(-1, 3), Fraction(1)])
    >>> [[str(c) for c in x.values()] for x in points]
    [['1', '0'], ['4/5', '3/5']]
    """

    def __init__(self, problem: Problem, face: Face) -> None:
        self.face = face
        self.equations = [h for h in problem.where if h.op == "="]
        self.others = [problem.claim, *(h for h in problem.hyps if h.op != "=")]

    def points(self, base: list[Fraction], direction: list[Fraction]) -> Iterator[dict[str, Fraction]]:
        """The telling points of the line, solved variables included."""
        line = {
            v.name: fmpq_poly([to_fmpq(x), to_fmpq(d)])
            for v, x, d in zip(self.face.free, base, direction, strict=True)
        }
        at = LineValues(line)
        for v, value in self.face.definitions:
            at.define(v.term, value)
        tops = [top for top in (self._top(at, h) for h in self.equations) if top is not None]
        if tops:
            ts = set(rational_roots(tops[0])) if tops[0].degree() <= MOST_DEGREE else set()
        else:
            whole = ONE
            for r in self.others:
                top = self._top(at, r)
                if top is not None and whole.degree() + top.degree() <= 2 * MOST_DEGREE:
                    whole = whole * top
            ts = set(parameters(whole)) if whole.degree() > 0 else {Fraction(0), Fraction(1)}
        for t in sorted(ts):
            yield from self.face.points(
                {v.name: x + t * d for v, x, d in zip(self.face.free, base, direction, strict=True)}
            )

    @staticmethod
    def _top(at: LineValues, relation: Term) -> Any:
        """Numerator times denominator of the gap, which changes sign where it does; None if constant or unknown."""
        left, right = (at(a) for a in relation.args)
        gap = None if left is None or right is None else _combined("-", right, left)
        if gap is None or not gap[0]:
            return None
        whole = gap[0] if gap[1].degree() == 0 else gap[0] * gap[1]
        return whole if whole.degree() > 0 else None
