"""Looking back at a table: its state after any event, as one seat may see it.

Folded from the log, a stretch at a time, so that nobody at another table waits for somebody who looks back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import gevent

from game.play import State, apply, hears, tell, view
from game.record import Entry

from .table import Table

__all__ = ["entries", "index", "moment", "state_at", "states"]

STRIDE = 500
"""Events folded at a time, then others have their turn; and how far apart the states lie that are kept to begin again from."""


def entries(table: Table, after: int = 0, until: int | None = None) -> Iterator[Entry]:
    """The entries after seq *after* as far as *until* (or as far as the table has come now); others have their turn in between."""
    end = table.state.seq if until is None else until
    while after < end:
        here = min(end, (after // STRIDE + 1) * STRIDE)
        yield from table.store.read(table.id, after, here)
        after = here
        gevent.sleep(0)


def states(table: Table, record: Iterable[Entry]) -> Iterator[State]:
    """The state before the first event, then after each."""
    state = table.beginning
    yield state
    for entry in record:
        state = apply(state, entry.event)
        yield state
        if state.seq % STRIDE == 0:
            gevent.sleep(0)


def state_at(table: Table, at: int) -> State:
    """The table right after event *at*, or as it is now if there is none yet; 0: before the first."""
    if at >= table.state.seq:
        return table.state
    then = table.then
    begin = max((seq for seq in then if seq <= at), default=0)
    state = then.get(begin, table.beginning)
    for entry in entries(table, begin, at):
        state = apply(state, entry.event)
        if state.seq % STRIDE == 0:
            then[state.seq] = state
    return state


def moment(table: Table, seat: str, at: int) -> dict[str, Any]:
    """{seq, total, view, event}: the table right after event *at* (0: before the first), as *seat* sees it."""
    total = table.state.seq
    at = min(at, total)
    state = state_at(table, at)
    event = tell(state, table.store.read(table.id, at - 1, at)[0].event, seat) if at else None
    return {"ok": True, "seq": at, "total": total, "view": view(state, seat), "event": event}


def index(table: Table, seat: str) -> dict[str, Any]:
    """{total, moments}: every line of the log that *seat* was told, with the seq it stands at."""
    state = table.state
    by_seq = {entry.seq: (entry.kind, entry.game_date) for entry in entries(table, 0, state.seq)}
    slots = iter([r["slot"] for r in view(state, seat)["rulings"]])  # in the order in which they were told
    moments = []
    for seq, round, phase, text, audience in state.log:
        if hears(audience, seat):
            kind, game_date = by_seq[seq]
            mark = next(slots) if kind == "move_ruled" else None
            moments.append({"seq": seq, "round": round, "phase": phase, "game_date": game_date, "kind": kind, "text": text, "mark": mark})
    return {"ok": True, "total": state.seq, "moments": moments}
