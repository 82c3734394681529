"""The command line of the prover: prove, prove --batch, check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tailbound.own_theorems import Finding
    from tailbound.proofs.outcomes import Outcome, Proved
    from tailbound.proofs.problem import Problem

PROVED, REFUTED, BAD_INPUT, UNDECIDED, UNPROVED = 0, 1, 2, 3, 1
MOST_LINES = 60


def failed(message: str) -> typer.Exit:
    """One clear line, exit status 2."""
    typer.echo(f"tailbound: {message}", err=True)
    return typer.Exit(BAD_INPUT)


def register(app: typer.Typer) -> None:
    """Add the prover's commands to the application."""
    app.command(epilog="Exit status: 0 proved, 1 refuted, 3 undecided, 2 bad input.")(prove)
    app.command(epilog="Exit status: 0 all proved, 1 something is not, 2 bad input.")(check)


def prove(
    claim: Annotated[
        str | None, typer.Argument(metavar="CLAIM", help="A relation, such as 'exp(x) >= 1 + x'.")
    ] = None,
    where: Annotated[list[str] | None, typer.Option(help="A hypothesis; may be given several times.")] = None,
    var: Annotated[list[str] | None, typer.Option(help="NAME:real|integer[:LOW:HIGH], such as x:real:0:oo.")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, max=86400, help="Seconds for each problem.")] = 10.0,
    batch: Annotated[Path | None, typer.Option(help="A JSON file of problems, in place of CLAIM.")] = None,
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the results of --batch here.")] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Processes of a batch.")] = 1,
    certificate: Annotated[Path | None, typer.Option(help="Write the certificate of a proved claim here.")] = None,
    steps: Annotated[bool, typer.Option(help="Print the steps of the proof.")] = True,
) -> None:
    """Prove or refute an inequality in real and integer variables.

    Example:  tailbound prove "exp(x) >= 1 + x" --where "x >= 0"
    """
    if (claim is None) == (batch is None):
        raise failed("give one CLAIM, or --batch FILE")
    if batch is not None:
        if where or var or certificate:
            raise failed("--where, --var and --certificate belong to a single claim")
        run_batch_file(batch, json_path, time_limit, jobs)
        return
    if json_path is not None:
        raise failed("--json belongs to --batch")
    raise typer.Exit(one_claim(str(claim), where or [], var or [], time_limit, certificate, steps))


def one_claim(
    claim: str, where: list[str], var: list[str], time_limit: float, certificate: Path | None, steps: bool
) -> int:
    """Print the outcome of one claim; returns the exit status."""
    from tailbound.proofs.problem import Unsupported
    from tailbound.proving import decide, problem_of

    try:
        problem = problem_of(claim, where, declarations(var))
    except Unsupported as error:
        raise failed(str(error)) from None
    print_problem(problem)
    return report(problem, decide(problem, time_limit), certificate, steps)


def declarations(texts: list[str]) -> dict[str, dict[str, Any]]:
    """The variables' declarations, each variable's once."""
    out: dict[str, dict[str, Any]] = {}
    for name, spec in map(declared, texts):
        if name in out:
            raise failed(f"--var {name}: declared twice")
        out[name] = spec
    return out


def declared(text: str) -> tuple[str, dict[str, Any]]:
    """The declaration of one variable: NAME:DOMAIN or NAME:DOMAIN:LOW:HIGH."""
    name, *parts = text.split(":")
    if len(parts) not in (1, 3):
        raise failed(f"--var {text}: write NAME:real or NAME:integer:LOW:HIGH")
    return name, {"domain": parts[0], **({"range": parts[1:]} if len(parts) == 3 else {})}


def print_problem(problem: Problem) -> None:
    from tailbound.proofs.text import show

    for h in problem.hyps:
        typer.echo(f"  given  {show(h)}")
    typer.echo(f"  claim  {show(problem.claim)}")


