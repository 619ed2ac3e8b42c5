"""Facts that rulings wait for, and who may establish them.

Belongs here: which finding whom is asked. Does not: establishing it (white).
"""

from __future__ import annotations

from typing import Any

from game.rules import FactSpec, json_of

from .events import WHITE, hears
from .state import State

__all__ = ["waiting_for"]


def waiting_for(state: State, seat: str) -> list[dict[str, Any]]:
    """What a reader is asked, oldest first: {kind, no, record, field, type, values, question, by}.

    kind: establish, or for the white cell also ruling, one that no finding would complete. no: the table's own number. A seat is
    asked what an office it holds may establish, in rulings it knows; the white cell everything.
    """
    offices = set(state.deck.seats[seat].offices) if seat in state.deck.seats else set()
    out = []
    for ruled in state.rulings:
        if ruled.consequence != "waits" or not hears(ruled.audience, seat):
            continue
        ruling = ruled.ruling if seat == WHITE else ruled.shown.get(seat, ruled.ruling)
        missing = [m for m in ruling["missing"] if m.get("about")]
        for m in missing:
            if seat != WHITE and not offices & set(m["by"]):
                continue
            field = str(m["fact"]).partition(".")[2]
            spec = _spec(state, m["about"], field)
            out.append(
                {
                    "kind": "establish",
                    "no": ruled.no,
                    "record": m["about"],
                    "field": field,
                    "type": spec.type if spec else "text",
                    "values": [json_of(v) for v in spec.values] if spec else [],
                    "question": m["question"],
                    "by": m["by"],
                }
            )
        if not missing and seat == WHITE:
            out.append({"kind": "ruling", "no": ruled.no, "record": None, "field": None, "question": ruling["reason"], "by": []})
    return out


def _spec(state: State, record: str, field: str) -> FactSpec | None:
    found = state.case.records.get(record)
    return state.law.names.vars.get(found.kind, {}).get(field) if found else None
