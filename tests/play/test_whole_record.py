"""Promises and laws over a whole record: broken rounds later, or amended in between, and true when the record is read again."""

from __future__ import annotations

from functools import lru_cache

import pytest

from game.errors import Refused
from game.library import header_of, opening_of
from game.play import WHITE, Command, decide, view
from game.play.dryrun import START, first_event
from game.record import FORMAT, commitment, read_record, record_text, verify
from game.record.codec import chance
from game.record.turns import OPEN, written
from game.record.verify import states_of

from .tables import SCENARIOS

SEED = "1"


class Recorded:
    """A long game that is written down command by command, as a table's log is."""

    def __init__(self):
        options = {"seats": 11, "rounds": 6}
        self.header = {"format": FORMAT, **header_of(SCENARIOS / "actionable", SCENARIOS / "statutes", "t1", commitment(SEED), options)}
        self.state, self.entries, self.sent = opening_of(self.header), [], 0
        first = first_event(self.state.deck, self.state.law, {"seed_commitment": self.header["seed_commitment"]})
        self._write(Command("0" * 32, OPEN, WHITE, {}, START, chance(SEED, 1), "White cell"), (first,))
        self.send(WHITE, "start")

    def _write(self, command, events):
        self.state, more = written(self.state, command, events, lambda seq: seq.to_bytes(16, "big"))
        self.entries += more
        return events

    def send(self, seat, kind, data=None):
        self.sent += 1
        by = "Lead" if seat == WHITE else seat
        command = Command(f"{self.sent:032x}", kind, seat, data or {}, START, chance(SEED, self.state.seq + 1), by)
        return self._write(command, decide(self.state, command))

    def to(self, phase, round_no):
        events = ()
        while (self.state.round, self.state.phase) != (round_no, phase):
            events = self.send(WHITE, "advance")
        return events

    def lock(self, seat, main, **fields):
        order = {"main": {"move": main, "fields": fields} if main else None, "minor": None, "choices": {}}
        return self.send(seat, "lock_order", order)

    def whole(self):
        """The text of the closed game's record."""
        if self.state.status != "closed":
            self.send(WHITE, "close", {"reason": "shown"})
        return record_text(self.header, self.entries, self.state, SEED).encode()


def report_of(game):
    report = verify(game.whole(), opening_of)
    assert report.ok, report.message
    return report


def promised(game, until):
    """In round 1 the agency promises not to move the deal, Congress not to hold the kit, both up to *until*."""
    game.to("back_channel", 1)
    terms = [{"by": "ANK-D", "kind": "refrains", "what": "s4_step", "round": until},
             {"by": "CONG", "kind": "refrains", "what": "place_hold", "round": until}]  # fmt: skip
    draft = {"parties": ["CONG", "ANK-D"], "title": "Stand still", "terms": terms}
    game.send("CONG", "draft_agreement", draft)
    game.send("ANK-D", "sign_agreement", {"agreement": game.state.agreements[0].id})


@lru_cache
def betrayed():
    """The agency moves the deal in round 4, against its word of round 1. (game, events of the step to the effects)"""
    game = Recorded()
    promised(game, 5)
    game.to("orders", 1)
    game.send("MOS", "lock_order", {"main": {"move": "sweeten", "fields": {}}, "minor": None, "choices": {}})
    game.to("orders", 4)
    game.lock("ANK-D", "s4_step")
    game.to("reveal", 4)
    assert game.state.agreements[0].status == "in_force"
    return game, game.to("effects", 4)


