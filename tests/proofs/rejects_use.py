"""Forgeries of `hyp`, `use` and `cases`: hypotheses that vanish, substitutions that do not fit."""

from forging import Collection, Writer

from tailbound.proofs.checker import Term, make

forgery = Collection()
XY = {"x": "real", "y": "real"}


def loose(sort: str, index: int = 0) -> Term:
    return make("b", data=(index, sort))


# ---------------------------------------------------------------- hyp


@forgery("hyp", "the step needs more hypotheses", **XY)
def an_assumption_is_no_theorem(w: Writer, bad: bool) -> bytes:
    w.hyp("x == y")
    return w.theorem("|- x == y" if bad else "x == y |- x == y")


@forgery("hyp", "the step needs more hypotheses", **XY)
def an_assumption_does_not_prove_another(w: Writer, bad: bool) -> bytes:
    w.hyp("x < y")
    return w.theorem("x <= y |- x < y" if bad else "x < y |- x < y")


@forgery("hyp", "a closed formula is needed", false=False)
def an_open_formula_is_no_assumption(w: Writer, bad: bool) -> bytes:
    w.hyp(make("<", loose("real"), loose("real")) if bad else "1 < 0")
    return w.theorem("1 < 0 |- 1 < 0", step=w.hyp("1 < 0"))


@forgery("hyp", "a closed formula is needed", false=False, **XY)
def a_number_is_no_assumption(w: Writer, bad: bool) -> bytes:
    w.hyp("x" if bad else "x == x")
    return w.theorem("x == y |- x == y", step=w.hyp("x == y"))


# ---------------------------------------------------------------- use


@forgery("use", "a premise is none of the hypotheses", false=False, **XY)
def a_premise_discharges_only_itself(w: Writer, bad: bool) -> bytes:
    have = w.arith("-1 < 1" if bad else "-1 < 0", pos=[(2 if bad else 1, [], [])])
    w.use(w.hyp("x < 0"), [have], {"x": ((), "-1")})
    return w.theorem("-1 < 0 |- -1 < 0")


@forgery("use", "the step needs more hypotheses", **XY)
def an_instance_keeps_its_hypotheses(w: Writer, bad: bool) -> bytes:
    w.use(w.hyp("x < y"), sub={"y": ((), "x")})
    return w.theorem("|- x < x" if bad else "x < x |- x < x")


@forgery("use", "the step needs more hypotheses", **XY)
def an_instance_changes_its_hypotheses_too(w: Writer, bad: bool) -> bytes:
    """From 0 <= x |- 0 <= x the instance at -x needs 0 <= -x, not 0 <= x."""
    w.use(w.hyp("0 <= x"), sub={"x": ((), "0 - x")})
    return w.theorem("0 <= x |- 0 <= 0 - x" if bad else "0 <= 0 - x |- 0 <= 0 - x")


@forgery("use", "loose index in a body", x="real", a=("real", "J"), i="J", j="J")
def a_body_with_a_loose_index_is_captured(w: Writer, bad: bool) -> bytes:
    """a_i <= x <= a_j for all i, j, at x := a_#0, would say that every family is constant."""
    above, below = w.hyp("all(a[i] <= x for i in J)"), w.hyp("all(x <= a[i] for i in J)")
    first = w.schema("spec", "J", w.body("i", "J", "a[i] <= x"), "i", prem=[above, w.subset("i in J")])
    second = w.schema("spec", "J", w.body("i", "J", "x <= a[i]"), "j", prem=[below, w.subset("j in J")])
    constant = w.gen(w.gen(w.sum_of("a[i] <= a[j]", first, second), "j", "J"), "i", "J")
    claim = "all(a[i] <= a[j] for i in J for j in J)"
    if not bad:
        w.use(constant, sub={"x": ((), "5")})
        return w.theorem(f"all(a[i] <= 5 for i in J); all(5 <= a[i] for i in J) |- {claim}")
    same = w.gen(w.arith("a[i] <= a[i]"), "i", "J")
    w.use(constant, [same], {"x": ((), make("v", loose("J"), data=("a", "real")))})
    return w.theorem(f"|- {claim}")


@forgery("use", "loose index in a body", false=False, f=("real", "J"), i="J")
def a_body_has_only_its_own_indices(w: Writer, bad: bool) -> bytes:
    all_positive = w.gen(w.schema("exp_pos", "f[i]"), "i", "J")
    w.use(all_positive, sub={"f": (("J",), make("v", loose("J", 1 if bad else 0), data=("f", "real")))})
    return w.theorem("|- all(0 < exp(f[i]) for i in J)")


@forgery("use", "loose index in a body", false=False, f=("real", "J"), i="J")
def an_argument_has_the_sort_that_the_body_says(w: Writer, bad: bool) -> bytes:
    """The body's index of sort K would stand where an element of J is given."""
    w.use(w.schema("exp_pos", "1"), sub={"f": (("J",), "2")})
    body = make("v", loose("K" if bad else "J"), data=("g", "real"))
    w.use(w.schema("exp_pos", "f[i]"), sub={"f": (("J",), body)})
    return w.theorem("|- 0 < exp(1)", step=1)


@forgery("use", "an argument does not fit", false=False, x="real", f=("real", "real"))
def a_family_over_the_integers_is_not_applied_to_a_real(w: Writer, bad: bool) -> bytes:
    """f(n) := 1 for integers n says nothing of f(1/2), whatever the body."""
    w.use(w.schema("exp_pos", "f[1/2]" if bad else "f[2]"), sub={"f": (("int",), "1")})
    return w.theorem("|- 0 < exp(1)")


