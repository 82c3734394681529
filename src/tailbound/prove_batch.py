"""`tailbound prove --batch`: many problems, each in a process that is killed when its time is over."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

RECYCLED_AFTER = 20  # problems: a process's memory of terms does not grow for ever
GRACE = 1.15  # of the time limit, plus a little for a busy machine
START = 60.0  # seconds that a new process may take to load


def answer(problem: Any, time_limit: float) -> dict[str, Any]:
    """The result of one problem of a batch; never raises."""
    from tailbound.proofs.outcomes import Proved, Refuted
    from tailbound.proofs.problem import Unsupported, parse_problem
    from tailbound.proving import decide

    start = time.perf_counter()
    out: dict[str, Any] = {"outcome": "undecided", "trust": [], "witness": {}, "reason": ""}
    try:
        if not isinstance(problem, dict) or not isinstance(problem.get("claim"), str):
            raise Unsupported("a problem needs a claim as text")
        where = problem.get("where", [])
        if not isinstance(where, list) or not all(isinstance(w, str) for w in where):
            raise Unsupported("where is a list of texts")
        if not isinstance(problem.get("vars"), dict):
            raise Unsupported("vars is an object: name -> domain and range")
        outcome = decide(parse_problem(problem["claim"], where, problem["vars"]), time_limit)
        if isinstance(outcome, Proved):
            out |= {"outcome": "proved", "trust": sorted(outcome.checked.trust) or ["exact"], "reason": outcome.how}
        elif isinstance(outcome, Refuted):
            out |= {"outcome": "refuted", "witness": {k: str(v) for k, v in outcome.witness.items()}}
            out["reason"] = outcome.how
        else:
            out["reason"] = outcome.reason
    except Unsupported as error:
        out["reason"] = f"not supported: {error}"
    except Exception as error:
        out["reason"] = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return out | {"seconds": round(time.perf_counter() - start, 3)}


def worker(pipe: Connection) -> None:
    """Answer problems until the pipe closes."""
    import tailbound.proving  # noqa: F401  (loaded before the clock runs)

    pipe.send("ready")
    while True:
        try:
            problem, time_limit = pipe.recv()
        except EOFError:
            return
        pipe.send(answer(problem, time_limit))


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    since: float = field(default_factory=time.monotonic)
    place: int | None = None
    ready: bool = False
    served: int = 0

    @classmethod
    def started(cls) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=worker, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def stop(self) -> None:
        self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join(5)


def run_batch(
    problems: list[Any], time_limit: float, jobs: int, progress: Callable[[int, int], None] = lambda done, of: None
) -> list[dict[str, Any]]:
    """The results of the problems, in their order; each within the time limit, 15% and half a second."""
    results: list[dict[str, Any] | None] = [None] * len(problems)
    todo = list(range(len(problems)))[::-1]
    workers: list[_Worker] = []
    try:
        while todo or any(w.place is not None for w in workers):
            while todo and len(workers) < min(jobs, len(todo) + sum(w.place is not None for w in workers)):
                workers.append(_Worker.started())
            _step(workers, problems, todo, results, time_limit)
            progress(sum(r is not None for r in results), len(problems))
    finally:
        for w in workers:
            w.stop()
    return [_named(p, i, r or {}) for i, (p, r) in enumerate(zip(problems, results, strict=True))]


def _step(
    workers: list[_Worker], problems: list[Any], todo: list[int], results: list[Any], time_limit: float
) -> None:
    """Hand out problems, wait a moment, take in answers, and replace processes that are late or dead."""
    for w in workers:
        if w.ready and w.place is None and todo:
            w.place, w.since = todo.pop(), time.monotonic()
            w.pipe.send((problems[w.place], time_limit))
    readable = wait([w.pipe for w in workers], timeout=0.05)
    for w in list(workers):
        limit = START if not w.ready else GRACE * time_limit + 0.4
        failure = ""
        if w.pipe in readable:
            failure = _receive(w, results)
        elif (w.place is not None or not w.ready) and time.monotonic() - w.since > limit:
            failure = f"no answer in {time_limit:g} s: stopped" if w.ready else "the process did not start"
        if failure and w.place is not None:
            seconds = round(time.monotonic() - w.since, 3)
            results[w.place] = _undecided(failure, seconds)
        if failure or (w.place is None and w.served >= RECYCLED_AFTER):
            workers.remove(w)
            w.stop()
            if failure and not w.ready:
                raise RuntimeError(failure)


def _receive(w: _Worker, results: list[Any]) -> str:
    try:
        message = w.pipe.recv()
    except (EOFError, OSError):
        return "the process died (out of memory?)"
    if not w.ready:
        w.ready = True
    elif w.place is not None:
        results[w.place], w.place, w.served = message, None, w.served + 1
    return ""


def _undecided(reason: str, seconds: float) -> dict[str, Any]:
    return {"outcome": "undecided", "trust": [], "witness": {}, "reason": reason, "seconds": seconds}


def _named(problem: Any, place: int, result: dict[str, Any]) -> dict[str, Any]:
    name = problem.get("id", place) if isinstance(problem, dict) else place
    keys = ("outcome", "seconds", "trust", "witness", "reason")
    return {"id": name, **{k: result[k] for k in keys}}
