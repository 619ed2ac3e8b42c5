"""The white cell's papers: cards held and skipped, the evaluator's marks, questions to the statute desk."""

from __future__ import annotations

import pytest

from game import limits
from game.play import WHITE, changed, fold, opening, view
from game.play.msel import msel

from .tables import given, kinds, page, put, the_deck, the_law


def row(table, card):
    return next(x for x in msel(table.state) if x["card"] == card)


def test_given_a_held_card_then_its_round_passes_without_it_and_a_released_one_comes():
    held, free = given(), given()
    for table in (held, free):
        table.send(WHITE, "hold_card", {"card": "A05", "reason": "they are not ready for the loan"})
        assert (row(table, "A05")["status"], row(table, "A05")["reason"]) == ("held", "they are not ready for the loan")
    free.send(WHITE, "release_card", {"card": "A05"})
    assert (row(free, "A05")["status"], row(free, "A05")["reason"]) == ("planned", "")
    for table in (held, free):
        table.to("back_channel", 2)
    assert "A05" not in held.state.cards and "A05" in free.state.cards
    held.send(WHITE, "inject", {"card": "A05"})
    assert (row(held, "A05")["status"], row(held, "A05")["reason"]) == ("played", "")


def test_given_a_skipped_card_then_the_list_says_so_with_the_reason_and_no_seat_is_told():
    table = given()
    for kind, status in (("skip_card", "skipped"), ("hold_card", "held"), ("skip_card", "skipped")):
        (event,) = table.send(WHITE, kind, {"card": "W02", "reason": "too close to home"})
        assert event.audience == () and row(table, "W02")["status"] == status
        assert changed(event, "WH") == () and changed(event, "PUBLIC") == ()
    assert view(table.state, "WH")["plan"] == [] and view(table.state, "PUBLIC")["plan"] == []
    assert view(table.state, WHITE)["plan"] == msel(table.state)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("hold_card", {"card": "A5", "reason": "x"}, "no card `A5`"),
        ("hold_card", {"card": "A05"}, "`reason` is missing"),
        ("release_card", {"card": "A05"}, "neither held nor skipped"),
        ("skip_card", {"card": "A05", "reason": "x", "why": "y"}, "has no `why`"),
        ("evaluate", {"aim": 9, "behaviour": 1, "grade": "P"}, "`aim` is a whole number from 1 to 4"),
        ("evaluate", {"aim": 1, "behaviour": True, "grade": "P"}, "`behaviour` is a whole number from 1 to 3"),
        ("evaluate", {"aim": 1, "behaviour": 1, "grade": "A"}, "M (performed with much difficulty)"),
        ("evaluate", {"aim": 1, "behaviour": 1, "grade": ["P"]}, "`grade` is one of"),
        ("evaluate", {"aim": 1, "behaviour": 1, "grade": "P", "seq": 99}, "`seq` is a whole number from 1 to 1"),
        ("answer_desk", {"question": 1, "text": "Yes."}, "no question waits"),
    ],
)
def test_what_the_white_cell_writes_wrongly_is_refused_in_words(kind, data, words):
    assert words in given().refuses(WHITE, kind, data)


def test_given_a_played_card_then_it_can_be_held_no_more():
    assert "has been played already" in given().to("situation", 1).refuses(WHITE, "hold_card", {"card": "A01", "reason": "x"})


def test_an_evaluators_mark_is_bound_to_an_event_and_only_the_white_cell_ever_sees_it():
    table = given().to("back_channel", 1)
    seen = view(table.state, "WH")
    (event,) = table.send(WHITE, "evaluate", {"aim": 2, "behaviour": 3, "grade": "S", "quote": "“so who sells it?”", "seq": 4}, by="Eva")
    (mark,) = view(table.state, WHITE)["evaluation"]["marks"]
    assert mark == {"aim": 2, "behaviour": 3, "grade": "S", "quote": "“so who sells it?”", "seq": 4, "by": "Eva"}
    assert view(table.state, "WH") == seen and changed(event, "WH") == ()
    table.send(WHITE, "evaluate", {"aim": 2, "behaviour": 3, "grade": "U"})
    assert view(table.state, WHITE)["evaluation"]["marks"][-1]["seq"] == table.state.seq - 1, "the last event before it"
    table.send(WHITE, "close", {"reason": "time"})
    table.send(WHITE, "evaluate", {"aim": 1, "behaviour": 1, "grade": "P"})
    assert len(view(table.state, WHITE)["evaluation"]["marks"]) == 3


