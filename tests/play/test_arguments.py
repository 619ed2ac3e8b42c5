"""Contested moves: who may contest, reasons, odds before the throw, the throw, what comes of it; and one order in place of a void one."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import pytest

from game import limits
from game.library.decks import deck_from_texts
from game.play import PUBLIC, WHITE, fold, opening, play_game, view
from game.play.arguments import odds
from game.play.dryrun import first_event
from game.play.folds import apply

from .tables import Table, kinds, the_deck, the_statutes

MOVES = """
  claim:
    slot: main
    seats: [WH]
    stage: deeds
    title: Claim
    text: Argued if somebody contests it.
    sentence: "{seat} claims."
    repeats: true
    always: {effects: {COH: 1}}
    clean: {effects: {LAW: 1}}
    backfires: {effects: {LAW: -1}}
    bonus: [{text: The wind is fair, by: 1, when: {cmp: [track.COH, ">=", 0]}}]
  push:
    slot: minor
    seats: [WH]
    stage: deeds
    title: Push
    text: Argued in any case.
    sentence: "{seat} pushes."
    repeats: true
    argued: always
    always: {effects: {DET: -1}}
  settle:
    slot: main
    seats: [CONG]
    stage: deeds
    title: Settle
    text: Never argued.
    sentence: "{seat} settles."
    repeats: true
    argued: never
  broker:
    slot: main
    seats: [MOS]
    stage: deeds
    title: Broker
    text: Helps one side.
    sentence: "{seat} brokers."
    repeats: true
    mediates: true
  save:
    slot: main
    seats: [DEF]
    stage: deeds
    title: Save
    text: A chip for later.
    sentence: "{seat} saves."
    repeats: true
    always: {mark: {chips_def: 1}}
  late:
    slot: main
    seats: [DEF]
    stage: deeds
    title: Late
    text: Contested only when the law is strong.
    sentence: "{seat} is late."
    repeats: true
    contested_when: {cmp: [track.LAW, ">=", 8]}
