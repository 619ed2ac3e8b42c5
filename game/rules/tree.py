"""vector -> the proof: the values a ruling keeps, and the tree made of them when somebody opens it.

Nothing is decided here. What a step always says is fixed once a law (Program.shapes); a ruling keeps only the values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from .compile import Law
from .frame import ABSENT, Frame, Node, Vector, add_days
from .law import NOT_KNOWN, Case, Value, json_of
from .program import Program

Told = tuple[str, str]
"""A value in words, and where it came from."""

NOTHING = (None, None)
MOST_DEPTH = 20


Proof = dict[str, Any]
"""A proof as a ruling keeps it. holds: a letter for each place of the vector, y n or ?; decisive: the places that
decided; told: [place, value in words, source] for each place that has one."""

_LETTER = {True: "y", False: "n", None: "?"}
_HOLDS = {letter: value for value, letter in _LETTER.items()}


def folded(law: Law, program: Program, case: Case, frame: Frame, vec: Vector, blamed: Sequence[int]) -> Proof:
    """The values of a proof. blamed: places of the nodes that decided, in order."""
    values = _Values(law, frame, vec)
    sources, refs = case.sources, frame.refs
    told = []
    for place, node, get, fact, source in program.looks:
        if get is not None:
            source = source or sources.get((refs.get(fact[0], ""), fact[1]), "record")
            got = get(frame, vec)
            text = "yes" if got is True else "no" if got is False else in_text(got)
            if isinstance(got, frozenset) and node.op == "count":
                text += _counted(node, got, frame, vec)
            told.append([place, None if source == NOT_KNOWN else text, source])
        elif node.op in _TELL:
            told.append([place, *_TELL[node.op](values, node)])
    return {"holds": "".join(map(_LETTER.__getitem__, vec)), "decisive": blamed, "told": told}


def opened(law: Law, ruling: Mapping[str, Any]) -> dict[str, Any]:
    """A ruling with its proof as a tree: each power with its stages, each bar, the duty, and the steps below them.

    A step: label, cite, kind, stage, holds, decisive, value, source, steps. *law* is the law the ruling names. Raises
    KeyError for an act it does not have, ValueError for a proof made under another law.
    """
    proof, program = ruling["proof"], law.programs[ruling["act"]]
    if len(proof["holds"]) != len(program.nodes):
        raise ValueError(f"this proof has {len(proof['holds'])} steps; under this law one of `{ruling['act']}` has {len(program.nodes)}")
    told = {index: (value, source) for index, value, source in proof["told"]}
    decisive = frozenset(proof["decisive"])
    holds = [_HOLDS[letter] for letter in proof["holds"]]

    def steps(places: Sequence[int], depth: int) -> list[dict[str, Any]]:
        found = []
        for index in places:
            label, cite, kind, stage, below, _ = program.shapes[index]
            value, source = told.get(index, NOTHING)
            found.append(
                {
                    "label": label,
                    "cite": cite,
                    "kind": kind,
                    "stage": stage,
                    "holds": holds[index],
                    "decisive": index in decisive,
                    "value": value,
                    "source": source,
                    "steps": steps(below, depth - 1) if below and depth else [],
                }
            )
        return found

    return {**ruling, "proof": steps(program.tops, MOST_DEPTH)}


def shape(law: Law, act: str) -> dict[str, Any]:
    """What every proof of this act says under this law, so that a page can unfold one: {tops, steps: [label, cite, kind, stage, below]}.

    tops and below are places in `holds`. Raises KeyError for an act the law does not have.
    """
    program = law.programs[act]
    return {"tops": list(program.tops), "steps": [[s.label, s.cite, s.kind, s.stage, list(s.below)] for s in program.shapes]}


class _Values:
    """What leaves that test no fact found, in words, for one frame."""

    def __init__(self, law: Law, frame: Frame, vec: Vector):
        self.law, self.frame, self.vec = law, frame, vec

    def event(self, node: Node) -> Told:
        """The day of the event, and through which day a window after it runs."""
        found = node.detail["asked"].found(self.frame, self.vec)
        if not found:
            return "not on the record", "record"
        last = max(o.date for _, o in found)
        days = node.detail["days"](self.frame, self.vec) if node.op == "event_within" else None
        if not isinstance(days, int):  # no window, or how long it is turns on an open fact
            return last.isoformat(), "record"
        return f"{last.isoformat()}, through {add_days(last, days - node.detail['lag']).isoformat()}", "record"

    def today(self, node: Node) -> Told:
        return self.frame.today.isoformat(), "calendar"

    def actor(self, node: Node) -> Told:
        return self.law.office(self.frame.actor), "this act"

    def state(self, node: Node) -> Told:
        """The state of the duty asked about."""
        course = self.frame.courses.get(node.detail["duty"])
        state = "pending" if course is None else course.state(self.frame.today, self.frame.dawn)
        return (state or "not established").replace("_", " "), "record"

    def reading(self, node: Node) -> Told:
        return str(node.detail["chosen"]), "this table's reading"


def _counted(node: Node, chosen: frozenset[Value], frame: Frame, vec: Vector) -> str:
    """How many of a chosen set count, and how many would be needed."""
    ifs, within = node.detail["ifs"], node.detail["within"]
    counted = sum(1 for i in (chosen & within(frame, vec) if within else chosen) if i not in ifs or vec[ifs[i]] is True)
    return f"; {counted} count, {node.detail['low']} needed"


def in_text(got: Value) -> str:
    """A value as a proof shows it."""
    if isinstance(got, bool):
        return "yes" if got else "no"
    if got is None:
        return "not established"
    if got is ABSENT:
        return "nothing on the record"
    if isinstance(got, frozenset):
        return ", ".join([str(v).replace("_", " ") for v in json_of(got)]) or "none"
    return got.isoformat() if isinstance(got, date) else str(got)


_TELL: dict[str, Callable[[_Values, Node], Told]] = {
    "event": _Values.event,
    "event_within": _Values.event,
    "event_since": _Values.event,
    "in_force": _Values.today,
    "holder": _Values.actor,
    "actor": _Values.actor,
    "reading": _Values.reading,
    "state": _Values.state,
}
