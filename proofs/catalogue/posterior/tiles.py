"""F5: skipping tiles whose largest logit lies far below the running maximum certifies the discarded mass."""

from sympy import Eq, Le, Lt, Symbol, log

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.posterior.mass import (
    DROPPED,
    MEANING,
    at_most_kept_mass,
    discarded_mass,
    n_d,
)
from tailbound.proofs.catalogue.row import S, given, j, meaning, n, s, tail, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import Element, Family, ForAll, Member, SetVariable
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

lam, c = Symbol("lam", real=True), Symbol("c", real=True)
b, skipped = Element("b", "B"), SetVariable("K", "B")
tile, best = Family("t", "J", value="B"), Family("e", "B", value="J")
SOURCE = "arXiv:2512.12087 (BLASST; cited, not claimed); tailbound theorem book, F5"
SYMBOLS = {
    **meaning("J", "S", "s", "a", "T", "Z", "tau"),
    **MEANING,
    "B": "the tiles of the row",
    "K": "the skipped tiles",
    "t": "t_j is the tile of key j",
    "e": "e_b is the kept key that attains the running maximum when tile b is reached",
    "lam": "the skipping threshold lambda",
}
RULE = [
    ForAll(j, tail, Member(tile(j), skipped)),
    ForAll(b, skipped, Member(best(b), S)),
    ForAll(j, tail, Le(s(j) - s(best(tile(j))), log(lam))),
]

SKIPPING = Statement.from_sympy(
    where=[*given("logits", "T", "Z", "tau"), *DROPPED, Lt(0, lam), *RULE],
    claim=Le(tau, n_d * lam / (1 + n_d * lam)),
)

CHOICE = Statement.from_sympy(
    where=[*given("logits", "n", "T", "Z", "tau"), Lt(0, c), Eq(lam, c / n), *RULE],
    claim=Le(tau, c / (1 + c)),
)


def prove_skipping(proof: Proof) -> bytes:
    """A dropped weight is at most lambda times that of a kept key, hence at most lambda H."""
    row = RowFacts(proof)
    y, dropped = proof.fix("y", "J - S")
    proof.declare("x", "J")
    in_tiles, kept, rule = proof.hyp[-3:]
    where = proof.at(in_tiles, y, using=[dropped])
    best_kept = proof.at(kept, "t[y]", using=[where])
    far = proof.at(rule, y, using=[dropped])
    largest = at_most_kept_mass(proof, row, "e[t[y]]", best_kept)
    light = proof.have(
        "a[y] <= lam*(Z - T)", dropped_weight(proof, row, far), products=[[largest, proof.assume("0 < lam")]]
    )
    return discarded_mass(proof, row, light, y, "lam")


def dropped_weight(proof: Proof, row: RowFacts, far: Step) -> Step:
    """a_y <= lambda a_x for the kept key x of y's tile, from s_y - s_x <= ln lambda."""
    logits = row.hypothesis("all(a[i] == exp(s[i]) for i in J)")
    ratio, power = proof.exp_compare(far), proof.schema("exp_log", "lam", prem=[proof.assume("0 < lam")])
    scaled = proof.have("exp(s[y] - s[e[t[y]]]) <= lam", ratio, power)
    at_y, at_x = proof.at(logits, "y"), proof.at(logits, "e[t[y]]")
    product = [scaled, proof.positive("exp(s[e[t[y]]])")]
    return proof.have("a[y] <= lam*a[e[t[y]]]", at_y, at_x, products=[product], multipliers=["lam"])


def prove_choice(proof: Proof) -> bytes:
    """F5 at lambda = c/n, with at most n keys dropped."""
    row = RowFacts(proof)
    same = proof.identity("card(J - S) == card(J - S)")
    some = proof.have("0 < n", proof.positive("card(J)"), row.n)
    small = proof.have("0 < lam", proof.positive("c/n"), proof.assume("lam == c/n"))
    rule = proof.use(proof.cite(SKIPPING.sha256), sub={"n_d": "card(J - S)"}, prem=[same, small])
    parts = proof.split_card("J", ["S", "J - S"])
    few = proof.have("card(J - S) <= n", parts, row.n, proof.card_nonnegative("S"))
    product = proof.have("lam*n == c", proof.assume("lam == c/n"), multipliers=["n"])
    mass = proof.have("card(J - S)*lam <= c", product, products=[[few, small]])
    proof.have("0 < 1 + card(J - S)*lam", proof.nonnegative("card(J - S)*lam"))
    proof.have("0 < 1 + c", proof.assume("0 < c"))
    _ = row.Z_positive, some
    bound = proof.have("card(J - S)*lam/(1 + card(J - S)*lam) <= c/(1 + c)", mass)
    return proof.qed(proof.chain(rule, bound))


SKIPPING_THEOREM = Theorem(
    id="F5",
    title="Discarded mass of tile skipping against the running maximum",
    statement=SKIPPING,
    prove=prove_skipping,
    source=SOURCE,
    symbols=SYMBOLS,
    witness=Example(
        {"J": 4, "B": 3},
        {
            "s": (4, 3, 2, 1),
            "S": frozenset({0, 1}),
            "t": (0, 0, 1, 2),
            "K": frozenset({1, 2}),
            "e": (0, 0, 0),
            "lam": "exp(-1)",
        },
    ),
    extremal=Example(
        {"J": 3, "B": 2},
        {"s": (1, 0, 0), "S": frozenset({0}), "t": (0, 1, 1), "K": frozenset({1}), "e": (0, 0), "lam": "exp(-1)"},
    ),
    reading=Reading(quantity="tau", side="left", given={"n_d": "n_dropped", "lam": "tile_lambda"}, rows="tiles"),
    remark="Each row of a block of queries by itself.  lambda <= 1 is not used.  Fully masked tiles hold no visible "
    "key and are no tiles.",
)

CHOICE_THEOREM = Theorem(
    id="F5.choice",
    title="Tile skipping at lambda = c/n",
    statement=CHOICE,
    prove=prove_choice,
    source=SOURCE,
    symbols={**meaning("n"), **{name: text for name, text in SYMBOLS.items() if name != "n_d"}, "c": "n lambda"},
    witness=Example(
        {"J": 4, "B": 3},
        {
            "s": (4, 3, 2, 1),
            "S": frozenset({0, 1}),
            "t": (0, 0, 1, 2),
            "K": frozenset({1, 2}),
            "e": (0, 0, 0),
            "c": 2,
        },
    ),
    reading=Reading(quantity="tau", side="left", given={"c": "n*tile_lambda"}, rows="tiles"),
    uses=("F5",),
)

TILES_THEOREMS = (SKIPPING_THEOREM, CHOICE_THEOREM)
