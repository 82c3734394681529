"""Squares hidden by square roots: g = q*h^2 where h has coefficients with roots, found by Euclid's algorithm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import Term, make, normal, term
from tailbound.proofs.prover.algebra.factors import nonzero
from tailbound.proofs.prover.algebra.rational_forms import Generators, quotient_form
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

HIGHEST, LARGEST = 8, 60  # degree in the variable; terms of one coefficient
Coefficients = list[Any]  # of 1, x, x^2, ...: polynomials in the other generators, the last one not zero


def by_repeated_factor(search: Search, scene: Scene, goal: Term, x: Term) -> Step:
    """0 <= g from 0 <= q, where g = q*h^2 by the rules sqrt(u)^2 = u and h is linear in x."""
    if goal.op != "<=":
        raise NoProof("a square is not positive everywhere")
    generators = Generators(normal(gap_of(goal)))
    top, bottom = generators.fraction(normal(gap_of(goal)))
    if not bottom.is_constant() or x not in generators.atoms:
        raise NoProof("no polynomial")
    field = Field(generators, x)
    g = field.coefficients(generators.unrooted(top / bottom.leading_coefficient()))
    if not 3 <= len(g) <= HIGHEST + 1:
        raise NoProof("no room for a square")
    h = field.common(g, field.slope(g))
    if len(h) != 2:
        raise NoProof("no repeated factor of degree 1")
    h = field.with_plain_lead(h)
    once, rest = field.divided(g, h)
    twice, second = field.divided(once, h)
    if rest or second:
        raise NoProof("the repeated factor does not divide")
    # With a the lead of h and n the degree of g, these two divisions say a^(2n-1) g = twice h^2.
    a, power = generators.term(h[-1]), 2 * len(g) - 5
    below = [] if h[-1].is_constant() else [nonzero(search, scene, a)]
    part = quotient_form(make("/", generators.term(field.joined(twice)), make("^", a, data=(power,))))
    root = term(normal(make("/", generators.term(field.joined(h)), a)))
    step = search.prove(scene.deeper("repeated"), positive(False, part))
    return concluded(search, scene, goal, [(1, [step], [root])], below)


class Field:
    """Polynomials in x over the other generators, where the square of a root is its radicand."""

    def __init__(self, generators: Generators, x: Term) -> None:
        self.generators, self.place = generators, generators.atoms[x]
        self.roots = [i for t, i in generators.atoms.items() if t.op == "sqrt"]

    def coefficients(self, p: Any) -> Coefficients:
        out: dict[int, dict[Any, Any]] = {}
        for m, c in p.to_dict().items():
            rest = tuple(0 if i == self.place else int(k) for i, k in enumerate(m))
            out.setdefault(int(m[self.place]), {})[rest] = c
        polynomial = self.generators.context.from_dict
        return [polynomial(out.get(k, {})) for k in range(max(out, default=-1) + 1)]

    def joined(self, p: Coefficients) -> Any:
        x = self.generators.gens[self.place]
        return sum((c * x**k for k, c in enumerate(p)), self.generators.context.from_dict({}))

    def slope(self, p: Coefficients) -> Coefficients:
        return [c * k for k, c in enumerate(p)][1:]

    def reduced(self, c: Any) -> Any:
        c = self.generators.unrooted(c)
        if len(c) > LARGEST:
            raise NoProof("the coefficients grow too large")
        return c

    def divided(self, p: Coefficients, by: Coefficients) -> tuple[Coefficients, Coefficients]:
        """(q, r) with lead^(deg p - deg by + 1) p = q by + r."""
        quotient: Coefficients = []
        for k in range(len(p) - len(by), -1, -1):
            top = p[k + len(by) - 1]
            shifted = [c * 0 for c in p[:k]] + [top * c for c in by] + [c * 0 for c in p[k + len(by) :]]
            p = [self.reduced(by[-1] * c - d) for c, d in zip(p, shifted, strict=True)]
            quotient = [top] + [self.reduced(by[-1] * c) for c in quotient]
        return quotient, self.trimmed(p)

    def trimmed(self, p: Coefficients) -> Coefficients:
        while p and p[-1] == 0:
            p = p[:-1]
        return p

    def common(self, p: Coefficients, q: Coefficients) -> Coefficients:
        """The greatest common divisor, up to a factor without x."""
        while q:
            p, q = q, self.primitive(self.divided(p, q)[1])
        return p

    def primitive(self, p: Coefficients) -> Coefficients:
        """p without the common factor of its coefficients."""
        factor: Any = 0
        for c in p:
            factor = c if factor == 0 else factor.gcd(c)
        return [divmod(c, factor)[0] for c in p]

    def with_plain_lead(self, h: Coefficients) -> Coefficients:
        """h times conjugates, so that no root stands in its first coefficient."""
        for i in self.roots:
            lead = h[-1].to_dict()
            if any(m[i] for m in lead):
                flip = {m: -c if m[i] % 2 else c for m, c in lead.items()}
                conjugate = self.generators.context.from_dict(flip)
                h = [self.reduced(c * conjugate) for c in h]
        if h[-1] == 0:
            raise NoProof("the first coefficient vanishes")
        return h


__all__ = ["by_repeated_factor"]
