"""The progress bar of ``tailbound capture``, on standard error so that standard output stays clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def capture_bar(show: bool) -> Iterator[Callable[[int, int], None]]:
    """Yield ``progress(done, total)``; it draws a bar that counts layers if ``show``, else nothing.

    >>> with capture_bar(show=False) as progress:
    ...     progress(1, 30)
    """
    if not show:
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("attention layers", total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
