"""Elements and families: the free things that a statement speaks about, as SymPy objects.

An *element* belongs to an index sort (a key, a coordinate, a head): it can be bound, compared with nothing, and used
only as the argument of a family.  A *family* is a function of elements or numbers, such as the weights a(i).
"""

from __future__ import annotations

from typing import Any

from sympy import Basic, Expr, Symbol, sympify
from sympy.core.basic import Atom
from sympy.printing.precedence import PRECEDENCE

from tailbound.proofs.checker import Reject, make
from tailbound.proofs.names import latex_name

NUMERIC = ("real", "int")


def check_declaration(name: str, sort: str, argument_sorts: tuple[str, ...] = ()) -> None:
    """Raise ValueError unless the checker has a variable of this name, sort and argument sorts."""
    try:
        arguments = [make("b", data=(position, kind)) for position, kind in enumerate(argument_sorts)]
        make("v", *arguments, data=(name, sort))
    except (Reject, TypeError) as error:
        raise ValueError(f"{name!r} of sort {sort!r} over {argument_sorts} is no variable: {error}") from None


def sort_of(value: Basic) -> str:
    """The sort of an element or number; "int" only where SymPy knows that a number is an integer."""
    if isinstance(value, Expr):
        return "int" if value.is_integer else "real"
    sort = getattr(value, "element_sort", None)
    if not isinstance(sort, str):
        raise ValueError(f"{value} is neither an element nor a number")
    return sort


def numeric_symbol(name: str, sort: str) -> Symbol:
    """The SymPy symbol that stands for a number of this sort, with no other assumption."""
    return Symbol(name, integer=True) if sort == "int" else Symbol(name, real=True)


class Element(Atom):  # type: ignore[misc]
    """An element of an index sort such as "J" or of an outcome sort such as "Omega", free or bound.

    For the sorts "int" and "real" the value is the ordinary SymPy symbol.  Raises ValueError for a bad name or sort.

    >>> Element("i", "J").free_symbols
    {i}
    >>> Element("m", "int").is_integer
    True
    """

    __slots__ = ("element_sort", "name")

    def __new__(cls, name: str, sort: str) -> Any:
        check_declaration(name, sort)
        if sort in NUMERIC:
            return numeric_symbol(name, sort)
        if sort.startswith("set "):
            raise ValueError(f"{name}: sets are declared by SetVariable")
        self = Atom.__new__(cls)
        self.name, self.element_sort = name, sort
        return self

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.name, self.element_sort)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.element_sort)

    @property
    def free_symbols(self) -> set[Basic]:
        return {self}

    def _sympystr(self, printer: Any) -> str:
        return str(self.name)

    def _latex(self, printer: Any) -> str:
        return latex_name(self.name)


def checked_arguments(name: str, sorts: tuple[str, ...], arguments: tuple[Any, ...]) -> list[Basic]:
    """The arguments of a family as SymPy objects.  Raises ValueError where number or sorts do not fit."""
    values = [sympify(a, strict=True) for a in arguments]
    if len(values) != len(sorts):
        raise ValueError(f"{name} takes {len(sorts)} arguments, not {len(values)}")
    for value, sort in zip(values, sorts, strict=True):
        own = sort_of(value)
        if own != sort and (own, sort) != ("int", "real"):
            raise ValueError(f"{name}: the argument {value} has sort {own}, not {sort}")
    return values


def applied_name(family: Any, arguments: tuple[Basic, ...], printer: Any) -> str:
    """LaTeX of a family's value: elements as subscripts, numbers in brackets."""
    pairs = list(zip(arguments, family.argument_sorts, strict=True))
    below = [printer._print(a) for a, sort in pairs if sort not in NUMERIC]
    beside = [printer._print(a) for a, sort in pairs if sort in NUMERIC]
    return latex_name(family.name, below) + (rf"\left({', '.join(beside)}\right)" if beside else "")


class Family(Atom):  # type: ignore[misc]
    """A function of elements or numbers.  Its value a(i) is a real SymPy expression (value="int": an integer;
    value="J": an element of the index sort J).  Raises ValueError for a bad name or sort.

    >>> a, i = Family("a", "J"), Element("i", "J")
    >>> a(i) + a(i)
    2*a(i)
    """

    __slots__ = ("argument_sorts", "name", "value")

    def __new__(cls, name: str, *argument_sorts: str, value: str = "real") -> Family:
        if not argument_sorts or value.startswith("set "):
            raise ValueError(f"{name}: a family has arguments; families of sets are declared by SetFamily")
        check_declaration(name, value, argument_sorts)
        self: Family = Atom.__new__(cls)
        self.name, self.argument_sorts, self.value = name, argument_sorts, value
        return self

    def __call__(self, *arguments: Any) -> Any:
        return (FamilyValue if self.value in NUMERIC else ElementValue)(self, *arguments)

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, *self.argument_sorts), {"value": self.value}

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.argument_sorts, self.value)

    def _sympystr(self, printer: Any) -> str:
        return str(self.name)

    def _latex(self, printer: Any) -> str:
        return latex_name(self.name)


class FamilyValue(Expr):  # type: ignore[misc]
    """A number a(i): the value of a family.  Made by calling the family."""

    is_real = True

    def __new__(cls, family: Family, *arguments: Any) -> FamilyValue:
        if not isinstance(family, Family) or family.value not in NUMERIC:
            raise ValueError(f"{family} is no family of numbers")
        values = checked_arguments(family.name, family.argument_sorts, arguments)
        self: FamilyValue = Expr.__new__(cls, family, *values)
        return self

    @property
    def precedence(self) -> int:
        """For printing: a name with a superscript is bracketed in a power."""
        return int(PRECEDENCE["Mul" if "^" in latex_name(self.args[0].name) else "Atom"])

    def _eval_is_integer(self) -> bool | None:
        return True if self.args[0].value == "int" else None

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name}({', '.join(printer._print(a) for a in self.args[1:])})"

    def _latex(self, printer: Any) -> str:
        return applied_name(self.args[0], self.args[1:], printer)


class ElementValue(Basic):  # type: ignore[misc]
    """An element f(i) of an index sort: the value of a family of elements.  Made by calling the family."""

    def __new__(cls, family: Family, *arguments: Any) -> ElementValue:
        if not isinstance(family, Family) or family.value in NUMERIC:
            raise ValueError(f"{family} is no family of elements")
        values = checked_arguments(family.name, family.argument_sorts, arguments)
        self: ElementValue = Basic.__new__(cls, family, *values)
        return self

    @property
    def element_sort(self) -> str:
        return str(self.args[0].value)

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name}({', '.join(printer._print(a) for a in self.args[1:])})"

    def _latex(self, printer: Any) -> str:
        return applied_name(self.args[0], self.args[1:], printer)
