"""Random edits of accepted certificates: rejected, or proving the same statement, or one that no model refutes.

The expectation is semantic: what an edited certificate proves is tried in random finite models by the oracle, which
shares no code with the checker's rules.  None may take over 2 s.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from tailbound.proofs.builder import canonical
from tailbound.proofs.catalogue import theorems
from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.catalogue.ledger import Proved, judge_all
from tailbound.proofs.checker import SCHEMAS, Reject, check
from tailbound.proofs.model_oracle import oracle

EDITS = 3_000
LONGEST = 2.0
RULES = ("hyp", "use", "cases", "absurd", "gen", "induct", "mono", "arith", "sets", "subset", "schema", "known")
OPERATIONS = ("+", "*", "-", "/", "max", "exp", "log", "abs", "<=", "<", "=", "!=", "in", "card", "sum", "sup", "all")
SORTS = ("real", "int", "J", "C", "set J", "set C", "set int", "Omega")
NAMES = ("a", "p", "S", "x0", "y1", "k", "n", "tau", "zz")


def places(tree: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every container of a JSON tree with each of its keys or positions."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in items:
        found.append((tree, key))
        places(value, found)
    return found


def other(value: Any, rng: random.Random) -> Any:
    """Something else of the same kind."""
    if isinstance(value, bool) or value is None:
        return rng.choice([None, 0, 1])
    if isinstance(value, int):
        return rng.choice([value + 1, max(0, value - 1), rng.randrange(max(1, 2 * value + 2)), 0])
    if isinstance(value, str) and value in OPERATIONS:
        return rng.choice(OPERATIONS)
    if isinstance(value, str) and value in RULES:
        return rng.choice(RULES)
    if isinstance(value, str) and value in SCHEMAS:
        return rng.choice(sorted(SCHEMAS))
    if isinstance(value, str) and value.lstrip("-").replace("/", "").isdigit():
        return rng.choice(["0", "1", "-1", "2", "1/2", "-3", "999/1000", "1001/1000"])
    if isinstance(value, str):
        return rng.choice([*SORTS, *NAMES])
    return rng.choice([[], {}, 0, "a"])


def replace_value(tree: Any, rng: random.Random) -> None:
    where, key = rng.choice(places(tree, []))
    where[key] = other(where[key], rng)


def replace_in_step(tree: Any, rng: random.Random) -> None:
    where, key = rng.choice(places(rng.choice(tree["steps"]), []))
    where[key] = other(where[key], rng)


def redirect_premise(tree: Any, rng: random.Random) -> None:
    step = rng.choice([s for s in tree["steps"] if s.get("prem")])
    if isinstance(step["prem"], list):
        step["prem"][rng.randrange(len(step["prem"]))] = rng.randrange(len(tree["steps"]))
    else:
        step["prem"] = rng.randrange(len(tree["steps"]))


def swap_steps(tree: Any, rng: random.Random) -> None:
    i, j = (rng.randrange(len(tree["steps"])) for _ in range(2))
    tree["steps"][i], tree["steps"][j] = tree["steps"][j], tree["steps"][i]


def drop(tree: Any, rng: random.Random) -> None:
    lists = [x for x in (tree["theorem"]["hyps"], tree["theorem"]["defined"]) if x]
    lists += [s["prem"] for s in tree["steps"] if isinstance(s.get("prem"), list) and s["prem"]]
    chosen = rng.choice(lists)
    del chosen[rng.randrange(len(chosen))]


def other_conclusion(tree: Any, rng: random.Random) -> None:
    """The theorem claims what another step proves, with that step, or with its own."""
    number = rng.randrange(len(tree["steps"]))
    concl = tree["steps"][number].get("concl")
    if concl is not None:
        tree["theorem"]["concl"] = concl
    if rng.random() < 0.7:
        tree["theorem"]["step"] = number


def rename(tree: Any, rng: random.Random) -> None:
    node = rng.choice([x for x in tree["nodes"] if x[0] == "v"])
    node[rng.choice([1, 2])] = rng.choice([*NAMES, *SORTS])


def shave(tree: Any, rng: random.Random) -> None:
    numbers = [x for x in tree["nodes"] if x[0] == "q"]
    if numbers:
        rng.choice(numbers)[1] = rng.choice(["999/1000", "1001/1000", "0", "1", "2", "-1", "1/2"])


KINDS: tuple[Callable[[Any, random.Random], None], ...] = (
    replace_value,
    replace_in_step,
    replace_in_step,
    redirect_premise,
    swap_steps,
    drop,
    other_conclusion,
    rename,
    shave,
)


@pytest.fixture(scope="module")
def accepted() -> tuple[dict[str, tuple[bytes, str]], dict[str, Any]]:
    """Certificates with their statement hashes, and the theorems that they may cite."""
    outcomes = judge_all(theorems())
    assert all(isinstance(o, Proved) for o in outcomes.values())
    known = {o.checked.statement_sha256: o.checked for o in outcomes.values() if isinstance(o, Proved)}
    files = {name: (path_of(name).read_bytes(), o.checked.statement_sha256) for name, o in outcomes.items()}  # type: ignore[union-attr]
    return files, known


def try_edits(files: dict[str, tuple[bytes, str]], known: dict[str, Any], count: int, seed: int) -> Counter[str]:
    rng, tally = random.Random(seed), Counter[str]()
    names = sorted(files, key=lambda name: len(files[name][0]))
    for _ in range(count):
        # Short certificates are drawn more often: an edit there is more likely to survive for a while.
        name = names[int(len(names) * rng.random() ** 2)]
        data, own = files[name]
        tree = json.loads(data)
        rng.choice(KINDS)(tree, rng)
        if rng.random() < 0.25:
            # The first edit may have left nothing of the shape that the second looks for.
            with suppress(AttributeError, IndexError, KeyError, TypeError, ValueError):
                rng.choice(KINDS)(tree, rng)
        start = time.process_time()
        try:
            found = check(canonical(tree), known)
        except Reject:
            tally["rejected"] += 1
            continue
        finally:
            assert time.process_time() - start < LONGEST, f"{name}: an edit takes too long"
        if found.statement_sha256 == own:
            tally["same statement"] += 1
            continue
        report = oracle(found, tries=12, seed=rng.randrange(10**6))
        assert not report.refutations, f"{name}: an edited certificate proves a falsehood: {found}"
        tally["another true statement"] += 1
        tally["models"] += report.satisfying
    return tally


def test_random_edits_prove_nothing_false(accepted: Any) -> None:
    files, known = accepted
    tally = try_edits(files, known, EDITS, seed=20261124)
    assert sum(tally[k] for k in ("rejected", "same statement", "another true statement")) == EDITS
    # The test would be empty if nothing survived: harmless edits do, and other theorems are proved.
    assert tally["same statement"] > EDITS // 200 and tally["another true statement"] > EDITS // 200
    assert tally["models"] > 0


@pytest.mark.slow
def test_many_more_random_edits(accepted: Any) -> None:
    files, known = accepted
    tally = try_edits(files, known, 20_000, seed=1)
    assert tally["rejected"] > EDITS
