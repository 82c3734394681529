"""A problem for the prover: scalar variables with their ranges, hypotheses, and one claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from tailbound.proofs.checker import NAME, Reject, Term, decided, make, number, obligations
from tailbound.proofs.problem_text import Unsupported, exact_number, free_names, read_relations


@dataclass(frozen=True)
class Variable:
    """A real or integer variable; the ends are closed, None where there is none."""

    name: str
    integer: bool = False
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def term(self) -> Term:
        return make("v", data=(self.name, "int" if self.integer else "real"))

    @property
    def hyps(self) -> tuple[Term, ...]:
        """low <= x, x <= high, as far as there are ends."""
        below = () if self.low is None else (make("<=", number(self.low), self.term),)
        above = () if self.high is None else (make("<=", self.term, number(self.high)),)
        return (*below, *above)


@dataclass(frozen=True)
class Problem:
    """Do the hypotheses imply the claim, for all values of the variables?"""

    variables: tuple[Variable, ...]
    where: tuple[Term, ...]
    claim: Term

    @property
    def hyps(self) -> tuple[Term, ...]:
        """Range hypotheses in the order of the variables, then `where`; each once."""
        ranges = [h for v in self.variables for h in v.hyps]
        return tuple(dict.fromkeys([*ranges, *self.where]))


def parse_problem(
    claim: str | Term, where: Iterable[str | Term] = (), variables: Mapping[str, Any] | None = None
) -> Problem:
    """The problem that texts (or terms) state.

    variables: name -> {"domain": "real" or "integer", "range": [low, high]} with exact ends ("0", "1/100", 0.5 as
    written, "oo", "-oo"); None: every name is a real variable without bounds.  Text is Python's expression syntax
    with SymPy's function names, never evaluated.  Conjunctions and chained comparisons split in `where`; partial
    hypotheses (those that divide, take logs or roots) are put after the total ones, which may vouch for them.

    Raises Unsupported, a ValueError with one line, for everything else.

    >>> p = parse_problem("exp(x) >= 1 + x", ["x >= 0"])
    >>> [h.op for h in p.hyps], p.claim.op, p.variables[0].name
    (['<='], '<=', 'x')
    >>> parse_problem("sin(x) <= 1")
    Traceback (most recent call last):
    ...
    tailbound.proofs.problem_text.Unsupported: sin is not supported: sin(x)
    """
    given = [where] if isinstance(where, str | Term) else list(where)
    if variables is None:
        texts = [s for s in (claim, *given) if isinstance(s, str)]
        terms = [t for t in (claim, *given) if isinstance(t, Term)]
        declared = {n: Variable(n) for n in free_names(texts)} | {v.name: v for t in terms for v in _of_term(t)}
    else:
        declared = {name: _variable(name, spec) for name, spec in variables.items()}
    sorts = {v.name: "int" if v.integer else "real" for v in declared.values()}
    hyps = [r for part in given for r in _relations(part, sorts)]
    goals = _relations(claim, sorts)
    if len(goals) != 1:
        raise Unsupported("a claim is one relation: state each side of a conjunction as a claim of its own")
    hyps = [h for h in dict.fromkeys(hyps) if decided_safely(h) is not True or _partial(h)]
    hyps.sort(key=_partial)
    return Problem(tuple(declared.values()), tuple(hyps), goals[0])


def decided_safely(relation: Term) -> bool | None:
    """Whether a relation is true or false by its normal form; None where that is not seen."""
    try:
        return decided(relation)
    except Reject:
        return None


def _partial(formula: Term) -> bool:
    try:
        return bool(obligations(formula))
    except Reject:
        return True


def _relations(source: str | Term, sorts: Mapping[str, str]) -> list[Term]:
    if isinstance(source, str):
        return read_relations(source, sorts)
    if source.op not in ("<=", "<", "=", "!=") or source.loose:
        raise Unsupported("a hypothesis or claim is a relation between numbers")
    return [source]


def _of_term(t: Term) -> list[Variable]:
    if t.op == "v":
        if t.args or t.data[1] not in ("real", "int"):
            raise Unsupported(f"{t.data[0]} is no scalar variable")
        return [Variable(t.data[0], t.data[1] == "int")]
    if t.sort not in ("real", "prop") or t.op in ("in", "all", "sum", "sup", "card", "ind", "pr", "mean"):
        raise Unsupported(f"{t.op} is not a scalar operation")
    return list({v.name: v for a in t.args for v in _of_term(a)}.values())


def _variable(name: str, spec: Any) -> Variable:
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise Unsupported(f"not a variable's name: {name!r}")
    if not isinstance(spec, Mapping) or set(spec) - {"domain", "range"}:
        raise Unsupported(f'{name}: a variable is declared as {{"domain": "real", "range": ["0", "oo"]}}')
    domain = spec.get("domain", "real")
    if domain not in ("real", "integer"):
        raise Unsupported(f"{name}: the domain is real or integer, not {domain!r}")
    ends = spec.get("range") or ["-oo", "oo"]
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise Unsupported(f"{name}: a range has two ends")
    low, high = _end(name, ends[0], ("-oo", "-inf")), _end(name, ends[1], ("oo", "+oo", "inf"))
    if domain == "integer":
        low = None if low is None else Fraction(ceil(low))
        high = None if high is None else Fraction(floor(high))
    return Variable(name, domain == "integer", low, high)


def _end(name: str, value: Any, infinite: tuple[str, ...]) -> Fraction | None:
    if value is None or (isinstance(value, str) and value.replace(" ", "") in infinite):
        return None
    try:
        return exact_number(value)
    except Unsupported as error:
        raise Unsupported(f"{name}: {error}") from None


__all__ = ["Problem", "Unsupported", "Variable", "decided_safely", "parse_problem"]
