"""Commit, then tell: nothing is acknowledged or pushed before, and nothing after a commit that failed. In process."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from figures import figure
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from game import limits
from game.canonical import canonical
from game.errors import Conflict, GameError, Refused
from game.library.shelf import Shelf
from game.live.house import House
from game.live.passes import Passes
from game.live.table import SeatLost
from game.play import GROWS, changed, fold, parts, tell, view
from game.record import Store

from .conftest import put

SCENARIOS = Path(__file__).parents[1] / "scenarios"


class Told(list):
    """What was published, with the log's length in the database at that moment."""

    def __init__(self) -> None:
        self.store: Store | None = None

    def __call__(self, table, seat, page) -> None:
        self.append((seat, page, len(self.store.read(table.id))))


@pytest.fixture
def house(tmp_path):
    told = Told()
    store = told.store = Store(f"sqlite:///{tmp_path}/h.db")
    rung: list[int] = []
    house = House(store, Passes(b"k" * 32), Shelf(SCENARIOS), told, lambda *_: None, ring=lambda table: rung.append(len(store.read(table))))
    house.told, house.rung = told, rung
    yield house
    store.close()


@pytest.fixture
def table(house):
    table, _ = house.open_table("small")
    return table


def sit(house, table, seat: str, name: str = "Ana"):
    return house.check(house.take_seat(house.check(house.join(table.code, name)[1]), seat, name)[1])


def test_1b_nothing_is_told_and_no_bell_rung_before_the_commit(house, table):
    who = sit(house, table, "WH")
    house.told.clear()
    house.rung.clear()
    place = house.command(who, "a" * 16, "ready", {"ready": True})
    assert {seat for seat, _, _ in house.told} == {"WH", "ANK", "CONG", "WHITE", "PUBLIC"}
    assert all(logged == table.state.seq for _, _, logged in house.told) and house.rung == [table.state.seq]
    assert place == table.place("WH")


def test_1b_a_failed_commit_tells_nobody_and_may_be_tried_again(house, table):
    who = sit(house, table, "WH")
    house.told.clear()
    house.rung.clear()
    before = table.state

    def fail(connection):
        raise OperationalError("COMMIT", {}, Exception("disk is full"))

    event.listen(house.store.engine, "commit", fail)
    with pytest.raises(OperationalError):
        house.command(who, "a" * 16, "ready", {"ready": True})
    event.remove(house.store.engine, "commit", fail)
    assert house.told == house.rung == [] and table.state.seq == before.seq and not table.state.seats["WH"].ready
    assert len(house.store.read(table.id)) == before.seq
    assert house.command(who, "a" * 16, "ready", {"ready": True}) == table.place("WH")
    assert table.state.seats["WH"].ready


def test_a_refusal_changes_nothing(house, table):
    who = sit(house, table, "WH")
    before, head = table.state, house.store.head(table.id)
    house.told.clear()
    for type, data in (("lock_order", {}), ("start", {}), ("nonsense", {}), ("message", {"room": "x", "text": "y"})):
        with pytest.raises(Refused):
            house.command(who, "b" * 16, type, data)
    assert table.state is before and house.store.head(table.id) == head and house.told == []


def test_an_old_pass_ends_with_the_seat(house, table):
    who = sit(house, table, "WH")
    house.command(who, "a" * 16, "leave_seat", {})
    with pytest.raises(SeatLost):
        house.command(who, "b" * 16, "ready", {"ready": True})
    assert house.command(who, "a" * 16, "leave_seat", {}) == table._place("WH", table.state.seq)     # the same answer
    with pytest.raises(Conflict):
        sit(house, table, "CONG", "Ben")
        sit(house, table, "CONG", "Cleo")


