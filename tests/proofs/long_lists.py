"""Resource bombs of length: lists that name the same thing again and again, and JSON that is no certificate."""

from collections.abc import Callable

from forging import Writer
from resource_bombs import bomb, family, gathered, trivial

# ---------------------------------------------------------------- long lists


@bomb
def a_premise_with_199_hypotheses_again_and_again(w: Writer) -> bytes:
    prem = [w.hyp(w.raw("<=", w.at("0"), f)) for f in family(w, 199)]
    all_of_them = w.arith("0 <= 0", prem)
    w.arith("0 <= 0", [all_of_them] * 200_000)
    return trivial(w)


@bomb
def a_premise_with_199_hypotheses_in_many_steps(w: Writer) -> bytes:
    prem = [w.hyp(w.raw("<=", w.at("0"), f)) for f in family(w, 199)]
    all_of_them = w.arith("0 <= 0", prem)
    for _ in range(1000):
        w.arith("0 <= 0", [all_of_them] * 200)
    return trivial(w)


@bomb
def a_factor_again_and_again(w: Writer) -> bytes:
    w.arith("0 <= 0", [w.arith("0 <= 0")], [(1, [0] * 400_000, [])])
    return trivial(w)


@bomb
def an_equation_again_and_again(w: Writer) -> bytes:
    zero = w.at("0")
    w.arith("0 == 0", [w.arith("0 == 0")], eq=[(0, zero)] * 150_000)
    return trivial(w)


@bomb
def twenty_thousand_hypotheses(w: Writer) -> bytes:
    return w.states([w.at("0 <= 1")] * 20_000, "0 == 0", step=w.arith("0 == 0"))


@bomb
def many_guards_each_sought_in_a_long_list(w: Writer) -> bytes:
    positive = [w.raw("+", w.raw("^", f, 2), w.at("1")) for f in family(w, 2000)]
    guards = [w.raw("!=", p, w.at("0")) for p in positive]
    total = gathered(w, "+", [w.raw("/", w.at("1"), p) for p in positive])
    steps = [w.hyp(g) for g in guards]
    concl = w.raw("=", total, total)
    return w.states([], concl, step=w.arith(concl), defined=[0] * 100_000 + steps)


LIMIT = 1 << 20
PLAIN: dict[str, Callable[[], bytes]] = {
    "a mebibyte of numbers": lambda: b'{"x":[' + b",".join([b"1"] * (LIMIT // 2 - 8)) + b"]}",
    "a mebibyte of empty lists": lambda: b"[" + b",".join([b"[]"] * (LIMIT // 3 - 8)) + b"]",
    "a mebibyte of opening brackets": lambda: b"[" * LIMIT,
    "a mebibyte of opening braces": lambda: b'{"a":' * (LIMIT // 5),
    "a mebibyte of escapes": lambda: b'["' + b"\\u0000" * (LIMIT // 6 - 8) + b'"]',
    "a mebibyte of keys": lambda: ("{" + ",".join(f'"k{m:06d}":1' for m in range(LIMIT // 13)) + "}").encode(),
    "a number of a million digits": lambda: b"[" + b"9" * 1_000_000 + b"]",
    "a rational of a million digits": lambda: with_rational("7" * 1_000_000),
    "a thousand mebibytes in one number": lambda: b'["' + b"9" * LIMIT + b'"]',
    "nine mebibytes": lambda: b" " * (9 << 20),
}


def with_rational(text: str) -> bytes:
    w = Writer()
    w.raw("q", text)
    return trivial(w)
