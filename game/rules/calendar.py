"""Operators about the record and the calendar: events, windows counted in days, seasons.

Day counts are plain calendar days, no weekend or holiday roll-over. `day_one: same` counts the event's own
day as day 1 (thirty days beginning on a date), `day_one: next` the day after it (ten days after a date).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from game.errors import nearest

from .frame import ABSENT, KIND_OF_TYPE, MONTH_DAY, Fault, Frame, Operand, Path, Run, Vector, add_months, kind_of_value, matching
from .law import FactSpec, Occurrence, Raw, Value

if TYPE_CHECKING:
    from .conditions import Assembler


@dataclass(frozen=True, eq=False)
class Asked:
    """Which events a test asks for: their name, about which records, with which data.

    open: the facts that say about whom. plain: no fact says so, and what is found is the same all through a frame.
    turns_on: of a duty's change of state, the facts on which it turns.
    """

    name: str
    about: Mapping[str, Operand]
    where: Mapping[str, Value]
    open: tuple[Operand, ...]
    plain: bool
    turns_on: tuple[Operand, ...] = ()

    @property
    def facts(self) -> tuple[Operand, ...]:
        """The facts that can make an event match or not."""
        return (*self.open, *self.turns_on)

    def found(self, frame: Frame, vec: Vector) -> list[tuple[int, Occurrence]]:
        """The events of this frame that match, in the record's order."""
        if self.name not in frame.events:
            return []
        if not self.plain:
            return matching(frame, self.name, self.about, self.where, vec)
        found = frame.found.get(self)
        if found is None:
            found = frame.found[self] = matching(frame, self.name, self.about, self.where, vec)
        return found

    def perhaps(self, frame: Frame, vec: Vector) -> bool:
        """Could an event match, if a fact that says about whom were established?"""
        if self.name in frame.open:
            return True
        if self.plain or self.name not in frame.events or not any(o.get(frame, vec) is None for o in self.open):
            return False
        known = {role: o for role, o in self.about.items() if o.read is None or o.get(frame, vec) is not None}
        return bool(matching(frame, self.name, known, self.where, vec))


def asked_of(a: Assembler, body: Mapping[str, Any], key: str, path: Path) -> Asked:
    """Read event, about and where of a test. Raises Fault for a role or a datum the event does not have."""
    name = a.event_name(body[key], (*path, key) if key != "event" or path[-1] != "event" else path)
    spec = a.event_spec(name)
    about = a.about(body.get("about"), (*path, "about"))
    for role in about:
        if role not in spec.about:
            raise Fault((*path, "about"), f"`{name}` is not about a `{role}`", nearest(role, list(spec.about)))
    if name in a.changes and not all(o.plain for o in about.values()):
        raise Fault((*path, "about"), f"`{name}` is about the records of this frame", "write `about: person`, without a fact")
    where = body.get("where") or {}
    if not isinstance(where, Mapping):
        raise Fault((*path, "where"), "`where` is {datum: value}")
    for datum in where:
        if datum not in spec.data:
            raise Fault((*path, "where"), f"`{name}` carries no `{datum}`", nearest(str(datum), list(spec.data)))
        _fits(where[datum], spec.data[datum], (*path, "where", str(datum)))
    plain = all(o.plain for o in about.values())
    alike: object = (name, tuple(about), tuple(where.items())) if plain else object()
    if alike not in a.asked:
        turns_on = a.changes[name][1] if name in a.changes else ()
        a.asked[alike] = Asked(name, about, dict(where), tuple(o for o in about.values() if o.read is not None), plain, turns_on)
    return a.asked[alike]  # type: ignore[no-any-return]


def _fits(value: Any, spec: FactSpec, path: Path) -> None:
    """A datum is asked for by a value of its type, a set by one thing that is in it. Raises Fault."""
    kind = KIND_OF_TYPE.get(spec.type, spec.type)
    if isinstance(value, (list, Mapping)) or value is None or kind not in ("set", kind_of_value(value)):
        raise Fault(path, f"`{value}` is not {'one thing in a set' if kind == 'set' else 'a ' + kind}")
    if spec.values and value not in spec.values:
        raise Fault(path, f"it is never `{value}`", nearest(str(value), [str(v) for v in spec.values]))


