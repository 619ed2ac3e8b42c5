"""Orders that the statute answers: what the table makes of a ruling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from game.errors import Refused
from game.play import PUBLIC, WHITE, otherwise, preview, view
from game.play.marks import mark_of
from game.rules import Act, Occurrence, adjudicate, explain

from .tables import given, kinds

FOUR = {"items": [1, 2, 3, 6], "consulted": True}
CAPITAL = {"title": "Capital", "text": "The polls are kind.", "audience": "all", "effects": {"ADM": 6}}
FIVE = {"items": [1, 2, 3, 4, 6], "consulted": True}


def ruled(table, no=-1):
    return table.state.rulings[no]


@pytest.mark.parametrize("round_no", [1, 2])
def test_finding_and_imposing_before_29_january_2018_is_not_applicable_and_changes_no_track(round_no):
    table = given().to("orders", round_no)
    table.lock("WH", ("find_and_impose", FIVE))
    table.to("reveal", round_no)
    assert (ruled(table).verdict, ruled(table).consequence) == ("not_applicable", "effective")
    assert "CAATSA 231(a)" in ruled(table).ruling["decisive"]
    told = table.send(WHITE, "advance")
    causes = [c["text"] for e in told if e.kind == "effects_applied" for s in e.data["shifts"] for c in s["causes"]]
    assert not [c for c in causes if "impose" in c]
    assert table.state.marks["measures"] == 0


def test_four_measures_are_defective_under_caatsa_235a_and_five_are_lawful():
    table = given().to("orders", 3)
    four = preview(table.state, "WH", {"main": {"move": "find_and_impose", "fields": FOUR}})["rulings"][0]
    assert (four["ruling"]["verdict"], four["mark"], four["v"]) == ("defective", "allowed if", "cure")
    assert "CAATSA 235(a)" in four["ruling"]["decisive"]
    assert any("1 more" in step["label"] for repair in four["ruling"]["repairs"] for step in repair)
    five = preview(table.state, "WH", {"main": {"move": "find_and_impose", "fields": FIVE}})["rulings"][0]
    assert five["ruling"]["verdict"] == "lawful"
    table.lock("WH", ("find_and_impose", FIVE))
    table.to("reveal", 3)
    assert ruled(table).verdict == "lawful"
    table.to("effects", 3)
    assert table.state.marks["measures"] == 5 and table.state.marks["findings"] == 1 and table.state.marks["missed_duties"] == 0


def test_four_measures_have_no_effect_and_the_round_ends_with_a_missed_duty_mark():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", FOUR))
    table.to("reveal", 3)
    told = table.send(WHITE, "advance")
    assert table.state.marks["measures"] == 0 and table.state.marks["missed_duties"] == 1
    assert "mark_added" in kinds(told)


def test_the_secretary_without_treasury_lacks_what_the_memorandum_asks_and_the_president_does_not():
    table = given().to("orders", 3)
    alone = {"items": [1, 2, 3, 4, 6]}
    state = preview(table.state, "WH", {"main": {"move": "find_and_impose", "fields": alone}})["rulings"][0]["ruling"]
    assert state["verdict"] == "defective" and "Memorandum 2017-09-29" in state["decisive"]
    own = preview(table.state, "WH", {"main": {"move": "find_and_impose", "fields": {**alone, "office": "president"}}})
    assert own["rulings"][0]["ruling"]["verdict"] == "lawful"


def test_a_waiver_without_the_cyber_certificate_is_defective_under_caatsa_231b2():
    table = given().to("orders", 3)
    said = preview(table.state, "WH", {"main": {"move": "waive", "fields": {}}})["rulings"][0]["ruling"]
    assert said["verdict"] == "defective" and "CAATSA 231(b)(2)" in said["decisive"]


def test_a_certificate_without_moscows_restraint_is_lawful_and_is_shown_false_at_effects():
    table = given().to("orders", 3)
    table.send(WHITE, "inject", CAPITAL)
    table.lock("WH", ("waive", {"certificate": True}))
    table.to("effects", 3)
    assert ruled(table).verdict == "lawful"
    assert table.state.marks["waiver"] == 2 and table.state.marks["false_paper"] == 1


def test_a_letter_of_offer_before_the_notice_is_barred_by_aeca_36b1_and_the_kit_stays():
    table = given().to("orders", 1)
    table.lock("DEF", "kit_offer")
    table.to("orders", 2)
    table.lock("DEF", "kit_letter")
    table.to("effects", 2)
    assert ruled(table).verdict == "unlawful" and table.state.ladders["KIT"].step == 1
    mine = view(table.state, "DEF")["rulings"][-1]
    assert (mine["mark"], mine["slot"]) == ("barred", "no")


def test_a_notice_in_one_round_lets_the_letter_of_offer_go_out_in_the_next_even_over_a_hold():
    table = given().to("orders", 1)
    table.lock("DEF", "kit_offer")
    table.to("orders", 2)
    table.lock("WH", "notify_kit")
    table.lock("CONG", "place_hold")
    table.to("orders", 3)
    assert table.state.ladders["KIT"].step == 2
    table.lock("DEF", "kit_letter")
    table.to("effects", 3)
    verdicts = [(r.seat, r.verdict) for r in table.state.rulings]
    assert verdicts == [("WH", "lawful"), ("CONG", "not_applicable"), ("DEF", "lawful")]
    assert table.state.ladders["KIT"].step == 3


def test_a_finding_alone_raises_the_duty_which_is_in_breach_at_the_rounds_end():
    table = given().to("orders", 3)
    table.lock("WH", ("find", {"consulted": True}))
    table.to("reveal", 3)
    duty = next(d for d in view(table.state, "WH")["duties"] if d["cite"] == "CAATSA 231(a)")
    assert (duty["state"], duty["due"], duty["seat"]) == ("due", "2018-01-29", "WH")
    table.to("effects", 3)
    duty = next(d for d in view(table.state, "CONG")["duties"] if d["cite"] == "CAATSA 231(a)")
    assert duty["state"] == "breached"
    assert table.state.marks["missed_duties"] == 1


def test_orders_of_one_reveal_rely_on_those_worked_before_them():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", FIVE))
    table.lock("CONG", None, "say_breach")
    table.to("reveal", 3)
    assert [r.seat for r in table.state.rulings] == ["WH", "CONG"]
    assert ruled(table, 1).verdict in ("not_applicable", "lawful")


def test_an_open_fact_leaves_the_ruling_waiting_and_establishing_it_completes_it_in_place():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {**FIVE, "significant": False}))
    table.to("reveal", 3)
    assert (ruled(table).verdict, ruled(table).consequence) == ("undetermined", "waits")
    waiting = view(table.state, WHITE)["waiting"]
    assert [(w["record"], w["field"]) for w in waiting] == [("s400_deal", "significant")]
    told = table.send(
        WHITE, "establish", {"record": "s400_deal", "field": "significant", "value": True, "reason": "two and a half billion dollars"}
    )
    assert kinds(told)[:2] == ["fact_established", "ruling_completed"]
    assert [r.no for r in table.state.rulings] == [1] and ruled(table).verdict == "lawful"
    assert view(table.state, WHITE)["waiting"] == []
    table.to("effects", 3)
    assert table.state.marks["measures"] == 5


def test_an_office_that_the_law_names_finds_the_fact_itself_and_nobody_else_is_asked():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {**FIVE, "significant": False}))
    table.to("reveal", 3)
    asked = {seat: [w["field"] for w in view(table.state, seat)["waiting"]] for seat in table.state.deck.seats}
    assert {seat for seat, fields in asked.items() if fields} == {"WH"} and asked["WH"] == ["significant"]
    assert view(table.state, PUBLIC)["waiting"] == []
    assert view(table.state, "WH")["needed"] == {"text": "A ruling waits for your finding.", "mine": True}
    fact = {"record": "s400_deal", "field": "significant", "value": True, "reason": "on the whole of the case"}
    assert "waits for your finding" in table.refuses("CONG", "establish", fact)
    assert "waits for your finding" in table.refuses("WH", "establish", {**fact, "field": "knew"})
    assert "everyone knows it" in table.refuses("WH", "establish", {**fact, "audience": ["WH"]})
    assert kinds(table.send("WH", "establish", fact))[:2] == ["fact_established", "ruling_completed"]
    assert ruled(table).verdict == "lawful" and view(table.state, "WH")["waiting"] == []
    assert table.state.case.sources["s400_deal", "significant"] == "finding by WH"


def test_establishing_that_a_fact_is_not_so_completes_the_ruling_without_effect():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {**FIVE, "significant": False}))
    table.to("reveal", 3)
    table.send(WHITE, "establish", {"record": "s400_deal", "field": "significant", "value": False, "reason": "a civil purchase"})
    assert ruled(table).verdict == "not_applicable"
    table.to("effects", 3)
    assert table.state.marks["measures"] == 0


def test_a_private_fact_rules_but_is_not_shown_to_who_may_not_know_it():
    table = given().to("orders", 3)
    table.send(
        WHITE,
        "establish",
        {"record": "s400_deal", "field": "significant", "value": True, "reason": "only you know", "audience": ["DEF"]},
    )
    asked = {"main": {"move": "find_and_impose", "fields": {**FIVE, "significant": False}}}
    assert preview(table.state, "WH", asked)["rulings"][0]["ruling"]["verdict"] == "undetermined"
    assert "only you know" not in str(view(table.state, "WH"))
    table.lock("WH", ("find_and_impose", {**FIVE, "significant": False}))
    table.to("reveal", 3)
    assert ruled(table).verdict == "lawful"
    assert view(table.state, "WH")["rulings"][0]["ruling"]["verdict"] == "lawful"
    assert "WH" in ruled(table).shown and "DEF" not in ruled(table).shown


def test_an_override_stands_beside_the_engines_own_ruling_and_decides_the_effects():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", FOUR))
    table.to("reveal", 3)
    assert "10 characters" in table.refuses(WHITE, "override", {"ruling": 1, "verdict": "lawful", "reason": "so"})
    table.send(WHITE, "override", {"ruling": 1, "verdict": "lawful", "reason": "the fifth was read aloud"}, by="Lea")
    mine = view(table.state, "MOS")["rulings"][0]
    assert mine["slot"] == "changed" and mine["overridden"]["by"] == "Lea"
    assert mine["ruling"]["verdict"] == "defective"
    assert [o.name for o in table.state.case.occurrences][-2:] == ["determined.231", "imposed.231"]
    table.to("effects", 3)
    assert table.state.marks["findings"] == 1


def test_an_override_to_void_takes_the_legal_events_off_the_case_again():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", FIVE))
    table.to("reveal", 3)
    assert "imposed.231" in table.state.case.by_name
    table.send(WHITE, "override", {"ruling": 1, "verdict": "unlawful", "reason": "outside the exercise"})
    assert "imposed.231" not in table.state.case.by_name
    table.to("effects", 3)
    assert table.state.marks["measures"] == 0


def test_a_delay_holds_only_while_ankara_pauses_or_lets_inspectors_in():
    kept, broken, renewed = (given().to("orders", 3) for _ in range(3))
    for table, fields in ((kept, {}), (broken, {}), (renewed, {"renews": True})):
        table.send(WHITE, "inject", CAPITAL)
        table.lock("WH", "draft_delay", ("sign_delay", fields))
    kept.lock("ANK-P", "s4_pause")
    for table in (kept, broken, renewed):
        table.to("effects", 3)
        assert ruled(table).verdict == "lawful"
    assert [t.state.marks["delay"] for t in (kept, broken, renewed)] == [3, 0, 0]
    assert [t.state.marks["false_delay"] for t in (kept, broken, renewed)] == [0, 0, 1], "only one that renews itself is shown false"


def test_a_signature_with_nothing_to_sign_is_no_act_of_law():
    table = given().to("orders", 3)
    table.send(WHITE, "inject", CAPITAL)
    table.lock("WH", None, ("sign_delay", {}))
    table.to("effects", 3)
    assert not [r for r in table.state.rulings if r.seat == "WH"] and table.state.marks["delay"] == 0
    assert "delayed.231c" not in table.state.case.by_name


def test_an_order_without_a_needed_field_has_a_message_and_no_ruling_in_the_pre_flight():
    table = given().to("orders", 3)
    said = preview(table.state, "WH", {"main": {"move": "find_and_impose", "fields": {}}, "minor": {"move": "speech", "fields": {}}})
    assert [r["slot"] for r in said["rulings"]] == ["main", "minor"]
    assert said["rulings"][0]["ruling"] is None and said["rulings"][0]["fields_missing"][0]["field"] == "items"
    assert said["rulings"][1]["fields_missing"] == [{"field": "theme", "message": "Choose theme."}]
    assert preview(table.state, "WH", {"main": {"move": 3}, "minor": "x"}) == {"rulings": []}


# ------------------------------------------------------------------ claims, and what has no legal effect
def claimed(main=None, round_no=3):
    """A table at Effects of a round in which Congress says that the duty is breached, and what its claim moved."""
    table = given().to("orders", round_no)
    if main:
        table.lock("WH", main)
    table.lock("CONG", None, "say_breach")
    table.to("reveal", round_no)
    told = table.send(WHITE, "advance")
    moved = [c["text"] for e in told if e.kind == "effects_applied" for s in e.data["shifts"] for c in s["causes"]]
    return table, [text for text in moved if text.startswith("CONG: Say that")]


@pytest.mark.parametrize("main", [("find", {"consulted": True}), ("find_and_impose", FIVE), None])
def test_given_no_breach_of_caatsa_231a_then_the_claim_is_not_upheld_and_moves_nothing(main):
    table, moved = claimed(main)
    mine = next(r for r in view(table.state, "CONG")["rulings"] if r["seat"] == "CONG")
    assert (mine["mark"], mine["slot"]) == ("not in breach", "none")
    assert moved == []
    assert any("Ruling on CONG: not in breach" in line["text"] for line in view(table.state, "PUBLIC")["log"])


def test_given_a_breach_of_caatsa_231a_then_the_claim_is_upheld_also_when_it_was_mended_late():
    table = given().to("orders", 3)
    table.lock("WH", ("find", {"consulted": True}))
    table.to("effects", 3)
    law, found = table.state.law, table.state.case
    data = {"items": frozenset({1, 2, 3, 4, 6}), "officer_items": frozenset()}
    imposed = Occurrence("imposed.231", date(2018, 3, 1), {"person": "ssm"}, data)

    def mark(case, day):
        claim = Act("assert_breach_231", "congress_leader", day, {"person": "ssm"})
        ruling = explain(law, case, claim, adjudicate(law, case, claim))
        assert ruling["verdict"] == "lawful"
        return mark_of(law, ruling)

    assert mark(found, date(2018, 1, 29)) == "not in breach"
    assert mark(found, date(2018, 1, 30)) == "upheld"
    assert mark(found.with_occurrence(imposed), date(2018, 3, 2)) == "upheld"
    in_time = replace(imposed, date=date(2018, 1, 29))
    assert mark(found.with_occurrence(in_time), date(2018, 3, 2)) == "not in breach"


def test_given_a_claim_that_the_white_cell_upholds_then_it_is_heard_and_one_it_turns_down_is_not():
    for verdict, mark in (("lawful", "upheld"), ("unlawful", "not in breach")):
        table = given().to("orders", 3)
        table.lock("WH", ("find", {"consulted": True}))
        table.lock("CONG", None, "say_breach")
        table.to("reveal", 3)
        no = next(r.no for r in table.state.rulings if r.seat == "CONG")
        table.send(WHITE, "override", {"ruling": no, "verdict": verdict, "reason": "The table agreed otherwise"})
        assert next(r["mark"] for r in view(table.state, "CONG")["rulings"] if r["seat"] == "CONG") == mark
        told = table.send(WHITE, "advance")
        causes = [c["text"] for e in told if e.kind == "effects_applied" for s in e.data["shifts"] for c in s["causes"]]
        assert bool([c for c in causes if c.startswith("CONG: Say that")]) == (mark == "upheld")


def test_given_an_act_that_no_provision_reaches_then_its_mark_is_not_that_of_a_lawful_one():
    table = given().to("orders", 1)
    said = preview(table.state, "WH", {"main": {"move": "find_and_impose", "fields": FIVE}})["rulings"][0]
    assert (said["ruling"]["verdict"], said["mark"], said["v"]) == ("not_applicable", "no legal effect", "none")


# ------------------------------------------------------------------ what comes first
def test_given_no_finding_when_measures_are_drafted_then_the_panel_says_that_the_finding_comes_first():
    table = given().to("orders", 3)
    said = preview(table.state, "WH", {"main": {"move": "impose", "fields": FIVE}})["rulings"][0]["ruling"]
    assert said["verdict"] == "undetermined"
    assert {m["question"].partition(" comes first.")[0] for m in said["missing"]} == {"“Find the transaction significant”"}
    assert all(m["by"] == [] for m in said["missing"])
    table.lock("WH", ("find", {"consulted": True}))
    table.to("effects", 3)
    table.state = table.state.but(phase="orders", orders={}, locked=frozenset())
    again = preview(table.state, "WH", {"main": {"move": "impose", "fields": FIVE}})["rulings"][0]["ruling"]
    assert again["verdict"] == "lawful" and not again["missing"]


def test_the_log_names_a_duty_once():
    lines = [line["text"] for line in view(given().to("situation").state, "PUBLIC")["log"]]
    assert any(line.startswith("Duty to publish the list (CAATSA 231(d))") for line in lines), lines


def test_the_other_reading_of_a_ruling_is_that_of_its_day_whatever_happens_later():
    """Not consulted: on the other reading of the memorandum the measures stand. Measures imposed later change nothing of that."""
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {**FIVE, "consulted": False}))
    table.to("reveal", 3)
    assert (ruled(table).no, ruled(table).verdict) == (1, "defective")
    then = otherwise(table.state, PUBLIC, 1)
    assert [(e["question"], e["verdict"], e["mark"]) for e in then["readings"] if e["differs"]] == [("consultation", "lawful", "required")]
    assert len(then["readings"]) == len(view(table.state, PUBLIC)["rulings"][0]["ruling"]["readings"]) > 1
    table.send(WHITE, "override", {"ruling": 1, "verdict": "lawful", "reason": "let it stand for now"})
    assert otherwise(table.state, PUBLIC, 1) == otherwise(table.state, WHITE, 1) == then, "as it was then"
    for no in (0, 2, -1):
        with pytest.raises(Refused):
            otherwise(table.state, WHITE, no)


def test_a_ruling_completed_later_is_read_otherwise_over_what_was_established_by_then():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {**FIVE, "consulted": False, "significant": False}))
    table.to("reveal", 3)
    assert {e["verdict"] for e in otherwise(table.state, PUBLIC, 1)["readings"]} == {"undetermined"}
    table.send(WHITE, "establish", {"record": "s400_deal", "field": "significant", "value": True, "reason": "it was large"})
    then = otherwise(table.state, PUBLIC, 1)["readings"]
    assert ruled(table).verdict == "defective"
    assert [(e["question"], e["verdict"]) for e in then if e["differs"]] == [("consultation", "lawful")]
