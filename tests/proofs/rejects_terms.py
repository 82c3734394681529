"""Forgeries of terms: sorts that do not fit, indices that are captured, one name with two signatures."""

from typing import Any

from forging import Collection, Formula, Writer

from tailbound.proofs.checker import make

forgery = Collection()
X = {"x": "real", "y": "real", "n": "int", "i": "J", "k": "K", "A": "set J", "B": "set K", "N": "set int"}
Node = tuple[Any, ...]
SORT, ARGUMENTS = "an argument of the wrong sort", "wrong number of arguments"


def node(w: Writer, shape: Node) -> int:
    """A node written as a tuple: an operation, then terms as text, nodes as tuples, or data in lists and ints."""
    op, *rest = shape
    return w.raw(
        op, *(node(w, r) if isinstance(r, tuple) else w.at(r) if isinstance(r, str) else data(w, r) for r in rest)
    )


def data(w: Writer, value: Any) -> Any:
    """Data as it is; `[term]` is the word in it."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def stray(title: str, reason: str, wrong: Node, right: Node) -> None:
    """A certificate with one more node, which no step uses."""

    def build(w: Writer, bad: bool) -> bytes:
        node(w, wrong if bad else right)
        w.arith("0 <= 1", pos=[(1, [], [])])
        return w.theorem("|- 0 <= 1")

    build.__name__ = title.replace(" ", "_")
    forgery("terms", reason, False, **X)(build)


# ---------------------------------------------------------------- kinds and numbers of arguments

stray("a sum of one number", ARGUMENTS, ("+", "x"), ("+", "x", "x"))
stray("a sum of 65 numbers", ARGUMENTS, ("+", *["x"] * 65), ("+", *["x"] * 64))
stray("a quotient of three numbers", ARGUMENTS, ("/", "x", "y", "x"), ("/", "x", "y"))
stray("a constant with an argument", ARGUMENTS, ("pi", "x"), ("pi",))
stray("a sum over reals", SORT, ("sum", "Reals", "1"), ("sum", "J", "1"))
stray("a cardinality of outcomes", SORT, ("card", "Omega"), ("card", "J"))
stray("a supremum over reals", SORT, ("sup", "Reals", "1"), ("sup", "N", "1"))
stray("a probability of indices", SORT, ("pr", "J"), ("pr", "Omega"))
stray("a range of reals", SORT, ("rng", "x", "n"), ("rng", "n", "n"))
stray("an indicator of a number", SORT, ("ind", "x"), ("ind", "x <= y"))
stray("a set of sets", SORT, ("sing", "A"), ("sing", "i"))
stray("a number of an element", SORT, ("+", "x", "i"), ("+", "x", "n"))
stray("two sets of two sorts", "takes two sets of one sort", ("|", "A", "B"), ("|", "A", "A"))
stray("an element of another sort", "element and set do not fit", ("in", "k", "A"), ("in", "i", "A"))
stray("a real in a set of integers", "element and set do not fit", ("in", "x", "N"), ("in", "n", "N"))
stray("all integers", "no such universe", ("univ", ["int"]), ("univ", ["real"]))
stray("all formulas", "no such universe", ("univ", ["prop"]), ("univ", ["J"]))
stray("all sets", "no such universe", ("univ", ["set J"]), ("univ", ["K"]))
VARIABLE = "not the sort of a variable"
for sort in ("prop", "set set J", "set prop", "j", "set", "omega", "J\n", "J" * 33, "Omega" + "x" * 27):
    stray(f"a variable of sort {sort!a}", VARIABLE, ("v", ["z"], [sort], []), ("v", ["z"], ["set J"], []))
stray("a bound set", VARIABLE, ("b", 0, ["set J"]), ("b", 0, ["J"]))
EXPONENT = "the exponent is a literal from 1 to 64"
stray("an exponent of zero", EXPONENT, ("^", "x", 0), ("^", "x", 1))
stray("an exponent of 65", EXPONENT, ("^", "x", 65), ("^", "x", 64))
stray("an index in quotes", "an index or exponent is needed", ("b", ["0"], ["J"]), ("b", 0, ["J"]))
stray("an exponent that is true", "an index or exponent is needed", ("^", "x", True), ("^", "x", 1))


@forgery("terms", SORT, false=False, **X)
def a_family_takes_elements(w: Writer, bad: bool) -> bytes:
    w.raw("v", "a", "real", [w.at("A" if bad else "i")])
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


# ---------------------------------------------------------------- binders

SORTS = "a bound variable is used at another sort"
MEASURABLE = "need not be measurable"


def loose(sort: str, index: int = 0):
    return make("b", data=(index, sort))


def family(name: str, *args):
    return make("v", *args, data=(name, "real"))


@forgery("terms", SORTS, false=False)
def an_index_of_another_sort_is_not_bound(w: Writer, bad: bool) -> bytes:
    """sum over J of a(i) with i an index of K."""
    body = w.at(family("a", loose("K" if bad else "J")))
    w.raw("sum", w.at("J"), body)
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("terms", "one index at two sorts", false=False)
def one_index_has_one_sort(w: Writer, bad: bool) -> bytes:
    w.raw("+", w.at(family("a", loose("J"))), w.at(family("b", loose("K" if bad else "J"))))
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


def event(w: Writer, formula: int) -> int:
    return w.raw("sep", w.at("Omega"), formula)


@forgery("terms", MEASURABLE, false=False)
def an_event_with_a_quantifier_over_reals(w: Writer, bad: bool) -> bytes:
    inside = make("<=", family("X", loose("real"), loose("Omega", 1)), w.t("0"))
    event(
        w,
        w.raw("all", w.at("Reals"), w.at(inside)) if bad else w.at(make("<=", family("X", loose("Omega")), w.t("0"))),
    )
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("terms", MEASURABLE, false=False)
def an_event_with_a_quantifier_over_outcomes(w: Writer, bad: bool) -> bytes:
    inside = make("<=", family("X", loose("Omega"), loose("Omega", 1)), w.t("0"))
    event(w, w.raw("all", w.at("Omega" if bad else "J"), w.at(inside) if bad else w.at("0 <= 1")))
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("terms", MEASURABLE, false=False)
def an_event_that_a_derivative_exists(w: Writer, bad: bool) -> bytes:
    """`deriv` speaks of all reals without a quantifier."""
    f = make("deriv", family("f", loose("real"), loose("Omega", 1)), family("g", loose("real"), loose("Omega", 1)))
    event(w, w.at(f) if bad else w.at(make("<=", family("X", loose("Omega")), w.t("0"))))
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("terms", MEASURABLE, false=False)
def an_event_that_a_predicate_holds(w: Writer, bad: bool) -> bytes:
    law = make("pred", family("X", loose("Omega")), data=("law", ()))
    event(w, w.at(law) if bad else w.at(make("<=", family("X", loose("Omega")), w.t("0"))))
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("terms", "a measurable body", false=False)
def a_mean_of_what_need_not_be_measurable(w: Writer, bad: bool) -> bytes:
    inside = make("all", w.t("Reals"), make("<=", family("X", loose("real"), loose("Omega", 1)), w.t("0")))
    w.raw("mean", "Omega", w.raw("ind", w.at(inside)) if bad else w.at(family("X", loose("Omega"))))
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("terms", "an outcome sort", false=False)
def a_mean_over_an_index_sort(w: Writer, bad: bool) -> bytes:
    sort = "J" if bad else "Omega"
    w.raw("mean", sort, w.at(family("X", loose(sort))))
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("terms", "a binder of no element sort", false=False)
def a_predicate_binds_elements(w: Writer, bad: bool) -> bytes:
    w.raw("pred", "law", ["set J" if bad else "J"], [w.at("1")])
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("terms", "nothing partial inside pred", false=False, x="real")
def a_predicate_of_a_quotient(w: Writer, bad: bool) -> bytes:
    law = w.raw("pred", "law", [], [w.at("1/x" if bad else "2*x")])
    step, guard = w.hyp(law), w.hyp("x != 0")
    return w.states(["x != 0", law], law, step=step, defined=[guard])


# ---------------------------------------------------------------- one name, one signature


def namesakes(w: Writer, bad: bool, first: Formula, second: Formula, other: Formula) -> bytes:
    """Two hypotheses about variables of one name, or of two names."""
    hyps = [w.at(first), w.at(second if bad else other)]
    return w.states(hyps, hyps[0], step=w.hyp(hyps[0]))


@forgery("terms", "one name with two signatures", false=False, x="real", y="real")
def a_real_and_an_integer_of_one_name(w: Writer, bad: bool) -> bytes:
    integer = make("v", data=("x", "int"))
    return namesakes(w, bad, "0 <= x", make("<=", integer, w.t("1")), "y <= 1")


@forgery("terms", "one name with two signatures", false=False, x="real", y="real")
def a_number_and_a_family_of_one_name(w: Writer, bad: bool) -> bytes:
    value = family("x", w.t("1"))
    return namesakes(w, bad, "0 <= x", make("<=", value, w.t("1")), "y <= 1")


@forgery("terms", "one name with two signatures", false=False, x="real", y="real")
def a_family_over_two_sorts(w: Writer, bad: bool) -> bytes:
    over_j, over_k = (make("<=", family("a", make("v", data=(f"i{s}", s))), w.t("1")) for s in "JK")
    return namesakes(w, bad, over_j, over_k, "y <= 1")
