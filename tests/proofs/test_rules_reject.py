"""For each rule, schema and reader: certificates that break one condition are rejected for that reason alone.

Each forgery's honest twin, with that condition repaired, is accepted: the forgery is well-sorted and its guards are
proved.  Where a forgery claims something false, the finite models say so: they refute the claim independently.
"""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import rejects_algebra
import rejects_box
import rejects_monotone
import rejects_quantifiers
import rejects_sets
import rejects_use
from forging import Forgery

from tailbound.proofs.checker import Reject, Sequent, Term, check, read_node
from tailbound.proofs.model_oracle import oracle

FILES = (rejects_algebra, rejects_use, rejects_quantifiers, rejects_sets, rejects_monotone, rejects_box)
FORGERIES = [f for file in FILES for f in file.forgery.all]
named = pytest.mark.parametrize("forgery", FORGERIES, ids=lambda f: f"{f.rule}: {f.title}")


def checked(data: bytes, uses: tuple[bytes, ...]) -> object:
    known = {}
    for earlier in uses:
        theorem = check(earlier, known)
        known[theorem.statement_sha256] = theorem
    return check(data, known)


@named
def test_the_forgery_is_rejected_for_its_reason(forgery: Forgery) -> None:
    with pytest.raises(Reject) as caught:
        checked(forgery.forged, forgery.uses)
    assert forgery.reason in str(caught.value)


@named
def test_the_honest_twin_is_accepted(forgery: Forgery) -> None:
    checked(forgery.honest, forgery.uses)


def statement_of(data: bytes) -> Sequent:
    top = json.loads(data)
    nodes: list[Term] = []
    for node in top["nodes"]:
        nodes.append(read_node(node, nodes))
    return Sequent(frozenset(nodes[h] for h in top["theorem"]["hyps"]), nodes[top["theorem"]["concl"]])


@pytest.mark.parametrize("forgery", [f for f in FORGERIES if f.false], ids=lambda f: f"{f.rule}: {f.title}")
def test_what_the_forgery_claims_is_false(forgery: Forgery) -> None:
    assert oracle(statement_of(forgery.forged), tries=400).refutations
