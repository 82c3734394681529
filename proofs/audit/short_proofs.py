"""Short proofs by the rules and schemas that no theorem of the catalogue uses, so that forgeries reach every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tailbound.proofs.builder import Step
from tailbound.proofs.checker import ZERO, Term, abstract, make
from tailbound.proofs.tactics.guards import Proof
from tailbound.proofs.text import Scope, parse

Script = Callable[[Proof], Step]
SCOPE: Scope = {
    "x": ("real", ()),
    "u": ("real", ()),
    "n": ("int", ()),
    "lo": ("int", ()),
    "hi": ("int", ()),
    "i": ("J", ()),
    "j": ("J", ()),
    "a": ("real", ("J",)),
    "X": ("real", ("Omega",)),
    "Y": ("real", ("Omega",)),
}


def by_box(p: Proof) -> Step:
    """exp x < 3 on [0, 1], by one enclosure."""
    return p.add("box", concl=p.goal, prem=p.hyp, tree=["leaf", 64], nodes=[])


def by_deriv(p: Proof) -> Step:
    """x^2 has the derivative 2 x."""
    x = p.t("x")
    return p.add("deriv", prem=[p.identity("x + x == 2*x")], var=x, f=p.t("x**2"))


def by_erf_sup(p: Proof) -> Step:
    """What bounds erf everywhere is at least 1."""
    bound = p.at(p.hyp[0], "x")
    return p.add("erf_sup", prem=bound, var=p.t("x"))


def in_range(p: Proof) -> Step:
    """n is in rng(lo, hi), which is then no improper range."""
    p.have("lo <= hi + 1", *p.hyp)
    return p.schema("range_in", "n", "lo", "hi", prem=p.hyp)


def by_schema(name: str, *args: str | Term) -> Script:
    """One schema, from the hypotheses."""
    return lambda p: p.schema(name, *args, prem=p.hyp)


def _body(variable: str, text: str) -> Term:
    return abstract(parse(text, SCOPE), make("v", data=(variable, SCOPE[variable][0])))


def _square() -> Term:
    x = parse("x", SCOPE)
    return make("deriv", abstract(parse("x**2", SCOPE), x), abstract(parse("2*x", SCOPE), x))


def _means(relation: str) -> tuple[Term, Term, Term]:
    """The two variables with a loose outcome, and the relation between their means."""
    outcome = make("b", data=(0, "Omega"))
    first, second = (make("v", outcome, data=(name, "real")) for name in ("X", "Y"))
    return first, second, make(relation, *(make("mean", v, data=("Omega",)) for v in (first, second)))


def short_proofs() -> Iterator[tuple[str, bytes]]:
    """Names and certificates.

    >>> [name for name, _ in short_proofs()][:3]
    ['box', 'deriv', 'erf_sup']
    """
    first, second, means = _means("=")
    pointwise = make("all", make("univ", data=("Omega",)), make("=", first, second))
    cases: list[tuple[str, list[str | Term], str | Term, Script]] = [
        ("box", ["0 <= x", "x <= 1"], "exp(x) < 3", by_box),
        ("deriv", [], _square(), by_deriv),
        ("erf_sup", ["all(erf(x) <= u for x in Reals)"], "1 <= u", by_erf_sup),
        ("erf_le_one", [], "erf(x) <= 1", by_schema("erf_le_one", "x")),
        ("erf_odd", [], "erf(0 - x) == 0 - erf(x)", by_schema("erf_odd", "x")),
        ("erf_zero", [], make("=", make("erf", ZERO), ZERO), by_schema("erf_zero")),
        ("pi_pos", [], make("<", ZERO, make("pi")), by_schema("pi_pos")),
        ("ind_true", ["x <= 0"], "ind(x <= 0) == 1", by_schema("ind_true", "x <= 0")),
        ("ind_false", ["0 < x"], "ind(x <= 0) == 0", by_schema("ind_false", "x <= 0")),
        ("range_in", ["lo <= n", "n <= hi"], "n in rng(lo, hi)", in_range),
        ("same", ["i in {j}", "a[i] <= 0"], "a[j] <= 0", by_schema("same", "i", "j", _body("i", "a[i] <= 0"))),
        ("mean_eq", [pointwise], means, by_schema("mean_eq", make("univ", data=("Omega",)), first, second)),
    ]
    for name, hyps, concl, script in cases:
        formulas = [parse(f, SCOPE) if isinstance(f, str) else f for f in (*hyps, concl)]
        proof = Proof(formulas[:-1], formulas[-1])
        proof.scope |= SCOPE
        yield name, proof.qed(script(proof))
