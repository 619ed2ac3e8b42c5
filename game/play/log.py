"""One line of the table's log for each kind of event, in words everyone who is told may read.

Belongs here: the wording only. A line is written once, for all who hear the event, so it says nothing
that one of them may not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .frames import deed_under
from .marks import NOT_IN_BREACH, UPHELD, mark_of
from .words import and_list, lowered, seat_name, signed, term_text

if TYPE_CHECKING:
    from .state import State

__all__ = ["LINES", "VERDICT_WORDS"]

Line = Callable[["State", Mapping[str, Any]], str]

VERDICT_WORDS = {
    "lawful": "lawful",
    "unlawful": "unlawful",
    "defective": "defective, no effect",
    "not_applicable": "no provision in force reaches this",
    "undetermined": "not established yet",
}


def _who(state: State, seat: str) -> str:
    name = state.seats[seat].name if seat in state.seats else ""
    return f"{seat} ({name})" if name else seat_name(seat)


def _phase(state: State, d: Mapping[str, Any]) -> str:
    phase = state.deck.phases[d["phase"]].title
    if d["phase"] == "situation":
        return f"Round {d['round']} begins: {state.deck.round(d['round']).title}. {phase}."
    return f"{phase}."


def _card(state: State, d: Mapping[str, Any]) -> str:
    card = state.deck.cards.get(d["card"])
    return f"{card.id} {card.title}" if card else f"Inject: {d['title']}"


def _choice(state: State, d: Mapping[str, Any]) -> str:
    title = state.cards[d["card"]].card.title
    return f"{d['seat']} on “{title}”: {d['text']}" + (" (by default)" if d["by_default"] else "")


def _ruled(state: State, d: Mapping[str, Any]) -> str:
    ruling = d["ruling"]
    cites = ", ".join(ruling["decisive"][:2])
    mark = mark_of(state.law_of(ruling), ruling)
    words = mark if mark in (UPHELD, NOT_IN_BREACH) else VERDICT_WORDS[ruling["verdict"]]
    return f"Ruling on {d['seat']}: {words}" + (f" ({cites})" if cites else "")


def _overridden(state: State, d: Mapping[str, Any]) -> str:
    seat = state.rulings[d["no"] - 1].seat
    return f"The ruling on {seat} is overridden to {VERDICT_WORDS[d['verdict']]} by {d['by']}: {d['reason']}"


def _effects(state: State, d: Mapping[str, Any]) -> str:
    said = [f"{s['track']} {s['before']} → {s['after']}" for s in d["shifts"] if s["before"] != s["after"]]
    for x in d["ladders"]:
        ladder = state.deck.ladders[x["ladder"]]
        if x["after"] != x["before"]:
            said.append(f"{x['ladder']} {x['before']} → {x['after']} ({ladder.steps[x['after']]})")
        if x["frozen"] != state.ladders[x["ladder"]].frozen:
            said.append(f"{x['ladder']} {'frozen' if x['frozen'] else 'free again'}")
    said += [f"{state.deck.tokens[t['token']].title}: {'yes' if t['on'] else 'no'}" for t in d["tokens"]]
    return ", ".join(said) or "Nothing moved."


def _deed(state: State, no: int) -> str:
    return next(d.sentence for d in state.deeds if d.no == no)


def _decided(state: State, d: Mapping[str, Any]) -> str:
    words = {"clean": "it succeeds", "cost": "it succeeds, at a cost", "fails": "it fails", "backfires": "it backfires"}[d["result"]]
    if not d["dice"]:
        return f"Argument decided by {d['by'] or 'default'}: {words}. {d['reason']}"
    by = "".join(f" {signed(n)}" for _, n in d["modifiers"])
    return f"Thrown {d['dice'][0]} and {d['dice'][1]}{by}, {d['total']} against {d['target']}: {words}."


def _pact(state: State, d: Mapping[str, Any]) -> str:
    return next(a.title for a in state.agreements if a.id == d["id"])


def _judged(state: State, d: Mapping[str, Any]) -> str:
    """A promise kept or broken; one that an order broke names the order."""
    agreement = next(a for a in state.agreements if a.id == d["id"])
    deed = None if d["held"] else deed_under(state, agreement, agreement.terms[d["term"]])
    how = "kept" if d["held"] else "broken" + (f" by “{deed.sentence.rstrip('.')}”" if deed else "")
    return f"“{agreement.title}”: {how}: {term_text(state.deck, agreement.terms[d['term']])}"


def _pact_ended(state: State, d: Mapping[str, Any]) -> str:
    by = f" by {and_list(d['by'])}" if d["by"] else ""
    return f"“{_pact(state, d)}” is {d['how']}{by}."


def _bill(state: State, d: Mapping[str, Any]) -> str:
    return str(state.bills[d["no"] - 1].title)


def _duties(state: State, d: Mapping[str, Any]) -> str:
    return "; ".join(c["text"] for c in d["changes"])


def _plan(state: State, d: Mapping[str, Any]) -> str:
    card = f"{d['card']} {state.deck.cards[d['card']].title}"
    return f"{card} is {d['status']}: {d['reason']}" if d["reason"] else f"{card} comes again when its time comes."


LINES: Mapping[str, Line | None] = {
    "table_opened": lambda s, d: f"Table opened: {d['title']}.",
    "table_forked": lambda s, d: "From here on this table goes its own way: a fork of an earlier game.",
    "seat_taken": lambda s, d: f"{d['name']} takes {d['seat']}.",
    "seat_left": lambda s, d: f"{_who(s, d['seat'])} leaves the seat.",
    "seat_ready": None,
    "order_cancelled": lambda s, d: f"{d['seat']} calls off an order of {next(x.seat for x in s.deeds if x.no == d['deed'])}.",
    "pass_renewed": lambda s, d: f"{d['seat']} gets a new link." if d["seat"] in s.seats else "The white cell gets a new link.",
    "member_joined": lambda s, d: f"{d['name']} shares {d['seat']}.",
    "member_left": lambda s, d: f"{d['name']} leaves {d['seat']}.",
    "pen_asked": lambda s, d: f"{d['name']} asks for the pen of {d['seat']}.",
    "pen_given": lambda s, d: f"{d['name']} writes for {d['seat']}.",
    "seat_filled": lambda s, d: f"{d['name']} plays {d['seat']}.",
    "phase_began": _phase,
    "phase_undone": lambda s, d: f"Back to {lowered(s.deck.phases[d['phase']].title)}: {d['reason']}",
    "card_played": _card,
    "card_leaked": lambda s, d: f"Leaked: {d['seat']} on “{s.cards[d['card']].card.title}”: {d['text']}",
    "room_opened": lambda s, d: f"A room opens for {and_list(d['seats'])}.",
    "message_sent": None,
    "draft_saved": None,
    "order_sealed": lambda s, d: f"{d['seat']} seals an order.",
    "order_locked": lambda s, d: f"The white cell acts for {d['seat']}." if d["by"] != d["seat"] else "",
    "order_unlocked": None,
    "choice_revealed": _choice,
    "order_revealed": lambda s, d: d["sentence"] + (" (by the absent-seat rule)" if d["by_rule"] else ""),
    "move_ruled": _ruled,
    "ruling_completed": lambda s, d: _ruled(s, d) + ", completed",
    "ruling_overridden": _overridden,
    "move_contested": lambda s, d: f"{_who(s, d['seat'])} contests: {_deed(s, d['deed'])}",
    "argument_opened": lambda s, d: f"To the argument: {_deed(s, d['deed'])}",
    "reason_given": lambda s, d: f"{d['seat']}, {d['side']}: {d['text']}",
    "reason_weighed": lambda s, d: (f"A strong reason{': ' + d['why'] if d['why'] else ''}." if d["strong"] else "Not a strong reason."),
    "argument_supported": lambda s, d: f"{d['seat']} {'spends a chip' if d['mark'] else 'mediates'} {d['side']} it.",
    "argument_decided": _decided,
    "cost_named": lambda s, d: f"The cost, says {d['seat']}: {d['text']}",
    "agreement_drafted": lambda s, d: f"An agreement is drafted for {and_list(d['parties'])}: {d['title']}.",
    "agreement_signed": lambda s, d: f"{_who(s, d['seat'])} signs “{_pact(s, d)}”.",
    "agreement_in_force": lambda s, d: f"In force: “{_pact(s, d)}”.",
    "term_judged": _judged,
    "agreement_ended": _pact_ended,
    "bill_passed": lambda s, d: f"{_who(s, d['seat'])} passes a bill: {d['title']}. In effect from {d['effective']} if it becomes law.",
    "bill_answered": lambda s, d: f"{_who(s, d['seat'])} {'vetoes' if d['answer'] == 'veto' else 'signs'} the bill: {_bill(s, d)}.",
    "bill_vetoed": None,
    "bill_enacted": lambda s, d: f"Law{', over the veto' if d['over_veto'] else ''}: {_bill(s, d)}. In effect from {d['effective']}.",
    "bill_failed": lambda s, d: f"The bill fails: {_bill(s, d)}. {d['reason']}",
    "duty_changed": _duties,
    "mark_added": lambda s, d: f"House rule, {d['title']}: {d['text']}",
    "effects_applied": _effects,
    "paused": lambda s, d: f"Paused: {d['reason']}",
    "resumed": lambda s, d: "Play goes on.",
    "clock_moved": lambda s, d: f"The clock is moved: {d['reason']}",
    "fact_established": lambda s, d: f"Established: {d['label']}: {d['value_text']}, because {d['reason']}",
    "card_planned": _plan,
    "evaluation_marked": lambda s, d: f"Marked {d['grade']}: {s.deck.kit.evaluation[d['aim'] - 1][1][d['behaviour'] - 1]}",
    "desk_asked": lambda s, d: f"{_who(s, d['seat'])} asks the statute desk: {d['text']}",
    "desk_answered": lambda s, d: f"{d['seat']} asked the statute desk: {d['asked']} The desk: {d['text']}",
    "headline_printed": lambda s, d: f"Headline: {d['text']}",
    "round_ended": None,
    "ending_reached": lambda s, d: f"The end: {d['title']}. {d['text']}",
    "scored": lambda s, d: "Scores: " + ", ".join(f"{x['seat']} {x['score']}" for x in d["scores"]),
    "table_closed": lambda s, d: "The table is closed.",
}
