"""Forgeries of the schemas about numbers, functions, indicators and means."""

from forging import Collection, Writer
from rejects_schemas import OTHER, Case

from tailbound.proofs.checker import make
from tailbound.proofs.text import parse

forgery = Collection()
XYZ = {"x": "real", "y": "real", "i": "J", "A": "set J"}
GUARD = "a guard of formula"
UNREAD = "the premises are not its conditions"


def case(name: str, args: list[str], conditions: list[str], concl: str, guards=(), given=()) -> Case:
    fields = {"args": args, "conditions": conditions, "concl": concl, "guards": guards, "given": given}
    return Case(name, XYZ, into=forgery, **fields)


# ---------------------------------------------------------------- indicators, absolute values, maxima

ind_true = case("ind_true", ["x <= 0"], ["x <= 0"], "ind(x <= 0) == 1")
ind_true.without("nothing is known of the formula", conditions=[])
ind_true.without("a weaker formula", conditions=["x <= 1"])
ind_true.without("its negation", conditions=["0 < x"])

ind_false = case("ind_false", ["x <= 0"], ["0 < x"], "ind(x <= 0) == 0")
ind_false.without("nothing is known of the formula", conditions=[])
ind_false.without("the opposite is weaker than the negation", conditions=["0 <= x"])
ind_false.without("the formula itself", conditions=["x <= 0"])

abs_nonneg = case("abs_nonneg", ["x"], ["0 <= x"], "abs(x) == x")
abs_nonneg.without("the sign is needed", conditions=[])
abs_nonneg.without("the other sign", conditions=["x <= 0"])
abs_nonneg.without("a weaker bound", conditions=["0 <= x + 1"])

abs_nonpos = case("abs_nonpos", ["x"], ["x <= 0"], "abs(x) == 0 - x")
abs_nonpos.without("the sign is needed", conditions=[])
abs_nonpos.without("the other sign", conditions=["0 <= x"])
abs_nonpos.without("a weaker bound", conditions=["x <= 1"])

for which, order, wrong in (("right", "x <= y", "y <= x"), ("left", "y <= x", "x <= y")):
    larger = case(f"max_{which}", ["x", "y"], [order], f"max(x, y) == {'y' if which == 'right' else 'x'}")
    larger.without("the order is needed", conditions=[])
    larger.without("the other order", conditions=[wrong])
    larger.without("a weaker order", conditions=[order + " + 1"])

antisym = case("antisym", ["x", "y"], ["x <= y", "y <= x"], "x == y")
antisym.without("one inequality is not enough", conditions=["x <= y"])
antisym.without("the same inequality twice", conditions=["x <= y", "x <= y"])
antisym.without("a weaker second inequality", conditions=["x <= y", "y <= x + 1"])

# ---------------------------------------------------------------- without conditions

positive = ("0 < exp(x)", (), ())
without_conditions = [
    (case("exp_pos", ["x"], [], "0 < exp(x)"), "1 <= exp(x)", "exp(x) < 1"),
    (case("erf_le_one", ["x"], [], "erf(x) <= 1"), "erf(x) <= 0", "1 <= erf(x)"),
    (case("erf_odd", ["x"], [], "erf(0 - x) == 0 - erf(x)"), "erf(0 - x) == erf(x)", "erf(0 - x) == 1 - erf(x)"),
    (case("erf_zero", [], [], "erf(0) == 0"), "erf(0) == 1", "erf(x) == 0"),
    (case("pi_pos", [], [], "0 < pi"), "4 < pi", "pi < 0"),
    (
        case("sqrt_nonneg", ["x"], [], "0 <= sqrt(x)", [("0 <= x", ["0 <= x"], [(1, [0], [])])], ["0 <= x"]),
        "0 < sqrt(x)",
        "1 <= sqrt(x)",
    ),
]
for plain, first, second in without_conditions:
    plain.without("another conclusion", OTHER, concl=first)
    plain.without("yet another conclusion", OTHER, concl=second)
    plain.without("a premise that it does not have", UNREAD, False, conditions=["x <= y"])
    if plain.honest["args"]:
        plain.without("a set has no such value", "an argument of the wrong sort", False, args=["A"])
    else:
        plain.without("an argument that it does not have", "positional argument", False, args=["x"])

root = without_conditions[-1][0]
root.without("a root is not defined everywhere", GUARD, False, given=[], guards=[])


@forgery("schema log_exp", GUARD, false=False, x="real")
def a_logarithm_is_not_defined_without_a_guard(w: Writer, bad: bool) -> bytes:
    step = w.schema("log_exp", "x")
    return w.theorem("|- log(exp(x)) == x", step=step, defined=[] if bad else [w.schema("exp_pos", "x")])


