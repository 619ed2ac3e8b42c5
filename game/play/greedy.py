"""A player who looks one move ahead for its own objectives, and one who says nothing, so that the absent-seat rule speaks.

Belongs here: choosing by what a move would do to one's own points. Does not: what other seats hide. It weighs what its seat
sees: the table as it stands, its own brief, and what its moves do in the open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from game.rules import Frame

from .bots import propose
from .deck import Change, Choice, Move
from .frames import frame
from .preview import preview
from .state import State
from .view import parts
from .walk import Chance

__all__ = ["PLAYERS", "cautious", "greedy", "random_player"]

NEAR = 4
"""How far a track is looked along: an objective that is further off pulls nobody."""
PULL = 0.5
"""What a step towards an objective is worth, of the objective's points and over the distance."""


SEEN = ("you", "clock", "seats", "rooms", "messages", "order", "cards", "moves", "needed", "bills", "agreements", "tracks", "ladders",
        "may", "arguments")  # fmt: skip
"""The parts of its view that a bot looks at."""


def random_player(state: State, seat: str, chance: str) -> list[dict[str, Any]]:
    """Legal play by chance."""
    return propose({"messages": [], **parts(state, seat, SEEN)}, chance)


def cautious(state: State, seat: str, chance: str) -> list[dict[str, Any]]:
    """Ready at the start and then silent: orders and card choices fall to the deck's absent-seat rule, bills are signed by silence."""
    wishes = random_player(state, seat, chance)
    return wishes if state.phase == "lobby" else [w for w in wishes if w["type"] == "headline"]


def greedy(state: State, seat: str, chance: str) -> list[dict[str, Any]]:
    """The orders and card choices that bring this seat's own points up most, now or a step nearer; ties and the rest by chance.

    It promises nothing: what a promise is worth lies beyond one move.
    """
    wishes = [w for w in random_player(state, seat, chance) if not w["type"].endswith("_agreement")]
    if state.phase != "orders":
        return wishes
    return [{"type": "lock_order", "data": _order(state, seat, w["data"], chance)} if w["type"] == "lock_order" else w for w in wishes]


PLAYERS: Mapping[str, Any] = {"random": random_player, "greedy": greedy, "cautious": cautious}
"""Kinds of players: (state, seat, chance) -> commands, as `propose`."""


class _Worth:
    """What a seat's own objectives make of the table: points now, and what each step of a track or ladder would add."""

    def __init__(self, state: State, seat: str) -> None:
        self.state, self.base = state, frame(state)
        brief = state.deck.seats[seat]
        self.aims = [*brief.objectives, *([brief.red_line] if brief.red_line else [])]
        self.now = self.points(self.base)
        self.pull: dict[tuple[str, str, int], float] = {}
        for track in state.deck.tracks.values():
            for sign in (1, -1):
                self.pull["track", track.id, sign] = self._pull("track", track.id, sign, state.tracks[track.id], track.low, track.high)
        for ladder in state.deck.ladders.values():
            step = state.ladders[ladder.id].step
            self.pull["ladder", ladder.id, 1] = self._pull("ladder", ladder.id, 1, step, 0, len(ladder.steps) - 1)

    def points(self, at: Frame) -> float:
        return float(sum(a.points for a in self.aims if a.met(at) is True))

    def _pull(self, group: str, name: str, sign: int, now: int, low: int, high: int) -> float:
        best = 0.0
        for far in range(1, NEAR + 1):
            value = now + sign * far
            if low <= value <= high:
                gain = self.points(self._with(group, {name: value})) - self.now
                best = max(best, gain / far, key=abs)
        return PULL * best

    def _with(self, group: str, values: Mapping[str, Any]) -> Frame:
        return self._frame({group: values})

    def _frame(self, groups: Mapping[str, Mapping[str, Any]]) -> Frame:
        base = self.base
        vars = {**base.vars, **{g: {**base.vars[g], **values} for g, values in groups.items() if values}}
        return Frame(base.today, base.actor, vars, base.refs, base.events)

    def of(self, changes: tuple[Change, ...], at: Frame) -> float:
        """What these changes are worth: points they bring at once, and steps nearer to others."""
        tracks: dict[str, int] = {}
        ladders: dict[str, int] = {}
        tokens: dict[str, bool] = {}
        near = 0.0
        for change in changes:
            if change.when is not None and change.when(at) is not True:
                continue
            for name, by in change.shifts.items():
                tracks[name] = tracks.get(name, self.state.tracks[name]) + by
                near += abs(by) * self.pull["track", name, 1 if by > 0 else -1] if by else 0.0
            for name, how, n in change.ladders:
                now = self.state.ladders[name].step
                ladders[name] = now + n if how == "by" else max(n, now)
                near += self.pull["ladder", name, 1] if ladders[name] > now else 0.0
            tokens.update(change.tokens)
        return self.points(self._frame({"track": tracks, "ladder": ladders, "token": tokens})) - self.now + near


