"""I2: a window that grows like n^C against a fixed window, in the largest error of an entry (P-7)."""

from sympy import Abs, Le, Lt, Symbol, exp, log

from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.bounded.mass import LOWER as D2_LOWER
from tailbound.proofs.catalogue.bounded.rate import SIMPLE as D3_SIMPLE
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem
from tailbound.proofs.catalogue.row import E, J, S, given, i, k, meaning, n, p, ps
from tailbound.proofs.language import Cardinality, SupOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.absolute import abs_at_least_opposite
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.instances import settled

alpha, C = Symbol("alpha", real=True), Symbol("C", real=True)
WIDE = alpha * exp(C * log(n))
WORST = "sup(abs(p[i] - ps[i]) for i in J)"
WIDE_ERROR = "E/(alpha*exp(C*log(n)))"
narrow_error = (n - k) / (k * (n - k + k * E))

FIXED = Statement.from_sympy(
    where=[*given("weights", "kept", "n", "k", "H", "Z", "p"), given("ps")[0], *given("range")],
    claim=Le(narrow_error, SupOver(i, J, Abs(p(i) - ps(i)))),
)

ADAPTIVE = Statement.from_sympy(
    where=[
        *given("weights", "n"),
        Lt(0, alpha),
        Le(WIDE, Cardinality(S)),
        *given("H", "Z", "p", "ps", "range"),
    ],
    claim=Le(SupOver(i, J, Abs(p(i) - ps(i))), E / WIDE),
)


def prove_fixed(proof: Proof) -> bytes:
    """The kept entries gain tau together, so one of them at least tau/k; then D2.lower."""
    row = RangeFacts(proof)
    e, inside = proof.fix("e", "S")
    _ = row.H_positive, row.Z_positive
    own = abs_at_least_opposite(proof, "p[e] - ps[e]")
    facts = row.p_at(e), row.ps_on(e, inside)
    gained = proof.sum_compare("S", e, proof.have(f"a[e]/H - a[e]/Z <= {WORST}", own, proof.sup_ge(WORST, e), *facts))
    share = proof.have(f"1 - H/Z <= k*{WORST}", gained, row.H, row.k, multipliers=["1/H", "1/Z"])
    dropped = "sum(a[i] for i in J - S)"
    instance = proof.use(proof.cite(D2_LOWER.sha256), sub={"T": dropped, "tau": f"{dropped}/Z"})
    least = settled(proof, instance)
    whole = proof.split("J", ["S", "J - S"], dropped)
    mass = proof.have(f"{dropped}/Z == 1 - H/Z", whole, row.H, row.Z)
    _ = row.spread
    positive = proof.have("0 < k", row.k_at_least_one)
    total = proof.have(f"(n - k)/(n - k + k*E) <= k*{WORST}", least, mass, share)
    inverse = proof.schema("inv_pos", "k", prem=[positive])
    return proof.qed(proof.have(proof.goal, products=[[total, inverse]]))


def prove_adaptive(proof: Proof) -> bytes:
    """D3.simple: the error is at most E/|S|."""
    row = RangeFacts(proof)
    _ = row.n_positive, row.E_positive
    budget, wide = row.hypothesis("alpha*exp(C*log(n)) <= card(S)"), proof.positive("alpha*exp(C*log(n))")
    proof.have("0 < card(S)", budget, wide)
    _ = row.H_positive, row.Z_positive
    simple = settled(proof, proof.use(proof.cite(D3_SIMPLE.sha256), sub={"k": "card(S)"}))
    e = proof.declare("e", "J")
    factors = [row.E_positive, *(proof.positive(f"1/{t}") for t in ("card(S)", "alpha", "exp(C*log(n))"))]
    larger = proof.have(f"E/card(S) <= {WIDE_ERROR}", products=[[budget, *factors]])
    below = proof.have(f"abs(p[e] - ps[e]) <= {WIDE_ERROR}", proof.at(simple, e), larger)
    worst = proof.sup_le("J", e, below, proof.positive("card(J)"))
    return proof.qed(proof.have(proof.goal, worst))


SYMBOLS = meaning("J", "S", "a", "n", "H", "Z", "p", "ps", "Delta", "E")
BUDGET = {"alpha": "keys kept per length to the power C", "C": "the exponent of the budget"}
SOURCE = f"{PAPER}, Sec. 7 ({RECONSTRUCTED})"

I2_FIXED = Theorem(
    id="I2.fixed",
    title="A fixed window of k keys keeps an error of about 1/k in some entry, however long the row",
    statement=FIXED,
    prove=prove_fixed,
    source=SOURCE,
    symbols=SYMBOLS | meaning("k"),
    witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "Delta": 2, "ps": ("2/3", "1/3", 0)}),
    extremal=Example({"J": 4}, {"a": (1,) * 4, "S": frozenset({0, 1}), "Delta": 0, "ps": ("1/2", "1/2", 0, 0)}),
    reading=Reading(quantity="linf", side="right", given={"n": "n", "k": "k", "Delta": "delta"}),
    uses=("D2.lower",),
    remark="Off S the values ps_j may be anything.",
)

I2_ADAPTIVE = Theorem(
    id="I2.adaptive",
    title="Any alpha n^C keys have an error of at most e^Delta/(alpha n^C) in every entry",
    statement=ADAPTIVE,
    prove=prove_adaptive,
    source=SOURCE,
    symbols=SYMBOLS | BUDGET,
    witness=Example({"J": 4}, {"a": (1, 2, 1, 2), "S": frozenset({0, 1}), "alpha": 1, "C": "1/2", "Delta": "log(2)"}),
    reading=Reading(
        quantity="linf",
        side="left",
        given={"n": "n", "Delta": "delta", "C": "1/2", "alpha": "k/sqrt(n)"},
    ),
    uses=("D3.simple",),
    remark="The reading takes alpha = k/sqrt(n) at C = 1/2, so that the budget is the k keys that were kept.",
)

THEOREMS = (I2_FIXED, I2_ADAPTIVE)
