"""Random players: what somebody in a seat might send now, from the seat's own view and nothing else.

Belongs here: legal play by chance, for dry runs and empty seats. Does not: playing well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .walk import Chance

__all__ = ["propose"]

_WORDS = (
    "What would it take for you to hold still this round?",
    "I can wait, but not for long.",
    "Shall we look at the dates together?",
    "Tell me what you need, and I will tell you what it costs.",
    "I would rather hear it from you than read it.",
)


def propose(view: Mapping[str, Any], chance: str) -> list[dict[str, Any]]:
    """Commands a legal random player in this seat would send now, best sent in this order: [{"type", "data"}].

    view: of that seat, as view() gives it. chance: 64 hex digits; the same view and chance give the same answer.
    [] when there is nothing to do.
    """
    if view["you"]["kind"] != "seat" or view["clock"]["paused"]:
        return []
    draw = Chance(chance)
    phase = view["clock"]["phase"]
    if phase == "lobby":
        mine = next(s for s in view["seats"] if s["seat"] == view["you"]["seat"])
        return [] if mine["ready"] else [{"type": "ready", "data": {"ready": True}}]
    if phase == "back_channel":
        return [*_signatures(view, draw), *_talk(view, draw), *_drafted(view, draw)]
    if phase == "orders" and view["order"]["state"] != "locked" and view["order"]["may_lock"]:
        return [{"type": "lock_order", "data": _order(view, draw)}]
    if phase == "reveal" and view["may"]["cancel"] and not draw.below(3):
        return [{"type": "cancel_order", "data": {"move": view["may"]["cancel"][0]}}]
    if phase == "reveal" and view["may"]["contest"] and not draw.below(6):
        places = view["may"]["contest"]
        return [{"type": "contest", "data": {"move": places[draw.below(len(places))]}}]
    if phase == "argument":
        return [{"type": "give_reason", "data": {"argument": a["no"], "text": _WORDS[draw.below(len(_WORDS))]}}
                for a in view["arguments"] if a["side"] and not draw.below(3)]  # fmt: skip
    if not view["needed"]["mine"]:
        return []
    answers = [b for b in view["bills"] if b["mine"] and not b["answer"]]
    if answers:
        return [{"type": "answer_bill", "data": {"bill": b["no"], "answer": ("sign", "sign", "veto")[draw.below(3)]}} for b in answers]
    if phase == "headline":
        return [{"type": "headline", "data": {"text": f"Round {view['clock']['round']} ends; nobody says everything"}}]
    return []


def _signatures(view: Mapping[str, Any], draw: Chance) -> list[dict[str, Any]]:
    """Most drafts are signed."""
    waiting = [a["id"] for a in view["agreements"] if a["may_sign"]]
    return [{"type": "sign_agreement", "data": {"agreement": id}} for id in waiting if draw.below(4)]


def _drafted(view: Mapping[str, Any], draw: Chance) -> list[dict[str, Any]]:
    """Now and then a promise for a promise: how a ladder or a track stands at the end of the next round."""
    me, clock = view["you"]["seat"], view["clock"]
    others = [s["seat"] for s in view["seats"] if s["seat"] != me]
    if not others or draw.below(8) or clock["round"] >= clock["rounds"]:
        return []
    other, due = others[draw.below(len(others))], clock["round"] + draw.below(2)
    terms = [_promise(view, seat, due, draw) for seat in (me, other)]
    return [{"type": "draft_agreement", "data": {"parties": [me, other], "title": "A word for a word", "terms": terms}}]


def _promise(view: Mapping[str, Any], seat: str, due: int, draw: Chance) -> dict[str, Any]:
    ladders, tracks = view["ladders"], view["tracks"]
    if ladders and draw.below(2):
        ladder = ladders[draw.below(len(ladders))]
        return {"by": seat, "kind": "ladder", "what": ladder["id"], "op": "at_most", "value": ladder["step"] + 1, "round": due}
    track = tracks[draw.below(len(tracks))]
    up = draw.below(2)
    value = track["value"] + (2 if up else -2)
    return {"by": seat, "kind": "track", "what": track["id"], "op": ("at_least", "at_most")[up], "value": value, "round": due}


def _talk(view: Mapping[str, Any], draw: Chance) -> list[dict[str, Any]]:
    """Now and then a room for two, and a line in it."""
    me = view["you"]["seat"]
    others = [s["seat"] for s in view["seats"] if s["seat"] != me]
    if not others or draw.below(3):
        return []
    other = others[draw.below(len(others))]
    pair = {me, other}
    room = next((r["id"] for r in view["rooms"] if set(r["seats"]) == pair), None)
    if room is None:
        return [{"type": "open_room", "data": {"seats": [me, other]}}]
    if any(m["room"] == room and m["from"] == me and m["round"] == view["clock"]["round"] for m in view["messages"]):
        return []
    return [{"type": "message", "data": {"room": room, "text": _WORDS[draw.below(len(_WORDS))]}}]


def _order(view: Mapping[str, Any], draw: Chance) -> dict[str, Any]:
    out: dict[str, Any] = {"choices": {}}
    used = set()
    for card in view["cards"]:
        possible = [c for c in card["choices"] if c["mine"] and not c["why_not"]]
        if card["waits"] and possible:
            choice = possible[draw.below(len(possible))]
            out["choices"][card["id"]] = choice["id"]
            used.add(choice["once"])
    for slot in ("main", "minor"):
        moves = [m for m in view["moves"] if m["slot"] == slot and m["available"] and not (m["once"] and m["once"] in used)]
        move = moves[draw.below(len(moves))] if moves and draw.below(12) else None
        out[slot] = None
        if move is not None:
            out[slot] = {"move": move["id"], "fields": _fields(view, move["fields"], draw)}
            used.add(move["once"])
    return out


def _fields(view: Mapping[str, Any], fields: list[Mapping[str, Any]], draw: Chance) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for f in fields:
        values = [o["value"] for o in f["options"]]
        if f["kind"] == "choice" and values:
            said[f["name"]] = values[draw.below(len(values))]
        elif f["kind"] == "choices" and values:
            said[f["name"]] = _some(values, f["at_least"], draw)
        elif f["kind"] == "flag":
            said[f["name"]] = draw.below(8) > 0 if f["default"] else draw.below(4) > 0
        elif f["kind"] == "text":
            said[f["name"]] = "As stated at the table."
        elif f["kind"] == "date" and not f["optional"]:
            said[f["name"]] = view["clock"]["game_date"]
    return said


def _some(values: list[Any], at_least: int, draw: Chance) -> list[Any]:
    """A few of *values*, in their order: mostly as many as asked or one or two more, now and then one too few."""
    wanted = max(0, min(len(values), at_least + draw.below(4) - (draw.below(6) == 0)))
    pool = list(values)
    picked = [pool.pop(draw.below(len(pool))) for _ in range(wanted)]
    return [v for v in values if v in picked]
