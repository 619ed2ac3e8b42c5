"""Worked cases beside the packs: facts, one act, and the ruling lawyers expect, run against the law.

Also the reading of one case or act from YAML or JSON, which `halifax rule` uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import fields, validate

from game import rules
from game.errors import Fault, Unreadable, nearest

from .casereader import CaseReader
from .packs import Statutes
from .packschema import Day, Strict, Text, Words, flag
from .reading import Document, read_yaml
from .shapes import shaped


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
    like = Text(load_default="")
    without = Words(load_default=[])
    as_of = Day(load_default=None)
    historical = fields.String(load_default="hypothetical", validate=validate.OneOf(("real", "column", "variant", "hypothetical")))
    contestable = flag()
    assumes = Text(load_default="")
    readings = fields.Dict(keys=Text(), values=Text(), load_default={})
    law = fields.String(load_default="", validate=validate.OneOf(("", "in_force", "as_enacted")))
    setting = Text(load_default="")
    records = fields.Dict(keys=Text(), values=OpenMap(), load_default={})
    events = fields.List(OpenMap(), load_default=[])
    act = fields.Dict(load_default=None)
    exercises = Words(load_default=[])
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


def _settled(got: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with the records and events of its setting, and of what that builds on, changed by its own."""
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
    return {**got, "records": records, "events": events}


def _alike(base: Mapping[str, Any], got: Mapping[str, Any]) -> dict[str, Any]:
    """An entry that is like another but for what it says itself. A parameter of null is left out of the act."""
    records = {id: dict(facts) for id, facts in base["records"].items()}
    for id, changes in got["records"].items():
        records[id] = {**records.get(id, {}), **changes}
    events = [e for e in base["events"] if e.get("event") not in got["without"]] + got["events"]
    act = {**{k: v for k, v in base["act"].items() if k != "params"}, **(base["act"].get("params") or {}), **(got["act"] or {})}
    return {
        **got,
        "title": got["title"] or base["title"],
        "as_of": got["as_of"] or base["as_of"],
        "law": got["law"] or base["law"],
        "records": records,
        "events": events,
        "act": {k: v for k, v in act.items() if v is not None},
        "readings": {**base["readings"], **got["readings"]},
    }


@dataclass(frozen=True)
class _Entry:
    """One case as it stands in its file, settings resolved."""

    document: Document
    path: tuple[Any, ...]
    got: Mapping[str, Any]

    def fault(self, field: str, message: str, help: str = "") -> Fault:
        return self.document.fault((*self.path, field), message, help)


def _entries(path: Path) -> tuple[list[_Entry], list[Fault]]:
    """The cases of one file, and what is wrong with it. Raises Unreadable if it has not the shape of one."""
    document = read_yaml(path.read_bytes(), "/".join(path.parts[-2:]))
    got = shaped(document, CasesSchema())
    settings, faults, found = got["settings"], list[Fault](), list[_Entry]()
    for name, setting in settings.items():
        if setting["of"] and setting["of"] not in settings:
            faults.append(
                document.fault(("settings", name, "of"), f"unknown setting `{setting['of']}`", nearest(setting["of"], settings))
            )
    for n, case in enumerate(got["cases"]):
        entry = _Entry(document, ("cases", n), case)
        if case["setting"] and case["setting"] not in settings:
            faults.append(entry.fault("setting", f"unknown setting `{case['setting']}`", nearest(case["setting"], settings)))
        faults += [entry.fault("", f"a worked case needs `{k}`") for k in ("id", "expect") if not case[k]]
        if not case["like"]:
            faults += [entry.fault("", f"a worked case needs `{k}`, or a case that it is `like`") for k in _NEEDED if not case[k]]
        found.append(entry)
    if not faults:
        found = [_Entry(e.document, e.path, _settled(e.got, settings)) for e in found]
    return found, faults


_NEEDED = ("as_of", "act")
_OUT = "write the records and events out"


