"""10. A past edited in the database: the check names the first event that is not as it was, the head that was seen tells of a cut tail."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from game.library.shelf import Shelf, opening_of
from game.live.house import House
from game.live.passes import Passes
from game.record import Store, record_text, verify
from game.record.check import check_table
from game.record.codec import header_hash, leaf, link

SCENARIOS = Path(__file__).parents[1] / "scenarios"
FREE = "".join(f"DROP TRIGGER {table}_no_{verb};" for table in ("event", "command") for verb in ("update", "delete"))


@pytest.fixture
def played(tmp_path):
    """(file, table, head that was seen) of a table of some thirty events."""
    store = Store(f"sqlite:///{tmp_path}/h.db")
    house = House(store, Passes(b"k" * 32), Shelf(SCENARIOS), lambda *_: None, lambda *_: None)
    table = house.open_table("small")[0]
    who = house.check(house.take_seat(house.check(house.join(table.code, "Ana")[1]), "WH", "Ana")[1])
    for n in range(30):
        house.command(who, f"{n:020}", "ready", {"ready": n % 2 == 0})
    seen = store.head(table.id)
    assert check_table(store, table.id) == (seen.seq, "")
    store.close()
    return tmp_path / "h.db", table.id, seen


def swap(column: str) -> str:
    return (f"CREATE TEMP TABLE kept AS SELECT seq, {column} AS v FROM event WHERE seq IN (10, 12);"
            f"UPDATE event SET {column} = (SELECT v FROM kept WHERE kept.seq = 22 - event.seq) WHERE seq IN (10, 12);")


EDITS = {
    "a word changed": ("UPDATE event SET body = replace(body, 'true', 'null') WHERE seq = 11;", 11),
    "a time changed": ("UPDATE event SET body = replace(body, '2026', '2025') WHERE seq = 9;", 9),
    "one left out": ("DELETE FROM event WHERE seq = 10;", 10),
    "one left out and the rest moved up": ("DELETE FROM event WHERE seq = 10; UPDATE event SET seq = seq - 1 WHERE seq > 10;", 10),
    "one put in between": ("UPDATE event SET seq = -seq - 1 WHERE seq > 10; UPDATE event SET seq = -seq WHERE seq < 0;"
                           'INSERT INTO event SELECT "table", 11, seat, at, body, salt, hash FROM event WHERE seq = 10;', 11),
    "two exchanged": (swap("body"), 10),
    "two whole rows exchanged": ("UPDATE event SET seq = -10 WHERE seq = 10; UPDATE event SET seq = 10 WHERE seq = 12;"
                                 "UPDATE event SET seq = 12 WHERE seq = -10;", 10),
    "two salts exchanged": (swap("salt"), 10),
    "a link changed": ("UPDATE event SET hash = zeroblob(32) WHERE seq = 14;", 14),
    "the last left out": ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event);", "head"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_10_an_edited_past_is_found_and_its_first_bad_event_named(played, edit):
    file, table, _ = played
    statements, where = EDITS[edit]
    with closing(sqlite3.connect(file)) as db:
        db.executescript(FREE + statements)
    store = Store(f"sqlite:///{file}")
    says = check_table(store, table)[1]
    store.close()
    assert f"event {where} " in says if where != "head" else "the head says" in says, says


def test_10_a_tail_cut_off_with_its_head_is_found_by_the_head_that_was_seen(played):
    """Given an editor who cuts the last events and makes head and commands fit, then only who has seen the head can tell, and can."""
    file, table, seen = played
    with closing(sqlite3.connect(file)) as db:
        db.executescript(FREE + "DELETE FROM event WHERE seq > 20; DELETE FROM command WHERE seq > 20;"
                         "UPDATE head SET seq = 20, hash = (SELECT hash FROM event WHERE seq = 20);")
    store = Store(f"sqlite:///{file}")
    assert check_table(store, table) == (20, ""), "by itself it is whole"
    head = store.head(table)
    assert head.seq < seen.seq, "fewer events than were seen"
    store.close()


def test_10_a_past_rewritten_with_all_its_links_has_another_head_than_was_seen(played):
    """Given an editor who changes a word and makes the chain anew, then head and hash differ from those that were seen at that number."""
    file, table, seen = played
    store = Store(f"sqlite:///{file}")
    opened, entries = store.opened(table), store.read(table)
    with closing(sqlite3.connect(file)) as db:
        db.executescript(FREE)
        hash = header_hash(opened.header)
        for e in entries:
            body = e.body().replace("Ana", "Eve")
            hash = link(hash, e.seq, leaf(e.salt, body))
            db.execute("UPDATE event SET body = ?, hash = ? WHERE seq = ?", (body, hash, e.seq))
        db.execute("UPDATE head SET hash = ?", (hash,))
        db.commit()
    assert check_table(store, table) == (seen.seq, ""), "by itself it is whole"
    assert store.head(table).seq == seen.seq and store.head(table).hash != seen.hash
    house = House(store, Passes(b"k" * 32), Shelf(SCENARIOS), lambda *_: None, lambda *_: None)
    now = house.table(table)
    report = verify(record_text(opened.header, store.read(table), now.state, opened.seed).encode(), opening_of)
    assert report.head != seen.hash.hex(), "what `replay --verify` prints is another head than was seen"
    store.close()
