"""A modest search for a point that refutes an inequality.  Floats suggest; only Arb or exact rationals convict."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from tailbound.numerics.domains import Integers
from tailbound.numerics.enclosure import Enclosure
from tailbound.numerics.inequality import Inequality, Verdict
from tailbound.numerics.intervals import evaluate_intervals
from tailbound.numerics.parameter_space import ParameterSpace
from tailbound.numerics.rounding import float_below

Values = dict[str, Fraction]

_STARTS = 4  # points from which the local search begins
_STEPS = 40  # halvings of the local search's step
_SUSPECTS = 40  # points per batch that are re-evaluated exactly
_SIMPLE_BITS = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)


@dataclass(frozen=True, slots=True)
class Refutation:
    """An exact point inside the space where the inequality rigorously fails.

    point: name -> Fraction.  lhs, rhs: enclosures of both sides there, lhs.lower > rhs.upper (>= for a strict
    claim).  found_by: "corner", "tie", "dyadic", "random" or "local search".
    """

    point: Values
    lhs: Enclosure
    rhs: Enclosure
    found_by: str


def refute(claim: Inequality, space: ParameterSpace, tries: int = 2000, seed: int = 0) -> Refutation | None:
    """Search the space for a point where `claim` fails; None means only that none was found.

    tries: how many points are drawn in all before the local search; the same seed gives the same search.  A
    point counts only where every constraint of the space rigorously holds and the violation is shown by Arb
    (exactly, for rational expressions).  The point returned has short dyadic coordinates where possible.

    Errors: ValueError if the space does not name every variable of the claim.

    >>> from tailbound.numerics.domains import Reals
    >>> from tailbound.numerics.expression import Expression
    >>> x = Expression.variable("x")
    >>> square = Expression.apply("*", x, x)
    >>> found = refute(Inequality(x, square), ParameterSpace({"x": Reals(0, 2)}))
    >>> found.point["x"] < found.lhs.lower + 1, found.lhs.lower > found.rhs.upper
    (True, True)
    >>> refute(Inequality(Expression.number(0), square), ParameterSpace({"x": Reals(0, 2)}), tries=200) is None
    True
    """
    missing = sorted(claim.variables.keys() - space.domains.keys())
    if missing:
        raise ValueError(f"the parameter space does not name {', '.join(missing)}")
    rng = random.Random(seed)
    score = _scorer(claim)
    best: list[Values] = []
    for label, batch in _batches(space, rng, tries):
        ranked = _ranked(batch, score)
        for values in ranked[:_SUSPECTS]:
            if _refutes(claim, space, values):
                return _simplest(claim, space, values, label)
        best = _ranked([*best, *(v for v in ranked[:_SUSPECTS] if space.admits(v))], score)[:_STARTS]
    for start in best:
        values = _climb(start, space, score, rng)
        if _refutes(claim, space, values):
            return _simplest(claim, space, values, "local search")
    return None


def _refutes(claim: Inequality, space: ParameterSpace, values: Values) -> bool:
    return claim.verdict(values) is Verdict.VIOLATED and space.admits(values)


def _batches(space: ParameterSpace, rng: random.Random, tries: int) -> Iterator[tuple[str, list[Values]]]:
    share = max(tries // 4, 1)
    yield "corner", [p.values for p in space.candidates(rng, share)]
    yield "tie", _ties(space, rng, share)
    yield "dyadic", _drawn(space, rng, share, lambda v: _rounded(v, rng.choice((0, 1, 2, 3, 5, 8))))
    yield "random", _drawn(space, rng, share, dict)


def _drawn(space: ParameterSpace, rng: random.Random, count: int, change: Callable[[Values], Values]) -> list[Values]:
    drawn = (space.draw(rng) for _ in range(count))
    return [space.nearest(change(values)) for values in drawn if values is not None]


def _ties(space: ParameterSpace, rng: random.Random, count: int) -> list[Values]:
    """Points with two parameters equal, where many inequalities between sorted quantities are tight."""
    pairs = list(itertools.permutations(space.domains, 2))
    if not pairs:
        return []

    def tie(values: Values) -> Values:
        first, second = rng.choice(pairs)
        return {**values, first: values[second]}

    return _drawn(space, rng, count, tie)


def _rounded(values: Values, bits: int) -> Values:
    return {name: Fraction(round(value * 2**bits), 2**bits) for name, value in values.items()}


def _scorer(claim: Inequality) -> Callable[[Sequence[Values]], np.ndarray]:
    """(lhs - rhs) / max(|lhs|, |rhs|) by float intervals' middles: a hint where to look, never a proof."""

    def score(batch: Sequence[Values]) -> np.ndarray:
        if not batch:
            return np.empty(0)
        columns = {name: np.array([float_below(v[name]) for v in batch]) for name in claim.variables}
        sides = []
        for side in (claim.lhs, claim.rhs):
            low, high = evaluate_intervals(side, columns)
            low, high = np.broadcast_to(low, len(batch)), np.broadcast_to(high, len(batch))
            with np.errstate(all="ignore"):
                sides.append(np.where(np.isfinite(low) & np.isfinite(high), low / 2 + high / 2, np.nan))
        with np.errstate(all="ignore"):
            size = np.maximum(np.maximum(np.abs(sides[0]), np.abs(sides[1])), np.finfo(np.float64).tiny)
            margin = sides[0] / size - sides[1] / size
        # What floats cannot judge ranks between clear failures and clear successes: it may be a tie.
        return np.where(np.isnan(margin), -1e-12, margin)

    return score