def test_given_marks_and_held_cards_then_a_step_of_the_phase_can_still_be_taken_back():
    table = given().to("back_channel", 1)
    table.send(WHITE, "evaluate", {"aim": 1, "behaviour": 1, "grade": "P"})
    table.send(WHITE, "hold_card", {"card": "A05", "reason": "later"})
    table.send(WHITE, "undo", {"reason": "too soon"})
    assert table.state.phase == "situation"


def test_a_question_to_the_desk_is_the_seats_own_until_the_desk_answers_everyone():
    table = given().to("back_channel", 1)
    before = {s: view(table.state, s) for s in ("CONG", "PUBLIC")}
    first = table.send("WH", "ask_desk", {"text": "Must I find by a date?"})
    table.send("WH", "ask_desk", {"text": "And if Treasury is not asked?"})
    assert first[0].audience == ("WH",)
    assert {s: view(table.state, s) for s in before} == before
    one, two = view(table.state, "WH")["desk"]
    assert (one["text"], one["answer"], one["seat"]) == ("Must I find by a date?", "", "WH")
    asked = {q["text"]: q["question"] for q in view(table.state, WHITE)["desk"]}
    table.send(WHITE, "answer_desk", {"question": asked["Must I find by a date?"], "text": "The text sets none."}, by="Counsel")
    assert {s: view(table.state, s) for s in before} == before, "an answer to the seat alone"
    assert view(table.state, "WH")["desk"][0]["answer"] == "The text sets none."
    last = asked["And if Treasury is not asked?"]
    table.send(WHITE, "answer_desk", {"question": last, "text": "Then it is defective.", "everyone": True})
    (heard,) = view(table.state, "CONG")["desk"]
    assert (heard["text"], heard["answer"], heard["seat"]) == ("And if Treasury is not asked?", "Then it is defective.", "WH")
    assert heard["question"] == view(table.state, "CONG")["table"]["place"], "its own place of the answer"
    assert "answered already" in table.refuses(WHITE, "answer_desk", {"question": asked["Must I find by a date?"], "text": "Again."})


def test_given_three_open_questions_then_a_fourth_waits_for_an_answer():
    table = given().to("back_channel", 1)
    for n in range(3):
        table.send("WH", "ask_desk", {"text": f"Question {n}?"})
    assert "3 questions of yours wait" in table.refuses("WH", "ask_desk", {"text": "Another?"})
    table.send("CONG", "ask_desk", {"text": "Ours?"})
    table.send(WHITE, "answer_desk", {"question": table.state.asked[0].seq, "text": "No."})
    table.send("WH", "ask_desk", {"text": "Another?"})


def test_everybodys_pages_follow_the_papers_and_the_fold_is_the_state():
    table = given().to("back_channel", 1)
    readers = ("WH", "CONG", WHITE, "PUBLIC")
    seen, before = {s: view(table.state, s) for s in readers}, table.state
    done = [
        ("WH", "ask_desk", {"text": "May I?"}),
        (WHITE, "hold_card", {"card": "A05", "reason": "later"}),
        (WHITE, "evaluate", {"aim": 1, "behaviour": 1, "grade": "P"}),
        (WHITE, "answer_desk", {"question": before.seq + 1, "text": "You may.", "everyone": True}),
    ]
    for seat, kind, data in done:
        at, events = table.state, table.send(seat, kind, data)
        assert len(events) == 1 and kinds(events)
        for s in readers:
            seen[s] = put(seen[s], page(table.state, at, events, s))
            assert seen[s] == view(table.state, s), (s, kind)
    assert fold(opening(the_deck(), the_law(), {"table": "t1"}), table.events) == table.state


def test_8e_a_seat_asks_the_desk_so_often_and_so_long_and_a_mark_quotes_so_much():
    table = given().to("back_channel", 1)
    for n in range(limits.DESK_OPEN):
        assert f"at most {limits.QUESTION}" in table.refuses("WH", "ask_desk", {"text": "x" * (limits.QUESTION + 1)})
        table.send("WH", "ask_desk", {"text": f"{n}" * limits.QUESTION})
    assert "wait for the desk already" in table.refuses("WH", "ask_desk", {"text": "One more?"})
    mark = {"aim": 1, "behaviour": 1, "grade": "P"}
    assert f"at most {limits.QUOTE}" in table.refuses(WHITE, "evaluate", {**mark, "quote": "x" * (limits.QUOTE + 1)})
    table.send(WHITE, "evaluate", {**mark, "quote": "x" * limits.QUOTE})
