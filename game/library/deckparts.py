"""What can still be read of a deck that has faults, so that one fault hides no other.

Belongs here: cutting out what does not have the shape of a deck, and the names that are known all the same. Does not: what
the rest means (deckbuild).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields

from game.play.frames import deck_vars
from game.rules import FactSpec

from .deckschema import DeckSchema

__all__ = ["Names", "readable", "variables"]

Names = Mapping[str, "tuple[str, ...] | None"]
"""Section -> the names it defines, those of entries with faults too; None where that cannot be read."""

NAMING = (
    "suits", "seats", "tracks", "ladders", "tokens", "marks", "stages", "moves", "cards", "phases", "bills", "agreements", "limits",
    "schedules",
)
_EMPTY: Mapping[str, Any] = {
    "law": {"packs": [], "readings": {}, "in_force": []},
    "legislation": None,
    "argument": None,
    "case": {"records": {}, "events": [], "hidden": []},
}


@dataclass(frozen=True)
class Readable:
    """got: the deck's shape without what has faults. whole: nothing was cut out. messages: marshmallow's, by section."""

    got: dict[str, Any] | None
    names: Names
    messages: Mapping[str, Any]


def readable(raw: Mapping[str, Any], lost: bool) -> Readable:
    """The part of *raw* (all files' keys) that has a deck's shape. lost: a file could not be read, so no section is said to be missing."""
    missing = tuple(k for k, f in DeckSchema().fields.items() if k not in raw and (f.required or lost))
    try:
        return Readable(_filled(DeckSchema(partial=missing if lost else ()).load(raw), missing), _names(raw, lost), {})
    except ValidationError as e:
        messages: dict[str, Any] = e.messages if isinstance(e.messages, dict) else {"_schema": e.messages}
    rest = deepcopy(dict(raw))
    _cut(rest, messages)
    got = _load(rest, missing)
    if "_faults" in got:
        for section, inner in got["_faults"].items():
            here = rest.get(section)
            if isinstance(here, dict) and isinstance(inner, dict) and isinstance(DeckSchema().fields.get(section), fields.Dict):
                for name in inner:
                    here.pop(name, None)
            else:
                rest.pop(section, None)
        got = _load(rest, tuple(k for k in DeckSchema().fields if k not in rest))
    return Readable(None if "_faults" in got else got, _names(raw, lost), messages)


def _load(rest: Mapping[str, Any], missing: tuple[str, ...]) -> dict[str, Any]:
    try:
        return _filled(DeckSchema(partial=missing).load(rest), missing)
    except ValidationError as e:
        return {"_faults": e.messages}


def _filled(got: dict[str, Any], missing: tuple[str, ...]) -> dict[str, Any]:
    """*got* with something empty for each section that is not there."""
    for name in missing:
        if name not in got:
            field = DeckSchema().fields[name]
            nothing: Any = {} if isinstance(field, fields.Dict) else [] if isinstance(field, fields.List) else ""
            got[name] = deepcopy(_EMPTY.get(name, nothing))
    return got


def _cut(raw: Any, messages: Any) -> bool:
    """Take out of *raw* each key that has a fault of its own; True if *raw* itself has to go."""
    if not isinstance(messages, dict):
        return True
    for key, inner in messages.items():
        if isinstance(raw, dict) and key in raw:
            if _cut(raw[key], inner):
                del raw[key]
        elif isinstance(raw, list) and isinstance(key, int) and key < len(raw):
            if _cut(raw[key], inner):
                return True
        elif key in ("_schema", "key", "value") and _cut(raw, inner):
            return True
    return False


def _names(raw: Mapping[str, Any], lost: bool) -> Names:
    case = raw.get("case")
    where: dict[str, Any] = {section: raw.get(section, None if lost else ()) for section in NAMING}
    where["records"] = case.get("records") if isinstance(case, dict) else None
    where["rounds"] = raw.get("rounds")
    return {
        section: tuple(str(name) if section != "rounds" else "" for name in value) if isinstance(value, (dict, list, tuple)) else None
        for section, value in where.items()
    }


class _Anything(dict[str, FactSpec]):
    """Stands for names that cannot be read: every name is one of them."""

    def __init__(self, spec: FactSpec) -> None:
        super().__init__()
        self.spec = spec

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> FactSpec:
        return self.spec

    def get(self, name: str, default: Any = None) -> Any:
        return self.spec


def variables(names: Names) -> dict[str, dict[str, FactSpec]]:
    """What a deck's conditions may ask, by its names."""
    sections = ("tracks", "ladders", "tokens", "marks", "cards", "moves", "bills", "agreements", "seats", "limits")
    made = deck_vars(*(names[s] or () for s in sections))
    for n, section in enumerate(sections):
        if names[section] is None:
            sample = deck_vars(*(("?",) if i == n else () for i in range(len(sections))))
            made |= {var: _Anything(known["?"]) for var, known in sample.items() if "?" in known}
    for var, over in (("kept", ("seats",)), ("signed", ("seats",)), ("linked", ("tracks", "ladders"))):
        if any(names[section] is None for section in over):  # names of pairs
            made[var] = _Anything(FactSpec("int"))
    return made
