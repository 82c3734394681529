"""A linear form of several variables as a new variable, where that leaves no function of several variables."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Polynomial, Reject, Term, make, normal, number, replace, term
from tailbound.proofs.prover.calculus.single_crossing import stripped
from tailbound.proofs.prover.calculus.slopes import unformed
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.rewriting.forms import Form
from tailbound.proofs.prover.rewriting.substitution import Change, changed
from tailbound.proofs.prover.scene import Scene, gap_of, positive

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

FUNCTIONS = ("erf", "exp", "log", "sqrt")


def by_linear_form(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal in s = a*x + b*y + ... instead of x, where no function of several variables is left."""
    if goal.op not in ("<=", "<"):
        raise NoProof("forms of inequalities")
    multiplier, core = stripped(scene, gap_of(goal))
    for form in forms_in(mixed(normal(core))):
        for x in [v for v in scene.variables if v.data[0] in form.names and not v.is_int]:
            try:
                change = change_of(scene, form, x)
                if not mixed(normal(replace(core, x, change.old))):
                    inner = changed(search, scene, positive(goal.op == "<", core), change)
                    return unformed(search, scene, goal, Form(core, multiplier), inner)
            except (ProofError, Reject):
                continue
    raise NoProof("no linear form that helps")


def mixed(p: dict[frozenset[tuple[Term, int]], Fraction]) -> list[Term]:
    """The functions in p whose argument has several variables, and the denominators."""
    atoms = {t for m in p for t, _ in m if t.op in (*FUNCTIONS, "/") and len(t.names) > 1}
    return sorted(atoms, key=lambda t: t.serial)


def forms_in(atoms: list[Term]) -> Iterator[Term]:
    """The arguments that are linear with rational coefficients."""
    for t in atoms:
        p = normal(t.args[-1])
        linear = all(not m or (len(m) == 1 and all(v.op == "v" and k == 1 for v, k in m)) for m in p)
        if linear and sum(map(bool, p)) > 1:
            yield term({m: c for m, c in p.items() if m})


def change_of(scene: Scene, form: Term, x: Term) -> Change:
    """x = (s - rest)/c, where form = c*x + rest, with the ends of the form."""
    proof = scene.proof
    p, alone = normal(form), frozenset([(x, 1)])
    c, rest = p[alone], term({m: d for m, d in p.items() if m != alone})
    s = proof.fresh("real", "s")
    old = make("*", number(1 / c), make("-", s, rest))
    equation = proof.identity(make("=", replace(old, s, form), x))
    return Change(f"form {x.data[0]}", x, s, form, old, equation, tuple(ends(scene, form)))


def ends(scene: Scene, form: Term) -> Iterator[Step]:
    """Rational ends of the form."""
    for lower in (True, False):
        total = bound(scene, normal(form), lower)
        if total is not None:
            goal = make("<=", number(total), form) if lower else make("<=", form, number(total))
            yield scene.linear(goal, *[f for f in scene.facts if f.concl.op != "!="])


def bound(scene: Scene, p: Polynomial, lower: bool, depth: int = 0) -> Fraction | None:
    """A rational bound of a linear polynomial from the ends of its variables, which may be such polynomials."""
    total = Fraction(0)
    for m, c in p.items():
        best = [Fraction(1)] if not m else []
        if len(m) == 1:
            ((v, k),) = m
            side = lower == (c > 0)
            values = [normal(e.value) for e, _ in scene.ends(v) if e.lower == side] if k == 1 and depth < 3 else []
            best = [b for q in values if (b := bound(scene, q, side, depth + 1)) is not None]
        if not best:
            return None
        total += c * (max(best) if lower == (c > 0) else min(best))
    return total


__all__ = ["by_linear_form"]
