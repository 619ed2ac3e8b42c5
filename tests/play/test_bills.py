"""Bills that amend the encoded law in play: drafted from parts, tried before the vote, answered, enacted, and then law."""

from __future__ import annotations

import json
from functools import lru_cache

import pytest

from game.errors import Unreadable
from game.library.decks import deck_from_texts
from game.play import PUBLIC, WHITE, fold, opening, play_game, preview, view
from game.play.dryrun import first_event
from game.play.folds import apply

from .tables import Table, kinds, the_deck, the_statutes

BILLS = the_deck().files["bills.yaml"].replace(
    "amendment: ndaa-fy2019-1294\n    rounds: [3, 6]", "amendment: ndaa-fy2019-1294\n    rounds: [1, 6]"
).replace("amendment: ndaa-fy2021-1241\n    rounds: [3, 6]", "amendment: ndaa-fy2021-1241\n    rounds: [2, 6]")
"""The deck's own bills, with vehicles in earlier rounds."""
MOVE = """
  legislate:
    slot: main
    seats: [CONG]
    stage: votes
    title: Pass a bill
    text: Drafted from parts.
    sentence: "{seat} passes {parts}."
    repeats: true
    fields:
    - name: parts
      label: Parts
      kind: choices
      at_least: 1
      options: [{value: partners, label: room for partners}, {value: decides, label: Congress decides}]
    bill: {parts: parts}
  wait:
    slot: main
    seats: [CONG]
    stage: votes
    title: Wait
    text: Nothing.
    sentence: "{seat} waits."
    repeats: true
"""
DECIDE = {"main": {"move": "legislate", "fields": {"parts": ["decides"]}}, "minor": None, "choices": {}}


@lru_cache
def texts():
    found = dict(the_deck().files)
    found["bills.yaml"] = BILLS
    found["moves.yaml"] += MOVE
    return found


@lru_cache
def legislating():
    return deck_from_texts(texts(), the_statutes())


def given():
    deck, book = legislating()
    event = first_event(deck, book.original)
    table = Table(apply(opening(deck, book, {"table": "t1"}), event), [event], "1")
    table.send(PUBLIC, "take_seat", {"seat": "WH", "name": "Sam"})
    return table


def voted(parts=("decides",), round_no=2, answer=None):
    """A table after the effects of the round in which a bill of these parts was passed and answered."""
    table = given().to("orders", round_no)
    table.lock("CONG", ("legislate", {"parts": list(parts)}))
    table.send(WHITE, "advance")
    if answer:
        table.send("WH", "answer_bill", {"bill": 1, "answer": answer})
    table.send(WHITE, "advance")
    return table


def test_a_bill_that_is_passed_waits_for_the_president_and_everyone_sees_old_and_new_law_side_by_side():
    table = given().to("orders", 2)
    table.lock("CONG", ("legislate", {"parts": ["decides"]}))
    assert "bill_passed" in kinds(table.send(WHITE, "advance"))
    before = table.state.book
    for seat in ("WH", "MOS", PUBLIC, WHITE):
        (bill,) = view(table.state, seat)["bills"]
        assert (bill["status"], bill["mine"]) == ("passed", seat == "WH")
        changed = {c["cite"]: c for c in bill["changes"]}
        assert any(c["before"] is None and c["after"] for c in changed.values()), "what is new stands beside nothing"
    assert view(table.state, "WH")["needed"] == {"text": "Sign or veto: Congress decides. Silence signs.", "mine": True}
    assert table.state.book is before, "nothing is law yet"


@pytest.mark.parametrize("answer", ["sign", None])
def test_signed_or_left_alone_it_is_law_from_its_day_and_rulings_after_it_use_it(answer):
    table = voted(answer=answer)
    state = table.state
    assert [b.status for b in state.bills] == ["enacted"]
    day = state.deck.round(2).ends
    assert state.bills[0].effective == state.bills[0].enacted == day
    new = {n.id for n in state.law_on(day).norms.values()} - {n.id for n in state.law_on("2018-01-27").norms.values()}
    assert new and all("1241" in id for id in new)
    assert any("1241" in d["cite"] for d in view(state, PUBLIC)["duties"]), "the duty of the new law runs"
    assert "Congress decides" in json.dumps(view(state, PUBLIC)["log"], ensure_ascii=False)


