"""A3: what pruning does to each entry, and the largest change."""

from sympy import Abs, Eq, Symbol

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.row import J, S, given, j, meaning, odds, p, ps, r, tail, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import Term
from tailbound.proofs.language import ForAll, Maximum, SupOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

m_S, m_T = Symbol("m_S", real=True), Symbol("m_T", real=True)
SYMBOLS = meaning("J", "S", "a", "H", "T", "Z", "tau", "p", "ps")
EXAMPLE = Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1})})

KEPT = Statement.from_sympy(
    where=[*given("weights", "kept", "H", "T", "Z", "tau", "p"), given("ps")[0]],
    claim=ForAll(j, S, Eq(ps(j) - p(j), p(j) * odds(tau))),
)
DROPPED = Statement.from_sympy(where=[ForAll(j, tail, Eq(ps(j), 0))], claim=ForAll(j, tail, Eq(ps(j) - p(j), -p(j))))
LARGEST = Statement.from_sympy(
    where=[
        *given("weights", "kept", "dropped", "H", "T", "Z", "tau", "p", "ps", "r"),
        Eq(m_S, SupOver(j, S, p(j))),
        Eq(m_T, SupOver(j, tail, p(j))),
    ],
    claim=Eq(SupOver(j, J, Abs(p(j) - ps(j))), Maximum(r * m_S, m_T)),
)
LARGEST_CHANGE = "sup(abs(p[j] - ps[j]) for j in J)"
BOUND = "max(m_S*r, m_T)"
KEPT_MAX, DROPPED_MAX = "m_S == sup(p[j] for j in S)", "m_T == sup(p[j] for j in J - S)"


def shift(proof: Proof, row: RowFacts, x: Term, inside: Step) -> Step:
    """x in S |- ps_x - p_x == tau p_x/(1 - tau)."""
    name, odds_are = x.data[0], row.odds
    growth = proof.have(f"a[{name}]/H - a[{name}]/Z == a[{name}]/Z*(T/H)", row.parts)
    facts = (growth, row.ps_on(x, inside), row.p_at(x), odds_are)
    return proof.have(f"ps[{name}] - p[{name}] == tau*p[{name}]/(1 - tau)", *facts, multipliers=["T/H"])


def prove_kept(proof: Proof) -> bytes:
    """a/H - a/Z = (a/Z)(T/H)."""
    row = RowFacts(proof)
    x, inside = proof.fix("x", "S")
    return proof.qed(proof.gen(shift(proof, row, x, inside), x, "S"))


def prove_dropped(proof: Proof) -> bytes:
    """ps vanishes there."""
    y, outside = proof.fix("y", "J - S")
    step = proof.have("ps[y] - p[y] == -p[y]", RowFacts(proof).ps_off(y, outside))
    return proof.qed(proof.gen(step, y, "J - S"))


def prove_largest(proof: Proof) -> bytes:
    """Every entry is below one of the two, and each of the two is below the largest entry."""
    row = RowFacts(proof)
    changes = sizes(proof, row)
    low, high = no_entry_above(proof, row, *changes), both_attained(proof, row, *changes)
    return proof.qed(proof.schema("antisym", LARGEST_CHANGE, BOUND, prem=[low, high]))


def sizes(proof: Proof, row: RowFacts) -> tuple[Step, Step]:
    """All x in S: |p_x - ps_x| == r p_x; and all y off S: |p_y - ps_y| == p_y."""
    r = row.hypothesis("r == tau/(1 - tau)")
    proof.have("0 < r", proof.positive("T/H", row.T_positive, row.H_positive), row.odds, r)
    _ = row.Z_positive
    x, inside = proof.fix("x", "S")
    share = proof.positive("a[x]/Z", row.a_positive(x))
    proof.have("0 < p[x]", share, row.p_at(x))
    change = proof.have("p[x] - ps[x] == -r*p[x]", shift(proof, row, x, inside), r)
    falls = proof.have("p[x] - ps[x] <= 0", change, proof.positive("r*p[x]", inside))
    flat = proof.schema("abs_nonpos", "p[x] - ps[x]", prem=[falls])
    on = proof.gen(proof.have("abs(p[x] - ps[x]) == r*p[x]", flat, change), x, "S")
    y, outside = proof.fix("y", "J - S")
    at_zero = row.ps_off(y, outside)
    share = proof.positive("a[y]/Z", row.a_positive(y))
    rises = proof.have("0 <= p[y] - ps[y]", share, row.p_at(y), at_zero)
    flat = proof.schema("abs_nonneg", "p[y] - ps[y]", prem=[rises])
    off = proof.gen(proof.have("abs(p[y] - ps[y]) == p[y]", flat, at_zero), y, "J - S")
    return on, off


