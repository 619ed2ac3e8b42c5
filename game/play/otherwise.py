"""What a ruling of this table would have been under another reading of the text, over what one seat may know.

Belongs here: which ruling, and as it was known then. Does not: what another reading gives (game.rules).
"""

from __future__ import annotations

from typing import Any

from game.errors import Refused
from game.rules import UNTOLD, adjudicate, what_if

from .acting import act_ruled, as_known_to
from .marks import mark_of
from .reader import Reader
from .state import State

__all__ = ["otherwise"]


def otherwise(state: State, seat: str, no: int) -> dict[str, Any]:
    """{"readings": entries of `rules.what_if`, each with the table's mark, "text": ""} for the ruling that *seat* counts as *no*.

    Worked out over the table as it was when the engine ruled, as far as the seat (or WHITE, PUBLIC) knew it. Where the
    ruling turned on what it did not know, there are no entries and the text says so. Raises Refused for a number that it
    was not told of.
    """
    reader = Reader(state, seat)
    told = [r for r in state.rulings if reader.may(r.audience)]
    if not 0 < no <= len(told):
        raise Refused(f"there is no ruling {no}", "not_found", 404)
    ruled = told[no - 1]
    assert ruled.before is not None, "a ruling is folded from the table before it"
    act, known = act_ruled(ruled.before, ruled), as_known_to(ruled.before, seat)
    law = ruled.before.law_on(act.date)
    own = adjudicate(law, known, act)
    if (own.verdict, own.consequence) != (ruled.ruling["verdict"], ruled.ruling["consequence"]):
        return {"readings": [], "text": UNTOLD}
    entries = [{**e, "mark": mark_of(law, {"act": act.name, **e})} for e in what_if(law, known, act)]
    return {"readings": entries, "text": ""}
