"""From an order to an act of law, and from the law's answer to what the table is told.

Belongs here: building acts, asking game.rules, rulings and duties per reader. Does not: verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from game.rules import Act, Case, Occurrence, adjudicate, duties, duty_json, explain, explain_to, json_of, occurrences_of, value_of

from .deck import Move
from .events import EVERYONE, NOBODY, PUBLIC, WHITE, hears
from .state import Ruled, State
from .walk import Walk

__all__ = ["act_of", "act_ruled", "as_known_to", "duties_on", "override_occurrences", "rule", "tell_duties"]


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


def act_ruled(state: State, ruled: Ruled) -> Act:
    """The act that a ruling of this table is on, as its order says it."""
    deed = next(d for d in state.deeds if d.no == ruled.deed)
    act = act_of(state, state.deck.moves[deed.move], deed.seat, deed.fields, deed.round)
    assert act is not None, "only an act of law is ruled on"
    return act


def _param(raw: Any, fields: Mapping[str, Any], defaults: Mapping[str, Any]) -> Any:
    if isinstance(raw, Mapping) and "field" in raw:
        said = fields.get(raw["field"], defaults.get(raw["field"]))
        return value_of(raw["map"].get(said) if "map" in raw else said)
    return value_of(raw)


def as_known_to(state: State, seat: str) -> Case:
    """The case as *seat* (a seat id, WHITE or PUBLIC) knows it.

    A fact told to others is what it was when the seat last heard of it; an act of law told to others did not happen.
    """
    case = state.case
    for fact, told in state.secret.items():
        if not hears(told[-1].audience, seat):
            known = next((t for t in reversed(told) if hears(t.audience, seat)), None)
            case = case.with_fact(*fact, known.value, known.source) if known else case.without_facts([fact])
    untold = [o for r in state.rulings if not hears(r.audience, seat) for o in r.occurrences]
    return case.without_occurrences(untold) if untold else case


def rule(state: State, act: Act) -> dict[str, Any]:
    """The law's answer to *act* as data of a ``move_ruled``: ruling, occurrences and, where something is private, readers' copies."""
    law = state.law_on(act.date)
    ruling = adjudicate(law, state.case, act)
    made = occurrences_of(law, act, ruling)
    out: dict[str, Any] = {"ruling": explain(law, state.case, act, ruling), "occurrences": [occurrence_json(o) for o in made]}
    copies: dict[str, Any] = {}
    for reader in (*state.deck.seats, PUBLIC):
        known = as_known_to(state, reader)
        if known is not state.case and explain(law, known, act, ruling) != out["ruling"]:
            copies[reader] = explain_to(law, known, act, ruling)
    return {**out, "shown": copies} if copies else out


def override_occurrences(state: State, act: Act, verdict: str, consequence: str) -> list[dict[str, Any]]:
    """What *act* puts on the case when the white cell says how it was."""
    law = state.law_on(act.date)
    ruling = adjudicate(law, state.case, act)._replace(verdict=verdict, consequence=consequence)
    return [occurrence_json(o) for o in occurrences_of(law, act, ruling)]


def occurrence_json(o: Occurrence) -> dict[str, Any]:
    return {"name": o.name, "date": o.date.isoformat(), "about": dict(o.about), "data": {k: json_of(v) for k, v in o.data.items()}}


def duties_on(state: State, day: str, seat: str) -> list[dict[str, Any]]:
    """The duties of the law that have arisen by the end of *day*, as far as *seat* (or WHITE, PUBLIC) knows the case."""
    law = state.law_on(day)
    return [duty_json(law, d) for d in duties(law, as_known_to(state, seat), date.fromisoformat(day))]


def tell_duties(walk: Walk, day: str) -> None:
    """Tell ``duty_changed`` if, by the end of *day*, any duty of the law stands otherwise than it did.

    Everyone is told what follows from what everyone knows. Where private facts or acts make a difference, the white cell
    alone is told how the duties truly stand; a seat that knows of them finds it in its own view.
    """
    public, true = duties_on(walk.state, day, PUBLIC), duties_on(walk.state, day, WHITE)
    if public != list(walk.state.public_duties):
        walk.tell("duty_changed", _change(day, walk.state.public_duties, public), EVERYONE)
    if true != list(walk.state.duties):
        walk.tell("duty_changed", _change(day, walk.state.duties, true), NOBODY)


def _change(day: str, old: Iterable[Mapping[str, Any]], now: list[dict[str, Any]]) -> dict[str, Any]:
    before = {d["key"]: d for d in old}
    changes = [{"key": d["key"], "state": d["state"], "text": _duty_text(d)} for d in now if d != before.get(d["key"])]
    gone = before.keys() - {d["key"] for d in now}
    changes += [{"key": k, "state": "gone", "text": f"Duty under {before[k]['cite']}: no longer runs"} for k in sorted(gone)]
    return {"on": day, "duties": now, "changes": changes}


def _duty_text(d: Mapping[str, Any]) -> str:
    due = f", due {d['due']}" if d["due"] and d["state"] == "due" else ""
    title = d["title"] if d["title"].startswith("Duty") else f"Duty, {d['title'][0].lower()}{d['title'][1:]}"
    return f"{title} ({d['cite']}): {d['state'].replace('_', ' ')}{due}"