def test_who_asks_for_another_seat_and_does_not_get_it_keeps_their_own(house, table):
    """Closed, taken, raced for, unknown, or a name that somebody has: nothing is given up for it."""
    white, ana, ben = house.check(house.white_pass(table)), sit(house, table, "WH"), sit(house, table, "ANK", "Ben")
    before = table.state.seq

    def keeps(error, **asked) -> None:
        with pytest.raises(error):
            house.take_seat(ana, asked.get("seat", "CONG"), asked.get("name", "Ana"))
        assert table.state.seq == before and table.state.seats["WH"].name == "Ana"
        assert house.check(house.passes.give(table.id, "WH", ana.pass_no, "Ana")).seat == "WH"

    keeps(Conflict, seat="ANK")
    keeps(Refused, seat="NOWHERE")
    keeps(Refused, name="bEN")
    passes = house.store.passes(table.id)
    house.store.passes = lambda id: {**passes, "CONG": passes["CONG"] + 7}          # somebody is quicker, just now
    keeps(Conflict)
    del house.store.passes
    house.command(white, "c" * 20, "close", {"reason": "Time is up"})
    before = table.state.seq
    keeps(Refused)
    assert house.check(house.passes.give(table.id, "ANK", ben.pass_no, "Ben"))


def test_another_seat_is_taken_and_the_old_one_left_in_one_command(house, table):
    ana, lost = sit(house, table, "WH"), []
    house._seat_lost = lambda _, seat, why: lost.append((seat, why))
    before = table.state.seq
    _, text = house.take_seat(ana, "CONG", "Ana")
    entries = house.store.read(table.id, before)
    assert [(e.kind, e.data["seat"], e.cause) for e in entries] == [("seat_left", "WH", None), ("seat_taken", "CONG", before + 1)]
    assert house.check(text).seat == "CONG" and not table.state.seats["WH"].name and table.state.seats["CONG"].name == "Ana"
    assert lost == [("WH", "rotated"), ("CONG", "elsewhere")]
    with pytest.raises(SeatLost):
        house.take_seat(ana, "ANK", "Ann")                # the pass of the seat left opens nothing more
    assert not table.state.seats["ANK"].name


def test_two_people_never_carry_one_name(house, table):
    sit(house, table, "WH")
    ben = house.check(house.join(table.code, "Ben")[1])
    for name in ("Ana", "ANA", "Bot ANK", "bot cong"):
        with pytest.raises(Refused, match="already"):
            house.take_seat(ben, "ANK", name)
    assert not table.state.seats["ANK"].name
    house.take_seat(ben, "ANK", "Ben")


def test_12c_with_the_database_away_readers_are_shown_the_table_and_writers_told(house, table):
    """Given a commit that failed and a database that stays away, then reads from memory go on; and when it is back, all goes on."""
    who = sit(house, table, "WH")
    white = house.check(house.white_pass(table))
    house.command(white, "s" * 20, "start", {})
    before = table.view("WH")
    place, epoch = table.place("WH"), table.epoch

    def away(connection, *_):
        raise OperationalError("BEGIN", {}, Exception("the database is away"))

    for event_name in ("commit", "begin"):
        event.listen(house.store.engine, event_name, away)
        with pytest.raises(OperationalError):
            house.command(white, "a" * 16, "advance", {})
        assert table.view("WH") == before and before["clock"]["phase"] == "situation"
        assert table.resync("WH", epoch, place)["events"] == [] and table.resync("WH", None, 0)["snapshot"]["clock"] == before["clock"]
        assert house.check(house.passes.give(table.id, "WH", who.pass_no, "Ana")).seat == "WH"
        with pytest.raises(SeatLost):
            house.check(house.passes.give(table.id, "WH", who.pass_no + 1, "Ana"))
    for event_name in ("commit", "begin"):
        event.remove(house.store.engine, event_name, away)
    house.command(white, "a" * 16, "advance", {})
    assert table.view("WH")["clock"]["phase"] == "back_channel"


def test_a_commit_whose_outcome_was_not_known_is_found_by_the_next_turn(house, table):
    who = sit(house, table, "WH")
    before = table.state.seq

    def lost(connection):
        connection.connection.cursor().execute("COMMIT")         # it happens, but its answer does not arrive
        raise OperationalError("COMMIT", {}, Exception("connection lost"))

    event.listen(house.store.engine, "commit", lost)
    with pytest.raises(OperationalError):
        house.command(who, "a" * 16, "ready", {"ready": True})
    event.remove(house.store.engine, "commit", lost)
    house.command(who, "b" * 16, "ready", {"ready": False})
    assert [e.kind for e in house.store.read(table.id, before)] == ["seat_ready", "seat_ready"] and table.state.seq == before + 2
    assert house.command(who, "a" * 16, "ready", {"ready": True}) == table.place("WH") - 1, "the same answer to the same id"


