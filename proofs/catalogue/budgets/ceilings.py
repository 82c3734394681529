"""I1.ceilings: budgets are integers, and rounding them up adds at most one key per row."""

from sympy import Le

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.budgets.power_sums import (
    I1_LOWER,
    I1_UPPER,
    MEANING,
    C,
    L,
    alpha,
    cost_guards,
    lengths,
    m,
    power,
)
from tailbound.proofs.catalogue.entry import Example, Theorem
from tailbound.proofs.language import Family, ForAll, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

b = Family("b", "int")
TOTAL = SumOver(m, lengths, b(m))

LOWER = Statement.from_sympy(
    where=[Le(0, alpha), Le(0, C), Le(1, L), ForAll(m, lengths, Le(alpha * power(m, C), b(m)))],
    claim=Le(alpha * power(L, C + 1) / (C + 1), TOTAL),
)
UPPER = Statement.from_sympy(
    where=[Le(0, alpha), Le(0, C), Le(0, L), ForAll(m, lengths, Le(b(m), alpha * power(m, C) + 1))],
    claim=Le(TOTAL, alpha * power(L + 1, C + 1) / (C + 1) + L),
)


def number_of_lengths(proof: Proof) -> Step:
    """0 <= L |- there are L lengths from 1 to L."""
    x, inside = proof.fix("x0", "rng(1, 0)")
    ends = [proof.schema(name, x, "1", "0", prem=[inside]) for name in ("range_lo", "range_hi")]
    none = proof.sum_compare("rng(1, 0)", x, proof.absurd("1 == 0", proof.have("0 < 0", *ends)))
    start = proof.have("card(rng(1, 0)) == 0", none)
    n = proof.declare("n", "int")
    some = proof.have("1 <= n + 1", proof.assume("0 <= n"))
    more = proof.schema("sum_last", "1", "n + 1", "1", prem=[some])
    step = proof.have("card(rng(1, n + 1)) == n + 1", more, proof.assume("card(rng(1, n)) == n"))
    every = proof.induct(start, step, n, "0", "card(rng(1, n)) == n")
    return proof.use(every, [proof.assume("0 <= L")], sub={"n": "L"})


def summed(proof: Proof) -> Step:
    """The hypothesis on every budget, summed over the lengths."""
    x, inside = proof.fix("x1", "rng(1, L)")
    return proof.sum_compare("rng(1, L)", x, proof.at(proof.hyp[3], x, using=[inside]))


def prove_lower(proof: Proof) -> bytes:
    """Sum the budgets, then I1.lower."""
    cost_guards(proof, "1 <= L")
    return proof.qed(proof.have(proof.goal, summed(proof), proof.cite(I1_LOWER.statement.sha256)))


def prove_upper(proof: Proof) -> bytes:
    """Sum the budgets: one more for each of the L lengths; then I1.upper."""
    cost_guards(proof, "0 <= L")
    facts = summed(proof), number_of_lengths(proof), proof.cite(I1_UPPER.statement.sha256)
    return proof.qed(proof.have(proof.goal, *facts))


SYMBOLS = MEANING | {"b": "keys that a row of length m keeps"}

I1_CEILINGS_LOWER = Theorem(
    id="I1.ceilings.lower",
    title="Budgets of at least alpha m^C keys cost at least alpha L^(C + 1)/(C + 1)",
    statement=LOWER,
    prove=prove_lower,
    source="tailbound theorem book, I1",
    symbols=SYMBOLS,
    witness=Example({}, {"alpha": 1, "C": 1, "L": 2, "b": (0, 1, 2)}),
    extremal=Example({}, {"alpha": 1, "C": 0, "L": 2, "b": (0, 1, 1)}),
    uses=("I1.lower",),
    remark="b(m) = ceil(alpha m^C) is the case meant; a cap at m keys may break the hypothesis.",
)

I1_CEILINGS = Theorem(
    id="I1.ceilings",
    title="Rounding the budgets alpha m^C up adds at most L to the cost",
    statement=UPPER,
    prove=prove_upper,
    source="tailbound theorem book, I1",
    symbols=SYMBOLS,
    witness=Example({}, {"alpha": 1, "C": 1, "L": 2, "b": (0, 1, 3)}),
    extremal=Example({}, {"alpha": 0, "C": 0, "L": 2, "b": (0, 1, 1)}),
    uses=("I1.upper",),
    remark="b(m) = ceil(alpha m^C) is the case meant; a cap at m keys only lowers it.",
)

THEOREMS = (I1_CEILINGS_LOWER, I1_CEILINGS)
