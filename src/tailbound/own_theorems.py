"""`tailbound check`: a user's own theorem module, proved and judged as the catalogue is."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tailbound.proofs.builder import ProofError
from tailbound.proofs.catalogue import theorems as catalogue_theorems
from tailbound.proofs.catalogue.build import prove
from tailbound.proofs.catalogue.entry import Theorem
from tailbound.proofs.catalogue.examples import is_attained, is_witness
from tailbound.proofs.catalogue.ledger import in_order, judge
from tailbound.proofs.checker import Checked, Reject


@dataclass(frozen=True)
class Finding:
    """One theorem's verdict: what the checker accepted, and the certificate; or why nothing was."""

    theorem: Theorem
    checked: Checked | None = None
    certificate: bytes = b""
    reason: str = ""

    @property
    def proved(self) -> bool:
        return self.checked is not None

    @property
    def trust(self) -> str:
        """What the proof rests on besides the rules; "exact" where on nothing."""
        return ", ".join(sorted(self.checked.trust if self.checked else ())) or "exact"

    @property
    def line(self) -> str:
        """One line that says it."""
        name = f"{self.theorem.id}: {self.theorem.title}"
        return f"PROVED    {name} (trust: {self.trust})" if self.proved else f"UNPROVED  {name}: {self.reason}"

    def as_json(self) -> dict[str, str | None]:
        """What a report keeps."""
        return {
            "id": self.theorem.id,
            "title": self.theorem.title,
            "outcome": "proved" if self.proved else "unproved",
            "trust": self.trust if self.proved else None,
            "statement_sha256": self.theorem.statement.sha256,
            "certificate_sha256": self.checked.certificate_sha256 if self.checked else None,
            "reason": self.reason or None,
        }


def load_theorems(path: Path) -> tuple[Theorem, ...]:
    """THEOREMS of the module at this path.  The module is run.  Raises ValueError, in one line."""
    if not path.is_file():
        raise ValueError(f"{path}: no such file")
    spec = importlib.util.spec_from_file_location("own_theorems_module", path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path}: not a Python module (its name ends in .py)")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise ValueError(f"{path}: {type(error).__name__}: {error}") from None
    found = getattr(module, "THEOREMS", None)
    if not isinstance(found, tuple | list) or not found or not all(isinstance(t, Theorem) for t in found):
        raise ValueError(f"{path}: a module defines THEOREMS, a tuple of at least one Theorem")
    names = [t.id for t in found]
    if len(set(names)) < len(names):
        raise ValueError(f"{path}: two theorems with one id")
    return tuple(found)


def judge_module(theorems: Iterable[Theorem]) -> list[Finding]:
    """Each theorem proved by its script and judged by the checker, after those that it uses.

    A theorem may use the module's own, and the catalogue's by their ids.  Raises ValueError for a circle.
    """
    own = {t.id: t for t in theorems}
    cited = needed_from_catalogue(own)
    done: dict[str, Checked] = {}
    known: dict[str, Checked] = {}
    for t in in_order(cited):
        judge(t, known)
        if t.statement.sha256 in known:
            done[t.id] = known[t.statement.sha256]
    findings = {}
    for t in in_order([*cited, *own.values()]):
        if t.id in own:
            findings[t.id] = judged(t, done)
    return [findings[name] for name in own]


def needed_from_catalogue(own: dict[str, Theorem]) -> list[Theorem]:
    """The catalogue's theorems that the module uses, with those that they use."""
    every = {t.id: t for t in catalogue_theorems() if t.id not in own}
    found, todo = dict[str, Theorem](), [u for t in own.values() for u in t.uses if u not in own]
    while todo:
        name = todo.pop()
        if name not in every:
            raise ValueError(f"{name} is used, but is neither here nor in the catalogue")
        if name not in found:
            found[name] = every[name]
            todo += every[name].uses
    return list(found.values())


def judged(theorem: Theorem, done: dict[str, Checked]) -> Finding:
    """Prove one theorem with what it uses; what is proved is added to `done`."""
    missing = [u for u in theorem.uses if u not in done]
    if missing:
        return unproved(theorem, f"uses {', '.join(missing)}, which is not proved")
    try:
        data, checked = prove(theorem, {done[u].statement_sha256: done[u] for u in theorem.uses})
        if not is_witness(theorem.witness, theorem.statement):
            return unproved(theorem, "the witness does not satisfy the hypotheses: perhaps nothing does")
        if is_attained(theorem) is False:
            return unproved(theorem, "the extremal example does not attain the claim")
    except (ProofError, Reject) as error:
        return unproved(theorem, f"{error}")
    except Exception as error:
        return unproved(theorem, f"{type(error).__name__}: {error}")
    done[theorem.id] = checked
    return Finding(theorem, checked, data)


def unproved(theorem: Theorem, why: str) -> Finding:
    return Finding(theorem, reason=" ".join(why.split())[:300])
