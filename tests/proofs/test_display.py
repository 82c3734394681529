"""Terms -> SymPy -> terms is the identity, and renaming in SymPy is renaming in terms.

Expectations: the identity itself; substitution as the checker computes it (abstract, instantiate).
"""

from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from tailbound.proofs import language as lang
from tailbound.proofs.checker import Reject, Term, abstract, instantiate, make, number
from tailbound.proofs.convert import ConversionError, to_term
from tailbound.proofs.display import from_term
from tailbound.proofs.latex import latex

SORTS = ("J", "C")
NUMBERS = [number(Fraction(p, q)) for p, q in ((0, 1), (1, 1), (-1, 1), (2, 1), (-3, 1), (1, 2), (-1, 2), (-5, 3))]


def free(name, sort, *args):
    return make("v", *args, data=(name, sort))


def elements(draw, sort, scope, depth):
    """An element of an index or outcome sort: a variable, a bound variable, or the value g(e)."""
    bound = [make("b", data=(i, s)) for i, s in enumerate(scope) if s == sort]
    names = {"J": ["i", "j", "m"], "C": ["c", "d"], "Omega": ["w", "o"]}[sort]
    options = bound * 3 + [free(name, sort) for name in names]
    if depth > 0 and sort == "J" and draw(st.booleans()):
        return free("g", "J", elements(draw, "J", scope, depth - 1))
    return draw(st.sampled_from(options))


def leaves(draw, scope, depth, ints):
    bound = [make("b", data=(i, s)) for i, s in enumerate(scope) if s == "int" or (s == "real" and not ints)]
    options = bound * 3 + [free(n, "int") for n in "nk"] + [q for q in NUMBERS if q.is_int or not ints]
    if not ints:
        options += [free("x", "real"), free("Delta", "real"), make("pi")]
    kind = draw(st.integers(0, 3))
    if kind == 0 and not ints:
        return free("a", "real", elements(draw, "J", scope, depth - 1))
    if kind == 1 and not ints:
        return free("W", "real", elements(draw, "J", scope, depth - 1), elements(draw, "C", scope, depth - 1))
    if kind == 2:
        return free("N", "int", elements(draw, "C", scope, depth - 1))
    return draw(st.sampled_from(options))


def sets(draw, sort, scope, depth):
    kind = draw(st.integers(0, 6)) if depth > 0 else 0
    if kind == 1 and sort != "int":
        return make("univ", data=(sort,))
    if kind in (2, 3):
        return make(draw(st.sampled_from("\\|&")), *(sets(draw, sort, scope, depth - 1) for _ in range(2)))
    if kind == 4 and sort == "int":
        return make("rng", *(numbers(draw, scope, depth - 1, True) for _ in range(2)))
    if kind == 4:
        return make("sing", elements(draw, sort, scope, depth - 1))
    if kind == 5:
        return make("sep", sets(draw, sort, scope, depth - 1), formulas(draw, (sort, *scope), depth - 1, False))
    if kind == 6:
        return (
            free("F", "set " + sort, elements(draw, "Omega", scope, 0))
            if sort == "J"
            else free("R" + sort, "set " + sort)
        )
    return free("S" + sort, "set " + sort)


def numbers(draw, scope, depth, ints=False):
    """A number; an integer term if `ints`."""
    if depth <= 0:
        return leaves(draw, scope, depth, ints)
    op = draw(
        st.sampled_from(
            ["leaf", "+", "*", "-", "^", "abs", "max", "card", "sum", "sup", "ind", "/", "/", "1", "mean"]
        )
    )
    if ints and op in ("/", "1", "mean"):
        op = "-"
    if op == "leaf":
        return leaves(draw, scope, depth, ints)
    if op in ("+", "*"):
        return make(op, *(numbers(draw, scope, depth - 1, ints) for _ in range(draw(st.integers(2, 3)))))
    if op in ("-", "max", "/"):
        return make(op, *(numbers(draw, scope, depth - 1, ints) for _ in range(2)))
    if op == "^":
        return make("^", numbers(draw, scope, depth - 1, ints), data=(draw(st.integers(1, 3)),))
    if op == "abs":
        return make("abs", numbers(draw, scope, depth - 1, ints))
    if op == "1":
        return make(draw(st.sampled_from(["exp", "log", "sqrt", "erf"])), numbers(draw, scope, depth - 1))
    if op == "ind":
        return make("ind", formulas(draw, scope, depth - 1, False))
    if op == "mean":
        return make("mean", numbers(draw, ("Omega", *scope), depth - 1), data=("Omega",))
    sort = draw(st.sampled_from(["J", "C", "int"]))
    over = sets(draw, sort, scope, depth - 1)
    return make("card", over) if op == "card" else make(op, over, numbers(draw, (sort, *scope), depth - 1, ints))


