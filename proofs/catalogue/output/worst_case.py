"""B3: over all values of norm at most 1, the largest output error is 2 tau."""

from sympy import Eq, Le

from tailbound.proofs.catalogue.entry import Example, Theorem, Value
from tailbound.proofs.catalogue.output import radius
from tailbound.proofs.catalogue.output.cross_diameter import OUTPUTS, SYMBOLS, norm
from tailbound.proofs.catalogue.row import C, J, S, c, i, j, o, o_S, tail, tau, v
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import Family, ForAll, SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.roots import root_equals

e = Family("e", "C")
SOURCE = "tailbound theorem book, B3"
OPPOSITE = [ForAll(i, S, ForAll(c, C, Eq(v(i, c), -e(c)))), ForAll(j, tail, ForAll(c, C, Eq(v(j, c), e(c))))]

UPPER = Statement.from_sympy(
    where=[*OUTPUTS, ForAll(j, J, Le(norm(v(j, c)), 1))], claim=Le(norm(o(c) - o_S(c)), 2 * tau)
)
ATTAINED = Statement.from_sympy(where=[*OUTPUTS, *OPPOSITE], claim=ForAll(c, C, Eq(o(c) - o_S(c), 2 * tau * e(c))))
ATTAINED_NORM = Statement.from_sympy(
    where=[*OUTPUTS, *OPPOSITE, Eq(SumOver(c, C, e(c) ** 2), 1)], claim=Eq(norm(o(c) - o_S(c)), 2 * tau)
)


def prove_upper(proof: Proof) -> bytes:
    """The second form of B1 with centre 0 and radius 1."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    x = proof.declare("x", "J")
    near = proof.have("sqrt(sum((v[x, c] - 0)**2 for c in C)) <= 1", proof.at(proof.hyp[-1], x))
    sub = {"z": (["c"], "0"), "R": "1"}
    bound = proof.use(proof.cite(radius.TWO_NORM.sha256), sub=sub, prem=[proof.gen(near, x, "J")])
    return proof.qed(proof.have(proof.goal, bound))


def prove_attained(proof: Proof) -> bytes:
    """o = (T - H) e/Z and o_S = -e."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    d = proof.declare("d", "C")
    kept, dropped = proof.hyp[-2:]
    x, inside = proof.fix("x", "S")
    y, outside = proof.fix("y", "J - S")
    values = proof.at(kept, x, d, using=[inside]), proof.at(dropped, y, d, using=[outside])
    dense = (
        proof.have("p[x]*v[x, d] == -(a[x]/Z)*e[d]", values[0], row.p_at(x), multipliers=["p[x]", "e[d]"]),
        proof.have("p[y]*v[y, d] == (a[y]/Z)*e[d]", values[1], row.p_at(y), multipliers=["p[y]", "e[d]"]),
    )
    sparse = (
        proof.have("ps[x]*v[x, d] == -(a[x]/H)*e[d]", values[0], row.ps_on(x, inside), multipliers=["ps[x]", "e[d]"]),
        proof.have("ps[y]*v[y, d] == 0", row.ps_off(y, outside), multipliers=["v[y, d]"]),
    )
    sums = [
        proof.sum_compare(over, z, s)
        for over, z, pair in (("S", x, 0), ("J - S", y, 1))
        for s in (dense[pair], sparse[pair])
    ]
    parts = [proof.split("J", ["S", "J - S"], f"sum({w}[i]*v[i, d] for i in S)") for w in ("p", "ps")]
    means = [proof.at(h, d) for h in proof.hyp[-4:-2]]
    goal = "o[d] - o_S[d] == 2*tau*e[d]"
    step = proof.have(goal, *means, *parts, *sums, row.H, row.T, row.parts, row.tau, multipliers=["e[d]/Z", "e[d]/H"])
    return proof.qed(proof.gen(step, d, "C"))


def prove_attained_norm(proof: Proof) -> bytes:
    """|2 tau e| = 2 tau."""
    row = RowFacts(proof)
    _ = row.H_positive, row.Z_positive
    d = proof.declare("d", "C")
    entry = proof.at(proof.cite(ATTAINED.sha256), d)
    sides = "o[d] - o_S[d] + 2*tau*e[d]"
    square = proof.have("(o[d] - o_S[d])**2 == 4*tau**2*e[d]**2", entry, multipliers=[sides])
    total = proof.sum_compare("C", d, square)
    error = "sum((o[c] - o_S[c])**2 for c in C)"
    equation = proof.have(f"{error} == (2*tau)**2", total, proof.hyp[-1], multipliers=["tau**2"])
    value = proof.have("0 <= 2*tau", row.tau_nonnegative)
    return proof.qed(root_equals(proof, error, "2*tau", equation, proof.nonnegative(error), value))


WEIGHTS: dict[str, Value] = {"a": (4, 2, 1), "S": frozenset({0, 1})}
THEOREMS = (
    Theorem(
        id="B3.upper",
        title="With values of norm at most 1 the output moves by at most 2 tau",
        statement=UPPER,
        prove=prove_upper,
        source=SOURCE,
        symbols=SYMBOLS,
        witness=Example({"J": 3, "C": 2}, {**WEIGHTS, "v": (("3/5", "4/5"), (0, "1/2"), (-1, 0))}),
        extremal=Example({"J": 3, "C": 2}, {**WEIGHTS, "v": (("3/5", "4/5"), ("3/5", "4/5"), ("-3/5", "-4/5"))}),
        uses=("B1.radius.l2",),
    ),
    Theorem(
        id="B3.attained",
        title="With the value -e at kept and e at dropped keys the output moves by exactly 2 tau e",
        statement=ATTAINED,
        prove=prove_attained,
        source=SOURCE,
        symbols={**SYMBOLS, "e": "any vector"},
        witness=Example({"J": 3, "C": 2}, {**WEIGHTS, "e": ("3/5", "4/5")}),
        remark="So for e of norm 1, in any norm, the bound 2 tau is attained, whatever the weights and the kept set.",
    ),
    Theorem(
        id="B3.attained.l2",
        title="Values of norm 1 for which the output moves by exactly 2 tau",
        statement=ATTAINED_NORM,
        prove=prove_attained_norm,
        source=SOURCE,
        symbols={**SYMBOLS, "e": "a vector of norm 1"},
        witness=Example({"J": 3, "C": 2}, {**WEIGHTS, "e": ("3/5", "4/5")}),
        uses=("B3.attained",),
    ),
)
