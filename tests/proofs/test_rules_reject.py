"""For each rule, schema and reader: certificates that break one condition are rejected for that reason alone.

Each forgery's honest twin, with that condition repaired, is accepted: the forgery is well-sorted and its guards are
proved.  Where a forgery claims something false, the finite models say so: they refute the claim independently.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from forgeries import FORGERIES
from forging import Forgery

from tailbound.proofs.checker import FIELDS, SCHEMAS, Checked, Reject, Sequent, Term, check, read_node
from tailbound.proofs.model_oracle import oracle


def named(forgery: Forgery) -> str:
    return f"{forgery.rule}: {forgery.title}"


def checked(data: bytes, uses: tuple[bytes, ...]) -> Checked:
    known: dict[str, Checked] = {}
    for earlier in uses:
        theorem = check(earlier, known)
        known[theorem.statement_sha256] = theorem
    return check(data, known)


def statement_of(data: bytes) -> Sequent:
    top = json.loads(data)
    nodes: list[Term] = []
    for node in top["nodes"]:
        nodes.append(read_node(node, nodes))
    return Sequent(frozenset(nodes[h] for h in top["theorem"]["hyps"]), nodes[top["theorem"]["concl"]])


def test_every_rule_and_every_schema_has_at_least_three_forgeries() -> None:
    found = Counter(f.rule for f in FORGERIES)
    wanted = [*FIELDS, *(f"schema {name}" for name in SCHEMAS)]
    assert len(wanted) == 15 + 35
    assert {name: found[name] for name in wanted if found[name] < 3} == {}


@pytest.mark.parametrize("forgery", FORGERIES, ids=named)
def test_the_forgery_is_rejected_for_its_reason(forgery: Forgery) -> None:
    with pytest.raises(Reject) as caught:
        checked(forgery.forged, forgery.uses)
    assert forgery.reason in str(caught.value)


@pytest.mark.parametrize("forgery", FORGERIES, ids=named)
def test_the_honest_twin_is_accepted(forgery: Forgery) -> None:
    assert checked(forgery.honest, forgery.uses).trust <= {"enclosure"}


@pytest.mark.parametrize("forgery", [f for f in FORGERIES if f.false], ids=named)
def test_what_the_forgery_claims_is_false(forgery: Forgery) -> None:
    assert oracle(statement_of(forgery.forged), tries=400).refutations
