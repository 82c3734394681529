"""Adversarial rows for Hypothesis: where softmax measurements usually go wrong."""

import numpy as np
from hypothesis import strategies as st

SIZES = st.integers(2, 24)


@st.composite
def logit_rows(draw):
    """A row of one of the named kinds, n from 2 to 24."""
    n = draw(SIZES)
    kind = draw(st.sampled_from(sorted(KINDS)))
    return np.array(KINDS[kind](draw, n), dtype=np.float64)


def numbers(draw, n, low, high):
    element = st.floats(low, high, allow_nan=False, allow_subnormal=False)
    return draw(st.lists(element, min_size=n, max_size=n))


def spiked(draw, n):
    height = draw(st.sampled_from([1.0, 30.0, 69.0, 700.0, 745.0, 760.0, 1e4]))
    row = numbers(draw, n, -1, 1)
    row[draw(st.integers(0, n - 1))] = height
    return row


def two_level(draw, n):
    step = draw(st.sampled_from([2.0**-52, 1e-8, 1.0, 40.0, 709.0, 745.5, 2e4]))
    high = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    return [step if x else 0.0 for x in high]


def shallow_then_deep(draw, n):
    """A few keys together, the rest far below: tau near 1e-30, 1e-300 and below."""
    depth = draw(st.sampled_from([69.0, 350.0, 600.5, 690.0, 708.5, 740.0]))
    cut = draw(st.integers(1, n - 1))
    row = numbers(draw, n, -2, 2)
    return [x if j < cut else x - depth for j, x in enumerate(row)]


KINDS = {
    "flat": lambda draw, n: [draw(st.sampled_from([0.0, 1e4, -1e4, 0.1]))] * n,
    "gentle": lambda draw, n: numbers(draw, n, -3, 3),
    "wide": lambda draw, n: numbers(draw, n, -40, 40),
    "huge": lambda draw, n: numbers(draw, n, -1e4, 1e4),
    "ties": lambda draw, n: draw(st.lists(st.sampled_from([0.0, 1.0, 2.0]), min_size=n, max_size=n)),
    "spiked": spiked,
    "two level": two_level,
    "deep": shallow_then_deep,
}


@st.composite
def rows_with_sets(draw):
    """(logits, keep): top-k, bottom-k (1 - tau near 0) or any set; k = 1 and k = n - 1 often, k = n at times."""
    row = draw(logit_rows())
    n = len(row)
    k = draw(st.sampled_from([1, n - 1]) | st.integers(1, n))
    order = np.argsort(-row, kind="stable")
    rule = draw(st.sampled_from(["top", "bottom", "any"]))
    if rule == "any":
        order = np.array(draw(st.permutations(range(n))))
    chosen = order[n - k :] if rule == "bottom" else order[:k]
    keep = np.zeros(n, dtype=bool)
    keep[chosen] = True
    return row, keep


@st.composite
def value_tables(draw, n):
    """(n, m) values: gentle, constant, huge, tiny or opposite."""
    m = draw(st.integers(1, 4))
    size = draw(st.sampled_from([1.0, 1e-170, 1e100, 1e-3]))
    entries = st.floats(-1, 1, allow_nan=False, allow_subnormal=False)
    table = draw(st.lists(st.lists(entries, min_size=m, max_size=m), min_size=n, max_size=n))
    return np.array(table) * size
