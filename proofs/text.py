"""Terms from and to text.  The text is Python's expression syntax, read by `ast` and never evaluated.

    sum(a[i] for i in S)                sup(abs(p[j] - ps[j]) for j in J)       card(J - S)
    all(a[j] <= a[i] for i in S for j in J - S)      {j for j in J if eps < p[j]}       i in S
    sum(alpha*m for m in rng(1, L))     ind(i in S)     exp(x)     x**3     Eq(x, y) or x == y

An index sort's name is its universe, `J - S` a difference of sets, `A | B`, `A & B`, `{e}` as in Python.  Decimals
are exact rationals, read from their source text (0.1 is 1/10).
"""

import ast
from collections.abc import Mapping
from fractions import Fraction

from tailbound.proofs.checker import Term, is_index, is_outcome, make, number

Signature = tuple[str, tuple[str, ...]]
Scope = Mapping[str, Signature]

COMPARE: dict[type[ast.cmpop], str] = {ast.LtE: "<=", ast.Lt: "<", ast.Eq: "=", ast.NotEq: "!="}
FUNCTIONS = ("exp", "log", "sqrt", "erf", "abs")
RELATIONS = {"Eq": "=", "Ne": "!=", "Le": "<=", "Lt": "<"}


class TextError(ValueError):
    """The text is not a term; the message says where and why, in one line."""


def variable(name: str, signature: Signature, *args: Term) -> Term:
    return make("v", *args, data=(name, signature[0]))


