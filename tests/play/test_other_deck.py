"""Another deck under another law: an island and its ferry. Nothing in the engine is made for the deck that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.library import check_deck, load_statutes, tables_in
from game.library.decks import load_deck
from game.library.shelf import Shelf, opening_of
from game.play.msel import msel
from game.record import FORMAT, commitment, dry_record, verify

OTHER = Path(__file__).parents[1] / "other"
STATUTES = load_statutes(OTHER / "statutes")
TABLES = [(2, "gale"), (3, "gale"), (2, "week"), (3, "week")]


def game(seats, schedule, seed="1"):
    header = {"format": FORMAT, **Shelf(OTHER).header("harbour", "t", commitment(seed), {"seats": seats, "schedule": schedule})}
    return dry_record(header, opening_of(header), seed)


def test_it_is_clean_at_its_four_tables():
    assert [(t["seats"], t["schedule"]) for t in tables_in(OTHER / "harbour")] == TABLES
    assert check_deck(OTHER / "harbour", STATUTES) == []


@pytest.mark.parametrize(("seats", "schedule"), TABLES)
def test_games_by_chance_end_and_their_records_are_true(seats, schedule):
    for seed in ("1", "2", "3"):
        text, state = game(seats, schedule, seed)
        assert state.outcome["ending"] in {e.id for e in state.deck.endings} and verify(text.encode(), opening_of).ok


def test_its_own_law_rules_and_its_own_duty_is_breached():
    seen = {r.ruling["act"] + " " + r.verdict for seed in "123456" for r in game(2, "week", seed)[1].rulings}
    assert {"close_port lawful", "sail lawful"} <= seen, seen


def test_seats_fields_likeness_limits_and_endings_are_as_this_deck_says():
    two, three = (load_deck(OTHER / "harbour", STATUTES, {"seats": n, "schedule": s})[0] for n, s in ((2, "gale"), (3, "week")))
    assert (two.seats["MASTER"].title, three.seats["MASTER"].title) == ("Harbour master and council", "Harbour master")
    assert two.seats["MASTER"].offices == ("harbour_master", "council") and two.seats["MASTER"].objectives[0].text == "Calm is 3 or more"
    assert [o.value for o in two.moves["talk"].fields[0].options] == ["MASTER", "FERRY"], "two share the move, so either may be meant"
    assert two.moves["plead"].text == two.moves["talk"].text and two.moves["plead"].title == "Plead"
    assert "S2" not in two.cards and three.cards["S2"].choices[0].by == "COUNCIL"
    assert [e.id for e in two.endings] == ["panic", "morning"] and [e.id for e in three.endings] == ["panic", "long", "morning"]
    assert two.house_rules[0].duty.holder == "MASTER" and three.house_rules[0].duty.holder == "COUNCIL"


def test_its_list_of_events_needs_no_words_of_its_own():
    row = msel(game(3, "week")[1])[0]
    assert (row["sender"], row["channel"], row["expected"]) == ("The white cell", "read aloud", "It moves CALM −1; nobody need act.")
