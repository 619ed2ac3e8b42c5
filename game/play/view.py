"""What a seat sees and may do: view, tell, parts, changed. The only way out of a table.

Belongs here: putting views together from their parts, and what each event changes in them. Does not: the
single parts (view_table, view_work, view_argued, view_desk, view_white, view_grown). Everything is built from what is
allowed; nothing is taken away from something larger. No number here counts what the reader may not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import merge
from operator import itemgetter
from typing import Any

from . import view_argued as a
from . import view_desk as d
from . import view_table as t
from . import view_white as w
from . import view_work as k
from .events import WHITE, Event, hears
from .reader import Reader
from .state import State
from .view_grown import GROWS

__all__ = ["GROWS", "PARTS", "Seen", "changed", "grown", "parts", "tell", "view"]

_WHOLE: Mapping[str, Callable[[Reader], Any]] = {
    "table": t.table,
    "you": t.you,
    "clock": t.clock,
    "needed": k.needed,
    "seats": t.seats,
    "tracks": t.tracks,
    "ladders": t.ladders,
    "tokens": t.tokens,
    "cards": t.cards,
    "moves": k.moves,
    "order": k.order,
    "duties": k.duties,
    "bills": k.bills,
    "arguments": a.arguments,
    "may": a.may,
    "waiting": k.waiting,
    "catalogue": k.catalogue,
    "agreements": k.agreements,
    "law": k.law,
    "rooms": t.rooms,
    "marks": t.marks,
    "desk": d.desk,
    "plan": d.plan,
    "evaluation": d.evaluation,
    "white": w.white,
    "outcome": t.outcome,
}
"""The parts that are told in one piece, as they now are."""

PARTS = (*_WHOLE, *GROWS)
"""The names of all parts of a view."""

_ALWAYS = ("table", "log")
_CHANGES: Mapping[str, tuple[str, ...]] = {
    "table_opened": (),
    "table_forked": (),
    "seat_taken": ("seats", "needed", "you"),
    "seat_left": ("seats", "needed", "you"),
    "seat_ready": ("seats", "needed"),
    "seat_filled": ("seats", "needed", "you"),
    "pass_renewed": ("seats", "you"),
    "member_joined": ("seats", "you"),
    "member_left": ("seats", "you"),
    "pen_asked": ("you",),
    "pen_given": ("seats", "you"),
    "phase_began": PARTS,
    "phase_undone": PARTS,
    "card_played": ("cards", "moves", "you", "needed", "duties", "plan"),
    "card_leaked": ("cards", "choices_made"),
    "room_opened": ("rooms",),
    "message_sent": ("messages",),
    "draft_saved": ("order",),
    "order_sealed": ("order", "needed"),
    "order_locked": ("seats", "needed"),
    "order_unlocked": ("seats", "order", "needed"),
    "choice_revealed": ("cards", "choices_made", "moves", "you", "duties"),
    "order_revealed": ("revealed", "may", "needed", "moves", "you", "cards", "duties"),
    "move_ruled": ("waiting", "needed", "rulings", "revealed", "may", "moves", "you", "cards", "duties"),
    "ruling_completed": ("waiting", "needed", "rulings", "revealed", "may", "moves", "you", "cards", "duties"),
    "ruling_overridden": ("waiting", "needed", "rulings", "revealed", "may", "moves", "you", "cards", "duties"),
    "move_contested": ("may",),
    "order_cancelled": ("may", "revealed", "moves", "you", "cards"),
    "argument_opened": ("arguments", "needed"),
    "reason_given": ("arguments",),
    "reason_weighed": ("arguments",),
    "argument_supported": ("arguments", "may", "marks", "moves", "you", "cards"),
    "argument_decided": ("arguments", "revealed", "moves", "you", "cards"),
    "cost_named": ("arguments",),
    "agreement_drafted": ("agreements",),
    "agreement_signed": ("agreements",),
    "agreement_in_force": ("agreements", "moves", "you", "cards"),
    "term_judged": ("agreements",),
    "agreement_ended": ("agreements", "moves", "you", "cards"),
    "bill_passed": ("bills", "needed", "moves", "you", "cards", "duties"),
    "bill_answered": ("bills", "needed"),
    "bill_vetoed": ("moves", "you", "cards", "duties"),
    "bill_enacted": ("bills", "law", "duties", "moves", "you", "cards"),
    "bill_failed": ("bills",),
    "duty_changed": ("duties", "moves", "you", "cards"),
    "mark_added": (),
    "effects_applied": ("tracks", "ladders", "tokens", "agreements", "marks", "moves", "you", "cards", "duties"),
    "paused": ("clock", "needed", "rooms", "order", "may", "bills", "agreements", "arguments"),
    "resumed": ("clock", "needed", "rooms", "order", "may", "bills", "agreements", "arguments"),
    "clock_moved": ("clock",),
    "fact_established": ("waiting", "needed", "moves", "you", "cards", "duties"),
    "card_planned": ("plan",),
    "evaluation_marked": ("evaluation",),
    "desk_asked": ("desk",),
    "desk_answered": ("desk",),
    "headline_printed": ("headlines", "needed"),
    "round_ended": ("moves", "you", "cards", "duties"),
    "ending_reached": ("outcome",),
    "scored": ("outcome",),
    "table_closed": PARTS,
}


class Seen(Mapping[str, Any]):
    """The view of *seat* at *state*, each part built when it is first looked at: for a reader who needs few of them."""

    def __init__(self, state: State, seat: str) -> None:
        self._reader, self._built = Reader(state, seat), dict[str, Any]()

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = _part(self._reader, name)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PARTS)

    def __len__(self) -> int:
        return len(PARTS)


def view(state: State, seat: str) -> dict[str, Any]:
    """The whole view of *seat* (a seat id, WHITE or PUBLIC) as JSON; every part is there, empty ones too."""
    return dict(Seen(state, seat))


def _part(reader: Reader, name: str) -> Any:
    """One part of the reader's view, whole."""
    if name in _WHOLE:
        return _WHOLE[name](reader)
    number, part = GROWS[name]
    return sorted((item for _, item in part(reader, 0)), key=itemgetter(number))


