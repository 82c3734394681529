"""One measured value against one bound: what is called violated, what holds, what is not decided.

Expectations: exact fractions.  A float is the dyadic number that it is, so that the true relation of two intervals of
floats is known; the bounds here are increasing in their parameters, so that their exact range is that of the ends.
"""

import math
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tailbound.numerics.decisions import Decision
from tailbound.verify.holding import RESOLUTION, at_most, field_expression

HOLDS, UNDECIDED, VIOLATED = Decision.HOLDS, Decision.UNDECIDED, Decision.VIOLATED


def ends(*pairs):
    low, high = zip(*pairs, strict=True)
    return np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)


def exactly(*values):
    return ends(*((x, x) for x in values))


def decide(measured, text, **fields):
    return [Decision(d) for d in at_most(measured, field_expression(text), fields)]


def up(x):
    return math.nextafter(x, math.inf)


def test_a_value_one_float_above_an_exact_bound_is_violated():
    """A bound that is one parameter is not rounded: at tau it holds, at the next float it does not."""
    tau = 0.3
    assert decide(exactly(tau), "tau", tau=exactly(tau)) == [HOLDS]
    assert decide(exactly(up(tau)), "tau", tau=exactly(tau)) == [VIOLATED]


def test_a_bound_that_is_no_float_is_compared_exactly():
    """1/3 lies between two neighbouring floats."""
    below = 1 / 3
    assert Fraction(below) < Fraction(1, 3) < Fraction(up(below))
    assert decide(exactly(below), "1/3") == [HOLDS]
    # The next float is over 1/3 by half a unit of the last place, less than outward rounding: equal as far as told.
    assert decide(exactly(up(below)), "1/3") == [HOLDS]
    assert decide(exactly(up(up(up(below)))), "1/3") == [VIOLATED]


def test_wide_enclosures_that_meet_are_undecided():
    wide = ends((0.4, 0.6))
    assert decide(wide, "x", x=exactly(0.5)) == [UNDECIDED]
    assert decide(exactly(0.5), "x", x=wide) == [UNDECIDED]
    assert decide(ends((-1.0, 2.0)), "x", x=ends((0.0, 1.0))) == [UNDECIDED]


def test_what_is_unknown_is_undecided():
    unknown = ends((-math.inf, math.inf))
    assert decide(unknown, "x", x=exactly(0.5)) == [UNDECIDED]
    assert decide(exactly(0.5), "x", x=unknown) == [UNDECIDED]
    assert decide(ends((-math.inf, 1.0)), "x", x=exactly(0.5)) == [UNDECIDED]


def test_enclosures_apart_are_certain():
    assert decide(ends((0.1, 0.2)), "x", x=ends((0.2, 0.9))) == [HOLDS]
    assert decide(ends((0.91, 2.0)), "x", x=ends((0.2, 0.9))) == [VIOLATED]


def test_a_bound_that_overflows_in_floats_is_decided_by_arb():
    """exp(800) is no float; exp(800)/exp(799) = e is what is compared."""
    text = "exp(x + 1)/exp(x)"
    assert decide(exactly(2.7), text, x=exactly(800.0)) == [HOLDS]
    assert decide(exactly(2.8), text, x=exactly(800.0)) == [VIOLATED]
    assert decide(exactly(1e308), "exp(x)", x=exactly(800.0)) == [HOLDS]


def test_a_bound_without_value_is_undecided():
    assert decide(exactly(0.5), "1/x", x=exactly(0.0)) == [UNDECIDED]
    assert decide(exactly(0.5), "log(x)", x=ends((-1.0, 1.0))) == [UNDECIDED]


floats = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: float(np.float32(x)))
near = st.sampled_from([0.0, 0.5, 0.1, 1.0, 1 / 3])


@st.composite
def interval(draw, values=floats):
    a, b = sorted((draw(values), draw(values)))
    return (a, a) if draw(st.booleans()) else (a, b)


@settings(max_examples=300, deadline=None)
@given(interval(near | floats), interval(near | floats), interval(near | floats))
def test_every_verdict_is_true(measured, x, y):
    """Against the exact range of x + 2y: violated only if it is for all values, certain only if it holds for all, or
    the two enclosures meet and are narrow."""
    (decision,) = decide(ends(measured), "x + 2*y", x=ends(x), y=ends(y))
    low, high = (Fraction(a) + 2 * Fraction(b) for a, b in zip(x, y, strict=True))
    m_low, m_high = map(Fraction, measured)
    if decision is VIOLATED:
        assert m_low > high
    elif decision is HOLDS and m_high > low:
        size = Fraction(RESOLUTION) * max(abs(m_low), abs(m_high), abs(high)) * Fraction(101, 100)
        assert m_low <= high + size and m_high - m_low <= size and high - low <= size
    # And nothing that can be told by more than rounding is left open (x + 2y is rounded twice).
    rounding = Fraction(1, 2**51) * (abs(low) + abs(high) + 4 * max(map(abs, map(Fraction, y)))) + Fraction(
        1, 2**1000
    )
    if m_low > high + rounding:
        assert decision is VIOLATED
    if m_high <= low - rounding:
        assert decision is HOLDS
