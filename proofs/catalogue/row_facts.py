"""Facts that most proofs about a row start from."""

from dataclasses import dataclass, field

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Term
from tailbound.proofs.tactics.guards import Proof


@dataclass
class RowFacts:
    """Steps about the row of `proof`, made when first asked for.  Names as in catalogue/row.py."""

    proof: Proof
    made: dict[str, Step] = field(default_factory=dict)

    def hypothesis(self, text: str) -> Step:
        """The hypothesis of the statement that reads like this."""
        wanted = self.proof.t(text)
        if wanted not in self.proof.statement:
            raise ProofError(f"the statement has no hypothesis {text}")
        return self.proof.assume(wanted)

    def _kept(self, name: str, text: str) -> Step:
        if name not in self.made:
            self.made[name] = self.hypothesis(text)
        return self.made[name]

    @property
    def H(self) -> Step:
        return self._kept("H", "H == sum(a[i] for i in S)")

    @property
    def T(self) -> Step:
        return self._kept("T", "T == sum(a[i] for i in J - S)")

    @property
    def Z(self) -> Step:
        return self._kept("Z", "Z == sum(a[i] for i in J)")

    @property
    def k(self) -> Step:
        return self._kept("k", "k == card(S)")

    @property
    def n(self) -> Step:
        return self._kept("n", "n == card(J)")

    @property
    def range(self) -> Step:
        return self._kept("range", "all(a[i] <= E*a[j] for i in J for j in J)")

    @property
    def top(self) -> Step:
        return self._kept("top", "all(all(a[j] <= a[i] for j in J - S) for i in S)")

    @property
    def weights(self) -> Step:
        """0 < a_i for all i, from the hypothesis or from a_i = exp s_i."""
        if "weights" not in self.made:
            p = self.proof
            positive = p.t("all(0 < a[i] for i in J)")
            if positive in p.statement:
                self.made["weights"] = p.assume(positive)
            else:
                logits = self.hypothesis("all(a[i] == exp(s[i]) for i in J)")
                x = p.fresh("J")
                here = p.at(logits, x)
                above = p.schema("exp_pos", here.concl.args[1].args[0])
                self.made["weights"] = p.gen(p.have(f"0 < a[{x.data[0]}]", above, here), x, "J")
        return self.made["weights"]

    def a_positive(self, e: Term | str) -> Step:
        """0 < a_e."""
        return self.proof.at(self.weights, e)

    @property
    def parts(self) -> Step:
        """Z == H + T."""
        if "parts" not in self.made:
            p = self.proof
            whole = p.split("J", ["S", "J - S"], "sum(a[i] for i in S)")
            self.made["parts"] = p.have("Z == H + T", whole, self.H, self.T, self.Z)
        return self.made["parts"]

    def _sum_positive(self, name: str, strict: bool, definition: Step) -> Step:
        key = f"{name} positive {strict}"
        if key not in self.made:
            p = self.proof
            _ = self.weights
            sigma = definition.concl.args[1]
            sign = p.positive(sigma) if strict else p.nonnegative(sigma)
            self.made[key] = p.have(f"0 {'<' if strict else '<='} {name}", sign, definition)
        return self.made[key]

    @property
    def H_positive(self) -> Step:
        """0 < H (needs the hypothesis 0 < card S)."""
        return self._sum_positive("H", True, self.H)

    @property
    def T_nonnegative(self) -> Step:
        """0 <= T."""
        return self._sum_positive("T", False, self.T)

    @property
    def T_positive(self) -> Step:
        """0 < T (needs the hypothesis 0 < card(J - S))."""
        return self._sum_positive("T", True, self.T)

    @property
    def Z_positive(self) -> Step:
        """0 < Z."""
        return self._sum_positive("Z", True, self.Z)

    @property
    def k_at_least_one(self) -> Step:
        """1 <= k (needs the hypothesis 0 < card S)."""
        if "k1" not in self.made:
            p = self.proof
            least = p.schema("discrete", "0", "card(S)", prem=[self.hypothesis("0 < card(S)")])
            self.made["k1"] = p.have("1 <= k", least, self.k)
        return self.made["k1"]

    def E_at_least_one(self, e: Term | str) -> Step:
        """1 <= E, from a_e <= E a_e."""
        if "E1" not in self.made:
            p = self.proof
            x = p.t(e)
            same = p.at(self.range, x, x)
            inverse = p.schema("inv_pos", same.concl.args[0], prem=[self.a_positive(x)])
            self.made["E1"] = p.have("1 <= E", same, products=[[same, inverse]])
        return self.made["E1"]

    @property
    def tau(self) -> Step:
        return self._kept("tau", "tau == T/Z")

    @property
    def kept_mass(self) -> Step:
        """1 - tau == H/Z."""
        if "kept mass" not in self.made:
            _ = self.Z_positive
            self.made["kept mass"] = self.proof.have("1 - tau == H/Z", self.tau, self.parts)
        return self.made["kept mass"]

    @property
    def kept_mass_positive(self) -> Step:
        """0 < 1 - tau (needs the hypothesis 0 < card S)."""
        if "kept mass positive" not in self.made:
            _ = self.H_positive, self.Z_positive
            share = self.proof.positive("H/Z")
            self.made["kept mass positive"] = self.proof.have("0 < 1 - tau", share, self.kept_mass)
        return self.made["kept mass positive"]

    @property
    def tau_nonnegative(self) -> Step:
        """0 <= tau."""
        if "tau nonnegative" not in self.made:
            _ = self.T_nonnegative, self.Z_positive
            self.made["tau nonnegative"] = self.proof.have("0 <= tau", self.proof.nonnegative("T/Z"), self.tau)
        return self.made["tau nonnegative"]

    def p_at(self, e: Term | str) -> Step:
        """p_e == a_e/Z."""
        return self.proof.at(self._kept("p", "all(p[i] == a[i]/Z for i in J)"), e)

    def ps_on(self, e: Term | str, inside: Step) -> Step:
        """ps_e == a_e/H, from e in S."""
        return self.proof.at(self._kept("ps", "all(ps[i] == a[i]/H for i in S)"), e, using=[inside])

    def ps_off(self, e: Term | str, outside: Step) -> Step:
        """ps_e == 0, from e not in S."""
        return self.proof.at(self._kept("ps off", "all(ps[i] == 0 for i in J - S)"), e, using=[outside])

    @property
    def odds(self) -> Step:
        """tau/(1 - tau) == T/H (needs the hypothesis 0 < card S)."""
        if "odds" not in self.made:
            _ = self.kept_mass_positive
            facts = (self.tau, self.kept_mass)
            self.made["odds"] = self.proof.have("tau/(1 - tau) == T/H", *facts, multipliers=["1/H", "T/H"])
        return self.made["odds"]
