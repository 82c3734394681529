"""`have`, `chain` and signs: certificates that the checker accepts, and one clear line where there is no proof.

Every claim is an inequality or identity of school algebra; the checker and the finite models judge each.
"""

import pytest

from tailbound.proofs.builder import ProofError
from tailbound.proofs.tactics.guards import Proof

REAL = ("real", ())
SCOPE = dict.fromkeys(("x", "y", "z", "u"), REAL) | {"a": ("real", ("J",)), "S": ("set J", ()), "m": ("int", ())}

HAVE = [  # hypotheses, claim, how
    (["x <= y", "y <= z"], "x <= z", {}),
    (["x <= y", "y < z"], "x < z", {}),
    (["2*x == y", "y == 6"], "x == 3", {}),
    (["x + y == 1", "x - y == 0"], "x == 1/2", {}),
    (["0 <= x", "0 <= y"], "0 <= x*y", {"degree": 2}),
    (["0 < x", "0 < y"], "0 < x*y + x", {"degree": 2}),
    ([], "2*x*y <= x**2 + y**2", {"squares": ["x - y"]}),
    ([], "0 < x**2 - 2*x + 2", {"squares": ["x - 1"]}),
    (["x == y"], "x**2 == y**2", {"multipliers": ["x + y"]}),
    (["x == y*z"], "x*u == y*z*u", {"multipliers": ["u"]}),
    (["0 < x", "x <= y"], "x != 0", {}),
    (["x < 0"], "x != 0", {}),
    (["0 < x"], "x/x == 1", {}),
    (["0 < x", "y == z*x"], "y/x == z", {"multipliers": ["1/x"]}),
    (["0 < x", "0 < y"], "1/x + 1/y == (x + y)/(x*y)", {}),
    (["0 < x", "0 < y", "x < y"], "1/y < 1/x", {}),
    (["0 < x", "0 < z"], "x/(x + z) <= 1", {}),
    (["y < x", "x < y"], "0 < 0", {}),
    (["exp(x) <= y"], "exp(x) + 1 <= y + 1", {}),
    (["0 < x"], "exp(y)*exp(z)*x == exp(y + z)*x", {}),
    (["1 <= m"], "0 < m", {}),
]


@pytest.mark.parametrize(("hyps", "claim", "how"), HAVE)
def test_have(hyps, claim, how, proving):
    proving(SCOPE, hyps, claim, lambda p: p.have(claim, *p.hyp, **how))


def test_a_negative_denominator_is_cleared_too(proving):
    """x < 0 gives x != 0: the guard of x/x, proved first."""

    def script(p):
        p.have("x != 0", *p.hyp)
        return p.have("x/x == 1", *p.hyp)

    proving(SCOPE, ["x < 0"], "x/x == 1", script)


NO_PROOF = [  # false, or out of reach of the facts named
    (["x <= y"], "y <= x", {}),
    (["x <= y"], "x < y", {}),
    ([], "0 < x**2", {"squares": ["x"]}),
    (["0 <= x", "0 <= y"], "0 <= x*y", {}),  # degree 1
    (["x == y"], "x**3 == y**3", {}),  # needs the multiplier x^2 + xy + y^2
    (["x == 1"], "x == 1 + 1/100000000000000000000", {}),
    (["y == z*x"], "y/x == z", {"multipliers": ["1/x"]}),  # x may be 0: then y/x is junk
]


@pytest.mark.parametrize(("hyps", "claim", "how"), NO_PROOF)
def test_have_says_what_it_could_not_show_and_from_what(hyps, claim, how):
    proof = Proof(hyps, claim, SCOPE)
    with pytest.raises(ProofError) as error:
        proof.have(claim, *proof.hyp, **how)
    (line,) = str(error.value).splitlines()
    assert line.startswith("no combination found for ")
    assert all(h in line.split(" from ")[1] for h in hyps)


def test_a_product_that_is_named_is_enough():
    proof = Proof(["0 <= x", "0 <= y", "0 <= z"], "0 <= x*y*z", SCOPE)
    step = proof.have(proof.goal, products=[proof.hyp])
    assert step.hyps == set(proof.statement)


