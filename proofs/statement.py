"""A statement: hypotheses in order and a conclusion, as terms.  All its readings come from these terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sympy import And, Basic

from tailbound.proofs.binders import ForAll
from tailbound.proofs.checker import Term, statement_hash
from tailbound.proofs.convert import ConversionError, to_term
from tailbound.proofs.declarations import accepted, assumption_hypotheses
from tailbound.proofs.display import from_term
from tailbound.proofs.latex import latex


def conjuncts(formula: Basic) -> list[Basic]:
    """The formulas whose conjunction this is: And splits, also below a quantifier."""
    if isinstance(formula, And):
        return [part for arg in formula.args for part in conjuncts(arg)]
    if isinstance(formula, ForAll):
        return [formula.func(formula.variable, formula.over, part) for part in conjuncts(formula.body)]
    return [formula]


def subterms(t: Term) -> Iterator[Term]:
    """t and its subterms, each once, in an order that depends on t only."""
    seen, stack = set(), [t]
    while stack:
        s = stack.pop()
        if s not in seen:
            seen.add(s)
            yield s
            stack += reversed(s.args)


Signature = tuple[str, tuple[str, ...]]
RESERVED = frozenset(
    ("pi", "Reals", "exp", "log", "sqrt", "erf", "abs", "max", "min", "sum", "sup", "all", "card", "ind", "pr", "rng")
)
"""Names that print as something else than a variable."""


def sorts_in(*terms: Term) -> set[str]:
    """The index and outcome sorts that occur in the terms."""
    found: set[str] = set()
    for s in (part for t in terms for part in subterms(t)):
        for sort in (s.data[0] if s.op in ("univ", "mean") else "", s.data[1] if s.op in ("v", "b") else "", s.sort):
            bare = sort.removeprefix("set ")
            if bare not in ("", "real", "int", "prop"):
                found.add(bare)
    return found


def kind_in_words(signature: Signature) -> str:
    """A variable's sort in words.

    >>> kind_in_words(("real", ("J", "C"))), kind_in_words(("int", ())), kind_in_words(("set J", ()))
    ('real for each J, C', 'integer', 'subset of J')
    """
    sort, over = signature
    word = {"int": "integer", "real": "real"}.get(sort, sort)
    word = f"subset of {sort[4:]}" if sort.startswith("set ") else word
    return f"{word} for each {', '.join(over)}" if over else word


@dataclass(frozen=True)
class Statement:
    """hyps |- concl, all closed formulas.  Raises ConversionError (a ValueError) where one is not.

    >>> from sympy import Symbol
    >>> x = Symbol("x", positive=True)
    >>> s = Statement.from_sympy(where=[x <= 1], claim=x**2 <= x)
    >>> len(s.hyps), s.free_variables()
    (2, {'x': ('real', ())})
    >>> s == Statement.from_sympy(where=s.to_sympy()[0], claim=s.to_sympy()[1])
    True
    """

    hyps: tuple[Term, ...]
    concl: Term

    def __post_init__(self) -> None:
        for f in (*self.hyps, self.concl):
            if f.sort != "prop":
                raise ConversionError(f"a statement is made of formulas, and this is a term: {latex(f)}")
            if f.loose:
                raise ConversionError("a statement is made of closed formulas: an index is not bound")
        clash = set(self.free_variables()) & (RESERVED | sorts_in(*self.hyps, self.concl))
        if clash:
            raise ConversionError(f"{', '.join(sorted(clash))} would be read as a sort, a function or pi: rename it")

    @classmethod
    def from_sympy(cls, *, where: Iterable[Any] = (), claim: Any) -> Statement:
        """The statement that the assumptions of the symbols, then `where` in order, imply the claim.

        Hypotheses are listed once.  And splits in `where` (SymPy has sorted its parts: give a list where the order
        matters); a claim that is a conjunction is refused, each side is a theorem of its own.
        """
        given = [part for formula in where for part in conjuncts(accepted(formula))]
        goal = accepted(claim)
        hyps = [*assumption_hypotheses(*given, goal), *map(to_term, given)]
        return cls(tuple(dict.fromkeys(hyps)), to_term(goal))

    @property
    def sha256(self) -> str:
        """The hash by which certificates and `known` steps name this statement."""
        return statement_hash(self.hyps, self.concl)

    def free_variables(self) -> dict[str, Signature]:
        """name -> (sort, argument sorts), by name.  Numeric arguments are arguments of a real function.

        Raises ConversionError if one name has two signatures.
        """
        found: dict[str, Signature] = {}
        for f in (*self.hyps, self.concl):
            for s in subterms(f):
                if s.op == "v":
                    own = (s.data[1], tuple(a.sort for a in s.args))
                    if found.setdefault(s.data[0], own) != own:
                        raise ConversionError(f"{s.data[0]} has two signatures: {found[s.data[0]]} and {own}")
        return dict(sorted(found.items()))

    def to_sympy(self) -> tuple[list[Any], Any]:
        """(hypotheses, conclusion) as unevaluated SymPy, for display and search; `from_sympy` brings them back."""
        return [from_term(h) for h in self.hyps], from_term(self.concl)

    def latex(self) -> str:
        r"""The statement, printed from its terms: one line for each hypothesis, then the conclusion.

        >>> from sympy import Symbol
        >>> x = Symbol("x", positive=True)
        >>> print(Statement.from_sympy(claim=x / (1 + x) <= x).latex())
        \begin{aligned}
        & 0 < x \\
        \Longrightarrow\quad & \frac{x}{1 + x} \le x
        \end{aligned}
        """
        if not self.hyps:
            return latex(self.concl)
        lines = [rf"& {latex(h)} \\" for h in self.hyps] + [rf"\Longrightarrow\quad & {latex(self.concl)}"]
        return "\n".join([r"\begin{aligned}", *lines, r"\end{aligned}"])
