"""Attempts to get a changed statement accepted with a proof that was made for another one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tailbound.proofs import checker
from tailbound.proofs.audit.mutants import CONCLUSION, Mutant
from tailbound.proofs.builder import Nodes, canonical
from tailbound.proofs.catalogue.entry import Theorem
from tailbound.proofs.checker import Checked, Reject, Term
from tailbound.proofs.tactics.guards import Proof


def table_of(tree: Mapping[str, Any]) -> Nodes:
    """The node table of a certificate, to be added to."""
    terms: list[Term] = []
    for node in tree["nodes"]:
        terms.append(checker.read_node(node, terms))
    nodes = Nodes()
    nodes.nodes = list(tree["nodes"])
    for i, t in enumerate(terms):
        nodes.place.setdefault(t, i)
    return nodes


def transplants(data: bytes, mutant: Mutant) -> Iterator[bytes]:
    """The certificate with the changed statement for its theorem: the steps as they were, then with the changed
    hypothesis assumed where the old one was, or with the changed conclusion claimed by the last step."""
    tree = json.loads(data)
    nodes = table_of(tree)
    theorem = dict(tree["theorem"])
    theorem["hyps"] = [nodes.put(h) for h in mutant.statement.hyps]
    theorem["concl"] = nodes.put(mutant.statement.concl)
    whole = {**tree, "nodes": nodes.nodes, "theorem": theorem}
    yield canonical(whole)
    if mutant.after is None:
        return
    old, new = nodes.place.get(mutant.before), nodes.put(mutant.after)
    steps = [dict(s) for s in tree["steps"]]
    if mutant.place == CONCLUSION:
        last = steps[theorem["step"]]
        if "concl" not in last:
            return
        last["concl"] = new
    else:
        for s in steps:
            if s["rule"] == "hyp" and s["concl"] == old:
                s["concl"] = new
    yield canonical({**whole, "nodes": nodes.nodes, "steps": steps})


def accepted(data: bytes, mutant: Mutant, known: Mapping[str, Checked]) -> bytes | None:
    """The first transplant that the checker accepts as a proof of the mutant, if any."""
    for forged in transplants(data, mutant):
        try:
            found = checker.check(forged, known)
        except Reject:
            continue
        if found.statement_sha256 == mutant.statement.sha256:
            return forged
    return None


def script_rerun(theorem: Theorem, mutant: Mutant, known: Mapping[str, Checked]) -> bytes | None:
    """What the theorem's own proof script makes of the mutant, if the checker accepts it as a proof of the mutant."""
    statement = mutant.statement
    try:
        data = theorem.prove(Proof(statement.hyps, statement.concl, known=known))
        found = checker.check(data, known)
    except Exception:  # the script was not written for this statement and may fail in any way
        return None
    return data if found.statement_sha256 == statement.sha256 else None
