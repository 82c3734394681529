"""`have`: a relation from named facts, with products and multipliers found by linear programming."""

from collections.abc import Sequence
from itertools import combinations_with_replacement

from tailbound.proofs.builder import Formula, ProofError, Step
from tailbound.proofs.checker import (
    ONE,
    ZERO,
    Polynomial,
    Term,
    add,
    gap,
    inverse,
    make,
    normal,
    number,
    power,
    term,
    times,
)
from tailbound.proofs.tactics.multipliers import find_multipliers
from tailbound.proofs.tactics.signs import SignTactics
from tailbound.proofs.text import show


class ArithmeticTactics(SignTactics):
    """Linear and product combinations of facts, modulo denominators that are known not to vanish."""

    def have(
        self,
        goal: Formula,
        *facts: Step,
        degree: int = 1,
        products: Sequence[Sequence[Step]] = (),
        squares: Sequence[Formula] = (),
        multipliers: Sequence[Formula] = (),
        lets: Sequence[Step] = (),
    ) -> Step:
        """The goal, from facts (relations) by one arith step.

        Inequalities enter in products of up to `degree` of them, and in the `products` named; `squares` are terms
        whose squares may be added; an equation enters times 1, the `multipliers`, the atoms at hand, and the
        denominators of the goal.  `lets` (equations variable = term) are unfolded in goal and facts first.
        Denominators whose sign `positive` can see are cleared.
        """
        target = self.t(goal)
        if lets:
            stage = target
            for let in lets:
                stage = _rewritten(stage, let)
            inner = self.have(
                stage,
                *(self.unfold(f, *lets) for f in facts),
                degree=degree,
                products=[[self.unfold(f, *lets) for f in product] for product in products],
                squares=squares,
                multipliers=multipliers,
            )
            return self.fold(target, inner, *lets)
        return _Search(self, target, facts, degree, products, squares, multipliers).run()

    def chain(self, *steps: Step) -> Step:
        """s <= u (or <, =) from s R t, t R u, ...: the ends of a calculation."""
        ops = {s.concl.op for s in steps}
        op = "<" if "<" in ops else "<=" if "<=" in ops else "="
        goal = make(op, steps[0].concl.args[0], steps[-1].concl.args[1])
        pos: list[tuple[int, list[Step], list[Term]]] = [(1, [s], []) for s in steps if s.concl.op != "="]
        return self.identity(goal, pos=pos, eq=[(s, ONE) for s in steps if s.concl.op == "="])


def _rewritten(t: Term, let: Step) -> Term:
    from tailbound.proofs.tactics.sums import hole, occurs

    s, value = let.concl.args
    if not occurs(s, t):
        return t
    from tailbound.proofs.checker import instantiate

    return instantiate(hole(t, s), value)


def inverse_atoms(*polynomials: Polynomial) -> dict[Term, int]:
    """The atoms 1/e of some polynomials with their highest degrees, nested ones first, in one order in every run."""
    out: dict[Term, int] = {}
    for p in polynomials:
        for m in p:
            for t, k in m:
                if t.op == "/" and t.args[0] is ONE:
                    out[t] = max(out.get(t, 0), k)
    return dict(sorted(out.items(), key=lambda item: (-item[0].depth, item[0].serial)))


