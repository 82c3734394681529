"""D7 and D8: how many probabilities exceed a threshold."""

from sympy import Eq, Le, Lt, Symbol, exp, log

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.entries import UPPER
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem
from tailbound.proofs.catalogue.row import E, J, eps, given, j, meaning, n, p
from tailbound.proofs.checker import ONE
from tailbound.proofs.language import Cardinality, Separation
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

C, m = Symbol("C", real=True), Symbol("m", integer=True)
above = Cardinality(Separation(j, J, Lt(eps, p(j))))
negligible = Cardinality(Separation(j, J, Le(p(j), exp(-C * log(n)))))
COLLAPSE = Statement.from_sympy(
    where=[*given("weights", "n", "Z", "p", "range"), Lt(0, eps), Le(1 + E * (1 - eps) / eps, n)],
    claim=Eq(above, 0),
)
COUNT = Statement.from_sympy(where=[*given("weights", "Z", "p"), Lt(0, eps)], claim=Lt(above, 1 / eps))
SPARSE = Statement.from_sympy(
    where=[*given("weights", "n", "Z", "p"), Lt(exp(C * log(n)), m + 1)], claim=Le(n - m, negligible)
)

ABOVE = "{j for j in J if eps < p[j]}"


def prove_collapse(proof: Proof) -> bytes:
    """D1.upper, and E/(E + n - 1) <= eps exactly where the hypothesis says so."""
    row = RangeFacts(proof)
    positive, long = proof.hyp[-2:]
    x, inside = proof.fix("x", ABOVE)
    over = proof.schema("sep_out", x, "J", proof.body("j", "J", "eps < p[j]"), prem=[inside])
    largest = proof.at(proof.cite(UPPER.sha256), x)
    least = proof.schema("discrete", "0", "card(J)", prem=[proof.positive("card(J)")])
    _ = proof.have("0 < E + n - 1", row.E_positive, proof.have("1 <= n", least, row.n))
    fits = proof.have("E <= eps*(E + n - 1)", products=[[long, positive]])
    fits = proof.have("E/(E + n - 1) <= eps", fits)
    nothing = proof.absurd("x in J - J", proof.have("0 < 0", over, largest, fits))
    none = proof.gen(nothing, x, ABOVE)
    _ = row.Z_positive
    return proof.qed(proof.sets(proof.goal, [(-1, ABOVE)], ONE, none))


def at_most_all(proof: Proof, row: RangeFacts) -> Step:
    """The sum of p over the threshold is at most 1."""
    x = proof.fresh("J")
    share = proof.have(f"0 <= p[{x.data[0]}]", proof.positive(f"a[{x.data[0]}]/Z"), row.p_at(x))
    rest = proof.sum_compare(f"J - {ABOVE}", x, share)
    one = proof.sum_compare("J", x, row.p_at(x))
    one = proof.have("sum(p[j] for j in J) == 1", one, row.Z, multipliers=["1/Z"])
    whole = proof.split("J", [ABOVE, f"J - {ABOVE}"], "sum(p[j] for j in J)")
    return proof.have(f"sum(p[j] for j in {ABOVE}) <= 1", rest, one, whole)


def prove_count(proof: Proof) -> bytes:
    """N_eps eps is less than the sum of the N_eps probabilities above eps, if there are any."""
    row = RangeFacts(proof)
    positive = proof.hyp[-1]
    _ = row.Z_positive
    mass = at_most_all(proof, row)
    x, inside = proof.fix("x", ABOVE)
    over = proof.schema("sep_out", x, "J", proof.body("j", "J", "eps < p[j]"), prem=[inside])
    some = proof.assume(f"0 < card({ABOVE})")
    many = proof.have(f"eps*card({ABOVE}) < 1", proof.sum_strict(ABOVE, x, over, some), mass)
    none = proof.negation(some.concl)
    few = proof.have(f"eps*card({ABOVE}) < 1", products=[[none, positive], []])
    return proof.qed(proof.have(proof.goal, proof.cases(some.concl, many, few)))


