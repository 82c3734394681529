"""Forgeries of the schemas about sets, sums and elements: one condition missing, weakened, or of something else.

Each row of a table is one schema: an honest instance, and variations of it that must be rejected.
"""

from typing import Any

from forging import Collection, Writer

from tailbound.proofs.checker import make

forgery = Collection()
Body = tuple[str, str, str]


class Case:
    """An instance of a schema.  `given`: further hypotheses, for guards.  Variations are keyword changes."""

    def __init__(self, name: str, scope: dict[str, Any], into: Collection = forgery, **fields: Any) -> None:
        self.name, self.scope, self.into = name, scope, into
        self.honest = {"given": (), "conditions": (), "guards": (), **fields}

    def without(
        self, title: str, reason: str = "the premises are not its conditions", false=True, **change
    ) -> "Case":
        def build(w: Writer, bad: bool) -> bytes:
            return self.write(w, {**self.honest, **(change if bad else {})})

        build.__name__ = title.replace(" ", "_")
        self.into(f"schema {self.name}", reason, false, **self.scope)(build)
        return self

    def write(self, w: Writer, fields: dict[str, Any]) -> bytes:
        hyps = [*fields["given"], *fields["conditions"]]
        prem = [w.hyp(c) for c in fields["conditions"]]
        args = [w.body(*a) if isinstance(a, tuple) else a for a in fields["args"]]
        last = w.schema(self.name, *args, prem=prem)
        defined = [w.arith(g, [w.hyp(h) for h in hs], pos) for g, hs, pos in fields["guards"]]
        return w.theorem(f"{'; '.join(dict.fromkeys(hyps))} |- {fields['concl']}", step=last, defined=defined)


OTHER = "the step proves another conclusion"
ROW = {"A": "set J", "B": "set J", "i": "J", "k": "J", "a": ("real", "J"), "b": ("real", "J"), "x": "real"}
INT = {
    "l": "int",
    "m": "int",
    "n": "int",
    "h": "int",
    "f": ("real", "real"),
    "N": "set int",
    "x": "real",
    "y": "real",
}
XYZ = {"x": "real", "y": "real", "z": "real", "n": "int"}

# ---------------------------------------------------------------- quantifiers and elements

nonneg: Body = ("j", "J", "0 <= a[j]")
every = "all(0 <= a[j] for j in A)"
spec = Case("spec", ROW, args=["A", nonneg, "i"], conditions=[every, "i in A"], concl="0 <= a[i]")
spec.without("membership is needed", conditions=[every])
spec.without("membership in another set does not do", conditions=[every, "i in B"])
spec.without("membership of another element does not do", conditions=[every, "k in A"])
spec.without("the conditions come in their order", false=False, conditions=["i in A", every])

same_x = "all(x <= 0 for j in A)"
inhabited = Case("inhabited", ROW, args=["A", "x <= 0"], conditions=["0 < card(A)", same_x], concl="x <= 0")
inhabited.without("nothing holds in an empty set", conditions=[same_x])
inhabited.without("a cardinality of at least zero is none", conditions=["0 <= card(A)", same_x])
inhabited.without("another set is inhabited", conditions=["0 < card(B)", same_x])
inhabited.without(
    "the formula does not speak of the element",
    args=["A", "a[i] <= 0"],
    conditions=["0 < card(A)", "all(a[i] <= a[j] for j in A)"],
    concl="a[i] <= 0",
)

below: Body = ("t", "real", "t <= 1")
rewrite = Case("rewrite", XYZ, args=["x", "y", below], conditions=["x == y", "x <= 1"], concl="y <= 1")
rewrite.without("an inequality replaces nothing", conditions=["x <= y", "x <= 1"])
rewrite.without("the formula holds of the left side", conditions=["x == y"])
rewrite.without("another equation", conditions=["x == z", "x <= 1"])
rewrite.without(
    "an integer is not replaced by a real",
    "does not fit the sort",
    False,
    args=["n", "x", ("t", "int", "t <= 1")],
    conditions=["n == x", "n <= 1"],
    concl="x <= 1",
)

small: Body = ("j", "J", "a[j] <= 0")
same = Case("same", ROW, args=["i", "k", small], conditions=["i in {k}", "a[i] <= 0"], concl="a[k] <= 0")
same.without("one of two elements", conditions=["i in {i, k}", "a[i] <= 0"])
same.without("an element of the same set", conditions=["i in A", "a[i] <= 0"])
same.without("the formula holds of the first element", conditions=["i in {k}"])

