"""What is owed, by whom, until when, as it stands on a given day.

Belongs here: the state of each duty in each frame it arises in. Does not: who is told, or what a table
makes of a missed duty (play).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .adjudicate import Law
from .frame import ABSENT, Frame, Vector
from .law import Case, Norm
from .program import DutyParts, Program

STATES = ("pending", "due", "suspended", "discharged", "breached", "discharged_late", "expired")


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
    ``discharged_late``. An exception in effect suspends; when it lapses the duty is where its deadline puts it.
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
    parts = program.duty
    assert parts is not None
    frame = program.frame(case, on, "", about, {})
    vec = program.run(frame)
    due = _due(parts, frame, vec)
    state, undecided = _state(parts, vec, due, on)
    if state == "discharged" and due is not None and _was_breached(program, case, on, about, due):
        state = "discharged_late"
    return DutyStatus(parts.norm, dict(about), state, due, undecided)


def _due(parts: DutyParts, frame: Frame, vec: Vector) -> date | None:
    got = parts.due(frame, vec) if parts.due is not None else None
    return None if got is ABSENT else got


def _state(parts: DutyParts, vec: Vector, due: date | None, on: date) -> tuple[str, bool]:
    trigger = vec[parts.trigger]
    settled = parts.discharged >= 0 and vec[parts.discharged] is True
    if trigger is not True:
        return "pending", trigger is None
    if settled:
        return "discharged", False
    if any(vec[i] is True for i in parts.suspended):
        return "suspended", False
    if due is None or on <= due:
        return "due", False
    return "breached", False


def _was_breached(program: Program, case: Case, on: date, about: Mapping[str, str], due: date) -> bool:
    """Was the duty in breach on some day before it was settled? Only days after a change can tell."""
    days = {due + timedelta(days=1)} | {o.date - timedelta(days=1) for o in case.occurrences if due < o.date - timedelta(days=1) < on}
    for day in sorted(d for d in days if due < d < on):
        frame = program.frame(case, day, "", about, {})
        vec = program.run(frame)
        assert program.duty is not None
        if _state(program.duty, vec, due, day)[0] == "breached":
            return True
    return False
