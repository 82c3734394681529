"""Which hypotheses of a sequent define a variable, and how they give its values.

The catalogue's hypotheses name their quantities by equations: `n = card univ`, `Z = sum univ a`, `all S (p_i =
a_i/H)`.  A random value would almost never satisfy them, so they are solved: the variable alone on one side is given
the value of the other side.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tailbound.proofs.model import Environment, Model, Signature, Undecided, evaluate, member, signature

if TYPE_CHECKING:
    from tailbound.proofs.checker import Term


def peel(f: Term) -> tuple[list[Term], Term]:
    """The sets of the leading universal quantifiers, outermost first, and the formula under them."""
    layers = []
    while f.op == "all":
        layers.append(f.args[0])
        f = f.args[1]
    return layers, f


@dataclass(frozen=True)
class Definition:
    """`all A ... all B (x = value)`, x a variable whose arguments are closed, or bound variables, each once."""

    hypothesis: Term
    layers: tuple[Term, ...]
    variable: Term
    value: Term

    def at(self, args: tuple[Any, ...], model: Model) -> Any:
        """The value of the variable at these arguments, or None where the definition does not speak of them."""
        depth = len(self.layers)
        slots: list[Any] = [None] * depth
        for a, value in zip(self.variable.args, args, strict=True):
            if a.op == "b":
                slots[a.data[0]] = value
            elif evaluate(a, model) != value:
                return None
        env: Environment = tuple(slots)
        for k, layer in enumerate(self.layers):
            inner = depth - k - 1
            inside = member(env[inner], layer, model, env[inner + 1 :])
            if inside is None:
                raise Undecided("a definition's domain is undecided")
            if not inside:
                return None
        return evaluate(self.value, model, env)


def _as_definition(hypothesis: Term, side: int) -> Definition | None:
    layers, core = peel(hypothesis)
    if core.op != "=":
        return None
    x, value = core.args[side], core.args[1 - side]
    if x.op != "v" or (x.is_int and not value.is_int):
        return None
    bound = [a.data[0] for a in x.args if a.op == "b"]
    if sorted(bound) != list(range(len(layers))) or any(a.loose and a.op != "b" for a in x.args):
        return None
    return Definition(hypothesis, tuple(layers), x, value)


class Definitions:
    """The defining hypotheses of a sequent, chosen so that no variable is defined through itself."""

    def __init__(self, hyps: Iterable[Term]) -> None:
        self.of: dict[Signature, list[Definition]] = {}
        self.uses: dict[str, set[str]] = {}
        self.hypotheses: set[Term] = set()
        for h in hyps:
            for side in (0, 1):
                d = _as_definition(h, side)
                if d is not None and self._admits(d):
                    self._add(d)
                    break

    def names_behind(self, names: Iterable[str]) -> set[str]:
        """The names, and all names that their definitions use, directly or not."""
        out: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name not in out:
                out.add(name)
                todo += self.uses.get(name, ())
        return out

    def _admits(self, d: Definition) -> bool:
        already = self.of.get(signature(d.variable), ())
        if already and not d.layers and not d.variable.args:
            return False
        used = d.value.names.union(*(layer.names for layer in d.layers), *(a.names for a in d.variable.args))
        return d.variable.data[0] not in self.names_behind(used)

    def _add(self, d: Definition) -> None:
        name = d.variable.data[0]
        self.of.setdefault(signature(d.variable), []).append(d)
        used = d.value.names.union(*(layer.names for layer in d.layers), *(a.names for a in d.variable.args))
        self.uses.setdefault(name, set()).update(used)
        self.hypotheses.add(d.hypothesis)


class Completed(Model):
    """A model that takes what it has no value for from the defining hypotheses."""

    definitions: Definitions

    def lookup(self, v: Term, args: tuple[Any, ...]) -> Any:
        """The given value, or the one that a definition yields.  Raises ValueError where there is neither."""
        if signature(v) in self.values or v.data[0] in self.values:
            return super().lookup(v, args)
        for d in self.definitions.of.get(signature(v), ()):
            value = d.at(args, self)
            if value is not None:
                return value
        raise ValueError(f"neither the model nor a hypothesis gives {v.data[0]} a value at {args}")


def completed(model: Model, hyps: Iterable[Term]) -> Model:
    """The model with every variable that a hypothesis defines (and the model does not give) solved when asked for.

    Example:
        >>> from tailbound.proofs.checker import make, number
        >>> from tailbound.proofs.model import satisfies
        >>> n, row = make("v", data=("n", "int")), make("univ", data=("J",))
        >>> size = make("=", n, make("card", row))
        >>> evaluate(n, completed(Model(sizes={"J": 4}), [size]))
        Fraction(4, 1)
    """
    out = Completed(model.sizes, model.weights, model.values, model.predicates)
    out.definitions = Definitions(h for h in hyps if not _gives(model, h))
    return out


def _gives(model: Model, hypothesis: Term) -> bool:
    """Whether the hypothesis is an equation whose variables the model all gives already."""
    _, core = peel(hypothesis)
    names = [s.data[0] for s in core.args if s.op == "v"] if core.op == "=" else []
    given = {k if isinstance(k, str) else k[0] for k in model.values}
    return bool(names) and all(name in given for name in names)


def table(nested: Any) -> Any:
    """A family given by nested tuples as a mapping from tuples of positions; anything else as it is.

    >>> table(((1, 2), (3, 4)))[1, 0]
    3
    """
    if not isinstance(nested, tuple):
        return nested
    out: dict[tuple[int, ...], Any] = {}
    for i, inner in enumerate(nested):
        part = table(inner)
        out |= {(i, *rest): x for rest, x in part.items()} if isinstance(inner, tuple) else {(i,): inner}
    return out
