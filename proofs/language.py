"""The vocabulary in which statements are authored: SymPy, and index sets, families and sums over sets.

A row of attention logits is an index sort J with a family of weights; the kept keys are a set S, the tail is its
complement (never `k+1..n`).  Numbers are ordinary SymPy symbols with real=True or integer=True and, if wanted, a
sign: `Symbol("Delta", real=True)`, `Symbol("k", integer=True, positive=True)`.  A declared sign becomes a hypothesis.

>>> from sympy import Le, Symbol
>>> i, a, S = Element("i", "J"), Family("a", "J"), SetVariable("S", "J")
>>> tail = SumOver(i, Complement(S), a(i))
>>> Le(tail, Symbol("x", real=True) * Cardinality(Complement(S)))
SumOver(i, Complement(Universe(J), S), a(i)) <= x*Cardinality(Complement(Universe(J), S))
"""

from tailbound.proofs.binders import (
    Cardinality,
    Expectation,
    ForAll,
    Indicator,
    Maximum,
    Member,
    Probability,
    Separation,
    SumOver,
    SupOver,
)
from tailbound.proofs.normal_law import NormalCdf, NormalDensity, NormalTail
from tailbound.proofs.sets import (
    Complement,
    IndexSet,
    IntegerRange,
    Intersection,
    SetFamily,
    SetVariable,
    Singleton,
    Union,
    Universe,
)
from tailbound.proofs.symbols import Element, Family

__all__ = [
    "Cardinality",
    "Complement",
    "Element",
    "Expectation",
    "Family",
    "ForAll",
    "IndexSet",
    "Indicator",
    "IntegerRange",
    "Intersection",
    "Maximum",
    "Member",
    "NormalCdf",
    "NormalDensity",
    "NormalTail",
    "Probability",
    "Separation",
    "SetFamily",
    "SetVariable",
    "Singleton",
    "SumOver",
    "SupOver",
    "Union",
    "Universe",
]
