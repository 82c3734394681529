"""The row of the book: weights, a kept set, masses and probabilities, as SymPy symbols and their defining hypotheses.

A row is an index sort J of visible keys with weights a_j = exp(s_j) > 0, a set S of kept keys, and its complement.
Sums, probabilities and counts are variables with a defining hypothesis, in an order in which each is defined by what
comes before it.
"""

from sympy import Eq, Expr, Le, Lt, Symbol, exp
from sympy.logic.boolalg import Boolean

from tailbound.proofs.language import Cardinality, Complement, Element, Family, ForAll, SetVariable, SumOver, Universe

J = Universe("J")
i, j = Element("i", "J"), Element("j", "J")
S = SetVariable("S", "J")
tail = Complement(S)
a, p, ps, s = (Family(name, "J") for name in ("a", "p", "ps", "s"))
n, k = Symbol("n", integer=True), Symbol("k", integer=True)
H, T, Z, tau, E, Delta, eps = (Symbol(name, real=True) for name in ("H", "T", "Z", "tau", "E", "Delta", "eps"))
h, r = Symbol("h", real=True), Symbol("r", real=True)
C = Universe("C")
c = Element("c", "C")
v = Family("v", "J", "C")
o, o_S, mu_H, mu_T = (Family(name, "C") for name in ("o", "o_S", "mu_H", "mu_T"))

MEANING = {
    "J": "the visible keys of one row",
    "a": "weights, a_j = exp(s_j) > 0",
    "s": "logits",
    "S": "the kept keys",
    "n": "number of visible keys",
    "k": "number of kept keys, |S|",
    "H": "sum of the kept weights",
    "T": "sum of the dropped weights",
    "Z": "sum of all weights",
    "tau": "discarded mass, T/Z",
    "p": "softmax probabilities, p_j = a_j/Z",
    "ps": "probabilities of the sparse row, a_j/H on S and 0 off S",
    "Delta": "a bound on the logit range s_(1) - s_(n)",
    "E": "exp(Delta)",
    "eps": "a threshold",
    "h": "kept mass, 1 - tau",
    "r": "odds of the discarded mass, tau/(1 - tau)",
    "C": "the coordinates of a value",
    "v": "values, v_jc the coordinate c of key j's value",
    "o": "output of the row, sum of p_j v_j",
    "o_S": "output of the sparse row, sum of ps_j v_j",
    "mu_H": "mean of the kept values, weighted by a",
    "mu_T": "mean of the dropped values, weighted by a",
}

DEFINITIONS: dict[str, list[Boolean]] = {
    "logits": [ForAll(i, J, Eq(a(i), exp(s(i))))],
    "weights": [ForAll(i, J, Lt(0, a(i)))],
    "kept": [Lt(0, Cardinality(S))],
    "dropped": [Lt(0, Cardinality(tail))],
    "n": [Eq(n, Cardinality(J))],
    "k": [Eq(k, Cardinality(S))],
    "H": [Eq(H, SumOver(i, S, a(i)))],
    "T": [Eq(T, SumOver(i, tail, a(i)))],
    "Z": [Eq(Z, SumOver(i, J, a(i)))],
    "tau": [Eq(tau, T / Z)],
    "p": [ForAll(i, J, Eq(p(i), a(i) / Z))],
    "ps": [ForAll(i, S, Eq(ps(i), a(i) / H)), ForAll(i, tail, Eq(ps(i), 0))],
    "top-k": [ForAll(i, S, ForAll(j, tail, Le(a(j), a(i))))],
    "range": [Eq(E, exp(Delta)), ForAll(i, J, ForAll(j, J, Le(a(i), E * a(j))))],
    "h": [Eq(h, 1 - tau)],
    "r": [Eq(r, tau / (1 - tau))],
    "o": [ForAll(c, C, Eq(o(c), SumOver(i, J, p(i) * v(i, c))))],
    "o_S": [ForAll(c, C, Eq(o_S(c), SumOver(i, J, ps(i) * v(i, c))))],
    "mu_H": [ForAll(c, C, Eq(mu_H(c), SumOver(i, S, a(i) * v(i, c)) / H))],
    "mu_T": [ForAll(c, C, Eq(mu_T(c), SumOver(i, tail, a(i) * v(i, c)) / T))],
}


def given(*names: str) -> list[Boolean]:
    """The defining hypotheses of these names, in the one order in which they make sense."""
    unknown = set(names) - set(DEFINITIONS)
    if unknown:
        raise ValueError(f"no such definition: {sorted(unknown)}")
    return [h for name, hypotheses in DEFINITIONS.items() if name in names for h in hypotheses]


def meaning(*names: str) -> dict[str, str]:
    """What these symbols mean, for printing."""
    return {name: MEANING[name] for name in names}


def odds(x: Expr) -> Expr:
    """x/(1 - x)."""
    return x / (1 - x)
