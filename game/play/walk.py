"""The state so far and the events that led there, while one command is being decided.

Belongs here: what every decision needs: telling an event, refusing in words, reading a command's data.
Does not: any decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Never

from game import limits
from game.errors import Refused, nearest

from .events import EVERYONE, WHITE, Audience, Command, Event
from .folds import apply
from .state import State

__all__ = ["Chance", "Walk", "later", "refuse"]


def refuse(message: str) -> Never:
    """Refuse a command in words. Raises Refused."""
    raise Refused(message)


def later(at: str, seconds: int) -> str:
    """The ISO moment *seconds* after ISO *at*, written the same way."""
    moment = datetime.fromisoformat(at.replace("Z", "+00:00")) + timedelta(seconds=seconds)
    return moment.isoformat().replace("+00:00", "Z")


class Chance:
    """Draws from one command's chance. The same 64 hex digits give the same draws on any machine."""

    def __init__(self, chance: str):
        self.chance, self.drawn = chance, 0

    def below(self, n: int) -> int:
        """A number from 0 to n - 1. n far below 2**64, so the bias is below one in a billion."""
        digest = sha256(f"{self.chance}:{self.drawn}".encode()).digest()
        self.drawn += 1
        return int.from_bytes(digest[:8], "big") % n


class Walk:
    """One decision under way. Each told event is folded at once, so later ones rely on it."""

    def __init__(self, state: State, command: Command):
        self.state, self.command = state, command
        self.events: list[Event] = []
        self.chance = Chance(command.chance)
        self.acted_for = False

    def tell(self, kind: str, data: Mapping[str, Any], audience: Audience = EVERYONE) -> None:
        """Add one event."""
        event = Event(kind, data, audience)
        self.events.append(event)
        self.state = apply(self.state, event)

    # ------------------------------------------------------------- reading the command
    @property
    def by(self) -> str:
        """The name of who sent it, for the record."""
        return self.command.by or ("the white cell" if self.command.seat == WHITE else self.command.seat)

    def only(self, *known: str) -> None:
        """Refuse data with names that this command does not have."""
        for name in self.command.data:
            if name not in known:
                advice = nearest(str(name), known)
                refuse(f"`{self.command.type}` has no `{name}`" + (f", {advice}" if advice else ""))

    def text(self, name: str, least: int = 1, most: int = limits.TEXT) -> str:
        """A text of the command's data, trimmed. Refuses one too short or too long."""
        value = self.command.data.get(name)
        if not isinstance(value, str):
            refuse(f"`{name}` is missing, write it as text")
        value = value.strip()
        if len(value) < least:
            refuse(f"`{name}` is empty, write something" if least == 1 else f"`{name}` needs at least {least} characters")
        if len(value) > most:
            refuse(f"`{name}` has {len(value)} characters, at most {most} fit")
        return value

    def seats(self, raw: Any, what: str = "seats") -> tuple[str, ...]:
        """A list of seats of this table, in the table's order, each once."""
        if not isinstance(raw, (list, tuple)) or not all(isinstance(s, str) for s in raw):
            refuse(f"`{what}` is a list of seats")
        for s in raw:
            self.seat(s)
        return tuple(s for s in self.state.deck.seats if s in raw)

    def seat(self, raw: Any) -> str:
        """A seat of this table."""
        if not isinstance(raw, str) or raw not in self.state.deck.seats:
            refuse(f"there is no seat `{str(raw)[:40]}` at this table, the seats are {', '.join(self.state.deck.seats)}")
        return raw

    def need_phase(self, phases: Iterable[str], what: str) -> None:
        """Refuse unless the table is in one of *phases* and not paused."""
        state = self.state
        if state.status == "closed":
            refuse("this table is closed")
        if state.paused and self.command.seat != WHITE:
            refuse(f"the table is paused ({state.pause_reason}), wait until it goes on")
        if state.phase not in phases:
            now = "the game has not started" if state.status == "lobby" else f"it is {state.deck.phases[state.phase].title.lower()} now"
            refuse(f"{what}, but {now}")
