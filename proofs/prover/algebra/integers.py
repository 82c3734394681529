"""Integer variables: relaxed to the reals, strict facts sharpened, few values one by one, induction."""

from __future__ import annotations

from dataclasses import replace as replaced
from typing import TYPE_CHECKING

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ONE, ZERO, Reject, Term, make, normal, number, rebuild, replace, term
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.sampling import sample
from tailbound.proofs.prover.scene import Scene, gap_of

if TYPE_CHECKING:
    from tailbound.proofs.prover.search import Search

MOST_VALUES = 40


def by_relaxation(search: Search, scene: Scene, goal: Term) -> Step:
    """The goal for real variables in place of the integers; strict facts between integers say a little more."""
    proof = scene.proof
    ints = [x for x in scene.variables if x.is_int]
    if not ints:
        raise NoProof("no integers")
    facts = [discrete(scene, f) for f in scene.facts]
    reals = {x: proof.fresh("real", x.data[0][:8] + "r") for x in ints}

    def moved(t: Term) -> Term:
        return rebuild(t, lambda s, _: reals.get(s))

    hyps = {f: proof.assume(moved(f.concl)) for f in facts}
    variables = [reals.get(x, x) for x in scene.variables]
    inside = scene.deeper("relax").over(variables, hyps.values())
    step = search.prove(inside, moved(goal))
    names = {y.data[0]: x for x, y in reals.items()}
    back = proof.use(step, sub=names)
    return proof.discharge(back, *facts)


def relaxed_is_plausible(scene: Scene, goal: Term) -> bool:
    """Whether no sample point speaks against the goal for real variables: then a cut between integers is no help."""
    reals = {x: make("v", data=(x.data[0], "real")) for x in scene.variables if x.is_int}

    def moved(t: Term) -> Term:
        return rebuild(t, lambda s, _: reals.get(s))

    points = sample([reals.get(x, x) for x in scene.variables], [moved(f) for f in scene.relations])
    return replaced(scene, points=points).plausible(moved(goal))


def discrete(scene: Scene, fact: Step) -> Step:
    """s + 1 <= t from s < t between integer terms."""
    if fact.concl.op == "<" and all(a.is_int for a in fact.concl.args):
        try:
            return scene.proof.schema("discrete", *fact.concl.args, prem=[fact])
        except ProofError:
            return fact
    return fact


def by_values(search: Search, scene: Scene, goal: Term, n: Term) -> Step:
    """The goal for each of the few values that n may have."""
    low, high = scene.number_end(n, True), scene.number_end(n, False)
    if low is None or high is None or high[0] - low[0] > MOST_VALUES:
        raise NoProof("too many values")
    return from_value(search, scene.deeper("values"), goal, n, int(low[0]), int(high[0]))


def from_value(search: Search, scene: Scene, goal: Term, n: Term, low: int, high: int) -> Step:
    """The goal where low <= n <= high, by n <= low or low + 1 <= n."""
    proof = scene.proof
    below = scene.end_step(n, number(low).data[0], True)
    split = make("<=", n, number(low))
    yes = at_value(search, scene.given(proof.assume(split)), goal, n, low, below, proof.assume(split))
    if low >= high:
        return proof.discharge(yes, scene.end_step(n, number(high).data[0], False))
    no = proof.negation(split)
    next_one = discrete(scene, no)
    step = from_value(search, replaced(scene.given(no, next_one), depth=scene.depth), goal, n, low + 1, high)
    return proof.cases(split, yes, step)


def at_value(search: Search, scene: Scene, goal: Term, n: Term, m: int, below: Step, above: Step) -> Step:
    """The goal where n = m."""
    proof = scene.proof
    equal = proof.schema(
        "antisym", n, number(m), prem=[above, proof.identity(make("<=", number(m), n), pos=[(1, [below], [])])]
    )
    facts = [proof.rewrite(equal, f) for f in scene.facts if n.data[0] in f.concl.names]
    rest = [f for f in scene.facts if n.data[0] not in f.concl.names]
    inside = scene.over([v for v in scene.variables if v is not n], [*rest, *facts])
    step = search.prove(inside.deeper("value"), replace(goal, n, number(m)))
    return proof.fold(goal, step, equal) if n.data[0] in goal.names else step


def by_induction(search: Search, scene: Scene, goal: Term, n: Term) -> Step:
    """The goal for all n from its lowest value on: P(b), and P(n) gives P(n + 1)."""
    low = scene.number_end(n, True)
    if low is None or "induction" in scene.trail:
        raise NoProof("no place to start from")
    proof, b = scene.proof, number(low[0])
    base = scene.deeper("induction")
    rest = [f for f in scene.facts if n.data[0] not in f.concl.names]
    inside = scene.over([v for v in scene.variables if v is not n], rest)
    first = search.prove(inside.deeper("induction"), replace(goal, n, b))
    from_b, given = proof.assume(make("<=", b, n)), proof.assume(goal)
    up = base.over(scene.variables, [*rest, from_b, given])
    step = search.prove(up, replace(goal, n, make("+", n, ONE)))
    done = proof.induct(first, step, n, b, goal)
    return proof.discharge(done, scene.end_step(n, low[0], True))


def by_integer_cut(search: Search, scene: Scene, goal: Term, n: Term) -> Step:
    """The goal for n <= m and for m + 1 <= n, at the integer m where the relaxed gap is least."""
    import numpy as np

    from tailbound.proofs.prover.floats import values

    if scene.trail.count("integer cut") >= 3 or not scene.count():
        raise NoProof("no more cuts")
    value, _ = values(gap_of(goal), scene.points)
    lowest = float(scene.points[n][int(np.nanargmin(np.abs(value) if goal.op == "!=" else value))])
    proof = scene.proof
    base = scene.deeper("integer cut")
    for m in (round(lowest), round(lowest) - 1, round(lowest) + 1):
        split = make("<=", n, number(m))
        yes, no = proof.assume(split), proof.negation(split)
        try:
            left = search.prove(base.given(yes), goal)
            right = search.prove(base.given(no, discrete(scene, no)), goal)
            return proof.cases(split, left, right)
        except NoProof:
            continue
    raise NoProof("no cut between integers helps")


__all__ = ["ZERO", "Reject", "by_induction", "by_relaxation", "by_values", "normal", "term"]
