"""Decks: a folder of YAML to a Deck, with every fault at once.

Belongs here: names (is this track, seat, card known?), conditions compiled, texts to values. The shape of the
YAML is deckschema's; what a deck then does is the play room's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from game.canonical import digest
from game.errors import Fault, Unreadable, nearest
from game.play import deck as d
from game.play.frames import deck_vars, order_vars
from game.rules import Act, Case, LawError, Law, Names, Occurrence, Record, check_act, compile_condition, value_of

from .deckschema import DeckSchema
from .packs import faults_of
from .reading import Document, Path as Place, read_yaml

__all__ = ["check_with_law", "deck_from_texts", "load_deck"]

LARGEST_SHIFT = 2
_SEAT_PHASES = ("situation", "back_channel", "orders", "reveal", "effects", "headline")


def load_deck(path: Path | str, law: Law | None = None) -> d.Deck:
    """Read a deck's folder (all ``*.yaml`` in it), or the folder of a ``deck.yaml``.

    law: if given, acts, offices and records are checked against it. Raises Unreadable with every fault found.
    """
    folder = Path(path)
    folder = folder.parent if folder.is_file() else folder
    files = sorted(p for p in folder.glob("*.yaml") if p.is_file()) if folder.is_dir() else []
    if not any(p.name == "deck.yaml" for p in files):
        raise Unreadable([Fault(str(folder), 1, "", "there is no deck here", "give a folder that holds deck.yaml")])
    return _read({p.name: p.read_bytes() for p in files}, law, folder.name)


def deck_from_texts(texts: Mapping[str, str], law: Law | None = None) -> d.Deck:
    """A deck from the texts a record carries: file name -> text. Raises Unreadable."""
    return _read({name: text.encode() for name, text in texts.items()}, law, "")


def _read(files: Mapping[str, bytes], law: Law | None, folder: str) -> d.Deck:
    faults: list[Fault] = []
    documents: list[Document] = []
    for name, data in files.items():
        try:
            documents.append(read_yaml(data, f"{folder}/{name}" if folder else name))
        except Unreadable as e:
            faults += e.faults
    whole, owner = _merged(documents, faults)
    try:
        got = DeckSchema(partial=bool(faults)).load(whole)
    except ValidationError as e:
        faults += _shape_faults(e, owner, documents)
        raise Unreadable(faults) from None
    if faults:
        raise Unreadable(faults)
    builder = _Builder(got, owner)
    texts = {name: data.decode("utf-8-sig") for name, data in files.items()}
    made = builder.deck(texts)
    faults = builder.faults
    if not faults and law is not None:
        faults = check_with_law(made, law, owner)
    if faults:
        raise Unreadable(faults)
    return made


def _merged(documents: Iterable[Document], faults: list[Fault]) -> tuple[dict[str, Any], dict[str, Document]]:
    """All files' keys as one mapping, and which file each stands in."""
    whole: dict[str, Any] = {}
    owner: dict[str, Document] = {}
    for document in documents:
        if not isinstance(document.value, dict):
            faults.append(document.fault((), "a deck file is a mapping of keys", "begin with a key such as `cards:`"))
            continue
        for key, value in document.value.items():
            if key in owner:
                faults.append(document.fault((key,), f"`{key}` stands in {owner[key].file} already", "keep one of them"))
            else:
                whole[key], owner[key] = value, document
    return whole, owner


def _shape_faults(error: ValidationError, owner: Mapping[str, Document], documents: list[Document]) -> list[Fault]:
    home = next((x for x in documents if x.file.endswith("deck.yaml")), documents[0])
    faults: list[Fault] = []
    by_file: dict[str, dict[str, Any]] = {}
    messages = error.messages if isinstance(error.messages, dict) else {"_schema": error.messages}
    for key, inner in messages.items():
        by_file.setdefault(owner.get(key, home).file, {})[key] = inner
    for file, part in by_file.items():
        document = next(x for x in documents if x.file == file)
        faults += faults_of(document, part, DeckSchema())
    return faults


