"""Attacks on the layers that show and read statements: what a reader sees must be what was proved.

Each test names the false reading.  That it is false is arithmetic, said in the docstring, or found in a finite model.
"""

import dataclasses
import random
import re
import sys
from pathlib import Path

import pytest
import sympy
from sympy import Eq, Symbol

sys.path.insert(0, str(Path(__file__).parent))
from random_terms import Terms

from tailbound.proofs.catalogue import theorems
from tailbound.proofs.catalogue.entry import Example, Refutation
from tailbound.proofs.catalogue.examples import is_refuted
from tailbound.proofs.catalogue.ledger import judge_all
from tailbound.proofs.checker import make, number, obligations
from tailbound.proofs.convert import ConversionError, to_term
from tailbound.proofs.display import from_term
from tailbound.proofs.latex import latex
from tailbound.proofs.names import bound_name
from tailbound.proofs.problem import Unsupported, parse_problem
from tailbound.proofs.statement import Statement
from tailbound.proofs.text import TextError, parse, show, signatures_of


def v(name, sort, *args):
    return make("v", *args, data=(name, sort))


J = make("univ", data=("J",))
INDEX = make("b", data=(0, "J"))


# ---------------------------------------------------------------- printing


def test_a_constant_does_not_print_as_the_family_that_is_summed():
    """For the constant a_i, max_i a_i <= sum_i a_i / |J| is true; for a family a it is false for a = (0, 1)."""
    constant = v("a_i", "real")
    family = v("a", "real", INDEX)
    for op in ("sup", "sum"):
        assert latex(make(op, J, constant)) != latex(make(op, J, family))
    below = re.findall(r"_\{(\w) \\in", latex(make("<=", make("sup", J, constant), make("sum", J, constant))))
    assert below and "i" not in below


def test_a_bound_variable_does_not_print_as_a_free_one():
    """all i1: a(i_1) = a(i1) says that a is constant; with one letter for both it would read as a = a."""
    fixed = v("i_1", "J")
    busy = [v(letter, "real") for letter in "ijlmr"]  # so that the letters without a number are taken
    left, right = (make("+", v("a", "real", i), *busy) for i in (fixed, INDEX))
    shown = latex(make("all", J, make("=", left, right)))
    one, two = re.findall(r"a_\{(\w_\{\d\})\}", shown)
    assert one == "i_{1}" and two != one


@pytest.mark.parametrize("used", [{"a_i"}, {"i_1", "i"}, {"i1", "i"}, {"x_i_j"}, {"i_bar"}, {"mu_hat_i"}])
def test_no_part_of_a_name_is_a_bound_variable(used):
    letter = bound_name("J", used)
    assert letter not in {part for name in used for part in (name, name.replace("_", ""), *name.split("_"))}


def test_an_index_sort_called_reals_does_not_print_as_the_reals():
    """all(f[i] <= sup(f[j] for j in Reals) for i in Reals): each f on the reals has a maximum: false."""
    over = make("univ", data=("Reals",))
    f = v("f", "real", make("b", data=(0, "Reals")))
    text = show(make("all", over, make("<=", f, make("sup", over, f))))
    with pytest.raises(TextError):
        parse(text, {"f": ("real", ("Reals",))})
    assert "in Reals" not in text


def test_a_variable_named_like_a_sort_is_told_from_it():
    """|J| of the variable J (a subset of K) is not |J| of the sort J."""
    sort, variable = make("card", J), make("card", v("J", "set K"))
    both = make("<=", variable, sort)
    assert show(both) != "card(J) <= card(J)"


# ---------------------------------------------------------------- text


@pytest.mark.parametrize("text", ["\U0001d465 <= x", "\u2113 == l", "\uff58 < x", "x\u00b2 >= 0", "a\u200b == a"])
def test_look_alikes_are_no_names(text):
    """Python reads a mathematical italic x, which a reader takes for another variable, as x."""
    with pytest.raises(Unsupported):
        parse_problem(text)
    with pytest.raises(TextError):
        parse(text, {"x": ("real", ()), "l": ("real", ()), "a": ("real", ())})


def reads_as_a_literal(t):
    """1/2 as a quotient of literals, and -2 as 0 - 2, read as the numbers that they are."""
    if t.op in ("/", "-") and all(a.op == "q" for a in t.args) and (t.op == "/" or t.args[0] is number(0)):
        return True
    return any(map(reads_as_a_literal, t.args))


def displayed(t):
    """The term that comes back from SymPy; None where SymPy takes the set of reals {2/2} for one of integers."""
    try:
        return to_term(from_term(t))
    except ConversionError as error:
        assert "SymPy cannot hold" in str(error)
        return None


@pytest.mark.parametrize("seed", range(6))
def test_text_latex_and_sympy_of_random_formulas_come_back(seed):
    """parse undoes show, the converter undoes the display, and formulas with one LaTeX have one text."""
    terms = Terms(random.Random(seed), namesakes=False)
    by_latex: dict[str, str] = {}
    for _ in range(150):
        t = terms.formula((), 3)
        text = show(t)
        assert displayed(t) in (t, None)
        assert by_latex.setdefault(latex(t), text) == text
        if not (reads_as_a_literal(t) or "mean" in text):
            assert parse(text, signatures_of(t)) is t


@pytest.mark.parametrize(
    "text",
    ["x**(1/0) == 1", "x**(y/y - y/y) == 1", "x**(0*log(-1)) == 1", "1**log(-1) == 1", "x**(2 + 0/0) >= 0"],
)
def test_an_exponent_is_not_evaluated_through_junk_values(text):
    """1/0 is 0 for the checker; read so, x**(1/0) = x**0 = 1 was proved."""
    assert obligations(parse_problem(text).claim)


def test_the_power_0_of_what_may_be_undefined_is_refused():
    with pytest.raises(Unsupported, match="undefined"):
        parse_problem("(1/x)**0 == 1")
    assert parse_problem("x**0 == 1").claim is make("=", number(1), number(1))


# ---------------------------------------------------------------- the catalogue


def test_an_undefined_instance_refutes_nothing():
    """x/x = 1 is true wherever it is defined: the junk value 0/0 = 0 is no counterexample, as x = 1 is to 2 x = x."""
    x = Symbol("x", real=True)
    with sympy.evaluate(False):
        quotient = Statement.from_sympy(claim=Eq(x / x, 1))
    double = Statement.from_sympy(claim=Eq(2 * x, x))
    assert not is_refuted(Refutation("q", "q", quotient, Example({}, {"x": 0}), ""))
    assert is_refuted(Refutation("d", "d", double, Example({}, {"x": 1}), ""))


def test_two_theorems_of_one_id_are_refused():
    """The second one's certificate would make the first, false one Proved."""
    first, second = theorems()[:2]
    with pytest.raises(ValueError, match="one id"):
        judge_all([first, dataclasses.replace(second, id=first.id, uses=())])


def test_a_certificate_under_another_name_proves_nothing(tmp_path):
    """A true theorem's certificate in a false one's place."""
    from tailbound.proofs.catalogue.build import path_of
    from tailbound.proofs.catalogue.ledger import Unproved

    honest, other = [t for t in theorems() if not t.uses][:2]
    (tmp_path / path_of(other.id).name).write_bytes(path_of(honest.id).read_bytes())
    outcome = judge_all([dataclasses.replace(other, uses=())], folder=tmp_path)[other.id]
    assert isinstance(outcome, Unproved) and "another statement" in outcome.reason
