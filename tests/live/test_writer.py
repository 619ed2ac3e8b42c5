"""Writing together: nobody but writers waits for the disk, several tables share a commit, and none is harmed by another's refusal."""

from __future__ import annotations

import time
from pathlib import Path

import gevent
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from game.errors import Refused
from game.library.shelf import Shelf
from game.live.house import House
from game.live.passes import Passes
from game.record import Store

SCENARIOS = Path(__file__).parents[1] / "scenarios"


@pytest.fixture
def told():
    return []


@pytest.fixture(params=["sqlite", "postgres"])
def house(request, tmp_path, told):
    store = Store(f"sqlite:///{tmp_path}/h.db" if request.param == "sqlite" else request.getfixturevalue("postgres"))
    yield House(store, Passes(b"k" * 32), Shelf(SCENARIOS), lambda table, seat, page: told.append((table.id, seat, page)), lambda *_: None)
    store.close()


@pytest.fixture
def people(house):
    """Somebody at each of eight tables."""
    tables = [house.open_table("small")[0] for _ in range(8)]
    return [house.check(house.take_seat(house.check(house.join(t.code, "Ana")[1]), "WH", "Ana")[1]) for t in tables]


def slow_commits(house, seconds: float) -> list[float]:
    began: list[float] = []

    def commit(connection) -> None:
        began.append(time.monotonic())
        time.sleep(seconds)                              # the whole thread sleeps, as with a slow disk
    event.listen(house.store.engine, "commit", commit)
    return began


def test_1b_while_the_disk_is_slow_everybody_else_goes_on_and_nothing_is_said_too_soon(house, people, told):
    slow_commits(house, 0.4)
    told.clear()
    who, table = people[0], house.table(people[0].table)
    writing = gevent.spawn(house.command, who, "a" * 16, "ready", {"ready": True})
    latest, began = 0.0, time.monotonic()
    while not writing.ready():
        at = time.monotonic()
        gevent.sleep(0.005)
        latest = max(latest, time.monotonic() - at)
        if not writing.ready():
            assert told == [] and not table.state.seats["WH"].ready
            assert table.resync("WH", table.epoch, table.place("WH"))["events"] == []
    assert time.monotonic() - began > 0.3 and latest < 0.25
    assert writing.get() == table.place("WH") and table.state.seats["WH"].ready and told


def test_tables_that_wait_share_one_commit_and_each_keeps_its_own_answer(house, people, told):
    commits = slow_commits(house, 0.2)
    told.clear()
    tables = [house.table(who.table) for who in people]
    before = [t.state.seq for t in tables]
    asked = [gevent.spawn(house.command, who, f"{n:020}", "ready", {"ready": True}) for n, who in enumerate(people)]
    wrong = gevent.spawn(house.command, people[3], "w" * 20, "unlock_order", {})
    second = gevent.spawn(house.command, people[0], "s" * 20, "ready", {"ready": False})
    gevent.joinall([*asked, wrong, second])
    assert [g.get() for g in asked] == [t.place("WH") - (n == 0) for n, t in enumerate(tables)]
    assert second.get() == tables[0].place("WH") and isinstance(wrong.exception, Refused)
    assert len(commits) <= 4, "ten commands, not ten commits"
    for n, (table, seq) in enumerate(zip(tables, before, strict=True)):
        assert [e.data["ready"] for e in house.store.read(table.id, seq)] == ([True, False] if n == 0 else [True])
        pages = [page for id, seat, page in told if (id, seat) == (table.id, "WH")]
        assert [p["from"] for p in pages] == sorted(p["from"] for p in pages) and len(pages) == (2 if n == 0 else 1)


def test_1b_a_commit_that_fails_fails_all_that_shared_it_and_each_may_try_again(house, people, told):
    told.clear()
    tables = [house.table(who.table) for who in people]
    before = [t.state.seq for t in tables]

    def fail(connection) -> None:
        time.sleep(0.05)
        raise OperationalError("COMMIT", {}, Exception("disk is full"))

    event.listen(house.store.engine, "commit", fail)
    asked = [gevent.spawn(house.command, who, "a" * 16, "ready", {"ready": True}) for who in people]
    gevent.joinall(asked)
    event.remove(house.store.engine, "commit", fail)
    assert all(isinstance(g.exception, OperationalError) for g in asked) and told == []
    assert [t.state.seq for t in tables] == before == [house.store.head(t.id).seq for t in tables]
    for who, table in zip(people, tables, strict=True):
        assert house.command(who, "a" * 16, "ready", {"ready": True}) == table.place("WH")