positive = "{j for j in A if a[j] <= 0}"
sep_in = Case("sep_in", ROW, args=["i", "A", small], conditions=["i in A", "a[i] <= 0"], concl=f"i in {positive}")
sep_in.without("the condition is needed", conditions=["i in A"])
sep_in.without("the membership is needed", conditions=["a[i] <= 0"])
sep_in.without("a weaker condition", conditions=["i in A", "a[i] <= 1"])

sep_out = Case("sep_out", ROW, args=["i", "A", small], conditions=[f"i in {positive}"], concl="a[i] <= 0")
sep_out.without("membership in the larger set", conditions=["i in A"])
sep_out.without("another element of the set", conditions=[f"k in {positive}"])
sep_out.without("a stronger condition", OTHER, concl="a[i] < 0")

# ---------------------------------------------------------------- sums

A_J, B_J = ("j", "J", "a[j]"), ("j", "J", "b[j]")
left, right = "sum(a[j] for j in A)", "sum(b[j] for j in A)"
for op, sign in (("sum_le", "<="), ("sum_eq", "=="), ("sum_lt", "<")):
    nonempty = ["0 < card(A)"] * (op == "sum_lt")
    terms = f"all(a[j] {sign} b[j] for j in A)"
    case = Case(op, ROW, args=["A", A_J, B_J], conditions=[*nonempty, terms], concl=f"{left} {sign} {right}")
    case.without("the terms are compared in another set", conditions=[*nonempty, f"all(a[j] {sign} b[j] for j in B)"])
    case.without("the terms of one element are compared", conditions=[*nonempty, "i in A", f"a[i] {sign} b[i]"])
    case.without("nothing is compared", conditions=nonempty)
    if op != "sum_le":
        case.without("weakly smaller terms", conditions=[*nonempty, "all(a[j] <= b[j] for j in A)"])
    if op == "sum_lt":
        case.without("an empty sum is not smaller than itself", conditions=[terms])
        case.without("another set is not empty", conditions=["0 < card(B)", terms])

PAIRS = {"A": "set J", "B": "set J", "F": ("set J", "J"), "g": ("real", "J", "J")}
J0, J1 = (make("b", data=(d, "J")) for d in (0, 1))
G = make("v", J1, J0, data=("g", "real"))
swapped = "sum(g[i, j] for i in A for j in B) == sum(g[i, j] for j in B for i in A)"
sum_swap = Case("sum_swap", PAIRS, args=["A", "B", G], concl=swapped)
twice = "sum(g[i, j] for i in A for j in B) == sum(g[j, i] for j in B for i in A)"
sum_swap.without("the indices exchanged twice", OTHER, concl=twice)
only_sets = "sum(g[i, j] for i in A for j in B) == sum(g[i, j] for i in B for j in A)"
sum_swap.without("the sets exchanged without their indices", OTHER, concl=only_sets)
moving = "sum(g[i, j] for i in A for j in F[i]) == sum(g[i, j] for j in B for i in A)"
sum_swap.without("an inner set that depends on the outer index", OTHER, concl=moving)
inner = make("v", J0, data=("F", "set J"))
sum_swap.without("an inner set with a loose index", "a closed formula is needed", False, args=["A", inner, G])
K0 = make("v", J1, make("b", data=(0, "K")), data=("g", "real"))
sum_swap.without("a body over another sort", "a bound variable is used at another sort", False, args=["A", "B", K0])

above = "all(a[j] <= x for j in A)"
peak = "sup(a[j] for j in A)"
has = ("0 < card(A)", ["0 < card(A)"], [(1, [0], [])])
sup_ge = Case("sup_ge", ROW, given=["0 < card(A)"], guards=[has], args=["A", A_J, "i"], conditions=["i in A"])
sup_ge.honest["concl"] = f"a[i] <= {peak}"
sup_ge.without("membership is needed", conditions=[])
sup_ge.without("membership in another set", conditions=["i in B"])
sup_ge.without("the other direction", OTHER, concl=f"{peak} <= a[i]")

sup_le = Case(
    "sup_le", ROW, guards=[has], args=["A", A_J, "x"], conditions=["0 < card(A)", above], concl=f"{peak} <= x"
)
sup_le.without("some terms are bounded", conditions=["0 < card(A)", "all(a[j] <= x for j in A & B)"])
sup_le.without("one term is bounded", conditions=["0 < card(A)", "a[i] <= x"])
sup_le.without("the other direction", OTHER, concl=f"x <= {peak}")


