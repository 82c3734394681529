"""The ends that facts give a variable: x <= t, t < x and what linear relations say when solved for x."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tailbound.proofs.checker import Reject, Term, gap, term


@dataclass(frozen=True)
class End:
    """value <= x (lower) or x <= value; `strict` for <.  `fact` is the relation that says so."""

    value: Term
    lower: bool
    strict: bool
    fact: Term

    @property
    def number(self) -> Fraction | None:
        return self.value.data[0] if self.value.op == "q" else None


def ends_of(x: Term, facts: Iterable[Term]) -> list[End]:
    """The ends of x: from relations that are linear in x with a constant coefficient.

    >>> from tailbound.proofs.checker import make, number
    >>> x = make("v", data=("x", "real"))
    >>> [(e.lower, e.number) for e in ends_of(x, [make("<=", make("*", number(2), x), number(3))])]
    [(False, Fraction(3, 2))]
    """
    found = (end_of(x, f) for f in facts)
    return [e for e in found if e is not None]


_memo: dict[tuple[Term, Term], End | None] = {}


def end_of(x: Term, f: Term) -> End | None:
    """The end of x that one relation gives."""
    if f.op not in ("<=", "<") or x.data[0] not in f.names:
        return None
    if (x, f) not in _memo:
        if len(_memo) > 20_000:
            _memo.clear()
        try:
            _memo[x, f] = _solved(x, f)
        except Reject:
            _memo[x, f] = None
    return _memo[x, f]


def _solved(x: Term, f: Term) -> End | None:
    p = gap(f)
    alone = frozenset([(x, 1)])
    c = p.get(alone, Fraction(0))
    rest = {m: d for m, d in p.items() if m != alone}
    if c == 0 or any(x.data[0] in t.names for m in rest for t, _ in m):
        return None
    return End(term({m: -d / c for m, d in rest.items()}), c > 0, f.op == "<", f)
