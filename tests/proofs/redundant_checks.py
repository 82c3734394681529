"""Checks of the checker that no forgery passes when they are off, each with what else keeps the false theorem out.

Each entry is held against the checker itself: a check that is listed here and does let a forgery through when it is
off, or that no longer exists, fails test_checks_switched_off.py.
"""

KEYS = "a missing key, position or attribute raises an exception, and the one door of `check` makes it a Reject"
KINDS = "`typed` has checked the kinds of the arguments before"
FRESH = "`fresh` asks for a variable without arguments"
CLOSED = "the conclusion is closed, or the step is rejected"
PAIRS = "both lists are made one from the other, so their lengths agree"
SIGN = "no negative number is read"

REDUNDANT = {
    # ---- terms
    "members: a set is needed": KINDS,
    "element_sort: an element is needed": KINDS,
    "typed: unknown operation": KEYS,
    "typed: len(args) == len(kinds)": "zip(kinds, args, strict=True) in the next line",
    "typed: zip(kinds, args, strict=True)": "their numbers have been compared in the line before",
    "make: zip(args, bound, strict=True)": PAIRS,
    "rebuild.go: zip(s.args, s.under, strict=True)": PAIRS,
    "shift.moved: an index would be captured": "normal_sum and inclusion shift down only what is free of index 0",
    "replace: only a variable is replaced, by what fits it": "rule_mono asks for a real variable",
    "replace: x.op == 'v'": "rule_mono asks for a variable",
    "replace: not x.args": FRESH,
    "replace: fits(value, x.data[1])": "rule_mono puts its ends into a relation, so they are numbers, and x is real",
    "abstract: only a variable is abstracted, from a closed term": f"{FRESH}; premises are closed",
    "abstract: x.op == 'v'": "gen, induct and deriv ask for a variable",
    "abstract: not x.args": FRESH,
    "abstract: not t.loose": CLOSED,
    # ---- algebra and analysis
    "gap: a relation between numbers is needed": "`normal` refuses sides that are no numbers",
    "derivative: zip(*(derivative(a, x) for a in args), strict=True)": PAIRS,
    "obligations: zip(t.args, t.under, strict=True)": PAIRS,
    "log_at: log: argument not positive": "the series does not converge: fuel ends it",
    "sqrt_at: sqrt: argument negative": "isqrt raises ValueError, which the one door of `check` makes a Reject",
    "enclose: f'no enclosure of {t.op}'": KEYS,
    "prove_on_box: type(tree[1]) is int": "true is below 8; no floats are read; words do not compare",
    "prove_on_box: leaf: a guard under a binder": "it comes from a sum, which has no enclosure",
    "prove_on_box: the tree names no variable of the box": KEYS,
    "rule_box: v.sort == 'real'": KINDS,
    "rule_box: box: a variable without two bounds": KEYS,
    "rule_box: len(box) <= MAX_NAMES": "a resource limit; 200 hypotheses bound 100 variables",
    "rule_box: not concl.loose": "a loose index has no enclosure",
    # ---- truth table
    "inclusion: a premise is not an inclusion": "then the second set is no set, and `members` refuses it",
    "inclusion: f.op == 'all'": "only `all` has a body that is a membership",
    "inclusion: f.args[1].op == 'in'": "then the second set is no set, and `members` refuses it",
    "inclusion: x.op == 'b'": "the data of a variable is a name, not 0",
    "inclusion: x.data[0] == 0": "in a closed premise only index 0 is bound there",
    "inclusion: 0 not in b.loose": "shift refuses an index that it would capture",
    "table_rows: zip(atoms, values, strict=True)": PAIRS,
    "rule_sets: zip(terms, row, strict=True)": PAIRS,
    # ---- rules
    "fresh: x.op == 'v'": "every rule asks for it; erf_sup for a closed term with data (.., real)",
    "negation: this formula has no negation here": "`members` refuses no sets; there is no universe of integers",
    "negation: f.op == 'in'": "`members` refuses what is no set",
    "negation: members(f.args[1]) != 'int'": "there is no universe of integers",
    "substitute.go: substitution: wrong number of arguments": "zip(args, kinds, strict=True) in the next line",
    "substitute.go: zip(args, kinds, strict=True)": "the numbers have been compared in the line before",
    "rule_gen: var.op == 'v'": FRESH,
    "rule_induct: var.op == 'v'": FRESH,
    "rule_mono: var.op == 'v'": FRESH,
    "rule_mono: not f.loose": CLOSED,
    "rule_deriv: var.op == 'v'": FRESH,
    "rule_arith: concl.op in RELATIONS": "`gap` asks for a relation",
    "rule_schema: no such schema": KEYS,
    # ---- reading
    "rational: type(text) is str": "the pattern takes nothing but text: TypeError, which `check` makes a Reject",
    "rational: RATIONAL.fullmatch(text)": "what Fraction prints back as the same text has the pattern",
    "pick: 0 <= i < len(items)": f"{SIGN}, and {KEYS}",
    "natural: x >= 0": SIGN,
    "read_node: node": KEYS,
    "read_step: unknown rule": KEYS,
    "read_step: type(step) is dict": KEYS,
    "read_step: step.get('rule') in FIELDS": KEYS,
    "read_step: cites a theorem that is not known": KEYS,
    "load: type(data) is bytes": "text never equals its encoding, and what is no bytes has no fuel",
    "load.integer: text.isdigit()": "int refuses floats and names, and references refuse negative numbers",
    "derive: type(top) is dict": KEYS,
    "derive: type(theorem) is dict": KEYS,
}
