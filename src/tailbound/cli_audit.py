"""The command line of the mutation audit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tailbound.audit import Report

STATUS = "Exit status: 0 nothing accepted wrongly, 1 something was, 2 bad input, 130 interrupted."
FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command(epilog="Exit status: 0 nothing accepted wrongly, 1 something was, 2 bad input, 130 interrupted.")(
        audit
    )


def audit(
    json_path: Annotated[Path | None, typer.Option("--json", help="Write all verdicts here, with witnesses.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="So many mutants, spread over all; default: all.")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds of processor time a mutant.")] = 20.0,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = 2,
    theorem: Annotated[list[str] | None, typer.Option(help="Only this theorem; may be given several times.")] = None,
    quiet: Annotated[bool, typer.Option(help="No table and no progress bar.")] = False,
) -> None:
    """Change every theorem of the catalogue in one place and see whether the proof notices.

    A mutant is refuted by an exact model, or proved all the same (still true), or undecided; one that is accepted
    although a model refutes it would be an unsoundness.  Example:  tailbound audit --limit 200 --json audit.json
    """
    from tailbound.audit import audit as judge
    from tailbound.audit import workers
    from tailbound.progress import stages
    from tailbound.proofs.catalogue import find

    if json_path is not None and not json_path.resolve().parent.is_dir():
        raise failed(f"{json_path}: the folder does not exist")
    try:
        only = tuple(find(name).id for name in theorem or [])
        with workers(jobs, limit, time_limit, only) as mapper, stages(show=not quiet) as progress:
            report = judge(mapper, progress)
    except (KeyError, ValueError) as error:
        raise failed(str(error.args[0])) from None
    if not quiet:
        show(report)
    if json_path is not None:
        write(json_path, report)
    if report.interrupted:
        raise typer.Exit(INTERRUPTED)
    if report.accepted_wrongly:
        raise typer.Exit(FAILED)


def failed(message: str) -> typer.Exit:
    """One clear line, exit status 2."""
    typer.echo(f"tailbound: {message}", err=True)
    return typer.Exit(BAD_INPUT)


def write(path: Path, report: Report) -> None:
    """The whole file or none of it."""
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_text(json.dumps(report.as_json(), indent=1, allow_nan=False) + "\n")
        partial.replace(path)
    except OSError as error:
        raise failed(f"{path}: cannot be written ({error.strerror})") from None


def show(report: Report) -> None:
    """Counts by kind of change, what is undecided, and the hypotheses that are not needed."""
    from collections import Counter

    from rich.console import Console
    from rich.table import Table

    from tailbound.audit import OUTCOMES

    console = Console()
    table = Table("change", *(o.replace("_", " ") for o in OUTCOMES))
    count = Counter((kind_of(v["kind"]), v["outcome"]) for v in report.verdicts.values())
    for kind in sorted({k for k, _ in count}):
        table.add_row(kind, *(str(count[kind, o] or "") for o in OUTCOMES))
    table.add_section()
    table.add_row(f"all {len(report.verdicts)}", *(str(len(report.of(o))) for o in OUTCOMES))
    console.print(table)
    for outcome in (OUTCOMES[0], OUTCOMES[3]):
        for v in report.of(outcome):
            console.print(f"{outcome}: {v['theorem']}, {v['kind']}: {v['change']}", markup=False, highlight=False)
    for v in report.superfluous:
        line = f"not needed in {v['theorem']}: {v['change'].split('  ->')[0]} ({v['how']})"
        console.print(line, markup=False, highlight=False)
    if report.forgeries:
        parts = ", ".join(f"{n} {outcome.replace('_', ' ')}" for outcome, n in report.forged().items())
        console.print(f"forged certificates: {parts}", highlight=False)


def kind_of(kind: str) -> str:
    """The kind without the names in it.

    >>> kind_of("half of Delta")
    'half'
    """
    return (
        "exchanged" if kind.endswith("exchanged") else kind.split(" of ")[0] if kind[:4] in ("half", "doub") else kind
    )
