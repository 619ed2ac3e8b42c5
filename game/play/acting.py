"""From an order to an act of law, and from the law's answer to what the table is told.

Belongs here: building acts, asking game.rules, rulings per reader, duties as JSON. Does not: verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from game.rules import Act, Case, DutyStatus, Occurrence, adjudicate, duties, explain, explain_to, json_of, occurrences_of, value_of

from .deck import Move
from .state import State
from .walk import Walk

__all__ = ["act_of", "as_known_to", "duty_json", "override_occurrences", "rule", "tell_duties"]


def act_of(state: State, move: Move, seat: str, fields: Mapping[str, Any], round_no: int = 0) -> Act | None:
    """The act an order amounts to; None for a move the law does not speak of.

    It is dated the first day of its round, or the day that a date field names. Fields left blank are not supplied.
    """
    use = move.act
    if use is None:
        return None
    defaults = {f.name: f.default for f in move.fields}
    wanted = fields.get(use.actor_field, defaults.get(use.actor_field))
    held = [o for o in use.actors if o in state.deck.seats[seat].offices] or list(use.actors)
    actor = wanted if wanted in held else held[0]
    day = state.deck.round(round_no or state.round).begins
    for f in move.fields:
        if f.kind == "date" and fields.get(f.name):
            day = str(fields[f.name])
    params = {name: value for name, raw in use.params.items() if (value := _param(raw, fields, defaults)) is not None}
    return Act(use.name, actor, date.fromisoformat(day), dict(use.about), params)


def _param(raw: Any, fields: Mapping[str, Any], defaults: Mapping[str, Any]) -> Any:
    if isinstance(raw, Mapping) and "field" in raw:
        said = fields.get(raw["field"], defaults.get(raw["field"]))
        return value_of(raw["map"].get(said) if "map" in raw else said)
    return value_of(raw)


def as_known_to(state: State, seat: str) -> Case:
    """The case as *seat* knows it: facts it may not know are not established."""
    hidden = [fact for fact, seats in state.secret.items() if seat not in seats]
    return state.case.without_facts(hidden) if hidden else state.case


def rule(state: State, act: Act) -> dict[str, Any]:
    """The law's answer to *act* as data of a ``move_ruled``: ruling, occurrences and, where facts are secret, readers' copies."""
    ruling = adjudicate(state.law, state.case, act)
    made = occurrences_of(state.law, act, ruling)
    out: dict[str, Any] = {"ruling": explain(state.law, state.case, act, ruling), "occurrences": [occurrence_json(o) for o in made]}
    if state.secret:
        copies: dict[str, Any] = {}
        for reader in (*state.deck.seats, "PUBLIC"):
            known = as_known_to(state, reader)
            if known is not state.case and explain(state.law, known, act, ruling) != out["ruling"]:
                copies[reader] = explain_to(state.law, known, act, ruling)
        if copies:
            out["shown"] = copies
    return out


def override_occurrences(state: State, act: Act, verdict: str, consequence: str) -> list[dict[str, Any]]:
    """What *act* puts on the case when the white cell says how it was."""
    ruling = adjudicate(state.law, state.case, act)._replace(verdict=verdict, consequence=consequence)
    return [occurrence_json(o) for o in occurrences_of(state.law, act, ruling)]


def occurrence_json(o: Occurrence) -> dict[str, Any]:
    return {"name": o.name, "date": o.date.isoformat(), "about": dict(o.about), "data": {k: json_of(v) for k, v in o.data.items()}}


def duty_json(d: DutyStatus) -> dict[str, Any]:
    """One duty of the law as the table keeps it."""
    norm = d.norm
    return {
        "key": d.key,
        "norm": norm.id,
        "cite": d.cite,
        "title": norm.heading,
        "about": dict(d.about),
        "state": d.state,
        "due": d.due.isoformat() if d.due else None,
        "holder": norm.holder[0] if norm.holder else "",
        "settle": norm.settle,
        "house_rule": norm.house_rule,
    }


def tell_duties(walk: Walk, on: str) -> None:
    """Tell ``duty_changed`` if, by the end of day *on*, any duty of the law stands otherwise than it did."""
    state = walk.state
    now = [duty_json(d) for d in duties(state.law, state.case, date.fromisoformat(on))]
    before = {d["key"]: d for d in state.duties}
    if now != list(state.duties):
        changes = [{"key": d["key"], "state": d["state"], "text": _duty_text(d)} for d in _changed(now, before)]
        gone = before.keys() - {d["key"] for d in now}
        changes += [{"key": k, "state": "gone", "text": f"Duty under {before[k]['cite']}: no longer runs"} for k in sorted(gone)]
        walk.tell("duty_changed", {"on": on, "duties": now, "changes": changes})


def _changed(now: Iterable[dict[str, Any]], before: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [d for d in now if d != before.get(d["key"])]


def _duty_text(d: Mapping[str, Any]) -> str:
    due = f", due {d['due']}" if d["due"] and d["state"] == "due" else ""
    return f"Duty, {d['title'][0].lower()}{d['title'][1:]} ({d['cite']}): {d['state'].replace('_', ' ')}{due}"
