"""The parts of a view to work with: what is needed, moves, the order, what came out, rulings, duties, law."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from game.rules import Law

from .acting import duties_on
from .agreements import OPEN_IN, audience_of
from .bills import ANSWERED_IN, old_and_new, rulings_under
from .deck import Deck, HouseRule
from .events import WHITE
from .frames import deed_under
from .orders import faults_of_fields, open_cards, replaceable, why_not
from .reader import Reader
from .state import Agreement, State
from .waiting import waiting_for
from .words import and_list, audience_text, sentence, term_text

__all__ = ["agreements", "bills", "catalogue", "duties", "law", "moves", "needed", "order", "waiting"]


def needed(r: Reader) -> dict[str, Any]:
    """One line: what has to happen now, and whether it is the reader who must do it."""
    s = r.state
    if s.status == "closed":
        return {"text": "This table is closed.", "mine": False}
    if s.paused:
        return {"text": f"Paused: {s.pause_reason}", "mine": False}
    seated = r.sitting is not None
    if s.phase == "lobby":
        count = sum(1 for x in s.seats.values() if x.ready)
        mine = seated and not s.seats[r.seat].ready
        task = "Read your brief and say that you are ready" if mine else "Waiting to start"
        return {"text": f"{task}. {count} of {len(s.seats)} seats ready.", "mine": mine}
    if s.phase == "orders":
        return _needed_orders(r)
    if s.phase == "headline":
        writer = s.deck.headline_seat or WHITE
        if any(h["round"] == s.round for h in s.headlines):
            return {"text": "The headline is printed. Read it.", "mine": False}
        mine = r.seat == writer
        return {
            "text": "Write one headline for this round."
            if mine
            else f"{'The white cell' if writer == WHITE else writer} is writing the headline.",
            "mine": mine,
        }
    if s.phase in ANSWERED_IN and s.deck.legislation and s.deck.legislation.signs == r.seat:
        open_ = [b.title for b in s.bills if b.status == "passed" and not b.answer]
        if open_:
            return {"text": f"Sign or veto: {and_list(open_)}. Silence signs.", "mine": True}
    void = [d.slot for d in replaceable(s, r.seat)] if seated else []
    if void:
        moves = f"{and_list(void)} {'move has' if len(void) == 1 else 'moves have'}"
        return {"text": f"Your {moves} no effect in law. Once, you may order another instead.", "mine": True}
    if seated and s.phase in ANSWERED_IN and waiting_for(s, r.seat):
        return {"text": "A ruling waits for your finding.", "mine": True}
    return {"text": s.deck.phases[s.phase].needed, "mine": False}


def _needed_orders(r: Reader) -> dict[str, Any]:
    s = r.state
    locked = len(s.locked)
    count = f"{locked} of {len(s.seats)} locked."
    if r.sitting is None:
        return {"text": count, "mine": False}
    mine = s.orders.get(r.seat)
    if mine is not None and mine.seq:
        return {"text": f"Locked. You can unlock until the bell. {count}", "mine": False}
    waiting = len(open_cards(s, r.seat))
    cards = f" and answer {waiting} {'card' if waiting == 1 else 'cards'}" if waiting else ""
    return {"text": f"Lock 1 main and 1 minor move{cards}. {count}", "mine": True}


def moves(r: Reader) -> list[dict[str, Any]]:
    """What this seat may attempt, and what not now and why."""
    s, out = r.state, []
    if r.sitting is None:
        return []
    for m in s.deck.moves_of[r.seat]:
        reason = why_not(s, m, r.seat)
        out.append({**s.deck.told.moves[m.id], "available": reason is None, "why_not": reason})
    return out


def order(r: Reader) -> dict[str, Any]:
    """The reader's own order of this round."""
    s = r.state
    none: dict[str, Any] = {
        "state": "none",
        "main": None,
        "minor": None,
        "choices": {},
        "place": None,
        "at": None,
        "may_lock": False,
        "may_unlock": False,
        "why_not": None,
    }
    if r.sitting is None:
        return {**none, "why_not": "Only seats give orders."}
    reason = None
    if s.phase != "orders":
        reason = "Orders are sealed in the orders phase."
    elif s.paused:
        reason = f"Paused: {s.pause_reason}"
    mine = s.orders.get(r.seat)
    if mine is None:
        return {**none, "may_lock": reason is None, "why_not": reason}
    locked = bool(mine.seq)
    return {
        "state": "locked" if locked else "draft",
        **mine.said(),
        "place": r.place(mine.seq) if locked else None,
        "at": mine.at or None,
        "may_lock": reason is None,
        "may_unlock": reason is None and locked,
        "why_not": reason,
    }


def seat_of_office(deck: Deck, office: str) -> str:
    """The seat that holds an office; "" if none in play does."""
    return next((s.id for s in deck.seats.values() if office in s.offices), "")


def duties(r: Reader) -> list[dict[str, Any]]:
    """Duties of the law that run or ran, then the game's own; mine first, by date."""
    s, out = r.state, []
    for d in duties_on(s, s.game_date, r.seat):
        out.append(
            {
                "title": d["title"],
                "cite": d["cite"],
                "holder": s.law.office(d["holder"]),
                "seat": seat_of_office(s.deck, d["holder"]),
                "state": d["state"],
                "due": d["due"],
                "settle": d["settle"],
                "house_rule": bool(d["house_rule"]),
            }
        )
    if s.round:
        out += [x for rule in s.deck.house_rules if rule.duty for x in _house_duty(r, rule)]
    out.sort(key=lambda d: (d["seat"] != r.seat, d["due"] or "9999"))
    return out


