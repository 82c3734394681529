"""The theorem book as Markdown, generated from the catalogue: python -m tailbound.book > docs/theorem-book.md."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from tailbound.proofs.catalogue import refutations, theorems
from tailbound.proofs.catalogue.entry import Refutation, Theorem
from tailbound.proofs.catalogue.examples import is_attained, is_refuted, is_witness
from tailbound.proofs.catalogue.ledger import Proved, judge_all
from tailbound.proofs.catalogue.row import MEANING
from tailbound.proofs.checker import Term
from tailbound.proofs.model_sampling import sorts_of, subterms
from tailbound.proofs.statement import kind_in_words
from tailbound.proofs.text import show
from tailbound.show import example_text

if TYPE_CHECKING:
    from tailbound.proofs.catalogue.ledger import Outcome
    from tailbound.proofs.statement import Statement

CHAPTERS = {
    "A": "Exact identities, for any kept set",
    "B": "What pruning does to the output, for any kept set",
    "C": "What top-k is optimal for, and what it is not",
    "D": "Rows of bounded logit range",
    "F": "Certificates after the fact",
    "I": "Budgets and windows",
}
HEAD = """\
# The theorem book

Generated from the catalogue by `python -m tailbound.book`; a test compares this file with the catalogue. Do not
edit it.

Each statement below is printed from the very terms that the checker reads, in the text form of
`tailbound.proofs.text`: `J - S` is the complement of the kept set, `sum(a[i] for i in S)` a sum over a finite set,
`sup` its maximum, `card` its size, `all(... for i in J)` a hypothesis or claim for every element. Hypotheses come in
the order in which each is defined by those before it. An index sort is any non-empty finite set, so every theorem
holds for all sizes.

- **Trust** says what the proof rests on besides the checker ([what that means](trust.md)).
- **Sharp** says whether an exact example attains the bound; an equation has nothing to attain.
- Proofs, step by step: `tailbound show D3`. The symbols that most theorems share:
"""


def terms_of(statement: Statement) -> list[Term]:
    return subterms([*statement.hyps, statement.concl])


def variable_lines(statement: Statement, symbols: Mapping[str, str]) -> Iterator[str]:
    """The sorts of the variables, grouped, and what those mean that are not in the shared table."""
    grouped: dict[str, list[str]] = {}
    for name, signature in statement.free_variables().items():
        grouped.setdefault(kind_in_words(signature), []).append(f"`{name}`")
    sorts = [f"`{s}`" for s in sorts_of(terms_of(statement))]
    parts = [f"{', '.join(sorts)} index sort{'s' * (len(sorts) > 1)}"] if sorts else []
    yield "Variables: " + "; ".join(parts + [f"{', '.join(names)} {what}" for what, names in grouped.items()]) + "."
    own = [f"`{name}` is {text}" for name, text in symbols.items() if MEANING.get(name) != text]
    if own:
        yield ""
        yield "Here " + "; ".join(own) + "."


def statement_lines(statement: Statement) -> Iterator[str]:
    """Hypotheses and conclusion as a block of text."""
    yield "```text"
    for position, h in enumerate(statement.hyps):
        yield f"{'if' if position == 0 else '':6}{show(h)}"
    yield f"{'then':6}{show(statement.concl)}"
    yield "```"


def sharpness(theorem: Theorem) -> str:
    """Whether the bound is attained, in words.  Raises ValueError if the extremal example is none."""
    if theorem.extremal is None:
        relation = theorem.statement.concl
        while relation.op == "all":
            relation = relation.args[1]
        return "an equation" if relation.op == "=" else "no sharpness claimed"
    if not is_attained(theorem):
        raise ValueError(f"{theorem.id}: the extremal example does not attain the bound")
    return f"attained at {example_text(theorem.extremal)}"


def theorem_lines(theorem: Theorem, outcome: Outcome) -> Iterator[str]:
    """One theorem.  Raises ValueError if it is not proved, or vacuous as far as its witness says."""
    if not isinstance(outcome, Proved):
        raise ValueError(f"{theorem.id}: {outcome.reason}")
    if not is_witness(theorem.witness, theorem.statement):
        raise ValueError(f"{theorem.id}: the witness does not meet the hypotheses")
    yield f"### {theorem.id}: {theorem.title}"
    yield ""
    yield from statement_lines(theorem.statement)
    yield ""
    yield from variable_lines(theorem.statement, theorem.symbols)
    yield ""
    yield f"- Source: {theorem.source}."
    yield f"- Trust: {', '.join(sorted(outcome.checked.trust)) or 'exact'}. Sharp: {sharpness(theorem)}."
    yield f"- Hypotheses hold, for instance, at {example_text(theorem.witness)}."
    if theorem.uses:
        yield f"- Uses {', '.join(theorem.uses)}."
    if theorem.remark:
        yield f"- {theorem.remark}"
    yield f"- Statement `{outcome.checked.statement_sha256}`."
    yield ""


def refutation_lines(claim: Refutation) -> Iterator[str]:
    """One refuted claim.  Raises ValueError if the counterexample is none."""
    if not is_refuted(claim):
        raise ValueError(f"{claim.id}: the counterexample is not one")
    yield f"### {claim.id}: {claim.title}"
    yield ""
    yield from statement_lines(claim.statement)
    yield ""
    yield from variable_lines(claim.statement, claim.symbols)
    yield ""
    yield f"- **False**: the hypotheses hold and the conclusion fails at {example_text(claim.counterexample)}."
    yield f"- Source: {claim.source}."
    if claim.remark:
        yield f"- {claim.remark}"
    yield f"- Statement `{claim.statement.sha256}`."
    yield ""


def book_lines(every: Iterable[Theorem], claims: Iterable[Refutation]) -> Iterator[str]:
    """The whole book.  Raises ValueError where an entry is not what it says."""
    outcomes = judge_all(every := list(every))
    yield HEAD
    yield "| symbol | meaning |"
    yield "|---|---|"
    for name, text in MEANING.items():
        yield f"| `{name}` | {text.replace('|', chr(92) + '|')} |"
    yield ""
    for letter, title in CHAPTERS.items():
        yield f"## {letter}. {title}"
        yield ""
        for theorem in every:
            if theorem.id.startswith(letter):
                yield from theorem_lines(theorem, outcomes[theorem.id])
    left_out = [t.id for t in every if t.id[0] not in CHAPTERS]
    if left_out:
        raise ValueError(f"no chapter for {', '.join(left_out)}")
    yield "## Refuted claims"
    yield ""
    yield "A refuted claim has no certificate: the finite model below is evaluated exactly, by `proofs/model.py`."
    yield ""
    for claim in claims:
        yield from refutation_lines(claim)


def book() -> str:
    """The text of docs/theorem-book.md."""
    return "\n".join(book_lines(theorems(), refutations())).rstrip() + "\n"


if __name__ == "__main__":
    sys.stdout.write(book())
