"""Worked cases beside the packs: facts, one act, and the ruling lawyers expect, run against the law.

Also the reading of one case or act from YAML or JSON, which `halifax rule` uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from marshmallow import ValidationError, fields, validate

from game import rules
from game.errors import Fault, Unreadable, nearest

from .packs import Statutes
from .packschema import Day, Strict, Text, Words, faults_of, flag
from .reading import Document, read_yaml


class OpenMap(fields.Dict):
    """A mapping whose keys the packs define; checked against their vocabulary later."""


class ActSchema(Strict):
    name = Text(required=True)
    by = Text(required=True)
    about = fields.Dict(keys=Text(), values=Text(), load_default={})
    params = OpenMap(load_default={})


class ExpectSchema(Strict):
    verdict = fields.String(required=True, validate=validate.OneOf(rules.VERDICTS))
    consequence = fields.String(load_default="", validate=validate.OneOf(("", *rules.CONSEQUENCES)))
    duties = fields.Dict(keys=Text(), values=Text(), load_default={})
    citations = Words(load_default=[])
    considered = Words(load_default=[])


class OtherwiseSchema(ExpectSchema):
    readings = fields.Dict(keys=Text(), values=Text(), required=True)


class CaseSchema(Strict):
    id = Text(load_default="")
    title = Text(load_default="")
    as_of = Day(required=True)
    historical = fields.String(load_default="hypothetical", validate=validate.OneOf(("real", "column", "variant", "hypothetical")))
    contestable = flag()
    assumes = Text(load_default="")
    readings = fields.Dict(keys=Text(), values=Text(), load_default={})
    law = fields.String(load_default="in_force", validate=validate.OneOf(("in_force", "as_enacted")))
    setting = Text(load_default="")
    records = fields.Dict(keys=Text(), values=OpenMap(), load_default={})
    events = fields.List(OpenMap(), load_default=[])
    act = fields.Dict(required=True)
    expect = fields.Nested(ExpectSchema, load_default=None)
    otherwise = fields.Nested(OtherwiseSchema, load_default=None)
    why = Text(load_default="")


class SettingSchema(Strict):
    of = Text(load_default="")
    records = fields.Dict(keys=Text(), values=OpenMap(), load_default={})
    events = fields.List(OpenMap(), load_default=[])


class CasesSchema(Strict):
    settings = fields.Dict(keys=Text(), values=fields.Nested(SettingSchema), load_default={})
    cases = fields.List(fields.Nested(CaseSchema), required=True)


@dataclass(frozen=True)
class Worked:
    """One worked case, read and checked against the vocabulary."""

    id: str
    title: str
    file: str
    line: int
    case: rules.Case
    act: rules.Act
    readings: Mapping[str, str]
    contestable: bool
    expect: Mapping[str, Any]
    otherwise: Mapping[str, Any] | None
    why: str
    as_enacted: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came of one worked case: the ruling in full and every way in which it is not the expected one."""

    worked: Worked
    ruling: Mapping[str, Any]
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


