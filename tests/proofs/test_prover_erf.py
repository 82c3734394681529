"""Gaussian tails: the prover finds the textbook bounds of erf, erfc and Phi, and none of their false neighbours."""

import time

import pytest

from tailbound.proofs.checker import check, statement_hash
from tailbound.proofs.outcomes import Proved
from tailbound.proofs.problem import parse_problem
from tailbound.proofs.prover.driver import search_proof

# Where each is proved, in order: Abramowitz and Stegun 7.1.13 for the normal law, above and below (Birnbaum 1942);
# erf(x) + exp(-x) - 1 rises from 0 and then falls to 0; Chu 1955; Polya 1949; log erfc is concave, and 0 at 0, which
# makes erfc submultiplicative; the same concavity at midpoints; the minimum of x Phi(x) is -0.16997...; the function
# is sqrt(pi) times the integral of 1 + erf; DLMF 7.8.5; Chiani, Dardari and Simon 2003, which holds
# from 1/2 on.
TRUE = [
    ("1 - Phi(x) <= sqrt(2/pi)*exp(-x**2/2)/(x + sqrt(x**2 + 8/pi))", ["x >= 0"]),
    ("2/(x + sqrt(x**2 + 4))*exp(-x**2/2)/sqrt(2*pi) <= 1 - Phi(x)", ["x >= 0"]),
    ("1 - exp(-x) <= erf(x)", ["x >= 0"]),
    ("1 - exp(-x**2) <= erf(x)**2", ["x >= 0"]),
    ("erf(x) < sqrt(1 - exp(-4*x**2/pi))", ["x > 0"]),
    ("erfc(x + y) <= erfc(x)*erfc(y)", ["x >= 0", "y >= 0"]),
    ("erfc(x)*erfc(y) <= erfc((x + y)/2)**2", ["0 <= x <= 5", "0 <= y <= 5"]),
    ("-17/100 < x*Phi(x)", []),
    ("0 <= x*(1 + erf(x))*sqrt(pi) + exp(-x**2)", []),
    ("x*erfc(x)*sqrt(pi) < exp(-x**2)*(2*x**2 + 2)/(2*x**2 + 3)", ["x >= 0"]),
    ("erfc(x) <= exp(-x**2)/6 + exp(-4*x**2/3)/2", ["x >= 1/2"]),
]

# False, and by how little: 1.27 is below 4/pi = 1.2732... for small x, erfc(1) = 0.157 is above 1/(4 e) = 0.092, the
# minimum of x Phi(x) is below -0.1699, and at 0 both sides of the last are equal.
FALSE = [
    ("erf(x) <= sqrt(1 - exp(-127/100*x**2))", ["x >= 0"]),
    ("erfc(x) <= exp(-x**2)/4", ["x >= 1"]),
    ("-1699/10000 < x*Phi(x)", []),
    ("erfc(x + y) < erfc(x)*erfc(y)", ["x >= 0", "y >= 0"]),
]


@pytest.mark.parametrize(("claim", "where"), TRUE)
def test_proves_gaussian_tails(claim: str, where: list[str]) -> None:
    problem = parse_problem(claim, where)
    outcome = search_proof(problem, time.monotonic() + 30)
    assert isinstance(outcome, Proved), outcome
    checked = check(outcome.certificate, {})
    assert checked == outcome.checked
    assert checked.statement_sha256 == statement_hash(problem.hyps, problem.claim)


@pytest.mark.parametrize(("claim", "where"), FALSE)
def test_does_not_prove_what_is_nearly_true(claim: str, where: list[str]) -> None:
    assert not isinstance(search_proof(parse_problem(claim, where), time.monotonic() + 1.5), Proved)
