"""Small rows whose measurements are rational: expectations by fractions, from the definitions."""

from fractions import Fraction
from math import log

import numpy as np
import pytest

from tailbound.kernels import measure_rows

ENGINES = ["numpy", "torch"]

# weights are powers of two; their logarithms are rounded once, so the exact row is slightly another one: the
# logits m ln 2 with m <= 5 err by at most 4u relatively to the weight, and so does every quantity by a few of them
LOGIT_ERROR = 64 * 2.0**-53


def rational_row(weights, kept):
    """tau, l1, l2^2, linf, chi2, output by the definitions, exactly."""
    Z = sum(weights)
    H = sum(w for w, x in zip(weights, kept, strict=True) if x)
    p = [Fraction(w, Z) for w in weights]
    p_S = [Fraction(w, H) if x else Fraction(0) for w, x in zip(weights, kept, strict=True)]
    gap = [abs(x - y) for x, y in zip(p, p_S, strict=True)]
    values = [Fraction(j, 4) for j in range(len(weights))]
    o = sum(x * v for x, v in zip(p, values, strict=True))
    return {
        "tau": 1 - Fraction(H, Z),
        "kept_mass": Fraction(H, Z),
        "odds": Fraction(Z - H, H),
        "l1": sum(gap),
        "linf": max(gap),
        "chi2": sum(g * g / x for g, x in zip(gap, p, strict=True)),
        "kept_sum_squares": sum(x * x for x, y in zip(p, kept, strict=True) if y),
        "output_linf": abs(o - sum(x * v for x, v in zip(p_S, values, strict=True))),
        "variance": sum(x * (v - o) ** 2 for x, v in zip(p, values, strict=True)),
    }


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("weights", "kept"),
    [
        ([4, 2, 1, 1], [1, 1, 0, 0]),
        ([1, 1], [1, 0]),
        ([8, 1, 1, 2, 4], [0, 1, 0, 1, 0]),
        ([1] * 7, [1, 0, 1, 0, 1, 0, 1]),
        ([32, 16, 8, 4, 2, 1, 1], [1, 1, 1, 1, 1, 1, 0]),
    ],
)
def test_power_of_two_weights(engine, weights, kept):
    values = np.arange(len(weights))[:, None] / 4
    mask = np.array([kept], dtype=bool)
    found = measure_rows(np.log(np.array([weights], dtype=float)), mask, values, engine=engine)
    for name, truth in rational_row(weights, kept).items():
        x = getattr(found, name)
        slack = Fraction(float(x.error[0])) + Fraction(LOGIT_ERROR) * max(truth, 1)
        assert abs(Fraction(float(x.value[0])) - truth) <= slack, name


@pytest.mark.parametrize("engine", ENGINES)
def test_flat_rows_are_exact_rationals(engine):
    """All logits equal: p = 1/n whatever the level, so the row is rational with no rounding of logits at all."""
    for level in (0.0, 1e4, -1e4, 0.1):
        for n in (2, 3, 17):
            for k in (1, n - 1):
                found = measure_rows(np.full((1, n), level), k, engine=engine)
                truth = {
                    "tau": Fraction(n - k, n),
                    "l1": 2 * Fraction(n - k, n),
                    "linf": max(Fraction(1, k) - Fraction(1, n), Fraction(1, n)),
                    "p_next": Fraction(1, n),
                    "chi2": Fraction(n - k, k),
                }
                for name, value in truth.items():
                    x = getattr(found, name)
                    assert abs(Fraction(float(x.value[0])) - value) <= Fraction(float(x.error[0])), (name, n, k)


@pytest.mark.parametrize("engine", ENGINES)
def test_everything_kept(engine):
    """S = all keys: p^S = p, so every distance is 0, tau = 0 exactly and there is no dropped key to compare."""
    found = measure_rows(np.array([[3.0, 1.0, -500.0]]), 3, np.eye(3), engine=engine, pairs=True)
    assert found.tau.value[0] == found.tau.error[0] == 0
    assert found.T.value[0] == found.T.error[0] == found.odds.value[0] == found.odds.error[0] == 0
    assert found.log_tau.value[0] == -np.inf
    assert found.gap.value[0] == np.inf
    assert found.dropped_max[0] == -np.inf
    assert found.p_next.value[0] == found.cross_diameter_l2.value[0] == found.cross_diameter_l2.error[0] == 0
    for name in ("l1", "l2", "linf", "kl", "output_l2", "output_linf"):
        x = getattr(found, name)
        assert x.value[0] <= x.error[0]


def test_counterexample_to_top_k_in_the_maximum_norm():
    """C2: weights (3, 2, 2, 2, 2), k = 2: the top-k set gives 18/55, two of the small ones 7/22 < 18/55."""
    logits = np.log([[3.0, 2.0, 2.0, 2.0, 2.0]])
    top, low = measure_rows(logits, [2, np.array([[0, 1, 1, 0, 0]], dtype=bool)])
    slack = Fraction(LOGIT_ERROR)
    assert abs(Fraction(float(top.linf.value[0])) - Fraction(18, 55)) <= slack
    assert abs(Fraction(float(low.linf.value[0])) - Fraction(7, 22)) <= slack
    assert low.linf.upper[0] < top.linf.lower[0]


def test_extreme_logits_have_no_silent_overflow():
    """(1e4, -1e4), the larger dropped: 1 - tau = e^-20000/(1 + e^-20000), far below float64.

    KL and -ln(1 - tau) are 20000 + ln(1 + e^-20000), which is 20000 to within 1e-300.
    """
    found = measure_rows(np.array([[1e4, -1e4]]), np.array([[False, True]]))
    assert abs(found.log_kept_mass.value[0] + 20000) <= found.log_kept_mass.error[0] + 1e-300
    assert abs(found.kl.value[0] - 20000) <= found.kl.error[0] + 1e-300
    assert found.odds.error[0] == np.inf
    assert np.isfinite(found.odds.value[0])
    assert abs(found.tau.value[0] - 1) <= found.tau.error[0]
    assert abs(found.log_Z.value[0] - 1e4) <= found.log_Z.error[0]


def test_measured_ends_are_outside_the_interval():
    found = measure_rows(np.array([[log(2.0), 0.0]]), 1)
    value, error = Fraction(float(found.tau.value[0])), Fraction(float(found.tau.error[0]))
    assert Fraction(float(found.tau.lower[0])) <= value - error
    assert Fraction(float(found.tau.upper[0])) >= value + error
    assert found.tv.value[0] == found.l1.value[0] / 2
