"""Two histories of the whole deck that differ only in what a seat may not know: not a byte of what that seat gets differs.

Hidden are rooms and words, notes and facts of the white cell, agreements, drafts and sealed orders of the others. Compared is all
that a seat can get: events told, parts, views, refusals, previews, other readings. Ten leaks, seeded one at a time, are found.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from random import Random

import pytest

from game.canonical import canonical
from game.errors import Refused
from game.play import PUBLIC, WHITE, Command, apply, hears, opening, preview, view
from game.play.dryrun import first_event
from game.play.orders import why_not
from game.play.view import _WHOLE

from .tables import T0, a_table, chance, page, put

DECIDE, VIEW = import_module("game.play.decide"), import_module("game.play.view")   # asked through the modules, which the leaks patch
OBSERVERS = ("STATE", "CONG", "PRESS", PUBLIC)
HIDERS = ("DEF", "MOS", "EURO")
"""Who hides things from all of the observers."""
PROBES = (
    ("message", {"room": "DEF+MOS", "text": "let me in"}), ("lock_order", {"main": {"move": "rally", "fields": {}}}),
    ("sign_agreement", {"agreement": "DEF+MOS:1"}), ("contest", {"move": 1}), ("headline", {"text": "x"}), ("unlock_order", {}),
    ("open_room", {"seats": []}), ("establish", {"record": "ssm", "field": "is_state", "value": True, "reason": "x"}), ("undo", {}),
)  # fmt: skip
"""Commands that are refused, whatever was hidden."""
ASKED = ({"main": {"move": "find", "fields": {"significant": True, "knowing": True, "consulted": True}}},
         {"main": {"move": "hearing", "fields": {}}, "minor": {"move": "say_breach", "fields": {}}})  # fmt: skip


@lru_cache
def begun():
    """The table in the back channel of round 3, where the duty is live."""
    deck, book = a_table(11, 6)
    state = apply(opening(deck, book, {"table": "t1"}), first_event(deck, book.original))
    step = 0
    for kind in ("start", *["advance"] * 99):
        if (state.round, state.phase) == (3, "back_channel"):
            return state
        step += 1
        for event in DECIDE.decide(state, Command("x" * 16, kind, WHITE, {}, T0, chance("1", step))):
            state = apply(state, event)
    raise AssertionError("round 3 was not reached")


class Watched:
    """One history from there on, and all that the observers got of it. Chance is counted by public steps alone."""

    def __init__(self):
        self.state, self.steps = begun(), 0
        self.seen = {who: [] for who in OBSERVERS}
        self.shown = {who: view(self.state, who) for who in OBSERVERS}

    def send(self, seat, kind, data=None):
        command = Command("x" * 16, kind, seat, data or {}, T0, chance("1", self.steps))
        for event in DECIDE.decide(self.state, command):
            before, self.state = self.state, apply(self.state, event)
            for who in OBSERVERS:
                said = VIEW.tell(self.state, event, who)
                if said is not None:
                    parts = page(self.state, before, [event], who)
                    self.shown[who] = put(self.shown[who], parts)
                    self.seen[who].append(canonical([said, parts]))
                else:
                    assert not hears(event.audience, who)

    def tried(self, seat, kind, data):
        try:
            self.send(seat, kind, data)
        except Refused as e:
            return canonical([e.code, str(e)])
        return "done"

    def public(self, seat, kind, data=None):
        self.steps += 1
        self.send(seat, kind, data)
        self.look()

    def look(self):
        for who in OBSERVERS:
            got = [view(self.state, who)]
            if who != PUBLIC:
                got += [self.tried(who, kind, data) for kind, data in PROBES]
                got += [preview(self.state, who, asked) for asked in ASKED]
            self.seen[who].append(canonical(got))


def hide(table, draw):
    """What the hiders and the white cell may do unseen in the back channel."""
    for _ in range(draw.randrange(4)):
        what = draw.choice(("room", "words", "note", "agreement", "fact"))
        if what in ("room", "words"):
            if "DEF+MOS" not in table.state.rooms:
                table.send("DEF", "open_room", {"seats": ["MOS"]})
            table.send("MOS", "message", {"room": "DEF+MOS", "text": draw.choice(("now", "never", "burn this"))})
        elif what == "note":
            table.send(WHITE, "inject", {"title": "A note", "text": draw.choice(("go", "stop")), "audience": ["EURO"], "effects": {}})
        elif what == "agreement":
            promise = {"kind": "track", "what": "COH", "op": "at_least", "value": draw.randrange(9), "round": 5}
            terms = [{**promise, "by": s} for s in ("DEF", "MOS")]
            table.send("DEF", "draft_agreement", {"parties": ["DEF", "MOS"], "title": draw.choice(("A", "B")), "terms": terms})
            if draw.randrange(2):
                table.send("MOS", "sign_agreement", {"agreement": table.state.agreements[-1].id})
        else:
            told = {"record": "s400_deal", "field": "counterparty_in_sector", "value": bool(draw.randrange(2)), "reason": "told in private"}
            table.send(WHITE, "establish", {**told, "audience": ["MOS"]})


ORDERS = {
    "DEF": ({"move": "staff_talks", "fields": {}}, {"move": "lend_battery", "fields": {}}, None),
    "MOS": ({"move": "squeeze", "fields": {}}, {"move": "speed_delivery", "fields": {}}, None),
    "EURO": ({"move": "consortium_meeting", "fields": {}}, {"move": "trade_workshare", "fields": {}}, None),
}


def seal(table, draw):
    """Drafts and sealed orders of the hiders, over and over; that each has sealed one is known to all."""
    for seat in HIDERS:
        for _ in range(draw.randrange(3)):
            table.send(seat, "save_draft", {"main": draw.choice(ORDERS[seat]), "minor": None, "choices": {}})
    for seat in HIDERS:
        table.send(seat, "lock_order", {"main": draw.choice(ORDERS[seat]), "minor": None, "choices": {}})
        for _ in range(draw.randrange(3)):
            table.send(seat, "lock_order", {"main": draw.choice(ORDERS[seat]), "minor": None, "choices": {}})


def played(seed):
    """From the back channel to the bell; *seed* draws what is hidden and nothing else. The bell itself brings the orders to light."""
    table, draw = Watched(), Random(seed)
    table.look()
    hide(table, draw)
    table.look()
    table.public("STATE", "draft_agreement", {"parties": ["STATE", "CONG"], "title": "Ours", "terms": [
        {"by": "STATE", "kind": "refrains", "what": "impose", "round": 4}]})  # fmt: skip
    table.public("CONG", "open_room", {"seats": ["PRESS"]})
    hide(table, draw)
    table.public(WHITE, "advance")
    seal(table, draw)
    table.look()
    table.public("STATE", "lock_order", {"main": None, "minor": {"move": "written_view", "fields": {}}, "choices": {}})
    table.public("CONG", "lock_order", {"main": {"move": "hearing", "fields": {}}, "minor": None, "choices": {}})
    return table


def differing(seeds):
    """The first observer, and pair of histories, that gets other bytes; None if there is none."""
    first = played(seeds[0])
    for seed in seeds[1:]:
        other = played(seed)
        for who in OBSERVERS:
            if other.seen[who] != first.seen[who]:
                return who, seeds[0], seed
    return None


def test_6a_whatever_others_hide_over_the_whole_deck_a_seat_gets_the_same_bytes():
    assert differing(range(4)) is None


def test_6c_and_it_is_told_all_that_it_may_see():
    table = played(4)
    for who in OBSERVERS:
        assert canonical(table.shown[who]) == canonical(view(table.state, who)), who
    assert len({canonical(view(played(seed).state, "MOS")) for seed in (4, 5)}) == 2, "who hides sees what is hidden"


@pytest.mark.thorough
def test_6a_and_so_it_is_in_many_more_histories():
    assert differing(range(100, 120)) is None


# ---------------------------------------------------------------------- seeded leaks


def leaks_hands(patch):
    """The others' sealed orders stand in everyone's order."""
    order = _WHOLE["order"]
    patch.setitem(_WHOLE, "order", lambda r: {**order(r), "others": {s: o.said() for s, o in r.state.orders.items()}})


def leaks_counts(patch):
    """How many messages there are, those of closed rooms too."""
    clock = _WHOLE["clock"]
    patch.setitem(_WHOLE, "clock", lambda r: {**clock(r), "messages": len(r.state.messages)})


def leaks_ids(patch):
    """Agreements are numbered through the table, not for each set of parties."""
    agreements = _WHOLE["agreements"]
    patch.setitem(_WHOLE, "agreements", lambda r: [
        {**a, "id": f"A{[x.id for x in r.state.agreements].index(a['id'])}"} for a in agreements(r)])  # fmt: skip


def leaks_order(patch):
    """Seats stand in the order in which they wrote last."""
    seats = _WHOLE["seats"]

    def sorted_seats(r):
        wrote = [m["from"] for _, m in r.state.messages]
        return sorted(seats(r), key=lambda s: wrote[::-1].index(s["seat"]) if s["seat"] in wrote else 99)

    patch.setitem(_WHOLE, "seats", sorted_seats)


def leaks_seq(patch):
    """What is told carries its place in the log of all."""
    tell = VIEW.tell
    patch.setattr(VIEW, "tell", lambda s, e, who: {**said, "seq": s.seq} if (said := tell(s, e, who)) is not None else None)


def leaks_undo(patch):
    """Whether the step of the phase could still be taken back, past what only others were told."""
    clock = _WHOLE["clock"]
    patch.setitem(_WHOLE, "clock", lambda r: {**clock(r), "final": r.state.news > 0})


def leaks_error_code(patch):
    """A room that is open to others is refused otherwise than one that is not there."""
    leaks_refusal(patch, lambda state, command: "taken" if command.data.get("room") in state.rooms else "")


def leaks_stale(patch):
    """A refusal says how far the log is ahead of what its sender has seen."""
    leaks_refusal(patch, lambda state, command: f"stale_{state.seq - len(state.places.get(command.seat, ()))}")


def leaks_refusal(patch, code):
    decide = DECIDE.decide

    def leaky(state, command):
        try:
            return decide(state, command)
        except Refused as e:
            raise Refused(str(e), code(state, command) or e.code) from None

    patch.setattr(DECIDE, "decide", leaky)


def leaks_shared_slot(patch):
    """A move counts as taken while another seat has sealed one of the same stage."""
    def taken(state, move, seat):
        others = [o.main["move"] for s, o in state.orders.items() if s != seat and o.main]
        if any(state.deck.moves[m].stage == move.stage for m in others):
            return "Somebody is at that already."
        return why_not(state, move, seat)

    patch.setattr(import_module("game.play.view_work"), "why_not", taken)


def leaks_proof(patch):
    """A preview is worked out over what is true, not over what the seat knows."""
    patch.setattr(import_module("game.play.preview"), "as_known_to", lambda state, seat: state.case)


LEAKS = (leaks_hands, leaks_counts, leaks_ids, leaks_order, leaks_seq, leaks_undo, leaks_error_code, leaks_stale, leaks_shared_slot,
         leaks_proof)  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize("leak", LEAKS, ids=lambda f: f.__name__)
def test_6a_a_seeded_leak_is_found(leak, monkeypatch):
    begun()
    leak(monkeypatch)
    assert differing(range(12)) is not None, leak.__doc__
