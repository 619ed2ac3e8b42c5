"""Every ending of the short game can be reached by play, and the first that fits is told."""

from __future__ import annotations

from game.play import PUBLIC, WHITE, view

from .tables import given

FIVE = {"items": [1, 2, 3, 4, 6], "consulted": True}


def ended(table):
    table.to("headline", 3)
    table.send(WHITE, "advance")
    return table.state.outcome["ending"]


def weather(table, **effects):
    """The white cell moves tracks, so that a test needs no luck with cards."""
    table.send(WHITE, "inject", {"title": "Weather", "text": "It turns.", "audience": "all", "effects": effects})


def test_no_order_at_all_is_a_muddle():
    assert ended(given()) == "muddle"


def test_an_undertaking_on_the_record_parks_the_missiles():
    table = given().to("orders", 1)
    table.lock("ANK-P", ("undertaking", {"promise": "no_second"}))
    assert ended(table) == "parked"


def test_the_law_applied_with_a_financed_deal_bruises_the_alliance():
    table = given().to("orders", 2)
    table.lock("ANK-P", None, None, A05="a")
    table.to("orders", 3)
    table.lock("WH", ("find_and_impose", FIVE))
    assert ended(table) == "applied"
    assert view(table.state, "CONG")["you"]["objectives"][1]["met"]


def test_moscows_tenant_needs_the_loan_the_speed_and_the_step():
    table = given().to("orders", 2)
    table.lock("ANK-P", None, None, A05="a")
    table.lock("MOS", "speed_delivery")
    table.to("orders", 3)
    weather(table, RUS=9)
    table.lock("ANK-P", "s4_step")
    assert ended(table) == "tenant"


def test_a_grand_bargain_needs_prisoners_home_and_allied_kit_on_its_way():
    table = given().to("orders", 1)
    table.lock("ANK-P", "euro_step")
    table.to("orders", 2)
    for seat, main, minor in (("WH", "consular_push", None), ("CONG", None, "delegation_visit")):
        table.lock(seat, main, minor)
    table.to("orders", 3)
    table.lock("WH", "consular_push", "testify")
    table.lock("CONG", None, "delegation_visit")
    assert ended(table) == "bargain"


def test_congress_takes_the_wheel_over_a_veto_at_con_8_and_the_red_line_is_hit():
    table = given().to("orders", 3)
    weather(table, CON=10)
    table.lock("CONG", "pass_decision")
    table.send(PUBLIC, "take_seat", {"seat": "WH", "name": "Sam"})
    table.send(WHITE, "advance")
    table.send("WH", "answer_bill", {"bill": 1, "answer": "veto"})
    assert ended(table) == "congress"
    score = table.state.outcome["scores"][0]
    assert {"text": "A veto of yours is overridden", "points": -4, "met": True} in score["objectives"]


def test_below_con_8_a_veto_stops_a_bill_and_silence_lets_it_pass():
    stopped, passed = given().to("orders", 3), given().to("orders", 3)
    for table in (stopped, passed):
        weather(table, CON=-10)
        weather(table, CON=6)
        table.send(PUBLIC, "take_seat", {"seat": "WH", "name": "Sam"})
        table.lock("CONG", ("pass_bill", {"parts": ["jets"]}))
        table.send(WHITE, "advance")
    stopped.send("WH", "answer_bill", {"bill": 1, "answer": "veto"})
    for table in (stopped, passed):
        table.to("effects", 3)
    assert (stopped.state.marks["amendments"], passed.state.marks["amendments"]) == (0, 1)


def test_losing_the_base_with_cohesion_at_four_or_less_is_a_rupture_at_once():
    table = given().to("orders", 1)
    weather(table, ARM=-10, COH=-10)
    weather(table, COH=3)
    table.lock("ANK-P", None, "close_base")
    table.lock("DEF", None, None)
    table.send(WHITE, "advance")
    table.send(WHITE, "advance")
    assert table.state.outcome["ending"] == "rupture" and table.state.round == 1


def test_scores_are_halved_in_the_short_game_and_halved_again_by_a_rupture():
    table = given()
    assert ended(table) == "muddle"
    for x in table.state.outcome["scores"]:
        assert x["score"] * 2 == sum(o["points"] for o in x["objectives"] if o["met"])
