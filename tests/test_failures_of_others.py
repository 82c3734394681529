"""What other provers are known to have got wrong, each as a test that ours does not.

Expectations come from the falsity of the claim itself, or from exact arithmetic.
"""

import json
from fractions import Fraction

import pytest
from sympy import Float, Le, Symbol

from tailbound.numerics.arb import enclose
from tailbound.numerics.expression import Expression
from tailbound.proofs.builder import ProofError, canonical
from tailbound.proofs.catalogue import find
from tailbound.proofs.catalogue.build import path_of
from tailbound.proofs.catalogue.entry import Theorem
from tailbound.proofs.catalogue.ledger import Unproved, judge
from tailbound.proofs.checker import Fuel, Reject, check, make, number
from tailbound.proofs.convert import ConversionError, to_term
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.text import parse

REAL = {"x": ("real", ()), "y": ("real", ()), "i": ("int", ()), "k": ("int", ()), "n": ("int", ())}


def term(text: str) -> object:
    return parse(text, REAL)


def test_a_decimal_is_one_number_everywhere() -> None:
    """knuckledragger: 0.1 was binary to one engine and decimal to another, so 1/10 < 1/10 was proved."""
    assert term("0.1 < 1/10") is term("1/10 < 0.1") is term("1/10 < 1/10")
    with pytest.raises(ConversionError, match="exact"):
        to_term(Le(Float(0.1), Symbol("x", real=True)))
    proof = Proof([], "0.1 < 1/10", REAL)
    with pytest.raises(ProofError):
        proof.have("0.1 < 1/10")


def test_algebra_does_not_prove_that_equal_things_differ() -> None:
    """holpy: a trusted macro accepted x(x + 1) != x x + x."""
    proof = Proof([], "x*(x + 1) != x*x + x", REAL)
    with pytest.raises(ProofError):
        proof.identity("x*(x + 1) != x*x + x")
    with pytest.raises(ProofError):
        proof.identity("x*(x + 1) != x*x + x", pos=[(1, [], [])])


def test_no_combination_is_no_counterexample() -> None:
    """teorth/estimates: nonlinear atoms taken as independent gave a counterexample to x = 1, y = 1 => x y <= 1."""
    proof = Proof(["x == 1", "y == 1"], "x*y <= 1", REAL)
    data = proof.qed(proof.have("x*y <= 1", *proof.hyp, multipliers=["x", "y"]))
    assert not check(data, {}).trust
    with pytest.raises(ProofError, match="no combination found"):
        proof.have("x*y <= 1/2", *proof.hyp)


def test_the_softmax_enclosure_contains_the_softmax() -> None:
    """auto_LiRPA: a 1e-12 in the denominator claimed 0.086 where the value reaches 1 up to e^-30."""
    x, y = Expression.variable("x"), Expression.variable("y")
    total = Expression.apply("+", *(Expression.apply("exp", t) for t in (x, y)))
    share = Expression.apply("/", Expression.apply("exp", x), total)
    box = enclose(share, {"x": (-60, 0), "y": (-40, -30)})
    corner = enclose(share, {"x": 0, "y": -40})
    assert box.high >= corner.low and corner.lower > 1 - Fraction(1, 10**17)


def test_a_certificate_of_another_statement_proves_nothing(tmp_path: object) -> None:
    """alkahest: a certificate for a different statement was accepted."""
    d3, d2 = find("D3"), find("D2.lower")
    assert isinstance(d3, Theorem) and isinstance(d2, Theorem)
    (tmp_path / path_of("D3").name).write_bytes(path_of("D2.lower").read_bytes())  # type: ignore[operator]
    outcome = judge(d3, {}, tmp_path)  # type: ignore[arg-type]
    assert isinstance(outcome, Unproved) and "another statement" in outcome.reason


def test_equality_at_a_point_is_within_reach_of_boxes() -> None:
    """coq-interval: subdivision never ends at a point of equality; nested monotonicity does: e^x <= 1 + x + x^2."""
    proof = Proof(["0 <= x", "x <= 1"], "exp(x) <= 1 + x + x**2", REAL)
    x = proof.t("x")
    tree = ["mono", 0, "1", ["mono", 0, "1", ["leaf", 60], ["leaf", 60]], ["leaf", 60]]
    small = Proof(["0 <= x", "x <= 1/2"], "exp(x) <= 1 + x + x**2", REAL)
    step = small.add("box", concl=small.goal, prem=small.hyp, tree=tree, nodes=[x])
    assert check(small.qed(step), {}).trust == {"enclosure"}
    with pytest.raises(ProofError, match="does not decide"):
        proof.add("box", concl=proof.goal, prem=proof.hyp, tree=["leaf", 200], nodes=[x])


def test_summing_over_an_empty_range_is_zero_not_negative() -> None:
    """SymPy: Sum(1, (i, k + 1, n)) = n - k also for k > n.  Here nothing is known of a range without k <= n."""
    total = make("sum", make("rng", term("k + 1"), term("n")), number(1))
    proof = Proof([], make("=", total, term("n - k")), REAL)
    with pytest.raises(ProofError):
        proof.identity(proof.goal)


def test_division_by_itself_needs_a_guard() -> None:
    """SymPy: x/x -> 1 and 0*x -> 0 drop the side condition; the definedness gate asks for it."""
    proof = Proof([], "x/x == 1", REAL)
    with pytest.raises(ProofError):
        proof.identity("x/x == 1")
    zero = Proof([], "0*(1/x) == 0", REAL)
    step = zero.identity("0*(1/x) == 0")
    with pytest.raises(ProofError, match="guard"):
        zero.qed(step)
    with pytest.raises(Reject, match="guard"):
        check(zero.certificate(step), {})


def test_nothing_runs_for_ever() -> None:
    """cvc5 could hang on exp: the checker's work is limited by fuel, also on an honest-looking precision bomb."""
    proof = Proof(["0 <= x", "x <= 3000"], "0 <= exp(x)", REAL)
    tree: list[object] = ["leaf", 1024]
    for step in range(16):
        tree = ["cut", 0, str(Fraction(3000, 2 ** (step + 1))), tree, tree]
    step_ = proof.add("box", concl=proof.goal, prem=proof.hyp, tree=["leaf", 60], nodes=[proof.t("x")])
    shape = json.loads(proof.qed(step_))
    box = next(s for s in shape["steps"] if s["rule"] == "box")
    place = next(i for i, node in enumerate(shape["nodes"]) if node[:2] == ["v", "x"])
    box["tree"] = json.loads(json.dumps(tree).replace('["cut", 0,', f'["cut", {place},'))
    with pytest.raises(Reject):
        check(canonical(shape), {})
    assert Fuel.left > 10**9
