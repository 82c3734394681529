"""The text of scalar problems, read by Python's `ast` into terms and never evaluated.

SymPy's names (Abs, Max, Min, Eq, Ne, erfc, E, ...) and Python's operators; `Phi` is the normal distribution function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tailbound.proofs import abbreviations as short
from tailbound.proofs.checker import MAX_BITS, NAME, ONE, TWO, UNIT, Reject, Term, make, normal, number, obligations
from tailbound.proofs.problem_powers import power_term


class Unsupported(ValueError):
    """The text is no problem in the prover's language; one line says why."""


NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?(/\d+)?")
LONGEST = 20_000  # characters of one text: far beyond any formula written by hand


def exact_number(value: Any) -> Fraction:
    """The exact rational that an int, a Fraction or a text such as "1/100" or "0.25" denotes.

    A float is read by its shortest decimal.  Raises Unsupported.

    >>> exact_number("0.1"), exact_number(" -1/4 "), exact_number(0.1)
    (Fraction(1, 10), Fraction(-1, 4), Fraction(1, 10))
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction):
        raise Unsupported(f"not an exact number: {value!r}")
    if isinstance(value, Fraction):
        return value
    text = str(value).strip().replace("_", "")
    if not NUMBER.fullmatch(text) or len(text) > 1500:
        raise Unsupported(f"not an exact number: {str(value)[:40]!r}")
    try:
        above, _, below = text.partition("/")
        out = Fraction(above) / Fraction(below or "1")
    except ZeroDivisionError:
        raise Unsupported(f"division by zero: {text!r}") from None
    if max(out.numerator.bit_length(), out.denominator.bit_length()) > MAX_BITS:
        raise Unsupported(f"a number of more than {MAX_BITS} bits: {text[:20]}...")
    return out


FUNCTIONS: dict[str, tuple[int, Callable[..., Term]]] = {
    **{op: (1, lambda x, op=op: make(op, x)) for op in ("exp", "log", "sqrt", "erf", "abs")},
    "ln": (1, lambda x: make("log", x)),
    "Abs": (1, lambda x: make("abs", x)),
    "erfc": (1, short.erfc),
    "Phi": (1, short.normal_cdf),
    "tanh": (1, short.tanh),
    "cosh": (1, lambda x: make("/", make("+", make("exp", x), make("exp", short.opposite(x))), TWO)),
    "sinh": (1, lambda x: make("/", make("-", make("exp", x), make("exp", short.opposite(x))), TWO)),
}
RELATIONS = {
    op: symbol
    for symbol, names in (
        ("=", ("Eq", "Equality")),
        ("!=", ("Ne", "Unequality")),
        ("<=", ("Le", "LessThan")),
        ("<", ("Lt", "StrictLessThan")),
        (">=", ("Ge", "GreaterThan")),
        (">", ("Gt", "StrictGreaterThan")),
    )
    for op in names
}
COMPARISONS = {ast.LtE: "<=", ast.Lt: "<", ast.GtE: ">=", ast.Gt: ">", ast.Eq: "=", ast.NotEq: "!="}
OPERATORS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
CONSTANTS = ("pi", "E")


def relation(op: str, left: Term, right: Term) -> Term:
    """left op right; > and >= are written flipped."""
    return make(op.replace(">", "<"), right, left) if op[0] == ">" else make(op, left, right)


class _Reader:
    """One text, read in the names that `sorts` declares (name -> "real" or "int")."""

    def __init__(self, source: str, sorts: Mapping[str, str]) -> None:
        self.source, self.sorts = source, sorts
        self.one_line = not set("\n\r\f") & set(source)

    def segment(self, node: Any) -> str:
        """The text of a node; Python's own function goes through the whole source for each."""
        if self.one_line:
            return self.source[node.col_offset : node.end_col_offset]
        return ast.get_source_segment(self.source, node) or ""

    def fail(self, node: ast.AST, why: str) -> Unsupported:
        segment = self.segment(node) or self.source
        return Unsupported(f"{why}: {' '.join(segment.split())[:80]}")

    def relations(self, node: ast.expr) -> list[Term]:
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            return [r for part in node.values for r in self.relations(part)]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
            return self.relations(node.left) + self.relations(node.right)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "And" and not node.keywords:
                return [r for part in node.args for r in self.relations(part)]
            if node.func.id in RELATIONS and len(node.args) == 2 and not node.keywords:
                return [relation(RELATIONS[node.func.id], *map(self.number, node.args))]
        if isinstance(node, ast.Compare):
            sides = [self.number(n) for n in (node.left, *node.comparators)]
            if not all(type(op) in COMPARISONS for op in node.ops):
                raise self.fail(node, "this comparison is not supported")
            ops = [COMPARISONS[type(op)] for op in node.ops]
            return [relation(op, *pair) for op, pair in zip(ops, pairwise(sides), strict=True)]
        raise self.fail(node, "a relation such as x <= y is needed")

    def number(self, node: ast.expr) -> Term:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bool) or not isinstance(node.value, int | float):
                raise self.fail(node, "only numbers are constants")
            return number(exact_number(self.segment(node)))
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            inner = self.number(node.operand)
            if isinstance(node.op, ast.UAdd):
                return inner
            return number(-inner.data[0]) if inner.op == "q" else make("-", number(0), inner)
        if isinstance(node, ast.BinOp):
            return self.operation(node)
        if isinstance(node, ast.Call):
            return self.call(node)
        raise self.fail(node, f"{type(node).__name__} is not supported")

    def name(self, node: ast.Name) -> Term:
        if node.id in self.sorts:
            return make("v", data=(node.id, self.sorts[node.id]))
        if node.id == "pi":
            return make("pi")
        if node.id == "E":
            return make("exp", ONE)
        if node.id in ("oo", "inf", "nan", "zoo", "I"):
            raise self.fail(node, "infinity and complex numbers are no numbers here")
        raise self.fail(node, "a name that is not declared")

    def operation(self, node: ast.BinOp) -> Term:
        left, right = self.number(node.left), self.number(node.right)
        if isinstance(node.op, ast.Pow):
            return self.power(node, left, right)
        op = OPERATORS.get(type(node.op))
        if op is None:
            raise self.fail(node, "this operator is not supported")
        if op == "/" and left.op == right.op == "q" and right.data[0] != 0:
            return number(left.data[0] / right.data[0])
        if op in ("+", "*") and left.op == op and len(left.args) < 64:
            return make(op, *left.args, right)
        return make(op, left, right)

    def power(self, node: ast.AST, base: Term, exponent: Term) -> Term:
        try:
            polynomial = normal(exponent)  # of total functions: 1/0 is 0 there, so the exponent has to be defined
            constant = not any(polynomial) and not obligations(exponent)
            value = polynomial.get(UNIT, Fraction(0)) if constant else None
            return power_term(base, exponent, value)
        except (Reject, ValueError) as error:
            raise self.fail(node, str(error)) from None

    def call(self, node: ast.Call) -> Term:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.fail(node, "this call is not supported")
        name, args = node.func.id, node.args
        if name in self.sorts:
            raise self.fail(node, f"{name} is a variable, not a function")
        if name in RELATIONS or name in ("And", "Or", "Not"):
            raise self.fail(node, "a number is needed, not a relation")
        if name not in (*FUNCTIONS, "Max", "Min", "max", "min", "Pow", "Rational", "Integer"):
            raise self.fail(node, f"{name} is not supported")
        terms = [self.number(a) for a in args]
        if name in ("Max", "Min", "max", "min") and terms:
            return short.maximum(*terms) if name in ("Max", "max") else short.minimum(*terms)
        if name == "Pow" and len(terms) == 2:
            return self.power(node, *terms)
        if name in ("log", "ln") and len(terms) == 2:
            return short.logarithm(*terms)
        if name in ("Rational", "Integer") and all(t.op == "q" for t in terms) and 1 <= len(terms) <= 2:
            below = terms[1].data[0] if len(terms) == 2 else Fraction(1)
            if below:
                return number(terms[0].data[0] / below)
        if name not in FUNCTIONS or len(terms) != FUNCTIONS[name][0]:
            raise self.fail(node, f"{name} with {len(terms)} arguments is not supported")
        return FUNCTIONS[name][1](*terms)


