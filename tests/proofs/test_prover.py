"""The prover: what it proves is known from textbooks, and `Proved` holds what the checker says of the bytes."""

import time

import pytest

from tailbound.proofs.checker import check, statement_hash
from tailbound.proofs.outcomes import Proved, Undecided
from tailbound.proofs.problem import parse_problem
from tailbound.proofs.prover.driver import search_proof
from tailbound.proofs.refuter import find_counterexample

# Each is elementary: convexity of exp, concavity of log, AM-GM, a tangent line, a square, or a finite case check.
TRUE = [
    ("exp(x) >= 1 + x", []),
    ("exp(x) > 1 + x", ["x > 0"]),
    ("exp(x) >= 1 + x + x**2/2", ["x >= 0"]),
    ("exp(x) <= 1 + x + x**2", ["0 <= x <= 1"]),
    ("log(x) <= x - 1", ["x > 0"]),
    ("log(1 + x) >= x/(1 + x)", ["x > -1"]),
    ("log(1 + x) >= 2*x/(2 + x)", ["x >= 0"]),
    ("x/(1 + x) < 1", ["x >= 0"]),
    ("x + 1/x >= 2", ["x > 0"]),
    ("2*x*y <= x**2 + y**2", []),
    ("sqrt(x*y) <= (x + y)/2", ["x >= 0", "y >= 0"]),
    ("sqrt(1 + x) <= 1 + x/2", ["x >= -1"]),
    ("x*exp(1 - x) <= 1", []),
    ("Abs(x + y) <= Abs(x) + Abs(y)", []),
    ("Max(x, y) + Min(x, y) <= x + y", []),
    ("Eq((x + 1)**2, x**2 + 2*x + 1)", []),
    ("Ne(x**2 + 1, 0)", []),
    ("x < 7*z + 2", ["x < 2*y", "y < 3*z + 1", "z >= 0"]),
    ("p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) >= 2*(p - q)**2", ["0 < p < 1", "0 < q < 1"]),
    ("exp(1) < 2719/1000", []),
    ("3 < pi", []),
]


@pytest.mark.parametrize(("claim", "where"), TRUE)
def test_proves_textbook_inequalities(claim: str, where: list[str]) -> None:
    problem = parse_problem(claim, where)
    outcome = search_proof(problem, time.monotonic() + 30)
    if claim == "x < 7*z + 2":
        # From x < 2 y < 6 z + 2 and z >= 0.
        assert isinstance(outcome, Proved)
    assert isinstance(outcome, Proved), outcome
    checked = check(outcome.certificate, {})
    assert checked == outcome.checked
    assert checked.statement_sha256 == statement_hash(problem.hyps, problem.claim)


@pytest.mark.parametrize(
    ("claim", "ranges"),
    [
        ("2**n >= n + 1", {"n": ("0", "oo")}),
        ("n <= n**2", {"n": ("-oo", "oo")}),
        ("(n - 1/3)**2 >= 1/9", {"n": ("-oo", "oo")}),
        ("n*(7 - n) <= 12", {"n": ("0", "7")}),
        ("m + 1 <= n", {"m": ("0", "oo"), "n": ("0", "oo")}),
    ],
)
def test_proves_what_holds_for_integers_only(claim: str, ranges: dict[str, tuple[str, str]]) -> None:
    variables = {n: {"domain": "integer", "range": list(r)} for n, r in ranges.items()}
    problem = parse_problem(claim, ["m < n"] if "m" in ranges else [], variables)
    outcome = search_proof(problem, time.monotonic() + 30)
    assert isinstance(outcome, Proved), outcome


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        ("exp(x) >= 1 + x + x**2/2", []),  # false for x < 0
        ("log(x) < x - 1", ["x > 0"]),  # equality at 1
        ("x + 1/x > 2", ["x > 0"]),  # equality at 1
        ("sqrt(x*y) <= (x + y)/2 - 1/1000", ["x >= 0", "y >= 0"]),
        ("x*(1 - x) <= 1/4 - 1/10**9", []),  # fails near 1/2 only
        ("exp(1) < 2718/1000", []),
        ("2**n >= n + 2", ["n >= 0"]),
    ],
)
def test_never_proves_what_is_false(claim: str, where: list[str]) -> None:
    problem = parse_problem(claim, where)
    assert find_counterexample(problem, time.monotonic() + 5) is not None
    assert isinstance(search_proof(problem, time.monotonic() + 3), Undecided)


@pytest.mark.parametrize(
    ("claim", "where", "reason"),
    [
        ("1/x <= 1 + 1/x", [], "undefined"),
        ("log(x) <= x", ["x >= 0"], "undefined"),
        ("sqrt(x) >= 0", [], "undefined"),
        ("x/x <= 1", [], "undefined"),
        ("x <= 1", ["x < 0", "x > 0"], "vacuous"),
        ("x <= 1", ["x**2 < 0"], "vacuous"),
        ("x <= 1", ["exp(x) <= 0"], "vacuous"),
    ],
)
def test_undefined_and_empty_are_never_proved(claim: str, where: list[str], reason: str) -> None:
    outcome = search_proof(parse_problem(claim, where), time.monotonic() + 5)
    assert isinstance(outcome, Undecided)
    assert reason in outcome.reason


def test_an_empty_range_is_vacuous() -> None:
    problem = parse_problem("x <= 5", (), {"x": {"range": ["1", "0"]}})
    outcome = search_proof(problem, time.monotonic() + 5)
    assert isinstance(outcome, Undecided) and outcome.vacuous


@pytest.mark.parametrize(
    "claim",
    [
        "(1 + x)**60*(1 + y)**60*(1 + z)**60 >= 0",
        "exp(exp(exp(exp(x)))) >= exp(exp(exp(x)))",
        "x**64*y**64 <= x**64*y**64*z**64 + 10**1000",
        "erf(x*y) + erf(y*z) + erf(x*z) <= 3 - exp(-x**2 - y**2 - z**2)/10**6",
        "+".join(f"x**{k}" for k in range(1, 60)) + " >= -1000000000",
    ],
)
def test_the_deadline_is_kept(claim: str) -> None:
    """Whatever the answer, it comes within the limit and half a second for the step at hand."""
    start = time.process_time()
    search_proof(parse_problem(claim), start + 1.5)
    assert time.process_time() - start < 2.0