def test_another_writer_s_events_are_caught_up_first(house, table, tmp_path):
    """Two processes on one log: the second finds what the first wrote."""
    who = sit(house, table, "WH")
    second = House(house.store, house.passes, house.shelf, lambda *_: None, lambda *_: None)
    there = second.table(table.id)
    house.command(who, "a" * 16, "ready", {"ready": True})
    assert there.state.seq == table.state.seq - 1
    second.command(who, "b" * 16, "ready", {"ready": False})
    assert there.state.seq == table.state.seq + 1
    house.command(who, "c" * 16, "ready", {"ready": True})
    assert table.state.seq == there.state.seq + 1 and [e.seq for e in house.store.read(table.id)] == list(range(1, table.state.seq + 1))


def test_a_command_that_does_too_much_is_refused_whole(house, table, monkeypatch):
    who = sit(house, table, "WH")
    monkeypatch.setattr(limits, "COMMAND_BYTES", 10)
    seq = table.state.seq
    with pytest.raises(GameError) as caught:
        house.command(who, "a" * 16, "ready", {"ready": True})
    assert caught.value.code == "too_much" and table.state.seq == seq


def catch_up(table, seat: str, seen: dict, epoch, place) -> tuple[dict, int, list]:
    """Page after page until there is no more: the view, the place, the pages."""
    pages = []
    while True:
        page = table.resync(seat, epoch, place)
        pages.append(page)
        if "snapshot" in page:
            seen, place, epoch = put({}, page["snapshot"]), page["place"], page["epoch"]
        else:
            assert page["from"] == place + 1
            seen, place = put(seen, page["parts"]), page["to"]
        if not page["more"]:
            return seen, place, pages


def test_5b_long_away_gets_pages_never_a_hole(house, monkeypatch):
    monkeypatch.setattr(limits, "RESYNC_EVENTS", 40)
    table, _ = house.open_table("small")
    who = sit(house, table, "WH")
    place, before = table.place("WH"), table.view("WH")
    n = limits.RESYNC_EVENTS + 1
    for i in range(n):
        house.command(who, f"{i:020}", "ready", {"ready": i % 2 == 0})
    for behind, events in ((0, 0), (1, 1), (n - 1, n - 1), (n, 0)):       # too far away: what came of it, without the events
        seen, at, pages = catch_up(table, "WH", before, table.epoch, place + n - behind)
        assert sum(len(p["events"]) for p in pages) == events and at == table.place("WH")
        assert seen == table.view("WH") or not behind
    for epoch, odd in ((table.epoch, 0), (table.epoch, at + 1), (table.epoch, -1), ("other", at), (None, None), (table.epoch, True)):
        assert "snapshot" in table.resync("WH", epoch, odd), (epoch, odd)


@pytest.mark.parametrize("far", [limits.RESYNC_EVENTS + 1, pytest.param(10_000, marks=pytest.mark.long)])
def test_5b_one_some_hundreds_and_thousands_behind_gets_events_or_what_came_of_them(house, far):
    """Given somebody 1, 499, 500, 501 or 10 000 events behind, then pages or a view, small, soon, and the truth."""
    house = House(house.store, house.passes, house.shelf, lambda *_: None, lambda *_: None)      # the fixture reads the log at each telling
    table, _ = house.open_table("small")
    who = sit(house, table, "WH")
    house.command(house.check(house.white_pass(table)), "s" * 20, "start", {})
    views = {}
    for n in range(far):
        views[table.place("WH")] = view(table.state, "WH") if far - n in (1, 499, 500, 501, 10_000) else None
        house.command(who, f"{n:020}", "message", {"room": "all", "text": f"{n}"})
    slowest = sent = 0
    for behind in (1, 499, 500, 501, *({far} - {501})):
        place = table.place("WH") - behind
        began = time.monotonic()
        seen, at, pages = catch_up(table, "WH", views[place], table.epoch, place)
        slowest, sent = max(slowest, time.monotonic() - began), max(sent, sum(len(canonical(p).encode()) for p in pages))
        assert seen == table.view("WH") and at == table.place("WH")
        assert sum(len(p["events"]) for p in pages) == (behind if behind <= limits.RESYNC_EVENTS else 0), behind
    for epoch, odd in ((table.epoch, at + 1), (table.epoch, 10**30), (table.epoch, -1), (table.epoch, 1.5), (table.epoch, "1"),
                       (table.epoch, []), (table.epoch, None), ("another", at), (5, at), (None, at)):
        seen, place, _ = catch_up(table, "WH", {}, epoch, odd)
        assert seen == table.view("WH") and place == at, (epoch, odd)
    figure(f"5b_bytes_{far}_behind", sent)
    figure(f"5b_ms_{far}_behind", 1000 * slowest)


