"""The refuter alone on the benchmark: 95% of the false twins within 10 s each, none of the true problems."""

import json
import sys
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from tailbound.proofs.problem import parse_problem
from tailbound.proofs.refuter import find_counterexample

sys.path.insert(0, str(Path(__file__).parent))
from exact_evaluation import decide, in_ranges

PROBLEMS = json.loads((Path(__file__).parent / "prover_problems.json").read_text())["problems"]
FALSE = [p for p in PROBLEMS if p["truth"] == "false"]
TRUE = [p for p in PROBLEMS if p["truth"] == "true"]


def refutation(problem: dict[str, Any], seconds: float) -> dict[str, Fraction] | None:
    parsed = parse_problem(problem["claim"], problem["where"], problem["vars"])
    found = find_counterexample(parsed, monotonic() + seconds)
    return None if found is None else dict(found.witness)


def confirmed(problem: dict[str, Any], point: dict[str, Fraction]) -> bool:
    """By the benchmark's own evaluator, which shares nothing with the refuter's."""
    return (
        point.keys() == problem["vars"].keys()
        and in_ranges(problem, point)
        and all(decide(h, point) is True for h in problem["where"])
        and decide(problem["claim"], point) is False
    )


@pytest.mark.parametrize("problem", FALSE[::9], ids=lambda p: p["id"])
def test_every_ninth_false_twin(problem: dict[str, Any]) -> None:
    point = refutation(problem, 10)
    assert point is not None and confirmed(problem, point)


@pytest.mark.slow
def test_all_false_twins() -> None:
    points = [(p, refutation(p, 10)) for p in FALSE]
    assert [p["id"] for p, x in points if x is not None and not confirmed(p, x)] == []
    assert 100 * sum(x is not None for _, x in points) >= 95 * len(FALSE)


@pytest.mark.slow
@pytest.mark.parametrize("problem", TRUE, ids=lambda p: p["id"])
def test_no_true_problem(problem: dict[str, Any]) -> None:
    assert refutation(problem, 3) is None
