"""What the white cell does besides advancing: the clock, injects, facts, overrides, the close."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from game import limits
from game.errors import nearest
from game.rules import CONSEQUENCES, VERDICTS, fits, json_of, typed

from .acting import act_ruled, override_occurrences, rule, tell_duties
from .deck import Change
from .effects import Cause, apply_causes
from .events import EVERYONE, WHITE, Audience
from .phases import play_card
from .state import Ruled
from .waiting import waiting_for
from .walk import Walk, later, refuse

__all__ = ["close", "establish", "extend", "inject", "override", "pause", "resume"]

_USUAL = {"lawful": "effective", "unlawful": "void", "defective": "void", "not_applicable": "effective", "undetermined": "waits"}
_KINDS = {"bool": "yes or no", "date": "day like 2018-01-29", "set": "list", "int": "whole number", "money": "sum of money", "enum": "word"}
REASON_LEAST = 10


def _playing(walk: Walk) -> None:
    if walk.state.status == "closed":
        refuse("this table is closed")
    if walk.state.status == "lobby":
        refuse("the game has not started, start it first")


def pause(walk: Walk) -> None:
    """{reason}: the clock stops and seats can only read."""
    walk.only("reason")
    _playing(walk)
    if walk.state.paused:
        refuse("the table is paused already")
    left = None
    if walk.state.ends_at:
        left = max(0, int((_moment(walk.state.ends_at) - _moment(walk.command.at)).total_seconds()))
    walk.tell("paused", {"reason": walk.text("reason", most=limits.REASON), "left_s": left})


def resume(walk: Walk) -> None:
    """{}: the clock goes on with the time that was left."""
    walk.only()
    if not walk.state.paused:
        refuse("the table is not paused")
    left = walk.state.left_s
    walk.tell("resumed", {"ends_at": None if left is None else later(walk.command.at, left)})


def extend(walk: Walk) -> None:
    """{minutes, reason?}: the phase ends later, or with a negative number sooner."""
    walk.only("minutes", "reason")
    _playing(walk)
    minutes = walk.command.data.get("minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not -60 <= minutes <= 60 or not minutes:
        refuse("`minutes` is a whole number from -60 to 60, not 0")
    if walk.state.paused or not walk.state.ends_at:
        refuse("no clock is running")
    ends_at = max(later(walk.state.ends_at, 60 * minutes), walk.command.at)
    reason = str(walk.command.data.get("reason") or f"{minutes:+d} minutes")[: limits.REASON]
    walk.tell("clock_moved", {"ends_at": ends_at, "reason": reason})


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at.replace("Z", "+00:00"))


def inject(walk: Walk) -> None:
    """{card} from the deck, or {title, text, audience, effects?}: something happens now."""
    walk.only("card", "title", "text", "audience", "effects")
    _playing(walk)
    state, given = walk.state, walk.command.data
    if "card" in given:
        card = state.deck.cards.get(str(given["card"]))
        if card is None:
            advice = nearest(str(given["card"]), state.deck.cards)
            refuse(f"the deck has no card `{str(given['card'])[:20]}`" + (f", {advice}" if advice else ""))
        if card.id in state.cards:
            refuse(f"“{card.title}” has been played already")
        play_card(walk, card)
        apply_causes(
            walk,
            "inject",
            [Cause(f"{card.id} {card.title}", card.at_once, EVERYONE if card.audience is None else card.audience, walk.state.frame)],
        )
        return
    audience = _audience(walk, given.get("audience", "all"))
    title, text = walk.text("title", most=limits.TITLE), walk.text("text")
    changes = _effects(walk, given.get("effects") or {})
    walk.tell("card_played", {"card": "N" + walk.command.chance[:6], "round": state.round, "title": title, "text": text}, audience)
    if changes.shifts:
        apply_causes(walk, "inject", [Cause(title, (changes,), audience, walk.state.frame)])


def _audience(walk: Walk, raw: Any) -> Audience:
    return EVERYONE if raw == "all" else walk.seats(raw, "audience")


def _effects(walk: Walk, raw: Any) -> Change:
    tracks = walk.state.deck.tracks
    if not isinstance(raw, Mapping):
        refuse("`effects` says for each track by how much, such as {TRUST: -1}")
    for track, by in raw.items():
        if track not in tracks:
            refuse(f"there is no track `{str(track)[:20]}`, the tracks are {', '.join(tracks)}")
        if not isinstance(by, int) or isinstance(by, bool) or not -12 <= by <= 12:
            refuse(f"`{track}` moves by a whole number from -12 to 12")
    return Change(shifts=dict(raw))


def establish(walk: Walk) -> None:
    """{record, field, value, reason, audience?}: a fact is established; rulings that waited for it are completed.

    The white cell may establish any; a seat what a ruling waits for that one of its offices may, and then everyone knows it.
    """
    walk.only("record", "field", "value", "reason", "audience")
    _playing(walk)
    state, given = walk.state, walk.command.data
    record, name = str(given.get("record")), str(given.get("field"))
    if record not in state.case.records:
        refuse(f"there is no record `{record[:40]}`, the records are {', '.join(state.case.records)}")
    specs = state.law.names.vars.get(state.case.records[record].kind, {})
    if name not in specs:
        advice = nearest(name, specs)
        refuse(f"the law asks no fact `{name[:40]}` of a {state.case.records[record].kind}" + (f", {advice}" if advice else ""))
    seat = walk.command.seat
    if seat != WHITE:
        if (record, name) not in {(x["record"], x["field"]) for x in waiting_for(state, seat)}:
            refuse("no ruling that you know of waits for your finding on that")
        if "audience" in given:
            refuse("what an office finds, everyone knows it")
    spec = specs[name]
    value = typed(spec, given.get("value"))
    if value is None or not fits(spec, value):
        one = f", one of {', '.join(map(str, spec.values))}" if spec.values else ""
        refuse(f"`value` is a {_KINDS.get(spec.type, spec.type)} here{one}, not `{str(given.get('value'))[:40]}`")
    reason = walk.text("reason")
    walk.tell(
        "fact_established",
        {
            "record": record,
            "field": name,
            "value": json_of(value),
            "reason": reason,
            "by": walk.by,
            "seat": seat,
            "label": spec.label or f"{record}, {name.replace('_', ' ')}",
            "value_text": ("yes" if value else "no") if isinstance(value, bool) else str(json_of(value)),
        },
        _audience(walk, given.get("audience", "all")),
    )
    for ruled in walk.state.rulings:
        if ruled.consequence == "waits" and not ruled.overridden:
            _complete(walk, ruled)
    tell_duties(walk, walk.state.game_date)


def _complete(walk: Walk, ruled: Ruled) -> None:
    """Rule again on an act that waited; tell it only if the answer is another one."""
    again = rule(walk.state, act_ruled(walk.state, ruled))
    if again["ruling"] != ruled.ruling:
        deed = next(d for d in walk.state.deeds if d.no == ruled.deed)
        walk.tell("ruling_completed", {"no": ruled.no, "deed": ruled.deed, "seat": ruled.seat, "slot": ruled.slot, **again}, deed.audience)


def override(walk: Walk) -> None:
    """{ruling, verdict, consequence?, reason}: the white cell's word stands; the engine's ruling stays readable."""
    walk.only("ruling", "verdict", "consequence", "reason")
    _playing(walk)
    state, given = walk.state, walk.command.data
    number = given.get("ruling")
    ruled = next((r for r in state.rulings if r.no == number), None) if isinstance(number, int) and not isinstance(number, bool) else None
    if ruled is None:
        refuse(f"there is no ruling {str(number)[:20]}")
    verdict = given.get("verdict")
    if verdict not in VERDICTS or verdict == "undetermined":
        refuse("`verdict` is lawful, unlawful, defective or not_applicable")
    consequence = given.get("consequence") or _USUAL[verdict]
    if consequence not in CONSEQUENCES or consequence == "waits":
        refuse("`consequence` is effective, void or breach")
    reason = walk.text("reason", least=REASON_LEAST)
    deed = next(d for d in state.deeds if d.no == ruled.deed)
    made = override_occurrences(state, act_ruled(state, ruled), verdict, consequence)
    walk.tell(
        "ruling_overridden",
        {
            "no": ruled.no,
            "verdict": verdict,
            "consequence": consequence,
            "reason": reason,
            "by": walk.by,
            "at": walk.command.at,
            "occurrences": made,
        },
        deed.audience,
    )
    tell_duties(walk, walk.state.game_date)


def close(walk: Walk) -> None:
    """{reason}: the table ends here, without an ending."""
    walk.only("reason")
    if walk.state.status == "closed":
        refuse("this table is closed already")
    walk.tell("table_closed", {"reason": walk.text("reason", most=limits.REASON)})
