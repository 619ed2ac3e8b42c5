"""Every limit holds at n and not at n + 1. Those of messages: test_front; of what waits: test_transport; of YAML: tests/library."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from types import SimpleNamespace

import pytest
from socketio.exceptions import ConnectionRefusedError as Refusal

import game
from game import limits
from game.canonical import canonical
from game.errors import GameError, Refused, Unreadable
from game.library.decks import load_deck
from game.library.packs import load_statutes
from game.library.reading import within_folder
from game.library.shelf import Shelf, opening_of
from game.live.gate import Gate
from game.live.house import House
from game.live.passes import Pass, Passes
from game.live.sockets import Sockets
from game.live.transport import Transports
from game.play import PUBLIC, WHITE
from game.record import Store, read_record, record_text, verify

ROOT = Path(game.__file__).parent
SCENARIOS = Path(__file__).parents[1] / "scenarios"


def test_every_limit_is_read_somewhere():
    sources = "".join(p.read_text() for p in ROOT.rglob("*.py") if p.name != "limits.py")
    names = [n for n in vars(limits) if n.isupper()]
    assert len(names) > 50 and [n for n in names if not re.search(rf"limits\.{n}\b", sources)] == []


# -- connections and knocks --------------------------------------------------------------------------------------------

def entered(gate: Gate, n: int, address: str = "a", seated: bool = True) -> Gate:
    for _ in range(n):
        gate.enter(address)
        if seated:
            gate.seated()
    return gate


@pytest.mark.parametrize("most, seated, addresses", [
    (limits.CONNECTIONS, True, 100), (limits.CONNECTIONS_ADDRESS, True, 1), (limits.CONNECTIONS_UNSEATED, False, 1)])
def test_8e_one_connection_too_many_is_refused(most, seated, addresses):
    gate = Gate()
    for n in range(most - 1):
        entered(gate, 1, f"a{n % addresses}", seated)
    asker = "a0" if addresses == 1 else "b"
    assert not gate.full(asker)
    entered(gate, 1, "a0", seated)
    assert gate.full(asker)
    gate.leave("a0", seated)
    assert not gate.full(asker)


def test_asking_whether_there_is_room_remembers_no_address():
    gate = Gate()
    for n in range(1000):
        assert not gate.full(f"10.0.0.{n}")
    assert not gate.by_address


@pytest.mark.parametrize("seat, most", [("WH", limits.CONNECTIONS_PASS), (WHITE, limits.CONNECTIONS_PASS), (PUBLIC, limits.WATCHERS_TABLE)])
def test_one_more_watcher_or_tab_than_fits_is_refused(seat, most):
    sockets = Sockets(SimpleNamespace(on=lambda *_: None, manager=SimpleNamespace(eio_sid_from_sid=lambda sid, _: sid),
                                      eio=SimpleNamespace(sockets={}, send=lambda *_: None)), Transports(Gate()))
    sockets.house = SimpleNamespace(check=lambda *_: Pass("t", seat, "m", 1, "Ana"), table=lambda id: None)

    def connect(n: int) -> None:
        sockets.server.eio.sockets[f"s{n}"] = SimpleNamespace(session={})
        sockets.connect(f"s{n}", {"REMOTE_ADDR": ""}, {"table": "t", "pass": "p"})

    for n in range(most):
        connect(n)
    with pytest.raises(Refusal):
        connect(most)
    assert len(sockets.sessions) == most


@pytest.mark.parametrize("knocks, most", [("wrong", limits.WRONG_PASSES), ("wrong_codes", limits.WRONG_CODES),
                                          ("new_tables", limits.NEW_TABLES_HOUR)])
def test_knocks_are_counted_to_the_last(knocks, most):
    gate = Gate()
    for _ in range(most - 1):
        getattr(gate, knocks).add("a")
    assert not getattr(gate, knocks).full("a")
    getattr(gate, knocks).add("a")
    assert getattr(gate, knocks).full("a") and not getattr(gate, knocks).full("b")


def test_no_more_codes_are_remembered_than_fit_and_those_used_last_stay(monkeypatch):
    monkeypatch.setattr(limits, "CODES_KNOWN", 2)
    gate = Gate()
    for _ in range(limits.WRONG_CODES):
        gate.wrong_codes.add("a")
    for code in ("one", "two", "one", "three"):
        gate.joined("a", code)
    assert [gate.may_try("a", code) for code in ("one", "two", "three")] == [True, False, True]
    assert gate.may_try("b", "two")


def test_a_pass_is_no_longer_than_fits():
    passes, name = Passes(b"k" * 32), secrets.token_hex(1000)           # of chance, since a pass is compressed
    texts = [passes.give("t", "WH", 1, name[:n]) for n in range(0, 2000, 3)]
    assert {limits.PASS - 2, limits.PASS + 2} <= {n for text in texts for n in range(len(text) - 3, len(text) + 4)}
    assert [passes.read(t) is not None for t in texts] == [len(t) <= limits.PASS for t in texts]


# -- a table and a command ---------------------------------------------------------------------------------------------

@pytest.fixture
def house(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/h.db")
    yield House(store, Passes(b"k" * 32), Shelf(SCENARIOS), lambda *_: None, lambda *_: None)
    store.close()


@pytest.fixture
def table(house):
    return house.open_table("small")[0]


def seated(house, table):
    return (house.check(house.take_seat(house.check(house.join(table.code, "Ana")[1]), "WH", "Ana")[1]),
            house.check(house.white_pass(table)))


def send(house, who, n, type, **data):
    return house.command(who, f"{n:020}", type, data)


@pytest.mark.parametrize("limit, spare, left", [
    ("TABLE_EVENTS", "TABLE_LAST_EVENTS", lambda table: table.state.seq), ("TABLE_BYTES", "TABLE_LAST_BYTES", lambda table: table.size)])
def test_8e_a_table_that_seats_have_filled_takes_no_more_and_can_still_be_ended(house, table, monkeypatch, limit, spare, left):
    who, white = seated(house, table)
    monkeypatch.setattr(limits, spare, 3000 if "BYTES" in limit else 3)
    for n in range(3):
        before = left(table)
        send(house, who, n, "ready", ready=n % 2 == 0)
        after = left(table)
    send(house, who, 3, "ready", ready=False)
    room = left(table) + after - before                  # for one more that says the same as the last but one
    monkeypatch.setattr(limits, limit, room + getattr(limits, spare) - 1)
    state = table.state
    with pytest.raises(GameError) as caught:
        send(house, who, 4, "ready", ready=True)
    assert caught.value.code == "table_full" and table.state is state and len(house.store.read(table.id)) == state.seq
    monkeypatch.setattr(limits, limit, room + getattr(limits, spare))
    send(house, who, 4, "ready", ready=True)
    with pytest.raises(GameError):
        send(house, who, 5, "ready", ready=False)
    send(house, white, 6, "close", reason="It is full")
    text = record_text(table.opened.header, house.store.read(table.id), table.state, table.opened.seed)
    assert verify(text.encode(), opening_of).ok


@pytest.mark.parametrize("limit", ["COMMAND_EVENTS", "COMMAND_BYTES", "EVENT_BYTES"])
def test_one_command_does_no_more_than_fits(house, table, monkeypatch, limit):
    who, _ = seated(house, table)
    send(house, who, 1, "ready", ready=True)
    send(house, who, 2, "ready", ready=False)
    send(house, who, 3, "ready", ready=True)
    size = house.store.read(table.id)[-2].line_bytes()                  # the next says the same and is as long
    enough = 1 if limit == "COMMAND_EVENTS" else size
    monkeypatch.setattr(limits, limit, enough - 1)
    state = table.state
    with pytest.raises(GameError) as caught:
        send(house, who, 4, "ready", ready=False)
    assert caught.value.code == "too_much" and table.state is state
    monkeypatch.setattr(limits, limit, enough)
    send(house, who, 4, "ready", ready=False)


def test_the_record_of_a_full_table_is_read_by_our_own_checker():
    assert limits.RECORD_BYTES >= limits.RECORD_HEADER_BYTES + limits.TABLE_BYTES + limits.RECORD_LINE_BYTES
    assert limits.EVENT_BYTES <= limits.RECORD_LINE_BYTES and limits.COMMAND_BYTES * 4 <= limits.TABLE_LAST_BYTES


def test_a_table_counts_the_bytes_of_its_record(house, table):
    who, _ = seated(house, table)
    send(house, who, 1, "ready", ready=True)
    entries = house.store.read(table.id)
    lines = record_text(table.opened.header, entries, table.state, table.opened.seed).splitlines(keepends=True)
    assert table.size == sum(len(line.encode()) for line in lines[1:-1])
    again = House(house.store, house.passes, house.shelf, lambda *_: None, lambda *_: None).table(table.id)
    assert again.size == table.size, "after a restart too"
    assert read_record("".join(lines).encode()).entries == tuple(entries)


def test_a_deck_too_large_for_a_record_opens_no_table(house, monkeypatch):
    header = len(canonical(house.table(house.open_table("small")[0].id).opened.header).encode())
    monkeypatch.setattr(limits, "RECORD_HEADER_BYTES", header - 1)
    with pytest.raises(GameError) as caught:
        house.open_table("small")
    assert caught.value.code == "too_much" and len(house.store.tables()) == 1
    monkeypatch.setattr(limits, "RECORD_HEADER_BYTES", header)
    house.open_table("small")


# -- what people write -------------------------------------------------------------------------------------------------

def test_texts_are_as_long_as_they_may_be_and_no_longer(house, table):
    who, white = seated(house, table)
    n = iter(range(1000))

    def keeps(sender, type, field, most, **more):
        with pytest.raises(Refused, match=f"at most {most}"):
            send(house, sender, next(n), type, **{field: "x" * (most + 1)}, **more)
        send(house, sender, next(n), type, **{field: "x" * most}, **more)

    send(house, white, next(n), "start")
    keeps(who, "message", "text", limits.TEXT, room="all")
    keeps(white, "pause", "reason", limits.REASON)
    send(house, white, next(n), "resume")
    keeps(white, "inject", "title", limits.TITLE, text="Something happens", audience="all")
    while table.state.phase != "headline":
        send(house, white, next(n), "advance")
    keeps(white, "headline", "text", limits.HEADLINE)
    keeps(white, "close", "reason", limits.REASON)


def test_no_seat_has_more_rooms_than_fit(house, table, monkeypatch):
    who, white = seated(house, table)
    for n, (type, data) in enumerate((("start", {}), ("advance", {}))):
        send(house, white, n, type, **data)
    monkeypatch.setattr(limits, "SEAT_ROOMS", 2)                        # everybody's, and one more
    send(house, who, 10, "open_room", seats=["ANK"])
    with pytest.raises(Refused, match="2 rooms"):
        send(house, who, 11, "open_room", seats=["CONG"])
    monkeypatch.setattr(limits, "SEAT_ROOMS", 3)
    send(house, who, 12, "open_room", seats=["CONG"])


# -- folders and decks -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("sizes, word", [
    ([1] * limits.FOLDER_FILES, None), ([1] * (limits.FOLDER_FILES + 1), "files"),
    ([limits.FOLDER_BYTES], None), ([limits.FOLDER_BYTES, 1], "bytes")])
def test_a_folder_is_read_whole_or_not_at_all(sizes, word):
    if word is None:
        within_folder(sizes, "d")
    else:
        with pytest.raises(Unreadable, match=word):
            within_folder(sizes, "d")


@pytest.mark.parametrize("load", [load_deck, load_statutes])
def test_a_folder_of_too_many_files_is_refused_before_any_is_read(tmp_path, load):
    for n in range(limits.FOLDER_FILES + 1):
        (tmp_path / f"p{n}").mkdir()
        (tmp_path / f"p{n}" / "pack.yaml").write_text("x")
        (tmp_path / ("deck.yaml" if not n else f"d{n}.yaml")).write_text("x")
    with pytest.raises(Unreadable) as caught:
        load(tmp_path)
    assert len(caught.value.faults) == 1 and f"{limits.FOLDER_FILES + 1} files" in caught.value.faults[0].message


def test_a_deck_has_no_more_seats_than_a_table(monkeypatch):
    monkeypatch.setattr(limits, "TABLE_SEATS", 3)
    assert len(load_deck(SCENARIOS / "small")[0].seats) == 3
    monkeypatch.setattr(limits, "TABLE_SEATS", 2)
    with pytest.raises(Unreadable, match="3 seats, more than the 2"):
        load_deck(SCENARIOS / "small")
