"""Building certificates: each method runs the checker's own rule at once, so an error shows at the line that made it.

Nothing here is trusted: `Proof.certificate()` writes bytes, and only `checker.check` on these bytes makes a theorem.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tailbound.proofs import checker
from tailbound.proofs.checker import Checked, Reject, Sequent, Term, make
from tailbound.proofs.text import Scope, Signature, parse, show, signatures_of

Formula = Term | str


class ProofError(Exception):
    """A step does not go through; the message says which and why."""


@dataclass(frozen=True)
class Step:
    """One line of a proof: what the checker's rule derived, and how it is written in the certificate."""

    number: int
    sequent: Sequent

    @property
    def concl(self) -> Term:
        return self.sequent.concl

    @property
    def hyps(self) -> frozenset[Term]:
        return self.sequent.hyps

    def __repr__(self) -> str:
        return f"<{self.number}: {show(self.concl)}>"


class Core:
    """The fifteen rules, with terms given as terms or as text."""

    def __init__(
        self,
        hyps: Sequence[Formula],
        concl: Formula,
        scope: Mapping[str, Signature] | None = None,
        known: Mapping[str, Checked] | None = None,
    ) -> None:
        self.scope: dict[str, Signature] = dict(scope or {})
        self.known = dict(known or {})
        given = [h for h in [*hyps, concl] if isinstance(h, Term)]
        self.scope |= signatures_of(*given)
        self.steps: list[Step] = []
        self.written: list[tuple[str, dict[str, Any]]] = []
        self.by_conclusion: dict[Term, list[Step]] = {}
        self.statement = tuple(self.t(h) for h in hyps)
        self.goal = self.t(concl)
        self.hyp = [self.assume(h) for h in self.statement]

    # ---- terms

    def t(self, x: Formula) -> Term:
        """A term from its text in the names of this proof."""
        return parse(x, self.scope) if isinstance(x, str) else x

    def body(self, name: str, sort: str, x: str) -> Term:
        """The body with one bound variable `name`, from its text."""
        scope: Scope = {**self.scope, name: (sort, ())}
        return checker.abstract(parse(x, scope), make("v", data=(name, sort)))

    def declare(self, name: str, sort: str, *args: str) -> Term:
        """A new name; returns the variable if it takes no arguments."""
        if name in self.scope and self.scope[name] != (sort, args):
            raise ProofError(f"{name} is already a name of another kind")
        self.scope[name] = (sort, args)
        return make("v", data=(name, sort)) if not args else make("q", data=(Fraction(0),))

    def fresh(self, sort: str, stem: str = "x") -> Term:
        """A variable with a name that occurs nowhere in this proof."""
        n = next(n for n in range(10_000) if f"{stem}{n}" not in self.scope)
        return self.declare(f"{stem}{n}", sort)

    # ---- rules

    def add(self, rule: str, **fields: Any) -> Step:
        """Run a rule of the checker and write the step down."""
        run = {k: self._decoded(k, v) for k, v in fields.items()}
        if rule == "box":
            run["nodes"] = fields["nodes"]
        try:
            sequent: Sequent = getattr(checker, "rule_" + rule)(**run)
        except Reject as error:
            raise ProofError(f"{rule}: {error}") from None
        return self._record(rule, fields, sequent)

    def _record(self, rule: str, fields: dict[str, Any], sequent: Sequent) -> Step:
        step = Step(len(self.steps), sequent)
        self.steps.append(step)
        self.written.append((rule, fields))
        self.by_conclusion.setdefault(step.concl, []).append(step)
        return step

    def _decoded(self, key: str, value: Any) -> Any:
        if isinstance(value, Step):
            return value.sequent
        if isinstance(value, list):
            return [self._decoded(key, v) for v in value]
        if isinstance(value, tuple) and key in ("pos", "eq", "terms"):
            return tuple(self._decoded(key, v) for v in value)
        return value

    def assume(self, formula: Formula) -> Step:
        """phi |- phi."""
        concl = self.t(formula)
        for step in self.by_conclusion.get(concl, []):
            if step.hyps == {concl}:
                return step
        return self.add("hyp", concl=concl)

    def use(
        self,
        of: Step,
        prem: Iterable[Step] = (),
        sub: Mapping[str, Any] | None = None,
        sort: Mapping[str, str] | None = None,
    ) -> Step:
        """An instance of a step; premises discharge hypotheses.

        sub: name -> text or term, or (names, text) for a family.
        """
        lambdas = {}
        kinds = signatures_of(of.concl, *of.hyps)
        for name, value in (sub or {}).items():
            if isinstance(value, tuple):
                names, text = value
                sorts = tuple((sort or {}).get(s, s) for s in kinds[name][1])
                scope = {**self.scope, **{n: (s, ()) for n, s in zip(names, sorts, strict=True)}}
                body = parse(text, scope)
                for i, (n, s) in enumerate(zip(names, sorts, strict=True)):
                    body = checker.rebuild(body, _put(make("v", data=(n, s)), i))
                lambdas[name] = (sorts, body)
            else:
                lambdas[name] = ((), self.t(value))
        return self.add("use", of=of, prem=list(prem), sub=lambdas, sort=dict(sort or {}))

    def discharge(self, of: Step, *prem: Step) -> Step:
        """The step with the hypotheses that the premises prove taken away."""
        return self.use(of, [p for p in prem if p.concl in of.hyps])

    def cite(self, sha: str) -> Step:
        """An earlier theorem, by its statement hash."""
        found = self.known[sha]
        sequent = Sequent(frozenset(found.hyps), found.concl, found.trust)
        return self._record("known", {"sha": sha}, sequent)

    def cases(self, split: Formula, yes: Step, no: Step) -> Step:
        return self.add("cases", split=self.t(split), prem=[yes, no])

    def negation(self, formula: Formula) -> Step:
        """not phi |- not phi."""
        return self.assume(checker.negation(self.t(formula)))

    def absurd(self, concl: Formula, *prem: Step) -> Step:
        return self.add("absurd", prem=list(prem), concl=self.t(concl))

    def gen(self, step: Step, var: Term, over: Formula) -> Step:
        """all x in A."""
        return self.add("gen", prem=step, var=var, set=self.t(over))

    def induct(
        self, base: Step, step: Step, var: Term, start: Formula, goal: Formula, top: Formula | None = None
    ) -> Step:
        end = None if top is None else self.t(top)
        return self.add("induct", prem=[base, step], var=var, base=self.t(start), top=end, goal=self.t(goal))

    def mono(
        self, prem: Sequence[Step], var: Term, dom: Sequence[Formula], f: Formula, u: Formula, w: Formula
    ) -> Step:
        ends = {"f": self.t(f), "u": self.t(u), "w": self.t(w)}
        return self.add("mono", prem=list(prem), var=var, dom=[self.t(d) for d in dom], **ends)

    def sets(self, concl: Formula, terms: Sequence[tuple[int, Formula]], body: Term | None, *prem: Step) -> Step:
        weighted = [(Fraction(k), self.t(a)) for k, a in terms]
        return self.add("sets", concl=self.t(concl), prem=list(prem), terms=weighted, body=body)

    def subset(self, concl: Formula, *prem: Step) -> Step:
        return self.add("subset", concl=self.t(concl), prem=list(prem))

    def schema(self, name: str, *args: Formula, prem: Sequence[Step] = ()) -> Step:
        return self.add("schema", name=name, args=[self.t(a) for a in args], prem=list(prem))

    def identity(
        self,
        concl: Formula,
        pos: Sequence[tuple[Any, Sequence[Step], Sequence[Formula]]] = (),
        eq: Sequence[tuple[Step, Formula]] = (),
        clear: Sequence[Step] = (),
    ) -> Step:
        """The arith rule with its multipliers given."""
        entries = [(Fraction(k), list(ps), [self.t(s) for s in squares]) for k, ps, squares in pos]
        multipliers = [(e, self.t(m)) for e, m in eq]
        prem = list(
            dict.fromkeys([p for _, ps, _ in entries for p in ps] + [e for e, _ in multipliers] + list(clear))
        )
        fields = {"concl": self.t(concl), "prem": prem, "pos": entries, "eq": multipliers, "clear": list(clear)}
        return self.add("arith", **fields)

    # ---- the end

    def certificate(self, last: Step, defined: Sequence[Step] = ()) -> bytes:
        """Canonical JSON of the steps that the theorem needs."""
        if last.concl is not self.goal:
            raise ProofError(f"proved {show(last.concl)}, not the goal {show(self.goal)}")
        extra = last.hyps - set(self.statement)
        if extra:
            raise ProofError("hypotheses left over: " + "; ".join(map(show, extra)))
        return encode(self.statement, self.goal, last, defined, self.steps, self.written)


