"""The search: for each goal, engines in an order that lets the cheap ones go first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tailbound.proofs.builder import ProofError, Step
from tailbound.proofs.checker import Fuel, Reject, Term
from tailbound.proofs.prover.clock import Clock, NoProof, OutOfTime
from tailbound.proofs.prover.menu import ONLY_WAY, engines
from tailbound.proofs.prover.scene import Scene
from tailbound.proofs.text import show

DEEPEST = 14
FUEL_PER_SECOND = 120_000  # of the checker's units of work, so that no expansion outlives its engine's time


class Search:
    """One proof search; `prove` returns a step of the goal that rests on the scene's facts, or raises NoProof."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.failed: dict[tuple[Term, frozenset[Term]], int] = {}
        self.done: dict[tuple[Term, frozenset[Term]], Step] = {}
        self.running: set[tuple[Term, frozenset[Term]]] = set()
        self.tried: dict[str, None] = {}
        self.winner = ""
        self.level = 0

    def prove_by_levels(self, scene: Scene, goal: Term) -> Step:
        """First with the cheap engines everywhere, then with all."""
        for level, share in ((0, 0.4), (1, 1.0)):
            self.level = level
            self.failed.clear()
            clock = Clock(self.clock.deadline)
            try:
                self.clock = clock.slice(share * clock.left())
                return self.prove(replace(scene, clock=self.clock), goal)
            except (NoProof, OutOfTime):
                if level == 1:
                    raise
            finally:
                self.clock = clock
        raise NoProof("no engine proved it")

    def prove(self, scene: Scene, goal: Term) -> Step:
        self.clock.check()
        key = (goal, frozenset(scene.relations))
        if key in self.done:
            return self.done[key]
        if self.failed.get(key, 99) <= scene.depth or key in self.running:
            raise NoProof("tried before")
        if scene.depth > DEEPEST:
            raise NoProof("too deep")
        if not scene.plausible(goal):
            raise NoProof("a sample point speaks against it")
        self.running.add(key)
        try:
            step = self._first(scene, goal)
        except NoProof:
            self.failed[key] = scene.depth
            raise
        finally:
            self.running.discard(key)
        self.done[key] = step
        return step

    def contradiction(self, scene: Scene, false: Term, names: Collection[str]) -> Step:
        """A false relation from the scene's facts, by the engines named."""
        for name, seconds, engine in engines(self, scene, false):
            if name in names:
                try:
                    step: Step = engine(replace(scene, clock=scene.clock.slice(seconds)))
                    return step
                except (NoProof, ProofError, Reject, ArithmeticError):
                    continue
        raise NoProof("no contradiction found")

    def hardest(self) -> dict[str, str] | None:
        """The deepest subgoal that failed."""
        if not self.failed:
            return None
        (goal, _), depth = max(self.failed.items(), key=lambda item: item[1])
        return {"goal": show(goal)[:200], "depth": str(depth)}

    def _first(self, scene: Scene, goal: Term) -> Step:
        for name, seconds, engine in engines(self, scene, goal):
            self.clock.check()
            share = 0.95 if name in ONLY_WAY else 0.6 if scene.depth < 2 else 0.85
            own = replace(scene, clock=scene.clock.slice(min(seconds, share * scene.clock.left())))
            Fuel.left = int(FUEL_PER_SECOND * own.clock.left()) + 1000
            try:
                step: Step = engine(own)
            except OutOfTime:
                self.clock.check()
                scene.clock.check()
                continue
            except (NoProof, ProofError, Reject, ArithmeticError, ValueError):
                self.tried[name] = None
                continue
            finally:
                Fuel.left = int(FUEL_PER_SECOND * max(scene.clock.left(), 0)) + 1000
            if scene.depth == 0:
                self.winner = name
            return step
        raise NoProof("no engine proved it")
