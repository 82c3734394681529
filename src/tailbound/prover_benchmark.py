"""`make bench-prover`: the prover on the benchmark of true inequalities and their false twins.

The problems, their labels and sources lie in tests/benchmark/prover_problems.json of the checkout; tests derive each
label again without the prover.  A result is *wrong* if a false problem is proved, or a true one refuted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROBLEMS = Path(__file__).resolve().parents[2] / "tests" / "benchmark" / "prover_problems.json"
RIGHT = {"true": "proved", "false": "refuted"}
TARGETS = {"true": 85, "false": 95}  # per cent


@dataclass(frozen=True)
class Answered:
    """One problem of the benchmark beside the prover's result."""

    problem: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def right(self) -> bool:
        return bool(self.result["outcome"] == RIGHT[self.problem["truth"]])

    @property
    def wrong(self) -> bool:
        return bool(self.result["outcome"] in RIGHT.values()) and not self.right

    @property
    def statement(self) -> str:
        """The claim with its hypotheses and ranges, in one line."""
        ranges = []
        for name, variable in self.problem["vars"].items():
            low, high = variable["range"]
            kind = " integer" if variable["domain"] == "integer" else ""
            if kind or (low, high) != ("-oo", "oo"):
                ranges.append(f"{name}{kind} in [{low}, {high}]")
        given = "; ".join([*ranges, *self.problem["where"]])
        return f"{self.problem['claim']}" + (f"  given  {given}" if given else "")


def read_problems(path: Path = PROBLEMS) -> list[dict[str, Any]]:
    """The problems, with labels and sources.  Raises ValueError, in one line, if they are not there.

    >>> read_problems(Path("no-such-file.json"))
    Traceback (most recent call last):
    ...
    ValueError: no-such-file.json: the benchmark is not there; it is part of a checkout, not of the installed package
    """
    try:
        problems = json.loads(path.read_text(encoding="utf-8"))["problems"]
    except FileNotFoundError:
        text = "the benchmark is not there; it is part of a checkout, not of the installed package"
        raise ValueError(f"{path}: {text}") from None
    except (OSError, KeyError, TypeError, ValueError):
        raise ValueError(f"{path}: not a benchmark of problems") from None
    return list(problems)


def run(problems: Sequence[Mapping[str, Any]], time_limit: float = 10.0, jobs: int = 2) -> list[Answered]:
    """The prover's result for each problem, through the machinery of `tailbound prove --batch`.

    The prover sees variables, hypotheses and claims only, not labels.  time_limit: seconds a problem.
    """
    from tailbound.prove_batch import run_batch

    shown = [{key: p[key] for key in ("id", "vars", "where", "claim")} for p in problems]
    results = run_batch(shown, time_limit, jobs, _progress)
    return [Answered(p, r) for p, r in zip(problems, results, strict=True)]


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {of}", end="" if done < of else "\n", file=sys.stderr, flush=True)


def totals(answers: Sequence[Answered]) -> dict[str, Any]:
    """Counts: problems and right ones of each label, wrong, undecided; seconds in all and at most.

    >>> truth = {"id": "a", "truth": "true"}
    >>> totals([Answered(truth, {"outcome": "refuted", "seconds": 1.0})])["wrong"]
    1
    """
    seconds = [a.result["seconds"] for a in answers]
    counts: dict[str, Any] = {"problems": len(answers)}
    for label, name in RIGHT.items():
        of_label = [a for a in answers if a.problem["truth"] == label]
        counts |= {label: len(of_label), f"{label}_{name}": sum(a.right for a in of_label)}
    counts["wrong"] = sum(a.wrong for a in answers)
    counts["undecided"] = sum(not a.right and not a.wrong for a in answers)
    return counts | {"seconds": round(sum(seconds), 1), "slowest": max(seconds, default=0.0)}


