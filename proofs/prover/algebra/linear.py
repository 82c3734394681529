"""Normal forms, and combinations of facts: sums, products and squares with multipliers from linear programming."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import ZERO, Reject, Term, decided, gap, make, number, term
from tailbound.proofs.prover.clock import NoProof
from tailbound.proofs.prover.scene import Scene, gap_of

MOST_COLUMNS = 600


def by_normal_form(scene: Scene, goal: Term) -> Step:
    """The goal is true for every value of its atoms, or is one of the facts."""
    for fact in scene.facts:
        if fact.concl is goal:
            return fact
    try:
        if decided(goal) is not True:
            raise NoProof("not true by its normal form")
        constant = gap(goal).get(frozenset(), None)
        if goal.op == "=" or not constant:
            return scene.proof.identity(goal)
        return scene.proof.identity(goal, pos=[(abs(constant), [], [])])
    except (ProofError, Reject) as error:
        raise NoProof(str(error)) from None


def by_shape(scene: Scene, goal: Term) -> Step:
    """0 <= g or 0 < g read off the shape of g in normal form, or of g as written."""
    if goal.op not in ("<=", "<"):
        raise NoProof("shapes show signs")
    strict = goal.op == "<"
    low, high = goal.args
    written = [make("+", high, number(-low.data[0]))] if low.op == "q" and low.data[0] < 0 else []
    for g in (term(gap(goal)), gap_of(goal), *written):
        if worth_a_look(g):
            step = scene.proof.sign(g, strict, scene.allowed)
            if step is not None:
                return scene.converted(goal, step)
    raise NoProof("the shape shows no sign")


def worth_a_look(g: Term) -> bool:
    """Whether g has no visible minus sign."""
    if g.op == "+":
        return all(map(worth_a_look, g.args))
    if g.op == "*":
        return all(a.op != "q" or a.data[0] >= 0 for a in g.args)
    return g.op in ("exp", "sqrt", "/", "^", "v", "q", "pi", "max", "abs")


def by_combination(scene: Scene, goal: Term, degree: int = 1) -> Step:
    """The goal as a combination of products of up to `degree` facts."""
    facts = [f for f in scene.facts if f.concl.op != "!="]
    relevant = facts if degree == 1 else _related(goal, facts)
    inequalities = sum(f.concl.op != "=" for f in relevant)
    if inequalities**degree > MOST_COLUMNS:
        raise NoProof("too many facts for products")
    return scene.linear(goal, *relevant, degree=degree)


def _related(goal: Term, facts: Iterable[Step]) -> list[Step]:
    return [f for f in facts if f.concl.names & goal.names or not f.concl.names]


def by_squares(scene: Scene, goal: Term) -> Step:
    """The goal as a combination of products of facts and squares of guessed terms."""
    if goal.op not in ("<=", "<"):
        raise NoProof("squares prove inequalities")
    facts = [f for f in _related(goal, scene.facts) if f.concl.op not in ("!=",)]
    for degree, guesses in square_guesses(scene, goal):
        scene.clock.check()
        inequalities = sum(f.concl.op != "=" for f in facts) + 1
        if inequalities**degree * (len(guesses) + 1) > 4 * MOST_COLUMNS:
            continue
        try:
            return scene.linear(goal, *facts, degree=degree, squares=guesses)
        except NoProof:
            continue
    raise NoProof("no combination of squares found")


def square_guesses(scene: Scene, goal: Term) -> list[tuple[int, list[Term]]]:
    """Terms whose squares may be of use: variables, differences and sums of variables and of their products."""
    atoms = _atoms(goal)[:6]
    singles = atoms
    differences = [make("-", a, b) for a, b in combinations(atoms, 2)]
    sums = [make("+", a, b) for a, b in combinations(atoms, 2)]
    shifted = [make("-", a, number(c)) for a in atoms for c in (1, -1, 2)]
    products = [make("*", a, b) for a, b in combinations(atoms, 2)] + [make("^", a, data=(2,)) for a in atoms]
    mixed = [make("-", a, b) for a, b in combinations([*products, *atoms], 2)]
    first = [*singles, *differences, *sums, *shifted]
    return [(0, first), (1, differences + singles + shifted), (0, [*first, *mixed, *products]), (2, differences)]


def _atoms(goal: Term) -> list[Term]:
    atoms = {t for m in gap(goal) for t, _ in m if t.op != "/"}
    halves = set()
    for t in [t for t in atoms if t.op == "exp"]:
        atoms.discard(t)
        halves.add(make("exp", make("/", t.args[0], number(2))))
    return sorted(atoms | halves, key=lambda t: t.serial)


__all__ = ["ZERO", "by_combination", "by_normal_form", "by_squares"]