"""


@lru_cache
def arguing(mode="dice", target=7):
    texts = dict(the_deck().files)
    texts["moves.yaml"] += MOVES
    assert "argument: {mode: dice, target: 7, most: 3}" in texts["bills.yaml"]
    texts["bills.yaml"] = texts["bills.yaml"].replace("mode: dice, target: 7, most: 3", f"mode: {mode}, target: {target}, most: 2")
    return deck_from_texts(texts, the_statutes())


def revealed(*, seed="1", mode="dice", target=7, minor=None, **mains):
    """A table after the reveal of round 1, in which WH claimed."""
    deck, book = arguing(mode, target)
    event = first_event(deck, book.original)
    table = Arguing(apply(opening(deck, book, {"table": "t1"}), event), [event], seed).to("orders")
    table.lock("WH", "claim", minor)
    for seat, move in mains.items():
        table.lock(seat, move)
    table.send(WHITE, "advance")
    return table


def place(table, seat, sentence):
    return next(x["place"] for x in view(table.state, seat)["revealed"] if x["sentence"] == sentence)


class Arguing(Table):
    """A table with one argument: `AT` in a command is the place of its move for who sends it."""

    def send(self, seat, kind, data=None, by=""):
        if data and data.get("argument") == AT:
            data = {**data, "argument": place(self, seat, "WH claims.")}
        return super().send(seat, kind, data, by)


AT = "AT"


def contested(**more):
    table = revealed(**more)
    table.send("MOS", "contest", {"move": place(table, "MOS", "WH claims.")})
    table.send(WHITE, "advance")
    return table


def test_one_move_of_another_may_be_contested_once_a_round_after_the_reveal():
    table = revealed(CONG="settle", DEF="late")
    claim, settle, late = (place(table, "MOS", s) for s in ("WH claims.", "CONG settles.", "DEF is late."))
    may = view(table.state, "MOS")["may"]["contest"]
    assert claim in may and settle not in may and late not in may
    assert place(table, "WH", "WH claims.") not in view(table.state, "WH")["may"]["contest"]
    assert "the law, or the deck, has decided" in table.refuses("MOS", "contest", {"move": settle})
    assert "as things stand" in table.refuses("MOS", "contest", {"move": late})
    assert "one's own" in table.refuses("WH", "contest", {"move": place(table, "WH", "WH claims.")})
    for odd in (0, 10**6, True, None, "1"):
        assert "no such move" in table.refuses("MOS", "contest", {"move": odd})
    table.send("MOS", "contest", {"move": claim})
    assert view(table.state, PUBLIC)["may"]["contested"] == {str(place(table, PUBLIC, "WH claims.")): ["MOS"]}
    assert view(table.state, "MOS")["may"]["contest"] == []


def test_a_ruling_of_the_law_is_not_for_argument():
    deck, book = arguing()
    event = first_event(deck, book.original)
    table = Table(apply(opening(deck, book, {"table": "t1"}), event), [event]).to("orders", 3)
    table.lock("WH", ("find", {"office": "president"}))
    table.send(WHITE, "advance")
    law = next(x["place"] for x in view(table.state, "MOS")["revealed"] if (x["seat"], x["round"]) == ("WH", 3))
    assert "the law, or the deck, has decided" in table.refuses("MOS", "contest", {"move": law})


def test_without_anything_to_argue_the_effects_follow_the_reveal():
    table = revealed()
    assert view(table.state, WHITE)["white"]["next"]["phase"] == "effects"
    table.send(WHITE, "advance")
    assert table.state.phase == "effects"


def test_a_move_that_is_always_argued_is_argued_uncontested_and_the_most_contested_ones_with_it():
    table = revealed(minor="push")
    assert view(table.state, WHITE)["white"]["next"]["phase"] == "argument"
    assert "argued in any case" in table.refuses("MOS", "contest", {"move": place(table, "MOS", "WH pushes.")})
    table.send("MOS", "contest", {"move": place(table, "MOS", "WH claims.")})
    table.send(WHITE, "advance")
    assert [a["sentence"] for a in view(table.state, PUBLIC)["arguments"]] == ["WH claims.", "WH pushes."]


def test_reasons_are_given_on_ones_own_side_three_each_and_strong_ones_move_the_odds_that_everyone_sees():
    table = contested()
    before = view(table.state, PUBLIC)["arguments"][0]
    assert (before["chance"], before["modifiers"]) == (round(100 * odds(7, 1)), [["The wind is fair", 1]])
    assert f"at most {limits.ARGUED}" in table.refuses("MOS", "give_reason", {"argument": AT, "text": "x" * (limits.ARGUED + 1)})
    for n in range(limits.REASONS):
        table.send("MOS", "give_reason", {"argument": AT, "text": f"{n}" * limits.ARGUED})
    assert "3 reasons against" in table.refuses("CONG", "give_reason", {"argument": AT, "text": "No"})
    table.send("WH", "give_reason", {"argument": AT, "text": "Yes"})
    now = view(table.state, "WH")["arguments"][0]
    assert [(r["side"], r["seat"]) for r in now["reasons"]] == [("against", "MOS")] * 3 + [("for", "WH")]
    assert (now["side"], now["left"]) == ("for", 2) and view(table.state, "CONG")["arguments"][0]["side"] is None
    table.send(WHITE, "weigh_reason", {"argument": AT, "reason": 1, "strong": True, "why": "It is on the record"})
    table.send(WHITE, "weigh_reason", {"argument": AT, "reason": 2, "strong": True})
    table.send(WHITE, "weigh_reason", {"argument": AT, "reason": 2, "strong": False})
    assert view(table.state, PUBLIC)["arguments"][0]["chance"] == round(100 * odds(7, 0)) == 58
    assert "only the white cell" in table.refuses("MOS", "weigh_reason", {"argument": AT, "reason": 1, "strong": True})
    assert "no such argument" in table.refuses("MOS", "give_reason", {"argument": 1, "text": "No"})
    assert "no such reason" in table.refuses(WHITE, "weigh_reason", {"argument": AT, "reason": 9, "strong": True})


def test_a_chip_that_was_won_is_spent_once_on_one_side_and_the_odds_show_it():
    table = revealed(DEF="save")
    table.to("orders", 2)
    assert table.state.marks["chips_def"] == 1
    table.lock("WH", "claim")
    table.send(WHITE, "advance")
    here = next(x["place"] for x in view(table.state, "DEF")["revealed"] if x["sentence"] == "WH claims." and x["round"] == 2)
    table.send("DEF", "contest", {"move": here})
    table.send(WHITE, "advance")
    seen = {s: view(table.state, s)["arguments"][0] for s in ("DEF", "WH", PUBLIC)}
    assert (seen["DEF"]["weight"], seen["WH"]["weight"], seen[PUBLIC]["weight"]) == (1, 0, 0)
    assert "no chip left" in Table.refuses(table, "WH", "support", {"argument": seen["WH"]["no"], "side": "for"})
    assert "for or against" in Table.refuses(table, "DEF", "support", {"argument": here, "side": "both"})
    events = Table.send(table, "DEF", "support", {"argument": here, "side": "against"})
    assert kinds(events) == ["argument_supported"] and table.state.marks["chips_def"] == 0
    now = view(table.state, PUBLIC)["arguments"][0]
    assert now["modifiers"] == [["DEF spends a chip", -1], ["The wind is fair", 1]] and now["chance"] == 58
    assert "already" in Table.refuses(table, "DEF", "support", {"argument": here, "side": "against"})
    deck, book = arguing("dice", 7)
    assert fold(opening(deck, book, {"table": "t1"}), table.events) == table.state


def test_who_mediates_puts_one_on_a_side_of_one_argument_of_that_round_and_spends_no_chip():
    table = revealed(MOS="broker")
    table.send("CONG", "contest", {"move": place(table, "CONG", "WH claims.")})
    table.send(WHITE, "advance")
    assert view(table.state, "MOS")["arguments"][0]["weight"] == 1
    table.send("MOS", "support", {"argument": AT, "side": "for"})
    assert view(table.state, PUBLIC)["arguments"][0]["modifiers"] == [["MOS mediates", 1], ["The wind is fair", 1]]
    assert view(table.state, "MOS")["arguments"][0]["weight"] == 0
    table.send(WHITE, "throw", {"argument": AT})
    assert "decided" in table.refuses("CONG", "support", {"argument": AT, "side": "for"})


def test_without_dice_nothing_can_be_spent():
    table = revealed(MOS="broker", mode="lead")
    table.send("CONG", "contest", {"move": place(table, "CONG", "WH claims.")})
    table.send(WHITE, "advance")
    assert view(table.state, "MOS")["arguments"][0]["weight"] == 0
    assert "without dice" in table.refuses("MOS", "support", {"argument": AT, "side": "for"})


@pytest.mark.parametrize(("target", "modifier", "of_36"), [(7, 0, 21), (8, 0, 15), (2, 0, 36), (13, 0, 0), (7, -2, 10)])
def test_the_odds_are_those_of_two_dice(target, modifier, of_36):
    assert odds(target, modifier) == Fraction(of_36, 36)


def thrown(result, **more):
    """A table on which the throw over WH's claim came out so."""
    for seed in range(400):
        table = contested(seed=f"s{seed}", **more)
        table.send(WHITE, "throw", {"argument": AT})
        if view(table.state, PUBLIC)["arguments"][0]["result"] == result:
            return table
    raise AssertionError(f"no seed gives {result}")


