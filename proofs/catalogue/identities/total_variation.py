"""A1: the total variation distance of the sparse row is the discarded mass."""

from sympy import Abs, Eq, Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.row import J, given, j, meaning, p, ps, tail, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import SetVariable, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

ROW = given("weights", "kept", "H", "T", "Z", "tau", "p", "ps")
A = SetVariable("A", "J")
SYMBOLS = meaning("J", "S", "a", "H", "T", "Z", "tau", "p", "ps")
EXAMPLE = Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1})})

L1 = Statement.from_sympy(where=ROW, claim=Eq(SumOver(j, J, Abs(p(j) - ps(j))), 2 * tau))
EVENT = Statement.from_sympy(where=ROW, claim=Le(Abs(SumOver(j, A, p(j)) - SumOver(j, A, ps(j))), tau))
ATTAINED = Statement.from_sympy(
    where=[*given("weights", "T", "Z", "tau", "p"), given("ps")[1]],
    claim=Eq(SumOver(j, tail, p(j)) - SumOver(j, tail, ps(j)), tau),
)


def prove_l1(proof: Proof) -> bytes:
    """Entries grow on S, by H (1/H - 1/Z) in all, and vanish off S, by T/Z in all."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    on, off = kept_part(proof, row), dropped_part(proof, row)
    whole = proof.split("J", ["S", "J - S"], "sum(abs(p[i] - ps[i]) for i in S)")
    goal = "sum(abs(p[i] - ps[i]) for i in J) == 2*tau"
    facts = (whole, on, off, row.H, row.T, row.parts, row.tau)
    return proof.qed(proof.have(goal, *facts, multipliers=["1/H", "1/Z"]))


def kept_part(proof: Proof, row: RowFacts) -> Step:
    """The sum over S of |p - ps| is the sum of a (1/H - 1/Z)."""
    x, inside = proof.fix("x", "S")
    change = proof.have("p[x] - ps[x] == a[x]/Z - a[x]/H", row.p_at(x), row.ps_on(x, inside))
    larger = proof.have("H <= Z", row.parts, row.T_nonnegative)
    order = proof.have("a[x]/Z <= a[x]/H", larger, row.a_positive(x), degree=2)
    falls = proof.have("p[x] - ps[x] <= 0", order, change)
    flat = proof.schema("abs_nonpos", "p[x] - ps[x]", prem=[falls])
    size = proof.have("abs(p[x] - ps[x]) == a[x]/H - a[x]/Z", flat, change)
    return proof.sum_compare("S", x, size)


def dropped_part(proof: Proof, row: RowFacts) -> Step:
    """The sum over the tail of |p - ps| is the sum of a/Z."""
    y, outside = proof.fix("y", "J - S")
    at_p, at_zero, positive = row.p_at(y), row.ps_off(y, outside), row.a_positive(y)
    share = proof.nonnegative("a[y]/Z", positive)
    up = proof.have("0 <= p[y] - ps[y]", share, at_p, at_zero)
    flat = proof.schema("abs_nonneg", "p[y] - ps[y]", prem=[up])
    return proof.sum_compare("J - S", y, proof.have("abs(p[y] - ps[y]) == a[y]/Z", flat, at_p, at_zero))


def prove_event(proof: Proof) -> bytes:
    """P gains on A off S at most T/Z, and loses on A in S at most H (1/H - 1/Z) = T/Z."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    dense, sparse = event_mass(proof, row), event_sparse_mass(proof, row)
    kept, missed, hit, rest = (f"sum(a[i] for i in {cell})" for cell in ("S & A", "S - A", "A - S", "J - S - A"))
    signs = [proof.nonnegative(cell) for cell in (kept, missed, hit, rest)]
    of_H = proof.have(f"H == {kept} + {missed}", row.H, proof.split("S", ["S & A", "S - A"], kept))
    of_T = proof.have(f"T == {hit} + {rest}", row.T, proof.split("J - S", ["A - S", "J - S - A"], kept))
    facts = [*signs, row.H_positive, row.T_nonnegative, of_H, of_T, row.parts]
    gain = proof.have(f"({kept} + {hit})/Z - {kept}/H <= T/Z", *facts, degree=2)
    loss = proof.have(f"{kept}/H - ({kept} + {hit})/Z <= T/Z", *facts, degree=2)
    change = "sum(p[i] for i in A) - sum(ps[i] for i in A)"
    up = proof.have(f"{change} <= tau", gain, dense, sparse, row.tau)
    down = proof.have(f"-({change}) <= tau", loss, dense, sparse, row.tau)
    return proof.qed(proof.abs_at_most(change, "tau", up, down))


