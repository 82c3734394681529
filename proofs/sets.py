"""Index sets as SymPy objects: nothing is simplified on construction.

SymPy's own sets evaluate as they are built (a complement of an unknown set may collapse), and a sum over `k+1..n` of
SymPy means n - k also for k > n.  Here a tail is the complement of the set of kept keys, and stays one.
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, sympify
from sympy.core.basic import Atom

from tailbound.proofs.names import latex_name
from tailbound.proofs.symbols import NUMERIC, applied_name, check_declaration, checked_arguments, sort_of


class IndexSet(Basic):  # type: ignore[misc]
    """A set of elements of one sort (`sort`).  `A | B`, `A & B`, `A - B`: union, intersection, difference."""

    sort: str

    def __or__(self, other: Any) -> Any:
        return Union(self, other)

    def __and__(self, other: Any) -> Any:
        return Intersection(self, other)

    def __sub__(self, other: Any) -> Any:
        return Complement(self, other)


def as_set(value: Any) -> IndexSet:
    """The value, if it is a set of this language; ValueError otherwise."""
    if not isinstance(value, IndexSet):
        raise ValueError(f"{value} is no index set: use SetVariable, Universe, Complement, IntegerRange, ...")
    return value


class SetVariable(IndexSet, Atom):  # type: ignore[misc]
    """A set that a statement speaks about, such as the kept keys S.  Raises ValueError for a bad name or sort.

    >>> S = SetVariable("S", "J")
    >>> Complement(S)
    Complement(Universe(J), S)
    """

    __slots__ = ("name", "sort")

    def __new__(cls, name: str, sort: str) -> SetVariable:
        check_declaration(name, "set " + sort)
        self: SetVariable = Atom.__new__(cls)
        self.name, self.sort = name, sort
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.name, self.sort)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.sort)

    @property
    def free_symbols(self) -> set[Basic]:
        return {self}

    def _sympystr(self, printer: Any) -> str:
        return str(self.name)

    def _latex(self, printer: Any) -> str:
        return latex_name(self.name)


class Universe(IndexSet, Atom):  # type: ignore[misc]
    """All elements of an index or outcome sort, or all reals.  There is no universe of integers (ValueError)."""

    __slots__ = ("sort",)

    def __new__(cls, sort: str) -> Universe:
        check_declaration("A", "set " + sort)
        if sort == "int":
            raise ValueError("sets of integers are finite: there is no universe of integers")
        self: Universe = Atom.__new__(cls)
        self.sort = sort
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.sort,)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.sort,)

    def _sympystr(self, printer: Any) -> str:
        return f"Universe({self.sort})"

    def _latex(self, printer: Any) -> str:
        return r"\mathbb{R}" if self.sort == "real" else latex_name(self.sort)


class SetFamily(Atom):  # type: ignore[misc]
    """A set that depends on elements or numbers: S(w) is a set of elements of `of`.

    >>> from tailbound.proofs.symbols import Element
    >>> SetFamily("S", "Omega", of="J")(Element("w", "Omega"))
    S(w)
    """

    __slots__ = ("argument_sorts", "name", "of")

    def __new__(cls, name: str, *argument_sorts: str, of: str) -> SetFamily:
        if not argument_sorts:
            raise ValueError(f"{name}: a set without arguments is declared by SetVariable")
        check_declaration(name, "set " + of, argument_sorts)
        self: SetFamily = Atom.__new__(cls)
        self.name, self.argument_sorts, self.of = name, argument_sorts, of
        return self

    def __call__(self, *arguments: Any) -> SetValue:
        return SetValue(self, *arguments)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, *self.argument_sorts), {"of": self.of}

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.argument_sorts, self.of)

    def _sympystr(self, printer: Any) -> str:
        return str(self.name)

    def _latex(self, printer: Any) -> str:
        return latex_name(self.name)


class SetValue(IndexSet):
    """The value S(w) of a family of sets.  Made by calling the family."""

    def __new__(cls, family: SetFamily, *arguments: Any) -> SetValue:
        if not isinstance(family, SetFamily):
            raise ValueError(f"{family} is no family of sets")
        values = checked_arguments(family.name, family.argument_sorts, arguments)
        self: SetValue = Basic.__new__(cls, family, *values)
        return self

    @property
    def sort(self) -> str:  # type: ignore[override]
        return str(self.args[0].of)

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name}({', '.join(printer._print(a) for a in self.args[1:])})"

    def _latex(self, printer: Any) -> str:
        return applied_name(self.args[0], self.args[1:], printer)


class SetOperation(IndexSet):
    """Two sets of one sort; more than two nest to the left."""

    symbol: str

    def __new__(cls, *sets: Any) -> Any:
        first, *rest = [as_set(a) for a in sets] or [as_set(None)]
        for other in rest:
            if other.sort != first.sort:
                raise ValueError(f"{first} and {other} are sets of different sorts")
            first = Basic.__new__(cls, first, other)
        return first

    @property
    def sort(self) -> str:  # type: ignore[override]
        return str(self.args[0].sort)

    def _latex(self, printer: Any) -> str:
        sides = [printer._print(a) for a in self.args]
        wrapped = [
            rf"\left({t}\right)" if isinstance(a, SetOperation) else t for a, t in zip(self.args, sides, strict=True)
        ]
        return f" {self.symbol} ".join(wrapped)


class Union(SetOperation):
    """The union of sets of one sort."""

    symbol = r"\cup"


class Intersection(SetOperation):
    """The intersection of sets of one sort."""

    symbol = r"\cap"


class Complement(SetOperation):
    """Complement(S): all elements of S's sort that are not in S; Complement(A, B), as in SymPy: A without B.

    >>> Complement(SetVariable("A", "int"))
    Traceback (most recent call last):
    ...
    ValueError: sets of integers are finite: there is no universe of integers
    """

    symbol = r"\setminus"

    def __new__(cls, *sets: Any) -> Any:
        if len(sets) not in (1, 2):
            raise ValueError("Complement takes one or two sets")
        return super().__new__(cls, *(sets if len(sets) == 2 else (Universe(as_set(sets[0]).sort), sets[0])))

    def _latex(self, printer: Any) -> str:
        whole, part = self.args
        if isinstance(whole, Universe):
            text = printer._print(part)
            return rf"\bar{{{text}}}" if isinstance(part, SetVariable) else rf"\overline{{{text}}}"
        return super()._latex(printer)


class Singleton(IndexSet):
    """The set whose only element is e."""

    def __new__(cls, e: Any) -> Singleton:
        value = sympify(e, strict=True)
        sort_of(value)
        self: Singleton = Basic.__new__(cls, value)
        return self

    @property
    def sort(self) -> str:  # type: ignore[override]
        return str(sort_of(self.args[0]))

    def _latex(self, printer: Any) -> str:
        return rf"\left\{{{printer._print(self.args[0])}\right\}}"


class IntegerRange(IndexSet):
    """The integers from lo to hi.  The definedness gate asks for lo <= hi + 1.  ValueError for other ends."""

    sort = "int"

    def __new__(cls, lo: Any, hi: Any) -> IntegerRange:
        ends = [sympify(e, strict=True) for e in (lo, hi)]
        for end in ends:
            if not isinstance(end, Expr) or sort_of(end) not in NUMERIC or not end.is_integer:
                raise ValueError(f"the end {end} of a range is not known to be an integer")
        self: IntegerRange = Basic.__new__(cls, *ends)
        return self

    def _latex(self, printer: Any) -> str:
        return rf"\left\{{{printer._print(self.args[0])}, \dots, {printer._print(self.args[1])}\right\}}"
