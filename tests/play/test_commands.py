"""Every command: what it makes happen, and what it refuses, in words."""

from __future__ import annotations

from datetime import date

import pytest

from game.play import WHITE, Command, apply, decide, hears, listeners, opening, view

from .tables import T0, chance, given, kinds, page, put, the_deck, the_law


# ------------------------------------------------------------------ seats
def test_a_seat_is_taken_once_and_the_slower_person_hears_who_was_quicker():
    table = given()
    table.send("DEF", "take_seat", {"seat": "DEF", "name": "Ana"})
    assert view(table.state, "PUBLIC")["seats"][1]["name"] == "Ana"
    assert table.refuses("DEF", "take_seat", {"seat": "DEF", "name": "Ben"}) == "Ana was quicker, choose another seat"


def test_a_person_may_take_over_from_a_bot_in_the_middle_of_the_game():
    table = given()
    table.send(WHITE, "fill_bots")
    table.to("orders")
    table.send("MOS", "take_seat", {"seat": "MOS", "name": "Ben"})
    assert view(table.state, "MOS")["you"]["name"] == "Ben"
    assert not view(table.state, "MOS")["seats"][4]["bot"]


def test_somebody_ready_in_the_lobby_is_seen_by_all_and_the_start_needs_no_one():
    table = given()
    table.send("WH", "take_seat", {"seat": "WH", "name": "Sam"})
    assert view(table.state, "WH")["needed"]["mine"]
    table.send("WH", "ready", {"ready": True})
    assert not view(table.state, "WH")["needed"]["mine"]
    assert table.refuses("WH", "ready", {"ready": True}) == "you are ready already"
    assert kinds(table.send(WHITE, "start"))[0] == "phase_began"
    assert "started" in table.refuses(WHITE, "start")


def test_leaving_a_seat_frees_it_for_another():
    table = given()
    table.send("WH", "take_seat", {"seat": "WH", "name": "Sam"})
    assert "own seat" in table.refuses("DEF", "leave_seat", {"seat": "WH"})
    table.send("WH", "leave_seat")
    table.send("WH", "take_seat", {"seat": "WH", "name": "Kim"})
    assert table.state.seats["WH"].name == "Kim"


# ------------------------------------------------------------------ who may
@pytest.mark.parametrize(
    "kind", ["start", "advance", "pause", "resume", "inject", "override", "fill_bots", "close", "act_for", "extend", "undo"]
)
def test_a_seat_cannot_send_the_white_cells_command(kind):
    assert "only the white cell" in given().refuses("WH", kind)


def test_an_unknown_command_is_answered_with_the_nearest_one():
    assert "did you mean `lock_order`" in given().refuses("WH", "lock_ordr")


def test_unknown_data_is_answered_with_the_nearest_name():
    assert "did you mean `reason`" in given().to("orders").refuses(WHITE, "pause", {"reson": "x"})


def test_the_public_may_take_a_seat_and_nothing_else():
    table = given()
    assert table.refuses("PUBLIC", "ready", {"ready": True}) == "take a seat first"
    table.send("PUBLIC", "take_seat", {"seat": "WH", "name": "Sam"})


# ------------------------------------------------------------------ talk
def test_a_private_room_is_seen_by_its_members_and_the_white_cell_only():
    table = given().to("back_channel")
    table.send("WH", "open_room", {"seats": ["ANK-P"]})
    table.send("ANK-P", "message", {"room": "WH+ANK-P", "text": "wait for the umbrella"})
    for who in listeners(the_deck()):
        rooms = [r["id"] for r in view(table.state, who)["rooms"]]
        assert ("WH+ANK-P" in rooms) == (who in ("WH", "ANK-P", WHITE))
        assert ("umbrella" in str(view(table.state, who))) == (who in ("WH", "ANK-P", WHITE))
    assert "no such room" in table.refuses("MOS", "message", {"room": "WH+ANK-P", "text": "hello"})
    assert "open already" in table.refuses("ANK-P", "open_room", {"seats": ["WH"]})


def test_rooms_are_closed_while_orders_are_sealed_and_say_why():
    table = given().to("back_channel")
    table.send("WH", "open_room", {"seats": ["ANK-P"]})
    table.to("orders")
    assert "rooms are closed" in table.refuses("WH", "message", {"room": "WH+ANK-P", "text": "x"})
    room = view(table.state, "WH")["rooms"][1]
    assert not room["open"] and room["why_closed"].startswith("Rooms are closed")


