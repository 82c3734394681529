"""The exponential of which all others in a goal are powers: exp(x/2) for exp(x) and exp(x/2); and its range."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import gcd, lcm

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, Term, make, normal, number
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene


def unit_rate(atoms: Iterable[Term], x: Term) -> Fraction | None:
    """c such that each exponential of x alone is a power of exp(c*x), of positive exponent if that can be."""
    rates = []
    for t in atoms:
        if t.op == "exp" and x.data[0] in t.names:
            p = normal(t.args[0])
            if set(p) != {frozenset([(x, 1)])}:
                continue
            rates.append(p[frozenset([(x, 1)])])
    if not rates:
        return None
    below = lcm(*(c.denominator for c in rates))
    unit = Fraction(gcd(*(int(c * below) for c in rates)), below)
    return -unit if all(c < 0 for c in rates) else unit


def only_in_exponentials(t: Term, x: Term) -> bool:
    """Whether x stands nowhere but in exponents that are multiples of x."""
    if x.data[0] not in t.names:
        return True
    if t.op == "exp" and set(normal(t.args[0])) == {frozenset([(x, 1)])}:
        return True
    return t is not x and all(only_in_exponentials(a, x) for a in t.args)


def exponential_range(scene: Scene, x: Term, c: Fraction) -> Iterator[Step]:
    """0 < exp(c*x), and what the rational ends of x say of it."""
    proof, u = scene.proof, exponent(x, c)
    whole = make("exp", u)
    yield proof.schema("exp_pos", u)
    for lower in (True, False):
        found = scene.number_end(x, lower)
        if found is None:
            continue
        value, strict = found
        facts = [f for e, f in scene.ends(x) if e.lower == lower]
        at = number(c * value)
        pair = (at, u) if lower == (c > 0) else (u, at)
        try:
            order = scene.linear(make("<" if strict else "<=", *pair), *facts)
            grown = proof.exp_compare(order)
            if value:
                yield grown
            else:
                yield proof.identity(
                    make(order.concl.op, *(ONE if t is at else whole for t in pair)), pos=[(1, [grown], [])]
                )
        except (NoProof, ProofError):
            continue


def exponent(x: Term, c: Fraction) -> Term:
    return x if c == 1 else make("*", number(c), x)


def logarithm(t: Term, c: Fraction) -> Term:
    """log(t)/c."""
    return make("log", t) if c == 1 else make("*", number(1 / c), make("log", t))


def undone(scene: Scene, x: Term, c: Fraction) -> Step:
    """log(exp(c*x))/c = x."""
    back = scene.proof.schema("log_exp", exponent(x, c))
    if c == 1:
        return back
    return scene.proof.identity(make("=", logarithm(make("exp", exponent(x, c)), c), x), eq=[(back, number(1 / c))])


__all__ = ["exponent", "exponential_range", "logarithm", "only_in_exponentials", "undone", "unit_rate"]
