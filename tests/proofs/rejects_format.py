"""Forgeries of the certificate itself: bytes, fields, references, names, numbers; and of `known` and `schema`."""

import json
from collections.abc import Callable
from typing import Any

from forging import Collection, Forgery, Writer, edited

from tailbound.proofs.builder import canonical
from tailbound.proofs.checker import FORMAT, statement_hash

forgery = Collection()
XY = {"x": "real", "y": "real", "A": "set J"}
Tree = dict[str, Any]


def honest() -> bytes:
    """0 <= x and x <= y give 0 <= y, with a guard."""
    w = Writer(**XY)
    prem = [w.hyp("0 < x"), w.hyp("x <= y")]
    step = w.arith("1/x <= 1/x + y", prem, [(1, [0], []), (1, [1], [])])
    guard = w.sum_of("x != 0", 0)
    return w.theorem("0 < x; x <= y |- 1/x <= 1/x + y", step=step, defined=[guard])


HONEST = honest()


def rejects(title: str, reason: str, forged: bytes, rule: str = "format", honest: bytes = HONEST, uses=()) -> None:
    forgery.all.append(Forgery(rule, title, forged, honest, reason, "", False, uses))


def changed(title: str, reason: str, change: Callable[[Tree], Any], rule: str = "format") -> None:
    rejects(title, reason, edited(HONEST, change), rule)


def put(path: str, value: Any) -> Callable[[Tree], None]:
    """A change of one place of the tree, named by keys and positions: `steps/0/concl`."""
    *way, last = [int(p) if p.lstrip("-").isdigit() else p for p in path.split("/")]

    def change(tree: Any) -> None:
        for part in way:
            tree = tree[part]
        tree[last] = value

    return change


# ---------------------------------------------------------------- bytes