class _Reader:
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
            self.fault(path, f"this is a {spec.type}, not `{raw}`", f"one of {', '.join(map(str, spec.values))}" if spec.values else "")
        return value

    def record(self, raw: Mapping[str, Any], path: Sequence[Any]) -> rules.Record:
        kinds = {k: v for pack in self.law.packs for k, v in pack.records.items()}
        kind = raw.get("kind", "")
        known: dict[str, rules.FactSpec] = {}
        for pack in self.law.packs:
            known.update(pack.records.get(kind, {}))
        if not known:
            self.fault(path, f"there is no kind of record `{kind}`", nearest(str(kind), kinds) or "known: " + ", ".join(sorted(kinds)))
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
        name = raw.get("event", "")
        spec = self.law.names.events.get(name)
        if spec is None:
            self.fault((*path, "event"), f"unknown event `{name}`", nearest(str(name), self.law.names.events))
            return None
        day = self.value(raw.get("date"), rules.FactSpec("date"), (*path, "date"))
        if day is None:
            self.fault((*path, "date"), "an event needs a `date`")
        data = {}
        for key, value in raw.items():
            if key not in ("event", "date", "about"):
                if key not in spec.data:
                    self.fault((*path, key), f"`{name}` carries no `{key}`", nearest(key, spec.data))
                else:
                    data[key] = self.value(value, spec.data[key], (*path, key))
        about = raw.get("about") or {}
        for role, id in about.items():
            if role not in spec.about or id not in records:
                self.fault((*path, "about", role), f"`{name}` cannot be about {role} `{id}`", "the record must stand under records")
        return rules.Occurrence(name, day, about, data) if day else None

    def act(self, raw: Mapping[str, Any], day: date, path: Sequence[Any]) -> rules.Act:
        name = str(raw.get("name", ""))
        spec = self.law.acts.get(name)
        given = {**(raw.get("params") or {}), **{k: v for k, v in raw.items() if k not in ("name", "by", "about", "params")}}
        if spec is None:
            self.fault((*path, "name"), f"there is no act `{name}`", nearest(name, self.law.acts))
            return rules.Act(name, str(raw.get("by", "")), day)
        if not raw.get("by"):
            self.fault(path, "an act says `by` whom it is done")
        params = {}
        for key, value in given.items():
            if key not in spec.params:
                self.fault((*path, key), f"`{name}` has no parameter `{key}`", nearest(key, spec.params))
            else:
                params[key] = self.value(value, spec.params[key], (*path, key))
        return rules.Act(name, str(raw.get("by", "")), day, dict(raw.get("about") or {}), params)

    def case(self, records: Mapping[str, Any], events: Sequence[Any], path: Sequence[Any]) -> rules.Case:
        made = {k: self.record(v, (*path, "records", k)) for k, v in records.items()}
        dated = [o for n, e in enumerate(events) if (o := self.event(e, (*path, "events", n), records)) is not None]
        return rules.Case(made, tuple(sorted(dated, key=lambda o: o.date)))

    def whole(self, got: Mapping[str, Any], settings: Mapping[str, Any], path: Sequence[Any]) -> tuple[rules.Case, rules.Act]:
        records, events = _settled(got, settings)
        case = self.case(records, events, path)
        act = self.act(got["act"], got["as_of"], (*path, "act"))
        if act.name in self.law.acts:
            for field, message, help in rules.check_act(self.law, case, act):
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


