"""A new game from a moment of an old one: the same record up to there, then another seed and other people.

Belongs here: which entries a fork keeps and what its header says. Does not: playing on (dry, live). The old record is only read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from game.errors import GameError

from .codec import Entry, seed_at

__all__ = ["fork"]


def fork(
    header: Mapping[str, Any], entries: Sequence[Entry], head: str, seed: str | None, at: int, table: str, promised: str
) -> tuple[dict[str, Any], list[Entry]]:
    """The header of the fork and the entries it shares with the game it comes from, up to event *at*.

    head: the old chain's last link in hex; seed: the old game's, None while it is secret; promised: the commitment to the new one.
    A command's events stay together: those that follow *at* from the same command are kept too. Raises GameError in words.
    """
    if not seed:
        raise GameError("this game goes on, and its seed is secret until it ends: close it, then fork it", "refused", 409)
    if not 1 <= at < len(entries):
        raise GameError(f"a game of {len(entries)} events can be forked after event 1 to {len(entries) - 1}, not {at}", "refused", 422)
    while at < len(entries) and entries[at].command is None:
        at += 1
    if at == len(entries) or entries[at - 1].phase == "closed":
        raise GameError("the game has ended by then: fork it after an earlier event", "refused", 422)
    before = header.get("parent", {}).get("seeds", ())
    seeds = [[until, s] for until, s in before if until < at] + [[at, seed_at(header, seed, at)]]
    parent = {"record": head, "seq": at, "seeds": seeds}
    return {**header, "table": table, "seed_commitment": promised, "parent": parent}, list(entries[:at])