@dataclass
class _Builder:
    """One deck under construction. Every lookup of a name that fails is noted with its place."""

    got: Mapping[str, Any]
    owner: Mapping[str, Document]
    faults: list[Fault] = field(default_factory=list)
    vars: dict[str, Any] = field(default_factory=dict)

    # ------------------------------------------------------------------ names
    def fault(self, path: Place, message: str, help: str = "") -> None:
        document = self.owner.get(str(path[0])) or next(iter(self.owner.values()))
        self.faults.append(document.fault(path, message, help))

    def known(self, name: str, among: Iterable[str], what: str, path: Place) -> str:
        """*name*, noted as a fault if it is not among the known ones."""
        several = list(among)
        if name not in several:
            self.fault(path, f"there is no {what} `{name}`", nearest(name, several))
        return name

    def when(self, raw: Any, path: Place, order: Mapping[str, Any] | None = None) -> Any:
        """A condition compiled; None for none."""
        if raw is None:
            return None
        names = Names(vars={**self.vars, "order": order} if order is not None else self.vars)
        try:
            return compile_condition(raw, names, "deck", path)
        except LawError as e:
            for f in e.faults:
                self.fault(tuple(f.path), f.message, f.help)
            return lambda frame: None

    # ------------------------------------------------------------------ pieces
    def changes(self, raw: Iterable[Mapping[str, Any]], path: Place, order: Mapping[str, Any] | None = None) -> tuple[d.Change, ...]:
        several = list(raw)
        return tuple(self.change(c, (*path, n) if len(several) > 1 else path, order) for n, c in enumerate(several))

    def change(self, raw: Mapping[str, Any], path: Place, order: Mapping[str, Any] | None = None) -> d.Change:
        g = self.got
        for track, by in raw["effects"].items():
            self.known(track, g["tracks"], "track", (*path, "effects", track))
            if abs(by) > LARGEST_SHIFT and not raw["large"]:
                self.fault((*path, "effects", track), f"a shift of {by} is larger than {LARGEST_SHIFT}", "make it smaller, or say `large: true`")
        ladders = []
        for key, how in (("ladder", "to"), ("step", "by")):
            for ladder, n in raw[key].items():
                self.known(ladder, g["ladders"], "ladder", (*path, key, ladder))
                ladders.append((ladder, how, n))
        for key in ("freeze", "thaw"):
            for n, ladder in enumerate(raw[key]):
                self.known(ladder, g["ladders"], "ladder", (*path, key, n))
        for token in raw["token"]:
            self.known(token, g["tokens"], "token", (*path, "token", token))
        marks = []
        for key, how in (("mark_set", "set"), ("mark", "add"), ("mark_count", "count")):
            for mark, n in raw[key].items():
                self.known(mark, g["marks"], "mark", (*path, key, mark))
                if how == "count":
                    self.known(n, order or {}, "field", (*path, key, mark))
                marks.append((mark, how, n))
        facts = tuple((*self.fact(name, (*path, "fact", name)), value) for name, value in raw["fact"].items())
        return d.Change(
            raw["effects"], tuple(ladders), {**dict.fromkeys(raw["freeze"], True), **dict.fromkeys(raw["thaw"], False)}, raw["token"],
            tuple(marks), facts, (), self.when(raw["when"], (*path, "when"), order), raw["if_text"],
        )

    def fact(self, name: str, path: Place) -> tuple[str, str]:
        record, _, fact = name.partition(".")
        self.known(record, self.got["case"]["records"], "record", path)
        if not fact:
            self.fault(path, f"`{name}` is not a fact", "write record.fact")
        return record, fact

    def needs(self, raw: Iterable[Mapping[str, Any]], path: Place) -> tuple[d.Need, ...]:
        several = list(raw)
        return tuple(d.Need(self.when(n["when"], (*path, i, "when") if len(several) > 1 else (*path, "when")), n["otherwise"])
                     for i, n in enumerate(several))

    def objective(self, raw: Mapping[str, Any], path: Place) -> d.Objective:
        return d.Objective(raw["text"], raw["points"], self.when(raw["met"], (*path, "met")))

    def seats_of(self, raw: list[str] | None, path: Place) -> tuple[str, ...] | None:
        return None if raw is None else tuple(self.known(s, self.got["seats"], "seat", (*path, n)) for n, s in enumerate(raw))

    def rounds_of(self, raw: list[int] | None, path: Place) -> tuple[int, int]:
        last = len(self.got["rounds"])
        first, until = raw or (1, last)
        if not 1 <= first <= until:
            self.fault(path, f"rounds {first} to {until} is not a span", f"write [first, last] within 1 to {last}")
        return first, until

    # ------------------------------------------------------------------ cards, moves
    def card(self, id: str, raw: Mapping[str, Any]) -> d.Card:
        path: Place = ("cards", id)
        self.known(raw["suit"], self.got["suits"], "suit", (*path, "suit"))
        choices = []
        for n, c in enumerate(raw["choices"]):
            at = (*path, "choices", n)
            if c["by"]:
                self.known(c["by"], self.got["seats"], "seat", (*at, "by"))
            changes = (self.change(c, at), *self.changes(c["more"], (*at, "more")))
            choices.append(d.Choice(c["id"], c["by"], c["text"], changes, self.needs(c["needs"], (*at, "needs")), c["once"]))
        if len({c.id for c in choices}) != len(choices):
            self.fault((*path, "choices"), "two choices have one id", "name them a, b, c")
        if len({c.by for c in choices}) > 1:
            self.fault((*path, "choices"), "choices of one card belong to different seats", "one seat answers a card")
        audience = self.seats_of(raw["audience"], (*path, "audience"))
        if choices and not choices[0].by and audience == ():
            self.fault((*path, "choices"), "nobody can answer this card", "say `by:` or give it an audience")
        source = raw["source"]
        return d.Card(
            id, raw["suit"], raw["title"], raw["text"], self.rounds_of(raw["rounds"], (*path, "rounds")), raw["kind"],
            d.Source(source["kind"], source["cite"], source["note"]), audience, raw["fixed"], raw["arises"], self.when(raw["when"], (*path, "when")),
            self.changes(raw["at_once"], (*path, "at_once")), tuple(choices), not raw["private_outcome"], raw["leak"],
            self.changes(raw["if_leaked"], (*path, "if_leaked")), raw["note"],
        )

    def move(self, id: str, raw: Mapping[str, Any]) -> d.Move:
        path: Place = ("moves", id)
        fields = tuple(self.field(f, (*path, "fields", n)) for n, f in enumerate(raw["blanks"]))
        order = order_vars(fields)
        stages = self.got["stages"]
        self.known(raw["stage"], stages, "stage", (*path, "stage"))
        names = {f.name for f in fields}
        for word in _blanks(raw["sentence"]) - {"seat"}:
            self.known(word, names, "field", (*path, "sentence"))
        return d.Move(
            id, raw["slot"], self.seats_of(raw["seats"], (*path, "seats")) or (), raw["title"], raw["text"], raw["sentence"],
            stages.index(raw["stage"]) if raw["stage"] in stages else 0, self.rounds_of(raw["rounds"], (*path, "rounds")), fields,
            self.needs(raw["needs"], (*path, "needs")), raw["once"], raw["repeats"], raw["key"], self.act(raw["act"], names, (*path, "act")),
            self.changes(raw["always"], (*path, "always"), order), self.changes(raw["if_lawful"], (*path, "if_lawful"), order),
            self.seats_of(raw["audience"], (*path, "audience")), raw["note"],
        )

    def field(self, raw: Mapping[str, Any], path: Place) -> d.Field:
        options = tuple(d.Option(o["value"], o["label"], self.changes(o["changes"], (*path, "options", n, "changes")), o["counts"])
                        for n, o in enumerate(raw["options"]))
        if raw["kind"] in ("choice", "choices") and not options:
            self.fault(path, f"`{raw['name']}` has nothing to choose", "give it options")
        return d.Field(raw["name"], raw["label"], raw["kind"], options, raw["at_least"], raw["default"], raw["optional"], raw["help"])

    def act(self, raw: Mapping[str, Any] | None, names: set[str], path: Place) -> d.ActUse | None:
        if raw is None:
            return None
        for role, record in raw["about"].items():
            self.known(record, self.got["case"]["records"], "record", (*path, "about", role))
        for name, value in raw["params"].items():
            if isinstance(value, dict):
                self.known(str(value.get("field")), names, "field", (*path, "params", name))
                for key in value.keys() - {"field", "map"}:
                    self.fault((*path, "params", name), f"`{key}` is not known here", "write field, and map if its words stand for values")
        if raw["actor_field"]:
            self.known(raw["actor_field"], names, "field", (*path, "actor_field"))
        return d.ActUse(raw["name"], tuple(raw["actors"]), raw["about"], raw["params"], raw["actor_field"])

    # ------------------------------------------------------------------ the whole
    def seat(self, id: str, raw: Mapping[str, Any]) -> d.Seat:
        path: Place = ("seats", id)
        red, absent = raw["red_line"], raw["absent"]
        rule: dict[str, Any] = {}
        for slot in ("main", "minor"):
            said = absent[slot]
            if said:
                self.known(said["move"], [m for m, x in self.got["moves"].items() if id in x["seats"] and x["slot"] == slot],
                           f"{slot} move of {id}", (*path, "absent", slot, "move"))
                rule[slot] = {"move": said["move"], "fields": said["blanks"]}
        return d.Seat(
            id, raw["title"], raw["brief"], raw["fact"], tuple(raw["offices"]),
            tuple(self.objective(o, (*path, "objectives", n)) for n, o in enumerate(raw["objectives"])),
            self.objective(red, (*path, "red_line")) if red else None, absent["text"], rule,
        )

    def case(self) -> tuple[Case, dict[tuple[str, str], tuple[str, ...]]]:
        raw = self.got["case"]
        records = {id: Record(r["kind"], {k: _value(v) for k, v in r["blanks"].items()}) for id, r in raw["records"].items()}
        happened = tuple(Occurrence(o["name"], o["date"], o["about"], {k: _value(v) for k, v in o["data"].items()}) for o in raw["events"])
        hidden = {}
        for n, h in enumerate(raw["hidden"]):
            path: Place = ("case", "hidden", n)
            hidden[self.fact(h["fact"], (*path, "fact"))] = self.seats_of(h["seats"], (*path, "seats")) or ()
        return Case(records, happened), hidden

    def ladder(self, id: str, raw: Mapping[str, Any]) -> d.Ladder:
        earliest = {}
        for step, first in raw["earliest"].items():
            if not step.isdigit() or not 0 < int(step) < len(raw["steps"]):
                self.fault(("ladders", id, "earliest", step), f"`{step}` is not a step of this ladder", "write the step's number in quotes")
            else:
                earliest[int(step)] = first
        return d.Ladder(id, raw["title"], raw["start"], tuple(raw["steps"]), earliest, self.when(raw["sooner"], ("ladders", id, "sooner")))

    def house_rule(self, id: str, raw: Mapping[str, Any]) -> d.HouseRule:
        path: Place = ("house_rules", id)
        duty = None
        if raw["duty"]:
            x = raw["duty"]
            self.known(x["holder"], self.got["seats"], "seat", (*path, "duty", "holder"))
            duty = d.HouseDuty(x["holder"], x["settle"], self.when(x["shown"], (*path, "duty", "shown")), self.when(x["kept"], (*path, "duty", "kept")))
        return d.HouseRule(id, raw["title"], raw["text"], self.when(raw["when"], (*path, "when")), self.changes(raw["changes"], (*path, "changes")),
                           duty, raw["announces"])

    def deck(self, texts: Mapping[str, str]) -> d.Deck:
        """The deck; its faults stand in ``faults`` and then it is not to be used."""
        g = self.got
        self.vars = dict(deck_vars(g["tracks"], g["ladders"], g["tokens"], g["marks"], g["cards"], g["moves"]))
        for n, phase in enumerate(p for p in _SEAT_PHASES if p not in g["phases"]):
            self.fault(("phases",), f"phase `{phase}` is missing", "a round has all six" if not n else "")
        for phase in g["phases"]:
            self.known(phase, _SEAT_PHASES, "phase", ("phases", phase))
        for n, group in enumerate(g["draws"]):
            for i, suit in enumerate(group):
                self.known(suit, g["suits"], "suit", ("draws", n, i))
        if g["headline_seat"]:
            self.known(g["headline_seat"], g["seats"], "seat", ("headline_seat",))
        if all(e["when"] for e in g["endings"]):
            self.fault(("endings",), "no ending fits anything", "let the last one have no `when`")
        case, hidden = self.case()
        bonus = tuple((self.seats_of(b["seats"], ("shared_bonus", n, "seats")) or (), self.objective(b, ("shared_bonus", n)))
                      for n, b in enumerate(g["shared_bonus"]))
        return d.Deck(
            id=g["deck"], title=g["title"], subtitle=g["subtitle"], language=g["language"], packs=tuple(g["law"]["packs"]),
            readings=g["law"]["readings"], suits=g["suits"], seats={k: self.seat(k, v) for k, v in g["seats"].items()},
            tracks={k: d.Track(k, v["title"], v["start"], v["low"], v["high"], v["low_text"], v["high_text"],
                               tuple(d.Trigger(t["at"], t["text"]) for t in v["triggers"]), v["rose"], v["fell"]) for k, v in g["tracks"].items()},
            ladders={k: self.ladder(k, v) for k, v in g["ladders"].items()},
            tokens={k: d.Token(k, v["title"], v["start"]) for k, v in g["tokens"].items()},
            marks={k: d.Mark(k, v["title"], v["start"], v["shown"]) for k, v in g["marks"].items()},
            cards={k: self.card(k, v) for k, v in g["cards"].items()}, moves={k: self.move(k, v) for k, v in g["moves"].items()},
            stages=tuple(g["stages"]), phases={p: d.Phase(p, g["phases"][p]["title"], g["phases"][p]["minutes"], g["phases"][p]["needed"])
                                               for p in _SEAT_PHASES if p in g["phases"]},
            rounds=tuple(d.Round(n, r["title"], r["begins"].isoformat(), r["ends"].isoformat()) for n, r in enumerate(g["rounds"], 1)),
            draws=tuple(tuple(x) for x in g["draws"]),
            endings=tuple(d.Ending(e["id"], e["title"], e["text"], self.when(e["when"], ("endings", n, "when")), e["at_once"], e["halves"])
                          for n, e in enumerate(g["endings"])),
            house_rules=tuple(self.house_rule(k, v) for k, v in g["house_rules"].items()), shared_bonus=bonus, case=case, hidden=hidden,
            headline_seat=g["headline_seat"], house_halves=g["halves"], files=dict(texts), digest=digest(dict(texts)),
        )


