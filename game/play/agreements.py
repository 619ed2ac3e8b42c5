"""Agreements: terms that seats promise one another, signed by all, judged by what then happens.

Belongs here: drafting, signing, and at Effects whether each term held. Does not: what a promise is worth (the deck's objectives),
talk (a promise that names nothing the table can see is talk). Only the parties and the white cell know of one that is not open.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from game import limits

from .events import EVERYONE, Audience
from .frames import deed_under
from .state import Agreement, State
from .walk import Walk, refuse

__all__ = ["OPEN_IN", "audience_of", "draft_agreement", "judge_agreements", "sign_agreement", "withdraw_agreement"]

KINDS = ("orders", "refrains", "track", "ladder", "token")
"""What a term may name: an order given, an order not given, and how a track, a ladder or a token stands."""
OPS = ("at_least", "at_most")
OPEN_IN = ("back_channel", "reveal", "argument")


def audience_of(agreement: Agreement) -> Audience:
    """Who knows of an agreement."""
    return EVERYONE if agreement.open else agreement.parties


def draft_agreement(walk: Walk) -> None:
    """{parties, terms, title, text?, open?}: put an agreement before its parties; who drafts it has signed it.

    terms: [{by, kind, what, op?, value?, round}], each a promise of one party that falls due in that round at the latest.
    """
    walk.only("parties", "terms", "title", "text", "open")
    walk.need_phase(OPEN_IN, "agreements are drafted in the back channel and after the reveal")
    state, given, seat = walk.state, walk.command.data, walk.command.seat
    parties = walk.seats(given.get("parties"), "parties")
    if len(parties) < 2:
        refuse("an agreement has at least two parties")
    if seat in state.deck.seats and seat not in parties:
        refuse("you are not among the parties, an agreement is drafted by one of them")
    raw = given.get("terms")
    if not isinstance(raw, (list, tuple)) or not raw or len(raw) > limits.TERMS:
        refuse(f"`terms` is a list of 1 to {limits.TERMS} promises")
    terms = [_term(state, parties, t, n) for n, t in enumerate(raw, 1)]
    text = walk.text("text", least=0) if given.get("text") else ""
    if not isinstance(given.get("open", False), bool):
        refuse("`open` is true or false")
    if sum(a.status == "draft" and seat in a.parties for a in state.agreements) >= limits.DRAFTS:
        refuse(f"{limits.DRAFTS} drafts wait for signatures already, sign or withdraw one of them")
    pair = "+".join(parties)
    id = f"{pair}:{sum(a.parties == parties for a in state.agreements) + 1}"
    told: Audience = EVERYONE if given.get("open") else parties
    data = {"id": id, "title": walk.text("title", most=limits.TITLE), "parties": list(parties), "terms": terms, "text": text}
    walk.tell("agreement_drafted", {**data, "open": bool(given.get("open")), "by": seat}, told)
    if seat in parties:
        walk.tell("agreement_signed", {"id": id, "seat": seat}, told)


def _term(state: State, parties: tuple[str, ...], raw: Any, n: int) -> dict[str, Any]:
    """One promise, checked. Refuses in words that name it by its number."""
    deck = state.deck
    if not isinstance(raw, Mapping) or set(raw) - {"by", "kind", "what", "op", "value", "round"}:
        refuse(f"term {n} says by, kind, what, round, and of a track or ladder op and value")
    by, kind, what, due = raw.get("by"), raw.get("kind"), raw.get("what"), raw.get("round")
    if by not in parties:
        refuse(f"term {n} is promised by nobody of the parties")
    if kind not in KINDS:
        refuse(f"term {n}: `kind` is one of {', '.join(KINDS)}")
    if not isinstance(due, int) or isinstance(due, bool) or not max(state.round, 1) <= due <= len(deck.rounds):
        refuse(f"term {n}: `round` is a round from {max(state.round, 1)} to {len(deck.rounds)}")
    out: dict[str, Any] = {"by": by, "kind": kind, "what": what, "round": due}
    if kind in ("orders", "refrains"):
        move = deck.moves.get(what) if isinstance(what, str) else None
        if move is None or by not in move.seats:
            refuse(f"term {n}: {by} has no such order")
        if move.audience is not None:
            refuse(f"term {n}: “{move.title}” is a secret order, nobody could tell whether it was given")
        return out
    known: Mapping[str, Any] = {"track": deck.tracks, "ladder": deck.ladders, "token": deck.tokens}[str(kind)]
    if not isinstance(what, str) or what not in known:
        refuse(f"term {n}: there is no such {kind}")
    value = raw.get("value")
    if kind == "token":
        if not isinstance(value, bool):
            refuse(f"term {n}: `value` is true or false")
        return {**out, "value": value}
    if raw.get("op") not in OPS:
        refuse(f"term {n}: `op` is at_least or at_most")
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1000:
        refuse(f"term {n}: `value` is a whole number")
    return {**out, "op": raw["op"], "value": value}


def _mine(walk: Walk, status: tuple[str, ...], what: str) -> Agreement:
    """The agreement a command names, which the sender is a party of."""
    walk.only("agreement")
    id, seat = walk.command.data.get("agreement"), walk.command.seat
    found = next((a for a in walk.state.agreements if a.id == id and seat in a.parties), None)
    if found is None:
        refuse("you are party to no such agreement")
    if found.status not in status:
        refuse(f"this agreement is {found.status.replace('_', ' ')}, {what}")
    return found


def sign_agreement(walk: Walk) -> None:
    """{agreement}: sign a draft; with the last signature it is in force."""
    walk.need_phase(OPEN_IN, "agreements are signed in the back channel and after the reveal")
    found = _mine(walk, ("draft",), "only a draft is signed")
    seat = walk.command.seat
    if seat in found.signed:
        refuse("you have signed it already")
    walk.tell("agreement_signed", {"id": found.id, "seat": seat}, audience_of(found))
    if set(found.signed) | {seat} == set(found.parties):
        walk.tell("agreement_in_force", {"id": found.id}, audience_of(found))


def withdraw_agreement(walk: Walk) -> None:
    """{agreement}: take a draft off the table; any party may."""
    walk.need_phase((*OPEN_IN, "orders"), "a draft is withdrawn while the round is played")
    found = _mine(walk, ("draft",), "only a draft is withdrawn")
    walk.tell("agreement_ended", {"id": found.id, "how": "withdrawn", "by": [walk.command.seat]}, audience_of(found))


def judge_agreements(walk: Walk) -> None:
    """At Effects: tell each term that has been kept or broken, and each agreement that thereby ends."""
    for agreement in [a for a in walk.state.agreements if a.status == "in_force"]:
        audience, judged = audience_of(agreement), dict(agreement.judged)
        for n, term in enumerate(agreement.terms):
            if n in judged:
                continue
            held = _held(walk.state, agreement, term)
            if held is not None:
                judged[n] = held
                walk.tell("term_judged", {"id": agreement.id, "term": n, "held": held}, audience)
        named = walk.state.deck.pacts.get(agreement.id)
        breakers = sorted({agreement.terms[n]["by"] for n, held in judged.items() if not held}, key=agreement.parties.index)
        if named is not None and named.broken is not None and named.broken(walk.state.frame) is True:
            breakers = list(dict.fromkeys([*breakers, *named.breaker]))
        if breakers:
            walk.tell("agreement_ended", {"id": agreement.id, "how": "broken", "by": breakers}, audience)
        elif agreement.terms and len(judged) == len(agreement.terms):
            both = len({t["by"] for t in agreement.terms}) > 1
            walk.tell("agreement_ended", {"id": agreement.id, "how": "kept" if both else "fulfilled", "by": []}, audience)


def _held(state: State, agreement: Agreement, term: Mapping[str, Any]) -> bool | None:
    """Whether a promise held, at the Effects of this round; None while it may still be kept or broken."""
    kind, what, due = term["kind"], term["what"], state.round >= term["round"]
    if kind in ("orders", "refrains"):
        done = deed_under(state, agreement, term) is not None
        return kind == "orders" if done else (kind == "refrains" if due else None)
    if kind == "token":
        return (state.tokens[what] == term["value"]) if due else None
    now = state.tracks[what] if kind == "track" else state.ladders[what].step
    if term["op"] == "at_least":
        return now >= term["value"] if due else None
    if now > term["value"] and (kind == "ladder" or due):
        return False
    return True if due else None
