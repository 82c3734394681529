"""Forgeries of `mono`, `deriv` and `erf_sup`: domains, poles, guards, signs and limits."""

from forging import Collection, Writer

from tailbound.proofs.checker import make

forgery = Collection()
UW = {"u": "real", "w": "real", "x": "real"}


def mono(w: Writer, prem: list[int], f: str, dom: list[str], var: str = "x") -> int:
    return w.step("mono", prem=prem, var=var, dom=dom, f=f, u="u", w="w")


def nonzero(w: Writer, h: str, multiplier: str) -> int:
    """x != 0 from h, which is false at x = 0."""
    w.arith("1 <= 0", [w.hyp(h), w.hyp("x == 0")], [(1, [0], [])], [(1, multiplier)])
    return w.cases("x == 0", w.absurd("x != 0", len(w.steps) - 1), w.hyp("x != 0"))


def minus_inverse(w: Writer, bad: bool, wrong: str, right: str, guard: int | None, good: bool = True) -> bytes:
    """-1/x grows on each side of 0, but -1/(-1) = 1 > -1 = -1/1.  `guard`: x != 0 on the wrong domain."""
    dom = wrong if bad else right
    if not bad:
        guard = w.sum_of("x != 0", w.hyp(right)) if right == "0 < x" else nonzero(w, right, "1")
    prem = [w.arith("0 <= 1/x**2", pos=[(1, [], ["1/x"])])]
    last = mono(w, [*prem, guard], "0 - 1/x", [dom])
    ends = [dom.replace("x", "u"), dom.replace("x", "w")]
    guards = [w.hyp(f"{v} != 0") for v in "uw"]
    claim = "; ".join(["u != 0", "w != 0", *(e for e in ends if "!=" not in e), "u <= w"])
    return w.theorem(f"{claim} |- 0 - 1/u <= 0 - 1/w", step=last, defined=guards)


@forgery("mono", "the domain is not an interval", **UW)
def a_punctured_line_is_no_interval(w: Writer, bad: bool) -> bytes:
    return minus_inverse(w, bad, "x != 0", "0 < x", w.hyp("x != 0"))


@forgery("mono", "the domain is not an interval", **UW)
def two_half_lines_are_no_interval(w: Writer, bad: bool) -> bytes:
    guard = nonzero(w, "1 <= x**2", "x") if bad else None
    return minus_inverse(w, bad, "1 <= x**2", "1 <= x", guard)


@forgery("mono", "the domain is not an interval", **UW)
def a_bound_does_not_depend_on_the_variable(w: Writer, bad: bool) -> bytes:
    """x + 1 <= x + x^2 is 1 <= x^2 in disguise, with x on one side alone."""
    dom = "x <= x + x**2 - 1"
    if not bad:
        return minus_inverse(w, False, dom, "1 <= x", None)
    return minus_inverse(w, True, dom, "1 <= x", nonzero(w, dom, "x"))


@forgery("mono", "not the guards of the derivative", **UW)
def a_pole_between_the_ends(w: Writer, bad: bool) -> bytes:
    if not bad:
        return minus_inverse(w, False, "", "0 < x", None)
    last = mono(w, [w.arith("0 <= 1/x**2", pos=[(1, [], ["1/x"])])], "0 - 1/x", [])
    guards = [w.hyp(f"{v} != 0") for v in "uw"]
    return w.theorem("u != 0; w != 0; u <= w |- 0 - 1/u <= 0 - 1/w", step=last, defined=guards)


@forgery("mono", "not the guards of the derivative", **UW)
def a_guard_that_the_derivative_no_longer_shows(w: Writer, bad: bool) -> bytes:
    """x/x has derivative 0 away from 0, but jumps there: 0/0 is 0."""
    sign = w.arith("0 <= 0")
    if bad:
        step = mono(w, [sign], "x/x", [])
        here = w.use(step, [w.arith("-1 <= 0", pos=[(1, [], [])])], {"u": ((), "-1"), "w": ((), "0")})
        w.absurd("0 < 0", here)
        return w.theorem("|- 0 < 0")
    step = mono(w, [sign, w.sum_of("x != 0", w.hyp("0 < x"))], "x/x", ["0 < x"])
    guards = [w.sum_of(f"{v} != 0", w.hyp(f"0 < {v}")) for v in "uw"]
    return w.theorem("0 < u; 0 < w; u <= w |- u/u <= w/w", step=step, defined=guards)