def changed(event: Event, seat: str) -> tuple[str, ...]:
    """The names of the parts of the seat's view that *event* may change; () if it is not told."""
    if not hears(event.audience, seat):
        return ()
    return (*_ALWAYS, *(("white",) if seat == WHITE else ()), *_CHANGES[event.kind])


def parts(state: State, seat: str, names: Iterable[str], since: int = 0) -> dict[str, Any]:
    """These parts of the seat's view: whole as they now are, or of a list that grows the items touched after event *since*.

    A list of which nothing was touched is left out. Put into the view of *since* (an item takes the place of the one of
    its number, the list stays in the order of numbers), the parts that were `changed` since give the view of now.
    """
    reader = Reader(state, seat)
    out: dict[str, Any] = {}
    for name in dict.fromkeys(names):
        if name in _WHOLE:
            out[name] = _WHOLE[name](reader)
        elif items := [item for _, item in GROWS[name][1](reader, since)]:
            out[name] = items
    return out


def grown(state: State, seat: str, since: int) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """(seq, name of the list, item) for all that was touched after event *since* in the lists that grow, oldest first: to fill pages."""
    reader = Reader(state, seat)

    def of(name: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
        return ((seq, name, item) for seq, item in GROWS[name][1](reader, since))

    return merge(*(of(name) for name in GROWS), key=itemgetter(0))


def tell(state: State, event: Event, seat: str) -> dict[str, Any] | None:
    """*event* as *seat* is told of it: {"kind", "data"}; None if it is not."""
    if not hears(event.audience, seat):
        return None
    redact = _REDACT.get(event.kind)
    return {"kind": event.kind, "data": event.data if redact is None else redact(event.data, Reader(state, seat))}


def _tell_ruling(data: Mapping[str, Any], r: Reader) -> dict[str, Any]:
    ruling = data.get("shown", {}).get(r.seat, data["ruling"])
    return {"no": r.number(data["no"]), "seat": data["seat"], "slot": data["slot"], "ruling": ruling}


def _tell_override(data: Mapping[str, Any], r: Reader) -> dict[str, Any]:
    return {"no": r.number(data["no"]), **{n: data[n] for n in ("verdict", "consequence", "reason", "by", "at")}}


def _tell_effects(data: Mapping[str, Any], r: Reader) -> dict[str, Any]:
    return {
        "why": data["why"],
        "shifts": [
            {"track": s["track"], "before": s["before"], "after": s["after"], "causes": t.causes(s["causes"], r.seat)}
            for s in data["shifts"]
        ],
        "ladders": [{n: x[n] for n in ("ladder", "before", "after", "frozen")} for x in data["ladders"]],
        "tokens": [{"token": x["token"], "on": x["on"]} for x in data["tokens"]],
        "agreements": list(data["pacts"]),
    }


def _tell_bill(data: Mapping[str, Any], r: Reader) -> dict[str, Any]:
    return {k: v for k, v in data.items() if k != "occurrences"}


def _tell_argued(data: Mapping[str, Any], r: Reader) -> dict[str, Any]:
    """The move by the reader's own place of it, not by the table's number."""
    deed = data["deed"] if "deed" in data else r.state.arguments[data["argument"] - 1].deed
    return {"move": r.place(deed), **{k: v for k, v in data.items() if k not in ("no", "deed", "argument")}}


def _tell_fork(data: Mapping[str, Any], r: Reader) -> dict[str, Any]:
    """To the white cell alone after which event: the number counts what seats were not told."""
    return dict(data) if r.is_white else {"seed_commitment": data["seed_commitment"]}


def _tell_answer(data: Mapping[str, Any], r: Reader) -> dict[str, Any]:
    return {k: v for k, v in data.items() if k != "question"}


def _tell_order(data: Mapping[str, Any], r: Reader) -> dict[str, Any]:
    return {**data, "replaces": r.place(data["replaces"])} if "replaces" in data else dict(data)


_REDACT: Mapping[str, Callable[[Mapping[str, Any], Reader], dict[str, Any]]] = {
    "move_ruled": _tell_ruling,
    "ruling_completed": _tell_ruling,
    "ruling_overridden": _tell_override,
    "effects_applied": _tell_effects,
    "order_revealed": _tell_order,
    "table_forked": _tell_fork,
    "desk_answered": _tell_answer,
    "member_joined": lambda data, r: {"seat": data["seat"], "name": data["name"]},
    **dict.fromkeys(("bill_passed", "bill_vetoed", "bill_enacted"), _tell_bill),
    **dict.fromkeys(
        ("move_contested", "order_cancelled", "argument_opened", "reason_given", "reason_weighed", "argument_supported", "argument_decided",
         "cost_named"),
        _tell_argued,
    ),
}
