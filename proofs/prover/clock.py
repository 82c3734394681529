"""The time and the patience of one search."""

from __future__ import annotations

import time


class NoProof(Exception):
    """An engine does not apply, or did not find a proof; one line says why."""


class OutOfTime(Exception):
    """The deadline of the whole search, or of one engine, has passed."""


class Clock:
    """Deadlines, innermost last; `check` raises OutOfTime once any has passed."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    def check(self) -> None:
        if time.monotonic() > self.deadline:
            raise OutOfTime("out of time")

    def slice(self, seconds: float) -> Clock:
        """A clock that stops after so many seconds at the latest."""
        return Clock(min(self.deadline, time.monotonic() + seconds))
