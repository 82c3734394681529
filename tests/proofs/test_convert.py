"""SymPy -> terms.  Expectations: the text parser, SymPy's own exact rational values, docs/logic.md section 10."""

import hashlib
import os
import subprocess
import sys
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import And, Eq, Ge, Gt, Integer, Max, Min, Pow, Rational, Symbol, exp, sqrt, symbols

from tailbound.proofs.checker import make, normal, number, obligations
from tailbound.proofs.convert import ConversionError, to_term
from tailbound.proofs.declarations import assumption_hypotheses
from tailbound.proofs.language import (
    Cardinality,
    Complement,
    Element,
    Family,
    ForAll,
    Indicator,
    IntegerRange,
    Maximum,
    Member,
    NormalCdf,
    NormalDensity,
    NormalTail,
    Separation,
    SetVariable,
    SumOver,
    SupOver,
    Universe,
)
from tailbound.proofs.text import parse

x, y = symbols("x y", real=True)
n, k = symbols("n k", integer=True)
r = Symbol("r", positive=True)
i, j, a, S = Element("i", "J"), Element("j", "J"), Family("a", "J"), SetVariable("S", "J")
SCOPE = dict.fromkeys("xyr", ("real", ())) | dict.fromkeys("nk", ("int", ()))
SCOPE |= {"a": ("real", ("J",)), "S": ("set J", ()), "i": ("J", ())}

READ_ALIKE = [
    (x - y, "x - y"),
    (y - x + 2, "2 + y - x"),
    (-x - y, "-x - y"),
    (-1 - x, "(-1) - x"),
    (x / y, "x/y"),
    (x / (1 + y), "x/(1 + y)"),
    (1 / (2 * x), "1/(2*x)"),
    (x / (2 * y), "x/(2*y)"),
    (-x / (2 * y), "-(x/(2*y))"),
    (-2 * x / y, "-(2*x/y)"),
    (x / 2, "(1/2)*x"),
    (-3 * x, "(-3)*x"),
    (1 - 3 * x, "1 - 3*x"),
    (x**-2, "1/x**2"),
    (x**3 / y**2, "x**3/y**2"),
    (1 / (x * y), "1/(x*y)"),
    (sqrt(x), "sqrt(x)"),
    (y / sqrt(x), "y/sqrt(x)"),
    (exp(-x) / x, "exp(-x)/x"),
    (exp(2), "exp(2)"),
    (sympy.E * x, "exp(1)*x"),
    (abs(x), "abs(x)"),
    (sympy.erf(x), "erf(x)"),
    (sympy.log(x), "log(x)"),
    (Max(x, y), "max(x, y)"),
    (Min(x, y), "min(x, y)"),
    (Maximum(y, x), "max(y, x)"),
    (sympy.tanh(x), "1 - 2/(exp(2*x) + 1)"),
    (sympy.erfc(x), "1 - erf(x)"),
    (NormalCdf(x), "(1 + erf(x/sqrt(2)))/2"),
    (NormalTail(x), "(1 - erf(x/sqrt(2)))/2"),
    (NormalDensity(x), "exp(-(x**2/2))/(sqrt(2)*sqrt(pi))"),
    (r**y, "exp(y*log(r))"),
    (Integer(2) ** x, "exp(x*log(2))"),
    (r ** Rational(3, 2), "exp((3/2)*log(r))"),
    (Ge(x, y), "y <= x"),
    (Gt(x, 0), "0 < x"),
    (Eq(x, y), "x == y"),
    (sympy.Ne(x, 0), "x != 0"),
    (SumOver(i, Complement(S), a(i)), "sum(a[i] for i in J - S)"),
    (SupOver(i, S, a(i)), "sup(a[i] for i in S)"),
    (SumOver(k, IntegerRange(0, n), k**2), "sum(k**2 for k in rng(0, n))"),
    (Cardinality(Separation(i, Universe("J"), x < a(i))), "card({i for i in J if x < a[i]})"),
    (ForAll(i, S, ForAll(j, Complement(S), a(j) <= a(i))), "all(a[j] <= a[i] for i in S for j in J - S)"),
    (Indicator(Member(i, S)), "ind(i in S)"),
]


