"""What the prover answers: proved with a certificate, refuted with an exact point, or undecided with the reason.

>>> Undecided("no proof found in time", ("linear", "box"))
Undecided(reason='no proof found in time', tried=('linear', 'box'), hardest=None)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from tailbound.proofs.checker import Checked


class _NoTruthValue:
    def __bool__(self) -> NoReturn:
        raise TypeError("an outcome has no truth value; ask for its class")


@dataclass(frozen=True)
class Proved(_NoTruthValue):
    """The checker accepted these bytes; `checked` is what it returned for them, `how` names the engine."""

    certificate: bytes
    checked: Checked
    how: str


@dataclass(frozen=True)
class Refuted(_NoTruthValue):
    """An exact point (name -> rational) where all hypotheses hold and the claim fails, both rigorously."""

    witness: Mapping[str, Fraction]
    how: str


@dataclass(frozen=True)
class Undecided(_NoTruthValue):
    """Neither: `reason` in one line, the engines `tried`, and the `hardest` point or subgoal if one is known."""

    reason: str
    tried: tuple[str, ...] = ()
    hardest: Mapping[str, str] | None = None

    @property
    def vacuous(self) -> bool:
        """Whether the hypotheses were shown to contradict each other."""
        return self.reason.startswith("vacuous")


Outcome = Proved | Refuted | Undecided
