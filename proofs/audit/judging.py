"""What becomes of a mutant: accepted wrongly, refuted, still true, or undecided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from tailbound.proofs.audit.budget import OutOfTime, within
from tailbound.proofs.audit.deriving import derived
from tailbound.proofs.audit.mutants import Mutant
from tailbound.proofs.audit.points import Point, sampled_points, starting_points
from tailbound.proofs.audit.refuting import Counterexample, Search
from tailbound.proofs.audit.rows import two_level
from tailbound.proofs.audit.shrinking import shrunk
from tailbound.proofs.audit.transplant import accepted, script_rerun
from tailbound.proofs.catalogue.entry import Theorem
from tailbound.proofs.checker import Checked

ACCEPTED_WRONGLY, REFUTED, STRONGER, UNDECIDED = "accepted_wrongly", "refuted", "stronger", "undecided"
SAMPLING = 2.0  # seconds
MODELS_FOR_PROVED = 60  # how many models may contradict what was proved; the sharp search is for the others


@dataclass(frozen=True)
class Verdict:
    """`proof`: how the mutant was proved, with the certificate's bytes; `counterexample`: what refutes it."""

    mutant: Mutant
    outcome: str
    how: str
    certificate: bytes | None = None
    counterexample: Counterexample | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain data: theorem, place, kind, change, how, and the exact witness."""
        m = self.mutant
        out: dict[str, Any] = {"theorem": m.theorem, "place": m.place, "kind": m.kind, "change": m.change}
        out |= {"statement": m.statement.sha256, "outcome": self.outcome, "how": self.how}
        if self.counterexample is not None:
            out["witness"] = self.counterexample.as_text()
        return out


@dataclass
class Judge:
    """Judges the mutants of one theorem.  `known`: what the theorem's certificate cites."""

    theorem: Theorem
    original: Checked
    data: bytes
    known: Mapping[str, Checked] = field(default_factory=dict)

    @cached_property
    def starts(self) -> list[Point]:
        """The models that every search starts from: the examples, and what sampling finds in a few seconds."""
        out = starting_points(self.theorem)
        try:
            with within(SAMPLING):
                statement = self.theorem.statement
                small = shrunk(out[0], statement)
                rows = sorted(two_level(out[0], statement), key=lambda p: sum(p.sizes.values()))
                out[1:1] = [p for p in (small,) if p not in out]
                out += [p for p in rows if p not in out]
                out += [p for p in sampled_points(self.theorem) if p not in out]
        except OutOfTime:
            pass
        return out

    def __call__(self, mutant: Mutant, time_limit: float = 10.0) -> Verdict:
        """The verdict, in about the time limit: half for proofs, half for models."""
        _ = self.starts  # outside any budget
        how, certificate = self._proof(mutant, time_limit / 2)
        found = self._counterexample(mutant, time_limit / 2, proved=certificate is not None)
        if certificate is not None:
            outcome = STRONGER if found is None else ACCEPTED_WRONGLY
            return Verdict(mutant, outcome, how, certificate, found)
        if found is not None:
            return Verdict(mutant, REFUTED, found.how.split()[0], None, found)
        return Verdict(mutant, UNDECIDED, "neither proved nor refuted")

    def _proof(self, mutant: Mutant, seconds: float) -> tuple[str, bytes | None]:
        """The first way in which the mutant gets accepted."""
        try:
            with within(seconds):
                if (data := accepted(self.data, mutant, self.known)) is not None:
                    return "the theorem's own steps prove it", data
                if (data := script_rerun(self.theorem, mutant, self.known)) is not None:
                    return "the theorem's own script proves it", data
                if not self._refuted_at_start(mutant):
                    data = derived(mutant, self.original, self.data, self.known)
                    if data is not None:
                        return "follows from the theorem", data
        except OutOfTime:
            pass
        return "", None

    def _search(self, mutant: Mutant) -> Search:
        changed = (mutant.before,) if mutant.after is None else (mutant.before, mutant.after)
        return Search(mutant.statement, self.starts, changed, mutant.statement.sha256)

    def _refuted_at_start(self, mutant: Mutant) -> bool:
        """Whether one of the first models refutes the mutant: then no derivation need be tried."""
        return self._first(mutant, MODELS_FOR_PROVED) is not None

    def _first(self, mutant: Mutant, models: int) -> Counterexample | None:
        search = self._search(mutant)
        return next(filter(None, map(search.found, islice(search.systematic(), models))), None)

    def _counterexample(self, mutant: Mutant, seconds: float, proved: bool) -> Counterexample | None:
        try:
            with within(seconds):
                if proved:
                    return self._first(mutant, MODELS_FOR_PROVED)
                search = self._search(mutant)
                return search.near() or search.far()
        except OutOfTime:
            return None
