"""`tailbound verify`: the four stages, and the report that they make."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tailbound.verify.claims import Verdict, count_shares, verdicts
from tailbound.verify.tally import Tally, count_batch

if TYPE_CHECKING:
    from tailbound.proofs.catalogue.entry import Refutation
    from tailbound.proofs.catalogue.ledger import Outcome
    from tailbound.proofs.checker import Checked
    from tailbound.trace import Trace
    from tailbound.verify.holding import Held
    from tailbound.verify.precision import Precision

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, how much is done, and how much there is."""


def silent(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


@dataclass
class Report:
    """Everything that one run established."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    refuted: dict[str, tuple[Refutation, bool]] = field(default_factory=dict)
    precision: list[Precision] = field(default_factory=list)
    synthetic: dict[str, Tally] = field(default_factory=dict)
    real: dict[str, Tally] = field(default_factory=dict)
    synthetic_rows: int = 0
    synthetic_violations: int = 0
    real_rows: int = 0
    real_kept_sets: int = 0
    rows_of_one_key: int = 0
    real_violations: int = 0
    source: str = ""
    table: list[Verdict] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def established(self) -> dict[str, bool]:
        """Id -> proved (theorems) or confirmed by its counterexample (refuted claims)."""
        from tailbound.proofs.catalogue.ledger import Proved

        out = {name: isinstance(outcome, Proved) for name, outcome in self.outcomes.items()}
        return out | {name: confirmed for name, (_, confirmed) in self.refuted.items()}

    @property
    def failures(self) -> list[str]:
        """One line for everything that is not as it should be; empty if all is well."""
        from tailbound.proofs.catalogue.ledger import Unproved

        out = [f"{name}: {o.reason}" for name, o in self.outcomes.items() if isinstance(o, Unproved)]
        out += [f"{name}: the counterexample is not one" for name, (_, good) in self.refuted.items() if not good]
        for check in self.precision:
            for mismatch in check.report.mismatches[:1]:
                out.append(f"{check.bound.theorem_id}: {mismatch.reason}")
        for source, tallies in (("synthetic", self.synthetic), ("real", self.real)):
            for name, tally in tallies.items():
                if tally.violations:
                    out.append(f"{name}: {tally.violations} {source} rows violate it, first {tally.first_violation}")
        if self.interrupted:
            out.append("interrupted: the figures are those of the rows measured until then")
        return out


def certificates(report: Report, progress: Progress = silent) -> None:
    """Stage 1: the checker judges every certificate on disk; counterexamples are evaluated exactly."""
    from tailbound.proofs.catalogue import refutations, theorems
    from tailbound.proofs.catalogue.examples import is_refuted
    from tailbound.proofs.catalogue.ledger import in_order, judge

    every, claims = theorems(), refutations()
    known: dict[str, Checked] = {}
    total = len(every) + len(claims)
    for done, theorem in enumerate(in_order(every), 1):
        report.outcomes[theorem.id] = judge(theorem, known)
        progress("certificates", done, total)
    report.outcomes = {t.id: report.outcomes[t.id] for t in every}
    for done, claim in enumerate(claims, 1 + len(every)):
        report.refuted[claim.id] = (claim, is_refuted(claim))
        progress("certificates", done, total)


def high_precision(report: Report, progress: Progress = silent, points: int | None = None) -> None:
    """Stage 2: Arb against mpmath at hundreds of points for each bound."""
    from tailbound.bounds import bounds_of
    from tailbound.proofs.catalogue import theorems
    from tailbound.verify.precision import POINTS, cross_checks

    total = sum(len(bounds_of(t)) for t in theorems())
    for done, check in enumerate(cross_checks(theorems(), points or POINTS), 1):
        report.precision.append(check)
        progress("high precision", done, total)


def readings() -> dict[str, Held]:
    """The executable readings of the catalogue, by id."""
    from tailbound.proofs.catalogue import theorems
    from tailbound.verify.holding import held

    found = {t.id: held(t) for t in theorems()}
    return {name: item for name, item in found.items() if item is not None}


def synthetic_rows(report: Report, progress: Progress = silent, rows: int | None = None, seed: int = 0) -> None:
    """Stage 3: rows of every kind; each theorem is held against each row in its regime."""
    from tailbound.verify.synthetic import ROWS, batches, plan

    items, total = readings(), len(plan())
    for done, batch in enumerate(batches(rows or ROWS, seed), 1):
        report.synthetic_violations += count_batch(items, report.synthetic, batch)
        report.synthetic_rows += batch.rows
        progress("synthetic rows", done, total)


def real_rows(report: Report, trace: Trace, progress: Progress = silent, seed: int = 0) -> None:
    """Stage 4: a real model's rows at several budgets and rules."""
    from tailbound.verify.real import measured_layer, sets_per_layer, with_a_choice

    items, done = readings(), 0
    report.source = trace.source
    layers = [kept for layer in trace.layers if (kept := with_a_choice(layer)) is not None]
    report.rows_of_one_key = trace.rows - sum(layer.rows for layer in layers)
    if not layers:
        raise ValueError("every row of the trace sees one key only: there is nothing to drop")
    total = len(layers) * sets_per_layer()
    for layer in layers:
        for batch in measured_layer(layer, trace.scale, seed):
            report.real_violations += count_batch(items, report.real, batch)
            report.real_kept_sets += batch.rows
            if batch.label == "top-k, k = n^0.5":
                count_shares(report.table, batch)
            done += 1
            progress("real rows", done, total)
        report.real_rows += layer.rows


def verify(trace: Trace, progress: Progress = silent, rows: int | None = None, seed: int = 0) -> Report:
    """Run all stages.  `rows`: rows per synthetic batch (the default makes over 200,000 in all).

    An interrupt ends the stage at hand; what was established until then is in the report.
    """
    report, start = Report(), time.perf_counter()
    try:
        certificates(report, progress)
        report.table = verdicts(report.established)
        high_precision(report, progress)
        synthetic_rows(report, progress, rows, seed)
        real_rows(report, trace, progress, seed)
    except KeyboardInterrupt:
        report.interrupted = True
    report.table = report.table or verdicts(report.established)
    report.seconds = time.perf_counter() - start
    return report


def as_json(report: Report) -> dict[str, Any]:
    """The report as the JSON file's tree."""
    from tailbound.proofs.catalogue.ledger import Proved

    theorems = []
    for name, outcome in report.outcomes.items():
        proved = isinstance(outcome, Proved)
        trust = sorted(outcome.checked.trust) if isinstance(outcome, Proved) else []
        theorems.append(
            {
                "id": name,
                "title": outcome.theorem.title,
                "trust": ("exact" if not trust else ", ".join(trust)) if proved else "unproved",
                "axioms": [t.removeprefix("axiom: ") for t in trust if t.startswith("axiom: ")],
                "checked": proved,
                "certificate_sha256": outcome.checked.certificate_sha256 if isinstance(outcome, Proved) else None,
                "reason": None if isinstance(outcome, Proved) else outcome.reason,
                "measured": {
                    source: tally_json(tallies[name])
                    for source, tallies in (("synthetic", report.synthetic), ("real", report.real))
                    if name in tallies
                },
            }
        )
    claims = [
        {
            "claim": v.claim.claim,
            "norm": v.claim.norm,
            "regime": v.claim.regime,
            "verdict": v.verdict,
            "by": list(v.claim.by),
            "measured": v.measured,
            "missing": list(v.missing),
            "note": v.claim.note,
        }
        for v in report.table
    ]
    return {
        "theorems": theorems,
        "refuted": [{"id": r.id, "title": r.title, "confirmed": good} for r, good in report.refuted.values()],
        "claims": claims,
        "precision": {
            "bounds": len(report.precision),
            "points": sum(p.report.points for p in report.precision),
            "mismatches": sum(len(p.report.mismatches) for p in report.precision),
        },
        "measurements": {
            "synthetic": {"rows": report.synthetic_rows, "violations": report.synthetic_violations},
            "real": {
                "rows": report.real_rows,
                "violations": report.real_violations,
                "source": report.source,
                "kept_sets": report.real_kept_sets,
                "rows_of_one_key_left_out": report.rows_of_one_key,
            },
        },
        "failures": report.failures,
        "seconds": round(report.seconds, 3),
    }


def tally_json(tally: Tally) -> dict[str, Any]:
    """Rows tried and tightness of one theorem; a number that is not there is null."""

    def number(x: float) -> float | None:
        return None if math.isnan(x) else x

    return {
        "rows": tally.tried,
        "outside_regime": tally.outside,
        "violations": tally.violations,
        "undecided": tally.undecided,
        "tightness": {"median": number(tally.median), "max": number(tally.tightest), "where": tally.where},
    }
