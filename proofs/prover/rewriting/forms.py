"""Equivalent forms of 0 <= g whose derivatives are simpler: g divided by something positive.

c*log(u) + r becomes log(u) + r/c, whose derivative has no logarithm; p*exp(q) + r becomes p + r*exp(-q) and so on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tailbound.proofs.checker import (
    ONE,
    UNIT,
    ZERO,
    Polynomial,
    Reject,
    Term,
    add,
    derivative,
    make,
    normal,
    number,
    term,
)
from tailbound.proofs.prover.algebra.factors import negative, seen_sign
from tailbound.proofs.prover.algebra.rational_forms import factored
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene


@dataclass(frozen=True)
class Form:
    """g = multiplier * value with a positive multiplier (1 for g itself)."""

    value: Term
    multiplier: Term


def forms(scene: Scene, g: Term, x: Term) -> list[Form]:
    """Forms of g, those with the simplest derivative in x first."""
    found = {f.value: f for f in _every(scene, g, x)}
    ranked = sorted(((complexity(f.value, x), f) for f in found.values()), key=lambda pair: pair[0])
    return [f for (size, _), f in ranked if size <= 3 * ranked[0][0][0] + 12][:4]


def complexity(g: Term, x: Term) -> tuple[int, int]:
    """How complicated the derivative is: transcendental atoms and length of its factors."""
    try:
        parts = factored(derivative(g, x)[0])
    except (NoProof, Reject):
        return 10_000, 0
    atoms, length = 0, 0
    for f, power in parts.factors:
        p = normal(f)
        size = sum(1 + sum(k for _, k in m) for m in p)
        if power < 0:  # of one sign almost always, and seldom hard
            length += size // 2
            continue
        moving = [{t for t, _ in m if t.op in ("exp", "log", "erf", "sqrt") and x.data[0] in t.names} for m in p]
        atoms += len(set[Term]().union(*moving)) * len(p) + sum(map(entangled, moving))
        length += size
    return 4 * atoms + length, g.serial


def entangled(kinds: set[Term]) -> int:
    """What a product of such functions costs: roots of something else than the rest are the worst."""
    return 0 if len(kinds) < 2 else 4 if any(t.op == "sqrt" for t in kinds) else 1


def _every(scene: Scene, g: Term, x: Term) -> Iterator[Form]:
    yield Form(g, ONE)
    try:
        p = normal(g)
        yield from _by_atom(scene, p, x)
        yield from _by_root(p, x)
        yield from _by_exponential(scene, p, x)
    except Reject:
        return


def _by_atom(scene: Scene, p: Polynomial, x: Term) -> Iterator[Form]:
    """Divided by the coefficient of a log or erf in which g is linear."""
    atoms = {t for m in p for t, _ in m if t.op in ("log", "erf") and x.data[0] in t.names}
    for t in sorted(atoms, key=lambda t: t.serial):
        powers = [dict(m).get(t, 0) for m in p]
        if max(powers) > 1:
            continue
        coefficient = {m - {(t, 1)}: c for m, c in p.items() if (t, 1) in m}
        if not any(coefficient) and len(coefficient) == 1:
            continue
        rest = {m: c for m, c in p.items() if (t, 1) not in m}
        yield from _divided(scene, coefficient, t, rest)


def _by_root(p: Polynomial, x: Term) -> Iterator[Form]:
    """c*sqrt(u) + r divided by sqrt(u)."""
    roots = {t for m in p for t, _ in m if t.op == "sqrt" and x.data[0] in t.names}
    for t in sorted(roots, key=lambda t: t.serial):
        coefficient = {m - {(t, 1)}: c for m, c in p.items() if (t, 1) in m}
        rest = {m: c for m, c in p.items() if (t, 1) not in m}
        if rest and not any(a is t for m in rest for a, _ in m):
            yield Form(make("+", term(coefficient), make("/", term(rest), t)), t)


def _divided(scene: Scene, coefficient: Polynomial, t: Term, rest: Polynomial) -> Iterator[Form]:
    c = term(coefficient)
    side = seen_sign(scene, c)
    if side:
        by = c if side > 0 else negative(c)
        head = t if side > 0 else make("-", ZERO, t)
        yield Form(make("+", head, quotient(rest, by)), by)


def quotient(top: Polynomial, below: Term) -> Term:
    """top/below with common factors cancelled, the exponentials distributed over the sum."""
    out, groups = list[Term](), dict[Term, Polynomial]()
    for m, c in top.items():
        exps = [t for t, _ in m if t.op == "exp" and t.names]
        groups.setdefault(exps[0] if exps else ONE, {})[m] = c
    for part in groups.values():
        out.append(_cancelled(make("/", term(part), below)))
    return out[0] if len(out) == 1 else make("+", *out) if out else ZERO


def _cancelled(t: Term) -> Term:
    try:
        parts = factored(t)
    except NoProof:
        return t
    top: Term = make("*", number(parts.constant), make("exp", parts.exponent))
    bottom: Term = ONE
    for f, k in parts.factors:
        power = f if abs(k) == 1 else make("^", f, data=(abs(k),))
        top, bottom = (make("*", top, power), bottom) if k > 0 else (top, make("*", bottom, power))
    top = term(normal(top))
    return top if bottom is ONE else make("/", top, term(normal(bottom)))


def _by_exponential(scene: Scene, p: Polynomial, x: Term) -> Iterator[Form]:
    """Divided by an exponential, or by the whole coefficient of one (of 1 among them)."""
    groups: dict[Term, Polynomial] = {}
    for m, c in p.items():
        exps = [t for t, _ in m if t.op == "exp" and x.data[0] in t.names]
        key = exps[0] if exps else ONE
        groups.setdefault(key, {})[m - {(key, 1)}] = c
    if len(groups) < 2:
        return
    for key, coefficient in groups.items():
        if key is not ONE:
            value = term(normal(make("*", term(p), make("/", ONE, key))))
            yield Form(value, key)
        if not any(coefficient) or not any(x.data[0] in t.names for m in coefficient for t, _ in m):
            continue
        by = coefficient_term(scene, coefficient)
        if by is not None:
            shifted = term(normal(make("*", term(p), make("/", ONE, key))))
            rest = term(add(normal(shifted), coefficient, -1))
            sign = number(1 if seen_sign(scene, term(coefficient)) > 0 else -1)
            yield Form(make("+", sign, quotient(normal(rest), by)), by if key is ONE else make("*", by, key))


def coefficient_term(scene: Scene, p: Polynomial) -> Term | None:
    """|p| as a term, where its sign is seen."""
    side = seen_sign(scene, term(p))
    return None if not side else term(add({}, p, side))


__all__ = ["UNIT", "Form", "Fraction", "forms"]