def test_a_room_needs_two_and_a_message_needs_words():
    table = given().to("back_channel")
    assert "at least two" in table.refuses("WH", "open_room", {"seats": ["WH"]})
    assert "empty" in table.refuses("WH", "message", {"room": "all", "text": "   "})
    assert "at most 2000" in table.refuses("WH", "message", {"room": "all", "text": "x" * 2001})


# ------------------------------------------------------------------ orders
def test_an_order_may_be_locked_unlocked_and_locked_again_until_the_bell():
    table = given().to("orders")
    assert kinds(table.lock("WH", "tariff_threat")) == ["order_sealed", "order_locked"]
    order = view(table.state, "WH")["order"]
    assert order["state"] == "locked" and order["place"] and order["may_unlock"]
    assert kinds(table.lock("WH", "leader_call")) == ["order_sealed"]
    table.send("WH", "unlock_order")
    assert view(table.state, "WH")["order"]["state"] == "draft"
    assert view(table.state, "WH")["order"]["main"]["move"] == "leader_call"
    table.to("reveal")
    assert "orders" in table.refuses("WH", "lock_order", {"main": None, "minor": None, "choices": {}})


def test_a_locked_order_is_known_to_exist_and_nothing_more():
    table = given().to("orders")
    table.lock("WH", "tariff_threat")
    for who in ("DEF", "PUBLIC"):
        now = view(table.state, who)
        assert now["seats"][0]["locked"] and "tariff" not in str(now["order"]) + str(now["revealed"]) + str(now["log"])
    white = view(table.state, WHITE)["white"]["orders"][0]
    assert white["state"] == "locked" and white["main"]["move"] == "tariff_threat"


def test_the_white_cell_reads_orders_as_sentences_and_of_a_draft_only_once_it_is_whole():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {"items": [2, 1], "consulted": True}))
    wh = view(table.state, WHITE)["white"]["orders"][0]
    assert wh["main"]["sentence"].startswith("WH: the Secretary of State finds the agency covered and imposes measures 1 and 2 on it.")
    table.send("WH", "unlock_order")
    table.send("WH", "save_draft", {"main": {"move": "find_and_impose", "fields": {"items": 5}}})
    main = view(table.state, WHITE)["white"]["orders"][0]["main"]
    assert main["title"] == "Find and impose in one order" and main["sentence"] is None


def test_a_seat_s_law_says_what_its_own_moves_turn_on_and_everybody_else_s_what_any_does():
    state = given().to("orders").state

    def used(seat):
        return {p["cite"] for p in view(state, seat)["law"] if p["used"]}

    assert {"CAATSA 231(a)", "CAATSA 235(a)"} <= used("WH") and not any(c.startswith("AECA 3(") for c in used("WH"))
    assert "CAATSA 231(b)" not in used("DEF") and used("WH") | used("DEF") <= used(WHITE) == used("PUBLIC")
    assert not used("MOS")


def test_a_draft_is_kept_for_its_seat_and_does_not_count_as_an_order():
    table = given().to("back_channel")
    table.send("WH", "save_draft", {"main": {"move": "find_and_impose", "fields": {"items": [1]}}})
    assert view(table.state, "WH")["order"]["state"] == "draft"
    table.to("orders").to("reveal")
    assert not [d for d in table.state.deeds if d.seat == "WH" and not d.by_rule]


@pytest.mark.parametrize(
    ("main", "words"),
    [
        ("speech", "minor move"),
        ("rally", "has no move"),
        ("no_such_move", "has no move"),
        ("kit_letter", "has no move"),
        ("designate", "not before round 2"),
        ("notify_kit", "KIT at 1"),
    ],
)
def test_an_order_that_breaks_a_rule_of_the_table_is_refused(main, words):
    table = given().to("orders")
    assert words in table.refuses("WH", "lock_order", {"main": {"move": main, "fields": {}}, "minor": None, "choices": {}})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"items": ["1"]}, "not among"),
        ({"items": [1, 1, 2, 3, 4]}, "twice"),
        ({"items": [True]}, "not among"),
        ({"items": 5}, "list"),
        ({"items": [1, 2, 3, 4, 6], "office": "pope"}, "not among"),
        ({"items": [1], "consulted": "yes"}, "true or false"),
        ({"items": [1, 2], "colour": 1}, "no such field"),
        ({}, "choose measures"),
    ],
)
def test_an_order_whose_fields_are_not_whole_is_refused(fields, words):
    table = given().to("orders")
    said = table.refuses("WH", "lock_order", {"main": {"move": "find_and_impose", "fields": fields}, "minor": None, "choices": {}})
    assert words in said.lower()


