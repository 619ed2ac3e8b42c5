"""What a table is worth to somebody with aims: the points now, and how much nearer to others a change would bring them.

Belongs here: weighing what changes would do, the game's own rules counted in. Does not: which orders there are to weigh (greedy).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from game.rules import Frame

from .deck import Change, Deck, Ending, Objective
from .state import State

__all__ = ["Worth", "aims_of", "aims_towards"]

PULL = 0.5
"""What a step towards an aim is worth, of the aim's points and over the distance."""
FAR = 6
"""How far a tally, which has no ends, is looked along."""
WANTED, SHUNNED, SHUNNED_PART = 10, -6, -1
"""Points of each part of an ending that is played for; of each ending that would come before it, and of each part of that."""


def aims_of(deck: Deck, seat: str) -> tuple[Objective, ...]:
    """What a seat scores by: its objectives, its red line, its share of the common bonus."""
    brief = deck.seats[seat]
    return (*brief.objectives, *([brief.red_line] if brief.red_line else []), *(b for seats, b in deck.shared_bonus if seat in seats))


def aims_towards(deck: Deck, ending: Ending) -> tuple[Objective, ...]:
    """What somebody plays by who wants the story to end so: each part of its condition, and none of the endings that go before it."""
    before = deck.endings[: deck.endings.index(ending)]
    shunned = [(e.title, SHUNNED, e.when) for e in before if e.when is not None]
    nearly = [(e.title, SHUNNED_PART, part) for e in before for part in e.parts]
    return tuple(Objective(*aim) for aim in (*((ending.title, WANTED, part) for part in ending.parts), *shunned, *nearly))


class Worth:
    """What *aims* make of a table, as it stands when a round's orders are given."""

    def __init__(self, state: State, aims: Iterable[Objective]) -> None:
        self.state, self.base, self.aims = state, state.frame, tuple(aims)
        self.spoilt = [e.when for e in state.deck.endings if e.halves and e.when is not None]
        self.known: dict[tuple[str, str, int], float] = {}
        self.now = self.points(self.base)
        self.idle = self._value({})

    def points(self, at: Frame) -> float:
        """Points of the aims that are met, halved where an ending that halves every score holds."""
        total = float(sum(a.points for a in self.aims if a.met(at) is True))
        return total / 2 if total > 0 and any(when(at) is True for when in self.spoilt) else total

    def of(self, changes: Iterable[Change], at: Frame, move: str = "", bills: Iterable[str] = ()) -> float:
        """What these changes are worth beside doing nothing: points when the round's rules have run, and steps nearer to others.

        move: the order that brings them, for rules that ask what was done. bills: parts that would become law with them.
        """
        found = self._hoped(changes, at)
        found["enacted"] = dict.fromkeys(bills, True)
        if move:
            found["now"] = {move: self.base.vars["now"][move] + 1}
        return self._value(found) - self.idle

    def _value(self, found: dict[str, dict[str, Any]]) -> float:
        """Points, and steps nearer to more, once the game's own rules have had their turn after *found*."""
        would_be = self._with(found)
        for rule in self.state.deck.house_rules:
            if rule.when(would_be) is True:
                found = self._hoped(rule.changes, would_be, found)
        return self.points(self._with(found)) + self._nearer(found)

    def _hoped(self, changes: Iterable[Change], at: Frame, found: dict[str, dict[str, Any]] | None = None) -> dict[str, dict[str, Any]]:
        """The values that *changes* lead to, by group and name; on top of *found*."""
        out = {group: dict(values) for group, values in (found or {}).items()}
        deck = self.state.deck
        for change in changes:
            if change.when is not None and change.when(at) is not True:
                continue
            for name, by in change.shifts.items():
                track, values = deck.tracks[name], out.setdefault("track", {})
                values[name] = min(max(values.get(name, self.state.tracks[name]) + by, track.low), track.high)
            for name, how, n in change.ladders:
                values = out.setdefault("ladder", {})
                step = values.get(name, self.state.ladders[name].step)
                values[name] = min(step + n if how == "by" else max(n, step), len(deck.ladders[name].steps) - 1)
            for name, how, n in change.marks:
                values = out.setdefault("mark", {})
                amount = n if how != "count" else len(at.vars.get("order", {}).get(n) or ())
                values[name] = amount + (values.get(name, self.state.marks[name]) if how == "add" else 0)
            out.setdefault("token", {}).update(change.tokens)
            out.setdefault("frozen", {}).update(change.freeze)
        return out

    def _with(self, found: Mapping[str, Mapping[str, Any]]) -> Frame:
        base = self.base
        vars = {**base.vars, **{g: base.vars[g] | values for g, values in found.items() if values}}
        return Frame(base.today, base.actor, vars, base.refs, base.events)

    def _nearer(self, found: Mapping[str, Mapping[str, Any]]) -> float:
        near = 0.0
        for group in ("track", "ladder", "mark"):
            for name, value in found.get(group, {}).items():
                by = value - self.base.vars[group][name]
                near += abs(by) * self._pull(group, name, 1 if by > 0 else -1) if by else 0.0
        return near

    def _pull(self, group: str, name: str, sign: int) -> float:
        """What one step that way is worth for what lies further on: the most that any distance would gain, over that distance."""
        if (group, name, sign) not in self.known:
            deck, now = self.state.deck, self.base.vars[group][name]
            low, high = (
                (deck.tracks[name].low, deck.tracks[name].high) if group == "track"
                else (0, len(deck.ladders[name].steps) - 1) if group == "ladder"
                else (0, now + FAR)
            )  # fmt: skip
            best = 0.0
            for value in range(now + sign, (high if sign > 0 else low) + sign, sign):
                best = max(best, (self.points(self._with({group: {name: value}})) - self.now) / abs(value - now), key=abs)
            self.known[group, name, sign] = PULL * best
        return self.known[group, name, sign]
