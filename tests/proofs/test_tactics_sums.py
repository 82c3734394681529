"""Quantifiers, sums, suprema, rewriting: certificates that the checker accepts, and clear errors."""

import pytest

from tailbound.proofs.builder import ProofError
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.sums import hole, occurs

REAL = ("real", ())
SCOPE = dict.fromkeys(("x", "y", "z", "M"), REAL) | {
    "a": ("real", ("J",)),
    "b": ("real", ("J",)),
    "W": ("real", ("J", "G")),
    "S": ("set J", ()),
    "A": ("set J", ()),
    "e": ("J", ()),
}


def generic(proof, set_, script):
    """all A x.phi from a script for a generic member."""
    x, inside = proof.fix("t", set_)
    return proof.every(script(x, inside), x, set_)


def test_at_takes_an_instance(proving):
    proving(SCOPE, ["all(a[i] <= b[i] for i in J)"], "a[e] <= b[e]", lambda p: p.at(p.hyp[0], "e"))


def test_at_takes_nested_instances_with_memberships(proving):
    hyps = ["all(all(a[j] <= a[i] for j in J - S) for i in S)", "e in S"]
    claim = "all(a[j] <= a[e] for j in J - S)"

    def script(p):
        return generic(p, "J - S", lambda x, inside: p.at(p.hyp[0], "e", x, using=[p.hyp[1], inside]))

    proving(SCOPE, hyps, claim, script)


def test_at_says_what_is_no_universal_statement_and_what_is_no_member():
    proof = Proof(["x <= y", "all(a[i] <= x for i in S)"], "x <= y", SCOPE)
    with pytest.raises(ProofError, match="not a universal statement: x <= y"):
        proof.at(proof.hyp[0], "e")
    with pytest.raises(ProofError, match="subset"):
        proof.at(proof.hyp[1], "e")  # nothing says that e is in S


@pytest.mark.parametrize(
    ("hyps", "claim"),
    [
        ([], "e in J"),
        (["e in S"], "e in S | A"),
        (["e in S - A"], "e in S"),
        (["e in S", "all(i in A for i in S)"], "e in A"),
        ([], "e in {e}"),
    ],
)
def test_member(hyps, claim, proving):
    proving(SCOPE, hyps, claim, lambda p: p.member("e", p.goal.args[1], *p.hyp))


def test_sum_compare_sums_an_inequality(proving):
    hyps = ["all(a[i] <= b[i] for i in S)"]

    def script(p):
        x, inside = p.fix("t", "S")
        return p.sum_compare("S", x, p.at(p.hyp[0], x, using=[inside]))

    proving(SCOPE, hyps, "sum(a[i] for i in S) <= sum(b[i] for i in S)", script)


def test_sum_compare_does_not_sum_what_holds_elsewhere():
    """a <= b on S says nothing about the sums over J."""
    proof = Proof(["all(a[i] <= b[i] for i in S)"], "x <= y", SCOPE)
    x, inside = proof.fix("t", "S")
    here = proof.at(proof.hyp[0], x, using=[inside])
    with pytest.raises(ProofError):
        proof.sum_compare("J", x, here)


def test_sum_strict_needs_a_member(proving):
    hyps = ["all(a[i] < b[i] for i in S)", "0 < card(S)"]

    def script(p):
        x, inside = p.fix("t", "S")
        return p.sum_strict("S", x, p.at(p.hyp[0], x, using=[inside]), p.hyp[1])

    proving(SCOPE, hyps, "sum(a[i] for i in S) < sum(b[i] for i in S)", script)


def test_split_into_disjoint_parts(proving):
    claim = "sum(a[i] for i in J) == sum(a[i] for i in S) + sum(a[i] for i in J - S)"
    proving(SCOPE, [], claim, lambda p: p.split("J", ["S", "J - S"], "sum(a[i] for i in S)"))
    claim = "card(J) == card(S & A) + card(S - A) + card(J - S)"
    proving(SCOPE, [], claim, lambda p: p.split_card("J", ["S & A", "S - A", "J - S"]))
    proving(
        SCOPE,
        ["e in S"],
        "card(S) == card({e}) + card(S - {e})",
        lambda p: p.split_card("S", ["{e}", "S - {e}"], p.hyp[0]),
    )


