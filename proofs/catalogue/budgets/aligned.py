"""I1.aligned: the alpha at which an adaptive budget costs what a fixed window of k0 keys costs."""

from sympy import Eq, Le, Symbol

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.budgets.power_sums import (
    COST,
    I1_LOWER,
    I1_UPPER,
    MEANING,
    C,
    L,
    alpha,
    cost_guards,
    power,
)
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Theorem
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

k0 = Symbol("k0", real=True)
ALIGNED = [Le(0, k0), Le(0, C), Le(1, L), Eq(alpha, k0 * (C + 1) / power(L, C))]

LOWER = Statement.from_sympy(where=ALIGNED, claim=Le(k0 * L, COST))
UPPER = Statement.from_sympy(where=ALIGNED, claim=Le(COST, k0 * power(L + 1, C + 1) / power(L, C)))


def alpha_nonnegative(proof: Proof) -> Step:
    """0 <= alpha, from its definition."""
    return proof.have("0 <= alpha", proof.nonnegative(proof.hyp[3].concl.args[1]), proof.hyp[3])


def prove_lower(proof: Proof) -> bytes:
    """I1.lower, where L^(C + 1)/L^C = L."""
    cost_guards(proof, "1 <= L")
    bound = proof.discharge(proof.cite(I1_LOWER.statement.sha256), alpha_nonnegative(proof))
    back = proof.schema("exp_log", "L", prem=[proof.have("0 < L", proof.assume("1 <= L"))])
    return proof.qed(
        proof.have(proof.goal, bound, proof.hyp[3], back, multipliers=["exp((C + 1)*log(L))/(C + 1)", "k0"])
    )


def prove_upper(proof: Proof) -> bytes:
    """I1.upper with this alpha."""
    cost_guards(proof, "1 <= L")
    some = proof.have("0 <= L", proof.assume("1 <= L"))
    bound = proof.discharge(proof.cite(I1_UPPER.statement.sha256), alpha_nonnegative(proof), some)
    return proof.qed(proof.have(proof.goal, bound, proof.hyp[3], multipliers=["exp((C + 1)*log(L + 1))/(C + 1)"]))


SYMBOLS = MEANING | {"k0": "keys of the fixed window"}
SOURCE = f"{PAPER}, Sec. 7 ({RECONSTRUCTED})"
EXAMPLE = Example({}, {"k0": 2, "C": 0, "L": 3})

I1_ALIGNED_LOWER = Theorem(
    id="I1.aligned.lower",
    title="Cost-aligned, the adaptive budget costs no less than the fixed window",
    statement=LOWER,
    prove=prove_lower,
    source=SOURCE,
    symbols=SYMBOLS,
    witness=Example({}, {"k0": 2, "C": "1/2", "L": 3}),
    extremal=EXAMPLE,
    uses=("I1.lower",),
    remark="A window of k0 keys at every length up to L costs k0 L.",
)

I1_ALIGNED = Theorem(
    id="I1.aligned",
    title="Cost-aligned, the adaptive budget costs at most ((L + 1)/L)^(C + 1) times the fixed window",
    statement=UPPER,
    prove=prove_upper,
    source=SOURCE,
    symbols=SYMBOLS,
    witness=Example({}, {"k0": 2, "C": "1/2", "L": 3}),
    uses=("I1.upper",),
    remark="A window of k0 keys at every length up to L costs k0 L, and the quotient tends to 1.",
)

THEOREMS = (I1_ALIGNED_LOWER, I1_ALIGNED)