class _Reader:
    def __init__(self, source: str, scope: Scope) -> None:
        self.source, self.scope = source, scope
        self.bound: list[tuple[str, str]] = []

    def fail(self, node: ast.AST, why: str) -> TextError:
        segment = ast.get_source_segment(self.source, node) if hasattr(node, "lineno") else None
        return TextError(f"{why}: {segment or self.source!r}")

    def read(self, node: ast.expr) -> Term:
        method = getattr(self, "read_" + type(node).__name__, None)
        if method is None:
            raise self.fail(node, f"{type(node).__name__} is not part of the language")
        result: Term = method(node)
        return result

    def read_Constant(self, node: ast.Constant) -> Term:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self.fail(node, "only numbers are constants")
        text = ast.get_source_segment(self.source, node) or ""
        try:
            return number(Fraction(text.replace("_", "")))
        except ValueError:
            raise self.fail(node, "not an exact decimal number") from None

    def read_Name(self, node: ast.Name) -> Term:
        for depth, (name, sort) in enumerate(reversed(self.bound)):
            if name == node.id:
                return make("b", data=(depth, sort))
        if node.id in self.scope:
            if self.scope[node.id][1]:
                raise self.fail(node, "a family needs its arguments")
            return variable(node.id, self.scope[node.id])
        if node.id == "pi":
            return make("pi")
        if is_index(node.id) or is_outcome(node.id) or node.id == "Reals":
            return make("univ", data=("real" if node.id == "Reals" else node.id,))
        raise self.fail(node, "unknown name")

    def read_Subscript(self, node: ast.Subscript) -> Term:
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self.family(node, node.value, list(inner))

    def family(self, node: ast.expr, head: ast.expr, inner: list[ast.expr]) -> Term:
        if not isinstance(head, ast.Name) or head.id not in self.scope:
            raise self.fail(node, "unknown function or family")
        signature, args = self.scope[head.id], [self.read(a) for a in inner]
        if len(args) != len(signature[1]):
            raise self.fail(node, f"{head.id} takes {len(signature[1])} arguments")
        return variable(head.id, signature, *args)

    def read_UnaryOp(self, node: ast.UnaryOp) -> Term:
        inner = self.read(node.operand)
        if isinstance(node.op, ast.USub):
            return number(-inner.data[0]) if inner.op == "q" else make("-", number(0), inner)
        if isinstance(node.op, ast.UAdd):
            return inner
        raise self.fail(node, "this operator is not part of the language")

    def read_BinOp(self, node: ast.BinOp) -> Term:
        left, right = self.read(node.left), self.read(node.right)
        if left.sort.startswith("set "):
            table: dict[type[ast.operator], str] = {ast.Sub: "\\", ast.BitOr: "|", ast.BitAnd: "&"}
            if type(node.op) not in table:
                raise self.fail(node, "sets have -, | and &")
            return make(table[type(node.op)], left, right)
        if isinstance(node.op, ast.Pow):
            if right.op != "q" or right.data[0].denominator != 1 or right.data[0] < 1:
                raise self.fail(node, "exponents are literal positive integers; write exp(y*log(x)) otherwise")
            return make("^", left, data=(int(right.data[0]),))
        ops: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
        if type(node.op) not in ops:
            raise self.fail(node, "this operator is not part of the language")
        op = ops[type(node.op)]
        if op == "/" and left.op == "q" and right.op == "q" and right.data[0] != 0:
            return number(left.data[0] / right.data[0])
        if op in ("+", "*") and left.op == op and len(left.args) < 64 and not self.bracketed(node.left):
            return make(op, *left.args, right)
        return make(op, left, right)

    def bracketed(self, node: ast.expr) -> bool:
        """Whether the author grouped a left operand, which a flat sum or product would hide."""
        text = self.source.encode()
        before, after = text[: node.col_offset].decode().rstrip(), text[node.end_col_offset :].decode().lstrip()
        return before.endswith("(") and after.startswith(")")

    def read_Compare(self, node: ast.Compare) -> Term:
        if len(node.ops) != 1:
            raise self.fail(node, "split a chained comparison into its relations")
        left, right, op = self.read(node.left), self.read(node.comparators[0]), node.ops[0]
        if isinstance(op, ast.In):
            return make("in", left, right)
        if isinstance(op, ast.NotIn):
            return make("in", left, make("\\", make("univ", data=(right.sort[4:],)), right))
        if isinstance(op, ast.GtE | ast.Gt):
            return make("<=" if isinstance(op, ast.GtE) else "<", right, left)
        if type(op) not in COMPARE:
            raise self.fail(node, "unknown comparison")
        return make(COMPARE[type(op)], left, right)

    def read_Set(self, node: ast.Set) -> Term:
        out = make("sing", self.read(node.elts[0]))
        for e in node.elts[1:]:
            out = make("|", out, make("sing", self.read(e)))
        return out

    def read_SetComp(self, node: ast.SetComp) -> Term:
        generator = node.generators[0]
        if len(node.generators) != 1 or len(generator.ifs) != 1 or not isinstance(node.elt, ast.Name):
            raise self.fail(node, "a set is written {j for j in A if condition}")
        over, name = self.binder(generator)
        self.bound.append((name, over.sort[4:]))
        body = self.read(generator.ifs[0])
        self.bound.pop()
        return make("sep", over, body)

    def binder(self, generator: ast.comprehension) -> tuple[Term, str]:
        if not isinstance(generator.target, ast.Name):
            raise self.fail(generator.target, "a bound variable is a name")
        over = self.read(generator.iter)
        if not over.sort.startswith("set "):
            raise self.fail(generator.iter, "not a set")
        return over, generator.target.id

    def quantified(self, op: str, node: ast.GeneratorExp) -> Term:
        overs = []
        for generator in node.generators:
            over, name = self.binder(generator)
            if generator.ifs:
                raise self.fail(node, "write the condition into the set")
            overs.append(over)
            self.bound.append((name, over.sort[4:]))
        body = self.read(node.elt)
        for over in reversed(overs):
            self.bound.pop()
            body = make(op, over, body)
        return body

    def read_Call(self, node: ast.Call) -> Term:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.fail(node, "unknown function")
        name, args = node.func.id, node.args
        if name in ("sum", "sup", "all"):
            if len(args) != 1 or not isinstance(args[0], ast.GeneratorExp):
                raise self.fail(node, f"{name} is written {name}(body for i in A)")
            return self.quantified(name, args[0])
        if name in self.scope:
            return self.family(node, node.func, args)
        terms = [self.read(a) for a in args]
        counts = dict.fromkeys(FUNCTIONS, 1) | {"card": 1, "ind": 1, "pr": 1, "rng": 2} | dict.fromkeys(RELATIONS, 2)
        if name in ("max", "min") and len(terms) >= 2:
            return extremum(name, terms)
        if counts.get(name) != len(terms):
            raise self.fail(node, "unknown function, or wrong number of arguments")
        return make(RELATIONS.get(name, name), *terms)


def extremum(name: str, terms: list[Term]) -> Term:
    """max nests from the left; min is -max of the opposites."""
    if name == "min":
        return make("-", number(0), extremum("max", [make("-", number(0), t) for t in terms]))
    out = terms[0]
    for t in terms[1:]:
        out = make("max", out, t)
    return out


