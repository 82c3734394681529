"""What the checker may cost and may be made of: every input ends within 2 s, in a theorem or in `Reject`.

The bound is on processor time.  The checker's source is read as text: standard library only, no floats, no `assert`.
"""

import ast
import json
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))
from forgeries import FORGERIES
from long_lists import PLAIN
from resource_bombs import BOMBS

from tailbound.proofs import checker
from tailbound.proofs.builder import canonical
from tailbound.proofs.checker import Reject, check

LONGEST = 2.0
EVERY = BOMBS | PLAIN
SOURCE = Path(checker.__file__).read_text()
TREE = ast.parse(SOURCE)

# ---------------------------------------------------------------- bombs


def too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError("more than twice the time that any input may take")


@pytest.fixture
def stopped() -> Iterator[None]:
    """Ends what would run on for ever, so that the test fails in finite time."""
    old = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, 2 * LONGEST)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, old)


@pytest.mark.parametrize("name", EVERY)
def test_a_resource_bomb_ends_in_a_rejection_within_two_seconds(name: str, stopped: None) -> None:
    data = EVERY[name]()
    start = time.process_time()
    with pytest.raises(Reject):
        check(data, {})
    assert time.process_time() - start < LONGEST


@pytest.mark.parametrize("bits", [8, 53, 1024])
def test_an_enclosure_bomb_runs_out_of_fuel_and_nothing_else(bits: int, stopped: None) -> None:
    """The bombs above fail for the work that they ask for, not for a slip in their writing."""
    for name in ("products of products", "sums of exponentials"):
        with pytest.raises(Reject, match=r"out of fuel|too large or too small to enclose"):
            check(BOMBS[f"an enclosure of {name}, {bits} bits"](), {})


def test_fuel_is_restored_for_the_tactics() -> None:
    for data in (FORGERIES[0].forged, FORGERIES[0].honest, b"", None):
        with suppress(Reject):
            check(data, {})  # type: ignore[arg-type]
        assert checker.Fuel.left == 1 << 62


# ---------------------------------------------------------------- any input


def rejects_or_accepts(data: object) -> None:
    start = time.process_time()
    try:
        check(data, {})  # type: ignore[arg-type]
    except Reject as error:
        assert str(error)
    assert time.process_time() - start < LONGEST


@pytest.mark.parametrize(
    "data", [None, "", "{}", 7, 1.5, [], {}, bytearray(b"{}"), memoryview(b"{}"), object(), True]
)
def test_what_is_no_bytes_is_rejected(data: object) -> None:
    with pytest.raises(Reject):
        check(data, {})  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_rejected(data: bytes) -> None:
    with pytest.raises(Reject):
        check(data, {})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
PARTS = ("format", "nodes", "steps", "theorem")


@settings(max_examples=300, deadline=None)
@given(VALUES, st.fixed_dictionaries(dict.fromkeys(PARTS, VALUES)))
def test_any_json_is_rejected(value: object, parts: dict[str, object]) -> None:
    for tree in (value, parts, {**parts, "format": checker.FORMAT}):
        with pytest.raises(Reject):
            check(canonical(tree), {})


def grafted(tree: object, value: object, rng: random.Random) -> None:
    """Puts the value somewhere into the tree."""
    while True:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
        key = rng.choice(keys)
        below = tree[key]  # type: ignore[index]
        if not isinstance(below, dict | list) or not below or rng.random() < 0.2:
            tree[key] = value  # type: ignore[index]
            return
        tree = below


@settings(max_examples=600, deadline=None)
@given(st.integers(0, len(FORGERIES) - 1), VALUES, st.integers(0, 2**32))
def test_any_json_in_a_certificate_ends_in_a_theorem_or_a_rejection(which: int, value: object, seed: int) -> None:
    tree = json.loads(FORGERIES[which].honest)
    grafted(tree, value, random.Random(seed))
    rejects_or_accepts(canonical(tree))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(FORGERIES) - 1), st.integers(0, 2**20), st.integers(0, 255))
def test_any_byte_in_a_certificate_ends_in_a_theorem_or_a_rejection(which: int, place: int, value: int) -> None:
    data = bytearray(FORGERIES[which].honest)
    data[place % len(data)] = value
    rejects_or_accepts(bytes(data))


# ---------------------------------------------------------------- the source


def test_the_checker_imports_the_standard_library_only() -> None:
    modules = [a.name for n in ast.walk(TREE) if isinstance(n, ast.Import) for a in n.names]
    modules += [n.module or "" for n in ast.walk(TREE) if isinstance(n, ast.ImportFrom)]
    assert modules and {m.split(".")[0] for m in modules} <= sys.stdlib_module_names
    assert not {"random", "time", "os", "sys", "pickle", "ctypes", "subprocess"} & set(modules)


def test_the_checker_has_no_floats_no_assert_and_runs_no_code_of_others() -> None:
    constants = [n.value for n in ast.walk(TREE) if isinstance(n, ast.Constant)]
    assert not [c for c in constants if isinstance(c, float | complex)]
    assert not [n for n in ast.walk(TREE) if isinstance(n, ast.Assert)]
    names = {n.id for n in ast.walk(TREE) if isinstance(n, ast.Name)}
    assert not names & {
        "float",
        "complex",
        "eval",
        "exec",
        "open",
        "compile",
        "__import__",
        "input",
        "print",
        "round",
    }


def code_lines(source: str) -> int:
    """Lines that are not blank, no comment and no docstring."""
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            docstrings |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines = enumerate(source.splitlines(), 1)
    return sum(1 for i, text in lines if text.strip() and not text.strip().startswith("#") and i not in docstrings)


def test_lines_of_code_are_counted() -> None:
    assert (
        code_lines('"""One\n\ntwo."""\n\n# three\nx = 1\n\n\ndef f():\n    """Four."""\n    return x  # five\n') == 3
    )


def test_the_checker_can_be_read_in_an_hour_or_two() -> None:
    assert code_lines(SOURCE) <= 800
    assert len(SOURCE.splitlines()) <= 1150


def test_no_line_hides_two_statements_behind_a_semicolon() -> None:
    """Otherwise the number of lines would say nothing."""
    starts = [n.lineno for n in ast.walk(TREE) if isinstance(n, ast.stmt) and not isinstance(n, ast.If | ast.For)]
    twice = {line for line in starts if starts.count(line) > 1}
    texts = SOURCE.splitlines()
    assert not [texts[line - 1] for line in twice if "; " in texts[line - 1]]
    assert max(map(len, texts)) <= 118
