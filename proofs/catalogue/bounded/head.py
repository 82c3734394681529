"""D3 for the k largest keys: how much a kept probability grows, exactly at its worst."""

from sympy import Le, sqrt

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.bounded.facts import RangeFacts, over_pairs
from tailbound.proofs.catalogue.entry import PAPER, RECONSTRUCTED, Example, Reading, Theorem
from tailbound.proofs.catalogue.row import DEFINITIONS, E, S, given, i, k, meaning, n, p, ps
from tailbound.proofs.language import ForAll
from tailbound.proofs.statement import Statement
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.tactics.roots import root_at_least

growth = ps(i) - p(i)
w, u = sqrt(n - 1), sqrt(k - 1)
ROW = given("weights", "kept", "dropped", "n", "k", "H", "Z", "p") + DEFINITIONS["ps"][:1] + given("top-k")
HEAD = Statement.from_sympy(
    where=[*ROW, *given("range"), Le(E**2, (n - 1) * (k - 1))],
    claim=ForAll(i, S, Le(growth, E * (n - k) / ((E + n - 1) * (E + k - 1)))),
)
FREE = Statement.from_sympy(where=ROW, claim=ForAll(i, S, Le(growth, (w - u) / (w + u))))

X, T = "(n - k)*a[e]", "sum(a[j] for j in J - S)"


class HeadFacts(RangeFacts):
    """A kept element e, (n - k) a_e =: X and T, the sum of the dropped weights; Z = H + T."""

    def __init__(self, proof: Proof) -> None:
        super().__init__(proof)
        proof.declare("e", "J")
        self.inside = proof.assume("e in S")
        self.small = proof.nonnegative(T)
        self.total = proof.have(f"Z == H + {T}", proof.split("J", ["S", "J - S"], T), self.H, self.Z)
        _ = self.H_positive, self.Z_positive
        self.some = self.rest_at_least_one

    def kept_mass_at_least(self) -> Step:
        """X + (k - 1) T <= (n - k) H: every other kept weight is at least every dropped one."""
        proof = self.proof
        x, other = proof.fix("x", "S - {e}")
        y, outside = proof.fix("y", "J - S")
        pair = proof.at(self.top, x, y, using=[other, outside])
        pairs = over_pairs(self, "S - {e}", "J - S", x, y, pair)
        total = proof.split("S", ["{e}", "S - {e}"], T, self.inside)
        count = proof.split_card("S", ["{e}", "S - {e}"], self.inside)
        facts = (pairs, total, count, self.H, self.k, self.dropped)
        return proof.have(f"{X} + (k - 1)*{T} <= (n - k)*H", *facts, multipliers=["n - k", T])

    def masses(self) -> Step:
        """(X + (k - 1) T) (X + (n - 1) T) <= (n - k)^2 H Z."""
        proof = self.proof
        low = self.kept_mass_at_least()
        whole = proof.have(f"{X} + (n - 1)*{T} <= (n - k)*Z", low, self.total, multipliers=["n - k"])
        first = proof.have(
            f"0 <= {X} + (k - 1)*{T}", self.some, self.a_positive("e"), self.k_at_least_one, self.small, degree=2
        )
        above = proof.have("0 <= (n - k)*Z", self.some, self.Z_positive, degree=2)
        goal = f"({X} + (k - 1)*{T})*({X} + (n - 1)*{T}) <= (n - k)*H*(n - k)*Z"
        return proof.have(goal, products=[[low, above], [whole, first]])

    def finish(self, mass: Step) -> bytes:
        """The claim from (n - k)^2 (a_e T d - b H Z) <= 0, where the claim's bound is b/d."""
        proof = self.proof
        lets = [self.p_at("e"), self.ps_on("e", self.inside)]
        rise = proof.have(f"a[e]/H - a[e]/Z == a[e]*{T}/(H*Z)", self.total, multipliers=["a[e]/(H*Z)"])
        return proof.qed(proof.gen(proof.have(self.claim("e"), mass, rise, lets=lets), proof.t("e"), "S"))


def prove_head(proof: Proof) -> bytes:
    """q = (n-1)(k-1): E X^2 + E q T^2 - (E^2 + q) X T = (E T - X)(q T - E X) >= 0, as X <= E T, E X <= E^2 T."""
    row = HeadFacts(proof)
    masses = row.masses()
    y = proof.fresh("J")
    spread = proof.have(
        f"{X} <= E*{T}", proof.sum_compare("J - S", y, proof.at(row.range, "e", y)), row.dropped, multipliers=["a[e]"]
    )
    narrow = proof.hyp[-1]
    steep = proof.have(f"E*{X} <= (n - 1)*(k - 1)*{T}", products=[[spread, row.E_positive], [narrow, row.small]])
    _ = proof.have("0 < E + n - 1", row.E_positive, row.some, row.k_at_least_one)
    _ = proof.have("0 < E + k - 1", row.E_positive, row.k_at_least_one)
    goal = f"{X}*{T}*(E + n - 1)*(E + k - 1) <= E*(n - k)*H*(n - k)*Z"
    mass = proof.have(goal, products=[[spread, steep], [masses, row.E_positive]])
    inverse = proof.schema("inv_pos", "n - k", prem=[proof.have("0 < n - k", row.some)])
    mass = proof.have(f"a[e]*{T}*(E + n - 1)*(E + k - 1) <= E*(n - k)*H*Z", products=[[mass, inverse]])
    return row.finish(mass)


