"""What in a deck that reads well nobody could play at one of its tables.

Belongs here: answers without an owner, seats without a move, aims and endings out of reach, secrets told to all. Does not: names,
shapes and numbers (deckbuild, deckbounds), the law (deckcheck).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from game.errors import Fault
from game.play import opening
from game.play.deck import Change, Deck, Move, Objective
from game.rules import Frame, Law

from .reading import Document
from .reading import Path as Place

__all__ = ["LINTS", "lint", "may_hold", "objectives_in"]

Found = Iterator[tuple[Place, str, str]]


def lint(deck: Deck, got: Mapping[str, Any], owner: Mapping[str, Document], law: Law | None = None) -> list[Fault]:
    """Faults of a deck at one table. got: its shape there, narrowed. law: without it nothing is asked of the table as it opens."""
    at = f"at a table of {len(deck.seats)}" + (f", {deck.options['schedule']}" if "schedule" in deck.options else "")
    begun = None if law is None else opening(deck, law, {}).frame
    found = [(rule, *x) for rule, part in LINTS.items() for x in part(deck, got, begun)]
    return [owner[str(path[0])].fault(path, f"{message} ({at})", help, rule) for rule, path, message, help in found]


def _seen(deck: Deck, got: Mapping[str, Any], begun: Frame | None) -> Found:
    for card in deck.cards.values():
        if card.audience == ():
            yield ("cards", card.id, "audience"), "nobody sees this card", "add a seat that always plays, or one that folds into it"


def _answers(deck: Deck, got: Mapping[str, Any], begun: Frame | None) -> Found:
    for card in deck.cards.values():
        if card.choices and card.audience and card.choices[0].by and card.choices[0].by not in card.audience:
            yield ("cards", card.id, "audience"), f"{card.choices[0].by} is to answer a card that it does not see", "let it see the card"


def _orders(deck: Deck, got: Mapping[str, Any], begun: Frame | None) -> Found:
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


def _reachable(deck: Deck, got: Mapping[str, Any], begun: Frame | None) -> Found:
    for path, seat, aim, raw in objectives_in(deck, got):
        if not may_hold(raw, deck):
            yield path, f"{seat} can never reach “{aim.text}”", "look at its numbers and rounds"
        elif begun and aim.met(begun) is not True and not _moves(raw, deck):
            yield path, f"nothing in the deck brings “{aim.text}” about", "let a card or a move do it"


def _kept(deck: Deck, got: Mapping[str, Any], begun: Frame | None) -> Found:
    for path, seat, aim, raw in objectives_in(deck, got):
        if begun and aim.met(begun) is True and not _moves(raw, deck):
            help = "let a card or a move put it at risk, or say which `schedules` have it"
            yield path, f"{seat} has “{aim.text}” from the start and cannot lose it", help


def objectives_in(deck: Deck, got: Mapping[str, Any]) -> Iterator[tuple[Place, str, Objective, Any]]:
    """Each objective in play: where it stands, whose it is, itself, and its condition as it was written."""
    schedule = deck.options.get("schedule")
    for seat, raw in got["seats"].items():
        there = [(n, aim) for n, aim in enumerate(raw["objectives"]) if not aim["schedules"] or schedule in aim["schedules"]]
        for (n, aim), objective in zip(there, deck.seats[seat].objectives, strict=True):
            yield ("seats", seat, "objectives", n, "met"), seat, objective, aim["met"]


def _possible(deck: Deck, got: Mapping[str, Any], begun: Frame | None) -> Found:
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


def _moves(raw: Any, deck: Deck) -> bool:
    """Whether anything in the deck can move what a condition asks after."""
    changes = list(_changes(deck))
    movable: dict[str, Callable[[str], bool]] = {
        "track": lambda x: any(x in c.shifts for c in changes),
        "ladder": lambda x: any(x == name for c in changes for name, _, _ in c.ladders),
        "frozen": lambda x: any(x in c.freeze for c in changes),
        "token": lambda x: any(x in c.tokens for c in changes),
        "mark": lambda x: any(x == name for c in changes for name, _, _ in c.marks),
        "pact": lambda x: any(x in c.pacts for c in changes),
        "chosen": lambda x: x in deck.cards and bool(deck.cards[x].choices),
        "done": lambda x: x in deck.moves,
        "enacted": lambda x: x in _passable(deck),
        "limit": lambda x: False,
        "seated": lambda x: False,
    }
    movable |= {"prior": movable["track"], "now": movable["done"], "last": movable["done"]}
    return any(movable.get(scope, lambda x: True)(name) for scope, name in _asked(raw))


def _asked(raw: Any) -> Iterator[tuple[str, str]]:
    """The names, such as `track.COH`, that a condition asks after: (scope, name)."""
    if isinstance(raw, dict):
        raw = list(raw.values())
    if isinstance(raw, list):
        for x in raw:
            yield from _asked(x)
    elif isinstance(raw, str) and "." in raw:
        scope, _, name = raw.partition(".")
        yield scope, name


def _changes(deck: Deck) -> Iterator[Change]:
    for card in deck.cards.values():
        yield from (*card.at_once, *card.if_leaked, *(c for choice in card.choices for c in choice.changes))
    for move in deck.moves.values():
        yield from (*move.always, *move.if_lawful, *move.clean, *move.fails, *move.backfires)
        yield from (c for f in move.fields for o in f.options for c in o.changes)
    yield from (c for rule in deck.house_rules for c in rule.changes)
    yield from (c for bill in deck.bills.values() for c in bill.changes)
    yield from (c for kind in (deck.legislation.kinds.values() if deck.legislation else ()) for c in kind)


def _passable(deck: Deck) -> set[str]:
    """The bills that a move or an answer can pass."""
    out = {b for card in deck.cards.values() for choice in card.choices for b in choice.passes}
    for move in deck.moves.values():
        if move.bill is not None:
            out |= {*move.bill.fixed, *(o.value for f in move.fields if f.name == move.bill.parts for o in f.options)}
    return out


def _secrets(deck: Deck, got: Mapping[str, Any], begun: Frame | None) -> Found:
    public = {("seats", s.id, "brief"): s.brief for s in deck.seats.values()}
    public |= {("cards", c.id, "text"): c.text for c in deck.cards.values() if c.audience is None}
    public |= {("moves", m.id, "text"): m.text for m in deck.moves.values()}
    for seat in deck.seats.values():
        for path, text in public.items():
            if seat.fact and seat.fact in text and path != ("seats", seat.id, "fact"):
                yield path, f"what only {seat.id} knows stands here for everyone", "say it in the seat's `fact` alone"


LINTS: Mapping[str, Callable[[Deck, Mapping[str, Any], Frame | None], Found]] = {
    "card-seen": _seen,
    "choice-owner": _answers,
    "seat-moves": _orders,
    "objective-reachable": _reachable,
    "objective-kept": _kept,
    "ending-possible": _possible,
    "private-fact": _secrets,
}
"""Rule (deckrules.RULES) -> who looks for its faults. What no table need be built for is found while reading."""