def test_a_move_does_not_come_twice_running_and_a_once_only_move_never_again():
    table = given().to("orders")
    table.lock("WH", "tariff_threat", "visas_on")
    table.to("orders", 2)
    moves = {m["id"]: m for m in view(table.state, "WH")["moves"]}
    assert "last round" in moves["tariff_threat"]["why_not"] and "once" in moves["visas_on"]["why_not"]
    table.to("orders", 3)
    moves = {m["id"]: m for m in view(table.state, "WH")["moves"]}
    assert moves["tariff_threat"]["available"] and not moves["visas_on"]["available"]


def test_a_card_is_answered_by_its_owner_only_and_with_one_of_its_choices():
    table = given().to("situation")
    table.send(WHITE, "inject", {"card": "B06"})
    table.to("orders")
    assert "no card `B06`" in table.refuses("WH", "lock_order", {"main": None, "minor": None, "choices": {"B06": "a"}})
    assert "choose a, b" in table.refuses("ANK-P", "lock_order", {"main": None, "minor": None, "choices": {"B06": "z"}})
    table.lock("ANK-P", None, None, B06="a")
    table.to("reveal")
    made = next(c for c in view(table.state, "MOS")["choices_made"] if c["card"] == "B06")
    assert (made["choice"], made["by_default"]) == ("a", False)


def test_a_silent_seat_follows_its_absent_seat_rule_and_the_last_choice_applies():
    table = given().to("situation")
    if "B06" not in table.state.cards:
        table.send(WHITE, "inject", {"card": "B06"})
    table.to("reveal")
    assert next(c for c in view(table.state, "MOS")["choices_made"] if c["card"] == "B06")["by_default"]
    rules = {(d.seat, d.move) for d in table.state.deeds if d.by_rule}
    assert rules == {
        ("WH", "written_view"),
        ("DEF", "joint_readout"),
        ("CONG", "hearing"),
        ("ANK-P", "ank_speech"),
        ("MOS", "warm_readout"),
    }


def test_a_secret_move_is_revealed_to_its_audience_only():
    table = given().to("orders")
    table.lock("WH", None, "explore_swap")
    table.to("effects")
    for who in listeners(the_deck()):
        assert ("quietly" in str(view(table.state, who)["revealed"])) == (who in ("WH", "ANK-P", WHITE))
    det = next(t for t in view(table.state, "CONG")["tracks"] if t["id"] == "DET")
    assert det["why"] == ["something not shown to you −1"]
    assert next(t for t in view(table.state, "ANK-P")["tracks"] if t["id"] == "DET")["why"] == ["WH: Explore the swap, quietly −1"]


# ------------------------------------------------------------------ phases
def test_the_calendar_follows_the_rounds_and_effects_are_dated_the_last_day():
    table = given().to("situation", 2)
    assert view(table.state, "WH")["clock"]["game_date"] == "2017-12-18"
    table.to("effects", 2)
    assert view(table.state, "WH")["clock"]["game_date"] == "2018-01-28"
    table.to("situation", 3)
    assert table.state.game_date == "2018-01-29" and "D05" in table.state.cards


def test_advancing_names_the_phase_so_that_a_second_press_does_nothing():
    table = given().to("orders")
    table.send(WHITE, "advance", {"to": "reveal"})
    assert "not next" in table.refuses(WHITE, "advance", {"to": "reveal"})


def test_shifts_of_a_phase_are_one_sum_cut_at_the_ends():
    table = given().to("situation")
    table.send(WHITE, "inject", {"title": "Fair weather", "text": "All is well.", "audience": "all", "effects": {"COH": 9, "DET": -12}})
    assert table.state.tracks["COH"] == 10 and table.state.tracks["DET"] == 0


