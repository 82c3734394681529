"""`tailbound show`: one theorem with its hypotheses, its proof in words, what it rests on, and an example."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.catalogue.entry import Example, Refutation, Theorem
from tailbound.proofs.catalogue.examples import is_attained, is_refuted, is_witness
from tailbound.proofs.catalogue.ledger import Proved, in_order, judge
from tailbound.proofs.checker import Checked, Sequent, Term, read_node, read_step
from tailbound.proofs.statement import Statement, kind_in_words
from tailbound.proofs.text import show

if TYPE_CHECKING:
    from tailbound.proofs.catalogue.ledger import Outcome

WORDS = {
    "hyp": "a hypothesis, of the theorem or of the case at hand",
    "use": "an instance of {prem}, with hypotheses discharged",
    "known": "an earlier theorem",
    "cases": "both cases give it: {prem}",
    "absurd": "anything follows from {prem}",
    "gen": "{prem} for a generic element",
    "induct": "by induction: base and step are {prem}",
    "mono": "the derivative has one sign on the interval: {prem}",
    "deriv": "differentiation: {prem}",
    "erf_sup": "erf tends to 1: {prem}",
    "arith": "a combination of {prem}",
    "sets": "each element is counted as often on both sides{given}",
    "subset": "membership by cases{given}",
    "box": "rational enclosures on the box {prem}",
    "schema": "{name}{given}",
}
SCHEMA_WORDS = {
    "spec": "an instance",
    "rewrite": "equals for equals",
    "sum_le": "summing the inequality",
    "sum_lt": "summing the strict inequality over a non-empty set",
    "sum_eq": "summing the equation",
    "sup_ge": "a value is at most the maximum",
    "sup_le": "the maximum is at most any upper bound",
    "exp_pos": "exp is positive",
    "inv_pos": "the inverse of a positive number is positive",
    "exp_log": "exp undoes log",
    "log_exp": "log undoes exp",
}


def sequents(data: bytes, known: dict[str, Checked]) -> tuple[list[dict[str, Any]], list[Sequent]]:
    """The steps of an accepted certificate with what the checker derives at each."""
    tree = json.loads(data)
    nodes: list[Term] = []
    for node in tree["nodes"]:
        nodes.append(read_node(node, nodes))
    steps: list[Sequent] = []
    for step in tree["steps"]:
        steps.append(read_step(step, nodes, steps, known))
    return tree["steps"], steps


def reason(step: dict[str, Any]) -> str:
    """Why a step holds, in words."""
    prem = step.get("prem", [])
    numbers = [prem] if isinstance(prem, int) else list(prem)
    if "of" in step:
        numbers = [step["of"], *numbers]
    text = ", ".join(f"({n + 1})" for n in numbers)
    name = SCHEMA_WORDS.get(step.get("name", ""), str(step.get("name", "")).replace("_", " "))
    given = f", from {text}" if text else ""
    if step["rule"] == "arith" and not text:
        return "algebra"
    return WORDS[step["rule"]].format(prem=text, name=name, given=given)


def proof_lines(data: bytes, known: dict[str, Checked], hyps: tuple[Term, ...]) -> Iterator[str]:
    """The numbered lines of the proof, with the extra hypotheses of a case in brackets."""
    written, derived = sequents(data, known)
    for number, (step, sequent) in enumerate(zip(written, derived, strict=True), 1):
        extra = [show(h) for h in sequent.hyps if h not in hyps and h is not sequent.concl]
        case = f"   [if {'; '.join(sorted(extra))}]" if extra else ""
        yield f"({number:3}) {show(sequent.concl)}{case}\n        {reason(step)}"


def example_text(example: Example) -> str:
    """An example as one line."""
    sizes = ", ".join(f"|{sort}| = {m}" for sort, m in example.sizes.items())
    values = ", ".join(f"{name} = {set(v) if isinstance(v, frozenset) else v}" for name, v in example.values.items())
    return "; ".join(part for part in (sizes, values) if part)


def chain_of(theorem: Theorem) -> list[Theorem]:
    """The theorem after all that it uses."""
    from tailbound.proofs.catalogue import theorems

    every, wanted, todo = {t.id: t for t in theorems()}, dict[str, Theorem](), [theorem.id]
    while todo:
        name = todo.pop()
        if name not in wanted:
            wanted[name] = every[name]
            todo += every[name].uses
    return in_order(wanted.values())


def judged(theorem: Theorem) -> tuple[Outcome, dict[str, Checked]]:
    """The outcome for one theorem, and the theorems that its certificate may cite."""
    known: dict[str, Checked] = {}
    outcome: Outcome | None = None
    for t in chain_of(theorem):
        outcome = judge(t, known)
    if outcome is None:
        raise ValueError(f"{theorem.id} is not in the catalogue")
    return outcome, known


def theorem_lines(theorem: Theorem, steps: bool = True) -> Iterator[str]:
    """Everything about one theorem, as text lines."""
    statement = theorem.statement
    outcome, known = judged(theorem)
    yield f"{theorem.id}  {theorem.title}"
    yield f"Source: {theorem.source}"
    if theorem.remark:
        yield theorem.remark
    yield ""
    yield from statement_lines(theorem.symbols, statement)
    yield ""
    if isinstance(outcome, Proved):
        trust = ", ".join(sorted(outcome.checked.trust)) or "exact (no axiom, no enclosure)"
        yield f"Proved; trust: {trust}"
        yield f"Certificate {outcome.checked.certificate_sha256}"
        if theorem.uses:
            yield f"Uses {', '.join(theorem.uses)}"
        if steps:
            yield ""
            yield "Proof, as the checker derives it"
            yield from proof_lines(path_of(theorem.id).read_bytes(), known, statement.hyps)
    else:
        yield f"NOT PROVED: {outcome.reason}"
    yield ""
    holds = "holds there" if is_witness(theorem.witness, statement) else "FAILS there"
    yield f"Example ({holds}): {example_text(theorem.witness)}"
    if theorem.extremal is not None:
        attained = "attained" if is_attained(theorem) else "NOT attained"
        yield f"Extremal example ({attained}): {example_text(theorem.extremal)}"


def statement_lines(symbols: Mapping[str, str], statement: Statement) -> Iterator[str]:
    """Symbols with their sorts, hypotheses and conclusion."""
    kinds = statement.free_variables()
    yield "Symbols"
    for name in dict.fromkeys([*symbols, *kinds]):
        kind = kind_in_words(kinds[name]) if name in kinds else "index sort"
        yield f"  {name:8} {kind:18} {symbols.get(name, '')}"
    yield "Hypotheses"
    for h in statement.hyps:
        yield f"  {show(h)}"
    yield "Conclusion"
    yield f"  {show(statement.concl)}"


def refutation_lines(claim: Refutation) -> Iterator[str]:
    """Everything about one refuted claim, as text lines."""
    yield f"{claim.id}  {claim.title}"
    yield f"Source: {claim.source}"
    if claim.remark:
        yield claim.remark
    yield ""
    yield from statement_lines(claim.symbols, claim.statement)
    yield ""
    good = "hypotheses hold and the conclusion fails, exactly" if is_refuted(claim) else "NOT a counterexample"
    yield f"REFUTED by ({good}): {example_text(claim.counterexample)}"
