"""Real powers x^r, written exp(r*log(x)) for 0 < x; and equal things put in equal places."""

from tailbound.proofs.builder import Formula, Step
from tailbound.proofs.checker import Term, instantiate, make, number
from tailbound.proofs.tactics.guards import Proof


def power_of(proof: Proof, x: Formula, r: Formula) -> Term:
    """The term x^r = exp(r*log(x))."""
    return make("exp", make("*", proof.t(r), make("log", proof.t(x))))


def put_equal(proof: Proof, equation: Step, name: str, context: str) -> Step:
    """f(s) = f(t) from s = t; `context`: the text of f with the real variable `name` where s stands."""
    s, t = equation.concl.args
    body = proof.body(name, "real", context)
    before = instantiate(body, s)
    same = proof.identity(make("=", before, before))
    return proof.schema("rewrite", s, t, make("=", before, body), prem=[equation, same])


def power_compare(proof: Proof, step: Step, positive: Step, exponent: Step) -> Step:
    """u^r <= w^r from u <= w, 0 < u and 0 <= r."""
    u, w = step.concl.args
    r = exponent.concl.args[1]
    logs = proof.log_compare(step, positive)
    scaled = make("<=", *(make("*", r, make("log", t)) for t in (u, w)))
    return proof.exp_compare(proof.identity(scaled, pos=[(1, [logs, exponent], [])]))


def power_product(proof: Proof, x: Formula, y: Formula, r: Formula, first: Step, second: Step) -> Step:
    """(x*y)^r = x^r * y^r from 0 < x and 0 < y."""
    s, t, e = proof.t(x), proof.t(y), proof.t(r)
    logs = proof.log_product(s, t, first, second)
    whole = power_of(proof, make("*", s, t), e)
    parts = make("*", power_of(proof, s, e), power_of(proof, t, e))
    split = make("exp", make("*", e, logs.concl.args[1]))
    same = proof.identity(make("=", whole, whole))
    body = make("=", whole, make("exp", make("*", e, make("b", data=(0, "real")))))
    moved = proof.schema("rewrite", *logs.concl.args, body, prem=[logs, same])
    normal = proof.identity(make("=", split, parts))
    return proof.identity(make("=", whole, parts), eq=[(moved, number(1)), (normal, number(1))])


def power_of_one(proof: Proof, r: Formula) -> Step:
    """1^r = 1."""
    zero = proof.schema("log_exp", "0")
    log_one = proof.identity(make("=", make("log", number(1)), number(0)), eq=[(zero, number(1))])
    whole = power_of(proof, number(1), r)
    same = proof.identity(make("=", whole, whole))
    body = make("=", whole, make("exp", make("*", proof.t(r), make("b", data=(0, "real")))))
    moved = proof.schema("rewrite", *log_one.concl.args, body, prem=[log_one, same])
    return proof.identity(make("=", whole, number(1)), eq=[(moved, number(1))])