@pytest.mark.parametrize(("expr", "text"), READ_ALIKE, ids=[text for _, text in READ_ALIKE])
def test_sympy_and_text_give_the_same_term(expr, text):
    """The text parser is written independently of SymPy and of the converter."""
    assert to_term(expr) is parse(text, SCOPE)


def test_maximum_of_more_than_two_nests():
    terms = [to_term(v) for v in Max(x, y, n).args]
    assert to_term(Max(x, y, n)) is make("max", make("max", terms[0], terms[1]), terms[2])


def test_long_sums_nest():
    many = [Symbol(f"x{m}", real=True) for m in range(130)]
    t = to_term(sympy.Add(*many))
    assert len(t.args) <= 64 and t.names == {s.name for s in many}


REFUSED = {
    "0.1": 0.1 * x,
    "Rational(1, 10)": sympy.Float("0.1"),
    "give it as text": sympy.true,
    "evaluate(False)": x < x,
    "infinity": sympy.oo * r,
    "dividing by 0": sympy.zoo,
    "0/0": sympy.nan,
    "real numbers only": sympy.I * x,
    "exponent 0": Pow(x, 0, evaluate=False),
    "base declared positive": x**y,
    "base declared positive ": x ** Rational(3, 2),
    "exponent is a literal from 1 to 64": x**65,
    "Indicator": sympy.Piecewise((x, x > 0), (y, True)),
    "SumOver": sympy.Sum(k, (k, 1, n)),
    "SumOver ": sympy.Product(k, (k, 1, n)),
    "integrals": sympy.Integral(x, (x, 0, y)),
    "derivative": sympy.Derivative(sympy.erf(x * y), x),
    "limits": sympy.Limit(x, x, 0),
    "integer m": sympy.floor(x),
    "integer m ": sympy.ceiling(x),
    "each sign": sympy.sign(x),
    "Indicator ": sympy.Heaviside(x),
    "factorials": sympy.factorial(n),
    "binomial": sympy.binomial(n, k),
    "one by one": And(x < y, y < r),
    "connective": sympy.Or(x < y, y < r),
    "opposite relation": sympy.Not(Member(i, S)),
    "complex": Symbol("z") + 1,
    "complex ": Symbol("z", finite=True),
    "only the assumptions": Symbol("z", even=True),
    "only the assumptions ": Symbol("z", rational=True),
    "only the assumptions  ": Symbol("z", real=True, integer=False),
    "no name": sympy.Dummy("z", real=True),
    "not a name": Symbol("x y", real=True),
    "not a name ": Symbol("\\tau", real=True),
    "declared twice": x + Symbol("x", positive=True),
    "declared twice ": x * SumOver(i, S, a(i) * Symbol("x", integer=True)),
    "is bound here": SumOver(i, S, a(i) * Symbol("i", real=True)),
    "not part of the logic": sympy.sin(x),
    "not part of the logic ": sympy.EulerGamma * x,
    "not part of the logic  ": sympy.Function("f")(x),
    "never by SymPy": "x + 1",
    "no SymPy object": object(),
    "wrong sort": Eq(i, j, evaluate=False),
    "wrong sort ": Cardinality(SetVariable("A", "real")),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_refusals_say_why_in_one_line(reason):
    with pytest.raises(ConversionError, match=reason.strip().replace("(", r"\(").replace(")", r"\)")) as caught:
        to_term(REFUSED[reason])
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_a_power_with_a_declared_positive_base_keeps_its_guard():
    """SymPy's word for the sign is not trusted: log asks the definedness gate for 0 < base."""
    zero_below_r = make("<", number(0), make("v", data=("r", "real")))
    assert zero_below_r in obligations(to_term(r**y))


def test_assumptions_become_hypotheses():
    names = {"positive": "<", "negative": "<", "nonnegative": "<=", "nonpositive": "<=", "nonzero": "!="}
    for assumption, op in names.items():
        s = Symbol("s", real=True, **{assumption: True})
        (h,) = assumption_hypotheses(s + x)
        assert h.op == op
        assert h.args.index(number(0)) == (0 if assumption in ("positive", "nonnegative") else 1)
    (h,) = assumption_hypotheses(Symbol("m", integer=True, positive=True))
    assert h.args[1].is_int
    assert assumption_hypotheses(x, n) == []
    assert [h.op for h in assumption_hypotheses(Symbol("z", zero=True))] == ["<=", "<="]


def test_assumptions_of_one_symbol_in_many_places_are_said_once():
    assert len(assumption_hypotheses(r < x, SumOver(i, S, a(i) * r), r)) == 1


def rationals():
    return st.fractions(min_value=-9, max_value=9, max_denominator=6)


@st.composite
def arithmetic(draw, depth=3):
    """A SymPy expression as an author would build it, with SymPy's evaluation on."""
    if depth == 0 or draw(st.integers(0, 5)) == 0:
        q = draw(rationals())
        return draw(st.sampled_from([x, y, n, Rational(q.numerator, q.denominator)]))
    u = draw(arithmetic(depth=depth - 1))
    op = draw(st.sampled_from(["+", "-", "*", "/", "neg", "pow", "max", "min", "abs"]))
    if op == "neg":
        return -u
    if op == "abs":
        return abs(u)
    if op == "pow":
        e = draw(st.sampled_from([-3, -2, -1, 2, 3]))
        return u**e if e > 0 or u != 0 else u
    v = draw(arithmetic(depth=depth - 1))
    if op == "/":
        return u / v if v != 0 else u
    return {
        "+": lambda: u + v,
        "-": lambda: u - v,
        "*": lambda: u * v,
        "max": lambda: Max(u, v),
        "min": lambda: Min(u, v),
    }[op]()


def value(t, point):
    """The exact value of an arithmetic term, written anew from the table of logic.md section 2."""
    if t.op == "q":
        return t.data[0]
    if t.op == "v":
        return point[t.data[0]]
    parts = [value(s, point) for s in t.args]
    if t.op == "+":
        return sum(parts)
    if t.op == "*":
        out = Fraction(1)
        for p in parts:
            out *= p
        return out
    if t.op == "^":
        return parts[0] ** t.data[0]
    return {"-": lambda u, v: u - v, "/": lambda u, v: u / v, "max": max, "abs": abs}[t.op](*parts)


@settings(max_examples=150, deadline=None)
@given(arithmetic(), rationals(), rationals(), st.integers(-5, 5))
def test_the_term_has_the_value_that_sympy_computes(expr, at_x, at_y, at_n):
    if expr.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
        return
    try:
        ours = value(to_term(expr), {"x": at_x, "y": at_y, "n": Fraction(at_n)})
    except ZeroDivisionError:  # the definedness gate refuses this point
        return
    at = {x: Rational(at_x.numerator, at_x.denominator), y: Rational(at_y.numerator, at_y.denominator), n: at_n}
    exact = expr.xreplace({symbol: Rational(v) for symbol, v in at.items()}).doit()
    assert exact.is_Rational and ours == Fraction(int(exact.p), int(exact.q))


@settings(max_examples=60, deadline=None)
@given(arithmetic(), arithmetic())
def test_equal_expressions_give_one_term(u, v):
    if not any(e.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo) for e in (u + v, u * v)):
        assert to_term(u + v) is to_term(v + u)
        assert to_term(u * v) is to_term(v * u)


