"""What a catalogue entry is: a statement with its proof, its readings and its examples; or a refuted claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

RECONSTRUCTED = "reconstructed: the paper's own constants are not known"
PAPER = "arXiv:2404.02690v2"
Value = int | str | tuple["Value", ...] | frozenset[int]


@dataclass(frozen=True)
class Example:
    """A finite model as plain data: sizes of the index sorts, and values of the variables that no hypothesis defines.

    Values: an int or a closed term as text ("1/3", "exp(2)"); a family is a tuple (nested for several arguments); a
    set is a frozenset of positions.  Variables with a defining hypothesis (n = card J, Z = sum a, ...) are solved.

    >>> Example({"J": 2}, {"a": (4, 2), "S": frozenset({0})}).sizes["J"]
    2
    """

    sizes: Mapping[str, int]
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Reading:
    """How a measured row is held against the statement.

    `quantity`: text over the fields of a row's measurements (kernels), which is one side of the conclusion; `side`
    says which ("left" or "right"); the other side is the bound, evaluated with `given`: variables of the statement
    as text over measurements.  Variables that a hypothesis defines by given ones are unfolded.  Rows at which a
    hypothesis that speaks of given variables only is false are out of the statement's regime: counted, not tried.
    `rows`: "any" keep set, or "top-k", "threshold", "tiles".
    """

    quantity: str
    side: str
    given: Mapping[str, str]
    rows: str = "any"


@dataclass(frozen=True)
class Theorem:
    """One proved statement of the book."""

    id: str
    title: str
    statement: Statement
    prove: Callable[[Proof], bytes]
    source: str
    symbols: Mapping[str, str]
    witness: Example
    extremal: Example | None = None
    reading: Reading | None = None
    uses: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Refutation:
    """A claim that is false, with an exact model in which its hypotheses hold and its conclusion fails."""

    id: str
    title: str
    statement: Statement
    counterexample: Example
    source: str
    symbols: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
