"""Is what happened what was promised? The record against what every client sent, was answered and was told.

Ids are unique and the record is one list, so that linearizability is a sort, not a search.
"""

from __future__ import annotations

from collections.abc import Iterable

from game.canonical import canonical
from game.library import opening_of
from game.play import fold, hears, tell, view
from game.record import Entry, Opened

from .steady import Op, Steady

__all__ = ["check"]


def check(opened: Opened, entries: list[Entry], people: Iterable[Steady]) -> None:
    """Raise AssertionError at the first broken promise: lost, doubled, reordered, stale, or told what is not so."""
    people = list(people)
    assert [e.seq for e in entries] == list(range(1, len(entries) + 1)), "one order without a hole"
    state = fold(opening_of(opened.header).but(code=opened.code), (e.event for e in entries))
    last: dict[tuple[str, str], int] = {}                # (seat, id) -> the last seq of that command
    for e in entries:
        if e.command:
            key = (e.seat, e.command["id"])
            assert key not in last, f"applied twice: {key}"
            current = key
        last[current] = e.seq
    ops = [op for person in people for op in person.ops]
    for op in ops:
        seq = last.get((op.seat, op.id))
        assert not (op.refused and seq), f"refused and yet there: {op}"
        if op.place is not None:
            assert seq, f"acknowledged and lost: {op}"
            assert state.places[op.seat].after(seq) == op.place, f"acknowledged at another place: {op}"
    done = sorted((op for op in ops if op.place is not None), key=lambda op: op.sent)
    answered = sorted(done, key=_answered)

    def latest(moments: Iterable[float]) -> Iterable[int]:
        """For each moment in order: the last seq of what had been acknowledged before it."""
        n = seq = 0
        for at in moments:
            while n < len(answered) and _answered(answered[n]) < at:
                seq, n = max(seq, last[answered[n].seat, answered[n].id]), n + 1
            yield seq

    for op, before in zip(done, latest(op.sent for op in done), strict=True):
        assert last[op.seat, op.id] > before, f"sent after an acknowledgement and ordered before it: {op}"
    reads = sorted((read for person in people for read in person.reads), key=lambda read: read.sent)
    for read, before in zip(reads, latest(read.sent for read in reads), strict=True):
        assert read.place >= state.places[read.seat].after(before), f"asked after an acknowledgement and not shown it: {read}"
    for person in people:
        mine = [e.event for e in entries if hears(e.event.audience, person.seat)]
        told = mine[person.since:person.place]
        assert canonical(person.events) == canonical([tell(state, e, person.seat) for e in told]), f"{person.seat} was told something else"
        if person.place == len(mine):
            assert canonical(person.view) == canonical(view(state, person.seat)), f"{person.seat} sees something else"


def _answered(op: Op) -> float:
    return op.answered or 0.0
