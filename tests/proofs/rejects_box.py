"""Forgeries of `box`: trees that prove nothing, bounds that are none, poles, guards and faces."""

from typing import Any

from forging import Collection, Writer

from tailbound.proofs.checker import make

forgery = Collection()
LEAF = ["leaf", 53]
X = {"x": "real", "y": "real"}


def box(w: Writer, goal: Any, bounds: list[str], tree: Any) -> int:
    return w.step("box", concl=goal, prem=[w.hyp(b) for b in bounds], tree=tree)


def mono(w: Writer, sign: str, var: str = "x", first: Any = LEAF, second: Any = LEAF) -> list[Any]:
    return ["mono", w.at(var), sign, first, second]


def cut(w: Writer, at: str, var: str = "x", first: Any = LEAF, second: Any = LEAF) -> list[Any]:
    return ["cut", w.at(var), at, first, second]


def at_point(w: Writer, step: int, x: str, lo: str, hi: str) -> bytes:
    """The instance at a point of the box, where the claim is false: 0 < 0 follows."""
    inside = [w.arith(f"{lo} <= {x}", pos=slack(w, lo, x)), w.arith(f"{x} <= {hi}", pos=slack(w, x, hi))]
    w.absurd("0 < 0", w.use(step, inside, {"x": ((), x)}))
    return w.theorem("|- 0 < 0")


def slack(w: Writer, lo: str, hi: str) -> list[Any]:
    gap = w.t(hi).data[0] - w.t(lo).data[0]
    return [(gap, [], [])] if gap else []


# ---------------------------------------------------------------- what a leaf decides


@forgery("box", "the enclosure does not decide the goal", **X)
def a_goal_that_fails_in_the_box(w: Writer, bad: bool) -> bytes:
    goal = "1/2 <= x" if bad else "0 <= x"
    box(w, goal, ["0 <= x", "x <= 1"], LEAF)
    return w.theorem(f"0 <= x; x <= 1 |- {goal}")


@forgery("box", "the enclosure does not decide the goal", **X)
def a_strict_goal_that_is_attained(w: Writer, bad: bool) -> bytes:
    relation = "<" if bad else "<="
    box(w, f"0 {relation} x", ["0 <= x", "x <= 1"], LEAF)
    return w.theorem(f"0 <= x; x <= 1 |- 0 {relation} x")


@forgery("box", "the enclosure does not decide the goal", **X)
def a_decreasing_function_is_not_least_at_the_left(w: Writer, bad: bool) -> bytes:
    goal = "0 <= 1/2 - x" if bad else "0 <= 1 - x"
    box(w, goal, ["0 <= x", "x <= 1"], mono(w, "1" if bad else "-1"))
    return w.theorem(f"0 <= x; x <= 1 |- {goal}")


@forgery("box", "the enclosure does not decide the goal", **X)
def each_part_of_a_cut_is_proved(w: Writer, bad: bool) -> bytes:
    goal = "1/2 <= x" if bad else "-1/2 <= x"
    box(w, goal, ["0 <= x", "x <= 1"], cut(w, "1/2"))
    return w.theorem(f"0 <= x; x <= 1 |- {goal}")


@forgery("box", "the sign is 1 or -1", **X)
def a_sign_that_is_neither_face(w: Writer, bad: bool) -> bytes:
    """2 df/dx >= 0 with the face of -1: x - 1/2 is positive at the right end only."""
    goal = "0 <= x - 1/2" if bad else "0 <= x"
    box(w, goal, ["0 <= x", "x <= 1"], mono(w, "2" if bad else "1"))
    return w.theorem(f"0 <= x; x <= 1 |- {goal}")


@forgery("box", "the goal is <= or <", **X)
def an_equation_is_not_proved_by_an_enclosure(w: Writer, bad: bool) -> bytes:
    relation = "==" if bad else "<="
    box(w, f"0 {relation} x", ["0 <= x", "x <= 1"], LEAF)
    return w.theorem(f"0 <= x; x <= 1 |- 0 {relation} x")


@forgery("box", "the goal is <= or <", **X)
def a_difference_is_not_proved_by_a_weak_bound(w: Writer, bad: bool) -> bytes:
    relation = "!=" if bad else "<="
    box(w, f"0 {relation} x", ["0 <= x", "x <= 1"], LEAF)
    return w.theorem(f"0 <= x; x <= 1 |- 0 {relation} x")


