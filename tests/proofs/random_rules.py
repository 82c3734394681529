"""Random applications of the checker's rules to what random applications have derived: a pool of sequents that grows.

Premises that a rule wants are assumed (`hyp`) or taken from the pool, so that most attempts go through.  Whatever
comes out must hold in every model.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from random import Random

from random_terms import FINITE, NAMESAKES, NUMBERS, SORTS, Terms, variable

from tailbound.proofs import checker as c
from tailbound.proofs.checker import Reject, Sequent, Term, make, number

MOST_IN_POOL = 400
MERGED = [{"J": "K"}, {"K": "J"}, {"J": "K", "K": "J"}]


def free_variables(seq: Sequent) -> list[Term]:
    found: dict[Term, None] = {}

    def visit(s: Term, _: int) -> None:
        if s.op == "v":
            found[s] = None

    for f in [seq.concl, *sorted(seq.hyps, key=lambda h: h.serial)]:
        c.rebuild(f, visit)
    return list(found)


class Rules:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.terms = Terms(self.random)
        self.pool: list[Sequent] = []
        self.succeeded = Counter[str]()
        self.rules: list[Callable[[], Sequent]] = [self.use, self.use, self.cases, self.absurd, self.gen, self.induct]
        self.rules += [self.arith] * 3 + [self.sets, self.subset, self.schema, self.schema, self.box, self.mono]

    def step(self) -> Sequent | None:
        """One attempt; None where the checker refuses it."""
        rule = self.random.choice(self.rules)
        try:
            out = rule()
        except (Reject, IndexError):
            return None
        self.succeeded[rule.__name__] += 1
        if len(out.hyps) > 8 or out.concl.depth > 14:
            return None
        self.pool.append(out)
        del self.pool[:-MOST_IN_POOL]
        return out

    # ---- what rules are applied to

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def small(self, env: tuple[str, ...] = (), ints: bool = False) -> Term:
        return self.terms.number(env, self.random.randrange(2), ints)

    def sequent(self) -> Sequent:
        return self.random.choice(self.pool) if self.pool and self.chance(0.75) else self.assumed()

    def assumed(self, f: Term | None = None) -> Sequent:
        """A sequent of the pool with this conclusion, or the formula assumed."""
        f = f or self.terms.formula((), self.random.randrange(3))
        found = [p for p in self.pool if p.concl is f]
        return self.random.choice(found) if found and self.chance(0.5) else c.rule_hyp(f)

    def relation(self, *ops: str) -> Sequent:
        found = [p for p in self.pool if p.concl.op in ops]
        if found and self.chance(0.5):
            return self.random.choice(found)
        sides = [self.terms.number((), self.random.randrange(3)), number(0) if self.chance(0.5) else self.small()]
        self.random.shuffle(sides)
        return c.rule_hyp(make(self.random.choice(ops), *sides))

    def inclusion(self, sort: str, e: Term) -> Term:
        over = self.terms.set_of((), 2, sort)
        if self.chance(0.5):
            return make("in", e, over)
        return make("all", self.terms.set_of((), 1, sort), make("in", make("b", data=(0, sort)), over))

    # ---- rules

    def use(self) -> Sequent:
        seq, sub, merged = self.sequent(), {}, self.random.choice([{}, {}, *MERGED])
        variables = free_variables(seq)
        for w in self.random.sample(variables, min(len(variables), self.random.randrange(3))):
            kinds = tuple("real" if a.sort == "real" else merged.get(a.sort, a.sort) for a in w.args)
            head, _, of = w.data[1].rpartition(" ")
            of = merged.get(of, of)
            kind = self.terms.set_of if head else self.terms.element
            sub[w.data[0]] = (kinds, kind(kinds, 2, of))
        given = c.rule_use(seq, sub, merged, []).hyps
        return c.rule_use(seq, sub, merged, [p for p in self.pool if p.concl in given and self.chance(0.5)])

    def cases(self) -> Sequent:
        seq = self.sequent()
        split = self.random.choice(sorted(seq.hyps, key=lambda h: h.serial))
        other = self.assumed(seq.concl)
        return c.rule_cases(split, [seq, other])

    def absurd(self) -> Sequent:
        goal = self.terms.formula((), 1)
        if self.chance(0.5):
            return c.rule_absurd([self.relation("<", "<=", "!=", "=")], goal)
        sort = self.random.choice(SORTS)
        e = self.terms.element((), 1, sort)
        first = make("in", e, self.terms.set_of((), 2, sort))
        return c.rule_absurd([self.assumed(first), c.rule_hyp(self.inclusion(sort, e))], goal)

    def gen(self) -> Sequent:
        seq = self.sequent()
        members = [h for h in seq.hyps if h.op == "in" and h.args[0].op == "v"]
        if members and self.chance(0.7):
            return c.rule_gen(seq, *self.random.choice(members).args)
        w = self.random.choice([w for w in free_variables(seq) if not w.args and " " not in w.data[1]])
        return c.rule_gen(seq, w, self.terms.set_of((), 1, w.data[1]))

    def induct(self) -> Sequent:
        seq = self.sequent()
        n = self.random.choice([w for w in free_variables(seq) if w.data[1] == "int" and not w.args])
        base, after, body = self.small(ints=True), make("+", n, number(1)), c.abstract(seq.concl, n)
        first = c.rule_use(seq, {n.data[0]: ((), base)}, {}, [])
        if first.concl is not c.instantiate(body, base) or self.chance(0.3):
            first = self.assumed(c.instantiate(body, base))
        step = c.rule_use(seq, {n.data[0]: ((), after)}, {}, [])
        if step.concl is not c.instantiate(body, after):
            entry = [(Fraction(1), [c.rule_hyp(seq.concl)], [])]
            step = c.rule_arith(c.instantiate(body, after), [c.rule_hyp(seq.concl)], entry, [], [])
        return c.rule_induct([first, step], n, base, None if self.chance(0.5) else self.small(ints=True), seq.concl)

    def arith(self) -> Sequent:
        goal, total = self.random.choice(["<=", "<", "=", "!="]), c.Polynomial()
        prem: list[Sequent] = []
        pos, eq, clear = [], [], []
        for _ in range(self.random.randrange(1, 3) if goal != "=" else 0):
            factors = [self.relation("<=", "<") for _ in range(self.random.choice([0, 1, 1, 2]))]
            squares = [self.small()] if self.chance(0.3) else []
            parts = [c.gap(p.concl) for p in factors] + [c.power(c.normal(s), 2) for s in squares]
            total = c.add(total, c.product_of(parts))
            pos.append((Fraction(1), factors, squares))
            prem += factors
        for _ in range(self.random.randrange(2)):
            e, t = self.relation("="), self.small()
            total = c.add(total, c.times(c.normal(t), c.gap(e.concl)))
            eq.append((e, t))
            prem.append(e)
        if self.chance(0.5):
            clear = [self.relation("!=", "<")]
            total = c.add(total, self.vanishing(c.gap(clear[0].concl)))
        start = c.normal(self.small())
        claim = make(goal, c.term(start), c.term(c.add(start, total)))
        return c.rule_arith(claim, prem + clear, pos, eq, clear)

    def vanishing(self, d: c.Polynomial) -> c.Polynomial:
        """s (e (1/e) - 1) for an e that d != 0 makes nonzero, or for another part of d."""
        atoms = [t for m in d for t, _ in m]
        inside = [s for t in atoms if t.op == "/" for m in c.normal(t.args[1]) for s, _ in m]
        e = self.random.choice([c.term(d), *atoms, *inside, *(t.args[1] for t in atoms if t.op == "/")])
        one = c.times(c.normal(e), c.inverse(e))
        return c.times(c.normal(self.small()), c.add(one, c.constant(-1)))

    def sets(self) -> Sequent:
        sort = self.random.choice(["J", "K", "int", "Omega"])
        a, b = (self.terms.set_of((), 1, sort) for _ in range(2))
        shapes = [[(1, make("|", a, b)), (1, make("&", a, b)), (-1, a), (-1, b)], [(1, a), (-1, b)]]
        shapes.append([(1, make("\\", a, b)), (1, self.terms.set_of((), 1, sort)), (-1, a)])
        weighted = [(Fraction(k), s) for k, s in self.random.choice(shapes)]
        body, total = None if sort == "Omega" else self.small((sort,)), c.Polynomial()
        for k, s in weighted:
            whole = body is None and s.op == "univ"
            part = make("pr", s) if body is None else make("sum", s, body)
            total = c.add(total, c.constant(1) if whole else c.normal(part), k)
        op = "=" if body is not None or self.chance(0.5) else "<="
        given = [c.rule_hyp(self.inclusion(sort, self.terms.element((), 1, sort)))] if self.chance(0.7) else []
        return c.rule_sets(make(op, number(0), c.term(total)), given, weighted, body)

    def subset(self) -> Sequent:
        sort = self.random.choice(SORTS)
        e = self.terms.element((), 1, sort)
        given = [c.rule_hyp(self.inclusion(sort, e)) for _ in range(2)]
        return c.rule_subset(self.inclusion(sort, e), given)

    def schema(self) -> Sequent:
        name, sort = self.random.choice(list(c.SCHEMAS)), self.random.choice(FINITE)
        kinds: dict[str, Callable[[], Term]] = {
            "a": lambda: self.terms.set_of((), 2, sort),
            "e": lambda: self.terms.element((), 1, sort),
            "f": lambda: self.terms.formula((sort,) if name not in CLOSED else (), 2),
            "n": lambda: self.small((sort,)),
            "i": lambda: self.small(ints=True),
            "c": lambda: self.small(),
            "r": lambda: self.terms.formula(("real",), 2),
            "u": lambda: make("univ", data=("Omega",)),
            "w": lambda: self.small(("Omega",)),
            "t": lambda: self.small(("int",)),
        }
        default = "c" * c.SCHEMAS[name].__code__.co_argcount
        if name == "sum_swap":
            inner = self.random.choice(FINITE)
            args = [kinds["a"](), self.terms.set_of((), 1, inner), self.terms.number((inner, sort), 2)]
        else:
            args = [kinds[k]() for k in ARGUMENTS.get(name, default)]
        conditions, _ = c.SCHEMAS[name](*args)
        return c.rule_schema(name, args, [self.assumed(f) for f in conditions])

    def box(self) -> Sequent:
        low, width = Fraction(self.random.randint(-3, 3), 2), Fraction(self.random.randint(0, 3), 2)
        x = variable(*self.random.choice(NUMBERS + NAMESAKES))
        ends = [make("<=", number(low), x), make("<", x, number(low + width))]
        value = c.enclose(f := self.differentiable(x, 3), {x: (low, low)}, 30)[0]
        tree: list = ["leaf", self.random.choice([8, 20, 60])]
        for _ in range(self.random.randrange(3)):
            cut = ["cut", 0, str(low + width / 2), tree, ["leaf", 20]]
            tree = cut if self.chance(0.3) else ["mono", 0, self.random.choice(["1", "-1"]), tree, ["leaf", 20]]
        bound = c.rounded(value - self.random.choice([0, Fraction(1, 500), Fraction(1, 4)]), 20, self.chance(0.3))
        goal = make(self.random.choice(["<=", "<"]), number(bound), f)
        return c.rule_box(goal, [c.rule_hyp(h) for h in ends], tree, [x])

    def differentiable(self, x: Term, depth: int) -> Term:
        if depth <= 0 or self.chance(0.2):
            return x if self.chance(0.7) else self.random.choice([number(2), number(Fraction(1, 3))])
        op, part = self.random.choice(["+", "-", "*", "/", "^", "exp", "log", "sqrt", "erf"]), depth - 1
        if op in "+-*/":
            return make(op, self.differentiable(x, part), self.differentiable(x, part))
        return make(op, self.differentiable(x, part), data=(self.random.choice([2, 3]),) if op == "^" else ())

    def mono(self) -> Sequent:
        """The sign of the derivative and its guards are assumed, in the domain or, wrongly, out of it."""
        x = variable("x", "real")
        f = self.differentiable(x, 2)
        d, guards = c.derivative(f, x)
        sign = make(self.random.choice(["<=", "<"]), number(0), c.term(c.normal(d)))
        given = [sign, *dict.fromkeys(guards)]
        dom = [h for h in given if self.chance(0.8)] + [make("<=", self.small(), x)]
        return c.rule_mono([c.rule_hyp(h) for h in given], x, dom, f, self.small(), self.small())


CLOSED = ("inhabited", "ind_true", "ind_false")
ARGUMENTS = {
    "spec": "afe", "inhabited": "af", "rewrite": "ccr", "same": "eef", "sum_le": "ann", "sum_eq": "ann",
    "sum_lt": "ann", "sum_last": "iit", "discrete": "ii", "range_lo": "iii", "range_hi": "iii", "range_in": "iii",
    "sep_in": "eaf", "sep_out": "eaf", "ind_true": "f", "ind_false": "f", "mean_eq": "uww", "sup_ge": "ane",
    "sup_le": "anc",
}  # fmt: skip
