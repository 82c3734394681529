"""The oracle: tries sequents, and every step of a certificate, in random small models.

It can only ever say "false": a step that the checker accepted and a model refutes is an unsoundness of the checker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tailbound.proofs import checker
from tailbound.proofs.checker import Checked, Sequent, Term
from tailbound.proofs.model import Model, satisfies, truth
from tailbound.proofs.model_sampling import in_order, sample_models


class Claim(Protocol):
    """Anything with hypotheses and a conclusion: a checker's `Sequent` or `Checked`."""

    @property
    def hyps(self) -> Any: ...

    @property
    def concl(self) -> Term: ...


@dataclass(frozen=True)
class Report:
    """What the models said: how many were tried, how many satisfied the hypotheses, in how many of those the
    conclusion was rigorously true, and the models that refute the sequent."""

    tried: int
    satisfying: int
    confirmed: int
    refutations: tuple[Model, ...]


def oracle(claim: Claim, tries: int, seed: int = 0, enough: int = 1) -> Report:
    """Try a sequent in `tries` random models, stopping at `enough` refutations.

    Example:
        >>> from tailbound.proofs.checker import Sequent, make, number
        >>> x = make("v", data=("x", "real"))
        >>> bold = Sequent(frozenset(), make("=", make("/", x, x), number(1)))
        >>> len(oracle(bold, tries=50).refutations)
        1
    """
    hyps = in_order(claim.hyps)
    tried = satisfying = confirmed = 0
    found: list[Model] = []
    for model in sample_models(hyps, claim.concl, seed, tries):
        tried += 1
        if not satisfies(hyps, model):
            continue
        satisfying += 1
        verdict = truth(claim.concl, model)
        confirmed += verdict is True
        if verdict is False:
            found.append(model)
            if len(found) >= enough:
                break
    return Report(tried, satisfying, confirmed, tuple(found))


def step_sequents(data: bytes, known: Mapping[str, Checked]) -> Iterator[Sequent]:
    """The sequent of each step of a certificate, re-derived by the checker's own rules, up to the first bad step.

    Raises:
        checker.Reject: (while iterating) the certificate is malformed, or the next step is not accepted.
    """
    try:
        top = checker.load(data)
        nodes: list[Term] = []
        for node in top["nodes"]:
            nodes.append(checker.read_node(node, nodes))
        steps: list[Sequent] = []
        for step in top["steps"]:
            steps.append(checker.read_step(step, nodes, steps, known))
            yield steps[-1]
    except checker.Reject:
        raise
    except Exception as error:
        raise checker.Reject(f"malformed: {type(error).__name__}: {error}") from error


def witness(claim: Claim, tries: int = 200, seed: int = 0) -> Model | None:
    """A model in which every hypothesis is rigorously true, or None if none of `tries` random models is one."""
    hyps = in_order(claim.hyps)
    for model in sample_models(hyps, claim.concl, seed, tries):
        if satisfies(hyps, model):
            return model
    return None
