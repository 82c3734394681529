"""The committed manifest is what the checker and the models compute today, and a change in either direction shows."""

import copy
import json

import pytest

from tailbound.proofs.catalogue import find, refutations, theorems
from tailbound.proofs.catalogue.build import CERTIFICATES, path_of
from tailbound.proofs.catalogue.ledger import (
    MANIFEST,
    Proved,
    Unproved,
    differences,
    judge,
    judge_all,
    manifest,
    written,
)


@pytest.fixture(scope="module")
def committed():
    return json.loads(MANIFEST.read_text())


@pytest.fixture
def altered(computed_manifest):
    return copy.deepcopy(computed_manifest)


def test_the_committed_manifest_is_the_computed_one(computed_manifest, committed):
    assert differences(computed_manifest, committed) == []
    assert MANIFEST.read_text() == written(computed_manifest)


def test_every_theorem_is_proved_and_every_claim_refuted(committed):
    assert set(committed["theorems"]) == {t.id for t in theorems()}
    assert set(committed["refuted"]) == {r.id for r in refutations()}
    for line in committed["theorems"].values():
        assert set(line) == {"statement", "certificate", "trust", "witness", "attained"}
        assert line["trust"] == ["exact"] and line["witness"] is True and line["attained"] in (True, None)
    assert all(line["refuted"] is True for line in committed["refuted"].values())


@pytest.mark.parametrize("trust", [["enclosure"], ["axiom: Jensen", "exact"], []])
def test_a_trust_that_changes_shows_whoever_changed_it(trust, altered, committed):
    altered["theorems"]["D3"]["trust"] = trust
    expected = [f"D3: trust was ['exact'], is {trust}"]
    assert differences(altered, committed) == expected
    assert differences(committed, altered) == [f"D3: trust was {trust}, is ['exact']"]


@pytest.mark.parametrize("field", ["statement", "certificate", "witness", "attained"])
def test_any_other_change_shows(field, altered, committed):
    altered["theorems"]["D2.lower"][field] = "another"
    assert [line.split(" was ")[0] for line in differences(altered, committed)] == [f"D2.lower: {field}"]
    assert [line.split(" was ")[0] for line in differences(committed, altered)] == [f"D2.lower: {field}"]


def test_a_theorem_that_is_missing_shows_on_either_side(altered, committed):
    del altered["theorems"]["A4"]
    assert "A4: in the committed manifest only" in differences(altered, committed)
    assert "A4: not in the committed manifest" in differences(committed, altered)


def test_a_refuted_claim_that_is_missing_or_not_confirmed_shows(altered, committed):
    altered["refuted"]["C2.inf"]["refuted"] = False
    del altered["refuted"]["C2.two"]
    assert differences(altered, committed) == [
        "C2.inf: refuted was True, is False",
        "C2.two: in the committed manifest only",
    ]


def test_a_file_beside_the_certificates_shows(tmp_path, computed_manifest, committed):
    for theorem in theorems():
        (tmp_path / path_of(theorem.id).name).write_bytes(b"")
    assert differences(computed_manifest, committed, tmp_path) == []
    (tmp_path / "D3.old.json").write_bytes(b"")
    assert differences(computed_manifest, committed, tmp_path) == [
        "D3.old.json: a file that is no theorem's certificate"
    ]


def test_an_unproved_theorem_changes_the_manifest(tmp_path, committed):
    """An empty folder: nothing is proved, and every theorem shows."""
    some = [find("A1"), find("A4")]
    tree = manifest(judge_all(some, folder=tmp_path), [])
    assert tree["theorems"]["A1"] == {"unproved": "no certificate: No such file or directory"}
    lines = differences(
        tree, {"theorems": {i: committed["theorems"][i] for i in ("A1", "A4")}, "refuted": {}}, tmp_path
    )
    assert "A1: unproved was None, is no certificate: No such file or directory" in lines
    assert any(line.startswith("A4: statement was ") and line.endswith("is None") for line in lines)


def test_a_certificate_of_another_theorem_is_not_taken(tmp_path):
    """A4's certificate under A1's name: accepted by the checker, but not a proof of what A1 states."""
    (tmp_path / path_of("A1").name).write_bytes(path_of("A4").read_bytes())
    outcome = judge(find("A1"), {}, tmp_path)
    assert isinstance(outcome, Unproved)
    assert outcome.reason == "the certificate proves another statement than the catalogue makes"


def test_a_theorem_judged_is_known_to_those_that_cite_it_and_no_other():
    known = {}
    assert isinstance(judge(find("A5.l2"), known), Unproved) and known == {}
    assert isinstance(judge(find("A5"), known), Proved) and len(known) == 1
    assert isinstance(judge(find("A5.l2"), known), Proved) and len(known) == 2


def test_outcomes_have_no_truth_value(outcomes):
    """`if judge(...)` would take an Unproved for a proof."""
    for outcome in (outcomes["A1"], Unproved(find("A1"), "none")):
        with pytest.raises(TypeError, match="no truth value"):
            bool(outcome)


def test_progress_is_told_of_each_theorem_once():
    told = []
    some = [find("A5.l2"), find("A5"), find("A4")]
    found = judge_all(some, told.append)
    assert sorted(told) == ["A4", "A5", "A5.l2"] and told.index("A5") < told.index("A5.l2")
    assert list(found) == ["A5.l2", "A5", "A4"]  # in the order asked for, whatever the order of work


def test_a_use_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match=r"used but not in the catalogue, or in a circle: \['A5.l2'\]"):
        judge_all([find("A5.l2")], folder=CERTIFICATES)
