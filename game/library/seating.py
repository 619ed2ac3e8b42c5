"""One deck, many tables: what is left of a deck at a table of so many seats, played by one of its schedules.

Belongs here: which tables a deck can make, and its shape narrowed to one of them: seats folded into others, rounds cut, limits
filled in. Does not: what the pieces become (deckbuild). Everything after this knows one table only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from game.errors import GameError, nearest

__all__ = ["chosen_table", "largest_table", "narrowed", "options_of", "seating_faults", "tables_of"]

Shape = Mapping[str, Any]
Table = tuple[int, str]
"""Number of seats and schedule; "" where the deck has no schedules."""


def _sizes(got: Shape) -> range:
    """The sizes a table can have: from the seats that always play to all."""
    return range(max(1, sum(not s["joins"] for s in got["seats"].values())), max(1, len(got["seats"])) + 1)


def tables_of(got: Shape) -> list[Table]:
    """Every table the deck can make, the usual one first."""
    usual = chosen_table(got, {})
    return [usual, *(t for s in got["schedules"] or [""] for n in _sizes(got) if (t := (n, s)) != usual)]


def largest_table(got: Shape) -> Table:
    """All seats and the schedule with most rounds: every card and move that somebody can meet is in it."""
    return len(got["seats"]), max(got["schedules"], key=lambda s: got["schedules"][s]["rounds"], default="")


def chosen_table(got: Shape, wanted: Mapping[str, Any]) -> Table:
    """The table that *wanted* ({seats?, schedule?, rounds?}) asks for; what it does not say is as the deck has it.

    rounds: the first schedule with so many is meant. Raises GameError `no_such_table`.
    """
    schedules, sizes = got["schedules"], _sizes(got)
    schedule, seats, rounds = wanted.get("schedule") or "", wanted.get("seats") or 0, wanted.get("rounds") or 0
    if not schedule and schedules and isinstance(rounds, int):
        schedule = next((k for k, s in schedules.items() if s["rounds"] >= rounds), list(schedules)[-1])
    if not isinstance(schedule, str) or (schedule and schedule not in schedules):
        known = ", ".join(f"`{s}`" for s in schedules) or "it has none"
        raise GameError(
            f"this deck has no schedule `{str(schedule)[:40]}`; {nearest(str(schedule), schedules) or known}", "no_such_table", 422
        )
    if not seats:
        return (schedules[schedule]["seats"] if schedule else len(got["seats"])), schedule
    if not isinstance(seats, int) or isinstance(seats, bool) or seats not in sizes:
        said = f"{sizes[0]} to {sizes[-1]} seats" if len(sizes) > 1 else f"{sizes[0]} seats"
        raise GameError(f"this deck is played by {said}, not {str(seats)[:40]}", "no_such_table", 422)
    return seats, schedule


def options_of(got: Shape, table: Table) -> dict[str, Any]:
    """What a record's header keeps of the choice of a table; {} where the deck leaves none."""
    return {**({"seats": table[0]} if len(_sizes(got)) > 1 else {}), **({"schedule": table[1]} if table[1] else {})}


def narrowed(got: Shape, table: Table) -> dict[str, Any]:
    """The shape of the deck at one table. Names that nobody knows are left as they are, for the builder to find.

    Endings and objectives keep their places in the list, so that a fault has its line; the builder leaves out those of another schedule.
    """
    seats, schedule = table
    into = _seating(got["seats"], seats)
    out: dict[str, Any] = _freed(_filled(dict(got), {k: v.get(schedule) for k, v in got["limits"].items()}), into)
    out["seats"] = _seats(out, into)
    if schedule:
        how = got["schedules"][schedule]
        out |= {"subtitle": how["subtitle"], "halves": how["halves"], "rounds": got["rounds"][: how["rounds"]]}
    last = len(out["rounds"])
    out["moves"] = _moves(out, into, last)
    out["cards"] = {k: _card(v, into, last) for k, v in out["cards"].items() if _span(v["rounds"], last)}
    out["house_rules"] = {k: {**v, "duty": _duty(v["duty"], into)} for k, v in out["house_rules"].items()}
    out["shared_bonus"] = [{**b, "seats": _those(b["seats"], into)} for b in out["shared_bonus"]]
    out["bills"] = {k: {**v, "rounds": _span(v["rounds"], last)} for k, v in out["bills"].items() if _span(v["rounds"], last) != []}
    out["agreements"] = {k: {**v, **{who: _those(v[who], into) for who in ("parties", "breaker")}} for k, v in out["agreements"].items()}
    # Who holds the one office and the other has nobody to call off, and an office that nobody holds calls off nothing.
    cancels = [{**c, "by": _holder(c["by"], into), "of": _those(c["of"], into)} for c in out["cancels"] if into.get(c["by"], c["by"])]
    out["cancels"] = [c for c in cancels if c["of"] and c["by"] not in c["of"]]
    if out["legislation"]:
        out["legislation"] = {**out["legislation"], "signs": _holder(out["legislation"]["signs"], into)}
    out["marks"] = {k: {**v, "chips_of": into.get(v["chips_of"], v["chips_of"])} for k, v in out["marks"].items()}
    out["headline_seat"] = into.get(out["headline_seat"], out["headline_seat"])
    out["case"] = {**out["case"], "hidden": [{**h, "seats": _those(h["seats"], into)} for h in out["case"]["hidden"]]}
    return out


