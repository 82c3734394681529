"""Points of a search for counterexamples: finite models as plain tables, in which definitions win over the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from tailbound.proofs.catalogue import refutations
from tailbound.proofs.catalogue.entry import Theorem
from tailbound.proofs.catalogue.examples import model_of
from tailbound.proofs.checker import Term
from tailbound.proofs.model import Family, Model, Undecided, evaluate, signature
from tailbound.proofs.model_definitions import Definitions
from tailbound.proofs.model_sampling import sample_models
from tailbound.proofs.statement import Statement, subterms

LONGEST_RANGE = 2000  # a change by 1 per mille shows in sums of over 1000 terms
Table = dict[tuple[Any, ...], Any]


@dataclass(frozen=True)
class Point:
    """Sizes of the index sorts, and for each variable a table over the tuples of its arguments (the empty tuple for a
    scalar, a set or an element)."""

    sizes: Mapping[str, int]
    tables: Mapping[str, Table]

    def with_table(self, name: str, table: Table) -> Point:
        """The point with another table for one variable."""
        return replace(self, tables={**self.tables, name: table})


class Settled(Model):
    """A model that takes a value from a defining hypothesis where there is one, else from the point's tables."""

    definitions: Definitions
    settled: dict[Any, Any]

    def lookup(self, v: Term, args: tuple[Any, ...]) -> Any:
        """The value of a variable; each is computed once."""
        key = (v.data, args)
        if key not in self.settled:
            self.settled[key] = self._found(v, args)
        return self.settled[key]

    def _found(self, v: Term, args: tuple[Any, ...]) -> Any:
        for d in self.definitions.of.get(signature(v), ()):
            value = d.at(args, self)
            if value is not None:
                return value
        return super().lookup(v, args)


def model_at(point: Point, definitions: Definitions) -> Settled:
    """The model of a point."""
    values: dict[str, Any] = {}
    for name, table in point.tables.items():
        values[name] = table[()] if () in table else Family(table, default_of(table))
    out = Settled(point.sizes, {}, values)
    out.definitions, out.settled, out.longest = definitions, {}, LONGEST_RANGE
    return out


def default_of(table: Table) -> Any:
    """What a family has where its table has no entry: nothing, an element or zero, of the kind of its entries."""
    some = next(iter(table.values()), Fraction(0))
    if isinstance(some, frozenset):
        return frozenset()
    return 0 if isinstance(some, int) else Fraction(0)


def variables_of(statement: Statement) -> dict[str, Term]:
    """name -> one occurrence, for every free variable."""
    found = {s.data[0]: s for f in (*statement.hyps, statement.concl) for s in subterms(f) if s.op == "v"}
    return dict(sorted(found.items()))


def frozen(model: Model, statement: Statement) -> Point:
    """A model's values as tables; what it leaves open (a row outside its definition) is zero."""
    tables: dict[str, Table] = {}
    for name, v in variables_of(statement).items():
        kinds = ["real" if a.sort == "real" else a.sort for a in v.args]
        if "real" in kinds:
            tables[name] = numeric_table(model, name, v)
            continue
        table: Table = {}
        for args in product(*(range(model.size(k)) for k in kinds)):
            table[args] = _value(model, v, args)
        tables[name] = table
    return Point(dict(model.sizes), tables)


def numeric_table(model: Model, name: str, v: Term) -> Table:
    """The table of a family over numbers, as far as the model lists it."""
    value = model.values.get(name, model.values.get(signature(v), {}))
    entries = value.entries if isinstance(value, Family) else value
    return dict(entries.items()) if isinstance(entries, Mapping) else {}


def _value(model: Model, v: Term, args: tuple[Any, ...]) -> Any:
    try:
        found = model.lookup(v, args)
    except ValueError:
        found = frozenset() if v.sort.startswith("set ") else Fraction(0) if v.sort == "real" else 0
    if hasattr(found, "op"):
        found = evaluate(found, model)
    return Fraction(found) if v.sort == "real" and isinstance(found, int) else found


def sampled_points(theorem: Theorem, enough: int = 3) -> Iterator[Point]:
    """A few random models of the hypotheses."""
    yield from (frozen(model, theorem.statement) for model in random_models(theorem.statement, enough))


def starting_points(theorem: Theorem) -> list[Point]:
    """The theorem's extremal example and witness, and counterexamples of refuted claims about the same quantities."""
    statement = theorem.statement
    given = [e for e in (theorem.extremal, theorem.witness) if e is not None]
    names = set(variables_of(statement))
    given += [r.counterexample for r in refutations() if names >= set(r.counterexample.values)]
    out = []
    for example in given:
        try:
            out.append(frozen(model_of(example, statement), statement))
        except (Undecided, ValueError):  # the claim's quantities are not all of the theorem's
            continue
    out += [small for p in out[:1] for small in collapsed(p, variables_of(statement))]
    return [p for i, p in enumerate(out) if p not in out[:i]]


def collapsed(point: Point, variables: Mapping[str, Term]) -> Iterator[Point]:
    """The point with the first element of every sort only, and that with every real scalar zero."""
    tables: dict[str, Table] = {}
    for name, table in point.tables.items():
        first = {k: x for k, x in table.items() if not any(k) or "real" in [a.sort for a in variables[name].args]}
        tables[name] = {k: x & {0} if isinstance(x, frozenset) else x for k, x in first.items()}
        if variables[name].sort.isupper():
            tables[name] = dict.fromkeys(first, 0)
    small = Point(dict.fromkeys(point.sizes, 1), tables)
    yield small
    flat = {n for n, v in variables.items() if v.sort == "real" and not v.args and not v.is_int}
    yield Point(small.sizes, {n: {(): Fraction(0)} if n in flat else t for n, t in tables.items()})


def random_models(statement: Statement, enough: int, tries: int = 12) -> Iterator[Model]:
    """A few random models in which the hypotheses hold."""
    from tailbound.proofs.model import satisfies

    for model in sample_models(statement.hyps, statement.concl, 0, tries):
        if enough and satisfies(statement.hyps, model):
            enough -= 1
            yield model


__all__ = ["Point", "Settled", "Undecided", "frozen", "model_at", "sampled_points"]
__all__ += ["starting_points", "variables_of"]
