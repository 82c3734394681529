"""P-6.1 read as a statement on the discarded mass is false at bounded range, already for constant rows."""

from sympy import Le, Lt, Symbol, exp, log

from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Refutation, Value
from tailbound.proofs.catalogue.row import Delta, E, given, k, meaning, n, tau
from tailbound.proofs.statement import Statement

C, c = Symbol("C", real=True), Symbol("c", real=True)
power = exp(C * log(n))
ROW = given("weights", "kept", "dropped", "n", "k", "T", "Z", "tau", "top-k", "range")
BUDGET = [Lt(0, C), Lt(C, 1), Le(power, k), Lt(k, power + 1)]
MASS = Statement.from_sympy(where=[*ROW, *BUDGET], claim=Le(tau, E * exp(-C * log(n))))
GROWING = Statement.from_sympy(
    where=[*ROW, *BUDGET, Lt(0, c), Le(Delta, (C - c) * log(n))], claim=Le(tau, exp(-c * log(n)))
)

SYMBOLS = meaning("J", "S", "a", "n", "k", "T", "Z", "tau", "Delta", "E") | {
    "C": "exponent of the budget, k = ceil(n^C)"
}
NINE_EQUAL_KEYS: dict[str, Value] = {"a": (1,) * 9, "S": frozenset({0, 1, 2}), "Delta": 0, "C": "1/2"}
REFUTATIONS = (
    Refutation(
        id="P-6.1.mass",
        title="The k = ceil(n^C) largest keys discard at most e^Delta n^-C of the mass",
        statement=MASS,
        counterexample=Example({"J": 9}, NINE_EQUAL_KEYS),
        source=f"{PAPER}, Thm 6.1 ({RECONSTRUCTED}), read in total variation instead of entrywise",
        symbols=SYMBOLS,
        remark=(
            "Nine equal keys, three kept: tau = 2/3 > 1/3.  The entrywise reading is D3.rate; in mass the opposite "
            "holds, tau >= 1 - e^Delta (n^(C-1) + 1/n) (D2.rate), so no constant and no exponent save the claim."
        ),
    ),
    Refutation(
        id="P-6.1.mass.growing",
        title="At range at most (C - c) ln n the k = ceil(n^C) largest keys discard at most n^-c of the mass",
        statement=GROWING,
        counterexample=Example({"J": 9}, NINE_EQUAL_KEYS | {"c": "1/4"}),
        source=f"{PAPER}, Thm 6.1 ({RECONSTRUCTED}), read in total variation instead of entrywise",
        symbols=SYMBOLS | {"c": "exponent of the claimed rate"},
        remark="The same nine equal keys: 2/3 > 9^(-1/4).  The entrywise reading is D3.growth.",
    ),
)
