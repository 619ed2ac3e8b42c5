"""One seat calls off an order of another, where the deck lets it: once a game, at the reveal, and not what the law has ruled on."""

from __future__ import annotations

from functools import lru_cache

import pytest

from game.library.decks import deck_from_texts
from game.play import PUBLIC, WHITE, fold, opening, view
from game.play.dryrun import first_event
from game.play.folds import apply

from .tables import Table, kinds, the_deck, the_statutes

MOVES = """
  build:
    slot: main
    seats: [ANK-P]
    stage: deeds
    title: Build
    text: Called off or done.
    sentence: "{seat} builds."
    repeats: true
    always: {effects: {DET: -1}}
"""


@lru_cache
def deck(rus: int):
    texts = dict(the_deck().files)
    texts["moves.yaml"] += MOVES
    track = "    title: Moscow's hold on Ankara\n    start: 3\n"
    assert track in texts["deck.yaml"]
    texts["deck.yaml"] = texts["deck.yaml"].replace(track, track.replace("start: 3", f"start: {rus}"))
    return deck_from_texts(texts, the_statutes())


def revealed(rus: int = 10, round: int = 1, ankp="build"):
    made, book = deck(rus)
    event = first_event(made, book.original)
    table = Table(apply(opening(made, book, {"table": "t1"}), event), [event]).to("orders", round)
    table.lock("ANK-P", ankp)
    table.send(WHITE, "advance")
    return table


def place(table, seat, by="ANK-P"):
    now = [x for x in view(table.state, seat)["revealed"] if x["round"] == table.state.round]
    return next(x["place"] for x in now if x["seat"] == by and x["slot"] == "main")


def test_what_is_called_off_has_no_effect_and_everybody_sees_by_whom():
    table, other = revealed(), revealed()
    assert view(table.state, "MOS")["may"]["cancel"] == [place(table, "MOS")]
    table.send("MOS", "cancel_order", {"move": place(table, "MOS")})
    seen = next(x for x in view(table.state, PUBLIC)["revealed"] if x["sentence"] == "ANK-P builds.")
    assert seen["cancelled"] == "MOS"
    assert "MOS calls off an order of ANK-P." in [line["text"] for line in view(table.state, PUBLIC)["log"]]
    for t in (table, other):
        t.to("effects", 1)
    changes = [s["track"] for e in table.events if e.kind == "effects_applied" for s in e.data["shifts"] if s["track"] == "DET"]
    undisturbed = [s["track"] for e in other.events if e.kind == "effects_applied" for s in e.data["shifts"] if s["track"] == "DET"]
    assert len(changes) == len(undisturbed) - 1
    assert fold(opening(*deck(10), {"table": "t1"}), table.events) == table.state


def test_only_the_seat_the_deck_names_only_where_its_condition_holds_and_only_once_a_game():
    table = revealed()
    others = (x["place"] for x in view(table.state, "MOS")["revealed"] if x["seat"] != "ANK-P")
    assert "you can call off" in table.refuses("WH", "cancel_order", {"move": place(table, "WH")})
    assert "you can call off" in table.refuses("MOS", "cancel_order", {"move": next(others)})
    assert "no such move" in table.refuses("MOS", "cancel_order", {"move": 10**6})
    table.send("MOS", "cancel_order", {"move": place(table, "MOS")})
    assert view(table.state, "MOS")["may"]["cancel"] == []
    assert "one is all" in table.refuses("MOS", "cancel_order", {"move": place(table, "MOS")})
    low = revealed(rus=3)
    assert "must be 9 or more" in low.refuses("MOS", "cancel_order", {"move": place(low, "MOS")})
    assert view(low.state, "MOS")["may"]["cancel"] == []


def test_an_order_that_is_called_off_is_not_contested_nor_argued():
    table = revealed()
    at = {seat: place(table, seat) for seat in ("MOS", "WH")}
    table.send("WH", "contest", {"move": at["WH"]})
    table.send("MOS", "cancel_order", {"move": at["MOS"]})
    assert at["WH"] not in view(table.state, "WH")["may"]["contest"]
    table.send(WHITE, "advance")
    assert table.state.phase == "effects" and "argument_opened" not in kinds(table.events)


@pytest.mark.parametrize("phase", ["orders", "effects"])
def test_it_is_done_at_the_reveal(phase):
    table = revealed()
    where = place(table, "MOS")
    table.to(phase, 2)
    assert "orders are called off at the reveal" in table.refuses("MOS", "cancel_order", {"move": where})
