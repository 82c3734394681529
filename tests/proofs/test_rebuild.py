"""The proof scripts give the committed certificates."""

import subprocess
import sys
from dataclasses import replace

import pytest

from tailbound.proofs.builder import ProofError
from tailbound.proofs.catalogue import find, theorems
from tailbound.proofs.catalogue.build import path_of, prove, prove_all
from tailbound.proofs.checker import check

QUICK = ["A2.inverse", "D1.upper", "C4", "D2.vanish"]


@pytest.mark.parametrize("name", QUICK)
def test_a_script_proves_the_same_statement_as_the_committed_certificate(name):
    theorem = find(name)
    _, checked = prove(theorem, {})
    assert checked.statement_sha256 == theorem.statement.sha256
    committed = check(path_of(name).read_bytes(), {})
    assert committed.hyps == checked.hyps and committed.concl is checked.concl and committed.trust == checked.trust


def test_a_theorem_that_uses_another_is_proved_after_it():
    found = prove_all([find("A5.l2"), find("A5")])
    assert list(found) == ["A5", "A5.l2"]
    assert found["A5.l2"][1].statement_sha256 == find("A5.l2").statement.sha256


def test_a_script_cannot_cite_what_is_not_proved():
    with pytest.raises(KeyError):
        prove(find("A5.l2"), {})
    with pytest.raises(ValueError, match="used but not in the catalogue"):
        prove_all([find("A5.l2")])


def test_a_script_of_another_theorem_is_refused():
    with pytest.raises(ProofError):
        prove(replace(find("D1.upper"), prove=find("D1.lower").prove), {})


def test_bytes_that_prove_another_statement_are_refused():
    """A script that returns a certificate of another theorem, as good as it may be."""
    wrong = replace(find("D1.upper"), prove=lambda proof: path_of("D1.lower").read_bytes())
    with pytest.raises(ValueError, match=r"D1\.upper: the certificate proves another statement"):
        prove(wrong, {})


REBUILD = """
from tailbound.proofs.catalogue import theorems
from tailbound.proofs.catalogue.build import path_of, prove_all
found = prove_all(theorems())
changed = [name for name, (data, _) in found.items() if path_of(name).read_bytes() != data]
print(len(found), changed)
"""


@pytest.mark.slow
def test_all_scripts_give_the_committed_bytes():
    """In a process of its own: the order of denominators must not hang on what ran before."""
    done = subprocess.run([sys.executable, "-c", REBUILD], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1) == [str(len(theorems())), "[]\n"]