def test_a_ruling_of_before_stays_under_the_law_of_its_day():
    table = given().to("orders", 2)
    table.lock("WH", ("find", {"office": "president"}))
    table.lock("CONG", ("legislate", {"parts": ["decides"]}))
    table.send(WHITE, "advance")
    table.send(WHITE, "advance")
    ruled = table.state.rulings[0]
    assert table.state.law_of(ruled.ruling).digest.startswith(ruled.ruling["law"])
    assert table.state.law.digest[:16] != ruled.ruling["law"]
    assert table.state.book.sealed(ruled.ruling["law"]) and not table.state.book.sealed(ruled.ruling["law"][:4])
    table.to("orders", 3).lock("WH", ("impose", {"items": [1, 2, 3, 4, 6], "office": "president"}))
    table.send(WHITE, "advance")
    assert table.state.rulings[-1].ruling["law"] == table.state.law.digest[:16]


@pytest.mark.parametrize(("con", "status", "over"), [(7, "failed", False), (8, "enacted", True)])
def test_a_veto_stands_unless_the_deck_says_that_it_is_overridden(con, status, over):
    table = given().to("orders", 2)
    table.lock("CONG", ("legislate", {"parts": ["decides"]}))
    table.send(WHITE, "advance")
    table.send("WH", "answer_bill", {"bill": 1, "answer": "veto"})
    table.state = table.state.but(tracks={**table.state.tracks, "CON": con})
    table.send(WHITE, "advance")
    (bill,) = table.state.bills
    assert (bill.status, bill.over_veto) == (status, over)
    why = next(t["why"] for t in view(table.state, "MOS")["tracks"] if t["id"] == "ADM")
    assert ("Law: Congress decides −2" in why) == over, "only an enacted bill moves the tracks of its kind"
    shown = view(table.state, "MOS")["bills"][0]
    assert shown["status"] == status and bool(shown["reason"]) == (not over)


def test_only_the_seat_that_signs_answers_once_the_bill_is_passed():
    table = given().to("orders", 2)
    table.lock("CONG", ("legislate", {"parts": ["decides"]}))
    assert "after the reveal" in table.refuses("WH", "answer_bill", {"bill": 1, "answer": "veto"})
    table.send(WHITE, "advance")
    assert "WH signs or vetoes" in table.refuses("MOS", "answer_bill", {"bill": 1, "answer": "veto"})
    assert "sign or veto" in table.refuses("WH", "answer_bill", {"bill": 1, "answer": "maybe"})
    for odd in (2, True, None, "1"):
        assert "no such bill" in table.refuses("WH", "answer_bill", {"bill": odd, "answer": "veto"})
    table.send("WH", "answer_bill", {"bill": 1, "answer": "veto"})
    assert "already" in table.refuses("WH", "answer_bill", {"bill": 1, "answer": "veto"})
    table.send("WH", "answer_bill", {"bill": 1, "answer": "sign"})
    assert table.state.bills[0].answer == "sign"


def test_a_bill_is_tried_on_the_law_before_the_vote():
    table = given().to("orders", 1)
    assert "vehicle in rounds 2 to 3" in table.refuses("CONG", "lock_order", DECIDE)
    table = voted().to("orders", 3)
    assert "is law, or waits for its answer already" in table.refuses("CONG", "lock_order", DECIDE)
    said = preview(table.state, "CONG", {"main": {"move": "legislate", "fields": {"parts": ["decides"]}}})
    assert "law" in said["rulings"][0]["fields_missing"][0]["message"]


def test_the_drafter_sees_beforehand_what_the_law_would_say_and_which_rulings_would_turn():
    table = given().to("orders", 3)
    weighed = {"record": "s400_deal", "field": "significant", "value": False, "reason": "on the three factors of the guidance"}
    table.send(WHITE, "establish", weighed)
    table.lock("WH", ("find", {"office": "president", "significant": False}))
    table.send(WHITE, "advance")
    (said,) = preview(table.state, "CONG", {"main": {"move": "legislate", "fields": {"parts": ["decides"]}}})["rulings"]
    assert said["bill"]["changes"]
    assert [(r["was"], r["would"]) for r in said["bill"]["rulings"]] == [("not_applicable", "lawful")]
    assert preview(table.state, "CONG", {"main": {"move": "legislate", "fields": {"parts": []}}})["rulings"][0].get("bill") is None


