"""The audit's command: counts that add up, a report that survives an interrupt, one line for bad input."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tailbound import audit as front
from tailbound.audit import OUTCOMES, Report, audit, workers
from tailbound.cli import app
from tailbound.proofs.audit.short_proofs import short_proofs
from tailbound.proofs.catalogue import theorems
from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.checker import FIELDS, SCHEMAS

SMALL = ("A3.dropped", "D8.next")


def test_a_reduced_audit_accepts_nothing_wrongly_and_decides_nearly_all():
    with workers(1, 150, 4.0, ()) as mapper:
        report = audit(mapper, forgeries=3)
    tree = report.as_json()
    assert tree["accepted_wrongly"] == 0
    assert tree["mutants"] == 150 == sum(tree[o] for o in OUTCOMES)
    assert tree["undecided"] <= 150 * 5 // 100  # the target of the audit
    # three of each of the hundred certificates, and of those of the rules and schemas that none of them uses
    assert sum(tree["forgeries"].values()) == 3 * (100 + len(list(short_proofs())))
    assert sum(n for counts in tree["rules"].values() for n in counts.values()) == sum(tree["forgeries"].values())
    assert {"box", "deriv", "erf_sup", "schema"} <= set(tree["rules"])
    json.dumps(tree)


def test_forgeries_reach_every_rule_and_schema():
    certificates = [path_of(t.id).read_bytes() for t in theorems()] + [data for _, data in short_proofs()]
    steps = [s for data in certificates for s in json.loads(data)["steps"]]
    assert {s["rule"] for s in steps} == set(FIELDS)
    assert {s["name"] for s in steps if s["rule"] == "schema"} == set(SCHEMAS)


def test_processes_judge_as_one_does():
    def outcomes(jobs):
        with workers(jobs, 6, 20.0, SMALL) as mapper:
            report = audit(mapper, forgeries=2)
        return {i: v["outcome"] for i, v in report.verdicts.items()}, report.forgeries

    assert outcomes(1) == outcomes(2)


def test_an_interrupt_keeps_what_is_done():
    with workers(1, 6, 4.0, SMALL) as mapper:

        def until_three(function, tasks):
            for i, result in enumerate(mapper(function, tasks)):
                if i == 3:
                    raise KeyboardInterrupt
                yield result

        report = audit(until_three)
    assert report.interrupted
    assert len(report.verdicts) == 3
    assert report.as_json()["mutants"] == 3


def test_the_command_writes_its_report(tmp_path):
    path = tmp_path / "audit.json"
    result = CliRunner().invoke(app, ["audit", "--theorem", "A3.dropped", "--jobs", "1", "--json", str(path)])
    assert result.exit_code == 0, result.output
    tree = json.loads(path.read_text())
    assert tree["mutants"] == sum(tree[o] for o in OUTCOMES) > 0
    dropped = [v for v in tree["lists"]["refuted"] if v["kind"] == "dropped hypothesis"]
    assert len(dropped) == 1  # without ps = 0 outside S nothing is lost there
    assert set(dropped[0]["witness"]) == {"sizes", "values", "how"}


def test_something_accepted_wrongly_is_exit_status_1(monkeypatch):
    wrong = Report(1, {0: {"theorem": "X", "kind": "k", "change": "c", "outcome": "accepted_wrongly"}})
    monkeypatch.setattr(front, "audit", lambda mapper, progress: wrong)
    result = CliRunner().invoke(app, ["audit", "--theorem", "A3.dropped", "--jobs", "1"])
    assert result.exit_code == 1
    assert "accepted_wrongly: X" in result.output


def test_an_interrupted_command_is_exit_status_130(monkeypatch, tmp_path):
    stopped = Report(1, interrupted=True)
    monkeypatch.setattr(front, "audit", lambda mapper, progress: stopped)
    path = tmp_path / "audit.json"
    result = CliRunner().invoke(app, ["audit", "--theorem", "A3.dropped", "--jobs", "1", "--json", str(path)])
    assert result.exit_code == 130
    assert json.loads(path.read_text())["interrupted"] is True


@pytest.mark.parametrize("options", [["--theorem", "Z9"], ["--json", "/no/such/folder/a.json"], ["--limit", "0"]])
def test_bad_input_is_one_line(options):
    result = CliRunner().invoke(app, ["audit", *options])
    assert result.exit_code == 2
    assert "Traceback" not in result.output
