"""Sealed orders: what a seat may order now, whether an order is whole, drafts, locking.

Belongs here: everything about an order before the bell. Does not: what the law says of it (acting),
what becomes of it (reveal, effects). An order is checked by phase, never against another seat's order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from game import limits

from .bills import bill_of, days_of, fault_of_bill
from .deck import Card, Choice, Field, Move
from .events import WHITE
from .state import Deed, Played, State
from .walk import Walk, refuse
from .words import lowered

__all__ = [
    "SLOTS",
    "ask_choices",
    "fault_of_field",
    "faults_of_fields",
    "lock_order",
    "owner_of",
    "open_cards",
    "replaceable",
    "replacement",
    "save_draft",
    "unlock_order",
    "why_no_choice",
    "why_not",
]

SLOTS = ("main", "minor")


def owner_of(state: State, card: Card) -> str:
    """The seat that answers a card: the one its choices name, else the first that sees it; "" if none is in play."""
    if not card.choices:
        return ""
    if card.choices[0].by:
        return card.choices[0].by
    seen = state.deck.seats if card.audience is None else card.audience
    return next((s for s in seen if s in state.deck.seats), "")


def open_cards(state: State, seat: str = "") -> list[Played]:
    """Cards that wait for an answer, oldest first; only those *seat* answers, if given."""
    return [p for p in state.cards.values() if p.card.choices and not p.chosen and (not seat or owner_of(state, p.card) == seat)]


def why_not(state: State, move: Move, seat: str) -> str | None:
    """Why *seat* cannot order *move* now, in words; None when it can. The law has no say here: it rules later."""
    first, last = move.rounds
    now = max(state.round, 1)
    if now < first:
        return f"Not before round {first}."
    if now > last:
        return f"Only until round {last}."
    if move.once and used(state, move.key or move.id):
        return "Done once already, and that is all."
    if not move.repeats and any(d.seat == seat and d.move == move.id and d.round == now - 1 and not d.replaced for d in state.deeds):
        return "You did this last round. It can come again in the next."
    for need in move.needs:
        if need.when(state.frame) is not True:
            return need.otherwise
    return None


def used(state: State, key: str) -> bool:
    """Whether a move or card choice with this ``once`` key has been used."""
    moves = state.deck.moves
    return any((moves[d.move].key or d.move) == key and not d.replaced for d in state.deeds) or any(
        c.key == key and c.id == p.chosen for p in state.cards.values() for c in p.card.choices
    )


def why_no_choice(state: State, choice: Choice) -> str | None:
    """Why a card's choice cannot be taken now; None when it can."""
    if choice.key and used(state, choice.key):
        return "Done once already, and that is all."
    for need in choice.needs:
        if need.when(state.frame) is not True:
            return need.otherwise
    return None


def fault_of_field(state: State, move: Move, field: Field, value: Any) -> str | None:
    """What is wrong with one field of an order, in words; None if nothing."""
    if value is None or value == "" or value == []:
        if field.optional or field.kind in ("flag", "date") or (field.kind == "choices" and not field.at_least):
            return None
        return f"Choose {field.label.lower()}." if field.kind in ("choice", "choices") else f"Write {field.label.lower()}."
    known = [o.value for o in field.options]
    if field.kind == "choice":
        return None if _is_one(value, known) else f"“{_short(value)}” is not among the choices."
    if field.kind == "choices":
        if not isinstance(value, (list, tuple)):
            return "This is a list of choices."
        for v in value:
            if not _is_one(v, known):
                return f"“{_short(v)}” is not among the choices."
        if len(set(value)) != len(value):
            return "Something is chosen twice."
        if move.act is None and len(value) < field.at_least:
            return f"{len(value)} of at least {field.at_least} chosen."
        return None
    if field.kind == "flag":
        return None if isinstance(value, bool) else "Say true or false."
    if not isinstance(value, str):
        return "Write text."
    if field.kind == "date":
        return _fault_of_date(state, value)
    return f"{len(value)} characters; at most {limits.TEXT} fit." if len(value) > limits.TEXT else None


def _fault_of_date(state: State, value: str) -> str | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return "Write the day like 2018-01-29."
    now = state.deck.round(state.round)
    return None if len(value) == 10 and now.begins <= value <= now.ends else f"The day must lie in this round, {now.begins} to {now.ends}."


def _is_one(value: Any, known: list[Any]) -> bool:
    return any(type(value) is type(k) and value == k for k in known)


def _short(value: Any) -> str:
    return str(value)[:40]


def faults_of_fields(state: State, move: Move, fields: Mapping[str, Any]) -> list[dict[str, str]]:
    """Everything that is missing or wrong in an order's fields: [{"field", "message"}]."""
    out = [
        {"field": f.name, "message": message}
        for f in move.fields
        if (message := fault_of_field(state, move, f, fields.get(f.name, f.default)))
    ]
    if move.bill is not None and not out:
        message = fault_of_bill(state, bill_of(move, fields), *days_of(state, move, fields))
        out += [{"field": move.bill.parts, "message": message}] if message else []
    known = {f.name for f in move.fields}
    return out + [{"field": str(n)[:40], "message": "This move has no such field."} for n in fields if n not in known]


