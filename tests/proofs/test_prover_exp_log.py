"""The prover on inequalities between powers, exponentials and logarithms, each known from textbooks or a short proof.

Every claim has a twin that differs in one constant and is false; the twin must not be proved.
"""

import time

import pytest

from tailbound.proofs.checker import check
from tailbound.proofs.outcomes import Proved
from tailbound.proofs.problem import parse_problem
from tailbound.proofs.prover.driver import search_proof

UNIT = ["0 < p < 1", "0 < q < 1"]

# claim, hypotheses, ranges, and the reason.
TRUE = [
    # Cover and Thomas, 11.6; Gibbs and Su 2002: log t <= t - 1 for each pair of logarithms, or for half of it.
    ("p*log(p/q) + (1-p)*log((1-p)/(1-q)) <= (p-q)**2/(q*(1-q))", UNIT, {}),
    ("2*(1 - sqrt(p*q) - sqrt((1-p)*(1-q))) <= p*log(p/q) + (1-p)*log((1-p)/(1-q))", UNIT, {}),
    ("x - y + x*log(y/x) <= (sqrt(x) - sqrt(y))**2", ["0 < x", "0 < y"], {}),
    # Entropy against its bounds: H <= log 2 - 2 (p - 1/2)^2 is Pinsker's inequality at q = 1/2.
    ("-p*log(p) - (1-p)*log(1-p) <= log(2) - 2*(p - 1/2)**2", ["0 < p < 1"], {}),
    ("-p*log(p) - (1-p)*log(1-p) <= 2*log(2)*sqrt(p*(1-p))", ["0 < p < 1"], {}),
    # e^x <= x + e^(a x^2) holds for a = 9/16, hence for all larger a.
    ("exp(x) <= x + exp(9/16*x**2)", [], {}),
    ("exp(x) <= x + exp(5/8*x**2)", [], {}),
    # (1 + 1/n)^n rises to e, (1 + 1/n)^(n + 1/2) falls to e (Polya and Szego).
    ("(1 + 1/n)**n < E", [], {"n": ("1", "oo")}),
    ("E < (1 + 1/n)**(n + 1/2)", [], {"n": ("1", "oo")}),
    ("1/(n + 1/2) < log(1 + 1/n)", [], {"n": ("1", "oo")}),
    # Lazarevic: cosh x < (sinh x / x)^3; Huygens: 3 x < 2 sinh x + tanh x.
    ("x**3*(exp(x) + exp(-x))/2 <= ((exp(x) - exp(-x))/2)**3", ["x >= 0"], {}),
    ("3*x <= exp(x) - exp(-x) + (exp(x) - exp(-x))/(exp(x) + exp(-x))", ["x >= 0"], {}),
    ("x*(exp(x) + 1) >= 2*(exp(x) - 1)", ["x >= 0"], {}),
    # sinh v >= v for v = (x - y)/2: DLMF 4.32.3, squared.
    (
        "(x-y)**2*(exp(x)-exp(-x))*(exp(y)-exp(-y)) <= (exp(x)+exp(-x)-exp(y)-exp(-y))**2",
        ["0 <= x", "x <= y"],
        {},
    ),
    # log t <= t - 1 at t = sqrt x, and at the fourth root.
    ("log(x) <= sqrt(x)", ["x > 0"], {}),
    ("log(x) <= 4*x**(1/4) - 4", ["x > 0"], {}),
    ("log(1 + exp(-x)) < exp(-x)", [], {}),
    # t = exp(-x/2) in [0, 1]: log(1 + t^2) <= t*log 2 is an equation at both ends, and first rises, then falls.
    ("log(1 + exp(-x)) <= log(2)*exp(-x/2)", ["x >= 0"], {}),
    # The chord of exp over [l, u]; linear in p, positive at p = 0 and p = 1.
    ("exp(m)*(u - l) <= (u - m)*exp(l) + (m - l)*exp(u)", ["l <= m", "m <= u", "l < u"], {}),
    ("0 < 1 + p*(exp(t) - 1)", ["0 <= p <= 1"], {}),
    # The entropy of three outcomes is largest where they are equally likely.
    ("-x*log(x) - y*log(y) - z*log(z) <= log(3)", ["x > 0", "y > 0", "z > 0", "Eq(x + y + z, 1)"], {}),
]

FALSE = [
    ("p*log(p/q) + (1-p)*log((1-p)/(1-q)) <= 99/100*(p-q)**2/(2*q*(1-q))", UNIT, {}),
    ("201/100*(1 - sqrt(p*q) - sqrt((1-p)*(1-q)))*2 <= p*log(p/q) + (1-p)*log((1-p)/(1-q))", UNIT, {}),
    ("-p*log(p) - (1-p)*log(1-p) <= log(2) - 201/100*(p - 1/2)**2", ["0 < p < 1"], {}),
    ("-p*log(p) - (1-p)*log(1-p) <= 199/100*log(2)*sqrt(p*(1-p))", ["0 < p < 1"], {}),
    ("exp(x) <= x + exp(11/20*x**2)", [], {}),
    ("(1 + 1/n)**n < 271/100", [], {"n": ("1", "oo")}),
    ("E < (1 + 1/n)**(n + 2/5)", [], {"n": ("1", "oo")}),
    ("x**3*(exp(x) + exp(-x))/2 < ((exp(x) - exp(-x))/2)**3", ["x >= 0"], {}),
    ("log(x) <= 7/10*sqrt(x)", ["x > 0"], {}),
    ("log(1 + exp(-x)) <= log(2)*exp(-x*3/4)", ["x >= 0"], {}),
    ("0 < 1 + p*(exp(t) - 1)", ["0 <= p <= 11/10"], {}),
    ("-x*log(x) - y*log(y) - z*log(z) <= 109/100", ["x > 0", "y > 0", "z > 0", "Eq(x + y + z, 1)"], {}),
]


@pytest.mark.parametrize(("claim", "where", "ranges"), TRUE)
def test_proves_exponentials_and_logarithms(claim: str, where: list[str], ranges: dict[str, tuple[str, str]]) -> None:
    variables = {n: {"domain": "integer", "range": list(r)} for n, r in ranges.items()} or None
    outcome = search_proof(parse_problem(claim, where, variables), time.monotonic() + 30)
    assert isinstance(outcome, Proved), outcome
    assert check(outcome.certificate, {}) == outcome.checked


@pytest.mark.parametrize(("claim", "where", "ranges"), FALSE)
def test_proves_no_false_twin(claim: str, where: list[str], ranges: dict[str, tuple[str, str]]) -> None:
    variables = {n: {"domain": "integer", "range": list(r)} for n, r in ranges.items()} or None
    outcome = search_proof(parse_problem(claim, where, variables), time.monotonic() + 0.5)
    assert not isinstance(outcome, Proved)
