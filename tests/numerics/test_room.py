"""Rules of the room that a reader relies on: what it imports, and what it must not use."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tailbound import numerics

SOURCES = sorted(Path(numerics.__file__).parent.glob("*.py"))


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_imports_no_other_room_and_no_sympy(source):
    for name in imported(ast.parse(source.read_text())):
        assert not name.startswith("tailbound") or name.startswith("tailbound.numerics"), name
        assert name.split(".")[0] not in ("sympy", "torch"), name


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_mpmath_intervals_are_not_used(source):
    """mpmath.iv is not rigorous for exp and erf; the high-precision module is the only user of mpmath."""
    names = set(imported(ast.parse(source.read_text())))
    assert source.name == "high_precision.py" or not any(n.split(".")[0] == "mpmath" for n in names)
    used = {n.attr for n in ast.walk(ast.parse(source.read_text())) if isinstance(n, ast.Attribute)}
    assert "iv" not in used and "mpmath.iv" not in names


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_files_stay_readable(source):
    assert len(source.read_text().splitlines()) <= 300


def test_the_room_does_not_load_scipy_or_torch_by_itself():
    heavy = "[m for m in ('scipy', 'torch', 'sympy') if m in sys.modules]"
    code = f"import sys, tailbound.numerics.refute, tailbound.numerics.decisions; print({heavy})"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
