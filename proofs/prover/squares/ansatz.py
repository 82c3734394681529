"""Combinations to be found: squares times products of facts, products of facts, equations times monomials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import Term
from tailbound.proofs.prover.clock import Clock
from tailbound.proofs.prover.squares.decompositions import decomposed
from tailbound.proofs.prover.squares.gram import Block, Form
from tailbound.proofs.prover.squares.positivstellensatz import Factor, Setting


@dataclass(frozen=True)
class Combination:
    """What an arith step needs, and what the normed part adds up to (without the normed factor)."""

    pos: list[tuple[Any, list[Step], list[Term]]]
    eq: list[tuple[Step, Term]]
    multiplier: Any


@dataclass
class Ansatz:
    """target = sum of what is added here."""

    setting: Setting
    degree: int
    blocks: list[tuple[Factor, Block]] = field(default_factory=list)
    columns: list[Factor] = field(default_factory=list)
    normed: dict[int, Any] = field(default_factory=dict)  # place of a column -> the column without the normed factor
    free: list[tuple[Factor, Any, int]] = field(default_factory=list)  # equation, monomial, sign of two more columns

    def squares(self, *factors: Factor, lowest: int = 0, norm: bool = False) -> Ansatz:
        """Squares times each factor."""
        for f in factors:
            self.blocks += [(f, b) for b in self.setting.blocks(f, self.degree, lowest, norm)]
        return self

    def alone(self) -> Ansatz:
        """Squares that make up p without any fact."""
        self.blocks += [(self.setting.one, b) for b in self.setting.blocks(None, self.degree)]
        return self

    def products(self, *columns: Factor) -> Ansatz:
        """Multiples of the factors themselves, as far as their degree allows."""
        exact = self.setting.homogeneous
        self.columns += [f for f in columns if f.degree() == self.degree or (f.degree() < self.degree and not exact)]
        return self

    def times(self, factor: Factor, *others: Factor) -> Ansatz:
        """Multiples of factor*other; their weights count in the norm."""
        for f in others:
            place = len(self.columns)
            self.products(factor.times(f))
            if len(self.columns) > place:
                self.normed[place] = f.value
        return self

    def equations(self) -> Ansatz:
        """Equations times monomials, of either sign."""
        for e in self.setting.equations:
            room = self.degree - e.degree()
            for m in self.setting.monomials(room) if room >= 0 else []:
                self.free += [(e, self.setting.monomial(m), sign) for sign in (1, -1)]
        return self

    def found(self, target: Any, clock: Clock, norm: bool = False, strict: bool = False) -> Combination | None:
        """The combination, if there is one of this kind; `strict`: with a positive multiple of something positive."""
        clock.check()
        values = [c.value for c in self.columns] + [e.value * m * sign for e, m, sign in self.free]
        normed = frozenset(self.normed) if norm else frozenset[int]()
        needed = frozenset(i for i, f in enumerate(self.columns) if strict and f.strict)
        if strict and not needed:
            return None
        form = Form(target, tuple(b for _, b in self.blocks), tuple(values), self.setting.reduce, normed, needed)
        out = decomposed(form, clock)
        if out is None:
            return None
        generators = self.setting.generators
        pos: list[tuple[Any, list[Step], list[Term]]] = []
        multiplier = target * 0
        for (f, b), squares in zip(self.blocks, out.squares, strict=True):
            pos += [(w * f.scale, list(f.steps), [generators.term(q)]) for w, q in squares]
            if b.norm:
                multiplier += sum((generators.constant(w) * q * q for w, q in squares), target * 0)
        for i, (f, w) in enumerate(zip(self.columns, out.weights, strict=False)):
            if w:
                pos.append((w * f.scale, list(f.steps), []))
                if i in self.normed:
                    multiplier += self.normed[i] * generators.constant(w)
        return Combination(pos, self._multipliers(out.weights[len(self.columns) :]), multiplier)

    def _multipliers(self, weights: Sequence[Fraction]) -> list[tuple[Step, Term]]:
        """Each equation with its multiplier."""
        generators, total = self.setting.generators, dict[int, tuple[Factor, Any]]()
        for (e, m, sign), w in zip(self.free, weights, strict=True):
            part = m * generators.constant(w * sign * e.scale)
            total[id(e)] = (e, total[id(e)][1] + part if id(e) in total else part)
        return [(e.steps[0], generators.term(q)) for e, q in total.values() if q != 0]
