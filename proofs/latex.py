r"""LaTeX of terms, printed from the term itself: what is read is what is hashed.

A subterm is bracketed by its level: 0 formulas, 1 sums and differences, 2 products, 3 what stands alone.  Big
operators (sums over sets) are of level 1 inside products, so that no factor can be read into their body.
"""

from __future__ import annotations

from collections.abc import Sequence

from tailbound.proofs.checker import Term
from tailbound.proofs.names import bound_name, latex_name

Printed = tuple[str, int]
Bound = tuple[str, ...]
FORMULA, SUM, PRODUCT, ALONE = range(4)
RELATIONS = {"<=": r"\le", "<": "<", "=": "=", "!=": r"\ne"}
FUNCTIONS = {"log": r"\log", "erf": r"\operatorname{erf}"}
SETS = {"\\": r"\setminus", "|": r"\cup", "&": r"\cap"}


def bracketed(printed: Printed, level: int) -> str:
    return printed[0] if printed[1] >= level else rf"\left({printed[0]}\right)"


class _Printer:
    """Prints one term; `used` are the names that a bound variable may not take."""

    def __init__(self, used: frozenset[str]) -> None:
        self.used = used

    def at(self, t: Term, bound: Bound, level: int = FORMULA) -> str:
        return bracketed(self.printed(t, bound), level)

    def printed(self, t: Term, bound: Bound) -> Printed:
        if t.op == "q":
            return self.rational(t)
        if t.op == "b":
            return (latex_name(bound[-1 - t.data[0]]) if t.data[0] < len(bound) else rf"\#{t.data[0]}"), ALONE
        if t.op == "v":
            return self.family(t, bound), ALONE
        if t.op == "pi":
            return r"\pi", ALONE
        if t.op in RELATIONS:
            a, b = (self.at(x, bound, SUM) for x in t.args)
            return f"{a} {RELATIONS[t.op]} {b}", FORMULA
        if t.op in ("+", "-", "*", "/", "^", "exp", "log", "sqrt", "erf", "abs", "max"):
            return self.number(t, bound)
        if t.op in ("sum", "sup", "sep", "all", "mean", "deriv"):
            return self.binder(t, bound)
        return self.other(t, bound)

    def rational(self, t: Term) -> Printed:
        p, q = t.data[0].numerator, t.data[0].denominator
        text = str(abs(p)) if q == 1 else rf"\frac{{{abs(p)}}}{{{q}}}"
        return (text, ALONE if q == 1 else PRODUCT) if p >= 0 else ("-" + text, SUM)

    def family(self, t: Term, bound: Bound) -> str:
        below = [self.at(a, bound) for a in t.args if a.sort != "real"]
        beside = [self.at(a, bound) for a in t.args if a.sort == "real"]
        return latex_name(t.data[0], below) + (rf"\left({', '.join(beside)}\right)" if beside else "")

    def number(self, t: Term, bound: Bound) -> Printed:
        op, args = t.op, t.args
        if op == "+":
            first, rest = self.at(args[0], bound, SUM), [self.summand(a, bound) for a in args[1:]]
            return " + ".join([self.nested(args[0], first, "+"), *rest]), SUM
        if op == "-":
            right = self.summand(args[1], bound)
            zero = args[0].op == "q" and args[0].data[0] == 0
            return (f"-{right}" if zero else f"{self.at(args[0], bound, SUM)} - {right}"), SUM
        if op == "*":
            return self.product(args, bound), PRODUCT
        if op == "/":
            return rf"\frac{{{self.at(args[0], bound)}}}{{{self.at(args[1], bound)}}}", PRODUCT
        if op == "^":
            text, level = self.printed(args[0], bound)
            two_superscripts = args[0].op == "v" and "^" in text
            return f"{bracketed((text, FORMULA if two_superscripts else level), ALONE)}^{{{t.data[0]}}}", PRODUCT
        if op == "exp":
            return f"e^{{{self.at(args[0], bound)}}}", PRODUCT
        inside = ", ".join(self.at(a, bound) for a in args)
        if op == "sqrt":
            return rf"\sqrt{{{inside}}}", ALONE
        if op == "abs":
            return rf"\left|{inside}\right|", ALONE
        return rf"{FUNCTIONS.get(op, chr(92) + op)}\left({inside}\right)", PRODUCT

    def nested(self, t: Term, text: str, op: str) -> str:
        """A sum that is the first summand of a sum is another term than one long sum, and is printed so."""
        return rf"\left({text}\right)" if t.op == op else text

    def summand(self, t: Term, bound: Bound) -> str:
        """After + or -: sums and what starts with a minus sign are bracketed, big operators are not."""
        text, level = self.printed(t, bound)
        return text if t.op in ("sum", "sup") else bracketed((text, level), PRODUCT)

    def product(self, factors: Sequence[Term], bound: Bound) -> str:
        out = ""
        for i, factor in enumerate(factors):
            text, level = self.printed(factor, bound)
            last_big = i == len(factors) - 1 and factor.op in ("sum", "sup")
            text = text if last_big else bracketed((text, level), ALONE if factor.op == "*" else PRODUCT)
            out += text if not out else (rf" \cdot {text}" if text[0].isdigit() else rf" \, {text}")
        return out

    def over(self, name: str, a: Term, bound: Bound) -> str:
        """i in A; i not in B for the complement of B."""
        if a.op == "\\" and a.args[0].op == "univ":
            return rf"{name} \notin {self.at(a.args[1], bound)}"
        return rf"{name} \in {self.at(a, bound)}"

    def binder(self, t: Term, bound: Bound) -> Printed:
        sort = t.data[0] if t.op == "mean" else "real" if t.op == "deriv" else t.args[0].sort[4:]
        name = bound_name(sort, self.used | {*bound})
        inner, letter = (*bound, name), latex_name(name)
        if t.op == "mean":
            return rf"\mathbb{{E}}_{{{letter}}}\left[{self.at(t.args[0], inner)}\right]", ALONE
        if t.op == "deriv":
            f, d = (self.at(a, inner) for a in t.args)
            return rf"\frac{{\mathrm{{d}}}}{{\mathrm{{d}}{letter}}}\left({f}\right) = {d}", FORMULA
        a, where = t.args[0], self.over(letter, t.args[0], bound)
        if t.op == "sep":
            return rf"\left\{{{where} : {self.at(t.args[1], inner)}\right\}}", ALONE
        if t.op == "all":
            return rf"\forall {where}:\ {self.at(t.args[1], inner)}", FORMULA
        body = t.args[1]
        inside = self.at(body, inner, SUM if body.op in ("sum", "sup") else PRODUCT)
        if t.op == "sum" and a.op == "rng":
            lo, hi = (self.at(x, bound) for x in a.args)
            return rf"\sum_{{{letter}={lo}}}^{{{hi}}} {inside}", SUM
        return rf"{chr(92)}{'max' if t.op == 'sup' else 'sum'}_{{{where}}} {inside}", SUM

    def other(self, t: Term, bound: Bound) -> Printed:
        args = [self.at(a, bound) for a in t.args]
        if t.op == "in":
            return self.over(args[0], t.args[1], bound), FORMULA
        if t.op == "card":
            return rf"\left|{args[0]}\right|", ALONE
        if t.op == "ind":
            return rf"\mathbf{{1}}\left[{args[0]}\right]", ALONE
        if t.op == "pr":
            return rf"\Pr\left({args[0]}\right)", ALONE
        if t.op == "univ":
            return (r"\mathbb{R}" if t.data[0] == "real" else latex_name(t.data[0])), ALONE
        if t.op == "sing":
            return rf"\left\{{{args[0]}\right\}}", ALONE
        if t.op == "rng":
            return rf"\left\{{{args[0]}, \dots, {args[1]}\right\}}", ALONE
        if t.op in SETS:
            return self.set_operation(t, bound)
        names: Bound = ()
        for sort in reversed(t.data[1]):  # index 0 is the first of the sorts, and the last of the names
            names = (*names, bound_name(sort, self.used | {*bound, *names}))
        args = [self.at(a, (*bound, *names)) for a in t.args]
        return rf"\mathrm{{{t.data[0].replace('_', chr(92) + '_')}}}\left({', '.join(args)}\right)", FORMULA

    def set_operation(self, t: Term, bound: Bound) -> Printed:
        if t.op == "\\" and t.args[0].op == "univ":
            part = self.at(t.args[1], bound)
            return (rf"\bar{{{part}}}" if t.args[1].op == "v" else rf"\overline{{{part}}}"), ALONE
        return f" {SETS[t.op]} ".join(self.at(a, bound, PRODUCT) for a in t.args), SUM


def latex(t: Term) -> str:
    r"""A term, relation or quantified formula in LaTeX; bound variables get letters that no free variable has.

    >>> from tailbound.proofs.checker import make
    >>> S = make("v", data=("S", "set J"))
    >>> a = make("v", make("b", data=(0, "J")), data=("a", "real"))
    >>> tail = make("sum", make("\\", make("univ", data=("J",)), S), a)
    >>> print(latex(make("<=", make("/", tail, make("sum", S, a)), make("v", data=("Delta", "real")))))
    \frac{\sum_{i \notin S} a_{i}}{\sum_{i \in S} a_{i}} \le \Delta
    """
    return _Printer(t.names).printed(t, ())[0]
