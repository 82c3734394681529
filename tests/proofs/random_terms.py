"""Random well-sorted terms, with free and bound variables, for attacks by random composition.

Names repeat on purpose: x and n are integers and reals, S and T sets of every sort, i an element of two sorts.
"""

from fractions import Fraction
from random import Random

from tailbound.proofs.checker import Term, element_sort, make, number

NUMBERS = [("x", "real"), ("y", "real"), ("z", "real"), ("n", "int"), ("m", "int")]
NAMESAKES = [("x", "int"), ("n", "real")]
ELEMENTS = {"J": "ij", "K": "ik", "Omega": "w"}
FINITE = ("J", "J", "K", "int")
SORTS = ("J", "J", "K", "int", "Omega", "real")
Environment = tuple[str, ...]  # the sorts of the loose indices, index 0 first


def variable(name: str, sort: str, *args: Term) -> Term:
    return make("v", *args, data=(name, sort))


class Terms:
    """A source of random terms.  `namesakes`: whether one name may stand for variables of several sorts."""

    def __init__(self, random: Random, namesakes: bool = True) -> None:
        self.random = random
        self.namesakes = namesakes
        self.numbers = NUMBERS + NAMESAKES * namesakes

    def among(self, env: Environment, *sorts: str) -> list[Term]:
        return [make("b", data=(i, s)) for i, s in enumerate(env) if s in sorts]

    def leaf(self, env: Environment, ints: bool) -> Term:
        bound, c = self.among(env, "int", *([] if ints else ["real"])), self.random.random()
        if bound and c < 0.4:
            return self.random.choice(bound)
        if c < 0.7:
            return variable(*self.random.choice([p for p in self.numbers if not ints or p[1] == "int"]))
        whole = ints or c < 0.9
        return number(self.random.choice([0, 1, -1, 2, 3]) if whole else Fraction(self.random.choice([1, -1, 3]), 2))

    def number(self, env: Environment, depth: int, ints: bool = False) -> Term:
        if depth <= 0:
            return self.leaf(env, ints)
        c, part = self.random.random(), lambda: self.number(env, depth - 1 - self.random.randrange(2), ints)
        if c < 0.42:
            return make(self.random.choice("++-**"), part(), part())
        if c < 0.48:
            return make("^", part(), data=(self.random.choice([1, 2, 2, 3]),))
        if c < 0.54:
            return make("max", part(), part()) if self.random.random() < 0.7 else make("abs", part())
        if c < 0.58:
            return make("card", self.set_of(env, depth - 1, self.random.choice(FINITE)))
        if c < 0.62:
            return make("ind", self.formula(env, depth - 1))
        if c < 0.75:
            sort = self.random.choice(FINITE)
            op = "sup" if c > 0.72 else "sum"
            return make(op, self.set_of(env, depth - 1, sort), self.number((sort, *env), depth - 1, ints))
        if c < 0.81:
            name = "b" if ints and not self.namesakes else "a"
            return variable(name, "int" if ints else "real", self.element(env, depth - 1, "J"))
        return self.leaf(env, True) if ints else self.analytic(env, depth)

    def analytic(self, env: Environment, depth: int) -> Term:
        c = self.random.random()
        if c < 0.45:
            top = number(1) if self.random.random() < 0.5 else self.number(env, depth - 1)
            return make("/", top, self.number(env, depth - 1))
        if c < 0.7:
            return make("exp", self.number(env, depth - 1))
        if c < 0.85:
            return make(self.random.choice(["log", "sqrt", "erf"]), self.number(env, depth - 1))
        if c < 0.92:
            return variable("g", "real", self.number(env, depth - 1))
        if c < 0.97:
            return make("pr", self.set_of(env, depth - 1, "Omega"))
        body = self.number(("Omega", *env), depth - 1)
        return self.leaf(env, False) if body.wild else make("mean", body, data=("Omega",))

    def element(self, env: Environment, depth: int, sort: str) -> Term:
        if sort in ("real", "int"):
            return self.number(env, depth, sort == "int")
        bound = self.among(env, sort)
        if bound and self.random.random() < 0.7:
            return self.random.choice(bound)
        names = ELEMENTS[sort] if self.namesakes else ELEMENTS[sort][-1]
        return variable(self.random.choice(names), sort)

    def set_of(self, env: Environment, depth: int, sort: str) -> Term:
        c, part = self.random.random(), lambda: self.set_of(env, depth - 1, sort)
        if depth <= 0 or c < 0.3:
            if sort != "int" and c < 0.1:
                return make("univ", data=(sort,))
            suffix = "" if self.namesakes else sort
            return variable(self.random.choice("ST") + suffix, "set " + sort)
        if c < 0.65:
            return make(self.random.choice(["\\", "|", "&"]), part(), part())
        if c < 0.75:
            e = self.element(env, depth - 1, sort)
            return make("sing", e) if element_sort(e) == sort else part()
        if c < 0.82 and sort == "int":
            return make("rng", self.number(env, depth - 1, True), self.number(env, depth - 1, True))
        body = self.formula((sort, *env), depth - 1)
        return part() if body.wild and sort == "Omega" else make("sep", part(), body)

    def formula(self, env: Environment, depth: int) -> Term:
        c, sort = self.random.random(), self.random.choice(SORTS)
        if c < 0.6:
            return make(self.random.choice(["<=", "<", "=", "!="]), self.number(env, depth), self.number(env, depth))
        if c < 0.8 or depth <= 0:
            return make("in", self.element(env, depth - 1, sort), self.set_of(env, depth - 1, sort))
        return make("all", self.set_of(env, depth - 1, sort), self.formula((sort, *env), depth - 1))
