"""What two seats hide from a third: facts, cards, moves, acts of law, rooms. Not a byte of it reaches the third or the public."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from game.canonical import canonical
from game.errors import Refused
from game.library.decks import load_deck
from game.play import PUBLIC, WHITE, Command, Deck, apply, decide, opening, otherwise, preview, tell, view
from game.play.dryrun import first_event

from .tables import T0, chance, page, the_law, the_statutes

OUTSIDE = ("GREEN", PUBLIC)
FACTS = ("significant", "knew", "counterparty_in_sector")


@lru_cache
def veiled() -> Deck:
    return load_deck(Path(__file__).parents[1] / "scenarios" / "veiled", the_statutes())[0]


class Watched:
    """A table of the veiled deck, with all that an outsider was ever shown. Chance is counted by public steps."""

    def __init__(self):
        self.state = apply(opening(veiled(), the_law(), {"table": "t1"}), first_event(veiled(), the_law()))
        self.seen = {who: [] for who in OUTSIDE}
        self.steps = 0

    def send(self, seat, kind, data=None):
        command = Command("x" * 16, kind, seat, data or {}, T0, chance("1", self.steps))
        for event in decide(self.state, command):
            before, self.state = self.state, apply(self.state, event)
            for who in OUTSIDE:
                said = tell(self.state, event, who)
                if said is not None:
                    self.seen[who].append(canonical([said, page(self.state, before, [event], who)]))

    def public(self, seat, kind, data=None):
        """A step that both histories take: what it shows the outsiders is compared whole."""
        self.steps += 1
        self.send(seat, kind, data)
        for who in OUTSIDE:
            seen = view(self.state, who)
            self.seen[who].append(canonical([seen, [otherwise(self.state, who, r["no"]) for r in seen["rulings"]]]))
        for main in ("find_aloud", "wait"):
            asked = {"main": {"move": main, "fields": {}}, "minor": {"move": "claim", "fields": {}}}
            self.seen["GREEN"].append(canonical(preview(self.state, "GREEN", asked)))

    def lock(self, seat, main=None, minor=None, choices=None):
        self.public(seat, "lock_order", {"main": main, "minor": minor, "choices": choices or {}})


def played(hidden, claims=False, until="headline"):
    """Two rounds of one public history; *hidden* is what RED, BLUE and the white cell hide in it."""
    table = Watched()
    table.public(WHITE, "start")
    for no in (1, 2):
        mine = hidden[no - 1]
        if mine["card"] and "A1" not in table.state.cards:
            table.send(WHITE, "inject", {"card": "A1"})
        for name, value in mine["facts"].items():
            fact = {"record": "s400", "field": name, "value": value, "reason": "told in private", "audience": ["RED"]}
            table.send(WHITE, "establish", fact)
        if mine["note"]:
            note = {"title": "A note", "text": mine["note"], "audience": ["BLUE"], "effects": {}}
            table.send(WHITE, "inject", note)
        table.public(WHITE, "advance")
        for text in mine["words"]:
            if "RED+BLUE" not in table.state.rooms:
                table.send("RED", "open_room", {"seats": ["BLUE"]})
            table.send("RED", "message", {"room": "RED+BLUE", "text": text})
        table.public(WHITE, "advance")
        table.lock("RED", mine["main"], mine["minor"])
        answer = {"A1": mine["card"]} if mine["card"] and not table.state.cards["A1"].chosen else {}
        table.lock("BLUE", None, mine["minor"], answer)
        table.lock("GREEN", None, {"move": "claim", "fields": {}} if claims else None)
        for _ in range(3):
            table.public(WHITE, "advance")
        with pytest.raises(Refused) as refused:
            table.send("GREEN", "lock_order", {"main": None, "minor": None, "choices": {}})
        table.seen["GREEN"].append(str(refused.value))
        table.public(WHITE, "advance")
    assert table.state.status == "closed"
    return table


NOTHING = {"facts": {}, "card": "", "note": "", "words": [], "main": None, "minor": None}
HIDDEN = st.fixed_dictionaries({
    "facts": st.dictionaries(st.sampled_from(FACTS), st.booleans()),
    "card": st.sampled_from(["", "a", "b"]),
    "note": st.sampled_from(["", "burn this"]),
    "words": st.lists(st.sampled_from(["now", "later"]), max_size=2),
    "main": st.none() | st.builds(lambda yes: {"move": "find", "fields": {"significant": yes}}, st.booleans()),
    "minor": st.none() | st.builds(lambda text: {"move": "whisper", "fields": {"words": text}}, st.sampled_from(["so", "no"])),
})  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@drawn(one=st.tuples(HIDDEN, HIDDEN), other=st.tuples(HIDDEN, HIDDEN))
def test_whatever_two_seats_hide_the_others_see_the_same_bytes(one, other):
    one, other = played(one), played(other)
    for who in OUTSIDE:
        assert one.seen[who] == other.seen[who], who


SECRET = {**NOTHING, "facts": {"significant": True, "knew": True, "counterparty_in_sector": True},
          "main": {"move": "find", "fields": {}}, "minor": {"move": "whisper", "fields": {"words": "so"}}}  # fmt: skip


def test_given_a_private_act_of_law_then_its_duty_and_number_are_known_to_those_who_heard_it_alone():
    table = played((SECRET, NOTHING), claims=True)
    assert [r.seat for r in table.state.rulings] == ["RED", "GREEN", "GREEN"]
    duty = "CAATSA 231(a)"
    for who in ("RED", "BLUE", WHITE):
        assert duty in [d["cite"] for d in view(table.state, who)["duties"]], who
        assert [r["no"] for r in view(table.state, who)["rulings"]] == [1, 2, 3]
    for who in OUTSIDE:
        seen = view(table.state, who)
        assert duty not in [d["cite"] for d in seen["duties"]], who
        assert [r["no"] for r in seen["rulings"]] == [1, 2] == [r["ruling"] for r in seen["revealed"]]


def test_given_a_claim_that_turns_on_a_private_act_then_who_did_not_hear_it_learns_the_answer_and_no_reason():
    table = played((SECRET, NOTHING), claims=True)
    ruling = view(table.state, "GREEN")["rulings"][-1]["ruling"]
    assert ruling["verdict"] == table.state.rulings[-1].verdict
    assert "duties" in ruling and not ruling["duties"] and "determination.231" not in canonical(ruling)
    assert view(table.state, "RED")["rulings"][-1]["ruling"]["duties"]
    assert not ruling["receipt"] and view(table.state, "RED")["rulings"][-1]["ruling"]["receipt"], "a digest tells what it is over"


def test_given_a_private_ruling_then_its_other_readings_are_worked_out_for_those_who_know_what_it_turned_on_alone():
    table = played((SECRET, NOTHING), claims=True)
    entries = otherwise(table.state, "RED", 1)["readings"]
    assert {e["question"] for e in entries} == set(view(table.state, "RED")["rulings"][0]["ruling"]["readings"])
    silence = {who: otherwise(table.state, who, no) for who, no in (("RED", 2), ("GREEN", 1))}
    assert [e["mark"] for e in silence["RED"]["readings"]] and not silence["RED"]["text"]
    assert silence["GREEN"] == {"readings": [], "text": "It turns on something that is not known to you."}
    for who in OUTSIDE:
        for no in (0, 3, -1):
            with pytest.raises(Refused):
                otherwise(table.state, who, no)
