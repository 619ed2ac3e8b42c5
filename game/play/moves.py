"""Moves as values: what they ask, what they do, which act of law they are.

Belongs here: Move and its pieces, which cards share. Does not: who may order one when (orders).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from game.rules import Frame

__all__ = ["ActUse", "BillUse", "Bonus", "Change", "Field", "Move", "Need", "Option", "Said", "When"]

When = Callable[[Frame], "bool | None"]
"""A compiled condition over a frame (frames.py): True, False, or None where something is not established."""


@dataclass(frozen=True, slots=True)
class Change:
    """What something does to the table, if *when* holds (None: always).

    shifts: track -> by. ladders: (ladder, "to"|"by", steps). freeze: ladder -> frozen or not.
    marks: (mark, "add"|"set"|"count", number or the name of an order's field whose entries are counted).
    facts: (record, field, value in JSON). pacts: the deck's own agreements that come into force; freed: pairs of seats whose
    agreements end.
    """

    shifts: Mapping[str, int] = field(default_factory=dict)
    ladders: tuple[tuple[str, str, int], ...] = ()
    freeze: Mapping[str, bool] = field(default_factory=dict)
    tokens: Mapping[str, bool] = field(default_factory=dict)
    marks: tuple[tuple[str, str, Any], ...] = ()
    facts: tuple[tuple[str, str, Any], ...] = ()
    when: When | None = None
    if_text: str = ""
    pacts: tuple[str, ...] = ()
    freed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A condition for a move or choice, and what to tell who asks why not."""

    when: When
    otherwise: str


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a field. counts: the tally in the order's frame that choosing it adds one to."""

    value: Any
    label: str
    changes: tuple[Change, ...] = ()
    counts: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an order must say. kind: choice, choices, date, text or flag."""

    name: str
    label: str
    kind: str
    options: tuple[Option, ...] = ()
    at_least: int = 0
    default: Any = None
    optional: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class ActUse:
    """How a move becomes an act of law. actors: offices in order of preference; the seat must hold one.

    actor_field: the order's field that names the office, if the seat may choose. about: role -> record id.
    params: name -> a JSON value, or {"field": name} for what the order says, with "map" from its words to values.
    when: asked as its turn comes; where it does not hold the order is a plain deed, such as a signature with nothing to sign.
    """

    name: str
    actors: tuple[str, ...]
    about: Mapping[str, str]
    params: Mapping[str, Any]
    actor_field: str = ""
    when: When | None = None


@dataclass(frozen=True, slots=True)
class BillUse:
    """How a move passes a bill. parts: the order's field that lists them, or fixed: always these. effective: the field that says from which

    day, if any.
    """

    parts: str = ""
    effective: str = ""
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bonus:
    """What moves the throw over a move by *by* while *when* holds."""

    text: str
    by: int
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Something a seat may order. always: its changes if done at all; if_lawful: only with legal effect.

    sentence: what happened, in the third person, with ``{seat}`` and ``{field}`` to fill.
    key: moves and choices with one key share their ``once``. stage: place in the working order.
    argued: may, never or always; contested_when: a condition for being contested. clean, fails, backfires: changes of an argument
    that ends so; of a clean one besides those of a success, of one that backfires besides those of a failure. mediates: who gives it
    may put one on a side of one argument of the round.
    """

    id: str
    slot: str
    seats: tuple[str, ...]
    title: str
    text: str
    sentence: str
    stage: int
    rounds: tuple[int, int]
    fields: tuple[Field, ...] = ()
    needs: tuple[Need, ...] = ()
    once: bool = False
    repeats: bool = False
    key: str = ""
    act: ActUse | None = None
    bill: BillUse | None = None
    always: tuple[Change, ...] = ()
    if_lawful: tuple[Change, ...] = ()
    audience: tuple[str, ...] | None = None
    note: str = ""
    argued: str = "may"
    contested_when: When | None = None
    bonus: tuple[Bonus, ...] = ()
    clean: tuple[Change, ...] = ()
    fails: tuple[Change, ...] = ()
    backfires: tuple[Change, ...] = ()
    mediates: bool = False

    @property
    def topics(self) -> tuple[str, ...]:
        """The tracks and ladders that this move can shift."""
        every = (*self.always, *self.if_lawful, *(c for f in self.fields for o in f.options for c in o.changes))
        return tuple(dict.fromkeys(x for c in every for x in (*c.shifts, *(ladder for ladder, _, _ in c.ladders))))


@dataclass(frozen=True, slots=True)
class Said:
    """A move with its fields, as an absent-seat rule has it; only while *when* holds."""

    move: str
    fields: Mapping[str, Any]
    when: When | None = None