def _ranked(batch: list[Values], score: Callable[[Sequence[Values]], np.ndarray]) -> list[Values]:
    order = np.argsort(-score(batch), kind="stable")
    return [batch[i] for i in order]


def _climb(
    start: Values, space: ParameterSpace, score: Callable[[Sequence[Values]], np.ndarray], rng: random.Random
) -> Values:
    """Pattern search: try each coordinate and random directions, up and down, halving the step."""
    here, value = start, float(score([start])[0])
    for halving in range(_STEPS):
        for _ in range(8):
            step = Fraction(1, 2**halving)
            moves = [m for m in _neighbours(here, space, step, rng) if m != here and space.admits(m)]
            if not moves:
                break
            scores = score(moves)
            top = int(np.argmax(scores))
            if not scores[top] > value:
                break
            here, value = moves[top], float(scores[top])
    return here


def _neighbours(here: Values, space: ParameterSpace, step: Fraction, rng: random.Random) -> list[Values]:
    names = list(space.domains)
    directions = [{name: sign} for name in names for sign in (-1, 1)]
    directions += [{name: rng.choice((-1, 0, 1)) for name in names} for _ in range(2 * len(names))]
    moved = []
    for direction in directions:
        for relative in (False, True):
            values: Values = {}
            for name, domain in space.domains.items():
                low, high = domain.ends(values)
                length = abs(here[name]) if relative else high - low
                shift = direction.get(name, 0) * step * length / 2
                if shift and isinstance(domain, Integers):
                    shift = Fraction(max(round(abs(shift)), 1)) * (1 if shift > 0 else -1)
                values[name] = domain.nearest(_short(here[name] + shift), values)
            moved.append(values)
    return moved


def _short(value: Fraction) -> Fraction:
    """At most 80 bits: exact coordinates must not grow from step to step."""
    if value.denominator.bit_length() <= 160:
        return value
    return Fraction(round(value * 2**160), 2**160)


def _simplest(claim: Inequality, space: ParameterSpace, values: Values, label: str) -> Refutation:
    for bits in _SIMPLE_BITS:
        shorter = space.nearest(_rounded(values, bits))
        if _refutes(claim, space, shorter):
            values = shorter
            break
    left, right = claim.sides(values, 64)
    bits = 64
    while not (left.certainly_exceeds(right) or claim.strict) and bits < 4096:
        bits *= 4
        left, right = claim.sides(values, bits)
    return Refutation(values, left, right, label)
