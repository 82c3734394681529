"""I2: beyond an explicit length the window alpha n^C is strictly more accurate than the fixed one (P-7)."""

from sympy import Abs, Expr, Le, Lt, Symbol, exp, log

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.budgets.windows import (
    ADAPTIVE,
    BUDGET,
    FIXED,
    SOURCE,
    SYMBOLS,
    WIDE,
    C,
    alpha,
    narrow_error,
)
from tailbound.proofs.catalogue.entry import Example, Theorem
from tailbound.proofs.catalogue.optimality.rival import S2, meanings, ps2, rival
from tailbound.proofs.catalogue.row import E, J, given, i, k, meaning, n, p, ps
from tailbound.proofs.checker import Term, make
from tailbound.proofs.language import Cardinality, Maximum, SupOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.instances import settled

length, window = Symbol("n", real=True), Symbol("k", real=True)
REALS = {n: length, k: window}


def threshold(budget: Expr) -> Expr:
    """n0 = max(k (1 + E), (2 k E/alpha)^(1/C)) for a fixed window of k keys."""
    return Maximum(budget * (1 + E), exp(log(2 * budget * E / alpha) / C))


SCALAR = Statement.from_sympy(
    where=[Lt(0, window), Lt(0, alpha), Lt(0, C), Lt(0, E), Lt(threshold(window), length)],
    claim=Lt(E / WIDE.subs(REALS), narrow_error.subs(REALS)),
)

STATEMENT = Statement.from_sympy(
    where=[
        *given("weights", "kept", "n", "k"),
        Lt(0, alpha),
        Lt(0, C),
        Le(WIDE, Cardinality(S2)),
        *given("H", "Z", "p"),
        given("ps")[0],
        *rival("H2", "ps2"),
        *given("range"),
        Lt(threshold(k), n),
    ],
    claim=Lt(SupOver(i, J, Abs(p(i) - ps2(i))), SupOver(i, J, Abs(p(i) - ps(i)))),
)


def prove_scalar(proof: Proof) -> bytes:
    """n > k (1 + E) makes the fixed window's bound exceed 1/(2k); alpha n^C > 2kE makes the other fall below it."""
    narrow, _, _, spread, long = proof.hyp
    first, second = long.concl.args[0].args
    far = proof.have(make("<", first, proof.t("n")), proof.max_at_least(first, second, first), long)
    root = proof.have(make("<", second, proof.t("n")), proof.max_at_least(first, second, second), long)
    length = proof.have("0 < n", far, narrow, products=[[narrow, spread]])
    many = enough_keys(proof, second, root)
    rest = proof.have("0 < n - k", far, products=[[narrow, spread]])
    fewer = proof.have("k*E < n - k", far)
    proof.have("0 < n + E*k - k", rest, products=[[narrow, spread]])
    scale = proof.positive("exp(-(C*log(n)))")
    products = [[many, rest, scale], [narrow, spread, fewer, scale]]
    return proof.qed(proof.have(proof.goal, length, products=products))


def enough_keys(proof: Proof, root: Term, long: Step) -> Step:
    """2kE < alpha n^C, from (2kE/alpha)^(1/C) < n."""
    exponent, ratio = root.args[0], root.args[0].args[0].args[0]
    logs = proof.log_compare(long, proof.positive(root))
    product = make("<", make("log", ratio), proof.t("C*log(n)"))
    back = proof.schema("log_exp", exponent)
    scaled = proof.have(product, back, products=[[logs, proof.hyp[2]]], multipliers=["C"])
    power = proof.exp_compare(scaled)
    ratio_back = proof.schema("exp_log", ratio, prem=[proof.positive(ratio)])
    above = proof.have(make("<", ratio, proof.t("exp(C*log(n))")), power, ratio_back)
    return proof.have("2*k*E < alpha*exp(C*log(n))", products=[[above, proof.hyp[1]]])


def prove(proof: Proof) -> bytes:
    """I2.adaptive's bound is below I2.fixed's by I2.threshold."""
    row = RangeFacts(proof)
    proof.have("0 < k", row.k_at_least_one)
    _ = row.n_positive, row.E_positive, row.H_positive, row.Z_positive
    budget = proof.hyp[6]
    some = proof.have("0 < card(S2)", budget, proof.positive(budget.concl.args[0]))
    proof.have("0 < H2", row.hypothesis("H2 == sum(a[i] for i in S2)"), proof.positive("sum(a[i] for i in S2)", some))
    fixed = proof.cite(FIXED.sha256)
    wide = proof.use(proof.cite(ADAPTIVE.sha256), sub={"S": "S2", "H": "H2", "ps": (["e"], "ps2[e]")})
    less = proof.use(proof.cite(SCALAR.sha256), sub={"n": "n", "k": "k"})
    return proof.qed(proof.chain(wide, settled(proof, less), fixed))


I2_THRESHOLD = Theorem(
    id="I2.threshold",
    title="The length beyond which the bound of the adaptive window is below that of the fixed one",
    statement=SCALAR,
    prove=prove_scalar,
    source=SOURCE,
    symbols=BUDGET | meaning("E") | {"n": "the length of the row", "k": "keys of the fixed window"},
    witness=Example({}, {"k": 1, "alpha": 1, "C": 1, "E": 1, "n": 4}),
)

I2 = Theorem(
    id="I2",
    title="Beyond an explicit length any alpha n^C keys have a smaller largest error than any fixed window",
    statement=STATEMENT,
    prove=prove,
    source=SOURCE,
    symbols=SYMBOLS
    | BUDGET
    | meanings("S2", "H2", "ps2")
    | {
        "S": "the keys of the fixed window",
        "k": "keys of the fixed window, |S|",
        "S2": "the keys of the adaptive window",
    },
    witness=Example(
        {"J": 6},
        {
            "a": (1,) * 6,
            "S": frozenset({0}),
            "S2": frozenset({0, 1, 2}),
            "alpha": "1/2",
            "C": 1,
            "Delta": 0,
            "ps": (1, 0, 0, 0, 0, 0),
        },
    ),
    uses=("I2.fixed", "I2.adaptive", "I2.threshold"),
    remark="n0 = max(k (1 + E), (2 k E/alpha)^(1/C)).  Which keys are kept does not matter: it wins by keeping more.",
)

THEOREMS = (I2_THRESHOLD, I2)