def _whole(raw: Any, path: Path, key: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 < raw <= 1200:
        raise Fault((*path, key), f"`{key}` is a whole number from 1 to 1200, not `{raw}`")
    return raw


def _extra(body: Mapping[str, Any], known: tuple[str, ...], op: str, path: Path) -> None:
    for key in body:
        if key not in known:
            raise Fault((*path, str(key)), f"`{op}` has no `{key}`", nearest(str(key), known))


def _sum_within(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["sum_within"]
    if not isinstance(body, Mapping) or not {"events", "field", "months", "at_most"} <= set(body):
        raise Fault(path, "`sum_within` needs events, field, months and at_most (and may have about, plus)")
    _extra(body, ("events", "field", "about", "months", "plus", "at_most"), "sum_within", path)
    asked = asked_of(a, {"events": body["events"], "about": body.get("about")}, "events", path)
    data = a.event_spec(asked.name).data
    what = str(body["field"])
    if what not in data or data[what].type not in ("int", "money"):
        raise Fault((*path, "field"), f"`{asked.name}` carries no amount `{what}`", nearest(what, list(data)))
    plus = a.operand(body["plus"], (*path, "plus")) if "plus" in body else None
    cap = a.operand(body["at_most"], (*path, "at_most"))
    for operand, key in ((plus, "plus"), (cap, "at_most")):
        if operand is not None and operand.kind != "number":
            raise Fault((*path, key), f"`{key}` is a number, not `{body[key]}`")
    months = _whole(body["months"], path, "months")
    me = a.node(
        "sum_within", f"{what} over {months} months is at most {cap.text}", operands=((plus,) if plus else ()) + (cap,) + asked.facts,
        detail={"asked": asked, "field": what, "months": months, "plus": plus, "cap": cap},
    )  # fmt: skip
    i = me.index

    def run(frame: Frame, vec: Vector) -> bool | None:
        most, more = cap.get(frame, vec), plus.get(frame, vec) if plus else 0
        value: bool | None
        if most is ABSENT or more is ABSENT:
            value = False
        elif most is None or more is None or asked.perhaps(frame, vec):
            value = None
        else:
            value = more + total(frame, asked, what, months, vec) <= most
        vec[i] = value
        return value

    return i, run


def total(frame: Frame, asked: Asked, what: str, months: int, vec: Vector) -> Any:
    """The sum of a datum over the events of the last calendar months; one that says no amount adds nothing."""
    since = add_months(frame.today, -months)
    return sum(o.data.get(what) or 0 for _, o in asked.found(frame, vec) if o.date > since)


def _event(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    asked = asked_of(a, raw, "event", path)
    me = a.node(
        "event",
        a.event_spec(asked.name).label or asked.name,
        operands=asked.facts,
        detail={"asked": asked, "event": asked.name, "about": asked.about, "where": asked.where},
    )
    i, name, found, perhaps = me.index, asked.name, asked.found, asked.perhaps

    def run(frame: Frame, vec: Vector) -> bool | None:
        value: bool | None = False
        if name in frame.events:
            value = True if found(frame, vec) else None if perhaps(frame, vec) else False
        vec[i] = value
        return value

    return i, run


def _event_within(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["event_within"]
    if not isinstance(body, Mapping) or not {"event", "days"} <= set(body) or body.get("day_one", "same") not in ("same", "next"):
        raise Fault(path, "`event_within` needs event, days (and may have about, where, `day_one: same` or `next`)")
    _extra(body, ("event", "about", "where", "days", "day_one"), "event_within", path)
    asked = asked_of(a, body, "event", path)
    days = a.operand(body["days"], (*path, "days"))
    if days.kind != "number":
        raise Fault((*path, "days"), f"`days` is a number, not `{body['days']}`")
    lag = 0 if body.get("day_one", "same") == "next" else 1  # day one is the event's own day, or the day after it
    me = a.node(
        "event_within",
        f"within {days.text} days of: {a.event_spec(asked.name).label or asked.name}",
        operands=(days, *asked.facts),
        detail={"asked": asked, "event": asked.name, "about": asked.about, "where": asked.where, "days": days.get, "lag": lag},
    )
    i, get = me.index, days.get

    def run(frame: Frame, vec: Vector) -> bool | None:
        found = asked.found(frame, vec)
        n = get(frame, vec)
        value: bool | None
        if not found or asked.name in frame.open:
            value = None if asked.perhaps(frame, vec) else False
        elif n is None or n is ABSENT:
            value = None if n is None else False
        else:
            value = (frame.today - max(o.date for _, o in found)).days <= n - lag
        vec[i] = value
        return value

    return i, run


def _event_since(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["event_since"]
    if not isinstance(body, Mapping) or not {"event", "since"} <= set(body):
        raise Fault(path, "`event_since` needs event and since (and may have about, where)")
    _extra(body, ("event", "since", "about", "where"), "event_since", path)
    asked = asked_of(a, body, "event", path)
    ends = body["since"] if isinstance(body["since"], list) else [body["since"]]
    if not ends or asked.name in ends:
        raise Fault((*path, "since"), f"`{asked.name}` since {f'`{asked.name}`' if ends else 'nothing'} tells nothing", "name what ends it")
    others = tuple(asked_of(a, {"since": end, "about": body.get("about")}, "since", path) for end in ends)
    me = a.node(
        "event_since",
        f"{a.event_spec(asked.name).label or asked.name}, and nothing since",
        operands=(*asked.facts, *(o for other in others for o in other.turns_on)),
        detail={"asked": asked, "event": asked.name, "about": asked.about, "where": asked.where},
    )
    i = me.index
    names, about, apart = (asked.name, *(o.name for o in others)), tuple(asked.about), not asked.plain

    def run(frame: Frame, vec: Vector) -> bool | None:
        ours = asked.found(frame, vec)
        value: bool | None
        if not ours:
            value = None if asked.perhaps(frame, vec) else False
        elif frame.open and not frame.open.isdisjoint(names):
            value = None
        else:
            theirs = [e for other in others if other.name in frame.events for e in other.found(frame, vec)]
            if not theirs:
                value = True
            elif apart:  # a fact may name several records: what ends it for one does not end it for another
                value = any(all(_before(t, o) for t in theirs if _alike(t, o, about)) for o in ours)
            else:
                value = all(_before(t, ours[-1]) for t in theirs)
        vec[i] = value
        return value

    return i, run


def _before(one: tuple[int, Occurrence], two: tuple[int, Occurrence]) -> bool:
    """Whether one event comes before the other; on one day the record's order decides."""
    return (one[1].date, one[0]) < (two[1].date, two[0])


def _alike(one: tuple[int, Occurrence], two: tuple[int, Occurrence], roles: tuple[str, ...]) -> bool:
    """Whether two events are about the same records in these roles."""
    return all(one[1].about.get(role) == two[1].about.get(role) for role in roles)


def _day(op: str) -> Callable[[Assembler, Raw, Path], tuple[int, Run]]:
    def build(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
        day = a.operand(raw[op], path)
        if day.kind != "date":
            raise Fault(path, f"`{op}` needs a day, not `{raw[op]}`")
        me = a.node(op, f"today is {'on or after' if op == 'on_or_after' else 'before'} {day.text}", operands=(day,))
        i, get, after = me.index, day.get, op == "on_or_after"

        def run(frame: Frame, vec: Vector) -> bool | None:
            d = get(frame, vec)
            value: bool | None = False if d is ABSENT else None if d is None else (frame.today >= d) is after
            vec[i] = value
            return value

        return i, run

    return build


def in_season(day: date, first: str, last: str) -> bool:
    """Does the day fall between two days of the year, both included? A season may run over the new year."""
    at = day.isoformat()[5:]
    return first <= at <= last if first <= last else at >= first or at <= last


def _in_season(a: Assembler, raw: Raw, path: Path) -> tuple[int, Run]:
    body = raw["in_season"]
    if (
        not isinstance(body, Mapping)
        or set(body) != {"date", "first", "last"}
        or not all(MONTH_DAY.match(str(body[k])) for k in ("first", "last"))
    ):
        raise Fault(path, "`in_season` needs date, first and last, the last two as MM-DD")
    day = a.operand(body["date"], (*path, "date"))
    if day.kind != "date":
        raise Fault((*path, "date"), f"`in_season` needs a day, not `{body['date']}`")
    first, last = str(body["first"]), str(body["last"])
    me = a.node("in_season", f"{day.text} falls between {first} and {last}", operands=(day,), detail={"first": first, "last": last})
    i, get = me.index, day.get

    def run(frame: Frame, vec: Vector) -> bool | None:
        d = get(frame, vec)
        value = False if d is ABSENT else None if d is None else in_season(d, first, last)
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
