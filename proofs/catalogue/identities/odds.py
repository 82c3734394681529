"""A6: the odds of the discarded mass are T/H and the chi-squared divergence; the Bhattacharyya coefficient."""

from sympy import Eq, sqrt

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.identities.entries import shift
from tailbound.proofs.catalogue.row import H, J, T, given, h, j, meaning, odds, p, ps, r, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.roots import root_equals

ROW = given("weights", "kept", "H", "T", "Z", "tau", "p", "ps")
SYMBOLS = meaning("J", "S", "a", "H", "T", "Z", "tau", "p", "ps")
EXAMPLE = Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1})})

ODDS = Statement.from_sympy(where=given("weights", "kept", "H", "T", "Z", "tau"), claim=Eq(odds(tau), T / H))
CHI_SQUARED = Statement.from_sympy(where=[*ROW, *given("r")], claim=Eq(SumOver(j, J, (ps(j) - p(j)) ** 2 / p(j)), r))
BHATTACHARYYA = Statement.from_sympy(where=[*ROW, *given("h")], claim=Eq(SumOver(j, J, sqrt(p(j) * ps(j))), sqrt(h)))


def prove_odds(proof: Proof) -> bytes:
    """1 - tau = H/Z."""
    return proof.qed(RowFacts(proof).odds)


def positive_entries(proof: Proof, row: RowFacts) -> Step:
    """0 < p_j for all j."""
    _ = row.Z_positive
    z = proof.declare("z", "J")
    share = proof.positive("a[z]/Z", row.a_positive(z))
    return proof.gen(proof.have("0 < p[z]", share, row.p_at(z)), z, "J")


def prove_chi_squared(proof: Proof) -> bytes:
    """The summand is r^2 p on S and p off S: r^2 (1 - tau) + tau = r."""
    row = RowFacts(proof)
    positive = positive_entries(proof, row)
    r_is = row.hypothesis("r == tau/(1 - tau)")
    r_odds = proof.have("r == T/H", row.odds, r_is)
    x, inside = proof.fix("x", "S")
    proof.at(positive, x)
    change = proof.have("ps[x] - p[x] == r*p[x]", shift(proof, row, x, inside), r_is)
    summand = "(ps[x] - p[x])**2/p[x]"
    square = proof.have(f"{summand} == r**2*p[x]", change, multipliers=["(ps[x] - p[x] + r*p[x])/p[x]"])
    growth = proof.have(f"{summand} == r**2*(a[x]/Z)", square, row.p_at(x), multipliers=["r**2"])
    on = proof.sum_compare("S", x, growth)
    y, outside = proof.fix("y", "J - S")
    proof.at(positive, y)
    lost = proof.have("(ps[y] - p[y])**2/p[y] == p[y]", row.ps_off(y, outside), multipliers=["(ps[y] - 2*p[y])/p[y]"])
    off = proof.sum_compare("J - S", y, proof.have("(ps[y] - p[y])**2/p[y] == a[y]/Z", lost, row.p_at(y)))
    whole = proof.split("J", ["S", "J - S"], "sum((ps[j] - p[j])**2/p[j] for j in S)")
    masses = proof.have(
        "sum((ps[j] - p[j])**2/p[j] for j in J) == r**2*(H/Z) + T/Z",
        *(whole, on, off, row.H, row.T),
        multipliers=["1/Z", "r**2/Z"],
    )
    balance = proof.have("T/H*(T/H)*(H/Z) + T/Z == T/H", row.parts, multipliers=["T/(H*Z)"])
    return proof.qed(proof.have(proof.goal, masses, balance, r_odds, multipliers=["r*H/Z", "T/Z"]))


def prove_bhattacharyya(proof: Proof) -> bytes:
    """On S the summand is sqrt(h) ps, and ps sums to 1; off S it is 0."""
    row = RowFacts(proof)
    positive = positive_entries(proof, row)
    on, kept = kept_roots(proof, row, positive)
    y, outside = proof.fix("y", "J - S")
    product = proof.have("p[y]*ps[y] == 0**2", row.ps_off(y, outside))
    zero = proof.identity("0 <= 0")
    dropped = proof.have("0 <= p[y]*ps[y]", product)
    off = proof.sum_compare("J - S", y, root_equals(proof, "p[y]*ps[y]", "0", product, dropped, zero))
    z = proof.declare("x2", "J")
    cells = [proof.use(kept, sub={"x": z}), proof.use(dropped, sub={"y": z})]
    proof.gen(proof.cases("x2 in S", *cells), z, "J")
    whole = proof.split("J", ["S", "J - S"], "sum(sqrt(p[j]*ps[j]) for j in S)")
    return proof.qed(proof.have(proof.goal, whole, on, off, row.H, multipliers=["sqrt(h)/H"]))


def kept_roots(proof: Proof, row: RowFacts, positive: Step) -> tuple[Step, Step]:
    """Sum over S of sqrt(p ps) == sqrt(h) sum over S of a/H; and 0 <= p_x ps_x for x in S."""
    h_is = row.hypothesis("h == 1 - tau")
    proof.have("0 < h", row.kept_mass_positive, h_is)
    square = proof.schema("sqrt_square", "h", prem=[proof.nonnegative("h")])
    x, inside = proof.fix("x", "S")
    at_ps, _ = row.ps_on(x, inside), proof.at(positive, x)
    proof.have("0 < ps[x]", proof.positive("a[x]/H", row.a_positive(x), row.H_positive), at_ps)
    shrunk = proof.have("p[x] == h*ps[x]", row.p_at(x), at_ps, h_is, row.kept_mass, multipliers=["a[x]/H", "h"])
    product = proof.have("p[x]*ps[x] == (sqrt(h)*ps[x])**2", shrunk, square, multipliers=["ps[x]**2"])
    sign = proof.nonnegative("p[x]*ps[x]", inside)
    value = proof.nonnegative("sqrt(h)*ps[x]", inside)
    root = root_equals(proof, "p[x]*ps[x]", "sqrt(h)*ps[x]", product, sign, value)
    share = proof.have("sqrt(p[x]*ps[x]) == sqrt(h)*(a[x]/H)", root, at_ps, multipliers=["sqrt(h)"])
    return proof.sum_compare("S", x, share), sign


THEOREMS = (
    Theorem(
        id="A6.odds",
        title="The odds of the discarded mass are T/H",
        statement=ODDS,
        prove=prove_odds,
        source="tailbound theorem book, A6",
        symbols=meaning("J", "S", "a", "H", "T", "Z", "tau"),
        witness=EXAMPLE,
        reading=Reading(quantity="odds", side="left", given={"T": "T", "H": "H"}),
    ),
    Theorem(
        id="A6.chi2",
        title="The chi-squared divergence of the sparse row from the exact one is the odds of the discarded mass",
        statement=CHI_SQUARED,
        prove=prove_chi_squared,
        source="tailbound theorem book, A6",
        symbols={**SYMBOLS, **meaning("r")},
        witness=EXAMPLE,
        reading=Reading(quantity="chi2", side="left", given={"r": "odds"}),
    ),
    Theorem(
        id="A6.bhattacharyya",
        title="The Bhattacharyya coefficient of the sparse and the exact row is sqrt(1 - tau)",
        statement=BHATTACHARYYA,
        prove=prove_bhattacharyya,
        source="tailbound theorem book, A6",
        symbols={**SYMBOLS, **meaning("h")},
        witness=EXAMPLE,
        reading=Reading(quantity="bhattacharyya", side="left", given={"h": "kept_mass"}),
    ),
)
