"""C2: what top-k is not optimal for: the largest error of an entry, and the 2-norm."""

from sympy import Le

from tailbound.proofs.catalogue.entry import Example, Refutation
from tailbound.proofs.catalogue.optimality.largest import LARGEST, RIVAL
from tailbound.proofs.catalogue.optimality.rival import meanings, ps2, rival
from tailbound.proofs.catalogue.row import J, given, i, p, ps
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement

TOP_K_AND_RIVAL = [
    *given("weights", "kept"),
    *rival("as many"),
    *given("H", "Z", "p", "ps", "top-k"),
    *rival("H2", "ps2"),
]
SYMBOLS = meanings("J", "S", "S2", "a", "H", "H2", "Z", "p", "ps", "ps2")

C2_INF = Refutation(
    id="C2.inf",
    title="Top-k has the least largest error of an entry",
    statement=Statement.from_sympy(where=TOP_K_AND_RIVAL, claim=Le(LARGEST, RIVAL)),
    counterexample=Example({"J": 5}, {"a": (3, 2, 2, 2, 2), "S": frozenset({0, 1}), "S2": frozenset({1, 2})}),
    source="tailbound theorem book, C2",
    symbols=SYMBOLS,
    remark="18/55 for the two largest keys, 7/22 for two others. True for one key (C2.one), for half of the keys "
    "(C2.half) and where top-k keeps half of the mass (C3.inf).",
)

C2_TWO = Refutation(
    id="C2.two",
    title="Top-k has the least error in the 2-norm",
    statement=Statement.from_sympy(
        where=TOP_K_AND_RIVAL,
        claim=Le(SumOver(i, J, (p(i) - ps(i)) ** 2), SumOver(i, J, (p(i) - ps2(i)) ** 2)),
    ),
    counterexample=Example({"J": 23}, {"a": (3, *[1] * 22), "S": frozenset({0, 1}), "S2": frozenset({1, 2})}),
    source="tailbound theorem book, C2",
    symbols=SYMBOLS,
    remark="The squares are 2373/5000 for the largest key and another, 587/1250 for two others: a large key costs "
    "more to double than to lose. True where top-k keeps half of the mass (C3.two).",
)

REFUTATIONS = (C2_INF, C2_TWO)
