"""Counting: sets without members, sets with one member."""

from tailbound.proofs.builder import Formula, Step
from tailbound.proofs.checker import ONE, ZERO, instantiate, make, number
from tailbound.proofs.tactics.guards import Proof


def at_least_one(proof: Proof, over: Formula, inside: Step) -> Step:
    """1 <= card A, from e in A."""
    a = proof.t(over)
    one = make("sing", inside.concl.args[0])
    rest = make("\\", a, one)
    parts = proof.split_card(a, [one, rest], inside)
    others = proof.card_nonnegative(rest)
    return proof.identity(make("<=", ONE, make("card", a)), pos=[(1, [others], [])], eq=[(parts, number(-1))])


def empty_sum(proof: Proof, total: Formula, none: Step) -> Step:
    """sum A f = 0, from card A <= 0."""
    over, body = proof.t(total).args
    x = proof.fresh(over.sort[4:])
    some = at_least_one(proof, over, proof.assume(make("in", x, over)))
    false = proof.identity(make("<", ZERO, ZERO), pos=[(1, [], []), (1, [some], []), (1, [none], [])])
    zero = proof.absurd(make("=", instantiate(body, x), ZERO), false)
    nothing = proof.sum_compare(over, x, zero)
    return proof.identity(make("=", proof.t(total), ZERO), eq=[(nothing, ONE)])
