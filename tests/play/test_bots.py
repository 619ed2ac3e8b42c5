"""Bots that weigh: what an order is worth to a brief, or to the ending that is sought."""

from __future__ import annotations

import pytest

from game.play import WHITE
from game.play.greedy import PLAYERS, ending_sought, greedy, law_changes
from game.play.worth import Worth, aims_of, aims_towards

from .tables import chance, given, the_deck


def at(phase="orders", round_no=1, **changes):
    table = given().to(phase, round_no)
    table.state = table.state.but(**{k: {**getattr(table.state, k), **v} for k, v in changes.items()})
    return table.state


def worth(state, seat):
    return Worth(state, aims_of(state.deck, seat))


def test_an_aim_far_off_pulls_as_one_near_does_and_less_a_step():
    far, near = at(tracks={"DET": 12}), at(tracks={"DET": 10})
    push = the_deck().moves["consular_push"].always
    assert 0 < worth(far, "CONG").of(push, worth(far, "CONG").base) < worth(near, "CONG").of(push, worth(near, "CONG").base)


def test_what_lies_past_the_end_of_a_track_is_worth_nothing():
    state = at(tracks={"ANK": 10})
    weighed = worth(state, "ANK-P")
    assert weighed.of(the_deck().moves["ank_speech"].always, weighed.base) == 0


def test_the_game_s_own_rules_are_counted_in():
    """A finding saves the missed-duty mark that the round would end with."""
    state = at("orders", 3)
    weighed = worth(state, "WH")
    weighed.aims = (weighed.aims[0].__class__("no mark", 5, lambda f: f.vars["mark"]["missed_duties"] == 0),)
    weighed.idle = weighed._value({})
    find = the_deck().moves["find_and_impose" if "find_and_impose" in the_deck().moves else "find"]
    assert weighed.of(find.if_lawful[:1], weighed.base, find.id) > 0


@pytest.mark.parametrize(("con", "answer"), [(5, "veto"), (9, "sign")])
def test_given_a_bill_that_costs_its_signer_then_it_is_vetoed_while_a_veto_would_stand(con, answer):
    table = given().to("orders", 3)
    table.state = table.state.but(tracks={**table.state.tracks, "CON": 9}, marks={**table.state.marks, "missed_duties": 4})
    table.lock("CONG", main="pass_decision")
    table.send(WHITE, "advance")
    assert [b.parts for b in table.state.bills] == [("decides",)]
    state = table.state.but(tracks={**table.state.tracks, "CON": con})
    said = next(w for n in range(9) for w in greedy(state, "WH", chance("1", n)) if w["type"] == "answer_bill")
    assert said["data"]["answer"] == answer
    assert law_changes(state.deck, ("decides",))[0].shifts["ADM"] == -2


def test_who_scores_by_it_shuns_an_ending_that_halves_every_score():
    state = at(tracks={"COH": 3}, tokens={"base_access": True})
    state = state.but(round=2, round_ends=({**state.tracks, "COH": 2},))
    weighed = worth(state, "DEF")
    visit = the_deck().moves["visit_show"].always
    assert weighed.of(visit, weighed.base) < worth(state.but(round_ends=({**state.tracks, "COH": 5},)), "DEF").of(visit, weighed.base) <= 0


def test_an_ending_is_sought_piece_by_piece_and_those_before_it_are_shunned():
    deck = the_deck()
    bargain = next(e for e in deck.endings if e.id == "bargain")
    aims = aims_towards(deck, bargain)
    assert len([a for a in aims if a.points > 0]) == len(bargain.parts) == 3
    assert [a.text for a in aims if a.points < -1] == ["Rupture", "Congress takes the wheel", "Moscow's tenant"]
    assert not [a for a in aims_towards(deck, deck.endings[-1]) if a.points > 0], "what fits anything asks for nothing"


def test_all_who_seek_at_one_table_seek_the_same_ending_and_tables_differ():
    state = given().state
    sought = {ending_sought(state.but(header={"table": f"t{n}"})).id for n in range(60)}
    assert ending_sought(state) == ending_sought(given().to("orders", 1).state)
    assert sought == {e.id for e in the_deck().endings}
    assert set(PLAYERS) == {"random", "greedy", "cautious", "seeking"}
