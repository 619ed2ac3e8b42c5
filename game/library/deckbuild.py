"""From the shape of a deck to its values: seats, ladders, rules, endings and the whole.

Belongs here: what the YAML's pieces become. Does not: cards and moves (movebuild), files (decks), shapes (deckschema).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from game.canonical import digest
from game.play import deck as d
from game.rules import Case

from .builder import Builder
from .deckbounds import bounds
from .deckcheck import opening_case
from .deckkit import kit_of
from .deckparts import variables
from .movebuild import card_of, move_of
from .reading import Path as Place
from .seating import narrowed, options_of, seating_faults

__all__ = ["build"]

ROUND_PHASES = d.PHASES[1:-1]


def _legislation(b: Builder) -> d.Legislation | None:
    raw, path = b.got["legislation"], ("legislation",)
    if raw is None:
        if b.got["bills"]:
            b.fault(("bills",), "nothing says how a bill becomes law", "add `legislation:` with signs, overrides and kinds")
        return None
    b.known(raw["signs"], b.names["seats"], "seat", (*path, "signs"))
    kinds = {k: b.changes([v], (*path, "kinds", k)) for k, v in raw["kinds"].items()}
    overrides, absent = (b.when(raw[k], (*path, k)) for k in ("overrides", "absent"))
    return d.Legislation(raw["signs"], overrides, kinds, absent)


def _pact(b: Builder, id: str, raw: Mapping[str, Any]) -> d.Pact:
    path: Place = ("agreements", id)
    parties, breaker = (b.seats_of(raw[k], (*path, k)) or () for k in ("parties", "breaker"))
    for n, seat in enumerate(breaker):
        b.known(seat, parties, "party", (*path, "breaker", n))
    if (raw["broken"] is None) != (not breaker):
        b.fault(path, "`broken` says when, `breaker` who: one stands without the other", "write both, or neither")
    return d.Pact(id, raw["title"], raw["text"], parties, breaker, b.when(raw["broken"], (*path, "broken")))


def _cancel(b: Builder, n: int, raw: Mapping[str, Any]) -> d.Cancel:
    path: Place = ("cancels", n)
    b.known(raw["by"], b.names["seats"], "seat", (*path, "by"))
    return d.Cancel(raw["by"], b.seats_of(raw["of"], (*path, "of")) or (), raw["text"], b.when(raw["when"], (*path, "when")))


def _bill(b: Builder, id: str, raw: Mapping[str, Any]) -> d.Bill | None:
    """A part of bills; None where its amendment cannot be read."""
    path: Place = ("bills", id)
    kinds = (b.got["legislation"] or {}).get("kinds", {})
    b.known(raw["kind"], kinds, "kind of bill", (*path, "kind"))
    amendment = None
    if raw["amendment"]:
        b.known(raw["amendment"], b.amendments, "amendment", (*path, "amendment"))
        amendment = (b.amendments or {}).get(raw["amendment"])
        if amendment is None:
            return None
    occasions = [_occasion(b, raw[word], (*path, word)) for word in ("passed", "vetoed", "enacted")]
    rounds, changes = b.rounds_of(raw["rounds"]), b.changes(raw["changes"], (*path, "changes"))
    return d.Bill(id, raw["title"], raw["text"], raw["kind"], amendment, rounds, changes, *occasions)


def _occasion(b: Builder, raw: Mapping[str, Any] | None, path: Place) -> d.Occasion | None:
    if raw is None:
        return None
    events = b.law.names.events if b.law else None
    b.known(raw["event"], events, "event", (*path, "event"))
    for role, record in raw["about"].items():
        b.known(record, b.names["records"], "record", (*path, "about", role))
        if events and raw["event"] in events:
            b.known(role, events[raw["event"]].about, "role", (*path, "about", role))
    return d.Occasion(raw["event"], raw["about"])


def _seat(b: Builder, id: str, raw: Mapping[str, Any]) -> d.Seat:
    path: Place = ("seats", id)
    red, absent = raw["red_line"], raw["absent"]
    rule: dict[str, tuple[d.Said, ...]] = {}
    moves, all_of_them = b.got["moves"], b.names["moves"]
    for slot in ("main", "minor"):
        several = []
        for n, said in enumerate(absent[slot]):
            at = (*path, "absent", slot, *([n] if len(absent[slot]) > 1 else []))
            b.known(  # a move with faults, or of other tables, may be anybody's
                said["move"],
                all_of_them and [m for m in all_of_them if m not in moves or (id in moves[m]["seats"] and moves[m]["slot"] == slot)],
                f"{slot} move of {id}",
                (*at, "move"),
            )
            if said["move"] in moves:
                several.append(d.Said(said["move"], said["blanks"], b.when(said["when"], (*at, "when"))))
        rule[slot] = tuple(several)
    return d.Seat(
        id,
        raw["title"],
        raw["brief"],
        raw["fact"],
        tuple(raw["offices"]),
        tuple(b.objective(o, (*path, "objectives", n)) for n, o in enumerate(raw["objectives"]) if _is_played(b, o)),
        b.objective(red, (*path, "red_line")) if red and _is_played(b, red) else None,
        absent["text"],
        rule,
    )


def _is_played(b: Builder, raw: Mapping[str, Any]) -> bool:
    """Whether an ending, objective, red line or bonus is there in this table's schedule."""
    return not raw["schedules"] or b.table[1] in raw["schedules"]


