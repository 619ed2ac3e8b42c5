"""What an exercise holds, as values: seats, tracks, cards, moves, rounds, endings.

Belongs here: frozen values only, filled from YAML by the library. Does not: what may happen at a
table (decide), what has happened (state). Nothing here knows any country, office or weapon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from game.rules import Amendment, Case

from .kit import Kit
from .moves import ActUse, BillUse, Bonus, Change, Field, Move, Need, Option, Said, When
from .told import Told

__all__ = [
    "PHASES",
    "ActUse",
    "Arguing",
    "Bill",
    "BillUse",
    "Bonus",
    "Card",
    "Change",
    "Choice",
    "Deck",
    "Ending",
    "Field",
    "HouseDuty",
    "HouseRule",
    "Kit",
    "Ladder",
    "Legislation",
    "Mark",
    "Move",
    "Need",
    "Objective",
    "Occasion",
    "Option",
    "Pact",
    "Phase",
    "Round",
    "Said",
    "Seat",
    "Source",
    "Token",
    "Track",
    "Trigger",
    "When",
]

PHASES = ("lobby", "situation", "back_channel", "orders", "reveal", "argument", "effects", "headline", "closed")
"""The phases of a table in order; the middle ones repeat every round. A deck may do without `argument`."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card comes from. kind: column, record or device (the designer's own)."""

    kind: str
    cite: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A place on a track where something becomes possible or due; *at* and *text* are for people."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Track:
    id: str
    title: str
    start: int
    low: int
    high: int
    low_text: str
    high_text: str
    triggers: tuple[Trigger, ...] = ()
    rose: str = ""
    """The headline when this track rose most in a round; ``fell`` the same for a fall."""
    fell: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps climbed one by one. earliest: step -> first round; one round sooner while *sooner* holds."""

    id: str
    title: str
    start: int
    steps: tuple[str, ...]
    earliest: Mapping[int, int] = field(default_factory=dict)
    sooner: When | None = None


@dataclass(frozen=True, slots=True)
class Token:
    id: str
    title: str
    start: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A tally that conditions count on; *shown* marks stand in everyone's view. chips_of: the seat that may spend them on arguments."""

    id: str
    title: str
    start: int = 0
    shown: bool = False
    chips_of: str = ""


@dataclass(frozen=True, slots=True)
class Objective:
    """A private aim, or with negative points a red line. met is asked of the table's final frame."""

    text: str
    points: int
    met: When