def no_entry_above(proof: Proof, row: RowFacts, on: Step, off: Step) -> Step:
    """max |p - ps| <= max(r m_S, m_T)."""
    z = proof.declare("z", "J")
    inside, outside = proof.assume("z in S"), proof.assume("z in J - S")
    under = proof.sup_ge("sup(p[i] for i in S)", z, inside)
    least = proof.have("r*p[z] <= m_S*r", under, row.hypothesis(KEPT_MAX), products=[[under, proof.positive("r")]])
    bound = proof.max_at_least("m_S*r", "m_T", "m_S*r")
    yes = proof.have(f"abs(p[z] - ps[z]) <= {BOUND}", proof.at(on, z, using=[inside]), least, bound)
    under = proof.sup_ge("sup(p[i] for i in J - S)", z, outside)
    bound = proof.max_at_least("m_S*r", "m_T", "m_T")
    largest = row.hypothesis(DROPPED_MAX)
    no = proof.have(f"abs(p[z] - ps[z]) <= {BOUND}", proof.at(off, z, using=[outside]), under, bound, largest)
    return proof.sup_le("J", z, proof.cases("z in S", yes, no), proof.positive("card(J)"))


def both_attained(proof: Proof, row: RowFacts, on: Step, off: Step) -> Step:
    """max(r m_S, m_T) <= max |p - ps|."""
    x, inside = proof.fix("x3", "S")
    over = proof.sup_ge(LARGEST_CHANGE, x)
    each = proof.have(f"p[x3] <= {LARGEST_CHANGE}/r", over, proof.at(on, x, using=[inside]))
    top = proof.sup_le("S", x, each, row.hypothesis("0 < card(S)"))
    positive = proof.positive("r")
    kept = proof.have(f"m_S*r <= {LARGEST_CHANGE}", top, row.hypothesis(KEPT_MAX), products=[[top, positive]])
    y, outside = proof.fix("y3", "J - S")
    over = proof.sup_ge(LARGEST_CHANGE, y)
    each = proof.have(f"p[y3] <= {LARGEST_CHANGE}", over, proof.at(off, y, using=[outside]))
    top = proof.sup_le("J - S", y, each, row.hypothesis("0 < card(J - S)"))
    dropped = proof.have(f"m_T <= {LARGEST_CHANGE}", top, row.hypothesis(DROPPED_MAX))
    return proof.max_at_most("m_S*r", "m_T", LARGEST_CHANGE, kept, dropped)


THEOREMS = (
    Theorem(
        id="A3.kept",
        title="Kept probabilities grow by the odds of the discarded mass",
        statement=KEPT,
        prove=prove_kept,
        source="tailbound theorem book, A3",
        symbols=SYMBOLS,
        witness=EXAMPLE,
    ),
    Theorem(
        id="A3.dropped",
        title="Dropped probabilities are lost",
        statement=DROPPED,
        prove=prove_dropped,
        source="tailbound theorem book, A3",
        symbols=meaning("J", "S", "p", "ps"),
        witness=Example({"J": 2}, {"S": frozenset({0}), "p": ("1/2", "1/2"), "ps": (1, 0)}),
    ),
    Theorem(
        id="A3",
        title="The largest change of an entry",
        statement=LARGEST,
        prove=prove_largest,
        source="tailbound theorem book, A3",
        symbols={
            **SYMBOLS,
            **meaning("r"),
            "m_S": "largest kept probability",
            "m_T": "largest dropped probability",
        },
        witness=EXAMPLE,
        reading=Reading(
            quantity="linf", side="left", given={"r": "odds", "m_S": "p_kept_max", "m_T": "p_dropped_max"}
        ),
    ),
)
