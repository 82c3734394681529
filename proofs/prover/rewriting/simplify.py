"""Inverse functions undone: log(exp t) = t, exp(k log u) = u^k, log of a product, sqrt of a square."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Monomial, Reject, Term, add, make, normal, number, order, term
from tailbound.proofs.prover.algebra.factors import nonzero_denominators
from tailbound.proofs.prover.algebra.rational_forms import Factored, factored, quotient_form
from tailbound.proofs.prover.algebra.root_identities import concluded, divided
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.exponentials.logarithms import log_of
from tailbound.proofs.prover.rewriting.case_splits import instantiated, rewritten, unrewritten
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.tactics.roots import root_equals
from tailbound.proofs.tactics.sums import occurs

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search


def by_simplifying(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal (and the facts) with one inverse function undone."""
    for t in inner_terms(goal):
        for equation in equations(search, scene, t, goal):
            left, right = equation.concl.args
            if left is right:
                continue
            target = instantiated(goal, left, right)
            facts = [rewritten(scene, equation, f) if occurs(left, f.concl) else f for f in scene.facts]
            inside = scene.deeper("simplify")
            inside = inside.over(scene.variables, [*scene.facts, *facts])
            step = search.prove(inside, target)
            return unrewritten(scene, equation, goal, step)
    raise NoProof("nothing to simplify")


def inner_terms(t: Term) -> list[Term]:
    """Applications of log, exp and sqrt, inner ones first."""
    out: dict[Term, None] = {}

    def walk(s: Term) -> None:
        for a in s.args:
            walk(a)
        if s.op in ("log", "exp", "sqrt", "erf"):
            out[s] = None

    walk(t)
    return list(out)


def equations(search: Search, scene: Scene, t: Term, goal: Term | None = None) -> Iterator[Step]:
    """t = something simpler, if there is such an equation; `goal` is where t stands."""
    try:
        yield from _reduced_argument(search, scene, t)
        if t.op == "erf":
            yield from _erf(scene, t)
        elif t.op == "log":
            yield from _log(search, scene, t)
        elif t.op == "exp":
            yield from _exp(search, scene, t)
        else:
            yield from _sqrt(search, scene, t)
            yield from _shared_root(search, scene, goal or t, t)
    except (NoProof, ProofError, Reject):
        return


def _reduced_argument(search: Search, scene: Scene, t: Term) -> Iterator[Step]:
    """f(u) with u in lowest terms and the squares of roots put in, where that makes it shorter."""
    old = new = term(normal(t.args[0]))
    if any(s.op == "/" or (s.op == "^" and s.args[0].op == "sqrt") for m in normal(old) for s in _powers(m)):
        new = min(without_root_squares(old), quotient_form(old), key=size)
    number_at_last = new.op == "q" and t.args[0].op != "q"
    if not number_at_last and (new is old or size(new) >= size(old)):
        return
    same = concluded(search, scene, make("=", t.args[0], new), [], nonzero_denominators(search, scene, old, new))
    start = scene.proof.identity(make("=", t, t))
    body = make("=", t, make(t.op, make("b", data=(0, "real"))))
    yield scene.proof.schema("rewrite", t.args[0], new, body, prem=[same, start])


def without_root_squares(t: Term) -> Term:
    """t with the squares of roots of constants put in."""
    p = normal(t)
    for root in sorted({a for m in p for a, _ in m if a.op == "sqrt" and not a.names}, key=lambda a: -a.depth):
        p = divided(p, root)[1]
    return term(p)