PRINTED = """
import hashlib
from test_convert import READ_ALIKE, S, a, i, x, y, n, k
from tailbound.proofs.convert import to_term
from tailbound.proofs.language import SumOver
from tailbound.proofs.text import show
mixed = (x + y * k + SumOver(i, S, a(i)) * n - x * y) ** 2 / (y + n + k)
shape = [show(to_term(e)) for e in [*(e for e, _ in READ_ALIKE), mixed]]
print(hashlib.sha256("\\n".join(shape).encode()).hexdigest())
"""


def test_terms_do_not_depend_on_the_hash_seed():
    here = os.path.dirname(__file__)
    seen = set()
    for seed in ("0", "1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": here}
        run = subprocess.run([sys.executable, "-c", PRINTED], env=env, capture_output=True, text=True, check=True)
        seen.add(run.stdout.strip())
    assert len(seen) == 1 and len(seen.pop()) == len(hashlib.sha256().hexdigest())


def test_the_normal_form_does_not_see_the_shape():
    """Shapes differ, polynomials do not: x/(2y) as one fraction is (1/2) x (1/y)."""
    tx, ty = to_term(x), to_term(y)
    written = make("*", number(Fraction(1, 2)), tx, make("/", number(1), ty))
    assert normal(to_term(x / (2 * y))) == normal(written)
