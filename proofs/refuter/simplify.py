"""A shorter counterexample near one that was found: people read witnesses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from time import monotonic

from tailbound.proofs.refuter.rationals import relatively_rounded

Witness = dict[str, Fraction]
DENOMINATORS = (1, 2, 3, 4, 5, 10, 20, 100, 1000, 10**4, 10**6, 10**9, 10**12)


def length(point: Witness) -> int:
    """Bits of all numerators and denominators."""
    return sum(x.numerator.bit_length() + x.denominator.bit_length() for x in point.values())


def shorter(x: Fraction) -> Iterator[Fraction]:
    """Shorter rationals near x, the shortest first.

    >>> [str(y) for y in shorter(Fraction(355, 113))][:3]
    ['3', '13/4', '16/5']
    """
    sign = 1 if x > 0 else -1
    if abs(x) > 2**20:
        tries = [relatively_rounded(x, bits) for bits in (1, 4, 10, 30, 60)]
        tries += [Fraction(sign * 10**e) for e in (1, 2, 3, 4, 6, 9, 12, 20, 40)]
    elif x and abs(x) < Fraction(1, 2**20):
        tries = [1 / relatively_rounded(1 / x, bits) for bits in (1, 4, 10, 30, 60)]
        tries += [Fraction(sign, 10**e) for e in (1, 2, 3, 4, 6, 9, 12, 20, 40)]
    else:
        tries = [x.limit_denominator(d) for d in DENOMINATORS]
    own = length({"": x})
    yield from sorted({y for y in tries if length({"": y}) < own}, key=lambda y: length({"": y}))


def simplified(point: Witness, refutes: Callable[[Witness], bool], deadline: float) -> Witness:
    """The point with its coordinates, together and one by one, replaced by shorter ones while it still refutes."""
    for most in DENOMINATORS:
        together = {name: x.limit_denominator(most) for name, x in point.items()}
        if length(together) < length(point) and monotonic() < deadline and refutes(together):
            point = together
            break
    for name in point:
        for y in shorter(point[name]):
            if monotonic() > deadline:
                return point
            if refutes({**point, name: y}):
                point = {**point, name: y}
                break
    return point
