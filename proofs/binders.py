"""Binders as SymPy objects: sums, maxima, separations and quantifiers over index sets, and what is built on them.

SymPy rewrites trees by their arguments, so each way in (`subs`, `xreplace`) is taught here that the bound variable is
not free, and that a substituted value must not be captured: the bound variable is renamed first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sympy import Basic, Expr, Symbol, UnevaluatedExpr, sympify
from sympy.logic.boolalg import Boolean
from sympy.printing.precedence import PRECEDENCE

from tailbound.proofs.sets import Complement, IndexSet, IntegerRange, Universe, as_set
from tailbound.proofs.symbols import Element, numeric_symbol, sort_of


def names_in(*expressions: Basic) -> set[str]:
    """The names of all variables in these expressions, bound ones and families included."""
    return {str(a.name) for e in expressions for a in e.atoms(Basic) if hasattr(a, "name")}


def free_of(value: Any) -> set[Basic]:
    return set(getattr(value, "free_symbols", ()))


def free_names(*values: Any) -> set[str]:
    """The names of free variables: a namesake of another sort would not be captured, but misread."""
    return {str(a.name) for v in values for a in free_of(v)}


def over_text(variable: Basic, over: IndexSet, printer: Any) -> str:
    """i in A, or i not in B for the complement of B, in LaTeX."""
    inside, name = over, printer._print(variable)
    if isinstance(over, Complement) and isinstance(over.args[0], Universe):
        return rf"{name} \notin {printer._print(over.args[1])}"
    return rf"{name} \in {printer._print(inside)}"


class Binder(Basic):  # type: ignore[misc]
    """args = (variable, set, body): the body's free occurrences of the variable are bound."""

    body_class: Any = Expr

    def __new__(cls, variable: Any, over: Any, body: Any) -> Any:
        over, body = as_set(over), sympify(body, strict=True)
        if not isinstance(body, cls.body_class) or (cls.body_class is Boolean and isinstance(body, Symbol)):
            raise ValueError(f"{cls.__name__}: the body {body} is not {cls.body_class.__name__}")
        if isinstance(variable, Symbol):
            plain = over.sort in ("int", "real") and variable == numeric_symbol(variable.name, over.sort)
            if not plain:
                kind = {"int": "integer=True", "real": "real=True"}.get(over.sort, f"sort {over.sort}")
                raise ValueError(
                    f"{cls.__name__}: the bound variable {variable} must have {kind} and no other assumption"
                )
        elif not isinstance(variable, Element) or variable.element_sort != over.sort:
            raise ValueError(f"{cls.__name__}: {variable} is no element of sort {over.sort}")
        return Basic.__new__(cls, variable, over, body)

    @property
    def variable(self) -> Any:
        return self.args[0]

    @property
    def over(self) -> Any:
        return self.args[1]

    @property
    def body(self) -> Any:
        return self.args[2]

    @property
    def free_symbols(self) -> set[Basic]:
        return free_of(self.over) | (free_of(self.body) - {self.variable})

    def renamed(self, avoid: set[str]) -> tuple[Any, Any]:
        """A variable whose name is not to be avoided, and the body in it."""
        base, count = self.variable.name, 1
        used = avoid | names_in(self.body)
        while f"{base}{count}" in used:
            count += 1
        fresh = Element(f"{base}{count}", self.over.sort)
        return fresh, self.body.xreplace({self.variable: fresh})

    def _eval_subs(self, old: Any, new: Any) -> Any:
        over, variable, body = self.over._subs(old, new), self.variable, self.body
        if old != variable and variable not in free_of(old) and body.has(old):
            if variable.name in free_names(new):
                variable, body = self.renamed(names_in(new, old))
            body = body._subs(old, new)
        return self.func(variable, over, body)

    def _xreplace(self, rule: Any) -> tuple[Any, bool]:
        if self in rule:
            return rule[self], True
        over, changed = self.over._xreplace(rule)
        variable, body = self.variable, self.body
        if isinstance(rule, Mapping):
            rule = {old: new for old, new in rule.items() if variable not in free_of(old) and body.has(old)}
            if variable.name in free_names(*rule.values()):
                variable, body = self.renamed(names_in(*rule, *rule.values()))
        body, inside = body._xreplace(rule)
        return (self.func(variable, over, body), True) if changed or inside else (self, False)

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({', '.join(printer._print(a) for a in self.args)})"


class NumericBinder(Binder, Expr):  # type: ignore[misc]
    is_real = True
    precedence = PRECEDENCE["Add"]

    def _eval_is_integer(self) -> bool | None:
        return True if self.body.is_integer else None


class SumOver(NumericBinder):
    """The sum of body over the elements i of a finite set A.

    >>> from tailbound.proofs.sets import SetVariable
    >>> from tailbound.proofs.symbols import Family
    >>> a, i, j, S = Family("a", "J"), Element("i", "J"), Element("j", "J"), SetVariable("S", "J")
    >>> SumOver(i, S, a(i) * a(j)).free_symbols == {j, S}
    True
    >>> SumOver(i, S, a(i) * a(j)).subs(j, i)
    SumOver(i1, S, a(i)*a(i1))
    """

    def _eval_derivative(self, x: Any) -> Any:
        return None if x in free_of(self.over) else SumOver(self.variable, self.over, self.body.diff(x))

    def _latex(self, printer: Any) -> str:
        body = printer.parenthesize(self.body, PRECEDENCE["Mul"])
        if isinstance(self.over, IntegerRange):
            lo, hi = (printer._print(e) for e in self.over.args)
            return rf"\sum_{{{printer._print(self.variable)}={lo}}}^{{{hi}}} {body}"
        return rf"\sum_{{{over_text(self.variable, self.over, printer)}}} {body}"


