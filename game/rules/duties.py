"""What is owed, by whom, until when, as it stands on a given day.

Belongs here: the state of each duty in each frame it arises in. Does not: who is told, or what a table
makes of a missed duty (play).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .adjudicate import Ruling, occurrences_of
from .compile import Law
from .course import stand
from .law import Act, Case, Norm
from .program import Program


@dataclass(frozen=True, slots=True)
class DutyStatus:
    """One duty in one frame on one day. ``due`` is None for a duty without a day. ``about``: role -> record id."""

    norm: Norm
    about: Mapping[str, str]
    state: str
    due: date | None
    undecided: bool = False

    @property
    def cite(self) -> str:
        return self.norm.cite

    @property
    def key(self) -> str:
        """Names this duty in this frame: `CAATSA 231(a) ssm`."""
        return " ".join([self.norm.id, *(self.about[k] for k in sorted(self.about))])


def duties(law: Law, case: Case, on: date) -> tuple[DutyStatus, ...]:
    """Every duty that has arisen by *on*, with its state at the end of that day; pending ones are left out.

    ``due`` from the trigger through the deadline, ``breached`` from the day after. Performed after a breach is
    ``discharged_late``. An exception in effect suspends, and so does what stops its clock; an exception that lapses leaves the
    duty where its deadline puts it, a clock that goes on has that many days more. ``expired``: ended before it was breached.
    """
    found = []
    for program in law.duties:
        for about in frames(program, case):
            status = status_of(program, case, on, about)
            if status.state != "pending":
                found.append(status)
    return tuple(found)


def frames(program: Program, case: Case) -> Iterator[Mapping[str, str]]:
    """The frames a duty may arise in: one for each record of the kind it is `per`, else one with no record."""
    assert program.duty is not None
    per = program.duty.norm.per
    if not per:
        yield {}
        return
    kind = per[0]
    for id, record in case.records.items():
        if record.kind == kind:
            yield {kind: id}


def status_of(program: Program, case: Case, on: date, about: Mapping[str, str]) -> DutyStatus:
    """The state of one duty in one frame."""
    assert program.duty is not None
    found = stand(program, program.frame(case, on, "", about, {}))
    return DutyStatus(program.duty.norm, dict(about), *found)


def duty_json(law: Law, d: DutyStatus) -> dict[str, Any]:
    """One duty as JSON, in words."""
    return {
        "norm": d.norm.id,
        "cite": d.cite,
        "key": d.key,
        "about": dict(d.about),
        "state": d.state,
        "due": d.due.isoformat() if d.due else None,
        "holder": d.norm.holder[0] if d.norm.holder else "",
        "owed_to": d.norm.owed_to,
        "title": d.norm.heading,
        "settle": d.norm.settle,
        "house_rule": d.norm.house_rule,
    }


def duty_changes(law: Law, case: Case, act: Act, ruling: Ruling) -> list[DutyStatus]:
    """Duties this act asserts, or raises, suspends, discharges or leaves in breach, as they stand after it."""
    program = law.programs[act.name]
    if program.duty is not None:
        status = status_of(program, case, act.date, act.about)
        return [status] if status.state != "pending" else []
    made = occurrences_of(law, act, ruling)
    if not made:
        return []
    after = case.with_occurrence(*made)
    found = []
    places = {place for o in made for place in law.moved_by.get(o.name, ())}
    for duty in [law.duties[place] for place in sorted(places)]:
        assert duty.duty is not None
        per = duty.duty.norm.per
        about = {k: v for k, v in act.about.items() if k in per}
        if len(about) == len(per):
            now = status_of(duty, after, act.date, about)
            if now.state != "pending":
                found.append(now)
    return found
