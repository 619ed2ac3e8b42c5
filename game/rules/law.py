"""What the law is made of, as values: norms, packs, the case and the act they are put to.

Belongs here: plain frozen values and the citation form. Does not: how conditions are
evaluated (conditions), how a verdict is reached (adjudicate), files (the library room).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

Value = Any
"""bool, int, float, str, date, or a frozenset of int and str. None means *not established*."""

Raw = Any
"""A condition as read from YAML: mappings, lists and scalars."""

Kind = Literal["definition", "duty", "power", "prohibition", "exception"]
KINDS: tuple[str, ...] = ("definition", "duty", "power", "prohibition", "exception")

VERDICTS = ("lawful", "unlawful", "defective", "not_applicable", "undetermined")
CONSEQUENCES = ("effective", "void", "breach", "waits")

_CITATION = re.compile(r"(?P<work>[A-Z][A-Za-z.&]*(?: [A-Z][A-Za-z0-9.&]*)*)(?: (?P<section>\d[0-9A-Za-z.\-]*(?:\([0-9A-Za-z]+\))*))?\Z")


def parse_citation(text: str) -> tuple[str, str]:
    """Split a citation into work and pinpoint: ``CAATSA 231(b)(2)`` -> ("CAATSA", "231(b)(2)").

    ``E.O. 13849`` -> ("E.O.", "13849"); the pinpoint is empty where there is none. Raises ValueError for any other form.
    """
    found = _CITATION.match(text)
    if not found:
        raise ValueError(f"`{text}` is not a citation; write it like `CAATSA 231(b)(2)`")
    return found["work"], found["section"] or ""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact the law may ask for: its type, who may establish it, and the question that asks."""

    type: str
    by: tuple[str, ...] = ()
    question: str = ""
    values: tuple[Value, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Emission:
    """What an effective act puts on the record: an event, about whom, with which of its parameters.

    when: a yes-or-no parameter of the act that must be given for it; "" means always.
    """

    event: str
    about: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True, slots=True)
class ActSpec:
    """An act the law knows of.

    kind: ``office`` needs a power; ``deed`` is ordinary business and only a bar stops it; ``claim``
    asserts an effect that some provision would have to give; ``assertion`` says that a duty runs or
    that a definition covers the case, and may be made by anyone.
    """

    name: str
    label: str
    kind: str
    about: tuple[str, ...] = ()
    params: Mapping[str, FactSpec] = field(default_factory=dict)
    records: tuple[Emission, ...] = ()
    asserts: str = ""
    cite: str = ""
    unmet: str = ""
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """A name for the latest event of one kind about the same records: ``report`` for ``report.216``."""

    event: str
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventSpec:
    """A kind of legal event: what it is about and what data it carries."""

    label: str
    about: tuple[str, ...] = ()
    data: Mapping[str, FactSpec] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A choice of reading the text leaves open. A table picks one; rulings name it."""

    id: str
    question: str
    cite: str
    default: str
    readings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Delegation:
    """The holder of named powers lets another office use them, from a date on, on conditions."""

    id: str
    cite: str
    to: str
    norms: tuple[str, ...]
    start: date | None = None
    when: Raw = None
    elements: tuple[Raw, ...] = ()
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Norm:
    """One provision. ``id`` is its pinpoint citation, with ``#aspect`` where one text does two things.

    start, until: in force from the one to the day before the other; None is without end.
    law_time: "" where the law of the act's day rules; else the fact that gives the day of the conduct whose law rules.
    history: citations of the amendments that changed it, oldest first.
    Of a duty: due, the clock; stops_while, when it stands still; starts_anew_at, the event from which it runs again whole.
    """

    id: str
    kind: str
    heading: str
    sense: str
    source: str = ""
    start: date | None = None
    until: date | None = None
    holder: tuple[str, ...] = ()
    owed_to: str = ""
    acts: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    given: Raw = None
    when: Raw = None
    elements: tuple[Raw, ...] = ()
    defeats: tuple[str, ...] = ()
    consequence: str = "void"
    due: Mapping[str, Any] | None = None
    discharged_when: Raw = None
    stops_while: Raw = None
    starts_anew_at: Raw = None
    expires_when: Raw = None
    settle: str = ""
    value: Value = None
    reason: str = ""
    unmet: str = ""
    house_rule: bool = False
    pack: str = ""
    law_time: str = ""
    history: tuple[str, ...] = ()

    @property
    def cite(self) -> str:
        return self.id.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Pack:
    """One statute pack as read: vocabulary and norms, with the digest of its text."""

    id: str
    title: str
    enacted: date
    digest: str
    sets: Mapping[str, frozenset[Value]] = field(default_factory=dict)
    records: Mapping[str, Mapping[str, FactSpec]] = field(default_factory=dict)
    events: Mapping[str, EventSpec] = field(default_factory=dict)
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    acts: Mapping[str, ActSpec] = field(default_factory=dict)
    interpretations: Mapping[str, Interpretation] = field(default_factory=dict)
    delegations: tuple[Delegation, ...] = ()
    offices: Mapping[str, str] = field(default_factory=dict)
    norms: tuple[Norm, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """A thing the law speaks of: a person, a transaction, a sale. Fields missing are not established."""

    kind: str
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A dated legal event on the record. ``about`` maps a role to a record id: {"person": "ssm"}."""

    name: str
    date: date
    about: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Value] = field(default_factory=dict)


