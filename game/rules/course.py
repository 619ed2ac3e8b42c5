"""How a duty went, day by day: its deadline with a clock that stops or starts anew, its state, and the days on which it changed.

A day is looked at twice: at dawn, before anything of it has happened, and in the evening. A duty is breached from the dawn
of the first day after its deadline, whatever is done on that day; it is discharged in the evening of the day it is performed.
Belongs here: time. Does not: what raises, suspends or settles a duty (builder), who owes it (duties).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from .calendar import Asked
from .frame import ABSENT, Frame, Get, Node, Operand, Vector, add_days
from .law import Norm, Occurrence

if TYPE_CHECKING:
    from .program import Program

STATES = ("pending", "due", "suspended", "discharged", "breached", "discharged_late", "expired")
MANY = 10**9
"""More than there are events: a breach stands before all events of its day, a discharge after them."""

Term = tuple[date, Callable[[date], date]]
"""The day from which a duty's clock counts, and the deadline of a clock that counts from a day."""


class DutyParts(NamedTuple):
    """A duty as compiled: places of its trigger, the exceptions that suspend it, its discharge (-1 for none), what stops its
    clock and what ends it; its term, and the event from which the clock starts anew. reads, uses: the facts, changes of state and
    places on which the term turns; facts: all facts on which the clock turns."""

    norm: Norm
    root: int
    trigger: int
    suspended: tuple[int, ...]
    discharged: int = -1
    stops: int = -1
    expires: int = -1
    due: Get | None = None
    anew: Asked | None = None
    reads: tuple[tuple[str, str], ...] = ()
    facts: tuple[Operand, ...] = ()
    uses: tuple[int, ...] = ()

    def unsure(self, frame: Frame, vec: Vector) -> bool:
        """Whether the term turns on a fact that is not established."""
        open_ = any(vec[i] is None for i in self.uses) or any(_is_open(frame, *fact) for fact in self.reads)
        return open_ or (self.anew is not None and self.anew.name in frame.open)


class Stand(NamedTuple):
    """How a duty stands at one moment. undecided: it turns on a fact that is not established."""

    state: str
    due: date | None
    undecided: bool


def stand(program: Program, frame: Frame) -> Stand:
    """How a duty stands in one frame, on its day."""
    return stand_on(program, frame, program.run(frame))


def stand_on(program: Program, frame: Frame, vec: Vector) -> Stand:
    """The same, on values of the frame's day that are worked out already."""
    due, unsure = deadline(program, frame, vec)
    state, undecided = _state(program, vec, due, frame.today)
    if state in ("discharged", "expired") and due is not None:
        late = _was_breached(program, frame, due)
        undecided = undecided or unsure or late is None
        if late:
            state = "discharged_late" if state == "discharged" else "breached"
    return Stand(state, due, undecided or (unsure and state not in ("pending", "discharged")))


def _state(program: Program, vec: Vector, due: date | None, on: date) -> tuple[str, bool]:
    """The state on one day without what was before, and whether an open fact could make it another."""
    parts = program.duty
    assert parts is not None
    trigger = vec[parts.trigger]
    if trigger is not True:
        return "pending", trigger is None
    settled = vec[parts.discharged] if parts.discharged >= 0 else False
    if settled is True:
        return "discharged", False
    over = vec[parts.expires] if parts.expires >= 0 else False
    held = vec[parts.stops] if parts.stops >= 0 else False
    if over is True:
        return "expired", settled is None
    suspended = [vec[i] for i in parts.suspended]
    if True in suspended or (held is True and due is not None and on < due):
        return "suspended", settled is None or over is None
    return ("due" if due is None or on <= due else "breached"), settled is None or over is None or held is None or None in suspended


def _was_breached(program: Program, frame: Frame, due: date) -> bool | None:
    """Was the duty in breach at the dawn of some day after its deadline? None where that turns on an open fact."""
    found: bool | None = False
    for begin, _, _, vec in stretches(program, frame, add_days(due, 1), frame.today, dawn=True):
        state, undecided = _state(program, vec, due, begin)
        if undecided:
            found = None
        elif state == "breached":
            return True
    return found


# ------------------------------------------------------------------ the clock
def deadline(program: Program, frame: Frame, vec: Vector) -> tuple[date | None, bool]:
    """The day through which a duty is in time, as far as can be told on the frame's day, and whether it turns on an open fact.

    Each day after the first on whose evening `stops_while` holds is not counted. An event of `starts_anew_at` through the
    deadline makes the whole time run again from its day.
    """
    parts = program.duty
    assert parts is not None
    if parts.due is None:
        return None, False
    unsure = parts.unsure(frame, vec) if parts.uses or parts.reads or parts.anew is not None else False
    term: Term | None = parts.due(frame, vec)
    if term is None:
        return None, unsure
    start, ends = term
    if parts.stops < 0 and parts.anew is None:
        return ends(start), unsure
    due, open_ = _stopped(program, frame, start, ends(start))
    if parts.anew is not None:
        for day in sorted({o.date for _, o in parts.anew.found(frame, vec)}):
            if start < day <= due:
                start = day
                due, more = _stopped(program, frame, start, ends(start))
                open_ = open_ or more
    return due, unsure or open_


def _stopped(program: Program, frame: Frame, start: date, due: date) -> tuple[date, bool]:
    """A deadline moved by the days on which the clock stood still."""
    parts = program.duty
    assert parts is not None
    left, open_ = (due - start).days, False
    if parts.stops < 0 or left <= 0:
        return due, False
    known = add_days(frame.today, -1) if frame.dawn else frame.today
    counted = start
    for begin, end, _, vec in stretches(program, frame, add_days(start, 1), known, dawn=False):
        held = vec[parts.stops]
        open_ = open_ or held is None
        if held is not True:
            days = (end - begin).days + 1
            if days >= left:
                return add_days(begin, left - 1), open_
            left -= days
        counted = end
    return add_days(counted, left), open_


