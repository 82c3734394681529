"""Attacks on the checker by a reader of its source: rules played against each other, state, and readings of JSON.

Each test says what would be false, or what would be lost, if the attack went through.  What a single broken condition
gives is in rejects_*.py, what costs time in resource_bombs.py.  Expectations come from the false statement named in
the test, which a finite model or arithmetic shows to be false.
"""

import gc
import json
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from forging import Writer

from tailbound.proofs import checker
from tailbound.proofs.builder import canonical
from tailbound.proofs.checker import FORMAT, Fuel, Reject, Sequent, check, instantiate, make, normal, number, term
from tailbound.proofs.model_oracle import oracle
from tailbound.proofs.text import parse


def certificate(nodes, steps, hyps, concl, step, defined=()):
    theorem = {"hyps": list(hyps), "concl": concl, "step": step, "defined": list(defined)}
    return canonical({"format": FORMAT, "nodes": nodes, "steps": steps, "theorem": theorem})


def arith(concl, **fields):
    return {"rule": "arith", "concl": concl, "prem": [], "pos": [], "eq": [], "clear": [], **fields}


TRIVIAL = [["v", "i", "J", []], ["v", "a", "real", [0]], ["=", 1, 1], ["b", 0, "J"], ["v", "c", "real", [3]]]


# ---------------------------------------------------------------- one certificate, one byte form


@pytest.mark.parametrize("field", ["pos", "eq", "clear", "prem"])
@pytest.mark.parametrize("empty", [{}, ""])
def test_an_empty_object_or_string_is_no_empty_list(field, empty):
    honest = certificate(TRIVIAL, [arith(2)], [], 2, 0)
    forged = certificate(TRIVIAL, [arith(2, **{field: empty})], [], 2, 0)
    assert check(honest, {}).certificate_sha256
    with pytest.raises(Reject, match="a list is needed"):
        check(forged, {})


@pytest.mark.parametrize("sorts", ["J", {"J": 0}])
def test_a_string_of_sorts_is_no_list_of_sorts(sorts):
    """ "J" was read as ["J"], and an object as its keys: three byte forms of one proof."""

    def proof(kinds):
        use = {"rule": "use", "of": 0, "prem": [], "sub": {"a": [kinds, 4]}, "sort": {}}
        return certificate([*TRIVIAL, ["v", "c", "real", [0]], ["=", 5, 5]], [arith(2), use], [], 6, 1)

    assert check(proof(["J"]), {}).concl.op == "="
    with pytest.raises(Reject, match="a list is needed"):
        check(proof(sorts), {})


@pytest.mark.parametrize("sorts", ["JC", {"C": 0, "J": 0}])
def test_a_string_of_sorts_is_no_binder_of_a_predicate(sorts):
    """An object was read in the order of its keys: C, J, another predicate than the author's."""
    nodes = [["v", "x", "real", []], ["pred", "P", ["J", "C"], [0]]]
    assert check(certificate(nodes, [{"rule": "hyp", "concl": 1}], [1], 1, 0), {}).concl.data[1] == ("J", "C")
    with pytest.raises(Reject, match="a list is needed"):
        check(certificate([nodes[0], ["pred", "P", sorts, [0]]], [{"rule": "hyp", "concl": 1}], [1], 1, 0), {})


def test_a_rule_name_cannot_write_on_the_terminal():
    """The message of a rejection is printed: escape sequences in a file must not come out of it as such."""
    name = "\x1b[2K\rD3: proved"
    with pytest.raises(Reject) as caught:
        check(certificate(TRIVIAL, [{"rule": name}], [], 2, 0), {})
    assert str(caught.value).isprintable() and str(caught.value).isascii()


# ---------------------------------------------------------------- namesakes, sorts, flags


def test_an_induction_on_n_does_not_reach_its_real_namesake():
    """P(n) is 0 <= n + r^2 with a real r that is also called n: replaced by name, r^2 would move with n."""
    n, r = make("v", data=("n", "int")), make("v", data=("n", "real"))
    claim = make("<=", number(0), make("+", n, make("*", r, r)))
    step = checker.rule_arith(
        instantiate(checker.abstract(claim, n), make("+", n, number(1))),
        [checker.rule_hyp(claim)],
        [(checker.Fraction(1), [checker.rule_hyp(claim)], []), (checker.Fraction(1), [], [])],
        [],
        [],
    )
    square = make("<=", number(0), make("+", number(0), make("*", r, r)))
    base = checker.rule_arith(square, [], [(checker.Fraction(1), [], [r])], [], [])
    out = checker.rule_induct([base, step], n, number(0), None, claim)
    assert out.hyps == {make("<=", number(0), n)} and oracle(out, 60).refutations == ()
    with pytest.raises(Reject, match="not fresh"):  # the real namesake in the context is refused, though harmless
        checker.rule_induct([checker.rule_hyp(square), step], n, number(0), None, claim)


