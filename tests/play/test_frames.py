"""What a deck's conditions may ask of a table: worked out once a state, and never of the state before."""

from .tables import given


def test_a_changed_table_is_asked_anew_and_the_one_before_stays_as_it_was():
    before = given().state
    track, value = next(iter(before.tracks.items()))
    assert before.frame.vars["track"][track] == value
    after = before.but(tracks={**before.tracks, track: value + 1}, round=3)
    assert (after.frame.vars["track"][track], after.frame.vars["round"]["no"]) == (value + 1, 3)
    assert (before.frame.vars["track"][track], before.frame.vars["round"]["no"]) == (value, before.round)


def test_a_state_is_worked_out_once():
    state = given().state
    assert state.frame is state.frame


def test_what_was_never_done_or_played_is_asked_of_too():
    vars = given().state.frame.vars
    assert (vars["done"]["hearing"], vars["now"].get("hearing"), vars["played"].get("A01")) == (0, 0, False)
    assert (vars["chosen"].get("A01"), vars["since"].get("A01")) == ("", -1)
    hoped = vars["now"] | {"hearing": 1}
    assert (hoped.get("hearing"), hoped.get("another")) == (1, 0)
    assert vars["now"].get("hearing") == 0
