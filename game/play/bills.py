"""Bills in play: drafted from the deck's parts, passed, signed or vetoed, and then law from their day on.

Belongs here: what is drafted, how it is answered, when a bill becomes law, how law and rulings would differ.
Does not: what an amendment does to the law (game.rules). A bill is tried on the law before anybody votes on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from game.rules import Amendment, Book, Law, LawError, adjudicate, differences

from .acting import act_of, as_known_to
from .deck import Change, Deck, Move, Occasion
from .frames import takes
from .state import BillNow, Deed, State
from .walk import Walk, refuse

__all__ = [
    "ANSWERED_IN",
    "answer_bill",
    "bill_of",
    "days_of",
    "enact",
    "fault_of_bill",
    "old_and_new",
    "pass_bill",
    "pass_if_bill",
    "rulings_under",
    "settled",
]

SIGN, VETO = "sign", "veto"
ANSWERED_IN = ("reveal", "argument")
"""Phases in which a bill is answered."""


def amendments_of(deck: Deck, parts: Iterable[str], enacted: str, effective: str) -> tuple[Amendment, ...]:
    """The parts of a bill as amendments enacted on a day and in effect from another."""
    days = date.fromisoformat(enacted), date.fromisoformat(effective)
    return tuple(a.dated(*days) for p in parts if (a := deck.bills[p].amendment) is not None)


def enacting(book: Book, amendments: Iterable[Amendment]) -> Book:
    """The book with these amendments. Raises LawError with every fault of the first that has any."""
    for amendment in amendments:
        book = book.enacting(amendment)
    return book


def days_of(state: State, move: Move | None, fields: Mapping[str, Any]) -> tuple[str, str]:
    """(enacted, effective) of a bill passed now: enacted at Effects, in effect from the day it names, else that day."""
    enacted = state.deck.round(state.round).ends
    named = fields.get(move.bill.effective) if move is not None and move.bill is not None and move.bill.effective else None
    return enacted, max(str(named), enacted) if named else enacted


def bill_of(move: Move, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts of the bill that an order carries."""
    if move.bill is None or move.bill.fixed:
        return move.bill.fixed if move.bill else ()
    default = next((f.default for f in move.fields if f.name == move.bill.parts), None)
    said = fields.get(move.bill.parts, default)
    return tuple(str(p) for p in said) if isinstance(said, (list, tuple)) else (str(said),) if said else ()


def fault_of_bill(state: State, parts: Iterable[str], enacted: str, effective: str) -> str | None:
    """Why a bill of these parts cannot be put to the vote, in words; None when it can."""
    several = list(parts)
    if not several:
        return "Choose at least one part."
    taken = {p for b in state.bills if b.status != "failed" for p in b.parts}
    for part in several:
        if part not in state.deck.bills:
            return "A part of it has no vehicle in this game."
        first, last = state.deck.bills[part].rounds
        if not first <= state.round <= last:
            return f"“{state.deck.bills[part].title}” has its vehicle in rounds {first} to {last}."
        if part in taken:
            return f"“{state.deck.bills[part].title}” is law, or waits for its answer already."
    try:
        enacting(state.book, amendments_of(state.deck, several, enacted, effective))
    except LawError as e:
        return f"It cannot stand with the law as it is: {e.faults[0].message}."
    return None


def _occurred(occasion: Occasion | None, day: str) -> dict[str, Any] | None:
    """A legal event as the case takes it."""
    return {"name": occasion.event, "date": day, "about": dict(occasion.about), "data": {}} if occasion else None


def pass_bill(walk: Walk, seat: str, parts: Iterable[str], enacted: str, effective: str) -> None:
    """Tell that a bill is passed; a bill that cannot stand by now is told to have fallen."""
    state, several = walk.state, [p for p in parts if p in walk.state.deck.bills]
    why = fault_of_bill(state, several, enacted, effective)
    title = " and ".join(state.deck.bills[p].title for p in several)
    no = len(state.bills) + 1
    day = state.game_date
    occurred = [_occurred(state.deck.bills[p].passed, day) for p in several]
    data = {"no": no, "title": title, "parts": several, "seat": seat, "effective": effective, "occurrences": [o for o in occurred if o]}
    walk.tell("bill_passed", data)
    if why is not None:
        walk.tell("bill_failed", {"no": no, "reason": why})


def pass_if_bill(walk: Walk, deed: Deed) -> None:
    """Tell the passage of the bill that an order carries, if it carries one and takes effect."""
    move = walk.state.deck.moves[deed.move]
    if move.bill is None or not takes(walk.state, deed):
        return
    enacted, effective = days_of(walk.state, move, deed.fields)
    pass_bill(walk, deed.seat, bill_of(move, deed.fields), enacted, effective)


def answer_bill(walk: Walk) -> None:
    """{bill, answer: sign | veto}: the word of the seat that signs, on a bill that is passed. Silence until the Effects signs it."""
    walk.only("bill", "answer")
    walk.need_phase(ANSWERED_IN, "a bill is answered after the reveal, before the effects")
    state, given = walk.state, walk.command.data
    signs = state.deck.legislation.signs if state.deck.legislation else ""
    if walk.command.seat != signs:
        refuse(f"{signs or 'nobody'} signs or vetoes bills")
    now = next((b for b in state.bills if b.no == given.get("bill") and not isinstance(given.get("bill"), bool)), None)
    if now is None or now.status != "passed":
        refuse("no such bill waits for an answer")
    if given.get("answer") not in (SIGN, VETO):
        refuse("`answer` is sign or veto")
    if now.answer == given["answer"]:
        refuse("that is your answer already")
    walk.tell("bill_answered", {"no": now.no, "answer": given["answer"], "seat": signs})


