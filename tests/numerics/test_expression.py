"""The node table: what is accepted, what is refused, and that equal trees are equal objects."""

from fractions import Fraction

import pytest

from tailbound.numerics.expression import Expression

X = ["v", "x", "real", []]


def test_only_the_needed_rows_are_read_and_kept():
    table = [X, ["card", 7, 9], ["q", "2"], ["+", 0, 2], ["univ", "J"]]
    assert Expression(table, 3).nodes == (("v", "x", "real", ()), ("q", "2"), ("+", 0, 1))


def test_numbering_and_duplicate_rows_do_not_matter():
    one = Expression([X, ["exp", 0], ["+", 1, 1]], 2)
    other = Expression([["pi"], X, X, ["exp", 2], ["exp", 1], ["+", 4, 3]], 5)
    assert one == other and hash(one) == hash(other)


def test_different_trees_differ():
    assert Expression([X, ["q", "1"], ["-", 0, 1]], 2) != Expression([X, ["q", "1"], ["-", 1, 0]], 2)
    assert Expression([X], 0) != Expression([["v", "x", "int", []]], 0)


def test_own_nodes_give_the_same_expression(bounds):
    for bound in bounds.values():
        assert Expression(bound.nodes, bound.root) == bound


def test_a_table_with_lists_or_tuples_is_the_same():
    assert Expression([("v", "x", "real", ()), ("exp", 0)], 1) == Expression([X, ["exp", 0]], 1)


@pytest.mark.parametrize(
    ("nodes", "root", "message"),
    [
        ([X], 1, "root"),
        ([X], -1, "root"),
        ([X], True, "root"),
        ("abc", 0, "list of rows"),
        ([[]], 0, "starts with its operation"),
        (["exp"], 0, "starts with its operation"),
        ([X, ["sin", 0]], 1, "no scalar operation"),
        ([X, [["exp"], 0]], 1, "no scalar operation"),
        ([X, ["exp", 1]], 1, "earlier node"),
        ([X, ["exp", -1]], 1, "earlier node"),
        ([X, ["exp", False]], 1, "earlier node"),
        ([X, ["exp", 0.0]], 1, "earlier node"),
        ([X, ["exp", 0, 0]], 1, "operands"),
        ([X, ["+", 0]], 1, "operands"),
        ([X, ["+", *[0] * 65]], 1, "operands"),
        ([X, ["-", 0, 0, 0]], 1, "operands"),
        ([X, ["^", 0, 0]], 1, "literal exponent"),
        ([X, ["^", 0, 65]], 1, "literal exponent"),
        ([X, ["^", 0, True]], 1, "literal exponent"),
        ([["q", "2/4"]], 0, "lowest terms"),
        ([["q", "0.1"]], 0, "text like"),
        ([["q", "1/0"]], 0, "text like|lowest terms"),
        ([["q", " 1"]], 0, "text like"),
        ([["q", "-0"]], 0, "lowest terms"),
        ([["q", "\u0661"]], 0, "text like"),
        ([["q", 0.5]], 0, "text like"),
        ([["v", "x", "J", []]], 0, "sort"),
        ([["v", "a", "real", [0]]], 0, "family"),
        ([["v", "a", "real", "ab"]], 0, "family"),
        ([["v", "2x", "real", []]], 0, "variable is"),
        ([["v", "x" * 33, "real", []]], 0, "variable is"),
        ([X, ["v", "x", "int", []], ["+", 0, 1]], 2, "both as real and as int"),
    ],
)
def test_malformed_tables_get_one_clear_line(nodes, root, message):
    with pytest.raises(ValueError, match=message) as caught:
        Expression(nodes, root)
    assert "\n" not in str(caught.value)


def test_a_float_constant_is_refused():
    with pytest.raises(ValueError, match="float"):
        Expression.number(0.1)
    assert Expression.number(Fraction(1, 10)) == Expression.number("1/10")


def test_substitution_is_simultaneous(op):
    x, y = Expression.variable("x"), Expression.variable("y")
    assert op("-", x, y).substitute({"x": y, "y": x}) == op("-", y, x)


def test_long_chains_need_no_recursion():
    table = [X] + [["exp", i] for i in range(20_000)]
    assert len(Expression(table, 20_000).table) == 20_001


def test_printing_a_shared_table_stays_short():
    table = [X] + [["+", i, i] for i in range(300)]
    assert len(str(Expression(table, 300))) < 5000


def test_infix_brackets(op):
    x, y = Expression.variable("x"), Expression.variable("y")
    assert str(op("-", x, op("-", y, 1))) == "x - (y - 1)"
    assert str(op("/", x, op("*", y, 2))) == "x/(y*2)"
    assert str(op("*", x, op("/", y, 2))) == "x*(y/2)"
    assert str(Expression.apply("^", op("/", 1, 3), exponent=2)) == "(1/3)^2"
    assert str(Expression.apply("^", Expression.number("1/3"), exponent=2)) == "(1/3)^2"
    assert str(op("-", x, -2)) == "x - (-2)"
