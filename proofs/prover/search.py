"""The search: for each goal, engines in an order that lets the cheap ones go first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Fuel, Reject, Term
from tailbound.proofs.prover.affine import by_affine
from tailbound.proofs.prover.apart import by_sides
from tailbound.proofs.prover.atom_ranges import by_atom_ranges
from tailbound.proofs.prover.boxes import by_box
from tailbound.proofs.prover.case_splits import by_cases
from tailbound.proofs.prover.clock import Clock, NoProof, OutOfTime
from tailbound.proofs.prover.dominance import by_dominance
from tailbound.proofs.prover.elimination import by_elimination
from tailbound.proofs.prover.equations import by_both_sides, by_cleared_denominators, by_one_side
from tailbound.proofs.prover.erf_ranges import by_erf_ranges
from tailbound.proofs.prover.exponential_polynomials import by_exponential_polynomial
from tailbound.proofs.prover.exponential_units import only_in_exponentials
from tailbound.proofs.prover.exponentiating import by_exponentiating
from tailbound.proofs.prover.factors import by_factors
from tailbound.proofs.prover.far_tails import by_far_tails
from tailbound.proofs.prover.forms import complexity
from tailbound.proofs.prover.integers import (
    by_induction,
    by_integer_cut,
    by_relaxation,
    by_values,
    relaxed_is_plausible,
)
from tailbound.proofs.prover.limits import by_limit
from tailbound.proofs.prover.linear import by_combination, by_normal_form, by_shape, by_squares
from tailbound.proofs.prover.linear_forms import by_linear_form
from tailbound.proofs.prover.logarithms import by_logarithms, compares_powers
from tailbound.proofs.prover.open_ends import by_open_end
from tailbound.proofs.prover.ordering import by_ordering
from tailbound.proofs.prover.rational_roots import by_rational_roots, is_inverse_root
from tailbound.proofs.prover.repeated_factors import by_repeated_factor
from tailbound.proofs.prover.root_products import by_root_products
from tailbound.proofs.prover.scene import Scene, gap_of
from tailbound.proofs.prover.simplify import by_simplifying
from tailbound.proofs.prover.slopes import by_slope
from tailbound.proofs.prover.splitting import by_splitting, cut_at
from tailbound.proofs.prover.squaring import by_squaring
from tailbound.proofs.prover.substitution import by_substitution
from tailbound.proofs.prover.summands import by_summands
from tailbound.proofs.prover.sums_of_squares import by_multipliers, by_sums_of_squares
from tailbound.proofs.prover.tangents import by_exp_tangents, by_log_tangents
from tailbound.proofs.prover.touching import by_touching
from tailbound.proofs.prover.unimodal import by_unimodality
from tailbound.proofs.text import show

DEEPEST = 14
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
FUEL_PER_SECOND = 120_000  # of the checker's units of work, so that no expansion outlives its engine's time
Engine = Callable[[], Step]


class Search:
    """One proof search; `prove` returns a step of the goal that rests on the scene's facts, or raises NoProof."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.failed: dict[tuple[Term, frozenset[Term]], int] = {}
        self.done: dict[tuple[Term, frozenset[Term]], Step] = {}
        self.running: set[tuple[Term, frozenset[Term]]] = set()
        self.tried: dict[str, None] = {}
        self.winner = ""
        self.level = 0

    def prove_by_levels(self, scene: Scene, goal: Term) -> Step:
        """First with the cheap engines everywhere, then with all."""
        for level, share in ((0, 0.4), (1, 1.0)):
            self.level = level
            self.failed.clear()
            clock = Clock(self.clock.deadline)
            try:
                self.clock = clock.slice(share * clock.left())
                return self.prove(replace(scene, clock=self.clock), goal)
            except (NoProof, OutOfTime):
                if level == 1:
                    raise
            finally:
                self.clock = clock
        raise NoProof("no engine proved it")

    def prove(self, scene: Scene, goal: Term) -> Step:
        self.clock.check()
        key = (goal, frozenset(scene.relations))
        if key in self.done:
            return self.done[key]
        if self.failed.get(key, 99) <= scene.depth or key in self.running:
            raise NoProof("tried before")
        if scene.depth > DEEPEST:
            raise NoProof("too deep")
        if not scene.plausible(goal):
            raise NoProof("a sample point speaks against it")
        self.running.add(key)
        try:
            step = self._first(scene, goal)
        except NoProof:
            self.failed[key] = scene.depth
            raise
        finally:
            self.running.discard(key)
        self.done[key] = step
        return step

    def contradiction(self, scene: Scene, false: Term, names: Collection[str]) -> Step:
        """A false relation from the scene's facts, by the engines named."""
        for name, seconds, engine in self.engines(scene, false):
            if name in names:
                try:
                    step: Step = engine(replace(scene, clock=scene.clock.slice(seconds)))
                    return step
                except (NoProof, ProofError, Reject):
                    continue
        raise NoProof("no contradiction found")

    def hardest(self) -> dict[str, str] | None:
        """The deepest subgoal that failed."""
        if not self.failed:
            return None
        (goal, _), depth = max(self.failed.items(), key=lambda item: item[1])
        return {"goal": show(goal)[:200], "depth": str(depth)}

    def _first(self, scene: Scene, goal: Term) -> Step:
        for name, seconds, engine in self.engines(scene, goal):
            self.clock.check()
            share = 0.95 if name in ONLY_WAY else 0.6 if scene.depth < 2 else 0.85
            own = replace(scene, clock=scene.clock.slice(min(seconds, share * scene.clock.left())))
            Fuel.left = int(FUEL_PER_SECOND * own.clock.left()) + 1000
            try:
                step: Step = engine(own)
            except OutOfTime:
                self.clock.check()
                scene.clock.check()
                continue
            except (NoProof, ProofError, Reject, ArithmeticError, ValueError):
                self.tried[name] = None
                continue
            finally:
                Fuel.left = int(FUEL_PER_SECOND * max(scene.clock.left(), 0)) + 1000
            if scene.depth == 0:
                self.winner = name
            return step
        raise NoProof("no engine proved it")

    def engines(self, scene: Scene, goal: Term) -> Iterator[tuple[str, float, Any]]:
        """Name, seconds and engine, in the order of trial; dear ones only from some level on."""
        names = [x for x in scene.variables if x.data[0] in goal.names]
        yield "normal form", 1, lambda s: by_normal_form(s, goal)
        yield "linear combination", 1, lambda s: by_combination(s, goal)
        yield "shape", 1, lambda s: by_shape(s, goal)
        if any(x.is_int for x in names):
            yield from self.integer_engines(scene, goal, [x for x in names if x.is_int])
            return
        if any(f.concl.op == "=" for f in scene.facts):
            yield "elimination", 8, lambda s: by_elimination(self, s, goal)
        yield "cases", 8, lambda s: by_cases(self, s, goal)
        if {"exp", "log"} <= {t.op for t in atoms_of(goal)} and "log" not in scene.trail:
            for x in names:
                if only_in_exponentials(goal, x):
                    yield "exponential variable", 8, lambda s, x=x: by_substitution(self, s, goal, x, only="log")
        yield "simplify", 8, lambda s: by_simplifying(self, s, goal)
        if goal.op == "=":
            yield "identity", 3, lambda s: by_cleared_denominators(self, s, goal)
            yield "both sides", 8, lambda s: by_both_sides(self, s, goal)
        elif goal.op == "!=":
            yield "one side", 8, lambda s: by_one_side(self, s, goal)
            if any(f.concl.op == "!=" for f in scene.facts):
                yield "apart", 8, lambda s: by_sides(self, s, goal)
        else:
            yield from self.inequality_engines(scene, goal, names)

    def integer_engines(self, scene: Scene, goal: Term, ints: list[Term]) -> Iterator[tuple[str, float, Any]]:
        if goal.op != "!=" and any(f.concl.op == "!=" for f in scene.facts):
            yield "apart", 8, lambda s: by_sides(self, s, goal)
        yield "relaxation", 8, lambda s: by_relaxation(self, s, goal)
        for n in ints:
            yield "values", 4, lambda s, n=n: by_values(self, s, goal, n)
        nested = scene.trail.count("integer cut") + scene.trail.count("induction")
        plausible = goal.op != "!=" and relaxed_is_plausible(scene, goal)
        for n in ints if self.level or not (nested or plausible) else []:
            yield "integer cut", 6, lambda s, n=n: by_integer_cut(self, s, goal, n)
            yield "induction", 4, lambda s, n=n: by_induction(self, s, goal, n)

    def algebraic_engines(self, scene: Scene, goal: Term) -> Iterator[tuple[str, float, Any]]:
        """For polynomials in variables and roots."""
        yield "sums of squares", 1 + 2 * self.level, lambda s: by_sums_of_squares(self, s, goal)
        if scene.depth < 4 and not any(t.op == "sqrt" for t in atoms_of(goal)):
            yield "touching", 1.5 + self.level, lambda s: by_touching(self, s, goal)
        if self.level or scene.depth < 3:
            yield "multipliers", 1 + 2 * self.level, lambda s: by_multipliers(self, s, goal)

    def inequality_engines(self, scene: Scene, goal: Term, names: list[Term]) -> Iterator[tuple[str, float, Any]]:
        level, several = self.level, len(names) > 1
        if any(map(is_inverse_root, atoms_of(goal))):
            yield "rational roots", 8, lambda s: by_rational_roots(self, s, goal)
        reals = sorted(names, key=lambda x: complexity(gap_of(goal), x)) if several else names
        ops = {t.op for t in atoms_of(goal)}
        if compares_powers(goal):
            yield "logarithms", 6, lambda s: by_logarithms(self, s, goal)
        yield "factors", 8, lambda s: by_factors(self, s, goal)
        if "sqrt" in ops and ops & {"exp", "log"} and "erf" not in ops and scene.trail.count("root") < 2:
            for x in reals:
                if any(t.op == "sqrt" and t.args[0] is x for t in atoms_of(goal)):
                    yield "root", 8, lambda s, x=x: by_substitution(self, s, goal, x, only="root")
        if several and "log" in ops:
            yield "log tangents", 4, lambda s: by_log_tangents(self, s, goal)
        if several and (level or scene.depth < 3):
            yield "products", 1, lambda s: by_combination(s, goal, 2)
        algebraic = not ops & {"log", "erf", "exp"}
        if several and algebraic and "sqrt" not in ops:
            yield from self.algebraic_engines(scene, goal)
        if goal.op == "<" and several and any(f.concl.op == "!=" for f in scene.facts):
            yield "apart", 6, lambda s: by_sides(self, s, goal)
        yield "box", 0.3 + level, lambda s: by_box(s, goal, 0.3 + level)
        if ops & {"erf", "log", "sqrt"}:
            yield "summands", 4, lambda s: by_summands(self, s, goal)
        for x in reals if not several else []:
            yield "open end", 8, lambda s, x=x: by_open_end(self, s, goal, x)
        for x in reals if several else []:
            yield "affine", 6, lambda s, x=x: by_affine(self, s, goal, x)
        if several:
            yield "linear form", 8, lambda s: by_linear_form(self, s, goal)
        with_erf = any(t.op == "erf" and t.names for t in atoms_of(goal))
        if with_erf:
            yield "erf ranges", 1, lambda s: by_erf_ranges(s, goal)
        roots = [t for t in atoms_of(goal) if t.op == "sqrt"]
        beside = with_erf or ("log" in ops and not several)
        late = beside and not any({t.op for t in atoms_of(r)} & {"exp", "log", "erf"} for r in roots)
        if roots and not late:
            for x in reals:
                yield "repeated factor", 4, lambda s, x=x: by_repeated_factor(self, s, goal, x)
            products = [("root products", 1.5 + level, lambda s: by_root_products(self, s, goal))]
            split = algebraic and several and scene.depth < 4
            first = level or sum(bool(r.names) for r in roots) > 1
            yield from products if split and first else []
            yield "squaring", 6, lambda s: by_squaring(self, s, goal)
            yield from products if split and not first else []
            if algebraic:
                yield from self.algebraic_engines(scene, goal)
        if any(t.op == "erf" and t.args[0] not in names for t in atoms_of(goal)):
            for x in reals:
                yield "scale", 8, lambda s, x=x: by_substitution(self, s, goal, x, only="scale")
        if len(names) == 1 and with_erf:
            if "tail" in scene.trail and scene.trail[-1] in ("tail", "mirror", "cases", "simplify"):
                yield "atom ranges", 3, lambda s: by_atom_ranges(self, s, goal)
            yield "far tails", 8, lambda s: by_far_tails(self, s, goal, names[0])
        for x in reals if not several and with_erf else []:
            yield "unimodal", 4, lambda s, x=x: by_unimodality(self, s, goal, x, most=1)
        if "exp" in ops and not ops & {"log", "sqrt", "erf"}:
            for x in reals:
                yield "exponential polynomial", 5, lambda s, x=x: by_exponential_polynomial(self, s, goal, x)
        for x in reals:
            yield "slope", 6, lambda s, x=x: by_slope(self, s, goal, x)
        for x in reals:
            yield "zeros", 6, lambda s, x=x: by_splitting(self, s, goal, x, zeros_only=True)
        for x in reals if several else []:
            yield "open end", 8, lambda s, x=x: by_open_end(self, s, goal, x)
        for x in reals:
            yield "unimodal", 4, lambda s, x=x: by_unimodality(self, s, goal, x)
        if len(names) == 1 and not with_erf and ops & {"exp", "log"}:
            yield "far tails", 3 + 2 * level, lambda s: by_far_tails(self, s, goal, names[0], 1.5)
        yield "exponentials", 6, lambda s: by_exponentiating(self, s, goal)
        if "log" in ops and not several:
            yield "log tangents", 4, lambda s: by_log_tangents(self, s, goal)
        if "exp" in ops and scene.trail.count("dominance") < 3:
            yield "dominance", 5, lambda s: by_dominance(self, s, goal)
        if several and "exp" in ops:
            yield "exp tangents", 2, lambda s: by_exp_tangents(self, s, goal)
        if several and "exp" in ops and not ops & {"log", "erf"} and (level or scene.depth < 3):
            yield "sums of squares", 1.5 + level, lambda s: by_sums_of_squares(self, s, goal)
        if several and (level or scene.depth < 3):
            yield "squares", 1.5, lambda s: by_squares(s, goal)
        if level < 1 and "erf" not in ops and (several or scene.depth > 6):
            return
        for x in reals if with_erf and not several else []:
            if not scene.ends(x):
                yield "halves", 6, lambda s, x=x: cut_at(self, s, goal, x, ZERO)
            else:
                yield "mirror", 6, lambda s, x=x: by_substitution(self, s, goal, x, only="mirror")
        for x in reals if scene.trail.count("limit") < 2 else []:
            yield "limit", 6, lambda s, x=x: by_limit(self, s, goal, x)
        if roots and late:
            yield "squaring", 6, lambda s: by_squaring(self, s, goal)
        if level < 1:
            return
        if several:
            yield "ordering", 4, lambda s: by_ordering(self, s, goal)
        else:
            yield from (("cut", 6, lambda s, x=x: by_splitting(self, s, goal, x)) for x in reals)
        yield "logarithms", 6, lambda s: by_logarithms(self, s, goal)
        for x in reals:
            yield "substitution", 6, lambda s, x=x: by_substitution(self, s, goal, x)
        for x in reals if several else []:
            yield "cut", 6, lambda s, x=x: by_splitting(self, s, goal, x)
        if not several:
            yield "squares", 1, lambda s: by_squares(s, goal)


def atoms_of(t: Term) -> set[Term]:
    """All subterms."""
    out, todo = set[Term](), [t]
    while todo:
        s = todo.pop()
        if s not in out:
            out.add(s)
            todo += s.args
    return out


__all__ = ["ZERO", "Search"]
