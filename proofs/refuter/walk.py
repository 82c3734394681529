"""One walk over a scalar term for every kind of value: floats, boxes, balls, functions on a line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from tailbound.proofs.checker import Term

Value = TypeVar("Value")


def tail_argument(t: Term) -> tuple[Term, int] | None:
    """(u, s) where t is written 1 - erf(u) or 1 + erf(u), that is erfc(s u), s = 1 or -1; None otherwise.

    Far out 1 - erf(u) is exp(-u^2) small: without the complementary function it would need as many digits.

    >>> from tailbound.proofs.text import parse
    >>> tail_argument(parse("1 - erf(x)", {"x": ("real", ())}))[1]
    1
    """
    if t.op not in "+-" or len(t.args) != 2:
        return None
    first, second = t.args
    if t.op == "+" and first.op == "erf":
        first, second = second, first
    if first.op == "q" and first.data[0] == 1 and second.op == "erf":
        return second.args[0], 1 if t.op == "-" else -1
    return None


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
