"""The checker: the one file of tailbound that has to be trusted.

It reads a certificate (canonical JSON: a table of terms, a list of steps, one theorem), rebuilds every term
through one sort-checked constructor, derives the sequent of every step itself, and returns the theorem, or raises
`Reject`.  Standard library only; no floating point; no `assert`.  docs/logic.md is the specification, with the
soundness argument of every rule; tests/proofs/test_rules_reject.py holds the false theorems each check keeps out.

Standard model: functions are total.  Junk values: 1/0 = 0, log x = 0 for x <= 0, sqrt x = 0 for x < 0, the sup over
an empty set is 0, the mean of a non-integrable variable is 0.  A sequent `Gamma |- phi` says: for every
interpretation of the index sorts (non-empty, finite), outcome sorts (probability spaces) and free variables, if all
of Gamma holds then phi holds.  The definedness gate keeps junk values out of finished statements.
"""

import hashlib
import json
import re
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, product
from math import isqrt
from typing import Any

FORMAT = "tailbound-certificate/1"
MAX_BYTES, MAX_NODES, MAX_STEPS, MAX_DEPTH, MAX_NAMES, MAX_HYPS = 1 << 20, 20_000, 10_000, 100, 200, 200
MAX_ATOMS, MAX_MONOMIALS, MAX_BITS, MAX_EXPONENT, MAX_PRECISION = 12, 20_000, 4096, 64, 1024
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
INDEX = re.compile(r"(?!Omega)[A-Z][A-Za-z0-9_]{0,31}")
OUTCOME = re.compile(r"Omega[A-Za-z0-9_]{0,26}")
RATIONAL = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?")


class Reject(Exception):
    """The certificate is not accepted; the message says which step and why."""


def need(condition: object, why: str) -> None:
    """Every check of this file goes through here, so that tests can switch each one off in turn."""
    if not condition: raise Reject(why)


class Fuel:
    """Work left to the certificate at hand, in units of at most some microseconds; unlimited while tactics build."""

    left = 1 << 62


def spend(amount: int) -> None:
    Fuel.left -= amount
    if Fuel.left < 0: raise Reject("out of fuel: the certificate asks for too much work")


# ---------------------------------------------------------------- terms


@dataclass(eq=False, slots=True, weakref_slot=True, repr=False)
class Term:
    """An immutable, interned term: equal terms are one object.  `loose` maps free de Bruijn indices to sorts."""

    op: str
    data: tuple[Any, ...]
    args: tuple["Term", ...]
    sort: str
    is_int: bool
    loose: dict[int, str]
    under: tuple[int, ...]
    names: frozenset[str]
    depth: int
    wild: bool  # holds a quantifier over reals or outcomes, or what may hide one (deriv, pred)
    serial: int


_table: "weakref.WeakValueDictionary[tuple[Any, ...], Term]" = weakref.WeakValueDictionary()
_serial = count()


def is_index(sort: str) -> bool: return INDEX.fullmatch(sort) is not None


def is_outcome(sort: str) -> bool: return OUTCOME.fullmatch(sort) is not None


def is_element(sort: str) -> bool: return sort in ("real", "int") or is_index(sort) or is_outcome(sort)


def is_set(sort: str) -> bool: return sort[:4] == "set " and is_element(sort[4:])


def members(a: Term) -> str:
    """The sort of the elements of a set term."""
    need(is_set(a.sort), "a set is needed")
    return a.sort[4:]


def fits(t: Term, sort: str) -> bool:
    """Whether t may stand where an element or number of this sort is needed."""
    return t.sort == "real" and (sort == "real" or t.is_int) if sort in ("real", "int") else t.sort == sort


def element_sort(t: Term) -> str:
    if t.sort == "real": return "int" if t.is_int else "real"
    need(is_index(t.sort) or is_outcome(t.sort), "an element is needed")
    return t.sort


# For each operation: the kinds of its arguments (KINDS; e+ is any number of e, . is none), its result's kind.
SHAPES = {op: (kinds.strip("."), result) for op, kinds, result in (shape.split() for shape in """
    v e+ v, b . v, q . q, pi . r, + n+ n, * n+ n, - nn n, max nn n, abs n n, ^ n n, / nn r, exp n r, log n r,
    sqrt n r, erf n r, pr o r, mean n r, card f i, ind p i, sum fn b, sup fn b, univ . u, \\ ss s, | ss s, & ss s,
    sep sp s, sing e e, rng ii e, <= nn p, < nn p, = nn p, != nn p, in es p, all sp p, deriv nn p, pred t+ p
    """.split(","))}
KINDS: dict[str, Callable[[Term], bool]] = {
    "n": lambda t: t.sort == "real", "i": lambda t: t.sort == "real" and t.is_int, "e": lambda t: is_element(t.sort),
    "p": lambda t: t.sort == "prop", "t": lambda t: t.sort != "prop", "s": lambda t: is_set(t.sort),
    "f": lambda t: t.sort == "set int" or (is_set(t.sort) and is_index(t.sort[4:])),
    "o": lambda t: is_set(t.sort) and is_outcome(t.sort[4:]),
}
BINDERS, RELATIONS = ("sum", "sup", "sep", "all"), ("<=", "<", "=", "!=")


def scopes(op: str, data: tuple[Any, ...], args: tuple[Term, ...]) -> list[tuple[str, ...]]:
    """The sorts bound over each argument, innermost (index 0) first."""
    if op in BINDERS: return [(), (members(args[0]),)]
    if op in ("mean", "deriv"): return [(data[0] if op == "mean" else "real",)] * len(args)
    return [data[1] if op == "pred" else ()] * len(args)


def typed(op: str, data: tuple[Any, ...], args: tuple[Term, ...]) -> tuple[str, bool]:
    """The sort and int flag of op(args): the whole sort discipline of the logic."""
    need(op in SHAPES, "unknown operation")
    kinds, result = SHAPES[op]
    kinds = kinds[0] * len(args) if kinds[1:] == "+" else kinds
    need(len(args) == len(kinds) and 2 * (op in "+*") <= len(args) <= 64, f"{op}: wrong number of arguments")
    need(all(KINDS[k](a) for k, a in zip(kinds, args, strict=True)), f"{op}: an argument of the wrong sort")
    ints, sort = all(a.is_int for a in args), data[-1] if data else ""
    if op == "q": kept(data[0])
    if op in ("v", "pred"): need(NAME.fullmatch(data[0]), "not a name")
    if op in ("v", "b"): need(is_element(sort) or (op == "v" and is_set(sort)), "not the sort of a variable")
    if op == "^": need(1 <= data[0] <= MAX_EXPONENT, "the exponent is a literal from 1 to 64")
    if op == "mean": need(is_outcome(sort) and not args[0].wild, "mean: an outcome sort, and a measurable body")
    if op == "univ": need(is_element(sort) and sort != "int", "no such universe")
    if op in ("\\", "|", "&"): need(args[0].sort == args[1].sort, f"{op} takes two sets of one sort")
    if op == "sep": need(not (args[1].wild and is_outcome(args[0].sort[4:])), "an event that need not be measurable")
    if op == "in": need(fits(args[0], members(args[1])), "element and set do not fit")
    if op == "pred": need(all(is_element(s) and s != "int" for s in sort), "pred: a binder of no element sort")
    if result == "v": return ("real", sort == "int") if sort in ("real", "int") else (sort, False)
    if result in ("e", "u", "s"):
        return ("set " + (sort or element_sort(args[0])) if result != "s" else args[0].sort), False
    if result == "q": return "real", data[0].denominator == 1
    integral = {"n": ints, "i": True, "b": bool(args) and args[-1].is_int}
    return ("prop" if result == "p" else "real"), integral.get(result, False)


