"""Starting is quick, and the rooms' names shadow nobody."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(code: str, **how: object) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, **how)  # type: ignore[call-overload]
    return str(done.stdout)


def test_import_loads_neither_torch_nor_sympy() -> None:
    loaded = run(
        "import sys, tailbound; print([m for m in ('torch', 'sympy', 'numpy', 'scipy') if m in sys.modules])"
    )
    assert loaded.strip() == "[]"


def test_import_is_quick() -> None:
    """The target is 0.3 s; the best of five is taken, because the machine may be busy."""
    best = min(
        float(run("import time; t = time.perf_counter(); import tailbound; print(time.perf_counter() - t)"))
        for _ in range(5)
    )
    assert best < 0.3


def test_the_room_called_kernels_is_not_importable_from_elsewhere() -> None:
    """Other libraries probe for a package named `kernels`: an installed tailbound must not provide one."""
    found = run("import importlib.util; print(importlib.util.find_spec('kernels'))", cwd="/")
    assert found.strip() == "None"


def test_transformers_imports_from_the_repository_root() -> None:
    """transformers asks for a distribution named kernels; our folder of that name must not confuse it."""
    import pytest

    pytest.importorskip("transformers")
    start = time.perf_counter()
    assert run("import transformers; print(transformers.__version__)", cwd=ROOT).strip()
    assert time.perf_counter() - start < 300
