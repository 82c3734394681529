"""`tailbound prove` and `tailbound check`: exit statuses, batches, and one clear line for bad input."""

import json
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from sympy import Symbol, exp

import tailbound
from tailbound.proofs.checker import check

OWN = """
from sympy import Symbol
from tailbound.proofs.catalogue.entry import Example, Theorem
from tailbound.proofs.statement import Statement

x, y = Symbol("x", positive=True), Symbol("y", positive=True)


def squares(proof):
    return proof.qed(proof.have(proof.goal, *proof.hyp, squares=["x - y"]))


def wrong(proof):
    return proof.qed(proof.have(proof.goal, *proof.hyp))


witness = Example({}, {"x": 1, "y": 2})
squares_claim = Statement.from_sympy(claim=2 * x * y <= x**2 + y**2)
good = Theorem("own.am-gm", "Two squares", squares_claim, squares, "", {}, witness)
bad = Theorem("own.wrong", "Wrong", Statement.from_sympy(claim=x <= y), wrong, "", {}, witness)
"""


def run(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tailbound.cli", *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("args", "status", "words"),
    [
        (["exp(x) >= 1 + x", "--where", "x >= 0"], 0, "PROVED"),
        (["x**2 >= x", "--var", "x:real:0:oo"], 1, "REFUTED: false at x = "),
        (["x**2 >= x", "--var", "x:integer"], 0, "PROVED"),
        (["1/x <= 1/x + 1"], 3, "UNDECIDED: undefined where x == 0"),
        (["x <= 1", "--where", "x < 0", "--where", "0 < x"], 3, "UNDECIDED: vacuous"),
    ],
)
def test_single_claims(args: list[str], status: int, words: str) -> None:
    done = run("prove", *args, "--no-steps", "--time-limit", "5")
    assert done.returncode == status, done
    assert words in done.stdout


@pytest.mark.parametrize(
    "args",
    [
        ["sin(x) <= 1"],
        ["x <= "],
        ["x <= 1", "--var", "x:complex"],
        ["x <= 1", "--var", "x:real:0"],
        ["x <= 1", "--batch", "none.json"],
        ["--batch", "none.json"],
        [],
    ],
)
def test_bad_input_is_one_line_and_status_2(args: list[str]) -> None:
    done = run("prove", *args)
    assert done.returncode == 2
    assert done.stderr.startswith("tailbound: ") and done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_batch_answers_every_problem(tmp_path: Path) -> None:
    problems = [
        {
            "id": "true",
            "vars": {"x": {"domain": "real", "range": ["0", "oo"]}},
            "where": [],
            "claim": "exp(x) >= 1 + x",
        },
        {"id": "false", "vars": {"x": {"domain": "real", "range": ["0", "1/3"]}}, "where": [], "claim": "x < 0.25"},
        {"id": "sine", "vars": {"x": {"range": ["0", "oo"]}}, "where": [], "claim": "sin(x) <= x"},
        {"id": "empty", "vars": {"x": {"range": ["1", "0"]}}, "where": [], "claim": "x <= 2"},
        {"id": "odd", "vars": 3, "claim": "x <= 2"},
        {"claim": 4},
        "nothing",
    ]
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps({"problems": problems}))
    done = run("prove", "--batch", str(source), "--json", str(target), "--time-limit", "4", "--jobs", "2")
    assert done.returncode == 0, done
    results = json.loads(target.read_text())["results"]
    assert [r["id"] for r in results] == ["true", "false", "sine", "empty", "odd", 5, 6]
    assert all(set(r) == {"id", "outcome", "seconds", "trust", "witness", "reason"} for r in results)
    assert [r["outcome"] for r in results] == ["proved", "refuted", *["undecided"] * 5]
    assert results[0]["trust"] == ["exact"]
    assert Fraction(1, 4) <= Fraction(results[1]["witness"]["x"]) <= Fraction(1, 3)
    assert "sin is not supported" in results[2]["reason"]
    assert "vacuous" in results[3]["reason"]


def test_a_batch_keeps_its_time_limit(tmp_path: Path) -> None:
    hard = {
        "id": "hard",
        "vars": {n: {} for n in "xyz"},
        "where": [],
        "claim": "(x + y + z + 1)**64 >= -1/(1 + exp(x*y*z))",
    }
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps({"problems": [hard]}))
    run("prove", "--batch", str(source), "--json", str(target), "--time-limit", "2")
    (result,) = json.loads(target.read_text())["results"]
    assert result["seconds"] <= 2 * 1.2 + 0.5


def test_the_function_takes_text_and_sympy() -> None:
    x = Symbol("x", nonnegative=True)
    for outcome in (tailbound.prove(exp(x) >= 1 + x), tailbound.prove("exp(x) >= 1 + x", where="x >= 0")):
        assert isinstance(outcome, tailbound.Proved)
        assert check(outcome.certificate, {}) == outcome.checked
    refuted = tailbound.prove("n**2 <= 2**n", vars={"n": {"domain": "integer", "range": [0, 10]}})
    assert isinstance(refuted, tailbound.Refuted)
    assert refuted.witness["n"] == 3  # 9 > 8, and 0, 1, 2, 4, ..., 10 satisfy it
    with pytest.raises(ValueError, match="positive number of seconds"):
        tailbound.prove("x <= 1", time_limit=0)


def test_the_function_keeps_its_time_limit() -> None:
    start = time.process_time()
    tailbound.prove("erf(x)*erf(y) <= erf(x*y) + 2 - exp(-x*y*z)/10**9", time_limit=2)
    assert time.process_time() - start < 2.4 + 0.5


def test_check_reports_a_module(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(OWN + "THEOREMS = (good, bad)\n")
    done = run("check", str(path))
    assert done.returncode == 1, done
    assert "PROVED    own.am-gm" in done.stdout and "UNPROVED  own.wrong" in done.stdout
    path.write_text(OWN + "THEOREMS = (good,)\n")
    assert run("check", str(path)).returncode == 0


@pytest.mark.parametrize("text", ["x = 1", "THEOREMS = (1,)", "import nothing_of_that_name", "def ("])
def test_check_refuses_other_modules_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.py"
    path.write_text(text)
    done = run("check", str(path))
    assert done.returncode == 2
    assert done.stderr.startswith("tailbound: ") and done.stderr.count("\n") == 1