TEXT = HONEST.decode()
CANONICAL = "not canonical JSON"
rejects("a space after a comma", CANONICAL, TEXT.replace(",", ", ", 1).encode())
rejects("a line break at the end", CANONICAL, HONEST + b"\n")
rejects("a byte order mark", CANONICAL, b"\xef\xbb\xbf" + HONEST)
rejects("sixteen bits a character", CANONICAL, TEXT.encode("utf-16-le"))
rejects("an escape that is not needed", CANONICAL, TEXT.replace('"format"', '"f\\u006frmat"', 1).encode())
backwards = json.dumps(dict(reversed(json.loads(HONEST).items())), separators=(",", ":")).encode()
rejects("the parts in reverse order", CANONICAL, backwards)
rejects("a key given twice", CANONICAL, TEXT.replace('{"format"', '{"format":"another","format"', 1).encode())
rejects("a second value after the first", "malformed", HONEST + HONEST)
rejects("half a certificate", "malformed", HONEST[: len(HONEST) // 2])
rejects("no bytes", "malformed", b"")
rejects("bytes outside ASCII", "malformed", TEXT.replace('"x"', '"\xe9"').encode("latin-1"))
rejects("letters outside ASCII", CANONICAL, TEXT.replace('"x"', '"\xe9"').encode())

NUMBER = "not a natural number of at most 9 digits"
concl = json.loads(HONEST)["theorem"]["concl"]
for title, text in (
    ("a float", f"{concl}.0"),
    ("a float with an exponent", f"{concl}e0"),
    ("no number", "NaN"),
    ("infinity", "Infinity"),
    ("a negative number", "-1"),
    ("a number of ten digits", "1000000000"),
):
    rejects(title, NUMBER, TEXT.replace(f'"concl":{concl},"defined"', f'"concl":{text},"defined"').encode())

# ---------------------------------------------------------------- fields and references

PARTS = "unknown or missing parts"
changed("a part too many", PARTS, put("trust", []))
changed("a part too few", PARTS, lambda tree: tree.pop("steps"))
rejects("a list instead of parts", PARTS, canonical([FORMAT]))
rejects("a word instead of parts", PARTS, canonical("certificate"))
changed("another format", "the format is not", put("format", FORMAT[:-1] + "2"))
FIELDS = "unknown or missing fields"
changed("a field too many", FIELDS, put("steps/0/trust", []))
changed("a field too few", FIELDS, lambda tree: tree["steps"][2].pop("clear"))
changed("a rule that does not exist", "unknown rule", put("steps/0", {"rule": "axiom", "concl": 0}))
changed("a step without a rule", "unknown rule", put("steps/0", {"concl": 0}))
changed("a step that is a list", "unknown rule", put("steps/0", ["hyp", 0]))
THEOREM = "not a theorem's fields"
changed("trust written into the file", THEOREM, put("theorem/trust", []))
changed("no guards", THEOREM, lambda tree: tree["theorem"].pop("defined"))
changed("a theorem that is a list", THEOREM, put("theorem", [concl]))
BACK = "a reference that does not point back"
changed("a premise of the step itself", BACK, put("steps/2/prem/0", 2))
changed("a premise of a later step", BACK, put("steps/2/prem/0", 3))
changed("a node of the node itself", BACK, put("nodes/2/1", 2))
changed("a node of a later node", BACK, put("nodes/2/1", 3))
changed("true for one", BACK, put("steps/2/prem/1", True))
changed("a conclusion that is no node", BACK, put("theorem/concl", 10_000))
changed("a step that is none", BACK, put("theorem/step", 4))
changed("a factor that is none of the premises", BACK, put("steps/2/pos/0/1/0", 2))
changed("a reference in quotes", BACK, put("theorem/step", "2"))
changed("a list of hypotheses that is none", "a list", put("theorem/hyps", {"0": 2}))
changed("a list of premises that is a word", "a list", put("steps/2/prem", "01"))
changed("no equations, as a word", "a list", put("steps/2/eq", ""))
changed("no equations, as an object", "a list", put("steps/2/eq", {}))
changed("a node that is an object", "a node is a non-empty list", put("nodes/0", {"0": "q"}))
changed("a node that is empty", "a node is a non-empty list", put("nodes/0", []))
changed("a node that is a word", "a node is a non-empty list", put("nodes/0", "q0"))
changed("an operation that is a number", "a string is needed", put("nodes/0", [7]))
changed("an operation that does not exist", "unknown operation", put("nodes/0", ["sin", 0][:1]))
changed("a rational with a field too many", "malformed", put("nodes/0", ["q", "0", "0"]))
changed("a variable without arguments", "malformed", put("nodes/0", ["v", "x", "real"]))

# ---------------------------------------------------------------- theorems

OTHER, MORE = "the step proves another conclusion", "the step needs more hypotheses"
changed("a theorem that another step proves", OTHER, put("theorem/step", 1))
changed("a theorem without its hypotheses", MORE, put("theorem/hyps", []))


changed("a hypothesis that is a number", "a closed formula is needed", lambda t: t["theorem"]["hyps"].append(0))

# ---------------------------------------------------------------- rationals and names

RATIONAL = "no reduced rational"
for text in (
    "2/4",
    "1_0",
    " 1",
    "1 ",
    "+1",
    "01",
    "-0",
    "1/1",
    "1.5",
    "1e2",
    "1/-2",
    "",
    "/2",
    "\u0663",
    "0x1",
    "1\n",
):
    changed(f"{text!a} for a rational", RATIONAL, lambda t, text=text: t["nodes"].append(["q", text]))
changed("a number for a rational", RATIONAL, lambda t: t["nodes"].append(["q", 1]))
changed("a denominator of 0", RATIONAL, lambda t: t["nodes"].append(["q", "1/0"]))
changed("a multiplier that is no rational", RATIONAL, put("steps/2/pos/0/0", "2/2"))
NAMES = "not a name"
for text in ("x\n", "1x", "", "x y", "x'", "_x", "\u0445", "x" * 33, "#0", "x-1"):
    changed(f"{text!a} for a name", NAMES, lambda t, text=text: t["nodes"].append(["v", text, "real", []]))
    changed(f"{text!a} for a predicate", NAMES, lambda t, text=text: t["nodes"].append(["pred", text, [], []]))
changed("nothing for a name", "a string is needed", lambda t: t["nodes"].append(["v", None, "real", []]))
changed("a bound variable of index a thousand million", NUMBER, lambda t: t["nodes"].append(["b", 10**9, "J"]))
changed("a number for a name", "a string is needed", lambda t: t["nodes"].append(["v", 1, "real", []]))

# ---------------------------------------------------------------- known and schema


def cites(sha: str, claim: str = "0 <= x |- 0 <= 2*x") -> bytes:
    w = Writer(**XY)
    w.step("known", sha=sha)
    return w.theorem(claim)


w = Writer(**XY)
w.arith("0 <= 2*x", [w.hyp("0 <= x")], [(2, [0], [])])
LEMMA = w.theorem("0 <= x |- 0 <= 2*x")
SHA = statement_hash([w.t("0 <= x")], w.t("0 <= 2*x"))
KNOWN, USES = "cites a theorem that is not known", (LEMMA,)


def known(title: str, reason: str, forged: bytes, uses=USES) -> None:
    rejects(title, reason, forged, "known", cites(SHA), uses)


known("a theorem that nobody proved", KNOWN, cites(statement_hash([], w.t("0 <= 2*x")), "|- 0 <= 2*x"))
known(
    "the hypotheses in another order have another hash",
    KNOWN,
    cites(statement_hash([w.t("0 <= 2*x")], w.t("0 <= x"))),
)
known("a hash that is a number", "a string is needed", edited(cites(SHA), put("steps/0/sha", 1)))
known("a citation keeps the theorem's hypotheses", MORE, cites(SHA, "|- 0 <= 2*x"))
known("a citation proves what the theorem says", OTHER, cites(SHA, "0 <= x |- 0 <= x"))


def schema(title: str, reason: str, **change: Any) -> None:
    w = Writer(**XY)
    w.schema("exp_pos", "x")
    sound = w.theorem("|- 0 < exp(x)")
    rejects(title, reason, edited(sound, lambda t: t["steps"][0].update(change)), "schema", sound)


schema("a schema that does not exist", "no such schema", name="log_pos")
schema("a schema by a number", "a string is needed", name=0)
schema("a schema with an argument too few", "positional argument", args=[])
schema("a schema with a premise too many", BACK, prem=[0])
