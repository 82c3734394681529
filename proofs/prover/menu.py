"""Which engines are tried on a goal, for how many seconds, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tailbound.proofs.checker import ZERO, Term
from tailbound.proofs.prover.algebra.affine import by_affine
from tailbound.proofs.prover.algebra.apart import by_sides
from tailbound.proofs.prover.algebra.elimination import by_elimination
from tailbound.proofs.prover.algebra.equations import by_both_sides, by_cleared_denominators, by_one_side
from tailbound.proofs.prover.algebra.factors import by_factors
from tailbound.proofs.prover.algebra.integers import (
    by_induction,
    by_integer_cut,
    by_relaxation,
    by_values,
    relaxed_is_plausible,
)
from tailbound.proofs.prover.algebra.linear import by_combination, by_normal_form, by_shape, by_squares
from tailbound.proofs.prover.algebra.linear_forms import by_linear_form
from tailbound.proofs.prover.algebra.ordering import by_ordering
from tailbound.proofs.prover.algebra.rational_roots import by_rational_roots, is_inverse_root
from tailbound.proofs.prover.algebra.repeated_factors import by_repeated_factor
from tailbound.proofs.prover.algebra.root_products import by_root_products
from tailbound.proofs.prover.algebra.squaring import by_squaring
from tailbound.proofs.prover.algebra.summands import by_summands
from tailbound.proofs.prover.calculus.atom_ranges import by_atom_ranges
from tailbound.proofs.prover.calculus.boxes import by_box
from tailbound.proofs.prover.calculus.erf_ranges import by_erf_ranges
from tailbound.proofs.prover.calculus.far_tails import by_far_tails
from tailbound.proofs.prover.calculus.limits import by_limit
from tailbound.proofs.prover.calculus.open_ends import by_open_end
from tailbound.proofs.prover.calculus.slopes import by_slope
from tailbound.proofs.prover.calculus.splitting import by_splitting, cut_at
from tailbound.proofs.prover.calculus.unimodal import by_unimodality
from tailbound.proofs.prover.exponentials.dominance import by_dominance
from tailbound.proofs.prover.exponentials.exponential_polynomials import by_exponential_polynomial
from tailbound.proofs.prover.exponentials.exponential_units import only_in_exponentials
from tailbound.proofs.prover.exponentials.exponentiating import by_exponentiating
from tailbound.proofs.prover.exponentials.logarithms import by_logarithms, compares_powers
from tailbound.proofs.prover.exponentials.tangents import by_exp_tangents, by_log_tangents
from tailbound.proofs.prover.rewriting.case_splits import by_cases
from tailbound.proofs.prover.rewriting.forms import complexity
from tailbound.proofs.prover.rewriting.simplify import by_simplifying
from tailbound.proofs.prover.rewriting.substitution import by_substitution
from tailbound.proofs.prover.scene import Scene, gap_of
from tailbound.proofs.prover.squares.sums_of_squares import by_multipliers, by_sums_of_squares
from tailbound.proofs.prover.squares.touching import by_touching
from tailbound.proofs.statement import subterms

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

ONLY_WAY = (
    "elimination",
    "cases",
    "simplify",
    "both sides",
    "one side",
    "rational roots",
    "scale",
    "linear form",
    "open end",
)  # what follows them replaces the goal
Entries = Iterator[tuple[str, float, Any]]


def engines(search: Search, scene: Scene, goal: Term) -> Entries:
    """Name, seconds and engine, in the order of trial; dear ones only from some level on."""
    names = [x for x in scene.variables if x.data[0] in goal.names]
    yield "normal form", 1, lambda s: by_normal_form(s, goal)
    yield "linear combination", 1, lambda s: by_combination(s, goal)
    yield "shape", 1, lambda s: by_shape(s, goal)
    if any(x.is_int for x in names):
        yield from integer_engines(search, scene, goal, [x for x in names if x.is_int])
        return
    if any(f.concl.op == "=" for f in scene.facts):
        yield "elimination", 8, lambda s: by_elimination(search, s, goal)
    yield "cases", 8, lambda s: by_cases(search, s, goal)
    if {"exp", "log"} <= {t.op for t in subterms(goal)} and "log" not in scene.trail:
        for x in names:
            if only_in_exponentials(goal, x):
                yield "exponential variable", 8, lambda s, x=x: by_substitution(search, s, goal, x, only="log")
    yield "simplify", 8, lambda s: by_simplifying(search, s, goal)
    if goal.op == "=":
        yield "identity", 3, lambda s: by_cleared_denominators(search, s, goal)
        yield "both sides", 8, lambda s: by_both_sides(search, s, goal)
    elif goal.op == "!=":
        yield "one side", 8, lambda s: by_one_side(search, s, goal)
        if any(f.concl.op == "!=" for f in scene.facts):
            yield "apart", 8, lambda s: by_sides(search, s, goal)
    else:
        yield from Inequality(search, scene, goal, names).engines()


def integer_engines(search: Search, scene: Scene, goal: Term, ints: list[Term]) -> Entries:
    """For goals with integer variables."""
    if goal.op != "!=" and any(f.concl.op == "!=" for f in scene.facts):
        yield "apart", 8, lambda s: by_sides(search, s, goal)
    yield "relaxation", 8, lambda s: by_relaxation(search, s, goal)
    for n in ints:
        yield "values", 4, lambda s, n=n: by_values(search, s, goal, n)
    nested = scene.trail.count("integer cut") + scene.trail.count("induction")
    plausible = goal.op != "!=" and relaxed_is_plausible(scene, goal)
    for n in ints if search.level or not (nested or plausible) else []:
        yield "integer cut", 6, lambda s, n=n: by_integer_cut(search, s, goal, n)
        yield "induction", 4, lambda s, n=n: by_induction(search, s, goal, n)


class Inequality:
    """The engines for s <= t and s < t in real variables, in four courses."""

    def __init__(self, search: Search, scene: Scene, goal: Term, names: list[Term]) -> None:
        self.search, self.scene, self.goal, self.names = search, scene, goal, names
        self.level, self.several = search.level, len(names) > 1
        self.reals = sorted(names, key=lambda x: complexity(gap_of(goal), x)) if self.several else names
        self.parts = list(subterms(goal))
        self.ops = {t.op for t in self.parts}
        self.with_erf = any(t.op == "erf" and t.names for t in self.parts)
        self.algebraic = not self.ops & {"log", "erf", "exp"}
        self.shallow = bool(self.level) or scene.depth < 3
        self.roots = [t for t in self.parts if t.op == "sqrt"]
        beside = self.with_erf or ("log" in self.ops and not self.several)
        inner = {t.op for r in self.roots for t in subterms(r)} & {"exp", "log", "erf"}
        self.late_roots = beside and not inner

    def engines(self) -> Entries:
        yield from self.algebra()
        yield from self.boxes_and_roots()
        yield from self.calculus()
        if self.level < 1 and "erf" not in self.ops and (self.several or self.scene.depth > 6):
            return
        yield from self.limits()
        if self.level:
            yield from self.last_resorts()

    def algebra(self) -> Entries:
        """Factors, tangents of logarithms, products of facts, sums of squares."""
        search, goal, ops, scene = self.search, self.goal, self.ops, self.scene
        if any(map(is_inverse_root, self.parts)):
            yield "rational roots", 8, lambda s: by_rational_roots(search, s, goal)
        if compares_powers(goal):
            yield "logarithms", 6, lambda s: by_logarithms(search, s, goal)
        yield "factors", 8, lambda s: by_factors(search, s, goal)
        if "sqrt" in ops and ops & {"exp", "log"} and "erf" not in ops and scene.trail.count("root") < 2:
            for x in self.reals:
                if any(t.args[0] is x for t in self.roots):
                    yield "root", 8, lambda s, x=x: by_substitution(search, s, goal, x, only="root")
        if self.several and "log" in ops:
            yield "log tangents", 4, lambda s: by_log_tangents(search, s, goal)
        if self.several and self.shallow:
            yield "products", 1, lambda s: by_combination(s, goal, 2)
        if self.several and self.algebraic and not self.roots:
            yield from self.squares()
        if goal.op == "<" and self.several and any(f.concl.op == "!=" for f in scene.facts):
            yield "apart", 6, lambda s: by_sides(search, s, goal)

    def squares(self) -> Entries:
        """For polynomials in variables and roots."""
        search, goal = self.search, self.goal
        yield "sums of squares", 1 + 2 * self.level, lambda s: by_sums_of_squares(search, s, goal)
        if self.scene.depth < 4 and not self.roots:
            yield "touching", 1.5 + self.level, lambda s: by_touching(search, s, goal)
        if self.shallow:
            yield "multipliers", 1 + 2 * self.level, lambda s: by_multipliers(search, s, goal)

    def boxes_and_roots(self) -> Entries:
        """Boxes, what is plain in parts, and square roots removed."""
        search, goal, level = self.search, self.goal, self.level
        yield "box", 0.3 + level, lambda s: by_box(s, goal, 0.3 + level)
        if self.ops & {"erf", "log", "sqrt"}:
            yield "summands", 4, lambda s: by_summands(search, s, goal)
        for x in self.reals:
            if self.several:
                yield "affine", 6, lambda s, x=x: by_affine(search, s, goal, x)
            else:
                yield "open end", 8, lambda s, x=x: by_open_end(search, s, goal, x)
        if self.several:
            yield "linear form", 8, lambda s: by_linear_form(search, s, goal)
        if self.with_erf:
            yield "erf ranges", 1, lambda s: by_erf_ranges(s, goal)
        if self.roots and not self.late_roots:
            yield from self.square_roots()

    def square_roots(self) -> Entries:
        search, goal = self.search, self.goal
        for x in self.reals:
            yield "repeated factor", 4, lambda s, x=x: by_repeated_factor(search, s, goal, x)
        products = [("root products", 1.5 + self.level, lambda s: by_root_products(search, s, goal))]
        split = self.algebraic and self.several and self.scene.depth < 4
        first = self.level or sum(bool(r.names) for r in self.roots) > 1
        yield from products if split and first else []
        yield "squaring", 6, lambda s: by_squaring(search, s, goal)
        yield from products if split and not first else []
        if self.algebraic:
            yield from self.squares()

    def calculus(self) -> Entries:
        """Slopes and cuts, and what goes with exponentials."""
        search, goal, reals, ops = self.search, self.goal, self.reals, self.ops
        if "erf" in ops:
            yield from self.error_functions()
        if "exp" in ops and not ops & {"log", "sqrt", "erf"}:
            for x in reals:
                yield "exponential polynomial", 5, lambda s, x=x: by_exponential_polynomial(search, s, goal, x)
        for x in reals:
            yield "slope", 6, lambda s, x=x: by_slope(search, s, goal, x)
        for x in reals:
            yield "zeros", 6, lambda s, x=x: by_splitting(search, s, goal, x, zeros_only=True)
        for x in reals if self.several else []:
            yield "open end", 8, lambda s, x=x: by_open_end(search, s, goal, x)
        for x in reals:
            yield "unimodal", 4, lambda s, x=x: by_unimodality(search, s, goal, x)
        if len(self.names) == 1 and not self.with_erf and ops & {"exp", "log"}:
            yield "far tails", 3 + 2 * self.level, lambda s: by_far_tails(search, s, goal, reals[0], 1.5)
        yield from self.exponentials()
        if self.several and self.shallow:
            yield "squares", 1.5, lambda s: by_squares(s, goal)

    def error_functions(self) -> Entries:
        search, goal, trail = self.search, self.goal, self.scene.trail
        if any(t.op == "erf" and t.args[0] not in self.names for t in self.parts):
            for x in self.reals:
                yield "scale", 8, lambda s, x=x: by_substitution(search, s, goal, x, only="scale")
        if len(self.names) == 1 and self.with_erf:
            x = self.names[0]
            if "tail" in trail and trail[-1] in ("tail", "mirror", "cases", "simplify"):
                yield "atom ranges", 3, lambda s: by_atom_ranges(search, s, goal)
            yield "far tails", 8, lambda s: by_far_tails(search, s, goal, x)
            yield "unimodal", 4, lambda s: by_unimodality(search, s, goal, x, most=1)

    def exponentials(self) -> Entries:
        search, goal, ops = self.search, self.goal, self.ops
        yield "exponentials", 6, lambda s: by_exponentiating(search, s, goal)
        if "log" in ops and not self.several:
            yield "log tangents", 4, lambda s: by_log_tangents(search, s, goal)
        if "exp" in ops and self.scene.trail.count("dominance") < 3:
            yield "dominance", 5, lambda s: by_dominance(search, s, goal)
        if self.several and "exp" in ops:
            yield "exp tangents", 2, lambda s: by_exp_tangents(search, s, goal)
            if not ops & {"log", "erf"} and self.shallow:
                yield "sums of squares", 1.5 + self.level, lambda s: by_sums_of_squares(search, s, goal)

    def limits(self) -> Entries:
        """Unbounded ranges."""
        search, goal = self.search, self.goal
        for x in self.reals if self.with_erf and not self.several else []:
            if not self.scene.ends(x):
                yield "halves", 6, lambda s, x=x: cut_at(search, s, goal, x, ZERO)
            else:
                yield "mirror", 6, lambda s, x=x: by_substitution(search, s, goal, x, only="mirror")
        for x in self.reals if self.scene.trail.count("limit") < 2 else []:
            yield "limit", 6, lambda s, x=x: by_limit(search, s, goal, x)
        if self.roots and self.late_roots:
            yield "squaring", 6, lambda s: by_squaring(search, s, goal)

    def last_resorts(self) -> Entries:
        """What takes long."""
        search, goal = self.search, self.goal
        if self.several:
            yield "ordering", 4, lambda s: by_ordering(search, s, goal)
        for x in self.reals if not self.several else []:
            yield "cut", 6, lambda s, x=x: by_splitting(search, s, goal, x)
        yield "logarithms", 6, lambda s: by_logarithms(search, s, goal)
        for x in self.reals:
            yield "substitution", 6, lambda s, x=x: by_substitution(search, s, goal, x)
        for x in self.reals if self.several else []:
            yield "cut", 6, lambda s, x=x: by_splitting(search, s, goal, x)
        if not self.several:
            yield "squares", 1, lambda s: by_squares(s, goal)