NOT_KNOWN = "not known to you"
"""Where a fact comes from for somebody who may not know it, established or not."""


@dataclass(frozen=True)
class Case:
    """What is known at a table: records (open world) and occurrences (closed world, in order).

    sources: (record id, field) -> where a fact came from, for the proof; silent means "record".
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    occurrences: tuple[Occurrence, ...] = ()
    sources: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> Mapping[str, tuple[tuple[int, Occurrence], ...]]:
        """Occurrences by name, each with its position in the record's order."""
        found: dict[str, list[tuple[int, Occurrence]]] = {}
        for n, o in enumerate(self.occurrences):
            found.setdefault(o.name, []).append((n, o))
        return {name: tuple(several) for name, several in found.items()}

    def with_occurrence(self, *more: Occurrence) -> Case:
        """This case with later occurrences added at the end."""
        if not more:
            return self
        after = Case(self.records, (*self.occurrences, *more), self.sources)
        if "by_name" in self.__dict__:  # what is known of the earlier ones holds for them still
            names = dict(self.by_name)
            for n, o in enumerate(more, len(self.occurrences)):
                names[o.name] = (*names.get(o.name, ()), (n, o))
            after.__dict__["by_name"] = names
        return after

    def with_fact(self, record: str, name: str, value: Value, source: str = "finding") -> Case:
        """This case with one fact of one record established. Raises KeyError for an unknown record."""
        old = self.records[record]
        new = Record(old.kind, {**old.fields, name: value})
        return Case({**self.records, record: new}, self.occurrences, {**self.sources, (record, name): source})

    def without_facts(self, hidden: Iterable[tuple[str, str]]) -> Case:
        """This case as it is known to somebody who may not know these facts: (record id, name) each. They are not established."""
        records, sources = dict(self.records), dict(self.sources)
        for record, name in hidden:
            if (old := records.get(record)) is not None:
                records[record] = Record(old.kind, {**old.fields, name: None})
                sources[record, name] = NOT_KNOWN
        return Case(records, self.occurrences, sources)

    def without_occurrences(self, untold: Iterable[Occurrence]) -> Case:
        """This case as it is known to somebody who was not told of these occurrences: the very objects that stand in it."""
        gone = {id(o) for o in untold}
        return Case(self.records, tuple(o for o in self.occurrences if id(o) not in gone), self.sources)


@dataclass(frozen=True, slots=True)
class Act:
    """What is done: by which office, on which game date, about which records, with which parameters.

    A parameter that is left out was not supplied: an act says all it says.
    """

    name: str
    actor: str
    date: date
    about: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, Value] = field(default_factory=dict)


def value_of(raw: Value) -> Value:
    """A JSON value as the kernel holds it: lists become frozen sets."""
    return frozenset(raw) if isinstance(raw, (list, tuple, set)) else raw


_SCALARS = frozenset({bool, int, float, str, type(None)})


def json_of(value: Value) -> Value:
    """The JSON form of a value: dates as ISO text, sets as sorted lists."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if kind is date:
        return value.isoformat()
    if kind is frozenset:
        return _in_order(value)
    if kind is dict or isinstance(value, Mapping):
        return {k: json_of(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_of(v) for v in value]
    return value


def _in_order(several: Iterable[Value]) -> list[Value]:
    """Numbers first, then texts."""
    found = [json_of(v) for v in several]
    try:
        found.sort()
    except TypeError:  # both are there
        found.sort(key=lambda v: (isinstance(v, str), v))
    return found


class LawError(Exception):
    """Faults found while law is put together: (pack, norm or act, field, message, help) each."""

    def __init__(self, faults: Sequence[LawFault]):
        super().__init__("; ".join(f"{f.where}: {f.message}" for f in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class LawFault:
    """One fault: in which pack, where (a path into the pack's text), what is wrong and what would help."""

    pack: str
    path: tuple[str | int, ...]
    message: str
    help: str = ""

    @property
    def where(self) -> str:
        return ".".join(str(p) for p in self.path)
