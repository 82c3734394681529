"""B2 for one number per key: its mean moves by at most sqrt(odds(tau) variance)."""

from sympy import Eq, Le, Symbol

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Theorem
from tailbound.proofs.catalogue.identities.outputs import dense_mean, sparse_mean
from tailbound.proofs.catalogue.row import J, given, i, meaning, odds, p, ps, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import Family, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

SOURCE = "arXiv:2512.07647 (cited, not claimed); tailbound theorem book, B2"
x = Family("x", "J")
m, m_S, variance = (Symbol(name, real=True) for name in ("m", "m_S", "variance"))
ROW = ("weights", "kept", "H", "T", "Z", "tau", "p", "ps")

SCALAR = Statement.from_sympy(
    where=[
        *given(*ROW),
        Eq(m, SumOver(i, J, p(i) * x(i))),
        Eq(m_S, SumOver(i, J, ps(i) * x(i))),
        Eq(variance, SumOver(i, J, p(i) * (x(i) - m) ** 2)),
    ],
    claim=Le((m - m_S) ** 2, odds(tau) * variance),
)

X_S, X_T = "sum(a[i]*x[i] for i in S)", "sum(a[i]*x[i] for i in J - S)"
SQUARES = "(sum(a[i]*x[i]**2 for i in S) + sum(a[i]*x[i]**2 for i in J - S))"


def prove_scalar(proof: Proof) -> bytes:
    """(H X_T - T X_S)^2 <= H T (Z sum a x^2 - (sum a x)^2), from Cauchy-Schwarz on S and off S."""
    row = RowFacts(proof)
    _ = row.H_positive, row.kept_mass_positive
    both = proof.have("0 < H + T", row.H_positive, row.T_nonnegative)
    mean, mean_S, spread = moments(row)
    kept, dropped = weighted_squares(row, "S", row.H), weighted_squares(row, "J - S", row.T)
    core = proof.have(
        f"(H*{X_T} - T*{X_S})**2 <= H*T*((H + T)*{SQUARES} - ({X_S} + {X_T})**2)",
        products=[[kept, row.T_nonnegative, both], [dropped, row.H_positive, both]],
    )
    gap = proof.have(f"H*(H + T)*(m - m_S) == H*{X_T} - T*{X_S}", mean, mean_S, multipliers=["H", "H + T"])
    scaled = proof.have(
        "H**2*(H + T)**2*(m - m_S)**2 <= H*T*(H + T)**2*variance",
        core,
        gap,
        mean,
        spread,
        multipliers=[f"H*(H + T)*(m - m_S) + H*{X_T} - T*{X_S}", f"H*T*({X_S} + {X_T} + (H + T)*m)", "H*T*(H + T)"],
    )
    inverse = [proof.schema("inv_pos", d, prem=[s]) for d, s in (("H", row.H_positive), ("H + T", both))]
    ratio = proof.have("tau/(1 - tau) == T/H", row.tau, row.parts)
    bound = proof.have("(m - m_S)**2 <= (T/H)*variance", products=[[scaled, *inverse, *inverse]])
    return proof.qed(proof.have(proof.goal, bound, ratio, multipliers=["variance"]))


def moments(row: RowFacts) -> tuple[Step, Step, Step]:
    """(H + T) m == X_S + X_T; H m_S == X_S; (H + T) variance == sum of a x^2 on S and off S - (H + T) m^2."""
    proof = row.proof
    average, of_m = dense_mean(proof, row, "x[i]"), row.hypothesis("m == sum(p[i]*x[i] for i in J)")
    mean = proof.have(f"(H + T)*m == {X_S} + {X_T}", of_m, average, row.parts, multipliers=["Z"])
    average_S, of_m_S = sparse_mean(proof, row, "x[i]"), row.hypothesis("m_S == sum(ps[i]*x[i] for i in J)")
    mean_S = proof.have(f"H*m_S == {X_S}", of_m_S, average_S, multipliers=["H"])
    about = dense_mean(proof, row, "(x[i] - m)**2")
    of_variance = row.hypothesis("variance == sum((x[i] - m)**2*p[i] for i in J)")
    goal = f"(H + T)*variance == {SQUARES} - (H + T)*m**2"
    facts = (of_variance, about, mean, row.H, row.T, row.parts)
    return mean, mean_S, proof.have(goal, *facts, multipliers=["Z", "m", "m**2"])


def weighted_squares(row: RowFacts, over: str, mass: Step) -> Step:
    """(sum a x)^2 <= mass sum a x^2 over a set of keys by Cauchy-Schwarz; mass: the definition of sum a."""
    proof = row.proof
    _ = row.weights
    pairs = proof.nonnegative(f"sum(sum(a[i]*a[j]*(x[i] - x[j])**2 for j in {over}) for i in {over})")
    first, second = (f"sum({body} for i in {over})" for body in ("a[i]*x[i]", "a[i]*x[i]**2"))
    return proof.have(f"({first})**2 <= {mass.concl.args[0].data[0]}*{second}", pairs, mass)


SCALAR_THEOREM = Theorem(
    id="B2.scalar",
    title="The mean of one number per key moves by at most sqrt(odds(tau) variance)",
    statement=SCALAR,
    prove=prove_scalar,
    source=SOURCE,
    symbols={
        **meaning("J", "S", "a", "H", "T", "Z", "tau", "p", "ps"),
        "x": "a number x_j for each key",
        "m": "its mean over the row",
        "m_S": "its mean over the sparse row",
        "variance": "its variance over the row",
    },
    witness=Example({"J": 3}, {"a": (4, 2, 1), "x": (1, -1, 2), "S": frozenset({0, 1})}),
    extremal=Example({"J": 2}, {"a": (2, 1), "x": (1, -1), "S": frozenset({0})}),
)