def _put(variable: Term, index: int) -> Any:
    """A visitor that turns a variable into the index-th bound variable of a lambda."""
    return lambda s, depth: make("b", data=(index + depth, variable.data[1])) if s is variable else None


class Nodes:
    """The table of terms of a certificate."""

    def __init__(self) -> None:
        self.nodes: list[list[Any]] = []
        self.place: dict[Term, int] = {}

    def put(self, t: Term) -> int:
        if t not in self.place:
            args = [self.put(a) for a in t.args]
            node: list[Any]
            if t.op == "q":
                node = ["q", str(t.data[0])]
            elif t.op == "v":
                node = ["v", *t.data, args]
            elif t.op == "pred":
                node = ["pred", t.data[0], list(t.data[1]), args]
            elif t.op == "b":
                node = ["b", *t.data]
            elif t.op == "^":
                node = ["^", *args, *t.data]
            else:
                node = [t.op, *t.data, *args]
            self.place[t] = len(self.nodes)
            self.nodes.append(node)
        return self.place[t]


def _needed(last: Step, defined: Sequence[Step], written: Sequence[tuple[str, dict[str, Any]]]) -> list[int]:
    """The numbers of the steps that the theorem rests on, in order."""
    todo, seen = [last.number, *(d.number for d in defined)], set[int]()
    while todo:
        n = todo.pop()
        if n not in seen:
            seen.add(n)
            for value in (written[n][1].get("prem", ()), written[n][1].get("of")):
                todo += [s.number for s in (value if isinstance(value, list) else [value]) if isinstance(s, Step)]
    return sorted(seen)


