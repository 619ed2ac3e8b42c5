"""A game's acts ruled on once more, as if a bill had been law.

Belongs here: which act met which record. Does not: what the bill does to the law, how rulings are compared (game.rules).
"""

from __future__ import annotations

from collections.abc import Mapping

from game.rules import Amendment, Case, Occurrence, Preview, Shift, adjudicate, explain, occurrences_of, outcome

from .acting import act_ruled
from .state import State

__all__ = ["rejudged"]


def rejudged(state: State, bill: Amendment) -> Preview:
    """Which rulings of this game would change under its law with *bill*; a `Shift` is named by the ruling's number.

    Each act meets the facts of its moment and what the acts before it would then have put on the record, so one changed
    ruling may change those after it. A ruling that waited for a fact meets the facts of its completion, under the law of its
    act's own day, and what was ruled meanwhile comes before it, as in the game: it had not put anything on the record yet. What
    the white cell has overridden stays as it said. Raises LawError with the faults
    of the amended law, each placed in the bill's operations.
    """
    made, found, done = state.book.enacting(bill), Preview(), dict[int, tuple[Occurrence, ...]]()
    for before, ruled in sorted(((r.before, r) for r in state.rulings if r.before), key=lambda x: x[0].seq):
        act, case = act_ruled(before, ruled), _case(before, done)
        law = made.on(act.date)
        ruling = adjudicate(law, case, act)
        done[ruled.no] = ruled.occurrences if ruled.overridden else occurrences_of(law, act, ruling)
        found.add(bill, Shift(str(ruled.no), act, outcome(ruled.ruling), outcome(explain(law, case, act, ruling))))
    return found


def _case(before: State, done: Mapping[int, tuple[Occurrence, ...]]) -> Case:
    """The case of a moment with what the rulings up to it, ruled anew, put on the record in the place of what they put there."""
    put = [o for r in before.rulings for o in r.occurrences]
    new = [o for no in sorted(done) for o in done[no]]
    if new == put:
        return before.case
    told = [*before.case.without_occurrences(put).occurrences, *new]
    return Case(before.case.records, tuple(sorted(told, key=lambda o: o.date)), before.case.sources)
