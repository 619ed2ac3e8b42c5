"""The record of a game without people: random players, and clock, ids and salts from the seed. One seed, one file."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from game.play import WHITE, Command, State, play_game
from game.play.dryrun import START, first_event, seeded

from .codec import Entry, chance, commitment
from .file import record_text
from .turns import OPEN, written

__all__ = ["dry_record"]


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
