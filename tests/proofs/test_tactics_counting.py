"""Cauchy-Schwarz, double sums, counting, replacing equals, instances, and the end of a proof: guards and `qed`."""

import pytest

from tailbound.proofs.builder import ProofError
from tailbound.proofs.checker import Reject, check
from tailbound.proofs.tactics.cauchy_schwarz import abs_from_square, cauchy_schwarz
from tailbound.proofs.tactics.congruence import replaced
from tailbound.proofs.tactics.counting import at_least_one, empty_sum
from tailbound.proofs.tactics.double_sums import swapped
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.instances import settled

REAL = ("real", ())
SCOPE = dict.fromkeys(("x", "y", "z"), REAL) | {
    "f": ("real", ("J",)),
    "g": ("real", ("J",)),
    "W": ("real", ("J", "G")),
    "S": ("set J", ()),
    "B": ("set G", ()),
    "e": ("J", ()),
}


def test_cauchy_schwarz(proving):
    claim = "sum(f[i]*g[i] for i in S)**2 <= sum(f[i]**2 for i in S)*sum(g[i]**2 for i in S)"
    proving(SCOPE, [], claim, lambda p: cauchy_schwarz(p, "sum(f[i] for i in S)", "sum(g[i] for i in S)"))


def test_cauchy_schwarz_for_composed_bodies(proving):
    claim = "sum(f[i]*(g[i] - x) for i in J)**2 <= sum(f[i]**2 for i in J)*sum((g[i] - x)**2 for i in J)"
    proving(SCOPE, [], claim, lambda p: cauchy_schwarz(p, "sum(f[i] for i in J)", "sum(g[i] - x for i in J)"))


def test_an_absolute_value_from_squares(proving):
    hyps = ["x**2 <= y**2", "0 <= y"]
    proving(SCOPE, hyps, "abs(x) <= y", lambda p: abs_from_square(p, "x", "y", *p.hyp))


def test_an_absolute_value_needs_a_bound_that_is_not_negative():
    proof = Proof(["x**2 <= y**2", "y <= 0"], "abs(x) <= y", SCOPE)
    with pytest.raises(ProofError):
        abs_from_square(proof, "x", "y", *proof.hyp)


def test_double_sums_change_their_order(proving):
    double = "sum(sum(W[i, j] for j in B) for i in S)"
    proving(SCOPE, [], f"{double} == sum(sum(W[i, j] for i in S) for j in B)", lambda p: swapped(p, double))


def test_double_sums_whose_inner_set_hangs_on_the_outer_member_are_refused():
    proof = Proof([], "x <= x", SCOPE)
    with pytest.raises(Reject, match="an index would be captured"):
        swapped(proof, "sum(sum(f[j] for j in J - {i}) for i in S)")


def test_a_set_with_a_member_has_at_least_one(proving):
    proving(SCOPE, ["e in S"], "1 <= card(S)", lambda p: at_least_one(p, "S", p.hyp[0]))


def test_an_empty_sum_is_zero(proving):
    proving(
        SCOPE, ["card(S) <= 0"], "sum(f[i] for i in S) == 0", lambda p: empty_sum(p, "sum(f[i] for i in S)", p.hyp[0])
    )


def test_a_sum_over_one_member_or_none_is_not_zero():
    proof = Proof(["card(S) <= 1"], "x <= x", SCOPE)
    with pytest.raises(ProofError):
        empty_sum(proof, "sum(f[i] for i in S)", proof.hyp[0])


def test_equals_replace_equals_in_order(proving):
    hyps = ["x == y", "y == z"]
    proving(SCOPE, hyps, "exp(x) + x == exp(z) + z", lambda p: replaced(p, "exp(x) + x", *p.hyp))
    proof = Proof(hyps, "x <= x", SCOPE)
    with pytest.raises(ProofError, match="y does not stand in x"):
        replaced(proof, "x", proof.hyp[1])


