"""The theorem book: statements in SymPy, proof scripts, examples; one package per chapter."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tailbound.proofs.catalogue.entry import Refutation, Theorem


@cache
def theorems() -> tuple[Theorem, ...]:
    """Every proved statement, in the book's order."""
    from tailbound.proofs.catalogue import bounded, budgets, identities, optimality, output, posterior

    families = (identities, output, optimality, bounded, posterior, budgets)
    return tuple(t for family in families for t in family.THEOREMS)


@cache
def refutations() -> tuple[Refutation, ...]:
    """Every refuted claim, in the book's order."""
    from tailbound.proofs.catalogue import bounded, budgets, identities, optimality, output, posterior

    families = (identities, output, optimality, bounded, posterior, budgets)
    return tuple(r for family in families for r in family.REFUTATIONS)


def find(name: str) -> Theorem | Refutation:
    """The theorem or refuted claim of this id.  Raises KeyError with the ids that come close."""
    every: dict[str, Theorem | Refutation] = {t.id: t for t in theorems()}
    every |= {r.id: r for r in refutations()}
    if name not in every:
        close = [i for i in every if i.split(".")[0] == name.split(".")[0]]
        hint = f"there are {', '.join(close)}" if close else "`tailbound list` prints the ids"
        raise KeyError(f"no theorem {name}; {hint}")
    return every[name]