def report(problem: Problem, outcome: Outcome, certificate: Path | None, steps: bool) -> int:
    from tailbound.proofs.outcomes import Proved, Refuted

    if isinstance(outcome, Proved):
        print_proof(problem, outcome, steps)
        if certificate is not None:
            try:
                certificate.write_bytes(outcome.certificate)
            except OSError as error:
                raise failed(f"{certificate}: cannot be written ({error.strerror})") from None
        return PROVED
    if isinstance(outcome, Refuted):
        point = ", ".join(f"{name} = {value}" for name, value in outcome.witness.items())
        typer.echo(f"REFUTED: false at {point or 'every point'} (found by: {outcome.how})")
        return REFUTED
    typer.echo(f"UNDECIDED: {outcome.reason}")
    for label, value in (outcome.hardest or {}).items():
        typer.echo(f"  hardest {label}: {value}")
    return UNDECIDED


def print_proof(problem: Problem, outcome: Proved, steps: bool) -> None:
    from tailbound.show import proof_lines

    trust = ", ".join(sorted(outcome.checked.trust)) or "exact"
    typer.echo(f"PROVED ({outcome.how}; trust: {trust})")
    if steps:
        lines = list(proof_lines(outcome.certificate, {}, problem.hyps))
        for line in lines[:MOST_LINES]:
            typer.echo(line)
        if len(lines) > MOST_LINES:
            typer.echo(f"... {len(lines) - MOST_LINES} more steps (--certificate FILE keeps them all)")
    typer.echo(f"certificate sha256 {outcome.checked.certificate_sha256}")


def read_batch(path: Path) -> list[Any]:
    """The problems of a batch file; numbers keep their digits."""
    try:
        tree = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
    except OSError as error:
        raise failed(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        raise failed(f"{path}: no JSON ({error})") from None
    problems = tree.get("problems") if isinstance(tree, dict) else None
    if not isinstance(problems, list):
        raise failed(f'{path}: a batch is {{"problems": [...]}}')
    return problems


def run_batch_file(path: Path, json_path: Path | None, time_limit: float, jobs: int) -> None:
    """Prove every problem of the file, and write or print the results."""
    from tailbound.cli import write_json
    from tailbound.prove_batch import run_batch

    problems = read_batch(path)
    if json_path is not None and not json_path.resolve().parent.is_dir():
        raise failed(f"{json_path}: the folder does not exist")
    results = run_batch(problems, time_limit, jobs)
    if json_path is not None:
        write_json(json_path, {"results": results})
    for r in results:
        witness = ", ".join(f"{k} = {v}" for k, v in r["witness"].items())
        typer.echo(f"{r['id']!s:30} {r['outcome']:10} {r['seconds']:7.2f} s  {witness or r['reason']}")
    counts = {o: sum(r["outcome"] == o for r in results) for o in ("proved", "refuted", "undecided")}
    typer.echo(f"{len(results)} problems: " + ", ".join(f"{n} {o}" for o, n in counts.items()))


def check(
    path: Annotated[Path, typer.Argument(metavar="FILE.py", help="A module with THEOREMS, as in docs/tutorial.md.")],
    json_path: Annotated[Path | None, typer.Option("--json", help="Write the findings here.")] = None,
    certificates: Annotated[Path | None, typer.Option(help="A folder for the certificates; made if needed.")] = None,
) -> None:
    """Prove and check the theorems of your own module.

    Example:  tailbound check my_lemmas.py --certificates certificates
    """
    from tailbound.own_theorems import judge_module, load_theorems

    if json_path is not None and not json_path.resolve().parent.is_dir():
        raise failed(f"{json_path}: the folder does not exist")
    try:
        findings = judge_module(load_theorems(path))
    except ValueError as error:
        raise failed(" ".join(str(error).split())) from None
    for finding in findings:
        typer.echo(finding.line)
    proved = sum(f.proved for f in findings)
    typer.echo(f"{proved} of {len(findings)} theorems proved")
    keep(findings, json_path, certificates)
    if proved < len(findings):
        raise typer.Exit(UNPROVED)


def keep(findings: list[Finding], json_path: Path | None, certificates: Path | None) -> None:
    """Write the report and the certificates."""
    from tailbound.cli import write_json
    from tailbound.proofs.catalogue.build import file_name

    if json_path is not None:
        write_json(json_path, {"theorems": [f.as_json() for f in findings]})
    if certificates is not None:
        try:
            certificates.mkdir(parents=True, exist_ok=True)
            for finding in findings:
                if finding.proved:
                    (certificates / file_name(finding.theorem.id)).write_bytes(finding.certificate)
        except OSError as error:
            raise failed(f"{certificates}: cannot be written ({error.strerror})") from None
