"""Variants of worked cases that exercise what no case does yet: one or two changes to a case, found by search.

Belongs here: which changes are worth trying, and how one is written down (`like:` another case). Does not: whether the
verdict the law gives is the right one. That is for a person to say before a variant is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from game import rules
from game.rules.course import deadline
from game.rules.frame import ABSENT, Node, add_months
from game.rules.probe import Probe

from .cases import Books, Worked, law_of
from .coverage import Coverage, Item, exercised, on_an_edge
from .packs import Statutes

ABOVE_AND_BELOW = (-1, 0, 1)
MOST_PAIRS = 400
"""Second changes tried on one changed case."""


@dataclass(frozen=True)
class Change:
    """One change to a case. facts: (record id or "act", name, value); drop: an event's name; add: an event."""

    facts: tuple[tuple[str, str, Any], ...] = ()
    day: date | None = None
    by: str = ""
    drop: str = ""
    add: rules.Occurrence | None = None
    readings: Mapping[str, str] = field(default_factory=dict)

    def made(self, w: Worked) -> Worked:
        """The case with the change."""
        case, act = w.case, w.act
        for id, name, value in self.facts:
            if id == "act":
                params = {k: v for k, v in act.params.items() if k != name}
                act = replace(act, params=params if value is None else {**params, name: value})
            else:
                case = case.with_fact(id, name, value, "record")
        if self.drop:
            case = rules.Case(case.records, tuple(o for o in case.occurrences if o.name != self.drop))
        if self.add is not None:
            case = rules.Case(case.records, tuple(sorted((*case.occurrences, self.add), key=lambda o: o.date)))
        act = replace(act, date=self.day or act.date, actor=self.by or act.actor)
        return replace(w, case=case, act=act, readings={**w.readings, **self.readings}, otherwise=None, expect={})

    def raw(self) -> dict[str, Any]:
        """The change as a file of cases says it."""
        out: dict[str, Any] = {}
        if self.day:
            out["as_of"] = self.day.isoformat()
        for id, name, value in self.facts:
            if id == "act":
                out.setdefault("act", {})[name] = rules.json_of(value)
            else:
                out.setdefault("records", {}).setdefault(id, {})[name] = rules.json_of(value)
        if self.by:
            out.setdefault("act", {})["by"] = self.by
        if self.drop:
            out["without"] = [self.drop]
        if self.add is not None:
            o = self.add
            data = {k: rules.json_of(v) for k, v in o.data.items()}
            out["events"] = [{"event": o.name, "date": o.date.isoformat(), **({"about": dict(o.about)} if o.about else {}), **data}]
        if self.readings:
            out["readings"] = dict(self.readings)
        return out


def propose(statutes: Statutes, worked: Sequence[Worked], coverage: Coverage) -> list[dict[str, Any]]:
    """Variants that between them exercise as much of what is missing as the search finds, the most telling first.

    Each: {like, its changes, expect: {verdict, citations}, why: what it exercises}. What the law says now is only proposed.
    """
    books: Books = {}
    missing = {i for i in coverage.words if i not in coverage.seen}
    tried = [(w, (c,)) for w in worked for c in changes(statutes, law_of(statutes, w, books), w)]
    found = _cover(statutes, books, tried, missing)
    if missing:
        pairs = []
        for w in worked:
            law = law_of(statutes, w, books)
            if not any(_concerns(law, w, item) for item in missing):
                continue
            for first in changes(statutes, law, w):
                changed = first.made(w)
                seconds = changes(statutes, law_of(statutes, changed, books), changed)
                pairs += [(w, (first, second)) for _, second in zip(range(MOST_PAIRS), seconds, strict=False)]
        found += _cover(statutes, books, pairs, missing)
    return found


def _concerns(law: rules.Law, w: Worked, item: Item) -> bool:
    return item[0] in ("amendment", "reading", "cited") or item[2] == "value" or item[1] in law.programs[w.act.name].norms