def parse(source: str, scope: Scope) -> Term:
    """The term that the text denotes; `scope` gives each free name its sort and its arguments' sorts.

    Raises TextError, with one line, on anything that is not in the language.

    >>> show(parse("sum(a[i] for i in S) <= 0.5*card(S)", {"a": ("real", ("J",)), "S": ("set J", ())}))
    'sum(a[i] for i in S) <= 1/2*card(S)'
    """
    if not source.isascii():  # Python takes look-alikes for one name: a mathematical italic x is its x
        raise TextError(f"only ASCII characters are read: {source!a}")
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except SyntaxError as error:
        raise TextError(f"not an expression ({error.msg}): {source!r}") from None
    try:
        return _Reader(source.strip(), scope).read(tree.body)
    except TextError:
        raise
    except Exception as error:
        raise TextError(f"{error}: {source!r}") from None


def signatures_of(*terms: Term) -> dict[str, Signature]:
    """The free names of the terms with their sorts, as `parse` takes them."""
    out: dict[str, Signature] = {}
    seen: set[Term] = set()

    def walk(t: Term) -> None:
        if t in seen:
            return
        seen.add(t)
        if t.op == "v":
            out[t.data[0]] = (t.data[1], tuple("real" if a.sort == "real" else a.sort for a in t.args))
        for a in t.args:
            walk(a)

    for t in terms:
        walk(t)
    return out


LEVEL = {"<=": 1, "<": 1, "=": 1, "!=": 1, "in": 1, "|": 3, "&": 4, "\\": 5, "+": 5, "-": 5, "*": 6, "/": 6, "^": 8}
BOUND_NAMES = "ijlmuvwxyz"


class _Printer:
    def __init__(self, taken: frozenset[str]) -> None:
        self.taken = taken
        self.names = [n for n in BOUND_NAMES if n not in taken] + [
            f"i{m}" for m in range(100) if f"i{m}" not in taken
        ]
        self.bound: list[str] = []

    def at(self, t: Term, level: int) -> str:
        text = self.show(t)
        own = LEVEL.get(t.op, 9)
        if t.op == "q":
            own = 9 if t.data[0].denominator == 1 and t.data[0] >= 0 else 6 if t.data[0] >= 0 else 5
        return f"({text})" if own < level else text

    def show(self, t: Term) -> str:
        op, args = t.op, t.args
        if op == "q":
            return str(t.data[0])
        if op == "v":
            return str(t.data[0]) + (f"[{', '.join(map(self.show, args))}]" if args else "")
        if op == "b":
            return self.bound[-1 - t.data[0]] if t.data[0] < len(self.bound) else f"#{t.data[0] - len(self.bound)}"
        if op == "univ":
            sort = str(t.data[0])
            clash = sort == "Reals" or sort in self.taken  # the name would be read as something else
            return "Reals" if sort == "real" else f"univ[{sort}]" if clash else sort
        if op in ("sum", "sup", "all", "sep"):
            over = self.show(args[0])
            name = self.names[len(self.bound)]
            self.bound.append(name)
            body = self.show(args[1])
            self.bound.pop()
            return (
                f"{{{name} for {name} in {over} if {body}}}" if op == "sep" else f"{op}({body} for {name} in {over})"
            )
        if op == "-" and args[0].op == "q" and args[0].data[0] == 0:
            return "-" + self.at(args[1], 7)
        if op in LEVEL:
            return self.infix(t)
        if op == "sing":
            return "{" + self.show(args[0]) + "}"
        if op == "pi":
            return "pi"
        if op in ("mean", "deriv", "pred"):
            self.bound.extend(self.names[len(self.bound)] for _ in range(max(t.under, default=0)))
            inner = ", ".join(map(self.show, args))
            del self.bound[len(self.bound) - max(t.under, default=0) :]
            return f"{op}{list(t.data)}({inner})"
        return f"{op}({', '.join(map(self.show, args))})"

    def infix(self, t: Term) -> str:
        level = LEVEL[t.op]
        if t.op == "^":
            return f"{self.at(t.args[0], 9)}**{t.data[0]}"
        sign = {"=": " == ", "<=": " <= ", "<": " < ", "!=": " != ", "\\": " - ", "in": " in "}.get(t.op, f" {t.op} ")
        if t.op in ("*", "/"):
            sign = t.op
        first = self.at(t.args[0], level + (t.args[0].op == t.op and t.op in ("+", "*", "<=", "<", "=", "!=", "in")))
        return sign.join([first, *(self.at(a, level + 1) for a in t.args[1:])])


def show(t: Term) -> str:
    """The text of a term, which `parse` reads back as the same term (mean, deriv, pred and indices apart)."""
    return _Printer(t.names).show(t)
