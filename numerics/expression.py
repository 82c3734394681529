"""A scalar expression as plain data: the node table of a certificate and the index of one node.

The bound that was proved and the bound that is evaluated are the same object, because both are read from one
node table.  Every evaluator of this room (Arb, mpmath, float64 intervals) walks `Expression.table`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

MAX_NODES = 50_000
MAX_EXPONENT = 64
_ARITY: dict[str, tuple[int, int]] = {
    "+": (2, 64),
    "*": (2, 64),
    "-": (2, 2),
    "/": (2, 2),
    "max": (2, 2),
    "exp": (1, 1),
    "log": (1, 1),
    "sqrt": (1, 1),
    "erf": (1, 1),
    "abs": (1, 1),
    "pi": (0, 0),
}
_RATIONAL = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")


class UndefinedHere(ValueError):
    """The expression has no value at these parameters (division by zero, log of x <= 0, sqrt of x < 0)."""


class UndecidedHere(UndefinedHere):
    """Whether the expression has a value here could not be decided at the precision allowed."""


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the table: `op`, the earlier rows it uses, its literal (rational, exponent, variable)."""

    op: str
    args: tuple[int, ...] = ()
    rational: Fraction = Fraction(0)
    exponent: int = 0
    name: str = ""
    sort: str = ""

    def plain(self) -> tuple[Any, ...]:
        """The row in the certificate's own notation."""
        if self.op == "v":
            return ("v", self.name, self.sort, ())
        if self.op == "q":
            return ("q", str(self.rational))
        if self.op == "^":
            return ("^", self.args[0], self.exponent)
        return (self.op, *self.args)


@dataclass(frozen=True)
class Expression:
    """The scalar expression rooted at `nodes[root]`.

    nodes: rows such as `["v", "Delta", "real", []]`, `["q", "1/3"]`, `["+", 0, 1]` (2..64 terms),
    `["*", ...]`, `["-", a, b]`, `["/", a, b]`, `["^", a, k]` (1 <= k <= 64), `["exp", a]`, `["log", a]`,
    `["sqrt", a]`, `["erf", a]`, `["abs", a]`, `["max", a, b]`, `["pi"]`; a row refers to earlier rows only.
    root: index of the expression's row.

    Only the rows that the root needs are read and kept, so a whole certificate's table may be given.  They
    are renumbered and shared, hence two expressions are equal exactly if they are the same tree.
    Errors: ValueError, one line, for a malformed table.  Source: the certificate's node table.

    >>> e = Expression([["v", "Delta", "real", []], ["q", "1/3"], ["*", 1, 0], ["exp", 2]], 3)
    >>> e.variables, str(e)
    ({'Delta': 'real'}, 'exp(1/3*Delta)')
    """

    nodes: tuple[tuple[Any, ...], ...]
    root: int
    table: tuple[Node, ...] = field(init=False, repr=False, compare=False)

    def __init__(self, nodes: Sequence[Sequence[Any]], root: int) -> None:
        table = _canonical(_parse_needed(nodes, root), root)
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "nodes", tuple(node.plain() for node in table))
        object.__setattr__(self, "root", len(table) - 1)
        _check_one_sort_per_name(table)

    @property
    def variables(self) -> dict[str, str]:
        """Name -> sort ("real" or "int") of the free variables, in order of first use."""
        return {node.name: node.sort for node in self.table if node.op == "v"}

    @classmethod
    def number(cls, value: int | Fraction | str) -> Expression:
        """The constant `value` (a float is refused: write it as a fraction)."""
        if isinstance(value, bool) or not isinstance(value, (int, Fraction, str)):
            raise ValueError(f"a constant is an int, a Fraction or text like '1/3', not {type(value).__name__}")
        return cls([["q", str(Fraction(value))]], 0)

    @classmethod
    def variable(cls, name: str, sort: str = "real") -> Expression:
        """The variable `name` of sort "real" or "int"."""
        return cls([["v", name, sort, []]], 0)

    @classmethod
    def apply(cls, op: str, *operands: Expression, exponent: int | None = None) -> Expression:
        """`op` applied to the operands ("^" takes its literal `exponent`).

        >>> k = Expression.variable("k", "int")
        >>> str(Expression.apply("/", Expression.number(1), Expression.apply("^", k, exponent=2)))
        '1/k^2'
        """
        rows: list[tuple[Any, ...]] = []
        roots: list[int] = []
        for operand in operands:
            start = len(rows)
            rows.extend(_shifted(node, start).plain() for node in operand.table)
            roots.append(len(rows) - 1)
        literal = [] if exponent is None else [exponent]
        return cls([*rows, (op, *roots, *literal)], len(rows))

    def substitute(self, definitions: Mapping[str, Expression]) -> Expression:
        """The expression with each named variable replaced by its definition (all at once).

        >>> E, Delta = Expression.variable("E"), Expression.variable("Delta")
        >>> str(E.substitute({"E": Expression.apply("exp", Delta)}))
        'exp(Delta)'
        """
        rows: list[tuple[Any, ...]] = []
        where: list[int] = []
        for node in self.table:
            replacement = definitions.get(node.name) if node.op == "v" else None
            if replacement is None:
                rows.append(Node(**{**_fields(node), "args": tuple(where[a] for a in node.args)}).plain())
            else:
                start = len(rows)
                rows.extend(_shifted(inner, start).plain() for inner in replacement.table)
            where.append(len(rows) - 1)
        return Expression(rows, where[-1])

    def __str__(self) -> str:
        return infix(self)


