"""One walk over a scalar term for every kind of value: floats, boxes, balls, functions on a line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from tailbound.proofs.checker import Term

Value = TypeVar("Value")


class Walk(ABC, Generic[Value]):
    """Values of terms, each subterm once; terms are interned, so the same subterm is the same key.

    >>> from tailbound.proofs.text import parse
    >>> class Size(Walk[int]):
    ...     def apply(self, t, args):
    ...         return 1 + sum(args)
    >>> Size()(parse("x*x + 1", {"x": ("real", ())}))
    5
    """

    def __init__(self) -> None:
        self.known: dict[Term, Value] = {}

    def __call__(self, t: Term) -> Value:
        if t not in self.known:
            self.known[t] = self.apply(t, [self(a) for a in t.args])
        return self.known[t]

    @abstractmethod
    def apply(self, t: Term, args: list[Value]) -> Value:
        """The value of t from those of its arguments."""