@pytest.mark.parametrize(("result", "coh", "law"), [("clean", 1, 1), ("cost", 1, 0), ("fails", 0, 0), ("backfires", 0, -1)])
def test_what_the_throw_gives_is_what_takes_effect(result, coh, law):
    table = thrown(result, target=11 if result == "backfires" else 7)
    shown = view(table.state, "WH")["arguments"][0]
    assert sum(shown["dice"]) + 1 == shown["total"] and (shown["total"] >= shown["target"]) == (result in ("clean", "cost"))
    assert "decided" in table.refuses(WHITE, "throw", {"argument": AT})
    table.send(WHITE, "advance")
    ours = {
        s["track"]: sum(c["by"] for c in s["causes"] if c["text"] == "WH: Claim")
        for data in table.state.moved for s in data["shifts"] if data["why"] == "effects"
    }  # fmt: skip
    assert (ours.get("COH", 0), ours.get("LAW", 0)) == (coh, law)


def test_the_same_seed_throws_the_same_and_the_next_another():
    def total(seed):
        table = contested(seed=seed)
        table.send(WHITE, "throw", {"argument": AT})
        return table.state.arguments[0].said["dice"]

    assert total("x") == total("x")
    assert len({tuple(total(str(n))) for n in range(12)}) > 4


def test_who_stood_against_names_the_cost_of_a_success_once():
    table = thrown("cost")
    assert "those against" in table.refuses("WH", "name_cost", {"argument": AT, "text": "None"})
    assert view(table.state, "MOS")["arguments"][0]["may_name_cost"]
    table.send("MOS", "name_cost", {"argument": AT, "text": "Everyone saw it"})
    assert view(table.state, PUBLIC)["arguments"][0]["cost"] == "Everyone saw it"
    assert "named already" in table.refuses("CONG", "name_cost", {"argument": AT, "text": "More"})
    assert "at a cost" in thrown("fails").refuses("MOS", "name_cost", {"argument": AT, "text": "More"})


