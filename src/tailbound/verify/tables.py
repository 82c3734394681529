"""The report of a run as tables for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from tailbound.proofs.catalogue.ledger import Proved
from tailbound.verify.run import Report
from tailbound.verify.tally import Tally

STYLE = {"true": "green", "false": "red", "open": "yellow"}


def share(x: float) -> str:
    """A tightness as text."""
    return "" if math.isnan(x) else f"{x:.3g}"


def theorem_table(report: Report) -> Table:
    """Statement, trust, certificate, rows tried, violations and tightness of each theorem."""
    table = Table(title="Theorems", title_justify="left", header_style="bold", pad_edge=False)
    for name, justify in (("id", "left"), ("statement", "left"), ("trust", "left"), ("certificate", "left")):
        table.add_column(name, justify=justify, overflow="fold", no_wrap=name == "id")  # type: ignore[arg-type]
    for name in ("synthetic rows", "real rows", "violations", "undecided", "tightness med.", "max"):
        table.add_column(name, justify="right")
    for name, outcome in report.outcomes.items():
        tallies = [report.synthetic.get(name, Tally()), report.real.get(name, Tally())]
        if isinstance(outcome, Proved):
            trust = ", ".join(sorted(outcome.checked.trust)) or "exact"
            sha = outcome.checked.certificate_sha256[:8]
        else:
            trust, sha = "[red]unproved[/red]", ""
        bad = sum(t.violations for t in tallies)
        real = tallies[1] if tallies[1].tried else tallies[0]
        tightest = max((t.tightest for t in tallies if not math.isnan(t.tightest)), default=float("nan"))
        tried = [str(t.tried) if t.tried or t.outside else "" for t in tallies]
        wrong = f"[red]{bad}[/red]" if bad else "0" if any(tried) else ""
        open_rows = str(sum(t.undecided for t in tallies)) if any(tried) else ""
        table.add_row(
            name, outcome.theorem.title, trust, sha, *tried, wrong, open_rows, share(real.median), share(tightest)
        )
    return table


def where_lines(report: Report) -> Iterable[str]:
    """Where each theorem is tightest."""
    for name in report.outcomes:
        for source, tallies in (("synthetic", report.synthetic), ("real", report.real)):
            tally = tallies.get(name)
            if tally is not None and not math.isnan(tally.tightest):
                yield f"{name:14} {source:9} {share(tally.tightest):>8} at {tally.where}"


def refuted_table(report: Report) -> Table:
    """The refuted claims."""
    table = Table(title="Refuted claims", title_justify="left", header_style="bold", pad_edge=False)
    for name in ("id", "claim", "counterexample"):
        table.add_column(name, overflow="fold")
    for claim, good in report.refuted.values():
        sizes = ", ".join(f"{m} {sort}" for sort, m in claim.counterexample.sizes.items())
        table.add_row(claim.id, claim.title, f"exact, size {sizes}" if good else "[red]not confirmed[/red]")
    return table


def verdict_table(report: Report) -> Table:
    """Which of the paper's claims hold, in which norm and regime, and how many real rows are in the regime."""
    table = Table(title="Verdicts", title_justify="left", header_style="bold", pad_edge=False)
    for name in ("claim", "norm", "regime", "verdict", "by", "real rows in the regime"):
        table.add_column(name, overflow="fold")
    for v in report.table:
        by = ", ".join(v.claim.by)
        if v.missing:
            by = f"needs {', '.join(v.missing)}"
        verdict = f"[{STYLE[v.verdict]}]{v.verdict}[/{STYLE[v.verdict]}]"
        note = f"{v.claim.regime}; {v.claim.note}" if v.claim.note else v.claim.regime
        table.add_row(v.claim.claim, v.claim.norm, note, verdict, by, v.measured)
    return table


def plain_words(report: Report) -> list[str]:
    """What the run means, in a few sentences."""
    bounded = next((v for v in report.table if v.claim.claim == "P-6.2" and v.rows), None)
    lines = []
    if bounded is not None:
        lines.append(
            f"Bounded range: {bounded.inside} of {bounded.rows} real rows ({bounded.inside / bounded.rows:.2%}) have "
            "k e^Delta <= n - k at k = ceil(sqrt n), the regime in which the paper's claims about the mass are "
            "decided here; real rows have a wider range, and what holds for them is left to the Gaussian chapter."
        )
    opened = sorted({i for v in report.table for i in v.missing})
    if opened:
        lines.append(
            f"Open: {', '.join(opened)} are not in the catalogue yet, so the claims that need them have no verdict."
        )
    lines.append(
        "The paper's own displayed formulas are not known here: P-6.1 and the others are reconstructed from its "
        "abstract."
    )
    return lines


def show(report: Report, console: Console, details: bool = False) -> None:
    """Print the whole report."""
    console.print(theorem_table(report))
    if details:
        console.print("Tightest rows (measured/bound, or bound/measured for lower bounds; 1 is attained)")
        for line in where_lines(report):
            console.print(line, highlight=False)
    console.print(refuted_table(report))
    console.print(verdict_table(report))
    points = sum(p.report.points for p in report.precision)
    gap = max((p.report.worst_relative_gap for p in report.precision), default=0.0)
    console.print(
        f"High precision: {len(report.precision)} bounds at {points} points, Arb against mpmath (50 digits), "
        f"largest relative gap {gap:.1e}",
        highlight=False,
    )
    console.print(
        f"Synthetic: {report.synthetic_rows} rows, {report.synthetic_violations} violations.  Real: "
        f"{report.real_rows} rows ({report.real_kept_sets} kept sets), {report.real_violations} violations.",
        highlight=False,
    )
    undecided = sum(t.undecided for tallies in (report.synthetic, report.real) for t in tallies.values())
    tried = sum(t.tried for tallies in (report.synthetic, report.real) for t in tallies.values())
    console.print(
        f"{tried} comparisons of a row with a bound; {undecided} left undecided, because a rounding error is as "
        "large as what is compared.",
        highlight=False,
    )
    console.print(f"Source of the real rows: {report.source}", highlight=False)
    if report.rows_of_one_key:
        console.print(f"{report.rows_of_one_key} real rows see one key, have nothing to drop, and are left out.")
    for line in plain_words(report):
        console.print(line, highlight=False)
    for line in report.failures:
        console.print(f"[red]FAILED[/red] {line}", highlight=False)
    console.print(f"{report.seconds:.1f} s", highlight=False)
