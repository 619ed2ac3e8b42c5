"""Two rulings on one act, side by side: what is compared of them, and whether they come out alike.

Belongs here: the comparison. Does not: where the second ruling comes from, another reading (whatif) or another law (bill).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .adjudicate import adjudicate
from .compile import Law
from .law import Act, Case
from .proof import explain

TOLD = ("verdict", "consequence", "reason", "decisive", "duties")


def outcome(ruling: Mapping[str, Any]) -> dict[str, Any]:
    """What is compared of a ruling, as `explain` gives it: {verdict, consequence, reason, decisive, duties}."""
    return {k: ruling[k] for k in TOLD}


def outcome_of(law: Law, case: Case, act: Act) -> dict[str, Any]:
    """The same, of an act to be ruled on. Raises KeyError if the law has no act of that name."""
    return outcome(explain(law, case, act, adjudicate(law, case, act)))


def alike(was: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two outcomes are the same in verdict, consequence and duties; a duty that is only cited anew is the same duty."""
    return all(was[k] == now[k] for k in ("verdict", "consequence")) and _owed(was) == _owed(now)


def _owed(ruling: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Each duty without its citation: what is owed, about what, by whom, to whom, by when, and how it stands."""
    named = ("title", "holder", "owed_to", "state")
    return sorted((*(d[k] for k in named), d["due"] or "", *sorted(d["about"].items())) for d in ruling["duties"])