def _cover(
    statutes: Statutes, books: Books, tried: Sequence[tuple[Worked, tuple[Change, ...]]], missing: set[Item]
) -> list[dict[str, Any]]:
    """Take what exercises most of what is missing, then most of what is left; *missing* loses what is found."""
    telling = []
    for w, several in tried:
        changed = w
        for change in several:
            changed = change.made(changed)
        law = law_of(statutes, changed, books)
        new = {i for i in exercised(law, changed.case, changed.act, missing) if i in missing}
        new |= {i for i in on_an_edge(statutes, changed, books) if i in missing}
        if new:
            telling.append((w, several, changed, new))
    out = []
    while telling:
        telling.sort(key=lambda t: (-len(t[3]), len(t[1])))
        w, several, changed, new = telling[0]
        law = law_of(statutes, changed, books)
        told = rules.explain(law, changed.case, changed.act, rules.adjudicate(law, changed.case, changed.act))
        new |= {("cited", c) for c in told["decisive"]} & missing
        missing -= new
        out.append(_written(w, several, told, new))
        telling = [(a, b, c, left) for a, b, c, items in telling[1:] if (left := items - new)]
    return out


def _written(w: Worked, several: Sequence[Change], told: Mapping[str, Any], new: set[Item]) -> dict[str, Any]:
    out: dict[str, Any] = {"like": w.id}
    for change in several:
        for key, value in change.raw().items():
            if isinstance(value, dict):
                old = out.setdefault(key, {})
                for name, inner in value.items():
                    old[name] = {**old.get(name, {}), **inner} if isinstance(inner, dict) else inner
            elif isinstance(value, list):
                out[key] = [*out.get(key, []), *value]
            else:
                out[key] = value
    out["expect"] = {"verdict": told["verdict"], "citations": told["decisive"]}
    if told["duties"]:
        out["expect"]["duties"] = {d["cite"]: d["state"] for d in told["duties"]}
    out["why"] = told["reason"]
    out["exercises"] = sorted(" ".join(i) for i in new)
    return out


def changes(statutes: Statutes, law: rules.Law, w: Worked) -> Iterator[Change]:
    """Single changes to a case that can matter to its act: each fact, each bound, each event, each office, each reading."""
    probe = Probe(law, w.case, w.act)
    seen: set[str] = set()
    for change in _all_changes(statutes, law, w, probe):
        key = repr(change)
        if key not in seen:
            seen.add(key)
            yield change


def _all_changes(statutes: Statutes, law: rules.Law, w: Worked, probe: Probe) -> Iterator[Change]:
    program, frame = probe.program, probe.frame
    for node in program.nodes:
        yield from _of_node(law, w, probe, node)
    due = deadline(program, frame, probe.vector)[0] if program.duty is not None else None
    if due is not None:
        yield from (Change(day=due + timedelta(days=n)) for n in ABOVE_AND_BELOW)
    offices = {h for g in program.grants for h in g.norm.holder} | {d.to for d in law.library.delegations} | {"press"}
    for office in sorted(offices - {w.act.actor}):
        yield Change(by=office)
    for name in sorted({o.name for o in w.case.occurrences}):
        yield Change(drop=name)
    for question in program.questions:
        for reading in law.names.interpretations[question].readings:
            if law.readings[question] != reading:
                yield Change(readings={question: reading})
    for filed in statutes.amendments:
        for n in (-1, 0):
            yield Change(day=filed.amendment.effective + timedelta(days=n))
    for n in ABOVE_AND_BELOW:
        yield Change(day=frame.today + timedelta(days=n))


def _of_node(law: rules.Law, w: Worked, probe: Probe, node: Node) -> Iterator[Change]:
    frame, vec, detail = probe.frame, probe.vector, node.detail
    if node.op == "in_force":
        for end in (detail["start"], detail["until"]):
            if end is not None:
                yield from (Change(day=end + timedelta(days=n)) for n in ABOVE_AND_BELOW)
    if node.op == "holder":
        for d in detail["delegations"]:
            if d.start is not None:
                yield from (Change(day=d.start + timedelta(days=n), by=d.to) for n in ABOVE_AND_BELOW)
    if "event" in detail or "asked" in detail:
        yield from _events(law, w, probe, node)
    for operand in node.operands:
        if operand.read is None:
            continue
        id = "act" if operand.read[0] == "act" else frame.refs.get(operand.read[0], "")
        if id != "act" and id not in w.case.records:
            continue
        name, kind = operand.read[1], operand.spec.type if operand.spec else "bool"
        others = [got for o in node.operands if o is not operand and (got := o.get(frame, vec)) not in (None, ABSENT)]
        for value in _values(node, kind, operand.get(frame, vec), others, frame.today, operand.spec):
            yield Change(facts=((id, name, value),))
    if node.op in ("on_or_after", "before") and node.operands[0].read is None:
        day = node.operands[0].get(frame, vec)
        if isinstance(day, date):
            yield from (Change(day=day + timedelta(days=n)) for n in ABOVE_AND_BELOW)