class SupOver(NumericBinder):
    """The maximum of body over the elements i of a finite set A, which the definedness gate wants non-empty."""

    def _latex(self, printer: Any) -> str:
        body = printer.parenthesize(self.body, PRECEDENCE["Mul"])
        return rf"\max_{{{over_text(self.variable, self.over, printer)}}} {body}"


class Expectation(NumericBinder):
    """The mean of body over the outcomes w: Expectation(w, Universe("Omega"), body)."""

    def __new__(cls, variable: Any, over: Any, body: Any) -> Any:
        if not isinstance(over, Universe) or not over.sort.startswith("Omega"):
            raise ValueError("Expectation runs over the universe of an outcome sort")
        return super().__new__(cls, variable, over, body)

    def _eval_is_integer(self) -> bool | None:
        return None

    def _latex(self, printer: Any) -> str:
        return rf"\mathbb{{E}}_{{{printer._print(self.variable)}}}\left[{printer._print(self.body)}\right]"


class Separation(Binder, IndexSet):
    """The elements i of A that satisfy a formula."""

    body_class = Boolean

    @property
    def sort(self) -> str:  # type: ignore[override]
        return str(self.over.sort)

    def _latex(self, printer: Any) -> str:
        return rf"\left\{{{over_text(self.variable, self.over, printer)} : {printer._print(self.body)}\right\}}"


class ForAll(Binder, Boolean):  # type: ignore[misc]
    """The formula holds for all elements i of A.  There is no negation of it."""

    body_class = Boolean

    def _latex(self, printer: Any) -> str:
        return rf"\forall {over_text(self.variable, self.over, printer)}:\ {printer._print(self.body)}"


class Member(Boolean):  # type: ignore[misc]
    """e is in A.  Not being in A is membership in Complement(A)."""

    def __new__(cls, e: Any, over: Any) -> Member:
        value, over = sympify(e, strict=True), as_set(over)
        sort = sort_of(value)
        if sort != over.sort and (sort, over.sort) != ("int", "real"):
            raise ValueError(f"{value} has sort {sort}, and {over} is a set of sort {over.sort}")
        self: Member = Boolean.__new__(cls, value, over)
        return self

    def _latex(self, printer: Any) -> str:
        return over_text(self.args[0], self.args[1], printer)


class Cardinality(Expr):  # type: ignore[misc]
    """The number of elements of a finite set."""

    is_integer = True

    def __new__(cls, over: Any) -> Cardinality:
        self: Cardinality = Expr.__new__(cls, as_set(over))
        return self

    def _latex(self, printer: Any) -> str:
        return rf"\left|{printer._print(self.args[0])}\right|"


class Indicator(Expr):  # type: ignore[misc]
    """1 where the formula holds, 0 where it does not."""

    is_integer = True

    def __new__(cls, formula: Any) -> Indicator:
        value = sympify(formula, strict=True)
        if not isinstance(value, Boolean) or isinstance(value, Symbol):  # a SymPy Symbol is a Boolean as well
            raise ValueError(f"Indicator: {value} is no formula")
        self: Indicator = Expr.__new__(cls, value)
        return self

    def _latex(self, printer: Any) -> str:
        return rf"\mathbf{{1}}\left[{printer._print(self.args[0])}\right]"


class Probability(Expr):  # type: ignore[misc]
    """The probability of an event: a set of outcomes."""

    is_real = True

    def __new__(cls, event: Any) -> Probability:
        if not as_set(event).sort.startswith("Omega"):
            raise ValueError(f"{event} is no event: its elements are no outcomes")
        self: Probability = Expr.__new__(cls, event)
        return self

    def _latex(self, printer: Any) -> str:
        return rf"\Pr\left({printer._print(self.args[0])}\right)"


class Maximum(Expr):  # type: ignore[misc]
    """max(a, b) exactly as written.  SymPy's Max sorts its arguments and merges equal ones, evaluation off or not."""

    is_real = True

    def __new__(cls, a: Any, b: Any) -> Maximum:
        values = [sympify(v, strict=True) for v in (a, b)]
        if not all(isinstance(v, Expr) for v in values):
            raise ValueError("Maximum takes two numbers")
        self: Maximum = Expr.__new__(cls, *values)
        return self

    def _eval_is_integer(self) -> bool | None:
        return True if all(a.is_integer for a in self.args) else None

    def _latex(self, printer: Any) -> str:
        return rf"\max\left({', '.join(printer._print(a) for a in self.args)}\right)"


class Held(UnevaluatedExpr):  # type: ignore[misc]
    """SymPy's UnevaluatedExpr, which also says whether its content is an integer."""

    is_real = True

    def _eval_is_integer(self) -> bool | None:
        return True if self.args[0].is_integer else None
