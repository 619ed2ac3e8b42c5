"""A table of so many seats by a schedule, asked for over HTTP and by `halifax serve`."""

from __future__ import annotations

from pathlib import Path

import pytest

from game.live.app import create_app, server_of
from game.live.serve import _ready

OTHER = Path(__file__).parents[1] / "other"


@pytest.fixture
def app(tmp_path):
    made = create_app({"db": str(tmp_path / "h.db"), "scenarios": str(OTHER)})
    yield made
    server_of(made).drain()


def ask(app, said, form=False):
    client = app.test_client()
    return client.post("/api/tables", data=said) if form else client.post("/api/tables", json=said)


@pytest.mark.parametrize(
    ("said", "form", "seats", "rounds"),
    [({}, False, 2, 1), ({"schedule": "week"}, False, 3, 2), ({"seats": 3}, False, 3, 1), ({"seats": 2, "schedule": "week"}, False, 2, 2),
     ({"seats": "3", "schedule": "week"}, True, 3, 2), ({"seats": "", "schedule": ""}, True, 2, 1)],
)  # fmt: skip
def test_a_table_has_the_seats_and_the_schedule_that_were_asked_for(app, said, form, seats, rounds):
    answer = ask(app, {"deck": "harbour", **said}, form)
    assert answer.status_code == 201
    deck = server_of(app).house.table(answer.json["table"]).state.deck
    assert (len(deck.seats), len(deck.rounds)) == (seats, rounds)


@pytest.mark.parametrize(
    ("said", "words"),
    [({"seats": 1}, "2 to 3 seats"), ({"seats": 4}, "2 to 3 seats"), ({"seats": [2]}, "2 to 3 seats"),
     ({"schedule": "month"}, "no schedule `month`"),
     ({"schedule": {"a": 1}}, "no schedule")],
)  # fmt: skip
def test_a_table_that_the_deck_does_not_make_is_refused_in_words(app, said, words):
    answer = ask(app, {"deck": "harbour", **said})
    assert answer.status_code == 422 and words in answer.text and not server_of(app).house.store.tables()


def test_serve_goes_on_with_a_table_of_the_kind_asked_for_and_opens_one_where_there_is_none(app):
    house = server_of(app).house
    first, _, again = _ready(house, "harbour", False, {"seats": None, "schedule": None})
    assert not again and len(first.state.seats) == 2
    same, _, again = _ready(house, "harbour", False, {"seats": 2, "schedule": None})
    assert again and same.id == first.id
    week, _, again = _ready(house, "harbour", False, {"seats": None, "schedule": "week"})
    assert not again and week.id != first.id and len(week.state.seats) == 3
    assert _ready(house, "harbour", False, {})[0].id == week.id, "with nothing asked for, the newest"
