"""exp, log, sqrt, powers, absolute values, maxima: the facts of calculus that the tactics derive.

The claims are textbook facts; the checker judges each derivation and the models each statement.
"""

import pytest

from tailbound.proofs.builder import ProofError
from tailbound.proofs.tactics.absolute import abs_at_least, abs_at_least_opposite
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.powers import power_compare, power_of, power_of_one, power_product, put_equal
from tailbound.proofs.tactics.roots import abs_scaled, root_at_least, root_at_most, root_equals

REAL = ("real", ())
SCOPE = dict.fromkeys(("x", "y", "z", "r"), REAL)

CASES = {
    "exp <=": (["x <= y"], "exp(x) <= exp(y)", lambda p: p.exp_compare(p.hyp[0])),
    "exp <": (["x < y"], "exp(x) < exp(y)", lambda p: p.exp_compare(p.hyp[0])),
    "log <=": (["0 < x", "x <= y"], "log(x) <= log(y)", lambda p: p.log_compare(p.hyp[1], p.hyp[0])),
    "log <": (["0 < x", "x < y"], "log(x) < log(y)", lambda p: p.log_compare(p.hyp[1], p.hyp[0])),
    "exp tangent": ([], "1 + x <= exp(x)", lambda p: p.exp_tangent("x")),
    "exp tangent of a term": ([], "1 + (x - 2*y) <= exp(x - 2*y)", lambda p: p.exp_tangent("x - 2*y")),
    "log tangent": (["0 < x"], "log(x) <= x - 1", lambda p: p.log_tangent("x", p.hyp[0])),
    "log product": (
        ["0 < x", "0 < y"],
        "log(x*y) == log(x) + log(y)",
        lambda p: p.log_product("x", "y", *p.hyp),
    ),
    "log quotient": (
        ["0 < x", "0 < y"],
        "log(x/y) == log(x) - log(y)",
        lambda p: p.log_quotient("x", "y", *p.hyp),
    ),
    "sqrt": (["0 <= x", "x <= y"], "sqrt(x) <= sqrt(y)", lambda p: p.sqrt_compare(p.hyp[1], p.hyp[0])),
    "root at most": (
        ["0 <= x", "0 <= y", "x <= y**2"],
        "sqrt(x) <= y",
        lambda p: root_at_most(p, "x", "y", p.hyp[2], p.hyp[0], p.hyp[1]),
    ),
    "root at least": (
        ["0 <= x", "y**2 <= x"],
        "y <= sqrt(x)",
        lambda p: root_at_least(p, "x", "y", p.hyp[1], p.hyp[0]),
    ),
    "root equals": (
        ["x == y**2", "0 <= x", "0 <= y"],
        "sqrt(x) == y",
        lambda p: root_equals(p, "x", "y", *p.hyp),
    ),
    "abs >= 0": ([], "0 <= abs(x - y)", lambda p: p.abs_nonnegative("x - y")),
    "abs <= c": (["x <= y", "-x <= y"], "abs(x) <= y", lambda p: p.abs_at_most("x", "y", *p.hyp)),
    "t <= abs": ([], "x - y <= abs(x - y)", lambda p: abs_at_least(p, "x - y")),
    "-t <= abs": ([], "-x <= abs(x)", lambda p: abs_at_least_opposite(p, "x")),
    "abs scaled": (
        ["x == z*y", "0 <= z"],
        "abs(x) == z*abs(y)",
        lambda p: abs_scaled(p, p.hyp[0], "z", "y", p.hyp[1]),
    ),
    "max >= left": ([], "x <= max(x, y)", lambda p: p.max_at_least("x", "y", "x")),
    "max >= right": ([], "y <= max(x, y)", lambda p: p.max_at_least("x", "y", "y")),
    "max <=": (["x <= z", "y <= z"], "max(x, y) <= z", lambda p: p.max_at_most("x", "y", "z", *p.hyp)),
    "power compare": (
        ["0 < x", "x <= y", "0 <= r"],
        "exp(r*log(x)) <= exp(r*log(y))",
        lambda p: power_compare(p, p.hyp[1], p.hyp[0], p.hyp[2]),
    ),
    "power product": (
        ["0 < x", "0 < y"],
        "exp(r*log(x*y)) == exp(r*log(x))*exp(r*log(y))",
        lambda p: power_product(p, "x", "y", "r", *p.hyp),
    ),
    "power of one": ([], "exp(r*log(1)) == 1", lambda p: power_of_one(p, "r")),
    "put equal": (["x == y"], "exp(x)*z == exp(y)*z", lambda p: put_equal(p, p.hyp[0], "t", "exp(t)*z")),
}


@pytest.mark.parametrize("name", CASES)
def test_the_fact_is_proved(name, proving):
    hyps, claim, script = CASES[name]
    proving(SCOPE, hyps, claim, script)


WRONG = {
    "log of what may be negative": (["x <= y"], lambda p: p.log_compare(p.hyp[0], p.hyp[0])),
    "log tangent without its condition": (["x <= y"], lambda p: p.log_tangent("x", p.hyp[0])),
    "log product of negatives": (["x < 0", "y < 0"], lambda p: p.log_product("x", "y", *p.hyp)),
    "sqrt of what may be negative": (["x <= y"], lambda p: p.sqrt_compare(p.hyp[0], p.hyp[0])),
    "root at most a negative bound": (
        ["0 <= x", "x <= y**2", "y <= 0"],
        lambda p: root_at_most(p, "x", "y", p.hyp[1], p.hyp[0], p.hyp[2]),
    ),
    "abs with one side only": (["x <= y"], lambda p: p.abs_at_most("x", "y", p.hyp[0], p.hyp[0])),
    "abs scaled by a negative": (["x == z*y", "z <= 0"], lambda p: abs_scaled(p, p.hyp[0], "z", "y", p.hyp[1])),
    "max below with one side only": (["x <= z"], lambda p: p.max_at_most("x", "y", "z", p.hyp[0], p.hyp[0])),
    "power with a negative exponent": (
        ["0 < x", "x <= y", "r <= 0"],
        lambda p: power_compare(p, p.hyp[1], p.hyp[0], p.hyp[2]),
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_follow_is_a_proof_error_in_one_line(name):
    hyps, script = WRONG[name]
    proof = Proof(hyps, "0 <= 0", SCOPE)
    with pytest.raises(ProofError) as error:
        script(proof)
    assert len(str(error.value).splitlines()) == 1


def test_a_real_power_is_written_by_exp_and_log():
    proof = Proof([], "0 <= 0", SCOPE)
    assert power_of(proof, "x", "r") is proof.t("exp(r*log(x))")


def test_what_a_fact_does_not_fit_is_left_over_as_a_hypothesis_and_stops_the_proof():
    proof = Proof(["x == y"], "exp(x) < exp(y)", SCOPE)
    step = proof.exp_compare(proof.hyp[0])
    assert step.hyps == {proof.t("x < y")}
    with pytest.raises(ProofError, match="hypotheses left over: x < y"):
        proof.qed(step)
