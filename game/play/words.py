"""How things are put into words: effects, sentences of orders, audiences.

Belongs here: plain text made from values. Does not: what is true or allowed, the marks of rulings (marks). No text
names anything that is not in the deck.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .events import PUBLIC, WHITE, Audience

if TYPE_CHECKING:
    from .deck import Change, Deck, Field, Move

__all__ = [
    "and_list",
    "audience_text",
    "effects_text",
    "fields_text",
    "lowered",
    "room_text",
    "seat_name",
    "sentence",
    "signed",
    "term_text",
]


def and_list(words: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    several = list(words)
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} and {several[-1]}" if several else ""


def lowered(text: str) -> str:
    """A sentence as the tail of another: first letter small unless it begins a name in capitals, no full stop."""
    small = text if text[1:2].isupper() else text[:1].lower() + text[1:]
    return small.rstrip(".")


def signed(by: int) -> str:
    """``+2``, ``−1`` with a true minus, ``±0``."""
    return f"+{by}" if by > 0 else f"−{-by}" if by < 0 else "±0"


def _one(deck: Deck, change: Change) -> str:
    said = [f"{track} {signed(by)}" for track, by in change.shifts.items()]
    for ladder, how, n in change.ladders:
        said.append(f"{ladder} to {n}" if how == "to" else f"{ladder} one step" if n == 1 else f"{ladder} {signed(n)} steps")
    said += [f"{ladder} {'frozen' if frozen else 'free again'}" for ladder, frozen in change.freeze.items()]
    said += [f"{deck.tokens[token].title}: {'yes' if on else 'no'}" for token, on in change.tokens.items()]
    text = ", ".join(said)
    return f"{text} ({change.if_text})" if text and change.if_text else text


def effects_text(deck: Deck, changes: Iterable[Change]) -> str:
    """What changes do, short: ``TRUST −1, PRICE +1; DEAL to 2 (if …)``; "" when nothing shows."""
    return "; ".join(t for t in (_one(deck, c) for c in changes) if t)


def seat_name(seat: str) -> str:
    """A seat as it is named in a sentence."""
    return {WHITE: "the white cell", PUBLIC: "watchers"}.get(seat, seat)


@lru_cache(maxsize=1024)
def audience_text(audience: Audience, reader: str = "") -> str:
    """Who knows of it, in words: ``Everyone``, ``Only you, RED and the white cell``."""
    if audience == "all":
        return "Everyone"
    if not audience:
        return "Only the white cell"
    names = ["you" if s == reader else s for s in audience]
    names.sort(key=lambda n: n != "you")
    return f"Only {and_list([*names, 'you' if reader == WHITE else 'the white cell'])}"


def room_text(seats: Sequence[str], reader: str, everyone: bool) -> str:
    """Who reads a room: ``You and RED. The white cell can read this.``"""
    if everyone:
        return "Everyone, watchers too."
    names = sorted(("you" if s == reader else s for s in seats), key=lambda n: n != "you")
    text = and_list(names)
    return f"{text[0].upper()}{text[1:]}. The white cell can read this."


def _field_text(field: Field, value: Any) -> str:
    labels = {o.value: o.label for o in field.options}
    if field.kind == "choices":
        chosen = sorted(value or (), key=lambda v: [o.value for o in field.options].index(v) if v in labels else 99)
        return and_list([str(v) if isinstance(v, int) else labels.get(v, str(v)) for v in chosen]) or "none"
    if field.kind == "flag":
        return f"{field.label}." if value else ""
    return str(labels.get(value, "" if value is None else value))


def fields_text(move: Move, fields: Mapping[str, Any]) -> dict[str, str]:
    """Each field of an order as a word or two."""
    return {f.name: _field_text(f, fields.get(f.name, f.default)) for f in move.fields}


def sentence(move: Move, seat: str, fields: Mapping[str, Any]) -> str:
    """The order as one sentence: the deck's, with its blanks filled. Text from people goes in as it is."""
    out = move.sentence.replace("{seat}", seat)
    for name, text in fields_text(move, fields).items():
        out = out.replace("{" + name + "}", text)
    return out.strip()


_OP_WORDS = {"at_least": "or more", "at_most": "or less"}


def term_text(deck: Deck, term: Mapping[str, Any]) -> str:
    """A promise as a sentence."""
    by, kind, what, until = term["by"], term["kind"], term["what"], f"round {term['round']}"
    if kind == "orders":
        return f"{by} orders “{deck.moves[what].title}” by {until}."
    if kind == "refrains":
        return f"{by} does not order “{deck.moves[what].title}” up to {until}."
    if kind == "token":
        return f"{by}: {deck.tokens[what].title}, {'yes' if term['value'] else 'no'}, at the end of {until}."
    number = f"{term['value']} {_OP_WORDS[term['op']]}"
    if kind == "track":
        return f"{by}: {what} at {number} at the end of {until}."
    return f"{by}: {what} at {number} {'up to' if term['op'] == 'at_most' else 'by'} {until}."
