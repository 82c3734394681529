"""Damaged and forged certificates: `verify` exits with 1 and says which theorem, which step, and why.

Expectations: the place of the damage, which the tests choose; the issue's exit statuses.
"""

import json
import random

import pytest

from tailbound.proofs.builder import canonical
from tailbound.proofs.catalogue import find, theorems
from tailbound.proofs.catalogue.ledger import Proved, Unproved, judge, judge_all
from tailbound.verify import run
from tailbound.verify.claims import CLAIMS

REJECTED = "the certificate is rejected: "


def forge(folder, name, change):
    """Rewrite a certificate, in canonical form, after a change of its tree; returns what `change` returns."""
    path = folder / f"{name}.json"
    tree = json.loads(path.read_bytes())
    result = change(tree)
    path.write_bytes(canonical(tree))
    return result


def reason(name, folder):
    outcome = judge(find(name), {}, folder)
    assert isinstance(outcome, Unproved)
    assert len(outcome.reason.splitlines()) == 1
    return outcome.reason


def first(tree, rule, field):
    """The number of the first step of this rule in which the field is not empty."""
    return next(i for i, s in enumerate(tree["steps"]) if s["rule"] == rule and s.get(field))


def doubled(tree):
    number = first(tree, "arith", "pos")
    entry = tree["steps"][number]["pos"][0]
    entry[0] = "2" if entry[0] == "1" else "1"
    return number


def other_equation_multiplier(tree):
    number = first(tree, "arith", "eq")
    entry = tree["steps"][number]["eq"][0]
    entry[1] = next(i for i, node in enumerate(tree["nodes"]) if node[0] == "q" and i != entry[1])
    return number


def negative(tree):
    number = first(tree, "arith", "pos")
    entry = tree["steps"][number]["pos"][0]
    entry[0] = "-" + entry[0]
    return number


def other_schema(tree):
    number = next(i for i, s in enumerate(tree["steps"]) if s["rule"] == "schema" and s["name"] == "spec")
    tree["steps"][number]["name"] = "same"
    return number


def premise_ahead(tree):
    number = first(tree, "arith", "prem")
    tree["steps"][number]["prem"][0] = number + 1
    return number


def unknown_rule(tree):
    tree["steps"][3]["rule"] = "trust me"
    return 3


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("D3.simple", doubled),
        ("D3", doubled),
        ("A4", other_equation_multiplier),
        ("D3", negative),
        ("D2.lower", other_schema),
        ("D1.upper", premise_ahead),
        ("A1", unknown_rule),
    ],
)
def test_a_forged_step_is_named(name, change, certificates):
    number = forge(certificates, name, change)
    known = judge_all([find(u) for u in find(name).uses])
    outcome = judge(find(name), {o.checked.statement_sha256: o.checked for o in known.values()}, certificates)
    assert isinstance(outcome, Unproved)
    assert outcome.reason.startswith(f"{REJECTED}step {number} ("), outcome.reason
    assert len(outcome.reason.split(": ", 2)[2]) > 5  # and why


def test_a_conclusion_that_no_step_proves(certificates):
    def stronger(tree):
        tree["theorem"]["step"] -= 1

    forge(certificates, "D1.upper", stronger)
    assert reason("D1.upper", certificates) == REJECTED + "the step proves another conclusion"


def test_a_hypothesis_taken_away(certificates):
    forge(certificates, "D1.upper", lambda tree: tree["theorem"]["hyps"].pop())
    assert reason("D1.upper", certificates) == REJECTED + "the step needs more hypotheses"


def test_a_hypothesis_added_is_another_statement(certificates):
    """Accepted by the checker, for it proves something; but not what the catalogue states."""
    concl = json.loads((certificates / "D1.upper.json").read_bytes())["theorem"]["concl"]
    forge(certificates, "D1.upper", lambda tree: tree["theorem"]["hyps"].append(concl))
    assert reason("D1.upper", certificates) in (
        "the certificate proves another statement than the catalogue makes",
        REJECTED + f"a guard of formula {len(find('D1.upper').statement.hyps)} is not proved",
    )


