"""The command line: verify, show, list, capture."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from tailbound import __version__, cli_audit, cli_prove

USAGE_ERROR = cast("type[Exception]", typer.BadParameter.__base__)
"""What all errors in how a command is called have in common; typer does not name it."""
BAD_INPUT, FAILED = 2, 1
EXAMPLES = "Examples:  tailbound verify  |  tailbound show D3  |  tailbound evaluate D3 k=64 Delta=3"


class OneLine(TyperGroup):
    """Commands whose usage errors are one line and exit status 2, as all other bad input is."""

    def main(self, *args: Any, **how: Any) -> Any:
        """Run a command; see TyperGroup.main."""
        standalone = how.get("standalone_mode", True)
        try:
            status = super().main(*args, **{**how, "standalone_mode": False})
        except USAGE_ERROR as error:
            if not standalone:
                raise
            message = one_line(error.format_message())  # type: ignore[attr-defined]
            if message:  # there is none where the help was printed instead
                typer.echo(f"tailbound: {message} (--help lists what there is)", err=True)
            status = BAD_INPUT
        return sys.exit(status) if standalone else status


app = typer.Typer(
    cls=OneLine,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Machine-checked error bounds for sparse attention.",
    epilog=EXAMPLES,
)


def fail(message: str) -> typer.Exit:
    """One clear line, exit status 2."""
    typer.echo(f"tailbound: {message}", err=True)
    return typer.Exit(BAD_INPUT)


def one_line(error: BaseException | str) -> str:
    return " ".join(str(error).split()) or (type(error).__name__ if isinstance(error, BaseException) else "")


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    # Before numpy is imported: at these sizes its thread pools cost more than they bring, on a busy machine by far.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command(epilog="Exit status: 0 all is well, 1 a violation or an unproved step, 2 bad input, 130 interrupted.")
def verify(
    trace: Annotated[
        Path | None, typer.Option(help="Real rows from this file instead of the shipped ones (docs/trace-format.md).")
    ] = None,
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the report here as JSON.")] = None,
    rows: Annotated[
        int | None, typer.Option(min=8, help="Rows per synthetic batch; the default makes 200,000.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the synthetic rows.")] = 0,
    details: Annotated[bool, typer.Option(help="Also print where each bound is tightest.")] = False,
    quiet: Annotated[bool, typer.Option(help="No tables and no progress bar: failures only.")] = False,
) -> None:
    """Check every certificate, cross-check every bound, hold measured rows against the bounds, print the verdicts.

    Example:  tailbound verify --json report.json --details
    """
    from rich.console import Console

    from tailbound.progress import stages
    from tailbound.trace import load_trace, shipped_trace
    from tailbound.verify import run, tables

    if json_path is not None:
        if not json_path.resolve().parent.is_dir():
            raise fail(f"{json_path}: the folder does not exist")
        if json_path.is_dir():
            raise fail(f"{json_path}: a folder, not a file")
    try:
        real = load_trace(trace) if trace is not None else shipped_trace()
    except ValueError as error:
        raise fail(one_line(error)) from None
    console = Console(width=None if sys.stdout.isatty() else 160)
    try:
        with stages(show=not quiet) as progress:
            report = run.verify(real, progress, rows, seed)
    except ValueError as error:
        raise fail(one_line(error)) from None
    if quiet:
        for line in report.failures:
            typer.echo(line)
    else:
        tables.show(report, console, details)
    if json_path is not None:
        write_json(json_path, run.as_json(report))
    if report.interrupted:
        raise typer.Exit(130)
    if report.failures:
        raise typer.Exit(FAILED)


def write_json(path: Path, tree: Any) -> None:
    """The whole file or none of it."""
    partial = path.with_name(path.name + ".part")
    text = json.dumps(tree, indent=1, allow_nan=False) + "\n"
    try:
        try:
            partial.write_text(text)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise fail(f"{path}: cannot be written ({error.strerror or error})") from None


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A theorem or refuted claim, such as D3.")],
    latex: Annotated[bool, typer.Option(help="Print the statement as LaTeX.")] = False,
    steps: Annotated[bool, typer.Option(help="Print the steps of the proof.")] = True,
) -> None:
    """Print one theorem: statement, hypotheses, steps in words, trust, an example.

    Example:  tailbound show D3 --no-steps
    """
    from tailbound.proofs.catalogue import find
    from tailbound.proofs.catalogue.entry import Theorem
    from tailbound.show import refutation_lines, theorem_lines

    try:
        found = find(name)
    except KeyError as error:
        raise fail(error.args[0]) from None
    if latex:
        typer.echo(found.statement.latex())
        return
    lines = theorem_lines(found, steps) if isinstance(found, Theorem) else refutation_lines(found)
    for line in lines:
        typer.echo(line)


@app.command(name="list")
def list_theorems(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List the theorems and refuted claims of the catalogue.  Example:  tailbound list --json"""
    from tailbound.proofs.catalogue import refutations, theorems

    every = [(t.id, t.title, "theorem") for t in theorems()] + [(r.id, r.title, "refuted") for r in refutations()]
    if as_json:
        typer.echo(json.dumps([{"id": i, "title": t, "kind": k} for i, t, k in every], indent=1))
        return
    for i, title, kind in every:
        typer.echo(f"{i:22} {'' if kind == 'theorem' else 'REFUTED: '}{title}")


