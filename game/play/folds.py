"""What each kind of event changes: apply and fold, the only way a state comes to be.

Belongs here: the fold step of every kind of event. Does not: the State itself (state), deciding (decide).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from game.rules import Case, typed

from .deck import Card, Source
from .events import EVERYONE, SILENT, WHITE, Audience, Event, hears
from .folds_argued import ARGUED, Fold, occurrences
from .log import LINES
from .state import Agreement, Asked, Deed, LadderNow, Order, Played, Room, Ruled, Sitting, State, Telling

__all__ = ["apply", "fold"]


def fold(state: State, events: Iterable[Event]) -> State:
    """*state* after all of *events*, in order."""
    for event in events:
        state = apply(state, event)
    return state


def apply(state: State, event: Event) -> State:
    """*state* after one event: the only way a state comes to be. Raises KeyError for an unknown kind."""
    seq = state.seq + 1
    changes = _FOLDS[event.kind](state, event.data, event, seq)
    audience = event.audience
    if audience == "all":
        changes["places"] = {who: seqs.plus(seq) for who, seqs in state.places.items()}
    else:
        changes["places"] = {who: seqs.plus(seq) if hears(audience, who) else seqs for who, seqs in state.places.items()}
    changes["seq"] = seq
    if event.kind not in SILENT:
        changes["news"] = seq
    line = LINES[event.kind]
    text = line(state, event.data) if line else ""
    if text:
        changes["log"] = state.log.plus((seq, changes.get("round", state.round), changes.get("phase", state.phase), text, audience))
    return state.but(**changes)


def _sit(state: State, seat: str, **changes: Any) -> dict[str, Any]:
    return {"seats": {**state.seats, seat: replace(state.seats[seat], **changes)}}


def _seated(state: State, seat: str, name: str, bot: str = "") -> dict[str, Any]:
    return {"seats": {**state.seats, seat: Sitting(name, bot, bool(bot))}}


def _member_left(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    seat, name = data["seat"], data["name"]
    old = state.seats[seat]
    cell = {other: member for other, member in old.cell.items() if other != name}
    first, member = old.name, old.member
    if name == first:                                    # the next has the seat
        first = next(iter(cell))
        member = cell.pop(first)
    pen = "" if old.pen in (name, first) else old.pen
    return _sit(state, seat, name=first, member=member, cell=cell, pen=pen, asks=tuple(a for a in old.asks if a != name))


def _pen_given(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old, name = state.seats[data["seat"]], data["name"]
    return _sit(state, data["seat"], pen="" if name == old.name else name, asks=tuple(a for a in old.asks if a != name))


def _nothing(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {}


def _phase_began(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    out: dict[str, Any] = {
        "phase": data["phase"],
        "status": "playing",
        "game_date": data["game_date"],
        "until": data["until"],
        "ends_at": data["ends_at"],
        "left_s": None,
        "paused": False,
        "pause_reason": None,
        "came_from": state.phase if data["round"] == state.round else "",
        "news": 0,
    }
    if data["round"] != state.round:
        out |= {"round": data["round"], "orders": {}, "locked": frozenset(), "moved": (), "contested": {}}
    return out


def _phase_undone(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {"phase": data["phase"], "ends_at": data["ends_at"], "left_s": None, "came_from": "", "paused": False, "pause_reason": None}


def _card_played(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    card = state.deck.cards.get(data["card"]) or free_card(data, event.audience)
    return {"cards": {**state.cards, card.id: Played(card, data["round"])}}


def free_card(data: Mapping[str, Any], audience: Audience) -> Card:
    """The card of a free inject: a title, a text, nothing to choose."""
    n = data["round"]
    return Card(
        data["card"],
        "",
        data["title"],
        data["text"],
        (n, n),
        "inject",
        Source("device", "", "written by the white cell"),
        audience=None if audience == "all" else audience,
    )


def _card_planned(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    others = {card: how for card, how in state.aside.items() if card != data["card"]}
    return {"aside": others if data["status"] == "planned" else {**others, data["card"]: {k: data[k] for k in ("status", "reason")}}}


def _desk_asked(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {"asked": (*state.asked, Asked(seq, state.round, data["seat"], data["text"]))}


def _desk_answered(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    said = {"answer": data["text"], "by": data["by"], "everyone": event.audience == EVERYONE, "answered": seq}
    return {"asked": tuple(replace(q, **said) if q.seq == data["question"] else q for q in state.asked)}


def _room_opened(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {"rooms": {**state.rooms, data["room"]: Room(data["room"], tuple(data["seats"]))}}


def _message_sent(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    message = {"room": data["room"], "from": data["from"], "text": data["text"], "round": state.round, "at": data["at"]}
    return {"messages": state.messages.plus((seq, message))}


def _draft_saved(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {"orders": {**state.orders, data["seat"]: Order(data["main"], data["minor"], data["choices"])}}


def _order_sealed(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {"orders": {**state.orders, data["seat"]: Order(data["main"], data["minor"], data["choices"], seq, data["at"])}}


def _order_unlocked(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old = state.orders[data["seat"]]
    return {"orders": {**state.orders, data["seat"]: Order(old.main, old.minor, old.choices)}, "locked": state.locked - {data["seat"]}}


def _choice_revealed(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old = state.cards[data["card"]]
    return {"cards": {**state.cards, data["card"]: replace(old, chosen=data["choice"], by_default=data["by_default"], chosen_at=seq)}}


def _card_leaked(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old = state.cards[data["card"]]
    return {"cards": {**state.cards, data["card"]: replace(old, leaked_at=seq)}}


def _order_revealed(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    deed = Deed(
        seq, state.round, data["seat"], data["slot"], data["move"], data["fields"], data["sentence"], event.audience, seq, data["by_rule"]
    )
    before = state.deeds
    if "replaces" in data:
        before = tuple(replace(d, replaced=True, touched=seq) if d.no == data["replaces"] else d for d in before)
    return {"deeds": (*before, deed)}


def _fact(state: State, record: str, name: str, raw: Any) -> Any:
    return typed(state.law.names.vars[state.case.records[record].kind][name], raw)


def _move_ruled(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    sentence = next((d.sentence for d in reversed(state.deeds) if d.no == data["deed"]), "")
    new = occurrences(state.law, data["occurrences"])
    ruled = Ruled(
        no=data["no"],
        round=state.round,
        seat=data["seat"],
        slot=data["slot"],
        deed=data["deed"],
        sentence=sentence,
        ruling=data["ruling"],
        shown=data.get("shown", {}),
        occurrences=new,
        audience=event.audience,
        touched=seq,
        before=state,
    )
    return {
        "rulings": (*state.rulings, ruled),
        "case": state.case.with_occurrence(*new),
        "deeds": tuple(replace(d, ruling=data["no"], touched=seq) if d.no == data["deed"] else d for d in state.deeds),
    }


def _retold(state: State, rulings: tuple[Ruled, ...]) -> Case:
    """The case again with the occurrences of changed *rulings* in their old places."""
    mine = {id(o) for r in state.rulings for o in r.occurrences}
    kept = [o for o in state.case.occurrences if id(o) not in mine]
    late = [o for r in rulings for o in r.occurrences]
    merged = sorted([*enumerate(kept), *((len(kept) + n, o) for n, o in enumerate(late))], key=lambda p: (p[1].date, p[0]))
    return Case(state.case.records, tuple(o for _, o in merged), state.case.sources)


def _ruling_completed(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    new = occurrences(state.law, data["occurrences"])
    made = {"ruling": data["ruling"], "shown": data.get("shown", {}), "occurrences": new, "touched": seq, "before": state}
    rulings = tuple(replace(r, **made) if r.no == data["no"] else r for r in state.rulings)
    return {"rulings": rulings, "case": _retold(state, rulings)}


def _ruling_overridden(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    new = occurrences(state.law, data["occurrences"])
    made = {k: data[k] for k in ("verdict", "consequence", "reason", "by", "at")}
    rulings = tuple(replace(r, overridden=made, occurrences=new, touched=seq) if r.no == data["no"] else r for r in state.rulings)
    return {"rulings": rulings, "case": _retold(state, rulings)}


def _duty_changed(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    now = tuple(data["duties"])
    return {"duties": now, "public_duties": now} if event.audience == "all" else {"duties": now}


def _effects_applied(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    out: dict[str, Any] = {"moved": (*state.moved, data)}
    if data["shifts"]:
        out["tracks"] = {**state.tracks, **{s["track"]: s["after"] for s in data["shifts"]}}
    if data["ladders"]:
        out["ladders"] = {**state.ladders, **{x["ladder"]: LadderNow(x["after"], x["frozen"]) for x in data["ladders"]}}
    if data["tokens"]:
        out["tokens"] = {**state.tokens, **{t["token"]: t["on"] for t in data["tokens"]}}
    if data["marks"]:
        out["marks"] = {**state.marks, **{m["mark"]: m["after"] for m in data["marks"]}}
    for f in data["facts"]:
        private = f["audience"] != "all"
        audience = tuple(f["audience"]) if private else EVERYONE
        told = Telling(audience, _fact(state, f["record"], f["field"], f["value"]), "record" if private else f["why"])
        out |= _told(state.but(**out), (f["record"], f["field"]), told)
    if data["cards"]:
        out["cards"] = {k: replace(p, settled=True) if k in data["cards"] else p for k, p in state.cards.items()}
    for id in data.get("pacts", ()):
        pact = state.deck.pacts[id]
        made = Agreement(id, pact.title, pact.parties, (), pact.text, True, pact.parties, "in_force", state.round, seq)
        out["agreements"] = (*(a for a in out.get("agreements", state.agreements) if a.id != id), made)
    for one, other in data.get("freed", ()):
        out["agreements"] = tuple(
            replace(a, status="freed") if a.status == "in_force" and {one, other} <= set(a.parties) else a
            for a in out.get("agreements", state.agreements)
        )
    done = set(data["deeds"])
    if done:
        out["deeds"] = tuple(replace(d, settled=True) if d.no in done else d for d in state.deeds)
    return out


def _told(state: State, fact: tuple[str, str], now: Telling) -> dict[str, Any]:
    """The case with one fact changed, and who was told what of it."""
    record, name = fact
    secret = {k: v for k, v in state.secret.items() if k != fact}
    if now.audience != EVERYONE:
        before = Telling(EVERYONE, state.case.records[record].fields.get(name), state.case.sources.get(fact, "record"))
        secret[fact] = (*state.secret.get(fact, (before,)), now)
    return {"case": state.case.with_fact(record, name, now.value, now.source), "secret": secret}


def _fact_established(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    fact = (data["record"], data["field"])
    source = "finding of the white cell" if data["seat"] == WHITE else f"finding by {data['seat']}"
    told = _told(state, fact, Telling(event.audience, _fact(state, *fact, data["value"]), source))
    return {**told, "facts": {**state.facts, fact: {"value": data["value"], "reason": data["reason"]}}}


def _round_ended(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {"round_ends": (*state.round_ends, data["tracks"])}


def _ending_reached(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {"outcome": {"ending": data["ending"], "title": data["title"], "text": data["text"], "scores": []}}


def _scored(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    return {"outcome": {**(state.outcome or {}), "scores": data["scores"]}}


_FOLDS: Mapping[str, Fold] = {
    "table_opened": _nothing,
    "table_forked": _nothing,
    "seat_taken": lambda s, d, e, n: _seated(s, d["seat"], d["name"]),
    "seat_left": lambda s, d, e, n: _seated(s, d["seat"], ""),
    "seat_ready": lambda s, d, e, n: _sit(s, d["seat"], ready=d["ready"]),
    "seat_filled": lambda s, d, e, n: _seated(s, d["seat"], d["name"], d["kind"]),
    "pass_renewed": lambda s, d, e, n: _sit(s, d["seat"], member="", cell={}, pen="", asks=()) if d["seat"] in s.seats else {},
    "member_joined": lambda s, d, e, n: _sit(s, d["seat"], cell={**s.seats[d["seat"]].cell, d["name"]: d["member"]}),
    "member_left": _member_left,
    "pen_asked": lambda s, d, e, n: _sit(s, d["seat"], asks=(*s.seats[d["seat"]].asks, d["name"])),
    "pen_given": _pen_given,
    "phase_began": _phase_began,
    "phase_undone": _phase_undone,
    "card_played": _card_played,
    "card_leaked": _card_leaked,
    "room_opened": _room_opened,
    "message_sent": _message_sent,
    "draft_saved": _draft_saved,
    "order_sealed": _order_sealed,
    "order_locked": lambda s, d, e, n: {"locked": s.locked | {d["seat"]}},
    "order_unlocked": _order_unlocked,
    "choice_revealed": _choice_revealed,
    "order_revealed": _order_revealed,
    "move_ruled": _move_ruled,
    "ruling_completed": _ruling_completed,
    "ruling_overridden": _ruling_overridden,
    "card_planned": _card_planned,
    "evaluation_marked": lambda s, d, e, n: {"evaluated": (*s.evaluated, d)},
    "desk_asked": _desk_asked,
    "desk_answered": _desk_answered,
    **ARGUED,
    "duty_changed": _duty_changed,
    "mark_added": _nothing,
    "effects_applied": _effects_applied,
    "paused": lambda s, d, e, n: {"paused": True, "pause_reason": d["reason"], "left_s": d["left_s"], "ends_at": None},
    "resumed": lambda s, d, e, n: {"paused": False, "pause_reason": None, "left_s": None, "ends_at": d["ends_at"]},
    "clock_moved": lambda s, d, e, n: {"ends_at": d["ends_at"]},
    "fact_established": _fact_established,
    "headline_printed": lambda s, d, e, n: {"headlines": (*s.headlines, {"seq": n, "round": s.round, "text": d["text"], "by": d["by"]})},
    "round_ended": _round_ended,
    "ending_reached": _ending_reached,
    "scored": _scored,
    "table_closed": lambda s, d, e, n: {"status": "closed", "phase": "closed", "ends_at": None, "paused": False},
}
