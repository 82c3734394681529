"""The relative errors that every formula of ``enclosures`` is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .measurements import Measured
from .rounding import UNIT, gamma, inflate, weight_error
from .sums import ExactSums, KeptSums

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RelativeErrors:
    """The relative errors of the module's table, one per row."""

    epsilon: Floats
    Z: Floats
    H: Floats
    T: Floats
    p: Floats
    p_S: Floats
    p_T: Floats
    """Of a_j/T, the weights of the dropped mean."""


def relative_errors(exact: ExactSums, kept: KeptSums) -> RelativeErrors:
    """epsilon, z_n, z_k, z_(n-k), rho, sigma, sigma_T."""
    epsilon = weight_error(exact.logit_max - exact.logit_min)
    z_n = gamma(exact.n - 1) + epsilon
    z_k = gamma(kept.k - 1) + epsilon
    z_T = gamma(exact.n - kept.k - 1) + epsilon
    rho, sigma, sigma_T = (epsilon + z + UNIT for z in (z_n, z_k, z_T))
    return RelativeErrors(epsilon, z_n, z_k, z_T, rho, sigma, sigma_T)


def measured(value: Floats, error: Floats) -> Measured:
    """Inflate the first-order error."""
    return Measured(value, inflate(error))
