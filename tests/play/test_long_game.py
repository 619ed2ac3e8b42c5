"""The long game with all seats: what is not in the short one, one mechanism at a time."""

from __future__ import annotations

from functools import lru_cache

import pytest

from game.library.shelf import header_of, opening_of
from game.play import WHITE, apply, view
from game.play.dryrun import first_event

from .tables import SCENARIOS, Table

FIVE = {"items": [1, 3, 4, 6, 10], "consulted": True}
CAPITAL = {"title": "Capital", "text": "More.", "audience": "all", "effects": {"ADM": 5}}


@lru_cache
def start():
    return opening_of(header_of(SCENARIOS / "actionable", SCENARIOS / "statutes", "t1", "", {"seats": 11, "schedule": "long"}))


def given(seed="1"):
    state = start()
    event = first_event(state.deck, state.law)
    return Table(apply(state, event), [event], seed)


def at(phase, round_no, **effects):
    """A table on the way, with tracks moved as the test needs them just before its phase."""
    table = given().to("situation", round_no)
    if effects:
        table.send(WHITE, "inject", {"title": "Weather", "text": "It turns.", "audience": "all", "effects": effects})
    return table.to(phase, round_no)


def card(table, id):
    """The card on the table, if it is not there already."""
    if id not in table.state.cards:
        table.send(WHITE, "inject", {"card": id})
    return table


def why_not(table, seat, move):
    return next(m["why_not"] for m in view(table.state, seat)["moves"] if m["id"] == move)


def announced(table):
    return [e.data["rule"] for e in table.events if e.kind == "mark_added"]


# ------------------------------------------------------------------ State drafts, the President signs
def test_a_delay_is_drafted_by_state_and_signed_by_the_president_in_one_round_or_later():
    same, later = at("orders", 3, ADM=5), at("orders", 3, ADM=5)
    same.lock("STATE", "draft_delay")
    same.lock("WH", None, ("sign_delay", {}))
    same.lock("ANK-D", "s4_pause")
    later.lock("STATE", "draft_delay")
    later.lock("WH")
    for table in (same, later):
        table.to("effects", 3)
    assert (same.state.marks["delay"], later.state.marks["delay"], later.state.marks["delay_draft"]) == (3, 0, 1)
    later.to("orders", 4)
    later.lock("WH", None, ("sign_delay", {}))
    later.lock("ANK-D", "s4_pause")
    later.to("effects", 4)
    assert (later.state.marks["delay"], later.state.marks["delay_draft"]) == (3, 0)


def test_a_silent_president_signs_what_state_drafts_and_a_signature_of_nothing_renews_nothing():
    table = at("orders", 3, ADM=5)
    table.lock("STATE", "draft_delay")
    table.lock("ANK-D", "s4_pause")
    table.to("orders", 4)
    assert table.state.marks["delay"] == 3
    table.lock("WH", None, ("sign_delay", {}))
    table.lock("ANK-D", "s4_pause")
    table.to("effects", 4)
    assert table.state.marks["delay"] == 0 and "delay_lapsed" in announced(table)


def test_a_delay_runs_out_unless_it_renews_itself_and_one_that_does_is_shown_false_when_it_fails():
    table = at("orders", 3, ADM=5)
    renewed = at("orders", 3, ADM=5)
    for t, fields in ((table, {}), (renewed, {"renews": True})):
        t.lock("STATE", "draft_delay")
        t.lock("WH", None, ("sign_delay", fields))
        t.lock("ANK-D", "s4_pause")
        t.to("orders", 4)
    renewed.lock("ANK-D", "s4_pause")
    for t in (table, renewed):
        t.to("effects", 4)
    assert (table.state.marks["delay"], renewed.state.marks["delay"]) == (0, 2) and "delay_lapsed" in announced(table)
    renewed.to("effects", 5)
    assert renewed.state.marks["delay"] == 0 and renewed.state.marks["false_delay"] == 1
    assert view(renewed.state, "STATE")["you"]["red_line"]["hit"] and "false_certificate" not in announced(renewed)


