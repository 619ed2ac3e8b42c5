"""The plain data of one case -> records, events and an act, against the vocabulary of the law.

Belongs here: types, dates, names and their faults. Does not: files of cases, settings, what a case expects (cases).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from game import rules
from game.errors import Fault, nearest

from .reading import Document

_IS = {
    "bool": "yes or no (true or false)", "int": "a whole number", "money": "an amount, not negative", "date": "a day like 2018-01-29",
    "enum": "one of several words", "text": "a text", "set": "a set, as [a, b] or $set.name",
}  # fmt: skip


def _about(roles: Sequence[str]) -> str:
    return f"write about: {{{', '.join(f'{role}: its name under records' for role in roles)}}}"


class CaseReader:
    """Turns the plain data of one case into values, collecting every fault with its place."""

    def __init__(self, law: rules.Law, document: Document):
        self.law, self.document, self.faults = law, document, list[Fault]()

    def fault(self, path: Sequence[Any], message: str, help: str = "") -> None:
        self.faults.append(self.document.fault(tuple(path), message, help))

    def value(self, raw: Any, spec: rules.FactSpec, path: Sequence[Any]) -> Any:
        """One fact's value of the type the pack declares."""
        if raw is None:
            return None
        if isinstance(raw, str) and raw.startswith("$set."):
            found = self.law.names.sets.get(raw[5:])
            if found is None:
                self.fault(path, f"unknown set `{raw[5:]}`", nearest(raw[5:], self.law.names.sets))
            return found
        value: Any = raw
        if spec.type == "set" and isinstance(raw, list) and not any(isinstance(v, (list, dict)) for v in raw):
            value = frozenset(raw)
        if spec.type == "date" and isinstance(raw, str):
            try:
                value = date.fromisoformat(raw)
            except ValueError:
                self.fault(path, f"`{raw}` is not a day; write it like 2018-01-29")
                return None
        if not rules.fits(spec, value):
            self.fault(path, f"this is {_IS[spec.type]}, not `{raw}`", f"one of {', '.join(map(str, spec.values))}" if spec.values else "")
        return value

    def record(self, raw: Mapping[str, Any], path: Sequence[Any]) -> rules.Record:
        kinds = {k: v for pack in self.law.packs for k, v in pack.records.items()}
        kind = self.text(raw.get("kind"), (*path, "kind"), "a record says its `kind`", "one of " + ", ".join(sorted(kinds)))
        known: dict[str, rules.FactSpec] = {}
        for pack in self.law.packs:
            known.update(pack.records.get(kind, {}))
        if kind and not known:
            help = nearest(kind, kinds) or "known: " + ", ".join(sorted(kinds))
            self.fault((*path, "kind"), f"there is no kind of record `{kind}`", help)
        values = {}
        for name, value in raw.items():
            if name == "kind":
                continue
            if known and name not in known:
                self.fault((*path, name), f"a {kind} has no fact `{name}`", nearest(name, known))
            elif known:
                values[name] = self.value(value, known[name], (*path, name))
        return rules.Record(kind, values)

    def event(self, raw: Mapping[str, Any], path: Sequence[Any], records: Mapping[str, Any]) -> rules.Occurrence | None:
        name = self.text(raw.get("event"), (*path, "event"), "an event says which `event` it is", "such as {event: ..., date: 2018-01-29}")
        spec = self.law.names.events.get(name)
        if spec is None:
            if name:
                self.fault((*path, "event"), f"unknown event `{name}`", nearest(name, self.law.names.events))
            return None
        day = self.value(raw.get("date"), rules.FactSpec("date"), (*path, "date"))
        if raw.get("date") is None:
            self.fault((*path, "date"), "an event needs a `date`")
        data = {}
        for key, value in raw.items():
            if key not in ("event", "date", "about"):
                if key not in spec.data:
                    self.fault((*path, key), f"`{name}` carries no `{key}`", nearest(key, spec.data))
                else:
                    data[key] = self.value(value, spec.data[key], (*path, key))
        about = self.about(raw.get("about"), spec.about, (*path, "about"))
        for role, id in about.items():
            if role not in spec.about or id not in records:
                self.fault((*path, "about", role), f"`{name}` cannot be about {role} `{id}`", "the record must stand under records")
            elif isinstance(kind := records[id].get("kind"), str) and kind != role:
                self.fault((*path, "about", role), f"`{id}` is a {kind}, not a {role}")
        for role in spec.about:
            if role not in about:
                self.fault((*path, "about"), f"`{name}` is about a {role}, and none is named", _about([role]))
        return rules.Occurrence(name, day, about, data) if isinstance(day, date) else None

    def text(self, raw: Any, path: Sequence[Any], wanted: str, help: str) -> str:
        """A name; "" and a fault where there is none."""
        if isinstance(raw, str) and raw:
            return raw
        self.fault(path, wanted if raw is None else f"this is a name, not `{raw}`", help)
        return ""

    def about(self, raw: Any, roles: Sequence[str], path: Sequence[Any]) -> dict[str, str]:
        """Role -> record id, as an event or an act says what it is about."""
        if raw is None:
            return {}
        if isinstance(raw, Mapping) and all(isinstance(id, str) for id in raw.values()):
            return dict(raw)
        self.fault(path, f"`about` names records, not `{raw}`", _about(roles) if roles else "leave it out: this is about none")
        return {}

    def act(self, raw: Mapping[str, Any], day: date, path: Sequence[Any]) -> rules.Act:
        name = str(raw.get("name", ""))
        spec = self.law.acts.get(name)
        more = raw.get("params") or {}
        if not isinstance(more, Mapping):
            self.fault((*path, "params"), f"`params` is {{parameter: value}}, not `{more}`")
            more = {}
        given = {**more, **{k: v for k, v in raw.items() if k not in ("name", "by", "about", "params")}}
        if spec is None:
            self.fault((*path, "name"), f"there is no act `{name}`", nearest(name, self.law.acts))
            return rules.Act(name, str(raw.get("by", "")), day)
        params = {}
        for key, value in given.items():
            if key not in spec.params:
                self.fault((*path, key), f"`{name}` has no parameter `{key}`", nearest(key, spec.params))
            else:
                params[key] = self.value(value, spec.params[key], (*path, key))
        return rules.Act(name, str(raw.get("by", "")), day, self.about(raw.get("about"), spec.about, (*path, "about")), params)

    def case(self, records: Mapping[str, Any], events: Sequence[Any], path: Sequence[Any]) -> rules.Case:
        made = {k: self.record(v, (*path, "records", k)) for k, v in records.items()}
        dated = [o for n, e in enumerate(events) if (o := self.event(e, (*path, "events", n), records)) is not None]
        return rules.Case(made, tuple(sorted(dated, key=lambda o: o.date)))

    def whole(self, got: Mapping[str, Any], path: Sequence[Any]) -> tuple[rules.Case, rules.Act]:
        """The case and the act of one entry whose settings are resolved: records, events, act, as_of, readings."""
        case = self.case(got["records"], got["events"], path)
        act = self.act(got["act"], got["as_of"], (*path, "act"))
        if act.name in self.law.acts:
            for field, message, help in rules.check_act(self.law, case, act):
                if not field.startswith("params."):  # told already, with the place where it stands
                    self.fault((*path, "act", *field.split(".")), message, help)
        for question, reading in got["readings"].items():
            known = self.law.names.interpretations.get(question)
            if known is None or reading not in known.readings:
                self.fault(
                    (*path, "readings", question),
                    f"there is no reading `{reading}` of `{question}`",
                    nearest(question, self.law.names.interpretations) if known is None else "one of " + ", ".join(known.readings),
                )
        return case, act
