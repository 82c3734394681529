"""New variables: x = s^2 for sqrt(x), x = exp(t) for log(x), x = log(t) for exp(x), x = 1/t."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Reject, Term, gap, make, normal, number, rebuild, replace, term
from tailbound.proofs.prover.algebra.factors import nonzero_denominators
from tailbound.proofs.prover.algebra.rational_forms import quotient_form
from tailbound.proofs.prover.algebra.root_identities import concluded
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.exponentials.exponential_units import (
    exponent,
    exponential_range,
    logarithm,
    undone,
    unit_rate,
)
from tailbound.proofs.prover.floats import values
from tailbound.proofs.prover.scene import Scene

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


@dataclass(frozen=True)
class Change:
    """s = new(x) and x = old(s): `equation` proves old(new(x)) = x; `extra` are facts about new(x)."""

    name: str
    x: Term
    s: Term
    new: Term
    old: Term
    equation: Step
    extra: tuple[Step, ...] = ()


def by_substitution(search: Search, scene: Scene, goal: Term, x: Term, only: str = "") -> Step:
    """The goal in a new variable; `only` one kind of change."""
    found = {"": changes, "scale": _scaled, "root": _root, "mirror": _mirrored, "log": _exponential}[only]
    for change in found(search, scene, goal, x):
        again = change.name in scene.trail and only != "root"
        if again or sum(n in ("exp", "log", "root", "reciprocal") for n in scene.trail) >= 2:
            continue
        try:
            return changed(search, scene, goal, change)
        except (NoProof, ProofError, Reject):
            continue
    raise NoProof("no substitution helps")


def changed(search: Search, scene: Scene, goal: Term, change: Change) -> Step:
    """Prove the goal at x = old(s) for all s that the facts allow, then put s = new(x)."""
    proof, s = scene.proof, change.s
    target = in_new(goal, change)
    given = [f for f in scene.facts if change.x.data[0] in f.concl.names]
    rest = [f for f in scene.facts if change.x.data[0] not in f.concl.names]
    moved = {f: proof.assume(in_new(f.concl, change)) for f in given}
    extra = {e: proof.assume(rebuild(e.concl, _put(change.new, s))) for e in change.extra}
    variables = [v for v in scene.variables if v is not change.x] + [s]
    tidied = [neat(scene, m) for m in moved.values()]
    known = [*rest, *tidied, *extra.values()]
    divided = [without_constant(search, scene, f) for f in tidied if len(f.concl.names) > 1]
    more = [f for f in divided if all(f.concl is not k.concl for k in known)]
    inside = scene.deeper(change.name).over(variables, [*known, *more])
    step = proof.use(search.prove(inside, target), sub={s.data[0]: change.new})
    premises = [*change.extra]
    for f, m in moved.items():
        wanted = replace(m.concl, s, change.new)
        if wanted in step.hyps:
            premises.append(f if wanted is f.concl else proof.fold(wanted, f, change.equation))
    step = proof.discharge(step, *premises)
    back, x = change.equation.concl.args
    out = step if step.concl is goal else proof.rewrite(change.equation, step)
    if out.concl is not goal:
        return scene.converted(goal, out)
    del back, x
    return out


def neat(scene: Scene, step: Step) -> Step:
    """The fact as 0 R its gap, where the normal form is simpler: log(exp t) and the like are left."""
    p = term(gap(step.concl))
    return scene.converted(make(step.concl.op, ZERO, p), step) if step.concl.op in ("<=", "<") else step


def without_constant(search: Search, scene: Scene, step: Step) -> Step:
    """sqrt(2)*x <= sqrt(2)*y divided by sqrt(2), so that x is seen to end at y."""
    if step.concl.op not in ("<=", "<"):
        return step
    common = frozenset.intersection(*gap(step.concl)) if gap(step.concl) else frozenset()
    roots = [t for t, k in common if t.op == "sqrt" and not t.names and k == 1]
    if len(roots) != 1:
        return step
    p = {m - {(roots[0], 1)}: c for m, c in gap(step.concl).items()}
    above = search.prove(scene.deeper("constant"), make("<", ZERO, roots[0]))
    inverse = scene.proof.schema("inv_pos", roots[0], prem=[above])
    return scene.proof.identity(make(step.concl.op, ZERO, term(p)), pos=[(1, [step, inverse], [])], clear=[above])


def in_new(t: Term, change: Change) -> Term:
    """The term in the new variable: new(x) becomes s, every other x becomes old(s)."""
    first = rebuild(t, _put(change.new, change.s)) if change.new.op not in ("/", "-") else t
    return replace(first, change.x, change.old)


def _put(what: Term, value: Term) -> Callable[[Term, int], Term | None]:
    return lambda sub, depth: value if sub is what else None


def changes(search: Search, scene: Scene, goal: Term, x: Term) -> Iterator[Change]:
    """The substitutions that the atoms of the goal suggest."""
    proof = scene.proof
    yield from _scaled(search, scene, goal, x)
    ops = {t.op: t for t in _atoms(goal) if x.data[0] in t.names}
    if "sqrt" in ops:
        yield from _root(search, scene, goal, x)
    if any(t.op == "log" and t.args[0] is x for t in _atoms(goal)) and elsewhere(goal, x):
        above = search.prove(scene.deeper("positive"), make("<", ZERO, x))
        t = proof.fresh("real", "t")
        equation = proof.schema("exp_log", x, prem=[above])
        yield Change("exp", x, t, make("log", x), make("exp", t), equation)
    yield from _exponential(search, scene, goal, x)
    yield from _mirrored(search, scene, goal, x)
    yield from _reciprocal(search, scene, goal, x)


def _exponential(search: Search, scene: Scene, goal: Term, x: Term) -> Iterator[Change]:
    """t = exp(c*x), where all exponentials of x are its powers."""
    c = unit_rate(_atoms(goal), x)
    if c is not None and elsewhere(goal, x):
        t, extra = scene.proof.fresh("real", "t"), tuple(exponential_range(scene, x, c))
        yield Change("log", x, t, make("exp", exponent(x, c)), logarithm(t, c), undone(scene, x, c), extra)


def _mirrored(search: Search, scene: Scene, goal: Term, x: Term) -> Iterator[Change]:
    """t = -x, for an x that has no lower end."""
    if not any(e.lower for e, _ in scene.ends(x)):
        t = scene.proof.fresh("real", "t")
        equation = scene.proof.identity(make("=", make("-", ZERO, make("-", ZERO, x)), x))
        yield Change("mirror", x, t, make("-", ZERO, x), make("-", ZERO, t), equation)


def _scaled(search: Search, scene: Scene, goal: Term, x: Term) -> Iterator[Change]:
    """erf(c*x): s = c*x."""
    proof = scene.proof
    if sum(n.startswith("scale") for n in scene.trail) >= len(scene.variables):
        return
    for t in sorted((t for t in _atoms(goal) if t.op == "erf" and x.data[0] in t.names), key=lambda t: t.serial):
        p = normal(t.args[0])
        if len(p) != 1:
            continue
        ((m, k),) = p.items()
        c = term({m - {(x, 1)}: k})
        if (x, 1) not in m or c.names or c is ONE:
            continue
        above = search.prove(scene.deeper("positive"), make("<", ZERO, c))
        s = proof.fresh("real", "s")
        old = quotient_form(make("/", s, c))
        clear = [above, *nonzero_denominators(search, scene, t.args[0], old)]
        equation = concluded(search, scene, make("=", replace(old, s, t.args[0]), x), [], clear)
        yield Change(
            f"scale {x.data[0]}",
            x,
            s,
            t.args[0],
            old,
            equation,
            tuple(scaled_ends(search, scene, x, t.args[0], c)),
        )


def scaled_ends(search: Search, scene: Scene, x: Term, new: Term, c: Term) -> Iterator[Step]:
    """Rational ends of c*x, for the rational ends of x; 0 stays 0, others are rounded outwards."""
    factor = float(values(c, {})[0][0])
    for lower in (True, False):
        end = scene.number_end(x, lower)
        if end is None:
            continue
        at = Fraction(end[0]) * Fraction(factor)
        margin = Fraction(1, 1000) if end[0] else Fraction(0)
        bound = Fraction(round((at - margin if lower else at + margin) * 2000), 2000)
        op = "<" if end[1] and not end[0] else "<="
        try:
            goal = make(op, number(bound), new) if lower else make(op, new, number(bound))
            yield search.prove(scene.deeper("end"), goal)
        except NoProof:
            continue


def _root(search: Search, scene: Scene, goal: Term, x: Term) -> Iterator[Change]:
    """sqrt(c*x + r): s >= 0 and x = (s^2 - r)/c."""
    proof = scene.proof
    for root in sorted({t for t in _atoms(goal) if t.op == "sqrt" and x.data[0] in t.names}, key=lambda t: t.depth):
        p = normal(root.args[0])
        c = p.get(frozenset([(x, 1)]), Fraction(0))
        rest = {m: d for m, d in p.items() if m != frozenset([(x, 1)])}
        if c == 0 or any(x.data[0] in t.names for m in rest for t, _ in m):
            continue
        inside = search.prove(scene.deeper("radicand"), make("<=", ZERO, root.args[0]))
        square = proof.schema("sqrt_square", root.args[0], prem=[inside])
        s = proof.fresh("real", "s")
        old = make("^", s, data=(2,))
        if rest:
            old = make("-", old, term(rest))
        if c != 1:
            old = make("*", number(1 / c), old)
        equation = proof.identity(make("=", replace(old, s, root), x), eq=[(square, number(1 / c))])
        try:
            low = search.prove(scene.deeper("radicand"), make("<", ZERO, root))
        except NoProof:
            low = proof.schema("sqrt_nonneg", root.args[0])
        yield Change("root", x, s, root, old, equation, (low,))


def _reciprocal(search: Search, scene: Scene, goal: Term, x: Term) -> Iterator[Change]:
    """x = 1/t, for an x that has no upper end."""
    if scene.number_end(x, False) is not None or scene.number_end(x, True) is None or len(scene.variables) > 2:
        return
    proof = scene.proof
    above = search.prove(scene.deeper("positive"), make("<", ZERO, x))
    t = proof.fresh("real", "t")
    new = make("/", ONE, x)
    equation = proof.identity(make("=", make("/", ONE, new), x))
    extra = [proof.schema("inv_pos", x, prem=[above])]
    for e, f in scene.ends(x):
        if e.lower and e.number is not None and e.number > 0:
            bound = make("<=", new, number(1 / e.number))
            inverse = number(1 / e.number)
            extra.append(proof.identity(bound, pos=[(1 / e.number, [extra[0], f], [])], clear=[above]))
            del inverse
            break
    yield Change("reciprocal", x, t, new, make("/", ONE, t), equation, tuple(extra))


def elsewhere(goal: Term, x: Term) -> bool:
    """Whether the goal is more than a function of one atom."""
    return len(normal(make("-", goal.args[1], goal.args[0]))) > 1


def _atoms(t: Term) -> set[Term]:
    out, todo = set[Term](), [t]
    while todo:
        s = todo.pop()
        if s not in out:
            out.add(s)
            todo += s.args
    return out
