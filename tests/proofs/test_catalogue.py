"""The catalogue holds what the issue asks for, and the certificates on disk prove exactly its statements.

Expectations: the issue's list; SHA-256 of the files' bytes; hypotheses and conclusion compared as terms (equal terms
are one object), so that no hash of ours is trusted here.
"""

import hashlib
import json
import re

import pytest

from tailbound.proofs.catalogue import find, refutations, theorems
from tailbound.proofs.catalogue.build import CERTIFICATES, path_of
from tailbound.proofs.catalogue.ledger import Proved, Unproved, judge_all
from tailbound.proofs.checker import check
from tailbound.proofs.model_sampling import sorts_of, subterms

REQUIRED = [f"A{i}" for i in range(1, 7)] + [f"B{i}" for i in range(1, 6)] + ["C1", "C3", "C4"]
REQUIRED += [f"D{i}" for i in (*range(1, 9), 10)] + ["F1", "F4", "F5", "I1", "I2"]
IDS = [t.id for t in theorems()]


@pytest.mark.parametrize("family", REQUIRED)
def test_the_issue_s_list_is_there(family, outcomes):
    members = [i for i in IDS if i.split(".")[0] == family]
    assert members
    assert all(isinstance(outcomes[i], Proved) for i in members)


def test_the_refuted_statements_are_there():
    names = [r.id for r in refutations()]
    assert {"C2.inf", "C2.two"} <= set(names)
    assert any("mass" in name for name in names)  # "mass vanishes at bounded range", section 11


def test_ids_and_file_names_are_distinct():
    every = IDS + [r.id for r in refutations()]
    assert len(set(every)) == len(every)
    assert len({path_of(i).name.lower() for i in IDS}) == len(IDS)
    assert all(re.fullmatch(r"[A-Z][A-Za-z0-9.-]*", i) for i in every)


def test_no_statement_is_made_twice():
    statements = [e.statement for e in (*theorems(), *refutations())]
    assert len({(frozenset(s.hyps), s.concl) for s in statements}) == len(statements)


@pytest.mark.parametrize("name", IDS)
def test_the_certificate_on_disk_proves_the_catalogue_s_statement(name, outcomes, known):
    theorem, data = find(name), path_of(name).read_bytes()
    outcome = outcomes[name]
    assert isinstance(outcome, Proved), getattr(outcome, "reason", "")
    checked = check(data, {sha: c for sha, c in known.items() if c is not outcome.checked})
    assert checked.hyps == theorem.statement.hyps and checked.concl is theorem.statement.concl
    assert checked.certificate_sha256 == outcome.checked.certificate_sha256 == hashlib.sha256(data).hexdigest()
    assert checked.trust == outcome.checked.trust


@pytest.mark.parametrize("name", IDS)
def test_no_axiom_and_no_enclosure(name, outcomes):
    """The issue: no step may rest on an axiom unless Cauchy-Schwarz, Jensen or total variance; these are proved."""
    assert outcomes[name].checked.trust == frozenset()


def test_what_a_certificate_cites_is_what_the_theorem_says_it_uses(outcomes):
    for theorem in theorems():
        steps = json.loads(path_of(theorem.id).read_bytes())["steps"]
        cited = {step["sha"] for step in steps if step["rule"] == "known"}
        assert cited == {outcomes[u].checked.statement_sha256 for u in theorem.uses}, theorem.id


def test_a_theorem_that_cites_falls_with_what_it_cites(tmp_path):
    """Remove A5's certificate: A5.l2, which cites it, must not pass on its own."""
    for path in CERTIFICATES.iterdir():
        if path.name != path_of("A5").name:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    found = judge_all([find("A5"), find("A5.l2"), find("A4")], folder=tmp_path)
    assert isinstance(found["A5"], Unproved) and "no certificate" in found["A5"].reason
    assert isinstance(found["A5.l2"], Unproved) and "not known" in found["A5.l2"].reason
    assert isinstance(found["A4"], Proved)


@pytest.mark.parametrize("name", IDS)
def test_sizes_are_symbolic(name):
    """Each holds for every n, k and index set: the sorts of keys, heads and coordinates are uninterpreted, and no
    hypothesis fixes a cardinality by a number."""
    statement = find(name).statement
    for h in statement.hyps:
        if h.op == "=":
            ends = {a.op for a in h.args}
            assert ends != {"card", "q"}, h
    sizes = [s for s in sorts_of(subterms([*statement.hyps, statement.concl])) if s != "Omega"]
    assert sizes or name.startswith(("I1", "I2.threshold"))


@pytest.mark.parametrize("name", [e.id for e in (*theorems(), *refutations())])
def test_every_symbol_is_explained_and_nothing_else(name):
    statement = find(name).statement
    sorts = sorts_of(subterms([*statement.hyps, statement.concl]))
    assert set(find(name).symbols) == {*statement.free_variables(), *(s for s in sorts if s != "Omega")}
    assert all(meaning.strip() for meaning in find(name).symbols.values())


@pytest.mark.parametrize("name", [e.id for e in (*theorems(), *refutations())])
def test_source_and_title_are_said_and_the_paper_is_not_quoted_beyond_what_is_known(name):
    found = find(name)
    assert found.title.strip() and found.source.strip()
    if "2404.02690" in found.source:
        assert "reconstructed" in found.source  # theorems.md, section 0


def test_an_unknown_id_is_answered_with_the_ids_that_come_close():
    with pytest.raises(KeyError, match=r"no theorem D3\.nothing; there are D3, D3\.simple"):
        find("D3.nothing")
    with pytest.raises(KeyError, match="no theorem Q7; `tailbound list`"):
        find("Q7")