# ------------------------------------------------------------------ lifting
def imposed(round_no=4):
    """Measures in force at the end of a round, with a verified pause after it."""
    table = at("orders", round_no, ADM=5)
    table.lock("STATE", ("find_and_impose", FIVE))
    table.to("orders", round_no + 1)
    assert table.state.marks["measures"] == 5 and table.state.marks["findings"] == 1
    return table


def test_a_lifting_needs_a_draft_a_report_its_days_and_something_verified():
    table = imposed()
    assert "not drafted" in why_not(table, "WH", "sign_lifting")
    table.lock("STATE", "draft_lifting")
    table.lock("WH", None, ("file_report", {}))
    table.lock("ANK-P", ("undertaking", {"promise": "no_second"}))
    table.lock("ANK-D", "s4_pause")
    table.to("situation", 6)
    assert "D10" in table.state.cards, "the report brings the review"
    table.send(WHITE, "inject", CAPITAL)
    table.to("orders", 6)
    assert "Nothing is verified" in why_not(table, "WH", "sign_lifting")
    assert table.state.rulings[-1].ruling["act"] == "report_216" and table.state.rulings[-1].verdict == "lawful"


def test_a_verified_lifting_ends_the_measures_and_a_disapproval_stops_it():
    def on_the_way(answer):
        table = imposed(3)
        table.lock("ANK-P", ("undertaking", {"promise": "no_second"}))
        table.lock("STATE", "draft_lifting")
        table.to("orders", 5)
        table.lock("WH", None, ("file_report", {}))
        table.lock("ANK-D", "s4_pause", "accept_inspection")
        table.to("situation", 6)
        table.send(WHITE, "inject", {"title": "Votes", "text": "They are there.", "audience": "all", "effects": {"CON": 10}})
        table.to("orders", 6)
        table.lock("CONG", None, None, D10=answer)
        table.lock("WH", None, ("sign_lifting", {}))
        return table.to("effects", 6)

    lifted = on_the_way("b")
    assert lifted.state.rulings[-1].verdict == "lawful" and lifted.state.marks["measures"] == 0
    assert on_the_way("a").state.marks["disapproved"] == 1


def test_measures_in_force_are_waived_without_moscow_once_the_review_is_over():
    table = imposed()
    table.lock("WH", None, ("file_report", {}))
    table.to("orders", 6)
    table.lock("WH", ("waive_imposed", {}))
    table.to("effects", 6)
    assert table.state.rulings[-1].ruling["act"] == "waive_236b" and table.state.rulings[-1].verdict == "lawful"
    assert table.state.marks["measures"] == 0


def test_denied_licences_ask_what_becomes_of_the_kit():
    table = card(given().to("orders", 1), "B01")
    table.lock("DEF", None, None, B01="a")
    table.to("orders", 3)
    table.lock("STATE", ("find_and_impose", {"items": [1, 2, 3, 4, 6], "consulted": True}))
    table.to("orders", 4)
    assert "B07" in table.state.cards and table.state.ladders["KIT"].step == 1
    table.lock("STATE", None, None, B07="a")
    table.to("effects", 4)
    assert table.state.ladders["KIT"].frozen
    assert view(table.state, "ANK-D")["you"]["objectives"][1]["met"] is False


# ------------------------------------------------------------------ a round later
def test_an_earlier_slot_brings_the_delivery_at_the_end_of_the_next_round():
    table = given().to("orders", 2)
    table.lock("ANK-P", None, None, A05="a")
    card(table.to("orders", 4), "A07").lock("ANK-P", None, None, A07="a")
    table.to("effects", 4)
    before = table.state.ladders["S4"].step
    table.to("effects", 5)
    assert before < 4 and table.state.ladders["S4"].step == 4 and "early_slot" in announced(table)


@pytest.mark.parametrize("found", [True, False])
def test_testimony_promises_a_finding_by_the_end_of_the_next_round(found):
    table = card(given().to("orders", 3), "D06")
    table.lock("STATE", None, None, D06="a")
    table.to("orders", 4)
    duty = next(d for d in view(table.state, "STATE")["duties"] if d["title"].startswith("A finding was promised"))
    assert duty["state"] == "due" and duty["seat"] == "STATE"
    if found:
        table.lock("STATE", ("find", {"consulted": True}))
    table.to("effects", 4)
    assert ("promised_finding" in announced(table)) is not found


