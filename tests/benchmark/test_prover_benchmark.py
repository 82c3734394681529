"""The prover on the benchmark: labels as test_labels.py derives them, witnesses judged by its evaluator."""

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from exact_evaluation import decide, in_ranges

from tailbound.prover_benchmark import TARGETS, Answered, main, read_problems, report, run, totals

BY_ID: dict[str, dict[str, Any]] = {p["id"]: p for p in read_problems()}
QUICK = (
    *("exp-tangent", "log-pade-11", "am-gm-3", "sos-pair", "d3-rate", "d2-top-k-upper"),
    *("exp-tangent.false1", "log-antisymmetric.false1", "two-power-square.false1", "schur-1.false1"),
    *("integer-product.false2", "d7-collapse.false1"),
)


def witness_refutes(answer: Answered) -> bool:
    """Whether the witness meets the hypotheses and refutes the claim, by an evaluation that is not the prover's."""
    point = {name: Fraction(text) for name, text in answer.result["witness"].items()}
    problem = dict(answer.problem)
    return (
        point.keys() == problem["vars"].keys()
        and in_ranges(problem, point)
        and all(decide(h, point) is True for h in problem["where"])
        and decide(problem["claim"], point) is False
    )


def test_a_dozen_quick_problems() -> None:
    answers = run([BY_ID[name] for name in QUICK], time_limit=10.0, jobs=2)
    assert [a.problem["id"] for a in answers if not a.right] == []
    assert all(witness_refutes(a) for a in answers if a.problem["truth"] == "false")


@pytest.mark.slow
def test_the_whole_benchmark() -> None:
    answers = run(list(BY_ID.values()), time_limit=10.0, jobs=2)
    assert [a.problem["id"] for a in answers if a.wrong] == []
    assert [a.problem["id"] for a in answers if a.result["outcome"] == "refuted" and not witness_refutes(a)] == []
    counts = totals(answers)
    assert 100 * counts["true_proved"] >= TARGETS["true"] * counts["true"]
    assert 100 * counts["false_refuted"] >= TARGETS["false"] * counts["false"]
    assert counts["slowest"] <= 12.0


def test_a_wrong_result_is_counted_and_fails_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Labels turned round make right results wrong."""
    turned = [{**BY_ID["exp-tangent"], "truth": "false"}, {**BY_ID["exp-tangent.false1"], "truth": "true"}]
    path = tmp_path / "turned.json"
    path.write_text(json.dumps({"problems": turned}))
    results, page = tmp_path / "out.json", tmp_path / "page.md"
    arguments = ["--problems", str(path), "--json", str(results), "--markdown", str(page), "--jobs", "1"]
    assert main(arguments) == 1
    assert "WRONG  exp-tangent:" in capsys.readouterr().out
    assert json.loads(results.read_text())["totals"]["wrong"] == 2
    assert "| false | 1 | 0 refuted | 1 | 0 |" in page.read_text()


def test_what_remains_is_listed_with_its_reason() -> None:
    left = Answered(BY_ID["nesbitt"], {"outcome": "undecided", "reason": "a | b", "seconds": 2.5})
    done = Answered(BY_ID["nesbitt.false1"], {"outcome": "refuted", "reason": "", "seconds": 0.5})
    counts = totals([left, done])
    assert (counts["true_proved"], counts["false_refuted"], counts["wrong"], counts["undecided"]) == (0, 1, 0, 1)
    assert (counts["seconds"], counts["slowest"]) == (3.0, 2.5)
    page = report([left, done], 10.0)
    assert f"| nesbitt | `{left.statement}` | {BY_ID['nesbitt']['source']} | a \\| b |" in page
    assert "x in [0, oo]" in left.statement and "nesbitt.false1" not in page


@pytest.mark.parametrize("content", ["", "[]", '{"problem": []}'])
def test_a_file_that_is_no_benchmark(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    path = tmp_path / "p.json"
    path.write_text(content)
    assert main(["--problems", str(path)]) == 2
    assert capsys.readouterr().err == f"tailbound: {path}: not a benchmark of problems\n"
