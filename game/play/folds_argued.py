"""What the events of bills, agreements and arguments change: the part of the fold about what seats do to one another.

Belongs here: those fold steps, and legal events from their JSON. Does not: the rest of the fold (folds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from game.rules import Law, Occurrence, typed

from .events import Event
from .state import Agreement, Argument, BillNow, State

__all__ = ["ARGUED", "Fold", "occurrences"]

Fold = Callable[[State, Mapping[str, Any], Event, int], dict[str, Any]]


def occurrences(law: Law, raw: Iterable[Mapping[str, Any]]) -> tuple[Occurrence, ...]:
    """Occurrences from their JSON form, each datum of the type the law declares."""

    def data(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
        return {k: typed(law.names.events[name].data[k], v) for k, v in said.items()}

    return tuple(Occurrence(o["name"], date.fromisoformat(o["date"]), o["about"], data(o["name"], o["data"])) for o in raw)


def _argument(state: State, no: int, **changes: Any) -> dict[str, Any]:
    return {"arguments": tuple(replace(a, **changes) if a.no == no else a for a in state.arguments)}


def _reason_given(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old = state.arguments[data["argument"] - 1]
    reason = {"seat": data["seat"], "side": data["side"], "text": data["text"], "strong": False, "why": ""}
    return _argument(state, old.no, reasons=(*old.reasons, reason))


def _reason_weighed(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old = state.arguments[data["argument"] - 1]
    weighed = {"strong": data["strong"], "why": data["why"]}
    return _argument(state, old.no, reasons=tuple({**r, **weighed} if n == data["reason"] else r for n, r in enumerate(old.reasons, 1)))


def _argument_supported(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old = state.arguments[data["argument"] - 1]
    spent = {k: data[k] for k in ("seat", "side", "mark")}
    marks = {**state.marks, data["mark"]: state.marks[data["mark"]] - 1} if data["mark"] else state.marks
    return {**_argument(state, old.no, supports=(*old.supports, spent)), "marks": marks}


def _argument_decided(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    said = {k: data[k] for k in ("dice", "modifiers", "total", "target", "reason", "by")}
    decided = _argument(state, data["argument"], result=data["result"], said=said)
    deed = state.arguments[data["argument"] - 1].deed
    stopped = data["result"] in ("fails", "backfires")
    return {**decided, "deeds": tuple(replace(d, touched=seq, stopped=stopped) if d.no == deed else d for d in state.deeds)}


def _agreement(state: State, id: str, **changes: Any) -> dict[str, Any]:
    return {"agreements": tuple(replace(a, **changes) if a.id == id else a for a in state.agreements)}


def _agreement_drafted(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    new = Agreement(data["id"], data["title"], tuple(data["parties"]), tuple(data["terms"]), data["text"], data["open"])
    return {"agreements": (*state.agreements, new)}


def _agreement_signed(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old = next(a for a in state.agreements if a.id == data["id"])
    return _agreement(state, old.id, signed=(*old.signed, data["seat"]))


def _term_judged(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    old = next(a for a in state.agreements if a.id == data["id"])
    return _agreement(state, old.id, judged={**old.judged, data["term"]: data["held"]})


def _bill(state: State, no: int, **changes: Any) -> dict[str, Any]:
    return {"bills": tuple(replace(b, **changes) if b.no == no else b for b in state.bills)}


def _bill_passed(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    bill = BillNow(data["no"], data["title"], tuple(data["parts"]), data["seat"], state.round, data["effective"])
    return {"bills": (*state.bills, bill), "case": state.case.with_occurrence(*occurrences(state.law, data["occurrences"]))}


def _bill_enacted(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    enacted, effective = data["enacted"], data["effective"]
    bill = next(b for b in state.bills if b.no == data["no"])
    book = state.book
    for part in bill.parts:
        amendment = state.deck.bills[part].amendment
        if amendment is not None:
            book = book.enacting(amendment.dated(date.fromisoformat(enacted), date.fromisoformat(effective)))
    now = _bill(state, bill.no, status="enacted", enacted=enacted, effective=effective, over_veto=data["over_veto"])
    return {**now, "book": book, "case": state.case.with_occurrence(*occurrences(book.original, data["occurrences"]))}


def _order_cancelled(state: State, data: Mapping[str, Any], event: Event, seq: int) -> dict[str, Any]:
    off = {"touched": seq, "stopped": True, "cancelled": data["seat"]}
    return {"deeds": tuple(replace(d, **off) if d.no == data["deed"] else d for d in state.deeds)}


ARGUED: Mapping[str, Fold] = {
    "order_cancelled": _order_cancelled,
    "move_contested": lambda s, d, e, n: {"contested": {**s.contested, d["deed"]: (*s.contested.get(d["deed"], ()), d["seat"])}},
    "argument_opened": lambda s, d, e, n: {"arguments": (*s.arguments, Argument(d["no"], d["deed"], s.round, tuple(d["objectors"])))},
    "reason_given": _reason_given,
    "reason_weighed": _reason_weighed,
    "argument_supported": _argument_supported,
    "argument_decided": _argument_decided,
    "cost_named": lambda s, d, e, n: _argument(s, d["argument"], cost=d["text"]),
    "agreement_drafted": _agreement_drafted,
    "agreement_signed": _agreement_signed,
    "agreement_in_force": lambda s, d, e, n: _agreement(s, d["id"], status="in_force", since=s.round, signed_at=n),
    "term_judged": _term_judged,
    "agreement_ended": lambda s, d, e, n: _agreement(s, d["id"], status=d["how"], broken_by=tuple(d["by"])),
    "bill_passed": _bill_passed,
    "bill_answered": lambda s, d, e, n: _bill(s, d["no"], answer=d["answer"]),
    "bill_vetoed": lambda s, d, e, n: {"case": s.case.with_occurrence(*occurrences(s.law, d["occurrences"]))},
    "bill_enacted": _bill_enacted,
    "bill_failed": lambda s, d, e, n: _bill(s, d["no"], status="failed", reason=d["reason"]),
}
"""The fold step of each of these kinds."""