def _shared_root(search: Search, scene: Scene, goal: Term, t: Term) -> Iterator[Step]:
    """sqrt(4 + 2*x) = sqrt(2)*sqrt(2 + x), where sqrt(2) stands in the goal too."""
    if t.op != "sqrt" or not t.names:
        return
    content = factored(t.args[0]).constant
    for c in {s.args[0].data[0] for s in inner_terms(goal) if s.op == "sqrt" and s.args[0].op == "q"}:
        root = _rational_root(content / c) if c > 0 else None
        if not root:
            continue
        rest = term(normal(make("/", t.args[0], number(content))))
        value = make("*", number(root), make("sqrt", number(c)), make("sqrt", rest))
        low = search.prove(scene.deeper("root"), make("<=", ZERO, t.args[0]))
        high = search.prove(scene.deeper("root"), make("<=", ZERO, value))
        equation = concluded(search, scene, make("=", t.args[0], make("^", value, data=(2,))), [])
        yield root_equals(scene.proof, t.args[0], value, equation, low, high)


def _powers(m: Monomial) -> list[Term]:
    return [t if k == 1 else make("^", t, data=(k,)) for t, k in m]


def size(t: Term) -> int:
    """The number of operations in a term."""
    return 1 + sum(map(size, t.args))


def _erf(scene: Scene, t: Term) -> Iterator[Step]:
    """erf(-u) = -erf(u), erf(0) = 0."""
    p = normal(t.args[0])
    if not p:
        zero = scene.proof.schema("erf_zero")
        yield scene.proof.identity(make("=", t, ZERO), eq=[(zero, ONE)])
    elif p[min(p, key=order)] < 0:
        opposite = term(add({}, p, -1))
        odd = scene.proof.schema("erf_odd", opposite)
        yield scene.proof.identity(make("=", t, make("-", ZERO, make("erf", opposite))), eq=[(odd, ONE)])


def _log(search: Search, scene: Scene, t: Term) -> Iterator[Step]:
    u = t.args[0]
    if u.op == "exp":
        yield scene.proof.schema("log_exp", u.args[0])
        return
    if u is ONE or normal(u) == normal(ONE):
        zero = scene.proof.schema("log_exp", ZERO)
        yield scene.proof.identity(make("=", t, ZERO), eq=[(zero, ONE)])
        return
    if u.op == "q":
        yield from _log_of_rational(scene, t, u.data[0])
        return
    parts = factored(u)
    single = len(parts.factors) + (parts.exponent is not ZERO) + (parts.constant != 1) == 1
    if not single or any(k != 1 for _, k in parts.factors):
        yield log_of(search, scene, u)


def _log_of_rational(scene: Scene, t: Term, q: Fraction) -> Iterator[Step]:
    """log of a product of small primes."""
    powers = prime_powers(q)
    if not powers or list(powers.values()) == [1]:
        return
    proof, value = scene.proof, ONE
    total = term(normal(_sum([make("*", number(k), make("log", number(p))) for p, k in powers.items()])))
    equations = []
    for p, k in powers.items():
        equations.append(proof.schema("exp_log", number(p), prem=[proof.positive(number(p))]))
        inner = make("exp", make("log", number(p)))
        power = inner if abs(k) == 1 else make("^", inner, data=(abs(k),))
        value = make("*", value, power) if k > 0 else make("/", value, power)
    whole = make("exp", total)
    step = proof.identity(make("=", whole, value))
    for e in equations:
        if e.concl.args[0] is not whole:
            step = proof.rewrite(e, step)
    equal = proof.identity(make("=", whole, number(q)), eq=[(step, ONE)])
    back = proof.schema("log_exp", total)
    body = make("=", make("log", make("b", data=(0, "real"))), total)
    yield proof.schema("rewrite", whole, number(q), body, prem=[equal, back])


def _sum(parts: list[Term]) -> Term:
    return parts[0] if len(parts) == 1 else make("+", *parts)


def prime_powers(q: Fraction) -> dict[int, int]:
    """The prime factorisation of a positive rational, if its primes are below 100; else {}.

    >>> prime_powers(Fraction(12, 7))
    {2: 2, 3: 1, 7: -1}
    """
    out: dict[int, int] = {}
    for n, sign in ((q.numerator, 1), (q.denominator, -1)):
        for p in range(2, 100):
            while n > 1 and n % p == 0:
                n, out[p] = n // p, out.get(p, 0) + sign
        if n != 1:
            return {}
    return out


