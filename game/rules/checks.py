"""What is wrong with an act before it can be ruled on: names and types against the vocabulary of the law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

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

    An unknown act, a parameter it does not have, a value of the wrong type, a record that is not in the case.
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
    for role, id in act.about.items():
        if role not in spec.about:
            found.append((f"about.{role}", f"`{act.name}` is not about a `{role}`", nearest(role, spec.about)))
        elif id not in case.records:
            found.append((f"about.{role}", f"there is no record `{id}` in this case", nearest(id, case.records)))
        elif case.records[id].kind != role:
            found.append((f"about.{role}", f"`{id}` is a {case.records[id].kind}, not a {role}", ""))
    return found


def fits(spec: FactSpec, value: Value) -> bool:
    """Has the value the type the fact declares? None (not established) always fits."""
    if value is None:
        return True
    if spec.type != "bool" and isinstance(value, bool):
        return False
    return isinstance(value, _WANTED[spec.type]) and (spec.type != "enum" or not spec.values or value in spec.values)


def _values(spec: FactSpec) -> str:
    return "one of " + ", ".join(f"`{v}`" for v in spec.values) if spec.values else ""
