"""Every bound of the catalogue, Arb against mpmath, at 200 points and more with the issue's corners among them.

Expectations: the issue's list of corners; agreement of two evaluators without common code; a reference that is wrong
on purpose must be caught at every bound.
"""

from fractions import Fraction

import pytest

from tailbound.bounds import Bound, bounds_of, outside_range
from tailbound.numerics.crosscheck import crosscheck
from tailbound.numerics.expression import Expression, UndefinedHere
from tailbound.numerics.inequality import Inequality, Verdict
from tailbound.proofs.catalogue import find, theorems
from tailbound.verify import run
from tailbound.verify.precision import LONGEST, POINTS, Precision, cross_checks, domain_of, space_of

BOUNDS = {f"{t.id} {b.side}": b for t in theorems() for b in bounds_of(t)}
CORNERS = [("k", 1), ("k", "n - 1"), ("Delta", 0), ("Delta", 700), ("n", 2), ("n", 10**12)]


@pytest.fixture(scope="module")
def reports():
    """The cross-check of every bound at the number of points that `verify` uses."""
    found = list(cross_checks(theorems()))
    return {f"{p.bound.theorem_id} {p.bound.side}": p.report for p in found}


def test_every_bound_is_checked_at_200_points_or_more(reports):
    assert reports.keys() == BOUNDS.keys() and len(BOUNDS) > 60
    assert POINTS >= 200 and all(r.points >= 200 for r in reports.values())


@pytest.mark.parametrize("name", BOUNDS)
def test_arb_and_mpmath_agree(name, reports):
    """Within mpmath's own slack, which it counts by operation (numerics/high_precision.py)."""
    assert reports[name].mismatches == ()
    assert reports[name].corners > 0


def has(points, name, value):
    if value == "n - 1":
        return any(p["k"] == p["n"] - 1 for p in points)
    return any(p[name] == value for p in points)


def is_impossible(bound, name, value):
    """Whether the hypotheses exclude the corner even at the most that the other parameters allow."""
    best = {"n": Fraction(LONGEST), "k": Fraction(LONGEST - 1), "Delta": Fraction(0)}
    best |= {"k": Fraction(1)} if (name, value) == ("n", 2) else {}
    best[name] = Fraction(value)
    gaps = [Inequality(left, right, op == "<") for op, left, right in bound.regime]
    return any(g.verdict(best) is Verdict.VIOLATED for g in gaps if g.variables.keys() <= best.keys())


@pytest.mark.parametrize("name", BOUNDS)
def test_the_corners_of_the_issue_are_among_the_points(name):
    bound = BOUNDS[name]
    space = space_of(bound)
    points = [p.values for p in space.points(POINTS)]
    for parameter, value in CORNERS:
        if parameter in space.domains and not has(points, parameter, value):
            assert is_impossible(bound, parameter, value), (parameter, value)


def test_corners_are_excluded_by_one_hypothesis_only():
    """e^(2 Delta) <= (n - 1)(k - 1) of D3.head and D3.top: k = 1, n = 2 and Delta = 700 lie outside."""
    short = set()
    for name, bound in BOUNDS.items():
        space = space_of(bound)
        points = [p.values for p in space.points(POINTS)]
        short |= {name for c in CORNERS if c[0] in space.domains and not has(points, *c)}
    assert short == {"D3.head right", "D3.top right"}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_wrong_reference_is_caught(name):
    """The bound times 1 + 10^-40, typed apart: found at the first points, wherever the bound is not 0."""
    bound = BOUNDS[name]
    slightly = Expression.number(1 + Fraction(1, 10**40))
    wrong = Expression.apply("*", slightly, bound.expression)
    report = crosscheck(bound.expression, space_of(bound), 12, reference=wrong)
    assert not report.agrees
    assert "is outside Arb's" in report.mismatches[0].reason


