"""Facts that the theorems about bounded logit range share."""

from dataclasses import dataclass

from tailbound.proofs.builder import Formula, Step
from tailbound.proofs.catalogue.row_facts import RowFacts
from tailbound.proofs.checker import Term, instantiate


@dataclass
class RangeFacts(RowFacts):
    """Steps about a row of range at most Delta, made when first asked for."""

    def claim(self, e: Term | str) -> Term:
        """The goal, a statement for all elements, at e."""
        return instantiate(self.proof.goal.args[1], self.proof.t(e))

    @property
    def tau(self) -> Step:
        return self._kept("tau", "tau == T/Z")

    @property
    def E_positive(self) -> Step:
        """0 < E, from E = exp Delta."""
        if "E positive" not in self.made:
            definition = self.hypothesis("E == exp(Delta)")
            self.made["E positive"] = self.proof.have("0 < E", self.proof.schema("exp_pos", "Delta"), definition)
        return self.made["E positive"]

    @property
    def n_positive(self) -> Step:
        """0 < n: index sorts are not empty."""
        if "n positive" not in self.made:
            self.made["n positive"] = self.proof.have("0 < n", self.proof.positive("card(J)"), self.n)
        return self.made["n positive"]

    @property
    def dropped(self) -> Step:
        """card(J - S) == n - k."""
        if "dropped" not in self.made:
            counts = self.proof.split_card("J", ["S", "J - S"])
            self.made["dropped"] = self.proof.have("card(J - S) == n - k", counts, self.n, self.k)
        return self.made["dropped"]

    @property
    def k_nonnegative(self) -> Step:
        """0 <= k."""
        return self.proof.have("0 <= k", self.proof.card_nonnegative("S"), self.k)

    @property
    def rest_nonnegative(self) -> Step:
        """0 <= n - k."""
        return self.proof.have("0 <= n - k", self.proof.card_nonnegative("J - S"), self.dropped)

    @property
    def rest_at_least_one(self) -> Step:
        """1 <= n - k (needs the hypothesis 0 < card(J - S))."""
        least = self.proof.schema("discrete", "0", "card(J - S)", prem=[self.hypothesis("0 < card(J - S)")])
        return self.proof.have("1 <= n - k", least, self.dropped)

    @property
    def whole(self) -> Step:
        """Z == sum of the kept weights + T."""
        if "whole" not in self.made:
            split = self.proof.split("J", ["S", "J - S"], "sum(a[i] for i in S)")
            self.made["whole"] = self.proof.have("Z == sum(a[i] for i in S) + T", split, self.T, self.Z)
        return self.made["whole"]

    @property
    def spread(self) -> Step:
        """0 < n - k + k*E."""
        return self._mixture("n - k + k*E")

    @property
    def reverse_spread(self) -> Step:
        """0 < (n - k)*E + k."""
        return self._mixture("(n - k)*E + k")

    def _mixture(self, text: str) -> Step:
        """0 < a mixture of 1 and E with the weights n - k >= 0 and k >= 0, which are not both 0."""
        if text not in self.made:
            p = self.proof
            signs = (self.E_positive, self.k_nonnegative, self.rest_nonnegative, self.n_positive)
            some, none = p.assume("0 < k"), p.negation("0 < k")
            ends = [p.have(f"0 < {text}", *signs, case, degree=2) for case in (some, none)]
            self.made[text] = p.cases("0 < k", *ends)
        return self.made[text]


def over_pairs(proof: RowFacts, first: Formula, second: Formula, x: Term, y: Term, step: Step) -> Step:
    """The double sum of a relation between a generic x of the first set and a generic y of the second."""
    return proof.proof.sum_compare(first, x, proof.proof.sum_compare(second, y, step))
