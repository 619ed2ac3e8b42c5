"""How long a table takes: an order decided, a view built, an event told, a record folded and verified, whole games by bots.

Medians beside their budgets, and beside a named reference of the same run: the standard library's `json` reading the same table's
events (one of about 500 bytes), so that a ratio can be compared between machines. Then the same while the table grows to
2, 4 and 8 times its length: what a move costs must not depend on how long was played. Run: python bench/table.py
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from game.canonical import canonical
from game.library import header_of, opening_of
from game.play import Command, State, apply, decide, fold, parts, play_game, tell, view
from game.record import FORMAT, commitment, dry_record, read_record, verify
from game.record.codec import chance

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.rules import processor

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SEED = "7"
T0 = "2026-01-10T09:00:00Z"
ORDER = {"main": {"move": "hearing", "fields": {}}, "minor": None, "choices": {}}


def median_us(call: Callable[[], object], times: int, rounds: int = 15) -> float:
    """Median over rounds of the mean time of one call, in microseconds of this process: other processes do not count."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(times):
            call()
        found.append((time.process_time() - start) / times * 1e6)
    return statistics.median(found)


def header() -> dict[str, object]:
    options = {"seats": 11, "rounds": 6}
    return {"format": FORMAT, **header_of(SCENARIOS / "actionable", SCENARIOS / "statutes", "bench", commitment(SEED), options)}


def command(state: State, seat: str, kind: str, data: dict[str, object]) -> Command:
    return Command("x" * 32, kind, seat, data, T0, chance(SEED, state.seq + 1), seat)


def at_orders(steps: list[State], round_no: int) -> State:
    """The table as the orders of a round begin."""
    return next(s for s in steps if (s.round, s.phase) == (round_no, "orders"))


def grown(state: State, events: int) -> State:
    """The same table after so many more events: orders sealed again and again, as people do who change their mind."""
    for _ in range(events):
        state = done(state, command(state, "CONG", "lock_order", ORDER))
    return state


def done(state: State, what: Command) -> State:
    for event in decide(state, what):
        state = apply(state, event)
    return state


def costs(state: State) -> dict[str, float]:
    """What one order costs at this table, in microseconds: asked each time of a state of which nothing has been asked yet."""
    order = command(state, "CONG", "lock_order", ORDER)
    (event,) = [e for e in decide(state, order) if e.kind == "order_sealed"]
    after = apply(state, event)
    return {
        "decide": median_us(lambda: decide(state.but(), order), 20),
        "apply": median_us(lambda: apply(state, event), 200),
        "tell": median_us(lambda: tell(after, event, "CONG"), 500),
        "parts": median_us(lambda: parts(after.but(), "CONG", ("table", "order", "needed", "log"), state.seq), 20),
        "view": median_us(lambda: view(state.but(), "CONG"), 5),
    }


def told(state: State) -> float:
    """An ordinary event for one seat: the median over a message, a lock and a ruling, in microseconds."""
    found = []
    for step in play_game(state.deck, state.book, SEED):
        for event in step.events:
            if event.kind in ("message_sent", "order_locked", "move_ruled") and event.audience == "all":
                found.append((step.state, event))
    return statistics.median(median_us(lambda s=s, e=e: tell(s, e, "CONG"), 200, 3) for s, e in found[:60])


def per_second(call: Callable[[], object], things: int, rounds: int = 3) -> float:
    """Things done in a second of this process, the best of a few runs."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return things / best


def main() -> None:
    head = header()
    opened = opening_of(head)
    text, _ = dry_record(head, opened, SEED)
    played = list(play_game(opened.deck, opened.book, SEED, head))
    states, events = [s.state for s in played], [e for s in played for e in s.events]
    fifth = at_orders(states, 5)
    bodies = sorted((canonical(dict(e.data)) for e in events), key=lambda t: abs(len(t) - 500))
    reference = median_us(lambda: json.loads(bodies[0]), 500)
    print(f"python {platform.python_version()} on {processor()}; a game of {len(events)} events at 11 seats")
    print(f"reference: json.loads of an event of {len(bodies[0])} bytes, {reference:.2f} us")

    once = costs(fifth)
    for what, took, most in (
        ("decide an order", once["decide"], 150.0),
        ("view of one seat in round 5", once["view"], 1000.0),
        ("tell one event to one seat", told(opened), 10.0),
    ):
        print(f"{what:<34} {took:>10.1f} us   budget {most:>7.0f}   ratio {took / most:>5.2f}   {took / reference:>7.1f} references")
    record = read_record(text.encode())
    assert verify(text.encode(), opening_of).ok
    lists = per_second(lambda: [json.loads(b) for b in bodies], len(bodies))
    games = per_second(lambda: [list(play_game(opened.deck, opened.book, str(n))) for n in range(4)], 4)
    for what, rate, least in (
        ("fold, events a second", per_second(lambda: fold(opened, events), len(events)), 60_000.0),
        ("verify, events a second", per_second(lambda: verify(text.encode(), opening_of), len(record.entries)), 5_000.0),
        ("random games a second", games, 20.0),
    ):
        print(f"{what:<34} {rate:>10.1f}      budget {least:>7.0f}   ratio {rate / least:>5.2f}   of json.loads {rate / lists:>9.5f}")

    first = max(fifth.seq, 1)
    print(f"\ncost of one order as the table grows (n = {first} events), in microseconds")
    print("  ".join(f"{c:>9}" for c in ("events", *once)))
    state, worst = fifth, dict.fromkeys(once, 1.0)
    for times in (1, 2, 4, 8):
        while state.seq < times * first:
            state = grown(state, 1)
        now = costs(state)
        worst = {k: max(worst[k], now[k] / once[k]) for k in once}
        print("  ".join([f"{state.seq:>9}", *(f"{v:>9.1f}" for v in now.values())]))
    print("  ".join([f"{'most × n':>9}", *(f"{v:>9.2f}" for v in worst.values())]))


if __name__ == "__main__":
    main()
