"""Each line of the checker's schema table at random arguments in random models: if its conditions hold, so does it.

And the converse, which shows that this test can fail: every schema with one of its conditions dropped is refuted by
the same search.  Expectations: the schemas are claimed true in every model (docs/logic.md, section 6), and each
condition is claimed to be needed.
"""

from collections.abc import Callable
from random import Random

import pytest

from tailbound.proofs.checker import SCHEMAS, Reject, Sequent, Term, element_sort, make, members, negation, number
from tailbound.proofs.model_oracle import oracle

SORTS = ("J", "K", "int")


class Grower:
    """Random well-sorted terms.  `loose` lists the sorts of the loose indices, innermost first."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def loose_of(self, sort: str, loose: tuple[str, ...]) -> list[Term]:
        return [make("b", data=(i, s)) for i, s in enumerate(loose) if s == sort]

    def number(self, loose: tuple[str, ...] = (), depth: int = 2) -> Term:
        pick = self.random
        if depth == 0 or pick.random() < 0.25:
            leaves = [
                number(pick.choice((0, 1, 2, -1, 5))),
                make("v", data=(pick.choice("xyz"), "real")),
                self.integer(),
            ]
            for i, s in enumerate(loose):
                bound = make("b", data=(i, s))
                family = make("v", bound, data=(pick.choice("ac") + s[0].lower(), "real"))
                leaves += [family, family, bound if s in ("int", "real") else family]
            return pick.choice(leaves)
        op = pick.choice(["+", "-", "*", "/", "^", "exp", "log", "sqrt", "abs", "max", "ind", "card", "sum"])
        if op == "^":
            return make("^", self.number(loose, depth - 1), data=(2,))
        if op == "ind":
            return make("ind", self.formula(loose, depth - 1))
        if op in ("card", "sum"):
            sort = pick.choice(SORTS)
            a = self.set(sort, loose)
            return make("card", a) if op == "card" else make("sum", a, self.number((sort, *loose), depth - 1))
        count = 1 if op in ("exp", "log", "sqrt", "abs") else 2
        return make(op, *(self.number(loose, depth - 1) for _ in range(count)))

    def integer(self) -> Term:
        pick = self.random
        return pick.choice([number(pick.randint(-2, 3)), make("v", data=(pick.choice("mn"), "int"))])

    def element(self, sort: str, loose: tuple[str, ...] = ()) -> Term:
        pick = self.random
        known = self.loose_of(sort, loose)
        if known and pick.random() < 0.6:
            return pick.choice(known)
        if sort == "int":
            return self.integer()
        if sort == "real":
            return self.number(loose, 1)
        return make("v", data=(pick.choice(("e", "d")) + sort[0].lower(), sort))

    def set(self, sort: str, loose: tuple[str, ...] = (), depth: int = 1) -> Term:
        pick = self.random
        leaves = [make("v", data=(pick.choice("ST") + sort, "set " + sort)), make("sing", self.element(sort, loose))]
        leaves.append(make("rng", self.integer(), self.integer()) if sort == "int" else make("univ", data=(sort,)))
        if sort == "int":
            leaves.append(make("rng", *(self.loose_of("int", loose) or [self.integer()])[:1], self.integer()))
        if depth == 0 or pick.random() < 0.5:
            return pick.choice(leaves)
        op = pick.choice(["|", "&", "\\", "sep"])
        a = self.set(sort, loose, 0)
        return make(op, a, self.formula((sort, *loose), 1) if op == "sep" else self.set(sort, loose, 0))

    def formula(self, loose: tuple[str, ...] = (), depth: int = 1) -> Term:
        pick = self.random
        op = pick.choice(["<=", "<", "=", "!=", "in", "all"])
        sort = pick.choice(SORTS)
        if op == "in":
            return make("in", self.element(sort, loose), self.set(sort, loose))
        if op == "all" and depth:
            return make("all", self.set(sort, loose, 0), self.formula((sort, *loose), depth - 1))
        relation = op if op in ("<=", "<", "=", "!=") else "<="
        return make(relation, self.number(loose, depth), self.number(loose, depth))


def over_set(*kinds: str) -> Callable[[Grower], list[Term]]:
    """Arguments: a finite set first, then bodies over it (t), formulas over it (f), elements (e), numbers (c), closed
    formulas (p)."""

    def arguments(g: Grower) -> list[Term]:
        sort = g.random.choice(SORTS)
        a = g.set(sort)
        make_one = {
            "t": lambda: g.number((sort,)),
            "f": lambda: g.formula((sort,)),
            "e": lambda: g.element(sort),
            "c": lambda: g.number(depth=1),
            "p": g.formula,
        }
        return [a, *(make_one[k]() for k in kinds)]

    return arguments


def numbers(count: int) -> Callable[[Grower], list[Term]]:
    return lambda g: [g.number(depth=g.random.randint(0, 2)) for _ in range(count)]


def integers(count: int) -> Callable[[Grower], list[Term]]:
    return lambda g: [g.integer() for _ in range(count)]


def same_arguments(g: Grower) -> list[Term]:
    sort = g.random.choice(("J", "int", "real"))
    e, d = g.element(sort), g.element(sort)
    return [e, d, g.formula((element_sort(d),))]


def sep_arguments(g: Grower) -> list[Term]:
    a, f, e = over_set("f", "e")(g)
    return [e, a, f]


def swap_arguments(g: Grower) -> list[Term]:
    first, second = g.random.choice(SORTS), g.random.choice(SORTS)
    return [g.set(first), g.set(second), g.number((second, first))]


def mean_arguments(g: Grower) -> list[Term]:
    outcome = make("b", data=(0, "Omega"))
    x, y = (make("v", outcome, data=(g.random.choice("XY"), "real")) for _ in range(2))
    return [make("univ", data=("Omega",)), make("+", x, g.number(depth=1)), make("+", y, g.number(depth=1))]


ARGUMENTS: dict[str, Callable[[Grower], list[Term]]] = {
    "spec": over_set("f", "e"),
    "inhabited": over_set("p"),
    "rewrite": lambda g: [g.number(depth=1), g.number(depth=1), g.formula(("real",))],
    "same": same_arguments,
    "antisym": numbers(2),
    "discrete": integers(2),
    "sum_le": over_set("t", "t"),
    "sum_eq": over_set("t", "t"),
    "sum_lt": over_set("t", "t"),
    "sum_swap": swap_arguments,
    "sum_last": lambda g: [g.integer(), g.integer(), g.number(("int",))],
    "range_lo": integers(3),
    "range_hi": integers(3),
    "range_in": integers(3),
    "sep_in": sep_arguments,
    "sep_out": sep_arguments,
    "ind_true": lambda g: [g.formula()],
    "ind_false": lambda g: [g.formula()],
    "mean_eq": mean_arguments,
    "sup_ge": over_set("t", "e"),
    "sup_le": over_set("t", "c"),
    **{f"abs_{s}": numbers(1) for s in ("nonneg", "nonpos")},
    **{name: numbers(1) for name in ("exp_pos", "exp_log", "log_exp", "inv_pos", "sqrt_nonneg", "sqrt_square")},
    **{name: numbers(2) for name in ("max_left", "max_right")},
    **{name: numbers(1) for name in ("erf_le_one", "erf_odd")},
    **{name: numbers(0) for name in ("erf_zero", "pi_pos")},
}


def instances(name: str, count: int, seed: str = "") -> list[tuple[list[Term], Term]]:
    """`count` random instances of the schema, as closed sequents."""
    g = Grower(Random(f"{name}{seed}"))
    out: list[tuple[list[Term], Term]] = []
    while len(out) < count:
        try:
            conditions, concl = SCHEMAS[name](*ARGUMENTS[name](g))
        except Reject:
            continue  # the arguments do not fit: say a formula that has no negation
        if concl.sort == "prop" and not concl.loose:
            out.append((conditions, concl))
    return out


def test_every_schema_is_tried() -> None:
    assert set(ARGUMENTS) == set(SCHEMAS)


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_a_schema_is_never_refuted(name: str) -> None:
    satisfying = 0
    for i, (conditions, concl) in enumerate(instances(name, 40)):
        report = oracle(Sequent(frozenset(conditions), concl), tries=6, seed=i)
        assert not report.refutations, (name, report.refutations)
        satisfying += report.confirmed
    assert satisfying >= 30  # otherwise nothing was tried


DROPPED = [(name, i) for name in sorted(ARGUMENTS) for i in range(len(instances(name, 1)[0][0]))]


@pytest.mark.parametrize(("name", "dropped"), DROPPED)
def test_a_schema_without_one_condition_is_refuted(name: str, dropped: int) -> None:
    for i, (conditions, concl) in enumerate(instances(name, 400, "dropped")):
        rest = [c for k, c in enumerate(conditions) if k != dropped]
        if oracle(Sequent(frozenset(rest), concl), tries=6, seed=i).refutations:
            return
    pytest.fail(f"{name} does not seem to need its condition {dropped}")


def test_a_wrong_exchange_of_sums_is_refuted() -> None:
    """The indices exchanged twice, or not at all: sum_A sum_B t(i, j) = sum_B sum_A t(j, i)."""
    g = Grower(Random("exchange"))
    for i in range(200):
        a, b, body = g.set("int"), g.set("int"), g.number(("int", "int"))
        wrong = make("=", make("sum", a, make("sum", b, body)), make("sum", b, make("sum", a, body)))
        if not wrong.loose and oracle(Sequent(frozenset(), wrong), tries=6, seed=i).refutations:
            return
    pytest.fail("not refuted")


def test_negations_exclude_each_other_and_leave_no_gap() -> None:
    """`cases` rests on it: in every model exactly one of f and negation(f) is true."""
    g = Grower(Random("negation"))
    tried = 0
    while tried < 100:
        f = g.formula()
        try:
            no = negation(f)
        except Reject:
            continue
        tried += 1
        one = make("=", make("+", make("ind", f), make("ind", no)), number(1))
        assert not oracle(Sequent(frozenset(), one), tries=4, seed=tried).refutations


def test_members_of_generated_sets_have_one_sort() -> None:
    g = Grower(Random("sorts"))
    assert {members(g.set(s)) for s in SORTS for _ in range(50)} == set(SORTS)
