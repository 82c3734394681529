"""Forgeries of `gen` and `induct`: variables that are not fresh, namesakes, bases and steps of another formula."""

from forging import Collection, Writer

from tailbound.proofs.checker import Term, make

forgery = Collection()


# ---------------------------------------------------------------- gen


@forgery("gen", "the variable is not fresh", x="real", y="real")
def a_hypothesis_about_the_variable_stays(w: Writer, bad: bool) -> bytes:
    h, concl = ("x == 0", "all(y == 0 for y in Reals)") if bad else ("y == 0", "all(y == 0 for x in Reals)")
    w.gen(w.hyp(h), "x", "Reals")
    return w.theorem(f"{h} |- {concl}")


@forgery("gen", "the variable is not fresh", i="J", A="set J", B="set J")
def only_the_membership_in_the_set_is_discharged(w: Writer, bad: bool) -> bytes:
    w.gen(w.hyp("i in A"), "i", "B" if bad else "A")
    return w.theorem("i in A |- all(j in A for j in B)" if bad else "|- all(j in A for j in A)")


@forgery("gen", "the variable is not fresh", n="int")
def the_set_does_not_move_with_the_variable(w: Writer, bad: bool) -> bytes:
    """No m other than n is n; the set of those m in 0 .. 9 is not empty."""
    other = "n" if bad else "m"
    over = f"{{m for m in rng(0, 9) if m != {other}}}"
    within = w.body("m", "int", f"m != {other}")
    w.absurd("0 < 0", w.schema("sep_out", "n", "rng(0, 9)", within, prem=[w.hyp(f"n in {over}")]))
    w.gen(2, "n", over)
    return w.theorem(f"|- all(0 < 0 for m in {over})")


@forgery("gen", "does not range over the set's sort", n="int", y="real")
def a_fact_about_integers_is_none_about_reals(w: Writer, bad: bool) -> bytes:
    """No integer lies between 0 and 1, but reals do."""
    ground = "Reals" if bad else "rng(0, 9)"
    positive = f"{{y for y in {ground} if 0 < y}}"
    between = f"{{y for y in {positive} if y < 1}}"
    sort = "real" if bad else "int"
    here = w.hyp(f"n in {between}")
    small = w.schema("sep_out", "n", positive, w.body("y", sort, "y < 1"), prem=[here])
    inside = w.subset(f"n in {positive}", here)
    large = w.schema("sep_out", "n", ground, w.body("y", sort, "0 < y"), prem=[inside])
    whole = w.schema("discrete", "0", "n", prem=[large])
    w.gen(w.sum_of("0 < 0", small, whole), "n", between)
    return w.theorem(f"|- all(0 < 0 for y in {between})")


@forgery("gen", "does not range over the set's sort", false=False, x="real", A="set int", B="set real")
def a_real_does_not_range_over_integers(w: Writer, bad: bool) -> bytes:
    w.gen(w.arith("x == x"), "x", "A" if bad else "B")
    return w.theorem("|- all(m == m for m in A)" if bad else "|- all(m == m for m in B)")


@forgery("gen", "does not range over the set's sort", false=False, i="J", A="set J")
def a_constant_is_not_generalised(w: Writer, bad: bool) -> bytes:
    w.gen(w.arith("0 <= 1", pos=[(1, [], [])]), "2" if bad else "i", "A")
    return w.theorem("|- all(0 <= 1 for i in A)")


@forgery("gen", "a variable is needed", false=False, a=("real", "J"), i="J", x="real")
def a_value_of_a_family_is_no_variable(w: Writer, bad: bool) -> bytes:
    """a_i and a_j need not be free of each other."""
    w.gen(w.arith("0 <= 1", pos=[(1, [], [])]), "a[i]" if bad else "x", "Reals")
    return w.theorem("|- all(0 <= 1 for x in Reals)")


# ---------------------------------------------------------------- induct

P = "0 <= n*(2*n - 1)"


