"""Pre-flight: what the law would say of an order, over what this seat may know. Nothing is recorded.

Belongs here: the answer to a draft. Does not: refusing it (orders). A fact the seat may not know is not
established here, so asking often tells nothing; other seats' sealed orders are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from game.rules import Act, Case, adjudicate, explain, occurrences_of

from .acting import act_of, as_known_to
from .bills import bill_of, days_of, old_and_new, rulings_under
from .deck import Move
from .marks import look_of, mark_of
from .orders import SLOTS, faults_of_fields, why_not
from .state import State

__all__ = ["preview"]


def preview(state: State, seat: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """{"rulings": one entry a slot that is filled}, in the order main, minor.

    data: {"main": {"move", "fields"} | None, "minor": …}. Each entry: {slot, move, fields_missing: [{field, message}], ruling: JSON or
    None, mark, v}; one that passes a bill also {bill: {changes, rulings}}, old and new law side by side. A slot whose fields are not
    whole has no ruling yet; one the law does not speak of neither. The seat's own other order is relied on if it is worked before.
    Unknown moves are left out; never raises on odd data.
    """
    deck = state.deck
    if seat not in deck.seats:
        return {"rulings": []}
    asked = []
    for slot in SLOTS:
        order = data.get(slot)
        if not isinstance(order, Mapping) or not isinstance(order.get("move"), str):
            continue
        move, fields = deck.moves.get(order["move"]), order.get("fields")
        if move is not None and seat in move.seats:
            asked.append((move.stage, slot, move, fields if isinstance(fields, Mapping) else {}))
    case: Case = as_known_to(state, seat)
    found: dict[str, dict[str, Any]] = {}
    for _, slot, move, fields in sorted(asked, key=lambda x: (x[0], x[1])):
        faults = faults_of_fields(state, move, fields)
        entry: dict[str, Any] = {"slot": slot, "move": move.id, "fields_missing": faults, "ruling": None, "mark": "allowed", "v": "none"}
        act = None if faults else act_of(state, move, seat, fields)
        if act is not None:
            law = state.law_on(act.date)
            ruling = adjudicate(law, case, act)
            said = explain(law, case, act, ruling)
            if ruling.missing:
                said["missing"] = _who_settles(state, seat, case, act, said["missing"])
            mark = mark_of(law, said)
            entry |= {"ruling": said, "mark": mark, "v": look_of(mark, ruling.verdict, ruling.consequence)}
            case = case.with_occurrence(*occurrences_of(law, act, ruling))
        if move.bill is not None and not faults:
            parts, days = bill_of(move, fields), days_of(state, move, fields)
            entry["bill"] = {"changes": old_and_new(state, parts, *days), "rulings": rulings_under(state, seat, parts, *days)}
        found[slot] = entry
    return {"rulings": [found[s] for s in SLOTS if s in found]}


def _who_settles(state: State, seat: str, case: Case, act: Act, missing: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is missing, with the seat's own orders that would settle it named: to be told that one's own office can is no help."""
    first = [f"“{m.title}”" for m in state.deck.moves_of[seat] if m.act and m.act.name != act.name and _settles(state, seat, case, act, m)]
    if not first:
        return missing
    return [{**m, "question": f"{' or '.join(first)} comes first. {m['question']}", "by": []} for m in missing]


def _settles(state: State, seat: str, case: Case, act: Act, move: Move) -> bool:
    """Whether *act* would be decided, one way or another, after this order with all its flags set, which the seat may give now."""
    earlier = act_of(state, move, seat, {f.name: True for f in move.fields if f.kind == "flag"})
    if earlier is None or why_not(state, move, seat) is not None:
        return False
    law = state.law_on(act.date)
    made = occurrences_of(law, earlier, adjudicate(law, case, earlier))
    return bool(made) and adjudicate(law, case.with_occurrence(*made), act).verdict in ("lawful", "defective")
