"""Random small models of a sequent, made so that its hypotheses tend to hold.

Defining hypotheses are solved, the other variables are drawn one at a time, each when it is first needed: a relation
that is linear in the value to be drawn becomes a bound, every other hypothesis a test, and of a few candidates (ends
of the interval, ties, zero, small integers, dyadics, values beyond every constant of the sequent) the first that
passes is kept.  Nothing is guaranteed: the caller asks `satisfies`.  Everything is determined by the seed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import product
from random import Random
from typing import TYPE_CHECKING, Any

from tailbound.proofs.model import Family, Model, Signature, Undecided, evaluate, signature
from tailbound.proofs.model_candidates import Constraint, candidate_numbers, palette
from tailbound.proofs.model_definitions import Definitions

if TYPE_CHECKING:
    from tailbound.proofs.checker import Term

Key = tuple[Signature, tuple[Any, ...]]
SIZES = (1, 2, 2, 3, 3, 4, 4, 5, 5)
MOST_CANDIDATES = 10
DEEPEST_STEERING = 8  # variables drawn while drawing others; beyond, without regard to hypotheses
MOST_STEERING = 40_000  # subterms visited for one model; beyond, without regard to hypotheses
MOST_ARGUMENTS = 300


class Blocked(Undecided):
    """A value depends on the variable that is being drawn."""


def subterms(terms: Iterable[Term]) -> list[Term]:
    """Every distinct subterm, in an order that depends on the terms only."""
    seen: dict[Term, None] = {}
    todo = list(terms)[::-1]
    while todo:
        t = todo.pop()
        if t not in seen:
            seen[t] = None
            todo += t.args[::-1]
    return list(seen)


def sorts_of(terms: Iterable[Term]) -> list[str]:
    """The index and outcome sorts that occur in the terms."""
    out: dict[str, None] = {}
    for t in terms:
        named = [t.sort.removeprefix("set ")]
        if t.op in ("univ", "mean"):
            named.append(t.data[0])
        if t.op == "pred":
            named += t.data[1]
        out.update(dict.fromkeys(s for s in named if s[0].isupper()))
    return sorted(out)


def spelled(t: Term) -> str:
    """The term as text: an order of hypotheses that no hash seed changes."""
    data = ",".join(map(str, t.data))
    return f"{t.op}[{data}]({' '.join(map(spelled, t.args))})"


class Draft(Model):
    """A model whose variables get their values when they are first looked up."""

    def __init__(self, hyps: list[Term], concl: Term, random: Random, aim: bool) -> None:
        every = subterms([*hyps, concl])
        sizes, weights = {}, {}
        for sort in sorts_of(every):
            if sort.startswith("Omega"):
                parts = [random.choice((0, 1, 1, 2, 3)) for _ in range(random.choice(SIZES))]
                parts[0] = parts[0] or 1
                weights[sort] = tuple(Fraction(p, sum(parts)) for p in parts)
            else:
                sizes[sort] = random.choice(SIZES)
        super().__init__(sizes, weights, keeps=False)
        self.random = random
        self.variables = [t for t in every if t.op == "v"]
        self.constants = sorted({t.data[0] for t in every if t.op == "q"})
        self.palette = palette(random)
        self.definitions = Definitions(hyps)
        free = [h for h in hyps if h not in self.definitions.hypotheses]
        self.constraints = [Constraint(h, True) for h in free] + ([Constraint(concl, False)] if aim else [])
        self.drawn: dict[Key, Any] = {}
        self.stack: list[Key] = []
        self.trial: Any = None
        self.spent = 0

    def lookup(self, v: Term, args: tuple[Any, ...]) -> Any:
        """The value of v: drawn before, on trial, defined, or drawn now."""
        key = (signature(v), args)
        if key in self.drawn:
            return self.drawn[key]
        if key in self.stack:
            if self.stack[-1] != key or self.trial is None:
                raise Blocked
            return self.trial
        for d in self.definitions.of.get(key[0], ()):
            value = d.at(args, self)
            if value is not None:
                return value
        self.drawn[key] = self._draw(v, key)
        return self.drawn[key]

    def _draw(self, v: Term, key: Key) -> Any:
        name = v.data[0]
        outer, self.trial = self.trial, None
        self.stack.append(key)
        try:
            steered = len(self.stack) <= DEEPEST_STEERING and self.spent + self.work < MOST_STEERING
            relevant = [c for c in self.constraints if steered and name in self._behind(c)]
            best, most = None, -1
            for candidate in self._candidates(v, relevant):
                passed = self._passed(candidate, relevant)
                if passed > most:
                    best, most = candidate, passed
                if passed == len(relevant):
                    break
            return best
        finally:
            self.stack.pop()
            self.trial = outer

    def _behind(self, c: Constraint) -> set[str]:
        if c.names is None:
            c.names = self.definitions.names_behind(c.formula.names)
        return c.names

    def _passed(self, candidate: Any, relevant: list[Constraint]) -> int:
        """How many constraints the candidate passes before the first that it fails."""
        self.trial = candidate
        for i, c in enumerate(relevant):
            if self.verdict(c.formula) is (not c.wanted):
                return i
        return len(relevant)

    def verdict(self, formula: Term) -> bool | None:
        """The truth of a closed formula at the present trial."""
        try:
            value = evaluate(formula, self)
        except Undecided:
            return None
        return None if value is None else bool(value)

    def at(self, trial: Any, t: Term, env: tuple[Any, ...]) -> Any:
        """The value of a term with the variable on top of the stack at the given trial value."""
        self.trial = trial
        return evaluate(t, self, env)

    def _candidates(self, v: Term, relevant: list[Constraint]) -> list[Any]:
        sort = v.sort
        if sort == "real":
            return candidate_numbers(self, v.is_int, relevant)[:MOST_CANDIDATES]
        if sort[:4] != "set ":
            return self.random.sample(range(self.size(sort)), self.size(sort))
        if sort in ("set int", "set real"):
            pool = [Fraction(i) for i in range(-2, 6)]
            return [frozenset(self.random.sample(pool, self.random.randint(0, 5))) for _ in range(MOST_CANDIDATES)]
        n = self.size(sort[4:])
        subsets = [frozenset(i for i in range(n) if bits >> i & 1) for bits in range(1 << n)]
        return self.random.sample(subsets, len(subsets))

    def frozen(self, formulas: list[Term]) -> Model:
        """The finished model: every variable at every argument; numeric arguments as far as the formulas ask."""
        for f in formulas:
            self.begin()
            self.verdict(f)
        tables: dict[Signature, dict[tuple[Any, ...], Any]] = {}
        for v in self.variables:
            table = tables.setdefault(signature(v), {})
            kinds = [a.sort for a in v.args]
            if all(k[0].isupper() for k in kinds):
                for args in list(product(*(range(self.size(k)) for k in kinds)))[:MOST_ARGUMENTS]:
                    self.begin()
                    table[args] = self.lookup(v, args)
        for (sign, args), value in self.drawn.items():
            tables[sign].setdefault(args, value)
        values = {s: Family(table, self._default(s)) for s, table in tables.items()}
        return Model(self.sizes, self.weights, values)

    def begin(self) -> None:
        """Start another formula: its work is counted anew, the model's in all."""
        self.spent, self.work = self.spent + self.work, 0

    def _default(self, sign: Signature) -> Any:
        if sign[1] in ("real", "int"):
            return Fraction(self.random.randint(-2, 2))
        return frozenset() if sign[1][:4] == "set " else 0


def in_order(hyps: Iterable[Term]) -> list[Term]:
    """The hypotheses as given, or, from a set, in the order of their text."""
    return sorted(hyps, key=spelled) if isinstance(hyps, (set, frozenset)) else list(hyps)


def sample_models(hyps: Iterable[Term], concl: Term, seed: int, count: int) -> Iterator[Model]:
    """`count` random small models of the sequent's sorts and variables; every other one also aims at a false
    conclusion.  Sorts have 1 to 5 elements.

    Example:
        >>> from tailbound.proofs.checker import make, number
        >>> from tailbound.proofs.model import satisfies
        >>> x = make("v", data=("x", "real"))
        >>> positive, large = make("<", number(0), x), make("<", number(5), x)
        >>> all(satisfies([positive], m) for m in sample_models([positive], large, seed=1, count=5))
        True
    """
    ordered = in_order(hyps)
    for i in range(count):
        draft = Draft(ordered, concl, Random(f"{seed}/{i}"), aim=i % 2 == 1)
        try:
            yield draft.frozen([*ordered, concl])
        except Undecided:
            continue