def _value(raw: Any) -> Any:
    """A fact's value: days of the calendar as dates, lists as sets."""
    if isinstance(raw, str) and len(raw) == 10 and raw[4] == raw[7] == "-":
        try:
            return date.fromisoformat(raw)
        except ValueError:
            return raw
    return value_of(raw)


def _blanks(sentence: str) -> set[str]:
    return {part.partition("}")[0] for part in sentence.split("{")[1:] if "}" in part}


def check_with_law(deck: d.Deck, law: Law, owner: Mapping[str, Document] | None = None) -> list[Fault]:
    """What in a deck the law does not know: acts, their parameters and records, facts of the opening case, offices."""
    faults: list[Fault] = []

    def fault(path: Place, message: str, help: str = "") -> None:
        document = (owner or {}).get(str(path[0]))
        faults.append(document.fault(path, message, help) if document else Fault("", 1, ".".join(map(str, path)), message, help))

    offices = {o for pack in law.packs for o in pack.offices}
    for seat in deck.seats.values():
        for n, office in enumerate(seat.offices):
            if office not in offices:
                fault(("seats", seat.id, "offices", n), f"no pack knows the office `{office}`", nearest(office, offices))
    for move in deck.moves.values():
        if move.act is None:
            continue
        path: Place = ("moves", move.id, "act")
        use = move.act
        for n, actor in enumerate(use.actors):
            if actor not in offices:
                fault((*path, "actors", n), f"no pack knows the office `{actor}`", nearest(actor, offices))
        plain = {k: value_of(v) for k, v in use.params.items() if not isinstance(v, dict)}
        spec = law.acts.get(use.name)
        for k in use.params.keys() - plain.keys():
            if spec is not None and k not in spec.params:
                fault((*path, "params", k), f"`{use.name}` has no parameter `{k}`", nearest(k, spec.params))
        day = date.fromisoformat(deck.rounds[0].begins)
        for name, message, help in check_act(law, deck.case, Act(use.name, use.actors[0], day, dict(use.about), plain)):
            fault((*path, *name.replace("act", "name").split(".")), message, help)
    for id, record in deck.case.records.items():
        known = law.names.vars.get(record.kind)
        if known is None:
            fault(("case", "records", id, "kind"), f"no pack knows a record `{record.kind}`", nearest(record.kind, law.names.vars))
            continue
        for name in record.fields:
            if name not in known:
                fault(("case", "records", id, "fields", name), f"a {record.kind} has no fact `{name}`", nearest(name, known))
    for n, o in enumerate(deck.case.occurrences):
        if o.name not in law.names.events:
            fault(("case", "events", n, "name"), f"no pack knows the event `{o.name}`", nearest(o.name, law.names.events))
    return faults