def _case(b: Builder) -> tuple[Case, dict[tuple[str, str], tuple[str, ...]]]:
    raw, hidden = b.got["case"], {}
    for n, h in enumerate(raw["hidden"]):
        path: Place = ("case", "hidden", n)
        hidden[b.fact(h["fact"], (*path, "fact"))] = b.seats_of(h["seats"], (*path, "seats")) or ()
    return opening_case(raw, b.law), hidden


def _ladder(b: Builder, id: str, raw: Mapping[str, Any]) -> d.Ladder:
    earliest = {int(step): first for step, first in raw["earliest"].items() if step.isdecimal()}
    return d.Ladder(id, raw["title"], raw["start"], tuple(raw["steps"]), earliest, b.when(raw["sooner"], ("ladders", id, "sooner")))


def _house_rule(b: Builder, id: str, raw: Mapping[str, Any]) -> d.HouseRule:
    path: Place = ("house_rules", id)
    duty = None
    if raw["duty"]:
        x = raw["duty"]
        b.known(x["holder"], b.names["seats"], "seat", (*path, "duty", "holder"))
        duty = d.HouseDuty(
            x["holder"], x["settle"], b.when(x["shown"], (*path, "duty", "shown")), b.when(x["kept"], (*path, "duty", "kept"))
        )
    return d.HouseRule(
        id,
        raw["title"],
        raw["text"],
        b.when(raw["when"], (*path, "when")),
        b.changes(raw["changes"], (*path, "changes")),
        duty,
        raw["announces"],
    )


def _ending(b: Builder, n: int, raw: Mapping[str, Any]) -> d.Ending:
    path: Place = ("endings", n, "when")
    asked = raw["when"]
    when = b.when(asked, path)
    several = asked["all"] if isinstance(asked, dict) and "all" in asked else [asked] if asked is not None else []
    parts = tuple(b.when(x, (*path, "all", i)) for i, x in enumerate(several)) if len(several) > 1 else (when,) * len(several)
    return d.Ending(raw["id"], raw["title"], raw["text"], when, raw["at_once"], raw["halves"], parts)


