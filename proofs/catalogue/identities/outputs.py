"""A5: pruning moves the output by tau times the gap between the means of the dropped and of the kept values."""

from sympy import Abs, Eq, Symbol, sqrt

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.row import C, c, given, meaning, mu_H, mu_T, o, o_S, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.language import ForAll, SumOver, SupOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.roots import abs_scaled, root_equals

D = Symbol("D", real=True)
NAMES = ("H", "T", "Z", "tau", "p", "ps", "o", "o_S", "mu_H", "mu_T")
ROW = given("weights", "kept", "dropped", *NAMES)
SYMBOLS = meaning("J", "C", "S", "a", "v", *NAMES)
EXAMPLE = Example({"J": 3, "C": 2}, {"a": (4, 2, 1), "S": frozenset({0, 1}), "v": ((1, 0), (0, 2), (-1, 3))})
SOURCE = "arXiv:2512.07647; tailbound theorem book, A5"

ENTRY = Statement.from_sympy(where=ROW, claim=ForAll(c, C, Eq(o(c) - o_S(c), tau * (mu_T(c) - mu_H(c)))))
TWO_NORM = Statement.from_sympy(
    where=[*ROW, Eq(D, sqrt(SumOver(c, C, (mu_T(c) - mu_H(c)) ** 2)))],
    claim=Eq(sqrt(SumOver(c, C, (o(c) - o_S(c)) ** 2)), tau * D),
)
MAX_NORM = Statement.from_sympy(
    where=[*ROW, Eq(D, SupOver(c, C, Abs(mu_T(c) - mu_H(c), evaluate=False)))],
    claim=Eq(SupOver(c, C, Abs(o(c) - o_S(c))), tau * D),
)
LARGEST_GAP = "sup(abs(mu_T[c] - mu_H[c]) for c in C)"


def dense_mean(proof: Proof, row: RowFacts, u: str) -> Step:
    """Sum over J of p_i u_i == (sum over S of a u + sum over the tail of a u)/Z; `u`: text in the index i."""
    _ = row.Z_positive
    x = proof.fresh("J")
    here = u.replace("[i", f"[{x.data[0]}")
    share = proof.have(f"p[{x.data[0]}]*{here} == a[{x.data[0]}]*{here}/Z", row.p_at(x), multipliers=[here])
    total = proof.sum_compare("J", x, share)
    parts = proof.split("J", ["S", "J - S"], f"sum(a[i]*{u} for i in S)")
    goal = f"sum(p[i]*{u} for i in J) == (sum(a[i]*{u} for i in S) + sum(a[i]*{u} for i in J - S))/Z"
    return proof.have(goal, total, parts, multipliers=["1/Z"])


def sparse_mean(proof: Proof, row: RowFacts, u: str) -> Step:
    """Sum over J of ps_i u_i == sum over S of a u / H; `u`: text in the index i."""
    _ = row.H_positive
    x, y = proof.fresh("J"), proof.fresh("J", "y")
    inside, outside = (proof.assume(f"{e.data[0]} in {over}") for e, over in ((x, "S"), (y, "J - S")))
    sums = []
    for e, over, at_ps, value in (
        (x, "S", row.ps_on(x, inside), "a[{0}]/H"),
        (y, "J - S", row.ps_off(y, outside), "0"),
    ):
        name = e.data[0]
        here = u.replace("[i", f"[{name}")
        step = proof.have(f"ps[{name}]*{here} == {value.format(name)}*{here}", at_ps, multipliers=[here])
        sums.append(proof.sum_compare(over, e, step))
    parts = proof.split("J", ["S", "J - S"], f"sum(ps[i]*{u} for i in S)")
    return proof.have(f"sum(ps[i]*{u} for i in J) == sum(a[i]*{u} for i in S)/H", parts, *sums)


def prove_entry(proof: Proof) -> bytes:
    """(H mu_H + T mu_T)/Z - mu_H = (T/Z)(mu_T - mu_H)."""
    row = RowFacts(proof)
    _ = row.H_positive, row.T_positive
    coordinate = proof.declare("e", "C")
    outputs = ("o[c] == sum(p[j]*v[j,c] for j in J)", "o_S[c] == sum(ps[j]*v[j,c] for j in J)")
    means_of = ("mu_H[c] == sum(a[j]*v[j,c] for j in S)/H", "mu_T[c] == sum(a[j]*v[j,c] for j in J - S)/T")
    o_is, o_S_is, mu_H_is, mu_T_is = (
        proof.at(row.hypothesis(f"all({n} for c in C)"), coordinate) for n in (*outputs, *means_of)
    )
    kept = proof.have("sum(a[j]*v[j,e] for j in S) == H*mu_H[e]", mu_H_is, multipliers=["H"])
    dropped = proof.have("sum(a[j]*v[j,e] for j in J - S) == T*mu_T[e]", mu_T_is, multipliers=["T"])
    means = (dense_mean(proof, row, "v[i,e]"), sparse_mean(proof, row, "v[i,e]"))
    facts = (o_is, o_S_is, *means, kept, dropped)
    change = proof.have("o[e] - o_S[e] == (H*mu_H[e] + T*mu_T[e])/Z - mu_H[e]", *facts, multipliers=["1/Z", "1/H"])
    goal = "o[e] - o_S[e] == tau*(mu_T[e] - mu_H[e])"
    last = proof.have(goal, change, row.tau, row.parts, multipliers=["mu_H[e]/Z", "mu_H[e]", "mu_T[e]"])
    return proof.qed(proof.gen(last, coordinate, "C"))