def event_mass(proof: Proof, row: RowFacts) -> Step:
    """P(A) = (a(A & S) + a(A - S))/Z."""
    x, _ = proof.fix("x", "A")
    total = proof.sum_compare("A", x, row.p_at(x))
    parts = proof.split("A", ["S & A", "A - S"], "sum(a[i] for i in S)")
    goal = "sum(p[i] for i in A) == (sum(a[i] for i in S & A) + sum(a[i] for i in A - S))/Z"
    return proof.have(goal, total, parts)


def event_sparse_mass(proof: Proof, row: RowFacts) -> Step:
    """P^S(A) = a(A & S)/H."""
    x, inside = proof.fix("x2", "S & A")
    on = proof.sum_compare("S & A", x, row.ps_on(x, proof.member(x, "S", inside)))
    y, outside = proof.fix("y", "A - S")
    off = proof.sum_compare("A - S", y, row.ps_off(y, proof.member(y, "J - S", outside)))
    parts = proof.split("A", ["S & A", "A - S"], "sum(ps[i] for i in S)")
    return proof.have("sum(ps[i] for i in A) == sum(a[i] for i in S & A)/H", parts, on, off)


def prove_attained(proof: Proof) -> bytes:
    """On the tail p has mass T/Z and ps has none."""
    row = RowFacts(proof)
    _ = row.Z_positive
    y, outside = proof.fix("y", "J - S")
    dense = proof.sum_compare("J - S", y, row.p_at(y))
    sparse = proof.sum_compare("J - S", y, row.ps_off(y, outside))
    goal = "sum(p[i] for i in J - S) - sum(ps[i] for i in J - S) == tau"
    return proof.qed(proof.have(goal, dense, sparse, row.T, row.tau, multipliers=["1/Z"]))


THEOREMS = (
    Theorem(
        id="A1",
        title="The l1 distance of the sparse row is twice the discarded mass",
        statement=L1,
        prove=prove_l1,
        source="tailbound theorem book, A1",
        symbols=SYMBOLS,
        witness=EXAMPLE,
        reading=Reading(quantity="l1", side="left", given={"tau": "tau"}),
    ),
    Theorem(
        id="A1.sup",
        title="No event changes its probability by more than the discarded mass",
        statement=EVENT,
        prove=prove_event,
        source="tailbound theorem book, A1",
        symbols={**SYMBOLS, "A": "an event: any set of keys"},
        witness=Example(EXAMPLE.sizes, {**EXAMPLE.values, "A": frozenset({0, 2})}),
        extremal=Example(EXAMPLE.sizes, {**EXAMPLE.values, "A": frozenset({2})}),
        reading=Reading(quantity="tv", side="left", given={"tau": "tau"}),
        remark="With A1.attained: the total variation distance, the supremum over events, is tau.",
    ),
    Theorem(
        id="A1.attained",
        title="The tail is the event whose probability changes by the discarded mass",
        statement=ATTAINED,
        prove=prove_attained,
        source="tailbound theorem book, A1",
        symbols=meaning("J", "S", "a", "T", "Z", "tau", "p", "ps"),
        witness=EXAMPLE,
    ),
)