def test_what_nobody_throws_is_thrown_when_the_phase_ends():
    table = contested()
    assert "argument_decided" in kinds(table.send(WHITE, "advance"))
    assert table.state.phase == "effects" and table.state.arguments[0].result


def test_without_dice_the_white_cell_decides_with_a_reason_and_silence_lets_it_pass():
    table = contested(mode="lead")
    shown = view(table.state, "MOS")["arguments"][0]
    assert (shown["chance"], shown["mode"]) == (None, "lead")
    assert "without dice" in table.refuses(WHITE, "throw", {"argument": AT})
    assert "`reason`" in table.refuses(WHITE, "decide_argument", {"argument": AT, "result": "fails"})
    assert "one of clean" in table.refuses(WHITE, "decide_argument", {"argument": AT, "result": "no", "reason": "x"})
    table.send(WHITE, "decide_argument", {"argument": AT, "result": "fails", "reason": "MOS had the papers"})
    assert view(table.state, PUBLIC)["arguments"][0]["reason"] == "MOS had the papers"
    silent = contested(mode="lead")
    silent.send(WHITE, "advance")
    assert silent.state.arguments[0].result == "clean"


FOUR = ("find_and_impose", {"items": [1, 2, 3, 4], "office": "president"})
FIVE = {"move": "find_and_impose", "fields": {"items": [1, 2, 3, 4, 6], "office": "president"}}


def void():
    deck, book = arguing()
    event = first_event(deck, book.original)
    table = Table(apply(opening(deck, book, {"table": "t1"}), event), [event]).to("orders", 3)
    table.lock("WH", FOUR)
    table.send(WHITE, "advance")
    assert table.state.rulings[-1].consequence == "void"
    return table


def test_an_order_that_is_void_in_law_is_replaced_once_and_the_new_one_is_ruled():
    table = void()
    assert view(table.state, "WH")["may"]["replace"] == ["main"]
    told_so = "Your main move has no effect in law. Once, you may order another instead."
    assert view(table.state, "WH")["needed"] == {"text": told_so, "mine": True}
    assert not view(table.state, "CONG")["needed"]["mine"]
    told = kinds(table.send("WH", "replace_order", {"slot": "main", "order": FIVE}))
    assert told[:2] == ["order_revealed", "move_ruled"]
    assert (table.state.rulings[-1].verdict, view(table.state, "WH")["may"]["replace"]) == ("lawful", [])
    assert not view(table.state, "WH")["needed"]["mine"]
    assert "once a round" in table.refuses("WH", "replace_order", {"slot": "main", "order": FIVE})
    before = table.state.marks
    table.send(WHITE, "advance")
    old, new = (d for d in table.state.deeds if (d.seat, d.slot, d.round) == ("WH", "main", 3))
    assert old.replaced and not new.replaced and new.settled and table.state.marks != before


@pytest.mark.parametrize(("data", "said"), [
    ({"slot": "minor", "order": FIVE}, "once a round"), ({"slot": "main"}, "takes its place"),
    ({"slot": "main", "order": {"move": "nope"}}, "no move"), ({"slot": "main", "order": FIVE, "x": 1}, "has no `x`"),
    ({"slot": "main", "order": {"move": "find_and_impose", "fields": {"items": ["x"]}}}, "not among the choices"),
])  # fmt: skip
def test_a_replacement_that_is_no_order_is_refused_and_the_chance_is_kept(data, said):
    table = void()
    assert said in table.refuses("WH", "replace_order", data)
    assert view(table.state, "WH")["may"]["replace"] == ["main"]


def test_a_lawful_order_is_not_replaced():
    table = revealed()
    assert "once a round" in table.refuses("WH", "replace_order", {"slot": "main", "order": {"move": "claim"}})


def test_games_with_arguments_fold_again_to_the_same_with_every_result():
    deck, book = arguing()
    results = set()
    for seed in range(20):
        steps = list(play_game(deck, book, f"g{seed}"))
        events = [e for s in steps for e in s.events]
        results |= {e.data["result"] for e in events if e.kind == "argument_decided"}
        again = fold(opening(deck, book, steps[0].state.header), events)
        assert all(view(again, seat) == view(steps[-1].state, seat) for seat in (*deck.seats, WHITE, PUBLIC))
    assert {"clean", "cost", "fails"} <= results
