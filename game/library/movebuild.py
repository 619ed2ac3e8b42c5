"""Cards and moves of a deck from their shapes. Belongs here: what a card or a move becomes. Does not: the rest (deckbuild)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from game.play import deck as d
from game.play.frames import order_vars

from .builder import Builder
from .deckcheck import blanks_of
from .reading import Path as Place

__all__ = ["card_of", "move_of"]


def card_of(b: Builder, id: str, raw: Mapping[str, Any]) -> d.Card:
    path: Place = ("cards", id)
    b.known(raw["suit"], b.names["suits"], "suit", (*path, "suit"))
    choices = []
    for n, c in enumerate(raw["choices"]):
        at = (*path, "choices", n)
        by = next(iter(b.seats_of(c["by"], (*at, "by")) or ()), "")
        changes = (b.change(c, at), *b.changes(c["more"], (*at, "more")))
        passes = tuple(b.known(bill, b.names["bills"], "bill", (*at, "passes", n)) for n, bill in enumerate(c["passes"]))
        choices.append(d.Choice(c["id"], by, c["text"], changes, b.needs(c["needs"], (*at, "needs")), c["once"], passes))
    if len({c.id for c in choices}) != len(choices):
        b.fault((*path, "choices"), "two choices have one id", "name them a, b, c")
    if len({c.by for c in choices}) > 1:
        b.fault((*path, "choices"), "choices of one card belong to different seats", "one seat answers a card")
    audience = b.seats_of(raw["audience"], (*path, "audience"))
    if choices and not choices[0].by and audience == ():
        b.fault((*path, "choices"), "nobody can answer this card", "say `by:` or give it an audience", "choice-owner")
    source = raw["source"]
    return d.Card(
        id,
        raw["suit"],
        raw["title"],
        raw["text"],
        b.rounds_of(raw["rounds"]),
        raw["kind"],
        d.Source(source["kind"], source["cite"], source["note"]),
        audience,
        raw["fixed"],
        raw["arises"],
        b.when(raw["when"], (*path, "when")),
        b.changes(raw["at_once"], (*path, "at_once")),
        tuple(choices),
        not raw["private_outcome"],
        raw["leak"],
        b.changes(raw["if_leaked"], (*path, "if_leaked")),
        raw["note"],
        raw["sender"] or _channel(b, raw)["sender"],
        raw["channel"] or _channel(b, raw)["channel"],
        raw["expected"],
        raw["aim"],
    )


def _channel(b: Builder, raw: Mapping[str, Any]) -> Mapping[str, str]:
    """Who sends a card of this kind and how, where the card does not say."""
    usual = {"sender": "The white cell", "channel": "read aloud" if raw["audience"] is None else "handed over"}
    return b.got["channels"].get(raw["kind"], usual)


def move_of(b: Builder, id: str, raw: Mapping[str, Any]) -> d.Move:
    path: Place = ("moves", id)
    fields = tuple(_field(b, f, (*path, "fields", n)) for n, f in enumerate(raw["blanks"]) if _is_field(b, f, (*path, "fields", n)))
    order = order_vars(fields)
    stages = b.names["stages"] or ()
    b.known(raw["stage"], b.names["stages"], "stage", (*path, "stage"))
    names = {f.name for f in fields}
    for word in blanks_of(raw["sentence"]) - {"seat"}:
        b.known(word, names, "field", (*path, "sentence"))
    return d.Move(
        id,
        raw["slot"],
        b.seats_of(raw["seats"], (*path, "seats")) or (),
        raw["title"],
        raw["text"],
        raw["sentence"],
        stages.index(raw["stage"]) if raw["stage"] in stages else 0,
        b.rounds_of(raw["rounds"]),
        fields,
        b.needs(raw["needs"], (*path, "needs")),
        raw["once"],
        raw["repeats"],
        raw["key"],
        _act(b, raw["act"], names, (*path, "act")),
        _bill_use(b, raw["bill"], fields, (*path, "bill")),
        b.changes(raw["always"], (*path, "always"), order),
        b.changes(raw["if_lawful"], (*path, "if_lawful"), order),
        b.seats_of(raw["audience"], (*path, "audience")),
        raw["note"],
        raw["argued"],
        b.when(raw["contested_when"], (*path, "contested_when")),
        tuple(
            d.Bonus(x["text"], x["by"], b.when(x["when"], (*path, "bonus", n, "when"), order)) for n, x in enumerate(raw["bonus"])
        ),
        b.changes(raw["clean"], (*path, "clean"), order),
        b.changes(raw["fails"], (*path, "fails"), order),
        b.changes(raw["backfires"], (*path, "backfires"), order),
        raw["mediates"],
    )


def _is_field(b: Builder, raw: Any, path: Place) -> bool:
    """False for the name of a shared field that nobody knows: it is noted."""
    if isinstance(raw, str):
        b.known(raw, b.got["shared"], "shared field", path)
    return not isinstance(raw, str)


def _field(b: Builder, raw: Mapping[str, Any], path: Place) -> d.Field:
    options = tuple(
        d.Option(o["value"], o["label"], b.changes(o["changes"], (*path, "options", n, "changes")), o["counts"])
        for n, o in enumerate(raw["options"])
    )
    if raw["kind"] in ("choice", "choices") and not options:
        b.fault(path, f"`{raw['name']}` has nothing to choose", "give it options")
    return d.Field(raw["name"], raw["label"], raw["kind"], options, raw["at_least"], raw["default"], raw["optional"], raw["help"])


def _act(b: Builder, raw: Mapping[str, Any] | None, names: set[str], path: Place) -> d.ActUse | None:
    if raw is None:
        return None
    for role, record in raw["about"].items():
        b.known(record, b.names["records"], "record", (*path, "about", role))
    for name, value in raw["params"].items():
        if isinstance(value, dict):
            b.known(str(value.get("field")), names, "field", (*path, "params", name))
            for key in value.keys() - {"field", "map"}:
                b.fault((*path, "params", name), f"`{key}` is not known here", "write field, and map if its words stand for values")
    if raw["actor_field"]:
        b.known(raw["actor_field"], names, "field", (*path, "actor_field"))
    return d.ActUse(
        raw["name"], tuple(raw["actors"]), raw["about"], raw["params"], raw["actor_field"], b.when(raw["when"], (*path, "when"))
    )


def _bill_use(b: Builder, raw: Mapping[str, Any] | None, blanks: tuple[d.Field, ...], path: Place) -> d.BillUse | None:
    if raw is None:
        return None
    by_name = {f.name: f for f in blanks}
    if bool(raw["parts"]) == bool(raw["fixed"]):
        b.fault(path, "the parts of a bill stand in a field or are fixed", "write one of `parts` and `fixed`")
    parts = by_name.get(b.known(raw["parts"], by_name, "field", (*path, "parts"))) if raw["parts"] else None
    for n, part in enumerate(raw["fixed"]):
        b.known(part, b.names["bills"], "bill", (*path, "fixed", n))
    for option in parts.options if parts else ():
        b.known(str(option.value), b.names["bills"], "bill", (*path, "parts"))
    if raw["effective"]:
        b.known(raw["effective"], by_name, "field", (*path, "effective"))
    return d.BillUse(raw["parts"], raw["effective"], tuple(raw["fixed"]))
