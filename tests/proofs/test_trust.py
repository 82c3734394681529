"""What a theorem rests on is computed by the checker and inherited: through premises, citations and guards."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from forging import Writer, edited

from tailbound.proofs.checker import Checked, Reject, Term, check, statement_hash

BOUNDS = ["0 <= x", "x <= 1"]


def box(w: Writer, concl: str = "0 < exp(x)") -> int:
    return w.step("box", concl=concl, prem=[w.hyp(b) for b in BOUNDS], tree=["leaf", 53])


def enclosed() -> bytes:
    w = Writer(x="real")
    box(w)
    return w.theorem("0 <= x; x <= 1 |- 0 < exp(x)")


def hypotheses(*texts: str) -> tuple[Term, ...]:
    return tuple(map(Writer(x="real", y="real").t, texts))


def axiom(concl: str, *hyps: str, trust: str = "axiom: example") -> dict[str, Checked]:
    """A statement that is cited and not proved."""
    sha = statement_hash(hypotheses(*hyps), *hypotheses(concl))
    return {sha: Checked(hypotheses(*hyps), *hypotheses(concl), frozenset({trust}), sha, "")}


def test_exact_rules_rest_on_nothing() -> None:
    w = Writer(x="real")
    w.schema("exp_pos", "x")
    assert check(w.theorem("|- 0 < exp(x)"), {}).trust == frozenset()


def test_the_box_rule_rests_on_enclosures() -> None:
    assert check(enclosed(), {}).trust == {"enclosure"}


def test_a_citation_inherits() -> None:
    first = check(enclosed(), {})
    w = Writer(x="real")
    w.step("known", sha=first.statement_sha256)
    w.sum_of("-1 < exp(x)", 0)
    w.steps[-1]["pos"].append(["1", [], []])
    assert check(w.theorem("0 <= x; x <= 1 |- -1 < exp(x)"), {first.statement_sha256: first}).trust == {"enclosure"}


def through(w: Writer, cited: int) -> dict[str, int]:
    """A step of each rule that has premises, from a premise that rests on an axiom."""
    positive = w.arith("0 <= 1", [cited], [(1, [], [])])
    exp_pos = w.schema("exp_pos", "x")
    return {
        "arith": positive,
        "use": w.use(cited, sub={"y": ((), "1")}),
        "use, in a premise": w.use(w.hyp("0 < exp(x)"), [cited]),
        "cases, yes": w.cases("0 < y", cited, exp_pos),
        "cases, no": w.cases("0 < y", exp_pos, cited),
        "gen": w.gen(cited, "x", "Reals"),
        "schema": w.schema("inv_pos", "exp(x)", prem=[cited]),
    }


RULES = ("arith", "use", "use, in a premise", "cases, yes", "cases, no", "gen", "schema")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_hands_it_on(rule: str) -> None:
    known = axiom("0 < exp(x)")
    w = Writer(x="real", y="real")
    cited = w.step("known", sha=next(iter(known)))
    claims = {
        "arith": "|- 0 <= 1",
        "gen": "|- all(0 < exp(x) for x in Reals)",
        "schema": "|- 0 < 1/exp(x)",
    }
    step = through(w, cited)[rule]
    nonzero = w.sum_of("exp(x) != 0", w.schema("exp_pos", "x"))
    data = w.theorem(claims.get(rule, "|- 0 < exp(x)"), step=step, defined=[nonzero] if rule == "schema" else [])
    assert check(data, known).trust == {"axiom: example"}


def test_absurdities_inductions_limits_and_sets_hand_it_on() -> None:
    false = axiom("1 < 0")
    w = Writer(n="int", x="real")
    cited = w.step("known", sha=next(iter(false)))
    w.absurd("x < 0", cited)
    assert check(w.theorem("|- x < 0"), false).trust == {"axiom: example"}
    zero = w.arith("0 <= 0", [cited])
    up = w.arith("0 <= n + 1", [w.hyp("0 <= n")], [(1, [0], []), (1, [], [])])
    w.step("induct", prem=[zero, up], var="n", base="0", top=None, goal="0 <= n")
    assert check(w.theorem("0 <= n |- 0 <= n"), false).trust == {"axiom: example"}
    w.step("erf_sup", prem=w.arith("erf(x) <= 1", [w.schema("erf_le_one", "x"), cited], [(1, [0], [])]), var="x")
    assert check(w.theorem("|- 1 <= 1"), false).trust == {"axiom: example"}


def test_a_guard_hands_it_on() -> None:
    known = axiom("x != 0")
    w = Writer(x="real")
    guard = w.step("known", sha=next(iter(known)))
    same = w.arith("1/x == 1/x")
    assert check(w.theorem("|- 1/x == 1/x", step=same, defined=[guard]), known).trust == {"axiom: example"}


def test_a_step_that_is_not_used_adds_nothing() -> None:
    w = Writer(x="real")
    box(w)
    w.schema("exp_pos", "x")
    assert check(w.theorem("|- 0 < exp(x)"), {}).trust == frozenset()


def test_two_kinds_of_trust_add_up() -> None:
    known = axiom("x < 5", "0 <= x")
    w = Writer(x="real")
    cited = w.step("known", sha=next(iter(known)))
    w.sum_of("x < 5 + exp(x)", box(w), cited)
    assert check(w.theorem("0 <= x; x <= 1 |- x < 5 + exp(x)"), known).trust == {"enclosure", "axiom: example"}


@pytest.mark.parametrize("part", ["top", "theorem", "step"])
def test_trust_is_never_read_from_the_file(part: str) -> None:
    def write(tree: dict) -> None:
        place = {"top": tree, "theorem": tree["theorem"], "step": tree["steps"][-1]}[part]
        place["trust"] = []

    with pytest.raises(Reject, match=r"fields|parts"):
        check(edited(enclosed(), write), {})


def test_the_hash_is_of_the_statement_not_of_the_proof() -> None:
    """Nodes in another order and a detour in the proof: the same statement, other bytes."""
    w = Writer(y="real", x="real")
    w.at("y + 1 <= x")
    w.arith("0 == 0")
    w.schema("exp_pos", "x")
    first = check(w.theorem("|- 0 < exp(x)"), {})
    w = Writer(x="real")
    w.schema("exp_pos", "x")
    second = check(w.theorem("|- 0 < exp(x)"), {})
    assert first.statement_sha256 == second.statement_sha256
    assert first.certificate_sha256 != second.certificate_sha256


def test_the_hash_tells_sorts_and_orders_apart() -> None:
    hashes = set()
    for sort in ("real", "int"):
        for hyps in (["0 <= x", "x <= 1"], ["x <= 1", "0 <= x"], ["0 <= x"]):
            w = Writer(x=sort)
            hashes.add(statement_hash(map(w.t, hyps), w.t("0 <= x")))
    assert len(hashes) == 6
