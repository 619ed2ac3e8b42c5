"""What the white cell reads out, prints and asks. Belongs here: the value only; it moves no table."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Kit"]


@dataclass(frozen=True, slots=True)
class Kit:
    """What the white cell reads out or prints; nothing of it moves the table.

    turn_zero: (question, answer). evaluation: (aim, what to watch for); a card's ``aim`` counts these from 1. then: (day, what
    happened), for after the hot wash. case_files: one to be turned over each round.
    """

    opening: tuple[str, ...] = ()
    turn_zero: tuple[tuple[str, str], ...] = ()
    case_files: tuple[str, ...] = ()
    evaluation: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hot_wash: tuple[str, ...] = ()
    then: tuple[tuple[str, str], ...] = ()
    variants: tuple[str, ...] = ()
