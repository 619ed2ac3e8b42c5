"""The law that can matter to one act or one duty, as steps over one vector.

Belongs here: what stands where in the vector, how a frame is made, how it is run. Does not: how a
program is put together (builder), what verdict follows from the values (settle).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from .frame import ABSENT, Frame, Get, Names, Node, Run, Vector
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


@dataclass(frozen=True)
class DutyParts:
    """A duty as compiled: trigger, suspending exceptions, discharge, and the day it falls due."""

    norm: Norm
    root: int
    trigger: int
    suspended: tuple[int, ...]
    discharged: int
    due: Get | None


@dataclass
class Program:
    """Steps to run in order over a vector of ``size`` places, and what stands where."""

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

    @cached_property
    def shapes(self) -> tuple[tuple[dict[str, Any], tuple[int, ...]], ...]:
        """For each node what its step in a proof always says, and the places of the steps below it. Built once a law."""
        bars = {b.root for b in self.bars}
        found = []
        for node in self.nodes:
            kind = "norm" if node.op in ("norm", "grant") else node.op if node.op in ("all", "any", "not") else "leaf"
            fixed = {
                "label": node.label,
                "cite": node.cite or node.norm.partition("#")[0],
                "kind": kind,
                "stage": node.stage or ("bar" if node.index in bars else None),
            }
            found.append((fixed, (*node.children, *(i for o in node.operands for i in o.uses))))
        return tuple(found)

    @cached_property
    def inputs(self) -> tuple[tuple[str, Get], ...]:
        """Every fact the program reads, by name, once."""
        read = {f"{o.read[0]}.{o.read[1]}": o.get for n in self.nodes for o in n.operands if o.read is not None and not o.moved}
        return tuple(sorted(read.items()))

    @cached_property
    def questions(self) -> tuple[str, ...]:
        """The open questions of interpretation the program asks."""
        return tuple(sorted({n.detail["question"] for n in self.nodes if n.op == "reading"}))

    def run(self, frame: Frame) -> Vector:
        """Evaluate every node; no early exit."""
        vec: Vector = [None] * len(self.nodes)
        for step in self.steps:
            step(frame, vec)
        return vec

    def frame(self, case: Case, today: date, actor: str, about: Mapping[str, str], params: Mapping[str, Any]) -> Frame:
        """The frame of one evaluation: records the act names, and the latest events bound to names."""
        frame = Frame(today, actor, None, about, case.by_name)
        values = frame.vars
        values["act"] = params
        records = case.records
        for name in self.records:
            record = records.get(about.get(name, ""))
            values[name] = record.fields if record is not None else None
        for name, event, roles in self.bound:
            values[name] = ABSENT
            for _, o in reversed(frame.events.get(event, ())):
                if o.date <= today and all(o.about.get(r) == about.get(r) for r in roles):
                    values[name] = {**o.data, "date": o.date}
                    break
        return frame


@dataclass
class Library:
    """All packs put together: what a program may draw on."""

    names: Names
    norms: Mapping[str, Norm]
    acts: Mapping[str, ActSpec]
    delegations: Sequence[Delegation] = ()
    defeaters: Mapping[str, tuple[Norm, ...]] = field(default_factory=dict)
