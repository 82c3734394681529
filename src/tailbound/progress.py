"""A progress bar for the stages of a long run, on standard error, only where someone can see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def stages(show: bool = True) -> Iterator[Callable[[str, int, int], None]]:
    """A function (stage, done, total) that moves one bar per stage.

    >>> with stages(show=False) as progress:
    ...     progress("certificates", 1, 2)
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not (show and console.is_terminal):
        yield lambda stage, done, total: None
        return
    columns = (TextColumn("{task.description:16}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, object] = {}

        def move(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield move
