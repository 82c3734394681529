"""The examples of README.md and docs/ run, their links lead somewhere, and logic.md covers the whole checker.

Expectations: the assertions in the examples themselves; the rules, schemas and limits that checker.py defines.
"""

import doctest
import inspect
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tailbound import book
from tailbound.proofs import checker

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```([a-z]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LANGUAGES = {"python", "console", "text"}


def blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


def with_blocks(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_block_says_whether_it_runs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = FENCE.findall(text)
    assert {name for name, _ in found} <= LANGUAGES
    assert text.count("```") == 2 * len(found)


@pytest.mark.parametrize("page", with_blocks("python"), ids=lambda p: p.name)
def test_python_blocks_run_in_order(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": f"docs_{page.stem}"}
    for number, body in enumerate(blocks(page, "python"), 1):
        exec(compile(body, f"{page.name}, block {number}", "exec"), namespace)


def commands(page: Path) -> list[tuple[str, str]]:
    """The `$ ` lines of the console blocks, each with the output that is shown below it ("" if none is)."""
    found: list[tuple[str, str]] = []
    for body in blocks(page, "console"):
        for line in body.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append((line[2:].strip(), ""))
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
    return found


@pytest.mark.parametrize(
    ("command", "shown"), [pytest.param(*c, id=f"{p.name}: {c[0]}") for p in PAGES for c in commands(p)]
)
def test_commands_succeed_and_print_what_is_shown(command: str, shown: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(command)
    assert program == "tailbound"
    run = subprocess.run(
        [sys.executable, "-m", "tailbound.cli", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip()
    if shown:
        assert doctest.OutputChecker().check_output(shown, run.stdout, doctest.ELLIPSIS), run.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert not missing


def test_there_are_examples_to_run() -> None:
    assert {"README.md", "adding-a-theorem.md", "trust.md", "trace-format.md"} <= {
        p.name for p in with_blocks("python")
    }
    assert commands(ROOT / "README.md")


LOGIC = (ROOT / "docs" / "logic.md").read_text(encoding="utf-8")


def section(number: int) -> str:
    return LOGIC.split(f"\n## {number}. ")[1].split("\n## ")[0]


def test_logic_argues_for_every_rule() -> None:
    argued = re.findall(r"^\*\*`([a-z_]+)`", section(7), re.MULTILINE)
    assert sorted(argued) == sorted(checker.FIELDS)
    assert len(argued) == 15


def test_logic_argues_for_every_schema() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \|", section(8), re.MULTILINE)
    assert sorted(rows) == sorted(checker.SCHEMAS)
    assert len(rows) == 35


def test_logic_lists_every_rule_s_fields() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| (.*) \|$", section(13), re.MULTILINE)
    fields = {name: set(re.findall(r"`([a-z]+)`", text)) for name, text in rows if name in checker.FIELDS}
    assert fields == {name: set(own) for name, own in checker.FIELDS.items()}


def test_logic_names_every_operation() -> None:
    named = set(re.findall(r"[a-z]+|[-+*/^&\\]|[<!]?=|<", section(2)))
    assert set(checker.SHAPES) - {"|"} <= named  # a bar would end a table's cell
    assert "the union bar" in section(2)


def test_logic_gives_the_limits_of_the_checker() -> None:
    limits = {name: int(value) for name, value in re.findall(r"\(`(MAX_[A-Z]+)`\) \| ([0-9]+) \|", section(15))}
    assert limits == {name: value for name, value in vars(checker).items() if name.startswith("MAX_")}
    assert checker.FORMAT in section(13)


def test_logic_gives_the_fuel_of_the_checker() -> None:
    most, fixed, per_byte = re.findall(
        r"min\(([0-9_]+), ([0-9_]+) \+ ([0-9_]+) \* len", inspect.getsource(checker.check)
    )[0]
    assert f"{int(fixed):,} and {int(per_byte)} per byte, at most {int(most):,}" in section(15).replace("\n", " ")


def test_the_theorem_book_is_up_to_date() -> None:
    """If this fails: python -m tailbound.book > docs/theorem-book.md, and read the difference."""
    assert (ROOT / "docs" / "theorem-book.md").read_text(encoding="utf-8") == book.book()
