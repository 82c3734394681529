"""What x**y means as a term: literal powers, roots, and exp(y*log(x)) where the base has to be positive."""

from fractions import Fraction

from tailbound.proofs.checker import MAX_BITS, MAX_EXPONENT, ONE, Term, make, number, obligations


def power_term(base: Term, exponent: Term, value: Fraction | None) -> Term:
    """base**exponent; `value` is the exponent where it is a constant rational.

    Integers are literal powers (negative ones in the denominator), a denominator 2 or 4 gives square roots, and
    everything else is exp(exponent*log(base)), which is defined for a positive base only.  Raises ValueError.

    >>> x = make("v", data=("x", "real"))
    >>> power_term(x, number(Fraction(3, 2)), Fraction(3, 2)) is make("^", make("sqrt", x), data=(3,))
    True
    """
    if value is None:
        return _exponential(base, exponent)
    if value.denominator == 1:
        return _integer(base, int(value))
    if value.denominator in (2, 4):
        root = make("sqrt", base) if value.denominator == 2 else make("sqrt", make("sqrt", base))
        return _integer(root, value.numerator)
    return _exponential(base, exponent)


def _integer(base: Term, k: int) -> Term:
    if k == 0:
        if obligations(base):
            raise ValueError("the power 0 of what may be undefined")
        return ONE
    if k == 1:
        return base
    if base.op == "q":
        return _literal(base.data[0], k)
    if k < 0:
        return make("/", ONE, _integer(base, -k))
    if k > MAX_EXPONENT * MAX_EXPONENT:
        raise ValueError(f"the exponent {k} is too large (at most {MAX_EXPONENT * MAX_EXPONENT})")
    if k <= MAX_EXPONENT:
        return make("^", base, data=(k,))
    quotient, rest = divmod(k, MAX_EXPONENT)
    whole = make("^", base, data=(MAX_EXPONENT,))
    high = whole if quotient == 1 else make("^", whole, data=(quotient,))
    return high if rest == 0 else make("*", high, _integer(base, rest))


def _literal(q: Fraction, k: int) -> Term:
    if q == 0 and k < 0:
        raise ValueError("division by zero")
    if max(q.numerator.bit_length(), q.denominator.bit_length()) * abs(k) > MAX_BITS:
        raise ValueError(f"a power of more than {MAX_BITS} bits")
    return number(q**k)


def _exponential(base: Term, exponent: Term) -> Term:
    if base.op == "q" and base.data[0] <= 0:
        raise ValueError("this power needs a positive base")
    if base is ONE and not obligations(exponent):
        return ONE
    if base.op == "exp":
        return make("exp", make("*", exponent, base.args[0]))
    return make("exp", make("*", exponent, make("log", base)))