def induct(
    w: Writer, first: int, step: int, goal: str | Term, base: str = "0", top: str | None = None, var="n"
) -> int:
    return w.step("induct", prem=[first, step], var="n", base=base, top=top, goal=goal)


@forgery("induct", "induct: integers", n="real")
def there_is_no_induction_over_the_reals(w: Writer, bad: bool) -> bytes:
    """P(0), and P(n) gives P(n + 1) for 0 <= n; but P(1/4) is false."""
    w.scope["n"] = ("real" if bad else "int", ())
    base = w.arith("0 <= 0*(2*0 - 1)")
    h = w.hyp("0 <= n")
    step = w.arith("0 <= (n + 1)*(2*(n + 1) - 1)", [h], [(2, [0, 0], []), (3, [0], []), (1, [], [])])
    induct(w, base, step, P)
    return w.theorem(f"0 <= n |- {P}")


@forgery("induct", "induct: integers", false=False, n="int")
def a_base_that_is_no_integer(w: Writer, bad: bool) -> bytes:
    step = w.arith("0 <= 1", pos=[(1, [], [])])
    induct(w, step, step, "0 <= 1", base="1/2" if bad else "1")
    return w.theorem("1/2 <= n |- 0 <= 1" if bad else "1 <= n |- 0 <= 1")


@forgery("induct", "induct: integers", false=False, n="int")
def a_top_that_is_no_integer(w: Writer, bad: bool) -> bytes:
    top = "5/2" if bad else "5"
    step = w.arith("0 <= 1", pos=[(1, [], [])])
    induct(w, step, step, "0 <= 1", top=top)
    return w.theorem(f"0 <= n; n <= {top} |- 0 <= 1")


@forgery("induct", "induct: the base is not P(b)", n="int")
def the_base_is_proved_at_the_base(w: Writer, bad: bool) -> bytes:
    base = w.arith("1 <= 1")
    step = w.arith("1 <= n + 1", [w.hyp("1 <= n")], [(1, [0], []), (1, [], [])])
    induct(w, base, step, "1 <= n", base="0" if bad else "1")
    return w.theorem("0 <= n |- 1 <= n" if bad else "1 <= n |- 1 <= n")


def namesake(sort: str) -> Term:
    return make("v", data=("n", sort))


@forgery("induct", "induct: the base is not P(b)", n="int")
def a_namesake_of_another_sort_is_another_variable(w: Writer, bad: bool) -> bytes:
    """n <= 5 for every real n, from n <= 5 for the integers 0 .. 5: P(b) and P(n + 1) speak of the integer n only."""
    five = w.t("5")
    goal = make("<=", namesake("real" if bad else "int"), five)
    base = w.arith("0 <= 5", pos=[(5, [], [])])
    step = w.hyp(goal) if bad else w.arith("n + 1 <= 5", [w.hyp("n + 1 <= 5")], [(1, [0], [])])
    first = induct(w, base, step, goal, top="5")
    here = w.hyp("n in rng(0, 5)")
    ends = [w.schema(f"range_{end}", "n", "0", "5", prem=[here]) for end in ("lo", "hi")]
    every = w.gen(w.use(first, ends), "n", "rng(0, 5)")
    if not bad:
        return w.theorem("|- all(m <= 5 for m in rng(0, 5))")
    zero = [w.arith("0 <= 0"), w.arith("0 <= 5", pos=[(5, [], [])])]
    w.schema("spec", "rng(0, 5)", goal, "0", prem=[every, w.schema("range_in", "0", "0", "5", prem=zero)])
    return w.states([], goal)


@forgery("induct", "induct: the step is not P(n+1)", n="int")
def the_step_leads_to_the_successor(w: Writer, bad: bool) -> bytes:
    goal = "n <= 0" if bad else "0 <= n"
    base = w.arith("0 <= 0")
    step = w.arith("n <= 1" if bad else "0 <= n + 1", [w.hyp(goal)], [(1, [0], []), (1, [], [])])
    induct(w, base, step, goal)
    return w.theorem(f"0 <= n |- {goal}")