def prove_two_norm(proof: Proof) -> bytes:
    """The square of the left side is tau^2 times that of the gap."""
    row = RowFacts(proof)
    _ = row.H_positive, row.T_positive, row.Z_positive
    coordinate = proof.declare("e", "C")
    entry = proof.at(proof.cite(ENTRY.sha256), coordinate)
    gap = "sum((mu_T[c] - mu_H[c])**2 for c in C)"
    D_is = row.hypothesis(f"D == sqrt({gap})")
    sides = "o[e] - o_S[e] + tau*(mu_T[e] - mu_H[e])"
    square = proof.have("(o[e] - o_S[e])**2 == tau**2*(mu_T[e] - mu_H[e])**2", entry, multipliers=[sides])
    root = proof.schema("sqrt_square", gap, prem=[proof.nonnegative(gap)])
    change = "sum((o[c] - o_S[c])**2 for c in C)"
    total = proof.sum_compare("C", coordinate, square)
    equation = proof.have(
        f"{change} == (D*tau)**2", total, root, D_is, multipliers=["tau**2", f"tau**2*(D + sqrt({gap}))"]
    )
    proof.have("0 <= D", proof.nonnegative(f"sqrt({gap})"), D_is)
    _ = row.tau_nonnegative
    value = proof.nonnegative("D*tau")
    return proof.qed(root_equals(proof, change, "D*tau", equation, proof.nonnegative(change), value))


def prove_max_norm(proof: Proof) -> bytes:
    """Coordinate by coordinate the two absolute values differ by the factor tau > 0."""
    row = RowFacts(proof)
    _ = row.H_positive
    positive = proof.have("0 < tau", proof.positive("T/Z", row.T_positive, row.Z_positive), row.tau)
    e = proof.declare("e", "C")
    gap, entry = "mu_T[e] - mu_H[e]", proof.at(proof.cite(ENTRY.sha256), e)
    size = abs_scaled(proof, entry, "tau", gap, proof.nonnegative("tau"))
    change, D_is = "sup(abs(o[c] - o_S[c]) for c in C)", row.hypothesis(f"D == {LARGEST_GAP}")
    under = proof.sup_ge(LARGEST_GAP, e)
    bound = proof.have("abs(o[e] - o_S[e]) <= D*tau", size, under, D_is, products=[[under, positive]])
    some = proof.positive("card(C)")
    low = proof.sup_le("C", e, bound, some)
    back = proof.have(f"abs({gap}) <= {change}/tau", size, proof.sup_ge(change, e))
    least = proof.sup_le("C", e, back, some)
    high = proof.have(f"D*tau <= {change}", least, D_is, products=[[least, positive]])
    return proof.qed(proof.schema("antisym", change, "D*tau", prem=[low, high]))


THEOREMS = (
    Theorem(
        id="A5",
        title="The output moves by tau times the gap between the dropped and the kept mean value",
        statement=ENTRY,
        prove=prove_entry,
        source=SOURCE,
        symbols=SYMBOLS,
        witness=EXAMPLE,
    ),
    Theorem(
        id="A5.l2",
        title="The 2-norm of the output error",
        statement=TWO_NORM,
        prove=prove_two_norm,
        source=SOURCE,
        symbols={**SYMBOLS, "D": "2-norm of the gap between the mean values"},
        witness=EXAMPLE,
        reading=Reading(quantity="output_l2", side="left", given={"tau": "tau", "D": "mean_gap_l2"}),
        uses=("A5",),
    ),
    Theorem(
        id="A5.linf",
        title="The largest coordinate of the output error",
        statement=MAX_NORM,
        prove=prove_max_norm,
        source=SOURCE,
        symbols={**SYMBOLS, "D": "largest coordinate of the gap between the mean values"},
        witness=EXAMPLE,
        reading=Reading(quantity="output_linf", side="left", given={"tau": "tau", "D": "mean_gap_linf"}),
        uses=("A5",),
    ),
)
