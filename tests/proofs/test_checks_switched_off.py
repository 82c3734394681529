"""Each check of the checker is switched off in turn: some forgery gets through, or REDUNDANT says what covers it.

`need` calls, each conjunct of them, `raise` statements and strict zips are the checks (tests/proofs/switches.py).
"""

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from forgeries import FORGERIES
from forging import Forgery
from switches import Switch, SwitchableChecker

ELSEWHERE = "the term that would come of it is refused by the constructor"
CRASH = "without it the next line raises, and `check` turns any exception into Reject"
TWIN = "two conjuncts that each refuse the same input"
FRESH = "`fresh` and `abstract` also ask for a variable without arguments"
LIMIT = "a resource limit: fuel ends the same input later"
CLOSED = "conclusions are closed by `closed` or by the theorem's own check"

REDUNDANT = {
    "members: a set is needed": ELSEWHERE,
    "element_sort: an element is needed": ELSEWHERE,
    "typed: unknown operation": CRASH,
    "typed: len(args) == len(kinds)": "the strict zip of kinds and arguments",
    "typed: zip(kinds, args, strict=True)": "the arity check in the line above",
    "make: zip(args, bound, strict=True)": "scopes gives one entry for each argument",
    "rebuild.go: zip(s.args, s.under, strict=True)": "under has one entry for each argument by construction",
    "shift.moved: an index would be captured": "inclusions ask for B free of the index; sums move only such factors",
    "replace: only a variable is replaced, by what fits it": FRESH,
    "replace: x.op == 'v'": FRESH,
    "replace: not x.args": FRESH,
    "replace: fits(value, x.data[1])": ELSEWHERE,
    "abstract: only a variable is abstracted, from a closed term": FRESH,
    "abstract: x.op == 'v'": FRESH,
    "abstract: not x.args": FRESH,
    "abstract: not t.loose": CLOSED,
    "gap: a relation between numbers is needed": "normal refuses what is no number; rules ask for the relation",
    "derivative: zip(*(derivative(a, x) for a in args), strict=True)": "each derivative is a pair",
    "obligations: zip(t.args, t.under, strict=True)": "under has one entry for each argument by construction",
    "log_at: log: argument not positive": CRASH,
    "sqrt_at: sqrt: argument negative": CRASH,
    "enclose: f'no enclosure of {t.op}'": CRASH,
    "prove_on_box: type(tree[1]) is int": CRASH,
    "prove_on_box: leaf: a guard under a binder": "enclose refuses what is no number",
    "prove_on_box: the tree names no variable of the box": CRASH,
    "inclusion: a premise is not an inclusion": CRASH,
    "inclusion: f.op == 'all'": TWIN,
    "inclusion: f.args[1].op == 'in'": TWIN,
    "inclusion: x.op == 'b'": TWIN,
    "inclusion: x.data[0] == 0": TWIN,
    "inclusion: 0 not in b.loose": "shift refuses to move an index that would be captured",
    "table_rows: zip(atoms, values, strict=True)": "product yields as many values as there are atoms",
    "fresh: x.op == 'v'": "`abstract` and `replace` ask for a variable too",
    "negation: this formula has no negation here": ELSEWHERE,
    "negation: f.op == 'in'": ELSEWHERE,
    "negation: members(f.args[1]) != 'int'": "there is no universe of the integers",
    "substitute.go: substitution: wrong number of arguments": "the strict zip in the next line",
    "substitute.go: zip(args, kinds, strict=True)": "the count in the line above",
    "rule_gen: var.op == 'v'": FRESH,
    "rule_induct: var.op == 'v'": FRESH,
    "rule_mono: var.op == 'v'": FRESH,
    "rule_mono: not f.loose": CLOSED,
    "rule_deriv: var.op == 'v'": FRESH,
    "rule_arith: concl.op in RELATIONS": "gap asks for a relation",
    "rule_sets: zip(terms, row, strict=True)": "the truth table yields one value for each set",
    "rule_box: v.sort == 'real'": "a relation's sides are numbers",
    "rule_box: box: a variable without two bounds": CRASH,
    "rule_box: len(box) <= MAX_NAMES": LIMIT,
    "rule_box: not concl.loose": CLOSED,
    "rule_schema: no such schema": CRASH,
    "rational: type(text) is str": CRASH,
    "rational: RATIONAL.fullmatch(text)": "the comparison with the printed fraction",
    "pick: 0 <= i < len(items)": "the reader refuses negative integers, and a list refuses too large ones",
    "natural: x >= 0": "the reader refuses negative integers",
    "read_node: node": CRASH,
    "read_step: unknown rule": CRASH,
    "read_step: type(step) is dict": CRASH,
    "read_step: step.get('rule') in FIELDS": CRASH,
    "read_step: cites a theorem that is not known": CRASH,
    "load: a certificate is at most 1 MiB of bytes": LIMIT,
    "load: type(data) is bytes": CRASH,
    "load: len(data) <= MAX_BYTES": LIMIT,
    "load.integer: text.isdigit()": "int refuses the text, or the canonical encoding differs",
    "derive: type(top) is dict": CRASH,
    "derive: type(theorem) is dict": CRASH,
}


@pytest.fixture(scope="module")
def switchable() -> SwitchableChecker:
    return SwitchableChecker()


def likeliest_first(switch: Switch) -> list[Forgery]:
    """The forgeries, those that fail for this check's reason first, short ones before long ones."""
    return sorted(
        FORGERIES, key=lambda f: (f.reason not in switch.text and switch.text not in f.reason, len(f.forged))
    )


def lets_something_through(switchable: SwitchableChecker, switch: Switch) -> bool:
    return any(switchable.accepts(f.forged, f.uses, switch.number) for f in likeliest_first(switch))


def split_by_table(switchable: SwitchableChecker) -> tuple[list[Switch], list[Switch]]:
    """Checks outside and inside REDUNDANT; where a name stands twice, only as many as the table is about."""
    names = Counter(s.name for s in switchable.switches)
    inside = [s for s in switchable.switches if s.name in REDUNDANT and names[s.name] == 1]
    return [s for s in switchable.switches if s not in inside and s.name not in REDUNDANT], inside


def test_nothing_gets_through_with_all_checks_on(switchable: SwitchableChecker) -> None:
    assert [f.title for f in FORGERIES if switchable.accepts(f.forged, f.uses, None)] == []


def test_each_check_keeps_a_forgery_out(switchable: SwitchableChecker) -> None:
    outside, _ = split_by_table(switchable)
    assert len(outside) >= 140
    assert [s.name for s in outside if not lets_something_through(switchable, s)] == []


def test_the_table_names_checks_that_exist(switchable: SwitchableChecker) -> None:
    assert set(REDUNDANT) - {s.name for s in switchable.switches} == set()


@pytest.mark.slow
def test_the_table_is_exact(switchable: SwitchableChecker) -> None:
    """A check that some forgery needs must not be called redundant."""
    _, inside = split_by_table(switchable)
    assert [s.name for s in inside if lets_something_through(switchable, s)] == []