def log_of_exp(w: Writer, claim: str) -> bytes:
    step = w.schema("log_exp", "x")
    return w.theorem(f"|- {claim}", step=step, defined=[w.schema("exp_pos", "x")])


@forgery("schema log_exp", OTHER, x="real")
def a_logarithm_of_another_value(w: Writer, bad: bool) -> bytes:
    return log_of_exp(w, "log(exp(x)) == 2*x" if bad else "log(exp(x)) == x")


@forgery("schema log_exp", OTHER, x="real")
def a_logarithm_that_is_never_negative(w: Writer, bad: bool) -> bytes:
    return log_of_exp(w, "0 <= log(exp(x))" if bad else "log(exp(x)) == x")


# ---------------------------------------------------------------- conditions that keep junk values out


def junk(name: str, honest: str, wrong: str, at: str, guards: list[tuple[str, list[str], list]]) -> None:
    """Without its condition the schema at a point says something false of a junk value; 0 < 0 follows.

    The weaker condition `wrong` holds at the point; with no condition at all the point needs nothing.
    """
    right, concl = honest.split(" |- ")
    sound = case(name, ["x"], [right], concl, guards)

    def forge(weaker: str) -> None:
        @forgery(f"schema {name}", UNREAD, **XYZ)
        def build(w: Writer, bad: bool) -> bytes:
            if not bad:
                return sound.write(w, sound.honest)
            prem = []
            if weaker:
                here = weaker.replace("x", at)
                slack = abs(parse(here.split(" ")[2], {}).data[0] - parse(here.split(" ")[0], {}).data[0])
                prem = [w.arith(here, pos=[(slack, [], [])] if slack else [])]
            step = w.schema(name, at, prem=prem)
            if name == "exp_log":
                above = w.schema("exp_pos", f"log({at})")
                w.absurd("0 < 0", w.arith(f"0 < {at}", [above, step], [(1, [0], [])], [(1, "1")]))
            elif name == "sqrt_square":
                w.absurd("0 < 0", w.arith(f"0 <= {at}", [step], [(1, [], [f"sqrt({at})"])], [(0, "1")]))
            else:
                w.absurd("0 < 0", step)
            return w.theorem("|- 0 < 0")

        forgery.all[-1] = forgery.all[-1].titled(f"{weaker or 'no condition'} at {at}")

    forge(wrong)
    forge("")


inverted = [("x != 0", ["0 < x"], [(1, [0], [])])]
junk("inv_pos", "0 < x |- 0 < 1/x", "0 <= x", "0", inverted)
junk("inv_pos", "0 < x |- 0 < 1/x", "-1 <= x", "-1", inverted)
junk("exp_log", "0 < x |- exp(log(x)) == x", "0 <= x", "0", [("0 < x", ["0 < x"], [(1, [0], [])])])
junk("exp_log", "0 < x |- exp(log(x)) == x", "-1 <= x", "-1", [("0 < x", ["0 < x"], [(1, [0], [])])])
junk("sqrt_square", "0 <= x |- sqrt(x)**2 == x", "-1 <= x", "-1", [("0 <= x", ["0 <= x"], [(1, [0], [])])])
junk("sqrt_square", "0 <= x |- sqrt(x)**2 == x", "x <= 0", "-1", [("0 <= x", ["0 <= x"], [(1, [0], [])])])

# ---------------------------------------------------------------- means

OMEGA = make("univ", data=("Omega",))
X, Y = (make("v", make("b", data=(0, "Omega")), data=(name, "real")) for name in "XY")
EQUAL = make("=", make("mean", X, data=("Omega",)), make("mean", Y, data=("Omega",)))
EVENT = make("v", data=("A", "set Omega"))


def mean_eq(w: Writer, over=OMEGA, relation: str = "=", concl=EQUAL, prem: bool = True) -> bytes:
    pointwise = make("all", over, make(relation, X, Y))
    step = w.schema("mean_eq", over, X, Y, prem=[w.hyp(pointwise)] if prem else [])
    return w.states([pointwise], concl, step=step)


@forgery("schema mean_eq", "an outcome sort")
def equal_on_an_event_only(w: Writer, bad: bool) -> bytes:
    return mean_eq(w, EVENT if bad else OMEGA)


@forgery("schema mean_eq", UNREAD)
def smaller_at_every_outcome(w: Writer, bad: bool) -> bytes:
    return mean_eq(w, relation="<=" if bad else "=")


@forgery("schema mean_eq", OTHER)
def the_means_of_other_variables(w: Writer, bad: bool) -> bytes:
    other = make("=", make("mean", X, data=("Omega",)), make("*", make("mean", Y, data=("Omega",)), w.t("2")))
    return mean_eq(w, concl=other if bad else EQUAL)