def prove_sparse(proof: Proof) -> bytes:
    """D8.count at eps = n^-C: fewer than n^C < m + 1 entries exceed it, so at most m."""
    row = RangeFacts(proof)
    _ = row.n_positive, row.Z_positive
    level = "exp(-C*log(n))"
    count = proof.use(proof.cite(COUNT.sha256), [proof.positive(level)], sub={"eps": level})
    large, small = (f"{{j for j in J if {text}}}" for text in (f"{level} < p[j]", f"p[j] <= {level}"))
    few = proof.schema(
        "discrete", f"card({large})", "m + 1", prem=[proof.have(f"card({large}) < m + 1", count, proof.hyp[-1])]
    )
    x, outside = proof.fix("x", f"J - {large}")
    everywhere, low = proof.member(x, "J"), proof.assume(f"p[x] <= {level}")
    fits = proof.schema("sep_in", x, "J", proof.body("j", "J", f"p[j] <= {level}"), prem=[everywhere, low])
    high = proof.negation(low.concl)
    above = proof.schema("sep_in", x, "J", proof.body("j", "J", f"{level} < p[j]"), prem=[everywhere, high])
    inclusion = proof.gen(
        proof.cases(low.concl, fits, proof.subset(f"x in {small}", above, outside)), x, f"J - {large}"
    )
    count = proof.split_card(small, [f"J - {large}", f"{small} & {large}"], inclusion)
    whole = proof.split_card("J", [large, f"J - {large}"])
    return proof.qed(proof.have(proof.goal, few, count, whole, proof.card_nonnegative(f"{small} & {large}"), row.n))


SYMBOLS = meaning("J", "a", "Z", "p")
THEOREMS = (
    Theorem(
        id="D7",
        title="Attention collapse: at bounded logit range no probability exceeds a threshold once n is large",
        statement=COLLAPSE,
        prove=prove_collapse,
        source=f"{PAPER}, Thm 5.1 ({RECONSTRUCTED})",
        symbols=SYMBOLS | meaning("n", "Delta", "E", "eps"),
        witness=Example({"J": 4}, {"a": (2, 1, 1, 1), "Delta": "log(2)", "eps": "2/5"}),
        reading=Reading(quantity="n_above_eps", side="left", given={"n": "n", "Delta": "delta", "eps": "eps"}),
        uses=("D1.upper",),
        remark="The length is sharp: where a weight is E and the others 1, shorter rows have an entry above eps.",
    ),
    Theorem(
        id="D8.count",
        title="Fewer than 1/eps probabilities exceed eps, whatever the logits",
        statement=COUNT,
        prove=prove_count,
        source=f"{PAPER}, Thm 5.1 and its (eps, k)-sparsity ({RECONSTRUCTED})",
        symbols=SYMBOLS | meaning("eps"),
        witness=Example({"J": 3}, {"a": (4, 2, 1), "eps": "1/5"}),
        reading=Reading(quantity="n_above_eps", side="left", given={"eps": "eps"}),
        remark="No hypothesis on the logits.",
    ),
    Theorem(
        id="D8.sparse",
        title="Every softmax row is (n^-C, floor(n^C))-sparse",
        statement=SPARSE,
        prove=prove_sparse,
        source=f"{PAPER}, definition of (eps, k)-sparsity ({RECONSTRUCTED})",
        symbols=SYMBOLS | meaning("n") | {"C": "exponent", "m": "floor(n^C), or any integer with n^C < m + 1"},
        witness=Example({"J": 4}, {"a": (4, 2, 1, 1), "C": "1/2", "m": 2}),
        extremal=Example({"J": 4}, {"a": (4, 4, 1, 1), "C": "3/4", "m": 2}),
        uses=("D8.count",),
        remark="At least n - m entries are at most n^-C: (eps, k)-sparsity with eps k = 1 holds for every row.",
    ),
)