def settled(walk: Walk) -> list[tuple[str, tuple[Change, ...]]]:
    """At Effects: tell of each bill that waits whether it becomes law; (its words, what its enactment does) of those that do."""
    state, done = walk.state, []
    how = state.deck.legislation
    if how is None:
        return []
    for bill in [b for b in state.bills if b.status == "passed"]:
        answer = bill.answer or _absent_answer(walk.state)
        if answer != bill.answer:
            walk.tell("bill_answered", {"no": bill.no, "answer": answer, "seat": how.signs})
        over = answer == VETO and how.overrides(walk.state.frame) is True
        if answer == VETO:
            occurred = [_occurred(state.deck.bills[p].vetoed, state.until) for p in bill.parts]
            if vetoed := [o for o in occurred if o]:
                walk.tell("bill_vetoed", {"no": bill.no, "occurrences": vetoed})
        if answer == VETO and not over:
            walk.tell("bill_failed", {"no": bill.no, "reason": "The veto stands."})
            continue
        if why := _spoilt(walk.state, bill):
            walk.tell("bill_failed", {"no": bill.no, "reason": why})
            continue
        made = [_occurred(state.deck.bills[p].enacted, state.until) for p in bill.parts]
        days = {"enacted": state.until, "effective": max(bill.effective, state.until)}
        walk.tell("bill_enacted", {"no": bill.no, **days, "over_veto": over, "occurrences": [o for o in made if o]})
        parts = [state.deck.bills[p] for p in bill.parts]
        changes = tuple(c for kind in dict.fromkeys(p.kind for p in parts) for c in how.kinds[kind])
        done.append((f"Law: {bill.title}", (*changes, *(c for p in parts for c in p.changes))))
    return done


def _absent_answer(state: State) -> str:
    """What a signing seat is taken to answer where nobody sits, or a bot that says nothing; "" (which signs) else."""
    how = state.deck.legislation
    assert how is not None
    sitting = state.seats[how.signs]
    if how.absent is None or (sitting.name and sitting.bot != "cautious"):
        return ""
    return SIGN if how.absent(state.frame) is True else VETO


def _spoilt(state: State, bill: BillNow) -> str:
    """Why a bill that passed cannot become law after what became law since; "" if it can."""
    try:
        enact(state, bill.parts, state.until, max(bill.effective, state.until))
    except LawError as e:
        return f"It cannot stand beside what became law meanwhile: {e.faults[0].message}."
    return ""


def enact(state: State, parts: Iterable[str], enacted: str, effective: str) -> Book:
    """The table's book of law with a bill. Raises LawError."""
    return enacting(state.book, amendments_of(state.deck, parts, enacted, effective))


def old_and_new(state: State, parts: tuple[str, ...], enacted: str, effective: str) -> list[dict[str, Any]]:
    """What a bill changes, provision by provision: [{"cite", "heading", "how", "before", "after"}], senses side by side.

    [] if it cannot become law.
    """
    try:
        book = enact(state, parts, enacted, effective)
    except LawError:
        return []
    day = date.fromisoformat(effective)
    return _side_by_side(state.book.on(day), book.on(day))


@lru_cache(maxsize=64)
def _side_by_side(old: Law, new: Law) -> list[dict[str, Any]]:
    out = []
    for change in differences(old, new):
        before, after = old.norms.get(change.was or change.norm), new.norms.get(change.norm)
        norm = after or before
        if norm is None or change.kind == "redesignated":
            continue
        gone = change.kind in ("ended", "gone")
        out.append(
            {
                "cite": norm.cite,
                "heading": norm.heading,
                "how": change.kind,
                "before": before.sense if before else None,
                "after": after.sense if after and not gone else None,
            }
        )
    return out


def rulings_under(state: State, seat: str, parts: tuple[str, ...], enacted: str, effective: str, most: int = 12) -> list[dict[str, Any]]:
    """The latest rulings a seat knows, and how the same act would be ruled on the bill's day under the old law and under the new.

    [{"no", "sentence", "was", "would"}]: only those that would differ. [] if the bill cannot become law.
    """
    try:
        book = enact(state, parts, enacted, effective)
    except LawError:
        return []
    day = date.fromisoformat(effective)
    old, new = state.book.on(day), book.on(day)
    case = as_known_to(state, seat)
    known = [r for r in state.rulings if r.audience == "all" or seat == "WHITE" or seat in r.audience]
    out = []
    for ruled in known[-most:]:
        deed = next(d for d in state.deeds if d.no == ruled.deed)
        act = act_of(state, state.deck.moves[deed.move], deed.seat, deed.fields, deed.round)
        if act is None:
            continue
        then = replace(act, date=day)
        was, would = adjudicate(old, case, then).verdict, adjudicate(new, case, then).verdict
        if was != would:
            out.append({"no": sum(1 for r in known if r.no <= ruled.no), "sentence": ruled.sentence, "was": was, "would": would})
    return out

