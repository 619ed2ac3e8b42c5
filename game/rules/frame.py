"""What one evaluation sees, and the small values conditions are compiled to.

Facts are open world (a missing one is None); events are closed world (what is not on the record did
not happen); an act is closed too: what it does not say, it does not supply.
"""

from __future__ import annotations

import operator
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from .law import Binding, EventSpec, FactSpec, Interpretation, Occurrence, Value

Path = tuple[str | int, ...]

Vector = list[Any]
T = TypeVar("T")


class _Absent:
    """Read from an event that is not on the record: closed world, so any test of it fails."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()

OPERATORS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EMPTY: Final[dict[str, Value]] = {"bool": False, "set": frozenset(), "enum": "", "text": ""}
KIND_OF_TYPE: Final[dict[str, str]] = {"int": "number", "money": "number", "enum": "text"}
ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
TEXTS: Final = ("label", "cite", "else")
NO_COURSES: Final[Mapping[str, Any]] = {}
NO_EVENTS: Final[Mapping[str, tuple[tuple[int, Occurrence], ...]]] = {}


class Frame:
    """What one evaluation sees: the day, the actor, the named records and events, the act's own fields.

    vars: name -> the fields of what it stands for; held, not copied. found: what tests of events have found so far.
    dawn: before anything of the day has happened. courses: how the duties that are asked about went, by norm; open: names
    of their changes that turn on facts not established; seen: the vars over which these were worked out.
    """

    __slots__ = ("today", "actor", "vars", "refs", "events", "found", "dawn", "courses", "open", "seen")

    def __init__(
        self,
        today: date,
        actor: str = "",
        vars: Mapping[str, Any] | None = None,
        refs: Mapping[str, str] | None = None,
        events: Mapping[str, tuple[tuple[int, Occurrence], ...]] = NO_EVENTS,
    ):
        self.today = today
        self.actor = actor
        self.vars: Mapping[str, Any] = {} if vars is None else vars
        self.refs: Mapping[str, str] = {} if refs is None else refs
        self.events = events
        self.found: dict[Any, list[tuple[int, Occurrence]]] = {}
        self.dawn = False
        self.courses: Mapping[str, Any] = NO_COURSES
        self.open: frozenset[str] = frozenset()
        self.seen: Any = None


Run = Callable[[Frame, Vector], Any]
Get = Callable[[Frame, Vector], Any]


@dataclass(frozen=True)
class Names:
    """The vocabulary a condition may use; anything else is a fault with the nearest name."""

    vars: Mapping[str, Mapping[str, FactSpec]] = field(default_factory=dict)
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    sets: Mapping[str, frozenset[Value]] = field(default_factory=dict)
    events: Mapping[str, EventSpec] = field(default_factory=dict)
    interpretations: Mapping[str, Interpretation] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    enacted: date | None = None


@dataclass(frozen=True)
class Operand:
    """One side of a test: how to get it, what it is called, which fact it reads if it reads one.

    uses: places of the exceptions that can replace its value. moved: a date some days off the fact it reads.
    plain: it is what the act itself names, the same for every test of one frame.
    value_of: the definition whose value it is, if it is one. watched: a fact on which the state of a duty asked about turns.
    kind: what it can be compared with: bool, number, date, text or set; "" when only the case can tell.
    """

    get: Get
    text: str
    read: tuple[str, str] | None = None
    spec: FactSpec | None = None
    uses: tuple[int, ...] = ()
    moved: bool = False
    kind: str = ""
    plain: bool = False
    value_of: str = ""
    watched: bool = False

    @property
    def words(self) -> str:
        """What it is called on screen: the fact's label, or the text as written."""
        return self.spec.label if self.spec is not None and self.spec.label else self.text


@dataclass
class Node:
    """One place in the vector: what it asks, where it stands, and what it needs to be explained."""

    index: int
    op: str
    label: str
    cite: str = ""
    otherwise: str = ""
    children: tuple[int, ...] = ()
    operands: tuple[Operand, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)
    norm: str = ""
    stage: str = ""


def blank(size: int, fixed: Mapping[int, bool]) -> Vector:
    """A vector before evaluation: only what no case can change stands in it."""
    made: Vector = [None] * size
    for index, value in fixed.items():
        made[index] = value
    return made


def kind_of_value(value: Value) -> str:
    """What a value can be compared with."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    return "date" if isinstance(value, date) else "set" if isinstance(value, frozenset) else "text"


class Fault(Exception):
    """A condition that cannot be read; carries the path inside it, and what else is wrong beside it."""

    def __init__(self, path: Path, message: str, help: str = ""):
        super().__init__(message)
        self.path, self.message, self.help = path, message, help
        self.more: tuple[Fault, ...] = ()

    def under(self, *path: str | int) -> Fault:
        """This fault, and those beside it, seen from further out."""
        moved = Fault((*path, *self.path), self.message, self.help)
        moved.more = tuple(f.under(*path) for f in self.more)
        return moved


def every(makers: Iterable[Callable[[], T]]) -> list[T]:
    """The result of each, or one Fault that carries the faults of all of them."""
    found: list[T] = []
    faults: list[Fault] = []
    for make in makers:
        try:
            found.append(make())
        except Fault as fault:
            faults += [fault, *fault.more]
    if faults:
        faults[0].more = tuple(faults[1:])
        raise faults[0]
    return found


def add_months(day: date, months: int) -> date:
    """Calendar months later or earlier; the last day of the month where that day does not exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """Calendar days later or earlier, staying within the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def matching(
    frame: Frame, name: str, about: Mapping[str, Operand], where: Mapping[str, Value], vec: Vector
) -> list[tuple[int, Occurrence]]:
    """Events of that name up to today about what the frame names, in the record's order."""
    events = frame.events.get(name)
    if not events:
        return []
    today = frame.today
    wanted = [(role, operand.get(frame, vec)) for role, operand in about.items()]
    found = []
    for placed in events:
        o = placed[1]
        if o.date > today:
            continue
        about_whom = o.about
        for role, want in wanted:
            got = about_whom.get(role)
            if got is None or (got != want and not (isinstance(want, frozenset) and got in want)):
                break
        else:
            for key, value in where.items() if where else ():
                got = o.data.get(key)
                if not (value in got if isinstance(got, frozenset) else got == value):
                    break
            else:
                found.append(placed)
    return found
