"""What views tell of a deck and no game changes, in words: worked out once a deck, as ``Deck.told``.

Belongs here: moves, cards and the catalogue as they read at every table. Does not: what is possible now (view_work, view_table).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .words import effects_text

if TYPE_CHECKING:
    from .deck import Card, Deck, Field, Move

__all__ = ["Told", "card_told"]


class Told:
    """A deck in words. moves, cards: by id. catalogue: seat -> the orders it may give in the open."""

    def __init__(self, deck: Deck) -> None:
        self.moves = {m.id: _move(deck, m) for m in deck.moves.values()}
        self.cards = {c.id: card_told(deck, c) for c in deck.cards.values()}
        self.catalogue = {
            seat: [{"id": m.id, "title": m.title} for m in moves if m.audience is None] for seat, moves in deck.moves_of.items()
        }


def card_told(deck: Deck, card: Card) -> dict[str, Any]:
    """A card, and its choices by what they say and do; the card of a free inject, which no deck has, too."""
    return {
        "id": card.id,
        "suit": card.suit,
        "suit_title": deck.suits.get(card.suit, ""),
        "title": card.title,
        "text": card.text,
        "kind": card.kind,
        "audience": "all" if card.audience is None else list(card.audience),
        "at_once": effects_text(deck, card.at_once),
        "choices": [
            {"id": c.id, "text": c.text, "effects": effects_text(deck, c.changes) or "no change", "once": c.key or None}
            for c in card.choices
        ],
        "source": {"kind": card.source.kind, "cite": card.source.cite, "note": card.source.note},
    }


def _move(deck: Deck, m: Move) -> dict[str, Any]:
    return {
        "id": m.id,
        "slot": m.slot,
        "title": m.title,
        "text": m.text,
        "statute": m.act is not None,
        "effects": _effects(deck, m),
        "fields": [_field(deck, f) for f in m.fields],
        "secret": m.audience is not None,
        "sentence": m.sentence,
        "once": (m.key or m.id) if m.once else None,
    }


def _effects(deck: Deck, m: Move) -> str:
    """What a move does, in words; the part that needs legal effect is said apart."""
    said = [effects_text(deck, m.always)]
    lawful = effects_text(deck, m.if_lawful)
    if lawful:
        said.append(f"with legal effect: {lawful}")
    return "; ".join(x for x in said if x) or m.note or "puts a fact on the record"


def _field(deck: Deck, f: Field) -> dict[str, Any]:
    return {
        "name": f.name,
        "label": f.label,
        "kind": f.kind,
        "options": [{"value": o.value, "label": o.label, "effects": effects_text(deck, o.changes)} for o in f.options],
        "at_least": f.at_least,
        "optional": f.optional,
        "default": f.default,
        "help": f.help or None,
    }
