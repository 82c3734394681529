"""A goal and its facts as polynomials, and the blocks from which certificates of positivity are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import Polynomial, Term, gap, normal
from tailbound.proofs.prover.algebra.rational_forms import Generators
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.prover.squares.gram import Block
from tailbound.proofs.prover.squares.monomials import Exponents, halves, parity_classes, up_to_degree

HIGHEST, MOST_GENERATORS, MOST_FACTS, MOST_PRODUCTS, LARGEST_BASIS = 12, 7, 9, 150, 40


@dataclass(frozen=True)
class Factor:
    """A product of facts (their gaps), times a positive scale: not negative, and positive where all are strict."""

    value: Any
    steps: tuple[Step, ...] = ()
    scale: Fraction = Fraction(1)

    @property
    def strict(self) -> bool:
        return all(s.concl.op == "<" for s in self.steps)

    def degree(self) -> int:
        return int(self.value.total_degree())

    def times(self, other: Factor) -> Factor:
        return Factor(self.value * other.value, self.steps + other.steps, self.scale * other.scale)


class Setting:
    """p, the gap of the goal, and the facts in common generators: variables, roots, exponentials, other atoms."""

    def __init__(self, scene: Scene, goal: Term, *more: Step) -> None:
        p = gap(goal)
        if not is_polynomial(p):
            raise NoProof("no polynomial")
        facts = [f for f in scene.facts if f.concl.op != "!=" and is_polynomial(gap(f.concl))]
        facts = [*related(goal, facts)[:MOST_FACTS], *more]
        atoms = {t for q in (p, *(gap(f.concl) for f in facts)) for m in q for t, _ in m}
        for t in sorted((t for t in atoms if t.op in ("sqrt", "exp")), key=lambda t: t.serial):
            facts.append(scene.proof.schema("sqrt_nonneg" if t.op == "sqrt" else "exp_pos", t.args[0]))
        self.goal, self.strict = goal, goal.op == "<"
        self.generators = Generators(p, *(gap(f.concl) for f in facts))
        self.count = len(self.generators.atoms) + len(self.generators.units)
        if not 1 <= self.count <= MOST_GENERATORS:
            raise NoProof("too many unknowns")
        self.roots = [i for t, i in self.generators.atoms.items() if t.op == "sqrt"]
        self.p = self.factor(p)
        self.degree = self.p.degree()
        if not 1 <= self.degree <= HIGHEST:
            raise NoProof("the degree is too high")
        radicands = [normal(t.args[0]) for t in atoms if t.op == "sqrt"]
        facts = [
            f for f in facts if f.concl.op != "<=" or gap(f.concl) not in radicands
        ]  # those are squares of roots
        strictest = {str(f.value): f for f in sorted(map(self.given, facts), key=lambda f: f.strict)}
        self.facts = [f for f in strictest.values() if f.steps[0].concl.op != "="]
        self.equations = [f for f in map(self.given, facts) if f.steps[0].concl.op == "="]
        self.one = Factor(self.generators.constant(Fraction(1)))
        every = [self.p, *self.facts, *self.equations]
        self.homogeneous = all(len({sum(m) for m in exponents(f.value)}) == 1 for f in every) and not self.roots
        self.support = [f.value for f in every]

    def given(self, fact: Step) -> Factor:
        return self.factor(gap(fact.concl), fact)

    def factor(self, p: Polynomial, *steps: Step) -> Factor:
        """The polynomial, scaled so that its largest coefficient is 1."""
        top, bottom = self.generators.fraction(p)
        if not bottom.is_constant():
            raise NoProof("no polynomial")
        value = self.reduce(top / bottom.leading_coefficient())
        size: Any = max((abs(c) for c in value.to_dict().values()), default=None)
        scale = Fraction(1) if size is None else Fraction(int(size.q), int(size.p))
        return Factor(value * self.generators.constant(scale), steps, scale)

    def reduce(self, q: Any) -> Any:
        """q with the squares of roots put in."""
        return self.generators.unrooted(q) if self.roots else q

    def products(self, count: int, degree: int) -> list[Factor]:
        """Products of one to `count` facts, up to a degree."""
        out = list[Factor]()
        for k in range(1, count + 1):
            for chosen in combinations_with_replacement(self.facts, k):
                if sum(f.degree() for f in chosen) <= degree and len(out) < MOST_PRODUCTS:
                    product = self.one
                    for f in chosen:
                        product = product.times(f)
                    out.append(product)
        return out

    def powers(self, degree: int) -> list[Factor]:
        """The highest powers of the strict facts, up to a degree."""
        out = list[Factor]()
        for f in self.facts:
            if f.strict and 1 <= f.degree() <= degree:
                power = f
                for _ in range(degree // f.degree() - 1):
                    power = power.times(f)
                out.append(power)
        return out

    def monomials(self, degree: int, lowest: int = 0) -> list[Exponents]:
        """The exponents up to a degree, of just this degree if all is homogeneous."""
        out = up_to_degree(self.count, degree, degree if self.homogeneous else lowest)
        return [m for m in out if all(m[i] <= 1 for i in self.roots)]

    def blocks(self, factor: Factor | None, degree: int, lowest: int = 0, norm: bool = False) -> list[Block]:
        """Squares times the factor, up to a degree: one block for each class of monomials under sign changes.

        Without a factor (None) the squares have to be p themselves, which leaves few monomials.
        """
        room = degree - (0 if factor is None else factor.degree())
        if room < 0 or (self.homogeneous and room % 2):
            return []
        candidates = self.monomials(room // 2, lowest)
        support = self.support
        if factor is None and not self.roots:
            support = [self.p.value]
            candidates = halves(candidates, exponents(self.p.value))
        out = []
        for part in parity_classes(candidates, [m for q in support for m in exponents(q)]):
            if len(part) > LARGEST_BASIS:
                raise NoProof("too many monomials")
            value = self.one.value if factor is None else factor.value
            out.append(Block(value, tuple(map(self.monomial, part)), norm))
        return out

    def monomial(self, m: Exponents) -> Any:
        return self.generators.context.from_dict({m: 1})


def exponents(p: Any) -> list[Exponents]:
    return [tuple(map(int, m)) for m in p.to_dict()]


def is_polynomial(p: Polynomial) -> bool:
    return not any(t.op == "/" for m in p for t, _ in m)


def related(goal: Term, facts: Sequence[Step]) -> list[Step]:
    """The facts about the goal's names only, then those that share a name with it; each relation once."""
    near = [f for f in facts if f.concl.names and f.concl.names <= goal.names]
    far = [f for f in facts if f not in near and f.concl.names & goal.names]
    return list({f.concl: f for f in [*near, *far]}.values())
