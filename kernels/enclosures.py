"""From sums to measurements: every quantity gets a bound on its rounding error.

Notation and the standard model: ``rounding``. First-order terms; ``inflate`` absorbs the rest. Hats are
computed values, z_m = gamma_(m-1) + epsilon the relative error of a sum of m weights, omega = 2^-1022.

=====================  ==============================================================================
Z (n terms, >= 1)       z_n (omega terms are below INFLATION because Z >= 1)
H, T                    z_k resp. z_(n-k) relatively, 3 m omega absolutely for m terms
H_own (>= 1)            z_k
p_j = a_j/Z             rho = epsilon + z_n + u, and 4 omega
p^S_j = a_j/H           sigma = epsilon + z_k + u, and 4 omega (own scale, so H_own >= 1)
tau = T/Z               z_(n-k) + z_n + u, and (3(n-k) + 1) omega; 1 - tau = H/Z likewise
ln Z, ln H, ln T        the relative error of the argument, and 8u |ln|; scales add u times the result
entry of p - p^S        e_j = rho p_j + sigma p^S_j + u |p_j - p^S_j| + 9 omega
l1                      sum e_j + gamma_(n-1) l1 = rho + sigma + (u + gamma_(n-1)) l1 + 9 n omega
linf                    max e_j <= rho max p + sigma max p^S + u linf + 9 omega
l2                      ||e||_2 + gamma_(n+2) l2 + sqrt(n omega), where ||e||_2 <= rho ||p||_2 +
                        sigma sqrt(max p^S) + u l2 + 9 sqrt(n) omega
KL                      ln(p^S_j/p_j) errs by lambda_j <= u(2|s_j - kept_max| + 2|s_j - M| + 9 ln H_own
                        + 9 ln Z + |KL|) + z_k + z_n; so sum p^S_j lambda_j + (sigma + gamma_k)(KL + that)
                        + 4 n omega (1 + KL): the exact ln(p^S_j/p_j) is KL for every j in S
chi2                    with r = Z/H and eta = rho + sigma r + u |r - 1|: an entry of p - p^S errs by at most
                        eta p_j, so the sum of (p - p^S)^2/p by 2 eta l1 + eta^2 + (rho + 3u + gamma_n) chi2;
                        entries with p_j below 2^-900 lose at most 2^-900 r^2 each, n 2^-500 for r <= 2^200
sum sqrt(p p^S)         (rho + sigma + 3u + gamma_(n-1)) times the sum, and 3 n sqrt(omega) (products below omega)
sum p^2                 (2 rho + gamma_(k+1)) times the sum, and 8 m omega
o_c, o_S,c              (rho + gamma_n) sum_j p_j |v_jc| + 6 n omega (1 + max|v|); with sigma, gamma_k for o_S
o - o_S                 the two, and u |o_c - o_S,c|; norms by the triangle inequality, gamma_(m+2) for the norm
mu_T - mu_H             as o - o_S: mu_H is o_S; mu_T with a_j/T at the dropped keys' own scale (its sum >= 1), so
                        sigma_T = epsilon + z_(n-k) + u and gamma_(n-k); nothing dropped: undefined, error inf
spread                  v - c: u; norm: gamma_(m+2) and sqrt(m omega)
Var_p                   Q = sum p ||v - c||^2, minus ||sum p (v - c)||^2 <= Q: (3 rho + 3 gamma_n +
                        gamma_(2m+8)) Q + 16 (n + m) omega (1 + max ||v - c||^2)
lambda_max(Cov_p)       an entrywise error B >= |E| has ||E||_2 <= ||B||_2 <= tr B: (3 rho + 3 gamma_n + 12u +
                        gamma_(m+2)) Q,
                        the same omega term times m, and 16 m^2 u Q for the eigenvalue solver
=====================  ==============================================================================

Clipping a computed value into the range where the exact one is known to lie never increases its error.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .measurements import Measured, RowMeasurements
from .output_enclosures import output_measurements
from .relative_errors import RelativeErrors, measured, relative_errors
from .rounding import ELEMENTARY, TINY, UNIT, gamma, inflate
from .sums import ExactSums, KeptSums

Floats = NDArray[np.float64]

LARGEST = float(np.finfo(np.float64).max)
LARGEST_EXPONENT = 709.0
SAFE_SUM = 2.0**-600
CHI2_DIRECT = 200 * np.log(2.0)
"""ln(Z/H) up to which chi2 is summed entry by entry."""


def enclose(exact: ExactSums, kept: KeptSums) -> RowMeasurements:
    """The measurements of rows with these sums.

    >>> import numpy as np
    >>> from tailbound.kernels.reference import RowBlock
    >>> block = RowBlock(np.array([[1.0, 1.0, 1.0, 1.0]]))
    >>> row = enclose(block.exact_sums(), block.kept_sums(block.top_k(np.array([3]))))
    >>> float(row.tau.value[0]), bool(row.tau.error[0] < 1e-14)
    (0.25, True)
    """
    rel = relative_errors(exact, kept)
    masses = mass_measurements(exact, kept, rel)
    return RowMeasurements(
        n=exact.n.astype(np.int64),
        k=kept.k.astype(np.int64),
        n_dropped=(exact.n - kept.k).astype(np.int64),
        logit_max=exact.logit_max,
        logit_min=exact.logit_min,
        kept_max=kept.kept_max,
        kept_min=kept.kept_min,
        dropped_max=kept.dropped_max,
        delta=difference(exact.logit_max, exact.logit_min),
        gap=difference(kept.kept_min, kept.dropped_max),
        **masses,
        **distance_measurements(exact, kept, rel, masses["log_kept_mass"]),
        **probability_measurements(exact, kept, rel),
        **output_measurements(exact, kept, rel),
    )


def difference(x: Floats, y: Floats) -> Measured:
    """x - y of two exact logits, one rounding; inf, exactly, where y = -inf stands for 'no such logit'."""
    value = x - y
    return Measured(value, np.where(np.isinf(value), 0.0, UNIT * np.abs(value)))


def mass_measurements(exact: ExactSums, kept: KeptSums, rel: RelativeErrors) -> dict[str, Measured]:
    """Z, H, T, tau, 1 - tau, their logarithms and the odds."""
    n, k, Z, H, T = exact.n, kept.k, exact.Z, kept.H, kept.T
    dropped = n - k
    tau, mass = T / Z, H / Z
    log_Z = np.log(Z)
    log_T = measured_log(kept.T_own, rel.T + 3 * dropped * TINY / np.maximum(kept.T_own, TINY))
    log_H = measured_log(kept.H_own, rel.H)
    error_Z = rel.Z + ELEMENTARY * log_Z
    log_tau = shifted(log_T, kept.tail_scale - exact.logit_max, log_Z, error_Z)
    log_mass = shifted(log_H, kept.kept_max - exact.logit_max, log_Z, error_Z)
    nothing = dropped == 0
    log_tau = Measured(log_tau.value, np.where(nothing, 0.0, log_tau.error))
    log_odds = minus(log_tau, log_mass)
    total = exact.logit_max + log_Z
    return {
        "Z": measured(Z, rel.Z * Z),
        "H": measured(H, rel.H * H + 3 * k * TINY),
        "T": measured(T, rel.T * T + 3 * dropped * TINY),
        "log_Z": measured(total, error_Z + UNIT * np.abs(total)),
        "tau": measured(tau, (rel.T + rel.Z + UNIT) * tau + np.where(nothing, 0.0, 3 * dropped + 1) * TINY),
        "kept_mass": measured(mass, (rel.H + rel.Z + UNIT) * mass + (3 * k + 1) * TINY),
        "log_tau": log_tau,
        "log_kept_mass": Measured(np.minimum(log_mass.value, 0.0), log_mass.error),
        "odds": odds(exact, kept, rel, log_odds),
    }


def measured_log(x: Floats, relative: Floats) -> tuple[Floats, Floats]:
    """ln x and its error for an x known to ``relative``; ln 0 = -inf with error 0."""
    with np.errstate(divide="ignore"):
        value = np.log(x)
    return value, np.where(x > 0, relative + ELEMENTARY * np.abs(np.where(x > 0, value, 0.0)), 0.0)


def shifted(log: tuple[Floats, Floats], shift: Floats, log_Z: Floats, error_Z: Floats) -> Measured:
    """ln(sum) + shift - ln Z: three roundings, each relative to a partial result."""
    value, error = log
    partial = value + shift
    result = partial - log_Z
    finite = np.isfinite(result)
    rounding = UNIT * (np.abs(shift) + np.abs(partial) + np.abs(result))
    return measured(result, np.where(finite, error + error_Z + np.where(finite, rounding, 0.0), 0.0))


def minus(x: Measured, y: Measured) -> Measured:
    """x - y, one rounding; -inf stays -inf."""
    value = x.value - y.value
    return measured(value, x.error + y.error + np.where(np.isfinite(value), UNIT * np.abs(value), 0.0))


def odds(exact: ExactSums, kept: KeptSums, rel: RelativeErrors, log_odds: Measured) -> Measured:
    """T/H, from the sums while H is far from underflow, else from the logarithms."""
    dropped = exact.n - kept.k
    safe = kept.H >= SAFE_SUM
    H = np.where(safe, kept.H, 1.0)
    direct = kept.T / H
    error = (rel.T + rel.H + UNIT + 3 * kept.k * TINY / H) * direct
    error += 3 * dropped * TINY / H + np.where(dropped > 0, TINY, 0.0)
    large = exponential(log_odds, offset=0.0)
    return Measured(np.where(safe, direct, large.value), np.where(safe, inflate(error), large.error))


def exponential(log: Measured, offset: float) -> Measured:
    """exp(log) + offset; beyond float64, or with nothing known: the largest float64 with error inf."""
    known = (log.value < LARGEST_EXPONENT) & (log.error < 1.0)
    growth = np.exp(np.where(known, log.value, 0.0))
    relative = np.expm1(np.where(known, log.error, 0.0)) + ELEMENTARY + UNIT
    value = np.where(known, growth + offset, LARGEST)
    return Measured(value, np.where(known, inflate(relative * (growth + abs(offset)) + TINY), np.inf))


def distance_measurements(
    exact: ExactSums, kept: KeptSums, rel: RelativeErrors, log_mass: Measured
) -> dict[str, Measured]:
    """l1, l2, linf, KL, chi2 and the Bhattacharyya coefficient."""
    n, k, root_n = exact.n, kept.k, np.sqrt(exact.n)
    p_norm = np.sqrt(kept.kept_sum_squares + kept.dropped_sum_squares)
    p_S_max = 1.0 / kept.H_own
    entries = rel.p * p_norm + rel.p_S * np.sqrt(p_S_max) + UNIT * kept.l2 + 9 * root_n * TINY
    kl = np.maximum(kept.kl, 0.0)
    # absolute entries of p below sqrt(omega) lose their squares: the same term as for l2 itself
    entries += rel.p * root_n * np.sqrt(TINY)
    coefficient = kept.bhattacharyya
    return {
        "l1": measured(kept.l1, rel.p + rel.p_S + (UNIT + gamma(n - 1)) * kept.l1 + 9 * n * TINY),
        "l2": measured(kept.l2, entries + gamma(n + 2) * kept.l2 + root_n * np.sqrt(TINY)),
        "linf": measured(kept.linf, rel.p / exact.Z + rel.p_S * p_S_max + UNIT * kept.linf + 9 * TINY),
        "kl": measured(kl, kl_error(exact, kept, rel, kl)),
        "chi2": chi2(exact, kept, rel, log_mass),
        "bhattacharyya": measured(
            coefficient,
            (rel.p + rel.p_S + 3 * UNIT + gamma(n - 1)) * coefficient + 3 * k * np.sqrt(TINY),
        ),
    }


def kl_error(exact: ExactSums, kept: KeptSums, rel: RelativeErrors, kl: Floats) -> Floats:
    """The table's bound, with sum p^S_j |s_j - M| = kl_distance + (M - kept_max)."""
    shift = exact.logit_max - kept.kept_max
    distances = 4 * kept.kl_distance + 2 * shift
    logarithms = 9 * np.log(kept.H_own) + 9 * np.log(exact.Z)
    logs = UNIT * (distances + logarithms + kl) + rel.H + rel.Z
    error: Floats = logs + (rel.p_S + gamma(kept.k)) * (kl + logs) + 4 * exact.n * TINY * (1 + kl)
    return error


