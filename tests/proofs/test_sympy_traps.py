"""What SymPy does to statements before they reach us (anchors.md): each trap is refused, or shown to the author.

Expectations: the left column is what SymPy is known to do (asserted, so that a change of SymPy is noticed); the right
column is the mathematics.
"""

from fractions import Fraction

import pytest
import sympy
from sympy import Eq, Integer, Le, Max, Rational, Symbol, symbols

from tailbound.proofs.checker import make, number, obligations
from tailbound.proofs.convert import ConversionError, to_term
from tailbound.proofs.language import Cardinality, Complement, IntegerRange, Maximum, SetVariable, SumOver
from tailbound.proofs.latex import latex
from tailbound.proofs.statement import Statement

x, y = symbols("x y", real=True)
n, k, i = symbols("n k i", integer=True)
TX = make("v", data=("x", "real"))


def test_x_over_x_is_one_before_the_conversion_and_the_author_sees_it():
    claim = Le(x / x, y)
    assert claim.lhs == 1
    assert Statement.from_sympy(claim=claim).latex() == r"1 \le y"
    with sympy.evaluate(False):
        kept = Statement.from_sympy(claim=Le(x / x, y))
    assert kept.latex() == r"\frac{x}{x} \le y"
    assert obligations(kept.concl) == [make("!=", TX, number(0))], "the gate asks for x != 0"


def test_what_evaluation_decides_is_refused():
    for decided in (Eq(x / x, 1), Eq(0 / x, 0), Eq(sympy.exp(sympy.log(x)), x), x <= x, Eq(x, x), Le(0, abs(x))):
        assert decided in (sympy.true, sympy.false)
        with pytest.raises(ConversionError, match="evaluate"):
            to_term(decided)
    for value in (True, False):
        with pytest.raises(ConversionError, match="give it as text"):
            Statement.from_sympy(claim=value)


def test_what_evaluation_off_keeps_has_its_guards():
    with sympy.evaluate(False):
        zero_over_x, exp_log = to_term(0 / x), to_term(sympy.exp(sympy.log(x)))
    assert zero_over_x is make("/", number(0), TX) and obligations(zero_over_x) == [make("!=", TX, number(0))]
    assert exp_log is make("exp", make("log", TX)) and obligations(exp_log) == [make("<", number(0), TX)]


def test_an_unevaluated_object_is_converted_before_sympy_touches_it_again():
    with sympy.evaluate(False):
        fraction = x / x
    assert to_term(fraction) is make("/", TX, TX)
    assert fraction.subs(x, y) == 1, "SymPy evaluates at the next subs: convert first"


def test_sums_to_n_from_k_plus_1_are_refused_and_ours_ask_for_their_guard():
    theirs = sympy.Sum(1, (i, k + 1, n))
    assert theirs.doit() == n - k and sympy.Sum(i, (i, 5, 2)).doit() == -7, "Karr's convention: also where n < k"
    with pytest.raises(ConversionError, match="SumOver"):
        to_term(theirs)
    ours = to_term(SumOver(i, IntegerRange(k + 1, n), 1))
    tk, tn = to_term(k), to_term(n)
    (guard,) = obligations(ours)
    lo = ours.args[0].args[0]
    assert lo.op == "+" and set(lo.args) == {tk, number(1)}
    assert guard is make("<=", lo, make("+", tn, number(1)))


def test_the_tail_is_a_complement():
    S = SetVariable("S", "J")
    t = to_term(Cardinality(Complement(S)))
    assert t is make("card", make("\\", make("univ", data=("J",)), make("v", data=("S", "set J"))))


@pytest.mark.parametrize(
    ("value", "instead"), [(0.1, "(1, 10)"), (0.5, "(1, 2)"), (2.675, "(107, 40)"), (1e-3, "(1, 1000)")]
)
def test_floats_are_refused_with_the_decimal_that_was_meant(value, instead):
    """A float literal that is binary to one tool and decimal to another proves 1/10 < 1/10."""
    for expr in (value, sympy.Float(value), x + value):
        with pytest.raises(ConversionError) as caught:
            to_term(expr)
        assert "Rational" + instead in str(caught.value)


def test_rationals_never_pass_through_a_double():
    """lambdify prints Rational(1, 3) as a double, which is not 1/3."""
    assert Fraction(sympy.lambdify([], Rational(1, 3))()) != Fraction(1, 3)
    t = to_term(Rational(1, 3) * x)
    assert t.args[0].data[0] == Fraction(1, 3) and latex(t) == r"\frac{1}{3} \, x"
    big = 10**40 + 1
    assert to_term(Rational(1, big)).data[0] == Fraction(1, big)


def test_a_symbol_without_assumptions_is_complex():
    z = Symbol("z")
    assert sympy.sqrt(z) ** 2 == z and sympy.exp(sympy.log(z)) == z
    with pytest.raises(ConversionError, match="complex"):
        to_term(z + 1)


def test_a_declared_sign_is_used_by_sympy_and_returned_as_a_hypothesis():
    p, q = symbols("p q", positive=True)
    assert sympy.sqrt(p * q) == sympy.sqrt(p) * sympy.sqrt(q)
    s = Statement.from_sympy(claim=sympy.sqrt(p * q) <= p + q)
    assert s.hyps == tuple(make("<", number(0), make("v", data=(name, "real"))) for name in "pq")


def test_max_collapses_even_unevaluated_and_maximum_does_not():
    assert Max(x, x, evaluate=False) == x
    assert to_term(Maximum(x, x)) is make("max", TX, TX)


def test_two_symbols_of_one_name_are_not_made_one():
    other = Symbol("x", positive=True)
    assert x - other != 0
    with pytest.raises(ConversionError, match="declared twice"):
        Statement.from_sympy(where=[other <= 1], claim=Le(x, 1))


def test_text_never_reaches_sympify():
    with pytest.raises(ConversionError, match="never by SymPy"):
        to_term("__import__('os').getcwd()")


def test_integers_are_integers():
    assert to_term(n + Integer(2)).is_int and not to_term(x + 2).is_int and not to_term(n / 2).is_int
