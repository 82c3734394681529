"""Statements from SymPy: order of hypotheses, splitting, hash, signatures, and the printed form.

Expectations: the text parser (independent of SymPy), the checker's hash, and LaTeX written by hand.
"""

import dataclasses

import pytest
from sympy import And, Eq, Le, Lt, Symbol, evaluate, symbols

from tailbound.proofs.checker import make, number, statement_hash
from tailbound.proofs.convert import ConversionError, to_term
from tailbound.proofs.language import (
    Cardinality,
    Complement,
    Element,
    Family,
    ForAll,
    SetVariable,
    SumOver,
    Universe,
)
from tailbound.proofs.latex import latex
from tailbound.proofs.statement import Statement
from tailbound.proofs.text import parse

i, j, a, S = Element("i", "J"), Element("j", "J"), Family("a", "J"), SetVariable("S", "J")
x, y, tau, Delta, E = symbols("x y tau Delta E", real=True)
n, k = symbols("n k", integer=True, positive=True)
J, tail = Universe("J"), Complement(S)
H, T = SumOver(i, S, a(i)), SumOver(i, tail, a(i))

TOP_K = Statement.from_sympy(
    where=[
        ForAll(i, J, Lt(0, a(i))),
        Eq(n, Cardinality(J)),
        Eq(k, Cardinality(S)),
        ForAll(i, S, ForAll(j, tail, a(j) <= a(i))),
    ],
    claim=Le(T / (H + T), 1 - k / n),
)


def test_assumptions_come_first_then_where_in_order():
    texts = ["0 < k", "0 < n", "all(0 < a[i] for i in J)", "n == card(J)", "k == card(S)"]
    texts += ["all(a[j] <= a[i] for i in S for j in J - S)"]
    scope = {"k": ("int", ()), "n": ("int", ()), "a": ("real", ("J",)), "S": ("set J", ())}
    assert TOP_K.hyps == tuple(parse(t, scope) for t in texts)
    share = parse("sum(a[i] for i in J - S)", scope), parse("sum(a[i] for i in S)", scope)
    one = number(1)
    bound = make("-", one, make("/", parse("k", scope), parse("n", scope)))
    assert TOP_K.concl.args[1] is bound
    assert TOP_K.concl.args[0].args[0] is share[0] and set(TOP_K.concl.args[0].args[1].args) == set(share)
    assert TOP_K.free_variables() == scope


def test_the_hash_is_the_checkers():
    assert TOP_K.sha256 == statement_hash(TOP_K.hyps, TOP_K.concl)
    other = dataclasses.replace(TOP_K, hyps=TOP_K.hyps[::-1])
    assert other.sha256 != TOP_K.sha256


def test_round_trip_through_sympy_keeps_the_hash():
    hyps, claim = TOP_K.to_sympy()
    again = Statement.from_sympy(where=hyps, claim=claim)
    assert again == TOP_K and again.sha256 == TOP_K.sha256


def test_a_hypothesis_is_listed_once():
    with evaluate(False):
        said_twice = [Lt(0, k), x <= y, Le(x, y)]
    s = Statement.from_sympy(where=said_twice, claim=x <= y + k)
    assert [h.op for h in s.hyps] == ["<", "<="]


def test_and_splits_in_hypotheses_also_under_a_quantifier():
    both = And(Le(0, a(i)), a(i) <= x)
    split = Statement.from_sympy(where=[And(x < 1, y < 2), ForAll(i, S, both)], claim=x + y < 3)
    one_by_one = [to_term(f) for f in (x < 1, y < 2, ForAll(i, S, Le(0, a(i))), ForAll(i, S, a(i) <= x))]
    assert set(split.hyps) == set(one_by_one) and len(split.hyps) == 4


def test_two_sided_claims_are_refused_with_a_hint():
    for claim in (And(Le(0, x), x <= 1), ForAll(i, S, And(Le(0, a(i)), a(i) <= 1))):
        with pytest.raises(ConversionError, match="its own theorem"):
            Statement.from_sympy(claim=claim)


@pytest.mark.parametrize(
    ("where", "claim", "reason"),
    [
        ([], x + 1, "made of formulas"),
        ([x], x <= 1, "made of formulas"),
        ([], "x <= 1", "text"),
        ([], x <= 0.5, r"Rational\(1, 2\)"),
        ([Lt(0, Symbol("x", positive=True))], x <= y, "give it as text"),
        ([Symbol("x", positive=True) < y], x <= y, "declared twice"),
        ([Family("a", "C")(Element("c", "C")) <= 1], ForAll(i, S, a(i) <= 1), "declared twice"),
    ],
)
def test_refused_statements(where, claim, reason):
    with pytest.raises(ConversionError, match=reason):
        Statement.from_sympy(where=where, claim=claim)


