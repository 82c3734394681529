"""Every example in a docstring runs and gives what it says."""

import doctest
import importlib
import pkgutil

import pytest

import tailbound

# Their imports need an optional extra.
NEEDS_EXTRA = {"tailbound.smollm2", "tailbound.proofs.catalogue.__main__", "tailbound.__main__"}
MODULES = sorted(m.name for m in pkgutil.walk_packages(tailbound.__path__, "tailbound.") if m.name not in NEEDS_EXTRA)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


def test_modules_are_found_in_every_room() -> None:
    for room in ("proofs", "numerics", "kernels", "verify"):
        assert any(m.startswith(f"tailbound.{room}.") for m in MODULES)
