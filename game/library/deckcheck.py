"""What a deck and the law must agree on: acts, their parameters and records, facts, offices.

Belongs here: names a deck takes from the packs. Does not: a deck's own names (decks).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from game.errors import Fault, nearest
from game.play import Deck
from game.rules import Act, Case, Law, Occurrence, Record, check_act, value_of

from .reading import Document
from .reading import Path as Place

__all__ = ["blanks_of", "check_with_law", "opening_case"]


def fact_value(raw: Any) -> Any:
    """A fact's value: days of the calendar as dates, lists as sets."""
    if isinstance(raw, str) and len(raw) == 10 and raw[4] == raw[7] == "-":
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return raw
    return value_of(raw)


def opening_case(raw: Mapping[str, Any]) -> Case:
    """The opening case from its checked shape."""
    records = {id: Record(r["kind"], {k: fact_value(v) for k, v in r["blanks"].items()}) for id, r in raw["records"].items()}
    happened = (Occurrence(o["name"], o["date"], o["about"], {k: fact_value(v) for k, v in o["data"].items()}) for o in raw["events"])
    return Case(records, tuple(happened))


def blanks_of(sentence: str) -> set[str]:
    """The names in braces in an order's sentence."""
    return {part.partition("}")[0] for part in sentence.split("{")[1:] if "}" in part}


def check_with_law(deck: Deck, law: Law, owner: Mapping[str, Document] | None = None) -> list[Fault]:
    """What in a deck the law does not know: acts, their parameters and records, facts of the opening case, offices."""
    faults: list[Fault] = []

    def fault(path: Place, message: str, help: str = "") -> None:
        document = (owner or {}).get(str(path[0]))
        faults.append(document.fault(path, message, help) if document else Fault("", 1, ".".join(map(str, path)), message, help))

    offices = {o for pack in law.packs for o in pack.offices}
    for seat in deck.seats.values():
        for n, office in enumerate(seat.offices):
            if office not in offices:
                fault(("seats", seat.id, "offices", n), f"no pack knows the office `{office}`", nearest(office, offices))
    for move in deck.moves.values():
        if move.act is None:
            continue
        path: Place = ("moves", move.id, "act")
        use = move.act
        for n, actor in enumerate(use.actors):
            if actor not in offices:
                fault((*path, "actors", n), f"no pack knows the office `{actor}`", nearest(actor, offices))
        plain = {k: value_of(v) for k, v in use.params.items() if not isinstance(v, dict)}
        spec = law.acts.get(use.name)
        for k in use.params.keys() - plain.keys():
            if spec is not None and k not in spec.params:
                fault((*path, "params", k), f"`{use.name}` has no parameter `{k}`", nearest(k, spec.params))
        day = date.fromisoformat(deck.rounds[0].begins)
        for name, message, help in check_act(law, deck.case, Act(use.name, use.actors[0], day, dict(use.about), plain)):
            fault((*path, *name.replace("act", "name").split(".")), message, help)
    for id, record in deck.case.records.items():
        known = law.names.vars.get(record.kind)
        if known is None:
            fault(("case", "records", id, "kind"), f"no pack knows a record `{record.kind}`", nearest(record.kind, law.names.vars))
            continue
        for name in record.fields:
            if name not in known:
                fault(("case", "records", id, "fields", name), f"a {record.kind} has no fact `{name}`", nearest(name, known))
    for n, o in enumerate(deck.case.occurrences):
        if o.name not in law.names.events:
            fault(("case", "events", n, "name"), f"no pack knows the event `{o.name}`", nearest(o.name, law.names.events))
    return faults
