"""What in a deck that reads well nobody could play at one of its tables.

Belongs here: answers without an owner, seats without a move, aims and endings out of reach, secrets told to all. Does not: names,
shapes and numbers (deckbuild, deckbounds), the law (deckcheck).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from game.errors import Fault
from game.play.deck import Deck, Move

from .reading import Document
from .reading import Path as Place

__all__ = ["lint", "may_hold"]

Found = Iterator[tuple[Place, str, str]]


def lint(deck: Deck, got: Mapping[str, Any], owner: Mapping[str, Document]) -> list[Fault]:
    """Faults of a deck at one table. got: its shape there, narrowed."""
    at = f"at a table of {len(deck.seats)}" + (f", {deck.options['schedule']}" if "schedule" in deck.options else "")
    found = [x for part in (_answers, _orders, _aims, _secrets) for x in part(deck, got)]
    return [owner[str(path[0])].fault(path, f"{message} ({at})", help) for path, message, help in found]


def _answers(deck: Deck, got: Mapping[str, Any]) -> Found:
    for card in deck.cards.values():
        seen = tuple(deck.seats) if card.audience is None else card.audience
        if not seen:
            yield ("cards", card.id, "audience"), "nobody sees this card", "add a seat that always plays, or one that folds into it"
        elif card.choices and not card.choices[0].by and not seen[0]:
            yield ("cards", card.id, "choices"), "nobody can answer this card", "say `by:`"


def _orders(deck: Deck, got: Mapping[str, Any]) -> Found:
    """Seats that can be left without a move in a phase that waits for one."""
    for seat, moves in deck.moves_of.items():
        for slot in ("main", "minor"):
            for r in deck.rounds:
                if not any(m.slot == slot and _is_free(m, got) and m.rounds[0] <= r.no <= m.rounds[1] for m in moves):
                    help = "give it a move without `needs` and `once`"
                    yield ("seats", seat), f"{seat} may be left without a {slot} move in round {r.no}", help


def _is_free(move: Move, got: Mapping[str, Any]) -> bool:
    musts = [m["otherwise"] for m in got["musts"]]
    return not move.once and all(n.otherwise in musts for n in move.needs)


def _aims(deck: Deck, got: Mapping[str, Any]) -> Found:
    for seat, raw in got["seats"].items():
        for n, aim in enumerate(raw["objectives"]):
            if not may_hold(aim["met"], deck):
                yield ("seats", seat, "objectives", n, "met"), f"{seat} can never reach “{aim['text']}”", "look at its numbers and rounds"
    played = {e.id for e in deck.endings}
    for n, e in enumerate(got["endings"]):
        if e["id"] in played and not may_hold(e["when"], deck):
            yield ("endings", n, "when"), f"nothing can lead to “{e['title']}”", "look at its numbers, or say which `schedules` have it"


def may_hold(raw: Any, deck: Deck) -> bool:
    """Whether a condition can hold in any game, by the ends of tracks and the steps that ladders reach. True where that is not known."""
    if not isinstance(raw, dict):
        return True
    if "all" in raw:
        return all(may_hold(x, deck) for x in raw["all"])
    if "any" in raw:
        return any(may_hold(x, deck) for x in raw["any"])
    if "cmp" not in raw:
        return True
    left, how, right = raw["cmp"]
    right = deck.constants["limit"].get(str(right).removeprefix("limit."), right)
    scope, _, name = str(left).partition(".")
    if not isinstance(right, int) or scope not in ("track", "ladder"):
        return True
    if scope == "track":
        low, high = deck.tracks[name].low, deck.tracks[name].high
    else:
        ladder = deck.ladders[name]
        early = 1 if ladder.sooner is not None else 0
        reached = [s for s in range(len(ladder.steps)) if ladder.earliest.get(s, 0) - early <= len(deck.rounds)]
        low, high = ladder.start, next((s for s in range(len(ladder.steps) - 1) if s + 1 not in reached), len(ladder.steps) - 1)
    return {"<": low < right, "<=": low <= right, ">": high > right, ">=": high >= right}.get(how, low <= right <= high or how == "!=")


def _secrets(deck: Deck, got: Mapping[str, Any]) -> Found:
    public = {("seats", s.id, "brief"): s.brief for s in deck.seats.values()}
    public |= {("cards", c.id, "text"): c.text for c in deck.cards.values() if c.audience is None}
    public |= {("moves", m.id, "text"): m.text for m in deck.moves.values()}
    for seat in deck.seats.values():
        for path, text in public.items():
            if seat.fact and seat.fact in text and path != ("seats", seat.id, "fact"):
                yield path, f"what only {seat.id} knows stands here for everyone", "say it in the seat's `fact` alone"
