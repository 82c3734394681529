"""The labels of the prover's benchmark, checked without the prover.

Every label is re-derived here from the JSON alone by an evaluator of its own (exact_evaluation.py: fractions, and
balls of python-flint's Arb).  A false problem's counterexample must meet every hypothesis and refute the claim, both
decided rigorously; a true problem is sampled, corners, ties and near ties first, and no point may refute it (the
theorem that its source names is the reason for the label).
"""

import ast
import itertools
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from exact_evaluation import Point, combine, decide, ends, evaluate, in_ranges, split

BENCHMARK = json.loads((Path(__file__).parent / "prover_problems.json").read_text())
PROBLEMS: list[dict[str, Any]] = BENCHMARK["problems"]
BY_ID = {problem["id"]: problem for problem in PROBLEMS}
TRUE = [p for p in PROBLEMS if p["truth"] == "true"]
FALSE = [p for p in PROBLEMS if p["truth"] == "false"]


def special_values(variable: dict[str, Any]) -> list[Fraction]:
    """Ends, points close to them, and small, plain and large numbers within the range."""
    low, high = ends(variable)
    steps = [
        Fraction(0),
        *(Fraction(s) for s in ("1e-9", "1/1000", "1/10", "1/2", "1", "2", "3", "10", "50", "1000")),
    ]
    middle = Fraction(0) if low is None and high is None else None
    out = [e + s for e in (low, middle) if e is not None for s in steps]
    out += [e - s for e in (high, middle) if e is not None for s in steps]
    if low is not None and high is not None:
        out += [low + (high - low) * Fraction(i, 8) for i in range(9)]
    if variable["domain"] == "integer":
        out = [Fraction(round(v)) for v in out]
    return sorted({v for v in out if (low is None or v >= low) and (high is None or v <= high)})


def random_value(variable: dict[str, Any], rng: random.Random) -> Fraction:
    low, high = ends(variable)
    if low is not None and high is not None:
        value = low + (high - low) * Fraction(rng.randrange(1001), 1000)
    else:
        size = Fraction(rng.randrange(1, 1000), 1000) * Fraction(10) ** rng.randrange(-4, 4)
        value = low + size if low is not None else high - size if high is not None else rng.choice((-1, 1)) * size
    return Fraction(round(value)) if variable["domain"] == "integer" else value


def solve_equations(problem: dict[str, Any], point: Point) -> Point:
    """Meet each equation among the hypotheses by its last variable, in which it is affine."""
    for relation in problem["where"]:
        name, left, right = split(relation)
        if name == "Eq":
            last = [n for n in problem["vars"] if n in relation][-1]
            at = [
                combine(ast.Sub(), *(evaluate(e, {**point, last: Fraction(t)}, relation) for e in (left, right)))
                for t in (0, 1)
            ]
            point = {**point, last: -at[0] / (at[1] - at[0])}
    return point


def proposals(problem: dict[str, Any], rng: random.Random) -> Iterator[Point]:
    variables = problem["vars"]
    special = {name: special_values(v) for name, v in variables.items()}
    total = 1
    for values in special.values():
        total *= len(values)
    if total <= 60:
        yield from (dict(zip(special, c, strict=True)) for c in itertools.product(*special.values()))
    while True:
        point = {
            n: rng.choice(special[n]) if rng.random() < 0.4 else random_value(v, rng) for n, v in variables.items()
        }
        if len(point) > 1 and rng.random() < 0.4:  # ties and near ties
            one, other = rng.sample(list(point), 2)
            point[other] = point[one] * (1 + rng.choice((0, Fraction(1, 1000), Fraction(-1, 50))))
        yield solve_equations(problem, point)


def samples(problem: dict[str, Any], count: int, seed: int) -> Iterator[Point]:
    """Points at which every hypothesis holds rigorously, `count` of them (one if there are no variables)."""
    rng, found = random.Random(seed), 0
    for tries, point in enumerate(proposals(problem, rng)):
        assert tries <= 2000 * count, f"{problem['id']}: too few points satisfy the hypotheses"
        if in_ranges(problem, point) and all(decide(h, point) is True for h in problem["where"]):
            yield point
            found += 1
        if found == (count if problem["vars"] else 1):
            return


def test_the_benchmark_is_what_it_says() -> None:
    assert len(PROBLEMS) == len(BY_ID) >= 150
    assert 0.45 <= len(FALSE) / len(PROBLEMS) <= 0.55
    kinds = Counter(p["truth"] for p in PROBLEMS)
    assert kinds == {"true": len(TRUE), "false": len(FALSE)}
    for p in PROBLEMS:
        assert p["source"] and all(v["domain"] in ("real", "integer") for v in p["vars"].values())
        assert p["twin_of"] is None or BY_ID[p["twin_of"]]["truth"] == "true"
        assert ("counterexample" in p) == (p["truth"] == "false")


@pytest.mark.parametrize("problem", FALSE, ids=lambda p: p["id"])
def test_a_false_problem_fails_at_its_counterexample(problem: dict[str, Any]) -> None:
    point = {name: Fraction(text) for name, text in problem["counterexample"].items()}
    assert point.keys() == problem["vars"].keys() and in_ranges(problem, point)
    assert all(decide(h, point) is True for h in problem["where"])
    assert decide(problem["claim"], point) is False


def refuting_points(problem: dict[str, Any], count: int, seed: int) -> list[Point]:
    """Sampled points that refute the claim, or where it is undefined (an exception)."""
    verdicts = [(decide(problem["claim"], point), point) for point in samples(problem, count, seed)]
    # Left open: equality of transcendental sides, and differences below 2^-4000 far out in a Gaussian tail.
    undecided = sum(verdict is None for verdict, _ in verdicts)
    assert undecided <= count // 2 or "Eq(" in problem["claim"]
    return [point for verdict, point in verdicts if verdict is False]


@pytest.mark.parametrize("problem", TRUE, ids=lambda p: p["id"])
def test_no_sample_refutes_a_true_problem(problem: dict[str, Any]) -> None:
    assert refuting_points(problem, 60, seed=1) == []


@pytest.mark.slow
@pytest.mark.parametrize("problem", TRUE, ids=lambda p: p["id"])
def test_no_sample_of_thousands_refutes_a_true_problem(problem: dict[str, Any]) -> None:
    assert refuting_points(problem, 3000, seed=2) == []
