"""Commands that come in and every kind of event that comes out: the table's whole memory.

Belongs here: the two shapes and the list of kinds with what their data holds. Does not: deciding,
folding, telling. All data is JSON, so that an event means the same after a year in a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["EVERYONE", "KINDS", "NOBODY", "PUBLIC", "SILENT", "WHITE", "Audience", "Command", "Event", "hears"]

Audience = Literal["all"] | tuple[str, ...]

EVERYONE: Literal["all"] = "all"
NOBODY: tuple[str, ...] = ()
"""The white cell alone; it hears everything anyway."""
WHITE = "WHITE"
PUBLIC = "PUBLIC"


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants. at: ISO UTC. chance: 64 hex of the table's seed and the next seq. by: a person's name."""

    id: str
    type: str
    seat: str
    data: Mapping[str, Any]
    at: str
    chance: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. audience: who is told; the white cell always is. Nobody else learns even that it was."""

    kind: str
    data: Mapping[str, Any]
    audience: Audience = EVERYONE


def hears(audience: Audience, seat: str) -> bool:
    """Whether *seat* (a seat id, WHITE or PUBLIC) is told of something with this audience."""
    return audience == "all" or seat == WHITE or seat in audience


KINDS: Mapping[str, str] = {
    "table_opened": "{title, deck, seed_commitment?}: the first event of every table",
    "table_forked": "{seq, seed_commitment}: from here on a fork of the game up to event seq goes its own way",
    "seat_taken": "{seat, name}",
    "seat_left": "{seat}",
    "seat_ready": "{seat, ready}",
    "seat_filled": "{seat, name, kind}: a bot sits there now; kind is how it plays",
    "pass_renewed": "{seat}: whoever sat there needs the new link; who shared the seat does so no more",
    "member_joined": "{seat, name, member}: somebody shares the seat; member is the id in their pass",
    "member_left": "{seat, name}: if it was who took the seat, the next of the cell has it now",
    "pen_asked": "{seat, name}: who shares the seat would like to write",
    "pen_given": "{seat, name}: who writes for the seat from now on",
    "phase_began": "{phase, round, game_date, until, ends_at}",
    "phase_undone": "{phase, ends_at, reason}: the last step of the phase is taken back",
    "card_played": "{card} or {id, title, text} for a free inject, round",
    "card_leaked": "{card, choice, seat}: a private answer is everybody's",
    "room_opened": "{room, seats}",
    "message_sent": "{room, from, text, at}",
    "draft_saved": "{seat, main, minor, choices}",
    "order_sealed": "{seat, main, minor, choices, at}: the order itself, to its owner",
    "order_locked": "{seat}: that an order lies sealed, to everyone",
    "order_unlocked": "{seat}",
    "choice_revealed": "{card, choice, seat, text, by_default}",
    "order_revealed": "{seat, slot, move, fields, sentence, by_rule, replaces?}: replaces is the deed in whose place it stands",
    "move_ruled": "{no, deed, seat, slot, ruling, occurrences, shown?}: shown holds the reader's own copy by seat where facts are private",
    "ruling_completed": "the same, replacing the ruling of that number in its place",
    "ruling_overridden": "{no, verdict, consequence, reason, by, at, occurrences}",
    "move_contested": "{deed, seat}",
    "order_cancelled": "{deed, seat}: seat has called it off, and nothing comes of it",
    "argument_opened": "{no, deed, objectors}",
    "reason_given": "{argument, seat, side, text}",
    "reason_weighed": "{argument, reason, strong, why}",
    "argument_supported": "{argument, seat, side, mark}: a chip is spent on one side, or with mark \"\" a mediation used",
    "argument_decided": "{argument, result, dice, modifiers, total, target, reason, by}: thrown, or said by the white cell",
    "cost_named": "{argument, seat, text}",
    "agreement_drafted": "{id, title, parties, terms, text, open, by}",
    "agreement_signed": "{id, seat}",
    "agreement_in_force": "{id}: all parties have signed",
    "term_judged": "{id, term, held}: a promise was kept or broken",
    "agreement_ended": "{id, how, by}: how is kept, fulfilled, broken, withdrawn or freed",
    "bill_passed": "{no, title, parts, seat, effective, occurrences}: it waits for its answer; parts are ids of the deck's bills",
    "bill_answered": "{no, seat, answer}: sign or veto",
    "bill_vetoed": "{no, occurrences}: the veto as the law knows it",
    "bill_enacted": "{no, enacted, effective, over_veto, occurrences}: the law of the table changes from the effective day on",
    "bill_failed": "{no, reason}",
    "duty_changed": "{on, duties, changes}: all duties as they now are, and which moved; truly so to the white cell alone",
    "mark_added": "{rule, title, text}: a house rule took hold",
    "effects_applied": "{why, shifts, ladders, tokens, marks, facts, deeds, cards}",
    "paused": "{reason, left_s}",
    "resumed": "{ends_at}",
    "clock_moved": "{ends_at, reason}",
    "fact_established": "{record, field, value, reason, by, seat}",
    "card_planned": "{card, status, reason}: the white cell holds, skips or releases a card",
    "evaluation_marked": "{aim, behaviour, grade, quote, seq, by}",
    "desk_asked": "{seat, text}: to the statute desk",
    "desk_answered": "{question, seat, asked, text, by}: question is the event that asked",
    "headline_printed": "{text, by}",
    "round_ended": "{round, tracks}",
    "ending_reached": "{ending, title, text}",
    "scored": "{scores}",
    "table_closed": "{reason}",
}
"""Every kind of event and its data."""

SILENT = frozenset(
    ("phase_began", "phase_undone", "seat_taken", "seat_left", "seat_ready", "seat_filled", "pass_renewed", "member_joined", "member_left",
     "pen_asked", "pen_given", "draft_saved", "order_sealed", "order_locked",
     "order_unlocked", "room_opened", "paused", "resumed", "clock_moved", "card_planned", "evaluation_marked")
)  # fmt: skip
"""Kinds that tell nobody anything about the game: a step of the phase that only these followed can be taken back."""
