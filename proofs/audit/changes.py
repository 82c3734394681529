"""One-place changes of a formula: what a slip of the pen, or of the mind, would make of it.

A hypothesis that only names a quantity (an equation with a variable alone on its left) is changed in its value; any
other formula also in its relation, its sides and its scalar variables.  Changes of form only (x y for y x, 0 < 2 x
for 0 < x) are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from tailbound.proofs.audit.sites import Path, put, sites
from tailbound.proofs.checker import ONE, TWO, UNIT, ZERO, Reject, Term, gap, make, negation, number, rebuild, tidy
from tailbound.proofs.model_definitions import peel

SHAVED, GROWN = Fraction(999, 1000), Fraction(1001, 1000)
HALF = Fraction(1, 2)
PER_MILLE = Fraction(1, 1000)
Change = tuple[str, Term]  # the kind of change, and the changed formula


def scaled(t: Term, factor: Fraction) -> Term:
    """factor * t, a literal as a literal."""
    return number(t.data[0] * factor) if t.op == "q" else make("*", number(factor), t)


def complement(a: Term) -> Term:
    """The complement of a set of elements of an index sort; of a complement, the set."""
    whole = make("univ", data=(a.sort[4:],))
    if a.op == "\\" and a.args[0] is whole:
        return a.args[1]
    return make("\\", whole, a)


def under(formula: Term, relation: Term) -> Term:
    """The formula with its relation replaced, below the same quantifiers."""
    if formula.op == "all":
        return make("all", formula.args[0], under(formula.args[1], relation))
    return relation


def is_definition(formula: Term) -> bool:
    """Whether a hypothesis names a quantity: an equation with a variable alone on the left."""
    _, core = peel(formula)
    return bool(core.op == "=" and core.args[0].op == "v")


def other_boundary(r: Term) -> Change:
    """< for <=, <= for <."""
    return (
        ("strict for non-strict", make("<", *r.args))
        if r.op == "<="
        else ("non-strict for strict", make("<=", *r.args))
    )


def of_hypothesis(r: Term) -> Iterator[Change]:
    """Other relations in the place of a hypothesis's: what it excludes, and its boundary put in or taken out."""
    if r.op in ("<=", "<"):
        yield "denied", negation(r)
        yield other_boundary(r)
    elif r.op == "!=":
        yield "denied", negation(r)


def of_conclusion(r: Term) -> Iterator[Change]:
    """Other relations between the two sides of a conclusion."""
    s, t = r.args
    if r.op in ("<=", "<"):
        yield "reversed", make(r.op, t, s)
        yield other_boundary(r)
        yield "equation for inequality", make("=", s, t)
    elif r.op == "=":
        yield from ((f"{op} for =", make(op, a, b)) for op in ("<=", "<") for a, b in ((s, t), (t, s)))
        yield "denied", negation(r)


def scaled_sides(r: Term) -> Iterator[Change]:
    """The first side that is no literal, shaved and grown by 1 per mille."""
    for i, side in enumerate(r.args if not all(a.is_int for a in r.args) else ()):
        if side.op != "q":
            for factor in (SHAVED, GROWN):
                new = scaled(side, factor)
                yield f"side times {factor}", make(r.op, *((new, r.args[1]) if i == 0 else (r.args[0], new)))
            return  # the other side scaled is this side scaled by the inverse, up to a millionth


def constants(c: Fraction) -> Iterator[Change]:
    """A literal shaved and grown by 1 per mille; 0 moved by as much."""
    if c:
        yield from ((f"constant times {factor}", number(c * factor)) for factor in (SHAVED, GROWN))
    else:
        yield from ((f"constant {c} for 0", number(c)) for c in (-PER_MILLE, PER_MILLE))


def of_value(t: Term) -> Iterator[Change]:
    """Other terms in the place of one subterm, in hypotheses as in conclusions."""
    op, args = t.op, t.args
    if op == "q":
        yield from constants(t.data[0])
    elif op == "card":
        yield "k and k+1", make("+", t, ONE)
    elif op in ("sum", "sup"):
        other = "sup" if op == "sum" else "sum"
        yield f"{other} for {op}", make(other, *args)
    elif op == "max":
        yield "sum for max", make("+", *args)
        yield from (("one side of max", a) for a in args)
    elif op == "\\" or (op == "v" and t.sort.startswith("set ") and t.sort[4].isupper()):
        yield "complement", complement(t)


def neighbours(v: Term) -> list[tuple[str, Callable[[Term], Term]]]:
    """What every occurrence of a numeric variable may become."""
    name = v.data[0]
    out: list[tuple[str, Callable[[Term], Term]]] = [
        (f"half of {name}", lambda s: scaled(s, HALF)),
        (f"double of {name}", lambda s: make("*", TWO, s)),
    ]
    if v.is_int:
        out.append(("k and k+1", lambda s: make("+", s, ONE)))
        out.append(("k and k-1", lambda s: make("-", s, ONE)))
    return out