def infix(expression: Expression, limit: int = 2000) -> str:
    """The expression in ordinary notation, cut to `limit` characters (shared parts repeat)."""
    shown: list[tuple[str, int]] = []  # text and binding strength: 0 sum, 1 product, 2 power base, 3 atom
    for node in expression.table:
        text, strength = _show(node, [shown[a] for a in node.args])
        shown.append((text if len(text) <= limit else text[:limit] + "...", strength))
    return shown[-1][0]


def _show(node: Node, parts: list[tuple[str, int]]) -> tuple[str, int]:
    def at_least(part: tuple[str, int], strength: int) -> str:
        return part[0] if part[1] >= strength else f"({part[0]})"

    match node.op:
        case "v":
            return node.name, 3
        case "q":
            plain_integer = node.rational.denominator == 1 and node.rational >= 0
            return str(node.rational), 3 if plain_integer else (1 if node.rational > 0 else 0)
        case "+":
            return " + ".join(at_least(p, 0) for p in parts), 0
        case "-":
            return f"{at_least(parts[0], 0)} - {at_least(parts[1], 1)}", 0
        case "*":
            return "*".join(at_least(p, 1 if i == 0 else 2) for i, p in enumerate(parts)), 1
        case "/":
            return f"{at_least(parts[0], 1)}/{at_least(parts[1], 2)}", 1
        case "^":
            return f"{at_least(parts[0], 3)}^{node.exponent}", 2
        case "pi":
            return "pi", 3
        case _:
            return f"{node.op}({', '.join(p[0] for p in parts)})", 3


def _parse_needed(nodes: Sequence[Sequence[Any]], root: int) -> dict[int, Node]:
    if isinstance(nodes, (str, bytes)) or not isinstance(nodes, Sequence):
        raise ValueError("the node table is a list of rows")
    if not _is_index(root) or root >= len(nodes):
        raise ValueError(f"the root {root!r} is not the index of one of the {len(nodes)} nodes")
    needed: dict[int, Node] = {}
    waiting = [root]
    while waiting:
        index = waiting.pop()
        if index in needed:
            continue
        needed[index] = _parse(index, nodes[index])
        waiting.extend(needed[index].args)
        if len(needed) > MAX_NODES:
            raise ValueError(f"the expression needs more than {MAX_NODES} nodes")
    return needed


