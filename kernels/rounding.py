"""Rounding error of every measured quantity: the model, and the small formulas all derivations use.

A row is *defined* by its float64 logits: they are taken as exact (the theorems hold for any logits), so only
what happens from ``exp`` onwards is an error. The output error is defined by these logits and by the values as
given. Notation: u = 2^-53, omega = 2^-1022 (smallest normal number), gamma_m = m u / (1 - m u).

Assumptions (all else is derived):

* ``+ - * /`` and ``sqrt`` round to nearest: ``fl(x op y) = (x op y)(1 + d)``, ``|d| <= u``, plus at most omega
  in absolute value when the result is subnormal (flushing to zero is covered; sums and differences of doubles
  never lose anything to underflow unless they are flushed);
* ``exp`` and ``log`` err by at most 4 ulp, hence by at most 8u relatively, and by at most omega where the
  result of ``exp`` is below omega;
* sums and matrix products use any order, with or without fused multiply-add, and no number format narrower
  than float64: m terms give a relative error of at most gamma_(m-1), m products gamma_m, of the sum of absolute
  values (Higham, *Accuracy and Stability of Numerical Algorithms*, section 3.1 and 4.2);
* the symmetric eigenvalue solver of LAPACK is backward stable: ``||E||_2 <= 16 m^2 u ||C||_F`` for an m x m
  matrix (Higham 19.1 with a generous constant; used for ``covariance_norm`` only).

Weights. ``a_j = exp(s_j - M)``, M the largest visible logit. The subtraction errs by ``u |s_j - M|``, so for
``|s_j - M| <= 746``: relative error at most ``(1 + 8u) exp(746u) - 1 <= epsilon``,
``epsilon = (9 + min(Delta, 746)) u``. Beyond 708 both the true and the computed weight are below omega (times
1 + 1e-12), so 2 omega in absolute value covers every other case.

Second order. Formulas below keep first-order terms only, and replace true values by computed ones. With at most
2^24 keys every relative error is below 2^-28, fewer than 100 of them meet in one formula, and the bounds are
themselves evaluated in floating point with non-negative terms: all of it is absorbed by the last factor,
``INFLATION = 1 + 2^-20``. This is a bound, not a tolerance: 100 * 2^-28 < 2^-21.

>>> float(gamma(1)) == UNIT / (1 - UNIT)
True
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

UNIT = 2.0**-53
TINY = 2.0**-1022
INFLATION = 1.0 + 2.0**-20
MAX_KEYS = 2**24
LARGEST_VALUE = 2.0**400
"""Values above this are refused: their squared distances could overflow."""

ELEMENTARY = 8 * UNIT
"""Relative error of exp and log: 4 ulp, and one ulp is at most 2u."""

DEEPEST_EXPONENT = 746.0


def gamma(terms: ArrayLike) -> Floats:
    """gamma_m = m u / (1 - m u), elementwise, 0 for m <= 0.

    >>> gamma([-1, 0]).tolist()
    [0.0, 0.0]
    """
    relative = np.maximum(np.asarray(terms, dtype=np.float64), 0.0) * UNIT
    return relative / (1.0 - relative)


def weight_error(delta: Floats) -> Floats:
    """epsilon: relative error of one computed weight exp(s_j - M) in a row of logit range ``delta``.

    >>> float(weight_error(np.array(1e9))) == (9 + 746) * UNIT
    True
    """
    return (9.0 + np.minimum(delta, DEEPEST_EXPONENT)) * UNIT


def inflate(error: Floats) -> Floats:
    """Absorb second-order terms and the rounding of the bound itself (see the module's text)."""
    return error * INFLATION
