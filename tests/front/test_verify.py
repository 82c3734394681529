"""`tailbound verify`: all is well, the report's schema, interrupts, progress.

Expectations: the schema of the issue, typed out here; counts of rows from the plan of the synthetic rows and from the
shape of the trace; the exit statuses of the issue.
"""

import hashlib
import io
import json
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tailbound.cli import app
from tailbound.progress import stages
from tailbound.proofs.catalogue import find, refutations, theorems
from tailbound.proofs.catalogue.build import path_of
from tailbound.trace import save_trace
from tailbound.verify import run, synthetic
from tailbound.verify.claims import CLAIMS
from tailbound.verify.real import sets_per_layer

THEOREM = {"id": str, "title": str, "trust": str, "axioms": list, "checked": bool, "certificate_sha256": str}
CLAIM = {"claim": str, "norm": str, "regime": str, "verdict": str, "by": list, "measured": str}
EXTRA = {  # beyond the issue, documented in docs/report.md
    "theorem": {"reason", "measured"},
    "claim": {"missing", "note"},
    "report": {"refuted", "precision", "failures"},
    "real": {"kept_sets", "rows_of_one_key_left_out"},
}


def strictly(text):
    """JSON as the standard has it: no NaN, no Infinity."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.fixture(scope="module")
def finished(cut, tmp_path_factory):
    """(result, report) of one whole run at the least size, with the full number of high-precision points."""
    folder = tmp_path_factory.mktemp("verify")
    save_trace(cut, folder / "small.safetensors")
    arguments = [
        "verify",
        "--rows",
        "8",
        "--trace",
        folder / "small.safetensors",
        "--json",
        folder / "r.json",
        "--details",
    ]
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    assert sorted(p.name for p in folder.iterdir()) == ["r.json", "small.safetensors"]  # no part file is left
    return result, strictly((folder / "r.json").read_text())


def test_all_is_well(finished):
    result, report = finished
    assert result.exit_code == 0, result.output
    assert report["failures"] == []


def test_the_report_has_the_schema_of_the_issue(finished):
    _, report = finished
    assert set(report) == {"theorems", "claims", "measurements", "seconds", *EXTRA["report"]}
    for line in report["theorems"]:
        assert set(line) == {*THEOREM, *EXTRA["theorem"]}
        assert all(type(line[name]) is kind for name, kind in THEOREM.items())
    for line in report["claims"]:
        assert set(line) == {*CLAIM, *EXTRA["claim"]}
        assert all(type(line[name]) is kind for name, kind in CLAIM.items())
        assert line["verdict"] in ("true", "false", "open")
    assert set(report["measurements"]) == {"synthetic", "real"}
    assert set(report["measurements"]["synthetic"]) == {"rows", "violations"}
    assert set(report["measurements"]["real"]) == {"rows", "violations", "source", *EXTRA["real"]}
    assert type(report["seconds"]) is float and report["seconds"] > 0


def test_every_key_of_the_report_is_documented(finished):
    def keys(tree):
        if isinstance(tree, dict):
            return set(tree).union(*map(keys, tree.values()))
        return set().union(*map(keys, tree)) if isinstance(tree, list) else set()

    page = (Path(__file__).resolve().parents[2] / "docs" / "report.md").read_text()
    assert {key for key in keys(finished[1]) if f"`{key}`" not in page} == set()


def test_every_theorem_is_checked_with_the_hash_of_its_file(finished):
    _, report = finished
    assert [line["id"] for line in report["theorems"]] == [t.id for t in theorems()]
    for line in report["theorems"]:
        assert (
            line["checked"] is True and line["trust"] == "exact" and line["axioms"] == [] and line["reason"] is None
        )
        assert line["certificate_sha256"] == hashlib.sha256(path_of(line["id"]).read_bytes()).hexdigest()
        assert line["title"] == find(line["id"]).title
    assert report["refuted"] == [{"id": r.id, "title": r.title, "confirmed": True} for r in refutations()]


def test_rows_are_counted_and_none_violates(finished, cut):
    """Real: 3 heads times 4 rows, each under every rule (top-k at three exponents, threshold, random, spectral)."""
    _, report = finished
    measured = report["measurements"]
    assert measured["synthetic"]["violations"] == measured["real"]["violations"] == 0
    assert measured["real"]["rows"] == cut.rows == 12
    assert measured["real"]["kept_sets"] <= 12 * sets_per_layer()
    assert measured["real"]["kept_sets"] >= 12 * (sets_per_layer() - 1)  # a threshold may keep every key of a row
    assert measured["real"]["source"] == cut.source
    # 8 rows of each kind, rule and length; threshold and tile rules may keep all keys of a row, the others never do.
    every = 8 * sum(len(group) for group in synthetic.plan())
    certain = 8 * sum(len(group) for group in synthetic.plan() if group[0][1] in ("top-k", "random"))
    assert certain <= measured["synthetic"]["rows"] <= every


def test_every_reading_is_tried_and_tightness_is_at_most_one(finished):
    """measured/bound (bound/measured from below); beyond 1 by at most the rounding of both sides."""
    _, report = finished
    for line in report["theorems"]:
        tallies = line["measured"]
        assert bool(tallies) == (find(line["id"]).reading is not None)
        for tally in tallies.values():
            assert tally["violations"] == 0
            most = tally["tightness"]["max"]
            assert most is None or most <= 1 + 2.0**-9, line["id"]
        if tallies:
            assert tallies["synthetic"]["rows"] > 0, line["id"]


def test_bounds_that_are_attained_are_seen_to_be_tight(finished):
    """Constant and two-level rows are among the synthetic ones: by theorems.md D2, D5, D6 are attained there."""
    _, report = finished
    tightest = {line["id"]: line["measured"].get("synthetic", {}).get("tightness", {}) for line in report["theorems"]}
    for name in ("A1", "A3", "A4", "A6.odds", "D1.upper", "D2.lower", "D2.upper", "D5", "D6"):
        assert tightest[name]["max"] > 1 - 1e-6, name
        assert "n = " in tightest[name]["where"]


def test_the_high_precision_stage_agrees(finished):
    _, report = finished
    assert report["precision"]["mismatches"] == 0
    assert report["precision"]["points"] >= 200 * report["precision"]["bounds"] > 0


def test_the_verdicts_are_those_of_the_claims(finished):
    _, report = finished
    assert [(v["claim"], v["norm"], v["regime"]) for v in report["claims"]] == [
        (c.claim, c.norm, c.regime) for c in CLAIMS
    ]
    for line, claim in zip(report["claims"], CLAIMS, strict=True):
        assert line["verdict"] == ("open" if line["missing"] else "true" if claim.holds else "false")


def test_the_tables_name_each_theorem_claim_and_source(finished, cut):
    text = finished[0].stdout
    assert all(t.id in text for t in theorems())
    for title in ("Theorems", "Refuted claims", "Verdicts", "Tightest rows"):
        assert title in text
    assert "0 violations" in text and cut.provenance["model"] in text and "FAILED" not in text


def test_without_a_terminal_there_is_no_progress_bar(finished, capfd):
    """The bar writes to standard error, and only where someone can see it."""
    assert finished[0].stderr == ""
    with stages() as progress:
        progress("certificates", 1, 2)
    assert capfd.readouterr() == ("", "")


def test_a_terminal_shows_the_stages(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with stages() as progress:
        progress("certificates", 1, 2)
        progress("real rows", 2, 2)
    assert "certificates" in sys.stderr.getvalue() and "real rows" in sys.stderr.getvalue()


INTERRUPTED = {  # what raises, and the stages that are then still complete
    "certificates": ("tailbound.proofs.catalogue.ledger.judge", set()),
    "high precision": ("tailbound.verify.precision.crosscheck", {"theorems"}),
    "synthetic rows": ("tailbound.verify.synthetic.batch", {"theorems", "precision"}),
    "real rows": ("tailbound.verify.real.attention_logits", {"theorems", "precision", "synthetic"}),
}


@pytest.mark.parametrize("stage", INTERRUPTED)
def test_an_interrupt_still_gives_a_report(stage, cli, small_trace, quick, monkeypatch, tmp_path):
    target, complete = INTERRUPTED[stage]
    calls = 0
    module, name = target.rsplit(".", 1)
    original = getattr(sys.modules.get(module) or __import__(module, fromlist=[name]), name)

    def interrupt(*arguments, **how):
        nonlocal calls
        calls += 1
        if calls == (1 if stage == "real rows" else 3):
            raise KeyboardInterrupt
        return original(*arguments, **how)

    monkeypatch.setattr(target, interrupt)
    result = cli("verify", "--rows", 8, "--trace", small_trace, "--json", tmp_path / "r.json")
    assert result.exit_code == 130 and "Traceback" not in result.output
    report = strictly((tmp_path / "r.json").read_text())
    assert report["failures"][-1].startswith("interrupted: ")
    assert "interrupted" in result.stdout
    assert len(report["theorems"]) == (len(theorems()) if "theorems" in complete else 2)
    assert (report["precision"]["bounds"] > 2) == ("precision" in complete)
    assert (report["measurements"]["synthetic"]["rows"] > 0) == ("synthetic" in complete)
    assert report["measurements"]["real"]["rows"] == 0
    assert len(report["claims"]) == len(CLAIMS)
    if not complete:
        assert {line["verdict"] for line in report["claims"]} == {"open"}


def test_a_report_that_cannot_be_written_leaves_the_old_one(cli, small_trace, monkeypatch, tmp_path):
    """The new file takes the old one's place whole, or not at all."""
    path = tmp_path / "r.json"
    path.write_text("old")

    def full(self, text):
        with open(self, "w") as file:
            file.write(text[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(run, "verify", lambda *arguments: run.Report())
    monkeypatch.setattr("pathlib.Path.write_text", full)
    result = cli("verify", "--trace", small_trace, "--json", path, "--quiet")
    assert (
        result.exit_code == 2 and result.stderr == f"tailbound: {path}: cannot be written (No space left on device)\n"
    )
    assert path.read_text() == "old" and sorted(os.listdir(tmp_path)) == ["r.json", "small.safetensors"]


def test_quiet_prints_failures_only(cli, small_trace, monkeypatch):
    monkeypatch.setattr(run, "verify", lambda *arguments: run.Report())
    result = cli("verify", "--trace", small_trace, "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    monkeypatch.setattr(run, "verify", lambda *arguments: run.Report(interrupted=True))
    result = cli("verify", "--trace", small_trace, "--quiet")
    assert result.exit_code == 130 and len(result.stdout.splitlines()) == 1 and result.stderr == ""


def test_the_same_seed_gives_the_same_rows(cut, quick):
    def measured(seed):
        report = run.Report()
        run.synthetic_rows(report, rows=8, seed=seed)
        run.real_rows(report, cut, seed=seed)
        return [{name: run.tally_json(t) for name, t in part.items()} for part in (report.synthetic, report.real)]

    first, second, other = measured(5), measured(5), measured(6)
    assert first == second
    assert first[0] != other[0] and first[1] != other[1]  # random kept sets, and random rows
