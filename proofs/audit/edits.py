"""Forgeries of certificates: one field changed.  Accepted ones must prove the same statement, or a true one.

That an edit is accepted is no fault in itself: premises may commute, and another theorem may have been proved.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from tailbound.proofs import checker
from tailbound.proofs.builder import canonical
from tailbound.proofs.checker import SCHEMAS, Checked, Reject
from tailbound.proofs.model import refutes
from tailbound.proofs.model_oracle import oracle

REJECTED, SAME, OTHER, WRONG = "rejected", "same statement", "another statement", "accepted_wrongly"
MODELS = 20
TERMS = ("concl", "split", "goal", "f", "u", "w", "base", "set", "body")
GROWN = Fraction(1001, 1000)
Tree = dict[str, Any]


@dataclass(frozen=True)
class Edit:
    """What was changed, in words, and the forged bytes."""

    theorem: str
    rule: str
    change: str
    data: bytes


def exchanged_premises(step: Tree, tree: Tree, random: Random) -> str | None:
    """Two premises, or a premise and the step before it, exchanged."""
    prem = step.get("prem")
    if isinstance(prem, list) and len(prem) > 1:
        i, j = random.sample(range(len(prem)), 2)
        prem[i], prem[j] = prem[j], prem[i]
        return "two premises exchanged"
    return None


def other_premise(step: Tree, tree: Tree, random: Random) -> str | None:
    """A premise taken from another step."""
    here = tree["steps"].index(step)
    prem = step.get("prem")
    if isinstance(prem, list) and prem:
        prem[random.randrange(len(prem))] = random.randrange(here)
    elif isinstance(prem, int):
        step["prem"] = random.randrange(here)
    elif "of" in step:
        step["of"] = random.randrange(here)
    else:
        return None
    return "another premise"


def lost_premise(step: Tree, tree: Tree, random: Random) -> str | None:
    """One premise, factor or cleared denominator fewer."""
    for key in ("pos", "eq", "clear", "prem"):
        if isinstance(step.get(key), list) and step[key]:
            step[key].pop(random.randrange(len(step[key])))
            return f"one entry of {key} fewer"
    return None


def grown_multiplier(step: Tree, tree: Tree, random: Random) -> str | None:
    """A multiplier grown by 1 per mille."""
    for key in ("pos", "terms"):
        if step.get(key):
            entry = random.choice(step[key])
            entry[0] = str(Fraction(entry[0]) * GROWN)
            return f"a multiplier of {key} grown"
    return None


def other_term(step: Tree, tree: Tree, random: Random) -> str | None:
    """A term of the step (conclusion, split, goal, argument, substituted value) taken from elsewhere in the table."""
    keys = [
        k for k in ("concl", "split", "goal", "f", "u", "w", "base", "set", "body") if isinstance(step.get(k), int)
    ]
    n = len(tree["nodes"])
    if step.get("args"):
        step["args"][random.randrange(len(step["args"]))] = random.randrange(n)
    elif step.get("sub"):
        random.choice(list(step["sub"].values()))[1] = random.randrange(n)
    elif keys:
        step[random.choice(keys)] = random.randrange(n)
    else:
        return None
    return "another term"


def other_schema(step: Tree, tree: Tree, random: Random) -> str | None:
    """A schema's name exchanged for another's."""
    if step["rule"] != "schema":
        return None
    step["name"] = random.choice(sorted(SCHEMAS.keys() - {step["name"]}))
    return "another schema"


def node_changed(step: Tree, tree: Tree, random: Random) -> str | None:
    """A node of the table changed for all steps: a literal grown, names or operations exchanged."""
    swaps = {"<=": "<", "<": "<=", "=": "<=", "!=": "<", "\\": "&", "&": "|", "|": "&", "sum": "sup", "sup": "sum"}
    node = random.choice(tree["nodes"])
    if node[0] == "q":
        node[1] = str(Fraction(node[1]) * GROWN if node[1] != "0" else Fraction(1, 1000))
    elif node[0] == "v":
        names = [m[1] for m in tree["nodes"] if m[0] == "v" and m[2] == node[2] and m[1] != node[1]]
        if not names:
            return None
        node[1] = random.choice(names)
    elif node[0] in swaps:
        node[0] = swaps[node[0]]
    else:
        return None
    return f"a node {node[0]} changed"


def theorem_changed(step: Tree, tree: Tree, random: Random) -> str | None:
    """The theorem's own fields: a hypothesis or guard fewer, another conclusion, another last step."""
    theorem = tree["theorem"]
    key = random.choice(("hyps", "defined", "concl", "step"))
    if key in ("hyps", "defined"):
        if not theorem[key]:
            return None
        theorem[key].pop(random.randrange(len(theorem[key])))
    else:
        theorem[key] = random.randrange(len(tree["nodes" if key == "concl" else "steps"]))
    return f"the theorem's {key} changed"


CHANGES: tuple[Callable[[Tree, Tree, Random], str | None], ...] = (
    exchanged_premises,
    other_premise,
    lost_premise,
    grown_multiplier,
    other_term,
    other_schema,
    node_changed,
    theorem_changed,
)


def edits(theorem: str, data: bytes, count: int, seed: int = 0) -> Iterator[Edit]:
    """`count` forgeries, each rule of the certificate in turn, determined by the seed."""
    original = json.loads(data)
    by_rule: dict[str, list[int]] = {}
    for i, s in enumerate(original["steps"]):
        by_rule.setdefault(s["rule"], []).append(i)
    rules = sorted(by_rule)
    random = Random(f"{theorem}/{seed}")
    made = tried = 0
    while made < count and tried < 20 * count:
        tree = copy.deepcopy(original)
        rule = rules[tried % len(rules)]
        step = tree["steps"][random.choice(by_rule[rule])]
        tried += 1
        try:
            change = random.choice(CHANGES)(step, tree, random)
        except ValueError:  # the first step has no step before it
            continue
        forged = canonical(tree)
        if change is not None and forged != data:
            made += 1
            yield Edit(theorem, rule, change, forged)


def judged(edit: Edit, original: Checked, known: Mapping[str, Checked]) -> str:
    """What the checker makes of a forgery, and, if it proves another statement, whether a model refutes that."""
    try:
        found = checker.check(edit.data, known)
    except Reject:
        return REJECTED
    if found.statement_sha256 == original.statement_sha256:
        return SAME
    report = oracle(found, MODELS)
    return WRONG if any(refutes(found.hyps, found.concl, m) for m in report.refutations) else OTHER
