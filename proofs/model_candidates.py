"""Candidate values of a number that is being drawn: from the bounds that hypotheses put on it, and from a stock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from random import Random
from typing import TYPE_CHECKING, Any

from tailbound.proofs import model_numbers as numbers
from tailbound.proofs.model import Undecided, elements
from tailbound.proofs.model_numbers import Irrational, Number

if TYPE_CHECKING:
    from tailbound.proofs.checker import Term
    from tailbound.proofs.model_sampling import Draft

MOST_INSTANCES = 32
MOST_DIGITS = 2000
STOCK = tuple(map(Fraction, ("0", "1", "-1", "1/2", "2", "3", "-2", "1/4", "-3/2", "5/8", "7")))
STEPS = tuple(map(Fraction, ("1/1024", "1/8", "1/2", "1", "2", "5", "40", "1000")))
SPIKES = 0.25  # how often a nearly flat model takes the rarer of its two values
RATIOS = tuple(map(Fraction, ("9/8", "3/2", "2", "5", "1/4", "0", "-1")))


def palette(random: Random) -> list[Fraction]:
    """Two values for a nearly flat model, or none: ties and rare spikes are where strict claims fail."""
    flat = random.choice(STOCK[1:])
    return [flat, flat * random.choice(RATIOS)] if random.random() < 0.5 else []


@dataclass
class Constraint:
    """A closed formula, and whether the model should make it true or false."""

    formula: Term
    wanted: bool
    names: set[str] | None = None


@dataclass
class Bounds:
    """What the linear relations say of the number: low <= x <= high, or x = one of `exact`."""

    low: Number | None = None
    high: Number | None = None
    exact: tuple[Number, ...] = ()

    def tighten(self, root: Number, below: bool) -> None:
        """Take x >= root (below) or x <= root into account."""
        end = self.low if below else self.high
        if end is not None and (numbers.sign(numbers.minus(root, end)) < 0) == below:
            return
        if below:
            self.low = root
        else:
            self.high = root

    def hold(self, x: Number) -> bool:
        """Whether x lies between the ends."""
        low = self.low is None or numbers.sign(numbers.minus(x, self.low)) >= 0
        return low and (self.high is None or numbers.sign(numbers.minus(self.high, x)) >= 0)


def relations_of(f: Term, draft: Draft, env: tuple[Any, ...] = ()) -> Iterator[tuple[Term, tuple[Any, ...]]]:
    """The relations under f's leading quantifiers, each with the values of its bound variables."""
    if f.op == "all":
        for e in elements(f.args[0], draft, env):
            yield from relations_of(f.args[1], draft, (e, *env))
    elif f.op in ("<=", "<", "=", "!="):
        yield f, env


def linear_bound(draft: Draft, relation: Term, env: tuple[Any, ...]) -> tuple[Number, bool] | None:
    """(root, True) if right - left grows with the number on trial, (root, False) if it falls; None if not linear."""
    gaps = []
    for trial in (Fraction(0), Fraction(1), Fraction(2)):
        left, right = (draft.at(trial, side, env) for side in relation.args)
        gaps.append(numbers.minus(right, left))
    slope = numbers.minus(gaps[1], gaps[0])
    if numbers.minus(numbers.minus(gaps[2], gaps[1]), slope) != 0:
        return None
    rising = numbers.sign(slope)
    return (
        (numbers.times(numbers.times(-numbers.ONE, gaps[0]), numbers.inverse(slope)), rising > 0) if rising else None
    )


def bounds(draft: Draft, relevant: list[Constraint]) -> Bounds:
    """The bounds that the relations put on the number on top of the draft's stack, as far as they can be seen."""
    out = Bounds()
    for c in relevant:
        try:
            instances = [pair for _, pair in zip(range(MOST_INSTANCES), relations_of(c.formula, draft), strict=False)]
        except Undecided:
            continue
        if not c.wanted:  # one false instance makes the formula false
            instances = draft.random.sample(instances, 1) if instances else []
        for relation, env in instances:
            try:
                found = linear_bound(draft, relation, env)
                if found is None or ((relation.op == "=") != c.wanted and relation.op in ("=", "!=")):
                    continue
                if relation.op in ("=", "!="):
                    out.exact += (found[0],)
                else:
                    out.tighten(found[0], found[1] == c.wanted)
            except Undecided:
                continue
    return out


def rational_near(x: Number, up: bool) -> Fraction:
    """A dyadic just above or just below x, x itself if rational."""
    if isinstance(x, Fraction):
        return x
    low, high = numbers.enclose(x, 25)
    if max(low.adjusted(), high.adjusted()) > MOST_DIGITS:
        raise Undecided("a bound too large to be written as a rational")
    return Fraction(ceil(Fraction(high) * 1024) if up else floor(Fraction(low) * 1024)) / 1024


def between(draft: Draft, b: Bounds) -> list[Number]:
    """Values inside the bounds, ends included."""
    random = draft.random
    out: list[Number] = [end for end in (b.low, b.high) if end is not None]
    if b.low is not None and b.high is not None:
        low, high = rational_near(b.low, up=True), rational_near(b.high, up=False)
        out += [low + (high - low) * Fraction(random.randint(0, 16), 16) for _ in range(4)]
        out += [low + (high - low) / 1024, high - (high - low) / 1024]
    elif b.low is not None:
        low = rational_near(b.low, up=True)
        out += [low + s for s in random.sample(STEPS, 5)]
    elif b.high is not None:
        high = rational_near(b.high, up=False)
        out += [high - s for s in random.sample(STEPS, 5)]
    return out


def from_stock(draft: Draft) -> list[Number]:
    """Small values, the sequent's constants and their neighbours, values beyond them all, values drawn before."""
    random = draft.random
    beyond = max((abs(c) for c in draft.constants), default=Fraction(0)) + 1
    near = [c + d for c in draft.constants for d in (-1, 0, 1, Fraction(1, 16))]
    drawn = [x for x in draft.drawn.values() if isinstance(x, Fraction)]  # ties; elements and sets are no Fractions
    pool = [*STOCK, *STOCK, *random.sample(near, min(6, len(near))), *drawn[-6:], beyond, -beyond]
    if random.random() < 0.3:
        pool += [10 * beyond, -10 * beyond, Fraction(1, 8) / beyond]
    return list(random.sample(pool, len(pool)))


def candidate_numbers(draft: Draft, integer: bool, relevant: list[Constraint]) -> list[Number]:
    """Values worth trying for the number on top of the draft's stack, likeliest first."""
    try:
        b = bounds(draft, relevant)
        inside = between(draft, b)
        stock = [x for x in from_stock(draft) if b.hold(x)]
    except (Undecided, OverflowError):
        b, inside, stock = Bounds(), [], from_stock(draft)
    draft.random.shuffle(inside)
    mixed = [x for pair in zip(inside, stock, strict=False) for x in pair]
    flat = [x for x in draft.palette if b.hold(x)]
    if draft.random.random() < SPIKES:
        flat.reverse()
    out = [*b.exact, *flat, *mixed, *inside[len(stock) :], *stock[len(inside) :]]
    if integer:
        out = [Fraction(f(x)) for x in out if not isinstance(x, Irrational) for f in (floor, ceil)]
    return list(dict.fromkeys(out)) or [Fraction(0)]
