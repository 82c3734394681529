"""S against its rival S2: whose odds are smaller, whose kept probabilities are larger."""

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.optimality.exchange import THEOREM as EXCHANGE
from tailbound.proofs.catalogue.optimality.mass import less_dropped
from tailbound.proofs.catalogue.optimality.moves import DROPPED2, Moves, kept_at_all, probabilities_positive
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.tactics.guards import Proof


def both(proof: Proof, row: RowFacts, dropped: str = "T") -> tuple[Moves, Moves]:
    """The moves of S and of its rival; `dropped`: T or the sum that it stands for."""
    kept_at_all(proof, row)
    probabilities_positive(proof, row)
    return Moves(proof, row, T=dropped), Moves(proof, row, "S2", "H2", DROPPED2, "ps2")


def odds_grow(proof: Proof, row: RowFacts, own: Moves, other: Moves) -> Step:
    """T/H <= (dropped by S2)/H2."""
    less = less_dropped(proof, row, own.T)
    fewer = proof.have("H2 <= H", less, own.parts, other.parts)
    inverses = [proof.schema("inv_pos", h, prem=[proof.positive(h)]) for h in ("H", "H2")]
    return proof.have(
        f"{own.odds} <= {other.odds}", products=[[less, inverses[0]], [fewer, *inverses, proof.nonnegative(DROPPED2)]]
    )


def odds_at_most_one(proof: Proof, row: RowFacts, own: Moves) -> Step:
    """T/H <= 1, from tau <= 1/2."""
    share = proof.have("T/Z <= 1/2", row.hypothesis("tau <= 1/2"), row.hypothesis("tau == T/Z"))
    half = proof.have("T <= Z/2", products=[[share, row.Z_positive]])
    inverse = proof.schema("inv_pos", "H", prem=[proof.positive("H")])
    below = proof.have("T <= H", half, own.parts)
    return proof.have("T/H <= 1", products=[[below, inverse]])


def ordered(proof: Proof, row: RowFacts) -> Step:
    """x in S, y not in S |- p_y <= p_x."""
    x, in_x = proof.fix("x", "S")
    y, in_y = proof.fix("y", "J - S")
    inverse = proof.schema("inv_pos", "Z", prem=[row.Z_positive])
    shares = [proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), e) for e in (x, y)]
    below = proof.at(row.top, x, y, using=[in_x, in_y])
    weighted = proof.have("a[y]/Z <= a[x]/Z", products=[[below, inverse]])
    return proof.have("p[y] <= p[x]", weighted, *shares)


def more_kept(proof: Proof, row: RowFacts, value: str, monotone: Step) -> Step:
    """sum of f over S2 <= sum of f over S, for a value f(e) >= 0, from x in S, y not in S |- f(y) <= f(x)."""
    every = proof.gen(proof.gen(monotone, proof.t("y"), "J - S"), proof.t("x"), "S")
    u = proof.fresh("J")
    weak = proof.gen(proof.nonnegative(value.replace("[e]", f"[{u.data[0]}]")), u, "J")
    fewer = row.hypothesis("card(S2) <= card(S)")
    return proof.use(proof.cite(EXCHANGE.statement.sha256), [weak, every, fewer], sub={"w": (["e"], value)})