def _parse(index: int, row: Any) -> Node:
    if isinstance(row, (str, bytes)) or not isinstance(row, Sequence) or not row:
        raise ValueError(f"node {index}: a node is a list that starts with its operation, not {row!r}")
    op, rest = row[0], list(row[1:])
    if op == "v":
        return _parse_variable(index, rest)
    if op == "q":
        return _parse_rational(index, rest)
    if op == "^":
        if len(rest) != 2 or not _is_index(rest[1]) or not 1 <= rest[1] <= MAX_EXPONENT:
            raise ValueError(f"node {index}: '^' takes a base and a literal exponent 1..{MAX_EXPONENT}")
        return Node("^", _earlier(index, rest[:1]), exponent=rest[1])
    if not isinstance(op, str) or op not in _ARITY:
        raise ValueError(f"node {index}: {op!r} is no scalar operation")
    least, most = _ARITY[op]
    if not least <= len(rest) <= most:
        raise ValueError(f"node {index}: {op!r} takes {least}..{most} operands, not {len(rest)}")
    return Node(op, _earlier(index, rest))


def _parse_variable(index: int, rest: list[Any]) -> Node:
    if len(rest) != 3 or not isinstance(rest[0], str) or not _NAME.fullmatch(rest[0]):
        raise ValueError(f"node {index}: a variable is ['v', name, sort, []]")
    if rest[1] not in ("real", "int"):
        raise ValueError(f"node {index}: variable {rest[0]} has sort {rest[1]!r}, a scalar needs 'real' or 'int'")
    if not isinstance(rest[2], (list, tuple)) or rest[2]:
        raise ValueError(f"node {index}: {rest[0]} is a family, not a scalar variable")
    return Node("v", name=rest[0], sort=rest[1])


def _parse_rational(index: int, rest: list[Any]) -> Node:
    if len(rest) != 1 or not isinstance(rest[0], str) or not _RATIONAL.fullmatch(rest[0]):
        raise ValueError(f"node {index}: a rational is text like '-3' or '1/3', not {rest!r}")
    value = Fraction(rest[0])
    if str(value) != rest[0]:
        raise ValueError(f"node {index}: the rational {rest[0]!r} is not in lowest terms ({value})")
    return Node("q", rational=value)


def _is_index(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _earlier(index: int, args: list[Any]) -> tuple[int, ...]:
    for arg in args:
        if not _is_index(arg) or arg >= index:
            raise ValueError(f"node {index}: operand {arg!r} is not the index of an earlier node")
    return tuple(args)


def _canonical(needed: Mapping[int, Node], root: int) -> tuple[Node, ...]:
    """Rows in order of a left-to-right depth-first walk, equal rows shared: one table per tree."""
    number: dict[Node, int] = {}
    where: dict[int, int] = {}
    stack = [root]
    while stack:
        index = stack[-1]
        missing = [a for a in needed[index].args if a not in where]
        if missing:
            stack.extend(reversed(missing))
            continue
        stack.pop()
        if index not in where:
            args = tuple(where[a] for a in needed[index].args)
            where[index] = number.setdefault(Node(**{**_fields(needed[index]), "args": args}), len(number))
    return tuple(number)


def _fields(node: Node) -> dict[str, Any]:
    return {name: getattr(node, name) for name in ("op", "args", "rational", "exponent", "name", "sort")}


def _shifted(node: Node, by: int) -> Node:
    return Node(**{**_fields(node), "args": tuple(a + by for a in node.args)})


def _check_one_sort_per_name(table: tuple[Node, ...]) -> None:
    sorts: dict[str, str] = {}
    for node in table:
        if node.op == "v" and sorts.setdefault(node.name, node.sort) != node.sort:
            raise ValueError(f"the variable {node.name} is used both as real and as int")
