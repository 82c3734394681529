"""Averages over the row and over the sparse row, in terms of the weights."""

from collections.abc import Callable

from tailbound.proofs.builder import Step
from tailbound.proofs.catalogue.row_facts import RowFacts

Value = Callable[[str], str]


def dense_average(row: RowFacts, value: Value) -> Step:
    """sum p f over all keys == (sum a f)/Z; `value` gives the text of f at a key of that name."""
    proof = row.proof
    e = proof.fresh("J")
    x = value(e.data[0])
    each = proof.have(f"p[{e.data[0]}]*({x}) == a[{e.data[0]}]*({x})/Z", row.p_at(e), multipliers=[x])
    total = proof.sum_compare("J", e, each)
    return proof.identity(
        f"sum(p[i]*({value('i')}) for i in J) == sum(a[i]*({value('i')}) for i in J)/Z", eq=[(total, "1")]
    )


def sparse_average(row: RowFacts, value: Value) -> Step:
    """sum ps f over all keys == (sum of a f over the kept keys)/H."""
    proof = row.proof
    e = proof.fresh("J")
    x = value(e.data[0])
    inside, outside = proof.assume(f"{e.data[0]} in S"), proof.assume(f"{e.data[0]} in J - S")
    on = proof.have(f"ps[{e.data[0]}]*({x}) == a[{e.data[0]}]*({x})/H", row.ps_on(e, inside), multipliers=[x])
    off = proof.have(f"ps[{e.data[0]}]*({x}) == 0", row.ps_off(e, outside), multipliers=[x])
    sums = [proof.sum_compare("S", e, on), proof.sum_compare("J - S", e, off)]
    body = f"ps[i]*({value('i')}) for i in"
    parts = proof.split("J", ["S", "J - S"], f"sum({body} J)")
    goal = f"sum({body} J) == sum(a[i]*({value('i')}) for i in S)/H"
    return proof.identity(goal, eq=[(s, "1") for s in (parts, *sums)])
