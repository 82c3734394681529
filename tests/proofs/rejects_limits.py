"""Certificates one step beyond a limit: honest, but asking for more than is read."""

from forging import Collection, Writer

forgery = Collection()


def done(w: Writer) -> bytes:
    return w.theorem("|- 0 == 0", step=w.arith("0 == 0"))


@forgery("limits", "too deep", false=False, x="real")
def a_term_of_depth_101(w: Writer, bad: bool) -> bytes:
    t = w.at("x")
    for _ in range(100 if bad else 99):
        t = w.raw("abs", t)
    return done(w)


@forgery("limits", "too many names", false=False)
def a_term_with_201_names(w: Writer, bad: bool) -> bytes:
    names = [w.raw("v", f"x{m}", "real", []) for m in range(201 if bad else 200)]
    w.raw("+", *[w.raw("+", *names[m : m + 51]) for m in range(0, 201, 51)])
    return done(w)


@forgery("limits", "too many bits", false=False)
def a_rational_of_4097_bits(w: Writer, bad: bool) -> bytes:
    w.raw("q", str(2 ** (4096 if bad else 4095)))
    return done(w)


@forgery("limits", "too many bits", false=False)
def a_product_of_4097_bits(w: Writer, bad: bool) -> bytes:
    half = w.raw("q", str(2 ** (2048 if bad else 2047)))
    square = w.raw("*", half, half)
    w.arith(w.raw("=", square, square))
    return done(w)


@forgery("limits", "exponent over 64", false=False, x="real")
def a_power_of_65(w: Writer, bad: bool) -> bytes:
    k = 64 if bad else 63
    w.arith(f"x**{k}*x == x*x**{k}")
    return done(w)


@forgery("limits", "too many monomials", false=False)
def a_product_of_20164_monomials(w: Writer, bad: bool) -> bytes:
    def family(name: str) -> int:
        values = [w.raw("v", name, "real", [w.raw("q", str(m))]) for m in range(142 if bad else 141)]
        return w.raw("+", *[w.raw("+", *values[m : m + 48]) for m in range(0, len(values), 48)])

    square = w.raw("*", family("a"), family("b"))
    w.arith(w.raw("=", square, square))
    return done(w)


@forgery("limits", "too many sets in one truth table", false=False, **{f"S{m}": "set J" for m in range(13)})
def a_truth_table_has_at_most_twelve_atoms(w: Writer, bad: bool) -> bytes:
    rest = " | ".join(f"S{m}" for m in range(1, 13 if bad else 12))
    for m in range(400):
        w.raw("q", str(m))
    inclusion = w.hyp(f"all(j in {rest} for j in S0)")
    w.step("sets", concl="card(S0) == card(S0)", prem=[inclusion], terms=[(1, "S0"), (-1, "S0")], body="1")
    return done(w)


@forgery("limits", "out of fuel", false=False, **{f"S{m}": "set J" for m in range(12)})
def a_truth_table_that_takes_too_long(w: Writer, bad: bool) -> bytes:
    union = " | ".join(f"S{m}" for m in range(12 if bad else 6))
    w.step("sets", concl="card(S0) == card(S0)", prem=[], terms=[(1, union), (-1, union)] * 2, body="1")
    return done(w)


@forgery("limits", "too many hypotheses", false=False)
def a_sequent_with_201_hypotheses(w: Writer, bad: bool) -> bytes:
    zero = w.at("0")
    points = [w.raw("v", "f", "real", [w.raw("q", str(m))]) for m in range(201 if bad else 200)]
    prem = [w.hyp(w.raw("<=", zero, point)) for point in points]
    w.arith("0 <= 0", prem, [])
    return done(w)


@forgery("limits", "the step needs more hypotheses", false=False)
def a_theorem_with_201_hypotheses(w: Writer, bad: bool) -> bytes:
    hyp = w.raw("<=", w.at("0"), w.at("0"))
    return w.states([hyp] * (201 if bad else 200), w.at("0 == 0"), step=w.arith("0 == 0"))


@forgery("limits", "too many nodes or steps", false=False)
def a_certificate_with_20001_nodes(w: Writer, bad: bool) -> bytes:
    w.arith("0 == 0")
    w.nodes.nodes += [["pi"]] * (20_001 - len(w.nodes.nodes) - (not bad))
    return w.theorem("|- 0 == 0")


@forgery("limits", "too many nodes or steps", false=False)
def a_certificate_with_10001_steps(w: Writer, bad: bool) -> bytes:
    w.arith("0 == 0")
    w.steps += [{"rule": "hyp", "concl": w.at("0 == 0")}] * (10_000 if bad else 9_999)
    return w.theorem("|- 0 == 0", step=0)


@forgery("limits", "a certificate is at most", false=False)
def a_certificate_longer_than_a_mebibyte(w: Writer, bad: bool) -> bytes:
    w.nodes.nodes += [["q", "1" + "0" * 300]] * (3_500 if bad else 3_000)
    return done(w)


@forgery("limits", "too large or too small to enclose", false=False)
def an_enclosure_of_two_to_the_12288(w: Writer, bad: bool) -> bytes:
    power = f"((2**64)**64)**{3 if bad else 1}"
    w.step("box", concl=f"0 < {power}", prem=[], tree=["leaf", 53])
    return done(w)
