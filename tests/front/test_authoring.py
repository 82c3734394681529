"""The decorator, `search` and `apply`: what they accept is what the checker accepts, and what is false they refuse.

Expectations: textbook inequalities (AM-GM, Bernoulli), and points at which the false ones fail.
"""

import json
from pathlib import Path

import pytest
from sympy import Le, Lt, Symbol, exp
from typer.testing import CliRunner

from tailbound.authoring import apply, search, theorem
from tailbound.cli import app
from tailbound.own_theorems import judge_module
from tailbound.proofs.builder import ProofError
from tailbound.proofs.catalogue import find
from tailbound.proofs.checker import check
from tailbound.proofs.problem import parse_problem
from tailbound.proofs.tactics.guards import Proof

x, y = Symbol("x", real=True), Symbol("y", real=True)


@theorem("t.square", claim=Le(2 * x * y, x**2 + y**2), witness={"x": 1, "y": 2}, extremal={"x": 1, "y": 1})
def square(proof):
    """A square is not negative."""
    return search(proof, proof.goal)


@theorem("t.positive", where=[Lt(0, x)], claim=Lt(1, exp(x)), witness={"x": 1})
def positive(proof):
    """e^x exceeds 1."""
    return search(proof, proof.goal)


def proof_of(claim: str, where: list[str]) -> Proof:
    problem = parse_problem(claim, where)
    return Proof(problem.hyps, problem.claim, known={})


def reasons(*theorems):
    return [f.reason for f in judge_module(theorems)]


def test_a_lemma_is_used_at_other_values():
    @theorem("t.four", claim=Le(12 * x, 9 + 4 * x**2), witness={"x": 0}, uses=[square])
    def four(proof):
        return proof.have(proof.goal, apply(proof, square, x="2*x", y="3"))

    assert reasons(square, four) == ["", ""]


def test_hypotheses_of_a_lemma_are_proved_from_the_facts():
    @theorem("t.sum", where=[Lt(0, x), Lt(x, y)], claim=Lt(1, exp(x + y)), witness={"x": 1, "y": 2}, uses=[positive])
    def both(proof):
        return apply(proof, positive, x="x + y")  # 0 < x + y, as 0 < x < y

    @theorem("t.less", where=[Lt(0, y)], claim=Lt(1, exp(y - 1)), witness={"y": 2}, uses=[positive])
    def less(proof):
        return apply(proof, positive, x="y - 1")  # 0 < y - 1 does not follow from 0 < y

    good, bad = reasons(positive, both, less)[1:]
    assert good == ""
    assert "no proof of 0 < y - 1" in bad


def test_a_theorem_of_the_catalogue_is_cited_by_its_id():
    exchange = find("C1.exchange")

    @theorem(
        "t.again",
        where=exchange.statement.to_sympy()[0],
        claim=exchange.statement.to_sympy()[1],
        witness=exchange.witness.values,
        sizes=exchange.witness.sizes,
        uses=["C1.exchange"],
    )
    def again(proof):
        return apply(proof, "C1.exchange")

    assert reasons(again) == [""]
    with pytest.raises(ValueError, match="no theorem"):
        theorem("t.none", claim=Le(x, y), witness={"x": 0}, uses=["Z9"])
    with pytest.raises(ValueError, match="refuted"):
        theorem("t.refuted", claim=Le(x, y), witness={"x": 0}, uses=["C2.inf"])


def test_what_is_not_in_uses_cannot_be_applied():
    @theorem("t.lone", claim=Le(12 * x, 9 + 4 * x**2), witness={"x": 0})
    def lone(proof):
        return proof.have(proof.goal, apply(proof, square, x="2*x", y="3"))

    assert "not among the theorem's uses" in reasons(square, lone)[1]


def test_an_unproved_lemma_carries_nothing():
    @theorem("t.false", where=[Le(0, x)], claim=Le(exp(x), 1 + x), witness={"x": 0})
    def false(proof):
        return search(proof, proof.goal, time_limit=1.0)  # e > 2

    @theorem("t.then", where=[Le(0, x)], claim=Le(exp(x), 1 + x), witness={"x": 0}, uses=[false])
    def then(proof):
        return apply(proof, false)

    found = judge_module([false, then])
    assert [f.proved for f in found] == [False, False]
    assert "which is not proved" in found[1].reason