def _step(rule: str, fields: dict[str, Any], place: Mapping[int, int], nodes: Nodes) -> dict[str, Any]:
    prem = fields.get("prem", [])

    def local(s: Step) -> int:
        return next(i for i, p in enumerate(prem) if p is s)

    out: dict[str, Any] = {"rule": rule}
    for key, value in fields.items():
        if key == "nodes":
            continue
        if key == "pos":
            out[key] = [[str(k), [local(p) for p in ps], [nodes.put(s) for s in squares]] for k, ps, squares in value]
        elif key == "eq":
            out[key] = [[local(e), nodes.put(m)] for e, m in value]
        elif key == "clear":
            out[key] = [local(p) for p in value]
        elif key == "terms":
            out[key] = [[str(k), nodes.put(a)] for k, a in value]
        elif key == "sub":
            out[key] = {name: [list(kinds), nodes.put(b)] for name, (kinds, b) in value.items()}
        elif key == "tree":
            out[key] = _tree(value, fields["nodes"], nodes)
        elif isinstance(value, Step):
            out[key] = place[value.number]
        elif isinstance(value, Term):
            out[key] = nodes.put(value)
        elif isinstance(value, list):
            out[key] = [place[v.number] if isinstance(v, Step) else nodes.put(v) for v in value]
        else:
            out[key] = value
    return out


def _tree(tree: list[Any], local: list[Term], nodes: Nodes) -> list[Any]:
    if tree[0] == "leaf":
        return tree
    return [*tree[:1], nodes.put(local[tree[1]]), tree[2], _tree(tree[3], local, nodes), _tree(tree[4], local, nodes)]


def canonical(tree: Any) -> bytes:
    """The one encoding that the checker reads."""
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def encode(
    hyps: Sequence[Term],
    concl: Term,
    last: Step,
    defined: Sequence[Step],
    steps: Sequence[Step],
    written: Sequence[tuple[str, dict[str, Any]]],
) -> bytes:
    """The certificate of a theorem, with only the steps it needs."""
    order = _needed(last, defined, written)
    place, nodes = {n: i for i, n in enumerate(order)}, Nodes()
    lines = [_step(*written[n], place, nodes) for n in order]
    theorem = {
        "hyps": [nodes.put(h) for h in hyps],
        "concl": nodes.put(concl),
        "step": place[last.number],
        "defined": [place[d.number] for d in defined],
    }
    return canonical({"format": checker.FORMAT, "nodes": nodes.nodes, "steps": lines, "theorem": theorem})
