"""What the tests of a table share: the real law, the real deck, and a small given/when/then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from game.errors import Refused
from game.library.decks import load_deck
from game.library.packs import Statutes, load_statutes
from game.play import GROWS, WHITE, Command, Deck, Event, State, apply, changed, decide, opening, parts
from game.play.dryrun import Step, first_event, play_game
from game.rules import Law

SCENARIOS = Path(__file__).parents[2] / "scenarios"
T0 = "2026-01-10T09:00:00Z"


@lru_cache
def the_law() -> Law:
    return the_statutes().law()


@lru_cache
def the_statutes() -> Statutes:
    return load_statutes(SCENARIOS / "statutes")


@lru_cache
def the_deck() -> Deck:
    return load_deck(SCENARIOS / "actionable", the_statutes())[0]


@lru_cache
def a_table(seats: int, rounds: int) -> tuple[Deck, Any]:
    """The real deck at one of its tables, and its book of law."""
    return load_deck(SCENARIOS / "actionable", the_statutes(), {"seats": seats, "rounds": rounds})


def chance(seed: str, seq: int) -> str:
    return sha256(f"{seed}:{seq}".encode()).hexdigest()


@dataclass
class Table:
    """A table under test. It keeps every event, so that the fold can be checked."""

    state: State
    events: list[Event]
    seed: str = "1"

    def send(self, seat: str, kind: str, data: Mapping[str, Any] | None = None, by: str = "") -> tuple[Event, ...]:
        command = Command("x" * 16, kind, seat, data or {}, T0, chance(self.seed, self.state.seq + 1), by)
        events = decide(self.state, command)
        for e in events:
            self.state = apply(self.state, e)
        self.events += events
        return events

    def refuses(self, seat: str, kind: str, data: Mapping[str, Any] | None = None) -> str:
        """The words of the refusal; nothing has changed."""
        before = self.state
        with pytest.raises(Refused) as refused:
            self.send(seat, kind, data)
        assert self.state is before
        said = str(refused.value)
        assert said and not said.endswith("."), said
        return said

    def to(self, phase: str, round_no: int = 1) -> Table:
        """On to a phase of a round, seats silent."""
        if self.state.status == "lobby":
            self.send(WHITE, "start")
        while (self.state.round, self.state.phase) != (round_no, phase):
            assert self.state.status == "playing", f"the game ended before {phase} of round {round_no}"
            self.send(WHITE, "advance")
        return self

    def lock(self, seat: str, main: Any = None, minor: Any = None, **choices: str) -> tuple[Event, ...]:
        return self.send(seat, "lock_order", {"main": _said(main), "minor": _said(minor), "choices": choices})


def _said(move: Any) -> Any:
    return {"move": move, "fields": {}} if isinstance(move, str) else {"move": move[0], "fields": move[1]} if move else None


def given(seed: str = "1") -> Table:
    """A table just opened."""
    event = first_event(the_deck(), the_law())
    return Table(apply(opening(the_deck(), the_law(), {"table": "t1"}), event), [event], seed)


@lru_cache
def a_game(seed: str) -> tuple[Step, ...]:
    """One whole game by random players."""
    return tuple(play_game(the_deck(), the_law(), seed))


def put(seen: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """*seen* with the parts of a page put in, as static/follow.js does it."""
    out = dict(seen)
    for name, part in new.items():
        if name in GROWS:
            number = GROWS[name][0]
            items = {item[number]: item for item in [*out.get(name, []), *part]}
            out[name] = [items[n] for n in sorted(items)]
        else:
            out[name] = part
    return out


def page(state: State, before: State, events: Sequence[Event], seat: str) -> dict[str, Any]:
    """What *seat* is told of *events* that led from *before* to *state*, as parts."""
    names = dict.fromkeys(name for e in events for name in changed(e, seat))
    return parts(state, seat, names, before.seq)


def kinds(events: tuple[Event, ...]) -> list[str]:
    return [e.kind for e in events]


Seats = Callable[[], tuple[str, ...]]