@dataclass(frozen=True, slots=True)
class Seat:
    """An office in play. absent: slot -> what a silent seat is taken to order, the first that is possible at the bell."""

    id: str
    title: str
    brief: str
    fact: str
    offices: tuple[str, ...]
    objectives: tuple[Objective, ...]
    red_line: Objective | None
    absent_text: str
    absent: Mapping[str, tuple[Said, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer a card. by: the seat that answers; "" means the first that sees the card."""

    id: str
    by: str
    text: str
    changes: tuple[Change, ...]
    needs: tuple[Need, ...] = ()
    key: str = ""
    passes: tuple[str, ...] = ()
    """Bills that this answer passes."""


@dataclass(frozen=True, slots=True)
class Card:
    """One event of the deck. rounds: first and last. fixed: played in that round always (0: drawn).

    arises: played whenever its condition holds, outside the draw. audience: None for everyone.
    open_outcome: what was chosen is told to everyone, though the card itself may have been private.
    leak: uncovers one private answer of an earlier round. sender, channel, expected, aim: for the list of events (msel).
    """

    id: str
    suit: str
    title: str
    text: str
    rounds: tuple[int, int]
    kind: str
    source: Source
    audience: tuple[str, ...] | None = None
    fixed: int = 0
    arises: bool = False
    when: When | None = None
    at_once: tuple[Change, ...] = ()
    choices: tuple[Choice, ...] = ()
    open_outcome: bool = True
    leak: bool = False
    if_leaked: tuple[Change, ...] = ()
    note: str = ""
    sender: str = ""
    channel: str = ""
    expected: str = ""
    aim: int = 0


@dataclass(frozen=True, slots=True)
class Phase:
    id: str
    title: str
    minutes: int
    needed: str


@dataclass(frozen=True, slots=True)
class Round:
    """One round: its days on the game's calendar (ISO texts, both included) and why it ends there."""

    no: int
    title: str
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class Ending:
    """One way the story ends. when: None fits anything. at_once: stops the game at Effects.

    parts: what *when* asks, piece by piece, where all of it must hold; for who plays towards it.
    """

    id: str
    title: str
    text: str
    when: When | None = None
    at_once: bool = False
    halves: bool = False
    parts: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseDuty:
    """A duty of the game, not of the law: who owes it, what settles it. shown and kept are conditions."""

    holder: str
    settle: str
    shown: When
    kept: When


@dataclass(frozen=True, slots=True)
class HouseRule:
    """What the game does by itself at each Effects when its condition holds; marked as the game's own."""

    id: str
    title: str
    text: str
    when: When
    changes: tuple[Change, ...]
    duty: HouseDuty | None = None
    announces: bool = True


@dataclass(frozen=True, slots=True)
class Occasion:
    """A legal event of the law's vocabulary: what happens, about which records."""

    event: str
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bill:
    """A part from which bills are drafted: one amendment of the encoded law, or a resolution that amends nothing.

    changes: what its enactment does besides its kind's. passed, vetoed, enacted: the legal event that each puts on the case.
    """

    id: str
    title: str
    text: str
    kind: str
    amendment: Amendment | None
    rounds: tuple[int, int]
    changes: tuple[Change, ...] = ()
    passed: Occasion | None = None
    vetoed: Occasion | None = None
    enacted: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Legislation:
    """How a bill becomes law: the seat that signs or vetoes (silence signs), when a veto is overridden, what each kind does.

    absent: when a bill is signed while nobody sits in that seat, or a bot that says nothing; else it is vetoed.
    """

    signs: str
    overrides: When
    kinds: Mapping[str, tuple[Change, ...]]
    absent: When | None = None


@dataclass(frozen=True, slots=True)
class Pact:
    """An agreement that the deck itself knows, made by a card or a move and open to all. broken: when it is, by whom (breaker)."""

    id: str
    title: str
    text: str
    parties: tuple[str, ...]
    breaker: tuple[str, ...] = ()
    broken: When | None = None


@dataclass(frozen=True, slots=True)
class Arguing:
    """How contested moves are decided. mode: dice, or lead (the white cell says). target: what a throw needs; most: how many a round."""

    mode: str = "dice"
    target: int = 7
    most: int = 3


@dataclass(frozen=True, slots=True)
class Cancel:
    """That a seat may call off, once a game, one order of others as it is revealed. text: what it may, in words."""

    by: str
    of: tuple[str, ...]
    text: str
    when: When | None


@dataclass(frozen=True)
class Deck:
    """The whole exercise at one table. files: the texts it was read from, name -> text; digest is over them.

    options: which of the deck's tables this is ({seats?, schedule?}). constants: what conditions may ask that no game changes,
    such as who is seated. draws: groups of suits, one card each round from each group. hidden: facts of the opening case that only some
    seats know, (record, field) -> seats. house_halves: scores are halved (short games). in_force: amendments
    that are law from the start, each from its own day. breach_points: what a seat loses for each agreement it broke.
    """

    id: str
    title: str
    subtitle: str
    language: str
    packs: tuple[str, ...]
    readings: Mapping[str, str]
    suits: Mapping[str, str]
    seats: Mapping[str, Seat]
    tracks: Mapping[str, Track]
    ladders: Mapping[str, Ladder]
    tokens: Mapping[str, Token]
    marks: Mapping[str, Mark]
    cards: Mapping[str, Card]
    moves: Mapping[str, Move]
    stages: tuple[str, ...]
    phases: Mapping[str, Phase]
    rounds: tuple[Round, ...]
    draws: tuple[tuple[str, ...], ...]
    endings: tuple[Ending, ...]
    house_rules: tuple[HouseRule, ...]
    shared_bonus: tuple[tuple[tuple[str, ...], Objective], ...]
    case: Case
    hidden: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    in_force: tuple[str, ...] = ()
    amendments: frozenset[str] = frozenset()
    """Ids of all the amendments that any table of this deck may need: what its text must be read with."""
    bills: Mapping[str, Bill] = field(default_factory=dict)
    legislation: Legislation | None = None
    pacts: Mapping[str, Pact] = field(default_factory=dict)
    breach_points: int = 0
    argument: Arguing | None = None
    cancels: tuple[Cancel, ...] = ()
    headline_seat: str = ""
    house_halves: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    constants: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    kit: Kit = field(default_factory=Kit)
    files: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    moves_of: Mapping[str, tuple[Move, ...]] = field(init=False)

    def __post_init__(self) -> None:
        of = {s: tuple(m for m in self.moves.values() if s in m.seats) for s in self.seats}
        object.__setattr__(self, "moves_of", of)

    @cached_property
    def told(self) -> Told:
        """What views tell of this deck at every table."""
        return Told(self)

    def round(self, no: int) -> Round:
        """Round *no*, counted from 1; before the first and after the last the nearest."""
        return self.rounds[min(max(no, 1), len(self.rounds)) - 1]