@pytest.mark.parametrize("parts", [["S", "A"], ["S"], ["S", "J"], ["S", "J - S", "J - S"]])
def test_split_refuses_parts_that_overlap_or_leave_something_out(parts):
    proof = Proof([], "x <= x", SCOPE)
    with pytest.raises(ProofError, match="sets: fails in a row of the truth table"):
        proof.split("J", parts, "sum(a[i] for i in S)")


def test_suprema(proving):
    proving(
        SCOPE,
        ["0 < card(S)", "e in S"],
        "a[e] <= sup(a[i] for i in S)",
        lambda p: p.sup_ge("sup(a[i] for i in S)", "e", p.hyp[1]),
    )
    hyps = ["0 < card(S)", "all(a[i] <= M for i in S)"]

    def script(p):
        x, inside = p.fix("t", "S")
        return p.sup_le("S", x, p.at(p.hyp[1], x, using=[inside]), p.hyp[0])

    proving(SCOPE, hyps, "sup(a[i] for i in S) <= M", script)


def test_rewrite_flip_unfold_fold(proving):
    proving(SCOPE, ["x == y", "x*x <= z + x"], "y*y <= z + y", lambda p: p.rewrite(p.hyp[0], p.hyp[1]))
    proving(SCOPE, ["x == y"], "y == x", lambda p: p.flip(p.hyp[0]))
    proving(SCOPE, ["x == y", "y == z", "x <= 1"], "z <= 1", lambda p: p.unfold(p.hyp[2], p.hyp[0], p.hyp[1]))
    proving(SCOPE, ["x == y", "y <= 1"], "x <= 1", lambda p: p.fold("x <= 1", p.hyp[1], p.hyp[0]))


def test_rewriting_what_is_not_there_is_an_error():
    proof = Proof(["x == y", "z <= 1"], "x <= y", SCOPE)
    with pytest.raises(ProofError, match="x does not stand in z <= 1"):
        proof.rewrite(proof.hyp[0], proof.hyp[1])
    assert proof.unfold(proof.hyp[1], proof.hyp[0]) is proof.hyp[1]
    with pytest.raises(ProofError, match="unfolded goal y <= 1 is not z <= 1"):
        proof.fold("x <= 1", proof.hyp[1], proof.hyp[0])


def test_rewriting_does_not_capture():
    """a[e] stands free in sum(a[e]*b[i] for i in S), a[i] for a bound i does not."""
    proof = Proof(["a[e] == x", "sum(a[e]*b[i] for i in S) <= sum(a[i] for i in S)"], "x <= y", SCOPE)
    assert proof.rewrite(*proof.hyp).concl is proof.t("sum(x*b[i] for i in S) <= sum(a[i] for i in S)")


def test_occurs_and_hole():
    proof = Proof([], "x <= y", SCOPE)
    whole, part = proof.t("x + sum(a[i]*x for i in S)"), proof.t("x")
    assert occurs(part, whole) and not occurs(proof.t("y"), whole)
    assert set(hole(whole, part).loose) == {0} and hole(whole, proof.t("z")) is whole


def test_find_takes_steps_of_the_statement_only():
    proof = Proof(["x <= y"], "x <= y", SCOPE)
    case = proof.assume("y <= z")
    assert proof.find("x <= y") is proof.hyp[0]
    assert proof.find("y <= z") is None
    assert proof.find("y <= z", frozenset([proof.t("y <= z")])) is case


def test_gen_refuses_a_variable_that_a_hypothesis_fixes():
    """From a[e] <= x about this e, nothing follows for all members."""
    proof = Proof(["a[e] <= x"], "all(a[i] <= x for i in J)", SCOPE)
    with pytest.raises(ProofError, match="gen"):
        proof.every(proof.hyp[0], proof.t("e"), "J")