def parsed(source: str) -> ast.expr:
    """The syntax tree of one expression.  Raises Unsupported."""
    if len(source) > LONGEST:
        raise Unsupported(f"a text of {len(source)} characters: at most {LONGEST}")
    if not source.isascii():  # Python takes look-alikes for one name: a mathematical italic x is its x
        raise Unsupported(f"only ASCII characters are read: {ascii(source)[:80]}")
    try:
        return ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        raise Unsupported(f"not an expression ({error.msg[:60]}): {' '.join(source.split())[:80]}") from None
    except (ValueError, MemoryError, RecursionError):
        raise Unsupported(f"not readable, or nested too deeply: {source[:40]!r}") from None


def read_relations(source: str, sorts: Mapping[str, str]) -> list[Term]:
    """The relations whose conjunction the text states.  Raises Unsupported."""
    tree = parsed(source)
    try:
        return _Reader(source.strip(), sorts).relations(tree)
    except Reject as error:
        raise Unsupported(f"{error}: {source[:60]}") from None
    except RecursionError:
        raise Unsupported(f"nested too deeply: {source[:40]}...") from None


def free_names(sources: Iterable[str]) -> list[str]:
    """The names in texts that are variables there: no functions, no constants; in order of first use."""
    found: dict[str, None] = {}
    for source in sources:
        tree = parsed(source)
        heads = {id(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
        for n in sorted(
            (n for n in ast.walk(tree) if isinstance(n, ast.Name)), key=lambda n: (n.lineno, n.col_offset)
        ):
            if id(n) not in heads and n.id not in (*CONSTANTS, "oo", "inf", "nan", "zoo", "I"):
                if not NAME.fullmatch(n.id):
                    raise Unsupported(f"not a variable's name: {n.id[:40]}")
                found[n.id] = None
    return list(found)
