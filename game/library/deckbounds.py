"""Numbers and spans of a deck that have the right shape and yet cannot be played.

Belongs here: rounds, minutes, starts, defaults, points. Does not: names (deckbuild), what the law knows (deckcheck).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from game import limits
from game.errors import Fault, nearest

__all__ = ["bounds"]

LONGEST_MINUTES = 24 * 60
Found = Iterator[tuple[tuple[str | int, ...], str, str]]


def bounds(got: Mapping[str, Any], fault: Callable[..., Fault | None]) -> None:
    """Note every number and span of the shape *got* that no table can play. fault: (path, message, help)."""
    for part in (_rounds, _phases, _tracks, _ladders, _cards, _moves, _seats, _endings, _bills):
        for path, message, help in part(got):
            fault(path, message, help)


def _rounds(got: Mapping[str, Any]) -> Found:
    last = None
    for n, r in enumerate(got["rounds"]):
        if r["ends"] < r["begins"]:
            yield ("rounds", n, "ends"), f"the round ends on {r['ends']}, before it begins on {r['begins']}", "exchange the two days"
        if last is not None and r["begins"] <= last:
            yield ("rounds", n, "begins"), f"the round before goes on until {last}", "let it begin on the day after, or later"
        last = max(r["begins"], r["ends"])


def _phases(got: Mapping[str, Any]) -> Found:
    for id, p in got["phases"].items():
        if not 0 <= p["minutes"] <= LONGEST_MINUTES:
            yield ("phases", id, "minutes"), f"a phase cannot last {p['minutes']} minutes", f"write 0 (no clock) to {LONGEST_MINUTES}"


def _tracks(got: Mapping[str, Any]) -> Found:
    for id, t in got["tracks"].items():
        if t["low"] >= t["high"]:
            yield ("tracks", id, "low"), f"the track's low end {t['low']} is not below its high end {t['high']}", "exchange the two"
        elif not t["low"] <= t["start"] <= t["high"]:
            yield ("tracks", id, "start"), f"{t['start']} is not on the track", f"write {t['low']} to {t['high']}"


def _ladders(got: Mapping[str, Any]) -> Found:
    for id, x in got["ladders"].items():
        if not 0 <= x["start"] < len(x["steps"]):
            yield ("ladders", id, "start"), f"the ladder has no step {x['start']}", f"write 0 to {len(x['steps']) - 1}"
        for step in x["earliest"]:
            if not step.isdecimal() or not 0 < int(step) < len(x["steps"]):
                yield ("ladders", id, "earliest", step), f"`{step}` is not a step of this ladder", "write the step's number in quotes"


def _cards(got: Mapping[str, Any]) -> Found:
    rounds = len(got["rounds"])
    for id, card in got["cards"].items():
        yield from _span(got, card["rounds"], ("cards", id, "rounds"))
        if card["fixed"] < 0 or (rounds and card["fixed"] > rounds):
            yield ("cards", id, "fixed"), f"there is no round {card['fixed']}", f"write 1 to {rounds}"
        elif card["fixed"] and not card["rounds"][0] <= card["fixed"] <= card["rounds"][1]:
            first, last = card["rounds"]
            yield ("cards", id, "fixed"), f"round {card['fixed']} is not among the card's rounds", f"write {first} to {last}"


def _span(got: Mapping[str, Any], raw: list[int] | None, path: tuple[str | int, ...]) -> Found:
    last = len(got["rounds"])
    if raw and (not 1 <= raw[0] <= raw[1] or 0 < last < raw[1]):
        yield path, f"rounds {raw[0]} to {raw[1]} is not a span", f"write [first, last] within 1 to {last}"


def _moves(got: Mapping[str, Any]) -> Found:
    for id, move in got["moves"].items():
        yield from _span(got, move["rounds"], ("moves", id, "rounds"))
        seen: set[str] = set()
        for n, blank in enumerate(got["shared"].get(b, {}) if isinstance(b, str) else b for b in move["blanks"]):
            if not blank:
                continue
            path = ("moves", id, "fields", n)
            if blank["name"] in seen:
                yield (*path, "name"), f"there are two fields `{blank['name']}`", "rename one"
            seen.add(blank["name"])
            yield from _field(blank, path)


def _field(blank: Mapping[str, Any], path: tuple[str | int, ...]) -> Found:
    known: list[Any] = []
    for i, option in enumerate(blank["options"]):
        if any(type(v) is type(option["value"]) and v == option["value"] for v in known):
            yield (*path, "options", i, "value"), f"the value `{option['value']}` stands for two options", "give each its own"
        known.append(option["value"])
    if not 0 <= blank["at_least"] <= max(len(known), 0):
        yield (*path, "at_least"), f"{blank['at_least']} of {len(known)} options cannot be asked for", f"write 0 to {len(known)}"
    default, kind = blank["default"], blank["kind"]
    if default is None:
        return
    if kind == "flag" and not isinstance(default, bool):
        yield (*path, "default"), f"`{default}` is neither true nor false", "write true or false"
    elif kind in ("choice", "choices"):
        several = default if kind == "choices" and isinstance(default, list) else [default]
        if kind == "choices" and not isinstance(default, list):
            yield (*path, "default"), "the default of several choices is a list", f"write [{default}]"
        for v in several:
            if not any(type(v) is type(k) and v == k for k in known):
                advice = nearest(str(v), [str(k) for k in known]) or "one of " + ", ".join(f"`{k}`" for k in known)
                yield (*path, "default"), f"`{v}` is none of the options", advice
    elif kind in ("text", "date") and not isinstance(default, str):
        yield (*path, "default"), f"`{default}` is not text", "put it in quotes"


def _bills(got: Mapping[str, Any]) -> Found:
    for id, bill in got["bills"].items():
        yield from _span(got, bill["rounds"], ("bills", id, "rounds"))


def _endings(got: Mapping[str, Any]) -> Found:
    if got["endings"] and all(e["when"] for e in got["endings"]):
        yield ("endings",), "no ending fits anything", "let the last one have no `when`"


def _seats(got: Mapping[str, Any]) -> Found:
    if len(got["seats"]) > limits.TABLE_SEATS:
        yield ("seats",), f"there are {len(got['seats'])} seats, more than the {limits.TABLE_SEATS} of a table", "merge some"
    for id, seat in got["seats"].items():
        for n, aim in enumerate(seat["objectives"]):
            if aim["points"] <= 0:
                yield ("seats", id, "objectives", n, "points"), f"an objective is not worth {aim['points']}", "write 1 or more"
        if seat["red_line"] and seat["red_line"]["points"] >= 0:
            yield ("seats", id, "red_line", "points"), "crossing a red line costs points", f"write -{seat['red_line']['points'] or 1}"
