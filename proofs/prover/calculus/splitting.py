"""Cutting the range of one variable: at rational points of equality, and where the slope changes its sign."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Reject, Term, derivative, enclose, make, number, replace
from tailbound.proofs.prover.algebra.equations import sharpened
from tailbound.proofs.prover.algebra.rational_forms import factored
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.ends import end_of
from tailbound.proofs.prover.floats import ROUNDOFF, Array, values
from tailbound.proofs.prover.scene import Scene, gap_of
from tailbound.proofs.simplest import simplest_between

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST_CUTS = 6


def by_splitting(search: Search, scene: Scene, goal: Term, x: Term, zeros_only: bool = False) -> Step:
    """The goal on both sides of a cut of x; `zeros_only`: of a rational point of equality inside the range."""
    if goal.op not in ("<=", "<") or scene.trail.count("cut") >= MOST_CUTS or not scene.count():
        raise NoProof("no cuts here")
    for m in cut_points(scene, gap_of(goal), x, zeros_only):
        try:
            return cut_at(search, scene, goal, x, m)
        except NoProof:
            continue
    raise NoProof("no cut helps")


def cut_at(search: Search, scene: Scene, goal: Term, x: Term, m: Term) -> Step:
    """The goal, proved for x <= m and for m < x."""
    split = make("<=", x, m)
    left = scene.proof.assume(split)
    right = scene.proof.negation(split)
    base = scene.deeper("cut")
    sides = sorted((left, right), key=lambda s: s is left)
    done = {}
    for s in sides:
        inside = base.given(s)
        done[s] = search.prove(inside.given(*sharpened(inside)), goal)
    try:
        return scene.proof.cases(split, done[left], done[right])
    except ProofError as error:
        raise NoProof(str(error)) from None


def cut_points(scene: Scene, g: Term, x: Term, zeros_only: bool) -> list[Term]:
    """Where to cut: at zeros and roots of the slope's factors, then at changes of its sign, then in the middle."""
    order = np.argsort(scene.points[x])
    at = {v: a[order] for v, a in scene.points.items()}
    low, high = scene.number_end(x, True), scene.number_end(x, False)
    exact = [m for m in dict.fromkeys([*symbolic_zeros(g, x, at), *slope_roots(g, x)]) if is_inside(x, m, at)]
    if len(at) == 1:
        exact += map(number, interior_zeros(g, x, at, low and low[0], high and high[0]))
    if exact or zeros_only:
        return list(dict.fromkeys(exact))[:3]
    changes = slope_changes(g, x, at)
    out = [m for a, b in changes for m in beside(a, b)]
    if not out and low and high and low[0] < high[0]:
        out = [simple_between(float(low[0] * 2 + high[0]) / 3, float(low[0] + 2 * high[0]) / 3)]
    elif not out:
        out = [beyond(low, high)]
    inside = [m for m in dict.fromkeys(out) if (not low or low[0] < m) and (not high or m < high[0])]
    return [number(m) for m in inside[:4]]


def is_inside(x: Term, m: Term, at: dict[Term, Array]) -> bool:
    """Whether there are points on both sides of the cut."""
    value, size = values(make("-", x, m), at)
    return bool((value > 1e-9 * size).any() and (value < -1e-9 * size).any())


def symbolic_zeros(g: Term, x: Term, at: dict[Term, Array]) -> list[Term]:
    """Values of x, simple ones or other variables, at which g is zero whatever the others are."""
    if len(at) < 2:
        return []
    others = [v for v in at if v is not x and v.data[0] in g.names]
    guesses = [number(c) for c in (0, 1, -1, Fraction(1, 2))] + others
    guesses += [make("-", number(1), v) for v in others] + [make("-", number(0), v) for v in others]
    out = []
    for m in guesses:
        value, size = values(replace(g, x, m), at)
        good = np.isfinite(value) & np.isfinite(size)
        if good.sum() > 10 and (np.abs(value[good]) <= 1e-9 * size[good]).all():
            out.append(m)
    return out


def slope_roots(g: Term, x: Term) -> list[Term]:
    """The roots of the slope's factors that are linear in x."""
    try:
        parts = factored(derivative(g, x)[0])
    except (NoProof, Reject):
        return []
    ends = (end_of(x, make("<=", number(0), f)) for f, k in parts.factors if k > 0)
    return [e.value for e in ends if e is not None]