class _Search:
    """One call of `have`."""

    def __init__(
        self,
        proof: ArithmeticTactics,
        goal: Term,
        facts: Sequence[Step],
        degree: int,
        products: Sequence[Sequence[Step]],
        squares: Sequence[Formula],
        multipliers: Sequence[Formula],
    ) -> None:
        self.proof, self.goal, self.facts = proof, goal, list(dict.fromkeys(facts))
        every = [*self.facts, *(f for p in products for f in p)]
        self.polynomials = {f: gap(f.concl) for f in every}
        self.goal_gap = gap(goal)
        self.clearing = self._denominators(every)
        self.degree, self.products = degree, products
        self.squares = [proof.t(s) for s in squares]
        self.multipliers = [proof.t(m) for m in multipliers]

    def _denominators(self, every: Sequence[Step]) -> dict[Term, Step]:
        """For each atom 1/e with e or -e seen to be positive, the step that says so (e is only fixed up to sign).

        Nested ones come first, as clearing 1/(1 - x/z) brings 1/z back.
        """
        out: dict[Term, Step] = {}
        for x in inverse_atoms(self.goal_gap, *self.polynomials.values()):
            for d in (x.args[1], term(add({}, normal(x.args[1]), -1))):
                step = self.proof.sign(d, True, self.proof._allowed(tuple(every)))
                if step is not None:
                    out[x] = step
                    break
        return out

    def run(self) -> Step:
        signed, strict = self._products()
        free = self._equations()
        flips = (1, -1) if self.goal.op == "!=" else (1,)
        columns = [c for _, c in signed] + [c for *_, c in free]
        for flip in flips:
            target = add({}, self.goal_gap, flip)
            cleared = self._clear([target, *columns])
            need_strict = strict if self.goal.op in ("<", "!=") else []
            n = len(signed)
            found = find_multipliers(cleared[0], cleared[1 : 1 + n], cleared[1 + n :], need_strict)
            if found is not None and (need_strict or self.goal.op in ("<=", "=")):
                pos = [(c, e[0], e[1]) for (e, _), c in zip(signed, found[:n], strict=True) if c]
                eq: list[tuple[Step, Formula]] = []
                for (e, m, _), c in zip(free, found[n:], strict=True):
                    if c:
                        eq.append((e, make("*", number(c), m) if c != 1 else m))
                return self.proof.identity(self.goal, pos=pos, eq=eq, clear=list(self.clearing.values()))
        names = "; ".join(show(f.concl) for f in self.facts)
        raise ProofError(f"no combination found for {show(self.goal)} from {names}")

    def _products(self) -> tuple[list[tuple[tuple[list[Step], list[Term]], Polynomial]], list[int]]:
        """Columns with a coefficient >= 0, and the numbers of those that are strictly positive."""
        if self.goal.op == "=":
            return [], []
        inequalities = [f for f in self.facts if f.concl.op in ("<=", "<")]
        sets = [list(c) for d in range(self.degree + 1) for c in combinations_with_replacement(inequalities, d)]
        sets += [list(p) for p in self.products]
        inverses = {x: self.proof.schema("inv_pos", s.concl.args[1], prem=[s]) for x, s in self.clearing.items()}
        degrees = inverse_atoms(self.goal_gap)
        scale = [inverses[x] for x in inverses for _ in range(degrees.get(x, 0))]
        out: list[tuple[tuple[list[Step], list[Term]], Polynomial]] = []
        for steps in sets:
            for extra in [[], scale] if scale else [[]]:
                for square in [None, *self.squares]:
                    out.append(self._column([*steps, *extra], square))
        strict = [i for i, ((ps, sq), _) in enumerate(out) if not sq and all(p.concl.op == "<" for p in ps)]
        return out, strict

    def _column(self, steps: list[Step], square: Term | None) -> tuple[tuple[list[Step], list[Term]], Polynomial]:
        p = {frozenset(): number(1).data[0]} if square is None else power(normal(square), 2)
        for s in steps:
            p = times(p, self.polynomials[s] if s in self.polynomials else gap(s.concl))
        return (steps, [] if square is None else [square]), p

    def _equations(self) -> list[tuple[Step, Term, Polynomial]]:
        """Columns with a free coefficient: equation times multiplier."""
        degrees = inverse_atoms(self.goal_gap)
        below = [x if k == 1 else make("^", x, data=(k,)) for x, k in degrees.items() if x in self.clearing]
        scales = [ONE, *below, *([make("*", *below)] if len(below) > 1 else [])]
        chosen = [*self.multipliers, *self._atoms()]
        both = [make("*", m, s) for m in chosen for s in scales if s is not ONE]
        out = []
        for f in self.facts:
            if f.concl.op == "=":
                for m in dict.fromkeys([*scales, *chosen, *both]):
                    out.append((f, m, times(normal(m), self.polynomials[f])))
        return out

    def _atoms(self) -> list[Term]:
        """The atoms of goal and facts, up to a dozen, as multipliers of the equations."""
        every = [self.goal_gap, *self.polynomials.values()]
        atoms = dict.fromkeys(t for p in every for m in p for t, _ in m if t.op != "/" or t.args[0] is not ONE)
        return sorted(atoms, key=lambda t: t.serial)[:12]

    def _clear(self, polynomials: list[Polynomial]) -> list[Polynomial]:
        """All polynomials times one power of each e, with e (1/e) = 1."""
        for step in self.clearing.values():
            for m in inverse(term(gap(step.concl))):
                for x, _ in m:
                    if x.op == "/" and x.args[0] is ONE:
                        polynomials = _cleared(polynomials, x)
        return polynomials


def _cleared(polynomials: list[Polynomial], x: Term) -> list[Polynomial]:
    degree = max((dict(m).get(x, 0) for p in polynomials for m in p), default=0)
    e = normal(x.args[1])
    powers = [power(e, k) for k in range(degree + 1)]
    out = []
    for p in polynomials:
        q: Polynomial = {}
        for m, c in p.items():
            rest = frozenset((t, k) for t, k in m if t is not x)
            q = add(q, times({rest: c}, powers[degree - dict(m).get(x, 0)]))
        out.append(q)
    return out


__all__ = ["ZERO", "ArithmeticTactics", "inverse_atoms"]
