"""Moves from one finite model to a neighbour: values, levels, spikes, ties, sets, more or fewer keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

from tailbound.proofs import model_functions as functions
from tailbound.proofs.audit.points import Point, Table
from tailbound.proofs.checker import Term
from tailbound.proofs.model import Undecided
from tailbound.proofs.model_numbers import Number, plus, times

FACTORS = tuple(
    map(
        Fraction,
        (
            "999/1000",
            "1001/1000",
            "1/2",
            "2",
            "0",
            "-1",
            "3",
            "101/100",
            "10",
            "1/1000",
            "1000",
            "1000/999",
            "1000/1001",
        ),
    )
)
STEPS = tuple(map(Fraction, ("1/1000", "-1/1000", "1", "-1", "1/4", "-1/2", "5", "-40", "1000")))
VALUES = tuple(map(Fraction, ("0", "1", "-1", "1/2", "2", "10")))
WHOLE_STEPS = tuple(map(Fraction, (1, -1, 2, 5, -3, 40, 1500)))
WHOLE_VALUES = tuple(map(Fraction, (0, 1, 2)))
COPIES = (1, 2, 8)
HALF = Fraction(1, 2)


def numbers(x: Number, whole: bool, stock: tuple[Number, ...] = ()) -> Iterator[Number]:
    """Neighbours of one number; `stock`: further values worth a try, such as the constants of a changed formula."""
    if whole:
        yield from (plus(x, s) for s in WHOLE_STEPS)
        yield from WHOLE_VALUES
        return
    u = functions.exp(x)
    if isinstance(u, Fraction):  # 0 or a logarithm: other logarithms
        yield from (functions.log(u * f) for f in FACTORS if f > 0)
    yield from (times(x, f) for f in FACTORS)
    yield from (plus(x, s) for s in STEPS)
    yield from VALUES
    yield from stock


def in_turn(streams: list[Iterator[Point]]) -> Iterator[Point]:
    """One point of each stream in turn, until all have ended."""
    while streams:
        going = []
        for stream in streams:
            point = next(stream, None)
            if point is not None:
                going.append(stream)
                yield point
        streams = going


def places(table: Table) -> list[tuple[Any, ...]]:
    """Groups of entries that move together: all, all of one value (a level), each entry."""
    singles = [(k,) for k in table]
    if len(table) < 2:
        return singles
    levels: dict[str, list[Any]] = {}
    for k, x in table.items():
        levels.setdefault(str(x), []).append(k)
    groups = [tuple(ks) for ks in levels.values() if len(ks) > 1]
    return [*([tuple(table)] if len(levels) > 1 else []), *groups, *singles]


def moves_of(point: Point, v: Term, stock: tuple[Number, ...] = ()) -> Iterator[Point]:
    """The neighbours that differ in one variable."""
    name, table = v.data[0], point.tables[v.data[0]]
    if v.sort == "real":
        for group in places(table):
            for changed in zip(*(numbers(table[k], v.is_int, stock) for k in group), strict=True):
                yield point.with_table(name, {**table, **dict(zip(group, changed, strict=True))})
        yield from _ties(point, name, table)
        if not v.is_int and len(table) > 1:
            yield from _spikes(point, name, table)
        return
    sort = v.sort.removeprefix("set ")
    if sort not in point.sizes:
        return
    n = point.sizes[sort]
    for k, x in table.items():
        others: list[Any]
        if isinstance(x, frozenset):
            everything = frozenset(range(n))
            others = [everything - x, frozenset(), everything, *(x ^ {i} for i in range(n))]
            others += [x ^ {i, j} for i in x for j in everything - x]
        else:
            others = [i for i in range(n) if i != x]
        yield from (point.with_table(name, {**table, k: y}) for y in others)


def _spikes(point: Point, name: str, table: Table) -> Iterator[Point]:
    """Families that are one everywhere but in one place: the extremal rows of many bounds."""
    for k in list(table)[:4]:
        for height in (Fraction(2), HALF, Fraction(10)):
            yield point.with_table(name, {m: height if m == k else Fraction(1) for m in table})


def _ties(point: Point, name: str, table: Table) -> Iterator[Point]:
    keys = list(table)[:6]
    for k in keys:
        for m in keys:
            if k != m and table[k] != table[m]:
                yield point.with_table(name, {**table, k: table[m]})


def resized(point: Point, variables: dict[str, Term], most: int = 12) -> Iterator[Point]:
    """The neighbours with an element of an index sort copied, once or more often, or taken away."""
    for sort, n in point.sizes.items():
        for e in range(n):
            for c in COPIES:
                if n + c <= most:
                    yield cloned(point, variables, sort, e, c)
            if n > 1:
                yield without(point, variables, sort, e)


def joint(point: Point, movable: dict[str, Term]) -> Iterator[Point]:
    """The neighbours with two variables, or all, negated, shifted or in another unit together."""
    reals = [v for n, v in movable.items() if v.sort == "real" and not v.is_int and n in point.tables]
    groups = [reals, *([v, w] for i, v in enumerate(reals) for w in reals[i + 1 :])] if reals else []
    changes: list[Callable[[Number], Number]] = [lambda x: times(x, Fraction(-1)), lambda x: plus(x, Fraction(1))]
    changes += [lambda x: times(x, Fraction(2)), lambda x: times(x, HALF)]
    for change in changes:
        yield from (changed_together(point, group, change) for group in groups)


def changed_together(point: Point, variables: list[Term], change: Callable[[Number], Number]) -> Point:
    """The point with all numbers of the variables changed alike."""
    for v in variables:
        table = point.tables[v.data[0]]
        point = point.with_table(v.data[0], {k: change(x) for k, x in table.items()})
    return point


def cloned(point: Point, variables: dict[str, Term], sort: str, e: int, copies: int) -> Point:
    """The point with `copies` more elements that are like element e in all respects."""
    n = point.sizes[sort]
    origin = [*range(n), *[e] * copies]
    return _reindexed(point, variables, sort, origin)


def without(point: Point, variables: dict[str, Term], sort: str, e: int) -> Point:
    """The point without element e; elements that were e become the first that is left."""
    return _reindexed(point, variables, sort, [i for i in range(point.sizes[sort]) if i != e])


def _reindexed(point: Point, variables: dict[str, Term], sort: str, origin: list[int]) -> Point:
    images: dict[int, list[int]] = {}
    for new, old in enumerate(origin):
        images.setdefault(old, []).append(new)
    tables: dict[str, Table] = {}
    for name, table in point.tables.items():
        v = variables[name]
        kinds = [a.sort for a in v.args]
        out: Table = {}
        for args, x in table.items():
            value = x
            if v.sort == f"set {sort}":
                value = frozenset(new for old in x for new in images.get(old, ()))
            elif v.sort == sort:
                value = images.get(x, [0])[0]
            choices: list[tuple[Any, ...]] = [()]
            for kind, a in zip(kinds, args, strict=True):
                options = images.get(a, []) if kind == sort else [a]
                choices = [(*c, o) for c in choices for o in options]
            out |= dict.fromkeys(choices, value)
        tables[name] = out
    return Point({**point.sizes, sort: len(origin)}, tables)


def random_move(point: Point, movable: dict[str, Term], variables: dict[str, Term], random: Random) -> Point | None:
    """One neighbour at random, or None where the number drawn cannot be computed."""
    try:
        if point.sizes and (not movable or random.random() < 0.2):
            return random.choice(list(resized(point, variables)))
        names = sorted(movable)
        v = movable[random.choice(names)]
        if random.random() < 0.15:
            return together(point, [v, movable[random.choice(names)]], random)
        if v.sort != "real":
            return random.choice(list(moves_of(point, v)))
        table = dict(point.tables[v.data[0]])
        group, seed = random.choice(places(table)), random.random()
        for k in group:
            table[k] = Random(seed).choice(list(numbers(table[k], v.is_int)))
        return point.with_table(v.data[0], table)
    except (Undecided, OverflowError, IndexError):
        return None


def together(point: Point, variables: list[Term], random: Random) -> Point:
    """The same change of all numbers of some variables: a shift, or another unit."""
    factor, step = random.choice(FACTORS), random.choice(STEPS)
    shifts = random.random() < 0.5
    reals = [v for v in variables if v.sort == "real" and not v.is_int]
    return changed_together(point, reals, lambda x: plus(x, step) if shifts else times(x, factor))
