"""Brackets around a left operand keep it apart; brackets around a whole sum or product do not group its parts."""

import pytest

from tailbound.proofs.checker import make
from tailbound.proofs.text import parse, show

SCOPE = dict.fromkeys("abc", ("real", ()))
A, B, C = (make("v", data=(name, "real")) for name in "abc")
FLAT, NESTED = make("*", A, B, C), make("*", make("*", A, B), C)

# Expected terms are built by the constructor, from the rule that equal operators flatten unless the author groups.
CASES = {
    "a*b*c": FLAT,
    "(a*b*c)**2": make("^", FLAT, data=(2,)),
    "exp(a*b*c)": make("exp", FLAT),
    "exp(a + b + c)": make("exp", make("+", A, B, C)),
    "(a)*b*c": FLAT,
    "(a*b)*c": NESTED,
    "( (a*b) )*c": NESTED,
    "((a*b)*c)**2": make("^", NESTED, data=(2,)),
    "exp((a*b)*c)": make("exp", NESTED),
}


@pytest.mark.parametrize("text", CASES)
def test_only_brackets_around_a_left_operand_group(text):
    assert parse(text, SCOPE) is CASES[text]
    assert parse(show(CASES[text]), SCOPE) is CASES[text]