def _seating(seats: Shape, size: int) -> dict[str, str]:
    """Seat -> the seat that holds its offices at this table: itself, the one it folds into, or "" for nobody."""

    def holder(seat: str, steps: int = 0) -> str:
        raw = seats.get(seat)
        if raw is None or steps > len(seats):
            return ""
        return seat if raw["joins"] <= size else holder(raw["folds_into"], steps + 1)

    return {seat: holder(seat) for seat in seats}


def _those(names: Iterable[str], into: Mapping[str, str]) -> list[str]:
    """These seats as they sit at this table, each once; those that nobody holds are left out."""
    return list(dict.fromkeys(s for n in names if (s := into.get(n, n))))


def _filled(raw: Any, limits: Mapping[str, Any]) -> Any:
    """Every text with ``{limit.x}`` filled in. A limit that is not known stays, and is found as a fault."""
    if isinstance(raw, str):
        for name, number in limits.items():
            raw = raw.replace("{limit." + name + "}", str(number)) if "{limit." in raw else raw
        return raw
    if isinstance(raw, dict):
        return {k: _filled(v, limits) for k, v in raw.items()}
    return [_filled(v, limits) for v in raw] if isinstance(raw, list) else raw


def _holder(seat: str, into: Mapping[str, str]) -> str:
    return into.get(seat, seat) or seat


def _freed(raw: Any, into: Mapping[str, str]) -> Any:
    """Every pair of seats that a change frees from its agreements, as they sit here; a pair that sits in one seat is none."""
    if isinstance(raw, dict):
        out = {k: _freed(v, into) for k, v in raw.items()}
        if isinstance(raw.get("frees"), list):
            out["frees"] = [pair for old in raw["frees"] if len(pair := _those(old, into)) == 2]
        return out
    return [_freed(v, into) for v in raw] if isinstance(raw, list) else raw


def _seats(got: Shape, into: Mapping[str, str]) -> dict[str, Any]:
    out = {}
    for id, seat in got["seats"].items():
        if into[id] == id:
            held = [s for s, holder in into.items() if holder == id and s != id]
            for other in held:
                said = seat["holding"].get(other, {})
                seat = {**seat, **{k: v for k, v in said.items() if v is not None}}
            offices = [o for s in (id, *held) for o in got["seats"][s]["offices"]]
            out[id] = {**seat, "offices": list(dict.fromkeys(offices))}
    return out


def _span(rounds: list[int] | None, last: int) -> list[int] | None:
    """The rounds of a card or move that are played here; [] if none is. last: 0 where the rounds cannot be read."""
    return rounds if not rounds or not last else [rounds[0], min(rounds[1], last)] if rounds[0] <= last else []


def _moves(got: Shape, into: Mapping[str, str], last: int) -> dict[str, Any]:
    """The moves somebody here can make in some round, each with its shared fields, its fields' options, and what `musts` add."""
    out = {}
    for id, move in got["moves"].items():
        seats, rounds = _those(move["seats"], into), _span(move["rounds"], last)
        if not seats or rounds == [] or any(into.get(s, s) != s for s in move["if_seated"]):
            continue
        blanks = [got["shared"].get(b, b) if isinstance(b, str) else b for b in move["blanks"]]
        offices = {o for s in seats if s in got["seats"] for o in got["seats"][s]["offices"]}
        needs = [
            {"when": {"not": m["when"]}, "otherwise": m["otherwise"]}
            for m in got["musts"]
            if m["slot"] == move["slot"] and id not in m["moves"] and seats == [into.get(m["seat"], m["seat"])]
        ]
        out[id] = {
            **move,
            "seats": seats,
            "rounds": rounds,
            "blanks": [_blank(b, move["act"], offices, seats, into) if isinstance(b, dict) else b for b in blanks],
            "needs": [*move["needs"], *needs],
            "audience": move["audience"] and _those(move["audience"], into),
        }
    return out


def _blank(blank: dict[str, Any], act: Shape | None, offices: set[str], seats: list[str], into: Mapping[str, str]) -> dict[str, Any]:
    """A field as it is asked here: of other seats those in play, of offices those its own seats hold."""
    if blank["kind"] == "seat":
        others = [s for s, holder in into.items() if holder == s and (s not in seats or len(seats) > 1)]
        options = [{"value": s, "label": s, "changes": [], "counts": ""} for s in others or seats]
        return {**blank, "kind": "choice", "options": options}
    if act is not None and blank["name"] == act["actor_field"] and offices:
        return {**blank, "options": [o for o in blank["options"] if o["value"] in offices or o["value"] not in act["actors"]]}
    return blank


