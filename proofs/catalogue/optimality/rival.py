"""A rival of the kept set S: a second set S2 of kept keys of the same row, and what two kept sets have in common."""

from sympy import Eq, Le, Lt, Symbol
from sympy.logic.boolalg import Boolean

from tailbound.proofs.catalogue.row import S, Z, a, i, meaning
from tailbound.proofs.language import Cardinality, Complement, Family, ForAll, SetVariable, SumOver

S2 = SetVariable("S2", "J")
tail2 = Complement(S2)
ps2 = Family("ps2", "J")
H2, T2, tau2 = (Symbol(name, real=True) for name in ("H2", "T2", "tau2"))

MEANING = {
    "S2": "a rival: other kept keys",
    "H2": "sum of the weights that the rival keeps",
    "T2": "sum of the weights that the rival drops",
    "tau2": "discarded mass of the rival, T2/Z",
    "ps2": "probabilities of the rival sparse row, a_j/H2 on S2 and 0 off S2",
}

DEFINITIONS: dict[str, list[Boolean]] = {
    "kept": [Lt(0, Cardinality(S2))],
    "as many": [Eq(Cardinality(S2), Cardinality(S))],
    "no more": [Le(Cardinality(S2), Cardinality(S))],
    "H2": [Eq(H2, SumOver(i, S2, a(i)))],
    "T2": [Eq(T2, SumOver(i, tail2, a(i)))],
    "tau2": [Eq(tau2, T2 / Z)],
    "ps2": [ForAll(i, S2, Eq(ps2(i), a(i) / H2)), ForAll(i, tail2, Eq(ps2(i), 0))],
}


def rival(*names: str) -> list[Boolean]:
    """The defining hypotheses of these names, in the one order in which they make sense."""
    unknown = set(names) - set(DEFINITIONS)
    if unknown:
        raise ValueError(f"no such definition: {sorted(unknown)}")
    return [h for name, hypotheses in DEFINITIONS.items() if name in names for h in hypotheses]


def meanings(*names: str) -> dict[str, str]:
    """What these symbols of the row and of the rival mean."""
    return {**meaning(*(n for n in names if n not in MEANING)), **{n: MEANING[n] for n in names if n in MEANING}}
