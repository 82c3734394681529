"""What a finite model is: sizes of sorts, probabilities of outcomes, values of variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tailbound.proofs import model_numbers as numbers
from tailbound.proofs.model_numbers import Irrational, Number

if TYPE_CHECKING:
    from tailbound.proofs.checker import Term

Signature = tuple[str, str, tuple[str, ...]]  # name, result sort, argument sorts: the identity of a variable


def signature(v: Term) -> Signature:
    """The identity of the variable term v; numeric arguments count as real."""
    kinds = tuple("real" if a.sort == "real" else a.sort for a in v.args)
    return v.data[0], v.data[1], kinds


@dataclass(frozen=True)
class Family:
    """A function given by a table over tuples of arguments, and by a default elsewhere (none: an error)."""

    entries: Mapping[tuple[Any, ...], Any]
    default: Any = None

    def __call__(self, *args: Any) -> Any:
        if args in self.entries:
            return self.entries[args]
        for known, value in self.entries.items():  # an irrational argument may equal a known one in another form
            if all(same(a, b) for a, b in zip(args, known, strict=True)):
                return value
        if self.default is None:
            raise ValueError(f"the model's table has no entry for {args}")
        return self.default


def same(a: Any, b: Any) -> bool:
    """Whether two elements or numbers are equal; Undecided where enclosures do not tell."""
    if isinstance(a, Irrational) or isinstance(b, Irrational):
        return numbers.sign(numbers.minus(as_number(a), as_number(b))) == 0
    return bool(a == b)


def as_number(x: Any) -> Number:
    """x as an exact number."""
    return x if isinstance(x, (Fraction, Irrational)) else Fraction(x)


@dataclass
class Model:
    """A finite interpretation.

    Args:
        sizes: index sort -> number of its elements, at least 1.
        weights: outcome sort -> the probabilities of its outcomes, rationals >= 0 of sum 1.
        values: variable (its name, or its `Signature` where namesakes differ) -> its value: a number, a closed term
            (say `exp(1)`), an element, a set, a mapping from tuples of arguments, a `Family`, or a function of the
            arguments.
        longest: the largest number of integers that a range may have.
        predicates: opaque predicate -> function of the values of its argument terms (binder-free), True/False/None.

    Raises:
        ValueError: a sort is empty or its weights are no probabilities.
    """

    sizes: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)
    values: Mapping[Any, Any] = field(default_factory=dict)
    predicates: Mapping[str, Callable[..., bool | None]] = field(default_factory=dict)
    cache: dict[Term, Any] = field(default_factory=dict, repr=False)
    keeps: bool = field(default=True, repr=False)
    work: int = field(default=0, repr=False)
    longest: int = field(default=400, repr=False)

    def __post_init__(self) -> None:
        for sort, size in self.sizes.items():
            if size < 1:
                raise ValueError(f"index sort {sort} is empty; index sorts are non-empty")
        for sort, parts in self.weights.items():
            if not parts or sum(parts) != 1 or min(parts) < 0:
                raise ValueError(f"the weights of {sort} are not probabilities of sum 1")

    def size(self, sort: str) -> int:
        """The number of elements of an index or outcome sort."""
        if sort in self.weights:
            return len(self.weights[sort])
        if sort not in self.sizes:
            raise ValueError(f"the model gives no size to sort {sort}")
        return self.sizes[sort]

    def lookup(self, v: Term, args: tuple[Any, ...]) -> Any:
        """The value of the variable term v at the given values of its arguments."""
        name = v.data[0]
        sign = signature(v)
        if sign not in self.values and name not in self.values:
            raise ValueError(f"the model gives no value to {name}")
        value = self.values[sign] if sign in self.values else self.values[name]
        if isinstance(value, Mapping):
            value = Family(value)
        if callable(value):
            value = value(*args)
        return value
