"""Every statement of the catalogue is one object in all its readings: SymPy, text, LaTeX.

Expectations: round trips must give the very terms back (equal terms are one object).
"""

import pytest

from tailbound.proofs.catalogue import find, refutations, theorems
from tailbound.proofs.checker import statement_hash
from tailbound.proofs.statement import Statement
from tailbound.proofs.text import parse, show, signatures_of

BOOK = {"ps": "p^{S}", "eps": r"\varepsilon"}  # theorems.md, section 1
NAMES = [e.id for e in (*theorems(), *refutations())]


def formulas(name):
    statement = find(name).statement
    return (*statement.hyps, statement.concl)


@pytest.mark.parametrize("name", NAMES)
def test_terms_to_sympy_and_back_is_the_identity(name):
    statement = find(name).statement
    where, claim = statement.to_sympy()
    back = Statement.from_sympy(where=where, claim=claim)
    assert back.hyps == statement.hyps and back.concl is statement.concl
    assert back.sha256 == statement.sha256


@pytest.mark.parametrize("name", NAMES)
def test_the_printed_text_reads_back_as_the_same_statement(name):
    statement = find(name).statement
    scope = signatures_of(*formulas(name))
    hyps = [parse(show(h), scope) for h in statement.hyps]
    concl = parse(show(statement.concl), scope)
    assert all(a is b for a, b in zip(hyps, statement.hyps, strict=True)) and concl is statement.concl
    assert statement_hash(hyps, concl) == statement.sha256


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_another_statement_has_another_hash(name):
    """One variable renamed, or reals taken for integers: the round trip above is no accident."""
    statement, scope = find(name).statement, signatures_of(*formulas(name))
    first = min(scope, key=lambda k: (k[0].isupper(), k))  # an unknown capital reads as a sort of its own
    with pytest.raises(ValueError, match=first):
        for f in formulas(name):
            parse(show(f), {k: v for k, v in scope.items() if k != first})
    kinds = {"real": "int"}
    narrowed = {k: (kinds.get(sort, sort), args) for k, (sort, args) in scope.items()}
    hyps = [parse(show(h), narrowed) for h in statement.hyps]
    assert statement_hash(hyps, parse(show(statement.concl), narrowed)) != statement.sha256


def test_latex_is_there_and_tells_all_statements_apart():
    printed = {name: find(name).statement.latex() for name in NAMES}
    assert all(text.strip() for text in printed.values())
    assert len(set(printed.values())) == len(printed)


@pytest.mark.parametrize("name", NAMES)
def test_latex_is_balanced_and_names_every_variable(name):
    statement = find(name).statement
    text = statement.latex()
    bare = text.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    assert text.count(r"\left") == text.count(r"\right")
    assert text.count(r"\begin") == text.count(r"\end")
    lines = 1 if not statement.hyps else len(statement.hyps) + 1
    assert text.count(r"\\") >= lines - 1  # a line for each hypothesis
    for variable in statement.free_variables():
        head = variable.split("_")[0].rstrip("0123456789")
        assert BOOK.get(head, head) in text, variable