def test_two_parts_are_one_bill_with_the_changes_of_each_kind_once():
    table = voted(("partners", "decides"))
    before = given().state.law
    assert table.state.bills[0].title == "Room for partners and Congress decides"
    cites = {n.cite for n in table.state.law.norms.values()} - {n.cite for n in before.norms.values()}
    assert {"CAATSA 231(d)(1)", "NDAA FY2021 1241(c)"} <= cites
    assert len(table.state.law.norms) > len(before.norms)


def test_conditions_of_the_deck_may_ask_what_is_enacted():
    asking = BILLS.replace("effects: {LAW: -1, CON: -1, ADM: 1}", "effects: {LAW: -1}, when: {fact: enacted.decides}")
    deck, _ = deck_from_texts({**texts(), "bills.yaml": asking}, the_statutes())
    assert deck.legislation.kinds["loosens"][0].when is not None


@pytest.mark.parametrize(("was", "now", "said"), [
    ("amendment: ndaa-fy2021-1241", "amendment: ndaa-fy2021-1242", "`ndaa-fy2021-1241`"),
    ("kind: removes", "kind: remove", "`removes`"), ("signs: WH", "signs: WW", "no seat `WW`"),
    ("amendment: ndaa-fy2021-1241\n    rounds: [2, 6]", "amendment: ndaa-fy2021-1241\n    rounds: [3, 9]", "rounds 3 to 9"),
])  # fmt: skip
def test_a_fault_in_a_bill_is_told_with_its_line_and_the_nearest(was, now, said):
    assert was in BILLS
    with pytest.raises(Unreadable) as e:
        deck_from_texts({**texts(), "bills.yaml": BILLS.replace(was, now)}, the_statutes())
    ours = [f for f in e.value.faults if f.file == "bills.yaml"]
    assert all(f.line > 1 for f in ours)
    assert said in " ".join(f"{f.message} {f.help}" for f in ours)


def test_a_game_with_bills_folds_again_to_the_same_and_bots_answer_bills():
    deck, book = legislating()
    answered = 0
    for seed in range(12):
        steps = list(play_game(deck, book, str(seed)))
        events = [e for s in steps for e in s.events]
        answered += sum(e.kind == "bill_answered" for e in events)
        again = fold(opening(deck, book, steps[0].state.header), events)
        last = steps[-1].state
        assert view(again, WHITE) == view(last, WHITE)
        assert again.law.digest == last.law.digest
    assert answered


@pytest.mark.parametrize(("con", "answer", "status"), [(7, "veto", "failed"), (8, "sign", "enacted")])
def test_where_nobody_sits_that_signs_the_deck_s_rule_answers(con, answer, status):
    table = given()
    table.send("WH", "leave_seat", {})
    table.to("orders", 2)
    table.lock("CONG", ("legislate", {"parts": ["decides"]}))
    table.send(WHITE, "advance")
    table.state = table.state.but(tracks={**table.state.tracks, "CON": con})
    table.send(WHITE, "advance")
    assert (table.state.bills[0].answer, table.state.bills[0].status) == (answer, status)


def test_a_resolution_amends_nothing_and_is_an_event_that_the_law_knows():
    early = "about: {person: ssm}}\n    rounds: "
    changed = {
        "bills.yaml": BILLS.replace(f"{early}[3, 6]", f"{early}[1, 6]"),
        "moves.yaml": texts()["moves.yaml"].replace("{value: decides, label: Congress decides}]", "{value: disapproval, label: against}]"),
    }
    deck, book = deck_from_texts({**texts(), **changed}, the_statutes())
    event = first_event(deck, book.original)
    table = Table(apply(opening(deck, book, {"table": "t1"}), event), [event], "1")
    table.send(PUBLIC, "take_seat", {"seat": "WH", "name": "Sam"})
    table.to("orders", 2).lock("CONG", ("legislate", {"parts": ["disapproval"]}))
    table.send(WHITE, "advance")
    law = table.state.law.digest
    assert [o.name for o in table.state.case.occurrences][-1] == "disapproval.passed"
    table.send("WH", "answer_bill", {"bill": 1, "answer": "veto"})
    table.state = table.state.but(tracks={**table.state.tracks, "CON": 9})
    table.send(WHITE, "advance")
    assert [o.name for o in table.state.case.occurrences][-2:] == ["disapproval.vetoed", "disapproval.enacted"]
    assert table.state.law.digest == law and table.state.marks["disapproved"] == 1
    assert "occurrences" not in str(view(table.state, PUBLIC)["bills"])
