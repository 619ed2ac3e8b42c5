"""The words of the law as one JSON value: what a stranger needs to write a new case without reading any code.

Belongs here: acts with parameters, facts with type, owner and question, events, sets, open questions, and each
provision with the days from and until which it stands. Does not: what a case looks like (docs/writing-cases.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from game import rules

from .packs import Statutes

AN_ACT, AN_EVENT = "whoever acts", "the record"


def vocabulary(statutes: Statutes) -> dict[str, Any]:
    """Every act, kind of record, event, name, set, open question, office and provision of a folder of packs.

    A parameter belongs to whoever acts, a datum of an event to the record; a fact of a record to the offices it names.
    """
    with statutes.placing():
        book = statutes.book()
    law = book.original
    names = law.names
    bound = names.bindings
    return {
        "acts": {name: _act(spec) for name, spec in sorted(law.acts.items())},
        "records": {k: facts(v, AN_EVENT) for k, v in sorted(names.vars.items()) if k not in bound},
        "events": {k: {"label": e.label, "about": list(e.about), "data": facts(e.data, AN_EVENT)} for k, e in sorted(names.events.items())},
        "names": {k: {"latest": b.event, "about": list(b.about)} for k, b in sorted(bound.items())},
        "sets": {k: rules.json_of(v) for k, v in sorted(names.sets.items())},
        "interpretations": {
            k: {"question": i.question, "cite": i.cite, "default": i.default, "readings": dict(i.readings)}
            for k, i in names.interpretations.items()
        },
        "offices": dict(law.offices),
        "amendments": [
            {"id": a.id, "cite": a.cite, "title": a.title, "enacted": a.enacted.isoformat(), "effective": a.effective.isoformat()}
            for a in book.amendments
        ],
        "provisions": provisions(statutes, book),
    }


def _act(spec: rules.ActSpec) -> dict[str, Any]:
    records = [{"event": e.event, "about": list(e.about), "data": list(e.data), "when": e.when} for e in spec.records]
    return {
        "label": spec.label, "kind": spec.kind, "about": list(spec.about), "params": facts(spec.params, AN_ACT), "records": records,
        "asserts": spec.asserts, "pack": spec.pack,
    }  # fmt: skip


def facts(specs: Mapping[str, rules.FactSpec], owner: str) -> dict[str, Any]:
    """Each fact: its type, the values it may have, who establishes it, the question that asks for it."""
    return {
        k: {"type": s.type, "values": list(s.values), "by": list(s.by) or [owner], "label": s.label, "question": question_of(k, s)}
        for k, s in specs.items()
    }


def question_of(name: str, spec: rules.FactSpec) -> str:
    """The question a pack gives, or one made of its label."""
    words = spec.label or name.replace("_", " ")
    return spec.question or (f"Is this so: {words}?" if spec.type == "bool" else f"What is this: {words}?")


def provisions(statutes: Statutes, book: rules.Book) -> list[dict[str, Any]]:
    """Every text of every provision with the days from which and until which it stood, in order of citation and day.

    A provision that an amendment replaced, ended or cites anew stands there once for each text. ``until`` is the first day
    on which it no longer stood, None if it still does.
    """
    enacted = {p.id: p.enacted for p in statutes.packs} | {a.id: a.effective for a in book.amendments}
    days = sorted({a.effective for a in book.amendments})
    laws: list[tuple[date | None, rules.Law]] = [(None, book.original)]
    with statutes.placing():
        laws += [(day, book.on(day)) for day in days]
    open_: dict[str, dict[str, Any]] = {}
    texts: dict[str, rules.Norm] = {}
    found: list[dict[str, Any]] = []
    for day, law in laws:
        norms = {n.id: n for p in law.packs for n in p.norms}
        for id in [i for i in open_ if i not in norms or _text(norms[i]) != _text(texts[i])]:
            entry = open_.pop(id)
            entry["until"] = min(entry["until"] or day.isoformat(), day.isoformat()) if day else entry["until"]
        for id, norm in norms.items():
            texts[id] = norm
            if id not in open_:
                start = norm.start or enacted[norm.pack]
                entry = _provision(norm, max(start, day) if day else start)
                found.append(entry)
                open_[id] = entry
            elif norm.until is not None:
                open_[id]["until"] = norm.until.isoformat()
    return sorted(found, key=lambda e: (e["id"], e["from"]))


def _text(norm: rules.Norm) -> rules.Norm:
    """A norm but for what says only when it stands and who changed it."""
    return replace(norm, start=None, until=None, history=())


def _provision(norm: rules.Norm, start: date) -> dict[str, Any]:
    return {
        "id": norm.id, "cite": norm.cite, "kind": norm.kind, "heading": norm.heading, "sense": norm.sense, "source": norm.source,
        "from": start.isoformat(), "until": norm.until.isoformat() if norm.until else None, "holder": list(norm.holder),
        "acts": list(norm.acts), "defeats": list(norm.defeats), "changed_by": list(norm.history), "house_rule": norm.house_rule,
        "pack": norm.pack,
    }  # fmt: skip
