"""A time budget for code that does not look at the clock: scripts and exact arithmetic on statements nobody tried."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OutOfTime(BaseException):
    """The budget is spent.  No `Exception`, so that code which catches those lets it through."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after `seconds` of processor time; without effect outside the main thread.

    Processor time, so that a verdict does not depend on what else the machine does.

    >>> with within(5.0):
    ...     1 + 1
    2
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise OutOfTime

    def report(lost: sys.UnraisableHookArgs) -> None:
        if lost.exc_type is not OutOfTime:
            hook(lost)

    before, hook = signal.signal(signal.SIGPROF, stop), sys.unraisablehook
    sys.unraisablehook = report
    # Again and again: an exception inside a weak reference's callback is lost (and would be reported there).
    signal.setitimer(signal.ITIMER_PROF, max(seconds, 0.001), 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        sys.unraisablehook = hook
