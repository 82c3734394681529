"""The mutants of a theorem: its statement with one thing changed, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tailbound.proofs.audit.changes import changed
from tailbound.proofs.catalogue.entry import Theorem
from tailbound.proofs.checker import Term
from tailbound.proofs.convert import ConversionError
from tailbound.proofs.statement import Statement
from tailbound.proofs.text import show

CONCLUSION = -1


@dataclass(frozen=True)
class Mutant:
    """A changed statement.  `place`: the number of the hypothesis from 0, or CONCLUSION.  `before` and `after`: the
    formula there; `after` is None where the hypothesis was dropped."""

    theorem: str
    kind: str
    place: int
    before: Term
    after: Term | None
    statement: Statement

    @property
    def name(self) -> str:
        """One line for tables: theorem, place and kind."""
        where = "conclusion" if self.place == CONCLUSION else f"hypothesis {self.place + 1}"
        return f"{self.theorem}, {where}: {self.kind}"

    @property
    def change(self) -> str:
        """The formula before and after."""
        return f"{show(self.before)}  ->  {'(dropped)' if self.after is None else show(self.after)}"


def mutants_of(theorem: Theorem) -> Iterator[Mutant]:
    """All one-place changes of the statement; equal ones may come more than once.

    >>> from tailbound.proofs.catalogue import find
    >>> next(m for m in mutants_of(find("A3.dropped"))).kind
    'dropped hypothesis'
    """
    hyps, concl = theorem.statement.hyps, theorem.statement.concl
    for i, h in enumerate(hyps):
        rest = (*hyps[:i], *hyps[i + 1 :])
        yield Mutant(theorem.id, "dropped hypothesis", i, h, None, Statement(rest, concl))
        for kind, new in changed(h, hypothesis=True):
            try:
                yield Mutant(theorem.id, kind, i, h, new, Statement((*hyps[:i], new, *hyps[i + 1 :]), concl))
            except ConversionError:
                continue
    for kind, new in changed(concl, hypothesis=False):
        try:
            yield Mutant(theorem.id, kind, CONCLUSION, concl, new, Statement(hyps, new))
        except ConversionError:
            continue


def mutants(theorems: Iterable[Theorem]) -> list[Mutant]:
    """The mutants of all theorems in order, each statement once, and none that is a theorem's own statement."""
    every = list(theorems)
    seen = {t.statement.sha256 for t in every}
    out = []
    for theorem in every:
        for mutant in mutants_of(theorem):
            sha = mutant.statement.sha256
            if sha not in seen:
                seen.add(sha)
                out.append(mutant)
    return out


def spread(mutants: list[Mutant], limit: int | None) -> list[Mutant]:
    """`limit` of them, spread evenly over the list, all if there are no more.

    >>> spread([1, 2, 3, 4, 5, 6], 3)
    [1, 3, 5]
    """
    if limit is None or limit >= len(mutants):
        return mutants
    return [mutants[i * len(mutants) // limit] for i in range(limit)]
