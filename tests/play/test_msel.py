"""The white cell's list of events and kit: derived where the deck does not say, and true of the table."""

from __future__ import annotations

from game.library.shelf import header_of, opening_of
from game.play import WHITE
from game.play.msel import msel

from .tables import SCENARIOS, given, the_deck


def rows(state):
    return {r["card"]: r for r in msel(state)}


def test_every_card_of_the_whole_game_has_what_the_list_of_events_needs():
    state = opening_of(header_of(SCENARIOS / "actionable", SCENARIOS / "statutes", "t", "", {"rounds": 6}))
    listed = msel(state)
    assert [r["no"] for r in listed] == list(range(1, 46))
    for row in listed:
        assert all(row[k] for k in ("title", "suit", "planned", "when", "sender", "to", "channel", "expected")), row
    said = rows(state)
    assert (said["A05"]["planned"], said["A05"]["when"], said["C09"]["when"]) == ("round 2", "fixed", "arises")
    assert said["B06"]["planned"] == "rounds 1 to 3"
    assert (said["D05"]["sender"], said["B03"]["channel"], said["D05"]["aim"]) == (
        "Statute desk", "handed over in silence", "Tells a duty from a discretion")  # fmt: skip
    assert said["D02"]["expected"].startswith("State sends a written legal view"), "what the card says itself comes first"
    assert said["C02"]["expected"].startswith("STATE answers by the bell, a: Keep the freeze (ANK −1, ADM +1, COH −1) and b:")
    assert said["C06"]["expected"] == "It moves ANK −2, RUS +1; nobody need act."


def test_a_card_is_planned_then_played_in_its_round_or_skipped_when_its_rounds_are_past():
    table = given()
    assert {r["status"] for r in msel(table.state)} == {"planned"}
    table.to("orders", 1)
    drawn = set(table.state.cards)
    assert {c for c, r in rows(table.state).items() if r["status"] == "played" and r["round"] == 1} == drawn
    table.to("situation", 2)
    now = rows(table.state)
    only_first = [c for c in table.state.deck.cards.values() if c.rounds == (1, 1) and c.id not in drawn]
    assert only_first and {now[c.id]["status"] for c in only_first} == {"skipped"} and now["D05"]["status"] == "planned"
    table.send(WHITE, "inject", {"card": only_first[0].id})
    assert rows(table.state)[only_first[0].id] | {"status": "played", "round": 2} == rows(table.state)[only_first[0].id]


def test_at_the_end_nothing_is_planned_any_more():
    table = given().to("orders", 1)
    table.send(WHITE, "close", {"reason": "the bell of the school"})
    assert "planned" not in {r["status"] for r in msel(table.state)}


def test_the_kit_is_whole_and_tells_no_seats_secret():
    kit = the_deck().kit
    assert len(kit.turn_zero) == 3 and len(kit.case_files) == 12 and len(kit.hot_wash) == 5 and len(kit.then) == 12
    assert [len(behaviours) for _, behaviours in kit.evaluation] == [3, 3, 3, 3]
    words = " ".join([*kit.opening, *kit.case_files, *kit.hot_wash, *(t for _, t in kit.then), *(a for q in kit.turn_zero for a in q)])
    assert not [s for s in the_deck().seats.values() if s.fact and s.fact in words]
