"""The store's contract: one suite for every database; PostgreSQL is one of the tests' own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, select, text, update
from sqlalchemy.exc import DatabaseError

from game.errors import Conflict, GameError
from game.record import Entry, Head, Store, header_hash
from game.record import tables as t
from game.record.codec import leaf, link

HEADER = {"format": "halifax-record/1", "table": "t1"}


def entry(seq: int, kind: str = "message_sent", n: int = 0) -> Entry:
    return Entry(seq, "2026-01-01T00:00:00Z", "2018-01-29", "orders", "Sam", "WH", kind, {"n": n, "text": "Ünïcode"}, "all",
                 command={"id": f"c{seq}", "type": "message", "data": {}}, salt=seq.to_bytes(16, "big"))


def append(store: Store, seat: str, id: str, digest: str, entries: list[Entry], at: str) -> int:
    """One whole turn: the last seq of the command of this id, the one of before if it was accepted already."""
    with store.turn("t1") as turn:
        earlier = turn.earlier(seat, id, digest)
        if earlier is None:
            turn.append(entries, seat, id, digest, at)
        return turn.head.seq if earlier is None else earlier


def hashes(store: Store) -> list[bytes]:
    with store.engine.connect().execution_options(reading=True) as connection:
        return [bytes(h) for h in connection.execute(select(t.log.c.hash).order_by(t.log.c.seq)).scalars()]


@pytest.fixture(params=["sqlite", "postgres"])
def store(request, tmp_path):
    from postgres import emptied
    url = f"sqlite:///{tmp_path}/h.db" if request.param == "sqlite" else emptied(request.getfixturevalue("postgres"))
    store = Store(url)
    store.open_table("t1", "K7QM4R", HEADER, "seed", ["WH", "WHITE"], "e1", "2026-01-01T00:00:00Z")
    yield store
    store.close()


def test_an_opened_table_is_found_by_id_and_by_code(store):
    assert store.opened(table="t1") == store.opened(code="K7QM4R")
    assert store.opened(code="XXXXXX") is None
    assert store.opened("t1").header == HEADER
    assert store.tables() == ["t1"]
    assert store.passes("t1") == {"WH": 0, "WHITE": 0}
    with pytest.raises(Conflict):
        store.open_table("t2", "K7QM4R", HEADER, "seed", ["WH"], "e", "x")
    assert store.tables() == ["t1"]


def test_what_was_appended_is_read_back_in_order_and_chained(store):
    assert append(store, "WH", "a" * 16, "d1", [entry(1), entry(2)], "now") == 2
    assert append(store, "WH", "b" * 16, "d2", [entry(3)], "now") == 3
    assert store.read("t1") == [entry(1), entry(2), entry(3)]
    assert store.read("t1", 2) == [entry(3)]
    hash = header_hash(HEADER)
    for e, stored in zip(store.read("t1"), hashes(store), strict=True):
        hash = link(hash, e.seq, leaf(e.salt, e.body()))
        assert stored == hash
    assert store.head("t1").hash == hash and store.head("t1").seq == 3


def test_2a_the_same_id_is_applied_once_and_answered_the_same(store):
    assert append(store, "WH", "a" * 16, "d1", [entry(1)], "now") == 1
    assert append(store, "WH", "a" * 16, "d1", [entry(1)], "now") == 1
    append(store, "WH", "b" * 16, "d2", [entry(2)], "now")
    assert append(store, "WH", "a" * 16, "d1", [entry(3)], "now") == 1
    with pytest.raises(Conflict) as caught:
        append(store, "WH", "a" * 16, "other", [entry(3)], "now")
    assert caught.value.code == "id_reused"
    assert append(store, "WHITE", "a" * 16, "other", [entry(3)], "now") == 3    # another seat's ids are its own
    assert len(store.read("t1")) == 3


def test_an_entry_of_before_a_gap_and_an_old_epoch_are_conflicts_and_write_nothing(store):
    append(store, "WH", "a" * 16, "d1", [entry(1)], "now")
    for n, entries in enumerate(([entry(1)], [entry(3)], [entry(2), entry(4)])):
        with pytest.raises(Conflict):
            append(store, "WH", f"z{n}" * 8, "d", entries, "now")
    with pytest.raises(Conflict), store.turn("t1") as turn:
        turn.head = Head("e0", 1, turn.head.hash)                        # an epoch of before
        turn.append([entry(2)], "WH", "y" * 16, "d", "now")
    assert len(store.read("t1")) == 1 and store.head("t1").seq == 1


def test_an_error_inside_a_turn_takes_everything_back(store):
    with pytest.raises(RuntimeError), store.turn("t1") as turn:
        turn.append([entry(1)], "WH", "a" * 16, "d", "now")
        turn.new_pass("WH", 0, "m")
        raise RuntimeError
    assert store.read("t1") == [] and store.head("t1").seq == 0 and store.passes("t1")["WH"] == 0
    with store.turn("t1") as turn:
        assert turn.earlier("WH", "a" * 16, "d") is None


def test_7d_two_takers_of_a_seat_one_winner(store):
    with store.turn("t1") as turn:
        assert turn.new_pass("WH", 0, "ana") == 1
    with pytest.raises(Conflict) as caught, store.turn("t1") as turn:
        turn.new_pass("WH", 0, "ben")
    assert caught.value.code == "taken"
    with store.turn("t1") as turn:
        assert turn.pass_no("WH") == 1 and turn.pass_no("NOWHERE") is None


def test_the_record_is_never_edited(store):
    append(store, "WH", "a" * 16, "d1", [entry(1)], "now")
    for statement in (update(t.log).values(body="x"), delete(t.log), update(t.command).values(digest="x"), delete(t.command)):
        with pytest.raises(DatabaseError, match="never edited"), store.engine.begin() as connection:
            connection.execute(statement)
    assert store.read("t1") == [entry(1)]


def test_unknown_tables_are_said(store):
    with pytest.raises(GameError) as caught, store.turn("nope"):
        pass
    assert caught.value.code == "no_table"
    with pytest.raises(GameError):
        store.head("nope")


def test_1c_every_sqlite_connection_is_durable(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/h.db")
    connections = [store.engine.connect().execution_options(reading=True) for _ in range(4)]
    for connection in connections:
        for pragma, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)):
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == wanted
    for connection in connections:
        connection.close()
    with pytest.raises(GameError, match="does not keep"):
        Store("sqlite://")                       # memory cannot keep a log
    store.close()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_1c_a_postgresql_that_may_forget_a_commit_is_refused(setting):
    from postgres import cluster, programs
    if programs() is None:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    with cluster(**{setting: "off"}) as server, pytest.raises(GameError, match=f"`{setting}`"):
        Store(server.url)


def test_1c_every_postgresql_connection_is_durable_and_waits_for_nothing_long(postgres):
    store = Store(postgres.replace("postgresql+psycopg:", "postgresql:"))          # as people write it
    connections = [store.engine.connect() for _ in range(4)]
    for connection in connections:
        for name, wanted in (("synchronous_commit", "on"), ("lock_timeout", "3s"), ("statement_timeout", "5s"),
                             ("application_name", "halifax")):
            assert connection.execute(text(f"SHOW {name}")).scalar() == wanted
    connections[0].execute(text("ALTER ROLE halifax SET synchronous_commit = off"))
    connections[0].commit()
    try:
        for connection in connections:
            connection.close()
        store.engine.dispose()
        with pytest.raises(GameError, match="synchronous_commit"):
            store.head("t1")                                                         # a new connection is asked anew
    finally:
        engine = create_engine(postgres)
        with engine.begin() as connection:
            connection.execute(text("ALTER ROLE halifax RESET synchronous_commit"))
        engine.dispose()


def test_a_second_server_on_one_file_is_refused(tmp_path):
    url = f"sqlite:///{tmp_path}/h.db"
    first = Store(url, exclusive=True)
    code = f"from game.record import Store\nStore({url!r}, exclusive=True)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode != 0 and "another server has" in done.stderr
    first.close()
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0


WRITER = """
import sys
sys.path.insert(0, {here!r})
from test_store import append, entry
from game.record import Store
store = Store({url!r}, exclusive=True)
seq = store.head("t1").seq
while True:
    append(store, "WH", f"command-{{seq:08}}", "d", [entry(seq + 1, n=seq), entry(seq + 2)], "now")
    seq += 2
    print(seq, flush=True)
"""


def test_1a_nothing_acknowledged_is_lost_by_kill_9(tmp_path):
    url = f"sqlite:///{tmp_path}/h.db"
    store = Store(url)
    store.open_table("t1", "K7QM4R", HEADER, "seed", ["WH"], "e1", "now")
    acked = 0
    for lines in (3, 40, 11, 1, 77):
        child = subprocess.Popen([sys.executable, "-c", WRITER.format(here=str(Path(__file__).parent), url=url)], stdout=subprocess.PIPE)
        for _ in range(lines):
            acked = int(child.stdout.readline())
        child.kill()
        child.wait()
        rest = child.stdout.read().split()
        acked = int(rest[-1]) if rest else acked
        child.stdout.close()
        entries = store.read("t1")
        assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
        assert len(entries) >= acked and len(entries) % 2 == 0          # whole commands only
        head = store.head("t1")
        assert head.seq == len(entries) and head.hash == hashes(store)[-1]
        with store.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM command")).scalar() == len(entries) // 2
    store.close()
    assert sqlite3.connect(tmp_path / "h.db").execute("PRAGMA integrity_check").fetchone() == ("ok",)
