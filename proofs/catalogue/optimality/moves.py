"""How far each entry of a row moves when only a set of keys is kept: facts that the norms of the error start from."""

from dataclasses import dataclass

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import Term
from tailbound.proofs.tactics.guards import Proof

DROPPED = "sum(a[i] for i in J - S)"
DROPPED2 = "sum(a[i] for i in J - S2)"


@dataclass
class Moves:
    """p - ps for one kept set, named by texts: the set, its kept mass, its dropped mass, its sparse row.

    The facts 0 < H, 0 <= T (or 0 < T) and Z = H + T are proved when made, 0 < card S before.
    """

    proof: Proof
    row: RowFacts
    S: str = "S"
    H: str = "H"
    T: str = "T"
    ps: str = "ps"

    def __post_init__(self) -> None:
        proof, row = self.proof, self.row
        _ = row.weights, row.Z_positive
        kept = row.hypothesis(f"{self.H} == sum(a[i] for i in {self.S})")
        proof.have(f"0 < {self.H}", kept, proof.positive(f"sum(a[i] for i in {self.S})"))
        whole = proof.split("J", [self.S, f"J - {self.S}"], "sum(a[i] for i in J)")
        dropped = [row.T] if self.T == "T" else []
        strict = proof.find(f"0 < card(J - {self.S})") is not None
        sign = (proof.positive if strict else proof.nonnegative)(f"sum(a[i] for i in J - {self.S})")
        proof.have(f"0 {'<' if strict else '<='} {self.T}", sign, *dropped)
        self.parts = proof.have(f"Z == {self.H} + {self.T}", whole, kept, *dropped, row.Z)

    @property
    def odds(self) -> str:
        return f"({self.T}/{self.H})"

    def shift(self, x: Term, inside: Step) -> Step:
        """x in S |- ps_x - p_x = p_x T/H."""
        p, ps, a, H = f"p[{x.data[0]}]", f"{self.ps}[{x.data[0]}]", f"a[{x.data[0]}]", self.H
        at_p = self.proof.at(self.row.hypothesis("all(p[i] == a[i]/Z for i in J)"), x)
        sparse = self.row.hypothesis(f"all({self.ps}[i] == a[i]/{H} for i in {self.S})")
        at_ps = self.proof.at(sparse, x, using=[inside])
        shape = self.proof.have(f"{a}/{H} - {a}/Z == {a}/Z*{self.odds}", self.parts)
        return self.proof.have(f"{ps} - {p} == {p}*{self.odds}", at_p, at_ps, shape, multipliers=[self.odds])

    def zero(self, x: Term, outside: Step) -> Step:
        """x not in S |- ps_x = 0."""
        return self.proof.at(self.row.hypothesis(f"all({self.ps}[i] == 0 for i in J - {self.S})"), x, using=[outside])

    def on(self, x: Term, inside: Step) -> Step:
        """x in S |- |p_x - ps_x| = p_x T/H."""
        p, ps = f"p[{x.data[0]}]", f"{self.ps}[{x.data[0]}]"
        moved, grown = self.shift(x, inside), self.proof.nonnegative(f"{p}*{self.odds}")
        down = self.proof.schema(
            "abs_nonpos", f"{p} - {ps}", prem=[self.proof.have(f"{p} - {ps} <= 0", moved, grown)]
        )
        return self.proof.have(f"abs({p} - {ps}) == {p}*{self.odds}", down, moved)

    def off(self, x: Term, outside: Step) -> Step:
        """x not in S |- |p_x - ps_x| = p_x."""
        p, ps = f"p[{x.data[0]}]", f"{self.ps}[{x.data[0]}]"
        zero, positive = self.zero(x, outside), self.proof.positive(p)
        up = self.proof.schema(
            "abs_nonneg", f"{p} - {ps}", prem=[self.proof.have(f"0 <= {p} - {ps}", zero, positive)]
        )
        return self.proof.have(f"abs({p} - {ps}) == {p}", up, zero)


def probabilities_positive(proof: Proof, row: RowFacts) -> Step:
    """0 < p_i for every i."""
    u = proof.fresh("J")
    at_p = proof.at(row.hypothesis("all(p[i] == a[i]/Z for i in J)"), u)
    _ = row.a_positive(u), row.Z_positive
    name = u.data[0]
    return proof.gen(proof.have(f"0 < p[{name}]", proof.positive(f"a[{name}]/Z"), at_p), u, "J")


def kept_at_all(proof: Proof, row: RowFacts) -> Step:
    """0 < card S, from 0 < card S2 <= card S."""
    return proof.have("0 < card(S)", row.hypothesis("0 < card(S2)"), row.hypothesis("card(S2) <= card(S)"))


def dropped_by_rival(proof: Proof, row: RowFacts) -> Step:
    """0 < card(J - S2), from card S2 <= card S and 0 < card(J - S)."""
    whole = [proof.split_card("J", [A, f"J - {A}"]) for A in ("S", "S2")]
    rest = row.hypothesis("0 < card(J - S)"), row.hypothesis("card(S2) <= card(S)")
    return proof.have("0 < card(J - S2)", *whole, *rest)