def formulas(draw, scope, depth, wild=True):
    op = draw(st.sampled_from(["<=", "<", "=", "!=", "in", "all", "all"] if depth > 0 else ["<=", "<", "=", "!="]))
    if op == "in":
        sort = draw(st.sampled_from(["J", "C", "int"]))
        inside = numbers(draw, scope, 0, True) if sort == "int" else elements(draw, sort, scope, depth - 1)
        return make("in", inside, sets(draw, sort, scope, depth - 1))
    if op == "all":
        sort = draw(st.sampled_from(["J", "C", "int", *(["real", "Omega"] if wild else [])]))
        over = make("univ", data=("real",)) if sort == "real" else sets(draw, sort, scope, depth - 1)
        return make("all", over, formulas(draw, (sort, *scope), depth - 1, wild))
    return make(op, *(numbers(draw, scope, depth - 1) for _ in range(2)))


@st.composite
def closed_formulas(draw):
    return formulas(draw, (), draw(st.integers(1, 4)))


@settings(max_examples=400, deadline=None)
@given(closed_formulas())
def test_round_trip_is_the_identity(formula):
    assert to_term(from_term(formula)) is formula


def renamings():
    return st.sampled_from([("i", "j", "J"), ("j", "l", "J"), ("c", "i", "C"), ("x", "y", "real"), ("n", "m", "int")])


@settings(max_examples=300, deadline=None)
@given(closed_formulas(), renamings())
def test_renaming_a_free_variable_captures_nothing(formula, renaming):
    """`i`, `l`, `y`, `m` are letters that display gives to bound variables: naive replacement would capture them."""
    old, new, sort = renaming
    try:
        expected = instantiate(abstract(formula, free(old, sort)), free(new, sort))
        to_term(from_term(expected))
    except (Reject, ConversionError):
        return
    shown = from_term(formula)
    with sympy.evaluate(False):
        pair = lang.Element(old, sort), lang.Element(new, sort)
        assert to_term(shown.xreplace(dict([pair]))) is expected
        assert to_term(shown.subs(*pair)) is expected


def small_terms(*atoms: Term):
    """All arithmetic terms of depth at most 3 over these atoms, with +, -, *, /, ^2, exp, 0 - t and 1/t."""

    def grown(terms: list[Term]) -> list[Term]:
        out = list(terms)
        for s, t in product(terms, repeat=2):
            out += [make(op, s, t) for op in "+-*/"]
        for t in terms:
            out += [make("^", t, data=(2,)), make("-", number(0), t), make("exp", t), make("/", number(1), t)]
        return out

    return list(dict.fromkeys(grown(grown(list(atoms)))))


@pytest.mark.parametrize("literal", ["-1", "-2", "1/2"])
def test_round_trip_of_all_small_terms(literal):
    for t in small_terms(free("x", "real"), number(Fraction(literal))):
        assert to_term(from_term(t)) is t


def test_latex_tells_all_small_terms_apart():
    big_operator = make("sum", free("S", "set J"), free("a", "real", make("b", data=(0, "J"))))
    terms = small_terms(free("x", "real"), number(2), big_operator)
    assert len(terms) > 8000
    assert len({latex(t) for t in terms}) == len(terms)


def test_three_summands_and_their_groupings_are_three_texts():
    x, y, z = (free(n, "real") for n in "xyz")
    for op in "+*":
        shapes = [make(op, x, y, z), make(op, make(op, x, y), z), make(op, x, make(op, y, z))]
        assert len({latex(t) for t in shapes}) == 3


@pytest.mark.parametrize("t", [make("b", data=(0, "J")), make("deriv", number(1), number(0))])
def test_what_has_no_sympy_form_is_refused(t):
    with pytest.raises(ConversionError):
        from_term(t)


def test_bound_names_avoid_free_ones():
    a = free("a", "real", make("b", data=(0, "J")))
    t = make("+", free("i", "real"), make("sum", free("S", "set J"), make("*", a, free("j", "real"))))
    assert latex(t) == r"i + \sum_{l \in S} a_{l} \, j"
    assert to_term(from_term(t)) is t