def test_generalising_an_integer_looks_at_the_names_of_reals():
    x, n = make("v", data=("x", "real")), make("v", data=("x", "int"))
    given = checker.rule_hyp(make("<=", number(0), x))
    with pytest.raises(Reject, match="not fresh"):
        checker.rule_gen(given, n, make("v", data=("A", "set int")))
    with pytest.raises(Reject, match="does not range"):  # over reals, an integer would stand for all of them
        checker.rule_gen(checker.rule_hyp(make("<=", n, n)), n, make("univ", data=("real",)))


def test_merging_two_sorts_keeps_what_they_say():
    """x in {i} |- ... over J and K merged to J is an instance: it must not make i and j equal."""
    i, j = make("v", data=("i", "J")), make("v", data=("j", "K"))
    f = make("v", i, data=("a", "real"))
    g = make("v", j, data=("a", "real"))
    both = checker.rule_hyp(make("<", f, g))
    merged = checker.rule_use(both, {}, {"J": "C", "K": "C"}, [])
    assert merged.hyps == {merged.concl} and merged.concl.args[0] is not merged.concl.args[1]
    with pytest.raises(Reject):  # one name at two signatures: no lambda fits both
        checker.rule_use(both, {"a": (("J",), number(0))}, {}, [])


def test_a_number_does_not_become_an_integer_by_its_normal_form():
    """{1/2 + 1/2} is a set of reals and {1} one of integers: a sum or a negation must not cross over."""
    half = number(checker.Fraction(1, 2))
    one = make("sing", make("+", half, half))
    assert one.sort == "set real" and checker.tidy(one).sort == "set int"
    with pytest.raises(Reject):
        make("sum", one, make("b", data=(0, "real")))
    with pytest.raises(Reject):
        make("in", make("v", data=("x", "real")), checker.tidy(one))
    x = make("in", make("v", data=("x", "real")), one)
    with pytest.raises(Reject):  # inside an atom, where the argument is tidied
        normal(make("ind", x))


def test_a_table_over_reals_and_integers_leaves_room_between_the_integers():
    """Integers in A are in R, but the reals in R need not be in A: 1/2 in R |- 1/2 in A."""
    scope = {"A": ("set int", ()), "R": ("set real", ()), "x": ("real", ()), "n": ("int", ())}
    inside = checker.rule_hyp(parse("all(m in R for m in A)", scope))
    member = checker.rule_hyp(parse("n in A", scope))
    assert checker.rule_subset(parse("n in R", scope), [inside, member]).concl.op == "in"
    with pytest.raises(Reject, match="does not follow"):
        checker.rule_subset(parse("n in A", scope), [inside, checker.rule_hyp(parse("n in R", scope))])
    with pytest.raises(ValueError, match="do not fit"):
        parse("x in A", scope)


@pytest.mark.parametrize("hidden", ["deriv", "pred"])
def test_what_hides_a_quantifier_over_reals_makes_no_event(hidden):
    """{w : F(., w) has derivative G(., w) at every real} need not be measurable, nor need an opaque predicate be."""
    w, x = make("b", data=(1, "Omega")), make("b", data=(0, "real"))
    f = make("v", x, w, data=("F", "real"))
    inside = make("deriv", f, f) if hidden == "deriv" else make("pred", f, data=("P", ("real",)))
    with pytest.raises(Reject, match="need not be measurable"):
        make("sep", make("univ", data=("Omega",)), inside)
    with pytest.raises(Reject, match="a measurable body"):
        make("mean", make("ind", inside), data=("Omega",))


# ---------------------------------------------------------------- junk values and clearing


X = {"x": ("real", ()), "y": ("real", ()), "z": ("real", ())}
NESTED = [
    ("1/(x + 1/y) != 0", "y"),  # the sum is not 0: y may be (x = 1)
    ("1/(1/x + 1/y) != 0", "x"),  # at x = 0, y = 1 the sum is 1
    ("x*(1/y + z) != 0", "y"),
    ("x + 1/y != 0", "y"),
    ("exp(1/y)*x != 0", "y"),
    ("max(1/y, x) != 0", "y"),
    ("1/(x*y) + z != 0", "x"),
    ("0 < 1/(x - 1/(y + z))", "y + z"),
]


@pytest.mark.parametrize("given, divisor", NESTED)
def test_clearing_makes_only_the_factors_of_its_premise_nonzero(given, divisor):
    """From each premise, (divisor)/(divisor) = 1 is false in some model, where the divisor is 0."""
    premise = checker.rule_hyp(parse(given, X))
    claim = parse(f"({divisor})*(1/({divisor})) == 1", X)
    assert oracle(Sequent(premise.hyps, claim), 400).refutations
    with pytest.raises(Reject, match="the identity does not hold"):
        checker.rule_arith(claim, [premise], [], [], [premise])