def everywhere(formula: Term) -> Iterator[tuple[str, Callable[[], Term]]]:
    """A numeric variable replaced by its half, its double or its neighbour wherever it stands."""
    found = {s.data: s for _, s in sites(formula) if s.op == "v" and s.sort == "real" and not s.args}
    for v in found.values():
        for kind, new in neighbours(v):
            yield kind, lambda v=v, new=new: substituted(formula, v, new)  # type: ignore[misc]


def substituted(formula: Term, variable: Term, new: Callable[[Term], Term]) -> Term:
    """The formula with new(occurrence) for each occurrence of the variable (with any arguments)."""
    return rebuild(formula, lambda s, _: new(s) if s.op == "v" and s.data == variable.data else None)


def changed(formula: Term, hypothesis: bool) -> Iterator[Change]:
    """All one-place changes of a formula that the sorts allow, in an order that depends on the formula only."""
    normal = form(formula)
    for kind, make_it in _attempts(formula, hypothesis):
        try:
            new = make_it()
            if form(new) != normal and not (hypothesis and is_trivial(new)):
                yield kind, new
        except Reject:  # a half where an integer is needed, and the like
            continue


def _attempts(formula: Term, hypothesis: bool) -> Iterator[tuple[str, Callable[[], Term]]]:
    _, r = peel(formula)
    names_a_quantity = hypothesis and is_definition(formula)
    if r.op in ("<=", "<", "=", "!=") and not names_a_quantity:
        news = [*(of_hypothesis(r) if hypothesis else of_conclusion(r)), *scaled_sides(r)]
        yield from ((kind, lambda new=new: under(formula, new)) for kind, new in news)
    whole = r.op in ("<=", "<", "=", "!=") and all(a.is_int for a in r.args)
    for path, s in sites(formula):
        fixed = s.op == "q" and (whole or (s is ZERO and (r.op == "=" or _above(formula, path).op == "-")))
        if s.sort != "prop" and not fixed and _above(formula, path).op != "\\":
            yield from _at(formula, path, s, of_value)
    if not names_a_quantity:
        yield from everywhere(formula)
    elif "Delta" in r.args[1].names:
        yield from ((kind, new) for kind, new in everywhere(formula) if kind.endswith(" of Delta"))


def _at(
    formula: Term, path: Path, s: Term, change: Callable[[Term], Iterator[Change]]
) -> Iterator[tuple[str, Callable[[], Term]]]:
    try:
        news = list(change(s))
    except Reject:
        return
    yield from ((kind, lambda new=new: put(formula, path, new)) for kind, new in news)


def _above(formula: Term, path: Path) -> Term:
    """The term that the place is an argument of (the formula itself at its root).

    In a complement J - S, S has no other complement than the whole; in 0 - x, 0 is no constant but a sign.
    """
    for i in path[:-1]:
        formula = formula.args[i]
    return formula


def is_trivial(hypothesis: Term) -> bool:
    """Whether a hypothesis says only that a count is not negative: then it is as good as dropped."""
    _, r = peel(hypothesis)
    if r.op not in ("<=", "<") or not all(a.is_int for a in r.args):
        return False
    p = gap(r)
    least = p.get(UNIT, Fraction(0))
    counts = all(c > 0 and len(m) == 1 and next(iter(m))[0].op == "card" for m, c in p.items() if m)
    return counts and least >= (0 if r.op == "<=" else 1)


def form(formula: Term) -> tuple[object, ...]:
    """What formulas of one meaning have in common: normal gaps, up to a positive factor and a sign inside abs."""
    if formula.op == "all":
        return ("all", tidy(formula.args[0]), *form(formula.args[1]))
    if formula.op not in ("<=", "<", "=", "!="):
        return (tidy(formula),)
    sides = [_unsigned(a) for a in formula.args]
    op = formula.op
    if op == "<" and all(a.is_int for a in sides):
        op, sides[0] = "<=", make("+", sides[0], ONE)
    difference = tidy(make("-", *sides[::-1]))
    lead = difference.args[0] if difference.op == "+" else difference
    factor = next((a.data[0] for a in lead.args if a.op == "q"), Fraction(1)) if lead.op == "*" else Fraction(1)
    if lead.op == "q":
        factor = lead.data[0]
    scale = (1 / factor if op in ("=", "!=") else 1 / abs(factor)) if factor else Fraction(1)
    return (op, tidy(make("*", number(scale), difference)))


def _unsigned(t: Term) -> Term:
    """t with the lesser of x and -x in every abs."""

    def visit(s: Term, depth: int) -> Term | None:
        if s.op != "abs":
            return None
        x = tidy(s.args[0])
        y = tidy(make("-", ZERO, x))
        return make("abs", min(x, y, key=lambda z: z.serial))

    return rebuild(t, visit)


__all__ = ["Change", "changed", "complement", "form", "is_definition"]
