"""The list of events: every card of the deck as the white cell plans, holds and ticks it off.

Belongs here: one row a card, with its status at a table. Does not: playing a card (phases, white), who sees what (view).
"""

from __future__ import annotations

from typing import Any

from .deck import Card, Deck
from .state import State
from .words import and_list, audience_text, effects_text

__all__ = ["msel"]


def msel(state: State) -> list[dict[str, Any]]:
    """One row a card in the deck's order, numbered from 1: {no, card, title, suit, planned, when, sender, to, channel, expected,
    note, aim, status, reason, round}.

    planned: the round or rounds it is meant for; when: "fixed", "drawn", or "arises". aim: the words of the evaluation's aim, "" if
    none. status: planned, held, played or skipped (by the white cell, or its rounds are past), with the white cell's reason; round: in
    which it was played, 0 if it was not.
    """
    return [{"no": n, **_row(state, card)} for n, card in enumerate(state.deck.cards.values(), 1)]


def _row(state: State, card: Card) -> dict[str, Any]:
    first, last = card.rounds
    played, aside = state.cards.get(card.id), state.aside.get(card.id)
    over = state.round > last or state.status == "closed"
    aims = [aim for aim, _ in state.deck.kit.evaluation]
    return {
        "card": card.id,
        "title": card.title,
        "suit": state.deck.suits.get(card.suit, card.suit),
        "planned": f"round {card.fixed or first}" if card.fixed or first == last else f"rounds {first} to {last}",
        "when": "fixed" if card.fixed else "arises" if card.arises else "drawn",
        "sender": card.sender,
        "to": audience_text("all" if card.audience is None else card.audience),
        "channel": card.channel,
        "expected": card.expected or _expected(state.deck, card),
        "note": card.note,
        "aim": aims[card.aim - 1] if 0 < card.aim <= len(aims) else "",
        "status": "played" if played else "skipped" if over else aside["status"] if aside else "planned",
        "reason": aside["reason"] if aside and not played else "",
        "round": played.round if played else 0,
    }


def _expected(deck: Deck, card: Card) -> str:
    """What a card without words for it lets expect: its answers with what they do, or what it moves by itself."""
    if not card.choices:
        moved = effects_text(deck, card.at_once)
        return f"It moves {moved}; nobody need act." if moved else "It is read and remembered; nobody need act."
    seen = tuple(deck.seats) if card.audience is None else card.audience
    owner = card.choices[0].by or next((s for s in seen if s in deck.seats), "nobody")
    answers = [f"{c.id}: {c.text} ({effects_text(deck, c.changes) or 'no change'})" for c in card.choices]
    return f"{owner} answers by the bell, {and_list(answers)}."
