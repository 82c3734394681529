"""Certificates that ask for far more work than their length suggests: shared terms, long numbers, long lists."""

from collections.abc import Callable, Sequence

from forging import Writer

BOMBS: dict[str, Callable[[], bytes]] = {}
Bomb = Callable[[Writer], bytes]


def bomb(build: Bomb) -> Bomb:
    BOMBS[build.__name__.replace("_", " ")] = lambda: build(Writer(x="real", y="real", z="real", i="J"))
    return build


def trivial(w: Writer) -> bytes:
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


def same(w: Writer, t: int) -> bytes:
    """t = t."""
    w.arith(w.raw("=", t, t))
    return trivial(w)


def gathered(w: Writer, op: str, parts: Sequence[int]) -> int:
    """A tree of sums or products of many parts."""
    level = list(parts)
    while len(level) > 1:
        groups = [level[m : m + 60] for m in range(0, len(level), 60)]
        level = [w.raw(op, *g) if len(g) > 1 else g[0] for g in groups]
    return level[0]


def doubled(w: Writer, op: str, t: int, times: int) -> int:
    for _ in range(times):
        t = w.raw(op, t, t)
    return t


def padded(w: Writer, kilobytes: int = 40) -> None:
    """Fuel grows with length: the bomb gets as much as it may have."""
    w.nodes.nodes += [["q", "1" + "0" * 300]] * (3 * kilobytes)


def family(w: Writer, count: int, name: str = "f") -> list[int]:
    return [w.raw("v", name, "real", [w.raw("q", str(m))]) for m in range(count)]


def long_rationals(w: Writer, count: int) -> list[int]:
    return [w.raw("q", f"1/{(1 << 4095) + 2 * m + 1}") for m in range(count)]


# ---------------------------------------------------------------- shared terms


@bomb
def squares_of_squares_of_a_polynomial(w: Writer) -> bytes:
    return same(w, doubled(w, "*", w.at("x + y + z + 1"), 40))


@bomb
def powers_of_powers(w: Writer) -> bytes:
    t = w.at("x + y + z + 1")
    for _ in range(40):
        t = w.raw("^", t, 2)
    return same(w, t)


@bomb
def quotients_of_quotients(w: Writer) -> bytes:
    padded(w)
    t = w.at("x")
    for _ in range(40):
        t = w.raw("/", t, w.raw("+", t, w.at("y")))
    return same(w, t)


@bomb
def guards_of_quotients_of_quotients(w: Writer) -> bytes:
    padded(w)
    t = w.at("x")
    for _ in range(30):
        t = w.raw("log", w.raw("/", t, w.raw("+", t, w.at("y"))))
    f = w.raw("<=", t, t)
    return w.states([f], f, step=w.hyp(f))


@bomb
def unions_of_unions(w: Writer) -> bytes:
    padded(w)
    s = w.raw("v", "S", "set J", [])
    for _ in range(45):
        s = w.raw("|", s, w.raw("\\", s, s))
    w.subset(w.raw("in", w.at("i"), s))
    return trivial(w)


@bomb
def derivative_of_products_of_products(w: Writer) -> bytes:
    padded(w)
    w.step("deriv", prem=[w.arith("0 == 0")], var="x", f=doubled(w, "*", w.at("x"), 60))
    return trivial(w)


@bomb
def derivative_of_wide_sums(w: Writer) -> bytes:
    padded(w)
    t = w.at("x")
    for _ in range(6):
        t = w.raw("+", *[t] * 64)
    w.step("deriv", prem=[w.arith("0 == 0")], var="x", f=t)
    return trivial(w)


@bomb
def sums_over_sums(w: Writer) -> bytes:
    """Each of thirty binders over a product that holds the next one twice."""
    padded(w)
    t = w.at("x")
    for _ in range(30):
        t = w.raw("sum", w.at("J"), w.raw("*", t, w.raw("+", t, w.at("y"))))
    return same(w, t)


@bomb
def nested_sums_of_64_terms(w: Writer) -> bytes:
    padded(w)
    t = gathered(w, "+", family(w, 4000))
    for _ in range(20):
        t = w.raw("sum", w.at("J"), w.raw("+", t, *[w.raw("exp", t)] * 63))
    return same(w, t)


@bomb
def instances_of_wide_terms(w: Writer) -> bytes:
    leaf = w.raw("v", "a", "real", [w.raw("b", 0, "J")])
    numbers = [w.raw("q", str(m)) for m in range(63)]
    parts = [w.raw("+", leaf, *[numbers[(7 * k + m) % 63] for m in range(63)]) for k in range(63)]
    for _ in range(3):
        parts = [w.raw("+", *parts, numbers[k]) for k in range(63)]
    body = w.raw("<=", w.at("0"), w.raw("+", *parts))
    every = w.raw("all", w.at("J"), body)
    of = w.hyp(every)
    for m in range(1500):
        j = w.raw("v", f"j{m}", "J", [])
        w.schema("spec", w.at("J"), body, j, prem=[of, w.subset(w.raw("in", j, w.at("J")))])
    return trivial(w)


@bomb
def one_body_in_another(w: Writer) -> bytes:
    """x := x + x, a hundred times, in a term with many x."""
    padded(w)
    step = w.hyp(w.raw("<=", w.at("0"), gathered(w, "+", [w.raw("*", w.at("x"), f) for f in family(w, 2000)])))
    for _ in range(3000):
        step = w.use(step, sub={"x": ((), "y"), "y": ((), "x")})
    return trivial(w)


