"""The time that a search has."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic


class OutOfTime(Exception):
    """The deadline has passed."""


@dataclass(frozen=True)
class Clock:
    """A deadline of time.monotonic(); every long loop asks `check`.

    >>> Clock(monotonic() - 1).over, Clock(monotonic() + 60).over
    (True, False)
    """

    deadline: float

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return monotonic() > self.deadline

    def check(self) -> None:
        """Raise OutOfTime if it has."""
        if self.over:
            raise OutOfTime
