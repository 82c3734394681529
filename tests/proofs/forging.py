"""Writing certificates by hand, honest and forged, without running any rule.

A forgery is a function that writes one certificate twice: once with a single condition broken, and once with that
condition repaired (its honest twin).  The rejects_*.py files collect them; test_rules_reject.py judges them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tailbound.proofs.builder import Nodes, canonical
from tailbound.proofs.checker import FORMAT, Term, abstract, make
from tailbound.proofs.text import parse

TERMS = ("concl", "split", "var", "set", "base", "top", "goal", "f", "u", "w", "body")
Formula = str | Term | int  # an int is the number of a node written before


class Writer:
    """A certificate that is being written.  `names` gives each free name its sort and its arguments' sorts."""

    def __init__(self, **names: str | tuple[str, ...]) -> None:
        given = {n: (s,) if isinstance(s, str) else s for n, s in names.items()}
        self.scope = {n: (s[0], tuple(s[1:])) for n, s in given.items()}
        self.nodes = Nodes()
        self.steps: list[dict[str, Any]] = []
        self.claim = ""

    # ---- terms

    def t(self, text: str) -> Term:
        return parse(text, self.scope)

    def body(self, name: str, sort: str, text: str) -> Term:
        """The text as a body with one bound variable."""
        return abstract(parse(text, {**self.scope, name: (sort, ())}), make("v", data=(name, sort)))

    def at(self, x: Formula) -> int:
        """The number of the node of a term."""
        return x if isinstance(x, int) else self.nodes.put(self.t(x) if isinstance(x, str) else x)

    def raw(self, op: str, *rest: Any) -> int:
        """A node just as given, well-sorted or not."""
        self.nodes.nodes.append([op, *rest])
        return len(self.nodes.nodes) - 1

    # ---- steps

    def step(self, rule: str, **fields: Any) -> int:
        self.steps.append({"rule": rule, **{key: self._field(key, value) for key, value in fields.items()}})
        return len(self.steps) - 1

    def _field(self, key: str, value: Any) -> Any:
        if key in TERMS:
            return None if value is None else self.at(value)
        if key in ("dom", "args"):
            return [self.at(v) for v in value]
        if key == "pos":
            return [[str(k), list(factors), [self.at(s) for s in squares]] for k, factors, squares in value]
        if key == "eq":
            return [[p, self.at(m)] for p, m in value]
        if key == "terms":
            return [[str(k), self.at(a)] for k, a in value]
        if key == "sub":
            return {name: [list(kinds), self.at(body)] for name, (kinds, body) in value.items()}
        return list(value) if isinstance(value, tuple) else value

    def hyp(self, concl: Formula) -> int:
        return self.step("hyp", concl=concl)

    def arith(self, concl: Formula, prem: Any = (), pos: Any = (), eq: Any = (), clear: Any = ()) -> int:
        return self.step("arith", concl=concl, prem=prem, pos=pos, eq=eq, clear=clear)

    def sum_of(self, concl: Formula, *prem: int) -> int:
        """The sum of the premises' inequalities."""
        return self.arith(concl, prem, [(1, [i], []) for i in range(len(prem))])

    def schema(self, name: str, *args: Formula, prem: Any = ()) -> int:
        return self.step("schema", name=name, args=args, prem=prem)

    def use(self, of: int, prem: Any = (), sub: Any = None, sort: Any = None) -> int:
        return self.step("use", of=of, prem=prem, sub=sub or {}, sort=sort or {})

    def subset(self, concl: Formula, *prem: int) -> int:
        return self.step("subset", concl=concl, prem=prem)

    def absurd(self, concl: Formula, *prem: int) -> int:
        return self.step("absurd", concl=concl, prem=prem)

    def cases(self, split: Formula, yes: int, no: int) -> int:
        return self.step("cases", split=split, prem=[yes, no])

    def gen(self, prem: int, var: Formula, over: Formula) -> int:
        return self.step("gen", prem=prem, var=var, set=over)

    # ---- the end

    def tree(self, hyps: Any, concl: Formula, step: int | None = None, defined: Any = ()) -> dict[str, Any]:
        theorem = {
            "hyps": [self.at(h) for h in hyps],
            "concl": self.at(concl),
            "step": len(self.steps) - 1 if step is None else step,
            "defined": list(defined),
        }
        return {"format": FORMAT, "nodes": self.nodes.nodes, "steps": self.steps, "theorem": theorem}

    def theorem(self, claim: str, step: int | None = None, defined: Any = ()) -> bytes:
        """The certificate of `hypothesis; hypothesis |- conclusion`."""
        self.claim = claim
        left, concl = claim.split("|-")
        return canonical(self.tree([h for h in left.split(";") if h.strip()], concl, step, defined))

    def states(self, hyps: Any, concl: Formula, step: int | None = None, defined: Any = ()) -> bytes:
        """The same for terms that have no text."""
        return canonical(self.tree(hyps, concl, step, defined))


@dataclass(frozen=True)
class Forgery:
    """`forged` must be rejected for `reason`, `honest` accepted.  `false`: the claim fails in some finite model."""

    rule: str
    title: str
    forged: bytes
    honest: bytes
    reason: str
    claim: str
    false: bool
    uses: tuple[bytes, ...] = ()

    def titled(self, title: str) -> "Forgery":
        return replace(self, title=title)


Build = Callable[[Writer, bool], bytes]


class Collection:
    """The forgeries of one file."""

    def __init__(self) -> None:
        self.all: list[Forgery] = []

    def __call__(self, rule: str, reason: str, false: bool = True, **names: Any) -> Callable[[Build], Build]:
        """Registers a function that writes the forged certificate if its second argument is true."""

        def register(build: Build) -> Build:
            writer = Writer(**names)
            forged, honest = build(writer, True), build(Writer(**names), False)
            title = build.__name__.replace("_", " ")
            self.all.append(Forgery(rule, title, forged, honest, reason, writer.claim, false))
            return build

        return register


def edited(data: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The certificate with a change to its JSON tree, encoded canonically again."""
    tree = json.loads(data)
    change(tree)
    return canonical(tree)
