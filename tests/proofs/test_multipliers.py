"""Exact rational multipliers: each answer is checked here by adding the polynomials up in fractions.

Expectations: the identity itself, and systems that have a solution, or none, by construction.
"""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from tailbound.proofs.checker import make, normal
from tailbound.proofs.tactics.multipliers import find_multipliers
from tailbound.proofs.text import parse

NAMES = ("x", "y", "z")
SCOPE = dict.fromkeys(NAMES, ("real", ()))


def poly(text):
    return normal(parse(text, SCOPE))


def combination(coefficients, columns):
    """sum c_i column_i by fractions."""
    total = {}
    for c, p in zip(coefficients, columns, strict=True):
        for m, value in p.items():
            total[m] = total.get(m, Fraction(0)) + c * value
    return {m: c for m, c in total.items() if c}


def test_a_single_fraction_is_found_exactly():
    assert find_multipliers(poly("x/3"), [poly("x")], []) == [Fraction(1, 3)]
    large = Fraction(10000000019, 10000000033)
    assert find_multipliers(poly(f"{large}*x"), [poly("x")], []) == [large]


def test_a_negative_multiple_needs_a_free_column():
    assert find_multipliers(poly("-2*x"), [poly("x")], []) is None
    assert find_multipliers(poly("-2*x"), [], [poly("x")]) == [Fraction(-2)]


def test_what_is_out_of_reach_is_none():
    assert find_multipliers(poly("x + y"), [poly("x")], []) is None
    assert find_multipliers(poly("x*y"), [poly("x"), poly("y")], [poly("z")]) is None
    assert find_multipliers(poly("1"), [], []) is None


def test_nothing_is_needed_for_zero():
    assert find_multipliers({}, [], []) == []
    assert find_multipliers({}, [poly("x")], [poly("y")]) == [0, 0]


def test_a_strict_column_must_be_used():
    """0 < 0 from x < y and y < x (both strict): 0 = (y - x) + (x - y) with a positive coefficient."""
    found = find_multipliers({}, [poly("y - x"), poly("x - y")], [], strict=[0])
    assert found is not None and found[0] > 0 and found[0] == found[1]
    assert find_multipliers({}, [poly("y - x"), poly("x - z")], [], strict=[0]) is None
    assert find_multipliers({}, [], [], strict=[0]) is None


def test_almost_is_not_enough():
    """Floats cannot tell these apart; fractions can: x + 10^-20 y is no multiple of x."""
    assert find_multipliers(poly("x + y/100000000000000000000"), [poly("x")], []) is None
    near = "x*100000000000000000001/100000000000000000000 + y"
    assert find_multipliers(poly(near), [poly("x + y")], []) is None


fractions = st.fractions(min_value=0, max_value=50, max_denominator=60)
signed = st.fractions(min_value=-50, max_value=50, max_denominator=60)
monomials = ("x", "y", "z", "x*y", "y**2", "1")


@st.composite
def columns(draw, least=1, most=4):
    number = draw(st.integers(least, most))
    out = []
    for _ in range(number):
        parts = [f"({draw(signed)})*{m}" for m in monomials]
        out.append(poly(" + ".join(parts)))
    return out


@settings(max_examples=60, deadline=None)
@given(columns(), columns(0, 3), st.data())
def test_an_answer_is_an_identity_with_the_right_signs(nonnegative, free, data):
    """The goal is a combination by construction; whatever is found must add up to it, exactly."""
    weights = [data.draw(fractions) for _ in nonnegative] + [data.draw(signed) for _ in free]
    goal = combination(weights, [*nonnegative, *free])
    found = find_multipliers(goal, nonnegative, free)
    assert found is not None
    assert all(isinstance(c, Fraction) for c in found) and all(c >= 0 for c in found[: len(nonnegative)])
    assert combination(found, [*nonnegative, *free]) == goal


@settings(max_examples=60, deadline=None)
@given(columns(), st.data())
def test_none_or_an_identity_for_goals_that_may_be_out_of_reach(nonnegative, data):
    goal = data.draw(columns(1, 1))[0]
    found = find_multipliers(goal, nonnegative, [])
    if found is not None:
        assert combination(found, nonnegative) == goal and min(found) >= 0


def test_atoms_are_told_apart():
    """exp x and exp y are different unknowns; exp x * exp y is exp(x + y), one unknown."""
    exp = lambda t: make("exp", parse(t, SCOPE))  # noqa: E731
    both = normal(make("*", exp("x"), exp("y")))
    assert find_multipliers(both, [normal(exp("x + y"))], []) == [1]
    assert find_multipliers(both, [normal(exp("x")), normal(exp("y"))], []) is None
