"""What a deck's condition may ask of a table: the vocabulary, and one frame for one state.

Belongs here: names a deck may write (``track.X``, ``done.MOVE`` …) and where their values come from.
Does not: the condition language itself (game.rules).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

from game.rules import FactSpec, Frame, value_of

from .marks import UPHELD, is_upheld, marked

if TYPE_CHECKING:
    from .deck import Deck, Field, Move
    from .state import Agreement, Deed, State

__all__ = ["deck_vars", "deed_under", "in_force", "order_frame", "order_vars", "table_frame", "takes"]

_INT, _BOOL, _TEXT = FactSpec("int"), FactSpec("bool"), FactSpec("text")
_KINDS = {"choices": FactSpec("set"), "choice": FactSpec("text"), "text": _TEXT, "date": FactSpec("date"), "flag": _BOOL}


def deck_vars(
    tracks: Any, ladders: Any, tokens: Any, marks: Any, cards: Any, moves: Any, bills: Any, pacts: Any, seats: Any, limits: Any
) -> dict[str, dict[str, FactSpec]]:
    """The names a deck's conditions may use, from its ids.

    track, ladder (its step), frozen, token, mark: as they stand. prior: a track at the end of the round
    before. played: has the card been played; chosen: its answer, "" while there is none; since: how many rounds ago it was
    played, -1 while it was not. done, now, last: how often a move took effect in the game, this round, the round before.
    round.no, round.final. duties.breached: how many duties of the law stand breached. seated: is the seat in play. limit: the
    deck's own numbers, by schedule. enacted: has the bill become law in this game; bills: how many have. pact: how an
    agreement of the deck stands, "" while there is none; kept, signed: how many agreements between two seats, written A+B in the
    order of the seats, were kept, or ever in force; linked: how many speak of both of two tracks or ladders, written A+B.
    """
    return {
        "track": dict.fromkeys(tracks, _INT),
        "prior": dict.fromkeys(tracks, _INT),
        "ladder": dict.fromkeys(ladders, _INT),
        "frozen": dict.fromkeys(ladders, _BOOL),
        "token": dict.fromkeys(tokens, _BOOL),
        "mark": dict.fromkeys(marks, _INT),
        "played": dict.fromkeys(cards, _BOOL),
        "chosen": dict.fromkeys(cards, _TEXT),
        "since": dict.fromkeys(cards, _INT),
        "done": dict.fromkeys(moves, _INT),
        "now": dict.fromkeys(moves, _INT),
        "last": dict.fromkeys(moves, _INT),
        "round": {"no": _INT, "final": _BOOL},
        "duties": {"breached": _INT, "due": _INT},
        "seated": dict.fromkeys(seats, _BOOL),
        "limit": dict.fromkeys(limits, _INT),
        "enacted": dict.fromkeys(bills, _BOOL),
        "bills": {"enacted": _INT, "passed": _INT, "vetoed": _INT, "overridden": _INT},
        "pact": dict.fromkeys(pacts, _TEXT),
        "kept": dict.fromkeys(_pairs(seats), _INT),
        "signed": dict.fromkeys(_pairs(seats), _INT),
        "linked": dict.fromkeys(_pairs([*tracks, *ladders]), _INT),
    }


def _pairs(several: Iterable[str]) -> list[str]:
    return [f"{a}+{b}" for a, b in combinations(several, 2)]


class _Else(dict[str, Any]):
    """Values by name, and one value for every other name: of what is not in play, or has not been done, nothing need be listed."""

    __slots__ = ("other",)

    def __init__(self, other: Any, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(values or {})
        self.other = other

    def __missing__(self, name: str) -> Any:
        return self.other

    def get(self, name: str, default: Any = None) -> Any:
        return self[name]

    def __or__(self, values: Mapping[str, Any]) -> _Else:  # type: ignore[override]
        return _Else(self.other, {**self, **values})


class _Agreed:
    """A deck and a table's agreements as a key: the same only where both are the very same values, which never change."""

    __slots__ = ("agreements", "deck")

    def __init__(self, deck: Deck, agreements: tuple[Agreement, ...]) -> None:
        self.deck, self.agreements = deck, agreements

    def __hash__(self) -> int:
        return hash((id(self.deck), id(self.agreements)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Agreed) and self.deck is other.deck and self.agreements is other.agreements


@lru_cache(maxsize=256)
def _agreed(of: _Agreed) -> Mapping[str, Any]:
    """What conditions may ask of agreements. Kept for the last tables, as it was a third of what an order cost to decide."""
    deck, kept, signed, both = of.deck, _Else(0), _Else(0), _Else(0)
    for a in of.agreements:
        if a.since:
            for pair in _pairs(a.parties):
                signed[pair] += 1
                kept[pair] += a.status == "kept"
            topics = linked(a, deck)
            for pair in _pairs([x for x in (*deck.tracks, *deck.ladders) if x in topics]):
                both[pair] += 1
    status = {a.id: a.status for a in of.agreements}
    return {"pact": {p: status.get(p, "") for p in deck.pacts}, "kept": kept, "signed": signed, "linked": both}


def linked(agreement: Agreement, deck: Deck) -> frozenset[str]:
    """The tracks and ladders that an agreement's terms speak of: those they name, and those that the orders they name can move."""
    out = set[str]()
    for term in agreement.terms:
        if term["kind"] in ("track", "ladder"):
            out.add(term["what"])
        elif term["kind"] in ("orders", "refrains"):
            out |= set(deck.moves[term["what"]].topics)
    return frozenset(out)


def deed_under(state: State, agreement: Agreement, term: Mapping[str, Any]) -> Deed | None:
    """The first order that did what a promise to give it, or not to, names: since the agreement was signed, until it falls due."""
    if term["kind"] not in ("orders", "refrains"):
        return None
    due = (
        d for d in state.deeds
        if d.seat == term["by"] and d.move == term["what"] and agreement.since <= d.round <= term["round"] and d.no > agreement.signed_at
    )  # fmt: skip
    return next((d for d in due if takes(state, d)), None)


def order_vars(fields: tuple[Field, ...]) -> dict[str, FactSpec]:
    """The names under ``order.`` for one move: its fields, and the tallies its options count towards."""
    tallies = {o.counts: _INT for f in fields for o in f.options if o.counts}
    return {**{f.name: _KINDS[f.kind] for f in fields}, **tallies}


def takes(state: State, deed: Deed) -> bool:
    """Whether a deed happens at all: a plain one does, a ruled one if effective or a breach; not one that an argument stopped."""
    if deed.replaced or deed.stopped:
        return False
    return not deed.ruling or state.rulings[deed.ruling - 1].consequence in ("effective", "breach")


def in_force(state: State, deed: Deed) -> bool:
    """Whether a deed has its effect in law: ruled, effective, not merely outside the law's reach, and if it is a claim, upheld."""
    if not deed.ruling:
        return True
    ruled = state.rulings[deed.ruling - 1]
    if ruled.consequence != "effective" or ruled.verdict == "not_applicable":
        return False
    law = state.law_of(ruled.ruling)
    return is_upheld(law, ruled.ruling) is None or marked(law, ruled) == UPHELD


def table_frame(state: State) -> Frame:
    """What conditions may ask of *state*: worked out once a state, as ``State.frame``."""
    deck = state.deck
    done, now, last = _Else(0), _Else(0), _Else(0)
    ends = state.round_ends[: max(state.round - 1, 0)]
    for deed in state.deeds:
        if takes(state, deed):
            done[deed.move] += 1
            if deed.round == state.round:
                now[deed.move] += 1
            elif deed.round == state.round - 1:
                last[deed.move] += 1
    law = [b for b in state.bills if b.status == "enacted"]
    parts = {part for b in law for part in b.parts}
    vars: dict[str, Any] = {
        "track": state.tracks,
        "mark": state.marks,
        "token": state.tokens,
        "prior": ends[-1] if ends else {},
        "ladder": {k: v.step for k, v in state.ladders.items()},
        "frozen": {k: v.frozen for k, v in state.ladders.items()},
        "played": _Else(False, dict.fromkeys(state.cards, True)),
        "chosen": _Else("", {c: p.chosen for c, p in state.cards.items()}),
        "since": _Else(-1, {c: state.round - p.round for c, p in state.cards.items()}),
        "done": done,
        "now": now,
        "last": last,
        "round": {"no": state.round, "final": state.round >= len(deck.rounds)},
        "duties": {
            "breached": sum(d["state"] == "breached" for d in state.duties),
            "due": sum(d["state"] == "due" for d in state.duties),
        },
        "enacted": {bill: bill in parts for bill in deck.bills},
        "bills": {
            "enacted": len(law),
            "passed": len(state.bills),
            "vetoed": sum(b.answer == "veto" for b in state.bills),
            "overridden": sum(b.over_veto for b in state.bills),
        },
        **_agreed(_Agreed(deck, state.agreements)),
        **deck.constants,
    }
    return Frame(date.fromisoformat(state.game_date), "", vars, {}, state.case.by_name)


def order_frame(state: State, move: Move, fields: Mapping[str, Any]) -> Frame:
    """The frame of *state* in which ``order.`` holds what an order of *move* says."""
    of = state.frame
    return Frame(of.today, of.actor, {**of.vars, "order": _order(move, fields)}, of.refs, of.events)


def _order(move: Move, fields: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {f.counts: 0 for x in move.fields for f in x.options if f.counts}
    for f in move.fields:
        said = fields.get(f.name, f.default)
        out[f.name] = value_of(said)
        if f.kind == "choices":
            chosen = said or []
            out[f.name] = frozenset(chosen)
            for option in f.options:
                if option.counts and option.value in chosen:
                    out[option.counts] += 1
        elif f.kind == "date" and said:
            out[f.name] = date.fromisoformat(said)
    return out
