"""Forgeries of `arith` and `absurd`: what false algebra their checks keep out."""

from forging import Collection, Writer

from tailbound.proofs.checker import make

forgery = Collection()
REAL = {"x": "real", "y": "real", "z": "real"}
LOOSE = make("b", data=(0, "real"))


# ---------------------------------------------------------------- strictness


@forgery("arith", "a multiplier is not positive")
def a_multiplier_of_zero_is_not_strict(w: Writer, bad: bool) -> bytes:
    w.arith("0 < 0" if bad else "0 < 1", pos=[(0 if bad else 1, [], [])])
    return w.theorem("|- 0 < 0" if bad else "|- 0 < 1")


@forgery("arith", "a multiplier is not positive", **REAL)
def a_negative_multiplier_turns_an_inequality(w: Writer, bad: bool) -> bytes:
    h = w.hyp("0 <= x")
    w.arith("x <= 0" if bad else "0 <= 2*x", [h], [(-1 if bad else 2, [0], [])])
    return w.theorem("0 <= x |- x <= 0" if bad else "0 <= x |- 0 <= 2*x")


@forgery("arith", "no strictly positive summand", **REAL)
def a_square_is_not_strictly_positive(w: Writer, bad: bool) -> bytes:
    w.arith("0 < x**2" if bad else "0 <= x**2", pos=[(1, [], ["x"])])
    return w.theorem("|- 0 < x**2" if bad else "|- 0 <= x**2")


@forgery("arith", "no strictly positive summand", **REAL)
def a_strict_premise_times_a_square_is_not_strict(w: Writer, bad: bool) -> bytes:
    h = w.hyp("0 < y")
    w.arith("0 < y*x**2" if bad else "0 <= y*x**2", [h], [(1, [0], ["x"])])
    return w.theorem("0 < y |- 0 < y*x**2" if bad else "0 < y |- 0 <= y*x**2")


@forgery("arith", "no strictly positive summand", **REAL)
def a_product_is_strict_only_if_all_its_factors_are(w: Writer, bad: bool) -> bytes:
    second = "0 <= y" if bad else "0 < y"
    prem = [w.hyp("0 < x"), w.hyp(second)]
    w.arith("0 < x*y", prem, [(1, [0, 1], [])])
    return w.theorem(f"0 < x; {second} |- 0 < x*y")


@forgery("arith", "no strictly positive summand", **REAL)
def a_sum_of_weak_inequalities_is_not_strict(w: Writer, bad: bool) -> bytes:
    second = "0 <= y" if bad else "0 < y"
    w.sum_of("0 < x + y", w.hyp("0 <= x"), w.hyp(second))
    return w.theorem(f"0 <= x; {second} |- 0 < x + y")


@forgery("arith", "no strictly positive summand", **REAL)
def an_inequality_needs_more_than_an_empty_sum(w: Writer, bad: bool) -> bytes:
    w.arith("x < x" if bad else "x <= x")
    return w.theorem("|- x < x" if bad else "|- x <= x")


@forgery("arith", "no strictly positive summand", **REAL)
def a_difference_from_weak_inequalities(w: Writer, bad: bool) -> bytes:
    h = "0 <= x" if bad else "0 < x"
    w.sum_of("x != 0", w.hyp(h))
    return w.theorem(f"{h} |- x != 0")


# ---------------------------------------------------------------- what may be multiplied


@forgery("arith", "an equation follows from equations only", **REAL)
def an_equation_from_an_inequality(w: Writer, bad: bool) -> bytes:
    w.sum_of("0 == x" if bad else "0 <= x", w.hyp("0 <= x"))
    return w.theorem("0 <= x |- 0 == x" if bad else "0 <= x |- 0 <= x")


@forgery("arith", "only <= and < may be multiplied", **REAL)
def a_difference_as_an_inequality(w: Writer, bad: bool) -> bytes:
    h = "0 != x" if bad else "0 < x"
    w.sum_of("0 <= x", w.hyp(h))
    return w.theorem(f"{h} |- 0 <= x")


@forgery("arith", "only <= and < may be multiplied", **REAL)
def a_difference_squared_is_positive_but_its_cube_is_not(w: Writer, bad: bool) -> bytes:
    h = "0 != x" if bad else "0 <= x"
    w.arith("0 <= x**3", [w.hyp(h)], [(1, [0, 0, 0], [])])
    return w.theorem(f"{h} |- 0 <= x**3")