def beside(a: float, b: float) -> list[Fraction]:
    """Simple rationals a little below and above a place in [a, b], so that the slope has one sign beyond them."""
    middle = (a + b) / 2
    width = max(abs(b - a), abs(middle) / 5, 1e-3)
    if not np.isfinite(middle + width):
        return []
    step = Fraction(width)
    c = Fraction(middle)
    return [simplest_between(c - step, c - step / 3), simplest_between(c + step / 3, c + step)]


def beyond(low: tuple[Fraction, bool] | None, high: tuple[Fraction, bool] | None) -> Fraction:
    """A cut of an unbounded range."""
    if low:
        return low[0] + max(Fraction(1), abs(low[0]))
    return high[0] - max(Fraction(1), abs(high[0])) if high else Fraction(0)


def interior_zeros(
    g: Term, x: Term, at: dict[Term, Array], low: Fraction | None, high: Fraction | None
) -> list[Fraction]:
    """Rational points inside the range at which g is (almost surely) zero."""
    value, size = values(g, at)
    xs = at[x]
    with np.errstate(all="ignore"):
        ratio = np.where(np.isfinite(value), value / np.maximum(size, 1e-300), np.inf)
    found: dict[Fraction, None] = {}
    lowest = [i for i in range(1, len(xs) - 1) if ratio[i] <= min(ratio[i - 1], ratio[i + 1])]
    for i in sorted(lowest, key=lambda i: ratio[i])[:20]:
        if ratio[i] > 1e-3:
            break
        a, b = xs[max(0, i - 3)], xs[min(len(xs) - 1, i + 3)]
        best = refined(g, x, float(a), float(b), float(xs[i]))
        for limit, near in ((1, 2e-3), (2, 2e-3), (12, 1e-3), (200, 1e-5)):  # a zero of high order is flat all around
            m = Fraction(best).limit_denominator(limit)
            if abs(float(m) - best) < near * max(1, abs(best)) and is_zero(g, x, m):
                if (low is None or low < m) and (high is None or m < high):
                    found[m] = None
                break
        if len(found) >= 3:
            break
    return sorted(found, key=lambda m: m.denominator)


def refined(g: Term, x: Term, a: float, b: float, start: float) -> float:
    """The minimum of g in [a, b], by repeated grids."""
    best = start
    for _ in range(12):
        grid = np.linspace(a, b, 33)
        value, _ = values(g, {x: grid})
        value = np.where(np.isfinite(value), value, np.inf)
        best = float(grid[int(np.argmin(value))])
        width = (b - a) / 8
        if width < 1e-9 * max(1.0, abs(best)):
            break
        a, b = max(a, best - width), min(b, best + width)
    return best


def is_zero(g: Term, x: Term, m: Fraction) -> bool:
    """Whether g's enclosure at m is a tiny interval about zero, and g is not as good as zero all around."""
    near = np.array([float(m) - d * max(1.0, abs(float(m))) for d in (0.1, -0.1, 0.01, -0.01)])
    value, size = values(g, {x: near})
    with np.errstate(all="ignore"):
        if not (np.abs(value) > 1e-9 * size).any():
            return False
    try:
        low, high = enclose(replace(g, x, number(m)), {}, 400)
    except (Reject, ZeroDivisionError, OverflowError):
        return False
    return low <= 0 <= high and high - low < Fraction(1, 2**300)


def slope_changes(g: Term, x: Term, at: dict[Term, Array]) -> list[tuple[float, float]]:
    """Neighbouring sample points between which the slope of g changes its sign; outermost first."""
    try:
        d, _ = derivative(g, x)
    except Reject:
        return []
    value, size = values(d, at)
    clear = np.flatnonzero(np.isfinite(value) & (np.abs(value) > ROUNDOFF * size))
    signs = np.sign(value[clear])
    places = np.flatnonzero(signs[1:] != signs[:-1])
    xs = at[x][clear]
    gaps = [(float(xs[i]), float(xs[i + 1])) for i in places]
    if len(gaps) > 6:
        return []
    return [gaps[0], gaps[-1]] if len(gaps) > 1 else gaps


def simple_between(a: float, b: float) -> Fraction:
    """The simplest rational between a and b, or near their middle where they are close."""
    if not np.isfinite(a + b):
        return Fraction(0)
    middle, width = Fraction((a + b) / 2), max(Fraction(abs(b - a)) / 2, abs(Fraction((a + b) / 2)) / 8)
    return simplest_between(middle - width, middle + width)