def test_a_mismatch_is_a_failure_of_the_run(monkeypatch):
    bound = BOUNDS["D3 right"]
    wrong = Expression.apply("+", bound.expression, Expression.number(1))
    report = run.Report()
    report.precision.append(Precision(bound, crosscheck(bound.expression, space_of(bound), 4, reference=wrong)))
    assert len(report.failures) == 1 and report.failures[0].startswith("D3: mpmath ")


def test_parameters_live_where_the_book_puts_them():
    assert domain_of("tau", "real").contains(Fraction(1, 2), {}) and not domain_of("tau", "real").contains(1, {})
    assert domain_of("k", "int").ends({"n": Fraction(5)}) == (1, 4)
    assert domain_of("anything", "int").ends({}) == (1, LONGEST)
    assert domain_of("anything", "real").ends({})[0] == 0


# ---------------------------------------------------------------- the bound as a number


def test_a_bound_is_the_proved_expression():
    """theorems.md D2: (n - k)/(n - k + k E), at n = 5, k = 2, Delta = 0: 3/5."""
    (bound,) = bounds_of(find("D2.lower"))
    assert bound.side == "left" and set(bound.variables) == {"n", "k", "Delta"}
    enclosure = bound.enclose({"n": 5, "k": 2, "Delta": 0})
    assert enclosure.lower <= Fraction(3, 5) <= enclosure.upper
    assert enclosure.upper - enclosure.lower <= Fraction(1, 2**60)


def test_what_is_measured_is_no_bound():
    """A1's left side is the measured l1 distance; its right side, 2 tau, is the bound."""
    assert [b.side for b in bounds_of(find("A1"))] == ["right"]
    assert bounds_of(find("A3.kept")) == ()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"n": 5, "k": 2}, "the parameter Delta is missing"),
        ({"n": 5, "k": 0, "Delta": 1}, "k is 0, and must be at least 1"),
        ({"n": 5, "k": 6, "Delta": 1}, "k is 6, and n is 5"),
        ({"n": 5, "k": 2, "Delta": "-1/2"}, "Delta is -1/2, and must be at least 0"),
        ({"n": 5, "k": 2, "Delta": float("nan")}, "Delta"),
        ({"n": 5, "k": 2.5, "Delta": 1}, "the parameter k is 5/2, an integer is needed"),
        ({"n": 5, "k": 2, "Delta": 1, "tau": 0}, "D2.lower has no parameter tau"),
    ],
)
def test_numbers_that_bound_nothing_are_refused(values, why):
    (bound,) = bounds_of(find("D2.lower"))
    with pytest.raises(ValueError, match=why):
        bound.enclose(values)


def test_a_hypothesis_on_the_parameters_is_looked_at():
    """D3.head: e^(2 Delta) <= (n - 1)(k - 1).  At n = 10, k = 2 up to Delta = log 3 = 1.0986..."""
    (bound,) = bounds_of(find("D3.head"))
    assert bound.enclose({"n": 10, "k": 2, "Delta": "1.0986"}).upper < 1
    with pytest.raises(ValueError, match=r"D3\.head says nothing there: .* is false"):
        bound.enclose({"n": 10, "k": 2, "Delta": "1.0987"})


def test_a_bound_without_value_says_so():
    (bound,) = bounds_of(find("D10.range"))
    with pytest.raises(UndefinedHere, match="division by zero"):
        bound.enclose({"n": 5, "k": 2, "tau": 0})


def test_ranges_are_closed_at_their_ends():
    assert outside_range({"tau": 0, "h": 1, "k": 3, "n": 3, "Delta": 0}) == ""
    assert outside_range({"tau": "1.0000001"}).startswith("tau is 10000001/10000000")


def test_an_equation_among_the_hypotheses_is_looked_at_from_both_sides():
    x, y = Expression.variable("x"), Expression.variable("y")
    bound = Bound("T", "right", Expression.apply("+", x, y), (("=", x, y),))
    assert bound.enclose({"x": 1, "y": 1}).lower == 2
    for values in ({"x": 1, "y": 2}, {"x": 2, "y": 1}):
        with pytest.raises(ValueError, match="x = y is false"):
            bound.enclose(values)
