"""Rounding errors of the output error and of what B1 and B2 need; derivations in ``enclosures``' table."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .measurements import Measured
from .relative_errors import RelativeErrors, measured
from .rounding import TINY, UNIT, gamma
from .sums import ExactSums, KeptOutputSums, KeptSums, MeanGapSums, OutputSums

Floats = NDArray[np.float64]


def output_measurements(exact: ExactSums, kept: KeptSums, rel: RelativeErrors) -> dict[str, Measured]:
    """Output error and the quantities of B1 and B2; nothing without values."""
    values, output = exact.output, kept.output
    if values is None or output is None:
        return {}
    n, m = exact.n, values.dimension
    own, other = rel.p + gamma(n), rel.p_S + gamma(kept.k)
    lost = 12 * n * TINY * (1 + values.value_max)
    vanished, norm = np.sqrt(m * TINY), UNIT + gamma(m + 2)
    l2, linf = output.output_l2, output.output_linf
    l2_error = own * values.absolute_l2 + other * output.absolute_l2 + np.sqrt(m) * lost
    linf_error = own * values.absolute_linf + other * output.absolute_linf + lost
    found = {
        "output_l2": measured(l2, l2_error + norm * l2 + vanished),
        "output_linf": measured(linf, linf_error + UNIT * linf),
        "spread_l2": measured(2 * values.radius_l2, 2 * (norm * values.radius_l2 + vanished)),
        "spread_linf": measured(2 * values.radius_linf, 2 * UNIT * values.radius_linf + TINY),
        "variance": variance(n, values, rel),
    }
    if values.eigenvalue is not None:
        found["covariance_norm"] = covariance_norm(n, values, values.eigenvalue, rel)
    l2_across, linf_across = output.cross_diameter_l2, output.cross_diameter_linf
    if l2_across is not None and linf_across is not None:
        some = n > kept.k
        found["cross_diameter_l2"] = measured(l2_across, np.where(some, norm * l2_across + vanished, 0.0))
        found["cross_diameter_linf"] = measured(linf_across, np.where(some, UNIT * linf_across + TINY, 0.0))
    if output.mean_gap is not None:
        found |= mean_gaps(n, kept.k, values, output, output.mean_gap, rel)
    return found


def mean_gaps(
    n: Floats, k: Floats, values: OutputSums, output: KeptOutputSums, gap: MeanGapSums, rel: RelativeErrors
) -> dict[str, Measured]:
    """||mu_T - mu_H||: like the output error, with mu_T in the place of o; undefined where nothing is dropped."""
    m, some = values.dimension, n > k
    tail, head = rel.p_T + gamma(n - k), rel.p_S + gamma(k)
    lost = 12 * n * TINY * (1 + values.value_max)
    norm, vanished = UNIT + gamma(m + 2), np.sqrt(m * TINY)
    l2_error = tail * gap.absolute_l2 + head * output.absolute_l2 + np.sqrt(m) * lost + norm * gap.l2 + vanished
    linf_error = tail * gap.absolute_linf + head * output.absolute_linf + lost + UNIT * gap.linf
    return {
        "mean_gap_l2": measured(np.where(some, gap.l2, 0.0), np.where(some, l2_error, np.inf)),
        "mean_gap_linf": measured(np.where(some, gap.linf, 0.0), np.where(some, linf_error, np.inf)),
    }


def underflow_of_moments(n: Floats, values: OutputSums) -> Floats:
    """What subnormal weights, products and squares can lose in sum p ||v - c||^2."""
    return 16 * (n + values.dimension) * TINY * (1 + values.radius_l2**2)


def variance(n: Floats, values: OutputSums, rel: RelativeErrors) -> Measured:
    """Var_p = Q - ||mean||^2, never negative."""
    value = np.maximum(values.second_moment - values.mean_square, 0.0)
    relative = 3 * rel.p + 3 * gamma(n) + gamma(2 * values.dimension + 8)
    return measured(value, relative * values.second_moment + underflow_of_moments(n, values))


def covariance_norm(n: Floats, values: OutputSums, eigenvalue: Floats, rel: RelativeErrors) -> Measured:
    """lambda_max(Cov_p), never negative."""
    m, Q = values.dimension, values.second_moment
    moments = (3 * rel.p + 3 * gamma(n) + 12 * UNIT + gamma(m + 2)) * Q + m * underflow_of_moments(n, values)
    solver = 16 * m**2 * UNIT * Q  # ||Cov||_F <= tr Cov <= Q
    return measured(np.maximum(eigenvalue, 0.0), moments + solver)