def summary(counts: Mapping[str, Any]) -> str:
    """The totals in three lines, with the targets."""
    lines = []
    for label, name in RIGHT.items():
        of, right = counts[label], counts[f"{label}_{name}"]
        share = f"{100 * right / of:.1f}%" if of else "none"
        lines.append(f"{label} {name}: {right} of {of} ({share}; target {TARGETS[label]}%)")
    rest = f"wrong: {counts['wrong']} (target 0)   undecided: {counts['undecided']}"
    return "\n".join([*lines, f"{rest}   {counts['seconds']} s in all, slowest {counts['slowest']:.1f} s"])


def report(answers: Sequence[Answered], time_limit: float) -> str:
    """The page docs/prover-benchmark.md: the totals, and what remains with the reasons."""
    counts = totals(answers)
    lines = [
        "# The prover's benchmark",
        "",
        f"{counts['problems']} problems from mathematical sources (tests/benchmark/prover_problems.json),",
        f"{counts['true']} true and {counts['false']} false: each false one is a true one changed a little. Tests",
        "derive every label again without the prover. `make bench-prover` writes this page.",
        f"Time limit: {time_limit:g} s a problem.",
        "",
        "| label | problems | right | wrong | undecided |",
        "|---|---:|---:|---:|---:|",
    ]
    for label, name in RIGHT.items():
        of = [a for a in answers if a.problem["truth"] == label]
        right, wrong = sum(a.right for a in of), sum(a.wrong for a in of)
        lines.append(f"| {label} | {len(of)} | {right} {name} | {wrong} | {len(of) - right - wrong} |")
    for title, rest in (
        ("Wrong", [a for a in answers if a.wrong]),
        ("True, not proved", [a for a in answers if a.problem["truth"] == "true" and not a.right and not a.wrong]),
        ("False, not refuted", [a for a in answers if a.problem["truth"] == "false" and not a.right and not a.wrong]),
    ):
        lines += ["", f"## {title}", "", *_table(rest)]
    return "\n".join(lines) + "\n"


def _table(answers: Sequence[Answered]) -> list[str]:
    if not answers:
        return ["None."]
    rows = ["| problem | statement | source | the prover's reason |", "|---|---|---|---|"]
    for a in answers:
        reason = str(a.result["reason"]).replace("|", "\\|")
        rows.append(f"| {a.problem['id']} | `{a.statement}` | {a.problem['source']} | {reason} |")
    return rows


def as_json(answers: Sequence[Answered]) -> dict[str, Any]:
    """Totals, and for each problem its label beside the result."""
    rows = [{"id": a.problem["id"], "truth": a.problem["truth"], **a.result} for a in answers]
    return {"totals": totals(answers), "results": rows}


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"a positive number, not {text}")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print the totals; 0, or 1 if any result is wrong, 2 for bad input."""
    parser = argparse.ArgumentParser(prog="tailbound.prover_benchmark", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--time-limit", type=_positive, default=10.0, help="seconds a problem (10)")
    parser.add_argument("--jobs", type=int, choices=range(1, 65), metavar="N", default=2, help="processes (2)")
    parser.add_argument("--problems", type=Path, default=PROBLEMS, help="the benchmark's file")
    parser.add_argument("--only", default="", metavar="TEXT", help="problems whose id contains this text")
    parser.add_argument("--json", type=Path, help="write all results here")
    parser.add_argument("--markdown", type=Path, help="write the page of what remains here")
    given = parser.parse_args(arguments)
    try:
        problems = [p for p in read_problems(given.problems) if given.only in p["id"]]
        for path in (given.json, given.markdown):
            if path is not None and not path.resolve().parent.is_dir():
                raise ValueError(f"{path}: the folder does not exist")
    except ValueError as error:
        print(f"tailbound: {error}", file=sys.stderr)
        return 2
    answers = run(problems, given.time_limit, given.jobs)
    if given.json is not None:
        given.json.write_text(json.dumps(as_json(answers), indent=1) + "\n", encoding="utf-8")
    if given.markdown is not None:
        given.markdown.write_text(report(answers, given.time_limit), encoding="utf-8")
    for a in answers:
        if not a.right:
            print(f"{'WRONG' if a.wrong else 'left':5}  {a.problem['id']}: {a.result['reason']}")
    print(summary(totals(answers)))
    return 1 if any(a.wrong for a in answers) else 0


if __name__ == "__main__":
    sys.exit(main())
