"""One thread for linear algebra: the matrices are small, and threads that wait take time from other processes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy
import scipy

SUFFIXES = ("64_", "")  # of the builds with long and with short integers


@cache
def _libraries() -> list[tuple[Any, Any]]:
    """(get, set) for the number of threads of each OpenBLAS that numpy and scipy brought along."""
    out = []
    for package in (numpy, scipy):
        folder = Path(str(package.__file__)).parent.with_name(f"{package.__name__}.libs")
        for path in sorted(folder.glob("*openblas*")):
            try:
                library = ctypes.CDLL(str(path))
            except OSError:
                continue
            for suffix in SUFFIXES:
                names = [f"scipy_openblas_{verb}_num_threads{suffix}" for verb in ("get", "set")]
                if all(hasattr(library, n) for n in names):
                    out.append((getattr(library, names[0]), getattr(library, names[1])))
                    break
    return out


@contextmanager
def one_thread() -> Iterator[None]:
    """Within this context OpenBLAS runs on one thread; other libraries of linear algebra are left as they are.

    >>> with one_thread():
    ...     all(n == 1 for n in threads())
    True
    """
    before = [get() for get, _ in _libraries()]
    try:
        for _, put in _libraries():
            put(1)
        yield
    finally:
        for (_, put), n in zip(_libraries(), before, strict=True):
            put(n)


def threads() -> list[int]:
    """The number of threads of each OpenBLAS at hand."""
    return [get() for get, _ in _libraries()]