def _values(node: Node, kind: str, held: Any, others: Sequence[Any], today: date, spec: Any) -> Iterator[Any]:
    """Values of a fact on each side of what it is tested against, and not established."""
    yield None
    if kind == "bool":
        yield from (True, False)
    elif kind == "enum":
        yield from spec.values
    elif kind in ("int", "money"):
        yield from (int(o) + n for o in others if isinstance(o, (int, float)) for n in ABOVE_AND_BELOW)
    elif kind == "date":
        bounds = [o for o in others if isinstance(o, date)] or [today]
        if node.op == "in_season":
            bounds = [date(today.year, int(at[:2]), int(at[3:])) for at in (node.detail["first"], node.detail["last"])]
        yield from (o + timedelta(days=n) for o in bounds for n in ABOVE_AND_BELOW)
    elif kind == "set":
        have = held if isinstance(held, frozenset) else frozenset()
        for other in others:
            wanted = other if isinstance(other, frozenset) else frozenset([other])
            yield have | wanted
            yield from (have - {item} for item in sorted(wanted, key=str)[:2])
        if node.op == "count":
            within = node.detail["within"]
            whole = sorted(within(None, []) if within else have, key=str)
            low = node.detail["low"]
            yield from (frozenset(whole[:n]) for n in (low - 1, low, low + 1) if 0 <= n <= len(whole))
            for item in node.detail["ifs"]:
                yield have | {item}
                yield have - {item}


def _events(law: rules.Law, w: Worked, probe: Probe, node: Node) -> Iterator[Change]:
    """The event a test asks for, there or moved: today, the day before, and about the end of a window."""
    frame, vec, detail = probe.frame, probe.vector, node.detail
    asked = detail["asked"]
    name, about, where = asked.name, asked.about, asked.where
    days = {frame.today, frame.today - timedelta(days=1)}
    if node.op == "event_within":
        window, lag = detail["days"](frame, vec), detail["lag"]
        if isinstance(window, int):
            days |= {frame.today - timedelta(days=window - lag + n) for n in ABOVE_AND_BELOW}
            for _, o in frame.events.get(name, ()):
                yield from (Change(day=o.date + timedelta(days=window - lag + n)) for n in ABOVE_AND_BELOW)
    if node.op == "sum_within":
        days |= {add_months(frame.today, -detail["months"]) + timedelta(days=1 + n) for n in ABOVE_AND_BELOW}
    spec = law.names.events[name]
    refs: dict[str, str] = {}
    for role in spec.about:
        got = about[role].get(frame, vec) if role in about else frame.refs.get(role)
        one = min(got, default=None) if isinstance(got, frozenset) else got
        if not isinstance(one, str):
            one = next((id for id, r in w.case.records.items() if r.kind == role), None)
        if one is None:
            return
        refs[role] = one
    data = {k: _datum(s, where.get(k)) for k, s in spec.data.items()}
    for day in sorted(days):
        yield Change(add=rules.Occurrence(name, day, refs, {k: v for k, v in data.items() if v is not None}))


def _datum(spec: rules.FactSpec, wanted: Any) -> Any:
    """A datum of an event: what is asked for, else something of its type."""
    if spec.type == "set":
        return frozenset([wanted]) if wanted is not None else frozenset()
    if wanted is not None:
        return wanted
    if spec.values:
        return spec.values[0]
    return {"bool": True, "int": 1, "money": 1}.get(spec.type)