def test_5b_a_table_of_many_words_is_caught_up_with_in_small_pages(house, table):
    """Given megabytes of talk, then nobody is sent more than a page at once, from the beginning or from any place."""
    who = sit(house, table, "WH")
    white = house.check(house.white_pass(table))
    house.command(white, "s" * 20, "start", {})
    for i in range(60):
        house.command(who, f"{i:020}", "message", {"room": "all", "text": f"{i} " + "é" * 1900})
    for seat in ("WH", "ANK", "WHITE", "PUBLIC"):
        seen, at, pages = catch_up(table, seat, {}, None, 0)
        assert seen == table.view(seat) and at == table.place(seat) and len(pages) > 3
        sizes = [len(canonical(p).encode()) for p in pages]
        whole = len(canonical({k: v for k, v in seen.items() if k not in GROWS}).encode())
        assert max(sizes) < limits.RESYNC_BYTES + whole + 1000
        for place in range(at - 30, at):
            then = fold(table.beginning, (e.event for e in house.store.read(table.id)[:table.state.places[seat][place - 1]]))
            assert catch_up(table, seat, view(then, seat), table.epoch, place)[0] == seen, place


def test_6a_what_is_published_is_what_play_tells(house, table):
    """No byte leaves that tell, parts or view did not make."""
    house.told.clear()
    ana = sit(house, table, "WH")
    white = house.check(house.white_pass(table))
    for id, type in enumerate(("start", "advance", "advance")):
        house.command(white, f"{id:020}", type, {})
    house.command(ana, "x" * 16, "save_draft", {"main": {"move": "wait", "fields": {}}, "minor": None, "choices": {}})
    entries = house.store.read(table.id)
    assert house.told
    for seat, page, _ in house.told:
        seqs = table.state.places[seat][page["from"] - 1:page["to"]]
        assert [tell(table.state, entries[s - 1].event, seat) for s in seqs] == page["events"]
        then = fold(table.beginning, (e.event for e in entries[:seqs[-1]]))
        names = [name for s in seqs for name in changed(entries[s - 1].event, seat)]
        assert page["parts"] == parts(then, seat, names, seqs[0] - 1)


def test_12d_a_wall_clock_that_jumps_changes_no_order_no_limit_and_no_pass(house, table, monkeypatch):
    """Given a clock that is set an hour ahead and then an hour back, then the log, rates, waits and passes go on as if nothing was."""
    from game.live import table as module
    from game.live.gate import Bucket, Knocks
    who, shift = sit(house, table, "WH"), [0]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + shift[0])
    monkeypatch.setattr(module, "now", lambda: datetime.fromtimestamp(real() + shift[0], UTC).isoformat(timespec="milliseconds")[:23] + "Z")
    text = house.passes.give(table.id, "WH", who.pass_no, "Ana")
    bucket, knocks = Bucket((0.001, 2), time.monotonic()), Knocks(1, 60)
    knocks.add("a")
    places, before = [], table.state.seq
    for n, jump in enumerate((0, 3600, -3600, 3600, 0)):
        shift[0] = jump
        places.append(house.command(who, f"{n:020}", "ready", {"ready": n % 2 == 0}))
        assert bucket.take(time.monotonic()) is (n < 2) and knocks.full("a"), "spans are measured by a clock that nobody sets"
    shift[0] = 3600
    assert house.check(text).seat == "WH"
    assert places == list(range(places[0], places[0] + 5))
    entries = house.store.read(table.id, before)
    assert [e.seq for e in entries] == list(range(before + 1, before + 6))
    assert entries[1].at > entries[0].at > entries[2].at, "the wall clock is data only"
    assert house.command(who, f"{0:020}", "ready", {"ready": True}) == places[0]
    assert catch_up(table, "WH", {}, None, 0)[0] == table.view("WH")