@forgery("mono", "the first premise does not say 0 <= d or 0 < d", **UW)
def the_sign_of_another_derivative(w: Writer, bad: bool) -> bytes:
    sign = w.arith("0 <= 2", pos=[(2, [], [])]) if bad else w.arith("0 <= 2*x", [w.hyp("0 <= x")], [(2, [0], [])])
    dom = [] if bad else ["0 <= x"]
    mono(w, [sign], "x**2", dom)
    return w.theorem(f"{'' if bad else '0 <= u; 0 <= w;'} u <= w |- u**2 <= w**2")


@forgery("mono", "the first premise does not say 0 <= d or 0 < d", false=False, **UW)
def a_derivative_that_is_not_zero_is_no_sign(w: Writer, bad: bool) -> bytes:
    """True (the function is injective), but no inequality."""
    relation = "!=" if bad else "<"
    sign = w.arith(f"0 {relation} {'0 - 1' if bad else '1'}", pos=[(1, [], [])])
    f = "0 - x" if bad else "x"
    mono(w, [sign], f, [])
    return w.theorem(f"u {relation} w |- {f.replace('x', 'u')} {relation} {f.replace('x', 'w')}")


@forgery("mono", "the step proves another conclusion", **UW)
def a_weak_sign_gives_a_weak_inequality(w: Writer, bad: bool) -> bytes:
    mono(w, [w.arith("0 <= 0")], "0*x", [])
    return w.theorem("u < w |- 0*u < 0*w" if bad else "u <= w |- 0*u <= 0*w")


@forgery("mono", "the variable is not fresh", **UW)
def a_hypothesis_about_the_variable_outside_the_domain(w: Writer, bad: bool) -> bytes:
    sign = w.arith("0 <= 2*x", [w.hyp("0 <= x")], [(2, [0], [])])
    mono(w, [sign], "x**2", [] if bad else ["0 <= x"])
    return w.theorem(f"{'0 <= x' if bad else '0 <= u; 0 <= w'}; u <= w |- u**2 <= w**2")


@forgery("mono", "the variable is not fresh", false=False, **UW)
def the_ends_do_not_name_the_variable(w: Writer, bad: bool) -> bytes:
    sign = w.arith("0 <= 2*x", [w.hyp("0 <= x")], [(2, [0], [])])
    w.step("mono", prem=[sign], var="x", dom=["0 <= x"], f="x**2", u="x" if bad else "u", w="w")
    return w.theorem("0 <= x; 0 <= w; x <= w |- x**2 <= w**2" if bad else "0 <= u; 0 <= w; u <= w |- u**2 <= w**2")


@forgery("mono", "mono: a real variable, a closed term", u="int", w="int", x="real")
def a_sign_at_the_integers_only(w: Writer, bad: bool) -> bytes:
    """x^2 - x >= 0 at every integer, but x^3/3 - x^2/2 falls from 0 to 1."""
    w.scope["x"] = ("int" if bad else "real", ())
    goal, large = "0 <= x**2 - x", w.hyp("0 < x" if bad else "1 <= x")
    if bad:
        large = w.schema("discrete", "0", "x", prem=[large])
    yes = w.arith(goal, [large], [(1, [0, 0], []), (1, [0], [])])
    if bad:
        yes = w.cases("0 < x", yes, w.arith(goal, [w.hyp("x <= 0")], [(1, [0, 0], []), (1, [0], [])]))
    mono(w, [yes], "x**3/3 - x**2/2", [] if bad else ["1 <= x"])
    hyps = "u <= w" if bad else "1 <= u; 1 <= w; u <= w"
    return w.theorem(f"{hyps} |- u**3/3 - u**2/2 <= w**3/3 - w**2/2")


