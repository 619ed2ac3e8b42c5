"""What a deck and the law must agree on: acts, their parameters and records, facts, offices.

Belongs here: names a deck takes from the packs. Does not: a deck's own names (decks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from game.errors import Fault, nearest
from game.play.deck import ActUse, Change, Deck
from game.rules import Act, Book, Case, FactSpec, Law, LawError, Occurrence, Record, check_act, fits, json_of, typed

from .reading import Document
from .reading import Path as Place

__all__ = ["blanks_of", "check_bills", "check_with_law", "opening_case"]


def opening_case(raw: Mapping[str, Any], law: Law | None) -> Case:
    """The opening case from its checked shape. Without the law (while a deck is read for its packs) days stay text."""
    kinds = law.names.vars if law else {}
    events = law.names.events if law else {}

    def values(specs: Mapping[str, FactSpec], said: Mapping[str, Any]) -> dict[str, Any]:
        return {k: typed(specs[k], v) if k in specs else v for k, v in said.items()}

    records = {id: Record(r["kind"], values(kinds.get(r["kind"], {}), r["blanks"])) for id, r in raw["records"].items()}
    happened = [
        Occurrence(o["name"], o["date"], o["about"], values(events[o["name"]].data if o["name"] in events else {}, o["data"]))
        for o in raw["events"]
    ]
    return Case(records, tuple(happened))


def blanks_of(sentence: str) -> set[str]:
    """The names in braces in an order's sentence."""
    return {part.partition("}")[0] for part in sentence.split("{")[1:] if "}" in part}


def check_with_law(deck: Deck, law: Law, owner: Mapping[str, Document] | None = None) -> list[Fault]:
    """What in a deck the law does not know: offices, acts, their parameters and records, facts it begins with or sets."""
    check = _Check(deck, law, owner or {})
    check.offices_and_acts()
    check.opening()
    for path, change in _changes(deck):
        for record, name, said in change.facts:
            if record in deck.case.records:
                check.fact(deck.case.records[record].kind, name, said, (*path, "fact", f"{record}.{name}"))
    return check.faults


def check_bills(deck: Deck, book: Book, owner: Mapping[str, Document]) -> list[Fault]:
    """Bills that could not become law, one by one, in the first round: what a table would find out at the vote."""
    faults = []
    first = date.fromisoformat(deck.rounds[0].begins)
    for bill in deck.bills.values():
        try:
            if bill.amendment is not None:
                book.enacting(bill.amendment.dated(first, first))
        except LawError as e:
            why = "; ".join(f"{'.'.join(map(str, f.path))}: {f.message}" for f in e.faults[:3])
            faults.append(owner["bills"].fault(("bills", bill.id, "amendment"), f"this cannot become law here: {why}"))
    return faults


@dataclass
class _Check:
    deck: Deck
    law: Law
    owner: Mapping[str, Document]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Place, message: str, help: str = "") -> None:
        document = self.owner.get(str(path[0]))
        self.faults.append(document.fault(path, message, help) if document else Fault("", 1, ".".join(map(str, path)), message, help))

    def value(self, spec: FactSpec, said: Any, path: Place) -> None:
        if not fits(spec, typed(spec, said)):
            known = "one of " + ", ".join(map(str, spec.values)) if spec.values else ""
            self.fault(path, f"needs a {spec.type}, not `{json_of(said)}`", known)

    def fact(self, kind: str, name: str, said: Any, path: Place) -> None:
        known = self.law.names.vars.get(kind, {})
        if name not in known:
            self.fault(path, f"a {kind} has no fact `{name}`", nearest(name, known))
        else:
            self.value(known[name], said, path)

    def offices_and_acts(self) -> None:
        offices = self.law.offices
        for seat in self.deck.seats.values():
            for n, office in enumerate(seat.offices):
                if office not in offices:
                    self.fault(("seats", seat.id, "offices", n), f"no pack knows the office `{office}`", nearest(office, offices))
        for move in self.deck.moves.values():
            if move.act is not None:
                self.act(move.act, ("moves", move.id, "act"))

    def act(self, use: ActUse, path: Place) -> None:
        law = self.law
        for n, actor in enumerate(use.actors):
            if actor not in law.offices:
                self.fault((*path, "actors", n), f"no pack knows the office `{actor}`", nearest(actor, law.offices))
        plain = {k: v for k, v in use.params.items() if not isinstance(v, dict)}
        if (spec := law.acts.get(use.name)) is not None:
            plain = {k: typed(spec.params[k], v) if k in spec.params else v for k, v in plain.items()}
            for k in use.params.keys() - plain.keys() - spec.params.keys():
                self.fault((*path, "params", k), f"`{use.name}` has no parameter `{k}`", nearest(k, spec.params))
        act = Act(use.name, use.actors[0], date.min, dict(use.about), plain)  # names are checked, and they have no day
        for name, message, help in check_act(law, self.deck.case, act):
            if name != "by":  # an office nobody knows has been told above
                self.fault((*path, *("name" if name == "act" else name).split(".")), message, help)

    def opening(self) -> None:
        case, names = self.deck.case, self.law.names
        for id, record in case.records.items():
            path: Place = ("case", "records", id)
            if record.kind not in names.vars:
                self.fault((*path, "kind"), f"no pack knows a record `{record.kind}`", nearest(record.kind, names.vars))
                continue
            for name, said in record.fields.items():
                self.fact(record.kind, name, said, (*path, "fields", name))
        for n, o in enumerate(case.occurrences):
            path = ("case", "events", n)
            if o.name not in names.events:
                self.fault((*path, "name"), f"no pack knows the event `{o.name}`", nearest(o.name, names.events))
                continue
            spec = names.events[o.name]
            for name, said in o.data.items():
                if name in spec.data:
                    self.value(spec.data[name], said, (*path, "data", name))
                else:
                    self.fault((*path, "data", name), f"`{o.name}` carries no `{name}`", nearest(name, spec.data))
            for role, id in o.about.items():
                if role not in spec.about or id not in case.records:
                    self.fault((*path, "about", role), f"`{o.name}` cannot be about {role} `{id}`", "the record must stand under records")


def _changes(deck: Deck) -> Iterator[tuple[Place, Change]]:
    """Every change a deck can make, with the place of what makes it."""
    for id, card in deck.cards.items():
        yield from ((("cards", id, "at_once"), c) for c in card.at_once)
        yield from ((("cards", id, "if_leaked"), c) for c in card.if_leaked)
        yield from ((("cards", id, "choices", n), c) for n, choice in enumerate(card.choices) for c in choice.changes)
    for id, move in deck.moves.items():
        yield from ((("moves", id, "always"), c) for c in move.always)
        for word in ("if_lawful", "clean", "fails", "backfires"):
            yield from ((("moves", id, word), c) for c in getattr(move, word))
    for rule in deck.house_rules:
        yield from ((("house_rules", rule.id, "changes"), c) for c in rule.changes)
