"""A2: the divergences of the sparse row equal -log(1 - tau), Renyi's of every order: the ratio is constant on S."""

from sympy import Eq, Ne, Symbol, exp, log

from tailbound.proofs.binders import Held
from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.entry import Example, Reading, Theorem
from tailbound.proofs.catalogue.row import S, given, h, j, meaning, p, ps, tau
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import Term
from tailbound.proofs.language import SumOver
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.congruence import replaced
from tailbound.proofs.tactics.guards import Proof

KL, alpha = Symbol("KL", real=True), Symbol("alpha", real=True)
ROW = [*given("weights", "kept", "H", "T", "Z", "tau", "p"), given("ps")[0]]
SYMBOLS = meaning("J", "S", "a", "H", "T", "Z", "tau", "p") | {"ps": "probabilities of the sparse row on S, a_j/H"}
EXAMPLE = Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0, 1})})

divergence = SumOver(j, S, ps(j) * log(ps(j) / p(j)))
power_sum = SumOver(j, S, exp(Held(alpha * log(ps(j)) + (1 - alpha) * log(p(j)))))

KULLBACK_LEIBLER = Statement.from_sympy(where=[*ROW, *given("h")], claim=Eq(divergence, -log(h)))
INVERSE = Statement.from_sympy(where=[*ROW, Eq(KL, divergence)], claim=Eq(tau, 1 - exp(-KL)))
RENYI = Statement.from_sympy(where=[*ROW, *given("h"), Ne(alpha, 1)], claim=Eq(log(power_sum) / (alpha - 1), -log(h)))
DIVERGENCE = "sum(ps[j]*log(ps[j]/p[j]) for j in S)"
POWERS = "sum(exp(alpha*log(ps[j]) + (1 - alpha)*log(p[j])) for j in S)"


def kept_entry(proof: Proof, row: RowFacts) -> tuple[Term, Step, Step]:
    """A kept key x, p_x == a_x/Z and ps_x == a_x/H; and 0 < p, 0 < ps on S, which the logarithms need."""
    _ = row.H_positive, row.Z_positive
    x, inside = proof.fix("x", "S")
    positive, at_p, at_ps = row.a_positive(x), row.p_at(x), row.ps_on(x, inside)
    for value, share, equation in (("p[x]", "a[x]/Z", at_p), ("ps[x]", "a[x]/H", at_ps)):
        sign = proof.have(f"0 < {value}", proof.positive(share, positive), equation)
        proof.gen(sign, x, "S")
    return x, at_p, at_ps


def log_ratio(proof: Proof, row: RowFacts) -> Step:
    """Sum over S of ps log(ps/p) == log Z - log H: each logarithm is log(Z/H), and ps sums to 1."""
    x, at_p, at_ps = kept_entry(proof, row)
    ratio = proof.have("a[x]/H/(a[x]/Z) == Z/H", row.a_positive(x))
    logs = proof.log_quotient("Z", "H", row.Z_positive, row.H_positive)
    steps = replaced(proof, "ps[x]*log(ps[x]/p[x])", at_ps, at_p, ratio, logs)
    total = proof.sum_compare("S", x, steps)
    return proof.have(f"{DIVERGENCE} == log(Z) - log(H)", total, row.H, multipliers=["(log(Z) - log(H))/H"])


def prove_kullback_leibler(proof: Proof) -> bytes:
    """KL = log Z - log H = -log(H/Z)."""
    row = RowFacts(proof)
    total = log_ratio(proof, row)
    return proof.qed(proof.have(f"{DIVERGENCE} == -log(h)", total, log_of_kept_mass(proof, row)))


def log_of_kept_mass(proof: Proof, row: RowFacts) -> Step:
    """log h == log H - log Z."""
    definition = row.hypothesis("h == 1 - tau")
    share = proof.have("h == H/Z", definition, row.kept_mass)
    proof.have("0 < h", row.kept_mass_positive, definition)
    quotient = proof.log_quotient("H", "Z", row.H_positive, row.Z_positive)
    return replaced(proof, "log(h)", share, quotient)