def build(b: Builder, texts: Mapping[str, str]) -> d.Deck:
    """The deck; its faults stand in ``faults`` and then it is not to be used."""
    bounds(b.got, b.fault)
    for place, message, help in seating_faults(b.got, b.names):
        b.fault(place, message, help)
    options = options_of(b.got, b.table)
    b.got = g = narrowed(b.got, b.table)
    b.vars = variables(b.names)
    if (phases := b.names["phases"]) is not None:
        for n, phase in enumerate(p for p in ROUND_PHASES if p not in phases and (p != "argument" or g["argument"])):
            help = "a round has them all, `argument` where the deck argues"
            b.fault(("phases",), f"phase `{phase}` is missing", help if not n else "")
    for phase in g["phases"]:
        b.known(phase, ROUND_PHASES, "phase", ("phases", phase))
    for n, group in enumerate(g["draws"]):
        for i, suit in enumerate(group):
            b.known(suit, b.names["suits"], "suit", ("draws", n, i))
    for k, v in g["marks"].items():
        if v["chips_of"]:
            b.known(v["chips_of"], b.names["seats"], "seat", ("marks", k, "chips_of"))
    if g["headline_seat"]:
        b.known(g["headline_seat"], b.names["seats"], "seat", ("headline_seat",))
    case, hidden = _case(b)
    bonus = tuple(
        (b.seats_of(said["seats"], ("shared_bonus", n, "seats")) or (), b.objective(said, ("shared_bonus", n)))
        for n, said in enumerate(g["shared_bonus"])
        if _is_played(b, said)
    )
    return d.Deck(
        id=g["deck"],
        title=g["title"],
        subtitle=g["subtitle"],
        language=g["language"],
        packs=tuple(g["law"]["packs"]),
        readings=g["law"]["readings"],
        suits=g["suits"],
        seats={k: _seat(b, k, v) for k, v in g["seats"].items()},
        tracks={k: d.Track(k, **{**v, "triggers": tuple(d.Trigger(**t) for t in v["triggers"])}) for k, v in g["tracks"].items()},
        ladders={k: _ladder(b, k, v) for k, v in g["ladders"].items()},
        tokens={k: d.Token(k, v["title"], v["start"]) for k, v in g["tokens"].items()},
        marks={k: d.Mark(k, v["title"], v["start"], v["shown"], v["chips_of"]) for k, v in g["marks"].items()},
        cards={k: card_of(b, k, v) for k, v in g["cards"].items()},
        moves={k: move_of(b, k, v) for k, v in g["moves"].items()},
        stages=tuple(g["stages"]),
        phases={
            p: d.Phase(p, g["phases"][p]["title"], g["phases"][p]["minutes"], g["phases"][p]["needed"])
            for p in ROUND_PHASES
            if p in g["phases"]
        },
        rounds=tuple(d.Round(n, r["title"], r["begins"].isoformat(), r["ends"].isoformat()) for n, r in enumerate(g["rounds"], 1)),
        draws=tuple(tuple(x) for x in g["draws"]),
        endings=tuple(
            _ending(b, n, e)
            for n, e in enumerate(g["endings"])
            if _is_played(b, e)
        ),
        house_rules=tuple(_house_rule(b, k, v) for k, v in g["house_rules"].items()),
        shared_bonus=bonus,
        case=case,
        hidden=hidden,
        in_force=tuple(g["law"]["in_force"]),
        bills={k: bill for k, v in g["bills"].items() if (bill := _bill(b, k, v)) is not None},
        legislation=_legislation(b),
        pacts={k: _pact(b, k, v) for k, v in g["agreements"].items()},
        breach_points=g["breach_points"],
        argument=d.Arguing(**g["argument"]) if g["argument"] else None,
        cancels=tuple(_cancel(b, n, c) for n, c in enumerate(g["cancels"])),
        headline_seat=g["headline_seat"],
        house_halves=g["halves"],
        options=options,
        constants={
            "limit": {k: v.get(b.table[1], 0) for k, v in g["limits"].items()},
            "seated": {s: s in g["seats"] for s in b.names["seats"] or ()},
        },
        kit=kit_of(g["kit"]),
        files=dict(texts),
        digest=digest(dict(texts)),
    )
