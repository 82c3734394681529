"""Each check of the checker is switched off in turn: then a forgery gets through, or the check is listed as doubled.

A check is a call of `need`, each conjunct of one, a `raise`, and a `zip(..., strict=True)`.  Expectation: a check
that keeps nothing out is doubled by another, or no forgery of it has been found; either must be known.
"""

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from forgeries import FORGERIES
from redundant_checks import REDUNDANT
from switches import Switch, SwitchableChecker

from tailbound.proofs import checker

WIRED = SwitchableChecker()


def first_through(switch: Switch) -> str | None:
    """The first forgery that gets through with this check off, those that name its message first."""
    likely = sorted(FORGERIES, key=lambda f: f.reason not in switch.text)
    through = (f.title for f in likely if WIRED.accepts(f.forged, f.uses, switch.number))
    return next(through, None)


def test_every_need_has_a_switch() -> None:
    tree = ast.parse(Path(checker.__file__).read_text())
    calls = [
        n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "need"
    ]
    wholes = [s for s in WIRED.switches if s.whole and not s.text.startswith(("zip(", "raise "))]
    assert len(calls) == len(wholes) >= 100
    assert len({s.name for s in WIRED.switches}) == len(WIRED.switches)


def test_with_all_checks_on_the_wired_checker_judges_as_the_checker_does() -> None:
    for f in FORGERIES:
        assert not WIRED.accepts(f.forged, f.uses, None), f.title
        assert WIRED.accepts(f.honest, f.uses, None), f.title


@pytest.mark.parametrize("switch", [s for s in WIRED.switches if s.name not in REDUNDANT], ids=lambda s: s.name)
def test_without_this_check_a_forgery_gets_through(switch: Switch) -> None:
    assert first_through(switch), f"no forgery needs this check: {switch.name}"


@pytest.mark.parametrize("name", REDUNDANT)
def test_what_is_listed_as_doubled_lets_nothing_through(name: str) -> None:
    (switch,) = [s for s in WIRED.switches if s.name == name]
    assert first_through(switch) is None
