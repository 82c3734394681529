"""Instances of a theorem that a change of one hypothesis may amount to: substitutions for its variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tailbound.proofs.audit.mutants import CONCLUSION, Mutant
from tailbound.proofs.checker import ONE, TWO, Term, instantiate, make, number, rebuild, reindex, shift
from tailbound.proofs.model_definitions import Definition, _as_definition, peel

Lambda = tuple[tuple[str, ...], Term]
Substitution = Mapping[str, Lambda]


def candidates(mutant: Mutant, hyps: tuple[Term, ...]) -> Iterator[Substitution]:
    """Substitutions to try, the empty one first.  `hyps`: those of the theorem."""
    yield {}
    if mutant.after is not None:
        yield from _rescaled(mutant)
    if mutant.place == CONCLUSION:
        return
    _, core = peel(mutant.before)
    if mutant.kind == "k and k+1" and core.op == "=" and core.args[0].op == "v" and not core.args[0].args:
        yield {core.args[0].data[0]: ((), make("-", core.args[0], ONE))}
    if core.op == "=" and core.args[0].op == "v":
        if core.args[1].op == "exp" and core.args[1].args[0].op == "v":
            inner = core.args[1].args[0]
            yield {inner.data[0]: ((), make("log", core.args[0]))}
        yield from _unfolded(hyps, mutant.place)


def _rescaled(mutant: Mutant) -> Iterator[Substitution]:
    """x := x/2, 2 x, x + 1, x - 1, where the change did that to a variable x."""
    half = number(ONE.data[0] / 2)
    for s in _variables(mutant.before):
        name = s.data[0]
        if mutant.kind == "denied" and s.sort == "real":
            yield {name: _negated(s)}
        if not s.args and s.sort == "real":
            if mutant.kind == f"half of {name}":
                yield {name: ((), make("*", half, s))}
            elif mutant.kind == f"double of {name}":
                yield {name: ((), make("*", TWO, s))}
            elif s.is_int and mutant.kind == "k and k+1":
                yield {name: ((), make("+", s, ONE))}
            elif s.is_int and mutant.kind == "k and k-1":
                yield {name: ((), make("-", s, ONE))}


def _negated(v: Term) -> Lambda:
    """-v, as a function of the variable's arguments."""
    kinds = tuple(a.sort for a in v.args)
    arguments = [make("b", data=(i, kind)) for i, kind in enumerate(kinds)]
    return kinds, make("-", number(ONE.data[0] * 0), make("v", *arguments, data=v.data))


def _variables(t: Term) -> list[Term]:
    found: dict[Term, None] = {}

    def visit(s: Term, depth: int) -> Term | None:
        if s.op == "v":
            found[s] = None
        return None

    rebuild(t, visit)
    return list(found)


def _unfolded(hyps: tuple[Term, ...], place: int) -> Iterator[Substitution]:
    """The defined quantity by its value in the theorem, and all that is defined through it by theirs."""
    sub: dict[str, Lambda] = {}
    for i, h in enumerate(hyps):
        d = _as_definition(h, 0)
        if i < place or d is None or not all(layer.op == "univ" for layer in d.layers):
            continue
        name = d.variable.data[0]
        if i == place or (d.value.names & sub.keys() and name not in sub):
            sub[name] = _lambda(d, sub)
    if sub:
        yield sub


def _lambda(d: Definition, sub: Substitution) -> Lambda:
    """The value of a definition as a function of the variable's arguments."""
    order = {a.data[0]: i for i, a in enumerate(d.variable.args)}
    body = reindex(d.value, lambda i, sort, depth: make("b", data=(order.get(i, i) + depth, sort)))
    return tuple(a.data[1] for a in d.variable.args), applied(body, sub)


def applied(t: Term, sub: Substitution) -> Term:
    """t with the substitution made, bound variables of the lambdas taken from the arguments."""

    def visit(s: Term, depth: int) -> Term | None:
        if s.op == "v" and s.data[0] in sub:
            kinds, body = sub[s.data[0]]
            args = [rebuild(a, visit) for a in s.args]
            # the lambda's own indices are the arguments; it has no others
            return instantiate(body, *args) if kinds else shift(body, depth)
        return None

    return rebuild(t, visit)