@bomb
def one_term_at_many_depths(w: Writer) -> bytes:
    """The signatures of a statement are read at each depth of its binders."""
    names = [w.raw("v", f"x{m}", "real", []) for m in range(60)]
    t = gathered(w, "+", [w.raw("+", names[m % 60], names[m // 60 % 60], names[m // 3600]) for m in range(9000)])
    for _ in range(46):
        t = w.raw("+", t, w.raw("sum", w.at("J"), t))
    fs = [w.raw("<=", w.raw("q", str(m)), t) for m in range(20)]
    return w.states(fs, fs[0], step=w.hyp(fs[0]))


@bomb
def ninety_loose_indices(w: Writer) -> bytes:
    padded(w)
    bound = [w.raw("v", "a", "real", [w.raw("b", m, "J")]) for m in range(90)]
    every = gathered(w, "+", bound)
    t = gathered(w, "+", [w.raw("+", every, bound[m % 90], w.raw("q", str(m))) for m in range(3000)])
    for _ in range(90):
        t = w.raw("sum", w.at("J"), t)
    f = w.raw("<=", w.at("0"), t)
    return w.states([f], f, step=w.hyp(f))


@bomb
def names_of_many_terms(w: Writer) -> bytes:
    names = [w.raw("v", f"x{m}", "real", []) for m in range(200)]
    every = gathered(w, "+", names)
    tops = [w.raw("+", *[every] * 63, names[m]) for m in range(64)]
    for m in range(4000):
        w.raw("+", tops[m % 64], tops[m // 64 % 64], *tops[:60])
    return trivial(w)


# ---------------------------------------------------------------- polynomials and long numbers


@bomb
def monomials_of_4096_atoms(w: Writer) -> bytes:
    wide = gathered(w, "*", family(w, 4096))
    return same(w, gathered(w, "+", [w.raw("*", wide, g) for g in family(w, 1200, "g")]))


@bomb
def a_sum_of_long_rationals(w: Writer) -> bytes:
    return same(w, gathered(w, "+", long_rationals(w, 600)))


@bomb
def long_multipliers_in_a_truth_table(w: Writer) -> bytes:
    sets = [w.raw("v", f"A{m}", "set Omega", []) for m in range(12)]
    events = [w.raw("|", w.raw("\\", sets[m % 12], sets[(5 * m + 1) % 12]), sets[m // 12 % 12]) for m in range(60)]
    weights = [f"1/{(1 << 4095) + 2 * m + 1}" for m in range(60)]
    total = w.raw("+", *[w.raw("*", w.raw("q", k), w.raw("pr", e)) for k, e in zip(weights, events, strict=True)])
    concl = w.raw("<=", w.at("0"), total)
    w.step("sets", concl=concl, prem=[], terms=list(zip(weights, events, strict=True)), body=None)
    return trivial(w)


# ---------------------------------------------------------------- enclosures


def enclosed(w: Writer, t: int, bits: int = 53, ends: Sequence[str] = ("1/3", "2/3")) -> bytes:
    padded(w)
    bounds = [w.raw("<=", w.raw("q", ends[0]), w.at("x")), w.raw("<=", w.at("x"), w.raw("q", ends[1]))]
    goal = w.raw("<=", w.at("-1"), t)
    w.step("box", concl=goal, prem=[w.hyp(b) for b in bounds], tree=["leaf", bits])
    return trivial(w)


@bomb
def a_tower_of_powers(w: Writer) -> bytes:
    t = w.at("2")
    for _ in range(5):
        t = w.raw("^", t, 64)
    return enclosed(w, t)


for bits in (8, 53, 1024):
    BOMBS[f"an enclosure of products of products, {bits} bits"] = lambda bits=bits: enclosed(
        w := Writer(x="real"), doubled(w, "*", w.at("x"), 30), bits
    )
    BOMBS[f"an enclosure of sums of exponentials, {bits} bits"] = lambda bits=bits: enclosed(
        w := Writer(x="real"), doubled(w, "+", w.at("exp(x) + erf(x) + log(x) + sqrt(x)"), 30), bits
    )


@bomb
def an_enclosure_of_high_powers_of_long_numbers(w: Writer) -> bytes:
    terms = [w.raw("^", w.raw("+", w.at("x"), w.raw("q", str(m))), 64) for m in range(60)]
    big = 1 << 1000
    return enclosed(w, w.raw("+", *terms), 1024, (f"{big + 1}/{2 * big + 3}", f"{big + 1}/{big - 1}"))


@bomb
def an_enclosure_of_long_rationals(w: Writer) -> bytes:
    total = w.raw("*", *long_rationals(w, 64))
    return enclosed(w, w.raw("+", *[w.raw("+", total, w.raw("q", str(m))) for m in range(64)]), 1024)


@bomb
def a_tree_of_many_cuts(w: Writer) -> bytes:
    tree: list[object] = ["leaf", 53]
    for m in range(200, 1, -1):
        tree = ["cut", w.at("x"), f"1/{m}", ["leaf", 1024], tree]
    t = gathered(w, "+", [w.raw("exp", w.raw("*", w.raw("q", str(m)), w.at("x"))) for m in range(2000)])
    bounds = [w.raw("<=", w.at("0"), w.at("x")), w.raw("<=", w.at("x"), w.at("1"))]
    w.step("box", concl=w.raw("<=", w.at("0"), t), prem=[w.hyp(b) for b in bounds], tree=tree)
    return trivial(w)
