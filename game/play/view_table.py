"""The parts of a view that show the table: who, when, how things stand, what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .deck import Objective
from .events import PUBLIC
from .orders import owner_of, why_no_choice
from .reader import Reader
from .talk import PUBLIC_ROOM, is_open, why_closed
from .told import card_told
from .words import audience_text, room_text, signed

__all__ = [
    "cards",
    "causes",
    "clock",
    "ladders",
    "marks",
    "outcome",
    "rooms",
    "seats",
    "table",
    "tokens",
    "tracks",
    "you",
]

NOT_SHOWN = "something not shown to you"


def table(r: Reader) -> dict[str, Any]:
    s = r.state
    return {
        "id": s.header.get("table", ""),
        "title": s.deck.title,
        "subtitle": s.deck.subtitle,
        "status": s.status,
        "place": len(s.places[r.seat]),
        "code": s.code if r.is_white else None,
    }


def you(r: Reader) -> dict[str, Any]:
    seat, s = r.sitting, r.state
    if seat is None:
        kind = "public" if r.seat == PUBLIC else "white"
        title = "Watching" if kind == "public" else "White cell"
        return {
            "seat": r.seat,
            "title": title,
            "kind": kind,
            "name": "",
            "pen": "",
            "asks": [],
            "brief": "",
            "fact": None,
            "objectives": [],
            "red_line": None,
            "offices": [],
            "absent": "",
        }
    red = seat.red_line
    return {
        "seat": seat.id,
        "title": seat.title,
        "kind": "seat",
        "name": s.seats[seat.id].name,
        "pen": s.seats[seat.id].writes,
        "asks": list(s.seats[seat.id].asks),
        "brief": seat.brief,
        "fact": seat.fact or None,
        "objectives": [_objective(o, r) for o in seat.objectives],
        "red_line": {"text": red.text, "points": red.points, "hit": red.met(r.state.frame) is True} if red else None,
        "offices": [s.law.office(o) for o in seat.offices],
        "absent": seat.absent_text,
    }


def _objective(o: Objective, r: Reader) -> dict[str, Any]:
    return {"text": o.text, "points": o.points, "met": o.met(r.state.frame)}


def clock(r: Reader) -> dict[str, Any]:
    s = r.state
    phase = s.deck.phases.get(s.phase)
    return {
        "round": s.round,
        "rounds": len(s.deck.rounds),
        "round_title": s.deck.round(s.round).title if s.round else "",
        "phase": s.phase,
        "phase_title": phase.title if phase else {"lobby": "Waiting to start", "closed": "Closed"}[s.phase],
        "phases": [{"id": p.id, "title": p.title} for p in s.deck.phases.values()],
        "game_date": s.game_date,
        "until": s.until,
        "paused": s.paused,
        "pause_reason": s.pause_reason,
        "ends_at": s.ends_at,
        "left_s": s.left_s,
    }


def seats(r: Reader) -> list[dict[str, Any]]:
    s = r.state
    out = []
    for seat in s.deck.seats.values():
        now = s.seats[seat.id]
        out.append(
            {
                "seat": seat.id,
                "title": seat.title,
                "brief": seat.brief,
                "name": now.name or None,
                "cell": list(now.cell),
                "pen": now.pen or None,
                "bot": bool(now.bot),
                "ready": now.ready,
                "locked": seat.id in s.locked,
            }
        )
    return out


def causes(raw: Iterable[Mapping[str, Any]], seat: str) -> list[dict[str, Any]]:
    """Causes of one shift as a seat may know them: the hidden ones in one, by their sum."""
    out: list[dict[str, Any]] = []
    hidden = None
    for c in raw:
        audience = c["audience"]
        if audience == "all" or seat == "WHITE" or seat in audience:
            out.append({"text": c["text"], "by": c["by"]})
        else:
            hidden = (hidden or 0) + c["by"]
    return out if hidden is None else [*out, {"text": NOT_SHOWN, "by": hidden}]


def tracks(r: Reader) -> list[dict[str, Any]]:
    s = r.state
    out = []
    for track in s.deck.tracks.values():
        change, why = 0, []
        for data in s.moved:
            for shift in data["shifts"]:
                if shift["track"] == track.id:
                    change += shift["after"] - shift["before"]
                    why += [f"{c['text']} {signed(c['by'])}" for c in causes(shift["causes"], r.seat)]
        out.append(
            {
                "id": track.id,
                "title": track.title,
                "value": s.tracks[track.id],
                "low": track.low,
                "high": track.high,
                "low_text": track.low_text,
                "high_text": track.high_text,
                "change": change,
                "triggers": [{"at": x.at, "text": x.text} for x in track.triggers],
                "why": why,
            }
        )
    return out


def ladders(r: Reader) -> list[dict[str, Any]]:
    s = r.state
    return [
        {"id": x.id, "title": x.title, "step": s.ladders[x.id].step, "frozen": s.ladders[x.id].frozen, "steps": list(x.steps)}
        for x in s.deck.ladders.values()
    ]


def tokens(r: Reader) -> list[dict[str, Any]]:
    return [{"id": x.id, "title": x.title, "on": r.state.tokens[x.id]} for x in r.state.deck.tokens.values()]


def marks(r: Reader) -> dict[str, int]:
    return {m.id: r.state.marks[m.id] for m in r.state.deck.marks.values() if m.shown}


def cards(r: Reader) -> list[dict[str, Any]]:
    s, out = r.state, []
    for p in r.cards():
        card, owner = p.card, owner_of(s, p.card)
        told = s.deck.told.cards.get(card.id) or card_told(s.deck, card)
        choices = [
            {
                **said,
                "owner": owner,
                "mine": owner == r.seat,
                "why_not": None if p.chosen or owner != r.seat else why_no_choice(s, c),
            }
            for said, c in zip(told["choices"], card.choices, strict=True)
        ]
        out.append(
            {
                **told,
                "round": p.round,
                "audience_text": audience_text("all" if card.audience is None else card.audience, r.seat)
                + ("; leaked" if p.leaked_at else ""),
                "choices": choices,
                "chosen": p.chosen or None,
                "waits": bool(card.choices) and not p.chosen,
            }
        )
    return out


def rooms(r: Reader) -> list[dict[str, Any]]:
    s, out = r.state, []
    for room in s.rooms.values():
        everyone = room.id == PUBLIC_ROOM
        if everyone or r.is_white or r.seat in room.seats:
            out.append(
                {
                    "id": room.id,
                    "seats": list(room.seats),
                    "audience_text": room_text(room.seats, r.seat, everyone),
                    "open": is_open(s, room.id),
                    "why_closed": why_closed(s, room.id),
                }
            )
    return out


def outcome(r: Reader) -> dict[str, Any] | None:
    return dict(r.state.outcome) if r.state.outcome else None