def test_guards_are_searched_for():
    @theorem("t.guard", where=[Le(2, x)], claim=Lt(1 / (x**2 - x - 1), 2), witness={"x": 2})
    def guarded(proof):
        return search(proof, proof.goal)  # x^2 - x - 1 >= 1 on x >= 2

    @theorem("t.zero", where=[Le(1, x)], claim=Le(1 / (x**2 - x - 1), 1), witness={"x": 2})
    def undefined(proof):
        return proof.have(proof.goal, *proof.hyp)  # zero at the golden ratio

    assert [f.proved for f in judge_module([guarded, undefined])] == [True, False]


def test_a_witness_has_to_satisfy_the_hypotheses():
    @theorem("t.nothing", where=[Lt(0, x), Lt(x, 0)], claim=Lt(x, 5), witness={"x": 1})
    def nothing(proof):
        return proof.have(proof.goal, proof.hyp[1])

    assert "witness" in reasons(nothing)[0]


def test_an_extremal_example_has_to_be_one():
    @theorem("t.slack", claim=Le(2 * x, x**2 + 2), witness={"x": 0}, extremal={"x": 1})
    def slack(proof):
        return search(proof, proof.goal)

    assert "extremal" in reasons(slack)[0]  # 2 < 3


@pytest.mark.parametrize(
    ("claim", "where"), [("exp(x) <= 1 + x", ["0 <= x"]), ("x*y <= 1", []), ("x**2 >= x", ["0 <= x"])]
)
def test_search_proves_nothing_false(claim, where):
    proof = proof_of(claim, where)
    with pytest.raises(ProofError, match="no proof of"):
        search(proof, proof.goal, time_limit=1.0)


def test_search_keeps_to_the_facts_given():
    proof = proof_of("x <= 2", ["x <= 1", "0 <= y"])
    step = search(proof, "x <= 2", proof.hyp[0])
    assert step.hyps == {proof.statement[0]}
    with pytest.raises(ProofError):
        search(proof, "x <= 2", proof.hyp[1], time_limit=1.0)


def test_search_is_about_scalars():
    statement = find("D1.upper").statement
    proof = Proof(statement.hyps, statement.concl)
    with pytest.raises(ProofError, match="not a relation between scalar variables"):
        search(proof, "a[x] <= 1" if "x" in proof.scope else "sum(a[i] for i in J) <= 1")


MODULE = """
from sympy import Le, Symbol, exp
from tailbound.authoring import search, theorem

x = Symbol("x", real=True)


@theorem("my/own", where=[Le(0, x)], claim=Le(1 + x, exp(x)), witness={"x": 1}, extremal={"x": 0})
def own(proof):
    '''A tangent.'''
    return search(proof, proof.goal)


THEOREMS = (own,)
"""


def test_the_command_keeps_certificates_and_findings(tmp_path: Path):
    module, report, folder = tmp_path / "own.py", tmp_path / "own.json", tmp_path / "a" / "b"
    module.write_text(MODULE)
    done = CliRunner().invoke(app, ["check", str(module), "--json", str(report), "--certificates", str(folder)])
    assert done.exit_code == 0, done.output
    (finding,) = json.loads(report.read_text())["theorems"]
    (path,) = folder.iterdir()
    checked = check(path.read_bytes(), {})
    assert (finding["id"], finding["outcome"], finding["trust"]) == ("my/own", "proved", "exact")
    assert finding["certificate_sha256"] == checked.certificate_sha256
    assert finding["statement_sha256"] == checked.statement_sha256


@pytest.mark.parametrize("option", ["--json", "--certificates"])
def test_the_command_refuses_what_cannot_be_written(tmp_path: Path, option: str):
    module = tmp_path / "own.py"
    module.write_text(MODULE)
    done = CliRunner().invoke(app, ["check", str(module), option, "/proc/none/here"])
    assert done.exit_code == 2
    assert "Traceback" not in done.output
