"""law, case, act -> Ruling. The order of questions is reach, power, bar, elements.

Belongs here: the verdict and its consequence. Does not: open facts (settle), the proof in words (proof),
what is owed (duties).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .candidates import Fact
from .compile import Law
from .frame import EMPTY
from .law import Act, ActSpec, Case, Occurrence, Value
from .settle import consequence, decided, settle


class Ruling(NamedTuple):
    """What the law says of one act. ``vector`` holds the value of every node of the act's program.

    missing: (record name in the frame, fact) pairs that can still part the verdict.
    """

    act: Act
    verdict: str
    consequence: str
    vector: tuple[bool | None, ...]
    missing: tuple[Fact, ...] = ()


def adjudicate(law: Law, case: Case, act: Act) -> Ruling:
    """Rule whether *act* is within the actor's power in this case.

    law:  all provisions; each says itself from when until when it is in force.
    case: records (a missing fact is not established, not "no") and occurrences in order (what is not there did not happen).
    act:  what is done, by which office, on which game date, with which parameters.

    Returns verdict, consequence and the vector; `explain` makes reasons of it. Same input, same ruling.
    Raises KeyError if the law has no act of that name; play has checked.
    Law: CAATSA fact base 0.2, the order reach, power, bar, elements.
    """
    program = law.programs[act.name]
    frame = program.frame(case, act.date, act.actor, act.about, act.params)
    vec = program.run(frame)
    verdict = decided(program, vec)
    missing: tuple[Fact, ...] = ()
    if not verdict:
        verdict, missing = settle(program, frame, vec)
    return Ruling(act, verdict, consequence(program, vec, verdict), tuple(vec), missing)


def occurrences_of(law: Law, act: Act, ruling: Ruling) -> tuple[Occurrence, ...]:
    """What an act puts on the case: the events its kind records, when it has effect in law.

    An act that no provision reaches happens as a plain act and puts nothing on the legal record.
    """
    spec = law.acts[act.name]
    if ruling.consequence not in ("effective", "breach") or ruling.verdict == "not_applicable":
        return ()
    made = []
    for e in spec.records:
        if not e.when or act.params.get(e.when):
            about = {role: act.about[role] for role in e.about if role in act.about}
            data = {k: _said(spec, k, act.params) for k in e.data}
            made.append(Occurrence(e.event, act.date, about, {k: v for k, v in data.items() if v is not None}))
    return tuple(made)


def _said(spec: ActSpec, name: str, params: Mapping[str, Value]) -> Value:
    """What an act says by a parameter: left out, a yes or no is no and a set is empty, for an act says all it says."""
    got = params.get(name)
    return EMPTY.get(spec.params[name].type) if got is None else got
