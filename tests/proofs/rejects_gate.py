"""Forgeries of the definedness gate: statements that meet a junk value, or whose guards rest on what comes later."""

from forging import Collection, Writer

from tailbound.proofs.checker import make

forgery = Collection()
X = {"x": "real", "y": "real", "A": "set J", "a": ("real", "J"), "i": "J", "m": "int", "n": "int"}
NOT_PROVED = "a guard of formula"


def undefined(title: str, concl: str, guard: str, weaker: str = "") -> None:
    """An identity of total functions that meets a junk value: no theorem without its guard, or with a weaker one."""

    def build(w: Writer, bad: bool) -> bytes:
        step = w.arith(concl)
        hyp = weaker if bad else guard
        defined = [w.hyp(hyp)] if hyp else []
        return w.theorem(f"{hyp} |- {concl}", step=step, defined=defined)

    build.__name__ = title.replace(" ", "_")
    forgery("gate", NOT_PROVED, False, **X)(build)


undefined("nothing times an inverse", "0*(1/x) == 0", "x != 0")
undefined("an inverse minus itself", "1/x - 1/x == 0", "x != 0")
undefined("an inverse of another number", "1/x == 1/x", "x != 0", "y != 0")
undefined("a logarithm of zero", "log(x) == log(x)", "0 < x", "0 <= x")
undefined("a root of a number below zero", "sqrt(x) == sqrt(x)", "0 <= x", "-1 <= x")
undefined("a supremum of an empty set", "sup(a[j] for j in A) == sup(a[j] for j in A)", "0 < card(A)", "0 <= card(A)")
undefined("a range that ends before it starts", "card(rng(m, n)) == card(rng(m, n))", "m <= n + 1", "m <= n + 2")
inverses = "sum(1/a[j] for j in A) == sum(1/a[j] for j in A)"
undefined("an inverse in a sum", inverses, "all(a[j] != 0 for j in A)", "a[i] != 0")


@forgery("gate", NOT_PROVED, false=False)
def an_inverse_of_zero_is_never_defined(w: Writer, bad: bool) -> bytes:
    w.arith("1/0 == 0" if bad else "1/2 == 1/2")
    return w.theorem("|- 1/0 == 0" if bad else "|- 1/2 == 1/2")


@forgery("gate", NOT_PROVED, false=False, **X)
def zero_by_zero_is_not_zero(w: Writer, bad: bool) -> bytes:
    """(x - y)/(x - y) is 1, or it is nothing."""
    h = w.hyp("x == y" if bad else "x < y")
    value, multiplier = ("0", [(0, "1/(x - y)")]) if bad else ("1", [])
    step = w.arith(f"(x - y)/(x - y) == {value}", [h], eq=multiplier, clear=[] if bad else [0])
    guard = w.sum_of("x - y != 0", w.hyp("x < y"))
    return w.theorem(f"{'x == y' if bad else 'x < y'} |- (x - y)/(x - y) == {value}", step=step, defined=[guard])


@forgery("gate", NOT_PROVED, false=False, **X)
def a_hypothesis_does_not_vouch_for_itself(w: Writer, bad: bool) -> bytes:
    """1/x = 1 makes x nonzero only because 1/0 is 0."""
    h, positive = w.hyp("1/x == 1"), w.hyp("0 < x")
    inverse = w.arith("0 < 1/x", [h], [(1, [], [])], [(0, "-1")])
    one = w.arith("x == 1", [h, inverse], eq=[(0, "-x")], clear=[1])
    guard = w.arith("x != 0", [one], [(1, [], [])], [(0, "-1")]) if bad else w.sum_of("x != 0", positive)
    return w.theorem(f"{'' if bad else '0 < x;'} 1/x == 1 |- x == 1", step=one, defined=[guard])


@forgery("gate", NOT_PROVED, false=False, **X)
def a_guard_comes_before_its_formula(w: Writer, bad: bool) -> bytes:
    step, guard = w.hyp("1/x <= y"), w.hyp("x != 0")
    hyps = "1/x <= y; x != 0" if bad else "x != 0; 1/x <= y"
    return w.theorem(f"{hyps} |- 1/x <= y", step=step, defined=[guard])


@forgery("gate", NOT_PROVED, false=False, **X)
def a_condition_of_a_set_is_defined_in_the_whole_set(w: Writer, bad: bool) -> bytes:
    """Inside a set a junk value would change the hypothesis, not the conclusion."""
    h = "i in {j for j in A if 1/a[j] <= 1}"
    positive = "a[i] != 0" if bad else "all(a[j] != 0 for j in A)"
    step = w.subset("i in A", w.hyp(h))
    return w.theorem(f"{positive}; {h} |- i in A", step=step, defined=[w.hyp(positive)])


@forgery("gate", NOT_PROVED, false=False, **X)
def a_quantified_formula_is_defined_for_each_element(w: Writer, bad: bool) -> bytes:
    h, guard = "all(1/a[j] <= 1 for j in A)", "all(a[j] != 0 for j in J)" if bad else "all(a[j] != 0 for j in A)"
    return w.theorem(f"{guard}; {h} |- {h}", step=w.hyp(h), defined=[w.hyp(guard)])


def outcome(name: str):
    return make("v", make("b", data=(0, "Omega")), data=(name, "real"))


@forgery("gate", NOT_PROVED, false=False)
def a_mean_is_defined_at_every_outcome(w: Writer, bad: bool) -> bytes:
    mean = make("mean", make("/", w.t("1"), outcome("X")), data=("Omega",))
    event = make("v", data=("A", "set Omega")) if bad else w.t("Omega")
    guard = make("all", event, make("!=", outcome("X"), w.t("0")))
    same = make("=", mean, mean)
    return w.states([guard], same, step=w.arith(same), defined=[w.hyp(guard)])


@forgery("gate", NOT_PROVED, false=False, x="real")
def a_derivative_is_of_a_function_defined_everywhere(w: Writer, bad: bool) -> bytes:
    f, d = w.body("x", "real", "1/(1 + x**2)"), w.body("x", "real", "x")
    law = make("deriv", f, d)
    over = "{x for x in Reals if 0 <= x}" if bad else "Reals"
    guard = f"all(1 + x**2 != 0 for x in {over})"
    return w.states([guard, law], law, step=w.hyp(law), defined=[w.hyp(guard)])