@pytest.mark.parametrize("answer", ["answer_letter", "testify", "written_view", None])
def test_a_letter_waits_a_round_for_an_answer(answer):
    table = given().to("orders", 1)
    table.lock("CONG", None, ("letter", {"whom": "STATE"}))
    assert "No letter" in why_not(table, "STATE", "answer_letter")
    table.to("orders", 2)
    table.lock("STATE", None, answer)
    table.to("effects", 2)
    assert ("letter_unanswered" in announced(table)) is (answer is None)


@pytest.mark.parametrize("who", ["WH", "ANK-P", None])
def test_a_vigil_is_answered_by_either_gate(who):
    table = given().to("orders", 1)
    table.lock("FAM", None, "vigil")
    table.to("orders", 2)
    if who:
        table.lock(who, None, "answer_vigil")
    table.to("effects", 2)
    assert ("vigil_unanswered" in announced(table)) is (who is None)


def test_workshare_is_agreed_when_asked_and_traded_within_two_rounds():
    table, late = given().to("orders", 1), given().to("orders", 1)
    for t in (table, late):
        t.lock("ANK-D", None, "workshare_request")
        t.to("orders", 2)
        t.lock("ANK-D", None, None)
    table.lock("EURO", "trade_workshare")
    late.to("orders", 3)
    late.lock("ANK-D", None, None)
    late.lock("EURO", "trade_workshare")
    table.to("effects", 2)
    late.to("effects", 3)
    assert (table.state.marks["workshare"], late.state.marks["workshare"]) == (1, 0)


# ------------------------------------------------------------------ seats of the long game
def test_a_european_step_needs_its_offer_and_its_round():
    table = given().to("orders", 1)
    table.lock("ANK-D", "euro_step")
    table.to("orders", 2)
    assert "not offered" in why_not(table, "ANK-D", "euro_step") and "before round 4" in why_not(table, "EURO", "raise_offer")
    table.to("orders", 4)
    table.lock("EURO", "raise_offer")
    table.to("orders", 5)
    table.lock("ANK-D", "euro_step")
    table.to("effects", 5)
    assert table.state.ladders["EURO"].step == 2


def test_the_fighter_is_suspended_once_by_move_or_card_under_the_memorandum():
    table, by_card = at("orders", 4), card(at("orders", 4), "B08")
    table.lock("DEF", "suspend_jets")
    by_card.lock("DEF", None, None, B08="a")
    for t in (table, by_card):
        t.to("effects", 4)
        assert t.state.tokens["jets_suspended"]
        assert "once" in why_not(t.to("orders", 5), "DEF", "suspend_jets").lower()
    ruled = next(r for r in table.state.rulings if r.seat == "DEF")
    assert ruled.ruling["act"] == "remove_from_f35" and ruled.verdict == "lawful"


def test_a_headline_is_proved_right_or_wrong_by_the_end_of_its_round():
    right, wrong = given().to("orders", 1), given().to("orders", 1)
    for table in (right, wrong):
        table.lock("PRESS", ("headline_claim", {"claim": "push"}))
    right.lock("STATE", "consular_push")
    right.to("argument", 1)
    (argued,) = view(right.state, WHITE)["arguments"]
    right.send(WHITE, "decide_argument", {"argument": argued["no"], "result": "clean", "reason": "they were heard"})
    for table in (right, wrong):
        table.to("effects", 1)
    assert [(t.state.marks["headlines_right"], t.state.marks["headlines_wrong"]) for t in (right, wrong)] == [(1, 0), (0, 1)]


