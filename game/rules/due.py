"""The day a duty falls due, compiled: from which day its time counts, and how long it is.

Belongs here: the forms of `due`. Does not: a clock that stops or starts anew (course), the rest of a duty (builder).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .course import Term
from .frame import ABSENT, Fault, Frame, Get, Operand, Path, Run, Vector, add_days, add_months, matching
from .law import Norm, Raw

if TYPE_CHECKING:
    from .conditions import Assembler

_DUE = "{event, about, days, since, when} or a date such as {enacted: 60}"


class DueBuilder:
    """Builds the term of one duty: (day, deadline of a clock that counts from a day), or None while it has no day."""

    def __init__(self, assembler: Assembler, steps: list[Run], norm: Norm):
        self.assembler, self.steps, self.norm = assembler, steps, norm
        self.reads: list[tuple[str, str]] = []
        self.facts: list[Operand] = []
        self.uses: list[int] = []

    def built(self) -> Get | None:
        """What gives the term; of several forms under `first_of`, the first that gives a day.

        After it `reads` has the facts and changes of state on which the term turns, `facts` all facts that these turn on, and
        `uses` the places in the vector.
        """
        due, path = self.norm.due, ("norms", self.norm.id, "due")
        clock = next((k for k in ("stops_while", "starts_anew_at") if getattr(self.norm, k) is not None), "")
        if due is None:
            if clock:
                raise Fault(("norms", self.norm.id, clock), "a duty without a day has no clock", "say when it is `due`")
            return None
        if "first_of" not in due:
            return self.form(due, path, clock)
        forms = due["first_of"]
        if len(due) != 1 or not isinstance(forms, list) or not forms or not all(isinstance(r, Mapping) for r in forms):
            raise Fault(path, f"`first_of` is a list of {_DUE}")
        terms = [self.form(raw, (*path, "first_of", n), clock) for n, raw in enumerate(forms)]

        def first(frame: Frame, vec: Vector) -> Term | None:
            return next((term for get in terms if (term := get(frame, vec)) is not None), None)

        return first

    def form(self, raw: Mapping[str, Raw], path: Path, clock: str) -> Get:
        """One form of `due`. `when` says in which case it counts at all."""
        return self.after_event(raw, path) if "event" in raw else self.after_day(raw, path, clock)

    def after_day(self, raw: Mapping[str, Raw], path: Path, clock: str) -> Get:
        """A day, or so many days or months after one."""
        a = self.assembler
        day = self.read(a.operand(raw, path))
        if day.kind != "date":
            raise Fault(path, f"`due` is a day, not `{day.text}`", f"write {_DUE}")
        if set(raw) == {"enacted"}:
            start, length = a.names.enacted, raw["enacted"]
            return lambda frame, vec: (start, lambda since: add_days(since, length))
        if "date" not in raw:
            if clock:
                raise Fault(path, "a fixed day has no clock", "count days from an event, a date or enactment")
            return lambda frame, vec: None if (at := day.get(frame, vec)) is None or at is ABSENT else (at, lambda since: since)
        (unit,) = set(raw) - {"date"}
        base, amount = a.operand(raw["date"], (*path, "date")), self.read(a.operand(raw[unit], (*path, unit)))
        sign, move = 1 if unit.startswith("plus") else -1, add_days if unit.endswith("days") else add_months

        def get(frame: Frame, vec: Vector) -> Term | None:
            start, n = base.get(frame, vec), amount.get(frame, vec)
            return None if start in (None, ABSENT) or n in (None, ABSENT) else (start, lambda since: move(since, sign * n))

        return get

    def after_event(self, raw: Mapping[str, Raw], path: Path) -> Get:
        """So many days after the first event since the last of those that end the matter."""
        extra = set(raw) - {"event", "about", "days", "since", "when"}
        if extra:
            raise Fault((*path, extra.pop()), f"`due` is {_DUE}")
        a = self.assembler
        name = a.event_name(raw["event"], path)
        since = raw.get("since", [])
        ends = [a.event_name(e, (*path, "since")) for e in (since if isinstance(since, list) else [since])]
        about = a.about(raw.get("about"), path)
        days = self.read(a.operand(raw.get("days", 0), path))
        if days.kind != "number":
            raise Fault((*path, "days"), f"`days` is a number, not `{raw['days']}`")
        changes = [change for change in (name, *ends) if change in a.changes]
        self.reads += [(change, "") for change in changes]
        self.facts += [fact for change in changes for fact in a.changes[change][1]]
        counts = -1
        if "when" in raw:
            counts, run = a.condition(raw["when"], (*path, "when"))
            self.steps.append(run)
            self.uses.append(counts)

        def get(frame: Frame, vec: Vector) -> Term | None:
            if counts >= 0 and vec[counts] is not True:
                return None
            found = matching(frame, name, about, {}, vec)
            if not found:
                return None
            last = (found[-1][1].date, found[-1][0])  # an ending that nothing followed ended what still has its day
            ended = [at for e in ends for n, o in matching(frame, e, about, {}, vec) if (at := (o.date, n)) < last]
            if ended:
                found = [(n, o) for n, o in found if (o.date, n) > max(ended)]
            n = days.get(frame, vec)  # the first event raised the duty; a later one does not move its day
            return None if n is None or n is ABSENT else (found[0][1].date, lambda day: add_days(day, n))

        return get

    def read(self, operand: Operand) -> Operand:
        """An operand on which the term turns, what it reads noted."""
        self.uses += operand.uses
        if operand.read is not None and operand.read[0] not in self.assembler.names.bindings:
            self.reads.append(operand.read)
            self.facts.append(operand)
        return operand
