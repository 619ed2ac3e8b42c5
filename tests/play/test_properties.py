"""Random whole games, and what must hold in every one of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from game.canonical import canonical
from game.play import WHITE, apply, changed, fold, hears, listeners, opening, tell, view
from game.play.bots import propose
from game.play.decide import decide
from game.play.dryrun import play_game

from .tables import a_game, chance, given, the_deck, the_law

SEEDS = [str(n) for n in range(8)]
slow = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_game_by_random_players_comes_to_an_end_and_is_scored(seed):
    last = a_game(seed)[-1].state
    assert last.status == "closed"
    assert last.outcome and [s["seat"] for s in last.outcome["scores"]] == list(the_deck().seats)


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_fold_of_all_events_is_the_live_state(seed):
    steps = a_game(seed)
    events = [e for s in steps for e in s.events]
    again = fold(opening(the_deck(), the_law(), steps[0].state.header), events)
    assert again.but(case=None) == steps[-1].state.but(case=None)
    assert again.case == steps[-1].state.case


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("seed", SEEDS)
def test_events_are_json_and_survive_it_unchanged(seed):
    for step in a_game(seed):
        for e in step.events:
            assert json.loads(canonical(dict(e.data))) == e.data


def test_the_same_seed_gives_the_same_events_and_another_seed_others():
    one = [e for s in play_game(the_deck(), the_law(), "7") for e in s.events]
    two = [e for s in play_game(the_deck(), the_law(), "7") for e in s.events]
    assert one == two
    assert one != [e for s in play_game(the_deck(), the_law(), "8") for e in s.events]


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("seed", SEEDS)
def test_who_is_not_told_of_an_event_sees_no_change_at_all(seed):
    steps = a_game(seed)
    state = opening(the_deck(), the_law(), steps[0].state.header)
    for step in steps:
        for event in step.events:
            after = apply(state, event)
            for who in listeners(the_deck()):
                if not hears(event.audience, who):
                    assert tell(after, event, who) is None and changed(event, who) == ()
                    assert canonical(view(state, who)) == canonical(view(after, who)), (event.kind, who)
                else:
                    assert tell(after, event, who)["kind"] == event.kind
            state = after


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_readers_places_count_exactly_what_it_was_told(seed):
    steps = a_game(seed)
    events = [e for s in steps for e in s.events]
    last = steps[-1].state
    for who in listeners(the_deck()):
        assert last.places[who] == tuple(n for n, e in enumerate(events, 1) if hears(e.audience, who))
        assert view(last, who)["table"]["place"] == len(last.places[who])
    assert last.places[WHITE] == tuple(range(1, len(events) + 1))


@pytest.mark.sampled(every=2)
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_private_of_one_seat_stands_in_anothers_view_or_stream(seed):
    deck = the_deck()
    steps = a_game(seed)
    streams = dict.fromkeys(listeners(deck), "")
    for step in steps:
        if step.state.status == "closed":
            break
        for who in streams:
            streams[who] = canonical(view(step.state, who)) + canonical([tell(step.state, e, who) for e in step.events])
            for seat in deck.seats.values():
                if who not in (seat.id, WHITE):
                    assert seat.fact not in streams[who]
                    assert seat.objectives[0].text not in streams[who] or any(
                        seat.objectives[0].text == o.text for s in deck.seats.values() if s.id == who for o in s.objectives
                    )
            for p in step.state.cards.values():
                if (
                    not p.leaked_at
                    and p.card.audience is not None
                    and not hears(p.card.audience, who)
                    and not (p.chosen and p.card.open_outcome)
                ):
                    assert p.card.title not in streams[who], (p.card.id, who)


@slow
@drawn(seed=st.text(min_size=1, max_size=8), seat=st.sampled_from(list(the_deck().seats)), other=st.integers(0, 10**6))
def test_another_seats_sealed_order_changes_no_byte_of_a_view_before_the_reveal(seed, seat, other):
    table = given(seed).to("orders", 1)
    mine = propose(view(table.state, seat), chance(seed, 1))[0]
    his = propose(view(table.state, seat), chance(str(other), 2))[0]
    one, two = given(seed).to("orders", 1), given(seed).to("orders", 1)
    one.send(seat, mine["type"], mine["data"])
    two.send(seat, his["type"], his["data"])
    for who in listeners(the_deck()):
        if who not in (seat, WHITE):
            assert canonical(view(one.state, who)) == canonical(view(two.state, who))


@slow
@drawn(
    seed=st.text(min_size=1, max_size=8),
    noise=st.lists(st.tuples(st.sampled_from(list(the_deck().seats)), st.integers(0, 10**6)), max_size=8),
)
def test_drafts_and_relocking_of_others_change_no_byte_either(seed, noise):
    quiet, loud = given(seed).to("orders", 1), given(seed).to("orders", 1)
    for table in (quiet, loud):
        for seat in the_deck().seats:
            wish = propose(view(table.state, seat), chance(seed, 3))[0]
            table.send(seat, wish["type"], wish["data"])
    for seat, n in noise:
        wish = propose({**view(loud.state, seat), "order": {"state": "none", "may_lock": True}}, chance(str(n), 4))[0]
        loud.send(seat, "lock_order", wish["data"])
    silent = set(the_deck().seats) - {s for s, _ in noise}
    for who in (*silent, "PUBLIC"):
        assert canonical(view(quiet.state, who)) == canonical(view(loud.state, who))


@pytest.mark.parametrize("seed", SEEDS[:4])
def test_every_command_of_a_game_decides_the_same_again(seed):
    steps = a_game(seed)
    for before, step in zip(steps, steps[1:], strict=False):
        assert decide(before.state, step.command) == step.events


@pytest.mark.parametrize("kind", ["greedy", "cautious"])
def test_every_kind_of_bot_plays_to_an_end_and_only_as_its_seat_may(kind):
    steps = list(play_game(the_deck(), the_law(), "5", kind=kind))
    assert steps[-1].state.status == "closed" and steps[-1].state.outcome
    assert {s.bot for s in steps[-1].state.seats.values()} == {kind}
    again = fold(opening(the_deck(), the_law(), steps[0].state.header), [e for s in steps for e in s.events])
    assert view(again, WHITE) == view(steps[-1].state, WHITE)


def test_who_plays_for_its_own_objectives_scores_more_of_them_than_chance_does():
    def points(kind):
        ends = [list(play_game(the_deck(), the_law(), f"{n}", kind=kind))[-1].state.outcome["scores"] for n in range(8)]
        return sum(x["score"] for scores in ends for x in scores)

    assert points("greedy") > points("random") > points("cautious")


def test_a_silent_bot_leaves_its_orders_to_the_absent_seat_rule():
    steps = list(play_game(the_deck(), the_law(), "5", kind="cautious"))
    assert not [s for s in steps if s.command and s.command.type == "lock_order"]
    assert all(d.by_rule for d in steps[-1].state.deeds)
