"""Values to try for a fact that is not established: between them they give every answer its readers can give.

Belongs here: which values those are. Does not: what follows from trying them (settle).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

from .calendar import total
from .frame import ABSENT, Frame, Node, Operand, Vector, add_days
from .law import Value

Fact = tuple[str, str]
"""A name in the frame and a field of what it stands for."""

OTHER = "something else"
MOST_NAMED = 6
"""Named items of a set that are tried in and out; of more, all of them together as well."""


def with_facts(frame: Frame, facts: Mapping[Fact, Value]) -> Frame:
    """The frame as it would be with these facts established."""
    values = dict(frame.vars)
    for (var, name), value in facts.items():
        values[var] = {**(values.get(var) or {}), name: value}
    return Frame(frame.today, frame.actor, values, frame.refs, frame.events)


def candidates(
    facts: Mapping[Fact, Sequence[tuple[Node, Operand]]], fact: Fact, frame: Frame, vec: Vector, alone: bool = False
) -> list[Value]:
    """Values that between them give every answer the readers can give: both truths, each side of each bound.

    alone: leave aside what the fact is compared with when that is open too.
    """
    spec = facts[fact][0][1].spec
    kind = spec.type if spec else "bool"
    if kind == "bool":
        return [True, False]
    if kind == "enum" and spec is not None and spec.values:
        return list(spec.values)
    if any(operand.watched for _, operand in facts[fact]):
        return []  # on which day a duty changed its state may turn on any value: it is asked for
    if kind == "set":
        return _sets(facts[fact], frame, vec)
    found: list[Value] = []
    for node, operand in facts[fact]:
        for bound in _bounds(facts, node, operand, frame, vec, alone):
            if isinstance(bound, frozenset):
                found += [*sorted(bound, key=str), OTHER]
            elif kind == "date" and isinstance(bound, date):
                found += _days_around(bound, fact, operand, frame, vec)
            elif kind in ("int", "money") and not isinstance(bound, (date, str)):
                found += [bound + n for n in (-2, -1, 0, 1, 2)]
            elif isinstance(bound, str):
                found += [bound, OTHER]
    return list(dict.fromkeys(found))


def _bounds(
    facts: Mapping[Fact, Sequence[tuple[Node, Operand]]], node: Node, operand: Operand, frame: Frame, vec: Vector, alone: bool
) -> list[Value]:
    """What the node compares this operand with, under every way the exceptions may turn out."""
    if node.op in ("on_or_after", "before"):
        return [frame.today]
    if node.op == "in_season":
        ends = (node.detail["first"], node.detail["last"])
        return [date(frame.today.year, int(end[:2]), min(int(end[3:]), 28)) for end in ends] + [
            date.fromordinal(date(frame.today.year, int(end[:2]), 1).toordinal() + int(end[3:]) - 1) for end in ends
        ]
    if node.op == "sum_within":
        asked, detail = node.detail["asked"], node.detail
        spent = total(frame, asked, detail["field"], detail["months"], vec)
        return [v + sign * spent for o in node.operands if o is not operand for v in _values(o, frame, vec) for sign in (-1, 1)]
    if "event" in node.detail:
        return [o.about[role] for _, o in frame.events.get(node.detail["event"], ()) for role in o.about]
    found = []
    for other in node.operands:
        if other is not operand:
            found += _values(other, frame, vec)
            if not found and other.read is not None and other.read in facts and not alone:  # both open: the bounds of either serve for both
                found += candidates(facts, other.read, frame, vec, alone=True) or [frame.today if operand.kind == "date" else 0]
                found += candidates(facts, operand.read, frame, vec, alone=True) if operand.read else []
    return found


def _values(operand: Operand, frame: Frame, vec: Vector) -> list[Value]:
    """The values an operand can have, whatever becomes of the exceptions that can replace it."""
    open_uses = [i for i in operand.uses if vec[i] is None]
    found = []
    for combo in product((True, False), repeat=len(open_uses)):
        trial = list(vec)
        for i, value in zip(open_uses, combo, strict=True):
            trial[i] = value
        got = operand.get(frame, trial)
        if got is not None and got is not ABSENT and got not in found:
            found.append(got)
    return found


def _days_around(bound: date, fact: Fact, operand: Operand, frame: Frame, vec: Vector) -> list[date]:
    """The days about the one on which the operand meets the bound; it may be some days or months off the fact."""
    if not operand.moved:
        return [add_days(bound, n) for n in (-2, -1, 0, 1, 2)]
    found = []
    for start in _values(operand, with_facts(frame, {fact: bound}), vec):
        guess = add_days(bound, (bound - start).days)
        found += [add_days(guess, n) for n in range(-4, 5)]
    return found


def _sets(readers: Sequence[tuple[Node, Operand]], frame: Frame, vec: Vector) -> list[frozenset[Value]]:
    """Sets that between them give every answer the readers of one set can give.

    An item that some reader names is in or out by itself. Items that are only counted differ by which counts
    they belong to, so of each such kind only their number is tried.
    """
    named: set[Value] = set()
    counts: list[tuple[frozenset[Value], int]] = []
    for node, operand in readers:
        if node.op == "count":
            most = max(node.detail["low"], min(node.detail["high"], 12) + 1 if node.detail["high"] < 10**9 else 0)
            within = node.detail["within"](frame, vec) if node.detail["within"] else frozenset(range(100, 101 + most))
            named |= {i for i in node.detail["ifs"] if i in within}
            counts.append((within, most))
        else:
            named |= _named(node, operand, frame, vec)
    kinds: dict[tuple[int, ...], list[Value]] = {}
    for item in sorted({i for within, _ in counts for i in within} - named, key=str):
        kinds.setdefault(tuple(n for n, (within, _) in enumerate(counts) if item in within), []).append(item)
    found: list[frozenset[Value]] = [frozenset()]
    for item in sorted(named, key=str)[:MOST_NAMED]:
        found += [s | {item} for s in found]
    found += [frozenset(named)] if len(named) > MOST_NAMED else []
    for members, items in kinds.items():
        most = min(len(items), max(counts[n][1] for n in members))
        found = [s | frozenset(items[:k]) for s in found for k in range(most + 1)]
    return list(dict.fromkeys(found))


def _named(node: Node, operand: Operand, frame: Frame, vec: Vector) -> set[Value]:
    """The items by which one reader that does not count tells sets apart."""
    if "event" in node.detail or node.op == "sum_within":
        name = node.detail["event"] if "event" in node.detail else node.detail["asked"].name
        return {id for _, o in frame.events.get(name, ()) for id in o.about.values()}
    found: set[Value] = {OTHER} if operand is not node.operands[0] else set()
    for other in node.operands:
        if other is not operand:
            for value in _values(other, frame, vec):
                found |= value if isinstance(value, frozenset) else {value}
    return found
