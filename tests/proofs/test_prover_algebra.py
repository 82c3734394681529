"""Algebraic inequalities: sums of squares, roots, equations.  Truth and falsehood are known from textbooks."""

import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest

from tailbound.proofs.checker import check, statement_hash
from tailbound.proofs.outcomes import Proved, Undecided
from tailbound.proofs.problem import parse_problem
from tailbound.proofs.prover.driver import search_proof

sys.path.insert(0, str(Path(__file__).parent))
from exact_points import truth

POSITIVE = ["x >= 0", "y >= 0", "z >= 0"]
SIMPLEX = [*POSITIVE, "x + y + z == 1"]
TRUE = [
    # Motzkin 1967, Choi and Lam 1977: no sums of squares, but products with sums of squares are.
    ("3*x**2*y**2 <= x**4*y**2 + x**2*y**4 + 1", []),
    ("4*x*y*z*w <= x**2*y**2 + y**2*z**2 + z**2*x**2 + w**4", []),
    # Cirtoaje 1992: equality at points with coordinates in a cubic field.
    ("3*(x**3*y + y**3*z + z**3*x) <= (x**2 + y**2 + z**2)**2", []),
    # Schur for t = 1, 2, 3; AM-GM for four; Canada 1999; IMO 1984; IMO 1983; Japan 1997.
    ("0 <= x*(x-y)*(x-z) + y*(y-x)*(y-z) + z*(z-x)*(z-y)", POSITIVE),
    ("0 <= x**2*(x-y)*(x-z) + y**2*(y-x)*(y-z) + z**2*(z-x)*(z-y)", []),
    ("0 <= x**3*(x-y)*(x-z) + y**3*(y-x)*(y-z) + z**3*(z-x)*(z-y)", POSITIVE),
    ("256*x*y*z*w <= (x + y + z + w)**4", [*POSITIVE, "w >= 0"]),
    ("x**2*y + y**2*z + z**2*x <= 4/27", SIMPLEX),
    ("x*y + y*z + z*x - 2*x*y*z <= 7/27", SIMPLEX),
    ("x**2*y*(x-y) + y**2*z*(y-z) + z**2*x*(z-x) >= 0", ["x < y + z", "y < z + x", "z < x + y"]),
    (
        "(x+y-z)**2/((x+y)**2 + z**2) + (y+z-x)**2/((y+z)**2 + x**2) + (z+x-y)**2/((z+x)**2 + y**2) >= 3/5",
        ["x > 0", "y > 0", "z > 0"],
    ),
    # Robinson 1973, no sum of squares; a cut at the point of equality (1, 1, 1); products with equations and facts.
    ("x**4*(y**2 + z**2) + y**4*(x**2 + z**2) + z**4*(x**2 + y**2) <= x**6 + y**6 + z**6 + 3*x**2*y**2*z**2", []),
    ("2*(x*y + y*z + z*x) <= x**2 + y**2 + z**2 + 2*x*y*z + 1", POSITIVE),
    ("x*y + y*z + z*x >= 3", ["x > 0", "y > 0", "z > 0", "x*y*z >= 1"]),
    ("x + y + z >= 3", ["x > 0", "y > 0", "z > 0", "x*y*z == 1"]),
    ("x*y*z <= 1/8", ["x > 0", "y > 0", "z > 0", "x**2 + y**2 + z**2 + 2*x*y*z == 1"]),
    ("p**2/q + r**2/s >= 1", ["p > 0", "q > 0", "r > 0", "s > 0", "p + r == 1", "q + s == 1"]),
    # Sides of a triangle; Aczel 1956.
    ("x/(y + z) + y/(z + x) + z/(x + y) < 2", ["x > 0", "y > 0", "z > 0", "x < y + z", "y < z + x", "z < x + y"]),
    ("(a**2 - b**2 - c**2)*(x**2 - y**2 - z**2) <= (a*x - b*y - c*z)**2", ["b**2 + c**2 <= a**2"]),
    # Roots: Minkowski, Carleman for two terms, the root is Hoelder continuous, an algebraic point of equality.
    ("sqrt((a + c)**2 + (b + d)**2) <= sqrt(a**2 + b**2) + sqrt(c**2 + d**2)", []),
    ("x + sqrt(x*y) <= (1 + sqrt(2))/2*(x + y)", ["x >= 0", "y >= 0"]),
    ("Abs(sqrt(x) - sqrt(y)) <= sqrt(Abs(x - y))", ["x >= 0", "y >= 0"]),
    ("p*(1 - p)*(1 - 2*p) <= sqrt(3)/18", ["0 <= p <= 1"]),
    ("x + y <= sqrt(2)", ["x**2 + y**2 <= 1"]),
    ("sqrt(x*y) + sqrt(z*w) <= sqrt((x + z)*(y + w))", [*POSITIVE, "w >= 0"]),
    ("(x - y)/(sqrt(x) - sqrt(y)) == sqrt(x) + sqrt(y)", ["x >= 0", "y >= 0", "x != y"]),
    # Total variation bounds squared Hellinger distance from above, for two points; a root of products.
    ("1 - sqrt(p*q) - sqrt((1 - p)*(1 - q)) <= Abs(p - q)", ["0 <= p <= 1", "0 <= q <= 1"]),
    # Strict, without equality; in two variables, so that no endpoint argument helps.
    ("2*x**4 + 2*y**4 + 3 > 4*x*y + x**2*y", []),
    ("x**3 + y**3 + z**3 > x*y*z", ["x > 0", "y > 0", "z > 0"]),
    ("x**4 + y**4 + z**4 > x*y*z*(x + y + z)", ["x < y"]),
    ("x**4 + y**4 > x**3*y/2", ["x != 0"]),
    ("a*x**2 + b*x + c >= 0", ["a > 0", "b**2 <= 4*a*c"]),
    ("n**2 != 2", []),
]