CLEARED = [("1/(x*y) != 0", "x"), ("0 < exp(z)*x", "x"), ("1/(x + 1/y) != 0", "x + 1/y")]
JUNK = ["x/x", "exp(log(x))/x", "sqrt(x)**2/x", "log(x)/log(x)", "abs(x)/abs(x)", "max(x, x)/x"]


@pytest.mark.parametrize("given, divisor", CLEARED)
def test_clearing_does_make_these_nonzero(given, divisor):
    premise = checker.rule_hyp(parse(given, X))
    claim = parse(f"({divisor})*(1/({divisor})) == 1", X)
    assert checker.rule_arith(claim, [premise], [], [], [premise]).concl is claim


@pytest.mark.parametrize("junk", JUNK)
def test_no_junk_cancels_in_the_normal_form(junk):
    """Each is 1 where it is defined, and 0 at x = 0."""
    assert normal(parse(f"{junk} - 1", X))
    assert oracle(Sequent(frozenset(), parse(f"{junk} == 1", X)), 60).refutations


# ---------------------------------------------------------------- state that outlives a check


def test_neither_garbage_nor_other_terms_change_what_is_accepted():
    """Atoms are ordered by their age: dying, coming back in another order and other inhabitants change no outcome."""
    claim = "sum(exp(a[i] + x) for i in S)/(2*x + 3*y) == exp(x)*sum(exp(a[j]) for j in S)*(1/(3*y + 2*x))"
    outcomes = set()
    for seed in range(12):
        rng = random.Random(seed)
        names = rng.sample(["x", "y"], 2)
        kept = [make("exp", make("+", make("v", data=(n, "real")), number(rng.randint(0, 9)))) for n in names]
        checker._normal.clear()
        kept = kept if seed % 2 else []
        gc.collect()
        w = Writer(x="real", y="real", a=("real", "J"), S="set J")
        step = w.arith(claim)
        guards = [w.hyp("2*x + 3*y != 0"), w.hyp("3*y + 2*x != 0")]
        found = check(w.theorem(f"2*x + 3*y != 0; 3*y + 2*x != 0 |- {claim}", step, guards), {})
        outcomes.add((found.statement_sha256, found.certificate_sha256, found.trust))
    assert len(outcomes) == 1


def test_a_normal_form_is_its_own_normal_form():
    """Otherwise clearing could take an argument of another atom for a denominator."""
    texts = ["1/(x + 1/y)**2", "exp(x)/exp(y + 1/x)", "max(x*(y + z), 2*x/(4*y))", "1/(2*x + 2*y)/(3*z - 3)"]
    for text in texts:
        p = normal(parse(text, X))
        assert normal(term(p)) == p


def test_running_out_of_fuel_leaves_nothing_behind():
    w = Writer(x="real", y="real", z="real")
    power = "(1 + x + y + z)**64"
    w.arith(f"{power} == {power}")
    bomb = w.theorem(f"|- {power} == {power}")
    honest = certificate(TRIVIAL, [arith(2)], [], 2, 0)
    before = check(honest, {})
    with pytest.raises(Reject, match="out of fuel"):
        check(bomb, {})
    assert check(honest, {}) == before and Fuel.left == 1 << 62


def test_the_hash_tells_terms_of_equal_print_apart():
    """Digests are of data written as text: 2 as number, index and exponent, and names that look like sorts."""
    x = make("v", data=("x", "real"))
    many = [number(2), make("b", data=(2, "real")), make("v", data=("J", "real")), make("univ", data=("J",)), x]
    many += [make("v", data=("x", "int")), make("^", x, data=(2,)), make("v", x, data=("x", "real"))]
    many += [make("pred", x, data=("P", s)) for s in ((), ("J",), ("J", "C"), ("C", "J"))]
    memo = {}
    assert len({checker.digest(t, memo) for t in many}) == len(set(many)) == len(many)


def test_two_parsers_of_json_cannot_disagree():
    """Duplicate keys, key order, spaces, escapes and number forms: one reading, or none."""
    honest = certificate(TRIVIAL, [arith(2)], [], 2, 0).decode()
    assert check(honest.encode(), {}).concl.op == "="
    forms = [honest.replace('"step":0', '"step":0,"step":0'), honest.replace("[],", "[ ],"), honest + "\n"]
    forms += [honest.replace('"step":0', f'"step":{n}') for n in ("-0", "0.0", "0e0", "00", "false", "1e999", "NaN")]
    forms += [honest.replace('"a"', '"\\u0061"'), "\ufeff" + honest]
    for form in forms:
        with pytest.raises(Reject):
            check(form.encode(), {})
    for encoding in ("utf-16", "utf-32", "utf-8-sig"):
        with pytest.raises(Reject):
            check(honest.encode(encoding), {})
    assert json.loads(honest)["format"] == FORMAT