@forgery("use", "an argument does not fit", false=False, x="real", f=("real", "J"), i="J")
def a_family_over_one_sort_is_not_applied_to_another(w: Writer, bad: bool) -> bytes:
    w.use(w.schema("exp_pos", "f[i]"), sub={"f": (("K" if bad else "J",), "1")})
    return w.theorem("|- 0 < exp(1)")


@forgery("use", "the body does not fit the variable's sort", n="int")
def an_integer_variable_takes_only_integers(w: Writer, bad: bool) -> bytes:
    """0 < n gives 1 <= n; at n = 1/2 that is false."""
    step = w.schema("discrete", "0", "n", prem=[w.hyp("0 < n")])
    value = "1/2" if bad else "2"
    w.use(step, [w.arith(f"0 < {value}", pos=[(value, [], [])])], {"n": ((), value)})
    return w.theorem(f"|- 0 + 1 <= {value}")


@forgery("use", "the body does not fit the variable's sort", false=False, A="set J", B="set int")
def a_set_takes_only_a_set_of_its_sort(w: Writer, bad: bool) -> bytes:
    value = "B" if bad else "J"
    w.use(w.hyp("0 < card(A)"), sub={"A": ((), value)})
    return w.theorem(f"0 < card({value}) |- 0 < card({value})")


@forgery("use", "the body does not fit the variable's sort", x="real", i="J", A="set J")
def a_number_takes_no_formula(w: Writer, bad: bool) -> bytes:
    """x := (i in A) would make a number of a formula: the term has no sort at all."""
    w.use(w.arith("x == x"), sub={"x": ((), "i in A" if bad else "ind(i in A)")})
    return w.theorem("|- 0 < 0" if bad else "|- ind(i in A) == ind(i in A)")


@forgery("use", "wrong number of arguments", false=False, x="real", f=("real", "real"))
def a_family_is_not_replaced_by_a_number(w: Writer, bad: bool) -> bytes:
    w.use(w.hyp("f[x] < 1"), sub={"f": (() if bad else ("real",), "x")})
    return w.theorem("x < 1 |- x < 1")


@forgery("use", "a sort map changes the kind of a sort", false=False, A="set J")
def a_sort_map_does_not_lead_out_of_the_index_sorts(w: Writer, bad: bool) -> bytes:
    """Index sorts are finite, an outcome sort need not be."""
    sort = "Omega" if bad else "K"
    w.use(w.hyp("all(i in A for i in J)"), sort={"J": sort})
    inside = make("in", loose(sort), make("v", data=("A", "set " + sort)))
    formula = make("all", make("univ", data=(sort,)), inside)
    return w.states([formula], formula)


@forgery("use", "a sort map changes the kind of a sort", false=False, i="J", A="set J")
def a_sort_map_does_not_lead_to_the_integers(w: Writer, bad: bool) -> bytes:
    sort = "int" if bad else "K"
    w.use(w.hyp("i in A"), sort={"J": sort})
    inside = make("in", make("v", data=("i", sort)), make("v", data=("A", "set " + sort)))
    return w.states([inside], inside)


# ---------------------------------------------------------------- cases


@forgery("cases", "the two cases conclude different things", **XY)
def both_cases_conclude_the_same(w: Writer, bad: bool) -> bytes:
    concl = "0 <= x" if bad else "0 <= x**2"
    yes, no = (w.hyp("0 <= x"), w.hyp("x < 0")) if bad else (w.arith(concl, pos=[(1, [], ["x"])]),) * 2
    w.cases("0 <= x", yes, no)
    return w.theorem(f"|- {concl}")


def signs(w: Writer, *hyps: str) -> list[int]:
    return [w.sum_of("x != 0", w.hyp(h)) for h in hyps]


@forgery("cases", "the step needs more hypotheses", **XY)
def the_second_case_is_the_negation_not_the_opposite(w: Writer, bad: bool) -> bytes:
    """0 < x and x < 0 leave x = 0 out."""
    w.cases("0 < x", *signs(w, "0 < x", "x < 0"))
    return w.theorem("|- x != 0" if bad else "x < 0 |- x != 0")


@forgery("cases", "the step needs more hypotheses", A="set J", B="set J", i="J")
def a_complement_is_taken_in_the_whole_sort(w: Writer, bad: bool) -> bytes:
    concl = "i in A | B"
    no = "i in B - A" if bad else "i in J - A"
    cases = [w.subset(concl, w.hyp("i in A")), w.subset(concl, w.hyp(no), w.hyp("i in A | B"))]
    if bad:
        cases[1] = w.subset(concl, w.hyp(no))
    w.cases("i in A", *cases)
    return w.theorem(f"|- {concl}" if bad else f"i in A | B |- {concl}")


@forgery("cases", "this formula has no negation here", false=False, A="set J", i="J")
def a_quantifier_is_not_split(w: Writer, bad: bool) -> bytes:
    step = w.arith("0 <= 1", pos=[(1, [], [])])
    w.cases("all(i in A for i in J)" if bad else "i in A", step, step)
    return w.theorem("|- 0 <= 1")


@forgery("cases", "this formula has no negation here", false=False, A="set int", n="int")
def a_set_of_integers_has_no_complement(w: Writer, bad: bool) -> bytes:
    """Sets of integers are finite: that is what makes their sums and cardinalities numbers."""
    step = w.arith("0 <= 1", pos=[(1, [], [])])
    w.cases("n in A" if bad else "n <= 0", step, step)
    return w.theorem("|- 0 <= 1")


@forgery("cases", "a closed formula is needed", false=False)
def a_split_is_closed(w: Writer, bad: bool) -> bytes:
    step = w.arith("0 <= 1", pos=[(1, [], [])])
    w.cases(make("<", loose("real"), loose("real")) if bad else "0 < 1", step, step)
    return w.theorem("|- 0 <= 1")