def lemma():
    """0 < x, x <= y |- 0 < y, as an accepted theorem."""
    proof = Proof(["0 < x", "x <= y"], "0 < y", SCOPE)
    return check(proof.qed(proof.have("0 < y", *proof.hyp)), {})


def test_an_earlier_theorem_is_cited_with_other_terms(proving):
    known = lemma()

    def script(p):
        cited = p.cite(known.statement_sha256)
        return settled(p, p.use(cited, sub={"x": "1 + z**2", "y": "2 + z**2"}, prem=ready(p)))

    def ready(p):
        return [p.positive("1 + z**2"), p.have("1 + z**2 <= 2 + z**2")]

    proving(SCOPE, [], "0 < 2 + z**2", script, known=[known])


def test_a_family_is_put_for_a_family(proving):
    """f := the squares of g, by a lambda; the trivial hypothesis of the instance is settled."""
    general = Proof(["all(0 <= f[i] for i in J)"], "0 <= sum(f[i] for i in S)", SCOPE)
    known = check(general.qed(general.nonnegative("sum(f[i] for i in S)")), {})

    def script(p):
        x = p.fresh("J")
        squares = p.gen(p.nonnegative(f"g[{x.data[0]}]**2"), x, "J")
        cited = p.cite(known.statement_sha256)
        return p.use(cited, sub={"f": (("i",), "g[i]**2")}, prem=[squares])

    proving(SCOPE, [], "0 <= sum(g[i]**2 for i in S)", script, known=[known])


def test_hypotheses_that_are_not_proved_stay():
    known = lemma()
    proof = Proof([], "0 < y", SCOPE, known={known.statement_sha256: known})
    step = settled(proof, proof.cite(known.statement_sha256))
    assert step.hyps == {proof.t("0 < x"), proof.t("x <= y")}
    with pytest.raises(ProofError, match="hypotheses left over: "):
        proof.qed(step)


def test_a_proof_of_something_else_is_not_the_goal():
    proof = Proof(["x <= y"], "x <= z", SCOPE)
    with pytest.raises(ProofError, match="proved x <= y, not the goal x <= z"):
        proof.qed(proof.hyp[0])


def test_a_guard_must_be_proved_from_the_hypotheses_before_it():
    """y/x in a hypothesis that stands before 0 < x: its guard has nothing to rest on."""
    late = Proof(["y/x <= 1", "0 < x"], "y/x <= 1", SCOPE)
    with pytest.raises(ProofError, match="prove this guard first, from the hypotheses before it: x != 0"):
        late.qed(late.hyp[0])
    early = Proof(["0 < x", "y/x <= 1"], "y/x <= 1", SCOPE)
    assert check(early.qed(early.hyp[1]), {}).concl is early.goal


def test_guards_under_quantifiers_are_proved_for_a_generic_member(proving):
    hyps = ["all(0 < f[i] for i in J)", "all(log(f[i]) <= 1/f[i] for i in S)"]
    proving(SCOPE, hyps, "all(log(f[i]) <= 1/f[i] for i in S)", lambda p: p.hyp[1])


def test_names_have_one_kind():
    proof = Proof([], "x <= y", SCOPE)
    with pytest.raises(ProofError, match="x is already a name of another kind"):
        proof.declare("x", "J")
    assert proof.fresh("real") is not proof.fresh("real")


def test_cases_absurd_negation(proving):
    def script(p):
        order = p.t("x <= y")
        yes = p.have("min(x, y) <= x", p.max_at_least("-x", "-y", "-x"))
        no = p.have("min(x, y) <= x", p.max_at_least("-x", "-y", "-x"), p.negation(order))
        return p.cases(order, yes, no)

    proving(SCOPE, [], "min(x, y) <= x", script)
    proving(SCOPE, ["x < x"], "y == z", lambda p: p.absurd("y == z", p.have("0 < 0", p.hyp[0])))
    proof = Proof(["x <= x"], "y == z", SCOPE)
    with pytest.raises(ProofError, match="absurd"):
        proof.absurd("y == z", proof.hyp[0])
