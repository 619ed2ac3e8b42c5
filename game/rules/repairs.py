"""The minimal changes within this actor's reach that would make the act lawful.

And/or recursion over the failing branch, cross product and union, no supersets, capped, and each one tried:
what is offered works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from .adjudicate import Ruling, adjudicate
from .compile import Law
from .frame import ABSENT, Frame, Node, add_days
from .law import Act, Case, Value, json_of
from .program import Program

MOST_REPAIRS = 6
MOST_ALTERNATIVES = 24


@dataclass(frozen=True)
class Change:
    """One change to an act: set or add to a parameter, or wait until a day."""

    change: str
    field: str
    value: Value
    label: str
    cite: str

    def json(self) -> dict[str, Any]:
        return {"change": self.change, "field": self.field, "value": json_of(self.value), "label": self.label, "cite": self.cite}


Repair = frozenset[Change]
NOTHING: Repair = frozenset()
Want = tuple[int, bool]
"""A place in the vector and the value it should have."""


def repairs(law: Law, case: Case, act: Act, ruling: Ruling) -> list[list[dict[str, Any]]]:
    """Alternatives, fewest changes first; each, applied to the act, is ruled lawful. Empty when nothing in reach helps."""
    program = law.programs[act.name]
    frame = program.frame(case, act.date, act.actor, act.about, act.params)
    wish = _Wish(law, program, frame, list(ruling.vector))
    found: list[Repair] = []
    for g in program.grants or ([None] if program.bars else []):
        wants = [(i, True) for i in (g.reach, g.power, g.elements)] if g is not None else []
        found += wish.all([*wants, *((b.root, False) for b in program.bars)])

    def works(repair: Repair) -> bool:
        return adjudicate(law, case, applied(act, repair)).verdict == "lawful"

    working: list[Repair] = []
    for repair in sorted(found, key=lambda r: (len(r), sorted(c.label for c in r))):
        if repair and not any(w <= repair for w in working) and len(working) < MOST_REPAIRS and works(repair):
            needed = repair
            for change in sorted(repair, key=lambda c: c.label) if len(repair) > 1 else ():
                if works(needed - {change}):
                    needed -= {change}
            working = [w for w in working if not needed <= w] + [needed]
    return [[c.json() for c in sorted(r, key=lambda c: c.field)] for r in working]


def applied(act: Act, repair: Repair) -> Act:
    """The act with the changes made."""
    params, day = dict(act.params), act.date
    for c in repair:
        if c.change == "wait":
            day = max(day, c.value)
        elif c.change == "add":
            params[c.field[4:]] = (params.get(c.field[4:]) or frozenset()) | c.value
        else:
            params[c.field[4:]] = c.value
    return replace(act, params=params, date=day)


def _joined(one: Repair, two: Repair) -> Repair:
    """Both at once; of several days to wait for only the last."""
    both = one | two
    waits = [c for c in both if c.change == "wait"]
    return both - frozenset(sorted(waits, key=lambda c: (c.value, c.cite))[:-1]) if len(waits) > 1 else both


class _Wish:
    def __init__(self, law: Law, program: Program, frame: Frame, vec: list[bool | None]):
        self.law, self.program, self.frame, self.vec = law, program, frame, vec

    def want(self, index: int, value: bool) -> list[Repair]:
        """Ways to give this node that value; [NOTHING] when it has it, [] when it is out of reach."""
        if self.vec[index] is value:
            return [NOTHING]
        node = self.program.nodes[index]
        defeaters = node.detail.get("defeaters", ())
        if node.op in ("all", "norm", "grant"):
            wants = [(i, (i not in defeaters) is value) for i in node.children]
            return self.all(wants) if value else self.any(wants)
        if node.op == "any":
            wants = [(i, value) for i in node.children]
            return self.any(wants) if value else self.all(wants)
        if node.op == "not":
            return self.want(node.children[0], not value)
        if node.op == "delegate":
            return self.want(node.children[0], value)
        leaf = _LEAVES.get(node.op)
        return leaf(self, node, value) if leaf else []

    def any(self, wants: Iterable[Want]) -> list[Repair]:
        """Every way of bringing about one of these."""
        return [repair for index, value in wants for repair in self.want(index, value)]

    def all(self, wants: Iterable[Want]) -> list[Repair]:
        """Every way of bringing about all of these together, capped; [] when one is out of reach."""
        found: list[Repair] = [NOTHING]
        for index, value in wants:
            if self.vec[index] is value:
                continue
            more = self.want(index, value)
            if not more:
                return []
            found = sorted(dict.fromkeys(_joined(a, b) for a in found for b in more), key=len)[:MOST_ALTERNATIVES]
        return found

    def of_act(self, node: Node) -> str:
        """The parameter of the act this leaf reads first, or "" when it reads something else."""
        read = node.operands[0].read if node.operands else None
        return f"act.{read[1]}" if read is not None and read[0] == "act" else ""

    def fact(self, node: Node, value: bool) -> list[Repair]:
        field = self.of_act(node)
        return [frozenset([Change("set", field, value, node.label if value else f"not: {node.label}", node.cite)])] if field else []

    def cmp(self, node: Node, value: bool) -> list[Repair]:
        field, other = self.of_act(node), node.operands[1].get(self.frame, self.vec)
        if not field or not value or other is None or other is ABSENT or node.detail["op"] not in ("==", ">=", "<="):
            return []
        return [frozenset([Change("set", field, other, node.label, node.cite)])]

    def includes(self, node: Node, value: bool) -> list[Repair]:
        field, wanted = self.of_act(node), node.operands[1].get(self.frame, self.vec)
        if not field or not value or wanted is None or wanted is ABSENT:
            return []
        has = node.operands[0].get(self.frame, self.vec) or frozenset()
        more = (wanted if isinstance(wanted, frozenset) else frozenset([wanted])) - has
        return [frozenset([Change("add", field, more, node.label, node.cite)])]

    def count(self, node: Node, value: bool) -> list[Repair]:
        field = self.of_act(node)
        if not field or not value:
            return []
        has: frozenset[Value] = node.operands[0].get(self.frame, self.vec) or frozenset()
        within = node.detail["within"](self.frame, self.vec) if node.detail["within"] else has
        ifs = node.detail["ifs"]
        free = [i for i in json_of(within - has) if i not in ifs or self.vec[ifs[i]] is True]
        counted = sum(1 for i in has & within if i not in ifs or self.vec[ifs[i]] is True)
        short = node.detail["low"] - counted
        if short < 1 or len(free) < short:
            return []
        label = f"choose {short} more" + (f" of {', '.join(map(str, free))}" if len(free) > short else "")
        return [frozenset([Change("add", field, frozenset(free[:short]), label, node.cite)])]

    def event_within(self, node: Node, value: bool) -> list[Repair]:
        days = node.detail["days"](self.frame, self.vec)
        found = node.detail["asked"].found(self.frame, self.vec)
        if value or not found or not isinstance(days, int):
            return []
        return self.wait(add_days(max(o.date for _, o in found), days - node.detail["lag"] + 1), node)

    def in_force(self, node: Node, value: bool) -> list[Repair]:
        start: date | None = node.detail["start"]
        return self.wait(start, node) if value and start is not None and self.frame.today < start else []

    def on_or_after(self, node: Node, value: bool) -> list[Repair]:
        day = node.operands[0].get(self.frame, self.vec)
        return self.wait(day, node) if value and isinstance(day, date) else []

    def wait(self, day: date, node: Node) -> list[Repair]:
        return [frozenset([Change("wait", "act.date", day, f"wait until {day.isoformat()}", node.cite)])]


_LEAVES: dict[str, Callable[[_Wish, Node, bool], list[Repair]]] = {
    "fact": _Wish.fact,
    "cmp": _Wish.cmp,
    "includes": _Wish.includes,
    "count": _Wish.count,
    "event_within": _Wish.event_within,
    "in_force": _Wish.in_force,
    "on_or_after": _Wish.on_or_after,
}
