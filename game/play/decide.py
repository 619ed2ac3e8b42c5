"""Every kind of command: who may send it, and who decides it.

Belongs here: the list and the checks that are the same for all. Does not: the decisions themselves, which
stand by subject in lobby, talk, orders, phases, white.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from game.errors import nearest

from . import agreements, arguments, bills, desk, lobby, orders, phases, reveal, talk, white
from .events import WHITE, Command, Event
from .state import State
from .walk import Walk, refuse

__all__ = ["SEAT_COMMANDS", "WHITE_COMMANDS", "decide", "walked"]

Decision = Callable[[Walk], None]

SEAT_COMMANDS: Mapping[str, Decision] = {
    "take_seat": lobby.take_seat,
    "leave_seat": lobby.leave_seat,
    "add_member": lobby.add_member,
    "ask_pen": lobby.ask_pen,
    "give_pen": lobby.give_pen,
    "ready": lobby.ready,
    "message": talk.message,
    "open_room": talk.open_room,
    "headline": talk.headline,
    "save_draft": orders.save_draft,
    "lock_order": orders.lock_order,
    "unlock_order": orders.unlock_order,
    "establish": white.establish,
    "answer_bill": bills.answer_bill,
    "replace_order": reveal.replace_order,
    "cancel_order": reveal.cancel_order,
    "contest": arguments.contest,
    "give_reason": arguments.give_reason,
    "support": arguments.support,
    "name_cost": arguments.name_cost,
    "ask_desk": desk.ask_desk,
    "draft_agreement": agreements.draft_agreement,
    "sign_agreement": agreements.sign_agreement,
    "withdraw_agreement": agreements.withdraw_agreement,
}
WHITE_COMMANDS: Mapping[str, Decision] = {
    "start": phases.start,
    "advance": phases.advance,
    "undo": phases.undo,
    "pause": white.pause,
    "resume": white.resume,
    "extend": white.extend,
    "inject": white.inject,
    "hold_card": desk.hold_card,
    "skip_card": desk.skip_card,
    "release_card": desk.release_card,
    "evaluate": desk.evaluate,
    "answer_desk": desk.answer_desk,
    "override": white.override,
    "weigh_reason": arguments.weigh_reason,
    "throw": arguments.throw,
    "decide_argument": arguments.decide_argument,
    "fill_bots": lobby.fill_bots,
    "renew_pass": lobby.renew_pass,
    "close": white.close,
}
BOTH = ("take_seat", "leave_seat", "add_member", "give_pen", "message", "open_room", "headline", "establish")
"""Commands of seats that the white cell may send too."""
ANY_MEMBER = ("leave_seat", "ask_pen", "message", "take_seat")
"""Commands that need no pen, where several share a seat."""


def decide(state: State, command: Command) -> tuple[Event, ...]:
    """What *command* makes happen at *state*: at least one event.

    The same state and command give the same events on any machine. Raises Refused, with nothing changed,
    if a rule of the table is broken; the words are for the sender. An unlawful move is not refused: it is ruled.
    """
    return tuple(walked(state, command).events)


def walked(state: State, command: Command) -> Walk:
    """As decide, with the state to which the events led beside them: for who goes on from there and need not fold them again."""
    walk = Walk(state, command)
    if not isinstance(command.data, Mapping):
        refuse("the command's data is not a mapping")
    if command.type == "act_for":
        _act_for(walk)
    elif command.type in SEAT_COMMANDS:
        if command.seat == WHITE and command.type not in BOTH:
            refuse(f"`{command.type}` is a seat's command, use `act_for`")
        if command.seat != WHITE and command.seat not in state.deck.seats and command.type != "take_seat":
            refuse("take a seat first")
        if command.type not in ANY_MEMBER:
            lobby.with_pen(walk)
        SEAT_COMMANDS[command.type](walk)
    elif command.type in WHITE_COMMANDS:
        if command.seat != WHITE:
            refuse(f"only the white cell can {command.type.replace('_', ' ')}")
        WHITE_COMMANDS[command.type](walk)
    else:
        known = (*SEAT_COMMANDS, *WHITE_COMMANDS, "act_for")
        advice = nearest(command.type, known)
        refuse(f"there is no command `{command.type[:40]}`" + (f", {advice}" if advice else ""))
    if not walk.events:
        refuse("that changes nothing")
    return walk


def _act_for(walk: Walk) -> None:
    """The white cell sends a seat's command in its place; the record says so."""
    command = walk.command
    if command.seat != WHITE:
        refuse("only the white cell can act for a seat")
    walk.only("seat", "type", "data")
    seat, kind, data = walk.seat(command.data.get("seat")), command.data.get("type"), command.data.get("data") or {}
    if not isinstance(kind, str) or kind not in SEAT_COMMANDS or kind in ("take_seat", "add_member", "ask_pen"):
        refuse("`type` is a command of a seat, such as `lock_order`")
    if not isinstance(data, Mapping):
        refuse("`data` is the data of that command")
    inner = Walk(walk.state, replace(command, seat=seat, type=kind, data=data, by=walk.by))
    inner.acted_for = True
    SEAT_COMMANDS[kind](inner)
    walk.events, walk.state = inner.events, inner.state
