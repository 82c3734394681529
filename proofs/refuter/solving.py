"""Solving one equation between terms for one of its variables, as terms: where hypotheses and claims meet equality.

The solutions are candidates only (square roots of what may be negative, quotients by what may be zero): every point
made from them is judged.
"""

from __future__ import annotations

from fractions import Fraction

from tailbound.proofs.checker import Reject, Term, make, normal, number

MOST_DEGREE = 4
ZERO, ONE, TWO = number(0), number(1), number(2)
Coefficients = list[Term]  # of 1, v, v^2, ...


def _value(t: Term) -> Fraction | None:
    return t.data[0] if t.op == "q" else None


def plus(a: Term, b: Term) -> Term:
    """a + b, constants folded."""
    x, y = _value(a), _value(b)
    if x is not None and y is not None:
        return number(x + y)
    return b if x == 0 else a if y == 0 else make("+", a, b)


def minus(a: Term, b: Term) -> Term:
    """a - b, constants folded.

    >>> minus(number(3), number(1)) is TWO
    True
    """
    x, y = _value(a), _value(b)
    if x is not None and y is not None:
        return number(x - y)
    return a if y == 0 else make("-", a, b)


def times(a: Term, b: Term) -> Term:
    """a b, constants folded."""
    x, y = _value(a), _value(b)
    if x is not None and y is not None:
        return number(x * y)
    if x == 0 or y == 0:
        return ZERO
    return b if x == 1 else a if y == 1 else make("*", a, b)


def over(a: Term, b: Term) -> Term:
    """a / b, constants folded."""
    x, y = _value(a), _value(b)
    if x is not None and y:
        return number(x / y)
    return a if y == 1 else make("/", a, b)


def _add(p: Coefficients, q: Coefficients, sign: int = 1) -> Coefficients:
    width = max(len(p), len(q))
    p, q = p + [ZERO] * (width - len(p)), q + [ZERO] * (width - len(q))
    return [plus(a, b) if sign > 0 else minus(a, b) for a, b in zip(p, q, strict=True)]


def _multiply(p: Coefficients, q: Coefficients) -> Coefficients | None:
    if len(p) + len(q) - 2 > MOST_DEGREE:
        return None
    out = [ZERO] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            out[i + j] = plus(out[i + j], times(a, b))
    return out


def fraction_in(t: Term, name: str) -> tuple[Coefficients, Coefficients] | None:
    """t as a quotient of polynomials in the variable; None if it is none of degree up to 4."""
    if name not in t.names:
        return [t], [ONE]
    if t.op == "v":
        return [ZERO, ONE], [ONE]
    if t.op not in ("+", "-", "*", "/", "^"):
        return None
    parts = [fraction_in(a, name) for a in t.args] * (t.data[0] if t.op == "^" and t.data[0] <= MOST_DEGREE else 1)
    if t.op == "^" and t.data[0] > MOST_DEGREE:
        return None
    whole = parts[0]
    for part in parts[1:]:
        if whole is None or part is None:
            return None
        whole = _combined("*" if t.op == "^" else t.op, whole, part)
    return whole


def _combined(
    op: str, a: tuple[Coefficients, Coefficients], b: tuple[Coefficients, Coefficients]
) -> tuple[Coefficients, Coefficients] | None:
    if op == "/":
        op, b = "*", (b[1], b[0])
    if op in "+-" and a[1] == b[1]:
        return _add(a[0], b[0], 1 if op == "+" else -1), a[1]
    bottom = _multiply(a[1], b[1])
    if op == "*":
        top = _multiply(a[0], b[0])
    else:
        left, right = _multiply(a[0], b[1]), _multiply(b[0], a[1])
        top = None if left is None or right is None else _add(left, right, 1 if op == "+" else -1)
    return None if top is None or bottom is None else (top, bottom)


def _vanishes(t: Term) -> bool:
    try:
        return not normal(t)
    except Reject:
        return False


def solutions(left: Term, right: Term, name: str) -> list[Term]:
    """Terms free of the variable that it must equal where left = right; empty if it is not solved for.

    >>> from tailbound.proofs.text import parse, show
    >>> scope = {"x": ("real", ()), "y": ("real", ())}
    >>> [show(s) for s in solutions(parse("3*x*y", scope), parse("1 + x", scope), "x")]
    ['(-1)/(1 - 3*y)']
    >>> [show(s) for s in solutions(parse("sqrt(x + 1)", scope), parse("y", scope), "x")]
    ['y*y - 1']
    """
    try:
        quotient = fraction_in(make("-", right, left), name)
        if quotient is not None:
            return _roots(quotient[0])
        if (name in left.names) == (name in right.names):
            return []
        return _isolated(left, right, name) if name in left.names else _isolated(right, left, name)
    except Reject:
        return []


def _roots(coefficients: Coefficients) -> list[Term]:
    while len(coefficients) > 1 and _vanishes(coefficients[-1]):
        coefficients = coefficients[:-1]
    if len(coefficients) == 2:
        slope = _value(coefficients[1])
        if slope is not None and slope < 0:
            return [over(coefficients[0], number(-slope))]
        return [over(minus(ZERO, coefficients[0]), coefficients[1])]
    if len(coefficients) == 3:
        c, b, a = coefficients
        inner = minus(times(b, b), times(number(4), times(a, c)))
        return [over(f(minus(ZERO, b), make("sqrt", inner)), times(TWO, a)) for f in (plus, minus)]
    if len(coefficients) == 5 and _vanishes(coefficients[1]) and _vanishes(coefficients[3]):
        roots = [make("sqrt", square) for square in _roots(coefficients[::2])]
        return roots + [minus(ZERO, r) for r in roots]
    return []


def _isolated(side: Term, value: Term, name: str) -> list[Term]:
    """Undo the outermost operation of `side` until the variable stands alone: it must occur on one branch only."""
    if side.op == "v":
        return [value]
    quotient = fraction_in(side, name)
    if quotient is not None:
        return solutions(side, value, name)
    holders = [a for a in side.args if name in a.names]
    if len(holders) != 1:
        return []
    inner = holders[0]
    return [s for v in _undone(side, inner, value) for s in _isolated(inner, v, name)]


def _undone(side: Term, inner: Term, value: Term) -> list[Term]:
    op, others = side.op, [a for a in side.args if a is not inner]
    if op == "+" or op == "*":
        for other in others:
            value = minus(value, other) if op == "+" else over(value, other)
        return [value]
    if op in "-/":
        first = side.args[0] is inner
        if op == "-":
            return [plus(value, others[0]) if first else minus(others[0], value)]
        return [times(value, others[0]) if first else over(others[0], value)]
    if op == "exp":
        return [make("log", value)]
    if op == "log":
        return [make("exp", value)]
    if op == "sqrt":
        return [times(value, value)]
    if op == "abs":
        return [value, minus(ZERO, value)]
    if op == "max":
        return [value]
    if op == "^" and side.data[0] % 2 == 0:
        half, root = side.data[0] // 2, make("sqrt", value)
        signed = [root, minus(ZERO, root)] if half % 2 else [root]
        return signed if half == 1 else [s for r in signed for s in _undone(make("^", inner, data=(half,)), inner, r)]
    return []
