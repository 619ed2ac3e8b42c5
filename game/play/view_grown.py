"""The parts of a view that only grow: the log, what was said, revealed, chosen and ruled, the headlines.

Belongs here: lists whose items each bear a number, by which a reader puts new ones in and changed ones in their place.
Does not: what stands in one piece (view_table, view_work). Each answers what was touched after event *since*, oldest
touched first, as (seq of the touch, item): a page then carries what is new, however long the table has been played.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from .marks import look_of, marked
from .orders import owner_of
from .reader import Reader
from .reveal import outcome_audience
from .state import Deed, Played, Ruled
from .talk import PUBLIC_ROOM
from .words import audience_text

__all__ = ["GROWS"]

Items = Iterator[tuple[int, dict[str, Any]]]
X = TypeVar("X", Deed, Played, Ruled)


def _touched(things: Iterable[X], since: int) -> list[X]:
    return sorted((x for x in things if x.touched > since), key=attrgetter("touched"))


def _log(r: Reader, since: int) -> Items:
    """The lines that this reader was told."""
    lines, told = r.state.log, r.told_after(since)
    for seq, round_no, phase, text, audience in lines[lines.after(since, itemgetter(0)) :]:
        if place := told.get(seq):
            yield (
                seq,
                {"place": place, "round": round_no, "phase": phase, "text": text, "audience_text": audience_text(audience, r.seat)},
            )


def _messages(r: Reader, since: int) -> Items:
    said, rooms = r.state.messages, r.state.rooms
    for seq, message in said[said.after(since, itemgetter(0)) :]:
        if r.is_white or message["room"] == PUBLIC_ROOM or r.seat in rooms[message["room"]].seats:
            yield seq, {"place": r.place(seq), **message}


def _headlines(r: Reader, since: int) -> Items:
    for h in r.state.headlines:
        if h["seq"] > since:
            yield h["seq"], {"round": h["round"], "text": h["text"], "by": h["by"]}


def _revealed(r: Reader, since: int) -> Items:
    for d in _touched(r.state.deeds, since):
        if r.may(d.audience):
            yield (
                d.touched,
                {
                    "place": r.place(d.no),
                    "round": d.round,
                    "seat": d.seat,
                    "slot": d.slot,
                    "move": d.move,
                    "title": r.state.deck.moves[d.move].title,
                    "sentence": d.sentence,
                    "ruling": r.number(d.ruling) if d.ruling else None,
                    "replaced": d.replaced,
                    "by_rule": d.by_rule,
                    "cancelled": d.cancelled or None,
                    "fields": dict(d.fields),
                },
            )


def _choices_made(r: Reader, since: int) -> Items:
    for p in _touched(r.state.cards.values(), since):
        place = r.place(p.chosen_at) if r.may(outcome_audience(p.card)) else r.place(p.leaked_at)
        if p.chosen and place is not None:
            yield (
                p.touched,
                {
                    "place": place,
                    "round": p.round,
                    "card": p.card.id,
                    "title": p.card.title,
                    "choice": p.chosen,
                    "text": next(c.text for c in p.card.choices if c.id == p.chosen),
                    "seat": owner_of(r.state, p.card),
                    "by_default": p.by_default,
                },
            )


def _rulings(r: Reader, since: int) -> Items:
    for x in _touched(r.state.rulings, since):
        if r.may(x.audience):
            mark = marked(r.state.law_of(x.ruling), x)
            yield (
                x.touched,
                {
                    "no": r.number(x.no),
                    "round": x.round,
                    "seat": x.seat,
                    "sentence": x.sentence,
                    "mark": mark,
                    "slot": "changed" if x.overridden else look_of(mark, x.verdict, x.consequence),
                    "ruling": x.ruling if r.is_white else x.shown.get(r.seat, x.ruling),
                    "audience_text": audience_text(x.audience, r.seat),
                    "overridden": dict(x.overridden) if x.overridden else None,
                },
            )


GROWS: Mapping[str, tuple[str, Callable[[Reader, int], Items]]] = {
    "revealed": ("place", _revealed),
    "choices_made": ("place", _choices_made),
    "rulings": ("no", _rulings),
    "messages": ("place", _messages),
    "headlines": ("round", _headlines),
    "log": ("place", _log),
}
"""Part -> the field that numbers its items (static/follow.js knows the same), and what was touched since an event."""