@forgery("schema sup_le", "the premises are not its conditions", **ROW)
def the_supremum_of_an_empty_set_is_below_everything(w: Writer, bad: bool) -> bytes:
    """s <= s - 1 for the supremum s over A - A."""
    if not bad:
        return sup_le.write(w, sup_le.honest)
    c = "sup(a[j] for j in A - A) - 1"
    nothing = w.absurd(f"a[i] <= {c}", w.hyp("i in A - A"))
    step = w.schema("sup_le", "A - A", w.body(*A_J), c, prem=[w.gen(nothing, "i", "A - A")])
    w.absurd("0 < 0", w.sum_of("1 <= 0", step))
    return w.theorem("|- 0 < 0")


# ---------------------------------------------------------------- ranges

over = "n in rng(l, h)"
room = ("l <= h + 1", ["l <= h + 1"], [(1, [0], [])])
for end, concl, wrong in (("range_lo", "l <= n", "h <= n"), ("range_hi", "n <= h", "n <= l")):
    case = Case(end, INT, given=["l <= h + 1"], guards=[room], args=["n", "l", "h"], conditions=[over], concl=concl)
    case.without("the other end", OTHER, concl=wrong)
    case.without("membership in another set", conditions=["n in N"])
    case.without("membership is needed", conditions=[])

range_in = Case("range_in", INT, given=["l <= h + 1"], guards=[room], args=["n", "l", "h"], concl=over)
range_in.honest["conditions"] = ["l <= n", "n <= h"]
range_in.without("the upper end is needed", conditions=["l <= n"])
range_in.without("the lower end is needed", conditions=["n <= h"])
range_in.without("an end one too far", conditions=["l <= n", "n <= h + 1"])
range_in.without("a real is in no range", "an argument of the wrong sort", False, args=["n", "x", "h"])

discrete = Case("discrete", INT, args=["m", "n"], conditions=["m < n"], concl="m + 1 <= n")
discrete.without("a weak inequality", conditions=["m <= n"])
discrete.without("a difference", conditions=["m != n"])
discrete.without("two reals", "discrete: integers", args=["x", "y"], conditions=["x < y"], concl="x + 1 <= y")
discrete.without("a real above", "discrete: integers", args=["m", "y"], conditions=["m < y"], concl="m + 1 <= y")

whole, shorter = "sum(f[j] for j in rng(m, n))", "sum(f[j] for j in rng(m, n - 1))"
ends = [(g, ["m <= n"], [(1, [0], []), *more]) for g, more in (("m <= n + 1", [(1, [], [])]), ("m <= n - 1 + 1", []))]
sum_last = Case("sum_last", INT, args=["m", "n", ("j", "int", "f[j]")], conditions=["m <= n"], guards=ends)
sum_last.honest["concl"] = f"{whole} == {shorter} + f[n]"
sum_last.without("the first term in place of the last", OTHER, concl=f"{whole} == {shorter} + f[m]")
sum_last.without("the term after the last", OTHER, concl=f"{whole} == {shorter} + f[n + 1]")


def empty(w: Writer, lo: str, hi: str) -> int:
    """card(rng(lo, hi)) == 0 for hi < lo."""
    inside = w.hyp(f"n in rng({lo}, {hi})")
    ends = [w.schema(f"range_{end}", "n", lo, hi, prem=[inside]) for end in ("lo", "hi")]
    none = w.gen(w.absurd("n in N - N", w.sum_of(f"{lo} <= {hi}", *ends)), "n", f"rng({lo}, {hi})")
    concl = f"card(rng({lo}, {hi})) == 0"
    return w.step("sets", concl=concl, prem=[none], terms=[(1, f"rng({lo}, {hi})")], body="1")


@forgery("schema sum_last", "the premises are not its conditions", **INT)
def an_empty_range_has_no_last_term(w: Writer, bad: bool) -> bytes:
    """card(1 .. 0) = card(1 .. -1) + 1 would be 0 = 1."""
    if not bad:
        return sum_last.write(w, sum_last.honest)
    nearly = w.arith("1 <= 0 + 1")
    split = w.schema("sum_last", "1", "0", "1", prem=[nearly])
    prem = [split, empty(w, "1", "0"), empty(w, "1", "0 - 1")]
    w.absurd("0 < 0", w.arith("0 == 1", prem, eq=[(0, "1"), (1, "-1"), (2, "1")]))
    return w.theorem("|- 0 < 0")
