"""Proving catalogue entries: runs the proof scripts, has the checker judge the bytes, writes the certificates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from tailbound.proofs.catalogue.entry import Theorem
from tailbound.proofs.checker import Checked, check
from tailbound.proofs.tactics.guards import Proof

CERTIFICATES = Path(__file__).resolve().parent.parent / "certificates"


def path_of(theorem_id: str) -> Path:
    """Where the certificate of a theorem lies."""
    return CERTIFICATES / file_name(theorem_id)


def file_name(theorem_id: str) -> str:
    """The name of a theorem's certificate.

    >>> file_name("D3.head/2")
    'D3.head_2.json'
    """
    return re.sub(r"[^A-Za-z0-9.-]", "_", theorem_id) + ".json"


def prove(theorem: Theorem, known: Mapping[str, Checked]) -> tuple[bytes, Checked]:
    """Run the proof script and the checker.  Raises ProofError or Reject where the proof does not go through."""
    statement = theorem.statement
    data = theorem.prove(Proof(statement.hyps, statement.concl, known=known))
    checked = check(data, known)
    if checked.statement_sha256 != statement.sha256:
        raise ValueError(f"{theorem.id}: the certificate proves another statement")
    return data, checked


def prove_all(theorems: Iterable[Theorem]) -> dict[str, tuple[bytes, Checked]]:
    """All theorems, each after those it uses; by id.  Raises ValueError on a use of what is not there or a cycle."""
    todo = {t.id: t for t in theorems}
    done: dict[str, tuple[bytes, Checked]] = {}
    while todo:
        ready = [t for t in todo.values() if all(u in done for u in t.uses)]
        if not ready:
            raise ValueError(f"used but not in the catalogue, or in a circle: {sorted(todo)}")
        for t in ready:
            known = {done[u][1].statement_sha256: done[u][1] for u in t.uses}
            done[t.id] = prove(t, known)
            del todo[t.id]
    return done
