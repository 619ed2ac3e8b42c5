"""Odd, wrong and hostile commands: refused in words or decided, never anything else."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from game.canonical import canonical
from game.errors import Refused
from game.play import SEAT_COMMANDS, WHITE_COMMANDS, Command, apply, decide, hears, listeners, preview, view
from tests.draws import draws

from .tables import T0, a_game, chance, page, put, the_deck

KINDS = [*SEAT_COMMANDS, *WHITE_COMMANDS, "act_for", "nonsense"]
WORDS = st.sampled_from(
    [
        *the_deck().moves, *the_deck().cards, *the_deck().seats, "a", "b", "all", "WHITE", "main", "move", "fields", "lock_order", "lawful",
        "ssm", "significant", "s400_deal", "advance", "reveal", "", "x" * 50, "2018-01-29", "ten letters or more",
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    [
        "seat", "name", "ready", "room", "text", "seats", "main", "minor", "choices", "move", "fields", "to", "reason", "card", "title",
        "audience", "effects", "record", "field", "value", "ruling", "verdict", "consequence", "minutes", "type", "data", "items", "odd",
    ]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-20, 20) | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | WORDS, inner, max_size=5),
    max_leaves=12,
)
PLACES = [s.state for seed in ("1", "2") for s in a_game(seed)]
often = settings(max_examples=draws(400), deadline=None, suppress_health_check=[HealthCheck.too_slow])


@often
@drawn(
    place=st.integers(0, len(PLACES) - 1),
    kind=st.sampled_from(KINDS),
    seat=st.sampled_from([*listeners(the_deck()), "nobody"]),
    data=st.dictionaries(KEYS, JSON, max_size=5),
)
def test_any_command_is_refused_in_words_or_decided_into_json_that_every_reader_can_be_told(place, kind, seat, data):
    state = PLACES[place]
    try:
        events = decide(state, Command("x" * 16, kind, seat, data, T0, chance("f", place)))
    except Refused as e:
        assert str(e)
        return
    assert events
    before = {who: view(state, who) for who in listeners(the_deck())}
    for event in events:
        canonical(dict(event.data))
        earlier, state = state, apply(state, event)
        for who in before:
            new = page(state, earlier, [event], who)
            assert hears(event.audience, who) or not new
            before[who] = put(before[who], new)
            assert before[who] == view(state, who), (event.kind, who)


@often
@drawn(
    place=st.integers(0, len(PLACES) - 1),
    seat=st.sampled_from([*listeners(the_deck()), "nobody"]),
    data=st.dictionaries(KEYS, JSON, max_size=4),
)
def test_any_pre_flight_is_answered_and_changes_nothing(place, seat, data):
    canonical(preview(PLACES[place], seat, data))