def _settled(got: Mapping[str, Any], settings: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """Records and events of a case: those of its setting (and what that builds on), changed by its own."""
    chain: list[Mapping[str, Any]] = [got]
    name = got["setting"]
    while name and len(chain) < 10:
        chain.append(settings[name])
        name = settings[name]["of"]
    records: dict[str, Any] = {}
    events: list[Any] = []
    for layer in reversed(chain):
        for id, changes in layer["records"].items():
            records[id] = {**records.get(id, {}), **changes}
        events += layer["events"]
    return records, events


def read_cases(path: Path, law: rules.Law) -> list[Worked]:
    """The worked cases of one file. Raises Unreadable with every fault, file and line."""
    document = read_yaml(path.read_bytes(), "/".join(path.parts[-2:]))
    schema = CasesSchema()
    try:
        got = schema.load(document.value if isinstance(document.value, dict) else {"": document.value})
    except ValidationError as e:
        raise Unreadable(faults_of(document, e.messages, schema)) from None
    reader = _Reader(law, document)
    for name, setting in got["settings"].items():
        if setting["of"] and setting["of"] not in got["settings"]:
            reader.fault(("settings", name, "of"), f"unknown setting `{setting['of']}`", nearest(setting["of"], got["settings"]))
    for n, case in enumerate(got["cases"]):
        if case["setting"] and case["setting"] not in got["settings"]:
            reader.fault(("cases", n, "setting"), f"unknown setting `{case['setting']}`", nearest(case["setting"], got["settings"]))
        if case["expect"] is None:
            reader.fault(("cases", n), "a worked case needs `expect`")
    if reader.faults:
        raise Unreadable(reader.faults)
    found = []
    for n, case in enumerate(got["cases"]):
        situation, act = reader.whole(case, got["settings"], ("cases", n))
        found.append(
            Worked(
                case["id"],
                case["title"],
                document.file,
                document.line_of(("cases", n)),
                situation,
                act,
                case["readings"],
                case["contestable"],
                case["expect"],
                case["otherwise"],
                case["why"],
                case["law"] == "as_enacted",
            )
        )
    if reader.faults:
        raise Unreadable(reader.faults)
    return found


def read_act(text: bytes, file: str, law: rules.Law) -> tuple[rules.Case, rules.Act, Mapping[str, str]]:
    """One act with its case, for `halifax rule`: as_of, records, events, act, readings. JSON is read as YAML."""
    document = read_yaml(text, file)
    schema = CaseSchema()
    try:
        got = schema.load(document.value if isinstance(document.value, dict) else {"": document.value})
    except ValidationError as e:
        raise Unreadable(faults_of(document, e.messages, schema)) from None
    reader = _Reader(law, document)
    if got["setting"]:
        reader.fault(("setting",), "settings belong to files of cases", "write the records and events out")
        raise Unreadable(reader.faults)
    case, act = reader.whole(got, {}, ())
    if reader.faults:
        raise Unreadable(reader.faults)
    return case, act, got["readings"]


def load_cases(statutes: Statutes, law: rules.Law) -> list[Worked]:
    """All worked cases that stand beside the packs, in order of their ids."""
    found: list[Worked] = []
    faults: list[Fault] = []
    for file in sorted({f for pack in _folders(statutes) for f in pack.glob("cases*.yaml")}):
        try:
            found += read_cases(file, law)
        except Unreadable as e:
            faults += e.faults
    seen: dict[str, Worked] = {}
    for w in found:
        if w.id in seen:
            faults.append(Fault(w.file, w.line, "id", f"the case `{w.id}` is there twice"))
        seen[w.id] = w
    if faults:
        raise Unreadable(faults)
    return sorted(found, key=lambda w: w.id)


def _folders(statutes: Statutes) -> list[Path]:
    folder = statutes.folder if statutes.folder.is_dir() else statutes.folder.parent
    return [folder, *sorted(p for p in folder.iterdir() if p.is_dir())]


Books = dict[tuple[tuple[str, str], ...], rules.Book]
"""The statute book under each choice of readings, made when first needed."""


def law_of(statutes: Statutes, worked: Worked, books: Books, more: Mapping[str, str] | None = None) -> rules.Law:
    """The law a case is ruled under: that in force on the day of its act, or as enacted where it says so, and its readings."""
    readings = {**worked.readings, **(more or {})}
    key = tuple(sorted(readings.items()))
    with statutes.placing():
        if key not in books:
            books[key] = statutes.book(readings)
        return books[key].original if worked.as_enacted else books[key].on(worked.act.date)


def run_case(statutes: Statutes, worked: Worked, books: Books) -> Outcome:
    """Rule on one worked case and compare. *books* keeps the statute book under each choice of readings."""
    law = law_of(statutes, worked, books)
    ruling = rules.opened(law, rules.explain(law, worked.case, worked.act, rules.adjudicate(law, worked.case, worked.act)))
    wrong = _differences(worked.expect, ruling)
    if worked.otherwise:
        other = law_of(statutes, worked, books, worked.otherwise["readings"])
        got = rules.opened(other, rules.explain(other, worked.case, worked.act, rules.adjudicate(other, worked.case, worked.act)))
        wrong += [f"under the other reading {w}" for w in _differences({**_SILENT, **worked.otherwise}, got)]
        unsaid = [q for q, reading in worked.otherwise["readings"].items() if got["readings"].get(q) != reading]
        wrong += [f"the ruling under the other reading does not name `{q}`" for q in unsaid]
        wrong += [
            f"the ruling does not name the reading of `{q}` it stands on"
            for q in worked.otherwise["readings"]
            if q not in ruling["readings"]
        ]
    return Outcome(worked, ruling, tuple(wrong))


_SILENT: Mapping[str, Any] = {"consequence": "", "duties": {}, "citations": [], "considered": []}


def _differences(expect: Mapping[str, Any], ruling: Mapping[str, Any]) -> list[str]:
    wrong = []
    if ruling["verdict"] != expect["verdict"]:
        wrong.append(f"the verdict is {ruling['verdict']}, expected {expect['verdict']}")
    if expect["consequence"] and ruling["consequence"] != expect["consequence"]:
        wrong.append(f"the consequence is {ruling['consequence']}, expected {expect['consequence']}")
    states = {d["cite"]: d["state"] for d in ruling["duties"]}
    for cite, state in expect["duties"].items():
        if states.get(cite) != state:
            wrong.append(f"the duty {cite} is {states.get(cite, 'not there')}, expected {state}")
    for cite in expect["citations"]:
        if cite not in ruling["decisive"]:
            wrong.append(f"{cite} is not among the decisive provisions ({', '.join(ruling['decisive']) or 'none'})")
    seen = set(_cites(ruling["proof"]))
    wrong += [f"{cite} does not stand in the proof" for cite in expect["considered"] if cite not in seen]
    return wrong


def _cites(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    return [c for s in steps for c in (s["cite"], *_cites(s["steps"]))]
