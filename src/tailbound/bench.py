"""`make bench`: ratios measured in one run, and the figures that the README quotes.

Each line says what is compared with what a user would do instead; the targets are in seconds, so these are given too.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np


def seconds(run: Callable[[], Any], repeat: int = 3) -> float:
    """The least wall time of a few runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
    return best


def checker() -> dict[str, float]:
    """Re-checking every certificate on disk against searching for the proofs again."""
    from tailbound.proofs.catalogue import theorems
    from tailbound.proofs.catalogue.build import prove_all
    from tailbound.proofs.catalogue.ledger import Proved, judge_all

    every = theorems()
    outcomes = judge_all(every)
    if not all(isinstance(o, Proved) for o in outcomes.values()):
        raise SystemExit("bench: a certificate is not accepted")
    checking = seconds(lambda: judge_all(every))
    searching = seconds(lambda: prove_all(every), repeat=1)
    return {"certificates": len(every), "check_s": checking, "search_s": searching, "ratio": searching / checking}


def import_time() -> dict[str, float]:
    """`import tailbound` in a fresh interpreter."""
    code = "import time; t = time.perf_counter(); import tailbound; print(time.perf_counter() - t)"
    run = [sys.executable, "-c", code]
    found = [float(subprocess.run(run, capture_output=True, text=True, check=True).stdout) for _ in range(5)]
    return {"import_s": min(found)}


def loop_over_budgets(logits: Any, values: Any, budgets: list[int]) -> list[Any]:
    """What a user would do: for each budget a mask, a softmax and an output; discarded mass and output error."""
    out = []
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = weights / weights.sum(axis=1, keepdims=True)
    exact = p @ values
    for k in budgets:
        keep = np.zeros(logits.shape, dtype=bool)
        np.put_along_axis(keep, np.argpartition(-logits, k - 1, axis=1)[:, :k], True, axis=1)
        masked = np.where(keep, logits, -np.inf)
        sparse = np.exp(masked - masked.max(axis=1, keepdims=True))
        sparse /= sparse.sum(axis=1, keepdims=True)
        out.append((np.where(keep, 0, p).sum(axis=1), np.linalg.norm(exact - sparse @ values, axis=1)))
    return out


def measuring() -> dict[str, float]:
    """All quantities with rounding enclosures, against discarded mass and output error alone without any."""
    from tailbound.kernels import measure_rows

    rng = np.random.default_rng(0)
    logits, values, budgets = rng.normal(size=(512, 4096)) * 3, rng.normal(size=(4096, 64)), [16, 64, 256, 1024]
    plain = seconds(lambda: loop_over_budgets(logits, values, budgets))
    ours = seconds(lambda: measure_rows(logits, budgets, values))
    return {"rows": 512, "n": 4096, "budgets": 4, "plain_s": plain, "enclosed_s": ours, "ratio": ours / plain}


def holding() -> dict[str, float]:
    """Holding rows against D3 by float enclosures with Arb for the rest, against Arb for every row."""
    from tailbound.kernels import measure_rows
    from tailbound.numerics.arb import enclose
    from tailbound.proofs.catalogue import find
    from tailbound.proofs.catalogue.entry import Theorem
    from tailbound.verify.batches import batch_of
    from tailbound.verify.holding import held, hold

    theorem = find("D3")
    item = held(theorem) if isinstance(theorem, Theorem) else None
    if item is None:
        raise SystemExit("bench: D3 has no reading")
    rng = np.random.default_rng(0)
    batch = batch_of("Gaussian", "top-k", measure_rows(rng.normal(size=(2000, 64)), 8))
    delta, k = batch.fields["delta"], batch.fields["k"][0]

    def by_arb() -> None:
        for row in range(batch.rows):
            enclose(item.bound, {"delta": (delta[0][row], delta[1][row]), "k": int(k[row])})

    floats, arb = seconds(lambda: hold(item, batch)), seconds(by_arb, repeat=1)
    return {"rows": batch.rows, "hold_s": floats, "arb_s": arb, "ratio": arb / floats}


def whole() -> dict[str, float]:
    """The main job, whole."""
    from tailbound.trace import shipped_trace
    from tailbound.verify.run import verify

    start = time.perf_counter()
    report = verify(shipped_trace())
    if report.failures:
        raise SystemExit("bench: " + "; ".join(report.failures))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "verify_s": time.perf_counter() - start,
        "synthetic_rows": report.synthetic_rows,
        "real_rows": report.real_rows,
        "peak_mib": peak,
    }


PARTS = {"import": import_time, "checker": checker, "measuring": measuring, "holding": holding, "verify": whole}


def main() -> None:
    """Run the parts named (all by default) and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="Example: make bench")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help=", ".join(PARTS))
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    given = parser.parse_args()
    found = {name: PARTS[name]() for name in given.parts or PARTS}
    if given.json:
        print(json.dumps(found, indent=1))
        return
    for name, figures in found.items():
        print(f"{name:10} " + "  ".join(f"{key} {value:.4g}" for key, value in figures.items()))


if __name__ == "__main__":
    main()
