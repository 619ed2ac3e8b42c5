"""What a phase does to the table: every shift as one sum, cut at the ends, with its causes.

Belongs here: sums, house rules, endings, scores. Does not: who may do what, what the law says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from game.rules import Frame, json_of

from .bills import settled
from .deck import Change, Objective
from .events import EVERYONE, Audience, Event
from .folds import apply
from .frames import in_force, order_frame, takes
from .reveal import outcome_audience
from .state import Deed, Played, State
from .walk import Walk

__all__ = ["Cause", "apply_causes", "effects_of_round", "ending", "house_rules"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Something whose changes join the sum: in whose words, known to whom, asked of which frame."""

    text: str
    changes: tuple[Change, ...]
    audience: Audience
    at: Frame
    deed: int = 0
    card: str = ""


@dataclass(slots=True)
class _Sum:
    """Running totals of one phase. by track: [(cause, by)]; ladders and the rest as they end up."""

    shifts: dict[str, list[tuple[Cause, int]]] = field(default_factory=dict)
    ladders: dict[str, dict[str, Any]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    marks: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: list[dict[str, Any]] = field(default_factory=list)
    pacts: list[str] = field(default_factory=list)
    freed: list[list[str]] = field(default_factory=list)


def apply_causes(walk: Walk, why: str, causes: Iterable[Cause]) -> None:
    """Tell one ``effects_applied`` for all *causes*; nothing if they change nothing.

    Only those who know of a cause are told when nothing that everyone sees has moved.
    """
    several = list(causes)
    data = _summed(walk.state, why, several)
    if any(data[part] for part in ("shifts", "ladders", "tokens", "marks", "facts", "pacts", "freed")):
        walk.tell("effects_applied", data, _audience_of(walk.state, several, data))


def _audience_of(state: State, causes: list[Cause], data: Mapping[str, Any]) -> Audience:
    open_to_all = any(data[part] for part in ("shifts", "ladders", "tokens", "pacts", "freed"))
    if open_to_all or any(state.deck.marks[m["mark"]].shown for m in data["marks"]):
        return EVERYONE
    if any(c.audience == "all" for c in causes):
        return EVERYONE
    return tuple(s for s in state.deck.seats if any(s in c.audience for c in causes))


def _summed(state: State, why: str, causes: list[Cause]) -> dict[str, Any]:
    """The data of an ``effects_applied``: all changes of *causes* whose conditions hold, as one sum."""
    total = _Sum()
    for cause in causes:
        for change in cause.changes:
            if change.when is None or change.when(cause.at) is True:
                _add(state, total, cause, change)
    shifts = []
    for track_id in state.deck.tracks:
        if track_id in total.shifts:
            track, before = state.deck.tracks[track_id], state.tracks[track_id]
            after = min(max(before + sum(by for _, by in total.shifts[track_id]), track.low), track.high)
            said = [{"text": c.text, "by": by, "audience": _json(c.audience)} for c, by in total.shifts[track_id]]
            shifts.append({"track": track_id, "before": before, "after": after, "causes": said})
    return {
        "why": why,
        "shifts": shifts,
        "ladders": [x for x in total.ladders.values() if x["after"] != x["before"] or x["frozen"] != state.ladders[x["ladder"]].frozen],
        "tokens": [t for t in total.tokens.values() if t["on"] != state.tokens[t["token"]]],
        "marks": [m for m in total.marks.values() if m["after"] != m["before"]],
        "facts": total.facts,
        "pacts": [p for p in dict.fromkeys(total.pacts) if not any(a.id == p and a.status == "in_force" for a in state.agreements)],
        "freed": total.freed,
        "deeds": [c.deed for c in causes if c.deed],
        "cards": [c.card for c in causes if c.card],
    }


def _json(audience: Audience) -> Any:
    return audience if audience == "all" else list(audience)


def _add(state: State, total: _Sum, cause: Cause, change: Change) -> None:
    known = {"text": cause.text, "audience": _json(cause.audience)}
    for track, by in change.shifts.items():
        total.shifts.setdefault(track, []).append((cause, by))
    for ladder, how, n in change.ladders:
        now = total.ladders.setdefault(ladder, _ladder(state, ladder, known))
        if not now["frozen"]:
            wanted = now["after"] + n if how == "by" else max(n, now["after"])
            now["after"] = min(wanted, _highest(state, ladder, cause.at))
            now["cause"] = known
    for ladder, frozen in change.freeze.items():
        total.ladders.setdefault(ladder, _ladder(state, ladder, known))["frozen"] = frozen
    for token, on in change.tokens.items():
        total.tokens[token] = {"token": token, "on": on, "cause": known}
    for mark, how, n in change.marks:
        entry = total.marks.setdefault(mark, {"mark": mark, "before": state.marks[mark], "after": state.marks[mark]})
        amount = n if how != "count" else len(cause.at.vars["order"].get(n) or ())
        entry["after"] = entry["after"] + amount if how == "add" else amount
    total.pacts += change.pacts
    total.freed += [list(pair) for pair in change.freed]
    for record, name, value in change.facts:
        total.facts.append({"record": record, "field": name, "value": json_of(value), "why": cause.text, "audience": known["audience"]})


def _ladder(state: State, ladder: str, cause: Mapping[str, Any]) -> dict[str, Any]:
    now = state.ladders[ladder]
    return {"ladder": ladder, "before": now.step, "after": now.step, "frozen": now.frozen, "cause": cause}


def _highest(state: State, ladder_id: str, at: Frame) -> int:
    """The highest step a ladder may reach this round: its end, or below the first step whose round has not come."""
    ladder = state.deck.ladders[ladder_id]
    sooner = 1 if ladder.sooner is not None and ladder.sooner(at) is True else 0
    late = [step for step, first in ladder.earliest.items() if state.round < first - sooner]
    return min([len(ladder.steps) - 1, *(step - 1 for step in late)])


def effects_of_round(walk: Walk) -> None:
    """The sum of the Effects phase: bills that become law, answers, deeds that take, and the game's own rules.

    House rules are asked of the table as the rest would leave it, and their shifts join the same sum.
    """
    laws = settled(walk)
    state = walk.state
    at = state.frame
    causes = [Cause(text, changes, EVERYONE, at) for text, changes in laws]
    causes += [_answer(p, at) for p in state.cards.values() if p.chosen and not p.settled]
    causes += [_deed(state, deed) for deed in state.deeds if not deed.settled and not _waits(state, deed)]
    would_be = apply(state, Event("effects_applied", _summed(state, "effects", causes)))
    # Told each round even if nothing moved, so that it never tells of a hidden deed.
    walk.tell("effects_applied", _summed(state, "effects", [*causes, *house_rules(walk, would_be.frame)]))


def _waits(state: State, deed: Deed) -> bool:
    return bool(deed.ruling) and state.rulings[deed.ruling - 1].consequence == "waits"


def _answer(played: Played, at: Frame) -> Cause:
    choice = next(c for c in played.card.choices if c.id == played.chosen)
    return Cause(
        f"{played.card.id} {played.card.title}: {choice.text}", choice.changes, outcome_audience(played.card), at, card=played.card.id
    )


def _deed(state: State, deed: Deed) -> Cause:
    move = state.deck.moves[deed.move]
    changes: tuple[Change, ...] = ()
    if takes(state, deed):
        changes = move.always
        if in_force(state, deed):
            changes += move.if_lawful
            for f in move.fields:
                chosen = deed.fields.get(f.name, f.default)
                several = chosen if isinstance(chosen, (list, tuple)) else [chosen]
                for option in f.options:
                    if option.value in several:
                        changes += option.changes
    result = next((a.result for a in state.arguments if a.deed == deed.no), "")
    changes += move.clean if result == "clean" else ()
    changes += move.fails if result in ("fails", "backfires") else ()
    changes += move.backfires if result == "backfires" else ()
    return Cause(f"{deed.seat}: {move.title}", changes, deed.audience, order_frame(state, move, deed.fields), deed.no)


def house_rules(walk: Walk, at: Frame) -> list[Cause]:
    """The game's own rules that hold now; each that announces itself is told as ``mark_added``."""
    causes = []
    for rule in walk.state.deck.house_rules:
        if rule.when(at) is True:
            if rule.announces:
                walk.tell("mark_added", {"rule": rule.id, "title": rule.title, "text": rule.text})
            causes.append(Cause(f"House rule: {rule.title}", rule.changes, EVERYONE, at))
    return causes


def ending(walk: Walk, at_once: bool) -> bool:
    """Tell the first ending that fits, scores and the close; False when none does (only those *at_once*)."""
    state = walk.state
    at = state.frame
    for e in state.deck.endings:
        if (e.at_once or not at_once) and (e.when is None or e.when(at) is True):
            walk.tell("ending_reached", {"ending": e.id, "title": e.title, "text": e.text})
            walk.tell("scored", {"scores": scores(state, at, e.halves)})
            walk.tell("table_closed", {"reason": e.title})
            return True
    return False


def scores(state: State, at: Frame, halved: bool) -> list[dict[str, Any]]:
    """Each seat against its own brief: points of what it met, its red line, the bonus all may share, agreements it broke."""
    deck, out = state.deck, []
    for seat in deck.seats.values():
        aims = [*seat.objectives, *([seat.red_line] if seat.red_line else []), *(b for seats, b in deck.shared_bonus if seat.id in seats)]
        said = [_scored(o, at) for o in aims]
        if broken := sum(seat.id in a.broken_by for a in state.agreements if a.status == "broken") if deck.breach_points else 0:
            times = "1 agreement" if broken == 1 else f"{broken} agreements"
            said.append({"text": f"Broke {times}.", "points": -deck.breach_points * broken, "met": True})
        points = sum(x["points"] for x in said if x["met"])
        for _ in range(int(halved) + int(deck.house_halves)):
            points = points / 2
        out.append({"seat": seat.id, "score": int(points) if points == int(points) else points, "objectives": said})
    return out


def _scored(aim: Objective, at: Frame) -> dict[str, Any]:
    return {"text": aim.text, "points": aim.points, "met": aim.met(at) is True}