def test_a_leak_in_print_counts_only_if_it_is_true():
    table, false = (card(given().to("orders", 1), "B03") for _ in range(2))
    for t, answer in ((table, "a"), (false, "b")):
        t.lock("ANK-P", None, None, B03=answer)
        t.lock("PRESS", ("headline_claim", {"claim": "kit_asked"}))
        t.to("effects", 1)
    assert (table.state.marks["leaks"], false.state.marks["leaks"], false.state.marks["headlines_wrong"]) == (1, 0, 1)


def test_an_offer_printed_before_it_is_made_is_the_red_line_of_paris():
    table = given().to("orders", 1)
    table.lock("PRESS", ("headline_claim", {"claim": "offer"}))
    table.to("effects", 1)
    assert view(table.state, "EURO")["you"]["red_line"]["hit"]


def test_press_prints_the_headline_of_the_round_where_it_sits():
    table = given().to("headline", 1)
    assert view(table.state, "PRESS")["needed"]["mine"] and not view(table.state, WHITE)["needed"]["mine"]


def test_a_designation_rests_on_an_order_that_came_on_21_december():
    early, late = given().to("orders", 2), given().to("orders", 2)
    early.lock("WH", ("designate", {}))
    late.lock("WH", ("designate", {"day": "2017-12-21"}))
    for table in (early, late):
        table.to("effects", 2)
    assert (early.state.marks["officials_hit"], late.state.marks["officials_hit"]) == (0, 1)
    assert not view(late.state, "ANK-P")["you"]["objectives"][2]["met"]


def test_a_group_is_released_once_by_card_or_move():
    table = card(at("orders", 4), "C08")
    before = table.state.tracks["DET"]
    table.lock("ANK-P", None, None, C08="a")
    table.to("effects", 4)
    assert table.state.tracks["DET"] <= before - 4
    assert "once" in why_not(table.to("orders", 5), "ANK-P", "release_group").lower()


def test_patriot_freezes_the_deal_and_is_a_path_for_both_turkish_seats():
    table = card(at("orders", 5), "A09")
    table.lock("ANK-P", None, None, A09="a")
    table.to("effects", 5)
    assert table.state.ladders["S4"].frozen and table.state.tokens["patriot"]
    assert view(table.state, "ANK-D")["you"]["objectives"][0]["met"] and view(table.state, "ANK-P")["you"]["objectives"][1]["met"]
    assert view(table.state, "MOS")["you"]["red_line"]["hit"]
    assert "frozen" in why_not(table.to("orders", 6), "ANK-D", "s4_step")


def test_in_the_long_game_congress_needs_two_missed_duty_marks_to_decide_without_a_vehicle():
    table = at("orders", 4, CON=10)
    assert table.state.marks["missed_duties"] == 1 and "2 missed-duty marks" in why_not(table, "CONG", "pass_decision")
    assert table.to("situation", 5).state.marks["missed_duties"] == 2
    table.send(WHITE, "inject", {"title": "Votes", "text": "Two thirds.", "audience": "all", "effects": {"CON": 10}})
    assert why_not(table.to("orders", 5), "CONG", "pass_decision") is None


# ------------------------------------------------------------------ the endings of the long game alone
def delivered(**effects):
    """A financed deal that is delivered by round 5."""
    table = given().to("orders", 2)
    table.lock("ANK-P", None, None, A05="a")
    table.to("orders", 4)
    if table.state.ladders["S4"].step == 2:
        table.lock("ANK-D", "s4_step")
    table.to("orders", 5)
    if table.state.ladders["S4"].step == 3:
        table.lock("ANK-D", "s4_step")
    table.to("situation", 6)
    assert table.state.ladders["S4"].step == 4
    table.send(WHITE, "inject", {"title": "Weather", "text": "It turns.", "audience": "all", "effects": effects})
    table.to("headline", 6)
    table.send(WHITE, "advance")
    return table.state.outcome["ending"]


def test_delivered_with_nothing_in_force_and_a_law_nobody_believes_is_a_paper_tiger():
    assert delivered(LAW=-10, RUS=-10, COH=5) == "paper_tiger"


def test_delivered_with_nothing_in_force_and_prisoners_home_is_a_quiet_release():
    assert delivered(LAW=10, DET=-12, RUS=-10, COH=5) == "quiet"
