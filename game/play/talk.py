"""Words between seats: rooms, messages, headlines."""

from __future__ import annotations

from game import limits

from .deck import PHASES
from .events import EVERYONE, WHITE, Audience
from .state import State
from .walk import Walk, refuse
from .words import lowered

__all__ = ["PUBLIC_ROOM", "headline", "is_open", "message", "open_room", "room_id", "why_closed"]

PUBLIC_ROOM = "all"
_OPEN = ("back_channel",)
_PUBLIC_OPEN = tuple(p for p in PHASES if p not in ("orders", "closed"))


def room_id(seats: tuple[str, ...]) -> str:
    """The one room of a set of seats; no counter, so it tells of no other room."""
    return "+".join(seats)


def is_open(state: State, room: str) -> bool:
    """Whether people may write in *room* now."""
    return not state.paused and state.phase in (_PUBLIC_OPEN if room == PUBLIC_ROOM else _OPEN)


def why_closed(state: State, room: str) -> str | None:
    """Why nobody may write now, in words; None when they may."""
    if is_open(state, room):
        return None
    if state.status == "closed":
        return "This table is closed."
    if state.paused:
        return f"Paused: {state.pause_reason}"
    if state.status == "lobby":
        return "Rooms open in the back channel, once the game has started."
    return f"Rooms are closed during {state.deck.phases[state.phase].title.lower()}. They open again in the next back channel."


def message(walk: Walk) -> None:
    """{room, text}: a message to everyone in the room."""
    walk.only("room", "text")
    state, seat = walk.state, walk.command.seat
    room = state.rooms.get(str(walk.command.data.get("room")))
    if room is None or (seat != WHITE and seat not in room.seats):
        refuse("there is no such room for you, open one first")
    if state.status == "closed" or (seat != WHITE and not is_open(state, room.id)):
        reason = why_closed(state, room.id) or "this room is closed"
        refuse(lowered(reason))
    audience: Audience = EVERYONE if room.id == PUBLIC_ROOM else room.seats
    walk.tell("message_sent", {"room": room.id, "from": seat, "text": walk.text("text"), "at": walk.command.at}, audience)


def open_room(walk: Walk) -> None:
    """{seats}: a private room for these seats and the sender's; each set of seats has one."""
    walk.only("seats")
    walk.need_phase(_OPEN, "rooms open in the back channel")
    seats = walk.seats(walk.command.data.get("seats"))
    if walk.command.seat != WHITE:
        seats = tuple(s for s in walk.state.deck.seats if s in seats or s == walk.command.seat)
    if len(seats) < 2:
        refuse("a room needs at least two seats, choose whom to talk to")
    room = room_id(seats)
    if room in walk.state.rooms:
        refuse("that room is open already, write in it")
    if sum(walk.command.seat in (WHITE, *r.seats) for r in walk.state.rooms.values()) >= limits.SEAT_ROOMS:
        refuse(f"you have {limits.SEAT_ROOMS} rooms already, write in one of them")
    walk.tell("room_opened", {"room": room, "seats": list(seats)}, seats)


def headline(walk: Walk) -> None:
    """{text}: the round's one line, by the deck's headline seat or the white cell."""
    walk.only("text")
    writer = walk.state.deck.headline_seat
    if walk.command.seat not in (WHITE, writer):
        refuse(f"{writer} writes the headline" if writer else "the white cell writes the headline")
    walk.need_phase(("headline",), "headlines are written in the headline phase")
    if any(h["round"] == walk.state.round for h in walk.state.headlines):
        refuse("this round has its headline already")
    walk.tell(
        "headline_printed",
        {"text": walk.text("text", most=limits.HEADLINE), "by": walk.by if walk.command.seat == WHITE else walk.command.seat},
    )
