"""The parts of a view about what is contested: what the reader may contest or replace now, and the arguments.

Belongs here: reasons, odds and results as the reader may know them. Does not: deciding (arguments).
"""

from __future__ import annotations

from typing import Any

from game import limits

from .arguments import modifiers, odds, supports, why_no_contest, without_dice
from .orders import replaceable
from .reader import Reader
from .reveal import why_no_cancel
from .state import Argument, Deed

__all__ = ["arguments", "may"]


def may(r: Reader) -> dict[str, Any]:
    """{contest, cancel: places of revealed moves that the reader may contest or call off, contested: {place: by whom}, replace: slots
    it may order anew}."""
    s = r.state
    if s.phase != "reveal":
        return {"contest": [], "cancel": [], "contested": {}, "replace": []}
    now = [d for d in s.deeds if d.round == s.round and r.may(d.audience)]
    seated = r.sitting is not None and not s.paused
    contest = [r.place(d.no) for d in now if seated and why_no_contest(s, d, r.seat) is None]
    cancel = [r.place(d.no) for d in now if seated and s.deck.cancels and why_no_cancel(s, d, r.seat) is None]
    contested = {str(r.place(d.no)): list(s.contested[d.no]) for d in now if d.no in s.contested}
    again = [d.slot for d in replaceable(s, r.seat)] if seated else []
    return {"contest": contest, "cancel": cancel, "contested": contested, "replace": again}


def arguments(r: Reader) -> list[dict[str, Any]]:
    """This round's arguments that the reader knows of; see _argument."""
    s = r.state
    deeds = {d.no: d for d in s.deeds if d.round == s.round}
    return [_argument(r, a, deeds[a.deed]) for a in s.arguments if a.round == s.round and r.may(deeds[a.deed].audience)]


def _argument(r: Reader, a: Argument, deed: Deed) -> dict[str, Any]:
    """One argument as the reader sees it.

    {no (the place of its move), seat, sentence, objectors, reasons, mode, target, modifiers, chance (of success, in percent), result,
    dice, total, reason, by, cost, side (the reader may give a reason on, or null), left (how many more),
    weight (what the reader may still spend on it), may_name_cost, may_decide}.
    """
    s, how = r.state, r.state.deck.argument
    assert how is not None
    open_ = not a.result and s.phase == "argument" and not s.paused
    side = "for" if r.seat == deed.seat else "against"
    left = limits.REASONS - sum(x["side"] == side for x in a.reasons)
    moved = [list(m) for m in (modifiers(s, a) if not a.result else a.said["modifiers"])]
    chance = odds(how.target, sum(n for _, n in moved)) if how.mode == "dice" else None
    return {
        "no": r.place(deed.no),
        "seat": deed.seat,
        "sentence": deed.sentence,
        "objectors": list(a.objectors),
        "reasons": [dict(x) for x in a.reasons],
        "mode": how.mode,
        "target": how.target,
        "modifiers": moved,
        "chance": round(100 * chance) if chance is not None else None,
        "result": a.result or None,
        "dice": list(a.said.get("dice", ())),
        "total": a.said.get("total"),
        "reason": a.said.get("reason") or None,
        "by": a.said.get("by") or None,
        "cost": a.cost or None,
        "side": side if open_ and r.sitting is not None and left > 0 else None,
        "weight": len(supports(s, r.seat)) if _may_spend(r, a, open_) else 0,
        "left": left if r.sitting is not None else 0,
        "may_name_cost": a.result == "cost" and not a.cost and r.sitting is not None and r.seat != deed.seat and s.phase == "argument",
        "may_decide": r.is_white and s.phase == "argument",
    }


def _may_spend(r: Reader, a: Argument, open_: bool) -> bool:
    """Whether the reader may put weight on a side of it now."""
    return bool(open_ and r.sitting and not without_dice(r.state) and not any(x["seat"] == r.seat for x in a.supports))