def test_a_ladder_does_not_pass_a_step_whose_round_has_not_come():
    table = given().to("orders", 2)
    table.lock("ANK-P", None, None, A05="a")
    table.to("orders", 3)
    assert table.state.ladders["S4"].step == 2
    assert "not ready for the next step" in next(m for m in view(table.state, "ANK-P")["moves"] if m["id"] == "s4_step")["why_not"]


def test_moscow_can_bring_the_next_step_forward_by_a_round():
    table = given().to("orders", 2)
    table.lock("ANK-P", None, None, A05="a")
    table.lock("MOS", "speed_delivery")
    table.to("orders", 3)
    table.lock("ANK-P", "s4_step")
    table.to("effects", 3)
    assert table.state.ladders["S4"].step == 3


def test_a_leader_call_is_worth_it_if_something_is_undertaken_or_signed():
    def con(undertaken, signed=False):
        table = given().to("back_channel")
        if signed:
            promise = {"by": "WH", "kind": "refrains", "what": "tariff_threat", "round": 2}
            table.send("WH", "draft_agreement", {"parties": ["WH", "ANK-P"], "title": "Time", "terms": [promise]})
            table.send("ANK-P", "sign_agreement", {"agreement": table.state.agreements[0].id})
        table.to("orders").lock("WH", "leader_call")
        if undertaken:
            table.lock("ANK-P", ("undertaking", {"promise": "no_second"}))
        table.to("effects")
        moved = [c for data in table.state.moved for s in data["shifts"] for c in s["causes"] if c["text"] == "WH: Leader call"]
        return [c["by"] for c in moved]

    assert con(False) == [1], "the Hill asks"
    assert con(True) == con(False, signed=True) == [1]
    table = given().to("orders")
    table.lock("WH", "leader_call")
    table.to("effects")
    why = {t["id"]: t["why"] for t in view(table.state, WHITE)["tracks"]}
    assert "WH: Leader call +1" in why["CON"] and "WH: Leader call +1" not in why["COH"]


def test_a_headline_is_the_white_cells_and_one_is_found_if_nobody_writes():
    table = given().to("headline")
    assert "white cell writes" in table.refuses("WH", "headline", {"text": "x"})
    table.send(WHITE, "headline", {"text": "Allies talk past each other"})
    assert "already" in table.refuses(WHITE, "headline", {"text": "again"})
    table.to("headline", 2).to("situation", 3)
    assert [h["round"] for h in table.state.headlines] == [1, 2] and table.state.headlines[1]["text"]


def test_rupture_stops_the_game_at_effects_after_two_rounds_at_two_or_less_and_halves_the_scores():
    table = given().to("reveal")
    table.send(WHITE, "inject", {"title": "Storm", "text": "It breaks.", "audience": "all", "effects": {"COH": -12}})
    table.to("reveal", 2)
    table.send(WHITE, "inject", {"title": "Storm", "text": "It breaks.", "audience": "all", "effects": {"COH": -12}})
    told = table.send(WHITE, "advance")
    assert kinds(told)[-3:] == ["ending_reached", "scored", "table_closed"]
    out = view(table.state, "PUBLIC")["outcome"]
    assert out["title"] == "Rupture" and len(out["scores"]) == 5
    assert view(table.state, "WH")["clock"]["phase"] == "closed"
    assert table.refuses(WHITE, "advance") == "this table is closed"


def test_a_game_without_orders_ends_after_the_last_headline():
    table = given().to("headline", 3)
    told = table.send(WHITE, "advance", {"to": "closed"})
    assert kinds(told)[-1] == "table_closed" and table.state.outcome["scores"]


# ------------------------------------------------------------------ the white cell
def test_a_pause_stops_seats_and_the_clock_and_the_time_left_comes_back():
    table = given().to("orders")
    ends = table.state.ends_at
    table.send(WHITE, "pause", {"reason": "fire drill"})
    assert view(table.state, "WH")["clock"]["paused"] and view(table.state, "WH")["clock"]["ends_at"] is None
    assert "fire drill" in table.refuses("WH", "lock_order", {"main": None, "minor": None, "choices": {}})
    assert "resume" in table.refuses(WHITE, "advance")
    table.send(WHITE, "resume")
    assert table.state.ends_at == ends


def test_the_clock_can_be_moved_with_a_reason():
    table = given().to("orders")
    before = table.state.ends_at
    table.send(WHITE, "extend", {"minutes": 2, "reason": "late start"})
    assert table.state.ends_at > before
    assert "whole number" in table.refuses(WHITE, "extend", {"minutes": True})