def chi2(exact: ExactSums, kept: KeptSums, rel: RelativeErrors, log_mass: Measured) -> Measured:
    """The entrywise sum, or exp(-ln(1 - tau)) - 1 where 1 - tau < 2^-200."""
    direct = -log_mass.value < CHI2_DIRECT
    ratio = np.exp(np.where(direct, -log_mass.value, 0.0)) * (1 + 2.0**-20)
    eta = rel.p + rel.p_S * ratio + UNIT * np.abs(ratio - 1)
    error = 2 * eta * kept.l1 + eta**2 + (rel.p + 3 * UNIT + gamma(exact.n)) * kept.chi2
    error += exact.n * 2.0**-500
    large = exponential(Measured(-log_mass.value, log_mass.error), offset=-1.0)
    return Measured(np.where(direct, kept.chi2, large.value), np.where(direct, inflate(error), large.error))


def probability_measurements(exact: ExactSums, kept: KeptSums, rel: RelativeErrors) -> dict[str, Measured]:
    """Single probabilities, from their logits, and the sums of squares."""

    def probability(logit: Floats) -> Measured:
        p = np.exp(logit - exact.logit_max) / exact.Z
        return measured(p, np.where(logit > -np.inf, rel.p * p + 4 * TINY, 0.0))

    return {
        "p_max": probability(exact.logit_max),
        "p_min": probability(exact.logit_min),
        "p_kept_max": probability(kept.kept_max),
        "p_dropped_max": probability(kept.dropped_max),
        "p_next": probability(kept.next_logit),
        "kept_sum_squares": measured(
            kept.kept_sum_squares, (2 * rel.p + gamma(kept.k + 1)) * kept.kept_sum_squares + 9 * kept.k * TINY
        ),
        "dropped_sum_squares": measured(
            kept.dropped_sum_squares,
            (2 * rel.p + gamma(exact.n - kept.k + 1)) * kept.dropped_sum_squares + 9 * (exact.n - kept.k) * TINY,
        ),
    }
