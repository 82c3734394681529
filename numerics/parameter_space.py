"""The parameters of a bound: named domains, hypotheses as constraints, corners, and deterministic exact points."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tailbound.numerics.domains import Domain, Values
from tailbound.numerics.inequality import Inequality, Verdict
from tailbound.numerics.rounding import exact

Constraint = Inequality | Callable[[Values], bool]
_TRIES_PER_POINT = 200


@dataclass(frozen=True, slots=True)
class Point:
    """Exact parameter values, and whether they are a corner of the space."""

    values: dict[str, Fraction]
    is_corner: bool


@dataclass(frozen=True)
class ParameterSpace:
    """Domains in order (a later one may depend on earlier parameters), constraints and extra corners.

    constraints: `Inequality` objects (a point is used only where they rigorously hold) or predicates on the exact
    values.  corners: further points (every parameter given) that are always tried first; one outside the
    constraints is an error, so that a corner never goes missing in silence.

    >>> from tailbound.numerics.domains import Integers, Reals
    >>> from tailbound.numerics.expression import Expression
    >>> n_minus_1 = Expression.apply("-", Expression.variable("n", "int"), Expression.number(1))
    >>> space = ParameterSpace({"n": Integers(2, 10**12), "k": Integers(1, n_minus_1), "Delta": Reals(0, 700)})
    >>> points = space.points(50)
    >>> len(points), any(p.values == {"n": 10**12, "k": 1, "Delta": 700} for p in points)
    (50, True)
    """

    domains: Mapping[str, Domain]
    constraints: Sequence[Constraint] = ()
    corners: Sequence[Mapping[str, int | Fraction | str]] = ()

    def points(self, count: int, seed: int = 0) -> list[Point]:
        """`count` distinct points: the extra corners, then domain corners (up to half), then random points.

        The same seed gives the same points.
        Errors: ValueError if the constraints let too few points through, or exclude an extra corner.
        """
        found: dict[tuple[Fraction, ...], Point] = {}
        for corner in self._extra_corners():
            found.setdefault(tuple(corner.values()), Point(corner, True))
        rng = random.Random(seed)
        for values in self._domain_corners(rng, 8 * count):
            if len(found) >= max(count // 2, len(self.corners)):
                break
            if self.admits(values):
                found.setdefault(tuple(values.values()), Point(values, True))
        for _ in range(_TRIES_PER_POINT * count):
            if len(found) >= count:
                return list(found.values())
            drawn = self.draw(rng)
            if drawn is not None and self.admits(drawn):
                found.setdefault(tuple(drawn.values()), Point(drawn, False))
        raise ValueError(f"the constraints let only {len(found)} of {count} points through")

    def candidates(self, rng: random.Random, most: int) -> list[Point]:
        """Up to `most` corner points, extra corners first; constraints not asked for the domains' own corners."""
        points = [Point(values, True) for values in self._extra_corners()]
        points += [Point(values, True) for values in itertools.islice(self._domain_corners(rng, most), most)]
        return points

    def draw(self, rng: random.Random) -> dict[str, Fraction] | None:
        """One random point of the domains (constraints not yet asked), or None if a dependent one is empty."""
        values: dict[str, Fraction] = {}
        for name, domain in self.domains.items():
            low, high = domain.ends(values)
            if low > high:
                return None
            values[name] = domain.draw(rng, values)
        return values

    def nearest(self, values: Values) -> dict[str, Fraction]:
        """The values moved, in order, to the nearest point of each domain."""
        moved: dict[str, Fraction] = {}
        for name, domain in self.domains.items():
            moved[name] = domain.nearest(values[name], moved)
        return moved

    def admits(self, values: Values) -> bool:
        """Whether the point lies in every domain and every constraint certainly holds there."""
        if not all(domain.contains(values[name], values) for name, domain in self.domains.items()):
            return False
        return all(
            c.verdict(values) is Verdict.HOLDS if isinstance(c, Inequality) else bool(c(values))
            for c in self.constraints
        )

    def _extra_corners(self) -> Iterator[dict[str, Fraction]]:
        for corner in self.corners:
            if set(corner) != set(self.domains):
                raise ValueError(f"the corner {dict(corner)} does not give exactly {', '.join(self.domains)}")
            values = {name: exact(corner[name], name) for name in self.domains}
            if not self.admits(values):
                raise ValueError(f"the corner {dict(corner)} lies outside the parameter space")
            yield values

    def _domain_corners(self, rng: random.Random, most: int) -> Iterator[dict[str, Fraction]]:
        """Combinations of domain corners: first a diagonal that meets each value, then all or a random choice."""
        widths = [3 + len(domain.corners) for domain in self.domains.values()]
        total = 1
        for width in widths:
            total *= width
        yield from self._chosen([j % w for w in widths] for j in range(max(widths, default=0)))
        if total <= most:
            every = [list(choice) for choice in itertools.product(*map(range, widths))]
            rng.shuffle(every)
            yield from self._chosen(every)
        else:
            yield from self._chosen([rng.randrange(w) for w in widths] for _ in range(most))

    def _chosen(self, choices: Iterator[list[int]] | list[list[int]]) -> Iterator[dict[str, Fraction]]:
        for choice in choices:
            values: dict[str, Fraction] = {}
            for (name, domain), index in zip(self.domains.items(), choice, strict=True):
                options = domain.corner_points(values)
                if not options:
                    break
                values[name] = options[index % len(options)]
            else:
                yield values