def _is_open(frame: Frame, var: str, name: str) -> bool:
    if not name:  # a change of another duty's state
        return var in frame.open
    held = frame.vars.get(var)
    return held is None or (held is not ABSENT and held.get(name) is None)


# ------------------------------------------------------------------ the days
def stretches(program: Program, frame: Frame, first: date, last: date, dawn: bool) -> Iterator[tuple[date, date, Frame, Vector]]:
    """The days from *first* to *last* in stretches through which every value stays as it is: (begin, end, frame, values) each."""
    if first > last:
        return
    turns = {first}
    for name in program.events:
        turns |= {add_days(o.date, 1) if dawn else o.date for _, o in frame.events.get(name, ())}
    turns |= set(program.fixed_turns)
    for id in program.watched:
        course = frame.courses.get(id)
        turns |= set(course.turns(dawn)) if course is not None else set()
    begins = sorted(day for day in turns if first <= day <= last)
    for begin, after in zip(begins, [*begins[1:], add_days(last, 1)], strict=True):
        yield from _even(program, frame, begin, add_days(after, -1), dawn)


def _even(program: Program, frame: Frame, begin: date, end: date, dawn: bool) -> Iterator[tuple[date, date, Frame, Vector]]:
    """Days without an event in between, split where time alone turns a value. A test turns once, so equal ends are even."""
    at = program.at(frame, begin, dawn)
    vec = program.run(at)
    if begin == end:
        yield begin, end, at, vec
    elif not program.restless and vec == program.run(program.at(frame, end, dawn)):
        yield begin, end, at, vec
    else:
        middle = add_days(begin, (end - begin).days // 2)
        yield from _even(program, frame, begin, middle, dawn)
        yield from _even(program, frame, add_days(middle, 1), end, dawn)


def turns_of(node: Node) -> tuple[date, ...] | None:
    """The days on which time alone turns a test that time may turn more than once; None where these are not fixed."""
    if node.op == "in_force":
        return tuple(day for day in (node.detail["start"], node.detail["until"]) if day is not None)
    sides = [o for o in node.operands if o.read is None and o.text.startswith("today")]
    if sides and node.op == "cmp" and node.detail["op"] in ("==", "!="):
        (other,) = [o for o in node.operands if o is not sides[0]]
        fixed = other.read is None and not other.uses and not other.text.startswith("today") and sides[0].text == "today"
        day = other.get(Frame(date.min), []) if fixed else None
        return (day,) if isinstance(day, date) else None  # from that day on it turns once
    return None if sides and node.op == "in_season" else ()


class Course:
    """How one duty went in the frame of somebody who asks: its state at each dawn and evening up to the frame's day."""

    def __init__(self, program: Program, frame: Frame):
        self.program, self.frame = program, frame
        self._stands: dict[tuple[date, bool], str | None] = {}
        self._turns: dict[bool, list[date]] = {}

    def state(self, day: date, dawn: bool) -> str | None:
        """The state at one moment; None where it turns on an open fact."""
        key = day, dawn
        if key not in self._stands:
            found = stand(self.program, self.program.at(self.frame, day, dawn))
            self._stands[key] = None if found.undecided else found.state
        return self._stands[key]

    def turns(self, dawn: bool) -> list[date]:
        """Days at whose dawn or evening the state may have become another."""
        if dawn not in self._turns:
            found = set()
            for begin, end, at, vec in stretches(self.program, self.frame, self.first, self.frame.today, dawn):
                found.add(begin)
                due = deadline(self.program, at, vec)[0]
                if due is not None and begin <= due < end:
                    found.add(add_days(due, 1))
            self._turns[dawn] = sorted(found)
        return self._turns[dawn]

    @cached_property
    def first(self) -> date:
        """The day from which on everything is looked at. What was so on it is no change."""
        frame, program = self.frame, self.program
        if not program.restless:
            return date.min
        days = [o.date for name in program.events for _, o in frame.events.get(name, ())]
        return add_days(min([frame.today, *days, *program.fixed_turns, *self._begun()]), -366)

    def _begun(self) -> Iterator[date]:
        """The day from which the duty's time counts, if it has one."""
        parts, at = self.program.duty, self.program.at(self.frame, self.frame.today, dawn=False)
        assert parts is not None
        if parts.due is not None and (term := parts.due(at, self.program.run(at))) is not None:
            yield term[0]

    def entries(self, states: tuple[str, ...], dawn: bool) -> tuple[list[date], bool]:
        """The days on which the duty came into one of these states, and whether that turns on an open fact."""
        turns = self.turns(dawn)
        at = [self.state(day, dawn) for day in turns]
        found = [day for day, before, now in zip(turns[1:], at, at[1:], strict=False) if now in states and before not in states]
        return found, None in at

    def changes(self, nth: int) -> tuple[dict[str, tuple[tuple[int, Occurrence], ...]], bool]:
        """The changes of state as events in the record's order, by name, and whether they turn on an open fact.

        nth: among the duties asked about; of changes on one day those of an earlier one come first.
        """
        norm, refs = self.program.duty.norm, self.frame.refs  # type: ignore[union-attr]
        about = {role: refs[role] for role in norm.per}
        breached, one = self.entries(("breached",), dawn=True)
        done, two = self.entries(("discharged", "discharged_late"), dawn=False)
        made: dict[str, Any] = {}
        for kind, days, place in (("breached", breached, nth - MANY), ("discharged", done, nth + MANY)):
            name = f"{kind}.{norm.id}"
            made[name] = tuple((place, Occurrence(name, day, about)) for day in days)
        return made, one or two
