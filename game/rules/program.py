"""The law that can matter to one act or one duty, as steps over one vector.

Belongs here: what stands where in the vector, how a frame is made, how it is run. Does not: how a
program is put together (builder), what verdict follows from the values (settle).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any, NamedTuple

from .course import Course, DutyParts, turns_of
from .frame import ABSENT, Frame, Get, Names, Node, Operand, Run, Vector, blank
from .law import ActSpec, Case, Delegation, Norm


@dataclass(frozen=True)
class Grant:
    """A power as compiled: where its three questions stand in the vector."""

    norm: Norm
    root: int
    reach: int
    power: int
    elements: int


@dataclass(frozen=True)
class Bar:
    """A prohibition as compiled. ``given``: where "this bar is in play at all" stands, -1 if it does not say."""

    norm: Norm
    root: int
    given: int


_BRANCHES = frozenset({"all", "any", "not", "norm", "grant", "delegate"})


class Shape(NamedTuple):
    """What a step of a proof says whatever the case. below: places of the steps under it."""

    label: str
    cite: str
    kind: str
    stage: str | None
    below: tuple[int, ...]
    node: Node


class Look(NamedTuple):
    """What a leaf looks at. place: its own; get, fact: of the first fact of a record that it tests, None if it tests none.

    source: of that fact, "" where the case knows it.
    """

    place: int
    node: Node
    get: Get | None
    fact: tuple[str, str]
    source: str


class Link(NamedTuple):
    """How a node's value hangs on others: on children with it, on exceptions against it, on those that give it a number.

    ends: it hangs on none.
    """

    op: str
    children: tuple[int, ...]
    against: tuple[int, ...]
    uses: tuple[int, ...]
    ends: bool


@dataclass
class Program:
    """Steps to run in order over a vector, and what stands where.

    watched: duties whose state is asked about, each after those it asks about itself; duties: the programs of all duties.
    """

    nodes: tuple[Node, ...] = ()
    steps: tuple[Run, ...] = ()
    grants: tuple[Grant, ...] = ()
    bars: tuple[Bar, ...] = ()
    duty: DutyParts | None = None
    covers: int = -1
    records: tuple[str, ...] = ()
    bound: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    events: tuple[str, ...] = ()
    spec: ActSpec | None = None
    norms: tuple[str, ...] = ()
    fixed: Mapping[int, bool] = field(default_factory=dict)
    watched: tuple[str, ...] = ()
    duties: Mapping[str, Program] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def blank(self) -> Vector:
        """The vector before any step."""
        return blank(len(self.nodes), self.fixed)

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """What each step of a proof always says, by place. Built once a law."""
        bars = {b.root for b in self.bars}
        found = []
        for node in self.nodes:
            kind = "norm" if node.op in ("norm", "grant") else node.op if node.op in ("all", "any", "not") else "leaf"
            cite = node.cite or node.norm.partition("#")[0]
            uses = tuple(i for o in node.operands for i in o.uses)
            stage = node.stage or ("bar" if node.index in bars else None)
            found.append(Shape(node.label, cite, kind, stage, (*node.children, *uses), node))
        return tuple(found)

    @cached_property
    def cites(self) -> tuple[str, ...]:
        """What each step cites, by place."""
        return tuple(shape.cite for shape in self.shapes)

    @cached_property
    def tops(self) -> tuple[int, ...]:
        """Where a proof begins: each power, each bar, the duty or the definition that is asserted."""
        duty = (self.duty.root,) if self.duty is not None else ()
        covers = (self.covers,) if self.covers >= 0 else ()
        return (*(g.root for g in self.grants), *(b.root for b in self.bars), *duty, *covers)

    def is_leaf(self, index: int) -> bool:
        """Does this place look at the case itself?"""
        return self.nodes[index].op not in _BRANCHES

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """The nodes that look at the case themselves."""
        return tuple(n for n in self.nodes if n.op not in _BRANCHES)

    @cached_property
    def looks(self) -> tuple[Look, ...]:
        """What each leaf looks at. Built once a law."""
        bound = {name for name, _, _ in self.bound}
        found = []
        for node in self.leaves:
            asks = "event" in node.detail or node.op == "state"  # of what happened, whichever facts say about whom
            first = next((o for o in node.operands if o.read is not None and not asks), None)
            if first is None or first.read is None:
                found.append(Look(node.index, node, None, ("", ""), ""))
            else:
                source = "this act" if first.read[0] == "act" else "record" if first.read[0] in bound else ""
                found.append(Look(node.index, node, first.get, first.read, source))
        return tuple(found)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """How each node hangs on those below it. Built once a law."""
        found = []
        for node in self.nodes:
            against = node.detail.get("defeaters", ())
            beside = node.detail.get("beside", ())
            with_it = tuple(i for i in node.children if i not in against and i not in beside)
            uses = tuple(i for o in node.operands for i in o.uses)
            op = "all" if node.op in ("norm", "grant", "delegate") else node.op
            against_it = tuple(i for i in node.children if i in against and i not in beside)
            found.append(Link(op, with_it, against_it, uses, not node.children and not uses))
        return tuple(found)

    @cached_property
    def operands(self) -> tuple[Operand, ...]:
        """What the tests look at, and the clock of a duty."""
        return (*(o for n in self.nodes for o in n.operands), *(self.duty.facts if self.duty is not None else ()))

    @cached_property
    def inputs(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The facts of records that the program reads: (name of the record, its facts), in order."""
        found: dict[str, set[str]] = {name: set() for name in self.records}
        for operand in self.operands:
            if operand.read is not None and operand.read[0] in found:
                found[operand.read[0]].add(operand.read[1])
        return tuple((name, tuple(sorted(facts))) for name, facts in found.items())

    @cached_property
    def fixed_turns(self) -> tuple[date, ...]:
        """Days on which time alone may turn a test back and forth."""
        return tuple(day for node in self.nodes for day in turns_of(node) or ())

    @cached_property
    def restless(self) -> bool:
        """Whether time alone may turn a test on days that are not fixed, such as those of a season of today."""
        return any(turns_of(node) is None for node in self.nodes)

    @cached_property
    def turns_on(self) -> tuple[Operand, ...]:
        """The facts of records on which a duty turns, as whoever asks about its state reads them."""
        found = {o.read: o for o in self.operands if o.read is not None and o.read[0] in self.records}
        return tuple(Operand(partial(_held, *read), o.text, read, o.spec, kind=o.kind, watched=True) for read, o in found.items())

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The open questions of interpretation the program asks."""
        return tuple(sorted({n.detail["question"] for n in self.nodes if n.op == "reading"}))

    def run(self, frame: Frame) -> Vector:
        """Evaluate every node; no early exit."""
        if self.watched and frame.seen is not frame.vars:
            self.watch(frame)
        vec = self.blank.copy()
        for step in self.steps:
            step(frame, vec)
        return vec

    def frame(self, case: Case, today: date, actor: str, about: Mapping[str, str], params: Mapping[str, Any]) -> Frame:
        """The frame of one evaluation: records the act names, and the latest events bound to names."""
        values: dict[str, Any] = {"act": params}
        frame = Frame(today, actor, values, about, case.by_name)
        records = case.records
        for name in self.records:
            record = records.get(about.get(name, ""))
            values[name] = record.fields if record is not None else None
        self._bind(frame, values)
        if self.watched:
            self.watch(frame)
        return frame

    def _bind(self, frame: Frame, values: dict[str, Any]) -> None:
        """The latest event of each name that stands for one."""
        for name, event, roles in self.bound:
            values[name] = ABSENT
            for _, o in reversed(frame.events.get(event, ())):
                if o.date <= frame.today and all(o.about.get(r) == frame.refs.get(r) for r in roles):
                    values[name] = {**o.data, "date": o.date}
                    break

    def at(self, frame: Frame, day: date, dawn: bool) -> Frame:
        """A frame of this program for another day: the records and events of *frame*, at dawn only those of earlier days."""
        events = frame.events
        if dawn:
            events = {name: tuple(p for p in events[name] if p[1].date < day) for name in self.events if name in events}
        values: dict[str, Any] = {"act": {}, **{name: frame.vars.get(name) for name in self.records}}
        moved = Frame(day, "", values, frame.refs, events)
        moved.dawn, moved.courses, moved.open, moved.seen = dawn, frame.courses, frame.open, values
        self._bind(moved, values)
        return moved

    def watch(self, frame: Frame) -> None:
        """Work out how the duties went that are asked about, and put their changes of state among the events of the frame."""
        frame.seen, frame.courses, frame.open = frame.vars, {}, frozenset()
        for nth, id in enumerate(self.watched):
            duty = self.duties[id]
            if not set(duty.duty.norm.per) <= frame.refs.keys():  # type: ignore[union-attr]
                continue  # such a duty is another's
            course = Course(duty, frame)
            changes, open_ = course.changes(nth)
            frame.events = {**frame.events, **changes}
            frame.courses = {**frame.courses, id: course}
            if open_:
                frame.open |= changes.keys()


def _held(var: str, name: str, frame: Frame, vec: Vector) -> Any:
    held = frame.vars.get(var)
    return held if held is None or held is ABSENT else held.get(name)


@dataclass
class Library:
    """All packs put together: what a program may draw on.

    duties: the programs of duties by norm, as they are made; others: the same law for the norms of each pack.
    """

    names: Names
    norms: Mapping[str, Norm]
    acts: Mapping[str, ActSpec]
    delegations: Sequence[Delegation] = ()
    defeaters: Mapping[str, tuple[Norm, ...]] = field(default_factory=dict)
    duties: dict[str, Program] = field(default_factory=dict)
    others: dict[str, Library] = field(default_factory=dict)