@forgery("induct", "the variable is not fresh", n="int", x="real", f=("real", "real"))
def the_step_assumes_nothing_about_its_own_n(w: Writer, bad: bool) -> bytes:
    goal = "f[n] <= 0" if bad else "x <= 0"
    base = w.hyp("f[0] <= 0" if bad else "x <= 0")
    induct(w, base, w.hyp("f[n + 1] <= 0") if bad else base, goal)
    hyps = "f[0] <= 0; f[n + 1] <= 0" if bad else "x <= 0"
    return w.theorem(f"{hyps}; 0 <= n |- {goal}")


@forgery("induct", "the variable is not fresh", n="int")
def the_base_does_not_move(w: Writer, bad: bool) -> bytes:
    """b(n) = 2 (1 - n)^2 is 2 at n = 0 and 0 at n = 1: 0 <= k (k - 2) holds at each b(n), yet not at 1."""
    if not bad:
        return the_base_is_proved_at_the_base(Writer(n="int"), False)
    b, goal, square = "2*(1 - n)**2", "0 <= n*(n - 2)", "(1 - n)**2"
    at_base = f"0 <= ({b})*({b} - 2)"
    large = w.hyp(f"0 < {square}")
    at_least_one = w.schema("discrete", "0", square, prem=[large])
    yes = w.arith(at_base, [large, at_least_one], [(4, [0, 1], [])])
    no = w.arith(at_base, [w.hyp(f"{square} <= 0")], [(4, [], [square]), (4, [0], [])])
    base = w.cases(f"0 < {square}", yes, no)
    prem = [w.hyp(f"{b} <= n"), w.hyp(goal)]
    step = w.arith("0 <= (n + 1)*((n + 1) - 2)", prem, [(2, [0], []), (5, [1], []), (3, [], [])])
    induct(w, base, step, goal, base=b)
    return w.theorem(f"{b} <= n |- {goal}")


@forgery("induct", "the variable is not fresh", n="int")
def the_top_does_not_move(w: Writer, bad: bool) -> bytes:
    """n + 1 <= n^2 fails at 0 and 1, where a step would be needed to reach 2."""
    top = "n**2" if bad else "0"
    prem = [w.hyp("0 <= n"), w.hyp("n <= 0"), w.hyp(f"n + 1 <= {top}")]
    products = [(1, [0, 1], []), (1, [2], [])] if bad else [(1, [2], [])]
    step = w.arith("n + 1 <= 0", prem, products)
    induct(w, w.arith("0 <= 0"), step, "n <= 0", top=top)
    return w.theorem(f"0 <= n; n <= {top} |- n <= 0")


@forgery("induct", "the step needs more hypotheses", n="int", x="real")
def the_base_keeps_its_hypotheses(w: Writer, bad: bool) -> bytes:
    base = w.hyp("x <= 0")
    step = w.arith("x <= n + 1", [w.hyp("x <= n")], [(1, [0], []), (1, [], [])])
    induct(w, base, step, "x <= n")
    return w.theorem("0 <= n |- x <= n" if bad else "x <= 0; 0 <= n |- x <= n")


@forgery("induct", "the step needs more hypotheses", n="int")
def the_conclusion_holds_from_the_base_on(w: Writer, bad: bool) -> bytes:
    base = w.arith("0 <= 0")
    step = w.arith("0 <= n + 1", [w.hyp("0 <= n")], [(1, [0], []), (1, [], [])])
    induct(w, base, step, "0 <= n")
    return w.theorem("|- 0 <= n" if bad else "0 <= n |- 0 <= n")


@forgery("induct", "the step needs more hypotheses", n="int")
def the_conclusion_holds_up_to_the_top(w: Writer, bad: bool) -> bytes:
    step = w.arith("n + 1 <= 5", [w.hyp("n + 1 <= 5")], [(1, [0], [])])
    induct(w, w.arith("0 <= 5", pos=[(5, [], [])]), step, "n <= 5", top="5")
    return w.theorem("0 <= n |- n <= 5" if bad else "0 <= n; n <= 5 |- n <= 5")