@forgery("mono", "no derivative of max", **UW)
def max_has_no_derivative(w: Writer, bad: bool) -> bytes:
    """max(x, 10 - 3x) falls before it grows."""
    if not bad:
        return the_sign_of_another_derivative(w, False)
    peak, right = "max(x, 10 - 3*x)", "10 - 3*x"
    under, over = w.hyp(f"x <= {right}"), w.sum_of(f"{right} <= x", w.hyp(f"{right} < x"))
    equal = w.schema("max_right", "x", right, prem=[under]), w.schema("max_left", "x", right, prem=[over])
    yes = w.arith(f"x <= {peak}", [under, equal[0]], [(1, [0], [])], [(1, "-1")])
    no = w.arith(f"x <= {peak}", [equal[1]], eq=[(0, "-1")])
    positive = w.hyp("0 < x")
    w.schema("inv_pos", peak, prem=[w.sum_of(f"0 < {peak}", positive, w.cases(f"x <= {right}", yes, no))])
    sign = w.arith(f"0 < 1/(2*{peak})", [len(w.steps) - 1], [("1/2", [0], [])])
    mono(w, [sign, positive], peak, ["0 < x"])
    return w.theorem("0 < u; 0 < w; u < w |- max(u, 10 - 3*u) < max(w, 10 - 3*w)")


@forgery("mono", "derivative of a sum over a set that moves", **UW, a=("real", "J"), b=("real", "J"))
def a_set_that_moves_with_the_variable(w: Writer, bad: bool) -> bytes:
    over = "{j for j in J if a[j] <= x}" if bad else "J"
    f = f"sum(b[j] for j in {over})"
    mono(w, [w.arith("0 <= 0")], f, [])
    return w.theorem(f"u <= w |- {f.replace('x', 'u')} <= {f.replace('x', 'w')}")


# ---------------------------------------------------------------- deriv


def deriv(w: Writer, prem: list[int], f: str, d: str, hyps: tuple[str, ...] = (), var: str = "x") -> bytes:
    w.step("deriv", prem=prem, var=var, f=f)
    return w.states(hyps, make("deriv", w.body("x", "real", f), w.body("x", "real", d)))


@forgery("deriv", "the left side is not the derivative", false=False, x="real")
def the_derivative_of_another_function(w: Writer, bad: bool) -> bytes:
    return deriv(w, [w.arith("2*x == 2*x")], "x**3" if bad else "x**2", "2*x")


@forgery("deriv", "not the guards of the derivative", false=False, x="real")
def a_function_with_a_pole_has_no_derivative_everywhere(w: Writer, bad: bool) -> bytes:
    """1/(1 + x^2) has one at every x, 1/x has not."""
    b = "x" if bad else "1 + x**2"
    left = "(0*x - 1)/x**2" if bad else "(0 - 2*x)/(1 + x**2)**2"
    prem = [w.arith(f"{left} == {left}")]
    if not bad:
        prem.append(w.arith(f"{b} != 0", pos=[(1, [], []), (1, [], ["x"])]))
    w.step("deriv", prem=prem, var="x", f=f"1/({b})")
    concl = make("deriv", w.body("x", "real", f"1/({b})"), w.body("x", "real", left))
    if bad:
        return w.states([], concl)
    square = w.arith("(1 + x**2)**2 != 0", [1], [(1, [], []), (2, [], ["x"]), (1, [], ["x**2"])])
    return w.states([], concl, step=2, defined=[w.gen(1, "x", "Reals"), w.gen(square, "x", "Reals")])


@forgery("deriv", "not the guards of the derivative", false=False, x="real")
def a_derivative_outside_the_statement_has_its_guards_too(w: Writer, bad: bool) -> bytes:
    """No gate would stop it there."""
    w.step("deriv", prem=[w.arith("0/x**2 - 1/x**2 == 0 - 1/x**2")], var="x", f="1/x")
    if not bad:
        w.steps[-1] = w.steps[0]
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("deriv", "the variable is not fresh", false=False, x="real")
def an_equation_at_one_point_is_no_derivative(w: Writer, bad: bool) -> bytes:
    h = w.hyp("x == 0")
    equation = w.arith("2*x == 0", [h], eq=[(0, "2")]) if bad else w.arith("2*x == 2*x")
    return deriv(w, [equation], "x**2", "0" if bad else "2*x", ("x == 0",) if bad else ())


@forgery("deriv", "deriv: a variable, an equation", false=False, x="real")
def a_bound_of_the_derivative_is_no_derivative(w: Writer, bad: bool) -> bytes:
    prem = w.arith("2*x <= 2*x + 1", pos=[(1, [], [])]) if bad else w.arith("2*x == 2*x")
    return deriv(w, [prem], "x**2", "2*x + 1" if bad else "2*x")