@forgery("arith", "only <= and < may be multiplied", false=False, **REAL)
def an_equation_among_the_inequalities(w: Writer, bad: bool) -> bytes:
    """True, as its gap is 0; refused all the same, so that each list holds what its name says."""
    h = "0 == x" if bad else "0 <= x"
    w.sum_of("0 <= x", w.hyp(h))
    return w.theorem(f"{h} |- 0 <= x")


@forgery("arith", "an equation and a closed multiplier are needed", **REAL)
def an_inequality_as_an_equation(w: Writer, bad: bool) -> bytes:
    h = "x <= y" if bad else "x == y"
    w.arith("2*x == 2*y", [w.hyp(h)], eq=[(0, "2")])
    return w.theorem(f"{h} |- 2*x == 2*y")


@forgery("arith", "an equation and a closed multiplier are needed", **REAL)
def a_difference_as_an_equation(w: Writer, bad: bool) -> bytes:
    h = "x != y" if bad else "x == y"
    w.arith("x*z == y*z", [w.hyp(h)], eq=[(0, "z")])
    return w.theorem(f"{h} |- x*z == y*z")


@forgery("arith", "an equation and a closed multiplier are needed", false=False)
def a_multiplier_with_a_loose_index(w: Writer, bad: bool) -> bytes:
    w.arith("0 == 0", [w.arith("1 == 1")], eq=[(0, LOOSE if bad else "3")])
    return w.theorem("|- 0 == 0")


@forgery("arith", "a square with a loose index", false=False)
def a_square_with_a_loose_index(w: Writer, bad: bool) -> bytes:
    w.arith("0 <= 0", [w.arith("1 <= 1")], [(1, [0], [LOOSE if bad else "3"])])
    return w.theorem("|- 0 <= 0")


@forgery("arith", "only numbers have a normal form", false=False, A="set J")
def a_multiplier_that_is_a_set(w: Writer, bad: bool) -> bytes:
    w.arith("0 == 0", [w.arith("1 == 1")], eq=[(0, "A" if bad else "card(A)")])
    return w.theorem("|- 0 == 0")


@forgery("arith", "the goal is a relation", false=False)
def a_goal_with_a_loose_index(w: Writer, bad: bool) -> bytes:
    goal = make("=", LOOSE, LOOSE) if bad else "2 == 2"
    w.arith("0 == 0", [w.arith(goal)])
    return w.theorem("|- 0 == 0")


@forgery("arith", "the goal is a relation", i="J", S="set J")
def a_goal_that_is_a_membership(w: Writer, bad: bool) -> bytes:
    w.arith("i in S" if bad else "card(S) == card(S)")
    return w.theorem("|- i in S" if bad else "|- card(S) == card(S)")


# ---------------------------------------------------------------- the identity, and denominators


@forgery("arith", "the identity does not hold", **REAL)
def an_identity_that_is_none(w: Writer, bad: bool) -> bytes:
    right = "x**2 + y**2" if bad else "x**2 + 2*x*y + y**2"
    w.arith(f"(x + y)**2 == {right}")
    return w.theorem(f"|- (x + y)**2 == {right}")


@forgery("arith", "the identity does not hold", **REAL)
def a_wrong_multiplier(w: Writer, bad: bool) -> bytes:
    w.arith("3*x <= 2*y" if bad else "2*x <= 2*y", [w.hyp("x <= y")], [(2, [0], [])])
    return w.theorem("x <= y |- 3*x <= 2*y" if bad else "x <= y |- 2*x <= 2*y")


@forgery("arith", "the identity does not hold", **REAL)
def nothing_is_cleared_without_a_premise(w: Writer, bad: bool) -> bytes:
    h = w.hyp("x != 0")
    w.arith("x/x == 1", [h], clear=[] if bad else [0])
    return w.theorem("|- x/x == 1" if bad else "x != 0 |- x/x == 1", defined=[] if bad else [h])


def cleared(w: Writer, bad: bool, e: str, wrong: str, right: str, point: dict[str, str]) -> bytes:
    """e*(1/e) == 1 from a premise that does not make x nonzero; at the point where e is 0 that says 0 = 1."""
    step = w.arith(f"{e}*(1/({e})) == 1", [w.hyp(wrong if bad else right)], clear=[0])
    if not bad:
        return w.theorem(f"{right} |- {e}*(1/({e})) == 1", defined=[w.sum_of(f"{e} != 0", 0)], step=step)
    for name, value in point.items():
        wrong = wrong.replace(name, value)
    fields = {"pos": [(1, [], [])]} if "!=" in wrong else {}
    here = w.use(step, [w.arith(wrong, **fields)], {name: ((), value) for name, value in point.items()})
    w.absurd("0 < 0", here)
    return w.theorem("|- 0 < 0")