@app.command()
def evaluate(
    name: Annotated[str, typer.Argument(metavar="ID", help="A theorem with an evaluable bound, such as D3.")],
    values: Annotated[list[str], typer.Argument(metavar="NAME=VALUE...", help="Exact values: 64, 1/3, 0.1.")],
    digits: Annotated[int, typer.Option(min=1, max=1000, help="Significant digits.")] = 15,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, ends as exact rationals.")] = False,
) -> None:
    """Enclose a proved bound rigorously at exact parameters.

    Example:  tailbound evaluate D3 k=64 Delta=3
    """
    from tailbound.bounds import bounds_of
    from tailbound.numerics.expression import UndefinedHere
    from tailbound.proofs.catalogue import find
    from tailbound.proofs.catalogue.entry import Theorem

    try:
        found = find(name)
        bounds = bounds_of(found) if isinstance(found, Theorem) else ()
        if not bounds:
            raise ValueError(f"{name} has no bound in scalar variables")
        given = dict(pair.split("=", 1) for pair in values if "=" in pair)
        if len(given) != len(values):
            raise ValueError("values are written NAME=VALUE, each name once")
        out = []
        every = set[str]().union(*(bound.variables for bound in bounds))
        for bound in bounds:
            own = {x: value for x, value in given.items() if x in bound.variables or x not in every}
            out.append((bound, bound.enclose(own, bits=4 * digits + 16)))
    except (KeyError, ValueError, UndefinedHere) as error:
        raise fail(one_line(error) if not isinstance(error, KeyError) else str(error.args[0])) from None
    for bound, enclosure in out:
        if as_json:
            ends = {"lower": str(enclosure.lower), "upper": str(enclosure.upper)}
            typer.echo(json.dumps({"id": name, "side": bound.side, "bound": str(bound.expression), **ends}))
        else:
            typer.echo(f"{bound.expression} = {enclosure}")


@app.command()
def capture(
    out: Annotated[Path, typer.Argument(help="The trace file to write (.safetensors).")],
    layers: Annotated[str, typer.Option(help="Layers, as 0,11,18.")] = "0,11,18",
    rows: Annotated[int, typer.Option(min=1, help="Query rows per head: the last tokens.")] = 384,
    length: Annotated[int, typer.Option(min=2, help="Tokens of text.")] = 2431,
    text: Annotated[Path | None, typer.Option(help="A text file; the King James Bible by default.")] = None,
) -> None:
    """Run SmolLM2-135M on real text and store queries, keys and values (needs the extra 'capture').

    Example:  tailbound capture mine.safetensors --layers 0,15,29 --text book.txt
    """
    from tailbound.capture import capture_trace

    try:
        chosen = [int(x) for x in layers.split(",")]
    except ValueError:
        raise fail(f"--layers {layers}: write layer numbers, as 0,11,18") from None
    try:
        own = None if text is None else text.read_text(encoding="utf-8")
        name = "the King James Bible" if text is None else text.name
        trace = capture_trace(chosen, rows, length, own, out=out, text_name=name)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise fail(one_line(error)) from None
    typer.echo(f"{out}: {trace.rows} rows; {trace.source}")


cli_prove.register(app)
cli_audit.register(app)


def main() -> None:
    """The console script."""
    app()


if __name__ == "__main__":
    main()