@forgery("box", "the goal is <= or <", false=False, **X)
def a_goal_with_a_loose_index_is_no_theorem(w: Writer, bad: bool) -> bytes:
    loose = make("b", data=(0, "real"))
    box(w, make("<=", make("*", w.t("0"), loose), w.t("1")) if bad else "0 <= 1", [], LEAF)
    return w.theorem("|- 0 <= 1", step=w.arith("0 <= 1", pos=[(1, [], [])]))


# ---------------------------------------------------------------- poles and guards


def at_least_one(w: Writer, guard: str) -> int:
    """The guard from step 0, which is 1 <= x."""
    return w.arith(guard, [0], [(1, [0], []), (1, [], [])])


@forgery("box", "division by an interval that holds 0", **X)
def an_interval_around_zero_has_no_inverse(w: Writer, bad: bool) -> bytes:
    """1/[-1, 1] is not [-1, 1]: 1/x <= 1 fails at 1/2."""
    if not bad:
        step = box(w, "1/x <= 1", ["1 <= x", "x <= 2"], LEAF)
        return w.theorem("1 <= x; x <= 2 |- 1/x <= 1", step=step, defined=[at_least_one(w, "x != 0")])
    return at_point(w, box(w, "1/x <= 1", ["-1 <= x", "x <= 1"], LEAF), "1/2", "-1", "1")


def constant_but_for_a_pole(w: Writer, bad: bool, goal: str, hole: str) -> bytes:
    """A function whose simplified derivative is 0, on a box with a pole and on one without."""
    lo, hi = ("-1", "1") if bad else ("1", "2")
    step = box(w, goal, [f"{lo} <= x", f"x <= {hi}"], mono(w, "1"))
    if bad:
        return at_point(w, step, hole, lo, hi)
    return w.theorem(f"1 <= x; x <= 2 |- {goal}", step=step, defined=[at_least_one(w, "x != 0")])


@forgery("box", "a guard is not decided", **X)
def a_derivative_simplified_before_its_guards(w: Writer, bad: bool) -> bytes:
    """x/x is 1 but for x = 0, where it is 0."""
    return constant_but_for_a_pole(w, bad, "1 <= x/x", "0")


@forgery("box", "an argument of the wrong sort", false=False, **X)
def a_box_variable_is_a_number(w: Writer, bad: bool) -> bytes:
    bound = w.raw("<=", w.at("0"), w.at("J" if bad else "x"))
    w.step("box", concl="0 <= x", prem=[w.hyp(bound), w.hyp("x <= 1")], tree=LEAF)
    return w.states([bound, "x <= 1"], "0 <= x")


@forgery("box", "log: argument not positive", false=False, **X)
def a_logarithm_of_zero(w: Writer, bad: bool) -> bytes:
    lo = "0" if bad else "1"
    step = box(w, "log(x) <= x", [f"{lo} <= x", "x <= 2"], LEAF if not bad else cut(w, "1"))
    return w.theorem(f"0 < x; {lo} <= x; x <= 2 |- log(x) <= x", step=step, defined=[w.hyp("0 < x")])


@forgery("box", "sqrt: argument negative", false=False, **X)
def a_root_of_negative_numbers(w: Writer, bad: bool) -> bytes:
    lo = "-1" if bad else "1"
    step = box(w, "-1 <= sqrt(x)", [f"{lo} <= x", "x <= 2"], LEAF)
    return w.theorem(f"0 <= x; {lo} <= x; x <= 2 |- -1 <= sqrt(x)", step=step, defined=[w.hyp("0 <= x")])


@forgery("box", "no enclosure of ind", false=False, **X)
def only_functions_with_an_enclosure(w: Writer, bad: bool) -> bytes:
    f = "ind(x <= 3)" if bad else "abs(x)"
    box(w, f"0 <= {f}", ["0 <= x", "x <= 1"], LEAF)
    return w.theorem(f"0 <= x; x <= 1 |- 0 <= {f}")


# ---------------------------------------------------------------- the box


@forgery("box", "a premise is no bound", **X)
def a_difference_bounds_nothing(w: Writer, bad: bool) -> bytes:
    h = "0 != x" if bad else "0 < x"
    box(w, "0 <= x", [h, "x <= 1"], LEAF)
    return w.theorem(f"{h}; x <= 1 |- 0 <= x")


@forgery("box", "not a bound by a rational", **X)
def a_bound_by_a_variable(w: Writer, bad: bool) -> bytes:
    h = "y <= x" if bad else "0 <= x"
    box(w, "0 <= x", [h, "x <= 1"], LEAF)
    return w.theorem(f"{h}; x <= 1 |- 0 <= x")


