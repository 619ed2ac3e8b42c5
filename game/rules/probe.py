"""What would follow if one place of the vector had another value: for telling which tests a case decides by.

Belongs here: an act's program compiled once more with a hand on every closure, and what comes out of it. Does not: which
places ought to be tried (library).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from .builder import act_program
from .compile import Law, asserting
from .course import Stand, stand_on
from .frame import Frame, Run, Vector
from .law import Act, Case
from .program import Program
from .settle import consequence, decided

_FORCED = "$forced"
"""The name in a frame under which the forced values stand; no record can be called so."""


class Outcome(NamedTuple):
    """What follows for one act: the verdict ("" while it is open), its consequence, and how a duty it asserts then stands."""

    verdict: str
    consequence: str
    duty: Stand | None = None


class Probe:
    """One act in one case, with a hand on every place of its vector."""

    def __init__(self, law: Law, case: Case, act: Act):
        self.program = _probed(law, act.name)
        self.frame = self.program.frame(case, act.date, act.actor, act.about, act.params)
        self.vector = self.program.run(self.frame)

    def if_it_were(self, place: int, value: bool) -> Outcome:
        """What would follow if this place had that value and all else were as it is."""
        frame = self.frame
        probed = Frame(frame.today, frame.actor, {**frame.vars, _FORCED: {place: value}}, frame.refs, frame.events)
        return _outcome(self.program, probed, self.program.run(probed))

    def decides(self, place: int) -> bool:
        """Would the outcome be another if this place alone were turned?"""
        return self.if_it_were(place, True) != self.if_it_were(place, False)


def _hand(index: int, run: Run) -> Run:
    def probed(frame: Frame, vec: Vector) -> Any:
        got = run(frame, vec)
        forced: Mapping[int, bool] | None = frame.vars.get(_FORCED)
        if forced is not None and index in forced:
            got = vec[index] = forced[index]
        return got

    return probed


@lru_cache(maxsize=512)
def _probed(law: Law, act: str) -> Program:
    spec = asserting(law.acts[act], law.norms, law.later)
    return act_program(law.libraries[spec.pack], spec, _hand)


def _outcome(program: Program, frame: Frame, vec: Vector) -> Outcome:
    verdict = decided(program, vec)
    duty = None if program.duty is None else stand_on(program, frame, vec)
    return Outcome(verdict, consequence(program, vec, verdict) if verdict else "waits", duty)
