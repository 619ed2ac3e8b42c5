"""How long the law takes: one act ruled, explained, repaired; a sweep of duties; the library loaded and compiled.

Prints medians beside their budgets, with machine and Python version. Run: python bench/rules.py
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from game import rules
from game.library import load_cases, load_statutes

STATUTES = Path(__file__).parents[1] / "scenarios" / "statutes"


def median_us(call: Callable[[], object], times: int, rounds: int = 15) -> float:
    """Median over rounds of the mean time of one call, in microseconds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            call()
        found.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(found)


def main() -> None:
    statutes = load_statutes(STATUTES)
    law = statutes.law()
    cases = {w.id: w for w in load_cases(statutes, law)}
    nodes = sum(len(p.nodes) for p in law.programs.values())
    print(f"python {platform.python_version()} on {platform.machine()}, {len(law.norms)} norms, {nodes} nodes in {len(law.programs)} acts")
    rows: list[tuple[str, float, float]] = []
    for id, what in (("P-004", "impose"), ("P-024", "waive"), ("P-040", "terminate"), ("P-010", "impose four")):
        w = cases[id]
        ruling = rules.adjudicate(law, w.case, w.act)
        rows.append((f"{what}: verdict and vector", median_us(lambda w=w: rules.adjudicate(law, w.case, w.act), 500), 10))
        rows.append((f"{what}: proof and receipt", median_us(lambda w=w, r=ruling: rules.explain(law, w.case, w.act, r), 100), 60))
    w = cases["P-010"]
    refused = rules.adjudicate(law, w.case, w.act)
    from game.rules.repairs import repairs

    rows.append(("impose four: repairs", median_us(lambda: repairs(law, w.case, w.act, refused), 100), 150))
    late = cases["P-030"]
    rows.append(("sweep of duties", median_us(lambda: rules.duties(law, late.case, late.act.date), 200), 60))
    rows.append(("load and compile the library", median_us(lambda: load_statutes(STATUTES).law(), 1, 5), 150_000))
    for what, took, budget in rows:
        print(f"{what:<36} {took:>10.1f} us   budget {budget:>8} us   ratio {took / budget:.2f}")


if __name__ == "__main__":
    main()