@forgery("box", "not a bound by a rational", z="real", **X)
def a_bound_by_a_power(w: Writer, bad: bool) -> bytes:
    """The exponent of z^3 is data of a node, as the value of a rational is."""
    h = "y <= z**3" if bad else "y <= 3"
    box(w, "y <= 3", ["0 <= y", h], LEAF)
    return w.theorem(f"0 <= y; {h} |- y <= 3")


@forgery("box", "a variable without two bounds", **X)
def a_box_without_an_upper_end(w: Writer, bad: bool) -> bytes:
    box(w, "x <= 1", ["0 <= x"] if bad else ["0 <= x", "x <= 1"], LEAF)
    return w.theorem("0 <= x |- x <= 1" if bad else "0 <= x; x <= 1 |- x <= 1")


@forgery("box", "a second bound", false=False, **X)
def two_lower_bounds(w: Writer, bad: bool) -> bytes:
    """True, as both are hypotheses; refused, so that the box is what it looks like."""
    box(w, "0 <= x", ["-1 <= x"] * bad + ["0 <= x", "x <= 1"], LEAF)
    return w.theorem("-1 <= x; 0 <= x; x <= 1 |- 0 <= x")


@forgery("box", "of no variable", false=False, **X)
def a_bound_of_a_sum_is_no_edge(w: Writer, bad: bool) -> bytes:
    v = "x + y" if bad else "x"
    box(w, f"0 <= {v}", [f"0 <= {v}", f"{v} <= 1"], LEAF)
    return w.theorem(f"0 <= {v}; {v} <= 1 |- 0 <= {v}")


@forgery("box", "an empty interval", false=False, **X)
def an_interval_turned_round(w: Writer, bad: bool) -> bytes:
    hi = "0" if bad else "1"
    box(w, "1 <= x", ["1 <= x", f"x <= {hi}"], LEAF)
    return w.theorem(f"1 <= x; x <= {hi} |- 1 <= x")


@forgery("box", "cut outside the box", false=False, **X)
def a_cut_outside_the_box(w: Writer, bad: bool) -> bytes:
    """The parts would still cover the box, but one of them is turned round."""
    box(w, "0 <= x**2", ["0 <= x", "x <= 1"], cut(w, "2" if bad else "1/2"))
    return w.theorem("0 <= x; x <= 1 |- 0 <= x**2")


@forgery("box", "names no variable of the box", false=False, **X)
def a_cut_along_a_free_variable(w: Writer, bad: bool) -> bytes:
    box(w, "0 <= x", ["0 <= x", "x <= 1"], cut(w, "1/2", "y" if bad else "x"))
    return w.theorem("0 <= x; x <= 1 |- 0 <= x")


@forgery("box", "unknown tree", false=False, **X)
def a_tree_of_another_kind(w: Writer, bad: bool) -> bytes:
    tree = mono(w, "1")
    tree[0] = "face" if bad else "mono"
    box(w, "0 <= x", ["0 <= x", "x <= 1"], tree)
    return w.theorem("0 <= x; x <= 1 |- 0 <= x")


@forgery("box", "unknown tree", false=False, **X)
def a_tree_with_a_branch_too_many(w: Writer, bad: bool) -> bytes:
    box(w, "0 <= x", ["0 <= x", "x <= 1"], cut(w, "1/2") + [LEAF] * bad)
    return w.theorem("0 <= x; x <= 1 |- 0 <= x")


@forgery("box", "leaf: bad precision", false=False, **X)
def true_is_no_precision(w: Writer, bad: bool) -> bytes:
    box(w, "0 <= x", ["0 <= x", "x <= 1"], ["leaf", True if bad else 8])
    return w.theorem("0 <= x; x <= 1 |- 0 <= x")


@forgery("box", "leaf: bad precision", false=False, **X)
def a_precision_of_two_thousand_bits(w: Writer, bad: bool) -> bytes:
    box(w, "0 <= x", ["0 <= x", "x <= 1"], ["leaf", 2000 if bad else 1024])
    return w.theorem("0 <= x; x <= 1 |- 0 <= x")


@forgery("box", "leaf: bad precision", false=False, **X)
def a_leaf_with_more_than_a_precision(w: Writer, bad: bool) -> bytes:
    box(w, "0 <= x", ["0 <= x", "x <= 1"], LEAF + [0] * bad)
    return w.theorem("0 <= x; x <= 1 |- 0 <= x")


@forgery("box", "exp: argument over 3000", false=False)
def an_exponential_beyond_the_limit(w: Writer, bad: bool) -> bytes:
    x = "3001" if bad else "3000"
    box(w, f"0 < exp({x})", [], LEAF)
    return w.theorem(f"|- 0 < exp({x})")
