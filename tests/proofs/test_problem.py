"""Problems from text: the expected terms are written with the constructor, or follow from exact arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tailbound.proofs.checker import Checked, make, number
from tailbound.proofs.outcomes import Proved, Refuted, Undecided
from tailbound.proofs.problem import Unsupported, parse_problem
from tailbound.proofs.problem_text import exact_number

X = make("v", data=("x", "real"))
N = make("v", data=("n", "int"))


def claim_of(text: str) -> object:
    return parse_problem(text).claim


def test_ranges_come_before_hypotheses_and_are_closed() -> None:
    p = parse_problem("x <= n", ["0 < x < 2"], {"x": {"range": ["0", "oo"]}, "n": {"domain": "integer"}})
    zero = number(0)
    assert p.hyps == (make("<=", zero, X), make("<", zero, X), make("<", X, number(2)))
    assert p.claim is make("<=", X, N)


def test_integer_ranges_shrink_to_integers() -> None:
    n = parse_problem("n < 3", (), {"n": {"domain": "integer", "range": ["-5/2", "2.5"]}}).variables[0]
    assert (n.low, n.high) == (-2, 2)


def test_partial_hypotheses_follow_total_ones() -> None:
    p = parse_problem("x < 2", ["log(x) < 0", "0 < x"])
    assert p.where == (make("<", number(0), X), make("<", make("log", X), number(0)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**3 <= 1", make("^", X, data=(3,))),
        ("x**-1 <= 1", make("/", number(1), X)),
        ("x**0.5 <= 1", make("sqrt", X)),
        ("x**(1/2) <= 1", make("sqrt", X)),
        ("x**(-3/2) <= 1", make("/", number(1), make("^", make("sqrt", X), data=(3,)))),
        ("x**0 <= 1", number(1)),
        ("2**x <= 1", make("exp", make("*", X, make("log", number(2))))),
        ("E**x <= 1", make("exp", make("*", X, number(1)))),
        ("Abs(x) <= 1", make("abs", X)),
        (
            "Min(x, 2) <= 1",
            make("-", number(0), make("max", make("-", number(0), X), make("-", number(0), number(2)))),
        ),
        ("Max(x) <= 1", X),
        ("ln(x) <= 1", make("log", X)),
        ("Rational(1, 3)*x <= 1", make("*", number(Fraction(1, 3)), X)),
    ],
)
def test_meaning_of_notation(text: str, expected: object) -> None:
    assert claim_of(text) is make("<=", expected, number(1))


def test_a_declared_variable_hides_a_constant() -> None:
    e = make("v", data=("E", "real"))
    assert parse_problem("E <= 1", (), {"E": {}}).claim is make("<=", e, number(1))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("sin(x) <= 1", "sin is not supported"),
        ("x", "a relation"),
        ("x <= 1 and x >= 0", "one relation"),
        ("0 <= x <= 1", "one relation"),
        ("x <= oo", "infinity"),
        ("__import__('os') <= 1", "not supported"),
        ("x.real <= 1", "Attribute is not supported"),
        ("True <= x", "only numbers"),
        ("x <= ", "not an expression"),
        ("x**100000 <= 1", "too large"),
        ("2**100000 <= x", "4096 bits"),
        ("1e99999 <= x", "not an exact number"),
        ("(-2)**x <= 1", "positive base"),
        ("0**-1 <= x", "division by zero"),
        ("(" * 300 + "x" + ")" * 300 + " <= 1", "nested"),
        ("-" * 3000 + "x <= 1", "nested"),
        ("f(x) <= 1", "f is not supported"),
        ("x in y", "comparison is not supported"),
    ],
)
def test_unsupported_in_one_line(text: str, word: str) -> None:
    with pytest.raises(Unsupported) as error:
        parse_problem(text)
    assert word in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"y": {}}, "not declared"),
        ({"x": {"domain": "complex"}}, "real or integer"),
        ({"x": {"range": ["0"]}}, "two ends"),
        ({"x": {"range": ["a", "1"]}}, "not an exact number"),
        ({"x": 3}, "declared as"),
        ({"x y": {}}, "not a variable's name"),
    ],
)
def test_bad_declarations(variables: dict, word: str) -> None:
    with pytest.raises(Unsupported, match=word):
        parse_problem("x <= 1", (), variables)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_numbers_are_exact(p: int, q: int) -> None:
    assert exact_number(f"{p}/{q}") == Fraction(p, q)
    assert exact_number(f"{p}.25") == (Fraction(p) + Fraction(1 if p >= 0 else -1, 4) if p else Fraction(1, 4))


def test_outcomes_have_no_truth_value() -> None:
    checked = Checked((), make("<=", number(0), number(1)), frozenset(), "", "")
    for outcome in (Proved(b"", checked, ""), Refuted({}, ""), Undecided("no")):
        with pytest.raises(TypeError):
            bool(outcome)
    assert Undecided("vacuous: x < x").vacuous
