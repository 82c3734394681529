"""Who may import whom: numerics nobody, proofs and kernels only numerics, and they meet only in the front door."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {"numerics": set(), "proofs": {"numerics"}, "kernels": {"numerics"}}
ROOMS = set(ALLOWED)


def imported(path: Path, room: str) -> set[str]:
    """The rooms that a file imports, by absolute or relative imports."""
    names = []
    depth = len(path.relative_to(ROOT / room).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level > depth:
            names += [f"tailbound.{node.module or alias.name}" for alias in node.names]
    return {parts[1] for name in names if (parts := name.split("."))[0] == "tailbound" and len(parts) > 1}


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_rooms_import_only_what_they_may(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert files, room
    for path in files:
        found = imported(path, room) - {room}
        assert found <= ALLOWED[room], f"{path.relative_to(ROOT)} imports {sorted(found - ALLOWED[room])}"


def test_the_check_sees_a_forbidden_import(tmp_path: Path) -> None:
    """The test itself can fail: a relative import out of a room is seen."""
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "bad.py").write_text("from ..proofs import checker\nimport tailbound.proofs.text\n")
    global ROOT
    before, ROOT = ROOT, tmp_path
    try:
        assert imported(tmp_path / "kernels" / "bad.py", "kernels") == {"proofs"}
    finally:
        ROOT = before
