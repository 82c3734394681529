"""A certificate's steps, taken up into a proof of another statement: its lemmas and guards are then at hand there."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tailbound.proofs import checker
from tailbound.proofs.builder import Core, Step
from tailbound.proofs.checker import Term


def replayed(proof: Core, data: bytes) -> tuple[Step, list[Step]]:
    """Add all steps of an accepted certificate to a proof; returns the theorem's step and the steps of its guards.

    The proof must know the theorems that the certificate cites.
    """
    tree = json.loads(data)
    terms: list[Term] = []
    for node in tree["nodes"]:
        terms.append(checker.read_node(node, terms))
    steps: list[Step] = []
    for line in tree["steps"]:
        rule = line["rule"]
        if rule == "known":
            steps.append(proof.cite(line["sha"]))
            continue
        fields = {key: _field(key, value, line, terms, steps) for key, value in line.items() if key != "rule"}
        steps.append(proof.add(rule, **fields, **({"nodes": terms} if rule == "box" else {})))
    theorem = tree["theorem"]
    return steps[theorem["step"]], [steps[i] for i in theorem["defined"]]


def _field(key: str, value: Any, line: dict[str, Any], terms: list[Term], steps: list[Step]) -> Any:
    """One field of a step, with steps and terms for their numbers."""

    def premise(i: int) -> Step:
        step: Step = steps[line["prem"][i]]
        return step

    if key == "prem":
        return [steps[i] for i in value] if isinstance(value, list) else steps[value]
    readers: dict[str, Callable[[Any], Any]] = {
        "of": lambda i: steps[i],
        "pos": lambda es: [(Fraction(k), [premise(p) for p in ps], [terms[t] for t in ts]) for k, ps, ts in es],
        "eq": lambda es: [(premise(p), terms[t]) for p, t in es],
        "clear": lambda ps: [premise(p) for p in ps],
        "terms": lambda ts: [(Fraction(k), terms[t]) for k, t in ts],
        "sub": lambda s: {name: (tuple(kinds), terms[t]) for name, (kinds, t) in s.items()},
        "sort": dict,
        "tree": lambda x: x,
        "name": str,
    }
    if key in readers:
        return readers[key](value)
    if isinstance(value, list):
        return [terms[i] for i in value]
    return None if value is None else terms[value]