def test_an_agreement_broken_three_rounds_later_by_an_order_is_reported_in_the_same_transaction_naming_the_event():
    game, events = betrayed()
    assert {"effects_applied", "term_judged", "agreement_ended"} <= {e.kind for e in events}, "one command, one transaction"
    ended = next(e for e in events if e.kind == "agreement_ended")
    assert (ended.data["how"], ended.data["by"], ended.audience) == ("broken", ["ANK-D"], ("CONG", "ANK-D"))
    deed = next(d for d in game.state.deeds if d.seat == "ANK-D" and d.move == "s4_step")
    seen = view(game.state, "CONG")
    assert seen["agreements"][0]["terms"][0]["event"] == tuple(game.state.places["CONG"]).index(deed.no) + 1
    line = next(x["text"] for x in seen["log"] if x["text"].startswith("“Stand still”: broken"))
    assert "by “ANK-D moves the S-400 deal one step on”" in line
    assert not any("Stand still" in x["text"] for x in view(game.state, "WH")["log"])


def test_one_that_expires_unbroken_is_kept_and_both_records_are_true():
    game = Recorded()
    promised(game, 3)
    game.to("headline", 3)
    assert game.state.agreements[0].status == "kept"
    assert [t["held"] for t in view(game.state, "CONG")["agreements"][0]["terms"]] == [True, True]
    report_of(game)
    again = list(states_of(read_record(betrayed()[0].whole()), opening_of))[-1]
    assert again.agreements[0].status == "broken" and report_of(betrayed()[0])


def found(game, round_no):
    """The Secretary signs a finding that calls the deal anything but significant; how that is ruled."""
    game.to("orders", round_no)
    game.lock("STATE", "find", office="secretary_of_state", significant=False, knowing=True, consulted=True)
    game.to("reveal", round_no)
    return game.state.rulings[-1]


@lru_cache
def amended():
    """The deal is held not to be significant, and so is outside the section, until Congress decides in round 4 that it is."""
    game = Recorded()
    game.to("back_channel", 3)
    weighed = {"record": "s400_deal", "field": "significant", "value": False, "reason": "on the three factors of the guidance"}
    game.send(WHITE, "establish", weighed)
    before = found(game, 3)
    game.to("back_channel", 4)
    for title in ("The Hill boils", "And boils", "And boils", "And boils over"):
        news = {"title": title, "text": "Votes are counted.", "audience": "all", "effects": {"CON": 2, "LAW": -2}}
        game.send(WHITE, "inject", news)
    game.to("orders", 4)
    refused = []
    for data in ({"parts": []}, {"parts": ["nothing"]}):
        with pytest.raises(Refused) as e:
            game.lock("CONG", "pass_bill", **data)
        refused.append(str(e.value))
    game.lock("CONG", "pass_decision")
    game.to("effects", 4)
    after = found(game, 5)
    return game, before, after, refused


def test_a_played_amendment_turns_the_ruling_from_its_day_on_and_the_earlier_one_keeps_its_law():
    game, before, after, _ = amended()
    assert [b.status for b in game.state.bills] == ["enacted"]
    assert (before.verdict, after.verdict) == ("not_applicable", "lawful"), (before.ruling["reason"], after.ruling["reason"])
    assert before.ruling["law"] != after.ruling["law"]
    shown = {r["no"]: r["ruling"] for r in view(game.state, "PUBLIC")["rulings"]}
    assert shown[before.no]["law"] == before.ruling["law"] and shown[after.no]["law"] == after.ruling["law"]
    assert game.state.law_of(before.ruling).digest != game.state.law_of(after.ruling).digest


def test_the_record_of_an_amended_law_replays_and_verifies():
    game, before, after, _ = amended()
    report = report_of(game)
    assert report.events == len(game.entries)
    again = list(states_of(read_record(game.whole()), opening_of))[-1]
    assert [r.ruling["law"] for r in again.rulings] == [r.ruling["law"] for r in game.state.rulings]


def test_an_invalid_bill_is_refused_naming_what_is_wrong_before_any_vote():
    game, _, _, refused = amended()
    assert "choose parts of the bill" in refused[0] and "“nothing” is not among the choices" in refused[1], refused
    assert len(game.state.bills) == 1, "no vote was taken on either"
