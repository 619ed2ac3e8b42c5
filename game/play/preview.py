"""Pre-flight: what the law would say of an order, over what this seat may know. Nothing is recorded.

Belongs here: the answer to a draft. Does not: refusing it (orders). A fact the seat may not know is not
established here, so asking often tells nothing; other seats' sealed orders are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from game.rules import Case, adjudicate, explain, occurrences_of

from .acting import act_of, as_known_to
from .orders import SLOTS, faults_of_fields
from .state import State
from .words import ruling_mark, ruling_slot

__all__ = ["preview"]


def preview(state: State, seat: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """{"rulings": one entry a slot that is filled}, in the order main, minor.

    data: {"main": {"move", "fields"} | None, "minor": …}. Each entry: {slot, move, fields_missing: [{field, message}],
    ruling: JSON or None, mark, v}. A slot whose fields are not whole has no ruling yet; one the law does not speak of neither.
    The seat's own other order is relied on if it is worked before. Unknown moves are left out; never raises on odd data.
    """
    deck = state.deck
    if seat not in deck.seats:
        return {"rulings": []}
    asked = []
    for slot in SLOTS:
        said = data.get(slot)
        move = deck.moves.get(said["move"]) if isinstance(said, Mapping) and isinstance(said.get("move"), str) else None
        if said is not None and move is not None and seat in move.seats and isinstance(said, Mapping):
            fields = said.get("fields") if isinstance(said.get("fields"), Mapping) else {}
            asked.append((move.stage, slot, move, fields or {}))
    case: Case = as_known_to(state, seat)
    found: dict[str, dict[str, Any]] = {}
    for _, slot, move, fields in sorted(asked, key=lambda x: (x[0], x[1])):
        faults = faults_of_fields(state, move, fields)
        entry: dict[str, Any] = {"slot": slot, "move": move.id, "fields_missing": faults, "ruling": None, "mark": "allowed", "v": "none"}
        act = None if faults else act_of(state, move, seat, fields)
        if act is not None:
            ruling = adjudicate(state.law, case, act)
            said = explain(state.law, case, act, ruling)
            mark = ruling_mark(ruling.verdict, ruling.consequence, said["duties"])
            entry |= {"ruling": said, "mark": mark, "v": ruling_slot(ruling.verdict, ruling.consequence, mark)}
            case = case.with_occurrence(*occurrences_of(state.law, act, ruling))
        found[slot] = entry
    return {"rulings": [found[s] for s in SLOTS if s in found]}