def _exp(search: Search, scene: Scene, t: Term) -> Iterator[Step]:
    """exp(a + k log u) = exp(a) u^k for whole k."""
    p = normal(t.args[0])
    for m, c in p.items():
        if len(m) == 1 and c.denominator == 1:
            ((a, power),) = m
            if a.op == "log" and power == 1:
                u = a.args[0]
                above = search.prove(scene.deeper("positive"), make("<", ZERO, u))
                yield _undone(scene, t, u, int(c), above, term({n: d for n, d in p.items() if n != m}))
                return


def _undone(scene: Scene, t: Term, u: Term, k: int, above: Step, rest: Term) -> Step:
    proof = scene.proof
    back = proof.schema("exp_log", u, prem=[above])
    inner = make("exp", make("log", u))
    if t is inner:
        return back
    power = inner if abs(k) == 1 else make("^", inner, data=(abs(k),))
    head = make("exp", rest)
    value = make("*", head, power) if k > 0 else make("/", head, power)
    step = proof.identity(make("=", t, value))
    return proof.rewrite(back, step)


def _sqrt(search: Search, scene: Scene, t: Term) -> Iterator[Step]:
    """sqrt(u) where u is the square of a product."""
    proof, parts = scene.proof, factored(t.args[0])
    root = _rational_root(parts.constant)
    if root is None or any(k % 2 for _, k in parts.factors):
        if not t.names:
            yield from _root_of_constants(search, scene, t, parts)
        return
    value: Term = make("*", number(root), make("exp", make("/", parts.exponent, number(2))))
    clear = []
    for f, k in parts.factors:
        side = search.prove(scene.deeper("root"), make("<=" if k > 0 else "<", ZERO, f))
        clear += [side] if k < 0 else []
        power = f if abs(k) == 2 else make("^", f, data=(abs(k) // 2,))
        value = make("*", value, power) if k > 0 else make("/", value, power)
    value = term(normal(value))
    low = search.prove(scene.deeper("root"), make("<=", ZERO, t.args[0]))
    high = search.prove(scene.deeper("root"), make("<=", ZERO, value))
    clear += nonzero_denominators(search, scene, t.args[0])
    equation = concluded(search, scene, make("=", t.args[0], make("^", value, data=(2,))), [], clear)
    yield root_equals(proof, t.args[0], value, equation, low, high)


def _root_of_constants(search: Search, scene: Scene, t: Term, parts: Factored) -> Iterator[Step]:
    """sqrt(c*u) = sqrt(c)*sqrt(u) and sqrt(c/u) = sqrt(c)/sqrt(u) for constants; the root of 4 is 2."""
    root = _rational_root(parts.constant)
    pieces = [] if parts.constant == 1 else [number(root) if root else make("sqrt", number(parts.constant))]
    pieces += [make("^", f, data=(k // 2,)) if k > 3 else f for f, k in parts.factors if k > 1]
    pieces += [make("sqrt", f) for f, k in parts.factors if k > 0 and k % 2]
    below = [make("^", make("sqrt", f), data=(-k,)) if k < -1 else make("sqrt", f) for f, k in parts.factors if k < 0]
    if len(pieces) + len(below) < 2 or parts.exponent is not ZERO:
        return
    value = ONE if not pieces else pieces[0] if len(pieces) == 1 else make("*", *pieces)
    for u in below:
        value = make("/", value, u)
    low = search.prove(scene.deeper("root"), make("<=", ZERO, t.args[0]))
    high = search.prove(scene.deeper("root"), make("<=", ZERO, value))
    square = make("^", value, data=(2,))
    clear = nonzero_denominators(search, scene, t.args[0], square)
    equation = concluded(search, scene, make("=", t.args[0], square), [], clear)
    yield root_equals(scene.proof, t.args[0], value, equation, low, high)


def _rational_root(c: Fraction) -> Fraction | None:
    if c < 0:
        return None
    p, q = isqrt(c.numerator), isqrt(c.denominator)
    return Fraction(p, q) if p * p == c.numerator and q * q == c.denominator else None
