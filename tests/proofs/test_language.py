"""The vocabulary as SymPy objects: rebuilding, free symbols, substitution without capture, refused declarations.

Expectations: the definitions of free and bound variables; rational arithmetic written out by hand.
"""

import operator
import pickle

import pytest
import sympy
from sympy import Symbol, preorder_traversal

from tailbound.proofs.language import (
    Cardinality,
    Complement,
    Element,
    Expectation,
    Family,
    ForAll,
    Indicator,
    IntegerRange,
    Intersection,
    Maximum,
    Member,
    NormalCdf,
    NormalDensity,
    NormalTail,
    Probability,
    Separation,
    SetFamily,
    SetVariable,
    Singleton,
    SumOver,
    SupOver,
    Union,
    Universe,
)

i, j, w = Element("i", "J"), Element("j", "J"), Element("w", "Omega")
a, W, g = Family("a", "J"), Family("W", "J", "real"), Family("g", "J", value="J")
S, F = SetVariable("S", "J"), SetFamily("F", "Omega", of="J")
x, m = Symbol("x", real=True), Symbol("m", integer=True)

EVERYTHING = [
    SumOver(i, Complement(S), a(i) * W(j, x)),
    SupOver(i, Separation(j, Universe("J"), a(j) < x), a(g(i))),
    SumOver(m, IntegerRange(0, m), m**2),
    Expectation(w, Universe("Omega"), Cardinality(F(w))),
    Probability(Separation(w, Universe("Omega"), Member(i, F(w)))),
    ForAll(i, S - Singleton(j), ForAll(j, Union(S, Singleton(i)), a(j) <= a(i))),
    Indicator(Member(i, Intersection(S, Complement(Universe("J"), Singleton(j))))),
    Maximum(x, x) + NormalCdf(x) - NormalTail(x) * NormalDensity(2),
]


@pytest.mark.parametrize("expr", EVERYTHING)
def test_each_object_is_rebuilt_by_its_arguments_and_pickled(expr):
    for part in preorder_traversal(expr):
        if part.args:
            assert part.func(*part.args) == part
        assert pickle.loads(pickle.dumps(part)) == part
        assert str(part) and sympy.latex(part)
        assert hash(part) == hash(pickle.loads(pickle.dumps(part)))


def test_free_symbols_leave_out_what_is_bound():
    assert EVERYTHING[0].free_symbols == {S, j, x}
    assert SumOver(m, IntegerRange(0, m), m**2).free_symbols == {m}, "the range is outside the binder's scope"
    assert ForAll(i, S, Member(i, S)).free_symbols == {S}
    assert SumOver(i, Separation(i, S, a(i) < x), a(i)).free_symbols == {S, x}


def test_a_bound_variable_is_not_substituted():
    total = SumOver(i, S, a(i))
    assert total.subs(i, j) == total.xreplace({i: j}) == total
    assert total.subs(a(i), 5) == total


def test_a_substituted_value_is_not_captured():
    total = SumOver(i, S, a(i) * a(j))
    for changed in (total.subs(j, i), total.xreplace({j: i})):
        assert changed.free_symbols == {S, i}
        assert changed.variable != i
        assert changed.body == a(changed.variable) * a(i)


def test_two_variables_are_exchanged_at_once():
    f = SumOver(i, S, W(i, x) * a(j)) + a(j) * a(g(i))
    assert f.xreplace({i: j, j: i}) == SumOver(Element("i1", "J"), S, W(Element("i1", "J"), x) * a(i)) + a(i) * a(
        g(j)
    )


def test_a_namesake_of_another_sort_is_renamed_too():
    c = Element("c", "C")
    b = Family("b", "C")
    inside = SumOver(Element("j", "J"), S, a(Element("j", "J")) * b(c))
    assert inside.subs(c, Element("j", "C")).variable == Element("j1", "J")


def test_sets_and_families_are_substituted():
    tail = SumOver(i, Complement(S), a(i))
    assert tail.subs(S, Complement(S)) == SumOver(i, Complement(Complement(S)), a(i)), "nothing is simplified"
    assert tail.subs(a, Family("b", "J")) == SumOver(i, Complement(S), Family("b", "J")(i))
    bound_inside = SumOver(i, S, Cardinality(S)).subs(S, Separation(j, S, a(j) < a(i)))
    assert bound_inside.free_symbols == {S, i}


def test_nothing_is_evaluated_away():
    assert Union(S, S).args == (S, S)
    assert Complement(S, S).args == (S, S)
    assert SumOver(i, S, 0) != 0 and SumOver(i, Singleton(j), a(i)) != a(j)
    assert Maximum(x, x).args == (x, x)
    assert (Cardinality(S) >= 0) not in (True, False)


def test_sums_over_sets_work_in_sympy():
    total = SumOver(i, S, a(i) * x)
    assert total.diff(x) == SumOver(i, S, a(i))
    assert sympy.expand((total + 1) ** 2 - total**2 - 2 * total) == 1
    assert sympy.simplify(total + total) == 2 * total
    assert SumOver(m, IntegerRange(0, 5), m).is_integer and SumOver(i, S, a(i)).is_real


def test_normal_functions_agree_with_sympy_statistics():
    from sympy.stats import Normal, cdf, density

    z = Normal("z", 0, 1)
    assert sympy.simplify(NormalCdf(x).doit() - cdf(z)(x)) == 0
    assert sympy.simplify(NormalDensity(x).doit() - density(z)(x)) == 0
    assert sympy.simplify((NormalCdf(x) + NormalTail(x)).doit()) == 1
    for f in (NormalCdf, NormalTail, NormalDensity):
        assert sympy.simplify(f(x).diff(x).doit() - f(x).doit().diff(x)) == 0


@pytest.mark.parametrize(
    "build",
    [
        lambda: Element("2i", "J"),
        lambda: Element("i", "jay"),
        lambda: Element("i", "set J"),
        lambda: Family("a"),
        lambda: Family("a", "J", value="set J"),
        lambda: a(x),
        lambda: a(i, j),
        lambda: a(Element("c", "C")),
        lambda: Family("f", "int")(x),
        lambda: Universe("int"),
        lambda: Complement(SetVariable("A", "int")),
        lambda: Union(S, SetVariable("R", "C")),
        lambda: Union(),
        lambda: IntegerRange(0, x),
        lambda: SumOver(i, SetVariable("R", "C"), 1),
        lambda: SumOver(x, IntegerRange(0, 3), x),
        lambda: SumOver(Symbol("q", integer=True, positive=True), IntegerRange(1, 3), 1),
        lambda: SumOver(i, S, a(i) < x),
        lambda: SumOver(i, {1, 2}, 1),
        lambda: ForAll(i, S, a(i)),
        lambda: Member(x, S),
        lambda: Indicator(x),
        lambda: Probability(S),
        lambda: Expectation(i, Universe("J"), 1),
        lambda: Maximum(x, S),
        lambda: SetFamily("F", of="J"),
        lambda: SetVariable("S", "set J"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(build):
    with pytest.raises(ValueError) as caught:
        build()
    assert str(caught.value) and "\n" not in str(caught.value)


def test_elements_have_no_arithmetic():
    with pytest.raises(TypeError):
        operator.add(i, 1)
