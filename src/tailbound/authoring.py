"""Writing theorem modules of one's own for `tailbound check`: a decorator, and the prover as a tactic.

docs/tutorial.md has a module of three lemmas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tailbound.proofs.builder import Formula, ProofError, Step
from tailbound.proofs.catalogue.entry import Example, Theorem, Value
from tailbound.proofs.checker import Term, obligations
from tailbound.proofs.prover.inside import is_scalar
from tailbound.proofs.prover.inside import searched as search
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

__all__ = ["apply", "search", "theorem"]


def theorem(
    id: str,
    *,
    claim: Any,
    where: Iterable[Any] = (),
    witness: Mapping[str, Value],
    extremal: Mapping[str, Value] | None = None,
    sizes: Mapping[str, int] | None = None,
    symbols: Mapping[str, str] | None = None,
    uses: Iterable[Theorem | str] = (),
    source: str = "",
    remark: str = "",
) -> Callable[[Callable[[Proof], Step | bytes]], Theorem]:
    """The theorem that a proof script proves; the script's docstring is its title.

    claim, where: SymPy relations, with the vocabulary of `tailbound.proofs.language`.  witness: values of the
    variables at which the hypotheses hold (ints, or text such as "1/3"; a family is a tuple); extremal: values at
    which, besides, both sides are equal.  sizes: of the index sets.  uses: the theorems that `apply` may cite; those
    of the catalogue by their ids.  The script returns its last step, or the certificate of `proof.qed`.

    Raises ValueError where the relations are no statement of the logic.

    >>> from sympy import Le, Symbol
    >>> x = Symbol("x", real=True)
    >>> @theorem("mine.square", claim=Le(2 * x, x**2 + 1), witness={"x": 0}, extremal={"x": 1})
    ... def square(proof):
    ...     "A square is not negative."
    ...     return search(proof, proof.goal)
    >>> square.title, square.statement.free_variables()
    ('A square is not negative', {'x': ('real', ())})
    """
    statement = Statement.from_sympy(where=list(where), claim=claim)
    cited = [find(t) if isinstance(t, str) else t for t in uses]
    at = dict(sizes or {})

    def decorate(script: Callable[[Proof], Step | bytes]) -> Theorem:
        def prove(proof: Proof) -> bytes:
            last = script(proof)
            return last if isinstance(last, bytes) else finished(proof, last)

        return Theorem(
            id=id,
            title=" ".join((script.__doc__ or id).split()).rstrip("."),
            statement=statement,
            prove=prove,
            source=source,
            symbols=dict(symbols or {}),
            witness=Example(at, dict(witness)),
            extremal=None if extremal is None else Example(at, dict(extremal)),
            uses=tuple(t.id for t in cited),
            remark=remark,
        )

    return decorate


def finished(proof: Proof, last: Step) -> bytes:
    """The certificate; guards between scalars that are not plain from the signs are searched for."""
    for i, formula in enumerate([*proof.statement, proof.goal]):
        before = proof.hyp[:i]
        for guard in obligations(formula):
            try:
                proof.guard(guard, frozenset(proof.statement[:i]))
            except ProofError:
                if before and is_scalar(guard):
                    search(proof, guard, *before)
    return proof.qed(last)


def find(name: str) -> Theorem:
    """A theorem of the catalogue.  Raises ValueError where there is none of that id."""
    from tailbound.proofs.catalogue import find as of_catalogue

    try:
        found = of_catalogue(name)
    except KeyError as error:
        raise ValueError(str(error.args[0])) from None
    if not isinstance(found, Theorem):
        raise ValueError(f"{name} is refuted in the catalogue: nothing follows from it")
    return found


def apply(proof: Proof, lemma: Theorem | str, *facts: Step, **values: Formula) -> Step:
    """The conclusion of a lemma at these values of its variables, its hypotheses proved by the facts.

    The lemma stands in the theorem's `uses`; a value is text, such as x="g/2".  Hypotheses of the lemma that are
    hypotheses here too are kept; others are derived from the facts (all hypotheses if none is given).  Raises
    ProofError where that fails, or where the lemma is not among the `uses`.

    >>> from sympy import Le, Symbol
    >>> x, y = Symbol("x", real=True), Symbol("y", real=True)
    >>> @theorem("mine.square", claim=Le(2 * x, x**2 + 1), witness={"x": 0})
    ... def square(proof):
    ...     return search(proof, proof.goal)
    >>> @theorem("mine.other", claim=Le(6 * y, 9 * y**2 + 1), witness={"y": 0}, uses=[square])
    ... def other(proof):
    ...     return proof.have(proof.goal, apply(proof, square, x="3*y"))
    >>> from tailbound.own_theorems import judge_module
    >>> [finding.proved for finding in judge_module([square, other])]
    [True, True]
    """
    cited = find(lemma) if isinstance(lemma, str) else lemma
    if cited.statement.sha256 not in proof.known:
        raise ProofError(f"{cited.id} is not proved, or not among the theorem's uses")
    step = proof.cite(cited.statement.sha256)
    if values:
        step = proof.use(step, sub=values)
    given = facts or tuple(proof.hyp)
    needed = [h for h in sorted(step.hyps, key=lambda h: h.serial) if h not in proof.statement]
    return proof.use(step, [reason(proof, h, given) for h in needed]) if needed else step


def reason(proof: Proof, hypothesis: Term, facts: tuple[Step, ...]) -> Step:
    """A step of a hypothesis from the facts."""
    for fact in facts:
        if fact.concl is hypothesis:
            return fact
    try:
        return proof.have(hypothesis, *facts)
    except ProofError:
        return search(proof, hypothesis, *facts)