def test_a_private_inject_is_told_to_its_audience_and_its_shift_to_all_without_the_cause():
    table = given().to("back_channel")
    told = table.send(WHITE, "inject", {"title": "A quiet call", "text": "From a friend.", "audience": ["DEF"], "effects": {"ADM": -1}})
    assert kinds(told) == ["card_played", "effects_applied"]
    assert "A quiet call" in str(view(table.state, "DEF"))
    assert "A quiet call" not in str(view(table.state, "WH"))
    assert "something not shown to you −1" in str(view(table.state, "WH")["tracks"])


def test_a_card_is_injected_once_and_a_wrong_one_gets_the_nearest():
    table = given().to("back_channel")
    table.send(WHITE, "inject", {"card": "D06"})
    assert "already" in table.refuses(WHITE, "inject", {"card": "D06"})
    assert "did you mean" in table.refuses(WHITE, "inject", {"card": "D066"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"record": "s401", "field": "x", "value": 1, "reason": "r"}, "no record"),
        ({"record": "ssm", "field": "is_sate", "value": True, "reason": "r"}, "did you mean `is_state`"),
        ({"record": "ssm", "field": "is_state", "value": "yes", "reason": "r"}, "is a yes or no"),
        ({"record": "ssm", "field": "is_state", "value": True}, "`reason` is missing"),
        ({"record": "s400_deal", "field": "last_conduct", "value": "soon", "reason": "r"}, "a day like"),
    ],
)
def test_a_fact_must_be_one_the_law_asks_for_with_a_value_of_its_type(data, words):
    assert words in given().to("orders").refuses(WHITE, "establish", data)


def test_the_white_cell_can_act_for_a_seat_and_everyone_learns_that_it_did():
    table = given().to("orders")
    order = {"main": {"move": "hearing", "fields": {}}, "minor": None, "choices": {}}
    table.send(WHITE, "act_for", {"seat": "CONG", "type": "lock_order", "data": order}, by="Lea")
    assert view(table.state, "CONG")["order"]["state"] == "locked"
    assert "The white cell acts for CONG." in [x["text"] for x in view(table.state, "PUBLIC")["log"]]
    assert "a command of a seat" in table.refuses(WHITE, "act_for", {"seat": "CONG", "type": "advance", "data": {}})


def test_closing_ends_the_table_without_an_ending():
    table = given().to("orders")
    table.send(WHITE, "close", {"reason": "the bus is here"})
    assert table.state.status == "closed" and view(table.state, "WH")["outcome"] is None
    assert table.refuses("WH", "message", {"room": "all", "text": "x"}) == "this table is closed"


# ------------------------------------------------------------------ the view under every command above
def test_parts_and_silence_hold_through_the_white_cells_doings_too():
    table = given()
    table.send("WH", "take_seat", {"seat": "WH", "name": "Sam"})
    table.send("WH", "ready", {"ready": True})
    table.send(WHITE, "fill_bots", {"seats": ["DEF"]})
    table.to("back_channel")
    table.send("WH", "open_room", {"seats": ["ANK-P"]})
    table.send("WH", "save_draft", {"main": {"move": "find_and_impose", "fields": {"items": [1]}}})
    table.send(WHITE, "inject", {"title": "A quiet call", "text": "x", "audience": ["DEF", "MOS"], "effects": {"ADM": -1}})
    table.send(WHITE, "inject", {"card": "W02"}) if "W02" not in table.state.cards else None
    table.send(WHITE, "pause", {"reason": "drill"})
    table.send(WHITE, "resume")
    table.send(WHITE, "extend", {"minutes": 1})
    table.to("orders", 3)
    table.send("WH", "save_draft", {})
    table.lock("WH", ("find_and_impose", {"items": [1, 2, 3, 4, 6], "consulted": True, "significant": False}))
    table.send("WH", "unlock_order")
    table.lock("WH", ("find_and_impose", {"items": [1, 2, 3, 4, 6], "consulted": True, "significant": False}), "explore_swap")
    secret = {"record": "s400_deal", "field": "should_have_known", "value": True, "reason": "told us", "audience": ["MOS"]}
    table.send(WHITE, "establish", secret)
    table.to("reveal", 3)
    table.send(WHITE, "establish", {"record": "s400_deal", "field": "significant", "value": True, "reason": "size"})
    table.send(WHITE, "override", {"ruling": 1, "verdict": "unlawful", "reason": "for teaching"})
    table.send("DEF", "leave_seat")
    table.to("effects", 3)
    table.send(WHITE, "close", {"reason": "enough"})
    state = opening(the_deck(), the_law(), table.state.header)
    views = {who: view(state, who) for who in listeners(the_deck())}
    for event in table.events:
        earlier, state = state, apply(state, event)
        for who in views:
            now, new = view(state, who), page(state, earlier, [event], who)
            assert hears(event.audience, who) or new == {}
            merged = put(views[who], new)
            assert [n for n in now if now[n] != merged[n]] == [], (event.kind, who)
            views[who] = now


