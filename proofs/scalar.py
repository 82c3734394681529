"""Scalar terms as plain node tables, and the scalar reading of a statement: its bound in few variables."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from tailbound.proofs.builder import Nodes
from tailbound.proofs.checker import RELATIONS, Term, rebuild, shift


def node_table(t: Term) -> tuple[list[list[Any]], int]:
    """The certificate's node table of a term, and the place of the term in it.

    >>> from tailbound.proofs.text import parse
    >>> node_table(parse("x + 1/3", {"x": ("real", ())}))
    ([['v', 'x', 'real', []], ['q', '1/3'], ['+', 0, 1]], 2)
    """
    nodes = Nodes()
    place = nodes.put(t)
    return nodes.nodes, place


def relation_of(formula: Term) -> Term:
    """The relation under the universal quantifiers of a formula."""
    while formula.op == "all":
        formula = formula.args[1]
    if formula.op not in RELATIONS:
        raise ValueError("the formula is no relation under universal quantifiers")
    return formula


def substituted(t: Term, name: str, value: Term) -> Term:
    """t with the variable of this name (no arguments) replaced by a closed term."""
    return rebuild(
        t, lambda s, depth: shift(value, depth) if s.op == "v" and s.data[0] == name and not s.args else None
    )


def unfolded(t: Term, hyps: Iterable[Term], keep: Collection[str]) -> Term:
    """t with each variable outside `keep` replaced by what a hypothesis `variable = term` defines it as.

    >>> from tailbound.proofs.text import parse, show
    >>> scope = {"E": ("real", ()), "Delta": ("real", ()), "k": ("int", ())}
    >>> bound, definition = parse("E/(E + k - 1)", scope), parse("E == exp(Delta)", scope)
    >>> show(unfolded(bound, [definition], {"k", "Delta"}))
    'exp(Delta)/(exp(Delta) + k - 1)'
    """
    for definition in reversed(list(hyps)):
        if definition.op != "=":
            continue
        for left, right in (definition.args, definition.args[::-1]):
            free = left.op == "v" and not left.args and left.data[0] not in right.names
            if free and left.data[0] not in keep and left.data[0] in t.names:
                t = substituted(t, left.data[0], right)
                break
    return t


def scalar_hypotheses(hyps: Iterable[Term], names: Collection[str]) -> list[Term]:
    """The relations among the hypotheses that speak of these names only, definitions unfolded: the regime."""
    every, out = list(hyps), []
    for h in every:
        if h.op in RELATIONS:
            g = unfolded(h, every, names)
            if h.names and g.names <= set(names) and not is_trivial(g) and all(map(is_scalar, g.args)):
                out.append(g)
    return out


SCALAR = ("q", "pi", "+", "-", "*", "/", "^", "exp", "log", "sqrt", "erf", "abs", "max")


def is_scalar(t: Term) -> bool:
    """Whether a term is built from numbers and variables without arguments only.

    >>> from tailbound.proofs.text import parse
    >>> is_scalar(parse("card(J)", {})), is_scalar(parse("exp(x)/2", {"x": ("real", ())}))
    (False, True)
    """
    if t.op == "v":
        return not t.args and t.sort == "real"
    return t.op in SCALAR and all(map(is_scalar, t.args))


def is_trivial(relation: Term) -> bool:
    """Whether a relation says t = t, as a definition unfolded by itself does."""
    return relation.args[0] is relation.args[1]