def test_terms_with_two_signatures_or_open_indices_are_no_statement():
    one = number(1)
    x_real, x_of_i = make("v", data=("x", "real")), make("v", to_term(i), data=("x", "real"))
    with pytest.raises(ConversionError, match="two signatures"):
        Statement((make("<=", x_real, one),), make("<=", x_of_i, one))
    with pytest.raises(ConversionError, match="not bound"):
        Statement((), make("in", make("b", data=(0, "J")), to_term(S)))


def test_numeric_arguments_are_arguments_of_a_real_function():
    f = Family("f", "real")
    s = Statement.from_sympy(claim=f(n) <= f(x))
    assert s.free_variables()["f"] == ("real", ("real",))
    hyps, claim = s.to_sympy()
    assert Statement.from_sympy(where=hyps, claim=claim) == s


SCOPE = dict.fromkeys(("x", "y", "tau", "E", "Delta", "eps", "mu_H"), ("real", ()))
SCOPE |= {
    "n": ("int", ()),
    "k": ("int", ()),
    "a": ("real", ("J",)),
    "p_S": ("real", ("J",)),
    "ps": ("real", ("J",)),
    "S": ("set J", ()),
}
SCOPE |= {"f": ("real", ("J", "real")), "i": ("J", ()), "j": ("J", ())}
LATEX = {
    "tau <= 1 - k/n": r"\tau \le 1 - \frac{k}{n}",
    "sum(a[l] for l in S)/(sum(a[l] for l in S) + sum(a[l] for l in J - S))": (
        r"\frac{\sum_{i \in S} a_{i}}{\sum_{i \in S} a_{i} + \sum_{i \notin S} a_{i}}"
    ),
    "all(a[m] <= a[l] for l in S for m in J - S)": r"\forall i \in S:\ \forall j \notin S:\ a_{j} \le a_{i}",
    "E == exp(Delta)": r"E = e^{\Delta}",
    "card(J - S)": r"\left|\bar{S}\right|",
    "card(J - (S | {i}))": r"\left|\overline{S \cup \left\{i\right\}}\right|",
    "sum((a[l] + 1)*x for l in J)": r"\sum_{i \in J} \left(a_{i} + 1\right) \, x",
    "sum(a[l] for l in S)**2": r"\left(\sum_{i \in S} a_{i}\right)^{2}",
    "x*sum(a[l] for l in S) + 1": r"x \, \sum_{i \in S} a_{i} + 1",
    "sum(a[l] for l in S)*x": r"\left(\sum_{i \in S} a_{i}\right) \, x",
    "-x": "-x",
    "1 - (x - y)": r"1 - \left(x - y\right)",
    "x - 1 - y": "x - 1 - y",
    "(-3)*x": r"\left(-3\right) \, x",
    "2*x**2": r"2 \, x^{2}",
    "2*3": r"2 \cdot 3",
    "exp(x)**2": r"\left(e^{x}\right)^{2}",
    "max(sqrt(x), erf(y))": r"\max\left(\sqrt{x}, \operatorname{erf}\left(y\right)\right)",
    "sup(abs(a[l]) for l in S & {i})": r"\max_{j \in S \cap \left\{i\right\}} \left|a_{j}\right|",
    "i in J - S": r"i \notin S",
    "ind(i in S)": r"\mathbf{1}\left[i \in S\right]",
    "card({l for l in J if eps < a[l]})": r"\left|\left\{i \in J : \varepsilon < a_{i}\right\}\right|",
    "sum(l*x for l in rng(1, n))": r"\sum_{m=1}^{n} m \, x",
    "mu_H*p_S[i]": r"\mu_{H} \, p_{S,i}",
    "f[i, x] != 0": r"f_{i}\left(x\right) \ne 0",
    "pi/2": r"\frac{\pi}{2}",
    "ps[i]**2": r"\left(p^{S}_{i}\right)^{2}",
}


@pytest.mark.parametrize("text", LATEX)
def test_latex_of_terms(text):
    assert latex(parse(text, SCOPE)) == LATEX[text]


def test_latex_of_a_predicate_names_its_binders_apart():
    """Index 0 is the first of the predicate's sorts: pred(binders J, J) over a matrix entry M(#1, #0)."""
    zero, one = (make("b", data=(index, "J")) for index in (0, 1))
    entry = make("v", one, zero, data=("M", "real"))
    assert latex(make("pred", entry, data=("iid", ("J", "J")))) == r"\mathrm{iid}\left(M_{i,j}\right)"


def test_latex_of_a_statement_has_one_line_for_each_hypothesis():
    lines = TOP_K.latex().splitlines()
    assert len(lines) == len(TOP_K.hyps) + 3
    assert [line.removeprefix("& ").removesuffix(r" \\") for line in lines[1:-2]] == [latex(h) for h in TOP_K.hyps]
    assert latex(TOP_K.concl) in lines[-2]
