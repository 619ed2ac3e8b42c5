"""The table as it now is: a fold over its events.

Belongs here: the State value and how one opens. Does not: what events change in it (folds), what may happen
(decide and its parts), what anybody may see (view). Copy on write: a State is never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from game.rules import Book, Case, Frame, Law, Occurrence

from .deck import Card, Deck
from .events import PUBLIC, WHITE, Audience
from .frames import table_frame
from .grown import Grown

__all__ = [
    "Agreement",
    "Argument",
    "Asked",
    "BillNow",
    "Deed",
    "LadderNow",
    "Order",
    "Played",
    "Room",
    "Ruled",
    "Sitting",
    "State",
    "Telling",
    "listeners",
    "opening",
]


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits in a seat. name "" means nobody; a bot has a name too, and bot says how it plays ("" for people).

    member: the id in the pass of *name*, where they came to the seat by sharing it.
    cell: who shares the seat besides, by name, each with the id in their pass. pen: who of them all writes, "" for *name*; asks: who
    would like to.
    """

    name: str = ""
    bot: str = ""
    ready: bool = False
    cell: Mapping[str, str] = field(default_factory=dict)
    pen: str = ""
    asks: tuple[str, ...] = ()
    member: str = ""

    @property
    def writes(self) -> str:
        """Who holds the pen: only they send orders and answers of this seat."""
        return self.pen or self.name

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who sits here, who took the seat first."""
        return (self.name, *self.cell) if self.name else ()

    def holds(self, name: str, member: str) -> bool:
        """Whether somebody of this name, with this id in the pass, sits here."""
        if name == self.name:
            return self.member in ("", member)
        return name in self.cell and self.cell[name] == member


@dataclass(frozen=True, slots=True)
class LadderNow:
    step: int
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Played:
    """A card that has been played. chosen: the choice, revealed by event chosen_at. leaked_at: the event that made it public, or 0.

    settled: effects done.
    """

    card: Card
    round: int
    chosen: str = ""
    by_default: bool = False
    chosen_at: int = 0
    leaked_at: int = 0
    settled: bool = False

    @property
    def touched(self) -> int:
        return max(self.chosen_at, self.leaked_at)


@dataclass(frozen=True, slots=True)
class Order:
    """One seat's order of this round. Slots hold {"move", "fields"} or None. seq 0: a draft."""

    main: Mapping[str, Any] | None = None
    minor: Mapping[str, Any] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    seq: int = 0
    at: str = ""

    def said(self) -> dict[str, Any]:
        """The order as JSON."""
        return {"main": self.main, "minor": self.minor, "choices": dict(self.choices)}


@dataclass(frozen=True, slots=True)
class Deed:
    """A revealed order on its way to Effects. no: the event that revealed it; touched: the last one that changed what is told of it.

    ruling: its number, 0 for a plain deed. settled: effects done. replaced: a later order of the round stands in its place.
    stopped: an argument over it failed, or *cancelled*, a seat, has called it off.
    """

    no: int
    round: int
    seat: str
    slot: str
    move: str
    fields: Mapping[str, Any]
    sentence: str
    audience: Audience
    touched: int
    by_rule: bool = False
    ruling: int = 0
    settled: bool = False
    replaced: bool = False
    stopped: bool = False
    cancelled: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """One contested move. deed: its number; reasons: {"seat", "side", "text", "strong", "why"}.

    result: clean, cost, fails, backfires, or "" while it is argued.
    supports: what seats spent on a side, {"seat", "side", "mark"} (mark "" for a mediation).
    said: how it was decided: {"dice", "modifiers", "total", "target", "reason", "by"}.
    """

    no: int
    deed: int
    round: int
    objectors: tuple[str, ...]
    reasons: tuple[Mapping[str, Any], ...] = ()
    result: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    cost: str = ""
    supports: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Ruled:
    """One ruling on the table. no: the white cell's number; readers count their own (Reader.number).

    audience: who was told. ruling: the engine's own, as JSON; overridden: what the white cell made of it.
    touched: the event that made it what it is. before: the table as it was when the engine ruled.
    """

    no: int
    round: int
    seat: str
    slot: str
    deed: int
    sentence: str
    ruling: Mapping[str, Any]
    shown: Mapping[str, Mapping[str, Any]]
    occurrences: tuple[Occurrence, ...]
    audience: Audience
    touched: int
    overridden: Mapping[str, Any] | None = None
    before: State | None = field(default=None, compare=False, repr=False)

    @property
    def verdict(self) -> str:
        return str((self.overridden or self.ruling)["verdict"])

    @property
    def consequence(self) -> str:
        return str((self.overridden or self.ruling)["consequence"])