def _slot(walk: Walk, slot: str, whole: bool) -> dict[str, Any] | None:
    raw = walk.command.data.get(slot)
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or not isinstance(raw.get("move"), str) or set(raw) - {"move", "fields"}:
        refuse(f"`{slot}` is a move with its fields, or nothing")
    fields = raw.get("fields") or {}
    move = walk.state.deck.moves.get(raw["move"])
    seat = walk.command.seat
    if move is None or seat not in move.seats:
        refuse(f"{seat} has no move `{raw['move'][:40]}`, choose one of the list")
    if move.slot != slot:
        refuse(f"“{move.title}” is a {move.slot} move, it cannot stand as the {slot} one")
    if not isinstance(fields, Mapping):
        refuse("`fields` is a mapping of names to values")
    if whole:
        reason = why_not(walk.state, move, seat)
        if reason:
            refuse(f"“{move.title}” is not possible now: {lowered(reason)}")
        for fault in faults_of_fields(walk.state, move, fields):
            refuse(f"“{move.title}”, {fault['field']}: {lowered(fault['message'])}")
    known = {f.name: f for f in move.fields}
    return {"move": move.id, "fields": {n: _plain(v) for n, v in fields.items() if n in known}}


def _plain(value: Any) -> Any:
    """A field's value as kept: text cut at the limit, lists bounded, nothing nested."""
    if isinstance(value, str):
        return value[: limits.TEXT]
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value[: limits.CHOSEN] if isinstance(v, (str, int, bool))]
    return value if isinstance(value, (int, float, bool)) else None


def ask_choices(walk: Walk) -> dict[str, str]:
    """The card choices of a command, checked: only cards that wait for this seat."""
    raw = walk.command.data.get("choices") or {}
    if not isinstance(raw, Mapping):
        refuse("`choices` says for each card which choice")
    waiting = {p.card.id: p.card for p in open_cards(walk.state, walk.command.seat)}
    out: dict[str, str] = {}
    for card_id, wanted in raw.items():
        card = waiting.get(card_id)
        if card is None:
            refuse(f"no card `{str(card_id)[:40]}` waits for your answer")
        choice = next((c for c in card.choices if c.id == wanted), None)
        if choice is None:
            refuse(f"“{card.title}” has no choice `{str(wanted)[:40]}`, choose {', '.join(c.id for c in card.choices)}")
        reason = why_no_choice(walk.state, choice)
        if reason:
            refuse(f"“{choice.text}” is not possible: {lowered(reason)}")
        out[card_id] = choice.id
    return {c: out[c] for c in waiting if c in out}


def _order(walk: Walk, whole: bool) -> dict[str, Any]:
    walk.only("main", "minor", "choices")
    main, minor = (_slot(walk, s, whole) for s in SLOTS)
    choices = ask_choices(walk)
    if whole:
        _refuse_twice_once(walk.state, [x["move"] for x in (main, minor) if x], choices)
    return {"seat": walk.command.seat, "main": main, "minor": minor, "choices": choices}


def _refuse_twice_once(state: State, moves: list[str], choices: Mapping[str, str]) -> None:
    """Refuse an order that uses one ``once`` key twice, by two moves or by a move and a card."""
    keyed = [(m.key or m.id, m.title) for m in (state.deck.moves[x] for x in moves) if m.once]
    keyed += [(c.key, c.text) for card, wanted in choices.items() for c in state.cards[card].card.choices if c.id == wanted and c.key]
    seen: dict[str, str] = {}
    for key, title in keyed:
        if key in seen:
            refuse(f"“{seen[key]}” and “{title}” are once together, keep one of them")
        seen[key] = title


def save_draft(walk: Walk) -> None:
    """{main?, minor?, choices?}: keep an order that is not finished. Only its seat and the white cell see it."""
    walk.need_phase(("back_channel", "orders"), "drafts are kept from the back channel until the bell")
    seat = walk.command.seat
    old = walk.state.orders.get(seat)
    if old is not None and old.seq:
        refuse("your order is locked, unlock it first")
    walk.tell("draft_saved", _order(walk, whole=False), (seat,))


def lock_order(walk: Walk) -> None:
    """{main, minor, choices}: seal an order. Locking again replaces it, unseen by the others."""
    walk.need_phase(("orders",), "orders are sealed in the orders phase")
    seat = walk.command.seat
    order = _order(walk, whole=True)
    old = walk.state.orders.get(seat)
    walk.tell("order_sealed", {**order, "at": walk.command.at}, (seat,))
    if old is None or not old.seq:
        walk.tell("order_locked", {"seat": seat, "by": WHITE if walk.acted_for else seat})


def replaceable(state: State, seat: str) -> list[Deed]:
    """The orders of this round that a seat may replace: void in law, once a round for each seat."""
    mine = [d for d in state.deeds if d.seat == seat and d.round == state.round]
    if state.phase != "reveal" or any(d.replaced for d in mine):
        return []
    return [d for d in mine if d.ruling and state.rulings[d.ruling - 1].consequence == "void"]


def replacement(walk: Walk) -> tuple[Deed, dict[str, Any]]:
    """{slot, order: {move, fields}}: the order in whose place another is put, and that other, checked."""
    walk.only("slot", "order")
    walk.need_phase(("reveal",), "a barred or defective order is replaced after the reveal")
    seat, slot = walk.command.seat, str(walk.command.data.get("slot"))
    old = next((d for d in replaceable(walk.state, seat) if d.slot == slot), None)
    if old is None:
        refuse("there is no order of yours to replace: one that is void in law may be, once a round")
    bare = walk.state.but(deeds=tuple(d for d in walk.state.deeds if d.no != old.no))
    inner = Walk(bare, replace(walk.command, data={slot: walk.command.data.get("order")}))
    said = _slot(inner, slot, whole=True)
    if said is None:
        refuse("`order` is the move that takes its place")
    return old, said


def unlock_order(walk: Walk) -> None:
    """{}: take the order back into the hand; it stays as a draft."""
    walk.only()
    walk.need_phase(("orders",), "orders can be unlocked until the bell")
    seat = walk.command.seat
    order = walk.state.orders.get(seat)
    if order is None or not order.seq:
        refuse("you have no locked order")
    walk.tell("order_unlocked", {"seat": seat})
