"""Looking back at a table: its state after any event, as one seat may see it. Folded from the log each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from game.play import State, apply, hears, tell, view
from game.record import Entry

from .table import Table

__all__ = ["index", "moment", "states"]


def states(table: Table, entries: Sequence[Entry]) -> Iterator[State]:
    """The state before the first event, then after each."""
    state = table.beginning
    yield state
    for entry in entries:
        state = apply(state, entry.event)
        yield state


def moment(table: Table, seat: str, at: int) -> dict[str, Any]:
    """{seq, total, view, event}: the table right after event *at* (0: before the first), as *seat* sees it."""
    entries = table.store.read(table.id)
    at = max(0, min(at, len(entries)))
    state = table.beginning
    for entry in entries[:at]:
        state = apply(state, entry.event)
    event = tell(state, entries[at - 1].event, seat) if at else None
    return {"ok": True, "seq": at, "total": len(entries), "view": view(state, seat), "event": event}


def index(table: Table, seat: str) -> dict[str, Any]:
    """{total, moments}: every line of the log that *seat* was told, with the seq it stands at."""
    entries = table.store.read(table.id)
    by_seq = {entry.seq: entry for entry in entries}
    slots = iter([r["slot"] for r in view(table.state, seat)["rulings"]])  # in the order in which they were told
    moments = []
    for seq, round, phase, text, audience in table.state.log:
        entry = by_seq.get(seq)
        if entry is None or not hears(audience, seat):
            continue
        mark = next(slots) if entry.kind == "move_ruled" else None
        moments.append({"seq": seq, "round": round, "phase": phase, "game_date": entry.game_date, "kind": entry.kind,
                        "text": text, "mark": mark})
    return {"ok": True, "total": len(entries), "moments": moments}
