"""D3's consequences: at bounded range, or range (C - c) ln n, the entrywise error of n^C keys has a rate in n."""

from sympy import Abs, Le, Symbol, exp, log

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.entrywise import STATEMENT as D3
from tailbound.proofs.catalogue.bounded.facts import RangeFacts
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem, Value
from tailbound.proofs.catalogue.row import Delta, E, J, given, j, k, meaning, n, p, ps
from tailbound.proofs.language import ForAll
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof

C, c = Symbol("C", real=True), Symbol("c", real=True)
error = Abs(p(j) - ps(j))
GIVEN = given("weights", "kept", "k", "H", "Z", "p", "ps", "range")
WITH_N = given("weights", "kept", "n", "k", "H", "Z", "p", "ps", "range")
SIMPLE = Statement.from_sympy(where=GIVEN, claim=ForAll(j, J, Le(error, E / k)))
RATE = Statement.from_sympy(
    where=[*WITH_N, Le(exp(C * log(n)), k)], claim=ForAll(j, J, Le(error, E / exp(C * log(n))))
)
GROWTH = Statement.from_sympy(
    where=[*WITH_N, Le(exp(C * log(n)), k), Le(Delta, (C - c) * log(n))],
    claim=ForAll(j, J, Le(error, 1 / exp(c * log(n)))),
)


def prove_simple(proof: Proof) -> bytes:
    """E/(E + k - 1) <= E/k, as E >= 1."""
    row = RangeFacts(proof)
    e = proof.declare("e", "J")
    sharp = proof.at(proof.cite(D3.sha256), e)
    one, budget = row.E_at_least_one(e), row.k_at_least_one
    _ = row.E_positive, row.H_positive, row.Z_positive
    _ = proof.have("0 < E + k - 1", row.E_positive, budget), proof.have("0 < k", budget)
    larger = proof.have("E/(E + k - 1) <= E/k", one, products=[[one, row.E_positive]])
    return proof.qed(proof.gen(proof.chain(sharp, larger), e, "J"))


def at_simple(proof: Proof, row: RangeFacts) -> Step:
    """D3.simple at an element e, with the signs that the guards and the rate need."""
    _ = row.n_positive, row.H_positive, row.Z_positive
    return proof.at(proof.cite(SIMPLE.sha256), proof.declare("e", "J"))


def prove_rate(proof: Proof) -> bytes:
    """E/k <= E n^-C."""
    row = RangeFacts(proof)
    simple, budget = at_simple(proof, row), proof.hyp[-1]
    _ = proof.have("0 < k", budget, proof.positive("exp(C*log(n))"))
    larger = proof.have(
        "E/k <= E*exp(-C*log(n))", products=[[budget, row.E_positive, proof.positive("exp(-C*log(n))/k")]]
    )
    return proof.qed(proof.gen(proof.have(row.claim("e"), simple, larger), proof.t("e"), "J"))


def prove_growth(proof: Proof) -> bytes:
    """E/k <= exp(Delta - C ln n) <= exp(-c ln n)."""
    row = RangeFacts(proof)
    simple, (budget, narrow) = at_simple(proof, row), proof.hyp[-2:]
    _ = proof.have("0 < k", budget, proof.positive("exp(C*log(n))"))
    definition = row.hypothesis("E == exp(Delta)")
    ratio, factor = proof.positive("exp(Delta - C*log(n))/k"), ["exp(-C*log(n))"]
    shrunk = proof.have("E/k <= exp(Delta - C*log(n))", definition, products=[[budget, ratio]], multipliers=factor)
    smaller = proof.exp_compare(proof.have("Delta - C*log(n) <= -c*log(n)", narrow))
    return proof.qed(proof.gen(proof.have(row.claim("e"), simple, shrunk, smaller), proof.t("e"), "J"))


SYMBOLS = meaning("J", "S", "a", "k", "H", "Z", "p", "ps", "Delta", "E")
BUDGET = meaning("n") | {"C": "exponent of the budget, k >= n^C (k = ceil(n^C), say)"}
ROW: dict[str, Value] = {"a": (1, 2, 1, 2), "S": frozenset({0, 1}), "Delta": "log(2)"}
THEOREMS = (
    Theorem(
        id="D3.simple",
        title="Entrywise error at bounded logit range is at most e^Delta/k",
        statement=SIMPLE,
        prove=prove_simple,
        source=f"{PAPER}, Thm 6.1 ({RECONSTRUCTED})",
        symbols=SYMBOLS,
        witness=Example({"J": 4}, ROW),
        reading=Reading(quantity="linf", side="left", given={"k": "k", "Delta": "delta"}),
        uses=("D3",),
    ),
    Theorem(
        id="D3.rate",
        title="At bounded logit range n^C keys, whichever they are, have an entrywise error of at most e^Delta n^-C",
        statement=RATE,
        prove=prove_rate,
        source=f"{PAPER}, Thm 6.1 ({RECONSTRUCTED})",
        symbols=SYMBOLS | BUDGET,
        witness=Example({"J": 4}, ROW | {"C": "1/2"}),
        reading=Reading(
            quantity="linf", side="left", given={"n": "n", "k": "k", "Delta": "delta", "C": "log(k/2)/log(n)"}
        ),
        uses=("D3.simple",),
        remark="The reading takes half of the kept keys for n^C, so that n^C <= k is strict.",
    ),
    Theorem(
        id="D3.growth",
        title="At logit range (C - c) ln n any n^C keys have an entrywise error of at most n^-c",
        statement=GROWTH,
        prove=prove_growth,
        source=f"{PAPER}, Thm 6.1 ({RECONSTRUCTED})",
        symbols=SYMBOLS | BUDGET | {"c": "exponent of the rate"},
        witness=Example({"J": 4}, ROW | {"a": (1,) * 4, "Delta": 0, "C": "1/2", "c": "1/4"}),
        reading=Reading(
            quantity="linf",
            side="left",
            given={
                "n": "n",
                "k": "k",
                "Delta": "delta",
                "C": "log(k/2)/log(n)",
                "c": "(log(k/4) - delta)/log(n)",
            },
        ),
        uses=("D3.simple",),
        remark="No sign of c is assumed; a rate needs c > 0.  So Thm 6.1 holds entrywise for Delta = o(log n).",
    ),
)
