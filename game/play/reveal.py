"""The bell: answers to cards, orders in working order, and the law's ruling on each act.

Belongs here: what is revealed and ruled, in which order. Does not: what it does to the table (effects).
Orders that rely on one another find each other's legal events on the case, because each is folded before the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .acting import act_of, rule, tell_duties
from .arguments import named_deed
from .bills import pass_bill, pass_if_bill
from .deck import Card, Choice, Move
from .events import EVERYONE, Audience
from .frames import order_frame
from .orders import SLOTS, open_cards, owner_of, replacement, why_no_choice, why_not
from .state import Deed, State
from .walk import Walk, refuse
from .words import sentence

__all__ = ["cancel_order", "outcome_audience", "replace_order", "reveal", "why_no_cancel"]


def outcome_audience(card: Card) -> Audience:
    """Who learns what was chosen on a card."""
    return EVERYONE if card.open_outcome or card.audience is None else card.audience


def reveal(walk: Walk) -> None:
    """Tell every answer, order and ruling of the round. Seats that are silent follow their rule."""
    _choices(walk)
    for seat, slot, said, by_rule in working_order(walk.state):
        _deed(walk, seat, slot, said, by_rule)
    tell_duties(walk, walk.state.game_date)


def working_order(state: State) -> list[tuple[str, str, Mapping[str, Any], bool]]:
    """(seat, slot, order, by rule) for every order to work, by the deck's stages and then in seat order."""
    found = []
    for n, seat in enumerate(state.deck.seats):
        order = state.orders.get(seat)
        if order is not None and order.seq:
            slots, by_rule = {"main": order.main, "minor": order.minor}, False
        else:
            slots, by_rule = absent_order(state, seat), True
        for slot in SLOTS:
            said = slots.get(slot)
            if said:
                found.append((state.deck.moves[said["move"]].stage, n, slot, seat, said, by_rule))
    found.sort(key=lambda x: x[:3])
    return [(seat, slot, said, by_rule) for _, _, slot, seat, said, by_rule in found]


def absent_order(state: State, seat: str) -> dict[str, Mapping[str, Any] | None]:
    """What the absent-seat rule orders for a silent seat: in each slot the deck's first move that is possible now."""
    out: dict[str, Mapping[str, Any] | None] = {}
    for slot in SLOTS:
        for said in state.deck.seats[seat].absent.get(slot, ()):
            if (said.when is None or said.when(state.frame) is True) and why_not(state, state.deck.moves[said.move], seat) is None:
                out[slot] = {"move": said.move, "fields": said.fields}
                break
    return out


def _choices(walk: Walk) -> None:
    for played in open_cards(walk.state):
        card, owner = played.card, owner_of(walk.state, played.card)
        order = walk.state.orders.get(owner)
        wanted = order.choices.get(card.id) if order is not None and order.seq else None
        choice = next((c for c in card.choices if c.id == wanted), None)
        by_default = choice is None
        if choice is None:
            choice = default_choice(walk.state, card)
        walk.tell(
            "choice_revealed",
            {"card": card.id, "choice": choice.id, "seat": owner, "text": choice.text, "by_default": by_default},
            outcome_audience(card),
        )
        if choice.passes:
            ends = walk.state.deck.round(walk.state.round).ends
            pass_bill(walk, owner, choice.passes, ends, ends)


def default_choice(state: State, card: Card) -> Choice:
    """The last choice listed; an earlier one only where the last is not possible."""
    return next((c for c in reversed(card.choices) if why_no_choice(state, c) is None), card.choices[-1])


def replace_order(walk: Walk) -> None:
    """{slot, order}: another order in the place of one that is void in law; revealed and ruled at once."""
    old, said = replacement(walk)
    _deed(walk, walk.command.seat, old.slot, said, False, {"replaces": old.no})
    tell_duties(walk, walk.state.game_date)


def why_no_cancel(state: State, deed: Deed, seat: str) -> str | None:
    """Why *seat* cannot call off a revealed order now, in words; None when it can."""
    may = next((c for c in state.deck.cancels if c.by == seat and deed.seat in c.of), None)
    if state.phase != "reveal" or deed.round != state.round or may is None:
        return "This is no order that you can call off."
    if deed.audience != "all" and seat not in deed.audience:
        return "There is no such order."
    if any(d.cancelled == seat for d in state.deeds):
        return "You have called off an order in this game; one is all."
    if deed.stopped or deed.replaced:
        return "That order is off already."
    if deed.ruling:
        return "The law has ruled on this; it cannot be called off."
    if may.when is not None and may.when(state.frame) is not True:
        return f"Not as things stand: {may.text}"
    return None


def cancel_order(walk: Walk) -> None:
    """{move}: call off somebody's order that was just revealed, by its place in your view, where the deck lets this seat; once a game."""
    walk.only("move")
    walk.need_phase(("reveal",), "orders are called off at the reveal")
    deed = named_deed(walk)
    if why := why_no_cancel(walk.state, deed, walk.command.seat):
        refuse(why[0].lower() + why[1:].rstrip("."))
    walk.tell("order_cancelled", {"deed": deed.no, "seat": walk.command.seat}, deed.audience)


def _deed(walk: Walk, seat: str, slot: str, said: Mapping[str, Any], by_rule: bool, more: Mapping[str, Any] | None = None) -> None:
    move = walk.state.deck.moves[said["move"]]
    fields = dict(said.get("fields") or {})
    audience: Audience = EVERYONE if move.audience is None else move.audience
    told = {"seat": seat, "slot": slot, "move": move.id, "fields": fields, "sentence": sentence(move, seat, fields), "by_rule": by_rule}
    told |= more or {}
    walk.tell("order_revealed", told, audience)
    act = act_of(walk.state, move, seat, fields)
    if act is not None and _is_act_now(walk.state, move, fields):
        deed = walk.state.deeds[-1].no
        ruled = rule(walk.state, act)
        walk.tell("move_ruled", {"no": len(walk.state.rulings) + 1, "deed": deed, "seat": seat, "slot": slot, **ruled}, audience)
    pass_if_bill(walk, walk.state.deeds[-1])


def _is_act_now(state: State, move: Move, fields: Mapping[str, Any]) -> bool:
    """Whether an order of this move is an act of law as its turn comes: a signature is none where nothing lies there to be signed."""
    when = move.act.when if move.act is not None else None
    return when is None or when(order_frame(state, move, fields)) is True