def make(op: str, *args: Term, data: tuple[Any, ...] = ()) -> Term:
    """The only constructor of terms."""
    spend(1 + len(args))
    key = (op, data, args)
    if (found := _table.get(key)) is not None: return found
    sort, is_int = typed(op, data, args)
    loose: dict[int, str] = {data[0]: data[1]} if op == "b" else {}
    bound = scopes(op, data, args)
    for a, sorts in zip(args, bound, strict=True):
        spend(len(a.loose))
        for i, kind in a.loose.items():
            if i < len(sorts): need(kind == sorts[i], "a bound variable is used at another sort")
            else: need(loose.setdefault(i - len(sorts), kind) == kind, "one index at two sorts")
    names = frozenset([data[0]] if op == "v" else []).union(*(a.names for a in args))
    depth = 1 + max((a.depth for a in args), default=0)
    wild = any(a.wild for a in args) or op in ("deriv", "pred") or (op == "all" and not KINDS["f"](args[0]))
    need(depth <= MAX_DEPTH and len(names) <= MAX_NAMES, "term too deep or with too many names")
    n, under = next(_serial), tuple(map(len, bound))
    return _table.setdefault(key, Term(op, data, args, sort, is_int, loose, under, names, depth, wild, n))


def kept(c: Fraction, factors: int = 0) -> Fraction:
    """The coefficient c, if it is not too long, paid for by its length and by the factors of its monomial."""
    need(max(c.numerator.bit_length(), c.denominator.bit_length()) <= MAX_BITS, "too many bits")
    spend(1 + c.denominator.bit_length() // 128 + factors // 2)
    return c


def number(x: int | Fraction) -> Term: return make("q", data=(Fraction(x),))


def rebuild(t: Term, visit: Callable[[Term, int], Term | None]) -> Term:
    """t with visit(s, binders passed) in place of each subterm s for which that is not None."""
    memo: dict[tuple[Term, int], Term] = {}

    def go(s: Term, d: int) -> Term:
        if (s, d) not in memo:
            spend(2 + len(s.loose))
            new = visit(s, d)
            if new is None:
                args = tuple(go(a, d + u) for a, u in zip(s.args, s.under, strict=True))
                new = s if args == s.args else make(s.op, *args, data=s.data)
            memo[s, d] = new
        return memo[s, d]

    return go(t, 0)


def reindex(t: Term, new: Callable[[int, str, int], Term]) -> Term:
    """t with new(i, its sort, binders passed) for its loose index i, wherever it stands."""

    def visit(s: Term, depth: int) -> Term | None:
        if all(i < depth for i in s.loose): return s
        return new(s.data[0] - depth, s.data[1], depth) if s.op == "b" else None

    return rebuild(t, visit)


def shift(t: Term, by: int) -> Term:
    """t with its loose indices moved by `by`; an index that a binder would capture is refused."""

    def moved(i: int, sort: str, depth: int) -> Term:
        need(i + by >= 0, "an index would be captured")
        return make("b", data=(i + by + depth, sort))

    return reindex(t, moved) if by else t


def instantiate(body: Term, *values: Term) -> Term:
    """body with values[i] for loose index i; the other loose indices move down."""

    def put(i: int, sort: str, depth: int) -> Term:
        if i >= len(values): return make("b", data=(i - len(values) + depth, sort))
        need(fits(values[i], sort), "the value does not fit the sort of the bound variable")
        return shift(values[i], depth)

    return reindex(body, put)


def replace(t: Term, x: Term, value: Term) -> Term:
    """t with the very variable x (not its namesakes of other sorts) replaced by value."""
    need(x.op == "v" and not x.args and fits(value, x.data[1]), "only a variable is replaced, by what fits it")
    return rebuild(t, lambda s, depth: shift(value, depth) if s is x else s if x.data[0] not in s.names else None)


def abstract(t: Term, x: Term) -> Term:
    """The body x.t of a closed term t."""
    need(x.op == "v" and not x.args and not t.loose, "only a variable is abstracted, from a closed term")
    return rebuild(t, lambda s, depth: make("b", data=(depth, x.data[1])) if s is x else None)


# ---------------------------------------------------------------- normal form

Monomial = frozenset[tuple[Term, int]]
Polynomial = dict[Monomial, Fraction]
UNIT: Monomial = frozenset()
ZERO, ONE, TWO = number(0), number(1), number(2)
_normal: dict[Term, Polynomial] = {}


def constant(c: Fraction | int) -> Polynomial: return {UNIT: Fraction(c)} if c else {}


def atom(t: Term) -> Polynomial: return {frozenset([(t, 1)]): Fraction(1)}


def add(p: Polynomial, q: Polynomial, k: Fraction | int = 1) -> Polynomial:
    out = dict(p)
    for m, c in q.items():
        c = kept(out.get(m, Fraction(0)) + c * k)
        if c: out[m] = c
        else: out.pop(m, None)
    spend(len(out))
    return out


def join(a: Monomial, b: Monomial) -> Monomial:
    """The product of two monomials; exp x * exp y = exp(x + y), so that at most one exp is left."""
    powers = dict(a)
    for t, k in b: powers[t] = powers.get(t, 0) + k
    exps = [t for t in powers if t.op == "exp"]
    if len(exps) > 1 or any(powers[t] > 1 for t in exps):
        total: Polynomial = {}
        for t in exps: total = add(total, normal(t.args[0]), powers.pop(t))
        if total: powers[make("exp", term(total))] = 1
    need(all(k <= MAX_EXPONENT for k in powers.values()), "exponent over 64")
    return frozenset(powers.items())


def times(p: Polynomial, q: Polynomial) -> Polynomial:
    spend(len(p) * len(q))
    out: Polynomial = {}
    for a, c in p.items():
        for b, d in q.items():
            m = join(a, b) if a and b else a or b
            out[m] = kept(out.get(m, Fraction(0)) + c * d, len(a) + len(b))
    need(len(out) <= MAX_MONOMIALS, "too many monomials")
    return {m: c for m, c in out.items() if c}


def product_of(ps: Iterable[Polynomial]) -> Polynomial:
    out = constant(1)
    for p in ps: out = times(out, p)
    return out


def power(p: Polynomial, k: int) -> Polynomial: return product_of([p] * k)


def fold(op: str, parts: list[Term]) -> Term:
    while len(parts) > 64:
        parts = [make(op, *parts[i : i + 64]) if i + 1 < len(parts) else parts[i] for i in range(0, len(parts), 64)]
    return parts[0] if len(parts) == 1 else make(op, *parts)


def order(m: Monomial) -> list[tuple[int, int]]: return sorted((t.serial, k) for t, k in m)


def term(p: Polynomial) -> Term:
    """The polynomial as a term, in one order whatever way it was reached."""
    parts = []
    for m in sorted(p, key=order):
        factors = [] if p[m] == 1 and m else [number(p[m])]
        for t, k in sorted(m, key=lambda f: f[0].serial): factors.append(t if k == 1 else make("^", t, data=(k,)))
        parts.append(fold("*", factors))
    return fold("+", parts) if parts else ZERO


def inverse(t: Term) -> Polynomial:
    """1/t: 1/(xy) = 1/x 1/y, 1/(1/x) = x, 1/exp x = exp(-x), all true with 1/0 = 0; sums are left alone."""
    if t.op == "*": return product_of(inverse(a) for a in t.args)
    if t.op == "^": return power(inverse(t.args[0]), t.data[0])
    if t.op == "/": return times(inverse(t.args[0]), normal(t.args[1]))
    p = normal(t)
    if not p: return {}
    lead = min(p, key=order)
    if len(p) > 1:
        scaled = {m: c / p[lead] for m, c in p.items()}
        return {frozenset([(make("/", ONE, term(scaled)), 1)]): 1 / p[lead]}
    out = constant(1 / p[lead])
    for a, k in lead:
        minus = make("exp", make("-", ZERO, a.args[0])) if a.op == "exp" else a.args[1] if a.op == "/" else None
        out = times(out, power(atom(make("/", ONE, a)) if minus is None else normal(minus), k))
    return out


def tidy(t: Term) -> Term:
    """t with every number in it in normal form."""
    return term(normal(t)) if t.sort == "real" else parts_tidied(t)


def parts_tidied(t: Term) -> Term:
    spend(1)
    return make(t.op, *(tidy(a) for a in t.args), data=t.data)


def normal_sum(a: Term, body: Term) -> Polynomial:
    """Linear; factors without the bound variable move out, also out of exp; sum over {e} is the value at e."""
    if a.op == "sing": return normal(instantiate(body, a.args[0]))
    out, a = Polynomial(), tidy(a)
    for m, c in normal(body).items():
        inside, outside = {}, constant(c)
        for t, k in m:
            bound, free = (t, None) if 0 in t.loose else (None, t)
            if t.op == "exp" and 0 in t.loose:
                p = normal(t.args[0])
                loose = {x: d for x, d in p.items() if any(0 in s.loose for s, _ in x)}
                rest = {x: d for x, d in p.items() if x not in loose}
                bound, free = make("exp", term(loose)), make("exp", term(rest)) if rest else None
            if bound is not None: inside[bound] = k
            if free is not None: outside = times(outside, power(normal(shift(free, -1)), k))
        left = term({frozenset(inside.items()): Fraction(1)})
        out = add(out, times(outside, atom(make("sum", a, left) if inside else make("card", a))))
    return out


def normal(t: Term) -> Polynomial:
    """The polynomial over atoms that t equals in every model, junk values included.  Results are never modified."""
    spend(1)
    if t in _normal: return _normal[t]
    need(t.sort == "real", "only numbers have a normal form")
    if t.op == "q": out = constant(t.data[0])
    elif t.op == "*": out = product_of(normal(a) for a in t.args)
    elif t.op in ("+", "-"):
        out = normal(t.args[0])
        for a in t.args[1:]: out = add(out, normal(a), 1 if t.op == "+" else -1)
    elif t.op == "^": out = power(normal(t.args[0]), t.data[0])
    elif t.op == "/": out = times(normal(t.args[0]), inverse(t.args[1]))
    elif t.op == "exp": out = atom(make("exp", tidy(t.args[0]))) if normal(t.args[0]) else constant(1)
    elif t.op == "sum": out = normal_sum(*t.args)
    elif t.op == "card" and t.args[0].op == "sing": out = constant(1)
    else: out = atom(parts_tidied(t))
    _normal[t] = out
    return out


def gap(relation: Term) -> Polynomial:
    need(relation.op in RELATIONS, "a relation between numbers is needed")
    return add(normal(relation.args[1]), normal(relation.args[0]), -1)


def decided(relation: Term) -> bool | None:
    """Whether a relation with a constant gap holds; None if the gap is not constant."""
    p = gap(relation)
    if any(p): return None
    c = p.get(UNIT, Fraction(0))
    return {"<=": c >= 0, "<": c > 0, "=": c == 0, "!=": c != 0}[relation.op]


# ---------------------------------------------------------------- derivative and guards


def derivative(t: Term, x: Term) -> tuple[Term, list[Term]]:
    """dt/dx and the guards under which it is one; constants of x need no guard even where they are junk."""
    if t is x or x.data[0] not in t.names: return (ONE if t is x else ZERO), []
    op, args = t.op, t.args
    if op == "sum":
        need(x.data[0] not in args[0].names, "derivative of a sum over a set that moves")
        d, guards = derivative(args[1], x)
        return make("sum", args[0], d), [make("all", args[0], g) for g in guards]
    need(op in ("+", "-", "*", "/", "^", "exp", "log", "sqrt", "erf"), f"no derivative of {op}")
    ds, many = zip(*(derivative(a, x) for a in args), strict=True)
    guards = [g for gs in many for g in gs]
    if op in ("+", "-"): return make(op, *ds), guards
    if op == "*": return fold("+", [make("*", *args[:i], d, *args[i + 1 :]) for i, d in enumerate(ds)]), guards
    a, d = args[0], ds[0]
    if op == "/":
        b = args[1]
        if x.data[0] not in b.names: return make("/", d, b), guards
        top = make("-", make("*", d, b), make("*", a, ds[1]))
        return make("/", top, make("^", b, data=(2,))), [*guards, make("!=", b, ZERO)]
    if op == "^":
        k = t.data[0]
        return (d if k == 1 else make("*", number(k), make("^", a, data=(k - 1,)), d)), guards
    if op == "exp": return make("*", t, d), guards
    if op != "erf": return make("/", d, a if op == "log" else make("*", TWO, t)), [*guards, make("<", ZERO, a)]
    bell = make("exp", make("-", ZERO, make("^", a, data=(2,))))
    return make("*", TWO, bell, make("/", d, make("sqrt", make("pi")))), guards


def obligations(t: Term) -> list[Term]:
    """The guards that keep every subterm of t off its junk value, closed by `all` over the binders passed."""
    out: list[Term] = []
    for a, under in zip(t.args, t.under, strict=True):
        inner = obligations(a)
        need(not (inner and t.op == "pred"), "nothing partial inside pred")
        if under and t.op != "pred":
            over = t.args[0] if t.op in BINDERS else make("univ", data=(t.data[0] if t.op == "mean" else "real",))
            inner = [make("all", over, g) for g in inner]
        out += inner
    if t.op == "/": out.append(make("!=", t.args[1], ZERO))
    if t.op in ("log", "sqrt"): out.append(make("<" if t.op == "log" else "<=", ZERO, t.args[0]))
    if t.op == "sup": out.append(make("<", ZERO, make("card", t.args[0])))
    if t.op == "rng": out.append(make("<=", t.args[0], make("+", t.args[1], ONE)))
    spend(1 + len(out))
    return [g for g in dict.fromkeys(out) if g.op == "all" or decided(g) is not True]


# ---------------------------------------------------------------- enclosures


Interval = tuple[Fraction, Fraction]


def rounded(x: Fraction, bits: int, up: bool) -> Fraction:
    """x to `bits` significant bits, downwards or upwards; short rationals stay exact."""
    n, d = x.numerator, x.denominator
    spend((n.bit_length() + d.bit_length()) // 64)
    if max(n.bit_length(), d.bit_length()) <= bits: return x
    s = bits - n.bit_length() + d.bit_length()
    need(abs(s) <= 2 * MAX_BITS, "a number too large or too small to enclose")
    n, d = (n << s, d) if s >= 0 else (n, d << -s)
    m = -(-n // d) if up else n // d
    return Fraction(m, 1 << s) if s >= 0 else Fraction(m << -s)


def outward(lo: Fraction, hi: Fraction, bits: int) -> Interval:
    return rounded(lo, bits, False), rounded(hi, bits, True)


def series(w: int, ratio: Callable[[int], tuple[int, int]]) -> tuple[int, int]:
    """Integers lo, hi with lo <= 2^w (1 + r0 (1 + r1 (1 + ...))) <= hi.

    ratio(i) = (lower, upper) bounds of r_i >= 0, scaled by 2^w; once a ratio is at most 1/2 all later ones are, so
    the terms not summed are at most twice the first of them.
    """
    lo, hi, sum_lo, sum_hi, i = 1 << w, 1 << w, 0, 0, 0
    while True:
        spend(1 + w // 64)
        r_lo, r_hi = ratio(i)
        if hi <= 2 and 2 * r_hi <= 1 << w: return sum_lo + lo, sum_hi + 2 * hi
        sum_lo, sum_hi, i = sum_lo + lo, sum_hi + hi, i + 1
        lo, hi = lo * r_lo >> w, -(-hi * r_hi >> w)


def scale(x: Fraction, w: int) -> tuple[int, int]:
    return (x.numerator << w) // x.denominator, -(-(x.numerator << w) // x.denominator)


def exp_at(x: Fraction, bits: int) -> Interval:
    need(abs(x) <= 3000, "exp: argument over 3000")
    if x == 0: return Fraction(1), Fraction(1)
    if x < 0: return outward(1 / exp_at(-x, bits)[1], 1 / exp_at(-x, bits)[0], bits + 8)
    halvings = (x.numerator // x.denominator).bit_length() + 1
    w = bits + 2 * halvings + 16
    y_lo, y_hi = scale(x / (1 << halvings), w)
    lo, hi = series(w, lambda i: (y_lo // (i + 1), -(-y_hi // (i + 1))))
    for _ in range(halvings): lo, hi = lo * lo >> w, -(-hi * hi >> w)
    return Fraction(lo, 1 << w), Fraction(hi, 1 << w)


def log_at(x: Fraction, bits: int) -> Interval:
    need(x > 0, "log: argument not positive")
    e = x.numerator.bit_length() - x.denominator.bit_length()
    m = x / (1 << e) if e >= 0 else x * (1 << -e)
    if 3 * m > 4: e, m = e + 1, m / 2
    w = bits + abs(e).bit_length() + 16

    def atanh(z: Fraction) -> Interval:
        z_lo, z_hi = scale(z * z, w)
        ratio = lambda i: (z_lo * (2 * i + 1) // (2 * i + 3), -(-z_hi * (2 * i + 1) // (2 * i + 3)))  # noqa: E731
        ends = [z * Fraction(s, 1 << w) for s in series(w, ratio)]
        return min(ends), max(ends)

    a, ends = atanh((m - 1) / (m + 1)), sorted(e * end for end in atanh(Fraction(1, 3)))
    return 2 * (a[0] + ends[0]), 2 * (a[1] + ends[1])


def sqrt_at(x: Fraction, bits: int) -> Interval:
    need(x >= 0, "sqrt: argument negative")
    n, d = isqrt(x.numerator), isqrt(x.denominator)
    if n * n == x.numerator and d * d == x.denominator: return Fraction(n, d), Fraction(n, d)
    w = bits + max(0, x.denominator.bit_length() - x.numerator.bit_length())
    lo = isqrt((x.numerator << 2 * w) // x.denominator)
    return Fraction(lo, 1 << w), Fraction(lo + 1, 1 << w)


def pi_in(bits: int) -> Interval:
    w = bits + 16
    lo, hi = series(w, lambda i: (((i + 1) << w) // (2 * i + 3), -(-((i + 1) << w) // (2 * i + 3))))
    return Fraction(2 * lo, 1 << w), Fraction(2 * hi, 1 << w)


def erf_at(x: Fraction, bits: int) -> Interval:
    if x < 0: return -erf_at(-x, bits)[1], -erf_at(-x, bits)[0]
    if x >= 8: return 1 - exp_at(-(min(x, Fraction(50)) ** 2), bits)[1], Fraction(1)
    w = bits + 16
    y_lo, y_hi = scale(2 * x * x, w)
    lo, hi = series(w, lambda i: (y_lo // (2 * i + 3), -(-y_hi // (2 * i + 3))))
    bell, pi = exp_at(-x * x, w), pi_in(w)
    root = sqrt_at(pi[0], w)[0], sqrt_at(pi[1], w)[1]
    return 2 * x * bell[0] * Fraction(lo, 1 << w) / root[1], 2 * x * bell[1] * Fraction(hi, 1 << w) / root[0]


def enclose(t: Term, box: Mapping[Term, Interval], bits: int) -> Interval:
    """An interval that holds the value of t at every point of the box, or Reject where t may be undefined."""
    k = t.data[0] if t.op == "^" else 1
    spend((1 + bits // 8) * (k + len(t.args)))
    if t in box: return outward(*box[t], 2 * bits + 64)
    if t.op == "q": return outward(t.data[0], t.data[0], 2 * bits + 64)
    if t.op == "pi": return outward(*pi_in(bits), bits)
    need(t.op in ("+", "-", "*", "/", "^", "exp", "log", "sqrt", "erf", "abs", "max"), f"no enclosure of {t.op}")
    parts = [enclose(a, box, bits) for a in t.args]
    lo, hi = parts[0]
    straddles = lo <= 0 <= hi
    if t.op in ("+", "*", "/"):
        for a, b in parts[1:]:
            need(t.op != "/" or a > 0 or b < 0, "division by an interval that holds 0")
            if t.op == "/": a, b = 1 / b, 1 / a
            ends = [lo + a, hi + b] if t.op == "+" else [lo * a, lo * b, hi * a, hi * b]
            lo, hi = outward(min(ends), max(ends), bits)
    elif t.op == "-": lo, hi = lo - parts[1][1], hi - parts[1][0]
    elif t.op == "^": lo, hi = (Fraction(0) if straddles and k % 2 == 0 else min(lo**k, hi**k)), max(lo**k, hi**k)
    elif t.op == "abs": lo, hi = (Fraction(0) if straddles else min(abs(lo), abs(hi))), max(abs(lo), abs(hi))
    elif t.op == "max": lo, hi = max(lo, parts[1][0]), max(hi, parts[1][1])
    else:
        at: Callable[[Fraction, int], Interval] = {"exp": exp_at, "log": log_at, "sqrt": sqrt_at, "erf": erf_at}[t.op]
        lo, hi = at(lo, bits)[0], at(hi, bits)[1]
    return outward(lo, hi, bits)


Box = dict[Term, Interval]


def prove_on_box(g: Term, strict: bool, box: Box, tree: Any, guards: list[Term], nodes: list[Term]) -> None:
    """0 <= g (0 < g) and the guards at every point of the box.  The parts of a cut come from the cut itself."""
    if tree[0] == "leaf":
        need(len(tree) == 2 and type(tree[1]) is int and 8 <= tree[1] <= MAX_PRECISION, "leaf: bad precision")
        lo, _ = enclose(g, box, tree[1])
        need(lo > 0 or (lo == 0 and not strict), "leaf: the enclosure does not decide the goal")
        for h in guards:
            need(h.op in ("<", "!="), "leaf: a guard under a binder")
            a, b = enclose(make("-", h.args[1], h.args[0]), box, tree[1])
            need(a > 0 or (b < 0 and h.op == "!="), "leaf: a guard is not decided")
        return
    need(tree[0] in ("cut", "mono") and len(tree) == 5, "unknown tree")
    x = pick(nodes, tree[1])
    need(x in box, "the tree names no variable of the box")
    lo, hi = box[x]
    if tree[0] == "cut":
        m = rational(tree[2])
        need(lo <= m <= hi, "cut outside the box")
        for part, branch in (((lo, m), tree[3]), ((m, hi), tree[4])):
            prove_on_box(g, strict, {**box, x: part}, branch, guards, nodes)
        return
    need(tree[2] in ("1", "-1"), "mono: the sign is 1 or -1")
    d, more = derivative(g, x)
    d = term(normal(make("*", number(int(tree[2])), d)))
    prove_on_box(d, False, box, tree[3], guards + more, nodes)
    prove_on_box(g, strict, {**box, x: (lo, lo) if tree[2] == "1" else (hi, hi)}, tree[4], [], nodes)


# ---------------------------------------------------------------- truth table


def inclusion(f: Term) -> tuple[Term, Term]:
    """The two sets of a premise A <= B: `e in B`, or `all A (x in B)` with x the bound variable and B free of it."""
    if f.op == "in": return make("sing", f.args[0]), f.args[1]
    need(f.op == "all" and f.args[1].op == "in", "a premise is not an inclusion")
    x, b = f.args[1].args
    need(x.op == "b" and x.data[0] == 0 and 0 not in b.loose, "a premise is not an inclusion")
    return f.args[0], shift(b, -1)


def table_rows(premises: Iterable[Term], sets: list[Term]) -> Iterable[list[bool]]:
    """Membership of one element in each of the sets, for every assignment of the atoms that obeys the inclusions."""
    pairs = [inclusion(f) for f in premises]
    every = sets + [s for pair in pairs for s in pair]
    sorts = {members(s) for s in every}
    need(len(sorts) == 1 or sorts == {"int", "real"}, "sets of several sorts")
    atoms: dict[Term, None] = {}

    def collect(s: Term) -> None:
        spend(1)
        for part in s.args if s.op in ("\\", "|", "&") else s.args[:1] if s.op == "sep" else (): collect(part)
        if s.op not in ("\\", "|", "&", "univ"): atoms[s.args[1] if s.op == "sep" else s] = None

    def holds(s: Term, row: Mapping[Term, bool]) -> bool:
        spend(1)
        if s.op in ("univ", "sep"): return s.op == "univ" or (holds(s.args[0], row) and row[s.args[1]])
        if s.op not in ("\\", "|", "&"): return row[s]
        a, b = (holds(part, row) for part in s.args)
        return {"\\": a and not b, "|": a or b, "&": a and b}[s.op]

    for s in every: collect(s)
    need(len(atoms) <= MAX_ATOMS, "too many sets in one truth table")
    for values in product((False, True), repeat=len(atoms)):
        spend(1)
        row = dict(zip(atoms, values, strict=True))
        if all(holds(b, row) for a, b in pairs if holds(a, row)): yield [holds(s, row) for s in sets]


# ---------------------------------------------------------------- sequents and rules


@dataclass(frozen=True)
class Sequent:
    hyps: frozenset[Term]
    concl: Term
    trust: frozenset[str] = frozenset()


def closed(f: Term) -> Term:
    need(f.sort == "prop" and not f.loose, "a closed formula is needed")
    return f


def concluded(prem: list[Sequent], concl: Term, drop: Iterable[Term] = (), more: Iterable[Term] = ()) -> Sequent:
    """What follows from the premises: their hypotheses less `drop` with `more`, and their trust."""
    spend(sum(len(p.hyps) + len(p.trust) for p in prem))
    hyps, trust = frozenset().union(*(p.hyps for p in prem)), frozenset().union(*(p.trust for p in prem))
    return Sequent((hyps - set(drop)) | set(more), concl, trust)


def fresh(x: Term, *places: Iterable[Term]) -> None:
    """x is a variable whose name (whatever its sort) occurs in none of the terms."""
    need(x.op == "v" and not x.args, "a variable is needed")
    need(all(x.data[0] not in t.names for place in places for t in place), "the variable is not fresh")


def negation(f: Term) -> Term:
    if f.op in ("<=", "<"): return make("<" if f.op == "<=" else "<=", f.args[1], f.args[0])
    if f.op in ("=", "!="): return make("!=" if f.op == "=" else "=", *f.args)
    need(f.op == "in" and members(f.args[1]) != "int", "this formula has no negation here")
    e, a = f.args
    if a.op == "\\" and a.args[0].op == "univ": return make("in", e, a.args[1])
    return make("in", e, make("\\", make("univ", data=(members(a),)), a))


Lambdas = Mapping[str, tuple[tuple[str, ...], Term]]


def rule_hyp(concl: Term) -> Sequent:
    """phi |- phi."""
    return Sequent(frozenset([closed(concl)]), concl)


def substitute(t: Term, sub: Lambdas, sorts: Mapping[str, str]) -> Term:
    """The instance of t: families and variables by name become lambdas, index and outcome sorts are renamed."""

    def sorted_as(sort: str) -> str:
        return "set " + sorts.get(sort[4:], sort[4:]) if sort[:4] == "set " else sorts.get(sort, sort)

    def go(s: Term) -> Term:
        if s in memo: return memo[s]
        args, data = tuple(go(a) for a in s.args), s.data
        if s.op in ("v", "b"): data = (data[0], sorted_as(data[1]))
        elif s.op in ("univ", "mean"): data = (sorted_as(data[0]),)
        elif s.op == "pred": data = (data[0], tuple(map(sorted_as, data[1])))
        if s.op == "v" and data[0] in sub:
            kinds, body = sub[data[0]]
            need(len(kinds) == len(args), "substitution: wrong number of arguments")
            need(all(fits(a, k) for a, k in zip(args, kinds, strict=True)), "substitution: an argument does not fit")
            need(fits(body, data[1]), "substitution: the body does not fit the variable's sort")
            need(all(i < len(kinds) and sort == kinds[i] for i, sort in body.loose.items()), "loose index in a body")
            memo[s] = instantiate(body, *args)
        else: memo[s] = make(s.op, *args, data=data)
        return memo[s]

    memo: dict[Term, Term] = {}
    return go(t)


def rule_use(of: Sequent, sub: Lambdas, sort: Mapping[str, str], prem: list[Sequent]) -> Sequent:
    """An instance of a sequent; premises discharge hypotheses of the instance."""
    for a, b in sort.items():
        need(any(kind(a) and kind(b) for kind in (is_index, is_outcome)), "a sort map changes the kind of a sort")
    hyps = frozenset(substitute(h, sub, sort) for h in of.hyps)
    need(all(p.concl in hyps for p in prem), "a premise is none of the hypotheses")
    left = Sequent(hyps - {p.concl for p in prem}, of.concl, of.trust)
    return concluded([left, *prem], substitute(of.concl, sub, sort))


def rule_cases(split: Term, prem: list[Sequent]) -> Sequent:
    """From Gamma, phi |- c and Delta, not phi |- c: c."""
    yes, no = prem
    need(yes.concl is no.concl, "the two cases conclude different things")
    return Sequent((yes.hyps - {closed(split)}) | (no.hyps - {negation(split)}), yes.concl, yes.trust | no.trust)


def rule_absurd(prem: list[Sequent], concl: Term) -> Sequent:
    """From a relation with a false constant gap, or from e in A with A empty by truth table, anything."""
    f = prem[0].concl
    if f.op == "in":
        rows = table_rows([p.concl for p in prem], [make("sing", f.args[0])])
        need(not any(inside for (inside,) in rows), "absurd: the set need not be empty")
    else: need(len(prem) == 1 and decided(f) is False, "absurd: the relation is not false")
    return concluded(prem, closed(concl))


def rule_gen(prem: Sequent, var: Term, set: Term) -> Sequent:
    """From Gamma, x in A |- phi: all A x.phi, x not in Gamma, A."""
    need(var.op == "v" and members(set) == var.data[1], "the variable does not range over the set's sort")
    member = make("in", var, set)
    fresh(var, prem.hyps - {member}, [set])
    return concluded([prem], closed(make("all", set, abstract(prem.concl, var))), drop=[member])


def rule_induct(prem: list[Sequent], var: Term, base: Term, top: Term | None, goal: Term) -> Sequent:
    """From P(b) and b <= n, n+1 <= top, P(n) |- P(n+1): b <= n, n <= top |- P(n)."""
    first, step = prem
    limits = {make("<=", base, var)} | ({make("<=", var, top)} if top is not None else set())
    need(var.op == "v" and var.data[1] == "int" and base.is_int and (top is None or top.is_int), "induct: integers")
    body, successor = abstract(closed(goal), var), make("+", var, ONE)
    need(first.concl is instantiate(body, base), "induct: the base is not P(b)")
    need(step.concl is instantiate(body, successor), "induct: the step is not P(n+1)")
    given = {goal, make("<=", base, var)} | ({make("<=", successor, top)} if top is not None else set())
    context = Sequent(first.hyps | (step.hyps - given), goal, first.trust | step.trust)
    fresh(var, context.hyps, [base] if top is None else [base, top])
    return concluded([context], goal, more=map(closed, limits))


def rule_mono(prem: list[Sequent], var: Term, dom: list[Term], f: Term, u: Term, w: Term) -> Sequent:
    """From D(x) |- 0 <= f'(x) and f's guards on the interval D: D(u), D(w), u <= w |- f(u) <= f(w); also with <."""
    need(var.op == "v" and var.data[1] == "real" and not f.loose, "mono: a real variable, a closed term")
    for h in dom:
        sides = [var.data[0] in side.names for side in h.args]
        need(h.op in ("<=", "<") and sides.count(True) == 1 and var in h.args, "mono: the domain is not an interval")
    sign, (d, guards) = prem[0].concl, derivative(f, var)
    need(sign.op in ("<=", "<") and gap(sign) == normal(d), "mono: the first premise does not say 0 <= d or 0 < d")
    need([p.concl for p in prem[1:]] == list(dict.fromkeys(guards)), "mono: not the guards of the derivative")
    at = {replace(h, var, t) for h in dom for t in (u, w)} | {make(sign.op, u, w)}
    end = make(sign.op, replace(f, var, u), replace(f, var, w))
    fresh(var, concluded(prem, sign, drop=dom).hyps, [u, w])
    return concluded(prem, closed(end), drop=dom, more=map(closed, at))


def rule_deriv(prem: list[Sequent], var: Term, f: Term) -> Sequent:
    """From F'(x) = d and F's guards, for free x: deriv(x.F, x.d)."""
    need(var.op == "v" and var.data[1] == "real" and prem[0].concl.op == "=", "deriv: a variable, an equation")
    left, right = prem[0].concl.args
    d, guards = derivative(f, var)
    need(normal(left) == normal(d), "deriv: the left side is not the derivative")
    need([p.concl for p in prem[1:]] == list(dict.fromkeys(guards)), "deriv: not the guards of the derivative")
    fresh(var, *(p.hyps for p in prem))
    return concluded(prem, make("deriv", abstract(f, var), abstract(right, var)))


def rule_erf_sup(prem: Sequent, var: Term) -> Sequent:
    """From c <= x |- erf x <= u: 1 <= u (erf tends to 1)."""
    f = prem.concl
    need(var.data[1] == "real" and f.op == "<=" and f.args[0] is make("erf", var), "erf_sup: no bound of erf x")
    from_c = {h for h in prem.hyps if h.op == "<=" and h.args[1] is var and var.data[0] not in h.args[0].names}
    need(len(from_c) <= 1, "erf_sup: one lower limit for x")
    fresh(var, prem.hyps - from_c, [f.args[1]])
    return concluded([prem], make("<=", ONE, f.args[1]), drop=from_c)


def cleared(p: Polynomial, d: Polynomial) -> Polynomial:
    """p times a power of each e, where d != 0 makes e != 0 and e (1/e) = 1: zero if and only if p is."""
    if len(d) > 1: inverses = [x for m in inverse(term(d)) for x, _ in m]
    else: inverses = [t if t.op == "/" else make("/", ONE, t) for m in d for t, _ in m if t.op != "exp"]
    for x in inverses:
        e, degree, out = normal(x.args[1]), max((dict(n).get(x, 0) for n in p), default=0), Polynomial()
        for n, c in p.items():
            rest = frozenset((t, k) for t, k in n if t is not x)
            out = add(out, times({rest: c}, power(e, degree - dict(n).get(x, 0))))
        p = out
    return p


def rule_arith(concl: Term, prem: list[Sequent], pos: list[Any], eq: list[Any], clear: list[Sequent]) -> Sequent:
    """gap(goal) = sum of k * product of gaps * product of squares + sum of term * equation, after clearing."""
    total, strict = Polynomial(), False
    need(concl.op in RELATIONS and not concl.loose, "arith: the goal is a relation")
    need(concl.op != "=" or not pos, "arith: an equation follows from equations only")
    for k, factors, squares in pos:
        need(k > 0, "arith: a multiplier is not positive")
        need(all(p.concl.op in ("<=", "<") for p in factors), "arith: only <= and < may be multiplied")
        part = constant(k)
        for p in factors: part = times(part, gap(p.concl))
        for t in squares:
            need(not t.loose, "arith: a square with a loose index")
            part = times(part, power(normal(t), 2))
        total = add(total, part)
        strict = strict or (not squares and all(p.concl.op == "<" for p in factors))
    for p, t in eq:
        need(p.concl.op == "=" and not t.loose, "arith: an equation and a closed multiplier are needed")
        total = add(total, times(normal(t), gap(p.concl)))
    need(strict or concl.op in ("<=", "="), "arith: no strictly positive summand")
    rest = [add(gap(concl), total, -1)] + ([add(gap(concl), total)] if concl.op == "!=" else [])
    for p in clear:
        need(p.concl.op in ("!=", "<"), "arith: clear needs d != 0 or a strict relation")
        rest = [cleared(r, gap(p.concl)) for r in rest]
    need(any(not r for r in rest), "arith: the identity does not hold")
    return concluded(prem, concl)


def rule_sets(concl: Term, prem: list[Sequent], terms: list[tuple[Fraction, Term]], body: Term | None) -> Sequent:
    """sum k_m Sum_{A_m} body = 0 if sum k_m [x in A_m] = 0 for all x; events: >= 0 gives >= 0, pr(univ) = 1."""
    total: Polynomial = {}
    for k, a in terms:
        need(body is not None or is_outcome(members(a)), "sets: without a body the sets are events")
        if body is not None: total = add(total, normal(make("sum", a, body)), k)
        else: total = add(total, constant(1) if a.op == "univ" else normal(make("pr", a)), k)
    need(concl.op == "=" or (concl.op == "<=" and body is None), "sets: = for sums, = or <= for probabilities")
    need(not concl.loose and gap(concl) == total, "sets: the conclusion is not this combination")
    for row in table_rows([p.concl for p in prem], [a for _, a in terms]):
        value = Fraction(0)
        for (k, _), inside in zip(terms, row, strict=True): value = kept(value + k * inside)
        need(value == 0 or (value > 0 and concl.op == "<="), "sets: fails in a row of the truth table")
    return concluded(prem, concl)


def rule_subset(concl: Term, prem: list[Sequent]) -> Sequent:
    """e in B, or all A (x in B), from inclusions and memberships by truth table."""
    a, b = inclusion(closed(concl))
    need(all(row[1] or not row[0] for row in table_rows([p.concl for p in prem], [a, b])), "subset: does not follow")
    return concluded(prem, concl)


def rule_box(concl: Term, prem: list[Sequent], tree: Any, nodes: list[Term]) -> Sequent:
    """A relation on the box that the premises q <= v, v <= q give, by a tree of enclosures."""
    ends: dict[tuple[Term, int], Fraction] = {}
    for p in prem:
        need(p.concl.op in ("<=", "<"), "box: a premise is no bound")
        a, b = p.concl.args
        need((a.op == "q") != (b.op == "q"), "box: a premise is not a bound by a rational")
        v, end, q = (b, 0, a.data[0]) if a.op == "q" else (a, 1, b.data[0])
        need(v.op == "v" and v.sort == "real" and (v, end) not in ends, "box: a second bound, or of no variable")
        ends[v, end] = q
    need(all((v, 1 - end) in ends for v, end in ends), "box: a variable without two bounds")
    box = {v: (ends[v, 0], ends[v, 1]) for v, _ in ends}
    need(len(box) <= MAX_NAMES and all(lo <= hi for lo, hi in box.values()), "box: an empty interval")
    need(concl.op in ("<=", "<") and not concl.loose, "box: the goal is <= or <")
    prove_on_box(make("-", concl.args[1], concl.args[0]), concl.op == "<", box, tree, [], nodes)
    return concluded([*prem, Sequent(frozenset(), concl, frozenset({"enclosure"}))], concl)


# ---------------------------------------------------------------- schemas


def each(a: Term, op: str, s: Term, t: Term) -> Term: return make("all", a, make(op, s, t))


def positive_card(a: Term) -> Term: return make("<", ZERO, make("card", a))


def sums(op: str, a: Term, s: Term, t: Term) -> Term: return make(op, make("sum", a, s), make("sum", a, t))


def upto(a: Term, b: Term, t: Term) -> Term: return make("sum", make("rng", a, b), t)


def last_split(a: Term, b: Term, t: Term) -> Term:
    return make("=", upto(a, b, t), make("+", upto(a, make("-", b, ONE), t), instantiate(t, b)))


def whole(t: Term) -> Term:
    need(t.is_int, "discrete: integers")
    return t


def schema_sum_swap(a: Term, b: Term, body: Term) -> tuple[list[Term], Term]:
    swapped = reindex(body, lambda i, sort, depth: make("b", data=((1 - i if i < 2 else i) + depth, sort)))
    left = make("sum", a, make("sum", shift(b, 1), body))
    return [], make("=", left, make("sum", b, make("sum", shift(a, 1), swapped)))


Schema = Callable[..., tuple[list[Term], Term]]
SCHEMAS: dict[str, Schema] = {
    "spec": lambda a, f, e: ([make("all", a, f), make("in", e, a)], instantiate(f, e)),
    "inhabited": lambda a, f: ([positive_card(a), make("all", a, shift(f, 1))], f),
    "rewrite": lambda s, t, f: ([make("=", s, t), instantiate(f, s)], instantiate(f, t)),
    "same": lambda e, d, f: ([make("in", e, make("sing", d)), instantiate(f, e)], instantiate(f, d)),
    "antisym": lambda s, t: ([make("<=", s, t), make("<=", t, s)], make("=", s, t)),
    "discrete": lambda s, t: ([make("<", whole(s), whole(t))], make("<=", make("+", s, ONE), t)),
    "sum_le": lambda a, s, t: ([each(a, "<=", s, t)], sums("<=", a, s, t)),
    "sum_eq": lambda a, s, t: ([each(a, "=", s, t)], sums("=", a, s, t)),
    "sum_lt": lambda a, s, t: ([positive_card(a), each(a, "<", s, t)], sums("<", a, s, t)),
    "sum_swap": schema_sum_swap,
    "sum_last": lambda a, b, t: ([make("<=", a, b)], last_split(a, b, t)),
    "range_lo": lambda e, a, b: ([make("in", e, make("rng", a, b))], make("<=", a, e)),
    "range_hi": lambda e, a, b: ([make("in", e, make("rng", a, b))], make("<=", e, b)),
    "range_in": lambda e, a, b: ([make("<=", a, e), make("<=", e, b)], make("in", e, make("rng", a, b))),
    "sep_in": lambda e, a, f: ([make("in", e, a), instantiate(f, e)], make("in", e, make("sep", a, f))),
    "sep_out": lambda e, a, f: ([make("in", e, make("sep", a, f))], instantiate(f, e)),
    "ind_true": lambda f: ([f], make("=", make("ind", f), ONE)),
    "ind_false": lambda f: ([negation(f)], make("=", make("ind", f), ZERO)),
    "mean_eq": lambda a, s, t: ([each(a, "=", s, t)], make("=", *(make("mean", x, data=a.data) for x in (s, t)))),
    "sup_ge": lambda a, t, e: ([make("in", e, a)], make("<=", instantiate(t, e), make("sup", a, t))),
    "sup_le": lambda a, t, c: ([positive_card(a), each(a, "<=", t, shift(c, 1))], make("<=", make("sup", a, t), c)),
    "exp_pos": lambda x: ([], make("<", ZERO, make("exp", x))),
    "exp_log": lambda x: ([make("<", ZERO, x)], make("=", make("exp", make("log", x)), x)),
    "log_exp": lambda x: ([], make("=", make("log", make("exp", x)), x)),
    "inv_pos": lambda x: ([make("<", ZERO, x)], make("<", ZERO, make("/", ONE, x))),
    "sqrt_nonneg": lambda x: ([], make("<=", ZERO, make("sqrt", x))),
    "sqrt_square": lambda x: ([make("<=", ZERO, x)], make("=", make("^", make("sqrt", x), data=(2,)), x)),
    "abs_nonneg": lambda x: ([make("<=", ZERO, x)], make("=", make("abs", x), x)),
    "abs_nonpos": lambda x: ([make("<=", x, ZERO)], make("=", make("abs", x), make("-", ZERO, x))),
    "max_right": lambda x, y: ([make("<=", x, y)], make("=", make("max", x, y), y)),
    "max_left": lambda x, y: ([make("<=", y, x)], make("=", make("max", x, y), x)),
    "erf_le_one": lambda x: ([], make("<=", make("erf", x), ONE)),
    "erf_odd": lambda x: ([], make("=", make("erf", make("-", ZERO, x)), make("-", ZERO, make("erf", x)))),
    "erf_zero": lambda: ([], make("=", make("erf", ZERO), ZERO)),
    "pi_pos": lambda: ([], make("<", ZERO, make("pi"))),
}


def rule_schema(name: str, args: list[Term], prem: list[Sequent]) -> Sequent:
    """An instance of one line of SCHEMAS; the premises are its conditions, in order."""
    need(name in SCHEMAS, "no such schema")
    conditions, concl = SCHEMAS[name](*args)
    need([p.concl for p in prem] == conditions, f"{name}: the premises are not its conditions")
    return concluded(prem, closed(concl))


# ---------------------------------------------------------------- certificates


@dataclass(frozen=True)
class Checked:
    """A theorem that the checker accepted: hypotheses in order, conclusion, what it rests on, and its hashes."""

    hyps: tuple[Term, ...]
    concl: Term
    trust: frozenset[str]
    statement_sha256: str
    certificate_sha256: str


def digest(t: Term, memo: dict[Term, str]) -> str:
    if t not in memo:
        parts = [t.op, *(list(d) if isinstance(d, tuple) else str(d) for d in t.data)]
        memo[t] = hashlib.sha256(json.dumps([parts, [digest(a, memo) for a in t.args]]).encode()).hexdigest()
    return memo[t]


def statement_hash(hyps: Iterable[Term], concl: Term) -> str:
    memo: dict[Term, str] = {}
    parts = [FORMAT, [digest(h, memo) for h in hyps], digest(concl, memo)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def rational(text: Any) -> Fraction:
    need(type(text) is str and RATIONAL.fullmatch(text) and str(Fraction(text)) == text, "no reduced rational")
    return Fraction(text)


def pick(items: list[Any], i: Any) -> Any:
    need(type(i) is int and 0 <= i < len(items), "a reference that does not point back")
    return items[i]


def listed(x: Any) -> list[Any]:
    need(type(x) is list, "a list is needed")
    spend(len(x))
    return list(x)


def picks(items: list[Any], ids: Any) -> list[Any]: return [pick(items, i) for i in listed(ids)]


def word(x: Any) -> str:
    need(type(x) is str, "a string is needed")
    return str(x)


def words(x: Any) -> tuple[str, ...]: return tuple(map(word, listed(x)))


def natural(x: Any) -> int:
    need(type(x) is int and x >= 0, "an index or exponent is needed")
    return int(x)


def read_node(node: Any, nodes: list[Term]) -> Term:
    need(type(node) is list and node, "a node is a non-empty list")
    op, rest = word(node[0]), node[1:]
    if op == "q": return number(rational(*rest))
    if op in ("v", "pred"):
        name, sort, args = rest
        return make(op, *picks(nodes, args), data=(word(name), word(sort) if op == "v" else words(sort)))
    if op == "b": return make(op, data=(natural(rest[0]), word(*rest[1:])))
    if op == "^": return make(op, pick(nodes, rest[0]), data=(natural(*rest[1:]),))
    if op in ("univ", "mean"): return make(op, *picks(nodes, rest[1:]), data=(word(rest[0]),))
    return make(op, *picks(nodes, rest))


FIELDS = {name: tuple(fields) for name, *fields in (rule.split() for rule in """hyp concl; known sha;
    cases split prem; absurd prem concl; gen prem var set; deriv prem var f; use of prem sub sort;
    induct prem var base top goal; mono prem var dom f u w; erf_sup prem var; subset concl prem; box concl prem tree;
    arith concl prem pos eq clear; sets concl prem terms body; schema name args prem""".split(";"))}


def read_step(step: Any, nodes: list[Term], steps: list[Sequent], known: Mapping[str, Checked]) -> Sequent:
    """Decode one step and run its rule."""
    need(type(step) is dict and step.get("rule") in FIELDS, "unknown rule")
    rule = step["rule"]
    need(set(step) == {"rule", *FIELDS[rule]}, "unknown or missing fields")
    if rule == "known":
        need(word(step["sha"]) in known, "cites a theorem that is not known")
        found = known[step["sha"]]
        return Sequent(frozenset(found.hyps), found.concl, found.trust)
    read = pick if rule in ("gen", "erf_sup") else picks
    prem: Any = read(steps, step["prem"]) if "prem" in step else []
    readers: dict[str, Callable[[Any], Any]] = {
        "prem": lambda x: prem,
        "of": lambda x: pick(steps, x),
        **dict.fromkeys(("dom", "args"), lambda x: picks(nodes, x)),
        **dict.fromkeys(("top", "body"), lambda x: None if x is None else pick(nodes, x)),
        "sub": lambda x: {key: (words(kinds), pick(nodes, i)) for key, (kinds, i) in x.items()},
        "sort": lambda x: {key: word(value) for key, value in x.items()},
        "terms": lambda x: [(rational(k), pick(nodes, i)) for k, i in listed(x)],
        "pos": lambda x: [(rational(k), picks(prem, ps), picks(nodes, ts)) for k, ps, ts in listed(x)],
        "eq": lambda x: [(pick(prem, p), pick(nodes, t)) for p, t in listed(x)],
        "clear": lambda x: picks(prem, x),
        "tree": lambda x: x,
        "name": word,
    }
    field = {name: readers.get(name, lambda x: pick(nodes, x))(step[name]) for name in FIELDS[rule]}
    out: Sequent = globals()["rule_" + rule](**field, **({"nodes": nodes} if rule == "box" else {}))
    need(len(out.hyps) <= MAX_HYPS, "too many hypotheses")
    return out


def signatures(hyps: list[Term], concl: Term) -> None:
    """One name, one signature, in one statement."""
    seen: dict[str, tuple[str, ...]] = {}

    def visit(s: Term, _: int) -> Term | None:
        if s.op == "v":
            own = (s.data[1], *("real" if a.sort == "real" else a.sort for a in s.args))
            need(seen.setdefault(s.data[0], own) == own, "one name with two signatures")
        return None

    for t in [*hyps, concl]: rebuild(t, visit)


def gate(hyps: list[Term], concl: Term, defined: list[Sequent]) -> None:
    """Each guard of the statement is proved from the hypotheses before the formula it comes from."""
    for i, f in enumerate([*hyps, concl]):
        before = frozenset(hyps[:i])
        for g in obligations(f):
            spend(1 + len(defined))
            need(any(d.concl is g and d.hyps <= before for d in defined), f"a guard of formula {i} is not proved")


def load(data: bytes) -> Any:
    """The JSON of a certificate, if it is in the one canonical form."""
    need(type(data) is bytes and len(data) <= MAX_BYTES, "a certificate is at most 1 MiB of bytes")

    def integer(text: str) -> int:
        need(text.isdigit() and len(text) <= 9, "a number that is not a natural number of at most 9 digits")
        return int(text)

    tree = json.loads(data, parse_int=integer, parse_float=integer, parse_constant=integer)
    need(json.dumps(tree, sort_keys=True, separators=(",", ":")).encode() == data, "not canonical JSON")
    return tree


def derive(data: bytes, known: Mapping[str, Checked]) -> Checked:
    top, nodes, steps = load(data), list[Term](), list[Sequent]()
    need(type(top) is dict and set(top) == {"format", "nodes", "steps", "theorem"}, "unknown or missing parts")
    need(top["format"] == FORMAT, f"the format is not {FORMAT}")
    need(len(top["nodes"]) <= MAX_NODES and len(top["steps"]) <= MAX_STEPS, "too many nodes or steps")
    for node in top["nodes"]: nodes.append(read_node(node, nodes))
    for i, step in enumerate(top["steps"]):
        try: steps.append(read_step(step, nodes, steps, known))
        except Exception as error:
            name = step.get("rule") if type(step) is dict else "no step"
            raise Reject(f"step {i} ({name!a:.20}): {error}") from error
    theorem = top["theorem"]
    need(type(theorem) is dict and set(theorem) == {"hyps", "concl", "step", "defined"}, "not a theorem's fields")
    hyps, concl = picks(nodes, theorem["hyps"]), pick(nodes, theorem["concl"])
    last, defined = pick(steps, theorem["step"]), picks(steps, theorem["defined"])
    need(last.concl is closed(concl), "the step proves another conclusion")
    need(len(hyps) <= MAX_HYPS and last.hyps <= frozenset(map(closed, hyps)), "the step needs more hypotheses")
    signatures(hyps, concl)
    gate(hyps, concl, defined)
    trust, whole_hash = last.trust.union(*(d.trust for d in defined)), hashlib.sha256(data).hexdigest()
    return Checked(tuple(hyps), concl, trust, statement_hash(hyps, concl), whole_hash)


def check(data: bytes, known: Mapping[str, Checked]) -> Checked:
    """The theorem that a certificate proves.  Raises Reject, and nothing else, on any other input.

    `known` maps statement hashes to theorems that this function returned.
    """
    Fuel.left = min(500_000, 100_000 + 25 * len(data)) if type(data) is bytes else 0
    _normal.clear()
    try: return derive(data, known)
    except Exception as error:
        raise error if isinstance(error, Reject) else Reject(f"malformed: {type(error).__name__}: {error}") from None
    finally: Fuel.left = 1 << 62

