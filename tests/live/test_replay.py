"""Looking back at a long table: the same moments as a plain fold gives, and nobody else waits for it."""

from __future__ import annotations

import time
from pathlib import Path

import gevent
import pytest

from game.library.shelf import Shelf, opening_of
from game.live import replay
from game.live.house import House
from game.live.passes import Passes
from game.play import fold, tell, view
from game.record import Store, record_text, seat_text, verify

SCENARIOS = Path(__file__).parents[1] / "scenarios"


@pytest.fixture
def house(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/h.db")
    yield House(store, Passes(b"k" * 32), Shelf(SCENARIOS), lambda *_: None, lambda *_: None)
    store.close()


@pytest.fixture
def table(house):
    """A closed table of some three hundred events."""
    table = house.open_table("small")[0]
    who = house.check(house.take_seat(house.check(house.join(table.code, "Ana")[1]), "WH", "Ana")[1])
    white = house.check(house.white_pass(table))
    house.command(white, "s" * 20, "start", {})
    for n in range(300):
        house.command(who, f"{n:020}", "message", {"room": "all", "text": f"message {n}"})
    house.command(white, "c" * 20, "close", {"reason": "Time is up"})
    return table


def test_a_moment_is_the_fold_of_what_was_before_in_any_order_of_asking(house, table, monkeypatch):
    monkeypatch.setattr(replay, "STRIDE", 40)
    entries = house.store.read(table.id)
    for at in (len(entries), 0, 1, 39, 40, 41, 80, 123, len(entries) - 1, 40, 10**6):
        for seat in ("WHITE", "WH", "PUBLIC"):
            got, n = replay.moment(table, seat, at), min(at, len(entries))
            then = fold(table.beginning, (e.event for e in entries[:n]))
            assert (got["seq"], got["total"], got["view"]) == (n, len(entries), view(then, seat))
            assert got["event"] == (tell(then, entries[n - 1].event, seat) if n else None)
    assert len(table.then) < 10


def test_a_moment_met_before_reads_only_what_follows_the_nearest_one_kept(house, table, monkeypatch):
    monkeypatch.setattr(replay, "STRIDE", 40)
    replay.moment(table, "WHITE", 250)
    read, plain = [], house.store.read
    monkeypatch.setattr(house.store, "read", lambda *a: read.append(plain(*a)) or read[-1])
    replay.moment(table, "WH", 251)
    assert sum(map(len, read)) <= 40 + 1


def test_nobody_waits_while_somebody_looks_back_or_takes_the_record(house, table, monkeypatch):
    """Given events that are slow to fold, then others have their turn in between."""
    monkeypatch.setattr(replay, "STRIDE", 10)
    plain = replay.apply
    monkeypatch.setattr(replay, "apply", lambda *a: (time.sleep(0.004), plain(*a))[1])
    entries, opened = house.store.read(table.id), table.opened

    def white_record() -> str:
        return record_text(opened.header, replay.entries(table), table.state, opened.seed)

    def seats_record() -> str:
        after = replay.states(table, entries)
        next(after)
        return seat_text(opened.header, entries, after, "WH", opened.seed)

    def shared(look) -> bool:
        """Whether others had their turn all the while. All at once it would be one turn, as long as the whole."""
        looking, turns, latest = gevent.spawn(look), 0, 0.0
        began = time.monotonic()
        while not looking.ready():
            at = time.monotonic()
            gevent.sleep(0)
            latest, turns = max(latest, time.monotonic() - at), turns + 1
        assert looking.get()
        return turns > 20 and latest < (time.monotonic() - began) / 2

    for look in (lambda: replay.moment(table, "WHITE", 300), lambda: replay.index(table, "WH"), white_record, seats_record):
        assert any(shared(look) for _ in range(3))       # a busy machine may take one turn away, not three
    assert verify(white_record().encode(), opening_of).ok
