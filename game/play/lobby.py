"""Seats: taking, leaving, being ready, bots for the empty ones."""

from __future__ import annotations

from game import limits

from .events import WHITE
from .walk import Walk, refuse

__all__ = ["BOTS", "fill_bots", "leave_seat", "ready", "take_seat"]

BOTS = ("random", "greedy", "cautious", "seeking")
"""How a bot may play."""


def take_seat(walk: Walk) -> None:
    """{seat, name, leave?}: somebody sits down in an empty seat, or in one a bot was keeping, and leaves the one they had."""
    walk.only("seat", "name", "leave")
    if walk.state.status == "closed":
        refuse("this table is closed")
    seats = walk.state.seats
    seat, name, left = walk.seat(walk.command.data.get("seat")), walk.text("name", most=limits.NAME), walk.command.data.get("leave")
    sitting = seats[seat]
    if sitting.name and not sitting.bot:
        refuse(f"{sitting.name} was quicker, choose another seat")
    others = {s.name.casefold() for other, s in seats.items() if other != left and not s.bot} | {bot_name(s).casefold() for s in seats}
    if name.casefold() in others:
        refuse(f"there is already a {name}, add a letter")
    if left is not None:
        walk.tell("seat_left", {"seat": walk.seat(left)})
    walk.tell("seat_taken", {"seat": seat, "name": name})


def bot_name(seat: str) -> str:
    """What the bot in *seat* is called; no person is."""
    return f"Bot {seat}"


def leave_seat(walk: Walk) -> None:
    """{} by a seat, {seat} by the white cell: the seat is empty again; its orders stay."""
    walk.only("seat")
    given = walk.command.data.get("seat", walk.command.seat)
    seat = walk.seat(given)
    if walk.command.seat not in (WHITE, seat):
        refuse("you can leave only your own seat")
    if not walk.state.seats[seat].name:
        refuse(f"nobody sits in {seat}")
    walk.tell("seat_left", {"seat": seat})


def ready(walk: Walk) -> None:
    """{ready}: whether this seat is ready to start."""
    walk.only("ready")
    value = walk.command.data.get("ready")
    if not isinstance(value, bool):
        refuse("`ready` is true or false")
    if walk.state.status != "lobby":
        refuse("the game has started already")
    if walk.state.seats[walk.command.seat].ready == value:
        refuse("you are ready already" if value else "you are not ready already")
    walk.tell("seat_ready", {"seat": walk.command.seat, "ready": value})


def fill_bots(walk: Walk) -> None:
    """{seats?, kind?}: bots sit down in these empty seats, or in all of them; kind is one of BOTS (if not said, random)."""
    walk.only("seats", "kind")
    if walk.state.status == "closed":
        refuse("this table is closed")
    empty = tuple(s for s, sitting in walk.state.seats.items() if not sitting.name)
    wanted = walk.seats(walk.command.data["seats"]) if walk.command.data.get("seats") else empty
    kind = walk.command.data.get("kind", BOTS[0])
    if kind not in BOTS:
        refuse(f"`kind` is {', '.join(BOTS[:-1])} or {BOTS[-1]}")
    if not wanted:
        refuse("no seat is empty")
    for seat in wanted:
        if seat not in empty:
            refuse(f"{walk.state.seats[seat].name} sits in {seat}")
        walk.tell("seat_filled", {"seat": seat, "name": bot_name(seat), "kind": kind})