def test_a_command_is_decided_without_touching_the_state():
    table = given().to("orders")
    before = table.state
    decide(before, Command("x", "lock_order", "WH", {"main": None, "minor": None, "choices": {}}, T0, chance("1", 9)))
    assert table.state is before and before.orders == {}


# ------------------------------------------------------------------ facts
WRONG_VALUES = [
    ("kit", "channel", "barter"), ("kit", "channel", 1), ("kit", "parties", [["a"]]), ("kit", "parties", [{"a": 1}]),
    ("kit", "parties", [1, "x", None]), ("kit", "parties", "x"), ("kit", "value_usd", -5), ("kit", "value_usd", True),
    ("s400_deal", "last_conduct", "soon"), ("s400_deal", "last_conduct", "20180129"), ("s400_deal", "significant", 1),
    ("s400_deal", "significant", None),
]  # fmt: skip


@pytest.mark.parametrize(("record", "field", "value"), WRONG_VALUES)
def test_given_a_value_that_does_not_fit_the_fact_then_establishing_is_refused_in_words(record, field, value):
    table = given().to("back_channel")
    said = table.refuses(WHITE, "establish", {"record": record, "field": field, "value": value, "reason": "so it is said"})
    assert "`value` is a " in said
    assert field != "channel" or "fms, dcs" in said


def test_given_a_value_that_fits_then_it_stands_on_the_case_with_its_type():
    table = given().to("back_channel")
    for record, field, value, stands in (
        ("kit", "channel", "dcs", "dcs"), ("kit", "parties", ["b", "a"], frozenset("ab")), ("kit", "value_usd", 1, 1),
        ("s400_deal", "last_conduct", "2018-01-29", date(2018, 1, 29)),
    ):  # fmt: skip
        told = table.send(WHITE, "establish", {"record": record, "field": field, "value": value, "reason": "so it is said"})
        assert table.state.case.records[record].fields[field] == stands
        assert told[0].data["value_text"] != "yes"


# ------------------------------------------------------------------ taking back
def test_a_step_of_the_phase_is_taken_back_while_nobody_has_been_told_anything_since():
    table = given().to("back_channel")
    table.send("WH", "save_draft", {"main": None, "minor": None, "choices": {}})
    table.send(WHITE, "advance")
    table.lock("DEF", None)
    assert view(table.state, WHITE)["white"]["next"]["back"] == table.state.deck.phases["back_channel"].title
    table.send(WHITE, "undo", {"reason": "pressed too soon"})
    assert (table.state.phase, table.state.round) == ("back_channel", 1) and table.state.ends_at
    assert table.state.orders["DEF"].seq, "what was sealed stays sealed"
    assert "pressed too soon" in str(view(table.state, "MOS")["log"])
    assert "no step" in table.refuses(WHITE, "undo", {"reason": "again"})


@pytest.mark.parametrize("phase", ["situation", "reveal", "effects"])
def test_what_people_have_been_told_is_not_taken_back(phase):
    table = given().to(phase)
    assert view(table.state, WHITE)["white"]["next"]["back"] is None
    assert "take back" in table.refuses(WHITE, "undo", {"reason": "x"}) or "told" in table.refuses(WHITE, "undo", {"reason": "x"})


def test_nor_is_a_step_after_which_somebody_spoke():
    table = given().to("back_channel")
    table.send("WH", "message", {"room": "all", "text": "hello"})
    assert "nobody can forget" in table.refuses(WHITE, "undo", {"reason": "x"})
