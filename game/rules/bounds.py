"""The bounds a test has, and on which side of one a case lies: one step below it, on it, or one step above.

A step is a day, a unit of the amount, or one thing of a set. Belongs here: where the bound of each kind of test is.
Does not: which of them a case can lie on at all (library).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from .calendar import total
from .course import DutyParts, deadline
from .frame import ABSENT, Frame, Node, Operand, Vector, add_days, add_months
from .program import Program

STEPS = {-1: "one below", 0: "on it", 1: "one above"}


def steps_from(node: Node, frame: Frame | None = None, vec: Vector | None = None) -> Iterator[str]:
    """The steps a test has, or with a frame those on which the case lies: `one below`, `on it`, `one above`.

    A test with two bounds (a season, a time in force) names the bound too. Tests without a bound give nothing.
    """
    for name, distance in _bounds(node, frame, vec):
        for step, word in STEPS.items():
            if frame is None or distance == step:
                yield f"{name} {word}".strip()


def days_of(node: Node) -> Mapping[str, date]:
    """The steps that are days of the calendar, whatever the case, each with its day."""
    ends: list[tuple[str, date | None]] = []
    if node.op == "in_force":
        ends = [("start", node.detail["start"]), ("end", node.detail["until"])]
    elif node.op == "holder":
        ends = [(d.id, d.start) for d in node.detail["delegations"]]
    return {f"{name} {word}": add_days(end, step) for name, end in ends if end is not None for step, word in STEPS.items()}


def numbers_of(node: Node) -> Iterator[Operand]:
    """The sides of a test with a bound that are a definition's value: a number that stands in the law under a citation."""
    if any(_bounds(node, None, None)):
        yield from (o for o in node.operands if o.value_of)


def steps_of_due(program: Program, frame: Frame | None = None, vec: Vector | None = None) -> Iterator[str]:
    """The steps about the day a duty falls due, or with a frame that on which the case lies. One due at once has none below."""
    assert program.duty is not None
    forms = _forms(program.duty)
    at_once = all("event" in f and f.get("days", 0) == 0 for f in forms)
    due = deadline(program, frame, vec)[0] if frame is not None and vec is not None else None
    for step, word in STEPS.items():
        if forms and (_apart(frame.today, due) == step if frame is not None else step >= 0 or not at_once):
            yield f"due {word}"


def days_of_due(duty: DutyParts) -> Mapping[str, date]:
    """The steps about a duty's day that are days of the calendar, whatever the case."""
    forms = _forms(duty)
    clocked = duty.stops >= 0 or duty.anew is not None
    fixed = duty.due is not None and not clocked and not duty.uses and not any("event" in f for f in forms)
    term = duty.due(Frame(date.min), []) if duty.due is not None and fixed else None
    due = term[1](term[0]) if term is not None else None
    return {f"due {word}": add_days(due, step) for step, word in STEPS.items()} if due is not None else {}


def _forms(duty: DutyParts) -> Sequence[Mapping[str, Any]]:
    due = duty.norm.due
    return [] if due is None else due.get("first_of") or [due]


def _bounds(node: Node, frame: Frame | None, vec: Vector | None) -> Iterator[tuple[str, int | None]]:
    """Each bound of a test by name, with how far past it the case lies: None where that is not known."""
    op, detail = node.op, node.detail
    if op == "cmp" and detail["op"] in ("<", "<=", ">", ">=") and any(o.kind in ("number", "date") for o in node.operands):
        yield "", _apart(*(_value(o, frame, vec) for o in node.operands))
    elif op in ("on_or_after", "before"):
        yield "", _apart(frame.today if frame else None, _value(node.operands[0], frame, vec))
    elif op == "in_force":
        for name, end in (("start", detail["start"]), ("end", detail["until"])):
            if end is not None:
                yield name, _apart(frame.today if frame else None, end)
    elif op == "event_within":
        yield "", _window(node, frame, vec)
    elif op == "count":
        yield from _counted(node, frame, vec)
    elif op == "sum_within":
        yield "", _spent(node, frame, vec)
        yield from _oldest(node, frame, vec)
    elif op == "in_season":
        day = _value(node.operands[0], frame, vec)
        for name in ("first", "last"):
            at = _in_year(day, detail[name])
            yield name, _apart(day, at)
    elif op == "holder":
        for d in detail["delegations"]:
            if d.start is not None:
                acts = frame is not None and frame.actor == d.to
                yield d.id, _apart(frame.today if frame is not None and acts else None, d.start)


def _value(operand: Any, frame: Frame | None, vec: Vector | None) -> Any:
    if frame is None or vec is None:
        return None
    got = operand.get(frame, vec)
    return None if got is ABSENT else got


def _apart(one: Any, two: Any) -> int | None:
    """How many steps the first lies past the second."""
    if isinstance(one, date) and isinstance(two, date):
        return (one - two).days
    return int(one - two) if isinstance(one, (int, float)) and isinstance(two, (int, float)) else None


def _window(node: Node, frame: Frame | None, vec: Vector | None) -> int | None:
    if frame is None or vec is None:
        return None
    found, days = node.detail["asked"].found(frame, vec), node.detail["days"](frame, vec)
    if not found or not isinstance(days, int):
        return None
    elapsed: int = (frame.today - max(o.date for _, o in found)).days
    return elapsed - days + int(node.detail["lag"])


def _counted(node: Node, frame: Frame | None, vec: Vector | None) -> Iterator[tuple[str, int | None]]:
    detail = node.detail
    chosen = _value(node.operands[0], frame, vec)
    counted = None
    if frame is not None and vec is not None and isinstance(chosen, frozenset):
        within = detail["within"](frame, vec) if detail["within"] else chosen
        counted = sum(1 for i in chosen & within if i not in detail["ifs"] or vec[detail["ifs"][i]] is True)
    for name, bound, there in (("least", detail["low"], detail["low"] > 0), ("most", detail["high"], detail["high"] < 10**9)):
        if there:
            yield name, _apart(counted, bound)


def _spent(node: Node, frame: Frame | None, vec: Vector | None) -> int | None:
    if frame is None or vec is None:
        return None
    detail = node.detail
    cap = _value(detail["cap"], frame, vec)
    more = _value(detail["plus"], frame, vec) if detail["plus"] is not None else 0
    if more is None or cap is None:
        return None
    return _apart(more + total(frame, detail["asked"], detail["field"], detail["months"], vec), cap)


def _oldest(node: Node, frame: Frame | None, vec: Vector | None) -> Iterator[tuple[str, int | None]]:
    """How far each thing that is added up lies past the first day that still counts."""
    name = "first day counted"
    if frame is None or vec is None:
        yield name, None
        return
    first = add_days(add_months(frame.today, -node.detail["months"]), 1)
    for day in {o.date for _, o in node.detail["asked"].found(frame, vec)}:
        yield name, _apart(day, first)


def _in_year(day: Any, at: str) -> date | None:
    """That day of the year, in the year of *day*."""
    if not isinstance(day, date):
        return None
    try:
        return date(day.year, int(at[:2]), int(at[3:]))
    except ValueError:
        return None
