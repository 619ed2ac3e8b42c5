"""A command decided and written down: from events to entries, with each entry's context.

The live table, `halifax play` and the checker all come through here, so a record reads the same whoever made it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from game.errors import Refused
from game.play import Command, Event, State, apply, decide
from game.play.dryrun import first_event, fork_events

from .codec import Entry, commitment, seed_at

__all__ = ["FORK", "OPEN", "decided", "written"]

OPEN = "open_table"
"""The command that a table begins with. It is nobody's to send: only a log without events knows it."""


FORK = "fork_table"
"""The command by which a fork goes its own way, right after the last event it shares with its parent. Nobody's to send either."""


def decided(state: State, command: Command) -> tuple[Event, ...]:
    """What *command* makes happen: play's answer, or for a table without events its opening, for one just forked its parting.

    Raises Refused.
    """
    parent = state.header.get("parent")
    parts = [until for until, _ in parent["seeds"]] if parent else []
    if state.seq and state.seq not in parts:
        return decide(state, command)
    drawn = seed_at(state.header, "", state.seq + 1)
    promised = commitment(drawn) if drawn else state.header["seed_commitment"]
    if command.type != (FORK if state.seq else OPEN):
        raise Refused("this table has not been forked yet" if state.seq else "this table has not been opened")
    if state.seq:
        return fork_events(state, {"seq": state.seq, "seed_commitment": promised})
    return (first_event(state.deck, state.law, {"seed_commitment": promised}),)


def written(state: State, command: Command, events: Sequence[Event], salt: Callable[[int], bytes]) -> tuple[State, list[Entry]]:
    """The state after *events* and their entries. salt: seq -> 16 bytes.

    The first entry carries the command, the others name it as their cause; game date and phase are those after the event.
    """
    entries: list[Entry] = []
    first = state.seq + 1
    for event in events:
        state = apply(state, event)
        begins = state.seq == first
        entries.append(Entry(
            seq=state.seq, at=command.at, game_date=state.game_date, phase=state.phase, actor=command.by, seat=command.seat,
            kind=event.kind, data=event.data, audience=event.audience if event.audience == "all" else list(event.audience),
            cause=None if begins else first,
            command={"id": command.id, "type": command.type, "data": command.data} if begins else None,
            salt=salt(state.seq)))
    return state, entries
