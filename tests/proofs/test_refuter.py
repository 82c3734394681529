"""The refuter: false claims are refuted by points that an independent evaluator confirms; true ones never are."""

import sys
from fractions import Fraction
from pathlib import Path
from time import monotonic, process_time

import pytest

from tailbound.proofs.problem import Problem, Variable, parse_problem
from tailbound.proofs.problem_text import free_names
from tailbound.proofs.refuter import Refuted, find_counterexample

sys.path.insert(0, str(Path(__file__).parent))
from exact_points import equal_to_4000_bits, truth
from refuter_cases import FALSE, TRUE, Case

# Claims that fail by an equality of irrational numbers; each is an identity of exp, log and sqrt at its witness:
# exp(log u) = u, log(1 + 0) = 0, log(xy) = log x + log y, sqrt(x^2 y) = x sqrt y, exp(x + y) = exp x exp y,
# a^2 d + b^2 c - 2ab sqrt(cd) = (a sqrt d - b sqrt c)^2, log(3 exp x) = x + log 3, -log(1/3) = log 3.
EQUAL_BY_IDENTITY = {
    "exp(n*log(1 + x)) > 1 + n*x",
    "exp(2*log(x)) != x**2 + x - 3",
    "log(x*y) != log(x) + log(y)",
    "sqrt(x**2*y) < x*sqrt(y)",
    "exp(x + y) != exp(x)*exp(y)",
    "a**2*d + b**2*c > 2*a*b*sqrt(c*d)",
    "exp(x)*exp(y) != exp(3)",
    "log(exp(x) + exp(y) + exp(z)) > (x + y + z)/3 + log(3)",
    "-p*log(p) - q*log(q) - r*log(r) < log(3)",
}


def problem_of(case: Case) -> Problem:
    claim, where, integers = case
    names = free_names([claim, *where])
    return parse_problem(claim, where, {n: {"domain": "integer" if n in integers else "real"} for n in names})


def check_witness(case: Case, witness: dict[str, Fraction]) -> None:
    claim, where, integers = case
    assert set(witness) == set(free_names([claim, *where]))
    assert all(witness[name].denominator == 1 for name in integers)
    for h in where:
        assert truth(h, witness) is True, f"{h} at {witness}"
    verdict = truth(claim, witness)
    if verdict is None:
        assert claim in EQUAL_BY_IDENTITY and equal_to_4000_bits(claim, witness)
    else:
        assert verdict is False, f"{claim} at {witness}"


def test_there_are_enough_cases() -> None:
    assert len(set(FALSE)) >= 60 and len(set(TRUE)) >= 60


@pytest.mark.parametrize("case", FALSE, ids=[f"{c[0]} {','.join(c[1])}" for c in FALSE])
def test_false_claims_are_refuted(case: Case) -> None:
    found = find_counterexample(problem_of(case), monotonic() + 20)
    assert isinstance(found, Refuted), case
    check_witness(case, dict(found.witness))


@pytest.mark.parametrize("case", TRUE, ids=[f"{c[0]} {','.join(c[1])}" for c in TRUE])
def test_true_claims_are_not(case: Case) -> None:
    # True by the textbook argument of each (AM-GM, Cauchy-Schwarz, Bernoulli, convexity, ...), or without points.
    assert find_counterexample(problem_of(case), monotonic() + 0.25) is None


@pytest.mark.slow
@pytest.mark.parametrize("case", TRUE, ids=[f"{c[0]} {','.join(c[1])}" for c in TRUE])
def test_true_claims_are_not_even_in_the_whole_search(case: Case) -> None:
    assert find_counterexample(problem_of(case), monotonic() + 8, seed=1) is None


@pytest.mark.parametrize("claim, where", [("1/x <= 1", ["x <= 0"]), ("log(x) >= -1", ["x <= 0"]), ("x/x == 1", [])])
def test_a_point_without_a_value_refutes_nothing(claim: str, where: list[str]) -> None:
    # 1/0, log 0 and 0/0 have no value; wherever the sides have one, the claim holds or the hypothesis fails.
    assert find_counterexample(parse_problem(claim, where), monotonic() + 0.5) is None


def test_an_undefined_hypothesis_is_not_met() -> None:
    # With the junk values of the logic, 1/0 = 0 and sqrt(-1) = 0, x = 0 would be a point of the domain.
    for hypothesis in ("1/x == 0", "sqrt(x - 1) <= 0"):
        assert find_counterexample(parse_problem("x >= 1", [hypothesis]), monotonic() + 0.5) is None


def test_the_same_seed_gives_the_same_witness() -> None:
    problem = problem_of(("(x**2 - 2)*(x**2 - 2 - 1/10**8) >= 0", ("0 <= x",), ()))
    first, second = (find_counterexample(problem, monotonic() + 20, seed=3) for _ in range(2))
    assert first is not None and first == second


def test_ranges_are_hypotheses() -> None:
    variables = {"x": {"domain": "real", "range": ["1/3", "2"]}, "n": {"domain": "integer", "range": ["0", "3"]}}
    problem = parse_problem("n*x != 1", [], variables)
    found = find_counterexample(problem, monotonic() + 10)
    assert found is not None
    assert found.witness["n"] * found.witness["x"] == 1
    assert Fraction(1, 3) <= found.witness["x"] <= 2 and found.witness["n"] in (0, 1, 2, 3)


def test_claims_without_variables() -> None:
    found = find_counterexample(parse_problem("exp(1) <= 2.718281828459045"), monotonic() + 5)
    assert found is not None and dict(found.witness) == {}  # e = 2.71828182845904523...
    assert find_counterexample(parse_problem("exp(1) <= 2.718281828459046"), monotonic() + 1) is None


def test_an_empty_range_has_no_point() -> None:
    problem = Problem((Variable("x", low=Fraction(2), high=Fraction(1)),), (), parse_problem("x >= 10").claim)
    assert find_counterexample(problem, monotonic() + 1) is None


# Huge exponents, deep nesting, many variables, a family of near-equal sides: each a long computation for somebody.
LONG = [
    ("((x**64 + 1)**64 + 1)**64 >= 0", []),
    ("exp(exp(exp(exp(x)))) >= 0", []),
    ("log(1 + log(1 + log(1 + log(1 + x)))) <= x", ["x >= 0"]),
    ("(a + b + c + d + x + y)**20 <= 6**19*(a**20 + b**20 + c**20 + d**20 + x**20 + y**20)", ["a >= 0", "b >= 0"]),
    ("(sqrt(x) + sqrt(y) + sqrt(a) + sqrt(b))**12 >= 0", ["x >= 0", "y >= 0", "a >= 0", "b >= 0"]),
    ("x**40 + y**40 + a**40 >= 0", ["x**3 + y**3 + a**3 == 1", "x**5 + y + a**2 == 1"]),
]


@pytest.mark.parametrize("claim, where", LONG)
@pytest.mark.parametrize("seconds", [0.5, 2.0])
def test_the_deadline_is_kept(claim: str, where: list[str], seconds: float) -> None:
    problem = parse_problem(claim, where)
    find_counterexample(parse_problem("x >= 0"), monotonic() + 0.2)  # imports are not part of the search
    started = process_time()  # other processes may be at work: a search past its deadline spends time of its own
    find_counterexample(problem, monotonic() + seconds)
    assert process_time() - started <= 1.2 * seconds


def test_a_passed_deadline_ends_at_once() -> None:
    started = monotonic()
    assert find_counterexample(Problem((Variable("x"),), (), parse_problem("x >= x").claim), started - 1) is None
    assert monotonic() - started < 0.5
