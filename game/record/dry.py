"""The record of a game without people: random players, and clock, ids and salts from the seed. One seed, one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from game.play import WHITE, Command, State, apply, play_game
from game.play.dryrun import START, first_event, seeded

from .codec import Entry, chance, commitment
from .file import record_text
from .turns import FORK, OPEN, decided, written

__all__ = ["dry_fork", "dry_record"]


def dry_record(header: Mapping[str, Any], opening: State, seed: str, rounds: int = 0,
               kind: str = "random") -> tuple[str, State]:
    """A whole game's record and its last state. header: with `commitment(seed)`; opening: the state it begins with.

    rounds: close after that many; 0 plays to the end. kind: how the bots play.
    """
    assert header["seed_commitment"] == commitment(seed)
    deck, book = opening.deck, opening.book
    first = first_event(deck, opening.law, {"seed_commitment": header["seed_commitment"]})
    state, entries = opening, list[Entry]()
    for step in play_game(deck, book, seed, header, rounds, None, first, kind):
        command = step.command or Command(seeded(seed, "id", 0)[:32], OPEN, WHITE, {}, START, chance(seed, 1), "White cell")
        state, more = written(state, command, step.events, lambda seq: sha256(f"{seed}:salt:{seq}".encode()).digest()[:16])
        entries += more
    return record_text(header, entries, state, seed), state


def dry_fork(header: Mapping[str, Any], shared: Sequence[Entry], opening: State, seed: str, kind: str = "random") -> tuple[str, State]:
    """The record of a fork that bots play to the end, and its last state. header, shared: as `fork` makes them, with `commitment(seed)`."""
    state, entries = opening, list(shared)
    for entry in shared:
        state = apply(state, entry.event)

    def salt(seq: int) -> bytes:
        return sha256(f"{seed}:salt:{seq}".encode()).digest()[:16]

    parting = Command(seeded(seed, "id", 0)[:32], FORK, WHITE, {}, START, chance(seed, state.seq + 1), "White cell")
    state, more = written(state, parting, decided(state, parting), salt)
    entries += more
    for step in play_game(opening.deck, opening.book, seed, header, 0, None, None, kind, state):
        assert step.command is not None
        state, more = written(state, step.command, step.events, salt)
        entries += more
    return record_text(header, entries, state, seed), state
