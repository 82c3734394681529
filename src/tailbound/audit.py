"""The mutation audit of the catalogue: changed statements and forged certificates, judged in several processes."""

from __future__ import annotations

import multiprocessing
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tailbound.proofs.audit.edits import WRONG, edits, judged
from tailbound.proofs.audit.judging import ACCEPTED_WRONGLY, REFUTED, STRONGER, UNDECIDED, Judge
from tailbound.proofs.audit.mutants import Mutant, mutants, spread
from tailbound.proofs.audit.short_proofs import short_proofs
from tailbound.proofs.catalogue import theorems
from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.catalogue.ledger import Proved, judge_all
from tailbound.proofs.checker import check

OUTCOMES = (ACCEPTED_WRONGLY, REFUTED, STRONGER, UNDECIDED)
FORGERIES = 16  # of each certificate
Progress = Callable[[str, int, int], None]


@dataclass
class Report:
    """What became of the mutants and forgeries so far.  `verdicts`: plain data by the mutant's number."""

    asked: int
    verdicts: dict[int, dict[str, Any]] = field(default_factory=dict)
    forgeries: Counter[tuple[str, str]] = field(default_factory=Counter)  # by rule and outcome
    wrong_forgeries: list[dict[str, str]] = field(default_factory=list)
    interrupted: bool = False

    def of(self, outcome: str) -> list[dict[str, Any]]:
        """The verdicts with this outcome, in the mutants' order."""
        return [v for _, v in sorted(self.verdicts.items()) if v["outcome"] == outcome]

    @property
    def accepted_wrongly(self) -> int:
        """Statements accepted although a model refutes them, of mutants and of forged certificates."""
        return len(self.of(ACCEPTED_WRONGLY)) + len(self.wrong_forgeries)

    def forged(self, rule: str | None = None) -> dict[str, int]:
        """How many forged certificates had each outcome, all or those changed in a step by the rule."""
        found = Counter[str]()
        for (changed, outcome), n in sorted(self.forgeries.items()):
            if rule in (None, changed):
                found[outcome] += n
        return dict(sorted(found.items()))

    @property
    def superfluous(self) -> list[dict[str, Any]]:
        """The hypotheses without which a theorem is proved all the same."""
        return [v for v in self.of(STRONGER) if v["kind"] == "dropped hypothesis"]

    def as_json(self) -> dict[str, Any]:
        """Counts, and every verdict with its witness."""
        counts: dict[str, Any] = {"mutants": len(self.verdicts)}
        counts |= {outcome: len(self.of(outcome)) for outcome in OUTCOMES}
        counts["accepted_wrongly"] = self.accepted_wrongly
        counts["forgeries"] = self.forged()
        counts["rules"] = {rule: self.forged(rule) for rule in sorted({rule for rule, _ in self.forgeries})}
        counts["asked"], counts["interrupted"] = self.asked, self.interrupted
        counts["superfluous"] = self.superfluous
        counts["lists"] = {outcome: self.of(outcome) for outcome in OUTCOMES}
        counts["lists"]["forgeries accepted wrongly"] = self.wrong_forgeries
        return counts


@dataclass
class Audit:
    """The mutants chosen, the judges of their theorems, and short proofs by the rules that no theorem uses."""

    chosen: list[Mutant]
    time_limit: float
    judges: dict[str, Judge]
    short: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of_catalogue(cls, limit: int | None, time_limit: float, only: tuple[str, ...] = ()) -> Audit:
        """The audit of the catalogue, or of some theorems.  Raises ValueError where a theorem is not proved."""
        outcomes = judge_all(theorems())
        proved = {name: o for name, o in outcomes.items() if isinstance(o, Proved)}
        if len(proved) < len(outcomes):
            raise ValueError(
                f"not proved: {', '.join(sorted(outcomes.keys() - proved.keys()))}; see tailbound verify"
            )
        chosen = [t for t in theorems() if not only or t.id in only]
        judges = {}
        for t in chosen:
            used = [proved[u].checked for u in t.uses]
            known = {c.statement_sha256: c for c in used}
            judges[t.id] = Judge(t, proved[t.id].checked, path_of(t.id).read_bytes(), known)
        short = {} if only else {f"rule {name}": data for name, data in short_proofs()}
        return cls(spread(mutants(chosen), limit), time_limit, judges, short)

    def verdict(self, i: int) -> tuple[int, dict[str, Any]]:
        """The verdict on mutant i, as plain data."""
        mutant = self.chosen[i]
        return i, self.judges[mutant.theorem](mutant, self.time_limit).as_json()

    def forged(self, task: tuple[str, int]) -> tuple[Counter[tuple[str, str]], list[dict[str, str]]]:
        """What the checker makes of forgeries of one certificate: by rule and outcome."""
        name, count = task
        found, wrong = Counter[tuple[str, str]](), list[dict[str, str]]()
        if name in self.judges:
            judge = self.judges[name]
            data, original, known = judge.data, judge.original, judge.known
        else:
            data, known = self.short[name], {}
            original = check(data, known)
        for edit in edits(name, data, count):
            outcome = judged(edit, original, known)
            found[edit.rule, outcome] += 1
            if outcome == WRONG:
                wrong.append({"theorem": name, "rule": edit.rule, "change": edit.change, "data": edit.data.decode()})
        return found, wrong


_audit: Audit | None = None  # of this process; a forked one has its parent's


def _prepare(limit: int | None, time_limit: float, only: tuple[str, ...]) -> None:
    global _audit
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its workers
    if _audit is None:
        _audit = Audit.of_catalogue(limit, time_limit, only)


def _verdict(i: int) -> tuple[int, dict[str, Any]]:
    assert _audit is not None
    return _audit.verdict(i)


def _forged(task: tuple[str, int]) -> tuple[Counter[tuple[str, str]], list[dict[str, str]]]:
    assert _audit is not None
    return _audit.forged(task)


Mapper = Callable[[Callable[[Any], Any], list[Any]], Iterator[Any]]


@contextmanager
def workers(jobs: int, limit: int | None, time_limit: float, only: tuple[str, ...] = ()) -> Iterator[Mapper]:
    """A function that applies one of this module's functions to many arguments, as the results come."""
    global _audit
    _audit = Audit.of_catalogue(limit, time_limit, only)
    try:
        if jobs == 1:
            yield lambda function, tasks: map(function, tasks)
            return
        forks = "fork" in multiprocessing.get_all_start_methods()
        context = multiprocessing.get_context("fork" if forks else "spawn")
        with context.Pool(jobs, _prepare, (limit, time_limit, only)) as pool:
            yield lambda function, tasks: pool.imap_unordered(function, tasks)
    finally:
        _audit = None


def audit(mapper: Mapper, progress: Progress = lambda stage, done, total: None, forgeries: int = FORGERIES) -> Report:
    """Judge the mutants of the audit prepared by `workers`; an interrupt ends it with what is done so far."""
    assert _audit is not None
    report = Report(len(_audit.chosen))
    try:
        for done, (i, verdict) in enumerate(mapper(_verdict, list(range(report.asked))), 1):
            report.verdicts[i] = verdict
            progress("mutants", done, report.asked)
        tasks = [(name, forgeries) for name in (*_audit.judges, *_audit.short)] if forgeries else []
        for done, (found, wrong) in enumerate(mapper(_forged, tasks), 1):
            report.forgeries += found
            report.wrong_forgeries += wrong
            progress("forgeries", done, len(tasks))
    except KeyboardInterrupt:
        report.interrupted = True
    return report