def test_only_the_facts_that_are_needed_enter(proving):
    proof = Proof(["x <= y", "y <= z", "z <= u"], "x <= z", SCOPE)
    assert proof.have("x <= z", *proof.hyp).hyps == {proof.t("x <= y"), proof.t("y <= z")}


def test_lets_are_unfolded_and_folded_back(proving):
    """x = y + 1 and z = x*x: z - 1 = y^2 + 2y is proved about y and said about x and z."""
    hyps = ["x == y + 1", "z == x*x", "0 <= y"]
    proving(SCOPE, hyps, "1 <= z", lambda p: p.have("1 <= z", p.hyp[2], degree=2, lets=[p.hyp[1], p.hyp[0]]))


def test_lets_that_do_not_suffice_are_an_error():
    proof = Proof(["x == y + 1"], "1 <= x", SCOPE)
    with pytest.raises(ProofError, match="no combination found for 1 <= y \\+ 1"):
        proof.have("1 <= x", lets=[proof.hyp[0]])


CHAINS = [
    (["x <= y", "y < z", "z == u"], "x < u"),
    (["x == y", "y == z"], "x == z"),
    (["x <= y", "y == z"], "x <= z"),
]


@pytest.mark.parametrize(("hyps", "claim"), CHAINS)
def test_chain(hyps, claim, proving):
    proving(SCOPE, hyps, claim, lambda p: p.chain(*p.hyp))


def test_a_chain_with_a_gap_is_refused():
    proof = Proof(["x <= y", "z <= u"], "x <= u", SCOPE)
    with pytest.raises(ProofError, match="arith"):
        proof.chain(*proof.hyp)


POSITIVE = [
    ([], "exp(x)"),
    ([], "pi"),
    ([], "1 + x**2 + abs(y)"),
    (["0 < x", "0 < y"], "x*y/(x + y)"),
    (["0 < x"], "max(x, y)"),
    (["x < y"], "y - x"),
    (["0 < x"], "x**3"),
    (["all(0 < a[i] for i in J)"], "sum(a[i] for i in J)"),
    (["all(0 < a[i] for i in J)", "0 < card(S)"], "sum(a[i]*exp(a[i]) for i in S)"),
    ([], "card(J)"),
    (["0 < x"], "1 + sqrt(x)"),
]
NONNEGATIVE = [
    ([], "x**2"),
    ([], "(x*y)**4"),
    ([], "sqrt(x**2)"),
    ([], "card(S)"),
    ([], "sum(a[i]**2 for i in S)"),
    (["all(0 < a[i] for i in J)"], "sum(a[i] for i in S)"),
    ([], "sum(sum((a[i] - a[j])**2 for i in S) for j in J)"),
    (["0 <= y"], "max(x, y)*3"),
]


@pytest.mark.parametrize(("hyps", "t"), POSITIVE)
def test_positive(hyps, t, proving):
    proving(SCOPE, hyps, f"0 < {t}", lambda p: p.positive(t))


@pytest.mark.parametrize(("hyps", "t"), NONNEGATIVE)
def test_nonnegative(hyps, t, proving):
    proving(SCOPE, hyps, f"0 <= {t}", lambda p: p.nonnegative(t))


def test_nonzero(proving):
    proving(SCOPE, ["0 < x"], "x*exp(y) != 0", lambda p: p.nonzero("x*exp(y)"))
    proving(SCOPE, ["x - y != 0"], "x - y != 0", lambda p: p.nonzero("x - y"))


@pytest.mark.parametrize("t", ["x", "x - y", "x**2", "x**3", "sum(a[i] for i in S)", "card(S)", "log(x)", "0", "-1"])
def test_a_sign_that_is_not_seen_is_an_error(t):
    proof = Proof([], "0 <= 0", SCOPE)
    with pytest.raises(ProofError, match="cannot see the sign: 0 < "):
        proof.positive(t)


def test_a_sign_under_a_hypothesis_of_a_case_is_seen_only_with_it():
    """What holds in one case must not be used in the other."""
    proof = Proof([], "0 <= 0", SCOPE)
    case = proof.assume("0 < x")
    with pytest.raises(ProofError):
        proof.positive("x*exp(y)")
    assert proof.positive("x*exp(y)", case).hyps == {proof.t("0 < x")}