def _resolved(entries: Sequence[_Entry]) -> tuple[list[_Entry], list[Fault]]:
    """Entries with what they are like filled in, and the faults of those that are like nothing there is."""
    known: dict[str, _Entry] = {}
    faults = []
    for e in entries:
        if e.got["id"] in known:
            faults.append(e.fault("id", f"the case `{e.got['id']}` is there twice"))
        known[e.got["id"]] = e
    found = []
    for e in entries:
        like = e.got["like"]
        if not like:
            found.append(e)
        elif like not in known:
            faults.append(e.fault("like", f"there is no case `{like}`", nearest(like, known)))
        elif known[like].got["like"]:
            faults.append(e.fault("like", f"`{like}` is itself like another case", "name that one, and say all that differs"))
        else:
            found.append(_Entry(e.document, e.path, _alike(known[like].got, e.got)))
    return found, faults


def _worked(entry: _Entry, law: rules.Law) -> tuple[Worked, list[Fault]]:
    got, reader = entry.got, CaseReader(law, entry.document)
    case, act = reader.whole(got, entry.path)
    line = entry.document.line_of(entry.path)
    return Worked(
        got["id"], got["title"], entry.document.file, line, case, act, got["readings"], got["contestable"], got["expect"],
        got["otherwise"], got["why"], got["law"] == "as_enacted",
    ), reader.faults  # fmt: skip


def read_act(text: bytes, file: str, law: rules.Law) -> tuple[rules.Case, rules.Act, Mapping[str, str]]:
    """One act with its case, for `halifax rule`: as_of, records, events, act, readings. JSON is read as YAML."""
    document = read_yaml(text, file)
    got = shaped(document, CaseSchema())
    reader = CaseReader(law, document)
    for key, help in (("setting", _OUT), ("like", _OUT), ("law", "an act is ruled under the law of its day")):
        if got[key]:
            reader.fault((key,), f"`{key}` belongs to files of cases", help)
    for key in _NEEDED:
        if not got[key]:
            reader.fault((key,), f"`{key}` is needed")
    if reader.faults:
        raise Unreadable(reader.faults)
    case, act = reader.whole(got, ())
    if reader.faults:
        raise Unreadable(reader.faults)
    return case, act, got["readings"]


def load_cases(statutes: Statutes, law: rules.Law) -> list[Worked]:
    """All worked cases that stand beside the packs, in order of their ids. Raises Unreadable with the faults of all files."""
    entries: list[_Entry] = []
    faults: list[Fault] = []
    for file in sorted({f for pack in _folders(statutes) for f in pack.glob("cases*.yaml")}):
        try:
            several, wrong = _entries(file)
        except Unreadable as e:
            faults += e.faults
            continue
        entries += several
        faults += wrong
    if not faults:
        entries, faults = _resolved(entries)
    found = []
    if not faults:
        for entry in entries:
            worked, wrong = _worked(entry, law)
            found.append(worked)
            faults += wrong
    if faults:
        raise Unreadable(faults)
    return sorted(found, key=lambda w: w.id)


def _folders(statutes: Statutes) -> list[Path]:
    folder = statutes.folder if statutes.folder.is_dir() else statutes.folder.parent
    return [folder, *sorted(p for p in folder.iterdir() if p.is_dir())]


Books = dict[tuple[tuple[str, str], ...], rules.Book]
"""The statute book under each choice of readings, made when first needed."""


def book_of(statutes: Statutes, readings: Mapping[str, str], books: Books) -> rules.Book:
    """The statute book under these readings, which *books* keeps."""
    key = tuple(sorted(readings.items()))
    if key not in books:
        with statutes.placing():
            books[key] = book_of(statutes, {}, books).under(readings) if readings else statutes.book()
    return books[key]


def law_of(statutes: Statutes, worked: Worked, books: Books, more: Mapping[str, str] | None = None) -> rules.Law:
    """The law a case is ruled under: that in force on the day of its act, or as enacted where it says so, and its readings."""
    book = book_of(statutes, {**worked.readings, **(more or {})}, books)
    with statutes.placing():
        return book.original if worked.as_enacted else book.on(worked.act.date)


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