def test_guards_that_are_not_proved(certificates):
    forge(certificates, "D1.upper", lambda tree: tree["theorem"].update(defined=[]))
    assert reason("D1.upper", certificates).startswith(REJECTED + "a guard of formula ")


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"null", b"\xff\xfe", b"[" * 5000, b'{"format": NaN}'])
def test_what_is_no_certificate(text, certificates):
    (certificates / "A1.json").write_bytes(text)
    assert reason("A1", certificates).startswith(REJECTED)


def test_one_byte_changed_anywhere(certificates):
    """No changed byte makes another statement proved.  (A bound name may change, which changes no statement.)"""
    path, rng, accepted = certificates / "A4.json", random.Random(0), 0
    data = path.read_bytes()
    for _ in range(300):
        place = rng.randrange(len(data))
        byte = bytes([data[place] ^ (1 << rng.randrange(7))])
        path.write_bytes(data[:place] + byte + data[place + 1 :])
        outcome = judge(find("A4"), {}, certificates)
        if isinstance(outcome, Proved):
            accepted += 1
            assert outcome.checked.hyps == find("A4").statement.hyps
            assert outcome.checked.concl is find("A4").statement.concl
        else:
            assert len(outcome.reason.splitlines()) == 1
    assert accepted < 6


def test_verify_exits_with_1_and_names_what_fell(certificates, cli, small_trace, quick, tmp_path):
    """A5's step is forged, so A5.l2 and A5.linf, which cite it, fall too; D3.simple has a byte too much, C1.kl's file
    is gone, F1 holds another theorem's certificate.  Everything else is still reported."""
    number = forge(certificates, "A5", other_equation_multiplier)
    with open(certificates / "D3.simple.json", "ab") as file:
        file.write(b"\n")
    (certificates / "C1.kl.json").unlink()
    (certificates / "F1.json").write_bytes((certificates / "F1.kept.json").read_bytes())
    arguments = ("--rows", 8, "--trace", small_trace, "--json", tmp_path / "r.json")
    result = cli("verify", *arguments)
    report = json.loads((tmp_path / "r.json").read_text())
    assert result.exit_code == 1
    fallen = {line["id"]: line["reason"] for line in report["theorems"] if not line["checked"]}
    dependents = {t.id for t in theorems() if "D3.simple" in t.uses}
    dependents |= {t.id for t in theorems() if dependents & set(t.uses)}
    assert set(fallen) == {"A5", "A5.l2", "A5.linf", "D3.simple", "C1.kl", "F1"} | dependents
    assert fallen["A5"].startswith(f"{REJECTED}step {number} (") and "the identity does not hold" in fallen["A5"]
    assert fallen["A5.l2"].endswith("cites a theorem that is not known")
    assert fallen["D3.simple"] == REJECTED + "not canonical JSON"
    assert fallen["C1.kl"] == "no certificate: No such file or directory"
    assert fallen["F1"] == "the certificate proves another statement than the catalogue makes"
    printed = "".join(result.stdout.split())  # lines are wrapped
    for name, why in fallen.items():
        assert "".join(f"FAILED {name}: {why}".split()) in printed
        line = next(x for x in report["theorems"] if x["id"] == name)
        assert line["trust"] == "unproved" and line["certificate_sha256"] is None and line["axioms"] == []
    assert report["failures"] == [f"{name}: {why}" for name, why in fallen.items()]
    opened = {v["norm"] for v in report["claims"] if set(v["missing"]) & set(fallen)}
    assert "entrywise" in opened
    for line, claim in zip(report["claims"], CLAIMS, strict=True):
        if set(claim.by) & set(fallen):
            assert line["verdict"] == "open" and set(line["missing"]) >= set(claim.by) & set(fallen)


def test_show_says_that_it_is_not_proved(certificates, cli):
    (certificates / "D1.upper.json").write_bytes(b"{}")
    text = cli("show", "D1.upper").stdout
    assert f"NOT PROVED: {REJECTED}" in text and "Proof, as the checker derives it" not in text


def test_a_counterexample_that_is_none_is_a_failure(monkeypatch):
    """A refuted claim whose row obeys it after all."""
    import tailbound.proofs.catalogue.examples as examples

    monkeypatch.setattr(examples, "is_refuted", lambda claim: claim.id != "C2.two")
    report = run.Report()
    run.certificates(report)
    assert report.failures == ["C2.two: the counterexample is not one"]
    assert report.established["C2.two"] is False and report.established["C2.inf"] is True
