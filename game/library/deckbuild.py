"""From the shape of a deck to its values: names looked up, conditions compiled, every fault noted.

Belongs here: what the YAML's pieces become. Does not: files (decks), shapes (deckschema).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from game.canonical import digest
from game.errors import Fault, nearest
from game.play import deck as d
from game.play.frames import order_vars
from game.rules import Amendment, Case, Law, LawError, Names, compile_condition

from .deckbounds import bounds
from .deckcheck import blanks_of, opening_case
from .deckkit import kit_of
from .deckparts import Names as Known
from .deckparts import variables
from .reading import Document
from .reading import Path as Place
from .seating import Table, narrowed, options_of, seating_faults

__all__ = ["Builder"]

LARGEST_SHIFT = 2
ROUND_PHASES = d.PHASES[1:-1]


@dataclass
class Builder:
    """One deck under construction, for one table. Every lookup of a name that fails is noted with its place."""

    got: Mapping[str, Any]
    table: Table
    owner: Mapping[str, Document]
    names: Known
    law: Law | None = None
    amendments: Mapping[str, Amendment] | None = None
    faults: list[Fault] = field(default_factory=list)
    vars: dict[str, Any] = field(default_factory=dict)

    def fault(self, path: Place, message: str, help: str = "") -> None:
        document = self.owner.get(str(path[0])) or next(iter(self.owner.values()))
        self.faults.append(document.fault(path, message, help))

    def known(self, name: str, among: Iterable[str] | None, what: str, path: Place) -> str:
        """*name*, noted as a fault if it is not among the known ones. among: None where these cannot be read."""
        if among is None:
            return name
        several = list(among)
        if name not in several:
            all_of_them = "known: " + ", ".join(f"`{x}`" for x in several) if len(several) <= 12 else ""
            self.fault(path, f"there is no {what} `{name}`", nearest(name, several) or all_of_them)
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

    def changes(self, raw: Iterable[Mapping[str, Any]], path: Place, order: Mapping[str, Any] | None = None) -> tuple[d.Change, ...]:
        several = list(raw)
        return tuple(self.change(c, (*path, n) if len(several) > 1 else path, order) for n, c in enumerate(several))

    def change(self, raw: Mapping[str, Any], path: Place, order: Mapping[str, Any] | None = None) -> d.Change:
        g = self.names
        for track, by in raw["effects"].items():
            self.known(track, g["tracks"], "track", (*path, "effects", track))
            if abs(by) > LARGEST_SHIFT and not raw["large"]:
                self.fault(
                    (*path, "effects", track), f"a shift of {by} is larger than {LARGEST_SHIFT}", "make it smaller, or say `large: true`"
                )
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
        for n, pact in enumerate(raw["agreement"]):
            self.known(pact, g["agreements"], "agreement", (*path, "agreement", n))
        for n, pair in enumerate(raw["frees"]):
            self.seats_of(pair, (*path, "frees", n))
        facts = tuple((*self.fact(name, (*path, "fact", name)), value) for name, value in raw["fact"].items())
        return d.Change(
            raw["effects"],
            tuple(ladders),
            {**dict.fromkeys(raw["freeze"], True), **dict.fromkeys(raw["thaw"], False)},
            raw["token"],
            tuple(marks),
            facts,
            self.when(raw["when"], (*path, "when"), order),
            raw["if_text"],
            tuple(raw["agreement"]),
            tuple((one, other) for one, other in raw["frees"]),
        )

    def fact(self, name: str, path: Place) -> tuple[str, str]:
        record, _, fact = name.partition(".")
        self.known(record, self.names["records"], "record", path)
        if not fact:
            self.fault(path, f"`{name}` is not a fact", "write record.fact")
        return record, fact

    def needs(self, raw: Iterable[Mapping[str, Any]], path: Place) -> tuple[d.Need, ...]:
        several = list(raw)
        return tuple(
            d.Need(self.when(n["when"], (*path, i, "when") if len(several) > 1 else (*path, "when")), n["otherwise"])
            for i, n in enumerate(several)
        )

    def objective(self, raw: Mapping[str, Any], path: Place) -> d.Objective:
        return d.Objective(raw["text"], raw["points"], self.when(raw["met"], (*path, "met")))

    def seats_of(self, raw: list[str] | None, path: Place) -> tuple[str, ...] | None:
        return None if raw is None else tuple(self.known(s, self.names["seats"], "seat", (*path, n)) for n, s in enumerate(raw))

    def rounds_of(self, raw: list[int] | None) -> tuple[int, int]:
        return (raw[0], raw[1]) if raw else (1, len(self.got["rounds"]))

    def card(self, id: str, raw: Mapping[str, Any]) -> d.Card:
        path: Place = ("cards", id)
        self.known(raw["suit"], self.names["suits"], "suit", (*path, "suit"))
        choices = []
        for n, c in enumerate(raw["choices"]):
            at = (*path, "choices", n)
            by = next(iter(self.seats_of(c["by"], (*at, "by")) or ()), "")
            changes = (self.change(c, at), *self.changes(c["more"], (*at, "more")))
            passes = tuple(self.known(b, self.names["bills"], "bill", (*at, "passes", n)) for n, b in enumerate(c["passes"]))
            choices.append(d.Choice(c["id"], by, c["text"], changes, self.needs(c["needs"], (*at, "needs")), c["once"], passes))
        if len({c.id for c in choices}) != len(choices):
            self.fault((*path, "choices"), "two choices have one id", "name them a, b, c")
        if len({c.by for c in choices}) > 1:
            self.fault((*path, "choices"), "choices of one card belong to different seats", "one seat answers a card")
        audience = self.seats_of(raw["audience"], (*path, "audience"))
        if choices and not choices[0].by and audience == ():
            self.fault((*path, "choices"), "nobody can answer this card", "say `by:` or give it an audience")
        source = raw["source"]
        return d.Card(
            id,
            raw["suit"],
            raw["title"],
            raw["text"],
            self.rounds_of(raw["rounds"]),
            raw["kind"],
            d.Source(source["kind"], source["cite"], source["note"]),
            audience,
            raw["fixed"],
            raw["arises"],
            self.when(raw["when"], (*path, "when")),
            self.changes(raw["at_once"], (*path, "at_once")),
            tuple(choices),
            not raw["private_outcome"],
            raw["leak"],
            self.changes(raw["if_leaked"], (*path, "if_leaked")),
            raw["note"],
            raw["sender"] or self.channel(raw)["sender"],
            raw["channel"] or self.channel(raw)["channel"],
            raw["expected"],
            raw["aim"],
        )

    def channel(self, raw: Mapping[str, Any]) -> Mapping[str, str]:
        """Who sends a card of this kind and how, where the card does not say."""
        usual = {"sender": "The white cell", "channel": "read aloud" if raw["audience"] is None else "handed over"}
        return self.got["channels"].get(raw["kind"], usual)

    def move(self, id: str, raw: Mapping[str, Any]) -> d.Move:
        path: Place = ("moves", id)
        fields = tuple(self.field(f, (*path, "fields", n)) for n, f in enumerate(raw["blanks"]) if self.is_field(f, (*path, "fields", n)))
        order = order_vars(fields)
        stages = self.names["stages"] or ()
        self.known(raw["stage"], self.names["stages"], "stage", (*path, "stage"))
        names = {f.name for f in fields}
        for word in blanks_of(raw["sentence"]) - {"seat"}:
            self.known(word, names, "field", (*path, "sentence"))
        return d.Move(
            id,
            raw["slot"],
            self.seats_of(raw["seats"], (*path, "seats")) or (),
            raw["title"],
            raw["text"],
            raw["sentence"],
            stages.index(raw["stage"]) if raw["stage"] in stages else 0,
            self.rounds_of(raw["rounds"]),
            fields,
            self.needs(raw["needs"], (*path, "needs")),
            raw["once"],
            raw["repeats"],
            raw["key"],
            self.act(raw["act"], names, (*path, "act")),
            self.bill_use(raw["bill"], fields, (*path, "bill")),
            self.changes(raw["always"], (*path, "always"), order),
            self.changes(raw["if_lawful"], (*path, "if_lawful"), order),
            self.seats_of(raw["audience"], (*path, "audience")),
            raw["note"],
            raw["argued"],
            self.when(raw["contested_when"], (*path, "contested_when")),
            tuple(
                d.Bonus(b["text"], b["by"], self.when(b["when"], (*path, "bonus", n, "when"), order)) for n, b in enumerate(raw["bonus"])
            ),
            self.changes(raw["clean"], (*path, "clean"), order),
            self.changes(raw["backfires"], (*path, "backfires"), order),
        )

    def is_field(self, raw: Any, path: Place) -> bool:
        """False for the name of a shared field that nobody knows: it is noted."""
        if isinstance(raw, str):
            self.known(raw, self.got["shared"], "shared field", path)
        return not isinstance(raw, str)

    def field(self, raw: Mapping[str, Any], path: Place) -> d.Field:
        options = tuple(
            d.Option(o["value"], o["label"], self.changes(o["changes"], (*path, "options", n, "changes")), o["counts"])
            for n, o in enumerate(raw["options"])
        )
        if raw["kind"] in ("choice", "choices") and not options:
            self.fault(path, f"`{raw['name']}` has nothing to choose", "give it options")
        return d.Field(raw["name"], raw["label"], raw["kind"], options, raw["at_least"], raw["default"], raw["optional"], raw["help"])

    def act(self, raw: Mapping[str, Any] | None, names: set[str], path: Place) -> d.ActUse | None:
        if raw is None:
            return None
        for role, record in raw["about"].items():
            self.known(record, self.names["records"], "record", (*path, "about", role))
        for name, value in raw["params"].items():
            if isinstance(value, dict):
                self.known(str(value.get("field")), names, "field", (*path, "params", name))
                for key in value.keys() - {"field", "map"}:
                    self.fault((*path, "params", name), f"`{key}` is not known here", "write field, and map if its words stand for values")
        if raw["actor_field"]:
            self.known(raw["actor_field"], names, "field", (*path, "actor_field"))
        return d.ActUse(
            raw["name"], tuple(raw["actors"]), raw["about"], raw["params"], raw["actor_field"], self.when(raw["when"], (*path, "when"))
        )

    def bill_use(self, raw: Mapping[str, Any] | None, blanks: tuple[d.Field, ...], path: Place) -> d.BillUse | None:
        if raw is None:
            return None
        by_name = {f.name: f for f in blanks}
        parts = by_name.get(self.known(raw["parts"], by_name, "field", (*path, "parts")))
        for option in parts.options if parts else ():
            self.known(str(option.value), self.names["bills"], "bill", (*path, "parts"))
        if raw["effective"]:
            self.known(raw["effective"], by_name, "field", (*path, "effective"))
        return d.BillUse(raw["parts"], raw["effective"])

    def legislation(self) -> d.Legislation | None:
        raw, path = self.got["legislation"], ("legislation",)
        if raw is None:
            if self.got["bills"]:
                self.fault(("bills",), "nothing says how a bill becomes law", "add `legislation:` with signs, overrides and kinds")
            return None
        self.known(raw["signs"], self.names["seats"], "seat", (*path, "signs"))
        kinds = {k: self.changes([v], (*path, "kinds", k)) for k, v in raw["kinds"].items()}
        return d.Legislation(raw["signs"], self.when(raw["overrides"], (*path, "overrides")), kinds)

    def pact(self, id: str, raw: Mapping[str, Any]) -> d.Pact:
        path: Place = ("agreements", id)
        parties, breaker = (self.seats_of(raw[k], (*path, k)) or () for k in ("parties", "breaker"))
        for n, seat in enumerate(breaker):
            self.known(seat, parties, "party", (*path, "breaker", n))
        if (raw["broken"] is None) != (not breaker):
            self.fault(path, "`broken` says when, `breaker` who: one stands without the other", "write both, or neither")
        return d.Pact(id, raw["title"], raw["text"], parties, breaker, self.when(raw["broken"], (*path, "broken")))

    def bill(self, id: str, raw: Mapping[str, Any]) -> d.Bill | None:
        """A part of bills; None where its amendment cannot be read."""
        path: Place = ("bills", id)
        kinds = (self.got["legislation"] or {}).get("kinds", {})
        self.known(raw["kind"], kinds, "kind of bill", (*path, "kind"))
        self.known(raw["amendment"], self.amendments, "amendment", (*path, "amendment"))
        amendment = (self.amendments or {}).get(raw["amendment"])
        if amendment is None:
            return None
        rounds, changes = self.rounds_of(raw["rounds"]), self.changes(raw["changes"], (*path, "changes"))
        return d.Bill(id, raw["title"], raw["text"], raw["kind"], amendment, rounds, changes)

    def seat(self, id: str, raw: Mapping[str, Any]) -> d.Seat:
        path: Place = ("seats", id)
        red, absent = raw["red_line"], raw["absent"]
        rule: dict[str, tuple[d.Said, ...]] = {}
        moves, all_of_them = self.got["moves"], self.names["moves"]
        for slot in ("main", "minor"):
            several = []
            for n, said in enumerate(absent[slot]):
                at = (*path, "absent", slot, *([n] if len(absent[slot]) > 1 else []))
                self.known(  # a move with faults, or of other tables, may be anybody's
                    said["move"],
                    all_of_them and [m for m in all_of_them if m not in moves or (id in moves[m]["seats"] and moves[m]["slot"] == slot)],
                    f"{slot} move of {id}",
                    (*at, "move"),
                )
                if said["move"] in moves:
                    several.append(d.Said(said["move"], said["blanks"], self.when(said["when"], (*at, "when"))))
            rule[slot] = tuple(several)
        return d.Seat(
            id,
            raw["title"],
            raw["brief"],
            raw["fact"],
            tuple(raw["offices"]),
            tuple(self.objective(o, (*path, "objectives", n)) for n, o in enumerate(raw["objectives"])),
            self.objective(red, (*path, "red_line")) if red else None,
            absent["text"],
            rule,
        )

    def case(self) -> tuple[Case, dict[tuple[str, str], tuple[str, ...]]]:
        raw, hidden = self.got["case"], {}
        for n, h in enumerate(raw["hidden"]):
            path: Place = ("case", "hidden", n)
            hidden[self.fact(h["fact"], (*path, "fact"))] = self.seats_of(h["seats"], (*path, "seats")) or ()
        return opening_case(raw, self.law), hidden

    def ladder(self, id: str, raw: Mapping[str, Any]) -> d.Ladder:
        earliest = {int(step): first for step, first in raw["earliest"].items() if step.isdecimal()}
        return d.Ladder(id, raw["title"], raw["start"], tuple(raw["steps"]), earliest, self.when(raw["sooner"], ("ladders", id, "sooner")))

    def house_rule(self, id: str, raw: Mapping[str, Any]) -> d.HouseRule:
        path: Place = ("house_rules", id)
        duty = None
        if raw["duty"]:
            x = raw["duty"]
            self.known(x["holder"], self.names["seats"], "seat", (*path, "duty", "holder"))
            duty = d.HouseDuty(
                x["holder"], x["settle"], self.when(x["shown"], (*path, "duty", "shown")), self.when(x["kept"], (*path, "duty", "kept"))
            )
        return d.HouseRule(
            id,
            raw["title"],
            raw["text"],
            self.when(raw["when"], (*path, "when")),
            self.changes(raw["changes"], (*path, "changes")),
            duty,
            raw["announces"],
        )

    def deck(self, texts: Mapping[str, str]) -> d.Deck:
        """The deck; its faults stand in ``faults`` and then it is not to be used."""
        bounds(self.got, self.fault)
        for place, message, help in seating_faults(self.got, self.names):
            self.fault(place, message, help)
        options = options_of(self.got, self.table)
        self.got = g = narrowed(self.got, self.table)
        self.vars = variables(self.names)
        if (phases := self.names["phases"]) is not None:
            for n, phase in enumerate(p for p in ROUND_PHASES if p not in phases and (p != "argument" or g["argument"])):
                help = "a round has them all, `argument` where the deck argues"
                self.fault(("phases",), f"phase `{phase}` is missing", help if not n else "")
        for phase in g["phases"]:
            self.known(phase, ROUND_PHASES, "phase", ("phases", phase))
        for n, group in enumerate(g["draws"]):
            for i, suit in enumerate(group):
                self.known(suit, self.names["suits"], "suit", ("draws", n, i))
        if g["headline_seat"]:
            self.known(g["headline_seat"], self.names["seats"], "seat", ("headline_seat",))
        case, hidden = self.case()
        bonus = tuple(
            (self.seats_of(b["seats"], ("shared_bonus", n, "seats")) or (), self.objective(b, ("shared_bonus", n)))
            for n, b in enumerate(g["shared_bonus"])
        )
        return d.Deck(
            id=g["deck"],
            title=g["title"],
            subtitle=g["subtitle"],
            language=g["language"],
            packs=tuple(g["law"]["packs"]),
            readings=g["law"]["readings"],
            suits=g["suits"],
            seats={k: self.seat(k, v) for k, v in g["seats"].items()},
            tracks={k: d.Track(k, **{**v, "triggers": tuple(d.Trigger(**t) for t in v["triggers"])}) for k, v in g["tracks"].items()},
            ladders={k: self.ladder(k, v) for k, v in g["ladders"].items()},
            tokens={k: d.Token(k, v["title"], v["start"]) for k, v in g["tokens"].items()},
            marks={k: d.Mark(k, v["title"], v["start"], v["shown"]) for k, v in g["marks"].items()},
            cards={k: self.card(k, v) for k, v in g["cards"].items()},
            moves={k: self.move(k, v) for k, v in g["moves"].items()},
            stages=tuple(g["stages"]),
            phases={
                p: d.Phase(p, g["phases"][p]["title"], g["phases"][p]["minutes"], g["phases"][p]["needed"])
                for p in ROUND_PHASES
                if p in g["phases"]
            },
            rounds=tuple(d.Round(n, r["title"], r["begins"].isoformat(), r["ends"].isoformat()) for n, r in enumerate(g["rounds"], 1)),
            draws=tuple(tuple(x) for x in g["draws"]),
            endings=tuple(
                d.Ending(e["id"], e["title"], e["text"], self.when(e["when"], ("endings", n, "when")), e["at_once"], e["halves"])
                for n, e in enumerate(g["endings"])
                if not e["schedules"] or self.table[1] in e["schedules"]
            ),
            house_rules=tuple(self.house_rule(k, v) for k, v in g["house_rules"].items()),
            shared_bonus=bonus,
            case=case,
            hidden=hidden,
            in_force=tuple(g["law"]["in_force"]),
            bills={k: bill for k, v in g["bills"].items() if (bill := self.bill(k, v)) is not None},
            legislation=self.legislation(),
            pacts={k: self.pact(k, v) for k, v in g["agreements"].items()},
            breach_points=g["breach_points"],
            argument=d.Arguing(**g["argument"]) if g["argument"] else None,
            headline_seat=g["headline_seat"],
            house_halves=g["halves"],
            options=options,
            constants={
                "limit": {k: v.get(self.table[1], 0) for k, v in g["limits"].items()},
                "seated": {s: s in g["seats"] for s in self.names["seats"] or ()},
            },
            every_card=self.names["cards"] or (),
            every_move=self.names["moves"] or (),
            kit=kit_of(g["kit"]),
            files=dict(texts),
            digest=digest(dict(texts)),
        )
