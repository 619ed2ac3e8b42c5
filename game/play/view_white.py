"""The white cell's own part of its view: all orders, what comes next."""

from __future__ import annotations

from typing import Any

from .phases import next_phase, why_no_undo
from .reader import Reader
from .view_work import state_of_orders

__all__ = ["white"]


def white(r: Reader) -> dict[str, Any] | None:
    """None for everybody else."""
    if not r.is_white:
        return None
    return {
        "orders": state_of_orders(r.state),
        "next": _next(r),
        "objectives": _objectives(r),
        "facts": [{"record": rec, "field": name, **said} for (rec, name), said in r.state.facts.items()],
        "records": {k: v.kind for k, v in r.state.case.records.items()},
    }


def _next(r: Reader) -> dict[str, Any]:
    s = r.state
    coming = next_phase(s)
    title = s.deck.phases[coming].title if coming in s.deck.phases else "The end"
    closes = None
    if s.phase == "orders":
        closes = f"{len(s.locked)} of {len(s.seats)} locked. Seats that are silent follow their absent-seat rule."
    elif s.status == "lobby":
        closes = f"{sum(1 for x in s.seats.values() if x.name)} of {len(s.seats)} seats taken. Empty ones follow their absent-seat rule."
    elif s.phase == "headline":
        closes = f"Round {s.round} ends." if coming != "closed" else "The game ends and is scored."
    back = s.deck.phases[s.came_from].title if s.came_from and why_no_undo(s) is None else None
    return {"phase": coming, "title": title, "closes": closes, "back": back}


def _objectives(r: Reader) -> list[dict[str, Any]]:
    return [
        {
            "seat": seat.id,
            "objectives": [{"text": o.text, "points": o.points, "met": o.met(r.state.frame)} for o in seat.objectives],
            "red_line": {"text": seat.red_line.text, "hit": seat.red_line.met(r.state.frame) is True} if seat.red_line else None,
        }
        for seat in r.state.deck.seats.values()
    ]