def prove_inverse(proof: Proof) -> bytes:
    """exp(-KL) = exp(log H - log Z) = H/Z = 1 - tau."""
    row = RowFacts(proof)
    total = log_ratio(proof, row)
    KL_is = proof.have("KL == log(Z) - log(H)", row.hypothesis(f"KL == {DIVERGENCE}"), total)
    quotient = proof.log_quotient("H", "Z", row.H_positive, row.Z_positive)
    exponent = proof.have("-KL == log(H/Z)", KL_is, quotient)
    share = proof.schema("exp_log", "H/Z", prem=[proof.positive("H/Z")])
    value = replaced(proof, "exp(-KL)", exponent, share)
    return proof.qed(proof.have("tau == 1 - exp(-KL)", value, row.kept_mass))


def prove_renyi(proof: Proof) -> bytes:
    """The power sum is exp((1 - alpha)(log H - log Z)): each summand is that times a_j/H."""
    row = RowFacts(proof)
    total = power_mass(proof, row)
    scale = "(1 - alpha)*(log(H) - log(Z))"
    logarithm = replaced(proof, f"log({POWERS})/(alpha - 1)", total, proof.schema("log_exp", scale))
    order = not_one(proof, row)
    goal = f"log({POWERS})/(alpha - 1) == -log(h)"
    ends = [(logarithm, "1"), (log_of_kept_mass(proof, row), "1")]
    return proof.qed(proof.identity(goal, eq=ends, clear=[order]))


def power_mass(proof: Proof, row: RowFacts) -> Step:
    """Sum over S of ps^alpha p^(1 - alpha) == exp((1 - alpha)(log H - log Z))."""
    x, at_p, at_ps = kept_entry(proof, row)
    positive = row.a_positive(x)
    log_ps = proof.log_quotient("a[x]", "H", positive, row.H_positive)
    log_p = proof.log_quotient("a[x]", "Z", positive, row.Z_positive)
    powers = "exp(alpha*log(ps[x]) + (1 - alpha)*log(p[x]))"
    expanded = replaced(proof, powers, at_ps, at_p, log_ps, log_p)
    scale = "exp(-alpha*log(H) - (1 - alpha)*log(Z))"
    weight = proof.schema("exp_log", "a[x]", prem=[positive])
    summand = proof.identity(f"{powers} == a[x]*{scale}", eq=[(expanded, "1"), (weight, scale)])
    total = proof.sum_compare("S", x, summand)
    mass = proof.schema("exp_log", "H", prem=[row.H_positive])
    goal = f"{POWERS} == exp((1 - alpha)*(log(H) - log(Z)))"
    return proof.identity(goal, eq=[(total, "1"), (row.H, f"-{scale}"), (mass, f"-{scale}")])


def not_one(proof: Proof, row: RowFacts) -> Step:
    """alpha - 1 != 0."""
    equal = proof.assume("alpha - 1 == 0")
    one = proof.identity("alpha == 1", eq=[(equal, "1")])
    clash = proof.rewrite(one, row.hypothesis("alpha != 1"))
    return proof.cases(equal.concl, proof.absurd("alpha - 1 != 0", clash), proof.negation(equal.concl))


THEOREMS = (
    Theorem(
        id="A2",
        title="The Kullback-Leibler divergence of the sparse row from the exact one is -log(1 - tau)",
        statement=KULLBACK_LEIBLER,
        prove=prove_kullback_leibler,
        source="arXiv:2512.07647; tailbound theorem book, A2",
        symbols={**SYMBOLS, **meaning("h")},
        witness=EXAMPLE,
        reading=Reading(quantity="kl", side="left", given={"h": "kept_mass"}),
        remark="The reverse divergence KL(p || p^S) is infinite as soon as a key is dropped.",
    ),
    Theorem(
        id="A2.inverse",
        title="The discarded mass from the Kullback-Leibler divergence",
        statement=INVERSE,
        prove=prove_inverse,
        source="arXiv:2512.07647; tailbound theorem book, A2",
        symbols={**SYMBOLS, "KL": "KL(p^S || p); the terms off S are 0"},
        witness=EXAMPLE,
        reading=Reading(quantity="tau", side="left", given={"KL": "kl"}),
    ),
    Theorem(
        id="A2.renyi",
        title="Every Renyi divergence of the sparse row from the exact one is -log(1 - tau)",
        statement=RENYI,
        prove=prove_renyi,
        source="tailbound theorem book, A2",
        symbols={**SYMBOLS, **meaning("h"), "alpha": "the order of the divergence, not 1"},
        witness=Example(EXAMPLE.sizes, {**EXAMPLE.values, "alpha": 2}),
        remark="Real powers are written exp(alpha log x). For alpha > 0 the sum over S is the sum over all keys.",
    ),
)