@forgery("deriv", "deriv: a variable, an equation", false=False, x="real", n="int")
def a_derivative_along_the_integers(w: Writer, bad: bool) -> bytes:
    w.step("deriv", prem=[w.arith("0 == 0")], var="n" if bad else "x", f="1")
    zero = w.body("n", "int" if bad else "real", "0")
    return w.states([], make("deriv", w.body("n", "int" if bad else "real", "1"), zero))


# ---------------------------------------------------------------- erf_sup


def erf_sup(w: Writer, prem: int, claim: str) -> bytes:
    w.step("erf_sup", prem=prem, var="x")
    return w.theorem(claim)


@forgery("erf_sup", "the variable is not fresh", x="real")
def a_bound_that_grows_with_x(w: Writer, bad: bool) -> bytes:
    if bad:
        return erf_sup(w, w.arith("erf(x) <= erf(x)"), "|- 1 <= erf(x)")
    return erf_sup(w, w.schema("erf_le_one", "x"), "|- 1 <= 1")


@forgery("erf_sup", "the variable is not fresh", x="real")
def a_lower_limit_that_moves_with_x(w: Writer, bad: bool) -> bytes:
    """x + 1 <= x gives anything, and holds for no large x."""
    h = "x + 1 <= x" if bad else "1 <= 0"
    w.absurd("erf(x) <= 0", w.sum_of("1 <= 0", w.hyp(h)))
    return erf_sup(w, 2, "|- 1 <= 0" if bad else "1 <= 0 |- 1 <= 0")


@forgery("erf_sup", "the variable is not fresh", x="real")
def a_bound_under_other_hypotheses_about_x(w: Writer, bad: bool) -> bytes:
    h = "erf(x) <= 1/2" if bad else "all(erf(x) <= 1/2 for x in Reals)"
    step = w.hyp(h)
    if not bad:
        step = w.schema(
            "spec", "Reals", w.body("x", "real", "erf(x) <= 1/2"), "x", prem=[step, w.subset("x in Reals")]
        )
    return erf_sup(w, step, f"{h} |- 1 <= 1/2")


@forgery("erf_sup", "no bound of erf x", x="real")
def another_function_does_not_tend_to_one(w: Writer, bad: bool) -> bytes:
    step = w.sum_of("0 - x <= 0", w.hyp("0 <= x")) if bad else w.schema("erf_le_one", "x")
    return erf_sup(w, step, "|- 1 <= 0" if bad else "|- 1 <= 1")


@forgery("erf_sup", "no bound of erf x", false=False, x="real", n="int")
def a_limit_along_the_integers(w: Writer, bad: bool) -> bytes:
    w.step("erf_sup", prem=w.schema("erf_le_one", "n" if bad else "x"), var="n" if bad else "x")
    return w.theorem("|- 1 <= 1")


@forgery("erf_sup", "no bound of erf x", false=False, x="real")
def a_strict_bound(w: Writer, bad: bool) -> bytes:
    slack = [(1, [0], [])] + [(1, [], [])] * bad
    bound = w.arith(f"erf(x) {'< 2' if bad else '<= 1'}", [w.schema("erf_le_one", "x")], slack)
    return erf_sup(w, bound, "|- 1 <= 2" if bad else "|- 1 <= 1")


@forgery("erf_sup", "a variable is needed", false=False, x="real", f=("real", "real"))
def a_limit_along_the_values_of_a_family(w: Writer, bad: bool) -> bytes:
    var = "f[1]" if bad else "x"
    w.step("erf_sup", prem=w.schema("erf_le_one", var), var=var)
    return w.theorem("|- 1 <= 1")


@forgery("erf_sup", "one lower limit for x", false=False, x="real", c="real")
def two_lower_limits(w: Writer, bad: bool) -> bytes:
    """True, as the larger one would do; refused to keep the rule as it is stated."""
    hyps = [w.hyp("0 <= x"), w.hyp("c <= x" if bad else "0 <= x")]
    step = w.arith("erf(x) <= 1", [w.schema("erf_le_one", "x"), *hyps], [(1, [0], [])])
    return erf_sup(w, step, "|- 1 <= 1")
