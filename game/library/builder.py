"""One deck under construction for one table: names looked up, conditions compiled, changes built, every fault noted.

Belongs here: what cards, moves and all the rest are built with. Does not: any of them (movebuild, deckbuild).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from game.errors import Fault, nearest
from game.play import deck as d
from game.rules import Amendment, Law, LawError, Names, compile_condition

from .deckparts import Names as Known
from .reading import Document
from .reading import Path as Place
from .seating import Table

__all__ = ["Builder"]

LARGEST_SHIFT = 2


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

    def fault(self, path: Place, message: str, help: str = "", rule: str = "") -> None:
        document = self.owner.get(str(path[0])) or next(iter(self.owner.values()))
        self.faults.append(document.fault(path, message, help, rule))

    def known(self, name: str, among: Iterable[str] | None, what: str, path: Place) -> str:
        """*name*, noted as a fault if it is not among the known ones. among: None where these cannot be read."""
        if among is None:
            return name
        several = list(among)
        if name not in several:
            all_of_them = "known: " + ", ".join(f"`{x}`" for x in several) if len(several) <= 12 else ""
            self.fault(path, f"there is no {what} `{name}`", nearest(name, several) or all_of_them, "known-name")
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
                self.fault(tuple(f.path), f.message, f.help, "condition")
            return lambda frame: None

    def changes(self, raw: Iterable[Mapping[str, Any]], path: Place, order: Mapping[str, Any] | None = None) -> tuple[d.Change, ...]:
        several = list(raw)
        return tuple(self.change(c, (*path, n) if len(several) > 1 else path, order) for n, c in enumerate(several))

    def change(self, raw: Mapping[str, Any], path: Place, order: Mapping[str, Any] | None = None) -> d.Change:
        g = self.names
        for track, by in raw["effects"].items():
            self.known(track, g["tracks"], "track", (*path, "effects", track))
            if abs(by) > LARGEST_SHIFT and not raw["large"]:
                help = "make it smaller, or say `large: true`"
                self.fault((*path, "effects", track), f"a shift of {by} is larger than {LARGEST_SHIFT}", help, "large-effect")
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
