"""Random edits of the forgeries' honest twins, and of the forgeries: rules that the catalogue hardly uses.

As for the catalogue, what an edit proves is tried in finite models, which share no code with the rules.
These certificates reach every rule, box, mono, deriv, erf_sup and the truth table of events among them.
"""

import json
import random
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from forgeries import FORGERIES
from test_random_edits import KINDS, LONGEST

from tailbound.proofs.builder import canonical
from tailbound.proofs.checker import FIELDS, Reject, check
from tailbound.proofs.model_oracle import oracle

PAIRS = [f for f in FORGERIES if not f.uses and f.rule not in ("format", "limits")]
EDITS = 20_000


def edited(data: bytes, rng: random.Random) -> bytes:
    tree = json.loads(data)
    for _ in range(rng.choice((1, 1, 1, 2))):
        # A short certificate may have nothing of the shape that an edit looks for.
        with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError):
            rng.choice(KINDS)(tree, rng)
    return canonical(tree)


def try_edits(count: int, seed: int) -> Counter[str]:
    rng, tally = random.Random(seed), Counter[str]()
    own = {f.honest: check(f.honest, {}).statement_sha256 for f in PAIRS}
    for _ in range(count):
        pair = rng.choice(PAIRS)
        data = edited(pair.honest if rng.random() < 0.7 else pair.forged, rng)
        start = time.process_time()
        try:
            found = check(data, {})
        except Reject:
            tally["rejected"] += 1
            continue
        finally:
            assert time.process_time() - start < LONGEST, f"{pair.title}: an edit takes too long"
        if found.statement_sha256 == own[pair.honest]:
            tally["same statement"] += 1
            continue
        report = oracle(found, tries=12, seed=rng.randrange(10**6))
        assert not report.refutations, f"{pair.title}: an edited certificate proves a falsehood: {data!r}"
        tally["another true statement"] += 1
        tally["models"] += report.satisfying
    return tally


def test_the_certificates_reach_every_rule() -> None:
    used = {step["rule"] for f in PAIRS for step in json.loads(f.honest)["steps"]}
    assert used == set(FIELDS) - {"known"}


def test_random_edits_prove_nothing_false() -> None:
    tally = try_edits(EDITS, seed=7)
    assert sum(tally[k] for k in ("rejected", "same statement", "another true statement")) == EDITS
    # The test would be empty if nothing survived.
    assert min(tally["same statement"], tally["another true statement"], tally["models"]) > EDITS // 50


@pytest.mark.slow
def test_many_more_random_edits_prove_nothing_false() -> None:
    assert try_edits(5 * EDITS, seed=8)["rejected"] > EDITS