def _card(card: dict[str, Any], into: Mapping[str, str], last: int) -> dict[str, Any]:
    return {
        **card,
        "rounds": _span(card["rounds"], last),
        "audience": None if card["audience"] is None else _those(card["audience"], into),
        "choices": [{**c, "by": _those(c["by"], into)[:1]} for c in card["choices"]],
    }


def _duty(duty: Shape | None, into: Mapping[str, str]) -> Shape | None:
    """A duty of the game as it is owed here; None where nobody at this table holds the office."""
    holder = duty and into.get(duty["holder"], duty["holder"])
    return {**duty, "holder": holder} if duty and holder else None


def seating_faults(got: Shape, names: Mapping[str, tuple[str, ...] | None]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """What in the whole deck, before it is narrowed, makes no table: (place, message, help). names: those of each section, None unread."""
    seats, schedules = got["seats"], got["schedules"]

    def unknown(name: str, section: str, what: str, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
        known = names[section]
        if known is not None and name not in known:
            yield path, f"there is no {what} `{name}`", nearest(name, known) or "known: " + ", ".join(f"`{k}`" for k in known[:12])

    joining = sorted(s["joins"] for s in seats.values() if s["joins"])
    least = len(seats) - len(joining)
    whole = names["seats"] is not None and len(names["seats"]) == len(seats)
    if whole and joining and joining != list(range(least + 1, len(seats) + 1)):
        at = next(id for id, s in seats.items() if s["joins"])
        yield ("seats", at, "joins"), "the seats do not join one by one", f"{least} always play, so the others join at {least + 1} and on"
    for id, seat in seats.items():
        into = seat["folds_into"]
        if into:
            yield from unknown(into, "seats", "seat", ("seats", id, "folds_into"))
        if into in seats and seats[into]["joins"] >= seat["joins"]:
            yield ("seats", id, "folds_into"), f"{into} does not play where {id} does not", "name a seat that joins before it"
        for other in seat["holding"]:
            yield from unknown(other, "seats", "seat", ("seats", id, "holding", other))
            if other in seats and seats[other]["folds_into"] != id:
                yield ("seats", id, "holding", other), f"{other} does not fold into {id}", f"say `folds_into: {id}` there"
    for n, m in enumerate(got["musts"]):
        yield from unknown(m["seat"], "seats", "seat", ("musts", n, "seat"))
        for i, move in enumerate(m["moves"]):
            yield from unknown(move, "moves", "move", ("musts", n, "moves", i))
    for id, move in got["moves"].items():
        for i, seat in enumerate(move["if_seated"]):
            yield from unknown(seat, "seats", "seat", ("moves", id, "if_seated", i))
    told: list[tuple[tuple[str | int, ...], Shape]] = [(("endings", n), e) for n, e in enumerate(got["endings"])]
    told += [(("shared_bonus", n), b) for n, b in enumerate(got["shared_bonus"])]
    for id, seat in seats.items():
        told += [(("seats", id, "objectives", n), o) for n, o in enumerate(seat["objectives"])]
        told += [(("seats", id, "red_line"), seat["red_line"])] if seat["red_line"] else []
    for path, said in told:
        for i, schedule in enumerate(said["schedules"]):
            yield from unknown(schedule, "schedules", "schedule", (*path, "schedules", i))
    for id, by in got["limits"].items():
        for schedule in by:
            yield from unknown(schedule, "schedules", "schedule", ("limits", id, schedule))
        for schedule in [s for s in schedules if s not in by]:
            yield ("limits", id), f"the limit says nothing for `{schedule}`", "give it a number for every schedule"
    for id, how in schedules.items():
        if got["rounds"] and not 1 <= how["rounds"] <= len(got["rounds"]):
            yield ("schedules", id, "rounds"), f"the deck has no {how['rounds']} rounds", f"write 1 to {len(got['rounds'])}"
        if whole and not least <= how["seats"] <= len(seats):
            yield ("schedules", id, "seats"), f"no table has {how['seats']} seats", f"write {least} to {len(seats)}"
    if names["limits"] is not None:
        yield from _unfilled(_filled(dict(got), dict.fromkeys(got["limits"], 0)), ())


def _unfilled(raw: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Texts that name a limit nobody knows."""
    if isinstance(raw, str) and "{limit." in raw:
        yield path, f"a text names a limit that is not known: “{raw}”", "limits stand under `limits`"
    elif isinstance(raw, (dict, list)):
        said = {"blanks": "fields", "otherwise": "else"}                # as the YAML calls them
        for key, inner in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from _unfilled(inner, (*path, said.get(str(key), key)))