INTEGERS = [
    # From n <= -1 or 1 <= n; and 2n = 1 has no integer solution, so that the quotient is defined.
    ("Abs(n) >= 1", ["n != 0"]),
    ("m**2 + n**2 - m*n >= 1", ["m != 0"]),
    ("1/(2*n - 1) <= 1", []),
]


@pytest.mark.parametrize(("claim", "where"), INTEGERS)
def test_integers_that_differ_from_zero_are_at_least_one_apart(claim: str, where: list[str]) -> None:
    names = {name: {"domain": "integer"} for name in "mn" if name in claim}
    problem = parse_problem(claim, where, names)
    outcome = search_proof(problem, time.monotonic() + 20)
    assert isinstance(outcome, Proved), outcome


@pytest.mark.parametrize(("claim", "where"), TRUE)
def test_proves_algebraic_inequalities(claim: str, where: list[str]) -> None:
    variables = {"n": {"domain": "integer"}} if "n" in claim else None
    problem = parse_problem(claim, where, variables)
    outcome = search_proof(problem, time.monotonic() + 30)
    assert isinstance(outcome, Proved), outcome
    assert check(outcome.certificate, {}).statement_sha256 == statement_hash(problem.hyps, problem.claim)
    assert outcome.checked.trust <= {"enclosure"}  # no axiom


@pytest.mark.parametrize(
    ("claim", "where", "at"),
    [
        ("3*x**2*y**2 < x**4*y**2 + x**2*y**4 + 1", [], {"x": 1, "y": 1}),
        ("3*x**2*y**2 <= x**4*y**2 + x**2*y**4 + 1 - 1/10**6", [], {"x": 1, "y": 1}),
        ("0 < x**2*(x-y)*(x-z) + y**2*(y-x)*(y-z) + z**2*(z-x)*(z-y)", [], {"x": 1, "y": 1, "z": 1}),
        ("x**2*y + y**2*z + z**2*x < 4/27", SIMPLEX, {"x": Fraction(2, 3), "y": Fraction(1, 3), "z": 0}),
        ("x + sqrt(x*y) <= 6/5*(x + y)", ["x >= 0", "y >= 0"], {"x": 25, "y": 4}),
        ("sqrt(x + y) < sqrt(x) + sqrt(y)", ["x >= 0", "y >= 0"], {"x": 1, "y": 0}),
    ],
)
def test_never_proves_the_false_twins(claim: str, where: list[str], at: dict[str, Fraction]) -> None:
    """Each fails at the point given, in exact arithmetic, with all hypotheses true."""
    problem = parse_problem(claim, where)
    point = {name: Fraction(value) for name, value in at.items()}
    assert all(truth(h, point) is True for h in where)
    assert truth(claim, point) is False
    assert isinstance(search_proof(problem, time.monotonic() + 0.8), Undecided)
