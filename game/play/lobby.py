"""Seats: taking, sharing, leaving, being ready, the pen of a cell, new passes, bots for the empty ones."""

from __future__ import annotations

from game import limits

from .events import NOBODY, WHITE
from .state import Sitting, State
from .walk import Walk, refuse

__all__ = ["BOTS", "add_member", "ask_pen", "fill_bots", "give_pen", "leave_seat", "ready", "renew_pass", "take_seat", "with_pen"]

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
    _new_name(walk.state, name, left)
    if left is not None:
        walk.tell("seat_left", {"seat": walk.seat(left)})
    walk.tell("seat_taken", {"seat": seat, "name": name})


def bot_name(seat: str) -> str:
    """What the bot in *seat* is called; no person is."""
    return f"Bot {seat}"


def _new_name(state: State, name: str, left: str | None = None) -> None:
    """Refuse a name that somebody at this table has, but in the seat that is left."""
    others = {p.casefold() for seat, s in state.seats.items() if seat != left and not s.bot for p in s.people}
    if name.casefold() in others | {bot_name(seat).casefold() for seat in state.seats}:
        refuse(f"there is already a {name}, add a letter")


def leave_seat(walk: Walk) -> None:
    """{} by whoever sits in a seat, {seat, name?} by the white cell: the seat is empty again; its orders stay.

    Of several who share it only one leaves, and who took it leaves it to the next. The white cell empties the seat, or takes *name* out.
    """
    walk.only("seat", "name")
    seat = walk.seat(walk.command.data.get("seat", walk.command.seat))
    sitting, white = walk.state.seats[seat], walk.command.seat == WHITE
    if not white and walk.command.seat != seat:
        refuse("you can leave only your own seat")
    if not sitting.name:
        refuse(f"nobody sits in {seat}")
    if "name" in walk.command.data:
        name = _person(walk, sitting, seat)
        if not white and name != walk.by and walk.by != sitting.writes:
            refuse(f"only {sitting.writes}, who has the pen, can take somebody out")
    else:
        name = "" if white or walk.acted_for else walk.by
    if sitting.cell and name:
        walk.tell("member_left", {"seat": seat, "name": name})
    else:
        walk.tell("seat_left", {"seat": seat})


def _person(walk: Walk, sitting: Sitting, seat: str) -> str:
    name = walk.text("name", most=limits.NAME)
    if name not in sitting.people:
        refuse(f"no {name} sits in {seat}")
    return name


def with_pen(walk: Walk) -> None:
    """Refuse somebody who shares a seat and does not write for it. The white cell may act for the seat whoever writes."""
    sitting = walk.state.seats.get(walk.command.seat)
    if sitting is not None and sitting.cell and walk.by != sitting.writes:
        refuse(f"{sitting.writes} writes for this seat, ask for the pen")


def add_member(walk: Walk) -> None:
    """{name, member} by who writes for a seat, {seat, name, member} by the white cell: somebody more sits there, without the pen."""
    walk.only("seat", "name", "member")
    if walk.state.status == "closed":
        refuse("this table is closed")
    seat = walk.seat(walk.command.data.get("seat", walk.command.seat))
    sitting = walk.state.seats[seat]
    if walk.command.seat not in (WHITE, seat):
        refuse("you can share only your own seat")
    if not sitting.name or sitting.bot:
        refuse(f"nobody sits in {seat} who could share it: take the seat")
    if len(sitting.cell) >= limits.CELL:
        refuse(f"{limits.CELL + 1} people share {seat} already, more do not fit")
    name = walk.text("name", most=limits.NAME)
    _new_name(walk.state, name)
    walk.tell("member_joined", {"seat": seat, "name": name, "member": walk.text("member", most=limits.NAME)})


def ask_pen(walk: Walk) -> None:
    """{}: who shares the seat would like to write."""
    walk.only()
    seat = walk.command.seat
    sitting = walk.state.seats[seat]
    if walk.by == sitting.writes or walk.by not in sitting.people:
        refuse("you have the pen already")
    if walk.by in sitting.asks:
        refuse(f"you have asked already, {sitting.writes} can see it")
    walk.tell("pen_asked", {"seat": seat, "name": walk.by}, (seat,))


def give_pen(walk: Walk) -> None:
    """{name} by who writes for a seat, {seat, name} by the white cell: somebody else of the cell writes now."""
    walk.only("seat", "name")
    seat = walk.seat(walk.command.data.get("seat", walk.command.seat))
    sitting = walk.state.seats[seat]
    if walk.command.seat not in (WHITE, seat):
        refuse("you have only your own seat's pen")
    name = _person(walk, sitting, seat)
    if name == sitting.writes:
        refuse(f"{name} has the pen already")
    walk.tell("pen_given", {"seat": seat, "name": name})


def renew_pass(walk: Walk) -> None:
    """{seat}: a new link for who sits there, or for the white cell; every one of before ends."""
    walk.only("seat")
    if walk.state.status == "closed":
        refuse("this table is closed")
    seat = walk.command.data.get("seat")
    if seat != WHITE:
        sitting = walk.state.seats[walk.seat(seat)]
        if not sitting.name or sitting.bot:
            refuse(f"nobody sits in {seat}: there is no pass to change")
    walk.tell("pass_renewed", {"seat": seat}, NOBODY if seat == WHITE else (str(seat),))


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