def _order(state: State, seat: str, drawn: Mapping[str, Any], chance: str) -> dict[str, Any]:
    """The best order; *drawn*, a legal one by chance, stands where nothing is better than nothing."""
    worth, draw = _Worth(state, seat), Chance(chance)
    seen = parts(state, seat, SEEN)
    out: dict[str, Any] = {"main": None, "minor": None, "choices": dict(_answers(state, seat, seen, worth, draw))}
    used = {c["once"] for card in seen["cards"] for c in card["choices"] if out["choices"].get(card["id"]) == c["id"]}
    for slot in ("main", "minor"):
        best: tuple[float, int, dict[str, Any] | None] = (0.0, 0, None)
        for m in seen["moves"]:
            if m["slot"] != slot or not m["available"] or (m["once"] and m["once"] in used):
                continue
            move = state.deck.moves[m["id"]]
            for fields in _ways(m["fields"], state.game_date):
                value = _value(state, seat, slot, move, fields, worth)
                best = max(best, (value, draw.below(1000), {"move": move.id, "fields": fields}), key=lambda b: b[:2])
        said = best[2] or drawn.get(slot)
        once = next((m["once"] for m in seen["moves"] if said and m["id"] == said["move"]), None)
        if said and not (once and once in used):
            out[slot] = said
            used.add(once)
    return out


def _answers(state: State, seat: str, seen: Mapping[str, Any], worth: _Worth, draw: Chance) -> Iterator[tuple[str, str]]:
    for card in seen["cards"]:
        if not card["waits"]:
            continue
        mine = [c for c in card["choices"] if c["mine"] and not c["why_not"]]
        known: dict[str, Choice] = {c.id: c for c in state.cards[card["id"]].card.choices}
        if mine:
            best = max(mine, key=lambda c: (worth.of(known[c["id"]].changes, worth.base), draw.below(1000)))
            yield card["id"], best["id"]


def _ways(fields: list[Mapping[str, Any]], day: str) -> Iterator[dict[str, Any]]:
    """Ways of filling in a move: each value of the first choice, of a list the first few, the rest as they stand."""
    said: dict[str, Any] = {}
    for f in fields:
        values = [o["value"] for o in f["options"]]
        if f["kind"] == "choice" and values:
            said[f["name"]] = f["default"] if f["default"] in values else values[0]
        elif f["kind"] == "choices" and values:
            said[f["name"]] = values[: max(f["at_least"], 1)]
        elif f["kind"] == "flag":
            said[f["name"]] = True
        elif f["kind"] == "text":
            said[f["name"]] = "As stated at the table."
        elif f["kind"] == "date" and not f["optional"]:
            said[f["name"]] = day
    yield said
    for f in fields:
        if f["kind"] == "choice":
            for value in (o["value"] for o in f["options"]):
                if value != said[f["name"]]:
                    yield {**said, f["name"]: value}
        elif f["kind"] == "choices" and len(f["options"]) > len(said[f["name"]]) > 0:
            yield {**said, f["name"]: [o["value"] for o in f["options"]][-len(said[f["name"]]) :]}


def _value(state: State, seat: str, slot: str, move: Move, fields: Mapping[str, Any], worth: _Worth) -> float:
    """What a move would bring; one the law stops brings what it does in any case."""
    at = frame(state, move, fields)
    changes = move.always + move.if_lawful
    for f in move.fields:
        chosen = fields.get(f.name, f.default)
        several = chosen if isinstance(chosen, (list, tuple)) else [chosen]
        changes += tuple(c for o in f.options if o.value in several for c in o.changes)
    value = worth.of(changes, at)
    if value <= 0 or move.act is None:
        return value
    (said,) = preview(state, seat, {slot: {"move": move.id, "fields": fields}})["rulings"]
    if said["fields_missing"]:
        return -1.0
    return value if said["ruling"] and said["ruling"]["consequence"] in ("effective", "breach") else 0.0
