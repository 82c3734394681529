"""Random polynomial claims with a violation planted at a known point, which fractions re-check."""

from fractions import Fraction
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tailbound.proofs.problem import parse_problem
from tailbound.proofs.refuter import find_counterexample

rationals = st.fractions(min_value=-5, max_value=5, max_denominator=40)
weights = st.fractions(min_value=Fraction(1, 10), max_value=4, max_denominator=10)
depths = st.integers(6, 14).map(lambda e: Fraction(1, 10**e))


def exactly(text: str, point: dict[str, Fraction]) -> Fraction:
    """The value of polynomial text in fractions; Python's own arithmetic is the independent judge."""
    return eval(text, {"__builtins__": {}}, {**point, "F": Fraction})  # the text is this test's own


def literal(x: Fraction) -> str:
    return f"F({x.numerator}, {x.denominator})"


def source(text: str) -> str:
    """The same text in the prover's language: F(p, q) written (p/q)."""
    while "F(" in text:
        start = text.index("F(")
        end = text.index(")", start)
        p, q = text[start + 2 : end].split(", ")
        text = f"{text[:start]}(({p})/{q}){text[end + 1 :]}"
    return text


@settings(max_examples=40, deadline=None)
@given(c=rationals, w=weights, e=depths)
def test_a_dip_below_zero_in_one_variable(c: Fraction, w: Fraction, e: Fraction) -> None:
    # w (x - c)^2 (x^2 + 1) - e is -e at x = c, and positive outside a window of width about sqrt(e).
    left = f"{literal(w)}*(x - {literal(c)})**2*(x**2 + 1) - {literal(e)}"
    found = find_counterexample(parse_problem(f"{source(left)} >= 0"), monotonic() + 20)
    assert found is not None
    assert exactly(left, dict(found.witness)) < 0


@settings(max_examples=25, deadline=None)
@given(c=st.tuples(rationals, rationals), w=st.tuples(weights, weights), s=rationals, e=depths)
def test_a_dip_below_zero_in_two_variables(
    c: tuple[Fraction, Fraction], w: tuple[Fraction, Fraction], s: Fraction, e: Fraction
) -> None:
    u = f"(x - {literal(c[0])} + {literal(s)}*(y - {literal(c[1])}))"
    left = f"{literal(w[0])}*{u}**2 + {literal(w[1])}*(y - {literal(c[1])})**2 - {literal(e)}"
    found = find_counterexample(parse_problem(f"{source(left)} >= 0"), monotonic() + 20)
    assert found is not None
    assert exactly(left, dict(found.witness)) < 0


@settings(max_examples=25, deadline=None)
@given(c=rationals, d=rationals, w=weights)
def test_a_touch_at_one_rational_point(c: Fraction, d: Fraction, w: Fraction) -> None:
    # A strict claim whose two sides are equal at x = c, y = d only: that very point must be found.
    left = f"(x - {literal(c)})**2 + {literal(w)}*(y - {literal(d)})**2"
    found = find_counterexample(parse_problem(f"{source(left)} > 0"), monotonic() + 20)
    assert found is not None and dict(found.witness) == {"x": c, "y": d}


@settings(max_examples=25, deadline=None)
@given(c=rationals, d=rationals, e=depths)
def test_a_window_between_two_roots(c: Fraction, d: Fraction, e: Fraction) -> None:
    # (x - c)(x - c - e) is negative between its roots only; x^2 + d^2 + 1 does not change that.
    left = f"(x - {literal(c)})*(x - {literal(c + e)})*(x**2 + {literal(d * d)} + 1)"
    found = find_counterexample(parse_problem(f"{source(left)} >= 0"), monotonic() + 20)
    assert found is not None and c < found.witness["x"] < c + e


@settings(max_examples=20, deadline=None)
@given(n=st.integers(-(10**6), 10**6), m=st.integers(1, 50))
def test_one_integer_only(n: int, m: int) -> None:
    claim = f"{m}*(n - ({n}))**2 > 0"
    found = find_counterexample(parse_problem(claim, [], {"n": {"domain": "integer"}}), monotonic() + 20)
    assert found is not None and found.witness["n"] == n


@settings(max_examples=25, deadline=None)
@given(c=rationals, w=weights, e=st.fractions(min_value=0, max_value=1, max_denominator=1000))
def test_without_a_dip_nothing_is_found(c: Fraction, w: Fraction, e: Fraction) -> None:
    # w (x - c)^2 (x^2 + 1) + e >= 0 for all x, being a sum of non-negative terms.
    left = f"{literal(w)}*(x - {literal(c)})**2*(x**2 + 1) + {literal(e)}"
    assert find_counterexample(parse_problem(f"{source(left)} >= 0"), monotonic() + 0.2) is None


def test_the_two_spellings_agree() -> None:
    assert source("F(1, 3)*(x - F(-2, 5))") == "((1)/3)*(x - ((-2)/5))"
    with pytest.raises(NameError):
        exactly("y", {"x": Fraction(1)})
