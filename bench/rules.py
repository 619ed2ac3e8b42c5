"""How long the law takes: acts ruled, explained, opened, repaired; a sweep of duties; the library loaded and compiled.

Prints medians beside their budgets, with processor and Python version. A first line of each kind is the median over all
worked cases, then single acts from small to large. Run: python bench/rules.py
"""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from game import rules
from game.library import load_cases, load_statutes
from game.rules.repairs import repairs

STATUTES = Path(__file__).parents[1] / "scenarios" / "statutes"
SHOWN = (("P-024", "waive"), ("P-004", "impose"), ("P-010", "impose four"), ("P-040", "terminate"))


def median_us(call: Callable[[], object], times: int, rounds: int = 15) -> float:
    """Median over rounds of the mean time of one call, in microseconds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            call()
        found.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(found)


def processor() -> str:
    """The processor's name where the system tells it, else its kind."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def main() -> None:
    statutes = load_statutes(STATUTES)
    law = statutes.law()
    cases = {w.id: w for w in load_cases(statutes, law)}
    rulings = {w.id: rules.adjudicate(law, w.case, w.act) for w in cases.values()}
    nodes = sum(len(p.nodes) for p in law.programs.values())
    print(f"python {platform.python_version()} on {processor()}, {len(law.norms)} norms, {nodes} nodes in {len(law.programs)} acts")

    def ruled(id: str, times: int = 300) -> float:
        w = cases[id]
        return median_us(lambda: rules.adjudicate(law, w.case, w.act), times)

    def explained(id: str, times: int = 100) -> float:
        w, ruling = cases[id], rulings[id]
        return median_us(lambda: rules.explain(law, w.case, w.act, ruling), times)

    def opened(id: str, times: int = 100) -> float:
        w = cases[id]
        told = rules.explain(law, w.case, w.act, rulings[id])
        return median_us(lambda: rules.opened(law, told), times)

    rows: list[tuple[str, float, float | None]] = []
    for what, measure, budget in (
        ("verdict and vector", ruled, 10.0),
        ("with proof, duties, repairs and receipt", explained, 60.0),
        ("the proof as a tree, when it is opened", opened, None),
    ):
        rows.append((f"{what}: all worked cases", statistics.median(measure(id, 50) for id in cases), budget))
        rows += [(f"  {name} ({len(rulings[id].vector)} nodes)", measure(id), budget) for id, name in SHOWN]
    w, late = cases["P-010"], cases["P-030"]
    rows.append(("repairs of a refused act: impose four", median_us(lambda: repairs(law, w.case, w.act, rulings["P-010"]), 100), 150.0))
    rows.append(("sweep of all duties", median_us(lambda: rules.duties(law, late.case, late.act.date), 200), 60.0))
    rows.append(("load and compile the library", median_us(lambda: load_statutes(STATUTES).law(), 1, 5), 150_000.0))
    for label, took, most in rows:
        print(f"{label:<58} {took:>10.1f} us" + (f"   budget {most:>9.0f} us   ratio {took / most:.2f}" if most else ""))


if __name__ == "__main__":
    main()