def _house_duty(r: Reader, rule: HouseRule) -> list[dict[str, Any]]:
    duty = rule.duty
    if duty is None or duty.shown(r.state.frame) is not True:
        return []
    kept = duty.kept(r.state.frame) is True
    return [
        {
            "title": rule.title,
            "cite": "house rule",
            "holder": duty.holder,
            "seat": duty.holder,
            "state": "discharged" if kept else "due",
            "due": r.state.until,
            "settle": duty.settle,
            "house_rule": True,
        }
    ]


def waiting(r: Reader) -> list[dict[str, Any]]:
    """Findings that the reader is asked for; rulings by the reader's own numbers."""
    return [{**x, "no": r.number(x["no"])} for x in waiting_for(r.state, r.seat)]


def catalogue(r: Reader) -> dict[str, list[dict[str, str]]]:
    """Seat -> the orders it may give in the open, {id, title}: what an agreement may speak of. The same for everyone, all game long."""
    return r.state.deck.told.catalogue


def agreements(r: Reader) -> list[dict[str, Any]]:
    """Agreements the reader knows of, oldest first.

    event: the reader's number of the order that did what a promise names, None while there is none.
    {id, title, text, parties, terms: [{text, by, round, held, event}], signed, status, broken_by, open,
     audience_text, may_sign, may_withdraw}.
    """
    s, out = r.state, []
    for a in s.agreements:
        audience = audience_of(a)
        if not r.may(audience):
            continue
        draft = a.status == "draft" and r.seat in a.parties and s.phase in OPEN_IN and not s.paused
        terms = [
            {"text": term_text(s.deck, t), "by": t["by"], "round": t["round"], "held": a.judged.get(n), "event": _event(r, a, n)}
            for n, t in enumerate(a.terms)
        ]
        out.append(
            {
                "id": a.id,
                "title": a.title,
                "text": a.text,
                "parties": list(a.parties),
                "terms": terms,
                "signed": list(a.signed),
                "status": a.status,
                "broken_by": list(a.broken_by),
                "open": a.open,
                "audience_text": audience_text(audience, r.seat),
                "may_sign": draft and r.seat not in a.signed,
                "may_withdraw": draft,
            }
        )
    return out


def _event(r: Reader, agreement: Agreement, n: int) -> int | None:
    """The order that a judged promise was kept or broken by."""
    deed = deed_under(r.state, agreement, agreement.terms[n]) if n in agreement.judged else None
    return r.place(deed.no) if deed else None


def bills(r: Reader) -> list[dict[str, Any]]:
    """Bills that were passed, oldest first; of one that waits also old and new law side by side, and the rulings that would turn.

    {no, title, parts, by, round, status, answer, effective, enacted, over_veto, reason, mine, changes, rulings}. mine: the reader
    may sign or veto it now.
    """
    s, out = r.state, []
    signs = s.deck.legislation.signs if s.deck.legislation else ""
    for b in s.bills:
        waits = b.status == "passed"
        enacted = s.deck.round(b.round).ends
        days = b.parts, enacted, max(b.effective, enacted)
        out.append(
            {
                "no": b.no,
                "title": b.title,
                "parts": [{"id": p, "title": s.deck.bills[p].title, "text": s.deck.bills[p].text} for p in b.parts],
                "by": b.seat,
                "round": b.round,
                "status": b.status,
                "answer": b.answer or None,
                "effective": b.effective,
                "enacted": b.enacted or None,
                "over_veto": b.over_veto,
                "reason": b.reason or None,
                "mine": waits and r.seat == signs and s.phase in ANSWERED_IN and not s.paused,
                "changes": old_and_new(s, *days) if waits else [],
                "rulings": rulings_under(s, r.seat, *days) if waits else [],
            }
        )
    return out


def law(r: Reader) -> list[Mapping[str, Any]]:
    """The provisions of the table's law on the game's date."""
    offices = r.sitting.offices if r.sitting else ()
    deck = r.state.deck
    moves = deck.moves_of[r.seat] if r.sitting else deck.moves.values()
    acts = tuple(sorted({m.act.name for m in moves if m.act}))
    return list(_law(r.state.law, offices, acts, r.state.game_date))


@lru_cache(maxsize=256)
def _law(law: Law, offices: tuple[str, ...], acts: tuple[str, ...], on: str) -> tuple[Mapping[str, Any], ...]:
    today = date.fromisoformat(on)
    used = frozenset().union(*(law.reaches[a] for a in acts))
    mine = {n for pack in law.packs for d in pack.delegations if d.to in offices for n in d.norms}
    out = []
    for norm in law.norms.values():
        begins, ends = norm.start, norm.until
        out.append(
            {
                "cite": norm.cite,
                "kind": norm.kind,
                "heading": norm.heading,
                "sense": norm.sense,
                "from": begins.isoformat() if begins else None,
                "until": ends.isoformat() if ends else None,
                "in_force": (begins is None or begins <= today) and (ends is None or today < ends),
                "used": norm.id in used,
                "yours": bool(set(norm.holder) & set(offices)) or norm.id in mine,
            }
        )
    return tuple(out)


def _titled(s: State, seat: str, said: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not said:
        return None
    move = s.deck.moves[said["move"]]
    whole = not faults_of_fields(s, move, said["fields"])         # a draft may hold anything yet
    return {**said, "title": move.title, "sentence": sentence(move, seat, said["fields"]) if whole else None}


def state_of_orders(s: State) -> list[dict[str, Any]]:
    """Every seat's order, for the white cell."""
    out = []
    for seat in s.deck.seats:
        o = s.orders.get(seat)
        out.append(
            {
                "seat": seat,
                "state": "none" if o is None else "locked" if o.seq else "draft",
                "main": _titled(s, seat, o.main) if o else None,
                "minor": _titled(s, seat, o.minor) if o else None,
                "choices": dict(o.choices) if o else {},
            }
        )
    return out