def roots(proof: Proof, row: HeadFacts) -> tuple[Step, Step, Step, Step]:
    """w^2 = n - 1, u^2 = k - 1, 0 <= w - u and 0 < w + u, for w = sqrt(n - 1) and u = sqrt(k - 1)."""
    one = row.k_at_least_one
    kept, whole = proof.have("0 <= k - 1", one), proof.have("0 <= n - 1", one, row.some)
    least = root_at_least(proof, "n - 1", "1", proof.have("1**2 <= n - 1", one, row.some), whole)
    order = proof.sqrt_compare(proof.have("k - 1 <= n - 1", row.some), kept)
    squares = [proof.schema("sqrt_square", t, prem=[s]) for t, s in (("n - 1", whole), ("k - 1", kept))]
    gap = proof.have("0 <= sqrt(n - 1) - sqrt(k - 1)", order)
    total = proof.have("0 < sqrt(n - 1) + sqrt(k - 1)", least, proof.nonnegative("sqrt(k - 1)"))
    return squares[0], squares[1], gap, total


def prove_free(proof: Proof) -> bytes:
    """(X + u^2 T) (X + w^2 T) - (w + u)^2 X T = (X - u w T)^2 >= 0: no range is needed."""
    row = HeadFacts(proof)
    masses = row.masses()
    w_square, u_square, gap, _ = roots(proof, row)
    w, u = "sqrt(n - 1)", "sqrt(k - 1)"
    right = "(n - k)*H*(n - k)*Z"
    factors = [f"{T}*{X}", f"{T}*{T}*{w}**2", f"{T}*{T}*(k - 1)"]
    squared = f"({X} + {u}**2*{T})*({X} + {w}**2*{T}) <= {right}"
    squared_masses = proof.have(squared, masses, w_square, u_square, multipliers=factors)
    goal = f"{X}*{T}*({w} - {u})*({w} + {u})**2 <= ({w} - {u})*{right}"
    mass = proof.have(goal, products=[[squared_masses, gap], [gap]], squares=[f"{X} - {u}*{w}*{T}"])
    goal = f"{X}*{T}*(n - k)*({w} + {u}) <= ({w} - {u})*{right}"
    mass = proof.have(goal, mass, w_square, u_square, multipliers=[f"{X}*{T}*({w} + {u})"])
    inverse = proof.schema("inv_pos", "n - k", prem=[proof.have("0 < n - k", row.some)])
    goal = f"a[e]*{T}*({w} + {u}) <= ({w} - {u})*H*Z"
    return row.finish(proof.have(goal, products=[[mass, inverse, inverse]]))


SYMBOLS = meaning("J", "S", "a", "n", "k", "H", "Z", "p", "ps")
SOURCE = f"{PAPER}, Thm 6.1 ({RECONSTRUCTED})"
ATTAINED = Example({"J": 5}, {"a": (2, 1, 1, 1, 1), "S": frozenset({0, 1}), "Delta": "log(2)"})
QUANTITY = "tau/(1 - tau)*p_kept_max"
THEOREMS = (
    Theorem(
        id="D3.head",
        title="Growth of a probability among the k largest keys, at range with e^(2 Delta) <= (n - 1)(k - 1)",
        statement=HEAD,
        prove=prove_head,
        source=SOURCE,
        symbols=SYMBOLS | meaning("Delta", "E"),
        witness=ATTAINED,
        extremal=ATTAINED,
        reading=Reading(quantity=QUANTITY, side="left", given={"n": "n", "k": "k", "Delta": "delta"}, rows="top-k"),
        remark="Attained where one weight is E and the others are 1.",
    ),
    Theorem(
        id="D3.head.any-range",
        title="Growth of a probability among the k largest keys, whatever the logits",
        statement=FREE,
        prove=prove_free,
        source=SOURCE,
        symbols=SYMBOLS,
        witness=Example({"J": 3}, {"a": (4, 2, 1), "S": frozenset({0})}),
        extremal=Example({"J": 5}, {"a": (2, 1, 1, 1, 1), "S": frozenset({0, 1})}),
        reading=Reading(quantity=QUANTITY, side="left", given={"n": "n", "k": "k"}, rows="top-k"),
        remark=(
            "No hypothesis on the range: with k of n keys no kept entry moves by more than about 1 - 2 sqrt(k/n).  "
            "Attained for k >= 2 where one weight is sqrt((n - 1)(k - 1)) and the others are 1.  For k = 1 the bound "
            "is 1, and the growth is tau <= 1 - 1/n (D2.upper)."
        ),
    ),
)
