"""Operators about the record and the calendar: events, windows counted in days, seasons.

Day counts are plain calendar days, no weekend or holiday roll-over. `day_one: same` counts the event's own
day as day 1 (thirty days beginning on a date), `day_one: next` the day after it (ten days after a date).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from .frame import ABSENT, MONTH_DAY, Fault, Frame, Path, Run, Vector, add_months, matching
from .law import Raw

if TYPE_CHECKING:
    from .conditions import Assembler


def _sum_within(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["sum_within"]
    if not isinstance(body, Mapping) or not {"events", "field", "months", "at_most"} <= set(body):
        raise Fault(path, "`sum_within` needs events, field, months and at_most (and may have about, plus)")
    name = a.event_name(body["events"], (*path, "events"))
    about = a.about(body.get("about"), (*path, "about"))
    plus = a.operand(body["plus"], (*path, "plus")) if "plus" in body else None
    cap = a.operand(body["at_most"], (*path, "at_most"))
    months, what = int(body["months"]), str(body["field"])
    me = a.node("sum_within", f"{what} over {months} months is at most {cap.text}", operands=(plus,) if plus else ())
    i = me.index

    def run(frame: Frame, vec: Vector) -> bool | None:
        since = add_months(frame.today, -months)
        total = plus.get(frame, vec) if plus else 0
        if total is not None:
            for _, o in matching(frame, name, about, {}, vec):
                if o.date > since:
                    total += o.data.get(what, 0)
        value = None if total is None else total <= cap.get(frame, vec)
        vec[i] = value
        return value

    return i, run


def _event(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    name = a.event_name(raw["event"], path)
    about, where = a.about(raw.get("about"), (*path, "about")), dict(raw.get("where") or {})
    me = a.node("event", a.names.events[name].label or name, detail={"event": name, "about": about, "where": where})
    i = me.index

    def run(frame: Frame, vec: Vector) -> bool:
        value = bool(matching(frame, name, about, where, vec))
        vec[i] = value
        return value

    return i, run


def _event_within(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["event_within"]
    if not isinstance(body, Mapping) or not {"event", "days"} <= set(body) or body.get("day_one", "same") not in ("same", "next"):
        raise Fault(path, "`event_within` needs event, days (and may have about, where, `day_one: same` or `next`)")
    name = a.event_name(body["event"], (*path, "event"))
    about, where = a.about(body.get("about"), (*path, "about")), dict(body.get("where") or {})
    days = a.operand(body["days"], (*path, "days"))
    lag = 0 if body.get("day_one", "same") == "next" else 1  # day one is the event's own day, or the day after it
    me = a.node(
        "event_within",
        f"within {days.text} days of: {a.names.events[name].label or name}",
        operands=(days,),
        detail={"event": name, "about": about, "where": where, "days": days.get, "lag": lag},
    )
    i, get = me.index, days.get

    def run(frame: Frame, vec: Vector) -> bool | None:
        found = matching(frame, name, about, where, vec)
        n = get(frame, vec)
        value: bool | None
        if not found:
            value = False
        elif n is None or n is ABSENT:
            value = None
        else:
            value = (frame.today - max(o.date for _, o in found)).days <= n - lag
        vec[i] = value
        return value

    return i, run


def _event_since(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["event_since"]
    if not isinstance(body, Mapping) or not {"event", "since"} <= set(body):
        raise Fault(path, "`event_since` needs event and since (and may have about, where)")
    name, other = a.event_name(body["event"], (*path, "event")), a.event_name(body["since"], (*path, "since"))
    about, where = a.about(body.get("about"), (*path, "about")), dict(body.get("where") or {})
    me = a.node(
        "event_since", f"{a.names.events[name].label or name}, and nothing since", detail={"event": name, "about": about, "where": where}
    )
    i = me.index

    def run(frame: Frame, vec: Vector) -> bool:
        ours = matching(frame, name, about, where, vec)
        value = bool(ours)
        if ours:
            theirs = matching(frame, other, about, {}, vec)
            value = not theirs or (ours[-1][1].date, ours[-1][0]) > (theirs[-1][1].date, theirs[-1][0])
        vec[i] = value
        return value

    return i, run


def _day(op: str) -> Callable[[Assembler, Raw, Path], tuple[int, Run]]:
    def build(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
        day = a.operand(raw[op], path)
        me = a.node(op, f"today is {'on or after' if op == 'on_or_after' else 'before'} {day.text}", operands=(day,))
        i, get, after = me.index, day.get, op == "on_or_after"

        def run(frame: Frame, vec: Vector) -> bool | None:
            d = get(frame, vec)
            value: bool | None = False if d is ABSENT else None if d is None else (frame.today >= d) is after
            vec[i] = value
            return value

        return i, run

    return build


def _in_season(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["in_season"]
    if (
        not isinstance(body, Mapping)
        or set(body) != {"date", "first", "last"}
        or not all(MONTH_DAY.match(str(body[k])) for k in ("first", "last"))
    ):
        raise Fault(path, "`in_season` needs date, first and last, the last two as MM-DD")
    day = a.operand(body["date"], (*path, "date"))
    first, last = str(body["first"]), str(body["last"])
    me = a.node("in_season", f"{day.text} falls between {first} and {last}", operands=(day,), detail={"first": first, "last": last})
    i, get = me.index, day.get

    def run(frame: Frame, vec: Vector) -> bool | None:
        d = get(frame, vec)
        value = False if d is ABSENT else None if d is None else first <= d.isoformat()[5:] <= last
        vec[i] = value
        return value

    return i, run


BUILDERS = {
    "sum_within": _sum_within,
    "event": _event,
    "event_within": _event_within,
    "event_since": _event_since,
    "on_or_after": _day("on_or_after"),
    "before": _day("before"),
    "in_season": _in_season,
}
