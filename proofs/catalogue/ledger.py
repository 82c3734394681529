"""The ledger: certificates on disk, judged by the checker, and the manifest of what each theorem rests on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tailbound.proofs.catalogue.build import CERTIFICATES, path_of
from tailbound.proofs.catalogue.entry import Refutation, Theorem
from tailbound.proofs.catalogue.examples import is_attained, is_refuted, is_witness
from tailbound.proofs.checker import Checked, Reject, check

MANIFEST = CERTIFICATES.parent / "manifest.json"


@dataclass(frozen=True)
class Proved:
    """The checker accepted the bytes on disk, and they prove the statement that the catalogue makes."""

    theorem: Theorem
    checked: Checked
    seconds: float

    def __bool__(self) -> bool:
        raise TypeError("an outcome has no truth value; ask for its class")


@dataclass(frozen=True)
class Unproved:
    """There is no accepted certificate for the statement; `reason` in one line."""

    theorem: Theorem
    reason: str

    def __bool__(self) -> bool:
        raise TypeError("an outcome has no truth value; ask for its class")


Outcome = Proved | Unproved


def judge(theorem: Theorem, known: dict[str, Checked], folder: Path | None = None) -> Outcome:
    """Read, check and compare one certificate; what is proved is added to `known`."""
    path = path_of(theorem.id) if folder is None else folder / path_of(theorem.id).name
    start = time.perf_counter()
    try:
        checked = check(path.read_bytes(), known)
    except OSError as error:
        return Unproved(theorem, f"no certificate: {error.strerror or error}")
    except Reject as error:
        return Unproved(theorem, f"the certificate is rejected: {error}")
    if checked.statement_sha256 != theorem.statement.sha256:
        return Unproved(theorem, "the certificate proves another statement than the catalogue makes")
    known[checked.statement_sha256] = checked
    return Proved(theorem, checked, time.perf_counter() - start)


def in_order(theorems: Iterable[Theorem]) -> list[Theorem]:
    """The theorems, each after those that it uses.  Raises ValueError on a circle or a use of what is not there."""
    todo, done = {t.id: t for t in theorems}, dict[str, Theorem]()
    while todo:
        ready = [t for t in todo.values() if all(u in done for u in t.uses)]
        if not ready:
            raise ValueError(f"used but not in the catalogue, or in a circle: {sorted(todo)}")
        for t in ready:
            done[t.id] = todo.pop(t.id)
    return list(done.values())


def judge_all(
    theorems: Iterable[Theorem], progress: Callable[[str], None] = lambda _: None, folder: Path | None = None
) -> dict[str, Outcome]:
    """Every theorem's outcome, by id, in the order of the catalogue."""
    every, known = list(theorems), dict[str, Checked]()
    if len({t.id for t in every}) < len(every):
        raise ValueError("two theorems of one id: the outcome of one would be taken for the other's")
    found: dict[str, Outcome] = {}
    for theorem in in_order(every):
        found[theorem.id] = judge(theorem, known, folder)
        progress(theorem.id)
    return {t.id: found[t.id] for t in every}


def manifest(outcomes: dict[str, Outcome], refuted: Iterable[Refutation]) -> dict[str, Any]:
    """What is proved and refuted, and what each rests on: the committed manifest must say the same."""
    theorems = {}
    for name, outcome in outcomes.items():
        if isinstance(outcome, Proved):
            checked, theorem = outcome.checked, outcome.theorem
            theorems[name] = {
                "statement": checked.statement_sha256,
                "certificate": checked.certificate_sha256,
                "trust": sorted(checked.trust) or ["exact"],
                "witness": is_witness(theorem.witness, theorem.statement),
                "attained": is_attained(theorem),
            }
        else:
            theorems[name] = {"unproved": outcome.reason}
    claims = {r.id: {"statement": r.statement.sha256, "refuted": is_refuted(r)} for r in refuted}
    return {"theorems": theorems, "refuted": claims}


def differences(computed: dict[str, Any], committed: dict[str, Any], folder: Path = CERTIFICATES) -> list[str]:
    """One line for everything in which two manifests differ, and for every certificate on disk that no theorem has.

    Either direction counts: a trust that grows or shrinks, an entry that one of them lacks, a proof that changed.
    """
    out = []
    for kind in sorted({*computed, *committed}):
        now, then = computed.get(kind, {}), committed.get(kind, {})
        for name in sorted({*now, *then}):
            if name not in then:
                out.append(f"{name}: not in the committed manifest")
            elif name not in now:
                out.append(f"{name}: in the committed manifest only")
            else:
                fields = sorted({*now[name], *then[name]})
                changed = [(f, then[name].get(f), now[name].get(f)) for f in fields]
                out += [f"{name}: {f} was {old}, is {new}" for f, old, new in changed if old != new]
    wanted = {path_of(name).name for name in computed.get("theorems", {})}
    found = {path.name for path in folder.iterdir()}
    return out + [f"{name}: a file that is no theorem's certificate" for name in sorted(found - wanted)]


def written(tree: dict[str, Any]) -> str:
    """A manifest as the file's text."""
    return json.dumps(tree, indent=1, sort_keys=True) + "\n"
