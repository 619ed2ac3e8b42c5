"""Following a table: what a page carries, put into the view of before, is the view of now; and a page does not grow with the game."""

from __future__ import annotations

import json
from random import Random

import pytest

from game.canonical import canonical
from game.play import GROWS, PARTS, WHITE, apply, grown, hears, listeners, opening, parts, view
from game.play.grown import Grown

from .tables import Table, a_game, given, page, put, the_deck, the_law

FOUR = {"items": [1, 2, 3, 6], "consulted": True}
SEEDS = [str(n) for n in range(4)]


def talk(table: Table, n: int, text: str = "x") -> None:
    for i in range(n):
        table.send("WH", "message", {"room": "all", "text": f"{i} {text}"})


@pytest.mark.parametrize("seed", SEEDS)
def test_pages_from_any_command_on_give_exactly_the_view(seed):
    steps = a_game(seed)
    states = [opening(the_deck(), the_law(), steps[0].state.header), *(s.state for s in steps)]
    for who in listeners(the_deck()):
        begun = Random(seed + who).randrange(len(steps))
        seen = view(states[begun], who)
        for before, step in zip(states[begun:], steps[begun:], strict=False):
            seen = put(seen, json.loads(canonical(page(step.state, before, step.events, who))))
            assert seen == json.loads(canonical(view(step.state, who))), (who, step.command)


@pytest.mark.parametrize("seed", SEEDS)
def test_pages_of_single_events_give_exactly_the_view_too(seed):
    steps = a_game(seed)
    state = opening(the_deck(), the_law(), steps[0].state.header)
    seen = {who: view(state, who) for who in listeners(the_deck())}
    for event in [e for s in steps for e in s.events]:
        before, state = state, apply(state, event)
        for who in seen:
            seen[who] = put(seen[who], page(state, before, [event], who))
            wrong = [name for name, part in view(state, who).items() if seen[who][name] != part]
            assert not wrong, (event.kind, who, wrong)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_grew_since_any_place_and_what_stands_whole_give_exactly_the_view(seed):
    steps = a_game(seed)
    last = steps[-1].state
    whole = [name for name in PARTS if name not in GROWS]
    for who in listeners(the_deck()):
        for step in steps[:: max(1, len(steps) // 7)]:
            seen = put(view(step.state, who), parts(last, who, whole))
            for seq, name, item in grown(last, who, step.state.seq):
                assert seq in last.places[who], "nothing is touched by an event that the reader was not told"
                seen = put(seen, {name: [item]})
            assert seen == view(last, who)


def test_a_message_costs_the_same_however_much_was_said_before():
    table = given().to("back_channel")
    sizes = []
    for n in (1, 300, 600):
        talk(table, n, "y" * 50)
        before = table.state
        events = table.send("DEF", "message", {"room": "all", "text": "the same words"})
        sizes.append({who: len(canonical(page(table.state, before, events, who))) for who in ("WH", WHITE, "PUBLIC")})
    for who in sizes[0]:
        assert abs(sizes[2][who] - sizes[0][who]) < 10, (who, sizes)


def test_no_page_of_a_long_game_carries_again_what_was_told_before():
    table = given().to("back_channel")
    talk(table, 200, "canary-old-words")
    table.to("orders")
    table.lock("WH", ("find_and_impose", FOUR))
    for kind, data in (("pause", {"reason": "A question"}), ("resume", {}), ("advance", {}), ("advance", {})):
        before = table.state
        events = table.send(WHITE, kind, data)
        for who in listeners(the_deck()):
            text = canonical(page(table.state, before, events, who))
            assert "canary-old-words" not in text and text.count('"messages"') == 0, (kind, who)
    assert any(e.kind == "move_ruled" for e in table.events) and table.state.phase == "effects"
    assert "canary-old-words" in canonical(view(table.state, "PUBLIC"))


def test_a_ruling_that_is_changed_takes_the_place_of_the_one_of_its_number():
    table = given().to("orders")
    table.lock("WH", ("find_and_impose", FOUR))
    table.to("reveal")
    no = table.state.rulings[0].no
    audience = next(d.audience for d in table.state.deeds if d.no == table.state.rulings[0].deed)
    before = table.state
    events = table.send(WHITE, "override", {"ruling": no, "verdict": "unlawful", "reason": "The table agreed otherwise"})
    for who in listeners(the_deck()):
        new = page(table.state, before, events, who)
        if hears(audience, who):
            assert [r["no"] for r in new["rulings"]] == [no] and new["rulings"][0]["overridden"]["verdict"] == "unlawful"
            assert put(view(before, who), new) == view(table.state, who)
        else:
            assert new == {} or "rulings" not in new


def test_a_list_that_grows_is_never_changed_to_who_holds_it():
    one = Grown([1]).plus(2)
    left, right = one.plus(3), one.plus(4)
    assert (list(one), list(left), list(right)) == ([1, 2], [1, 2, 3], [1, 2, 4])
    assert list(one.plus(3)) == [1, 2, 3] and left == one.plus(3) and left != right
    assert left._all is one.plus(3)._all, "who goes on alike shares"
    assert (one[0], one[-1], one[:9], len(one)) == (1, 2, [1, 2], 2)
    for at in (2, -3):
        with pytest.raises(IndexError):
            one[at]
    assert [left.after(n) for n in range(5)] == [0, 1, 2, 3, 3] and one.after(9) == 2


def test_the_table_s_code_is_for_the_white_cell_only():
    table = given()
    state = table.state.but(code="K7QM4R")
    for who in listeners(the_deck()):
        assert view(state, who)["table"]["code"] == ("K7QM4R" if who == WHITE else None)
        assert who == WHITE or "K7QM4R" not in canonical(view(state, who))


def test_the_white_cell_reads_orders_by_the_titles_of_their_moves():
    table = given().to("orders")
    table.lock("WH", ("find_and_impose", FOUR))
    mine = next(o for o in view(table.state, WHITE)["white"]["orders"] if o["seat"] == "WH")
    assert {**mine["main"], "sentence": ""} == {
        "move": "find_and_impose", "fields": FOUR, "title": the_deck().moves["find_and_impose"].title, "sentence": ""}
    assert mine["minor"] is None


def test_what_waits_for_the_white_cell_says_which_kind_of_value_is_wanted():
    table = given().to("orders", 3)
    table.lock("WH", ("find_and_impose", {"items": [1, 2, 3, 4, 6], "consulted": True, "significant": False}), "explore_swap")
    table.to("reveal", 3)
    waiting = [w for w in view(table.state, WHITE)["waiting"] if w["kind"] == "establish"]
    assert waiting
    for w in waiting:
        spec = the_law().names.vars[table.state.case.records[w["record"]].kind][w["field"]]
        assert (w["type"], w["values"]) == (spec.type, list(spec.values)) and w["type"]