@forgery("arith", "clear needs d != 0 or a strict relation", **REAL)
def a_weak_inequality_clears_nothing(w: Writer, bad: bool) -> bytes:
    return cleared(w, bad, "x", "0 <= x", "0 < x", {"x": "0"})


@forgery("arith", "clear needs d != 0 or a strict relation", **REAL)
def an_equation_clears_nothing(w: Writer, bad: bool) -> bytes:
    return cleared(w, bad, "x", "0 == x", "0 < x", {"x": "0"})


@forgery("arith", "the identity does not hold", **REAL)
def a_denominator_inside_a_denominator_is_not_cleared(w: Writer, bad: bool) -> bytes:
    """1/(x + 1/y) != 0 makes x + 1/y nonzero, but says nothing of y."""
    return cleared(w, bad, "y", "1/(x + 1/y) != 0", "0 < y", {"x": "1", "y": "0"})


@forgery("arith", "the identity does not hold", **REAL)
def a_sum_that_holds_an_inverse_is_not_cleared(w: Writer, bad: bool) -> bytes:
    return cleared(w, bad, "y", "x + 1/y != 0", "0 < y", {"x": "1", "y": "0"})


@forgery("arith", "the identity does not hold", **REAL)
def a_nonzero_sum_has_zero_terms(w: Writer, bad: bool) -> bytes:
    return cleared(w, bad, "x", "x + y != 0", "0 < x", {"x": "0", "y": "1"})


@forgery("arith", "the identity does not hold", **REAL)
def an_inverse_that_is_not_zero_clears_only_its_own_denominator(w: Writer, bad: bool) -> bytes:
    return cleared(w, bad, "y", "1/x != 0", "0 < y", {"x": "1", "y": "0"})


# ---------------------------------------------------------------- absurd


@forgery("absurd", "absurd: the relation is not false", **REAL)
def nothing_follows_from_what_need_not_be_false(w: Writer, bad: bool) -> bytes:
    h = "x < 0" if bad else "1 < 0"
    w.absurd("x == y", w.hyp(h))
    return w.theorem(f"{h} |- x == y")


@forgery("absurd", "absurd: the relation is not false")
def nothing_follows_from_a_true_relation(w: Writer, bad: bool) -> bytes:
    h = w.arith("0 <= 0") if bad else w.hyp("1 <= 0")
    w.absurd("0 < 0", h)
    return w.theorem("|- 0 < 0" if bad else "1 <= 0 |- 0 < 0")


@forgery("absurd", "absurd: the relation is not false", false=False, **REAL)
def one_false_relation_is_enough(w: Writer, bad: bool) -> bytes:
    """A second premise would go unread."""
    prem = [w.hyp("1 <= 0"), w.hyp("0 <= x")]
    w.absurd("x == y", *(prem if bad else prem[:1]))
    return w.theorem("0 <= x; 1 <= 0 |- x == y")


@forgery("absurd", "absurd: the set need not be empty", i="J", A="set J", B="set J")
def membership_in_a_set_that_may_have_members(w: Writer, bad: bool) -> bytes:
    a = "A - B" if bad else "A - A"
    w.absurd("0 < 0", w.hyp(f"i in {a}"))
    return w.theorem(f"i in {a} |- 0 < 0")


@forgery("absurd", "absurd: the set need not be empty", i="J", j="J", A="set J")
def two_elements_need_not_be_the_same(w: Writer, bad: bool) -> bytes:
    """i and j may differ: {i} and {j} are two atoms."""
    k = "j" if bad else "i"
    w.absurd("0 < 0", w.hyp("i in A"), w.hyp(f"{k} in J - A"))
    return w.theorem(f"i in A; {k} in J - A |- 0 < 0")


@forgery("absurd", "absurd: the set need not be empty", i="J", A="set J", B="set J")
def an_inclusion_the_wrong_way(w: Writer, bad: bool) -> bytes:
    inclusion = "all(j in B for j in A)" if bad else "all(j in A for j in B)"
    w.absurd("0 < 0", w.hyp("i in B - A"), w.hyp(inclusion))
    return w.theorem(f"i in B - A; {inclusion} |- 0 < 0")


@forgery("absurd", "a closed formula is needed", false=False)
def an_absurdity_proves_no_open_formula(w: Writer, bad: bool) -> bytes:
    open_formula = make("<", LOOSE, LOOSE)
    w.absurd(open_formula if bad else "0 < 0", w.hyp("1 < 0"))
    w.hyp("1 < 0")
    return w.theorem("1 < 0 |- 1 < 0")
