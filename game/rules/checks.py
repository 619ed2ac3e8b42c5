"""What is wrong with an act before it can be ruled on: names and types against the vocabulary of the law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from game.errors import nearest

from .compile import Law
from .law import Act, Case, FactSpec, Value, json_of

_WANTED: Mapping[str, tuple[type, ...]] = {
    "bool": (bool,),
    "int": (int,),
    "money": (int, float),
    "date": (date,),
    "enum": (str,),
    "text": (str,),
    "set": (frozenset,),
}


def check_act(law: Law, case: Case, act: Act) -> list[tuple[str, str, str]]:
    """What is wrong with an act before it can be ruled on: (field, message, help) each; empty when nothing is.

    An unknown act or office, a parameter it does not have, a value of the wrong type, a record that is not in the case or
    that the act is about and does not name.
    """
    spec = law.acts.get(act.name)
    if spec is None:
        return [("act", f"there is no act `{act.name}`", nearest(act.name, law.acts))]
    found = []
    for name, value in act.params.items():
        fact = spec.params.get(name)
        if fact is None:
            found.append((f"params.{name}", f"`{act.name}` has no parameter `{name}`", nearest(name, spec.params)))
        elif not fits(fact, value):
            found.append((f"params.{name}", f"`{name}` is a {fact.type}, not `{json_of(value)}`", _values(fact)))
    if not act.actor:
        found.append(("by", "an act says `by` which office it is done", ""))
    elif act.actor not in law.offices:
        found.append(("by", f"no pack knows the office `{act.actor}`", nearest(act.actor, law.offices)))
    for role in spec.about:
        if role not in act.about and act.about.keys() <= set(spec.about):  # else a role is misspelt, which is told below
            known = ", ".join(f"`{id}`" for id, record in case.records.items() if record.kind == role)
            found.append(("about", f"`{act.name}` is about a {role}, and none is named", f"write {role}: with {known}" if known else ""))
    for role, id in act.about.items():
        if role not in spec.about:
            found.append((f"about.{role}", f"`{act.name}` is not about a `{role}`", nearest(role, spec.about)))
        elif id not in case.records:
            found.append((f"about.{role}", f"there is no record `{id}` in this case", nearest(id, case.records)))
        elif case.records[id].kind != role:
            found.append((f"about.{role}", f"`{id}` is a {case.records[id].kind}, not a {role}", ""))
    return found


def fits(spec: FactSpec, value: Any) -> bool:
    """Has the value the type the fact declares, and is it among the values declared? None (not established) always fits.

    Money is not negative. A set holds whole numbers and texts.
    """
    if value is None:
        return True
    if spec.type != "bool" and isinstance(value, bool):
        return False
    if not isinstance(value, _WANTED[spec.type]):
        return False
    if isinstance(value, (int, float)):
        return spec.type != "money" or value >= 0
    if isinstance(value, frozenset):
        return all(type(v) in (int, str) and (not spec.values or v in spec.values) for v in value)
    return spec.type != "enum" or not spec.values or value in spec.values


def typed(spec: FactSpec, raw: Value) -> Value:
    """A JSON value as the kernel holds a fact of this type: days as dates, lists as sets; *raw* itself where `fits` says no."""
    if spec.type == "date" and isinstance(raw, str):
        try:
            day = date.fromisoformat(raw)
        except ValueError:
            return raw
        return day if day.isoformat() == raw else raw
    if spec.type == "set" and isinstance(raw, (list, tuple)) and all(isinstance(v, (int, str)) for v in raw):
        return frozenset(raw)
    return raw


def _values(spec: FactSpec) -> str:
    return "one of " + ", ".join(f"`{v}`" for v in spec.values) if spec.values else ""