@dataclass(frozen=True, slots=True)
class Agreement:
    """What parties promised. terms: {"by", "kind", "what", "round", …}; judged: term number -> held. signed: by whom so far.

    status: draft, in_force, then kept (terms of several parties held), fulfilled (one party's did), broken, withdrawn or freed.
    since: the round it came into force; signed_at: the event. broken_by: who broke it, or withdrew it.
    """

    id: str
    title: str
    parties: tuple[str, ...]
    terms: tuple[Mapping[str, Any], ...]
    text: str = ""
    open: bool = False
    signed: tuple[str, ...] = ()
    status: str = "draft"
    since: int = 0
    signed_at: int = 0
    judged: Mapping[int, bool] = field(default_factory=dict)
    broken_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BillNow:
    """A bill that is passed. parts: ids of the deck's bills. effective, enacted: ISO days; answer: sign, veto or "".

    status: passed, enacted or failed. reason: why it failed. seat: who passed it.
    """

    no: int
    title: str
    parts: tuple[str, ...]
    seat: str
    round: int
    effective: str
    status: str = "passed"
    answer: str = ""
    enacted: str = ""
    over_veto: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A seat's question to the statute desk. seq: the event that asked it; answered: the one that answered, or 0."""

    seq: int
    round: int
    seat: str
    text: str
    answer: str = ""
    by: str = ""
    everyone: bool = False
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """A set of seats that talk."""

    id: str
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A fact as an audience was told it. source: where it came from, for proofs."""

    audience: Audience
    value: Any
    source: str = "record"


@dataclass(frozen=True)
class State:
    """Everything true of a table now. game_date is ISO text. places: listener -> seqs it was told.

    contested: deed -> who objects, this round. came_from: the phase before this one, while the step can be taken back at all.
    news: the last event that told somebody something since the phase began, or 0.
    code: what people join with, which no record knows. book: the law of every day, bills enacted in play among it.
    log: (seq, round, phase, text, audience) a line. messages: (seq, {"room", "from", "text", "round", "at"}).
    orders: what each seat holds or has sealed; locked: which seats everyone knows to have sealed one.
    facts: the latest finding of the white cell on each, {"value", "reason"}.
    duties: of the law, as they truly stand; public_duties: what follows from what everyone knows.
    aside: cards held or skipped, {"status", "reason"}; evaluated: the evaluator's marks; asked: what the statute desk was asked.
    secret: facts that not everyone was told: each telling, oldest first. moved: the round's effects, as told.
    """

    deck: Deck
    book: Book
    header: Mapping[str, Any]
    case: Case
    seats: Mapping[str, Sitting]
    tracks: Mapping[str, int]
    ladders: Mapping[str, LadderNow]
    tokens: Mapping[str, bool]
    marks: Mapping[str, int]
    places: Mapping[str, Grown[int]]
    rooms: Mapping[str, Room]
    game_date: str
    until: str
    seq: int = 0
    status: str = "lobby"
    round: int = 0
    phase: str = "lobby"
    came_from: str = ""
    news: int = 0
    paused: bool = False
    pause_reason: str | None = None
    ends_at: str | None = None
    left_s: int | None = None
    cards: Mapping[str, Played] = field(default_factory=dict)
    orders: Mapping[str, Order] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    deeds: tuple[Deed, ...] = ()
    rulings: tuple[Ruled, ...] = ()
    bills: tuple[BillNow, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    contested: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    arguments: tuple[Argument, ...] = ()
    duties: tuple[Mapping[str, Any], ...] = ()
    public_duties: tuple[Mapping[str, Any], ...] = ()
    secret: Mapping[tuple[str, str], tuple[Telling, ...]] = field(default_factory=dict)
    moved: tuple[Mapping[str, Any], ...] = ()
    round_ends: tuple[Mapping[str, int], ...] = ()
    headlines: tuple[Mapping[str, Any], ...] = ()
    log: Grown[tuple[int, int, str, str, Audience]] = field(default_factory=Grown)
    messages: Grown[tuple[int, Mapping[str, Any]]] = field(default_factory=Grown)
    facts: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    aside: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    evaluated: tuple[Mapping[str, Any], ...] = ()
    asked: tuple[Asked, ...] = ()
    outcome: Mapping[str, Any] | None = None
    code: str = ""

    @cached_property
    def frame(self) -> Frame:
        """What a deck's conditions may ask of this table."""
        return table_frame(self)

    @property
    def law(self) -> Law:
        """The law in force on the game's date."""
        return self.law_on(self.game_date)

    def law_on(self, day: str | date) -> Law:
        """The law in force on a day."""
        return self.book.on(date.fromisoformat(day) if isinstance(day, str) else day)

    def law_of(self, ruling: Mapping[str, Any]) -> Law:
        """The law under which a ruling was made."""
        return self.book.sealed(str(ruling["law"])) or self.law

    def but(self, **changes: Any) -> State:
        """This state with some fields changed; a plain copy of the rest, cheaper than ``replace``. What was worked out of it is not."""
        new = object.__new__(State)
        new.__dict__.update(self.__dict__)
        new.__dict__.pop("frame", None)
        new.__dict__.update(changes)
        return new


def listeners(deck: Deck) -> tuple[str, ...]:
    """Everyone who may be told something: the seats, the white cell, the public."""
    return (*deck.seats, WHITE, PUBLIC)


def opening(deck: Deck, law: Law | Book, header: Mapping[str, Any]) -> State:
    """The state of a table just opened, before its first event.

    law: a book of law, or one law that holds on every day. header: the record's, kept for its options."""
    return State(
        deck=deck,
        book=law if isinstance(law, Book) else Book.of(law),
        header=header,
        case=deck.case,
        seats={s: Sitting() for s in deck.seats},
        tracks={t.id: t.start for t in deck.tracks.values()},
        ladders={x.id: LadderNow(x.start) for x in deck.ladders.values()},
        tokens={t.id: t.start for t in deck.tokens.values()},
        marks={m.id: m.start for m in deck.marks.values()},
        places={who: Grown() for who in listeners(deck)},
        rooms={"all": Room("all", tuple(deck.seats))},
        game_date=deck.rounds[0].begins,
        until=deck.rounds[0].ends,
        secret={fact: (Telling(seats, deck.case.records[fact[0]].fields.get(fact[1])),) for fact, seats in deck.hidden.items()},
    )
